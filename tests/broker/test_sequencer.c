/* The life of a run: every iteration once, whatever is lost, late or restarted. */
#include "sequencer_sim.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

TestSuite(sequencer, .init = sim_set_up, .fini = sim_tear_down, .timeout = 20);

Test(sequencer, a_run_goes_from_restore_to_report)
{
    sim_start_all();
    sim_live(500);
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
    els_sequencer_options options = sim_options();
    options.once = false;
    sim_restart_broker(&options);
    sim_start_all();
    sim_live(500);
    cr_assert(els_sequencer_is_finished(sim.sequencer));
    cr_assert_not(sim.ended);
    cr_assert_not(sim.stopped);
    uint32_t before = sim.n_restores;
    sim_hello("applier", "applier", 999);
    sim_beat("applier", "applier", UINT32_MAX, 0);
    cr_assert_eq(sim.n_restores, before + 1, "a stage that comes back still gets its state");
    cr_assert_str_eq(sim.restored[before], "applier");
    cr_assert_eq(sim.plans, WHOLE_RUN);
}

Test(sequencer, nothing_is_planned_before_every_stage_is_restored)
{
    sim.answers_restore = false;
    sim_start_all();
    for (int i = 0; i < 4; i++)
        sim_send_step(sim_stages[i], "restored", 1, 0);
    sim_live(300);
    cr_assert_eq(sim.plans, 0);
    sim_send_step("monitor", "restored", 0, 0);
    cr_assert_eq(sim.plans, 0, "an answer of another epoch is none");
    sim_send_step("monitor", "restored", 1, 0);
    cr_assert_gt(sim.plans, 0);
}

Test(sequencer, a_restore_goes_out_when_the_stage_can_hear_it)
{
    sim.answers_restore = false;
    sim_tick(1);
    sim_hello("applier", "applier", 301);
    sim_hello("applier", "applier", 301);
    sim_tick(3000);
    cr_assert_eq(sim.n_restores, 0, "it may not have subscribed yet");
    sim_beat("applier", "applier", UINT32_MAX, 0);
    cr_assert_eq(sim.n_restores, 1);
    sim_beat("applier", "applier", UINT32_MAX, 0);
    sim_hello("applier", "applier", 301);
    cr_assert_eq(sim.n_restores, 1);
    sim_tick(3000);
    cr_assert_lt(sim.n_restores, 4, "one that is silent does not hear");
}

