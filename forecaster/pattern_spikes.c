/* Anomalies and spikes that come back: single values far from their neighbours. */
#include "patterns.h"
#include "stats_basic.h"

#include <math.h>

enum { LEAST = 10, SIDE = 3 };

/* Median of the neighbours up to SIDE steps away, without the value itself: an anomaly must not
 * explain itself. They are first brought to its place along the median of their slopes. At the ends
 * the window moves inside. */
static double expected_from_neighbours(const double *values, size_t n, size_t t)
{
    double around[2 * SIDE], slopes[SIDE * (2 * SIDE - 1)];
    size_t at[2 * SIDE], from = t > SIDE ? t - SIDE : 0, k = 0, pairs = 0;
    if (from + 2 * SIDE >= n)
        from = n - 2 * SIDE - 1;
    for (size_t i = from; i <= from + 2 * SIDE; i++)
        if (i != t)
            at[k++] = i;
    for (size_t i = 0; i < k; i++)
        for (size_t j = i + 1; j < k; j++)
            slopes[pairs++] = (values[at[j]] - values[at[i]]) / (double)(at[j] - at[i]);
    els_stats_sort(slopes, pairs);
    double slope = els_stats_quantile(slopes, pairs, 0.5);
    for (size_t i = 0; i < k; i++)
        around[i] = values[at[i]] + slope * ((double)t - (double)at[i]);
    els_stats_sort(around, k);
    return els_stats_quantile(around, k, 0.5);
}

/* Robust scores of all values; false when there are too few or the rest does not vary. */
static bool scores_of(const double *values, size_t n, double *ret_expected, double *ret_scores)
{
    double sizes[ELS_FORECAST_WINDOW];
    if (n < LEAST)
        return false;
    for (size_t t = 0; t < n; t++) {
        ret_expected[t] = expected_from_neighbours(values, n, t);
        ret_scores[t] = values[t] - ret_expected[t];
        sizes[t] = fabs(ret_scores[t]);
    }
    els_stats_sort(sizes, n);
    double spread = 1.4826 * els_stats_quantile(sizes, n, 0.5);
    if (!(spread > 0)) /* more than half fit exactly: the others' mean distance */
        spread = 1.2533 * els_stats_mean(sizes, n);
    for (size_t t = 0; t < n; t++)
        ret_scores[t] = spread > 0 ? ret_scores[t] / spread : 0;
    return spread > 0;
}

/* How many deviations make value t an anomaly. Near the ends its neighbours are on one side, and
 * what they expect is less certain. */
static double threshold_of(size_t t, size_t n)
{
    double inside = fmax(4, sqrt(2 * log((double)n)) + 1);
    return t < SIDE || t + SIDE >= n ? 2 * inside : inside;
}

size_t els_pattern_find_anomalies(const double *values, size_t n, uint32_t period,
                                  els_pattern_anomaly *ret_anomalies)
{
    double plain[ELS_FORECAST_WINDOW], expected[ELS_FORECAST_WINDOW], scores[ELS_FORECAST_WINDOW];
    els_season season;
    size_t filled = 0;
    els_season_find(values, n, period, &season);
    for (size_t t = 0; t < n; t++)
        plain[t] = els_season_remove(&season, values[t], t);
    if (!scores_of(plain, n, expected, scores))
        return 0;
    for (size_t t = 0; t < n; t++) {
        size_t larger = 0;
        if (fabs(scores[t]) <= threshold_of(t, n))
            continue;
        for (size_t u = 0; u < n; u++)
            larger +=
                fabs(scores[u]) > fabs(scores[t]) || (fabs(scores[u]) == fabs(scores[t]) && u < t);
        if (larger < ELS_PATTERN_PLACES_MAX)
            ret_anomalies[filled++] =
                (els_pattern_anomaly){.at = t,
                                      .value = values[t],
                                      .expected = els_season_restore(&season, expected[t], t),
                                      .score = fabs(scores[t])};
    }
    return filled;
}

/* Chance of at least `hits` among `slots` places when `spikes` fall anywhere in n. */
static double chance(uint32_t hits, uint32_t slots, size_t spikes, size_t n)
{
    double p = (double)spikes / (double)n, sum = 0;
    for (uint32_t k = hits; k <= slots; k++)
        sum += exp(lgamma(slots + 1.0) - lgamma(k + 1.0) - lgamma(slots - k + 1.0) + k * log(p) +
                   (slots - k) * log1p(-p));
    return fmin(sum, 1);
}

els_pattern_spikes els_pattern_find_spikes(const double *values, size_t n)
{
    double expected[ELS_FORECAST_WINDOW], scores[ELS_FORECAST_WINDOW];
    els_pattern_spikes best = {.p = 1};
    size_t spikes = 0;
    if (!scores_of(values, n, expected, scores))
        return best;
    for (size_t t = 0; t < n; t++)
        spikes += fabs(scores[t]) > threshold_of(t, n);
    if (spikes < 3 || 2 * spikes > n)
        return best;
    for (size_t every = 3; every <= n / 3; every++)
        for (size_t first = 0; first < every; first++) {
            uint32_t hits = 0, slots = 0;
            for (size_t t = first; t < n; t += every, slots++)
                hits += fabs(scores[t]) > threshold_of(t, n);
            double tried = (double)(n / 3) * (double)every;
            double p = hits >= 3 ? fmin(1, tried * chance(hits, slots, spikes, n)) : 1;
            if (4 * hits >= 3 * slots && p < best.p)
                best = (els_pattern_spikes){.is_found = p < 0.05,
                                            .every = (uint32_t)every,
                                            .first = (uint32_t)first,
                                            .hits = hits,
                                            .slots = slots,
                                            .p = p};
        }
    return best;
}
