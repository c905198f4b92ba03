/* Architectures that search: the same mind and task, the mechanism on and off. */
#include "agent_world.h"

static world_score score(const char *agent, els_setting setting)
{
    return world_measure(&mind, task, WORLD_RIGHT, agent, setting, 40);
}

TestSuite(agents_search, .init = begin, .fini = end);

Test(agents_search, tree_of_thought_backtracks_from_branches_that_were_cut)
{
    world_score with = score("tree_of_thought", (els_setting){"x", {3, 2, 2, 0.35}});
    world_score without = score("tree_of_thought", (els_setting){"x", {3, 2, 2, 0}});
    world_report("tree_of_thought", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0, "nothing is cut: it stays with the best of the first three");
}

Test(agents_search, tree_of_thought_keeps_fewer_branches_for_less_work)
{
    /* Nothing is certain: whole families are looked at, twice where they are kept. */
    els_mind_clear(&mind);
    world_score narrow = score("tree_of_thought", (els_setting){"x", {3, 1, 2, 0.35}});
    world_score wide = score("tree_of_thought", (els_setting){"x", {3, 3, 2, 0.35}});
    cr_assert_lt(narrow.cost, wide.cost);
}

Test(agents_search, reflection_learns_a_lesson_from_a_failed_trial)
{
    world_score with = score("reflection", (els_setting){"x", {2, 1, 0.7}});
    world_score without = score("reflection", (els_setting){"x", {2, 0, 0.7}});
    world_score once = score("reflection", (els_setting){"x", {1, 1, 0.7}});
    world_report("reflection", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0, "without a lesson the second trial is of the same family");
    cr_assert_eq(once.right, 0, "there is nothing to reflect on after the last trial");
    world_score stubborn = score("reflection", (els_setting){"x", {8, 0, 0.7}});
    cr_assert_eq(stubborn.right, 1);
    cr_assert_lt(with.cost, stubborn.cost, "trying on gets there too, later");
}

Test(agents_search, reflection_does_not_answer_what_a_lesson_refutes)
{
    /* Nothing is to be trusted enough, but one answer was seen to be wrong. */
    static const world_shape doubtful[] = {
        {"extract", "number(pens)", 0.7, 0.1, 0.8, 6, 60},
        {"date", "year date", 0.2, 0.6, 0.1, 30, 60},
    };
    world_make(&mind, task, doubtful, 2);
    cr_assert_eq(score("reflection", (els_setting){"x", {2, 2, 0.9}}).right, 1);
    cr_assert_eq(score("reflection", (els_setting){"x", {2, 0, 0.9}}).right, 0,
                 "the heavier answer");
}

Test(agents_search, auto_loop_moves_its_queue_by_what_it_found)
{
    world_score with = score("auto_loop", (els_setting){"x", {3, 9, 1.6, 0.8}});
    world_score without = score("auto_loop", (els_setting){"x", {3, 9, 0, 0.8}});
    world_report("auto_loop", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0, "the queue as it began puts the right move fourth");
}

Test(agents_search, auto_loop_gives_up_when_nothing_improves_the_answer)
{
    static const world_shape all_doubtful[] = {
        {"date", "year date", 0.6, 0.6, 0.7, 30, 60},
        {"extract", "number(boxes)", 0.2, 0.2, 0.1, 10, 60},
        {"extract", "number(pens)", 0.1, 0.2, 0.1, 10, 60},
    };
    world_make(&mind, task, all_doubtful, 3);
    world_score with = score("auto_loop", (els_setting){"x", {20, 2, 1, 0.9}});
    world_score without = score("auto_loop", (els_setting){"x", {20, 20, 1, 0.9}});
    world_report("auto_loop (stall)", with, without);
    cr_assert_eq(with.right, without.right);
    cr_assert_leq(2 * with.cost, without.cost);
}

Test(agents_search, curriculum_promotes_while_it_fails)
{
    /* By its record the first move suffices; on this task it does not. */
    static const world_shape overrated[] = {
        {"extract", "number(boxes)", 0.85, 0.2, 0.1, 55, 60},
        {"date", "year date", 0.10, 0.95, 0.8, 55, 60},
    };
    world_make(&mind, task, overrated, 2);
    world_score with = score("curriculum", (els_setting){"x", {0.6, 1}});
    world_score without = score("curriculum", (els_setting){"x", {0.6, 0}});
    world_report("curriculum", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0);
}

Test(agents_search, curriculum_begins_where_the_record_says_success_is)
{
    static const world_shape known[] = {
        {"date", "year date", 0.85, 0.95, 0.8, 55, 60},
        {"extract", "number(boxes)", 0.10, 0.2, 0.1, 10, 60},
    };
    world_make(&mind, task, known, 2);
    world_score edge = score("curriculum", (els_setting){"x", {0.6, 1}});
    world_score top = score("curriculum", (els_setting){"x", {0.99, 1}});
    cr_assert_eq(edge.right, 1);
    cr_assert_lt(5 * edge.cost, top.cost, "no record reaches 0.99: all is searched at once");
}

Test(agents_search, curriculum_begins_lower_after_a_field_that_was_easy)
{
    static const world_shape known[] = {
        {"date", "year date", 0.60, 0.95, 0.6, 59, 60},
        {"date", "month date", 0.30, 0.95, 0.3, 59, 60},
    };
    world_make(&mind, task, known, 2);
    els_task two = *task;
    els_field_spec fields[2] = {task->fields[0], task->fields[0]};
    two.fields = fields;
    two.n_fields = 2;
    els_setting setting = {"x", {0.7, 1}};
    els_result one = world_ask(&mind, task, "curriculum", setting, 1, &arena);
    els_result both = world_ask(&mind, &two, "curriculum", setting, 1, &arena);
    cr_assert_lt(both.cost, 2 * one.cost);
}

Test(agents_search, toolformer_calls_only_what_pays)
{
    static const world_shape known[] = {
        {"date", "year date", 0.80, 0.95, 0.8, 55, 60},
        {"extract", "number(boxes)", 0.15, 0.2, 0.1, 10, 60},
    };
    world_make(&mind, task, known, 2);
    world_score with = score("toolformer", (els_setting){"x", {0.05, 6, -1}});
    world_score without = score("toolformer", (els_setting){"x", {0, 6, -1}});
    world_report("toolformer", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 1);
    cr_assert_lt(3 * with.cost, without.cost);
}

Test(agents_search, toolformer_sets_aside_what_did_not_raise_its_trust)
{
    /* A second tool whose answer is heavier and trusted less. */
    static const world_shape tempting[] = {
        {"date", "year date", 0.70, 0.6, 0.1, 40, 60},
        {"extract", "number(boxes)", 0.25, 0.2, 0.8, 10, 60},
    };
    world_make(&mind, task, tempting, 2);
    world_score with = score("toolformer", (els_setting){"x", {0.05, 6, 0.02}});
    world_score without = score("toolformer", (els_setting){"x", {0.05, 6, -1}});
    world_report("toolformer (keep)", with, without);
    cr_assert_eq(with.right, 1);
    cr_assert_eq(without.right, 0);
}
