/* What the analyzer asks the applier to try, when, and on what evidence. */
#include "proposer.h"

#include <criterion/criterion.h>

static els_proposer proposer;
static els_tally tally;
static els_arena arena;
static double propensity; /* of the tasks to come */

static void begin(void)
{
    proposer = (els_proposer){.n_said = 0};
    tally = (els_tally){0};
    arena = (els_arena){0};
    propensity = 0.9;
}

static void end(void)
{
    els_tally_fini(&tally);
    els_arena_fini(&arena);
}

TestSuite(proposer, .init = begin, .fini = end);

/* Tasks of a plugin, so many right and so many wrong, each at `cost` work units. */
static void tasks(const char *plugin, const char *agent, const char *params, int right, int wrong,
                  uint64_t cost)
{
    els_record r = {.plugin = els_str_of(plugin),
                    .family = ELS_STR("f"),
                    .agent = els_str_of(agent),
                    .params = els_str_of(params),
                    .fields = 1,
                    .propensity = propensity,
                    .cost = cost};
    for (int i = 0; i < right + wrong; i++) {
        r.verdict = i < right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
        els_tally_add(&tally, &r);
        els_proposer_count(&proposer, &r);
    }
}

static els_plan plan_at(uint64_t iteration)
{
    return (els_plan){.iteration = iteration, .iterations = 200, .learning = true};
}

static els_proposal *make_at(uint64_t iteration)
{
    els_plan plan = plan_at(iteration);
    return els_proposer_make(&proposer, &tally, &plan, &arena);
}

static void expect(const els_proposal *p, const char *parameter, const char *scope,
                   const char *value, const char *by)
{
    cr_assert_not_null(p);
    cr_expect(els_str_eq(p->parameter, els_str_of(parameter)), "it is " ELS_STR_FMT,
              ELS_STR_ARG(p->parameter));
    cr_expect(els_str_eq(p->scope, els_str_of(scope)), "it is for " ELS_STR_FMT,
              ELS_STR_ARG(p->scope));
    cr_expect(els_str_eq(p->value, els_str_of(value)), "it is " ELS_STR_FMT, ELS_STR_ARG(p->value));
    cr_expect(els_str_eq(p->by, els_str_of(by)), "it is by " ELS_STR_FMT, ELS_STR_ARG(p->by));
    cr_expect(p->evidence.len > 20 && p->evidence.len <= 256);
}

Test(proposer, gives_more_work_to_a_kind_that_goes_badly_where_work_ends_it)
{
    tasks("good", "react", "default", 60, 20, 100);
    tasks("poor", "react", "default", 5, 45, 300);
    expect(make_at(30), "work.budget", "kind:poor", "480", "analyzer");
}

Test(proposer, has_nothing_for_a_kind_whose_failures_cost_little)
{
    tasks("good", "react", "default", 60, 20, 10);
    tasks("poor", "react", "default", 5, 45, 10);
    cr_assert_null(make_at(30));
}

Test(proposer, ends_the_work_where_right_answers_come_early)
{
    tasks("early", "react", "default", 60, 0, 30);
    tasks("early", "react", "default", 0, 30, 200);
    els_proposal *p = make_at(30);
    expect(p, "work.budget", "kind:early", "32", "analyzer");
}

Test(proposer, leaves_the_budget_alone_where_right_answers_need_it)
{
    tasks("late", "react", "default", 60, 0, 200);
    tasks("late", "react", "default", 0, 30, 210);
    cr_assert_null(make_at(30));
}

Test(proposer, makes_solved_tasks_worth_more_where_a_better_architecture_is_used_less)
{
    tasks("k", "debate", "default", 5, 55, 10);
    tasks("k", "react", "default", 45, 5, 10);
    expect(make_at(30), "router.price", "kind:k", "1280", "analyzer");
}

Test(proposer, leaves_the_worth_alone_where_the_best_is_used_most)
{
    tasks("k", "debate", "default", 5, 45, 10);
    tasks("k", "react", "default", 55, 5, 10);
    cr_assert_null(make_at(30));
}

Test(proposer, counts_no_work_that_was_only_spent_exploring)
{
    propensity = 0.1;
    tasks("early", "react", "default", 0, 30, 200);
    propensity = 0.9;
    tasks("early", "react", "default", 60, 0, 30);
    cr_assert_null(make_at(30));
}

Test(proposer, takes_up_a_mutant_of_the_archive_that_won)
{
    tasks("k", "meta_evolver", "default/react==", 5, 5, 20);
    tasks("k", "meta_evolver", "default/react+=", 8, 2, 20);
    expect(make_at(30), "react.max_steps", "global", "12", "meta_evolver");
}

