/* The sequencer with scripted stages: every action is answered at once, unless the script says that
 * the message is lost, late or that somebody died. Time only moves when the script moves it. */
#include "codec.h"
#include "sequencer.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { MS = 1000 };
static const char *const stages[] = {"analyzer", "applier", "forecaster", "goaler", "monitor"};

typedef struct {
    uint32_t chunk, attempt;
    uint64_t epoch, iteration, version;
} seen_grant;

typedef struct {
    els_run_params params;
    els_sequencer *sequencer;
    uint64_t now_us;
    els_arena arena;
    /* the script */
    uint32_t lose_grants; /* so many grants come to nothing */
    bool hold_results;    /* grants are seen, nothing is done */
    bool mute[5];         /* the stage sends no checkpoint */
    bool analyzer_plans;  /* it answers plans */
    bool answers_restore;
    bool repeat_chunk_done;
    bool loads;           /* executors answer state_load */
    bool cannot_load;     /* and say that they cannot */
    bool stays_untrained; /* what is live is version 0 all along */
    uint64_t candidate_version;
    /* what happened */
    seen_grant grants[512];
    uint32_t n_grants, plans, gauged, commits, epochs, kb_wants, kbs;
    char restored[64][32];
    uint64_t restore_epoch[64], restore_iteration[64];
    uint32_t n_restores, waits;
    els_str journal[32]; /* analysis frame of every commit */
    bool has_report, stopped, ended;
    int exit_code;
    char orders[64][32]; /* instances told to load a state */
    uint32_t n_orders;
    char last_text[512];
    uint32_t done_tasks;
    /* the plan under way */
    uint64_t epoch, iteration;
    bool last;
    uint32_t tasks;
    bool counted[8192];
} simulation;

static simulation sim;

/* Iterations of the run: before, two batches, the test of what the last one taught, after. */
enum { WHOLE_RUN = 5 };

static void drain(void);

static void say(els_msg_type type, const void *message)
{
    els_buf frame = {0};
    cr_assert_eq(els_encode(type, message, &frame), ELS_OK);
    els_sequencer_message(sim.sequencer, type, message, els_buf_str(&frame), sim.now_us);
    els_buf_fini(&frame);
}

static void say_and_drain(els_msg_type type, const void *message)
{
    say(type, message);
    drain();
}

static void hello(const char *role, const char *instance, uint64_t start_id)
{
    els_hello message = {.role = els_str_of(role),
                         .instance = els_str_of(instance),
                         .proto_min = 1,
                         .proto_max = 1,
                         .start_id = start_id};
    say_and_drain(ELS_MSG_hello, &message);
}

static void beat(const char *role, const char *instance, uint32_t chunk, uint32_t attempt)
{
    els_heartbeat message = {.role = els_str_of(role),
                             .instance = els_str_of(instance),
                             .epoch = sim.epoch,
                             .iteration = sim.iteration,
                             .chunk = chunk,
                             .attempt = attempt};
    say_and_drain(ELS_MSG_heartbeat, &message);
}

static void send_step(const char *role, const char *name, uint64_t epoch, uint64_t iteration)
{
    els_step step = {
        .role = els_str_of(role), .name = els_str_of(name), .epoch = epoch, .iteration = iteration};
    say_and_drain(ELS_MSG_step, &step);
}

static void send_checkpoint(int stage, uint64_t epoch, uint64_t iteration)
{
    bool whole = stage != 1 || iteration % 2 == 0; /* the applier's is whole every other time */
    els_checkpoint checkpoint = {.role = els_str_of(stages[stage]),
                                 .epoch = epoch,
                                 .iteration = iteration,
                                 .whole = whole,
                                 .bytes = els_str_of(stages[stage])};
    say_and_drain(ELS_MSG_checkpoint, &checkpoint);
}

static void send_progress(uint64_t epoch, uint64_t iteration)
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
    say_and_drain(ELS_MSG_progress, &progress);
}

static void send_analysis(uint64_t epoch, uint64_t iteration)
{
    els_analysis analysis = {.epoch = epoch, .iteration = iteration};
    say_and_drain(ELS_MSG_analysis, &analysis);
}

