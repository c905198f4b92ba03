/* Every architecture on its own mechanism: the same mind and task, another control flow. */
#include <criterion/criterion.h>

#include "../mind/school.h"
#include "orchestrator.h"

enum { ARCHITECTURES = 18 };

static els_mind mind;
static els_arena arena;

static void begin(void)
{
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
}

static void end(void)
{
    els_mind_fini(&mind);
    els_arena_fini(&arena);
}

TestSuite(agents, .init = begin, .fini = end);

static els_result tried_on(const els_task *task, const char *agent, uint64_t salt)
{
    els_result result;
    els_orders orders = {.salt = salt, .agent = els_str_of(agent)};
    els_orchestrator_solve(&mind, task, NULL, &orders, &arena, &result);
    return result;
}

/* Has one architecture, in its default setting, do a task it has not seen. */
static els_result tried_by(const char *agent, uint64_t salt)
{
    char right[24];
    return tried_on(school_sum(&arena, 400, right), agent, salt);
}

/* The same; it has to succeed. */
static els_result done_by(const char *agent, uint64_t salt)
{
    char right[24];
    els_result result = tried_by(agent, salt);
    school_sum(&arena, 400, right);
    cr_assert(els_str_eq(result.agent, els_str_of(agent)));
    cr_assert(els_str_starts(result.params, ELS_STR("default")));
    cr_assert_eq(result.status, ELS_STATUS_ANSWERED);
    cr_assert(els_str_eq(result.answers[0].value, els_str_of(right)), "%s: " ELS_STR_FMT, agent,
              ELS_STR_ARG(result.answers[0].value));
    return result;
}

static uint32_t count(els_str text, const char *what)
{
    uint32_t n = 0;
    size_t len = strlen(what);
    for (size_t i = 0; i + len <= text.len; i++)
        n += memcmp(text.ptr + i, what, len) == 0;
    return n;
}

/* A library by hand: what solves sums, beside programs that apply to them and find other things.
 * All equally probable while no weight has moved. */
static void stock_with(const char *family, const char *shape, uint32_t right, uint32_t tried)
{
    els_skill *skill = &mind.skills[mind.n_skills++];
    *skill = (els_skill){.tried = tried, .right = right};
    strcpy(skill->family, family);
    strcpy(skill->shape, shape);
    skill->key = els_skill_key(els_str_of(skill->family), els_str_of(skill->shape));
}

static void stock(uint32_t right, uint32_t tried)
{
    mind.n_skills = 0;
    stock_with("calc", "eval", right, tried);
    stock_with("arith", "formula", right, tried);
    stock_with("extract", "number", right, tried);
}

Test(agents, each_is_described_with_its_source_and_found_by_name)
{
    uint32_t n;
    const els_agent *const *agents = els_agents(&n);
    cr_assert_eq(n, ARCHITECTURES);
    for (uint32_t i = 0; i < n; i++) {
        cr_assert_eq(els_agent_named(els_str_of(agents[i]->name)), agents[i]);
        cr_assert(els_orchestrator_knows(els_str_of(agents[i]->name)));
        cr_assert_gt(strlen(agents[i]->source), 10);
        cr_assert_gt(strlen(agents[i]->control_flow), 10);
        cr_assert_geq(agents[i]->n_settings, 1);
        cr_assert_str_eq(agents[i]->settings[0].name, "default");
        for (uint32_t k = 0; k < i; k++)
            cr_assert(agents[k]->solve != agents[i]->solve);
    }
    cr_assert_null(els_agent_named(ELS_STR("nobody")));
    cr_assert(!els_orchestrator_knows(ELS_STR("")));
}

Test(agents, all_solve_an_expression_untrained)
{
    uint32_t n;
    const els_agent *const *agents = els_agents(&n);
    for (uint32_t i = 0; i < n; i++) {
        els_result result = done_by(agents[i]->name, 1);
        cr_assert_leq(result.cost, 320);
        cr_assert_gt(result.steps, 0);
    }
}

Test(agents, no_two_behave_alike_with_the_same_mind_and_task)
{
    enum { SALTS = 6, MINDS = 3 };
    uint32_t n;
    const els_agent *const *agents = els_agents(&n);
    bool differ[ARCHITECTURES][ARCHITECTURES] = {{false}};
    for (int minds = 0; minds < MINDS; minds++) {
        if (minds == 1)
            stock(3, 6);
        else if (minds == 2)
            school_teach(&mind, 0, 4);
        for (uint64_t salt = 0; salt < SALTS; salt++) {
            els_result results[ARCHITECTURES];
            for (uint32_t i = 0; i < n; i++) {
                /* What is written out all of them calculate; stories leave a choice. */
                results[i] = salt % 2 ? tried_by(agents[i]->name, salt)
                                      : tried_on(school_story(&arena, 400), agents[i]->name, salt);
                for (uint32_t k = 0; k < i; k++)
                    differ[i][k] = differ[i][k] || results[i].steps != results[k].steps ||
                                   results[i].cost != results[k].cost ||
                                   !els_str_eq(results[i].trace, results[k].trace);
            }
        }
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < i; k++)
            cr_assert(differ[i][k], "%s and %s", agents[i]->name, agents[k]->name);
}

Test(agents, react_looks_after_every_act_and_stops_as_soon_as_it_trusts)
{
    school_teach(&mind, 0, 40);
    els_result sure = done_by("react", 1);
    cr_assert_eq(sure.steps, 1);
    cr_assert_geq(sure.answers[0].confidence, 0.85);
    els_mind_clear(&mind);
    stock(3, 6); /* known, but no opinion: it goes on through all shapes to the search */
    els_result unsure = done_by("react", 1);
    cr_assert_gt(unsure.steps, mind.n_skills);
    cr_assert_gt(count(unsure.trace, "all:*"), 0);
    cr_assert_gt(unsure.cost, sure.cost);
}

