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

Test(router, an_outcome_is_success_less_the_cost_by_decades)
{
    cr_assert_float_eq(els_router_outcome(true, 0), 1, 1e-12);
    cr_assert_float_eq(els_router_outcome(true, 9), 1 - ELS_ROUTER_COST, 1e-12);
    cr_assert_float_eq(els_router_outcome(false, 999), -3 * ELS_ROUTER_COST, 1e-12);
    cr_assert_gt(els_router_outcome(true, 10), els_router_outcome(true, 100));
}

Test(router, prefers_the_better_arm_once_it_has_learned)
{
    els_model model;
    uint64_t words[3] = {1, 2, 3};
    els_text_features text = {.words = words, .n_words = 3};
    els_router_context context = {.kind = 5, .n_fields = 1, .text = &text};
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
    cr_assert_eq(els_router_utility(&model, &context, 71), 0);
    for (int i = 0; i < 300; i++) {
        els_router_learn(&model, &context, 71, els_router_outcome(i % 10 != 0, 9), 0.1);
        els_router_learn(&model, &context, 72, els_router_outcome(i % 10 < 3, 9), 0.1);
    }
    double good = els_router_utility(&model, &context, 71);
    double bad = els_router_utility(&model, &context, 72);
    cr_assert_float_eq(good, 0.9 - 0.25, 0.25, "%f", good);
    cr_assert_float_eq(bad, 0.3 - 0.25, 0.25, "%f", bad);
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
    els_router_context sums = {5, 1, &text[0]}, policies = {6, 3, &text[1]};
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
    for (int i = 0; i < 200; i++) {
        els_router_learn(&model, &sums, 71, 1, 0.1);
        els_router_learn(&model, &sums, 72, 0, 0.1);
        els_router_learn(&model, &policies, 71, 0, 0.1);
        els_router_learn(&model, &policies, 72, 1, 0.1);
    }
    cr_assert_gt(els_router_utility(&model, &sums, 71),
                 els_router_utility(&model, &sums, 72) + 0.5);
    cr_assert_gt(els_router_utility(&model, &policies, 72),
                 els_router_utility(&model, &policies, 71) + 0.5);
    els_model_fini(&model);
}
