/* The way of a change through the applier: what is asked for, tried, promoted, watched, taken back.
 */
#include "tuning.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

static els_tuning tuning;
static els_arena arena;
static els_decision decisions[64];
static uint32_t n_decisions;
static uint64_t iteration;

static void begin(void)
{
    memset(&tuning, 0, sizeof tuning);
    iteration = 0;
}

static void end(void)
{
    els_arena_fini(&arena);
}

TestSuite(tuning, .init = begin, .fini = end);

static els_command command(const char *who, const char *verb, unsigned n, ...)
{
    els_command c = {.target = ELS_STR("applier"),
                     .verb = els_str_of(verb),
                     .who = els_str_of(who),
                     .args = ELS_ARENA_NEW(&arena, els_str, n),
                     .n_args = n};
    va_list args;
    va_start(args, n);
    for (unsigned i = 0; i < n; i++)
        c.args[i] = els_str_of(va_arg(args, const char *));
    va_end(args);
    return c;
}

/* An iteration with the trial there is: `gained` pairs that only the trial's side got right and
 * `lost` that only the live side did, the rest being right for both; and one command or none. */
static void turn(const els_command *asked, uint32_t gained, uint32_t lost)
{
    els_config_trial *trial = els_tuning_trial(&tuning, 5, &arena);
    uint32_t pairs = trial ? trial->pairs : 0, batch = 40, at = 0;
    els_segment segments[] = {
        {.name = ELS_STR("train"), .count = batch},
        {.name = ELS_STR("config_live"), .first = batch, .count = pairs},
        {.name = ELS_STR("config_trial"), .first = batch + pairs, .count = pairs}};
    els_plan plan = {.run = 1,
                     .iteration = ++iteration,
                     .learning = true,
                     .segments = segments,
                     .n_segments = pairs ? 3 : 1,
                     .commands = (els_command *)asked,
                     .n_commands = asked ? 1 : 0,
                     .trial = trial,
                     .n_trial = trial ? 1 : 0};
    els_analysis analysis = {.iteration = iteration, .plan = &plan, .n_plan = 1};
    analysis.records = ELS_ARENA_NEW(&arena, els_record, batch + 2 * pairs);
    for (uint32_t i = 0; i < batch; i++)
        analysis.records[at++] =
            (els_record){.segment = 0,
                         .index = i,
                         .id = els_arena_printf(&arena, "%u-%u", (unsigned)iteration, i),
                         .verdict = ELS_VERDICT_RIGHT};
    for (uint32_t side = 1; side <= 2; side++)
        for (uint32_t i = 0; i < pairs; i++) {
            bool is_wrong = side == 1 ? i < gained : i >= gained && i < gained + lost;
            analysis.records[at++] = (els_record){
                .segment = side,
                .index = i,
                .verdict = is_wrong ? ELS_VERDICT_WRONG : ELS_VERDICT_RIGHT,
            };
        }
    analysis.n_records = at;
    n_decisions = 0;
    els_tuning_apply(&tuning, &analysis, &arena, decisions, &n_decisions, 64);
}

static const els_change *newest(void)
{
    cr_assert_gt(tuning.n_changes, 0);
    return &tuning.changes[tuning.n_changes - 1];
}

static bool was_decided(const char *verdict)
{
    for (uint32_t i = 0; i < n_decisions; i++)
        if (els_str_eq(decisions[i].verdict, els_str_of(verdict)))
            return true;
    return false;
}

static double live(els_config_id id)
{
    return els_config_get(&tuning.live, id, (els_str){NULL, 0}, (els_str){NULL, 0});
}

static void until(els_change_status status, uint64_t number, uint32_t gained, uint32_t lost)
{
    for (int i = 0; i < 200 && els_tuning_change(&tuning, number)->status != status; i++)
        turn(NULL, gained, lost);
    cr_assert_eq(els_tuning_change(&tuning, number)->status, status, "it is: %s",
                 els_change_status_name(els_tuning_change(&tuning, number)->status));
}

static void ask_for(const char *value)
{
    els_command c = command("user:ada", "set", 4, "react.max_steps", "global", value, "try");
    turn(&c, 0, 0);
}

static void set_now(const char *parameter, const char *value)
{
    els_command c = command("user:ada", "set", 4, parameter, "global", value, "now");
    turn(&c, 0, 0);
}

