#include "kb_world.h"

extern const els_family els_family_label;
extern const els_family els_family_extract;

Test(label, offers_every_choice)
{
    world w;
    world_open(&w, "My card was declined", "", "intent", "enum", "card|refund|login");
    (void)els_session_run_family(w.session, &els_family_label, 100);
    cr_assert_eq(els_session_pool(w.session)->n_items, 3);
    cr_assert_not_null(world_find(&w, "label", "refund"));
    cr_assert_gt(world_find(&w, "label", "card")->prior, world_find(&w, "label", "login")->prior);
    world_close(&w);
}

Test(label, applies_to_enums_only)
{
    world w;
    world_open(&w, "?", "", "x", "text", NULL);
    cr_assert_not(els_family_label.applies(w.session));
    world_close(&w);
}

Test(label, looks_at_facts_given_the_field_before)
{
    world w;
    world_open(&w, "?", "seats: 3", "a", "enum", "x|y");
    w.fields[1] = w.fields[0];
    w.fields[1].name = ELS_STR("b");
    w.task.n_fields = 2;
    (void)els_session_run_family(w.session, &els_family_label, 10);
    els_str first = ELS_STR("x");
    els_session *second = els_session_open(&w.view, 1, &first);
    (void)els_session_run_family(second, &els_family_label, 10);
    uint32_t before = els_session_pool(w.session)->items[0].n_cross;
    cr_assert_eq(els_session_pool(second)->items[0].n_cross, before + 1);
    world_close(&w);
}

Test(label, rules_have_no_opinion_where_nothing_is_told)
{
    world w;
    world_open(&w, "nothing happens when I press save", "", "topic", "enum", "fault|praise");
    els_situations at = els_situations_of(&w.task, 0, NULL);
    els_rules_fini(&w.mind.rules);
    cr_assert_eq(els_rules_init(&w.mind.rules, true), ELS_OK); /* one that learns */
    for (uint32_t i = 0; i < 30; i++) {
        uint64_t stated = els_rule_fact((uint64_t)(20 + i % 7) << 32, i % 2);
        els_str answer = i % 3 ? ELS_STR("fault") : ELS_STR("praise");
        els_rules_learn(&w.mind.rules, at.alone, at.given, &stated, i % 4 == 0,
                        els_answer_hash(answer));
    }
    els_rules_settle(&w.mind.rules);
    (void)els_session_run_family(w.session, &els_family_label, 10);
    cr_assert_float_eq(world_find(&w, "label", "fault")->prior,
                       world_find(&w, "label", "praise")->prior, 1e-9);
    world_close(&w);
}

Test(label, offers_the_likeliest_of_many_choices_within_the_allowance)
{
    els_buf choices = {0};
    for (int i = 0; i < 120; i++) {
        els_buf_printf(&choices, "%s%s%d", i ? "|" : "", i == 97 ? "late refund " : "c", i);
    }
    world w;
    world_open(&w, "Where is my refund?", "", "x", "enum", choices.ptr);
    cr_assert_eq(els_session_run_family(w.session, &els_family_label, 10), 10);
    cr_assert_eq(els_session_pool(w.session)->n_items, 10);
    cr_assert_not_null(world_find(&w, "label", "late refund 97"));
    cr_assert_lt(els_session_run_family(w.session, &els_family_label, 100), 100);
    world_close(&w);
    els_buf_fini(&choices);
}

Test(extract, offers_mentions_facts_and_names)
{
    world w;
    world_open(&w, "The \"night mode\" of Blue Harbor broke, says Ada Lovelace of ORD-1042",
               "Plan: Premium", "plan", "text", NULL);
    (void)els_session_run_family(w.session, &els_family_extract, 200);
    cr_assert_not_null(world_find(&w, "mention(firms.firm)", "Blue Harbor"));
    cr_assert_not_null(world_find(&w, "mention(plans.plan)", "Premium"));
    cr_assert_not_null(world_find(&w, "fact(plan)", "Premium"));
    cr_assert_not_null(world_find(&w, "quoted", "night mode"));
    cr_assert_not_null(world_find(&w, "capitals", "Ada Lovelace"));
    cr_assert_not_null(world_find(&w, "code", "ORD-1042"));
    cr_assert_gt(world_find(&w, "mention(plans.plan)", "Premium")->prior,
                 world_find(&w, "mention(firms.firm)", "Blue Harbor")->prior);
    world_close(&w);
}

Test(extract, keeps_to_the_type_of_the_field)
{
    world w;
    world_open(&w, "I paid $12.50 on March 3, 2024 for 4 seats", "", "seats", "number", NULL);
    (void)els_session_run_family(w.session, &els_family_extract, 200);
    cr_assert_not_null(world_find(&w, "number(seats)", "4"));
    cr_assert_not_null(world_find(&w, "number($)", "12.5"));
    cr_assert_null(world_find(&w, "date", "2024-03-03"));
    world_close(&w);
    world_open(&w, "I paid $12.50 on March 3, 2024 for 4 seats", "", "when", "date", NULL);
    (void)els_session_run_family(w.session, &els_family_extract, 200);
    cr_assert_not_null(world_find(&w, "date", "2024-03-03"));
    cr_assert_null(world_find(&w, "number(seats)", "4"));
    world_close(&w);
}

Test(extract, lists_the_mentions_of_a_column)
{
    world w;
    world_open(&w, "Compare Veldt, Northwind and Veldt", "", "firms", "list", NULL);
    (void)els_session_run_family(w.session, &els_family_extract, 200);
    cr_assert_not_null(world_find(&w, "mentions(firms.firm)", "Veldt; Northwind"));
    world_close(&w);
}
