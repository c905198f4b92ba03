#include "tool_logic_assign.h"
#include "tool_logic_kin.h"
#include "tool_logic_liars.h"
#include "tool_logic_order.h"
#include "tool_logic_rules.h"
#include "tool_logic_state.h"

#include <criterion/criterion.h>

Test(tool_order, places_things_only_where_comparisons_force_them)
{
    els_order_fact facts[] = {{ELS_ORDER_ABOVE, 0, 1, 0, false}, {ELS_ORDER_ABOVE, 0, 2, 0, false}};
    els_order order;
    cr_assert(els_order_close(3, facts, 2, &order));
    cr_expect_eq(els_order_at(&order, 0), 0);
    cr_expect_eq(els_order_at(&order, 1), -1);
    cr_expect_eq(els_order_place(&order, 2), -1);
}

Test(tool_order, refuses_contradictions)
{
    els_order_fact facts[] = {{ELS_ORDER_ABOVE, 0, 1, 0, false},
                              {ELS_ORDER_ABOVE, 1, 2, 0, false},
                              {ELS_ORDER_ABOVE, 2, 0, 0, false}};
    els_order order;
    cr_expect_not(els_order_close(3, facts, 3, &order));
}

Test(tool_order, works_with_neighbours_positions_and_denials)
{
    els_order_fact facts[] = {{ELS_ORDER_NEXT, 0, 1, 0, false},
                              {ELS_ORDER_AT, 2, 2, -1, false},
                              {ELS_ORDER_AT, 3, 3, 0, true}};
    els_order order;
    cr_assert(els_order_close(4, facts, 3, &order));
    cr_expect_eq(els_order_place(&order, 0), 0);
    cr_expect_eq(els_order_place(&order, 1), 1);
    cr_expect_eq(els_order_place(&order, 3), 2);
    cr_expect_eq(els_order_place(&order, 2), 3);
}

Test(tool_kin, finds_aunts_and_cousins)
{
    els_kin kin = {.n = 6};
    els_kin_add(&kin, 'p', 0, 1);
    els_kin_add(&kin, 'c', 2, 0);
    els_kin_add(&kin, 'p', 1, 3);
    els_kin_add(&kin, 'p', 2, 4);
    cr_assert(els_kin_close(&kin));
    cr_expect_eq(els_kin_follow(&kin, 3, "ps"), 1 << 2);
    cr_expect_eq(els_kin_follow(&kin, 3, "psc"), 1 << 4);
    cr_expect_eq(els_kin_follow(&kin, 4, "pp"), 1 << 0);
    cr_expect_eq(els_kin_follow(&kin, 5, "p"), 0);
}

Test(tool_kin, refuses_ones_own_ancestor)
{
    els_kin kin = {.n = 2};
    els_kin_add(&kin, 'p', 0, 1);
    els_kin_add(&kin, 'p', 1, 0);
    cr_expect_not(els_kin_close(&kin));
}

Test(tool_state, carries_things_along)
{
    els_scene story;
    els_scene_init(&story, 4); /* Anna, ball, kitchen, garden */
    els_event events[] = {{ELS_EVENT_IN, 0, 2, 2, false},
                          {ELS_EVENT_GET, 0, 1, 1, false},
                          {ELS_EVENT_IN, 0, 3, 3, false},
                          {ELS_EVENT_DROP, 0, 1, 1, false},
                          {ELS_EVENT_IN, 0, 2, 2, false}};
    for (int i = 0; i < 5; i++)
        cr_assert(els_scene_apply(&story, &events[i]));
    cr_expect_eq(els_scene_root(&story, 1), 3);
    cr_expect_eq(els_scene_root(&story, 0), 2);
}

Test(tool_state, remembers_alternatives_until_more_is_known)
{
    els_scene story;
    els_scene_init(&story, 4); /* Anna, ball, kitchen, garden */
    els_event either = {ELS_EVENT_EITHER, 0, 2, 3, false}, in = {ELS_EVENT_IN, 0, 3, 3, false};
    cr_assert(els_scene_apply(&story, &either));
    cr_expect_eq(story.holder[0], -1);
    cr_expect_eq(story.either[0][0], 2);
    cr_expect_eq(story.either[0][1], 3);
    cr_assert(els_scene_apply(&story, &in));
    cr_expect_eq(story.holder[0], 3);
    cr_expect_eq(story.either[0][0], -1);
    cr_expect_eq(story.since[0], 2);
}

