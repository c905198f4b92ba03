/* generator.h — the plugins of a run, and grants turned into chunks. Pure: no socket, no clock, no
 * file.
 *
 * The generator makes the public half of a task, the analyzer the sealed half of the same task,
 * both by els_draws_make (draws.h), which says which task stands at which place of a segment.
 * Linked by these two (and by the broker, for the splits that exist), never by an executor. */
#ifndef ELS_GENERATOR_H
#define ELS_GENERATOR_H

#include "plugin.h"

#define ELS_TASK_SOURCE_PLUGINS 64u /* as in plan.plugins */

/* The plugins of a run with their statistics. Holds borrowed pointers only. */
typedef struct {
    const els_plugin *plugins[ELS_TASK_SOURCE_PLUGINS];
    els_plugin_statistics statistics[ELS_TASK_SOURCE_PLUGINS];
    uint32_t n_plugins;
} els_task_source;

/* Prepares a source over `n` plugins (1..64), in the order of plan.plugins: the order is part of
 * what a task is. The plugins and `arena` (statistics) must outlive *ret.
 * Errors: USAGE when n is out of range or a plugin is NULL. */
els_err els_task_source_init(els_task_source *ret, const els_plugin *const *plugins, uint32_t n,
                             els_arena *arena) ELS_MUST_CHECK;

/* The same by name from the built-in plugins; `extra` (may be NULL) and what follows it by `next`
 * are found by their own names too, such as the user's data set. Errors: NOT_FOUND with
 * *ret_unknown set to the unknown name. */
els_err els_task_source_find(els_task_source *ret, const els_str *names, uint32_t n,
                             const els_plugin *extra, els_arena *arena,
                             els_str *ret_unknown) ELS_MUST_CHECK;

/* True when some plugin of the run has templates in `split` (ELS_SPLIT_*). */
bool els_task_source_has_split(const els_task_source *source, uint32_t split);

/* Makes task `index` of `segment`, sealed half included, in `arena`. `seed` is the run's. Who makes
 * many of a segment opens its draws once (draws.h).
 * Errors: those of els_draws_open and els_draws_make. */
els_err els_task_source_make(const els_task_source *source, uint64_t seed,
                             const els_segment *segment, uint32_t index, els_arena *arena,
                             els_sealed_task *ret) ELS_MUST_CHECK;

/* Makes what a grant asks for: the public halves only. `*ret` points into `arena` and `grant`.
 * Errors: USAGE on a grant that is out of its segment or above 4096 tasks; those of _make. */
els_err els_generator_chunk(const els_task_source *source, const els_grant *grant, els_arena *arena,
                            els_task_chunk *ret) ELS_MUST_CHECK;

/* A chunk's number says where it is: it is the position of its first task among all tasks of the
 * iteration (segment.first + place within the segment). Returns the index into plan->segments of
 * the segment that holds `chunk` and sets *ret_first to the place of its first task there; returns
 * plan->n_segments when the plan has no such position. */
uint32_t els_chunk_segment(const els_plan *plan, uint32_t chunk, uint32_t *ret_first);

#endif
