#include "kb_world.h"

extern const els_family els_family_kb;

static world w;

static void ask(const char *question, const char *context, const char *type, const char *choices)
{
    world_open(&w, question, context, "", type, choices);
    cr_assert(els_family_kb.applies(w.session));
    (void)els_session_run_family(w.session, &els_family_kb, 1000);
}

static void done(void)
{
    world_close(&w);
}

TestSuite(kb_family, .fini = done);

#define FINDS(shape, answer)                                                                       \
    cr_assert_not_null(world_find(&w, shape, answer), "%s = %s is missing", shape, answer)
#define LACKS(shape, answer) cr_assert_null(world_find(&w, shape, answer))

Test(kb_family, looks_up_a_column_of_an_entity)
{
    ask("How many employees does Veldt have?", "", "number", NULL);
    FINDS("lookup(_,_)", "300");
    const els_pool *pool = els_session_pool(w.session);
    cr_assert(els_str_eq(pool->items[0].answer, ELS_STR("300")),
              "overlap puts the named column first");
}

Test(kb_family, counts_rows_with_a_value)
{
    ask("How many firms are in Oslo?", "", "number", NULL);
    FINDS("count", "2");
    FINDS("count", "2");
}

Test(kb_family, combines_a_value_with_a_bound)
{
    ask("Which firm in Oslo has more than 100 employees?", "", "entity", NULL);
    FINDS("only", "Northwind");
    FINDS("only", "Quartz Labs 42");
}

Test(kb_family, finds_extremes_and_ranks)
{
    ask("Which firm has the second largest revenue 2023?", "", "entity", NULL);
    FINDS("argmax(_)", "Veldt");
    FINDS("argmin(_)", "Quartz Labs 42");
    FINDS("kth_max(_,_)", "Blue Harbor");
}

Test(kb_family, sums_and_averages)
{
    ask("What is the average number of employees of firms in Oslo?", "", "number", NULL);
    FINDS("avg(_)", "82.5");
    FINDS("sum(_)", "165");
    FINDS("round2(avg(_))", "82.5");
}

Test(kb_family, lists_entities)
{
    ask("List the firms in energy", "", "list", NULL);
    FINDS("list", "Northwind; Veldt");
}

Test(kb_family, projects_after_an_extreme_and_hops)
{
    ask("What is the city of the main rival of the firm with the most employees?", "", "text",
        NULL);
    FINDS("get(_,argmax(_))", "Tromso");
    FINDS("get(_,hop(_,argmax(_)))", "Bergen");
}

Test(kb_family, hops_from_an_entity)
{
    ask("In which city is the main rival of Veldt?", "", "text", NULL);
    FINDS("get(_,only)", "Bergen");
}

Test(kb_family, compares_two_entities)
{
    ask("How many more employees does Northwind have than Blue Harbor?", "", "number", NULL);
    FINDS("difference(_,_,_)", "40");
    FINDS("distance(_,_,_)", "40");
    FINDS("ratio(_,_,_)", "1.5");
}

Test(kb_family, finds_the_greater_of_mentioned_entities)
{
    ask("Who has more employees, Northwind or Blue Harbor?", "", "entity", NULL);
    FINDS("argmax(_)", "Northwind");
    FINDS("argmin(_)", "Blue Harbor");
}

Test(kb_family, measures_growth_between_columns)
{
    ask("How did the revenue of Northwind grow from 2022 to 2023, in percent?", "", "number", NULL);
    FINDS("growth(_,_,_)", "25");
}

Test(kb_family, answers_yes_or_no_as_the_choices_write_it)
{
    ask("Is the revenue of Northwind rising?", "", "enum", "No|Yes");
    FINDS("rising(_,_,_)", "Yes");
    FINDS("rising(_,_,_)", "No");
}

Test(kb_family, checks_criteria_in_every_direction)
{
    ask("Does Veldt meet the criteria?", "min_employees: 100\nSectors: energy, software", "enum",
        "yes|no");
    const els_pooled *yes = world_find(&w, "satisfies(_)", "yes");
    const els_pooled *no = world_find(&w, "satisfies(_)", "no");
    cr_assert_not_null(yes);
    cr_assert_not_null(no);
    cr_assert(els_str_contains(yes->args, ELS_STR("employees>= sectors in")), ELS_STR_FMT,
              ELS_STR_ARG(yes->args));
}

