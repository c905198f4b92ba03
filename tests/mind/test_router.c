#include <criterion/criterion.h>

#include "router.h"
static els_router router;

static void open_router(void)
{
    cr_assert_eq(els_router_init(&router), ELS_OK);
}

static void close_router(void)
{
    els_router_fini(&router);
}

TestSuite(router, .init = open_router, .fini = close_router);

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

static const els_router_context sums = {5, 1, 1}, policies = {6, 2, 3};

static els_router_outcome of(const char *agent, bool right, uint64_t cost)
{
    return (els_router_outcome){els_str_of(agent), ELS_STR("default"), right, cost};
}

static double advantage(const els_router_context *context, const char *agent)
{
    return els_router_advantage(&router, context,
                                els_router_arm_of(els_str_of(agent), ELS_STR("default")),
                                ELS_ROUTER_PRICE);
}

static void learn_both(const els_router_context *context, els_router_outcome a,
                       els_router_outcome b)
{
    els_router_outcome both[2] = {a, b};
    els_router_learn(&router, context, both, 2);
}

Test(router, weighs_success_against_work_at_the_price_of_a_solved_task)
{
    els_router_arm one = els_router_arm_of(ELS_STR("one"), ELS_STR("default"));
    for (int i = 0; i < 2000; i++) /* right a tenth more often, for 100 units more */
        learn_both(&sums, of("one", true, 110), of("two", i % 5 != 0, 10));
    double dear = els_router_advantage(&router, &sums, one, 250);
    double cheap = els_router_advantage(&router, &sums, one, 1000);
    cr_assert_lt(dear, 0);
    cr_assert_gt(cheap, 0);
    cr_assert_float_eq(cheap - dear, 50 * (1 / 250.0 - 1 / 1000.0), 0.03, "half of the difference");
}

Test(router, holds_an_arm_to_account_for_what_it_costs_now_and_then)
{
    for (int i = 0; i < 60; i++) /* 40 units each time, or 8 and every fifth time 328: 72 */
        learn_both(&sums, of("one", i % 2, 40), of("two", i % 2, i % 5 ? 8 : 328));
    cr_assert_gt(advantage(&sums, "one"), advantage(&sums, "two"));
}

Test(router, prefers_the_better_arm_once_it_has_learned)
{
    cr_assert_eq(advantage(&sums, "one"), 0);
    for (int i = 0; i < 1000; i++)
        learn_both(&sums, of("one", i % 10 != 0, 9), of("two", i % 10 < 3, 9));
    double good = advantage(&sums, "one"), bad = advantage(&sums, "two");
    cr_assert_float_eq(good - bad, 0.6, 0.2, "%f", good - bad);
    double utility[2] = {bad, good}, p[2];
    els_router_weights(utility, 2, 100, p);
    cr_assert_gt(p[1], 0.9);
}

Test(router, is_not_misled_by_how_hard_the_tasks_of_an_arm_were)
{
    /* One does as well as its companion where both fail, two likewise where both succeed. */
    for (int i = 0; i < 40; i++) {
        learn_both(&sums, of("one", false, 300), of("companion", false, 310));
        learn_both(&sums, of("two", true, 20), of("companion", true, 10));
    }
    cr_assert_gt(advantage(&sums, "one"), advantage(&sums, "two"), "10 units less, not 10 more");
}

Test(router, prefers_nobody_for_a_lucky_streak)
{
    for (int i = 0; i < 300; i++)
        learn_both(&sums, of("steady", i % 10 < 9, 10), of("other", i % 10 < 7, 10));
    for (int i = 0; i < 3; i++)
        learn_both(&sums, of("lucky", true, 10), of("other", false, 10));
    cr_assert_gt(advantage(&sums, "lucky"), 0);
    cr_assert_gt(advantage(&sums, "steady"), 1.5 * advantage(&sums, "lucky"));
}

Test(router, tells_kinds_of_tasks_apart)
{
    for (int i = 0; i < 200; i++) {
        learn_both(&sums, of("one", true, 9), of("two", false, 9));
        learn_both(&policies, of("one", false, 9), of("two", true, 9));
    }
    cr_assert_gt(advantage(&sums, "one"), advantage(&sums, "two") + 0.3);
    cr_assert_gt(advantage(&policies, "two"), advantage(&policies, "one") + 0.3);
}

Test(router, knows_of_a_new_kind_what_holds_for_all)
{
    for (int i = 0; i < 100; i++)
        learn_both(&sums, of("one", true, 9), of("two", true, 90));
    cr_assert_gt(advantage(&policies, "one"), advantage(&policies, "two"));
}

Test(router, learns_from_an_outcome_without_company_by_what_is_usual)
{
    els_router_outcome right = of("one", true, 9), wrong = of("two", false, 9);
    for (int i = 0; i < 100; i++) {
        els_router_learn(&router, &sums, &right, 1);
        els_router_learn(&router, &sums, &wrong, 1);
    }
    cr_assert_gt(advantage(&sums, "one"), 0.1);
    cr_assert_lt(advantage(&sums, "two"), -0.1);
}

