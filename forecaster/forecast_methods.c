#include "forecast_methods.h"

#include "stats_basic.h"
#include "stats_curve.h"

#include <math.h>
#include <stdio.h>

static const char *const names[ELS_METHOD_COUNT_] = {
    [ELS_METHOD_NAIVE] = "naive",
    [ELS_METHOD_SNAIVE] = "snaive",
    [ELS_METHOD_NAIVE2] = "naive2",
    [ELS_METHOD_DRIFT] = "drift",
    [ELS_METHOD_SES] = "ses",
    [ELS_METHOD_HOLT] = "holt",
    [ELS_METHOD_DAMPED] = "damped",
    [ELS_METHOD_HW_ADD] = "hw-additive",
    [ELS_METHOD_HW_MULT] = "hw-multiplicative",
    [ELS_METHOD_THETA] = "theta",
    [ELS_METHOD_THETA_LOG] = "theta-log",
    [ELS_METHOD_ETS] = "ets",
    [ELS_METHOD_ARIMA] = "arima",
    [ELS_METHOD_EXPONENTIAL] = "exponential",
    [ELS_METHOD_LOGISTIC] = "logistic",
    [ELS_METHOD_POWER] = "power",
    [ELS_METHOD_COMBINED] = "combined",
    [ELS_METHOD_AUTO] = "auto",
};

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

/* The form of exponential smoothing behind a method; season none for those on adjusted values. */
static bool ets_form_of(els_forecast_method method, els_ets_form *ret_form)
{
    static const els_ets_form forms[] = {
        [ELS_METHOD_SES] = {.trend = ELS_TREND_NONE},
        [ELS_METHOD_HOLT] = {.trend = ELS_TREND_STRAIGHT},
        [ELS_METHOD_DAMPED] = {.trend = ELS_TREND_DAMPED},
        [ELS_METHOD_HW_ADD] = {.trend = ELS_TREND_STRAIGHT, .season = ELS_SEASON_ADDITIVE},
        [ELS_METHOD_HW_MULT] = {.is_relative = true,
                                .trend = ELS_TREND_STRAIGHT,
                                .season = ELS_SEASON_MULTIPLICATIVE},
    };
    if (method < ELS_METHOD_SES || method > ELS_METHOD_HW_MULT)
        return false;
    *ret_form = forms[method];
    return true;
}

/* Whether the method works on values without their season. */
static bool is_adjusted(els_forecast_method method, uint32_t period)
{
    switch (method) {
    case ELS_METHOD_NAIVE:
    case ELS_METHOD_SNAIVE:
    case ELS_METHOD_HW_ADD:
    case ELS_METHOD_HW_MULT:
    case ELS_METHOD_ARIMA:
        return false;
    case ELS_METHOD_ETS:
        return period > ELS_ETS_PERIOD_MAX;
    default:
        return true;
    }
}

static bool is_logarithmic(els_forecast_method method)
{
    return method == ELS_METHOD_EXPONENTIAL || method == ELS_METHOD_THETA_LOG;
}

const char *els_forecast_needs(els_forecast_method method, const double *values, size_t n,
                               uint32_t period)
{
    static const struct {
        uint8_t values;
        const char *text;
    } least[ELS_METHOD_SINGLE_] = {
        [ELS_METHOD_DRIFT] = {2, "at least 2 values"},
        [ELS_METHOD_HOLT] = {4, "at least 4 values"},
        [ELS_METHOD_DAMPED] = {4, "at least 4 values"},
        [ELS_METHOD_THETA] = {3, "at least 3 values"},
        [ELS_METHOD_THETA_LOG] = {3, "at least 3 values, all positive"},
        [ELS_METHOD_ETS] = {4, "at least 4 values"},
        [ELS_METHOD_ARIMA] = {6, "at least 6 values"},
        [ELS_METHOD_EXPONENTIAL] = {4, "at least 4 values, all positive"},
        [ELS_METHOD_LOGISTIC] = {6, "at least 6 values"},
        [ELS_METHOD_POWER] = {6, "at least 6 values"},
    };
    els_ets_form form;
    if (n < least[method].values)
        return least[method].text;
    if (method == ELS_METHOD_SNAIVE && (period < 2 || n < period))
        return "a period of at least 2 and one whole period of values";
    if (method == ELS_METHOD_HW_ADD || method == ELS_METHOD_HW_MULT) {
        ets_form_of(method, &form);
        if (!els_ets_can(form, values, n, period))
            return method == ELS_METHOD_HW_ADD
                       ? "a period of at least 2, and two periods and four values"
                       : "a period of at least 2, two periods and four values, all positive";
    }
    if (is_logarithmic(method))
        for (size_t t = 0; t < n; t++)
            if (!(values[t] > 0))
                return least[method].text;
    return NULL;
}

