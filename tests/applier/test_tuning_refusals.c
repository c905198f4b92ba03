/* Commands to the applier that are refused, limits of the tuning, and states of it that are
 * refused. */
#include "tuning.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static els_tuning tuning;
static els_arena arena;
static els_decision decisions[4];
static uint32_t n_decisions;

static void end(void)
{
    els_arena_fini(&arena);
    tuning = (els_tuning){0};
}

TestSuite(refusals, .fini = end);

static void obey(const char *who, const char *verb, unsigned n, ...)
{
    els_command c = {.verb = els_str_of(verb),
                     .who = els_str_of(who),
                     .args = ELS_ARENA_NEW(&arena, els_str, n),
                     .n_args = n};
    const els_tuning_out out = {.arena = &arena, .list = decisions, .n = &n_decisions, .max = 4};
    va_list args;
    va_start(args, n);
    for (unsigned i = 0; i < n; i++)
        c.args[i] = els_str_of(va_arg(args, const char *));
    va_end(args);
    n_decisions = 0;
    els_tuning_obey(&tuning, &c, &out);
}

#define USER "user:ada"

/* The last command was refused for this reason, and nothing was changed by it. */
static void refused(const char *why)
{
    cr_assert_gt(n_decisions, 0, "nothing was said, expected: %s", why);
    cr_expect(els_str_eq(decisions[0].verdict, ELS_STR("refused")));
    cr_expect(els_str_contains(decisions[0].text, els_str_of(why)), ELS_STR_FMT,
              ELS_STR_ARG(decisions[0].text));
    cr_expect_not_null(strstr(tuning.refusals[tuning.n_refusals - 1].text, why));
}

static double live(els_config_id id)
{
    return els_config_get(&tuning.live, id, (els_str){NULL, 0}, (els_str){NULL, 0});
}

Test(refusals, of_every_verb_for_what_does_not_exist)
{
    static const char *const verbs[] = {"propose", "set", "reset", "pin", "unpin"};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        obey(USER, verbs[i], 4, "no.such", "global", "1", "now");
        refused("there is no such parameter");
    }
    obey(USER, "set", 4, "work.budget", "no scope at all", "1", "now");
    refused("");
    obey(USER, "dance", 0);
    refused("the applier knows no such command");
    obey(USER, "set", 0);
    refused("there is no such parameter");
    cr_assert_eq(tuning.live.n + tuning.pinned.n + tuning.n_changes, 0);
}

Test(refusals, of_values_out_of_range_and_of_what_is_so_already)
{
    obey(USER, "set", 4, "work.budget", "global", "4001", "now");
    refused("4000");
    obey(USER, "set", 3, "work.budget", "global", "much");
    refused("");
    obey(USER, "set", 3, "work.budget", "global", "320");
    refused("that is its value already");
    obey(USER, "set", 4, "work.budget", "global", "100", "now");
    cr_assert_eq(live(ELS_CONFIG_work_budget), 100);
    obey(USER, "set", 3, "work.budget", "global", "100");
    refused("that is its value already");
    uint32_t before = tuning.n_changes;
    obey(USER, "set", 4, "work.budget", "global", "100", "now");
    cr_assert_eq(n_decisions, 0, "no change, no word");
    obey(USER, "reset", 2, "work.beam", "global");
    cr_assert_eq(n_decisions, 0, "it has its default");
    cr_assert_eq(tuning.n_changes, before);
    obey(USER, "reset", 2, "work.budget", "global");
    cr_assert_eq(live(ELS_CONFIG_work_budget), 320);
}

Test(refusals, of_decisions_about_changes_that_are_not_there)
{
    obey(USER, "rollback", 1, "7");
    refused("there is no such change in force");
    obey(USER, "rollback", 1, "last");
    refused("there is no such change in force");
    obey(USER, "approve", 1, "all");
    refused("no such change waits for approval");
    obey(USER, "reject", 1, "7");
    refused("no such change waits for approval");
    obey(USER, "set", 4, "work.budget", "global", "100", "now");
    obey(USER, "reject", 1, "1");
    refused("no such change waits for approval");
    obey(USER, "rollback", 1, "1");
    cr_assert_eq(live(ELS_CONFIG_work_budget), 320);
    obey(USER, "rollback", 1, "1");
    refused("there is no such change in force");
}

