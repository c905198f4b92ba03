#include "forecast_season.h"

#include "stats_basic.h"

#include <math.h>

double els_season_autocorrelation(const double *values, size_t n, size_t lag)
{
    double mean = els_stats_mean(values, n), all = 0, apart = 0;
    for (size_t t = 0; t < n; t++) {
        double d = values[t] - mean;
        all += d * d;
        if (t >= lag)
            apart += d * (values[t - lag] - mean);
    }
    return all > 0 && lag < n ? apart / all : 0;
}

bool els_season_is_present(const double *values, size_t n, uint32_t period)
{
    const double z90 = 1.645;
    double before = 1;
    if (period < 2 || period > ELS_FORECAST_PERIOD_MAX || n < 3 * (size_t)period)
        return false;
    for (uint32_t lag = 1; lag < period; lag++) {
        double r = els_season_autocorrelation(values, n, lag);
        before += 2 * r * r;
    }
    return fabs(els_season_autocorrelation(values, n, period)) > z90 * sqrt(before / (double)n);
}

/* Mean over one period around t, the two ends of an even period counted half. */
static double centred_mean(const double *values, size_t t, uint32_t period)
{
    size_t half = period / 2;
    double sum = 0;
    for (size_t i = t - half; i <= t + half; i++)
        sum += values[i];
    if (period % 2 == 0)
        sum -= (values[t - half] + values[t + half]) / 2;
    return sum / period;
}

void els_season_decompose(const double *values, size_t n, uint32_t period, els_season_kind kind,
                          els_season *ret_season)
{
    els_season season = {.period = period};
    uint32_t counts[ELS_FORECAST_PERIOD_MAX] = {0};
    if (kind == ELS_SEASON_MULTIPLICATIVE)
        for (size_t t = 0; t < n; t++)
            if (!(values[t] > 0))
                kind = ELS_SEASON_ADDITIVE;
    if (period >= 2 && period <= ELS_FORECAST_PERIOD_MAX && n >= 2 * (size_t)period)
        season.kind = kind;
    if (season.kind != ELS_SEASON_NONE) {
        bool is_ratio = kind == ELS_SEASON_MULTIPLICATIVE;
        size_t half = period / 2;
        double mean = 0;
        for (size_t t = half; t + half < n; t++) {
            double trend = centred_mean(values, t, period);
            season.index[t % period] += is_ratio ? values[t] / trend : values[t] - trend;
            counts[t % period]++;
        }
        for (uint32_t i = 0; i < period; i++) {
            season.index[i] = counts[i] ? season.index[i] / counts[i] : is_ratio;
            mean += season.index[i] / period;
        }
        for (uint32_t i = 0; i < period; i++)
            season.index[i] = is_ratio ? season.index[i] / mean : season.index[i] - mean;
    }
    *ret_season = season;
}

void els_season_find_m4(const double *values, size_t n, uint32_t period, els_season *ret_season)
{
    bool is_present = els_season_is_present(values, n, period);
    els_season_decompose(values, n, period,
                         is_present ? ELS_SEASON_MULTIPLICATIVE : ELS_SEASON_NONE, ret_season);
}

void els_season_find(const double *values, size_t n, uint32_t period, els_season *ret_season)
{
    els_season_find_m4(values, n, period, ret_season);
    if (ret_season->kind == ELS_SEASON_NONE && n >= 3 * (size_t)period &&
        els_season_strength(values, n, period) > ELS_SEASON_STRONG)
        els_season_decompose(values, n, period, ELS_SEASON_MULTIPLICATIVE, ret_season);
}

double els_season_remove(const els_season *season, double value, size_t t)
{
    if (season->kind == ELS_SEASON_NONE)
        return value;
    double index = season->index[t % season->period];
    return season->kind == ELS_SEASON_ADDITIVE ? value - index : value / index;
}

double els_season_restore(const els_season *season, double value, size_t t)
{
    if (season->kind == ELS_SEASON_NONE)
        return value;
    double index = season->index[t % season->period];
    return season->kind == ELS_SEASON_ADDITIVE ? value + index : value * index;
}

double els_season_strength(const double *values, size_t n, uint32_t period)
{
    els_season season;
    double rest[ELS_FORECAST_WINDOW], both[ELS_FORECAST_WINDOW];
    size_t m = 0, half = period / 2;
    els_season_decompose(values, n, period, ELS_SEASON_ADDITIVE, &season);
    if (season.kind == ELS_SEASON_NONE)
        return 0;
    for (size_t t = half; t + half < n; t++, m++) {
        both[m] = values[t] - centred_mean(values, t, period);
        rest[m] = both[m] - season.index[t % period];
    }
    double sd_rest = els_stats_sd(rest, m), sd_both = els_stats_sd(both, m);
    return sd_both > 0 ? fmax(0, 1 - sd_rest * sd_rest / (sd_both * sd_both)) : 0;
}