Test(tuning, a_change_that_helps_goes_all_the_way)
{
    ask_for("8");
    cr_assert_eq(newest()->status, ELS_CHANGE_CANARY);
    cr_assert_eq(els_tuning_trial(&tuning, 5, &arena)->pairs, 0);
    until(ELS_CHANGE_TEST, 1, 0, 0);
    cr_assert_eq(live(ELS_CONFIG_react_max_steps), 6, "not before it has passed");
    until(ELS_CHANGE_WATCH, 1, 4, 0);
    cr_assert(was_decided("promoted"));
    cr_assert_eq(live(ELS_CONFIG_react_max_steps), 8);
    const els_config_trial *watch = els_tuning_trial(&tuning, 5, &arena);
    cr_assert_not(watch->values[0].is_set, "the other side is what was before: the default");
    cr_assert_eq(watch->share, 0);
    until(ELS_CHANGE_KEPT, 1, 0, 4);
    cr_assert_eq(live(ELS_CONFIG_react_max_steps), 8);
    cr_assert_null(els_tuning_trial(&tuning, 5, &arena));
    cr_assert(
        els_str_eq(els_change_subject(newest(), &arena), ELS_STR("react.max_steps default -> 8")));
}

Test(tuning, a_change_that_harms_is_rejected_and_never_in_force)
{
    ask_for("8");
    until(ELS_CHANGE_REJECTED, 1, 0, 4);
    cr_assert(was_decided("rejected"));
    cr_assert_eq(live(ELS_CONFIG_react_max_steps), 6);
    cr_assert_eq(tuning.promotions, 0);
}

Test(tuning, a_change_that_turns_out_harmful_is_rolled_back_within_its_window)
{
    ask_for("8");
    until(ELS_CHANGE_WATCH, 1, 4, 0);
    uint64_t promoted_at = iteration;
    until(ELS_CHANGE_ROLLED_BACK, 1, 4, 0); /* now the old side is the better one */
    cr_assert(was_decided("rolled_back"));
    cr_assert_eq(live(ELS_CONFIG_react_max_steps), 6);
    cr_assert_leq((iteration - promoted_at) * 32, els_proof_rules_of(1)->watch_pairs);
}

Test(tuning, a_change_without_any_difference_is_given_up_early)
{
    ask_for("8");
    until(ELS_CHANGE_REJECTED, 1, 0, 0);
    cr_assert_str_eq(newest()->result, "it changes nothing");
    cr_assert_lt(newest()->pairs, els_proof_rules_of(1)->pairs_max);
}

Test(tuning, proposals_of_stages_say_who_and_why_and_are_heard_once)
{
    els_command c = command("goaler", "propose", 4, "react.max_steps", "global", "9", "a plateau");
    turn(&c, 0, 0);
    cr_assert_str_eq(newest()->by, "goaler");
    cr_assert_str_eq(newest()->evidence, "a plateau");
    turn(&c, 0, 0);
    cr_assert_eq(tuning.n_changes, 1, "it is open");
    until(ELS_CHANGE_REJECTED, 1, 0, 4);
    turn(&c, 0, 0);
    cr_assert_eq(tuning.n_changes, 1, "it was turned down");
    ask_for("9");
    cr_assert_eq(tuning.n_changes, 2, "a user may insist");
}

Test(tuning, one_change_is_on_trial_at_a_time)
{
    ask_for("8");
    els_command c = command("user:ada", "set", 4, "swarm.size", "global", "6", "try");
    turn(&c, 0, 0);
    cr_assert_eq(tuning.changes[1].status, ELS_CHANGE_QUEUED);
    until(ELS_CHANGE_REJECTED, 1, 0, 4);
    cr_assert_eq(tuning.current, 2);
}

Test(tuning, the_second_test_of_a_run_needs_more_evidence)
{
    ask_for("8");
    until(ELS_CHANGE_TEST, 1, 0, 0);
    double first = tuning.trial.level;
    until(ELS_CHANGE_REJECTED, 1, 0, 4);
    ask_for("9");
    until(ELS_CHANGE_TEST, 2, 0, 0);
    cr_assert_lt(tuning.trial.level, first);
}

Test(tuning, what_a_user_sets_now_is_in_force_at_once_and_watched)
{
    set_now("work.budget", "100");
    cr_assert_eq(live(ELS_CONFIG_work_budget), 100);
    cr_assert_eq(newest()->status, ELS_CHANGE_WATCH);
    cr_assert(was_decided("set"));
    cr_assert_eq(tuning.promotions, 0, "no test has promoted it");
    until(ELS_CHANGE_ROLLED_BACK, 1, 4, 0);
    cr_assert_eq(live(ELS_CONFIG_work_budget), 320);
}

