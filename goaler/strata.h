/* strata.h — how well each (plugin, family) has been going lately, and the mix that follows. Pure.
 */
#ifndef ELS_STRATA_H
#define ELS_STRATA_H

#include "messages.h"
#include "stats_snapshot.h"

#define ELS_STRATA_MAX 512u
#define ELS_MIX_MAX 64u /* as in progress.next_mix */

typedef struct {
    els_str plugin, family;
    uint64_t n;        /* graded tasks seen */
    double fast, slow; /* success with a memory of about 10 and of about 50 tasks */
} els_stratum;

/* Sorted by (plugin, family). A zeroed one is empty. */
typedef struct {
    els_stratum rows[ELS_STRATA_MAX];
    uint32_t n;
    els_arena texts;
} els_strata;

/* Counts a graded record; infrastructure failures, and strata beyond ELS_STRATA_MAX, are left out.
 */
void els_strata_add(els_strata *strata, const els_record *record);
/* Mix by weakness and learning progress (goaler.h) over `plugins`; at most ELS_MIX_MAX entries into
 * ret_mix, weights summing to 1. 0 entries when there are not two strata to choose between. */
uint32_t els_strata_mix(const els_strata *strata, const els_str *plugins, uint32_t n_plugins,
                        els_mix *ret_mix);
/* Half the sum of absolute differences of the weights: 0 equal, 1 nothing in common. */
double els_mix_distance(const els_mix *a, uint32_t n_a, const els_mix *b, uint32_t n_b);
void els_strata_visit(els_snapshot *snapshot, els_strata *strata);

#endif
