#include "els_rng.h"
#include "stats_bootstrap.h"

#include <criterion/criterion.h>
#include <math.h>

#define NEAR(a, b, eps)                                                                            \
    cr_assert_float_eq((a), (b), (eps), "%.12g is not %.12g", (double)(a), (double)(b))

/* Base: cost 40, 2 of 4 solved = 20 per solved. Now: cost 20, 4 of 4 = 5 per solved. M = 4. */
Test(stats_multiplier, four_tasks_by_hand)
{
    els_cost_pair pairs[] = {{1, 10, 5, true, true},
                             {1, 10, 5, false, true},
                             {2, 10, 5, true, true},
                             {2, 10, 5, false, true}};
    els_multiplier m = els_stats_multiplier(pairs, 4, 200, 1);
    cr_assert(m.is_defined);
    cr_assert_eq(m.clusters, 2u);
    NEAR(m.multiplier.value, 4, 1e-12);
    NEAR(m.success_ratio.value, 2, 1e-12);
    NEAR(m.speed_ratio.value, 2, 1e-12);
    NEAR(m.multiplier.interval.low, 4, 1e-12); /* both clusters are alike */
    NEAR(m.multiplier.interval.high, 4, 1e-12);
}

Test(stats_multiplier, failures_cost_counts)
{
    els_cost_pair pairs[] = {{1, 10, 10, true, true}, {2, 10, 90, true, false}};
    els_multiplier m = els_stats_multiplier(pairs, 2, 200, 1);
    NEAR(m.multiplier.value, 10.0 / 100, 1e-12);
}

Test(stats_multiplier, base_without_any_success_counts_as_one_solved)
{
    els_cost_pair pairs[] = {{1, 10, 10, false, true}, {2, 10, 10, false, true}};
    NEAR(els_stats_multiplier(pairs, 2, 200, 1).multiplier.value, 2, 1e-12);
}

Test(stats_multiplier, is_zero_when_nothing_is_solved_now)
{
    els_cost_pair pairs[] = {{1, 10, 1, true, false}, {2, 10, 1, false, false}};
    els_multiplier m = els_stats_multiplier(pairs, 2, 200, 1);
    cr_assert_eq(m.multiplier.value, 0.0);
    cr_assert_eq(m.multiplier.interval.high, 0.0);
}

Test(stats_multiplier, is_undefined_without_cost_or_with_one_template)
{
    els_cost_pair free_of_cost[] = {{1, 0, 0, true, true}, {2, 0, 0, true, true}};
    els_cost_pair alone[] = {{1, 5, 4, true, true}};
    cr_assert_not(els_stats_multiplier(free_of_cost, 2, 200, 1).is_defined);
    cr_assert_not(els_stats_multiplier(alone, 1, 200, 1).is_defined);
    cr_assert_not(els_stats_multiplier(NULL, 0, 200, 1).is_defined);
}

static uint32_t simulate(els_rng *rng, uint32_t clusters, double gain, els_cost_pair *ret)
{
    uint32_t n = 0;
    for (uint32_t c = 0; c < clusters; c++) {
        double size = exp(0.5 * els_rng_normal(rng));
        double p = 0.3 + 0.4 * els_rng_unit(rng);
        for (int i = 0; i < 4; i++) {
            double base = 100 * size * exp(0.2 * els_rng_normal(rng));
            double now = 100 * size / gain * exp(0.2 * els_rng_normal(rng));
            ret[n++] =
                (els_cost_pair){c, base, now, els_rng_chance(rng, p), els_rng_chance(rng, p)};
        }
    }
    return n;
}

Test(stats_multiplier, interval_covers_the_true_ratio_about_95_times_in_100)
{
    enum { RUNS = 300, CLUSTERS = 30 };
    els_rng rng = els_rng_make(3, 1, 4);
    int covered = 0;
    for (int run = 0; run < RUNS; run++) {
        els_cost_pair pairs[CLUSTERS * 4];
        uint32_t n = simulate(&rng, CLUSTERS, 2.0, pairs);
        els_interval ends = els_stats_multiplier(pairs, n, 300, (uint64_t)run).multiplier.interval;
        covered += ends.low <= 2.0 && 2.0 <= ends.high;
    }
    cr_assert(covered >= 273 && covered <= 296, "%d of %d", covered, RUNS);
}

Test(stats_multiplier, same_seed_gives_the_same_bits)
{
    els_rng rng = els_rng_make(5, 5, 5);
    els_cost_pair pairs[80];
    uint32_t n = simulate(&rng, 20, 1.3, pairs);
    els_multiplier a = els_stats_multiplier(pairs, n, 200, 9),
                   b = els_stats_multiplier(pairs, n, 200, 9);
    els_multiplier c = els_stats_multiplier(pairs, n, 200, 10);
    cr_assert_eq(a.multiplier.interval.low, b.multiplier.interval.low);
    cr_assert_eq(a.multiplier.interval.high, b.multiplier.interval.high);
    cr_assert_neq(a.multiplier.interval.low, c.multiplier.interval.low);
}