Test(sequencer, a_live_stage_that_never_answers_gets_its_restore_again)
{
    sim.answers_restore = false;
    sim_start_all();
    cr_assert_eq(sim.n_restores, 5);
    sim_live(600);
    cr_assert_eq(sim.n_restores, 10);
    sim_live(20000);
    cr_assert_lt(sim.n_restores, 60, "ever more rarely: it may be at a long replay");
    sim.answers_restore = true;
    sim_live(8000);
    cr_assert(sim.ended);
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

Test(sequencer, a_late_heartbeat_of_an_earlier_life_shows_nothing)
{
    sim.answers_restore = false;
    sim_tick(1);
    sim_hello("applier", "applier.1", 301);
    sim_hello("applier", "applier.2", 302);
    sim_beat("applier", "applier.1", UINT32_MAX, 0);
    cr_assert_eq(sim.n_restores, 0, "the new life has not been heard");
    sim_beat("applier", "applier.2", UINT32_MAX, 0);
    cr_assert_eq(sim.n_restores, 1);
}

Test(sequencer, waiting_is_told_once_per_second)
{
    sim_tick(950);
    cr_assert_eq(sim.waits, 0);
    sim_tick(2100);
    cr_assert_eq(sim.waits, 3);
    cr_assert(strstr(sim.last_text, "restored by analyzer (no hello)"), "%s", sim.last_text);
}

Test(sequencer, no_task_is_granted_before_the_analyzer_has_planned)
{
    sim.analyzer_plans = false;
    sim_start_all();
    sim_live(900);
    cr_assert_eq(sim.n_grants, 0);
    cr_assert_geq(sim.plans, 4, "the plan is repeated");
    sim.analyzer_plans = true;
    sim_live(500);
    cr_assert(sim.ended);
}

Test(sequencer, knowledge_bases_are_asked_for_once_journalled_and_passed_on)
{
    sim_start_all();
    sim_live(300);
    cr_assert_eq(sim.kb_wants, 1);
    uint32_t before = sim.kbs;
    cr_assert_geq(before, 1);
    els_kb_want want = {.instance = ELS_STR("executor.1"), .name = ELS_STR("benchmark")};
    sim_tell(ELS_MSG_kb_want, &want);
    cr_assert_eq(sim.kbs, before + 1);
    want.name = ELS_STR("nothing");
    sim_tell(ELS_MSG_kb_want, &want);
    cr_assert_eq(sim.kbs, before + 1);
}

Test(sequencer, a_lost_chunk_is_granted_again_and_counted_once)
{
    sim.lose_grants = 1;
    sim_start_all();
    sim_live(500);
    cr_assert_eq(sim.commits, 0);
    sim_live(2000);
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
    sim_start_all();
    sim_live(500);
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
    sim_tell(ELS_MSG_hello, &message);
}

Test(sequencer, a_task_that_was_in_hand_of_three_deaths_is_set_aside_without_a_wait)
{
    sim.hold_results = true;
    sim_start_all();
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
    sim_start_all();
    sim_live(300);
    cr_assert_eq(sim.n_grants, 4);
}

Test(sequencer, results_of_an_old_epoch_are_ignored)
{
    sim.hold_results = true;
    sim_start_all();
    sim_live(100);
    uint64_t old_epoch = sim.epoch;
    sim_hello("goaler", "goaler", 777); /* restarted: the iteration is made again */
    sim_live(100);
    cr_assert_eq(sim.epoch, old_epoch + 1);
    uint32_t granted = sim.n_grants;
    els_chunk_done late = {.epoch = old_epoch, .chunk = sim.grants[0].chunk, .attempt = 1};
    sim_tell(ELS_MSG_chunk_done, &late);
    cr_assert_eq(sim.n_grants, granted, "it would have made room in the window");
    sim_send_analysis(old_epoch, 0);
    for (int i = 0; i < 5; i++)
        sim_send_checkpoint(i, old_epoch, 0);
    sim_send_progress(old_epoch, 0);
    cr_assert_eq(sim.commits, 0);
}

Test(sequencer, a_restarted_stage_makes_the_iteration_again_once)
{
    sim.mute[2] = true;
    sim_start_all();
    sim_live(50);
    cr_assert_eq(sim.commits, 0);
    uint32_t restores = sim.n_restores;
    sim.mute[2] = false;
    sim_hello("forecaster", "forecaster", 555);
    sim_live(500);
    cr_assert_eq(sim.epochs, 2);
    cr_assert_eq(sim.n_restores, restores + 5, "all five stages go back");
    cr_assert_eq(sim.commits, WHOLE_RUN);
    cr_assert_eq(els_sequencer_epoch(sim.sequencer), 2);
}

Test(sequencer, saying_hello_twice_is_no_restart)
{
    sim.hold_results = true;
    sim_start_all();
    sim_live(100);
    sim_hello("goaler", "goaler", 303);
    cr_assert_eq(sim.epochs, 1);
}

Test(sequencer, without_advance_the_iteration_is_made_again)
{
    sim.mute[4] = true;
    sim_start_all();
    sim_live(4000);
    cr_assert_eq(sim.epochs, 1);
    sim_live(1500);
    cr_assert_eq(sim.epochs, 2);
    cr_assert_not_null(strstr(sim.last_text, "the checkpoint of monitor, the progress of monitor"),
                       "%s", sim.last_text);
    sim.mute[4] = false;
    sim_live(12000);
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

Test(sequencer, a_stage_that_has_said_that_it_works_has_its_time)
{
    sim.mute[1] = true;
    sim_start_all();
    sim_send_step("applier", "working", sim.epoch, sim.iteration);
    sim_tick(9000);
    cr_assert_eq(sim.epochs, 1);
    sim_beat("applier", "applier", UINT32_MAX, 0);
    sim_tick(100);
    cr_assert_eq(sim.epochs, 2, "it waits for the next message, and its checkpoint is lost");
}

/* All but the applier are heard every ten seconds; how long the run stands that, `most_ms` at the
 * most. */
static int64_t last_without_applier(int64_t most_ms)
{
    int64_t silent_ms = 0;
    for (; silent_ms < most_ms && !sim.ended; silent_ms += 10000) {
        for (int s = 0; s < SIM_STAGES; s++)
            if (s != 1)
                sim_beat(sim_stages[s], sim_stages[s], UINT32_MAX, 0);
        sim_beat("generator", "generator", UINT32_MAX, 0);
        sim_beat("executor", "executor.1", UINT32_MAX, 0);
        sim_tick(10000);
    }
    return silent_ms;
}

enum { STAGE_WAIT_MS = 30000 }; /* of the script */

Test(sequencer, a_stage_that_works_may_be_silent_for_long_but_not_for_ever)
{
    sim.mute[1] = true;
    sim_start_all();
    sim_send_step("applier", "working", sim.epoch, sim.iteration);
    cr_expect_gt(last_without_applier(30 * STAGE_WAIT_MS), 10 * STAGE_WAIT_MS);
    cr_assert(sim.ended);
    cr_expect_eq(sim.epochs, 1);
    cr_assert_not_null(strstr(sim.last_text, "applier has not been heard of"), "%s", sim.last_text);
}

Test(sequencer, nobody_was_silent_while_the_broker_itself_was_stopped)
{
    sim.hold_results = true;
    sim_start_all();
    sim.now_us += UINT64_C(3000) * STAGE_WAIT_MS;
    sim_tick(1000);
    cr_expect_not(sim.ended, "%s", sim.last_text);
    sim_tick(2 * STAGE_WAIT_MS);
    cr_expect(sim.ended, "from then on they are");
}

Test(sequencer, a_stage_that_works_on_a_restore_may_be_silent_for_long)
{
    sim.answers_restore = false;
    sim_start_all();
    const uint64_t epoch = sim.restore_epoch[0], iteration = sim.restore_iteration[0];
    for (int s = 0; s < SIM_STAGES; s++)
        sim_send_step(sim_stages[s], s == 1 ? "working" : "restored", epoch, iteration);
    cr_assert_eq(last_without_applier(5 * STAGE_WAIT_MS), 5 * STAGE_WAIT_MS, "%s", sim.last_text);
    cr_assert_eq(sim.plans, 0);
    sim.hold_results = true;
    sim_send_step("applier", "restored", epoch, iteration);
    sim_tick(1);
    cr_assert_eq(sim.plans, 1, "then the iteration begins");
    cr_expect_lt(last_without_applier(5 * STAGE_WAIT_MS), 2 * STAGE_WAIT_MS,
                 "what is done is no excuse");
    cr_assert_not_null(strstr(sim.last_text, "applier has not been heard of"), "%s", sim.last_text);
}

Test(sequencer, who_worked_in_another_epoch_or_iteration_is_not_waited_for)
{
    sim.mute[1] = true;
    sim_start_all();
    sim_send_step("applier", "working", sim.epoch - 1, sim.iteration);
    sim_send_step("applier", "working", sim.epoch, sim.iteration + 1);
    sim_tick(5500);
    cr_assert_eq(sim.epochs, 2);
}

Test(sequencer, an_iteration_that_keeps_failing_ends_the_run_with_a_reason)
{
    sim.mute[1] = true;
    sim_start_all();
    sim_live(600000);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_TIMEOUT);
    cr_assert_not_null(strstr(sim.last_text, "the checkpoint of applier"), "%s", sim.last_text);
    cr_assert_eq(sim.commits, 0);
}

Test(sequencer, the_run_fails_without_an_executor)
{
    sim_tick(1);
    sim_hello("generator", "generator", 100);
    for (int i = 0; i < 5; i++)
        sim_hello(sim_stages[i], sim_stages[i], 300 + (uint64_t)i);
    for (int i = 0; i < 120 && !sim.ended; i++) {
        for (int s = 0; s < 5; s++)
            sim_beat(sim_stages[s], sim_stages[s], UINT32_MAX, 0);
        sim_beat("generator", "generator", UINT32_MAX, 0);
        sim_tick(100);
    }
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_TIMEOUT);
    cr_assert_not_null(strstr(sim.last_text, "no executor"), "%s", sim.last_text);
}

