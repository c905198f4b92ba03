/* Architectures that live on what was learned over many tasks, and the governor. */
#include "agent_world.h"

static world_score score(const char *agent, els_setting setting)
{
    return world_measure(&mind, task, WORLD_RIGHT, agent, setting, 40);
}

TestSuite(agents_learned, .init = begin, .fini = end);

/* Remembers the task as solved by a shape, `times` over. */
static void remember(const char *family, const char *shape, uint32_t times)
{
    els_view view;
    els_view_open(&view, &mind, task, NULL, 1, &arena);
    for (uint32_t i = 0; i < times; i++) {
        els_case *fresh = &mind.cases[mind.n_cases++];
        *fresh = (els_case){
            .kind = els_hash_pair(els_hash_str(task->kind), els_hash_str(task->fields[0].name)),
            .skill = els_skill_key(els_str_of(family), els_str_of(shape))};
        fresh->n_words = els_case_signature(&view.text, fresh->words);
    }
}

/* Both are trusted; what was right of old is not what is right of late. */
static const world_shape drifted[] = {
    {"extract", "number(boxes)", 0.5, 0.9, 0.5, 40, 60},
    {"date", "year date", 0.4, 0.9, 0.5, 40, 60},
};

Test(agents_learned, generative_agents_follow_what_held_of_late)
{
    world_make(&mind, task, drifted, 2);
    remember("extract", "number(boxes)", 6);
    remember("date", "year date", 4);
    world_score with = score("generative_agents", (els_setting){"x", {2, 0, 0.7, 0.6}});
    world_score without = score("generative_agents", (els_setting){"x", {0, 0, 0.7, 0.6}});
    world_report("generative_agents", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0, "the more frequent memory");
}

Test(agents_learned, generative_agents_weigh_memories_by_how_their_programs_held)
{
    static const world_shape uneven[] = {
        {"extract", "number(boxes)", 0.5, 0.9, 0.5, 10, 60},
        {"date", "year date", 0.4, 0.9, 0.5, 58, 60},
    };
    world_make(&mind, task, uneven, 2);
    remember("date", "year date", 5);
    remember("extract", "number(boxes)", 6);
    cr_assert_eq(score("generative_agents", (els_setting){"x", {0, 1, 1, 0.6}}).right, 1);
    cr_assert_eq(score("generative_agents", (els_setting){"x", {0, 0, 1, 0.6}}).right, 0);
}

/* Has the evolver do tasks of one kind and the router learn from the outcomes; without the search
 * on top of it, since nothing else learns. */
static void evolve(els_setting setting, uint32_t tasks, uint32_t lot)
{
    els_config alone = {.n = 1};
    alone.entries[0] = (els_config_entry){.parameter = ELS_CONFIG_work_explore, .scope = "global"};
    els_view view;
    els_view_open(&view, &mind, task, NULL, 1, &arena);
    els_router_context context = els_work_context(&view);
    for (uint32_t i = 0; i < tasks; i++) {
        els_result result;
        els_orders orders = {.salt = 1000 * lot + i,
                             .explore = true,
                             .agent = ELS_STR("meta_evolver"),
                             .setting = &setting,
                             .config = &alone};
        els_orchestrator_solve(&mind, task, NULL, &orders, &arena, &result);
        els_router_outcome outcome = {result.agent, result.params,
                                      els_str_eq(result.answers[0].value, ELS_STR(WORLD_RIGHT)),
                                      result.cost};
        els_router_learn(&mind.router, &context, &outcome, 1);
    }
}

