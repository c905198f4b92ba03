#include "els_rng.h"
#include "forecast_series.h"

#include <criterion/criterion.h>
#include <math.h>

enum { N = 40, H = 6 };

static void ahead(els_forecast_method method, const double *values, size_t n, uint32_t period,
                  double *ret)
{
    els_forecast_plan plan;
    cr_assert_null(els_forecast_needs(method, values, n, period), "%s",
                   els_forecast_method_name(method));
    els_forecast_plan_make(method, values, n, period, &plan);
    els_forecast_path(&plan, values, n, H, ret);
}

Test(methods, equal_values_stay_with_no_width)
{
    double values[N];
    els_forecast_point points[H];
    for (int i = 0; i < N; i++)
        values[i] = 0.4;
    for (int m = 0; m < ELS_METHOD_COUNT_; m++) {
        els_forecast_series((els_forecast_method)m, values, N, 4, H, points, NULL);
        cr_assert_float_eq(points[H - 1].mean, 0.4, 1e-6, "%s: %g",
                           els_forecast_method_name((els_forecast_method)m), points[H - 1].mean);
        cr_assert_float_eq(points[H - 1].high - points[H - 1].low, 0, 1e-5, "%s",
                           els_forecast_method_name((els_forecast_method)m));
    }
}

Test(methods, the_naive_ones_repeat_what_was)
{
    double values[N], means[H];
    static const double index[] = {0.5, 1, 1.5, 1};
    for (int t = 0; t < N; t++)
        values[t] = 10 * index[t % 4];
    ahead(ELS_METHOD_NAIVE, values, N, 4, means);
    cr_assert_eq(means[5], values[N - 1]);
    ahead(ELS_METHOD_SNAIVE, values, N, 4, means);
    for (int h = 0; h < H; h++)
        cr_assert_eq(means[h], values[(N + h) % 4]);
    ahead(ELS_METHOD_NAIVE2, values, N, 4, means);
    for (int h = 0; h < H; h++)
        cr_assert_float_eq(means[h], values[(N + h) % 4], 1e-9);
}

Test(methods, trends_are_followed_as_far_as_each_believes_in_them)
{
    double values[N], means[H];
    const double next = 1 + 0.05 * (N + H - 1), last = 1 + 0.05 * (N - 1);
    for (int t = 0; t < N; t++)
        values[t] = 1 + 0.05 * t;
    static const els_forecast_method straight[] = {ELS_METHOD_DRIFT, ELS_METHOD_HOLT,
                                                   ELS_METHOD_ARIMA, ELS_METHOD_ETS};
    for (size_t i = 0; i < sizeof straight / sizeof *straight; i++) {
        ahead(straight[i], values, N, 1, means);
        cr_assert_float_eq(means[H - 1], next, 0.01, "%s: %g",
                           els_forecast_method_name(straight[i]), means[H - 1]);
    }
    ahead(ELS_METHOD_THETA, values, N, 1, means);
    cr_assert(means[H - 1] > last + 0.4 * (next - last) && means[H - 1] < next + 0.01);
    ahead(ELS_METHOD_DAMPED, values, N, 1, means);
    cr_assert(means[H - 1] > last + 0.5 * (next - last) && means[H - 1] < next);
    ahead(ELS_METHOD_SES, values, N, 1, means);
    cr_assert_float_eq(means[H - 1], last, 0.01);
}