static void finish_iteration(uint64_t epoch, uint64_t iteration)
{
    send_analysis(epoch, iteration);
    for (int i = 0; i < 5; i++)
        if (!sim.mute[i])
            send_checkpoint(i, epoch, iteration);
    if (!sim.mute[4])
        send_progress(epoch, iteration);
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
    say_and_drain(ELS_MSG_chunk_done, &done);
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
            send_step("analyzer", "planned", sim.epoch, sim.iteration);
    } else if (action->type == ELS_MSG_kb_want) {
        els_kb_table table = {.name = ELS_STR("t")};
        els_kb kb = {.name = ELS_STR("benchmark"), .tables = &table, .n_tables = 1};
        sim.kb_wants++;
        say_and_drain(ELS_MSG_kb, &kb);
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
            say_and_drain(ELS_MSG_state_loaded, &loaded);
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
                send_step(role, "restored", list[i].epoch, list[i].iteration);
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

static void tick(uint64_t ms)
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
static void live(uint64_t ms)
{
    for (uint64_t passed = 0; passed < ms; passed += 100) {
        for (int i = 0; i < 5; i++)
            beat(stages[i], stages[i], UINT32_MAX, 0);
        beat("generator", "generator", UINT32_MAX, 0);
        beat("executor", "executor.1", UINT32_MAX, 0);
        beat("executor", "executor.2", UINT32_MAX, 0);
        tick(100);
    }
}

static els_sequencer_options default_options(void)
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

static void set_up(void)
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
    els_sequencer_options options = default_options();
    sim.sequencer = els_sequencer_new(&options, sim.now_us);
}

static void restart_broker(const els_sequencer_options *options)
{
    els_sequencer_free(&sim.sequencer);
    sim.sequencer = els_sequencer_new(options, sim.now_us);
}

static void tear_down(void)
{
    els_sequencer_free(&sim.sequencer);
    els_arena_fini(&sim.arena);
}

TestSuite(sequencer, .init = set_up, .fini = tear_down, .timeout = 20);

static void everybody_says_hello(void)
{
    hello("generator", "generator", 100);
    hello("executor", "executor.1", 200);
    hello("executor", "executor.2", 201);
    for (int i = 0; i < 5; i++) {
        hello(stages[i], stages[i], 300 + (uint64_t)i);
        beat(stages[i], stages[i], UINT32_MAX, 0); /* it has heard the welcome */
    }
}

static void start_all(void)
{
    tick(1);
    everybody_says_hello();
}

Test(sequencer, a_run_goes_from_restore_to_report)
{
    start_all();
    live(500);
    cr_assert_eq(sim.commits, WHOLE_RUN, "%s", sim.last_text);
    cr_assert(sim.has_report);
    cr_assert(sim.stopped);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_OK);
    cr_assert_eq(sim.epochs, 1);
    cr_assert_eq(els_sequencer_epoch(sim.sequencer), 1);
    for (uint32_t i = 0; i < sim.n_grants; i++)
        cr_assert_eq(sim.grants[i].attempt, 1);
}

Test(sequencer, without_once_the_broker_stays_after_the_run)
{
    els_sequencer_options options = default_options();
    options.once = false;
    restart_broker(&options);
    start_all();
    live(500);
    cr_assert(els_sequencer_is_finished(sim.sequencer));
    cr_assert_not(sim.ended);
    cr_assert_not(sim.stopped);
    uint32_t before = sim.n_restores;
    hello("applier", "applier", 999);
    beat("applier", "applier", UINT32_MAX, 0);
    cr_assert_eq(sim.n_restores, before + 1, "a stage that comes back still gets its state");
    cr_assert_str_eq(sim.restored[before], "applier");
    cr_assert_eq(sim.plans, WHOLE_RUN);
}

Test(sequencer, nothing_is_planned_before_every_stage_is_restored)
{
    sim.answers_restore = false;
    start_all();
    for (int i = 0; i < 4; i++)
        send_step(stages[i], "restored", 1, 0);
    live(300);
    cr_assert_eq(sim.plans, 0);
    send_step("monitor", "restored", 0, 0);
    cr_assert_eq(sim.plans, 0, "an answer of another epoch is none");
    send_step("monitor", "restored", 1, 0);
    cr_assert_gt(sim.plans, 0);
}