Test(kb_family, prefers_queries_that_use_what_is_mentioned)
{
    ask("How many firms are in Oslo?", "", "number", NULL);
    const els_pooled *used = world_find(&w, "count", "2");
    const els_pooled *unused = world_find(&w, "count", "4");
    cr_assert_not_null(used);
    cr_assert_not_null(unused);
    cr_assert_gt(used->prior, unused->prior);
}

Test(kb_family, offers_nothing_empty)
{
    ask("Which firm in Tromso has fewer than 100 employees?", "", "entity", NULL);
    LACKS("only", "");
    const els_pool *pool = els_session_pool(w.session);
    cr_assert_gt(pool->n_items, 0);
    for (uint32_t i = 0; i < pool->n_items; i++) {
        cr_assert_gt(pool->items[i].answer.len, 0);
    }
}

Test(kb_family, knows_entities_from_earlier_answers)
{
    world_open(&w, "What about it?", "", "rival", "entity", NULL);
    w.fields[1] = (els_field_spec){.name = ELS_STR("city"), .type = ELS_STR("text")};
    w.task.n_fields = 2;
    els_str first = ELS_STR("blue harbor");
    els_session *second = els_session_open(&w.view, 1, &first);
    (void)els_session_run_family(second, &els_family_kb, 100);
    const els_pool *pool = els_session_pool(second);
    cr_assert_gt(pool->n_items, 0);
    cr_assert(els_str_eq(pool->items[0].answer, ELS_STR("Bergen")),
              "the field's name and the answer before it suffice");
}

Test(kb_family, keeps_to_its_allowance)
{
    world_open(&w, "How many employees has Veldt?", "", "", "number", NULL);
    uint32_t spent = els_session_run_family(w.session, &els_family_kb, 5);
    cr_assert_eq(spent, 5);
    cr_assert_leq(els_session_pool(w.session)->n_items, 5);
}

Test(kb_family, is_the_same_every_time)
{
    ask("Which firm in Oslo has more than 100 employees?", "", "text", NULL);
    world again;
    world_open(&again, "Which firm in Oslo has more than 100 employees?", "", "", "text", NULL);
    (void)els_session_run_family(again.session, &els_family_kb, 1000);
    const els_pool *a = els_session_pool(w.session);
    const els_pool *b = els_session_pool(again.session);
    cr_assert_eq(a->n_items, b->n_items);
    for (uint32_t i = 0; i < a->n_items; i++) {
        cr_assert(els_str_eq(a->items[i].args, b->items[i].args));
        cr_assert(els_str_eq(a->items[i].answer, b->items[i].answer));
    }
    world_close(&again);
}

static double prior_of(const char *shape, const char *answer)
{
    const els_pooled *item = world_find(&w, shape, answer);
    cr_assert_not_null(item, "%s = %s is missing", shape, answer);
    return item->prior;
}

Test(kb_family, takes_what_the_last_step_asks_for)
{
    ask("Find the firm with the most employees and name its city.", "", "text", NULL);
    cr_expect_gt(prior_of("get(_,argmax(_))", "Tromso"), prior_of("argmax(_)", "Veldt"));
    done();
    ask("Take the firm with the most employees: in which city is it?", "", "text", NULL);
    cr_expect_gt(prior_of("get(_,argmax(_))", "Tromso"), prior_of("argmax(_)", "Veldt"));
    done();
    ask("What is the city and state of the firm with the most employees?", "", "text", NULL);
    cr_expect_gt(prior_of("get(_,argmax(_))", "Tromso"), prior_of("argmax(_)", "Veldt"));
}

Test(kb_family, goes_from_the_owner_of_a_relation)
{
    const double much = 1;
    ask("In which city is the main rival of Veldt?", "", "text", NULL);
    cr_expect_gt(prior_of("get(_,only)", "Bergen"), prior_of("get(_,only)", "Oslo") + much);
    done();
    ask("In which city is Veldt's main rival?", "", "text", NULL);
    cr_expect_gt(prior_of("get(_,only)", "Bergen"), prior_of("get(_,only)", "Oslo") + much);
    done();
    ask("In which city is the firm whose main rival is Veldt?", "", "text", NULL);
    cr_expect_lt(prior_of("get(_,only)", "Bergen"), prior_of("get(_,only)", "Oslo") + much);
}