Test(methods, growth_curves_continue_themselves)
{
    double percent[N], saturating[N], power[N], means[H];
    for (int t = 0; t < N; t++) {
        percent[t] = 0.1 * pow(1.06, t);
        saturating[t] = 1 / (1 + exp(-0.25 * (t - 22)));
        power[t] = 0.1 + 0.05 * pow(1 + t, 0.6);
    }
    ahead(ELS_METHOD_EXPONENTIAL, percent, N, 1, means);
    cr_assert_float_eq(means[H - 1], 0.1 * pow(1.06, N + H - 1), 1e-9);
    ahead(ELS_METHOD_THETA_LOG, percent, N, 1, means);
    cr_assert_gt(means[H - 1], percent[N - 1] * pow(1.06, 0.4 * H));
    ahead(ELS_METHOD_LOGISTIC, saturating, N, 1, means);
    cr_assert_float_eq(means[H - 1], 1 / (1 + exp(-0.25 * (N + H - 1 - 22))), 0.01);
    ahead(ELS_METHOD_POWER, power, N, 1, means);
    cr_assert_float_eq(means[H - 1], 0.1 + 0.05 * pow(N + H, 0.6), 0.01);
}

Test(methods, seasons_come_back_with_every_method_that_knows_them)
{
    static const els_forecast_method seasonal[] = {
        ELS_METHOD_SES,   ELS_METHOD_HOLT, ELS_METHOD_DAMPED, ELS_METHOD_THETA,  ELS_METHOD_HW_MULT,
        ELS_METHOD_THETA, ELS_METHOD_ETS,  ELS_METHOD_ARIMA,  ELS_METHOD_HW_ADD,
    };
    static const double index[] = {0.4, 1.1, 1.6, 0.9};
    double values[N], means[H];
    els_rng rng = els_rng_make(6, 6, 6);
    for (int t = 0; t < N; t++)
        values[t] = index[t % 4] * (1 + 0.01 * els_rng_normal(&rng));
    for (size_t i = 0; i < sizeof seasonal / sizeof *seasonal; i++) {
        ahead(seasonal[i], values, N, 4, means);
        for (int h = 0; h < H; h++)
            cr_assert_float_eq(means[h], index[(N + h) % 4], 0.08, "%s, %d ahead: %g",
                               els_forecast_method_name(seasonal[i]), h + 1, means[h]);
    }
}

Test(methods, say_what_they_need)
{
    double values[] = {1, 2, -3, 4, 5, 6, 7, 8, 9};
    cr_assert_not_null(els_forecast_needs(ELS_METHOD_EXPONENTIAL, values, 9, 1));
    cr_assert_null(els_forecast_needs(ELS_METHOD_EXPONENTIAL, values + 3, 6, 1));
    cr_assert_not_null(els_forecast_needs(ELS_METHOD_SNAIVE, values, 9, 1));
    cr_assert_not_null(els_forecast_needs(ELS_METHOD_HW_ADD, values, 9, 4));
    cr_assert_not_null(els_forecast_needs(ELS_METHOD_ARIMA, values, 5, 1));
    cr_assert_null(els_forecast_needs(ELS_METHOD_SES, values, 1, 1));
}

Test(methods, no_growth_leads_to_infinity)
{
    double values[N];
    els_forecast_point points[ELS_FORECAST_HORIZON_MAX];
    for (int t = 0; t < N; t++)
        values[t] = pow(10, t);
    for (int m = 0; m < ELS_METHOD_COUNT_; m++) {
        els_forecast_method method = (els_forecast_method)m;
        els_forecast_series(method, values, N, 4, ELS_FORECAST_HORIZON_MAX, points, NULL);
        for (size_t h = 0; h < ELS_FORECAST_HORIZON_MAX; h++)
            cr_assert(isfinite(points[h].low) && isfinite(points[h].high) &&
                          points[h].low <= points[h].mean && points[h].mean <= points[h].high,
                      "%s, %d ahead: %g, %g, %g", els_forecast_method_name(method), (int)h + 1,
                      points[h].low, points[h].mean, points[h].high);
    }
}

Test(methods, names_are_read_back)
{
    els_forecast_method method;
    for (int m = 0; m < ELS_METHOD_COUNT_; m++) {
        cr_assert(els_forecast_method_parse(
            els_str_of(els_forecast_method_name((els_forecast_method)m)), &method));
        cr_assert_eq(method, m);
    }
    cr_assert_not(els_forecast_method_parse(ELS_STR("crystal ball"), &method));
}
