/* What general English tells an untrained mind about a question to a table. */
#include "kb_world.h"

extern const els_family els_family_kb;

static world w;

static void ask(const char *question, const char *type, const char *choices)
{
    world_open(&w, question, "", "", type, choices);
    (void)els_session_run_family(w.session, &els_family_kb, 1000);
}

static void done(void)
{
    world_close(&w);
}

TestSuite(kb_wording, .fini = done);

/* The best of a shape's programs has these arguments. */
static void expect(const char *shape, const char *args)
{
    const els_pool *pool = els_session_pool(w.session);
    const els_pooled *best = NULL;
    for (uint32_t i = 0; i < pool->n_items; i++)
        if (els_str_eq(pool->items[i].shape, els_str_of(shape)) &&
            (!best || pool->items[i].score > best->score))
            best = &pool->items[i];
    cr_assert_not_null(best, "nothing of %s", shape);
    cr_assert(els_str_contains(best->args, els_str_of(args)), ELS_STR_FMT " instead of %s",
              ELS_STR_ARG(best->args), args);
}

/* The best of all programs has this shape. */
static void expect_shape(const char *shape)
{
    const els_pool *pool = els_session_pool(w.session);
    const els_pooled *best = &pool->items[0];
    for (uint32_t i = 1; i < pool->n_items; i++)
        best = pool->items[i].score > best->score ? &pool->items[i] : best;
    cr_assert(els_str_eq(best->shape, els_str_of(shape)), ELS_STR_FMT " instead of %s",
              ELS_STR_ARG(best->shape), shape);
}

Test(kb_wording, a_word_near_in_meaning_names_a_column)
{
    ask("How many workers does Veldt have?", "number", NULL);
    expect("lookup(_,_)", "employees");
}

Test(kb_wording, another_word_near_in_meaning_names_another_column)
{
    ask("When was Veldt established?", "date", NULL);
    expect("lookup(_,_)", "founded");
}

Test(kb_wording, words_of_comparison_say_on_which_side_of_an_amount)
{
    ask("Which firms have at least 100 employees?", "list", NULL);
    expect("list", "employees>");
}

Test(kb_wording, and_on_the_other_side)
{
    ask("Which firms have no more than 100 employees?", "list", NULL);
    expect("list", "employees<");
}

Test(kb_wording, the_first_direction_said_decides_between_more_and_less)
{
    ask("Does Veldt have fewer employees than Northwind?", "enum", "yes|no");
    expect_shape("less(_,_,_)");
}

Test(kb_wording, as_many_decimals_as_are_asked_for)
{
    ask("By what percentage did the revenue of Northwind change from 2022 to 2023, rounded to one "
        "decimal?",
        "number", NULL);
    expect_shape("round1(growth(_,_,_))");
}

Test(kb_wording, of_two_extremes_the_first_one_counts)
{
    ask("Sort the firms by employees from smallest to largest: which one comes first?", "entity",
        NULL);
    expect("argmin(_)", "employees");
    expect_shape("argmin(_)");
}

Test(kb_wording, a_relation_that_is_named_is_followed)
{
    ask("Which city is the competitor of Northwind in?", "entity", NULL);
    expect_shape("get(_,only)");
    expect("get(_,only)", "city; main_rival");
}

Test(kb_wording, two_columns_are_taken_in_the_order_they_are_told)
{
    ask("What is the ratio of the 2023 revenue of Northwind to the 2022 revenue, rounded to two "
        "decimals?",
        "number", NULL);
    expect("round2(quotient(_,_,_))", "revenue_2023; revenue_2022");
}

Test(kb_wording, and_the_other_way_round)
{
    ask("What is the ratio of the 2022 revenue of Northwind to the 2023 revenue, rounded to two "
        "decimals?",
        "number", NULL);
    expect("round2(quotient(_,_,_))", "revenue_2022; revenue_2023");
}

Test(kb_wording, the_oldest_was_founded_first)
{
    ask("Which is the oldest firm?", "entity", NULL);
    expect_shape("argmin(_)");
    expect("argmin(_)", "founded");
}

