/* Which plan a command goes into, and that no redo, death or resume changes it. */
#include "codec.h"
#include "sequencer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char *const stages[] = {"analyzer", "applier", "forecaster", "goaler", "monitor"};

static els_run_params params;
static els_sequencer *sequencer;
static els_arena arena;
static uint64_t now_us;
static char log_text[4096]; /* "iteration: what the newest plan holds;" in the order of plans */
static char journal[1024];  /* what was to be journalled */
static uint64_t epoch, iteration;
static uint64_t last_start_id;
static uint32_t grants_with[4], grants_without[4]; /* by arm: with and without a configuration */

static void note(char *text, size_t size, uint64_t at, els_str verb)
{
    size_t len = strlen(text);
    snprintf(text + len, size - len, "%llu:" ELS_STR_FMT ";", (unsigned long long)at,
             ELS_STR_ARG(verb));
}

static void note_plan(const els_plan *plan)
{
    els_buf verbs = {0};
    for (uint32_t i = 0; i < plan->n_commands; i++) {
        const els_command *command = &plan->commands[i];
        char wanted[64] = "";
        els_buf_printf(&verbs, " " ELS_STR_FMT, ELS_STR_ARG(command->verb));
        note(wanted, sizeof wanted, plan->iteration, command->verb);
        cr_assert(els_str_eq(command->verb, ELS_STR("propose")) || strstr(journal, wanted),
                  "planned before it was journalled: %s", wanted);
    }
    note(log_text, sizeof log_text, plan->iteration, els_buf_str(&verbs));
    els_buf_fini(&verbs);
    epoch = plan->epoch;
    iteration = plan->iteration;
}

static void drain(void)
{
    els_action action;
    while (els_sequencer_next_action(sequencer, &action)) {
        if (action.kind == ELS_ACTION_EPOCH)
            epoch = action.epoch;
        if (action.kind == ELS_ACTION_GRANT) {
            const els_grant *grant = action.message;
            bool has = grant->n_config == 1 && grant->n_trial == 1;
            cr_assert(has || grant->n_config + grant->n_trial == 0);
            (has ? grants_with : grants_without)[grant->segment->arm]++;
        }
        for (uint32_t i = 0; action.kind == ELS_ACTION_COMMANDS && i < action.n_commands; i++)
            note(journal, sizeof journal, action.iteration, action.commands[i].verb);
        if (action.kind == ELS_ACTION_PUBLISH && action.type == ELS_MSG_plan)
            note_plan(action.message);
    }
}

static void say(els_msg_type type, const void *message)
{
    els_buf frame = {0};
    cr_assert_eq(els_encode(type, message, &frame), ELS_OK);
    els_sequencer_message(sequencer, type, message, els_buf_str(&frame), now_us);
    els_buf_fini(&frame);
    drain();
}

/* Everybody (again) says hello, is restored; the plan follows. */
static void restore_all(void)
{
    uint64_t start_id = ++last_start_id;
    for (int i = 0; i < 5; i++) {
        els_str role = els_str_of(stages[i]);
        els_hello hello = {.role = role,
                           .instance = els_arena_printf(&arena, "%s.%llu", stages[i],
                                                        (unsigned long long)start_id),
                           .proto_min = 1,
                           .proto_max = 1,
                           .start_id = start_id};
        say(ELS_MSG_hello, &hello);
        els_heartbeat beat = {.role = role, .instance = hello.instance, .chunk = UINT32_MAX};
        say(ELS_MSG_heartbeat, &beat);
    }
    for (int i = 0; i < 5; i++) {
        els_step step = {
            .role = els_str_of(stages[i]), .name = ELS_STR("restored"), .epoch = epoch};
        say(ELS_MSG_step, &step);
    }
}

/* The iteration is done: the next plan follows. */
static const els_progress *extra; /* what the progress says of the configuration; NULL: nothing */

