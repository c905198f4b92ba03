#include <criterion/criterion.h>

#include "router.h"
#include "school.h"

Test(router, weights_sum_to_one_and_follow_the_gaps)
{
    double utility[5] = {0.1, 0.7, 0.3, 0.7, -2}, p[5];
    for (double gamma = 0.5; gamma < 1000; gamma *= 3) {
        double sum = 0;
        els_router_weights(utility, 5, gamma, p);
        for (int i = 0; i < 5; i++) {
            cr_assert(p[i] > 0 && p[i] <= 1);
            sum += p[i];
        }
        cr_assert_float_eq(sum, 1, 1e-12);
        cr_assert_geq(p[1], p[3], "the first of equals is the one to exploit");
        cr_assert(p[3] > p[2] && p[2] > p[0] && p[0] > p[4]);
        /* Inverse-gap weighting: 1 / (n + gamma * gap). */
        cr_assert_float_eq(p[0], 1 / (5 + gamma * 0.6), 1e-12);
    }
    els_router_weights(utility, 1, 5, p);
    cr_assert_eq(p[0], 1);
    double low[3], high[3];
    els_router_weights(utility, 3, 1, low);
    els_router_weights(utility, 3, 100, high);
    cr_assert_gt(high[1], low[1], "what is known is exploited more");
}

Test(router, an_outcome_is_success_less_the_cost_at_the_price_of_a_solved_task)
{
    cr_assert_float_eq(els_router_outcome(true, 0), 1, 1e-12);
    cr_assert_float_eq(els_router_outcome(true, (uint64_t)ELS_ROUTER_PRICE), 0, 1e-12);
    cr_assert_float_eq(els_router_outcome(false, 64), -64 / ELS_ROUTER_PRICE, 1e-12);
    cr_assert_gt(els_router_outcome(true, 10), els_router_outcome(true, 100));
}

Test(router, holds_an_arm_to_account_for_what_it_costs_now_and_then)
{
    els_model model;
    uint64_t words[3] = {1, 2, 3};
    els_text_features text = {.words = words, .n_words = 3};
    els_router_context context = {.kind = 5, .n_fields = 1, .text = &text};
    els_router_arm steady = els_router_arm_of(ELS_STR("one"), ELS_STR("default"));
    els_router_arm gambler = els_router_arm_of(ELS_STR("two"), ELS_STR("default"));
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
    for (int i = 0; i < 60; i++) { /* 40 units each time, or 8 and every fifth time 328: 72 */
        els_router_learn(&model, &context, steady, i % 2, 40, 0.1);
        els_router_learn(&model, &context, gambler, i % 2, i % 5 ? 8 : 328, 0.1);
    }
    cr_assert_gt(els_router_advantage(&model, &context, steady, ELS_ROUTER_PRICE),
                 els_router_advantage(&model, &context, gambler, ELS_ROUTER_PRICE));
    els_model_fini(&model);
}

Test(router, prefers_the_better_arm_once_it_has_learned)
{
    els_model model;
    uint64_t words[3] = {1, 2, 3};
    els_text_features text = {.words = words, .n_words = 3};
    els_router_context context = {.kind = 5, .n_fields = 1, .text = &text};
    els_router_arm first = els_router_arm_of(ELS_STR("one"), ELS_STR("default"));
    els_router_arm second = els_router_arm_of(ELS_STR("two"), ELS_STR("default"));
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
    cr_assert_eq(els_router_utility(&model, &context, first), 0);
    for (int i = 0; i < 300; i++) {
        els_router_learn(&model, &context, first, i % 10 != 0, 9, 0.1);
        els_router_learn(&model, &context, second, i % 10 < 3, 9, 0.1);
    }
    double good = els_router_utility(&model, &context, first);
    double bad = els_router_utility(&model, &context, second);
    cr_assert_float_eq(good - bad,
                       els_router_advantage(&model, &context, first, ELS_ROUTER_PRICE) -
                           els_router_advantage(&model, &context, second, ELS_ROUTER_PRICE),
                       1e-9, "what all share sets nobody apart");
    cr_assert_float_eq(good, 0.9, 0.25, "%f", good);
    cr_assert_float_eq(bad, 0.3, 0.25, "%f", bad);
    double utility[2] = {bad, good}, p[2];
    els_router_weights(utility, 2, 100, p);
    cr_assert_gt(p[1], 0.95);
    els_model_fini(&model);
}

