/* Architectures of many: the same mind and task, the mechanism on and off. */
#include "agent_world.h"

static world_score score(const char *agent, els_setting setting)
{
    return world_measure(&mind, task, WORLD_RIGHT, agent, setting, 200);
}

TestSuite(agents_many, .init = begin, .fini = end);

Test(agents_many, debate_lets_the_better_argument_persuade_the_majority)
{
    world_score with = score("debate", (els_setting){"x", {5, 2, 1}});
    world_score without = score("debate", (els_setting){"x", {5, 0, 1}});
    world_report("debate", with, without);
    cr_assert_gt(with.right, without.right + 0.3);
    cr_assert_eq(with.cost, without.cost, "reading costs nothing");
}

Test(agents_many, debate_ends_as_soon_as_enough_agree)
{
    world_score early = score("debate", (els_setting){"x", {5, 2, 0.4}});
    world_score late = score("debate", (els_setting){"x", {5, 2, 1}});
    cr_assert_lt(early.cost, late.cost);
}

Test(agents_many, swarm_finds_by_its_size_what_one_worker_misses)
{
    world_score with = score("swarm", (els_setting){"x", {12, 3}});
    world_score without = score("swarm", (els_setting){"x", {1, 1}});
    world_report("swarm", with, without);
    cr_assert_gt(with.right, without.right + 0.3);
}

Test(agents_many, swarm_stops_at_its_quorum)
{
    world_score with = score("swarm", (els_setting){"x", {20, 3}});
    world_score without = score("swarm", (els_setting){"x", {20, 20}});
    world_report("swarm (quorum)", with, without);
    cr_assert_gt(with.right, without.right - 0.1);
    cr_assert_lt(with.cost, 0.9 * without.cost);
}

Test(agents_many, multi_agent_needs_its_critic)
{
    world_score with = score("multi_agent", (els_setting){"x", {2, 1}});
    world_score without = score("multi_agent", (els_setting){"x", {1, 1}});
    world_report("multi_agent", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0);
}

Test(agents_many, multi_agent_is_spared_rivals_by_its_tester)
{
    static const world_shape known[] = {
        {"date", "year date", 0.80, 0.95, 0.8, 55, 60},
        {"extract", "number", 0.15, 0.2, 0.1, 10, 60},
    };
    world_make(&mind, task, known, 2);
    world_score with = score("multi_agent", (els_setting){"x", {3, 4}});
    world_score without = score("multi_agent", (els_setting){"x", {2, 4}});
    world_report("multi_agent (tester)", with, without);
    cr_assert_eq(with.right, without.right);
    cr_assert_lt(2 * with.cost, without.cost);
}

Test(agents_many, hierarchical_merges_what_several_workers_report)
{
    world_score with = score("hierarchical", (els_setting){"x", {3, 2}});
    world_score without = score("hierarchical", (els_setting){"x", {1, 2}});
    world_report("hierarchical", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0, "one worker only reads numbers off");
}

Test(agents_many, hierarchical_workers_have_workers_for_shapes)
{
    /* More to read off than fits into a hearing. */
    els_arena arena = {0};
    const els_task *many =
        school_task(&arena,
                    "Ann counts 2 pens, 31 cups, 47 hats, 18 keys, 64 maps, 23 nuts, 52 oars, 76 "
                    "pots, 91 rugs, 36 saws, 85 tins, 43 urns, 67 vans, 29 wigs, 58 bags, 74 caps, "
                    "95 dies, 26 eggs, 83 figs, 49 gems, 62 jars, 37 kits, 54 lids and 5 mugs.",
                    "number");
    static const world_shape known[] = {
        {"extract", "number(mugs)", 0.60, 0.95, 0.8, 55, 60},
        {"extract", "number(pens)", 0.30, 0.2, 0.1, 10, 60},
    };
    world_make(&mind, many, known, 2);
    world_score deep =
        world_measure(&mind, many, "5", "hierarchical", (els_setting){"x", {2, 2}}, 10);
    world_score flat =
        world_measure(&mind, many, "5", "hierarchical", (els_setting){"x", {2, 1}}, 10);
    els_arena_fini(&arena);
    world_report("hierarchical (depth)", deep, flat);
    cr_assert_eq(deep.right, 1);
    cr_assert_eq(flat.right, 1);
    cr_assert_lt(2 * deep.cost, flat.cost);
}

/* The library knows readings of numbers and formulas alone, and trusts them little. */
Test(agents_many, swarm_meets_the_tool_that_found_its_own_notation)
{
    static const world_shape others[] = {
        {"arith", "formula", 0.6, 0.4, 0.3, 10, 60},
        {"extract", "number", 0.4, 0.4, 0.3, 10, 60},
    };
    task = school_task(&arena, "What is 12 * (3 + 4)?", "number");
    world_make_like(&mind, task, others, 2, 0);
    world_score all = world_measure(&mind, task, "84", "swarm", (els_setting){"x", {12, 3}}, 200);
    cr_assert_geq(all.right, 0.9, "%.2f", all.right);
}