static void finish_iteration(const els_proposal *proposals, uint32_t n)
{
    uint64_t e = epoch, at = iteration;
    els_step planned = {
        .role = ELS_STR("analyzer"), .name = ELS_STR("planned"), .epoch = e, .iteration = at};
    els_kb kb = {.name = ELS_STR("benchmark")};
    els_plan plan = {.epoch = e, .iteration = at};
    els_analysis analysis = {.epoch = e, .iteration = at};
    els_progress progress = {.epoch = e,
                             .iteration = at,
                             .plan = &plan,
                             .n_plan = 1,
                             .proposals = (els_proposal *)proposals,
                             .n_proposals = n};
    if (extra) {
        progress.config = extra->config;
        progress.n_config = extra->n_config;
        progress.trial = extra->trial;
        progress.n_trial = extra->n_trial;
    }
    say(ELS_MSG_step, &planned);
    say(ELS_MSG_kb, &kb);
    say(ELS_MSG_analysis, &analysis);
    for (int i = 0; i < 5; i++) {
        els_checkpoint checkpoint = {
            .role = els_str_of(stages[i]), .epoch = e, .iteration = at, .whole = true};
        say(ELS_MSG_checkpoint, &checkpoint);
    }
    say(ELS_MSG_progress, &progress);
}

static void begin(const els_command *journalled, uint32_t n, uint64_t next_iteration)
{
    els_sequencer_options options = {.params = &params,
                                     .run = 1,
                                     .next_iteration = next_iteration,
                                     .commands = journalled,
                                     .n_commands = n,
                                     .lease_ms = 1000,
                                     .step_ms = 5000,
                                     .executor_wait_ms = 10000,
                                     .stage_wait_ms = 30000,
                                     .silence_ms = 3000};
    els_sequencer_free(&sequencer);
    sequencer = els_sequencer_new(&options, now_us);
    (void)els_sequencer_tick(sequencer, now_us);
    drain();
}

static void set_up(void)
{
    now_us = 5000000;
    log_text[0] = journal[0] = '\0';
    epoch = iteration = last_start_id = 0;
    extra = NULL;
    memset(grants_with, 0, sizeof grants_with);
    memset(grants_without, 0, sizeof grants_without);
    params = els_params_default();
    params.plugins[0] = ELS_STR("benchmark");
    params.n_plugins = 1;
    params.splits = 15;
    params.iterations = 9;
    els_params_settle(&params);
    begin(NULL, 0, 0);
}

static void tear_down(void)
{
    els_sequencer_free(&sequencer);
    els_arena_fini(&arena);
}

TestSuite(sequencer_commands, .init = set_up, .fini = tear_down);

static els_command command(const char *verb, uint64_t at)
{
    return (els_command){
        .id = els_str_of(verb), .target = ELS_STR("applier"), .verb = els_str_of(verb), .at = at};
}

static void expect(const char *plans, const char *journalled)
{
    cr_expect_str_eq(log_text, plans);
    cr_expect_str_eq(journal, journalled);
}

Test(sequencer_commands, a_command_goes_into_the_next_plan_and_no_other)
{
    restore_all();
    els_command set = command("set", 0);
    els_sequencer_offer(sequencer, &set, 1);
    finish_iteration(NULL, 0);
    finish_iteration(NULL, 0);
    expect("0:;1: set;2:;", "1:set;");
}

Test(sequencer_commands, one_that_waits_for_an_iteration_is_left_until_then)
{
    els_command list[] = {command("later", 2), command("set", 0)};
    els_sequencer_offer(sequencer, list, 2);
    restore_all();
    finish_iteration(NULL, 0);
    finish_iteration(NULL, 0);
    expect("0: set;1:;2: later;", "0:set;2:later;");
}

