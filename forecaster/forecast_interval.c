#include "forecast_interval.h"

#include "stats_basic.h"

#include <math.h>

/* Errors of one method, made comparable. */
typedef struct {
    double size[ELS_ROLL_ORIGINS_MAX * ELS_ROLL_HORIZON_MAX]; /* absolute, or of the logarithm */
    uint32_t step[ELS_ROLL_ORIGINS_MAX * ELS_ROLL_HORIZON_MAX];
    size_t n, origins;
} errors;

/* Whether ratios describe the errors: everything is positive, and no forecast was off by more than
 * a factor of ten. */
static bool is_proportional(const els_roll *roll,
                            const double ahead[ELS_ROLL_ORIGINS_MAX][ELS_ROLL_HORIZON_MAX],
                            const double *values, size_t n, uint32_t horizon,
                            const els_forecast_point *points)
{
    const double ratio_log_max = 2.302585;
    for (size_t t = 0; t < n; t++)
        if (!(values[t] > 0))
            return false;
    for (uint32_t h = 0; h < horizon; h++)
        if (!(points[h].mean > 0))
            return false;
    for (size_t o = 0; o < roll->n_origins; o++)
        for (uint32_t h = 0; h < roll->steps[o]; h++)
            if (!(ahead[o][h] > 0) ||
                fabs(log(values[roll->known[o] + h] / ahead[o][h])) > ratio_log_max)
                return false;
    return true;
}

static void collect(const els_roll *roll,
                    const double ahead[ELS_ROLL_ORIGINS_MAX][ELS_ROLL_HORIZON_MAX],
                    const double *values, size_t n, bool is_ratio, errors *ret)
{
    ret->n = 0;
    ret->origins = roll->n_origins;
    for (size_t o = 0; o < roll->n_origins; o++)
        for (uint32_t h = 0; h < roll->steps[o]; h++) {
            double value = values[roll->known[o] + h];
            ret->step[ret->n] = h + 1;
            ret->size[ret->n++] = fabs(is_ratio ? log(value / ahead[o][h]) : value - ahead[o][h]);
        }
    if (ret->n > 0)
        return;
    /* Nothing is known of earlier forecasts: one step is what the values moved. */
    for (size_t t = 1; t < n; t++) {
        ret->step[ret->n] = 1;
        ret->size[ret->n++] =
            fabs(is_ratio ? log(values[t] / values[t - 1]) : values[t] - values[t - 1]);
    }
    if (n == 1) {
        ret->step[ret->n] = 1;
        ret->size[ret->n++] = is_ratio ? log(2) : values[0] != 0 ? fabs(values[0]) : 1;
    }
    ret->origins = ret->n;
}

/* Exponent of the growth with the horizon. */
static double growth_of(const errors *e)
{
    const double prior = 0.5, prior_weight = 5, most = 1.2; /* weight: in origins */
    double squares[ELS_ROLL_HORIZON_MAX + 1] = {0}, counts[ELS_ROLL_HORIZON_MAX + 1] = {0};
    double weight = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (size_t i = 0; i < e->n; i++) {
        squares[e->step[i]] += e->size[i] * e->size[i];
        counts[e->step[i]]++;
    }
    for (uint32_t h = 1; h <= ELS_ROLL_HORIZON_MAX; h++) {
        if (counts[h] < 3 || squares[h] == 0)
            continue;
        double at = log(h), size = log(squares[h] / counts[h]) / 2;
        weight += counts[h];
        x += counts[h] * at;
        y += counts[h] * size;
        xx += counts[h] * at * at;
        xy += counts[h] * at * size;
    }
    if (weight == 0)
        return prior;
    double pull = prior_weight * (double)e->origins;
    double growth = (xy - x * y / weight + pull * prior) / (xx - x * x / weight + pull);
    return fmin(fmax(growth, 0), most);
}

/* Half width one step ahead; the sizes are divided by step^growth and sorted here. */
static double half_width(errors *e, double growth)
{
    /* Errors from neighbouring origins are alike: an origin counts for two errors, not for all. */
    double independent = 2 * (double)e->origins, squares = 0;
    for (size_t i = 0; i < e->n; i++) {
        e->size[i] /= pow(e->step[i], growth);
        squares += e->size[i] * e->size[i];
    }
    els_stats_sort(e->size, e->n);
    double conformal = els_stats_quantile(e->size, e->n, fmin(1, 0.95 * (1 + 1 / independent)));
    uint32_t degrees = e->origins > 4 ? (uint32_t)e->origins / 2 : 2; /* they overlap in time */
    double normal = els_stats_t_quantile(0.975, degrees) * sqrt(squares / (double)e->n);
    return (conformal + normal) / 2;
}

void els_forecast_intervals(const els_roll *roll,
                            const double ahead[ELS_ROLL_ORIGINS_MAX][ELS_ROLL_HORIZON_MAX],
                            const double *values, size_t n, uint32_t horizon,
                            els_forecast_point *points)
{
    const double one_max = 1, width_max = 14; /* logarithms: of e, and of about a million */
    errors e;
    bool is_ratio = is_proportional(roll, ahead, values, n, horizon, points);
    collect(roll, ahead, values, n, is_ratio, &e);
    double growth = growth_of(&e), one = half_width(&e, growth);
    if (is_ratio && one > one_max) { /* a factor of e one step ahead: not a matter of ratios */
        is_ratio = false;
        collect(roll, ahead, values, n, is_ratio, &e);
        growth = growth_of(&e);
        one = half_width(&e, growth);
    }
    for (uint32_t h = 0; h < horizon; h++) {
        double width = one * pow(h + 1, growth), mean = points[h].mean;
        double factor = exp(fmin(width, width_max));
        points[h].low = is_ratio ? mean / factor : mean - width;
        points[h].high = is_ratio ? mean * factor : mean + width;
    }
}