Test(sequencer, the_run_fails_without_a_stage)
{
    sim.answers_restore = false;
    sim_tick(1);
    sim_hello("generator", "generator", 100);
    for (int i = 0; i < 4; i++)
        sim_hello(sim_stages[i], sim_stages[i], 300 + (uint64_t)i);
    for (int i = 0; i < 400 && !sim.ended; i++) {
        for (int s = 0; s < 4; s++)
            sim_beat(sim_stages[s], sim_stages[s], UINT32_MAX, 0);
        sim_beat("generator", "generator", UINT32_MAX, 0);
        sim_tick(100);
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
    els_sequencer_options options = sim_options();
    options.epoch = 6;
    options.next_iteration = 1;
    options.progress = &progress;
    options.kbs = &kb;
    options.n_kbs = 1;
    sim_restart_broker(&options);
    sim.commits = 1; /* of the session before */
    sim.answers_restore = false;
    sim_start_all();
    sim_live(100);
    cr_assert_geq(sim.n_restores, 5);
    for (uint32_t i = 0; i < sim.n_restores; i++) {
        cr_assert_eq(sim.restore_epoch[i], 7);
        cr_assert_eq(sim.restore_iteration[i], 1);
    }
    for (int i = 0; i < 5; i++)
        sim_send_step(sim_stages[i], "restored", 7, 1);
    cr_assert_eq(sim.kb_wants, 0, "they are in the journal");
    cr_assert_geq(sim.kbs, 1);
    bool has_live = false, has_candidate = false;
    for (uint32_t i = 0; i < sim.n_grants && sim.grants[i].iteration == 1; i++) {
        has_live = has_live || sim.grants[i].version == 8;
        has_candidate = has_candidate || sim.grants[i].version == 9;
    }
    cr_assert(has_live);
    cr_assert(has_candidate);
    sim_live(500);
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

Test(sequencer, stages_that_knew_an_earlier_broker_are_asked_to_say_hello_again)
{
    sim_tick(1);
    sim_send_step("applier", "restored", 1, 0);
    cr_assert_eq(sim.plans, 0);
    els_heartbeat stranger = {
        .role = ELS_STR("applier"), .instance = ELS_STR("applier.9"), .chunk = UINT32_MAX};
    els_action action;
    sim_say(ELS_MSG_heartbeat, &stranger);
    cr_assert(els_sequencer_next_action(sim.sequencer, &action));
    const els_welcome *welcome = action.message;
    cr_assert_eq(action.type, ELS_MSG_welcome);
    cr_assert(els_str_eq(action.topic, ELS_STR("applier.9")));
    cr_assert_eq(welcome->start_id, 0);
    sim_everybody_says_hello();
    sim_live(500);
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
    sim_say(ELS_MSG_hello, &message);
    cr_assert(els_sequencer_next_action(sim.sequencer, &action));
    cr_assert_gt(((const els_welcome *)action.message)->refusal.len, 0);
    cr_assert_eq(((const els_welcome *)action.message)->proto, 0);
    message.role = ELS_STR("executor");
    message.proto_min = message.proto_max = 77;
    sim_say(ELS_MSG_hello, &message);
    cr_assert(els_sequencer_next_action(sim.sequencer, &action));
    const els_welcome *welcome = action.message;
    cr_assert(els_str_contains(welcome->refusal, ELS_STR("77")));
    cr_assert_eq(welcome->start_id, 5);
}

Test(sequencer, a_wanted_state_is_asked_of_the_applier)
{
    els_state_want want = {.instance = ELS_STR("executor.1"), .version = 3};
    els_action action;
    sim_say(ELS_MSG_state_want, &want);
    cr_assert(els_sequencer_next_action(sim.sequencer, &action));
    cr_assert(els_str_eq(action.topic, ELS_STR("applier")));
    cr_assert_eq(action.type, ELS_MSG_state_want);
}

Test(sequencer, a_restarted_generator_gets_the_lost_grants_at_once)
{
    sim.lose_grants = 4;
    sim_start_all();
    cr_assert_eq(sim.n_grants, 4);
    sim_hello("generator", "generator", 101);
    sim_live(100);
    cr_assert(sim.ended);
    cr_assert_eq(sim.epochs, 1);
}

Test(sequencer, only_the_applier_may_send_partial_checkpoints)
{
    sim.mute[3] = true;
    sim_start_all();
    sim_live(100);
    els_checkpoint partial = {.role = ELS_STR("goaler"), .epoch = sim.epoch, .whole = false};
    sim_tell(ELS_MSG_checkpoint, &partial);
    cr_assert_eq(sim.commits, 0);
    sim.mute[3] = false;
    sim_send_checkpoint(3, sim.epoch, 0);
    sim_live(100);
    cr_assert_eq(sim.commits, WHOLE_RUN);
}

Test(sequencer, what_heartbeats_say_of_the_machine_goes_with_a_plan_once_a_second)
{
    sim.hold_results = true;
    sim_start_all();
    sim_live(1500); /* the first iteration takes that long, those that follow take no time */
    cr_assert_eq(sim.gauged, 0, "its plan was made in the first second");
    sim.hold_results = false;
    sim_live(900);
    cr_assert(sim.ended, "%s", sim.last_text);
    cr_assert_eq(sim.gauged, 1, "%u of %u plans", sim.gauged, sim.plans);
}
