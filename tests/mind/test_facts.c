#include "kb_world.h"
#include "predicates.h"

static bool holds(const world *w, const char *name, bool *ret_holds)
{
    els_arena arena = {0};
    els_predicate list[ELS_PREDICATES_MAX];
    uint32_t n = els_predicates_of(&w->view.reading, &arena, list);
    bool found = false;
    for (uint32_t i = 0; i < n && !found; i++) {
        els_str text = els_predicate_name(&arena, &w->view.reading, &list[i]);
        if (els_str_eq(text, els_str_of(name))) {
            *ret_holds = list[i].holds;
            found = true;
        }
    }
    els_arena_fini(&arena);
    return found;
}

Test(facts, are_read_from_lines_and_clauses)
{
    world w;
    world_open(&w, "Decide. Priority: high",
               "- Purchase date: 2024-03-01\nSeats = 12; price: $12.50\n"
               "Region: EU, Level: 3 stars, Note: it broke",
               "", "text", NULL);
    cr_assert_eq(world_fact(&w, "purchase_date")->type, ELS_FACT_DATE);
    cr_assert_eq(world_fact(&w, "purchase_date")->number, 19783);
    cr_assert_eq(world_fact(&w, "seats")->number, 12);
    cr_assert_eq(world_fact(&w, "price")->number, 12.5);
    cr_assert(els_str_eq(world_fact(&w, "price")->unit, ELS_STR("$")));
    cr_assert(els_str_eq(world_fact(&w, "region")->value, ELS_STR("EU")));
    cr_assert_eq(world_fact(&w, "level")->number, 3);
    cr_assert(els_str_eq(world_fact(&w, "level")->unit, ELS_STR("stars")));
    cr_assert(els_str_eq(world_fact(&w, "note")->value, ELS_STR("it broke")));
    cr_assert(els_str_eq(world_fact(&w, "priority")->value, ELS_STR("high")));
    world_close(&w);
}

Test(facts, of_prose_take_the_first_content_word)
{
    world w;
    world_open(&w, "May I?", "Refunds are granted within 30 days. It was bought on 2024-03-01.", "",
               "text", NULL);
    cr_assert_eq(world_fact(&w, "refunds_days")->number, 30);
    cr_assert_eq(world_fact(&w, "bought")->number, 19783);
    world_close(&w);
}

Test(facts, are_joined_from_the_rows_of_mentioned_entities)
{
    world w;
    world_open(&w, "May I return it?", "Plan: Premium", "", "text", NULL);
    const els_fact *fact = world_fact(&w, "refund_window");
    cr_assert_not_null(fact);
    cr_assert(fact->joined);
    cr_assert_eq(fact->number, 30);
    cr_assert(els_str_eq(fact->unit, ELS_STR("days")));
    cr_assert(els_str_eq(fact->entity, ELS_STR("Premium")));
    world_close(&w);
}

Test(facts, stay_within_their_limit)
{
    els_buf text = {0};
    for (int i = 0; i < 2000; i++) {
        els_buf_printf(&text, "key%d: value\n", i);
    }
    world w;
    world_open(&w, "?", text.ptr, "", "text", NULL);
    cr_assert_eq(w.view.reading.n_facts, 256);
    world_close(&w);
    els_buf_fini(&text);
}

Test(facts, with_odd_signs_are_survived)
{
    world w;
    world_open(&w, ":::=;=:\n= : ,:", "::\n a=\n=b\nx: \n:;:;,,: ; == != <=3 : : :", "", "text",
               NULL);
    cr_assert_leq(w.view.reading.n_facts, 8);
    world_close(&w);
}