static uint32_t count(els_change_status status)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < tuning.n_changes; i++)
        n += tuning.changes[i].status == status;
    return n;
}

Test(refusals, of_more_changes_than_may_wait)
{
    char value[16];
    for (int i = 0; i < ELS_CHANGES_QUEUED_MAX; i++) {
        snprintf(value, sizeof value, "%d", 100 + i);
        obey(USER, "propose", 4, "work.budget", "global", value, "why not");
        cr_assert(els_str_eq(decisions[0].verdict, ELS_STR("queued")));
    }
    obey(USER, "propose", 4, "work.budget", "global", "99", "why not");
    refused("too many changes wait for their trial");
    obey(USER, "reject", 1, "3");
    cr_assert_eq(els_tuning_change(&tuning, 3)->status, ELS_CHANGE_REJECTED);
    obey(USER, "propose", 4, "work.budget", "global", "99", "why not");
    cr_assert(els_str_eq(decisions[0].verdict, ELS_STR("queued")));
    cr_assert_eq(count(ELS_CHANGE_QUEUED), ELS_CHANGES_QUEUED_MAX);
}

Test(refusals, of_a_stage_that_says_the_same_again_in_the_same_scope)
{
    obey("goaler", "propose", 4, "work.budget", "global", "100", "x");
    obey("goaler", "propose", 4, "work.budget", "global", "100", "x");
    cr_assert_eq(tuning.n_changes, 1);
    obey("goaler", "propose", 4, "work.budget", "global", "101", "another value");
    obey("goaler", "propose", 4, "work.budget", "kind:benchmark", "100", "another scope");
    obey("goaler", "propose", 4, "work.hearing", "global", "100", "another parameter");
    cr_assert_eq(tuning.n_changes, 4);
}

/* Waiting for approval they are open, and none of them makes room. */
static void fill_with_open_changes(void)
{
    for (uint32_t i = 0; i < ELS_CHANGES_MAX; i++) {
        els_change *change = els_tuning_new_change(&tuning, ELS_CONFIG_work_budget, "global");
        change->status = ELS_CHANGE_WAITING;
        change->has_to = true;
        change->to = change->target = 100 + i;
    }
}

Test(refusals, of_a_change_when_all_that_are_remembered_are_open)
{
    obey(USER, "set", 4, "learn.rate", "global", "0.5", "now");
    obey(USER, "set", 4, "work.beam", "global", "8", "now");
    tuning.n_changes = 0; /* long ago */
    fill_with_open_changes();
    obey(USER, "set", 4, "work.budget", "global", "100", "now");
    refused("too many changes are open");
    obey(USER, "propose", 4, "work.hearing", "global", "100", "x");
    refused("too many changes are open");
    obey(USER, "reset", 1, "all");
    refused("too many changes are open");
    cr_assert_eq(tuning.live.n, 2, "and it ends");
    obey(USER, "reject", 1, "all");
    obey(USER, "reset", 1, "all");
    cr_assert_eq(tuning.live.n, 0);
}

Test(refusals, of_more_values_than_a_configuration_has_room_for)
{
    char scope[ELS_CONFIG_SCOPE_BYTES];
    for (uint32_t i = 0; i < ELS_CONFIG_ENTRIES_MAX; i++) {
        snprintf(scope, sizeof scope, "kind:k%u", i);
        cr_assert(els_config_set(&tuning.live, ELS_CONFIG_work_budget, scope, 100));
        cr_assert(els_config_set(&tuning.pinned, ELS_CONFIG_work_budget, scope, 1));
    }
    obey(USER, "set", 4, "work.budget", "global", "100", "now");
    refused("too many values differ from the defaults");
    obey(USER, "pin", 2, "work.budget", "global");
    refused("too many values are pinned");
}

