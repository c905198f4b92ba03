#include "sequencer_sim.h"

#include "codec.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { MS = 1000 };

const char *const sim_stages[SIM_STAGES] = {"analyzer", "applier", "forecaster", "goaler",
                                            "monitor"};

simulation sim;

static void drain(void);

void sim_say(els_msg_type type, const void *message)
{
    els_buf frame = {0};
    cr_assert_eq(els_encode(type, message, &frame), ELS_OK);
    els_sequencer_message(sim.sequencer, type, message, els_buf_str(&frame), sim.now_us);
    els_buf_fini(&frame);
}

void sim_tell(els_msg_type type, const void *message)
{
    sim_say(type, message);
    drain();
}

void sim_hello(const char *role, const char *instance, uint64_t start_id)
{
    els_hello message = {.role = els_str_of(role),
                         .instance = els_str_of(instance),
                         .proto_min = 1,
                         .proto_max = 1,
                         .start_id = start_id};
    sim_tell(ELS_MSG_hello, &message);
}

void sim_beat(const char *role, const char *instance, uint32_t chunk, uint32_t attempt)
{
    els_heartbeat message = {.role = els_str_of(role),
                             .instance = els_str_of(instance),
                             .epoch = sim.epoch,
                             .iteration = sim.iteration,
                             .chunk = chunk,
                             .attempt = attempt};
    sim_tell(ELS_MSG_heartbeat, &message);
}

void sim_send_step(const char *role, const char *name, uint64_t epoch, uint64_t iteration)
{
    els_step step = {
        .role = els_str_of(role), .name = els_str_of(name), .epoch = epoch, .iteration = iteration};
    sim_tell(ELS_MSG_step, &step);
}

void sim_send_checkpoint(int stage, uint64_t epoch, uint64_t iteration)
{
    bool whole = stage != 1 || iteration % 2 == 0; /* the applier's is whole every other time */
    els_checkpoint checkpoint = {.role = els_str_of(sim_stages[stage]),
                                 .epoch = epoch,
                                 .iteration = iteration,
                                 .whole = whole,
                                 .bytes = els_str_of(sim_stages[stage])};
    sim_tell(ELS_MSG_checkpoint, &checkpoint);
}

void sim_send_progress(uint64_t epoch, uint64_t iteration)
{
    els_plan plan = {.epoch = epoch, .iteration = iteration, .last = sim.last};
    els_record record = {.plugin = ELS_STR("benchmark")};
    els_mix mix = {.plugin = ELS_STR("benchmark"), .family = ELS_STR("math"), .weight = 1};
    els_progress progress = {
        .epoch = epoch,
        .iteration = iteration,
        .plan = &plan,
        .n_plan = 1,
        .records = &record,
        .n_records = 1,
        .live_version = sim.stays_untrained ? 0 : iteration + 1,
        .candidate_version = sim.candidate_version,
        .next_mix = &mix,
        .n_next_mix = 1,
        .next_exploration = 0.25,
        .status_json = ELS_STR("{}"),
        .report_json = sim.last ? ELS_STR("{\"report\":true}") : (els_str){NULL, 0},
    };
    sim_tell(ELS_MSG_progress, &progress);
}

void sim_send_analysis(uint64_t epoch, uint64_t iteration)
{
    els_analysis analysis = {.epoch = epoch, .iteration = iteration};
    sim_tell(ELS_MSG_analysis, &analysis);
}

static void finish_iteration(uint64_t epoch, uint64_t iteration)
{
    sim_send_analysis(epoch, iteration);
    for (int i = 0; i < 5; i++)
        if (!sim.mute[i])
            sim_send_checkpoint(i, epoch, iteration);
    if (!sim.mute[4])
        sim_send_progress(epoch, iteration);
}

static void do_chunk(uint64_t epoch, uint64_t iteration, uint32_t chunk, uint32_t attempt,
                     uint32_t count)
{
    els_chunk_done done = {
        .epoch = epoch, .iteration = iteration, .chunk = chunk, .attempt = attempt, .tasks = count};
    bool is_first = !sim.counted[chunk];
    sim.counted[chunk] = true;
    if (is_first)
        sim.done_tasks += count;
    sim_tell(ELS_MSG_chunk_done, &done);
    if (is_first && epoch == sim.epoch && sim.done_tasks == sim.tasks)
        finish_iteration(epoch, iteration);
}

