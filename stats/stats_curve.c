#include "stats_curve.h"

#include <math.h>

const char *els_curve_name(els_curve_model model)
{
    static const char *const names[ELS_CURVE_COUNT_] = {"constant", "logistic", "power law",
                                                        "exponential"};
    return model < ELS_CURVE_COUNT_ ? names[model] : "unknown";
}

/* The part of the model that b (or a, for the exponential) multiplies. */
static double basis(const els_curve *curve, double x)
{
    double u = x - curve->x0;
    switch (curve->model) {
    case ELS_CURVE_LOGISTIC:
        return 1 / (1 + exp(fmin(fmax(-curve->k * (x - curve->m), -500), 500)));
    case ELS_CURVE_POWER:
        return pow(1 + u, curve->k);
    case ELS_CURVE_EXPONENTIAL:
        return exp(fmin(fmax(curve->k * u, -500), 500));
    default:
        return 0;
    }
}

double els_curve_at(const els_curve *curve, double x)
{
    if (curve->model == ELS_CURVE_EXPONENTIAL)
        return curve->a * basis(curve, x);
    return curve->a + curve->b * basis(curve, x);
}

/* Best outer parameters for the shape in `curve`; sets a, b and rmse. */
static void solve(els_curve *curve, const double *x, const double *y, size_t n)
{
    double f = 0, ff = 0, fy = 0, sy = 0;
    for (size_t i = 0; i < n; i++) {
        double b = basis(curve, x[i]);
        f += b;
        ff += b * b;
        fy += b * y[i];
        sy += y[i];
    }
    double count = (double)n, determinant = ff * count - f * f;
    if (curve->model == ELS_CURVE_EXPONENTIAL) {
        curve->a = ff > 0 ? fy / ff : 0;
        curve->b = 0;
    } else if (determinant > 1e-12 * fmax(ff * count, 1e-300)) {
        curve->b = (fy * count - f * sy) / determinant;
        curve->a = (sy - curve->b * f) / count;
    } else {
        curve->b = 0; /* the shape is flat over these points */
        curve->a = sy / count;
    }
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        double error = y[i] - els_curve_at(curve, x[i]);
        squares += error * error;
    }
    curve->rmse = sqrt(squares / count);
    if (!isfinite(curve->rmse))
        curve->rmse = INFINITY;
}

typedef struct {
    double low, high;
} range;

static double step_of(range r, int steps)
{
    return (r.high - r.low) / steps;
}

static range around(range r, double at, double step)
{
    return (range){fmax(at - step, r.low), fmin(at + step, r.high)};
}

/* Grid over the shape, in each further round over the neighbourhood of the best cell. */
static els_curve search(els_curve curve, const double *x, const double *y, size_t n, range k,
                        range m)
{
    enum { STEPS = 16, ROUNDS = 4 };
    bool has_m = curve.model == ELS_CURVE_LOGISTIC;
    els_curve best = curve;
    best.rmse = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double k_step = step_of(k, STEPS), m_step = step_of(m, STEPS);
        for (int i = 0; i <= STEPS; i++)
            for (int j = 0; j <= (has_m ? STEPS : 0); j++) {
                els_curve one = curve;
                one.k = k.low + i * k_step;
                one.m = m.low + j * m_step;
                solve(&one, x, y, n);
                if (one.rmse < best.rmse)
                    best = one;
            }
        k = around(k, best.k, k_step);
        m = around(m, best.m, m_step);
    }
    return best;
}

els_curve els_curve_fit(els_curve_model model, const double *x, const double *y, size_t n)
{
    els_curve curve = {.model = model, .x0 = n ? x[0] : 0};
    if (n == 0)
        return curve;
    double span = fmax(x[n - 1] - x[0], 1e-9);
    switch (model) {
    case ELS_CURVE_LOGISTIC:
        /* From a nearly straight line to a step within a tenth of the span. */
        return search(curve, x, y, n, (range){0.5 / span, 50 / span},
                      (range){x[0] - span / 2, x[n - 1] + span});
    case ELS_CURVE_POWER:
        return search(curve, x, y, n, (range){-3, 3}, (range){0, 0});
    case ELS_CURVE_EXPONENTIAL:
        return search(curve, x, y, n, (range){-8 / span, 8 / span}, (range){0, 0});
    default:
        solve(&curve, x, y, n);
        return curve;
    }
}

els_curve_comparison els_curve_compare(const double *x, const double *y, size_t n)
{
    els_curve_comparison ret = {.is_enough = n >= ELS_CURVE_MIN_POINTS};
    if (!ret.is_enough)
        return ret;
    ret.fitted = (uint32_t)(n * 7 / 10);
    ret.held_out = (uint32_t)n - ret.fitted;
    for (int model = 0; model < ELS_CURVE_COUNT_; model++) {
        els_curve curve = els_curve_fit((els_curve_model)model, x, y, ret.fitted);
        double squares = 0;
        for (size_t i = ret.fitted; i < n; i++) {
            double error = y[i] - els_curve_at(&curve, x[i]);
            squares += error * error;
        }
        ret.rmse_out[model] = fmin(sqrt(squares / ret.held_out), 1e300);
        ret.all[model] = els_curve_fit((els_curve_model)model, x, y, n);
        /* Simplest first: a richer model must be better by more than rounding. */
        if (ret.rmse_out[model] < ret.rmse_out[ret.best] * (1 - 1e-9) - 1e-12)
            ret.best = (els_curve_model)model;
    }
    return ret;
}
