/* planner.h — what an iteration consists of. Pure: a function of the run's parameters, the number
 * of the iteration and what the last progress said. */
#ifndef ELS_PLANNER_H
#define ELS_PLANNER_H

#include "params.h"

#define ELS_SEGMENTS_MAX 64u /* as in plan.segments */

/* Of the at most 64 commands of a plan, so many are from users; the rest are proposals. */
#define ELS_PLAN_USER_COMMANDS_MAX 48u

/* What the iteration before left for this one; zeroed at iteration 0, commands of users apart. */
typedef struct {
    uint64_t live_version;       /* learned state of the arm "live" */
    uint64_t candidate_version;  /* 0: no candidate is under test */
    uint64_t rollback_version;   /* what a rollback would come back to */
    const els_mix *mix;          /* strata of the training batch */
    uint32_t n_mix;              /* 0: all plugins alike */
    bool walk;                   /* the training batch walks (segment.walk) */
    double exploration;          /* share, 0..1; iteration 0 takes the run's parameter */
    uint32_t difficulty;         /* of the training batch, 1..5; 0: drawn */
    const els_command *commands; /* of users, at most ELS_PLAN_USER_COMMANDS_MAX */
    uint32_t n_commands;
    const els_proposal *proposals; /* of stages, at most 16 */
    uint32_t n_proposals;
    const els_config_value *config; /* in force */
    uint32_t n_config;
    const els_config_trial *trial; /* under way; NULL: none */
} els_plan_guidance;

/* Numbers that only the sequencer knows. */
typedef struct {
    uint64_t run;
    uint64_t epoch;
    double started_s;          /* s since the run began, all sessions */
    uint64_t learning_done_us; /* us that the iterations before this one took */
    els_gauge *gauges;         /* resources as measured lately; may be none */
    uint32_t n_gauges;
} els_plan_stamp;

/* Number of the last iteration, the final measurement: iterations + 1, and one more where the
 * candidate of the last batch has to be tested first. */
uint64_t els_planner_last(const els_run_params *params);

/* The plan of `iteration` (0 .. els_planner_last(params)).
 * Memory from `arena`; strings, mix and gauges are borrowed from the arguments.
 *
 * Iteration 0 measures before learning: the full probe set by the untrained system under three
 * salts (baseline, learning_off and placebo: the last two are the null arms), by every architecture
 * alone (single:<agent>), and the transfer, train and select splits. Iterations 1..N train on fresh
 * tasks (the first one on lesson_tasks rows of a labelled set) and compare live, candidate and a
 * placebo on fresh selection tasks. N+1 compares once more, without a batch, so that what the last
 * batch taught is in what is measured. The last one repeats the baseline and measures the live
 * system on exactly its tasks and salts, and has both answer fresh selection tasks for the
 * strategies (applier/strategies.h); of a labelled set the select rows are learned in it too, by a
 * state that nothing is measured with any more. Segments of a split that no plugin has are
 * left out. A run of the plugin noop alone has training segments only: it measures the machinery.
 */
void els_planner_make(const els_run_params *params, uint64_t iteration,
                      const els_plan_guidance *guidance, const els_plan_stamp *stamp,
                      els_arena *arena, els_plan *ret);

/* Tasks per chunk of a segment of `count` tasks, with `window` chunks outstanding at a time: small
 * enough that every executor gets work until the end, large enough to be worth a message. `tiny` is
 * for tasks that cost nothing (noop). */
uint32_t els_planner_chunk_size(uint32_t count, uint32_t window, bool tiny);

/* True when noop is the only plugin of the run. */
bool els_planner_is_noop(const els_run_params *params);

#endif
