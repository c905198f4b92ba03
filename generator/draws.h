/* draws.h — which task stands at which place of a segment. Pure: no socket, no clock, no file.
 *
 * A segment says which strata its tasks come from and how they are drawn. Generator and analyzer
 * open the same draws and so make the same tasks, in whatever chunks and order. */
#ifndef ELS_DRAWS_H
#define ELS_DRAWS_H

#include "generator.h"

enum { ELS_DRAWS_STRATA_MAX = 64 /* as in segment.mix */ };

/* A stratum that takes part. */
typedef struct {
    uint32_t plugin; /* index into the source's plugins */
    els_str family;  /* empty: any */
    double weight;   /* above 0 */
} els_draw_stratum;

/* The draws of a segment. Holds borrowed pointers; no clean-up. */
typedef struct {
    const els_task_source *source;
    const els_segment *segment;
    els_draw_stratum strata[ELS_DRAWS_STRATA_MAX];
    uint32_t n_strata;
    double total;                                   /* weight of all strata */
    bool equal;                                     /* all of the same weight */
    uint32_t able[ELS_TASK_SOURCE_PLUGINS], n_able; /* plugins that have the split */
    bool walks;
    /* Of a walk: tasks made of each family, by plugin, before the segment and before `next`. */
    uint64_t *made_before[ELS_TASK_SOURCE_PLUGINS], *made[ELS_TASK_SOURCE_PLUGINS];
    uint32_t next;
} els_draws;

/* Prepares the draws of `segment`; source, segment and `arena` must outlive *ret.
 *
 * Strata without templates in the segment's split, and strata the run does not know, do not take
 * part. Without a mix (or when none of it takes part): plugin index % n over the plugins that have
 * the split. With a mix of equal weights: the same over its strata, turned by the task seed so that
 * short batches reach all of them over time. With unequal weights: the golden-ratio Kronecker
 * sequence, turned by the task seed, cuts the cumulated weights; the count of every stratum stays
 * within a few tasks of its share for every prefix of the segment.
 *
 * A segment that walks draws no family and no template at random: of a stratum without a family the
 * family with the fewest tasks is next (mix.made says how many were made before the segment), and
 * within a family its templates come in turn, in a seeded order, each once before any comes twice.
 *
 * What a task is depends on nothing but the segment (its split, mix, task_seed) and its index, so a
 * prefix of a segment has the tasks of the whole.
 * Errors: USAGE on a split out of range; NOT_FOUND when no plugin has the split. */
els_err els_draws_open(els_draws *ret, const els_task_source *source, const els_segment *segment,
                       els_arena *arena) ELS_MUST_CHECK;

/* Sets plugin, family (empty: the plugin draws it), walks and place of *ret_request for task
 * `index`. A walk goes fastest in the order of the indices: going back begins it again. */
void els_draws_at(els_draws *draws, uint32_t index, const els_plugin **ret_plugin,
                  els_task_request *ret_request);

/* Makes task `index`, sealed half included, in `arena`. `seed` is the run's. Errors: those of
 * els_plugin_make. */
els_err els_draws_make(els_draws *draws, uint64_t seed, uint32_t index, els_arena *arena,
                       els_sealed_task *ret, const els_plugin **ret_plugin) ELS_MUST_CHECK;

#endif
