#include "forecast_arima.h"

#include "stats_basic.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Normal prior of every partial autocorrelation: most series are short. */
static const double prior_sd = 0.5;

enum { LAGS = ELS_ARIMA_LAGS_MAX, TERMS = 2 * LAGS + 1 };

/* A lag polynomial without its leading 1: sum of coefficient * value that many steps back. */
typedef struct {
    size_t lag[TERMS];
    double coefficient[TERMS];
    size_t n;
} lags;

/* Partial autocorrelations to the coefficients of a stationary recurrence (Durbin and Levinson). */
static void from_partials(const double *partials, size_t k, double *ret)
{
    for (size_t i = 0; i < k; i++) {
        double before[LAGS];
        memcpy(before, ret, i * sizeof *before);
        ret[i] = partials[i];
        for (size_t j = 0; j < i; j++)
            ret[j] = before[j] - partials[i] * before[i - 1 - j];
    }
}

/* (1 - a1 B - ...)(1 - s B^period), as coefficients that are added. */
static lags multiply(const double *partials, size_t k, const double *seasonal, size_t n_seasonal,
                     uint32_t period)
{
    double plain[LAGS];
    lags ret = {.n = 0};
    from_partials(partials, k, plain);
    for (size_t i = 0; i < k; i++) {
        ret.lag[ret.n] = i + 1;
        ret.coefficient[ret.n++] = plain[i];
    }
    if (n_seasonal) {
        ret.lag[ret.n] = period;
        ret.coefficient[ret.n++] = seasonal[0];
        for (size_t i = 0; i < k; i++) {
            ret.lag[ret.n] = period + i + 1;
            ret.coefficient[ret.n++] = -plain[i] * seasonal[0];
        }
    }
    return ret;
}

static inline double look_back(const lags *l, const double *values, size_t t)
{
    double sum = 0;
    for (size_t i = 0; i < l->n; i++)
        if (l->lag[i] <= t)
            sum += l->coefficient[i] * values[t - l->lag[i]];
    return sum;
}

/* The differenced series and how its model reads the parameters. */
typedef struct {
    els_arima_order order;
    uint32_t period;
    const double *values;
    size_t n, n_params;
    double noise; /* standard deviation of the values: the scale of the priors' residuals */
} context;

typedef struct {
    lags ar, ma; /* ma with signs turned: errors are value - ar - ma */
    double constant;
} model_at;

static model_at model_of(const els_arima_order *o, uint32_t period, const double *params)
{
    const double *seasonal_ar = params + o->p, *ma = seasonal_ar + o->sp, *seasonal_ma = ma + o->q;
    model_at m = {.ar = multiply(params, o->p, seasonal_ar, o->sp, period),
                  .ma = multiply(ma, o->q, seasonal_ma, o->sq, period)};
    m.constant = o->has_constant ? seasonal_ma[o->sq] : 0;
    for (size_t i = 0; i < m.ma.n; i++)
        m.ma.coefficient[i] = -m.ma.coefficient[i];
    return m;
}

static void errors_of(const model_at *m, const double *values, size_t n, double *centred,
                      double *ret_errors)
{
    for (size_t t = 0; t < n; t++) {
        centred[t] = values[t] - m->constant;
        ret_errors[t] =
            centred[t] - look_back(&m->ar, centred, t) - look_back(&m->ma, ret_errors, t);
    }
}

static void residuals(const void *opaque, const double *params, double *ret)
{
    const context *c = opaque;
    double centred[ELS_FORECAST_WINDOW];
    model_at m = model_of(&c->order, c->period, params);
    errors_of(&m, c->values, c->n, centred, ret);
    for (size_t i = 0; i < c->n_params; i++) {
        bool is_constant = c->order.has_constant && i == c->n_params - 1;
        ret[c->n + i] = is_constant ? 0 : c->noise * params[i] / prior_sd;
    }
}

static size_t difference(double *values, size_t n, size_t lag)
{
    for (size_t t = 0; t + lag < n; t++)
        values[t] = values[t + lag] - values[t];
    return n > lag ? n - lag : 0;
}

static size_t n_params_of(const els_arima_order *o)
{
    return (size_t)o->p + o->q + o->sp + o->sq + o->has_constant;
}

