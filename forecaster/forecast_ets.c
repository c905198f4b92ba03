#include "forecast_ets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is estimated, in this order; what a form does not have is left out. */
enum { ALPHA, LEVEL, BETA, TREND, PHI, GAMMA, ROLES };

/* Normal priors, in the units of the parameters: series are short, and one-step likelihoods like
 * trends and seasons that jump. Their weight fades as values come in. */
static const struct {
    double centre, sd;
} priors[ROLES] = {[BETA] = {0, 0.1}, [PHI] = {0.95, 0.05}, [GAMMA] = {0, 0.2}};

typedef struct {
    els_ets start; /* with the first season; the rest is set from the parameters */
    const double *values;
    size_t n;
    uint32_t roles[ROLES]; /* of each parameter */
    size_t n_params;
    double noise; /* standard deviation of the errors: the scale of the priors' residuals */
} context;

static void set_params(const context *c, const double *params, els_ets *model)
{
    double part[ROLES] = {0};
    for (size_t i = 0; i < c->n_params; i++)
        part[c->roles[i]] = params[i];
    model->alpha = part[ALPHA];
    model->beta = part[BETA] * part[ALPHA]; /* 0 <= beta <= alpha, 0 <= gamma <= 1 - alpha */
    model->gamma = part[GAMMA] * (1 - part[ALPHA]);
    model->phi = model->form.trend == ELS_TREND_DAMPED ? part[PHI] : 1;
    model->level = model->first_level = part[LEVEL];
    model->trend = model->first_trend = part[TREND];
}

/* Takes in a value; returns its forecast. The recursions are the same for both kinds of error. */
static inline double take(els_ets *m, double value, uint32_t place)
{
    double base = m->level + m->phi * m->trend, season = m->season[place], error, mu;
    switch (m->form.season) {
    case ELS_SEASON_ADDITIVE:
        mu = base + season;
        error = value - mu;
        m->season[place] = season + m->gamma * error;
        break;
    case ELS_SEASON_MULTIPLICATIVE:
        mu = base * season;
        m->season[place] = season + m->gamma * (value - mu) / base;
        error = (value - mu) / season;
        break;
    default:
        mu = base;
        error = value - mu;
    }
    m->level = base + m->alpha * error;
    m->trend = m->phi * m->trend + m->beta * error;
    return mu;
}

/* Relative errors are (value - mu) / mu. Their likelihood, n log(sum of squares) + 2 sum log|mu|,
 * is n log of the sum of squares of errors times the geometric mean of |mu|. */
static void residuals(const void *opaque, const double *params, double *ret)
{
    const context *c = opaque;
    els_ets m = c->start;
    double logs = 0;
    uint32_t place = 0;
    bool is_positive = m.form.is_relative || m.form.season == ELS_SEASON_MULTIPLICATIVE;
    set_params(c, params, &m);
    for (size_t t = 0; t < c->n; t++) {
        double mu = take(&m, c->values[t], place);
        ret[t] = c->values[t] - mu;
        if (is_positive && !(mu > 0)) {
            ret[0] = INFINITY;
            return;
        }
        if (m.form.is_relative) {
            ret[t] /= mu;
            logs += log(mu);
        }
        place = place + 1 == m.period ? 0 : place + 1;
    }
    if (m.form.is_relative) {
        double geometric = exp(logs / (double)c->n);
        for (size_t t = 0; t < c->n; t++)
            ret[t] *= geometric;
    }
    for (size_t i = 0; i < c->n_params; i++) {
        double sd = priors[c->roles[i]].sd;
        ret[c->n + i] = sd > 0 ? c->noise * (params[i] - priors[c->roles[i]].centre) / sd : 0;
    }
}

bool els_ets_can(els_ets_form form, const double *values, size_t n, uint32_t period)
{
    if (form.season != ELS_SEASON_NONE &&
        (period < 2 || period > ELS_FORECAST_PERIOD_MAX || n < 2 * (size_t)period + 4))
        return false;
    if (form.is_relative || form.season == ELS_SEASON_MULTIPLICATIVE)
        for (size_t t = 0; t < n; t++)
            if (!(values[t] > 0))
                return false;
    return n > 0;
}

/* Straight line through the first values without their season: where to start from. */
static void first_line(const context *c, double *ret_level, double *ret_trend)
{
    const els_ets *m = &c->start;
    els_season season = {.kind = m->form.season, .period = m->period};
    size_t k = season.kind ? 2 * (size_t)m->period : 0;
    double x = 0, y = 0, xx = 0, xy = 0;
    memcpy(season.index, m->season, sizeof season.index);
    k = k > 10 ? k : 10;
    k = k < c->n ? k : c->n;
    for (size_t t = 0; t < k; t++) {
        double value = els_season_remove(&season, c->values[t], t), at = (double)(t + 1);
        x += at;
        y += value;
        xx += at * at;
        xy += at * value;
    }
    double count = (double)k, spread = count * xx - x * x;
    double slope = spread > 0 ? (count * xy - x * y) / spread : 0;
    *ret_trend = slope;
    *ret_level = m->form.trend == ELS_TREND_NONE ? y / count : (y - slope * x) / count;
}

static void add(els_fit_problem *p, context *c, double *params, uint32_t role, double start,
                double low, double high)
{
    size_t i = c->n_params++;
    c->roles[i] = role;
    params[i] = fmin(fmax(start, low), high);
    p->low[i] = low;
    p->high[i] = high;
}

static double corrected_aic(double squares, size_t n, const els_ets *m, size_t n_params)
{
    double states = m->form.season != ELS_SEASON_NONE ? m->period - 1.0 : 0;
    double k = (double)n_params + states + 1, count = (double)n; /* and the variance */
    if (count - k - 1 <= 0)
        return INFINITY;
    return count * log(fmax(squares, 1e-300)) + 2 * k + 2 * k * (k + 1) / (count - k - 1);
}