Test(sequencer, a_restore_goes_out_when_the_stage_can_hear_it)
{
    sim.answers_restore = false;
    tick(1);
    hello("applier", "applier", 301);
    hello("applier", "applier", 301);
    tick(3000);
    cr_assert_eq(sim.n_restores, 0, "it may not have subscribed yet");
    beat("applier", "applier", UINT32_MAX, 0);
    cr_assert_eq(sim.n_restores, 1);
    beat("applier", "applier", UINT32_MAX, 0);
    hello("applier", "applier", 301);
    cr_assert_eq(sim.n_restores, 1);
    tick(3000);
    cr_assert_lt(sim.n_restores, 4, "one that is silent does not hear");
}

Test(sequencer, a_live_stage_that_never_answers_gets_its_restore_again)
{
    sim.answers_restore = false;
    start_all();
    cr_assert_eq(sim.n_restores, 5);
    live(600);
    cr_assert_eq(sim.n_restores, 10);
    live(20000);
    cr_assert_lt(sim.n_restores, 60, "ever more rarely: it may be at a long replay");
    sim.answers_restore = true;
    live(8000);
    cr_assert(sim.ended);
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

Test(sequencer, a_late_heartbeat_of_an_earlier_life_shows_nothing)
{
    sim.answers_restore = false;
    tick(1);
    hello("applier", "applier.1", 301);
    hello("applier", "applier.2", 302);
    beat("applier", "applier.1", UINT32_MAX, 0);
    cr_assert_eq(sim.n_restores, 0, "the new life has not been heard");
    beat("applier", "applier.2", UINT32_MAX, 0);
    cr_assert_eq(sim.n_restores, 1);
}

Test(sequencer, waiting_is_told_once_per_second)
{
    tick(950);
    cr_assert_eq(sim.waits, 0);
    tick(2100);
    cr_assert_eq(sim.waits, 3);
    cr_assert(strstr(sim.last_text, "restored by analyzer (no hello)"), "%s", sim.last_text);
}

Test(sequencer, no_task_is_granted_before_the_analyzer_has_planned)
{
    sim.analyzer_plans = false;
    start_all();
    live(900);
    cr_assert_eq(sim.n_grants, 0);
    cr_assert_geq(sim.plans, 4, "the plan is repeated");
    sim.analyzer_plans = true;
    live(500);
    cr_assert(sim.ended);
}

Test(sequencer, knowledge_bases_are_asked_for_once_journalled_and_passed_on)
{
    start_all();
    live(300);
    cr_assert_eq(sim.kb_wants, 1);
    uint32_t before = sim.kbs;
    cr_assert_geq(before, 1);
    els_kb_want want = {.instance = ELS_STR("executor.1"), .name = ELS_STR("benchmark")};
    say_and_drain(ELS_MSG_kb_want, &want);
    cr_assert_eq(sim.kbs, before + 1);
    want.name = ELS_STR("nothing");
    say_and_drain(ELS_MSG_kb_want, &want);
    cr_assert_eq(sim.kbs, before + 1);
}

Test(sequencer, a_lost_chunk_is_granted_again_and_counted_once)
{
    sim.lose_grants = 1;
    start_all();
    live(500);
    cr_assert_eq(sim.commits, 0);
    live(2000);
    cr_assert_eq(sim.commits, WHOLE_RUN, "%s", sim.last_text);
    uint32_t lost = sim.grants[0].chunk, times = 0;
    for (uint32_t i = 0; i < sim.n_grants; i++)
        times += sim.grants[i].iteration == 0 && sim.grants[i].chunk == lost;
    cr_assert_eq(times, 2);
    cr_assert_eq(sim.epochs, 1, "a lost chunk is no reason to do the iteration again");
}

Test(sequencer, a_second_chunk_done_changes_nothing)
{
    sim.repeat_chunk_done = true;
    start_all();
    live(500);
    cr_assert_eq(sim.commits, WHOLE_RUN);
    cr_assert_eq(sim.epochs, 1);
}

/* executor.1 ends with the first task that was granted in hand; its next life says so. */
static void come_back(uint64_t start_id, uint64_t epoch, uint32_t attempt)
{
    els_hello message = {.role = ELS_STR("executor"),
                         .instance = ELS_STR("executor.1"),
                         .proto_min = 1,
                         .proto_max = 1,
                         .start_id = start_id,
                         .ended_by = SIGABRT,
                         .had_epoch = epoch,
                         .had_iteration = sim.iteration,
                         .had_attempt = attempt,
                         .had_first = sim.grants[0].chunk,
                         .had_count = 1};
    say_and_drain(ELS_MSG_hello, &message);
}

Test(sequencer, a_task_that_was_in_hand_of_three_deaths_is_set_aside_without_a_wait)
{
    sim.hold_results = true;
    start_all();
    for (uint64_t life = 0; life < 5; life++)
        come_back(300 + life, sim.epoch + 1, 1);
    cr_assert_null(strstr(sim.last_text, "is set aside"), "it is no matter of this epoch");
    for (uint32_t attempt = 1; attempt <= 3; attempt++) {
        cr_assert_null(strstr(sim.last_text, "is set aside"));
        come_back(400 + attempt, sim.epoch, attempt);
    }
    cr_assert_not_null(strstr(sim.last_text, "ended 3 executors and is set aside"), "%s",
                       sim.last_text);
}

Test(sequencer, the_window_bounds_outstanding_chunks)
{
    sim.hold_results = true;
    start_all();
    live(300);
    cr_assert_eq(sim.n_grants, 4);
}

Test(sequencer, results_of_an_old_epoch_are_ignored)
{
    sim.hold_results = true;
    start_all();
    live(100);
    uint64_t old_epoch = sim.epoch;
    hello("goaler", "goaler", 777); /* restarted: the iteration is made again */
    live(100);
    cr_assert_eq(sim.epoch, old_epoch + 1);
    uint32_t granted = sim.n_grants;
    els_chunk_done late = {.epoch = old_epoch, .chunk = sim.grants[0].chunk, .attempt = 1};
    say_and_drain(ELS_MSG_chunk_done, &late);
    cr_assert_eq(sim.n_grants, granted, "it would have made room in the window");
    send_analysis(old_epoch, 0);
    for (int i = 0; i < 5; i++)
        send_checkpoint(i, old_epoch, 0);
    send_progress(old_epoch, 0);
    cr_assert_eq(sim.commits, 0);
}

Test(sequencer, a_restarted_stage_makes_the_iteration_again_once)
{
    sim.mute[2] = true;
    start_all();
    live(50);
    cr_assert_eq(sim.commits, 0);
    uint32_t restores = sim.n_restores;
    sim.mute[2] = false;
    hello("forecaster", "forecaster", 555);
    live(500);
    cr_assert_eq(sim.epochs, 2);
    cr_assert_eq(sim.n_restores, restores + 5, "all five stages go back");
    cr_assert_eq(sim.commits, WHOLE_RUN);
    cr_assert_eq(els_sequencer_epoch(sim.sequencer), 2);
}

Test(sequencer, saying_hello_twice_is_no_restart)
{
    sim.hold_results = true;
    start_all();
    live(100);
    hello("goaler", "goaler", 303);
    cr_assert_eq(sim.epochs, 1);
}

Test(sequencer, without_advance_the_iteration_is_made_again)
{
    sim.mute[4] = true;
    start_all();
    live(4000);
    cr_assert_eq(sim.epochs, 1);
    live(1500);
    cr_assert_eq(sim.epochs, 2);
    cr_assert_not_null(strstr(sim.last_text, "the checkpoint of monitor, the progress of monitor"),
                       "%s", sim.last_text);
    sim.mute[4] = false;
    live(12000);
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

Test(sequencer, an_iteration_that_keeps_failing_ends_the_run_with_a_reason)
{
    sim.mute[1] = true;
    start_all();
    live(600000);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_TIMEOUT);
    cr_assert_not_null(strstr(sim.last_text, "the checkpoint of applier"), "%s", sim.last_text);
    cr_assert_eq(sim.commits, 0);
}

Test(sequencer, the_run_fails_without_an_executor)
{
    tick(1);
    hello("generator", "generator", 100);
    for (int i = 0; i < 5; i++)
        hello(stages[i], stages[i], 300 + (uint64_t)i);
    for (int i = 0; i < 120 && !sim.ended; i++) {
        for (int s = 0; s < 5; s++)
            beat(stages[s], stages[s], UINT32_MAX, 0);
        beat("generator", "generator", UINT32_MAX, 0);
        tick(100);
    }
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_TIMEOUT);
    cr_assert_not_null(strstr(sim.last_text, "no executor"), "%s", sim.last_text);
}

