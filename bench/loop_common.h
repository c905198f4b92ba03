/* loop_common.h — the whole loop in one process, without sockets: planner, generator, executor,
 * analyzer, applier, forecaster and goaler, by the same functions and in the same order as the
 * processes; what stages propose reaches the applier. For benches of what the loop as a whole does.
 */
#ifndef ELS_LOOP_COMMON_H
#define ELS_LOOP_COMMON_H

#include "analyzer.h"
#include "applier.h"
#include "executor.h"
#include "generator.h"
#include "planner.h"
#include "stage.h"

/* Called between the goaler and the next plan: may change what the progress says. May be NULL. */
typedef void els_loop_hook(void *context, els_progress *progress);

typedef struct {
    els_run_params params;
    bool has_goals; /* false: the goaler is left out; next batches are as the parameters say */
    els_loop_hook *hook;
    void *hook_context;
    els_arena arena; /* of the run */
    els_task_source source;
    els_executor *executor;
    els_analyzer *analyzer;
    els_applier *applier;
    els_stage forecaster, goaler;
    uint64_t iteration;     /* the next one */
    els_arena plan_arena;   /* of the iteration under way */
    els_arena answer_arena; /* of its results, forecasts and goals */
    els_progress progress;  /* of the iteration before; lent to the next plan */
} els_loop;

/* Opens a loop over `plugins` with the run's parameters (plugins, splits and settling are filled in
 * here; `splits` is masked with what the plugins have). Errors: NOT_FOUND unknown plugin; USAGE
 * parameters out of range; NOMEM. */
els_err els_loop_open(els_loop *loop, els_str plugins, const els_run_params *params,
                      bool has_goals) ELS_MUST_CHECK;
void els_loop_close(els_loop *loop);

/* Makes the next iteration, from 0 on. */
els_err els_loop_step(els_loop *loop) ELS_MUST_CHECK;

/* What answers now, measured on `tasks` tasks of `split` outside of the loop: nothing is learned
 * and no stage hears of it. */
typedef struct {
    uint32_t tasks, right;
    uint64_t cost; /* work units */
} els_loop_measure;
els_loop_measure els_loop_look(els_loop *loop, uint32_t split, uint64_t task_seed, uint32_t tasks);

#endif