void els_forecast_plan_make(els_forecast_method method, const double *values, size_t n,
                            uint32_t period, els_forecast_plan *ret_plan)
{
    els_season season;
    double adjusted[ELS_FORECAST_WINDOW];
    els_ets_form form;
    *ret_plan = (els_forecast_plan){.method = method, .period = period};
    els_season_find(values, n, is_adjusted(method, period) ? period : 1, &season);
    for (size_t t = 0; t < n; t++)
        adjusted[t] = els_season_remove(&season, values[t], t);
    if (ets_form_of(method, &form))
        els_ets_fit(form, adjusted, n, period, NULL, &ret_plan->ets);
    else if (method == ELS_METHOD_ETS)
        els_ets_choose(adjusted, n, period, &ret_plan->ets);
    else if (method == ELS_METHOD_ARIMA)
        els_arima_choose(adjusted, n, period, &ret_plan->arima);
}

typedef struct {
    double start, slope;
} line;

static line line_through(const double *values, size_t n)
{
    double middle = ((double)n - 1) / 2, mean = els_stats_mean(values, n), xy = 0, xx = 0;
    for (size_t t = 0; t < n; t++) {
        double x = (double)t - middle;
        xy += x * (values[t] - mean);
        xx += x * x;
    }
    double slope = xx > 0 ? xy / xx : 0;
    return (line){.start = mean - slope * middle, .slope = slope};
}

/* The lines with theta 0 (straight) and 2 (twice the bends, smoothed), averaged. */
static void theta_path(const double *values, size_t n, uint32_t horizon, double *ret_means)
{
    double bent[ELS_FORECAST_WINDOW];
    line straight = line_through(values, n);
    els_ets smooth;
    for (size_t t = 0; t < n; t++)
        bent[t] = 2 * values[t] - (straight.start + straight.slope * (double)t);
    els_ets_fit((els_ets_form){.is_relative = false}, bent, n, 1, NULL, &smooth);
    for (uint32_t h = 0; h < horizon; h++)
        ret_means[h] = (smooth.level + straight.start + straight.slope * (double)(n + h)) / 2;
}

/* The straight line through all values, continued. */
static void line_path(const double *values, size_t n, uint32_t horizon, double *ret_means)
{
    line l = line_through(values, n);
    for (uint32_t h = 0; h < horizon; h++)
        ret_means[h] = l.start + l.slope * (double)(n + h);
}

static void drift_path(const double *values, size_t n, uint32_t horizon, double *ret_means)
{
    double step = n > 1 ? (values[n - 1] - values[0]) / (double)(n - 1) : 0;
    for (uint32_t h = 0; h < horizon; h++)
        ret_means[h] = values[n - 1] + step * (h + 1);
}

/* A curve through all values, continued; no further from them than ten times their range, for what
 * fits a short piece of a curve well may lead anywhere. */
static void curve_path(els_curve_model model, const double *values, size_t n, uint32_t horizon,
                       double *ret_means)
{
    double x[ELS_FORECAST_WINDOW], low = values[0], high = values[0];
    for (size_t t = 0; t < n; t++) {
        x[t] = (double)t;
        low = fmin(low, values[t]);
        high = fmax(high, values[t]);
    }
    els_curve curve = els_curve_fit(model, x, values, n);
    double room = 10 * (high - low);
    for (uint32_t h = 0; h < horizon; h++)
        ret_means[h] = fmin(fmax(els_curve_at(&curve, (double)(n + h)), low - room), high + room);
}