Test(predicates, compare_days_between_dates_with_amounts_of_days)
{
    bool truth = true;
    world w;
    world_open(&w, "?", "purchase_date: 2024-03-01\ntoday: 2024-04-10\nPlan: Premium", "", "text",
               NULL);
    cr_assert(holds(&w, "days(purchase_date-today)<=refund_window", &truth));
    cr_assert_not(truth);
    cr_assert(holds(&w, "purchase_date<=today", &truth));
    cr_assert(truth);
    cr_assert(holds(&w, "tier=gold", &truth));
    world_close(&w);
    world_open(&w, "?", "today: 2024-03-31\npurchase_date: 2024-03-01\nPlan: Premium", "", "text",
               NULL);
    cr_assert(holds(&w, "days(purchase_date-today)<=refund_window", &truth));
    cr_assert(truth, "30 days are within 30 days");
    cr_assert(holds(&w, "days(purchase_date-today)<refund_window", &truth));
    cr_assert_not(truth);
    world_close(&w);
}

Test(predicates, compare_only_what_is_commensurable)
{
    bool truth = true;
    world w;
    world_open(&w, "?", "seats: 12\nmax_seats: 10\nweight: 4 kg\nlength: 3 m", "", "text", NULL);
    cr_assert(holds(&w, "max_seats<=seats", &truth));
    cr_assert(truth);
    cr_assert_not(holds(&w, "length<=weight", &truth));
    cr_assert(holds(&w, "seats>0", &truth));
    cr_assert(truth);
    world_close(&w);
}

Test(predicates, have_the_same_ids_whatever_the_order_of_the_text)
{
    world a;
    world b;
    world_open(&a, "?", "seats: 12\nmax_seats: 10", "", "text", NULL);
    world_open(&b, "?", "max_seats: 99\nseats: 1", "", "text", NULL);
    els_predicate list_a[ELS_PREDICATES_MAX];
    els_predicate list_b[ELS_PREDICATES_MAX];
    uint32_t n = els_predicates_of(&a.view.reading, &a.arena, list_a);
    uint32_t m = els_predicates_of(&b.view.reading, &b.arena, list_b);
    uint32_t shared = 0;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < m; k++) {
            shared += list_a[i].id == list_b[k].id && list_a[i].op == ELS_PREDICATE_LE;
        }
    }
    cr_assert_eq(shared, 1);
    world_close(&a);
    world_close(&b);
}

static els_rule_form form_named(const world *w, const char *name)
{
    els_arena arena = {0};
    els_predicate list[ELS_PREDICATES_MAX];
    uint32_t n = els_predicates_of(&w->view.reading, &arena, list), form = ELS_FORM_COUNT;
    for (uint32_t i = 0; i < n; i++)
        if (els_str_is(els_predicate_name(&arena, &w->view.reading, &list[i]), name))
            form = els_rule_form_of(els_rule_fold(els_rule_fact(list[i].id, list[i].holds)));
    els_arena_fini(&arena);
    return (els_rule_form)form;
}

Test(predicates, say_what_kind_of_question_they_are)
{
    world w;
    world_open(&w, "?",
               "seats: 12\nmax_seats: 10\nload: 4 kg\nfreight: 3 kg\nbought: 2024-03-01\n"
               "opened: 2024-03-05\nToday: 2024-04-10\ntrial: 14 days\nPlan: Premium",
               "", "text", NULL);
    static const struct {
        const char *name;
        els_rule_form form;
    } kinds[] = {{"max_seats<=seats", ELS_FORM_NAMESAKES},
                 {"freight<load", ELS_FORM_AMOUNTS},
                 {"bought<=today", ELS_FORM_DATES},
                 {"days(bought-today)<=trial", ELS_FORM_DAYS},
                 {"days(bought-opened)<=trial", ELS_FORM_DAYS_BETWEEN},
                 {"days(bought-today)<=refund_window", ELS_FORM_DAYS_JOINED},
                 {"plan=Premium", ELS_FORM_VALUE},
                 {"tier=gold", ELS_FORM_VALUE_JOINED},
                 {"seats>0", ELS_FORM_SIGN}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        cr_assert_eq(form_named(&w, kinds[i].name), kinds[i].form, "%s", kinds[i].name);
    world_close(&w);
}