Test(tool_state, never_lets_things_hold_each_other)
{
    for (uint32_t code = 0; code < 20 * 20 * 20; code++) {
        els_scene story;
        els_scene_init(&story, 3);
        for (uint32_t k = 0, rest = code; k < 3; k++, rest /= 20) {
            els_event event = {(els_event_kind)(1 + rest % 20 % 7), rest % 3, rest % 20 / 7,
                               (rest / 3) % 3, false};
            if (!els_scene_apply(&story, &event))
                break;
            for (uint32_t i = 0; i < 3; i++)
                cr_assert_not(els_scene_is_within(&story, i, i));
        }
    }
}

Test(tool_rules, chains_forward_and_backward)
{
    els_theory theory = {.n_terms = 3};
    els_theory_rule(&theory, (els_literals){1, 0}, (els_literals){2, 0});
    els_theory_rule(&theory, (els_literals){2, 0}, (els_literals){4, 0});
    uint32_t cat = (uint32_t)els_theory_witness(&theory, (els_literals){1, 0});
    uint32_t other = (uint32_t)els_theory_witness(&theory, (els_literals){0, 4});
    cr_expect_eq(els_theory_about(&theory, cat, (els_literals){4, 0}), ELS_FOLLOWS);
    cr_expect_eq(els_theory_about(&theory, other, (els_literals){1, 0}), ELS_FOLLOWS_NOT);
    cr_expect_eq(els_theory_all(&theory, (els_literals){1, 0}, (els_literals){4, 0}), ELS_FOLLOWS);
    cr_expect_eq(els_theory_all(&theory, (els_literals){4, 0}, (els_literals){1, 0}),
                 ELS_FOLLOWS_OPEN);
    cr_expect_eq(els_theory_some(&theory, (els_literals){6, 0}), ELS_FOLLOWS);
}

Test(tool_rules, notices_contradictions)
{
    els_theory theory = {.n_terms = 2};
    els_theory_rule(&theory, (els_literals){1, 0}, (els_literals){2, 0});
    els_theory_witness(&theory, (els_literals){1, 2});
    cr_expect_not(els_theory_is_consistent(&theory));
}

Test(tool_liars, solves_the_classic_pair)
{
    /* The first says: we are both liars. */
    els_claim claim = {.speaker = 0, .kind = ELS_CLAIM_ALL, .about = 3, .of_liars = true};
    uint32_t always, never;
    cr_assert_eq(els_liars_solve(2, &claim, 1, &always, &never), 1);
    cr_expect_eq(always, 2);
    cr_expect_eq(never, 1);
}

Test(tool_assign, strikes_out_until_one_is_left)
{
    els_assign assign;
    els_assign_init(&assign, 3, 2);
    els_assign_restrict(&assign, 0, 0, 4);
    els_assign_restrict(&assign, 1, 0, 5);
    els_assign_link link = {0, 1, 1, 0, false};
    cr_assert(els_assign_settle(&assign, &link, 1));
    cr_expect_eq(els_assign_owner(&assign, 0, 0), 1);
    cr_expect_eq(els_assign_owner(&assign, 0, 1), 2);
    cr_expect_eq(els_assign_owner(&assign, 1, 0), 2);
    els_assign_restrict(&assign, 2, 1, 2);
    cr_expect_not(els_assign_settle(&assign, &link, 1));
}

Test(tool_assign, tries_the_arrangements_of_a_row)
{
    els_assign seats;
    els_assign_init(&seats, 3, 1);
    els_assign_order orders[] = {{0, 1, ELS_ASSIGN_JUST_BEFORE, false},
                                 {2, 0, ELS_ASSIGN_NEXT, true}};
    cr_assert(els_assign_arrange(&seats, 0, orders, 2));
    cr_expect_eq(els_assign_owner(&seats, 0, 0), 0);
    cr_expect_eq(els_assign_owner(&seats, 0, 2), 2);
    els_assign_order never[] = {{0, 1, ELS_ASSIGN_BEFORE, false}, {0, 1, ELS_ASSIGN_AFTER, false}};
    cr_expect_not(els_assign_arrange(&seats, 0, never, 2));
    els_assign crowd;
    els_assign_init(&crowd, ELS_ASSIGN_ARRANGED + 1, 1);
    cr_expect_not(els_assign_arrange(&crowd, 0, orders, 2));
}

Test(tool_assign, limits_a_thing_to_some_people)
{
    els_assign pets;
    els_assign_init(&pets, 3, 1);
    els_assign_limit(&pets, 0, 1, 5);
    els_assign_limit(&pets, 0, 1, 3);
    cr_expect_eq(els_assign_owner(&pets, 0, 1), 0);
}
