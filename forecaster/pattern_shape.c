/* Trend and season: shapes of the whole series. */
#include "patterns.h"
#include "els_str.h"
#include "stats_basic.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST = 8 };

/* The line with the median slope: what is left is returned in place. */
static void take_line_out(double *values, size_t n, double slope)
{
    for (size_t t = 0; t < n; t++)
        values[t] -= slope * (double)t;
}

static double median_slope(const double *values, size_t n)
{
    size_t pairs = n * (n - 1) / 2, k = 0;
    double *slopes = malloc(pairs * sizeof *slopes);
    if (!slopes)
        els_out_of_memory(pairs * sizeof *slopes);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            slopes[k++] = (values[j] - values[i]) / (double)(j - i);
    els_stats_sort(slopes, pairs);
    double median = els_stats_quantile(slopes, pairs, 0.5);
    free(slopes);
    return median;
}

static void without_season(const double *values, size_t n, uint32_t period, double *ret)
{
    els_season season;
    els_season_find(values, n, period, &season);
    for (size_t t = 0; t < n; t++)
        ret[t] = els_season_remove(&season, values[t], t);
}

els_pattern_trend els_pattern_find_trend(const double *values, size_t n, uint32_t period)
{
    double plain[ELS_FORECAST_WINDOW], ups = 0, pairs = (double)n * ((double)n - 1) / 2, ties = 0;
    els_pattern_trend trend = {.p = 1};
    if (n < LEAST)
        return trend;
    without_season(values, n, period, plain);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            ups += (plain[j] > plain[i]) - (plain[j] < plain[i]);
            ties += plain[j] == plain[i];
        }
    trend.slope = median_slope(plain, n);
    trend.tau = ups / pairs;
    take_line_out(plain, n, trend.slope);
    double count = (double)n, r = els_season_autocorrelation(plain, n, 1);
    r = fmin(fmax(r + (1 + 4 * r) / count, 0), 0.99); /* its bias in few values (Kendall 1954) */
    double variance = count * (count - 1) * (2 * count + 5) / 18 * (1 - ties / pairs);
    variance *= (1 + r) / (1 - r);
    double z = variance > 0 ? fmax(fabs(ups) - 1, 0) / sqrt(variance) : 0;
    trend.p = 2 * els_stats_normal_cdf(-z);
    trend.is_found = trend.p < 0.01;
    return trend;
}

/* Bartlett's limit of the autocorrelation at `lag`, for z standard deviations. */
static double limit_of(const double *correlations, uint32_t lag, size_t n, double z)
{
    double before = 1;
    for (uint32_t k = 1; k < lag; k++)
        before += 2 * correlations[k] * correlations[k];
    return z * sqrt(before / (double)n);
}

/* Beyond the limit; or strong and beyond that of noise without memory: a smooth season makes its
 * own short autocorrelations, which raise the limit. */
static bool is_season(const double *values, size_t n, uint32_t lag, const double *r, double z)
{
    return r[lag] > limit_of(r, lag, n, z) ||
           (r[lag] > z / sqrt((double)n) &&
            els_season_strength(values, n, lag) > ELS_SEASON_STRONG);
}

els_pattern_season els_pattern_find_season(const double *values, size_t n, uint32_t period)
{
    const double z90 = 1.645, z999 = 3.29;
    double plain[ELS_FORECAST_WINDOW], r[ELS_FORECAST_PERIOD_MAX + 2], lowest = 1;
    els_pattern_season season = {.period = period};
    bool is_given = period > 1;
    if (n < LEAST || period > ELS_FORECAST_PERIOD_MAX || (is_given && n < 3 * (size_t)period))
        return season;
    for (size_t t = 0; t < n; t++)
        plain[t] = values[t];
    take_line_out(plain, n, median_slope(values, n));
    size_t longest = n / 3 < ELS_FORECAST_PERIOD_MAX ? n / 3 : ELS_FORECAST_PERIOD_MAX;
    for (size_t lag = 1; lag <= longest + 1; lag++)
        r[lag] = els_season_autocorrelation(plain, n, lag);
    for (uint32_t lag = 2; lag <= longest && !is_given; lag++) {
        lowest = fmin(lowest, r[lag - 1]);
        bool is_peak = r[lag] > r[lag - 1] && r[lag] >= r[lag + 1] &&
                       r[lag] - lowest > z999 * sqrt(2 / (double)n); /* not a ripple on a slope */
        /* A multiple of a period is one as well: it must be clearly better. */
        if (is_peak && is_season(values, n, lag, r, z999) &&
            (season.period < 2 || r[lag] > 1.1 * r[season.period]))
            season.period = lag;
    }
    if (season.period < 2)
        return season;
    season.autocorrelation = r[season.period];
    season.limit = limit_of(r, season.period, n, is_given ? z90 : z999);
    season.strength = els_season_strength(values, n, season.period);
    season.is_found = !is_given || is_season(values, n, period, r, z90);
    return season;
}
