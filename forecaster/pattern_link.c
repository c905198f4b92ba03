/* Series that go together. */
#include "patterns.h"
#include "stats_basic.h"

#include <math.h>

enum { LEAST = 12, MEMORY = 10 };

/* Steps of the newest n values without their season, standardised; false when they do not vary. */
static bool steps_of(const double *values, size_t n_all, size_t n, uint32_t period, double *ret)
{
    els_season season;
    double plain[ELS_FORECAST_WINDOW];
    values += n_all - n;
    els_season_find(values, n, period, &season);
    for (size_t t = 0; t < n; t++)
        plain[t] = els_season_remove(&season, values[t], t);
    for (size_t t = 1; t < n; t++)
        ret[t - 1] = plain[t] - plain[t - 1];
    double mean = els_stats_mean(ret, n - 1), sd = els_stats_sd(ret, n - 1);
    for (size_t t = 0; t + 1 < n; t++)
        ret[t] = sd > 0 ? (ret[t] - mean) / sd : 0;
    return sd > 0;
}

els_pattern_link els_pattern_find_link(const double *a, size_t n_a, const double *b, size_t n_b,
                                       uint32_t period, int lag_max, uint32_t comparisons)
{
    double x[ELS_FORECAST_WINDOW], y[ELS_FORECAST_WINDOW], variance = 1;
    size_t n = n_a < n_b ? n_a : n_b;
    els_pattern_link best = {.p = 1};
    if (n < LEAST + (size_t)lag_max || !steps_of(a, n_a, n, period, x) ||
        !steps_of(b, n_b, n, period, y))
        return best;
    size_t m = n - 1;
    for (size_t k = 1; k <= MEMORY && k < m; k++)
        variance += 2 * els_season_autocorrelation(x, m, k) * els_season_autocorrelation(y, m, k);
    variance = fmax(variance, 1); /* never surer than of series without memory */
    for (int lag = -lag_max; lag <= lag_max; lag++) {
        double sum = 0;
        size_t shift = (size_t)(lag < 0 ? -lag : lag), common = m - shift;
        for (size_t t = 0; t < common; t++)
            sum += lag < 0 ? x[t + shift] * y[t] : x[t] * y[t + shift];
        double r = fmin(fmax(sum / (double)common, -0.999999), 0.999999);
        double z = fabs(atanh(r)) * sqrt(((double)common - 3) / variance);
        double tried = (2 * lag_max + 1) * (double)comparisons;
        double p = fmin(1, tried * 2 * els_stats_normal_cdf(-z));
        if (p < best.p || (p == best.p && fabs(r) > fabs(best.r)))
            best = (els_pattern_link){.is_found = p < 0.01, .lag = lag, .r = r, .p = p};
    }
    return best;
}