Test(router, tells_kinds_of_tasks_apart)
{
    els_model model;
    uint64_t words[2][2] = {{1, 2}, {8, 9}};
    els_text_features text[2] = {{.words = words[0], .n_words = 2},
                                 {.words = words[1], .n_words = 2}};
    els_router_context sums = {5, 1, 1, &text[0]}, policies = {6, 2, 3, &text[1]};
    els_router_arm one = els_router_arm_of(ELS_STR("one"), ELS_STR("default"));
    els_router_arm two = els_router_arm_of(ELS_STR("two"), ELS_STR("default"));
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
    for (int i = 0; i < 200; i++) {
        els_router_learn(&model, &sums, one, true, 9, 0.1);
        els_router_learn(&model, &sums, two, false, 9, 0.1);
        els_router_learn(&model, &policies, one, false, 9, 0.1);
        els_router_learn(&model, &policies, two, true, 9, 0.1);
    }
    cr_assert_gt(els_router_utility(&model, &sums, one),
                 els_router_utility(&model, &sums, two) + 0.5);
    cr_assert_gt(els_router_utility(&model, &policies, two),
                 els_router_utility(&model, &policies, one) + 0.5);
    els_model_fini(&model);
}

Test(router, knows_what_an_arm_costs_after_a_few_tasks_of_any_difficulty)
{
    els_model model;
    uint64_t words[3] = {1, 2, 3};
    els_text_features text = {.words = words, .n_words = 3};
    els_router_context context = {.kind = 5, .n_fields = 1, .text = &text};
    els_router_arm cheap = els_router_arm_of(ELS_STR("one"), ELS_STR("default"));
    els_router_arm dear = els_router_arm_of(ELS_STR("two"), ELS_STR("default"));
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
    /* The dear one was lucky: tried once more on tasks that were easy. */
    for (int i = 0; i < 8; i++) {
        els_router_learn(&model, &context, cheap, i % 2, 20, 0.1);
        els_router_learn(&model, &context, dear, i % 2 || i == 4, 200, 0.1);
    }
    cr_assert_gt(els_router_advantage(&model, &context, cheap, ELS_ROUTER_PRICE),
                 els_router_advantage(&model, &context, dear, ELS_ROUTER_PRICE));
    els_model_fini(&model);
}

Test(router, settings_share_what_is_learned_of_their_architecture)
{
    els_model model;
    els_text_features text = {0};
    els_router_context context = {.kind = 5, .n_fields = 1, .text = &text};
    els_router_arm known = els_router_arm_of(ELS_STR("one"), ELS_STR("default"));
    els_router_arm sister = els_router_arm_of(ELS_STR("one"), ELS_STR("other"));
    els_router_arm stranger = els_router_arm_of(ELS_STR("two"), ELS_STR("default"));
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
    for (int i = 0; i < 50; i++)
        els_router_learn_named(&model, &context, ELS_STR("one"), ELS_STR("default/variant"), true,
                               9, 0.1);
    cr_assert(els_router_has_tried(&model, &context, known), "a variant speaks for its setting");
    cr_assert(els_router_has_tried(&model, &context,
                                   els_router_arm_of(ELS_STR("one"), ELS_STR("default/variant"))));
    cr_assert(!els_router_has_tried(&model, &context, sister));
    els_router_context elsewhere = {.kind = 6, .n_fields = 1, .text = &text};
    cr_assert(!els_router_has_tried(&model, &elsewhere, known), "on tasks of this kind only");
    double right = els_router_advantage(&model, &context, sister, ELS_ROUTER_PRICE);
    cr_assert_neq(right, els_router_advantage(&model, &context, stranger, ELS_ROUTER_PRICE));
    cr_assert_eq(els_router_advantage(&model, &context, stranger, ELS_ROUTER_PRICE), 0);
    els_model_fini(&model);
}

Test(router, takes_no_arm_for_tried_because_other_features_filled_the_table)
{
    enum { ARMS = 500, EVERY = 5 };
    els_model model;
    els_text_features text = {0};
    els_router_context context = {.kind = 5, .n_fields = 1, .text = &text};
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
    for (uint32_t slot = 0; slot < (uint32_t)1 << ELS_MODEL_BITS; slot += EVERY)
        els_model_step_own(&model, &slot, 1, 1, 0.1);
    for (int i = 0; i < ARMS; i++) {
        char setting[24];
        snprintf(setting, sizeof setting, "mutant%d", i);
        els_router_arm arm = els_router_arm_of(ELS_STR("one"), els_str_of(setting));
        cr_assert(!els_router_has_tried(&model, &context, arm), "%s", setting);
    }
    els_model_fini(&model);
}