static void on_published(const els_action *action)
{
    if (action->type == ELS_MSG_plan) {
        const els_plan *plan = action->message;
        sim.plans++;
        if (plan->epoch != sim.epoch || plan->iteration != sim.iteration || sim.tasks == 0) {
            sim.epoch = plan->epoch;
            sim.iteration = plan->iteration;
            sim.last = plan->last;
            sim.tasks = sim.done_tasks = 0;
            sim.gauged += plan->n_gauges > 0;
            memset(sim.counted, 0, sizeof sim.counted);
            for (uint32_t i = 0; i < plan->n_segments; i++)
                sim.tasks += plan->segments[i].count;
        }
        if (sim.analyzer_plans)
            sim_send_step("analyzer", "planned", sim.epoch, sim.iteration);
    } else if (action->type == ELS_MSG_kb_want) {
        els_kb_table table = {.name = ELS_STR("t")};
        els_kb kb = {.name = ELS_STR("benchmark"), .tables = &table, .n_tables = 1};
        sim.kb_wants++;
        sim_tell(ELS_MSG_kb, &kb);
    } else if (action->type == ELS_MSG_kb) {
        sim.kbs++;
    } else if (action->type == ELS_MSG_commit) {
        cr_assert_eq(((const els_commit *)action->message)->iteration + 1, sim.commits,
                     "the commit is told after it was journalled");
    } else if (action->type == ELS_MSG_stop) {
        sim.stopped = true;
    } else if (action->type == ELS_MSG_state_load) {
        uint64_t version = ((const els_state_load *)action->message)->version;
        els_state_loaded loaded = {.instance = action->topic,
                                   .version = version,
                                   .ok = !sim.cannot_load,
                                   .held = &version,
                                   .n_held = !sim.cannot_load};
        cr_assert_lt(sim.n_orders, 64);
        snprintf(sim.orders[sim.n_orders++], 32, ELS_STR_FMT, ELS_STR_ARG(action->topic));
        if (sim.loads)
            sim_tell(ELS_MSG_state_loaded, &loaded);
    }
}

static void on_granted(const els_grant *grant)
{
    cr_assert_lt(sim.n_grants, 512);
    sim.grants[sim.n_grants++] = (seen_grant){grant->chunk, grant->attempt, grant->epoch,
                                              grant->iteration, grant->state_version};
    if (sim.lose_grants) {
        sim.lose_grants--;
        return;
    }
    if (sim.hold_results)
        return;
    do_chunk(grant->epoch, grant->iteration, grant->chunk, grant->attempt, grant->count);
    if (sim.repeat_chunk_done)
        do_chunk(grant->epoch, grant->iteration, grant->chunk, grant->attempt + 1, grant->count);
}

static void on_commit(const els_commit_record *record)
{
    cr_assert_eq(record->iteration.iteration, sim.commits);
    cr_assert_eq(record->progress->n_records, 0, "records are not stored twice");
    cr_assert_eq(record->iteration.n_checkpoints, 5);
    sim.journal[sim.commits++] = els_arena_copy(&sim.arena, record->iteration.analysis);
    sim.has_report = record->iteration.report_json.len > 0;
}

