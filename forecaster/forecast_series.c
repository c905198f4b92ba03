#include "forecast_series.h"

#include <math.h>

static const els_forecast_method combined[] = {ELS_METHOD_SES, ELS_METHOD_DAMPED, ELS_METHOD_THETA};
static const els_forecast_method automatic[] = {
    ELS_METHOD_DRIFT,     ELS_METHOD_SES, ELS_METHOD_DAMPED, ELS_METHOD_THETA,
    ELS_METHOD_THETA_LOG, ELS_METHOD_ETS, ELS_METHOD_ARIMA,  ELS_METHOD_EXPONENTIAL,
};

/* A forecast in the making, in units of about the size of the values. */
typedef struct {
    els_forecast_method method;
    double values[ELS_FORECAST_WINDOW];
    size_t n;
    uint32_t period, horizon;
    els_forecast_plan plans[ELS_ROLL_MEMBERS_MAX]; /* members, then naive2 to compare with */
    size_t n_members;
    double weights[ELS_ROLL_MEMBERS_MAX], errors[ELS_ROLL_MEMBERS_MAX];
    els_roll roll;
} work;

const char *els_forecast_refusal(els_forecast_method method, const double *values, size_t n,
                                 uint32_t period)
{
    if (method >= ELS_METHOD_SINGLE_)
        return NULL; /* what cannot be used is left out; ses always can */
    if (n > ELS_FORECAST_WINDOW) {
        values += n - ELS_FORECAST_WINDOW;
        n = ELS_FORECAST_WINDOW;
    }
    return els_forecast_needs(method, values, n, period);
}