Test(tuning, a_pinned_value_is_not_moved_and_not_rolled_back)
{
    set_now("work.budget", "100");
    els_command pin = command("user:ada", "pin", 2, "work.budget", "global");
    turn(&pin, 4, 0);
    cr_assert_eq(newest()->status, ELS_CHANGE_SET);
    cr_assert_null(els_tuning_trial(&tuning, 5, &arena));
    els_command c = command("goaler", "propose", 4, "work.budget", "global", "200", "x");
    turn(&c, 0, 0);
    cr_assert(was_decided("refused"));
    els_command unpin = command("user:ada", "unpin", 2, "work.budget", "global");
    turn(&unpin, 0, 0);
    turn(&c, 0, 0);
    cr_assert_eq(newest()->status, ELS_CHANGE_CANARY);
}

Test(tuning, what_acts_on_learning_is_for_users_alone_and_disturbs_no_trial)
{
    ask_for("8");
    until(ELS_CHANGE_TEST, 1, 0, 0);
    set_now("learn.rate", "0.2");
    cr_assert_eq(live(ELS_CONFIG_learn_rate), 0.2);
    cr_assert_eq(newest()->status, ELS_CHANGE_SET);
    cr_assert_eq(tuning.current, 1);
    els_command c = command("goaler", "propose", 4, "learn.rate", "global", "0.3", "x");
    turn(&c, 0, 0);
    cr_assert(was_decided("refused"));
}

Test(tuning, what_comes_into_force_sends_the_trial_back_into_the_queue)
{
    ask_for("8");
    until(ELS_CHANGE_TEST, 1, 0, 0);
    set_now("work.budget", "100");
    cr_assert_eq(tuning.changes[0].status, ELS_CHANGE_QUEUED);
    cr_assert_eq(tuning.current, 2);
}

Test(tuning, with_review_a_change_that_has_passed_waits_for_a_user)
{
    set_now("config.policy", "review");
    ask_for("8");
    until(ELS_CHANGE_WAITING, 2, 4, 0);
    cr_assert(was_decided("pending"));
    cr_assert_eq(live(ELS_CONFIG_react_max_steps), 6);
    els_command approve = command("user:ada", "approve", 1, "2");
    turn(&approve, 0, 0);
    cr_assert_eq(live(ELS_CONFIG_react_max_steps), 8);
    cr_assert_eq(els_tuning_change(&tuning, 2)->status, ELS_CHANGE_WATCH);
}

Test(tuning, a_risk_above_the_ceiling_waits_and_can_be_turned_down)
{
    set_now("config.risk", "low");
    els_command c = command("goaler", "propose", 4, "work.budget", "global", "400", "x");
    turn(&c, 0, 0); /* its risk is medium */
    until(ELS_CHANGE_WAITING, 2, 4, 0);
    els_command reject = command("user:ada", "reject", 1, "all");
    turn(&reject, 0, 0);
    cr_assert_eq(els_tuning_change(&tuning, 2)->status, ELS_CHANGE_REJECTED);
}

Test(tuning, the_gradual_strategy_goes_a_quarter_of_the_way_at_a_time)
{
    set_now("config.strategy", "gradual");
    ask_for("14");
    cr_assert_eq(newest()->to, 8);
    cr_assert_eq(newest()->target, 14);
    until(ELS_CHANGE_WATCH, 2, 4, 0);
    until(ELS_CHANGE_KEPT, 2, 0, 4);
    cr_assert_eq(tuning.n_changes, 3);
    cr_assert_eq(newest()->status, ELS_CHANGE_CANARY);
    cr_assert(newest()->to > 8 && newest()->to < 14);
}

Test(tuning, quiet_hours_begin_nothing_and_promote_nothing)
{
    els_command on = command("broker", "quiet", 1, "on"),
                off = command("broker", "quiet", 1, "off");
    turn(&on, 0, 0);
    ask_for("8");
    cr_assert_eq(newest()->status, ELS_CHANGE_QUEUED);
    turn(&off, 0, 0);
    until(ELS_CHANGE_TEST, 1, 0, 0);
    turn(&on, 4, 0);
    for (int i = 0; i < 60; i++)
        turn(NULL, 4, 0);
    cr_assert_eq(newest()->status, ELS_CHANGE_TEST, "its evidence waits");
    turn(&off, 4, 0);
    turn(NULL, 4, 0);
    cr_assert_eq(newest()->status, ELS_CHANGE_WATCH);
}

