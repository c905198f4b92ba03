#include "forecast_methods.h"

#include "stats_basic.h"

#include <math.h>

static const char *const names[ELS_METHOD_COUNT_] = {"naive", "ses", "damped", "theta", "combined"};

const char *els_forecast_method_name(els_forecast_method method)
{
    return method < ELS_METHOD_COUNT_ ? names[method] : "unknown";
}

bool els_forecast_method_parse(els_str name, els_forecast_method *ret_method)
{
    for (int m = 0; m < ELS_METHOD_COUNT_; m++)
        if (els_str_eq(name, els_str_of(names[m]))) {
            *ret_method = (els_forecast_method)m;
            return true;
        }
    return false;
}

/* Smoothing with parameters; what is known after t values. */
typedef struct {
    double alpha, beta, phi; /* beta 0 and trend 0: simple smoothing */
    double level, trend;
} smoother;

static double first_trend(const double *values, size_t n)
{
    size_t steps = n - 1 < 4 ? n - 1 : 4;
    return steps ? (values[steps] - values[0]) / (double)steps : 0;
}

static void smoother_step(smoother *s, double value)
{
    double expected = s->level + s->phi * s->trend, old = s->level;
    s->level = expected + s->alpha * (value - expected);
    s->trend = s->phi * s->trend + s->beta * (s->level - old - s->phi * s->trend);
}

static double smoother_ahead(const smoother *s, uint32_t h)
{
    double sum = 0, power = 1;
    if (s->trend == 0)
        return s->level;
    for (uint32_t i = 0; i < h; i++) {
        power *= s->phi;
        sum += power;
    }
    return s->level + sum * s->trend;
}

static double squared_errors(smoother s, const double *values, size_t n)
{
    double sum = 0;
    for (size_t t = 1; t < n; t++) {
        double error = values[t] - (s.level + s.phi * s.trend);
        sum += error * error;
        smoother_step(&s, values[t]);
    }
    return sum;
}

static smoother fit(bool has_trend, const double *values, size_t n)
{
    static const double alphas[] = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
    static const double betas[] = {0, 0.05, 0.1, 0.2, 0.4};
    static const double phis[] = {0.8, 0.9, 0.98};
    double trend = has_trend ? first_trend(values, n) : 0;
    smoother best = {.level = values[0], .trend = trend, .alpha = 1, .phi = 1};
    double least = INFINITY;
    for (size_t a = 0; a < sizeof alphas / sizeof *alphas; a++)
        for (size_t b = 0; b < (has_trend ? sizeof betas / sizeof *betas : 1); b++)
            for (size_t p = 0; p < (has_trend ? sizeof phis / sizeof *phis : 1); p++) {
                smoother one = {alphas[a], has_trend ? betas[b] : 0, has_trend ? phis[p] : 1,
                                values[0], trend};
                double errors = squared_errors(one, values, n);
                if (errors < least) {
                    least = errors;
                    best = one;
                }
            }
    return best;
}

/* Everything the methods know after the first t values. */
typedef struct {
    smoother simple, damped;
    double last;
    double n, sum_x, sum_xx, sum_y, sum_xy; /* straight line through the values */
} origin;

static void origin_step(origin *o, double value)
{
    if (o->n > 0) {
        smoother_step(&o->simple, value);
        smoother_step(&o->damped, value);
    }
    o->last = value;
    o->sum_x += o->n;
    o->sum_xx += o->n * o->n;
    o->sum_y += value;
    o->sum_xy += o->n * value;
    o->n += 1;
}

static double theta_ahead(const origin *o, uint32_t h)
{
    double spread = o->n * o->sum_xx - o->sum_x * o->sum_x;
    double slope = spread > 0 ? (o->n * o->sum_xy - o->sum_x * o->sum_y) / spread : 0;
    double alpha = o->simple.alpha;
    double lag = (1 - pow(1 - alpha, o->n)) / alpha;
    return o->simple.level + slope / 2 * ((double)h - 1 + lag);
}

static double ahead(els_forecast_method method, const origin *o, uint32_t h)
{
    switch (method) {
    case ELS_METHOD_SES:
        return smoother_ahead(&o->simple, h);
    case ELS_METHOD_DAMPED:
        return smoother_ahead(&o->damped, h);
    case ELS_METHOD_THETA:
        return theta_ahead(o, h);
    case ELS_METHOD_COMBINED:
        return (smoother_ahead(&o->simple, h) + smoother_ahead(&o->damped, h) + theta_ahead(o, h)) /
               3;
    default:
        return o->last;
    }
}

/* Half width of the interval from `m` absolute errors (sorted here). */
static double half_width(double *errors, size_t m, const double *values, size_t n, uint32_t h)
{
    if (m < 3) /* next to nothing is known: the spread of the values, or their size */
        return n > 1 ? 2 * ELS_STATS_Z95 * els_stats_sd(values, n) : fabs(values[0]);
    els_stats_sort(errors, m);
    size_t rank = (size_t)ceil(0.95 * (double)(m + 1));
    if (rank <= m)
        return errors[rank - 1];
    double squares = 0;
    for (size_t i = 0; i < m; i++)
        squares += errors[i] * errors[i];
    /* Errors h ahead overlap: fewer of them are independent. */
    double independent = fmax((double)m / h, 2);
    double normal = els_stats_t_quantile(0.975, (uint32_t)independent) * sqrt(squares / (double)m);
    return fmax(normal, errors[m - 1]);
}

void els_forecast_make(els_forecast_method method, const double *values, size_t n, uint32_t horizon,
                       els_forecast_point *ret_points)
{
    double errors[ELS_FORECAST_WINDOW];
    origin origins[ELS_FORECAST_WINDOW];
    if (n == 0)
        return;
    if (n > ELS_FORECAST_WINDOW) {
        values += n - ELS_FORECAST_WINDOW;
        n = ELS_FORECAST_WINDOW;
    }
    horizon = horizon < 1                          ? 1
              : horizon > ELS_FORECAST_HORIZON_MAX ? ELS_FORECAST_HORIZON_MAX
                                                   : horizon;
    origin o = {.simple = fit(false, values, n), .damped = fit(true, values, n)};
    for (size_t t = 0; t < n; t++) {
        origin_step(&o, values[t]);
        origins[t] = o;
    }
    double widest = 0;
    for (uint32_t h = 1; h <= horizon; h++) {
        size_t m = 0;
        /* The first few origins know too little to be typical. */
        for (size_t t = n > 8 ? 3 : 1; t + h < n; t++)
            errors[m++] = fabs(values[t + h] - ahead(method, &origins[t], h));
        widest = fmax(widest, half_width(errors, m, values, n, h));
        double mean = ahead(method, &o, h);
        ret_points[h - 1] = (els_forecast_point){mean, mean - widest, mean + widest};
    }
}