Test(agents_learned, meta_evolver_breeds_a_cheaper_configuration)
{
    enum { LOTS = 8 };
    /* What is right is trusted, but not as much as react asks for in its default setting: it goes
     * on searching until everything is used up. */
    static const world_shape modest[] = {
        {"date", "year date", 0.7, 0.75, 0.8, 55, 60},
        {"extract", "number(boxes)", 0.2, 0.3, 0.1, 10, 60},
    };
    els_setting evolving = {"x", {1, 0.5, 0.4}}, frozen = {"x", {1, 0, 0.4}};
    uint32_t found = 0;
    double cost = 0;
    world_make(&mind, task, modest, 2);
    evolve(frozen, 60, 0);
    world_score without = score("meta_evolver", frozen);
    for (uint32_t lot = 0; lot < LOTS; lot++) {
        els_router_clear(&mind.router);
        evolve(evolving, 60, lot);
        world_score with = score("meta_evolver", evolving);
        cr_assert_eq(with.right, 1);
        cost += with.cost / LOTS;
        if (5 * with.cost > without.cost)
            continue; /* it bred what costs as much and is as often right */
        found++;
        els_result result = world_ask(&mind, task, "meta_evolver", evolving, 3, &arena);
        cr_assert(els_str_starts(result.params, ELS_STR("x/react")));
        cr_assert(!els_str_eq(result.params, ELS_STR("x/react==")), "a mutant");
    }
    world_report("meta_evolver", (world_score){1, cost}, without);
    cr_assert_eq(without.right, 1);
    cr_assert_geq(2 * found, LOTS, "%u of %d", found, LOTS);
    cr_assert_lt(2 * cost, without.cost);
}

Test(agents_learned, meta_evolver_tries_nothing_new_outside_training)
{
    els_setting wild = {"x", {4, 1, 0.4}};
    for (uint64_t salt = 0; salt < 20; salt++) {
        els_result result = world_ask(&mind, task, "meta_evolver", wild, salt, &arena);
        cr_assert(els_str_eq(result.params, ELS_STR("x/react==")), ELS_STR_FMT,
                  ELS_STR_ARG(result.params));
    }
}

Test(agents_learned, governor_escalates_from_an_answer_that_does_not_verify)
{
    world_score with = score("governor", (els_setting){"x", {0.6, 0, 240}});
    world_score without = score("governor", (els_setting){"x", {0, 0, 240}});
    world_report("governor", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0, "the cheapest arm alone");
}

Test(agents_learned, governor_takes_the_cheapest_arm_that_suffices)
{
    static const world_shape known[] = {
        {"date", "year date", 0.80, 0.95, 0.8, 55, 60},
        {"extract", "number(boxes)", 0.15, 0.2, 0.1, 10, 60},
    };
    world_make(&mind, task, known, 2);
    world_score with = score("governor", (els_setting){"x", {0.6, 0.2, 240}});
    world_score without = score("governor", (els_setting){"x", {2, 0.2, 240}});
    world_report("governor (cheapest)", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_lt(with.cost, without.cost, "what accepts nothing goes through all arms");
}

Test(agents_learned, governor_skips_arms_that_the_record_gives_no_chance)
{
    els_setting wary = {"x", {0.6, 0.99, 240}}, bold = {"x", {0.6, 0, 240}};
    els_result skipped = world_ask(&mind, task, "governor", wary, 1, &arena);
    els_result tried = world_ask(&mind, task, "governor", bold, 1, &arena);
    cr_assert(!els_str_contains(skipped.trace, ELS_STR("planning")));
    cr_assert(els_str_contains(tried.trace, ELS_STR("planning")));
}

Test(agents_learned, governor_stops_at_its_cap)
{
    els_mind_clear(&mind); /* nothing is known, all would be searched */
    els_result capped =
        world_ask(&mind, task, "governor", (els_setting){"x", {0.9, 0, 40}}, 1, &arena);
    els_result free =
        world_ask(&mind, task, "governor", (els_setting){"x", {0.9, 0, 320}}, 1, &arena);
    cr_assert_leq(capped.cost, 40);
    cr_assert_gt(free.cost, 200);
    cr_assert(els_str_contains(capped.trace, ELS_STR("stopped:cap")));
    cr_assert_eq(capped.status, ELS_STATUS_ANSWERED, "with what there is");
}
