#include "els_rng.h"
#include "stats_basic.h"

#include <criterion/criterion.h>
#include <math.h>

#define NEAR(a, b, eps)                                                                            \
    cr_assert_float_eq((a), (b), (eps), "%.12g is not %.12g", (double)(a), (double)(b))

Test(stats_sum, keeps_the_small_beside_the_large)
{
    double values[] = {1.0, 1e100, 1.0, -1e100};
    cr_assert_eq(els_stats_sum(values, 4), 2.0);
}

Test(stats_sum, of_nothing_is_zero)
{
    cr_assert_eq(els_stats_sum(NULL, 0), 0.0);
    cr_assert_eq(els_stats_mean(NULL, 0), 0.0);
}

Test(stats_sd, divides_by_one_less_than_n)
{
    double values[] = {2, 4, 4, 4, 5, 5, 7, 9};
    NEAR(els_stats_sd(values, 8), sqrt(32.0 / 7), 1e-12);
}

Test(stats_normal, quantile_inverts_the_distribution)
{
    NEAR(els_stats_normal_quantile(0.975), 1.959963984540054, 1e-9);
    NEAR(els_stats_normal_quantile(0.5), 0, 1e-9);
    NEAR(els_stats_normal_cdf(1.0), 0.841344746068543, 1e-12);
}

Test(stats_t, quantiles_agree_with_the_printed_tables)
{
    NEAR(els_stats_t_quantile(0.975, 1), 12.7062, 1e-3);
    NEAR(els_stats_t_quantile(0.975, 2), 4.3027, 1e-3);
    NEAR(els_stats_t_quantile(0.975, 3), 3.1824, 1e-3);
    NEAR(els_stats_t_quantile(0.975, 10), 2.2281, 1e-3);
    NEAR(els_stats_t_quantile(0.975, 29), 2.0452, 1e-3);
    NEAR(els_stats_t_quantile(0.95, 5), 2.0150, 1e-3);
}

Test(stats_quantile, interpolates_between_neighbours)
{
    double values[] = {1, 2, 4, 8};
    NEAR(els_stats_quantile(values, 4, 0), 1, 1e-12);
    NEAR(els_stats_quantile(values, 4, 0.5), 3, 1e-12);
    NEAR(els_stats_quantile(values, 4, 1), 8, 1e-12);
}

/* Wilson by hand for 8 of 10 at z = 1.96: centre 0.7168, half 0.2266. */
Test(stats_wilson, eight_of_ten_by_hand)
{
    els_interval interval = els_stats_wilson(8, 10, 1.96);
    NEAR(interval.low, 0.4902, 5e-5);
    NEAR(interval.high, 0.9433, 5e-5);
}

Test(stats_wilson, ends_are_exact_at_none_and_all)
{
    cr_assert_eq(els_stats_wilson(0, 20, ELS_STATS_Z95).low, 0.0);
    cr_assert_eq(els_stats_wilson(20, 20, ELS_STATS_Z95).high, 1.0);
    cr_assert_lt(els_stats_wilson(20, 20, ELS_STATS_Z95).low, 0.9);
    cr_assert_eq(els_stats_wilson(0, 0, ELS_STATS_Z95).high, 1.0);
}

Test(stats_wilson, covers_the_rate_about_95_times_in_100)
{
    els_rng rng = els_rng_make(7, 1, 1);
    int covered = 0;
    for (int run = 0; run < 2000; run++) {
        double right = 0;
        for (int i = 0; i < 40; i++)
            right += els_rng_chance(&rng, 0.3);
        els_interval interval = els_stats_wilson(right, 40, ELS_STATS_Z95);
        covered += interval.low <= 0.3 && 0.3 <= interval.high;
    }
    cr_assert(covered >= 1860 && covered <= 1960, "%d of 2000", covered);
}

/* Newcombe (1998), his example (a): 56/70 - 48/80 = 0.2, interval 0.0524 .. 0.3339. */
Test(stats_newcombe, agrees_with_the_published_example)
{
    els_interval interval = els_stats_newcombe(56, 70, 48, 80, ELS_STATS_Z95);
    NEAR(interval.low, 0.0524, 1e-4);
    NEAR(interval.high, 0.3339, 1e-4);
}

/* Clusters {1,1}, {0,0}, {1,-1}: mean 1/3; residual sums 4/3, -2/3, -2/3; squares 24/9; times 3/2
 * is 4; se = 2/6. */
Test(stats_paired, standard_error_of_three_clusters_by_hand)
{
    double differences[] = {1, 0, 1, 1, 0, -1};
    uint64_t clusters[] = {5, 9, 7, 5, 9, 7};
    els_paired paired = els_stats_paired_difference(differences, clusters, 6);
    cr_assert_eq(paired.clusters, 3u);
    NEAR(paired.mean, 1.0 / 3, 1e-12);
    NEAR(paired.se, 1.0 / 3, 1e-12);
    NEAR(paired.interval.low, -1, 1e-12); /* 1/3 - 4.3027/3 is clamped */
    NEAR(paired.interval.high, 1, 1e-12);
}

Test(stats_paired, one_cluster_tells_nothing)
{
    double differences[] = {1, 1, 1};
    uint64_t clusters[] = {4, 4, 4};
    els_paired paired = els_stats_paired_difference(differences, clusters, 3);
    cr_assert_eq(paired.interval.low, -1.0);
    cr_assert_eq(paired.interval.high, 1.0);
}

/* Differences share a template's effect: ignoring the clusters would cover far too rarely. */
Test(stats_paired, covers_the_mean_when_tasks_of_a_template_agree)
{
    enum { RUNS = 600, CLUSTERS = 20, SIZE = 5 };
    els_rng rng = els_rng_make(11, 2, 3);
    int covered = 0, covered_without = 0;
    for (int run = 0; run < RUNS; run++) {
        double differences[CLUSTERS * SIZE];
        uint64_t clusters[CLUSTERS * SIZE], none[CLUSTERS * SIZE];
        for (int c = 0; c < CLUSTERS; c++) {
            double effect = 0.2 * els_rng_normal(&rng);
            for (int i = 0; i < SIZE; i++) {
                int at = c * SIZE + i;
                differences[at] = 0.1 + effect + 0.05 * els_rng_normal(&rng);
                clusters[at] = (uint64_t)c;
                none[at] = (uint64_t)at;
            }
        }
        els_interval a =
            els_stats_paired_difference(differences, clusters, CLUSTERS * SIZE).interval;
        els_interval b = els_stats_paired_difference(differences, none, CLUSTERS * SIZE).interval;
        covered += a.low <= 0.1 && 0.1 <= a.high;
        covered_without += b.low <= 0.1 && 0.1 <= b.high;
    }
    cr_assert(covered >= 552 && covered <= 588, "%d of %d", covered, RUNS);
    cr_assert_lt(covered_without, 480, "clustering makes no difference: %d", covered_without);
}
