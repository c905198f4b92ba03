/* strata.h — how each kind of task has been going: the series that goals are about. Pure.
 *
 * A row per (plugin, family), one per plugin (family empty) and one for everything (both empty).
 * Fed with graded records of the train and select splits only; what they were answered with was
 * the live system, on training tasks exploring. */
#ifndef ELS_STRATA_H
#define ELS_STRATA_H

#include "messages.h"
#include "stats_basic.h"
#include "stats_snapshot.h"

#define ELS_STRATA_MAX 512u
#define ELS_STRATA_WINDOW 40u /* newest tasks that a measured success rests on */

typedef struct {
    els_str plugin, family;
    uint64_t n;          /* graded tasks seen */
    uint64_t trained;    /* of these, of the train split: what was learned from */
    uint64_t trained_at; /* iteration of the newest of those; that of the row's first task before */
    double fast, slow;   /* success with a memory of about 10 and of about 50 tasks */
    double cost;         /* work units per task, with a memory of about 50 */
    uint64_t newest;     /* outcomes of the newest 64 tasks, newest in bit 0, 1 right */
    uint64_t first_cost; /* work units of its first ELS_STRATA_WINDOW tasks */
    uint32_t first_right; /* how many of these were right */
} els_stratum;

/* Sorted by (plugin, family). A zeroed one is empty. */
typedef struct {
    els_stratum rows[ELS_STRATA_MAX];
    uint32_t n;
    els_arena texts;
} els_strata;

/* Counts a graded record; infrastructure failures, and rows beyond ELS_STRATA_MAX, are left out.
 * `is_train`: it is of the train split. `is_even`: its task was drawn from all kinds alike, so that
 * it counts for its plugin and for everything too; what a curriculum picked would not be fair. */
void els_strata_add(els_strata *strata, const els_record *record, bool is_train, bool is_even,
                    uint64_t iteration);
/* How many kinds of task of a plugin have rows. */
uint32_t els_strata_kinds(const els_strata *strata, els_str plugin);
/* NULL when nothing of it was graded. */
const els_stratum *els_strata_find(const els_strata *strata, els_str plugin, els_str family);

/* Success over the newest ELS_STRATA_WINDOW tasks, with its Wilson interval. */
typedef struct {
    uint32_t right, n;
    double value;
    els_interval interval;
} els_stratum_success;
els_stratum_success els_stratum_recent(const els_stratum *row);
/* Work units per solved task; INFINITY when nothing was solved. */
double els_stratum_cost(const els_stratum *row);
/* Success drawn towards one half while little is known: a first failure is no weakness yet. */
double els_stratum_rate(const els_stratum *row);

void els_strata_visit(els_snapshot *snapshot, els_strata *strata);

#endif
