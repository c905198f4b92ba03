#include <criterion/criterion.h>

#include "els_rng.h"
#include "stats_policy.h"

#include <math.h>

/* Two kinds of task, three actions; what each is worth is known. */
static const double worth[2][3] = {{0.9, 0.5, 0.2}, {0.1, 0.5, 0.7}};
static const double chances[2][3] = {{0.7, 0.2, 0.1}, {0.2, 0.2, 0.6}};

/* The log of a policy that prefers what is good, and what it says of always taking `action`. */
static els_policy logged(uint32_t n, uint32_t action, uint64_t seed, bool has_model)
{
    els_policy policy = {0};
    els_rng rng = els_rng_make(seed, action, 1);
    double right[2] = {0, 0}, seen[2] = {0, 0};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t kind = els_rng_below(&rng, 2), chosen = 0;
        double at = els_rng_unit(&rng);
        while (chosen < 2 && at >= chances[kind][chosen])
            at -= chances[kind][chosen++];
        double reward = els_rng_chance(&rng, worth[kind][chosen]);
        double model = has_model ? (right[kind] + 1) / (seen[kind] + 2) : 0;
        els_policy_add(&policy, chosen == action, chances[kind][chosen], reward, model);
        if (chosen == action) {
            right[kind] += reward;
            seen[kind]++;
        }
    }
    return policy;
}

Test(policy_estimate, both_estimates_hold_the_truth_in_their_intervals)
{
    enum { LOGS = 300, N = 400 };
    for (uint32_t action = 0; action < 3; action++) {
        double truth = (worth[0][action] + worth[1][action]) / 2, ips = 0, dr = 0;
        uint32_t held_ips = 0, held_dr = 0;
        for (uint64_t seed = 0; seed < LOGS; seed++) {
            els_policy policy = logged(N, action, seed, true);
            els_estimate a = els_policy_ips(&policy), b = els_policy_dr(&policy);
            ips += a.value / LOGS;
            dr += b.value / LOGS;
            held_ips += a.interval.low <= truth && truth <= a.interval.high;
            held_dr += b.interval.low <= truth && truth <= b.interval.high;
        }
        cr_assert_float_eq(ips, truth, 0.02, "action %u: %f", action, ips);
        cr_assert_float_eq(dr, truth, 0.02, "action %u: %f", action, dr);
        cr_assert_geq(held_ips, 0.9 * LOGS);
        cr_assert_geq(held_dr, 0.9 * LOGS);
    }
}

Test(policy_estimate, what_was_merely_observed_is_biased_and_this_is_not)
{
    /* Action 0 was taken mostly where it is good: its raw mean flatters it. */
    els_rng rng = els_rng_make(9, 9, 9);
    els_policy policy = {0};
    double raw = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t kind = els_rng_below(&rng, 2);
        bool taken = els_rng_chance(&rng, chances[kind][0]);
        double reward = els_rng_chance(&rng, worth[kind][0]);
        els_policy_add(&policy, taken, chances[kind][0], reward, 0);
        raw += taken ? reward : 0;
    }
    cr_assert_gt(raw / (double)policy.taken, 0.65);
    cr_assert_float_eq(els_policy_ips(&policy).value, 0.5, 0.03);
}

Test(policy_estimate, a_model_makes_the_interval_narrower)
{
    els_policy policy = logged(2000, 0, 4, true);
    els_interval ips = els_policy_ips(&policy).interval, dr = els_policy_dr(&policy).interval;
    cr_assert_lt(dr.high - dr.low, 0.85 * (ips.high - ips.low));
    els_policy without = logged(2000, 0, 4, false);
    cr_assert_float_eq(els_policy_dr(&without).value, els_policy_ips(&without).value, 1e-12);
}

Test(policy_estimate, too_few_choices_say_nothing)
{
    els_policy policy = {0};
    cr_assert(isinf(els_policy_dr(&policy).interval.high));
    els_policy_add(&policy, true, 0.5, 1, 0);
    cr_assert(isinf(els_policy_ips(&policy).interval.high));
    els_policy_add(&policy, false, 0, 1, 0.5);
    cr_assert_float_eq(els_policy_ips(&policy).value, 1, 1e-12);
    cr_assert_eq(policy.taken, 1);
}