Test(sequencer_commands, a_redo_has_the_same_commands_and_takes_no_more)
{
    els_command list[] = {command("set", 0), command("pin", 0)};
    els_sequencer_offer(sequencer, list, 1);
    restore_all();
    els_sequencer_offer(sequencer, &list[1], 1);
    restore_all(); /* a new life of the stages: the iteration is made again */
    finish_iteration(NULL, 0);
    expect("0: set;0: set;1: pin;", "0:set;1:pin;");
}

Test(sequencer_commands, a_resume_has_what_was_journalled)
{
    els_command journalled = command("set", 0), waiting = command("pin", 0);
    note(journal, sizeof journal, 4, journalled.verb);
    begin(&journalled, 1, 4);
    els_sequencer_offer(sequencer, &waiting, 1);
    restore_all();
    finish_iteration(NULL, 0);
    expect("4: set;5: pin;", "4:set;5:pin;");
}

Test(sequencer_commands, no_plan_takes_more_than_it_can_carry)
{
    els_command list[ELS_PLAN_USER_COMMANDS_MAX + 2];
    for (unsigned i = 0; i < ELS_PLAN_USER_COMMANDS_MAX; i++)
        list[i] = command("a", 0);
    list[ELS_PLAN_USER_COMMANDS_MAX] = command("y", 0);
    list[ELS_PLAN_USER_COMMANDS_MAX + 1] = command("z", 0);
    els_sequencer_offer(sequencer, list, ELS_PLAN_USER_COMMANDS_MAX + 2);
    restore_all();
    log_text[0] = '\0';
    finish_iteration(NULL, 0);
    cr_expect_str_eq(log_text, "1: y z;");
}

Test(sequencer_commands, proposals_of_stages_come_after_users_as_commands_to_the_applier)
{
    els_proposal proposal = {.parameter = ELS_STR("beam"),
                             .value = ELS_STR("16"),
                             .by = ELS_STR("goaler"),
                             .evidence = ELS_STR("a plateau")};
    els_command set = command("set", 0);
    restore_all();
    els_sequencer_offer(sequencer, &set, 1);
    finish_iteration(&proposal, 1);
    finish_iteration(NULL, 0);
    expect("0:;1: set propose;2:;", "1:set;");
}

Test(sequencer_commands, every_arm_but_the_untrained_one_answers_with_the_configuration)
{
    els_config_value value = {ELS_STR("work.budget"), ELS_STR("global"), 100, true};
    els_config_trial trial = {
        .change = 1, .values = &value, .n_values = 1, .share = 0.2, .pairs = 4};
    els_progress said = {.config = &value, .n_config = 1, .trial = &trial, .n_trial = 1};
    params.iterations = 1;
    els_params_settle(&params);
    begin(NULL, 0, 0);
    restore_all();
    els_hello hello = {.role = ELS_STR("executor"),
                       .instance = ELS_STR("executor.1"),
                       .proto_min = 1,
                       .proto_max = 1,
                       .start_id = 1};
    say(ELS_MSG_hello, &hello);
    extra = &said;
    finish_iteration(NULL, 0);
    cr_assert_gt(grants_without[ELS_ARM_BASELINE], 0);
    memset(grants_without, 0, sizeof grants_without);
    els_step planned = {.role = ELS_STR("analyzer"),
                        .name = ELS_STR("planned"),
                        .epoch = epoch,
                        .iteration = iteration};
    say(ELS_MSG_step, &planned);
    cr_assert_gt(grants_with[ELS_ARM_LIVE], 0);
    for (int arm = ELS_ARM_LIVE; arm <= ELS_ARM_TRIAL; arm++)
        cr_assert_eq(grants_without[arm], 0);
    for (int i = 0; i < 2; i++) { /* the last test, the last measurement */
        finish_iteration(NULL, 0);
        planned.iteration = iteration;
        say(ELS_MSG_step, &planned);
    }
    cr_assert_gt(grants_without[ELS_ARM_BASELINE], 0, "the last iteration measures it again");
    cr_assert_eq(grants_with[ELS_ARM_BASELINE], 0);
}