Test(tuning, rollback_and_reset_go_back_to_what_was)
{
    set_now("work.budget", "100");
    set_now("work.budget", "200");
    set_now("work.beam", "8");
    els_command old = command("user:ada", "rollback", 1, "1");
    turn(&old, 0, 0);
    cr_assert(was_decided("refused"), "a later change lies on it");
    els_command second = command("user:ada", "rollback", 1, "2");
    turn(&second, 0, 0);
    cr_assert_eq(live(ELS_CONFIG_work_budget), 100);
    els_command last = command("user:ada", "rollback", 1, "last");
    turn(&last, 0, 0);
    cr_assert_eq(live(ELS_CONFIG_work_beam), 64);
    set_now("learn.rate", "0.2");
    els_command reset = command("user:ada", "reset", 1, "all");
    turn(&reset, 0, 0);
    cr_assert_eq(tuning.live.n, 0);
}

Test(tuning, commands_that_make_no_sense_are_refused_with_one_line)
{
    const els_command bad[] = {
        command("user:ada", "set", 4, "no.such", "global", "1", "now"),
        command("user:ada", "set", 4, "work.budget", "nowhere", "100", "now"),
        command("user:ada", "set", 4, "work.budget", "global", "-1", "now"),
        command("user:ada", "set", 0),
        command("user:ada", "approve", 1, "77"),
        command("user:ada", "rollback", 1, "zero"),
        command("user:ada", "dance", 0),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        turn(&bad[i], 0, 0);
        cr_expect(was_decided("refused"), "%zu", i);
    }
    cr_assert_eq(tuning.n_changes, 0);
    cr_assert_eq(tuning.live.n, 0);
    cr_assert_eq(tuning.n_refusals, 7);
}

Test(tuning, the_history_is_bounded_and_open_changes_stay_in_it)
{
    els_command quiet = command("broker", "quiet", 1, "on");
    turn(&quiet, 0, 0);
    ask_for("8");
    for (int i = 0; i < 100; i++)
        set_now("learn.replays", i % 2 ? "5" : "7");
    cr_assert_eq(tuning.n_changes, ELS_CHANGES_MAX);
    cr_assert_eq(tuning.numbers, 101);
    cr_assert_not_null(els_tuning_change(&tuning, 1));
    for (int i = 0; i < 40; i++) {
        els_command c = command("goaler", "propose", 4, "work.move", "global",
                                els_arena_printf(&arena, "%d", 8 + i).ptr, "x");
        turn(&c, 0, 0);
    }
    uint32_t queued = 0;
    for (uint32_t i = 0; i < tuning.n_changes; i++)
        queued += tuning.changes[i].status == ELS_CHANGE_QUEUED;
    cr_assert_eq(queued, ELS_CHANGES_QUEUED_MAX);
}

Test(tuning, without_a_select_split_a_trial_ends_and_a_set_value_stays)
{
    ask_for("8");
    until(ELS_CHANGE_TEST, 1, 0, 0);
    els_plan plan = {.run = 1, .learning = true};
    els_analysis analysis = {.plan = &plan, .n_plan = 1};
    for (int i = 0; i < 3; i++) {
        plan.trial = els_tuning_trial(&tuning, 5, &arena);
        plan.n_trial = plan.trial != NULL;
        els_tuning_apply(&tuning, &analysis, &arena, decisions, &n_decisions, 64);
    }
    cr_assert_eq(newest()->status, ELS_CHANGE_REJECTED);
    set_now("work.budget", "100");
    for (int i = 0; i < 3; i++) {
        plan.trial = els_tuning_trial(&tuning, 5, &arena);
        plan.n_trial = plan.trial != NULL;
        els_tuning_apply(&tuning, &analysis, &arena, decisions, &n_decisions, 64);
    }
    cr_assert_eq(newest()->status, ELS_CHANGE_SET);
    cr_assert_eq(live(ELS_CONFIG_work_budget), 100);
}

Test(tuning, goes_on_bit_for_bit_after_a_restore)
{
    els_buf bytes = {0}, again = {0};
    set_now("learn.rate", "0.2");
    ask_for("8");
    until(ELS_CHANGE_TEST, 2, 0, 0);
    turn(NULL, 2, 1);
    els_tuning_save(&tuning, false, &bytes);
    turn(NULL, 3, 1);
    els_tuning kept = tuning;
    uint64_t at = iteration;
    cr_assert_eq(els_tuning_load(&tuning, els_buf_str(&bytes)), ELS_OK);
    iteration = at - 1;
    turn(NULL, 3, 1);
    els_tuning_save(&kept, false, &again);
    els_buf_clear(&bytes);
    els_tuning_save(&tuning, false, &bytes);
    cr_assert(els_str_eq(els_buf_str(&bytes), els_buf_str(&again)));
    els_buf_fini(&bytes);
    els_buf_fini(&again);
}