Test(proposer, takes_up_a_mutant_that_is_as_good_for_less_work)
{
    tasks("k", "meta_evolver", "default/react==", 5, 5, 20);
    tasks("k", "meta_evolver", "default/react-=", 5, 5, 10);
    expect(make_at(30), "react.max_steps", "global", "3", "meta_evolver");
}

Test(proposer, passes_over_mutants_that_did_not_win_or_were_hardly_tried)
{
    tasks("k", "meta_evolver", "default/react==", 5, 5, 20);
    tasks("k", "meta_evolver", "default/react-=", 4, 6, 10);
    tasks("k", "meta_evolver", "default/react=+", 3, 0, 10);
    tasks("k", "meta_evolver", "default/react++", 9, 1, 10); /* which of the two was it? */
    tasks("k", "meta_evolver", "default/nobody+", 9, 1, 10);
    tasks("k", "meta_evolver", "default/", 9, 1, 10);
    cr_assert_null(make_at(30));
}

Test(proposer, says_nothing_twice_and_nothing_soon_after)
{
    tasks("good", "react", "default", 60, 20, 100);
    tasks("poor", "react", "default", 5, 45, 300);
    cr_assert_null(make_at(ELS_PROPOSER_FIRST - 1), "too early");
    cr_assert_not_null(make_at(ELS_PROPOSER_FIRST));
    tasks("sad", "react", "default", 5, 45, 300);
    cr_assert_null(make_at(ELS_PROPOSER_FIRST + ELS_PROPOSER_EVERY - 1), "too soon");
    expect(make_at(ELS_PROPOSER_FIRST + ELS_PROPOSER_EVERY), "work.budget", "kind:sad", "480",
           "analyzer");
    cr_assert_null(make_at(199), "all was said");
}

Test(proposer, waits_while_a_change_is_on_trial_and_where_nothing_is_learned)
{
    els_config_trial trial = {.change = 1};
    tasks("good", "react", "default", 60, 20, 100);
    tasks("poor", "react", "default", 5, 45, 300);
    els_plan busy = plan_at(30), idle = plan_at(30), last = plan_at(30);
    busy.trial = &trial;
    busy.n_trial = 1;
    idle.learning = false;
    last.last = true;
    cr_expect_null(els_proposer_make(&proposer, &tally, &busy, &arena));
    cr_expect_null(els_proposer_make(&proposer, &tally, &idle, &arena));
    cr_expect_null(els_proposer_make(&proposer, &tally, &last, &arena));
    cr_expect_not_null(make_at(30));
}

Test(proposer, starts_from_the_value_in_force)
{
    els_config_value half = {.parameter = ELS_STR("work.budget"),
                             .scope = ELS_STR("kind:poor"),
                             .value = 160,
                             .is_set = true};
    tasks("good", "react", "default", 60, 20, 50);
    tasks("poor", "react", "default", 5, 45, 150);
    els_plan plan = plan_at(30);
    plan.config = &half;
    plan.n_config = 1;
    expect(els_proposer_make(&proposer, &tally, &plan, &arena), "work.budget", "kind:poor", "240",
           "analyzer");
}

Test(proposer, is_saved_whole_and_refuses_damage)
{
    els_buf bytes = {0};
    els_snapshot snapshot;
    els_proposer again = {.n_said = 0};
    tasks("good", "react", "default", 60, 20, 100);
    tasks("poor", "react", "default", 5, 45, 300);
    tasks("k", "meta_evolver", "default/react==", 5, 5, 20);
    cr_assert_not_null(make_at(30));
    els_snapshot_write(&snapshot, &bytes, 1, 1);
    els_proposer_visit(&snapshot, &proposer);
    els_snapshot_finish(&snapshot);
    cr_assert_eq(els_snapshot_read(&snapshot, els_buf_str(&bytes), 1, 1, &arena), ELS_OK);
    els_proposer_visit(&snapshot, &again);
    cr_assert_eq(els_snapshot_close(&snapshot), ELS_OK);
    cr_expect_eq(again.n_variants, proposer.n_variants);
    cr_expect_eq(again.newest, 30);
    cr_expect_eq(memcmp(again.kinds, proposer.kinds, sizeof again.kinds), 0);
    cr_expect_eq(memcmp(again.said, proposer.said, sizeof again.said), 0);
    els_buf_clear(&bytes);
    proposer.variants[0].right = proposer.variants[0].tasks + 1;
    els_snapshot_write(&snapshot, &bytes, 1, 1);
    els_proposer_visit(&snapshot, &proposer);
    els_snapshot_finish(&snapshot);
    cr_assert_eq(els_snapshot_read(&snapshot, els_buf_str(&bytes), 1, 1, &arena), ELS_OK);
    els_proposer_visit(&snapshot, &again);
    cr_expect_eq(els_snapshot_close(&snapshot), ELS_E_CORRUPT);
    els_buf_fini(&bytes);
}