/* An architecture at work with a setting of the test's own; returns its steps. */
static uint32_t steps_with(const char *agent, els_setting setting, uint64_t *ret_spent)
{
    char right[24];
    els_view view;
    els_buf trace = {0};
    els_view_open(&view, &mind, school_sum(&arena, 400, right), NULL, 1, &arena);
    els_work work = {.view = &view, .setting = &setting, .budget = 320, .trace = &trace};
    els_agent_named(els_str_of(agent))->solve(&work, 0);
    *ret_spent = els_session_spent(work.session[0]);
    els_buf_fini(&trace);
    return work.steps;
}

Test(agents, planning_runs_its_whole_plan_before_it_looks)
{
    uint64_t whole, single, looked, wary;
    stock(3, 6); /* whatever the first of three shapes finds is trusted with 0.5 */
    cr_assert_eq(steps_with("planning", (els_setting){"all", {3, 2, 0.5}}, &whole), 3);
    cr_assert_eq(steps_with("planning", (els_setting){"single", {1, 2, 0.5}}, &single), 1);
    cr_assert_gt(whole, single);
    /* With the same trust the one who looks stops after its first act. */
    cr_assert_eq(steps_with("react", (els_setting){"easy", {4, 0.5}}, &looked), 1);
    cr_assert_lt(looked, whole);
    /* Evidence that is not trusted: planned again, with a search. */
    cr_assert_gt(steps_with("planning", (els_setting){"wary", {3, 2, 0.8}}, &wary), 3);
    cr_assert_gt(wary, whole);
}

Test(agents, chain_of_thought_draws_its_chains_by_lot)
{
    stock(3, 6);
    stock_with("story", "story", 3, 6); /* a family that is not known yet would be heard first */
    bool differ = false, several = false;
    const els_task *story = school_story(&arena, 400);
    els_result first = tried_on(story, "chain_of_thought", 0);
    for (uint64_t salt = 1; salt < 12; salt++) {
        els_result result = tried_on(story, "chain_of_thought", salt);
        cr_assert_leq(result.steps, 5, "more runs than chains");
        cr_assert_eq(count(result.trace, "all:*"), 0, "chains follow shapes, they do not search");
        differ = differ || !els_str_eq(result.trace, first.trace);
        several = several || result.steps > 1;
    }
    cr_assert(differ && several);
}

Test(agents, memory_recalls_the_program_of_a_similar_case)
{
    school_teach(&mind, 0, 10);
    els_result recalled = done_by("memory", 1);
    cr_assert_eq(count(recalled.trace, "all:*"), 0);
    cr_assert_gt(count(recalled.trace, "calc:eval"), 0);
    stock(3, 6); /* three more shapes that might do */
    els_result reminded = done_by("memory", 1);
    cr_assert_eq(reminded.steps, recalled.steps, "the case leads straight to the program");
}

Test(agents, voyager_uses_verified_skills_only)
{
    stock(1, 1); /* right once: not yet verified */
    els_result search = done_by("voyager", 1);
    cr_assert(els_str_starts(search.trace, ELS_STR("all:*")));
    els_result react = done_by("react", 1);
    cr_assert(!els_str_starts(react.trace, ELS_STR("all:*")), "others do use them");
    stock(2, 2);
    els_result skilled = done_by("voyager", 1);
    cr_assert(!els_str_starts(skilled.trace, ELS_STR("all:*")));
}

Test(agents, evaluator_generates_family_by_family_and_refines_while_it_doubts)
{
    els_result result = done_by("evaluator", 1);
    cr_assert_eq(count(result.trace, "all:*"), 0);
    cr_assert_geq(result.steps, 2);
    cr_assert_eq(count(result.trace, ":*="), result.steps);
    /* No confidence above 0.5 is to be had from an ignorant mind: a higher threshold refines. */
    uint64_t spent;
    uint32_t steps = steps_with("evaluator", (els_setting){"strict", {16, 0.9, 2}}, &spent);
    cr_assert_eq(steps, 2 * result.steps);
    cr_assert_gt(spent, result.cost);
}

Test(agents, all_stop_when_their_budget_is_used_up)
{
    enum { PASSES = 3, SLACK = 2 }; /* recalling cases costs a unit whatever is left */
    static const uint32_t budgets[] = {0, 1, 7, 40, 320};
    char right[24];
    uint32_t n;
    const els_agent *const *agents = els_agents(&n);
    for (int pass = 0; pass < PASSES; pass++) {
        if (pass == 1)
            stock(3, 6);
        else if (pass == 2)
            school_teach(&mind, 0, 4);
        for (uint32_t i = 0; i < n; i++) {
            for (uint32_t s = 0; s < agents[i]->n_settings; s++) {
                for (size_t b = 0; b < sizeof budgets / sizeof budgets[0]; b++) {
                    els_view view;
                    els_buf trace = {0};
                    els_view_open(&view, &mind, school_sum(&arena, 400, right), NULL, b, &arena);
                    els_work work = {.view = &view,
                                     .setting = &agents[i]->settings[s],
                                     .budget = budgets[b],
                                     .explore = true,
                                     .trace = &trace};
                    agents[i]->solve(&work, 0);
                    cr_assert_leq(els_session_spent(work.session[0]), budgets[b] + SLACK,
                                  "%s/%s with %u", agents[i]->name, agents[i]->settings[s].name,
                                  budgets[b]);
                    cr_assert_eq(work.budget, budgets[b], "what was lent is given back");
                    els_buf_fini(&trace);
                    els_arena_reset(&arena);
                }
            }
        }
    }
}