Test(tuning, refuses_damaged_bytes_and_is_blank_then)
{
    els_buf bytes = {0};
    set_now("learn.rate", "0.2");
    els_tuning_save(&tuning, false, &bytes);
    cr_assert_not(els_tuning_is_blank(&tuning));
    for (size_t i = 0; i < bytes.len; i++) {
        bytes.ptr[i] = (char)(bytes.ptr[i] ^ 1);
        cr_assert_neq(els_tuning_load(&tuning, els_buf_str(&bytes)), ELS_OK);
        cr_assert(els_tuning_is_blank(&tuning));
        bytes.ptr[i] = (char)(bytes.ptr[i] ^ 1);
        cr_assert_neq(els_tuning_load(&tuning, (els_str){bytes.ptr, i}), ELS_OK);
    }
    cr_assert_eq(els_tuning_load(&tuning, els_buf_str(&bytes)), ELS_OK);
    els_buf_fini(&bytes);
}

Test(tuning, what_a_user_sets_now_keeps_the_reason)
{
    els_command set =
        command("user:ann", "set", 5, "learn.rate", "global", "0.2", "now", "a hunch");
    turn(&set, 0, 0);
    cr_assert_eq(tuning.n_changes, 1u);
    cr_assert_str_eq(tuning.changes[0].evidence, "a hunch");
}

Test(tuning, values_out_of_their_bounds_are_damage)
{
    static const double values[] = {0, 1e6, 12.5, NAN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        els_buf bytes = {0};
        els_tuning loaded;
        uint32_t id = els_config_named(ELS_STR("library.size"));
        memset(&tuning, 0, sizeof tuning);
        cr_assert(els_config_set(&tuning.live, id, "", values[i]));
        els_tuning_save(&tuning, false, &bytes);
        cr_assert_eq(els_tuning_load(&loaded, els_buf_str(&bytes)), ELS_E_CORRUPT, "%g", values[i]);
        cr_assert_eq(loaded.live.n, 0u);
        els_buf_fini(&bytes);
    }
}

Test(tuning, the_gradual_strategy_takes_the_last_bit_of_a_share_in_one)
{
    set_now("config.strategy", "gradual");
    els_command far = command("user:ada", "set", 4, "work.novelty", "global", "0.5", "try");
    turn(&far, 0, 0);
    cr_assert_float_eq(newest()->to, 0.2, 1e-9);
    els_command reject = command("user:ada", "reject", 1, "2");
    turn(&reject, 0, 0);
    els_command near = command("user:ada", "set", 4, "work.novelty", "global", "0.11", "try");
    turn(&near, 0, 0);
    cr_assert_eq(newest()->to, 0.11);
}

Test(tuning, what_has_passed_its_test_is_kept_when_its_watch_ends_early)
{
    ask_for("8");
    until(ELS_CHANGE_WATCH, 1, 4, 0);
    els_command pin = command("user:ada", "pin", 2, "react.max_steps", "global");
    turn(&pin, 0, 0);
    cr_assert_eq(els_tuning_change(&tuning, 1)->status, ELS_CHANGE_KEPT);
    els_command c = command("user:ada", "set", 4, "swarm.size", "global", "6", "try");
    turn(&c, 0, 0);
    until(ELS_CHANGE_WATCH, 2, 4, 0);
    set_now("work.budget", "100");
    cr_assert_eq(els_tuning_change(&tuning, 2)->status, ELS_CHANGE_KEPT, "another is watched now");
    els_command back = command("user:ada", "rollback", 1, "2");
    turn(&back, 0, 0);
    cr_assert_eq(els_tuning_change(&tuning, 2)->status, ELS_CHANGE_ROLLED_BACK);
}

Test(tuning, commands_to_other_stages_are_not_its_own)
{
    els_command c = command("user:ada", "set", 4, "work.budget", "global", "100", "now");
    c.target = ELS_STR("goaler");
    turn(&c, 0, 0);
    cr_assert(els_tuning_is_blank(&tuning));
}

Test(tuning, stages_may_propose_again_what_a_user_had_set_and_taken_back)
{
    set_now("work.budget", "100");
    els_command reset = command("user:ada", "reset", 2, "work.budget", "global");
    turn(&reset, 0, 0);
    els_command c = command("goaler", "propose", 4, "work.budget", "global", "100", "x");
    turn(&c, 0, 0);
    cr_assert_eq(tuning.n_changes, 3);
    els_command narrow = command("goaler", "propose", 4, "work.budget", "kind:sales", "320", "x");
    turn(&narrow, 0, 0);
    cr_assert_eq(tuning.n_changes, 4, "in a scope of its own the default is a value");
}
