#include "loop_common.h"

#include "codec.h"
#include "forecaster.h"
#include "goaler.h"

/* Latencies are no subject here, and nothing learns from them. */
static uint64_t no_time(void *context)
{
    (void)context;
    return 0;
}
static els_clock no_clock = {.now_ns = no_time};

static els_err take_kbs(els_loop *loop)
{
    els_err err = ELS_OK;
    for (uint32_t i = 0; i < loop->source.n_plugins && !err; i++) {
        const els_plugin *plugin = loop->source.plugins[i];
        els_kb kb = {0};
        if (!plugin->knowledge)
            continue;
        plugin->knowledge(plugin, loop->params.seed, &loop->arena, &kb);
        err = els_executor_take_kb(loop->executor, &kb);
    }
    return err;
}

static els_err name_plugins(els_loop *loop, els_str plugins)
{
    els_run_params *params = &loop->params;
    els_str name, unknown;
    uint32_t has = 0;
    params->n_plugins = 0;
    while (els_str_split(&plugins, ',', &name) && params->n_plugins < ELS_RUN_NAMES_MAX)
        params->plugins[params->n_plugins++] = els_arena_copy(&loop->arena, name);
    els_err err = els_task_source_find(&loop->source, params->plugins, params->n_plugins, NULL,
                                       &loop->arena, &unknown);
    for (uint32_t split = 0; !err && split < ELS_SPLIT_COUNT_; split++)
        if (els_task_source_has_split(&loop->source, split))
            has |= 1u << split;
    params->splits = params->splits ? params->splits & has : has;
    els_params_settle(params);
    els_str why;
    return err ? err : els_params_check(params, &loop->arena, &why);
}

els_err els_loop_open(els_loop *loop, els_str plugins, const els_run_params *params, bool has_goals)
{
    *loop = (els_loop){.params = *params, .has_goals = has_goals};
    els_stage_init(&loop->forecaster, &els_forecaster_stage);
    els_stage_init(&loop->goaler, &els_goaler_stage);
    loop->executor = els_executor_new();
    loop->analyzer = els_analyzer_new();
    loop->applier = els_applier_new();
    els_err err = loop->executor && loop->analyzer && loop->applier ? ELS_OK : ELS_E_NOMEM;
    if (!err)
        err = name_plugins(loop, plugins);
    if (!err)
        err = take_kbs(loop);
    if (err)
        els_loop_close(loop);
    return err;
}

void els_loop_close(els_loop *loop)
{
    els_executor_free(&loop->executor);
    els_analyzer_free(&loop->analyzer);
    if (loop->applier)
        els_applier_free(&loop->applier);
    els_stage_fini(&loop->forecaster);
    els_stage_fini(&loop->goaler);
    els_arena_fini(&loop->arena);
    els_arena_fini(&loop->plan_arena);
    els_arena_fini(&loop->answer_arena);
}

static els_err hand_out(els_loop *loop, uint64_t version)
{
    els_state state;
    if (version == 0)
        return ELS_OK;
    els_err err = els_applier_state(loop->applier, version, &state);
    return err ? err : els_executor_take_state(loop->executor, &state);
}

static els_err do_segment(els_loop *loop, const els_plan *plan, uint32_t at, uint64_t version,
                          els_arena *arena)
{
    els_segment *segment = &plan->segments[at];
    els_grant grant = {
        .epoch = plan->epoch,
        .iteration = plan->iteration,
        .chunk = segment->first,
        .attempt = 1,
        .seed = plan->seed,
        .state_version = version,
        .exploration = plan->exploration,
        .plugins = plan->plugins,
        .n_plugins = plan->n_plugins,
        .segment = segment,
        .n_segment = 1,
        .count = segment->count,
    };
    if (segment->arm != ELS_ARM_BASELINE) { /* the untrained system has the defaults */
        grant.config = plan->config;
        grant.n_config = plan->n_config;
        grant.trial = plan->trial;
        grant.n_trial = plan->n_trial;
    }
    els_task_chunk chunk;
    els_chunk_done done;
    els_err err = els_generator_chunk(&loop->source, &grant, arena, &chunk);
    if (!err)
        err = hand_out(loop, version); /* an executor forgets old ones */
    if (err)
        return err;
    els_result_chunk results = {.epoch = chunk.epoch,
                                .iteration = chunk.iteration,
                                .chunk = chunk.chunk,
                                .attempt = chunk.attempt,
                                .state_version = version,
                                .instance = ELS_STR("executor"),
                                .results = ELS_ARENA_NEW(arena, els_result, chunk.n_tasks + 1)};
    for (uint32_t i = 0; i < chunk.n_tasks; i++)
        els_executor_do(loop->executor, &chunk, &chunk.tasks[i], &no_clock, arena,
                        &results.results[results.n_results++]);
    return els_analyzer_result(loop->analyzer, &results, &done);
}