void els_arima_fit(els_arima_order order, const double *values, size_t n, uint32_t period,
                   const els_arima *warm, els_arima *ret_model)
{
    double w[ELS_FORECAST_WINDOW];
    context c = {.order = order, .period = period, .values = w, .n = n};
    els_fit_problem problem = {.residuals = residuals, .context = &c, .steps_max = warm ? 6 : 20};
    els_arima model = {.order = order, .period = period, .aicc = INFINITY};
    memcpy(w, values, n * sizeof *w);
    if (order.sd)
        c.n = difference(w, c.n, period);
    for (int i = 0; i < order.d; i++)
        c.n = difference(w, c.n, 1);
    size_t k = problem.n_params = n_params_of(&order);
    problem.n_residuals = c.n + k;
    c.n_params = k;
    c.noise = els_stats_sd(w, c.n);
    double *constant = k ? &model.params[k - 1] : NULL;
    for (size_t i = 0; i < k; i++) {
        problem.low[i] = -0.98;
        problem.high[i] = 0.98;
        model.params[i] = 0.1;
    }
    if (order.has_constant) {
        problem.low[k - 1] = -INFINITY;
        problem.high[k - 1] = INFINITY;
        *constant = els_stats_mean(w, c.n);
    }
    if (warm)
        memcpy(model.params, warm->params, sizeof model.params);
    if (c.n > 0) {
        if (k)
            els_fit_run(&problem, model.params);
        c.noise = 0;
        double squares = els_fit_squares(&problem, model.params);
        double count = (double)c.n, all = (double)k + 1;
        if (count - all - 1 > 0)
            model.aicc = count * log(fmax(squares / count, 1e-300)) + 2 * all +
                         2 * all * (all + 1) / (count - all - 1);
    }
    *ret_model = model;
}

/* ---- the search ---- */

static bool has_level(const double *values, size_t n)
{
    const double critical_5 = 0.463;
    double rest[ELS_FORECAST_WINDOW], mean = els_stats_mean(values, n), sum = 0, sums = 0, var = 0;
    size_t span = (size_t)(4 * pow((double)n / 100, 0.25));
    for (size_t t = 0; t < n; t++) {
        rest[t] = values[t] - mean;
        sum += rest[t];
        sums += sum * sum;
        var += rest[t] * rest[t];
    }
    for (size_t lag = 1; lag <= span && lag < n; lag++) {
        double apart = 0;
        for (size_t t = lag; t < n; t++)
            apart += rest[t] * rest[t - lag];
        var += 2 * (1 - (double)lag / ((double)span + 1)) * apart;
    }
    return !(var > 0) || sums / ((double)n * var) < critical_5;
}

uint8_t els_arima_differences(const double *values, size_t n)
{
    double w[ELS_FORECAST_WINDOW];
    uint8_t d = 0;
    memcpy(w, values, n * sizeof *w);
    while (d < 2 && n > 4 && !has_level(w, n)) {
        n = difference(w, n, 1);
        d++;
    }
    return d;
}

enum { TRIED_MAX = 40 };

typedef struct {
    const double *values;
    size_t n;
    uint32_t period;
    els_arima_order tried[TRIED_MAX];
    size_t n_tried;
    els_arima best;
} search;

static void try_order(search *s, els_arima_order order)
{
    els_arima model;
    bool is_seasonal = order.sp || order.sd || order.sq;
    if (order.p > LAGS || order.q > LAGS || order.sp > 1 || order.sq > 1 ||
        s->n_tried == TRIED_MAX || (is_seasonal && s->period < 2) ||
        (order.has_constant && order.d + order.sd > 1))
        return;
    for (size_t i = 0; i < s->n_tried; i++)
        if (memcmp(&s->tried[i], &order, sizeof order) == 0)
            return;
    s->tried[s->n_tried++] = order;
    els_arima_fit(order, s->values, s->n, s->period, NULL, &model);
    if (model.aicc < s->best.aicc)
        s->best = model;
}