Test(router, settings_share_what_is_learned_of_their_architecture)
{
    els_router_arm known = els_router_arm_of(ELS_STR("one"), ELS_STR("default"));
    els_router_arm sister = els_router_arm_of(ELS_STR("one"), ELS_STR("other"));
    els_router_arm stranger = els_router_arm_of(ELS_STR("two"), ELS_STR("default"));
    els_router_outcome variant = of("one", true, 9);
    variant.params = ELS_STR("default/variant");
    for (int i = 0; i < 50; i++)
        els_router_learn(&router, &sums, &variant, 1);
    cr_assert(els_router_has_tried(&router, &sums, known), "a variant speaks for its setting");
    cr_assert(els_router_has_tried(&router, &sums,
                                   els_router_arm_of(ELS_STR("one"), ELS_STR("default/variant"))));
    cr_assert(!els_router_has_tried(&router, &sums, sister));
    cr_assert(!els_router_has_tried(&router, &policies, known), "on tasks of this kind only");
    cr_assert_gt(els_router_advantage(&router, &sums, sister, ELS_ROUTER_PRICE), 0);
    cr_assert_eq(els_router_advantage(&router, &sums, stranger, ELS_ROUTER_PRICE), 0);
}

Test(router, keeps_what_rests_on_most_when_its_table_is_full)
{
    for (int i = 0; i < 100; i++)
        learn_both(&sums, of("one", true, 9), of("two", false, 9));
    double known = advantage(&sums, "one");
    for (uint64_t kind = 100; kind < 100 + 2 * ELS_ROUTER_FACTS; kind++) {
        els_router_context once = {kind, 1, 1};
        els_router_outcome stranger = of("three", false, 9);
        els_router_learn(&router, &once, &stranger, 1);
    }
    cr_assert_eq(advantage(&sums, "one"), known);
}

Test(router, refuses_bytes_that_are_no_router)
{
    els_buf bytes = {0}, again = {0};
    els_router back;
    cr_assert_eq(els_router_init(&back), ELS_OK);
    learn_both(&sums, of("one", true, 9), of("two", false, 9));
    els_router_save(&router, NULL, &bytes);
    for (size_t len = 0; len <= bytes.len; len++) {
        els_str in = {bytes.ptr, len};
        els_err err = els_router_load(&back, NULL, &in);
        cr_assert_eq(err, len < bytes.len ? ELS_E_FORMAT : ELS_OK, "%zu bytes", len);
    }
    els_router_save(&back, NULL, &again);
    cr_assert(els_str_eq(els_buf_str(&again), els_buf_str(&bytes)));
    bytes.ptr[5] = 0x7f; /* a place behind the last */
    els_str in = els_buf_str(&bytes);
    cr_assert_eq(els_router_load(&back, NULL, &in), ELS_E_FORMAT);
    els_buf_fini(&bytes);
    els_buf_fini(&again);
    els_router_fini(&back);
}

/* ---- second looks ---- */

static const els_router_look look = {{"few", 3}, {"planning", 8}, {"default", 7}, 0.571};

static els_router_arm second(void)
{
    return els_router_arm_of(look.agent, look.setting);
}

/* Done at `confidence` alone and with a second look that sets it right for ten units more. */
static void learn_rescues(const els_router_context *context, double confidence, int n)
{
    els_router_outcome alone = of("one", false, 20), both = of("one", true, 30);
    for (int i = 0; i < n; i++)
        els_router_learn_look(&router, context, second(), confidence, &alone, &both);
}

static double gain(const els_router_context *context, double confidence)
{
    return els_router_gain(&router, context, second(), confidence, ELS_ROUTER_PRICE);
}

Test(router, second_looks_have_names_that_can_be_read_back)
{
    els_arena arena = {0};
    els_router_look back;
    els_str name = els_router_look_name(&look, true, &arena);
    cr_assert(els_str_eq(name, ELS_STR("few>planning/default@0.571")));
    cr_assert(els_router_look_read(name, &back));
    cr_assert(els_str_eq(back.first, look.first) && els_str_eq(back.agent, look.agent));
    cr_assert(els_str_eq(back.setting, look.setting));
    cr_assert_float_eq(back.confidence, 0.571, 1e-12);
    const char *others[] = {"default",
                            "default/variant",
                            "few>planning/default",
                            "few>@0.5",
                            "few>planning@",
                            "few>a/b@much",
                            ">",
                            ""};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_not(els_router_look_read(els_str_of(others[i]), &back), "%s", others[i]);
    els_arena_fini(&arena);
}

Test(router, a_second_look_is_worth_what_it_brought_at_this_confidence)
{
    cr_assert_eq(gain(&sums, 0.55), 0, "nothing is known");
    learn_rescues(&sums, 0.55, 200);
    cr_assert_gt(gain(&sums, 0.52), 0.5);
    cr_assert_gt(gain(&policies, 0.58), 0.5, "of another kind what holds for all");
    cr_assert_lt(gain(&sums, 0.95), 0.01, "another confidence");
    els_router_outcome right = of("one", true, 20), dear = of("one", true, 60);
    for (int i = 0; i < 50; i++)
        els_router_learn_look(&router, &sums, second(), 1, &right, &dear);
    cr_assert_float_eq(gain(&sums, 0.99), -40 / ELS_ROUTER_PRICE, 0.02);
}

Test(router, less_sure_answers_are_hoped_to_gain_more_before_such_were_seen)
{
    learn_rescues(&sums, 0.95, 1);
    cr_assert_gt(gain(&sums, 0.25), gain(&sums, 0.75));
    cr_assert_gt(gain(&sums, 0.25), 0);
}

Test(router, one_rescue_in_hundreds_is_no_reason_for_second_looks)
{
    els_router_outcome right = of("one", true, 20), dear = of("one", true, 50);
    learn_rescues(&sums, 0.55, 1);
    for (int i = 0; i < 200; i++)
        els_router_learn_look(&router, &sums, second(), 0.55, &right, &dear);
    cr_assert_lt(gain(&sums, 0.55), 0);
}