static els_err do_tasks(els_loop *loop, const els_plan *plan)
{
    els_str unknown;
    els_err err = els_analyzer_plan(loop->analyzer, plan, NULL, &unknown);
    els_arena arena = {0};
    for (uint32_t i = 0; i < plan->n_segments && !err; i++) {
        uint32_t arm = plan->segments[i].arm;
        bool is_live = arm == ELS_ARM_LIVE || arm == ELS_ARM_TRIAL;
        uint64_t version = is_live                    ? loop->progress.live_version
                           : arm == ELS_ARM_CANDIDATE ? loop->progress.candidate_version
                                                      : 0;
        els_arena_reset(&arena);
        err = do_segment(loop, plan, i, version, &arena);
    }
    els_arena_fini(&arena);
    return err;
}

els_err els_loop_step(els_loop *loop)
{
    els_plan_guidance guidance = {
        .live_version = loop->progress.live_version,
        .candidate_version = loop->progress.candidate_version,
        .mix = loop->progress.next_mix,
        .n_mix = loop->progress.n_next_mix,
        .walk = loop->progress.next_walk,
        .exploration = loop->progress.next_exploration,
        .difficulty = loop->progress.next_difficulty,
        .proposals = loop->progress.proposals,
        .n_proposals = loop->progress.n_proposals,
        .config = loop->progress.config,
        .n_config = loop->progress.n_config,
        .trial = loop->progress.n_trial ? loop->progress.trial : NULL,
    };
    els_plan_stamp stamp = {.run = 1, .epoch = loop->iteration + 1};
    els_plan plan;
    els_planner_make(&loop->params, loop->iteration, &guidance, &stamp, &loop->plan_arena, &plan);
    els_err err = do_tasks(loop, &plan);
    const els_analysis *analysis = err ? NULL : els_analyzer_finish(loop->analyzer);
    if (!analysis)
        return err ? err : ELS_E_STATE;
    els_arena arena = {0};
    els_progress progress, next;
    els_applier_apply(loop->applier, analysis, &arena, &progress);
    err = els_stage_feed(&loop->forecaster, &progress, &arena, &next);
    progress = next;
    if (!err && loop->has_goals) {
        err = els_stage_feed(&loop->goaler, &progress, &arena, &next);
        progress = next;
    } else {
        progress.next_exploration = loop->params.exploration;
    }
    if (!err && loop->hook)
        loop->hook(loop->hook_context, &progress);
    if (!err) {
        els_arena_reset(&loop->answer_arena);
        loop->progress =
            *(els_progress *)els_message_copy(&loop->answer_arena, ELS_MSG_progress, &progress);
        loop->iteration++;
    }
    els_arena_fini(&arena);
    els_arena_reset(&loop->plan_arena);
    return err;
}

els_loop_measure els_loop_look(els_loop *loop, uint32_t split, uint64_t task_seed, uint32_t tasks)
{
    els_loop_measure measure = {0};
    els_segment segment = {.split = split, .count = tasks, .task_seed = task_seed};
    els_arena arena = {0};
    if (hand_out(loop, loop->progress.live_version))
        return measure;
    for (uint32_t i = 0; i < tasks; i++) {
        els_sealed_task sealed;
        els_result result;
        els_arena_reset(&arena);
        if (els_task_source_make(&loop->source, loop->params.seed, &segment, i, &arena, &sealed))
            break;
        els_task_chunk chunk = {.state_version = loop->progress.live_version,
                                .salt = 1,
                                .config = loop->progress.config,
                                .n_config = loop->progress.n_config};
        els_executor_do(loop->executor, &chunk, &sealed.task, &no_clock, &arena, &result);
        bool right = result.n_answers == sealed.task.n_fields;
        for (uint32_t f = 0; f < result.n_answers && right; f++)
            right = els_answer_matches(sealed.task.fields[f].type, sealed.key[f],
                                       result.answers[f].value);
        measure.tasks++;
        measure.right += right;
        measure.cost += result.cost;
    }
    els_arena_fini(&arena);
    return measure;
}
