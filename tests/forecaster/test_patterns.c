#include "els_rng.h"
#include "patterns.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { N = 96, RUNS = 60 };

static void noise(uint64_t run, double *ret)
{
    els_rng rng = els_rng_make(31, run, 0);
    for (int t = 0; t < N; t++)
        ret[t] = els_rng_normal(&rng);
}

Test(patterns, plain_noise_shows_next_to_nothing)
{
    int trends = 0, seasons = 0, changes = 0, anomalies = 0, spikes = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        double values[N];
        els_pattern_change change[ELS_PATTERN_PLACES_MAX];
        els_pattern_anomaly anomaly[ELS_PATTERN_PLACES_MAX];
        noise(run, values);
        trends += els_pattern_find_trend(values, N, 1).is_found;
        seasons += els_pattern_find_season(values, N, 0).is_found;
        changes += els_pattern_find_changes(values, N, 1, change) > 0;
        anomalies += els_pattern_find_anomalies(values, N, 1, anomaly) > 0;
        spikes += els_pattern_find_spikes(values, N).is_found;
    }
    cr_assert(trends <= 3 && seasons <= 3 && changes <= 4 && anomalies <= 5 && spikes <= 1,
              "%d %d %d %d %d", trends, seasons, changes, anomalies, spikes);
}

Test(patterns, a_trend_has_its_slope_and_its_sign)
{
    double values[N];
    noise(1, values);
    for (int t = 0; t < N; t++)
        values[t] -= 0.2 * t;
    els_pattern_trend trend = els_pattern_find_trend(values, N, 1);
    cr_assert(trend.is_found && trend.p < 1e-6 && trend.tau < -0.8);
    cr_assert_float_eq(trend.slope, -0.2, 0.01);
    cr_assert_not(els_pattern_find_trend(values, 7, 1).is_found, "too few values");
}

Test(patterns, a_season_is_found_with_and_without_being_told_its_length)
{
    double values[N];
    noise(2, values);
    for (int t = 0; t < N; t++)
        values[t] += 0.1 * t + 4 * sin(2 * M_PI * t / 12);
    els_pattern_season told = els_pattern_find_season(values, N, 12);
    els_pattern_season found = els_pattern_find_season(values, N, 0);
    cr_assert(told.is_found && told.strength > 0.7);
    cr_assert(found.is_found && found.period == 12, "%u", found.period);
    cr_assert_not(els_pattern_find_season(values, N, 40).is_found, "less than three periods");
}

Test(patterns, changes_of_level_and_of_slope_are_where_they_were_made)
{
    int level = 0, slope = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        double values[N], bent[N];
        els_pattern_change change[ELS_PATTERN_PLACES_MAX];
        noise(run, values);
        for (int t = 0; t < N; t++)
            bent[t] = values[t] + (t < 50 ? 0 : 0.6 * (t - 50));
        for (int t = 60; t < N; t++)
            values[t] += 5;
        size_t n = els_pattern_find_changes(values, N, 1, change);
        level += n == 1 && labs((long)change[0].at - 60) <= 1 && change[0].gain > 1 &&
                 fabs(change[0].after - change[0].before - 5) < 2.5;
        n = els_pattern_find_changes(bent, N, 1, change);
        slope += n == 1 && labs((long)change[0].at - 50) <= 6 &&
                 fabs(change[0].slope_after - change[0].slope_before - 0.6) < 0.2;
    }
    cr_assert_geq(level, RUNS * 8 / 10, "%d", level);
    cr_assert_geq(slope, RUNS * 8 / 10, "%d", slope);
}

Test(patterns, values_that_hang_together_are_not_cut_often)
{
    int changes = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        double values[N];
        els_pattern_change change[ELS_PATTERN_PLACES_MAX];
        noise(run, values);
        for (int t = 1; t < N; t++)
            values[t] += 0.5 * values[t - 1];
        changes += els_pattern_find_changes(values, N, 1, change) > 0;
    }
    cr_assert_leq(changes, RUNS / 6, "%d", changes);
}

Test(patterns, several_changes_come_in_order_and_exact_steps_are_exact)
{
    double values[90];
    els_pattern_change change[ELS_PATTERN_PLACES_MAX];
    for (int t = 0; t < 90; t++)
        values[t] = t < 30 ? 1 : t < 60 ? 4 : -2;
    size_t n = els_pattern_find_changes(values, 90, 1, change);
    cr_assert_eq(n, 2);
    cr_assert(change[0].at == 30 && change[1].at == 60);
    cr_assert_float_eq(change[1].before, 4, 1e-6);
    cr_assert_float_eq(change[1].after, -2, 1e-6);
    for (int t = 0; t < 90; t++)
        values[t] = 3;
    cr_assert_eq(els_pattern_find_changes(values, 90, 1, change), 0);
}

Test(patterns, an_anomaly_is_named_with_what_was_expected)
{
    double values[N];
    els_pattern_anomaly found[ELS_PATTERN_PLACES_MAX];
    noise(3, values);
    for (int t = 0; t < N; t++)
        values[t] = 0.1 * values[t] + 0.5 * t + 3 * (t % 4 == 1);
    values[40] += 9;
    values[70] -= 6;
    size_t n = els_pattern_find_anomalies(values, N, 4, found);
    cr_assert_eq(n, 2);
    cr_assert(found[0].at == 40 && found[1].at == 70);
    cr_assert_float_eq(found[0].value - found[0].expected, 9, 1.5);
    cr_assert_gt(found[0].score, 10);
}

Test(patterns, spikes_that_come_back_have_their_rhythm)
{
    double values[N];
    noise(4, values);
    for (int t = 5; t < N; t += 14)
        values[t] += 15;
    els_pattern_spikes spikes = els_pattern_find_spikes(values, N);
    cr_assert(spikes.is_found);
    cr_assert(spikes.every == 14 && spikes.first == 5 && spikes.hits == spikes.slots, "%u %u",
              spikes.every, spikes.first);
    noise(5, values);
    values[9] += 15;
    values[20] += 15;
    values[61] += 15;
    cr_assert_not(els_pattern_find_spikes(values, N).is_found, "three spikes without a rhythm");
}

Test(patterns, series_that_go_together_are_linked_with_their_lag)
{
    double a[N], b[N], other[N];
    int by_chance = 0;
    noise(6, a);
    noise(7, b);
    for (int t = N - 1; t >= 0; t--)
        b[t] = 0.3 * b[t] + (t >= 2 ? a[t - 2] : 0);
    els_pattern_link link = els_pattern_find_link(a, N, b, N, 1, 3, 1);
    cr_assert(link.is_found && link.lag == 2 && link.r > 0.8, "lag %d, r %g", link.lag, link.r);
    link = els_pattern_find_link(b, N, a, N, 1, 3, 1);
    cr_assert(link.is_found && link.lag == -2);
    for (uint64_t run = 0; run < RUNS; run++) {
        double walk_a[N], walk_b[N], x = 0, y = 0;
        noise(100 + run, a);
        noise(200 + run, other);
        for (int t = 0; t < N; t++) {
            walk_a[t] = x += a[t];
            walk_b[t] = y += other[t];
        }
        by_chance += els_pattern_find_link(walk_a, N, walk_b, N, 1, 3, 1).is_found;
    }
    cr_assert_leq(by_chance, 4, "walks only seem to go together: %d", by_chance);
}
