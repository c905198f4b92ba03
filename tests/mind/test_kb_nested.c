/* Conditions that ask another table for its greatest or least. */
#include "kb_world.h"

extern const els_family els_family_kb;

static els_kb_column staff_columns[] = {
    {S("person"), S("text"), S("")},
    {S("firm"), S("text"), S("")},
    {S("post"), S("text"), S("")},
};
static els_str staff_cells[] = {
    S("Ada Berg"),  S("Northwind"), S("treasurer"),      S("Bo Dahl"),     S("Quartz Labs 42"),
    S("treasurer"), S("Cleo Foss"), S("Quartz Labs 42"), S("director"),    S("Dan Hauge"),
    S("Veldt"),     S("treasurer"), S("Eva Lund"),       S("Blue Harbor"), S("director"),
};
static els_kb_table tables[] = {
    {S("firms"), firm_columns, 8, firm_cells, sizeof firm_cells / sizeof firm_cells[0]},
    {S("staff"), staff_columns, 3, staff_cells, sizeof staff_cells / sizeof staff_cells[0]},
};

static world w;

static void ask(const char *question)
{
    world_kb = (els_kb){S("world"), tables, 2};
    world_open(&w, question, "", "", "entity", NULL);
    (void)els_session_run_family(w.session, &els_family_kb, 1000);
}

static void done(void)
{
    world_close(&w);
}

TestSuite(kb_nested, .fini = done);

static void expect_best(const char *answer)
{
    const els_pool *pool = els_session_pool(w.session);
    const els_pooled *best = &pool->items[0];
    for (uint32_t i = 1; i < pool->n_items; i++)
        best = pool->items[i].score > best->score ? &pool->items[i] : best;
    cr_assert(els_str_eq(best->answer, els_str_of(answer)),
              ELS_STR_FMT " by " ELS_STR_FMT " {" ELS_STR_FMT "} instead of %s",
              ELS_STR_ARG(best->answer), ELS_STR_ARG(best->shape), ELS_STR_ARG(best->args), answer);
}

Test(kb_nested, finds_who_belongs_to_the_greatest_of_another_table)
{
    ask("Who is the treasurer of the firm with the most employees?");
    expect_best("Dan Hauge");
}

Test(kb_nested, finds_who_belongs_to_the_least_of_another_table)
{
    ask("Who is the treasurer of the firm with the fewest employees?");
    expect_best("Bo Dahl");
}

Test(kb_nested, looks_for_the_extreme_among_rows_with_a_value_only)
{
    ask("Who is the treasurer of the firm in Oslo with the most employees?");
    expect_best("Ada Berg");
}

Test(kb_nested, asks_no_other_table_where_no_extreme_is_spoken_of)
{
    ask("Who is the treasurer of Veldt?");
    expect_best("Dan Hauge");
    const els_pool *pool = els_session_pool(w.session);
    for (uint32_t i = 0; i < pool->n_items; i++)
        cr_assert_not(els_str_contains(pool->items[i].args, ELS_STR("greatest")));
}

Test(kb_nested, follows_a_row_of_one_table_to_what_is_asked_of_another)
{
    ask("In which city is the firm where Ada Berg works?");
    expect_best("Oslo");
}

Test(kb_nested, names_programs_that_ask_another_table_by_a_shape_of_their_own)
{
    ask("Who is the treasurer of the firm with the most employees?");
    const els_pool *pool = els_session_pool(w.session);
    uint32_t plain = 0, nested = 0;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        bool asks = els_str_contains(pool->items[i].args, ELS_STR("=greatest"));
        nested += asks;
        plain += asks && !els_str_contains(pool->items[i].shape, ELS_STR(" of argmax(_)"));
    }
    cr_assert_gt(nested, 0);
    cr_assert_eq(plain, 0);
}

Test(kb_nested, reads_on_beside_a_table_without_columns)
{
    static els_kb_table some[] = {
        {S("firms"), firm_columns, 8, firm_cells, sizeof firm_cells / sizeof firm_cells[0]},
        {S("nothing"), NULL, 0, NULL, 0},
    };
    world_kb = (els_kb){S("world"), some, 2};
    world_open(&w, "Which firm in Oslo has the most employees?", "", "", "entity", NULL);
    (void)els_session_run_family(w.session, &els_family_kb, 1000);
    expect_best("Northwind");
}
