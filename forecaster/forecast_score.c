#include "forecast_score.h"

#include <math.h>

static double mean_step(const double *values, size_t n, size_t lag)
{
    double sum = 0;
    for (size_t t = lag; t < n; t++)
        sum += fabs(values[t] - values[t - lag]);
    return n > lag ? sum / (double)(n - lag) : 0;
}

els_forecast_score els_forecast_score_make(const els_forecast_point *points, const double *actual,
                                           uint32_t horizon, const double *values, size_t n,
                                           uint32_t period)
{
    const double miss = 2 / 0.05;
    els_forecast_score sum = {0};
    double scale = mean_step(values, n, period > 1 && n > period ? period : 1), steps = horizon;
    for (uint32_t h = 0; h < horizon; h++) {
        els_forecast_point p = points[h];
        double error = fabs(p.mean - actual[h]), size = fabs(p.mean) + fabs(actual[h]);
        sum.smape += size > 0 ? 200 * error / size : 0;
        sum.mase += error;
        sum.inside += p.low <= actual[h] && actual[h] <= p.high;
        sum.msis +=
            p.high - p.low + miss * fmax(0, p.low - actual[h]) + miss * fmax(0, actual[h] - p.high);
    }
    scale = scale > 0 ? scale : NAN;
    return (els_forecast_score){.smape = sum.smape / steps,
                                .mase = sum.mase / steps / scale,
                                .inside = sum.inside / steps,
                                .msis = sum.msis / steps / scale};
}