Test(kb_wording, and_the_younger_of_two_last)
{
    ask("Which firm is younger, Veldt or Northwind?", "entity", NULL);
    expect_shape("argmax(_)");
    expect("argmax(_)", "founded");
}

Test(kb_wording, a_bound_lets_the_amount_pass_only_where_that_is_said)
{
    ask("How many firms have more than 80 employees?", "number", NULL);
    expect("count", "employees>80");
    done();
    ask("How many firms have at least 80 employees?", "number", NULL);
    expect("count", "employees>=80");
}

Test(kb_wording, what_stands_behind_by_is_ranked_by)
{
    ask("Which is the largest firm with more than 50 employees by revenue in 2022?", "entity",
        NULL);
    expect("argmax(_)", "revenue_2022");
}

Test(kb_wording, a_value_mentioned_by_the_way_is_no_condition)
{
    ask("I met somebody from Veldt. Which firm in Oslo has the most employees?", "entity", NULL);
    expect_shape("argmax(_)");
    expect("argmax(_)", "firms; employees; city=Oslo");
}

Test(kb_wording, all_but_one_are_meant_where_a_word_excepts_it)
{
    ask("Which firm other than Veldt has the most employees?", "entity", NULL);
    expect("argmax(_)", "not Veldt");
}

Test(kb_wording, an_ordinal_asks_for_a_rank)
{
    ask("Which firm has the second most employees?", "entity", NULL);
    expect_shape("kth_max(_,_)");
}

static void expect_answer(const char *answer)
{
    uint32_t n;
    const els_answer_group *groups = els_session_groups(w.session, &n);
    cr_assert_gt(n, 0);
    const els_str best = els_session_pool(w.session)->items[groups[0].best].answer;
    cr_expect(els_str_eq(best, els_str_of(answer)), ELS_STR_FMT " instead of %s", ELS_STR_ARG(best),
              answer);
}

/* The table comes with the question. */
static void ask_given(const char *question)
{
    world_open(&w, question, "", "", "number", NULL);
    w.task.kb = (els_str){NULL, 0};
    (void)els_session_run_family(w.session, &els_family_kb, 1000);
}

Test(kb_wording, a_share_of_rows_in_percent)
{
    ask_given("What percentage of the firms is in Oslo?");
    expect_shape("share");
    expect("share", "city=Oslo");
    expect_answer("50");
}

Test(kb_wording, a_share_of_what_all_have_together)
{
    ask_given("What share of all employees is in Oslo, in percent, to one decimal place?");
    expect("round1(share(_))", "employees; city=Oslo");
}

Test(kb_wording, a_share_of_one_of_them_where_it_is_known)
{
    ask_given("What percentage of all employees does Veldt have, to one decimal place?");
    expect_shape("round1(share(_,_))");
    expect_answer("55");
    const els_str known = firm_cells[26];
    firm_cells[26] = (els_str){"", 0};
    world_close(&w);
    ask_given("What percentage of all employees does Veldt have, to one decimal place?");
    firm_cells[26] = known;
    const els_pool *pool = els_session_pool(w.session);
    for (uint32_t i = 0; i < pool->n_items; i++)
        cr_expect_not(els_str_is(pool->items[i].shape, "round1(share(_,_))") &&
                          els_str_is(pool->items[i].answer, "0"),
                      "nothing is said of what it has");
}

Test(kb_wording, a_ratio_with_as_many_decimals_as_are_asked_for)
{
    ask_given("What is the ratio of the employees of Veldt to those of Northwind, to 2 decimals?");
    expect_shape("round2(ratio(_,_,_))");
    expect_answer("2.5");
}

Test(kb_wording, shares_are_not_asked_of_a_knowledge_base_of_many)
{
    ask("What percentage of the firms is in Oslo?", "number", NULL);
    const els_pool *pool = els_session_pool(w.session);
    cr_assert_gt(pool->n_items, 0);
    for (uint32_t i = 0; i < pool->n_items; i++)
        cr_expect_not(els_str_is(pool->items[i].shape, "share"));
}