/* Takes what is there first and answers it afterwards: answers make new actions. */
static void drain(void)
{
    els_arena arena = {0};
    els_action list[64], action;
    size_t n = 0;
    while (els_sequencer_next_action(sim.sequencer, &action)) {
        cr_assert_lt(n, 64);
        if (action.message)
            action.message = els_message_copy(
                &arena, action.kind == ELS_ACTION_GRANT ? ELS_MSG_grant : action.type,
                action.message);
        action.topic = els_arena_copy(&arena, action.topic);
        if (action.kind == ELS_ACTION_COMMIT)
            on_commit(action.record);
        if (action.text.len)
            snprintf(sim.last_text, sizeof sim.last_text, ELS_STR_FMT, ELS_STR_ARG(action.text));
        list[n++] = action;
    }
    for (size_t i = 0; i < n; i++) {
        switch (list[i].kind) {
        case ELS_ACTION_PUBLISH:
            on_published(&list[i]);
            break;
        case ELS_ACTION_GRANT:
            on_granted(list[i].message);
            break;
        case ELS_ACTION_EPOCH:
            sim.epochs++;
            break;
        case ELS_ACTION_RESTORE:
            cr_assert_lt(sim.n_restores, 64);
            snprintf(sim.restored[sim.n_restores], 32, ELS_STR_FMT, ELS_STR_ARG(list[i].topic));
            sim.restore_epoch[sim.n_restores] = list[i].epoch;
            sim.restore_iteration[sim.n_restores++] = list[i].iteration;
            if (sim.answers_restore) {
                char role[32];
                strcpy(role, sim.restored[sim.n_restores - 1]);
                sim_send_step(role, "restored", list[i].epoch, list[i].iteration);
            }
            break;
        case ELS_ACTION_FINISH:
            sim.ended = true;
            sim.exit_code = list[i].exit_code;
            break;
        case ELS_ACTION_WAIT:
            sim.waits++;
            break;
        case ELS_ACTION_COMMANDS:
        case ELS_ACTION_COMMIT:
        case ELS_ACTION_NOTE:
        case ELS_ACTION_ROLLOUT:
            break;
        }
    }
    els_arena_fini(&arena);
}

void sim_tick(uint64_t ms)
{
    uint64_t end = sim.now_us + ms * MS;
    do {
        uint64_t next = els_sequencer_tick(sim.sequencer, sim.now_us);
        drain();
        cr_assert_gt(next, sim.now_us);
        sim.now_us = next < end ? next : end;
    } while (sim.now_us < end);
}

/* As tick, with everybody alive and idle. */
void sim_live(uint64_t ms)
{
    for (uint64_t passed = 0; passed < ms; passed += 100) {
        for (int i = 0; i < 5; i++)
            sim_beat(sim_stages[i], sim_stages[i], UINT32_MAX, 0);
        sim_beat("generator", "generator", UINT32_MAX, 0);
        sim_beat("executor", "executor.1", UINT32_MAX, 0);
        sim_beat("executor", "executor.2", UINT32_MAX, 0);
        sim_tick(100);
    }
}

els_sequencer_options sim_options(void)
{
    return (els_sequencer_options){
        .params = &sim.params,
        .run = 1,
        .lease_ms = 1000,
        .step_ms = 5000,
        .executor_wait_ms = 10000,
        .stage_wait_ms = 30000,
        .silence_ms = 3000,
        .once = true,
    };
}

void sim_set_up(void)
{
    memset(&sim, 0, sizeof sim);
    sim.now_us = 5000000;
    sim.analyzer_plans = sim.answers_restore = true;
    sim.params = els_params_default();
    sim.params.plugins[0] = ELS_STR("benchmark");
    sim.params.n_plugins = 1;
    sim.params.agents[0] = ELS_STR("react");
    sim.params.n_agents = 1;
    sim.params.splits = 15;
    sim.params.iterations = 2;
    sim.params.probe_tasks = 12;
    sim.params.transfer_tasks = sim.params.check_tasks = 6;
    els_params_settle(&sim.params);
    els_sequencer_options options = sim_options();
    sim.sequencer = els_sequencer_new(&options, sim.now_us);
}

void sim_restart_broker(const els_sequencer_options *options)
{
    els_sequencer_free(&sim.sequencer);
    sim.sequencer = els_sequencer_new(options, sim.now_us);
}

void sim_tear_down(void)
{
    els_sequencer_free(&sim.sequencer);
    els_arena_fini(&sim.arena);
}

void sim_everybody_says_hello(void)
{
    sim_hello("generator", "generator", 100);
    sim_hello("executor", "executor.1", 200);
    sim_hello("executor", "executor.2", 201);
    for (int i = 0; i < 5; i++) {
        sim_hello(sim_stages[i], sim_stages[i], 300 + (uint64_t)i);
        sim_beat(sim_stages[i], sim_stages[i], UINT32_MAX, 0); /* it has heard the welcome */
    }
}

void sim_start_all(void)
{
    sim_tick(1);
    sim_everybody_says_hello();
}