/* On values whose season and logarithm have been taken where the method wants that. */
static void plain_path(const els_forecast_plan *plan, const double *values, size_t n,
                       uint32_t horizon, double *ret_means)
{
    els_ets ets;
    els_arima arima;
    switch (plan->method) {
    case ELS_METHOD_SNAIVE:
        for (uint32_t h = 0; h < horizon; h++)
            ret_means[h] = values[n - plan->period + h % plan->period];
        break;
    case ELS_METHOD_DRIFT:
        drift_path(values, n, horizon, ret_means);
        break;
    case ELS_METHOD_THETA:
    case ELS_METHOD_THETA_LOG:
        theta_path(values, n, horizon, ret_means);
        break;
    case ELS_METHOD_ARIMA:
        els_arima_fit(plan->arima.order, values, n, plan->arima.period, &plan->arima, &arima);
        els_arima_path(&arima, values, n, horizon, ret_means);
        break;
    case ELS_METHOD_EXPONENTIAL:
        line_path(values, n, horizon, ret_means);
        break;
    case ELS_METHOD_LOGISTIC:
        curve_path(ELS_CURVE_LOGISTIC, values, n, horizon, ret_means);
        break;
    case ELS_METHOD_POWER:
        curve_path(ELS_CURVE_POWER, values, n, horizon, ret_means);
        break;
    case ELS_METHOD_NAIVE:
    case ELS_METHOD_NAIVE2:
        for (uint32_t h = 0; h < horizon; h++)
            ret_means[h] = values[n - 1];
        break;
    default:
        els_ets_fit(plan->ets.form, values, n, plan->period, &plan->ets, &ets);
        for (uint32_t h = 0; h < horizon; h++)
            ret_means[h] = els_ets_ahead(&ets, h + 1);
    }
}

void els_forecast_path(const els_forecast_plan *plan, const double *values, size_t n,
                       uint32_t horizon, double *ret_means)
{
    els_season season = {.kind = ELS_SEASON_NONE};
    double plain[ELS_FORECAST_WINDOW];
    const double mean_max = 1e150; /* growth curves leave all bounds on long horizons */
    bool is_log = is_logarithmic(plan->method);
    if (plan->method == ELS_METHOD_NAIVE2)
        els_season_find_m4(values, n, plan->period, &season);
    else if (is_adjusted(plan->method, plan->period))
        els_season_find(values, n, plan->period, &season);
    for (size_t t = 0; t < n; t++) {
        double value = els_season_remove(&season, values[t], t);
        plain[t] = is_log ? log(value) : value;
    }
    plain_path(plan, plain, n, horizon, ret_means);
    for (uint32_t h = 0; h < horizon; h++) {
        double mean = is_log ? exp(ret_means[h]) : ret_means[h];
        mean = els_season_restore(&season, mean, n + h);
        ret_means[h] = isnan(mean) ? values[n - 1] : fmin(fmax(mean, -mean_max), mean_max);
    }
}

size_t els_forecast_plan_least(const els_forecast_plan *plan)
{
    const els_arima_order *o = &plan->arima.order;
    switch (plan->method) {
    case ELS_METHOD_SNAIVE:
        return plan->period;
    case ELS_METHOD_HW_ADD:
    case ELS_METHOD_HW_MULT:
        return 2 * (size_t)plan->period + 4;
    case ELS_METHOD_ETS:
        return plan->ets.form.season == ELS_SEASON_NONE ? 3 : 2 * (size_t)plan->period + 4;
    case ELS_METHOD_ARIMA:
        return (o->sd ? plan->arima.period : 0u) + o->d + 2u;
    default:
        return plan->method >= ELS_METHOD_EXPONENTIAL ? 4 : 1;
    }
}

void els_forecast_plan_name(const els_forecast_plan *plan, char ret_text[48])
{
    if (plan->method == ELS_METHOD_ETS)
        els_ets_name(plan->ets.form, ret_text);
    else if (plan->method == ELS_METHOD_ARIMA)
        els_arima_name(&plan->arima, ret_text);
    else
        snprintf(ret_text, 48, "%s", els_forecast_method_name(plan->method));
}
