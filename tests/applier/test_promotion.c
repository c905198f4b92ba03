/* What the machine that promotes changes promises, in worlds whose truth is known. The outcomes are
 * drawn from fixed seeds; els-bench-promotion prints more worlds and all strategies. */
#include "../../bench/promotion_sim.h"

#include <criterion/criterion.h>

enum { RUNS = 1000, TRIALS = 3, FOREVER = 100000, BALANCED = 1 };

static const promotion_world NO_EFFECT = {0.6, 0.03, 0.03, 10, 1};
static const promotion_world BETTER = {0.6, 0.08, 0.03, 10, 1};
static const promotion_world WORSE = {0.6, 0.03, 0.08, 10, 1};
static const promotion_world WORSE_AND_NOISY = {0.6, 0.15, 0.20, 10, 1};

static uint32_t kept_by_watch(const promotion_world *world, uint64_t *ret_pairs)
{
    const els_proof_rules *rules = els_proof_rules_of(BALANCED);
    uint32_t kept = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        els_rng rng = els_rng_make(run, 3, 0);
        promotion_outcome outcome =
            promotion_stage(world, rules, ELS_PROOF_WATCH, 0, FOREVER, &rng);
        kept += outcome.verdict == ELS_PROOF_PASS;
        if (outcome.tasks / 2 > *ret_pairs)
            *ret_pairs = outcome.tasks / 2;
    }
    return kept;
}

Test(promotion, without_an_effect_at_most_one_run_in_twenty_promotes_anything)
{
    const els_proof_rules *rules = els_proof_rules_of(BALANCED);
    uint32_t promoted = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        els_rng rng = els_rng_make(run, 1, 0);
        bool any = false;
        for (uint64_t t = 0; t < TRIALS && !any; t++)
            any = promotion_try(&NO_EFFECT, rules, t, 0, FOREVER, &rng).verdict == ELS_PROOF_PASS;
        promoted += any;
    }
    cr_assert_leq(promoted, RUNS / 20);
    cr_assert_gt(promoted, 0, "a test that can never pass would be worth nothing");
}

Test(promotion, what_is_five_points_worse_is_never_kept_past_its_window)
{
    uint64_t pairs = 0;
    cr_assert_eq(kept_by_watch(&WORSE, &pairs), 0);
    cr_assert_eq(kept_by_watch(&WORSE_AND_NOISY, &pairs), 0);
    cr_assert_leq(pairs, els_proof_rules_of(BALANCED)->watch_pairs);
}

Test(promotion, what_is_five_points_better_stays_after_its_window)
{
    uint64_t pairs = 0;
    cr_assert_geq(kept_by_watch(&BETTER, &pairs), RUNS * 99 / 100);
}

Test(promotion, what_is_five_points_better_is_promoted_within_2000_tasks_nine_times_in_ten)
{
    const els_proof_rules *rules = els_proof_rules_of(BALANCED);
    uint32_t in_time = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        els_rng rng = els_rng_make(run, 2, 0);
        promotion_outcome outcome = promotion_try(&BETTER, rules, 0, 0, FOREVER, &rng);
        in_time += outcome.verdict == ELS_PROOF_PASS && outcome.tasks <= 2000;
    }
    cr_assert_geq(in_time, RUNS * 9 / 10);
}

Test(promotion, a_change_that_fixes_much_and_breaks_much_is_refused)
{
    const promotion_world reckless = {0.6, 0.35, 0.25, 10, 1};
    const els_proof_rules *rules = els_proof_rules_of(BALANCED);
    els_rng rng = els_rng_make(7, 4, 0);
    promotion_outcome outcome =
        promotion_stage(&reckless, rules, ELS_PROOF_TEST, 1e-9, FOREVER, &rng);
    cr_assert_eq(outcome.verdict, ELS_PROOF_FAIL);
}

Test(promotion, a_disaster_does_not_get_past_the_canary)
{
    const promotion_world disaster = {0.9, 0, 0.9, 10, 1};
    const els_proof_rules rules = {.share = 0.2, .canary_tasks = 1000};
    els_rng rng = els_rng_make(7, 5, 0);
    promotion_outcome outcome =
        promotion_stage(&disaster, &rules, ELS_PROOF_CANARY, 0, FOREVER, &rng);
    cr_assert_eq(outcome.verdict, ELS_PROOF_FAIL);
    cr_assert_eq(outcome.tasks, 0, "no pair was paid for");
}

Test(promotion, outcomes_weighted_by_the_propensity_estimate_the_effect)
{
    const double share = 0.2;
    els_proof_state state;
    els_rng rng = els_rng_make(7, 6, 0);
    els_proof_begin(&state, ELS_PROOF_CANARY, 0);
    for (int i = 0; i < 40000; i++) {
        bool old_right, new_right, with = els_rng_chance(&rng, share);
        promotion_draw(&BETTER, &rng, &old_right, &new_right);
        els_proof_add_canary(&state, with, with ? new_right : old_right, share);
    }
    /* The outcomes were scaled by 2 * share to stay within -1..1. */
    cr_assert_float_eq(els_eprocess_mean(&state.canary) / (2 * share), 0.05, 0.02);
}

Test(promotion, the_error_budget_of_a_run_is_never_overspent)
{
    double spent = 0;
    for (uint64_t i = 0; i < 100000; i++)
        spent += els_proof_level(0.05, i, 0);
    cr_assert_leq(spent, 0.05);
    cr_assert_gt(els_proof_level(0.05, 3, 1), els_proof_level(0.05, 3, 0),
                 "a promotion earns budget back");
}

static uint32_t promoted_in(const promotion_world *world, uint32_t runs)
{
    const els_proof_rules *rules = els_proof_rules_of(BALANCED);
    uint32_t promoted = 0;
    for (uint64_t run = 0; run < runs; run++) {
        els_rng rng = els_rng_make(run, 8, 0);
        promoted += promotion_try(world, rules, 0, 0, FOREVER, &rng).verdict == ELS_PROOF_PASS;
    }
    return promoted;
}

Test(promotion, less_work_for_the_same_answers_is_a_gain_too)
{
    const promotion_world cheaper = {0.6, 0.01, 0.01, 10, 0.8};
    cr_assert_geq(promoted_in(&cheaper, 100), 95);
}

Test(promotion, neither_right_answers_at_any_price_nor_less_work_at_the_cost_of_answers)
{
    const promotion_world dear = {0.6, 0.08, 0.03, 10, 3};
    const promotion_world careless = {0.6, 0.03, 0.08, 10, 0.8};
    cr_assert_leq(promoted_in(&dear, 100), 2);
    cr_assert_leq(promoted_in(&careless, 100), 2);
}