double els_forecast_weighted_median(const double *values, const double *weights, size_t n)
{
    size_t order[ELS_ROLL_MEMBERS_MAX];
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && values[order[at - 1]] > values[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    double before = 0, middle_before = 0;
    for (size_t i = 0; i < n; i++) {
        double weight = weights[order[i]], middle = before + weight / 2, value = values[order[i]];
        if (middle >= 0.5) {
            if (i == 0)
                return value;
            double lower = values[order[i - 1]];
            return lower + (value - lower) * (0.5 - middle_before) / (middle - middle_before);
        }
        before += weight;
        middle_before = middle;
    }
    return values[order[n - 1]];
}

static double combine(const work *w, const double *values)
{
    if (w->method == ELS_METHOD_AUTO)
        return els_forecast_weighted_median(values, w->weights, w->n_members);
    double sum = 0;
    for (size_t m = 0; m < w->n_members; m++)
        sum += w->weights[m] * values[m];
    return sum;
}

static void choose_members(work *w)
{
    const els_forecast_method *list = w->method == ELS_METHOD_AUTO ? automatic : combined;
    size_t n = w->method == ELS_METHOD_AUTO ? sizeof automatic / sizeof *automatic
                                            : sizeof combined / sizeof *combined;
    if (w->method < ELS_METHOD_SINGLE_) {
        list = &w->method;
        n = 1;
    }
    for (size_t i = 0; i < n; i++)
        if (!els_forecast_needs(list[i], w->values, w->n, w->period))
            els_forecast_plan_make(list[i], w->values, w->n, w->period, &w->plans[w->n_members++]);
    els_forecast_plan_make(ELS_METHOD_NAIVE2, w->values, w->n, w->period, &w->plans[w->n_members]);
}

static double mean_error(const work *w,
                         const double ahead[ELS_ROLL_ORIGINS_MAX][ELS_ROLL_HORIZON_MAX])
{
    const els_roll *r = &w->roll;
    double sum = 0;
    size_t n = 0;
    for (size_t o = 0; o < r->n_origins; o++)
        for (uint32_t h = 0; h < r->steps[o]; h++, n++)
            sum += fabs(ahead[o][h] - w->values[r->known[o] + h]);
    return n ? sum / (double)n : NAN;
}

static void weigh(work *w)
{
    double sum = 0;
    for (size_t m = 0; m <= w->n_members; m++)
        w->errors[m] = mean_error(w, w->roll.ahead[m]);
    for (size_t m = 0; m < w->n_members; m++) {
        bool is_weighted = w->method == ELS_METHOD_AUTO && w->roll.n_origins > 0;
        w->weights[m] = is_weighted ? 1 / (w->errors[m] + 1e-9) : 1;
        sum += w->weights[m];
    }
    for (size_t m = 0; m < w->n_members; m++)
        w->weights[m] /= sum;
}

/* Counts and the like, which are 0 now and then and never below, stay that way. */
static void keep_above_zero(const work *w, els_forecast_point *points)
{
    size_t zeros = 0;
    for (size_t t = 0; t < w->n; t++) {
        if (w->values[t] < 0)
            return;
        zeros += w->values[t] == 0;
    }
    for (uint32_t h = 0; h < w->horizon && zeros >= 2; h++)
        points[h] = (els_forecast_point){fmax(points[h].mean, 0), fmax(points[h].low, 0),
                                         fmax(points[h].high, 0)};
}

static void forecast(work *w, els_forecast_point *ret_points, els_forecast_reasons *ret_reasons)
{
    double means[ELS_ROLL_MEMBERS_MAX][ELS_FORECAST_HORIZON_MAX], column[ELS_ROLL_MEMBERS_MAX];
    double ahead[ELS_ROLL_ORIGINS_MAX][ELS_ROLL_HORIZON_MAX];
    els_roll *r = &w->roll;
    choose_members(w);
    els_roll_run(w->plans, w->n_members + 1, w->values, w->n, w->horizon, r);
    weigh(w);
    for (size_t m = 0; m < w->n_members; m++)
        els_forecast_path(&w->plans[m], w->values, w->n, w->horizon, means[m]);
    for (uint32_t h = 0; h < w->horizon; h++) {
        for (size_t m = 0; m < w->n_members; m++)
            column[m] = means[m][h];
        ret_points[h].mean = combine(w, column);
    }
    for (size_t o = 0; o < r->n_origins; o++)
        for (uint32_t h = 0; h < r->steps[o]; h++) {
            for (size_t m = 0; m < w->n_members; m++)
                column[m] = r->ahead[m][o][h];
            ahead[o][h] = combine(w, column);
        }
    els_forecast_intervals(r, ahead, w->values, w->n, w->horizon, ret_points);
    keep_above_zero(w, ret_points);
    ret_reasons->method = w->method;
    ret_reasons->n_members = w->n_members;
    ret_reasons->origins = r->n_origins;
    ret_reasons->error = mean_error(w, ahead);
    ret_reasons->naive_error = w->errors[w->n_members];
    for (size_t m = 0; m < w->n_members; m++) {
        els_forecast_plan_name(&w->plans[m], ret_reasons->members[m].name);
        ret_reasons->members[m].weight = w->weights[m];
        ret_reasons->members[m].error = w->errors[m];
    }
}

void els_forecast_series(els_forecast_method method, const double *values, size_t n,
                         uint32_t period, uint32_t horizon, els_forecast_point *ret_points,
                         els_forecast_reasons *ret_reasons)
{
    work w = {.method = method, .period = period};
    els_forecast_reasons reasons = {.n_members = 0};
    int exponent = 0;
    double largest = 0;
    if (n > ELS_FORECAST_WINDOW) {
        values += n - ELS_FORECAST_WINDOW;
        n = ELS_FORECAST_WINDOW;
    }
    w.n = n;
    w.horizon = horizon < 1                          ? 1
                : horizon > ELS_FORECAST_HORIZON_MAX ? ELS_FORECAST_HORIZON_MAX
                                                     : horizon;
    for (size_t t = 0; t < n; t++)
        largest = fmax(largest, fabs(values[t]));
    frexp(largest, &exponent); /* a power of two: scaling loses no digit */
    for (size_t t = 0; t < n; t++)
        w.values[t] = ldexp(values[t], -exponent);
    forecast(&w, ret_points, &reasons);
    for (uint32_t h = 0; h < w.horizon; h++) {
        els_forecast_point *p = &ret_points[h];
        *p = (els_forecast_point){ldexp(p->mean, exponent), ldexp(p->low, exponent),
                                  ldexp(p->high, exponent)};
    }
    reasons.error = ldexp(reasons.error, exponent);
    reasons.naive_error = ldexp(reasons.naive_error, exponent);
    for (size_t m = 0; m < reasons.n_members; m++)
        reasons.members[m].error = ldexp(reasons.members[m].error, exponent);
    if (ret_reasons)
        *ret_reasons = reasons;
}