Test(sequencer, the_run_fails_without_a_stage)
{
    sim.answers_restore = false;
    tick(1);
    hello("generator", "generator", 100);
    for (int i = 0; i < 4; i++)
        hello(stages[i], stages[i], 300 + (uint64_t)i);
    for (int i = 0; i < 400 && !sim.ended; i++) {
        for (int s = 0; s < 4; s++)
            beat(stages[s], stages[s], UINT32_MAX, 0);
        beat("generator", "generator", UINT32_MAX, 0);
        tick(100);
    }
    cr_assert(sim.ended);
    cr_assert_not_null(strstr(sim.last_text, "monitor"), "%s", sim.last_text);
}

Test(sequencer, a_resumed_run_restores_what_was_committed_and_goes_on_from_there)
{
    els_mix mix = {.plugin = ELS_STR("benchmark"), .family = ELS_STR("math"), .weight = 1};
    els_progress progress = {.live_version = 8,
                             .candidate_version = 9,
                             .next_mix = &mix,
                             .n_next_mix = 1,
                             .next_exploration = 0.5};
    els_store_artifact kb = {ELS_STR("benchmark"), ELS_STR("frame of the base")};
    els_sequencer_options options = default_options();
    options.epoch = 6;
    options.next_iteration = 1;
    options.progress = &progress;
    options.kbs = &kb;
    options.n_kbs = 1;
    restart_broker(&options);
    sim.commits = 1; /* of the session before */
    sim.answers_restore = false;
    start_all();
    live(100);
    cr_assert_geq(sim.n_restores, 5);
    for (uint32_t i = 0; i < sim.n_restores; i++) {
        cr_assert_eq(sim.restore_epoch[i], 7);
        cr_assert_eq(sim.restore_iteration[i], 1);
    }
    for (int i = 0; i < 5; i++)
        send_step(stages[i], "restored", 7, 1);
    cr_assert_eq(sim.kb_wants, 0, "they are in the journal");
    cr_assert_geq(sim.kbs, 1);
    bool has_live = false, has_candidate = false;
    for (uint32_t i = 0; i < sim.n_grants && sim.grants[i].iteration == 1; i++) {
        has_live = has_live || sim.grants[i].version == 8;
        has_candidate = has_candidate || sim.grants[i].version == 9;
    }
    cr_assert(has_live);
    cr_assert(has_candidate);
    live(500);
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

Test(sequencer, stages_that_knew_an_earlier_broker_are_asked_to_say_hello_again)
{
    tick(1);
    send_step("applier", "restored", 1, 0);
    cr_assert_eq(sim.plans, 0);
    els_heartbeat stranger = {
        .role = ELS_STR("applier"), .instance = ELS_STR("applier.9"), .chunk = UINT32_MAX};
    els_action action;
    say(ELS_MSG_heartbeat, &stranger);
    cr_assert(els_sequencer_next_action(sim.sequencer, &action));
    const els_welcome *welcome = action.message;
    cr_assert_eq(action.type, ELS_MSG_welcome);
    cr_assert(els_str_eq(action.topic, ELS_STR("applier.9")));
    cr_assert_eq(welcome->start_id, 0);
    everybody_says_hello();
    live(500);
    cr_assert_eq(sim.epochs, 1, "the hello was no restart");
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

Test(sequencer, strangers_and_foreign_versions_are_refused)
{
    els_hello message = {.role = ELS_STR("wizard"),
                         .instance = ELS_STR("w"),
                         .proto_min = 1,
                         .proto_max = 1,
                         .start_id = 5};
    els_action action;
    say(ELS_MSG_hello, &message);
    cr_assert(els_sequencer_next_action(sim.sequencer, &action));
    cr_assert_gt(((const els_welcome *)action.message)->refusal.len, 0);
    cr_assert_eq(((const els_welcome *)action.message)->proto, 0);
    message.role = ELS_STR("executor");
    message.proto_min = message.proto_max = 77;
    say(ELS_MSG_hello, &message);
    cr_assert(els_sequencer_next_action(sim.sequencer, &action));
    const els_welcome *welcome = action.message;
    cr_assert(els_str_contains(welcome->refusal, ELS_STR("77")));
    cr_assert_eq(welcome->start_id, 5);
}

Test(sequencer, a_wanted_state_is_asked_of_the_applier)
{
    els_state_want want = {.instance = ELS_STR("executor.1"), .version = 3};
    els_action action;
    say(ELS_MSG_state_want, &want);
    cr_assert(els_sequencer_next_action(sim.sequencer, &action));
    cr_assert(els_str_eq(action.topic, ELS_STR("applier")));
    cr_assert_eq(action.type, ELS_MSG_state_want);
}

Test(sequencer, a_restarted_generator_gets_the_lost_grants_at_once)
{
    sim.lose_grants = 4;
    start_all();
    cr_assert_eq(sim.n_grants, 4);
    hello("generator", "generator", 101);
    live(100);
    cr_assert(sim.ended);
    cr_assert_eq(sim.epochs, 1);
}

Test(sequencer, only_the_applier_may_send_partial_checkpoints)
{
    sim.mute[3] = true;
    start_all();
    live(100);
    els_checkpoint partial = {.role = ELS_STR("goaler"), .epoch = sim.epoch, .whole = false};
    say_and_drain(ELS_MSG_checkpoint, &partial);
    cr_assert_eq(sim.commits, 0);
    sim.mute[3] = false;
    send_checkpoint(3, sim.epoch, 0);
    live(100);
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

/* ---- rollouts ---- */

/* A rolling rollout of version 9, of which every iteration but the first has tasks. */
static void start_rolling(bool loads)
{
    els_sequencer_options options = default_options();
    options.rollout = ELS_ROLLOUT_ROLLING;
    sim.candidate_version = 9;
    sim.stays_untrained = true;
    sim.loads = loads;
    restart_broker(&options);
    start_all();
}

static bool names_candidate(void)
{
    for (uint32_t i = 0; i < sim.n_grants; i++)
        if (sim.grants[i].version == 9)
            return true;
    return false;
}

Test(sequencer, a_rollout_goes_from_executor_to_executor_and_the_run_to_its_end)
{
    start_rolling(true);
    live(500);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_OK, "%s", sim.last_text);
    cr_assert(names_candidate());
    cr_assert_eq(sim.n_orders, 2, "the version is loaded once by each");
    cr_assert_str_eq(sim.orders[0], "executor.1");
    cr_assert_str_eq(sim.orders[1], "executor.2");
}

Test(sequencer, tasks_of_a_version_wait_for_its_rollout_while_others_go_out)
{
    start_rolling(false);
    live(600);
    cr_assert_eq(sim.commits, 1, "%s", sim.last_text);
    cr_assert_gt(sim.done_tasks, 0, "tasks of the live state go out");
    cr_assert_not(names_candidate());
    for (uint32_t i = 0; i < sim.n_orders; i++)
        cr_assert_str_eq(sim.orders[i], "executor.1", "never two at a time");
    live(1500);
    cr_assert(names_candidate(), "nobody is waited for beyond the lease");
    live(1000);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_OK);
}

Test(sequencer, an_executor_that_cannot_load_a_state_ends_the_run_before_others_have_it)
{
    sim.cannot_load = true;
    start_rolling(true);
    live(500);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_FAILED);
    cr_assert_eq(sim.commits, 1);
    cr_assert_eq(sim.n_orders, 1);
    cr_assert_not_null(strstr(sim.last_text, "cannot load the learned state 9"), "%s",
                       sim.last_text);
}

Test(sequencer, what_heartbeats_say_of_the_machine_goes_with_a_plan_once_a_second)
{
    sim.hold_results = true;
    start_all();
    live(1500); /* the first iteration takes that long, those that follow take no time */
    cr_assert_eq(sim.gauged, 0, "its plan was made in the first second");
    sim.hold_results = false;
    live(900);
    cr_assert(sim.ended, "%s", sim.last_text);
    cr_assert_eq(sim.gauged, 1, "%u of %u plans", sim.gauged, sim.plans);
}