Test(refusals, are_remembered_the_newest_of_them_and_said_while_there_is_room)
{
    char name[16];
    for (int i = 0; i < ELS_REFUSALS_MAX + 3; i++) {
        snprintf(name, sizeof name, "no.such%d", i);
        obey(USER, "pin", 2, name, "global");
    }
    cr_assert_eq(tuning.n_refusals, ELS_REFUSALS_MAX);
    cr_assert_not_null(strstr(tuning.refusals[0].text, "no.such3"));
    els_str json = els_tuning_json(&tuning, 1, 0, &arena);
    cr_assert(els_str_contains(json, ELS_STR("no.such10")));
    cr_assert_not(els_tuning_is_blank(&tuning));
    const els_tuning_out none = {.arena = &arena, .list = decisions, .n = &n_decisions, .max = 0};
    n_decisions = 0;
    els_tuning_obey(&tuning, &(els_command){.verb = ELS_STR("dance")}, &none);
    els_tuning_say(&none, &(els_change){.parameter = ELS_CONFIG_work_budget}, "set");
    cr_assert_eq(n_decisions, 0);
}

Test(refusals, a_pin_ends_what_would_move_the_value)
{
    obey(USER, "propose", 4, "work.budget", "global", "100", "x");
    obey(USER, "propose", 4, "work.hearing", "global", "100", "x");
    obey(USER, "propose", 4, "work.budget", "kind:benchmark", "100", "x");
    obey(USER, "pin", 2, "work.budget", "global");
    cr_assert_eq(tuning.changes[0].status, ELS_CHANGE_REJECTED);
    cr_assert_eq(tuning.changes[1].status, ELS_CHANGE_QUEUED, "another value");
    cr_assert_eq(tuning.changes[2].status, ELS_CHANGE_QUEUED, "another scope");
    obey(USER, "propose", 4, "work.budget", "global", "101", "x");
    refused("it is pinned");
    obey(USER, "set", 4, "work.budget", "global", "101", "now");
    cr_assert_eq(tuning.changes[3].status, ELS_CHANGE_SET, "a user may, and nobody watches");
}

/* ---- states ---- */

static els_err saved_and_loaded(els_tuning *ret)
{
    els_buf bytes = {0}, again = {0};
    els_tuning_save(&tuning, false, &bytes);
    els_err err = els_tuning_load(ret, els_buf_str(&bytes));
    if (!err) {
        els_tuning_save(ret, false, &again);
        cr_assert(els_str_eq(els_buf_str(&bytes), els_buf_str(&again)));
    }
    els_buf_fini(&bytes);
    els_buf_fini(&again);
    return err;
}

static void refuse_state(const char *what)
{
    els_tuning back = {.moves = 77};
    cr_expect_eq(saved_and_loaded(&back), ELS_E_CORRUPT, "%s", what);
    cr_expect(els_tuning_is_blank(&back) && back.moves == 0, "%s: something of it stays", what);
}

Test(refusals, of_states_whose_values_a_user_could_not_have_set)
{
    els_tuning back;
    obey(USER, "set", 4, "work.budget", "global", "100", "now");
    obey(USER, "pin", 2, "work.beam", "global");
    obey(USER, "quiet", 1, "on");
    obey(USER, "dance", 0);
    tuning.changes[0].has_from = true;
    tuning.changes[0].from = 320;
    cr_assert_eq(saved_and_loaded(&back), ELS_OK);
    cr_assert(els_str_contains(els_tuning_json(&back, 1, 0, &arena),
                               ELS_STR("the applier knows no such command")));
    const els_tuning good = tuning;
    els_change *change = &tuning.changes[0];
    change->to = 1e9;
    refuse_state("a value in force");
    tuning = good;
    change->target = -1;
    refuse_state("a target");
    tuning = good;
    change->from = 1e9;
    refuse_state("what was before");
    tuning = good;
    change->status = ELS_CHANGE_STATUSES_;
    refuse_state("a status");
    tuning = good;
    tuning.live.entries[0].value = 1e9;
    refuse_state("a live value");
}

Test(refusals, of_states_that_are_cut_anywhere)
{
    els_buf bytes = {0};
    obey(USER, "set", 4, "work.budget", "global", "100", "now");
    obey(USER, "dance", 0);
    els_tuning_save(&tuning, false, &bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        els_tuning back;
        cr_assert_neq(els_tuning_load(&back, (els_str){bytes.ptr, len}), ELS_OK, "%zu", len);
        cr_assert(els_tuning_is_blank(&back));
    }
    els_buf_fini(&bytes);
}