/* What is estimated, and where to start: from `warm` or from the first values. */
static void set_up(context *c, const els_ets *warm, els_fit_problem *p, double *params)
{
    els_ets_form form = c->start.form;
    double level, trend;
    first_line(c, &level, &trend);
    add(p, c, params, ALPHA, warm ? warm->alpha : 0.5, 1e-4, 0.9999);
    add(p, c, params, LEVEL, warm ? warm->first_level : level, -INFINITY, INFINITY);
    if (form.trend != ELS_TREND_NONE) {
        add(p, c, params, BETA, warm ? warm->beta / warm->alpha : 0.1, 1e-4, 0.9999);
        add(p, c, params, TREND, warm ? warm->first_trend : trend, -INFINITY, INFINITY);
    }
    if (form.trend == ELS_TREND_DAMPED)
        add(p, c, params, PHI, warm ? warm->phi : 0.95, 0.8, 0.98);
    if (form.season != ELS_SEASON_NONE)
        add(p, c, params, GAMMA, warm ? warm->gamma / (1 - warm->alpha) : 0.05, 1e-4, 0.9999);
    p->n_params = c->n_params;
    p->n_residuals = c->n + c->n_params;
}

/* The best of several starts: the sum of squares has more than one valley. */
static void fit_from_starts(const els_fit_problem *problem, const context *c, double *params)
{
    static const double starts[][2] = {{0.5, 0.1}, {0.1, 0.1}, {0.9, 0.1},
                                       {0.5, 0.5}, {0.1, 0.5}, {0.9, 0.5}}; /* alpha, beta */
    bool has_trend = c->start.form.trend != ELS_TREND_NONE;
    double tried[ELS_FIT_PARAMS_MAX], first[ELS_FIT_PARAMS_MAX], least = INFINITY;
    memcpy(first, params, sizeof first);
    for (size_t s = 0; s < (has_trend ? 6 : 3); s++) {
        memcpy(tried, first, sizeof tried);
        for (size_t i = 0; i < c->n_params; i++)
            if (c->roles[i] == ALPHA || c->roles[i] == BETA)
                tried[i] = starts[s][c->roles[i] == BETA];
        double squares = els_fit_run(problem, tried);
        if (squares < least) {
            least = squares;
            memcpy(params, tried, sizeof tried);
        }
    }
}

void els_ets_fit(els_ets_form form, const double *values, size_t n, uint32_t period,
                 const els_ets *warm, els_ets *ret_model)
{
    context c = {.start = {.form = form, .period = period ? period : 1}, .values = values, .n = n};
    els_fit_problem problem = {.residuals = residuals, .context = &c, .steps_max = warm ? 8 : 25};
    double params[ELS_FIT_PARAMS_MAX] = {0};
    els_season season;
    els_season_decompose(values, n, period, form.season, &season);
    memcpy(c.start.season, season.index, sizeof season.index);
    set_up(&c, warm, &problem, params);
    if (warm) {
        c.noise = warm->noise;
        els_fit_run(&problem, params);
    } else {
        double free[ELS_FIT_PARAMS_MAX]; /* without priors, for the size of the noise */
        memcpy(free, params, sizeof free);
        c.noise = sqrt(els_fit_run(&problem, free) / (double)n);
        fit_from_starts(&problem, &c, params);
    }
    els_ets model = c.start;
    model.noise = c.noise;
    c.noise = 0;
    double squares = els_fit_squares(&problem, params);
    set_params(&c, params, &model);
    for (size_t t = 0; t < n; t++)
        take(&model, values[t], (uint32_t)(t % model.period));
    model.n = n;
    model.aicc = corrected_aic(squares, n, &model, c.n_params);
    *ret_model = model;
}

void els_ets_choose(const double *values, size_t n, uint32_t period, els_ets *ret_model)
{
    bool is_first = true;
    for (int season = 0; season < 3; season++)
        for (int trend = 0; trend < 3; trend++)
            for (int relative = 0; relative < 2; relative++) {
                els_ets_form form = {relative, (els_ets_trend)trend, (els_season_kind)season};
                els_ets model;
                /* Additive errors on a multiplicative season are known to be unstable. */
                if ((form.season == ELS_SEASON_MULTIPLICATIVE && !relative) ||
                    (form.season != ELS_SEASON_NONE && period > ELS_ETS_PERIOD_MAX) ||
                    !els_ets_can(form, values, n, period))
                    continue;
                els_ets_fit(form, values, n, period, NULL, &model);
                if (is_first || model.aicc < ret_model->aicc)
                    *ret_model = model;
                is_first = false;
            }
}

double els_ets_ahead(const els_ets *model, uint32_t h)
{
    double sum = 0, power = 1;
    for (uint32_t i = 0; i < h && model->form.trend != ELS_TREND_NONE; i++) {
        power *= model->phi;
        sum += power;
    }
    double base = model->level + sum * model->trend;
    double season = model->season[(model->n + h - 1) % model->period];
    switch (model->form.season) {
    case ELS_SEASON_ADDITIVE:
        return base + season;
    case ELS_SEASON_MULTIPLICATIVE:
        return base * season;
    default:
        return base;
    }
}

void els_ets_name(els_ets_form form, char ret_text[16])
{
    static const char *const trends[] = {"N", "A", "Ad"}, *const seasons[] = {"N", "A", "M"};
    snprintf(ret_text, 16, "ETS(%s,%s,%s)", form.is_relative ? "M" : "A", trends[form.trend],
             seasons[form.season]);
}