static void try_neighbours(search *s)
{
    static const int8_t moves[][4] = {{1, 0, 0, 0}, {-1, 0, 0, 0},  {0, 1, 0, 0}, {0, -1, 0, 0},
                                      {1, 1, 0, 0}, {-1, -1, 0, 0}, {0, 0, 1, 0}, {0, 0, -1, 0},
                                      {0, 0, 0, 1}, {0, 0, 0, -1}};
    els_arima_order from = s->best.order;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        els_arima_order o = from; /* below 0 wraps to a number that is too large */
        o.p = (uint8_t)(o.p + moves[i][0]);
        o.q = (uint8_t)(o.q + moves[i][1]);
        o.sp = (uint8_t)(o.sp + moves[i][2]);
        o.sq = (uint8_t)(o.sq + moves[i][3]);
        try_order(s, o);
    }
    from.has_constant = !from.has_constant;
    try_order(s, from);
}

void els_arima_choose(const double *values, size_t n, uint32_t period, els_arima *ret_model)
{
    double w[ELS_FORECAST_WINDOW];
    bool is_seasonal = period >= 2 && n >= 2 * (size_t)period + 5;
    search s = {.values = values, .n = n, .period = is_seasonal ? period : 1};
    els_arima_order o = {0};
    size_t m = n;
    memcpy(w, values, n * sizeof *w);
    if (is_seasonal && els_season_strength(values, n, period) > ELS_SEASON_STRONG) {
        o.sd = 1;
        m = difference(w, n, period);
    }
    o.d = els_arima_differences(w, m);
    o.has_constant = o.d + o.sd <= 1;
    els_arima_fit(o, values, n, s.period, NULL, &s.best);
    uint8_t one = is_seasonal;
    const els_arima_order starts[] = {
        o,
        {.p = 2,
         .d = o.d,
         .q = 2,
         .sp = one,
         .sd = o.sd,
         .sq = one,
         .has_constant = o.has_constant},
        {.p = 1, .d = o.d, .sp = one, .sd = o.sd, .has_constant = o.has_constant},
        {.d = o.d, .q = 1, .sd = o.sd, .sq = one, .has_constant = o.has_constant},
    };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        try_order(&s, starts[i]);
    double before;
    do {
        before = s.best.aicc;
        try_neighbours(&s);
    } while (s.best.aicc < before);
    *ret_model = s.best;
}

void els_arima_path(const els_arima *model, const double *values, size_t n, uint32_t horizon,
                    double *ret_means)
{
    const els_arima_order *o = &model->order;
    double w[ELS_FORECAST_WINDOW], last[2] = {0};
    double centred[ELS_FORECAST_WINDOW], errors[ELS_FORECAST_WINDOW];
    memcpy(w, values, n * sizeof *w);
    size_t m = o->sd ? difference(w, n, model->period) : n;
    for (int i = 0; i < o->d; i++) {
        last[i] = m ? w[m - 1] : 0;
        m = difference(w, m, 1);
    }
    model_at at = model_of(o, model->period, model->params);
    errors_of(&at, w, m, centred, errors);
    for (size_t h = 0; h < horizon; h++) {
        double sum = 0;
        for (size_t i = 0; i < at.ar.n; i++) {
            size_t lag = at.ar.lag[i];
            if (lag <= h)
                sum += at.ar.coefficient[i] * (ret_means[h - lag] - at.constant);
            else if (lag <= m + h)
                sum += at.ar.coefficient[i] * centred[m + h - lag];
        }
        for (size_t i = 0; i < at.ma.n; i++) { /* errors still to come are 0 */
            size_t lag = at.ma.lag[i];
            if (lag > h && lag <= m + h)
                sum += at.ma.coefficient[i] * errors[m + h - lag];
        }
        ret_means[h] = at.constant + sum;
    }
    for (int i = o->d; i-- > 0;)
        for (size_t h = 0; h < horizon; h++)
            ret_means[h] = last[i] += ret_means[h];
    for (size_t h = 0; h < horizon && o->sd; h++)
        ret_means[h] +=
            h < model->period ? values[n - model->period + h] : ret_means[h - model->period];
}

void els_arima_name(const els_arima *model, char ret_text[48])
{
    const els_arima_order *o = &model->order;
    int n = snprintf(ret_text, 48, "ARIMA(%d,%d,%d)", o->p, o->d, o->q);
    if (o->sp || o->sd || o->sq)
        n += snprintf(ret_text + n, 48 - (size_t)n, "(%d,%d,%d)%u", o->sp, o->sd, o->sq,
                      model->period);
    if (o->has_constant)
        snprintf(ret_text + n, 48 - (size_t)n, " with %s", o->d + o->sd ? "drift" : "mean");
}
