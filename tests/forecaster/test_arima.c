#include "els_rng.h"
#include "forecast_arima.h"

#include <criterion/criterion.h>
#include <math.h>

enum { N = 400 };

static void make_ar(double *values, double phi, double mean)
{
    els_rng rng = els_rng_make(11, 5, 0);
    double x = 0;
    for (int t = 0; t < N; t++) {
        x = phi * x + els_rng_normal(&rng);
        values[t] = mean + x;
    }
}

Test(arima, finds_the_coefficient_and_the_mean_of_an_autoregression)
{
    double values[N], ahead[50];
    els_arima model;
    make_ar(values, 0.7, 20);
    els_arima_fit((els_arima_order){.p = 1, .has_constant = true}, values, N, 1, NULL, &model);
    cr_assert_float_eq(model.params[0], 0.7, 0.08, "%g", model.params[0]);
    cr_assert_float_eq(model.params[1], 20, 0.6, "%g", model.params[1]);
    els_arima_path(&model, values, N, 50, ahead);
    double first = model.params[1] + model.params[0] * (values[N - 1] - model.params[1]);
    cr_assert_float_eq(ahead[0], first, 1e-9);
    cr_assert_float_eq(ahead[49], model.params[1], 1e-3, "it goes back to the mean");
}

Test(arima, finds_the_coefficient_of_a_moving_average)
{
    double values[N], before = 0, ahead[3];
    els_arima model;
    els_rng rng = els_rng_make(11, 6, 0);
    for (int t = 0; t < N; t++) {
        double error = els_rng_normal(&rng);
        values[t] = error + 0.6 * before;
        before = error;
    }
    els_arima_fit((els_arima_order){.q = 1}, values, N, 1, NULL, &model);
    cr_assert_float_eq(fabs(model.params[0]), 0.6, 0.1, "%g", model.params[0]);
    els_arima_path(&model, values, N, 3, ahead);
    cr_assert_float_eq(ahead[0], 0.6 * before, 0.35);
    cr_assert_float_eq(ahead[2], 0, 1e-9, "two steps ahead it knows nothing");
}

Test(arima, counts_the_differences_that_a_series_needs)
{
    double level[N], walk[N], twice[N];
    make_ar(level, 0.2, 3);
    walk[0] = twice[0] = 0;
    for (int t = 1; t < N; t++) {
        walk[t] = walk[t - 1] + level[t] - 3;
        twice[t] = twice[t - 1] + walk[t];
    }
    cr_assert_eq(els_arima_differences(level, N), 0);
    cr_assert_eq(els_arima_differences(walk, N), 1);
    cr_assert_eq(els_arima_differences(twice, N), 2);
}

Test(arima, drift_and_seasonal_differences_continue_exact_patterns)
{
    double line[30], pattern[40], ahead[8];
    els_arima model;
    for (int t = 0; t < 30; t++)
        line[t] = 4 + 1.5 * t;
    els_arima_fit((els_arima_order){.d = 1, .has_constant = true}, line, 30, 1, NULL, &model);
    els_arima_path(&model, line, 30, 8, ahead);
    for (int h = 0; h < 8; h++)
        cr_assert_float_eq(ahead[h], 4 + 1.5 * (30 + h), 1e-9);
    for (int t = 0; t < 40; t++)
        pattern[t] = (t * 7) % 4 + 0.5 * t;
    els_arima_fit((els_arima_order){.sd = 1, .has_constant = true}, pattern, 40, 4, NULL, &model);
    els_arima_path(&model, pattern, 40, 8, ahead);
    for (int h = 0; h < 8; h++)
        cr_assert_float_eq(ahead[h], ((40 + h) * 7) % 4 + 0.5 * (40 + h), 1e-9, "%d", h);
}

Test(arima, the_search_meets_orders_that_fit)
{
    double values[N], ahead[1], error = 0, naive = 0;
    char name[48];
    els_arima model;
    make_ar(values, 0.7, 20);
    els_arima_choose(values, N, 1, &model);
    els_arima_name(&model, name);
    cr_assert(model.order.p + model.order.q >= 1, "%s", name);
    for (size_t n = 200; n + 1 < N; n++) {
        els_arima_path(&model, values, n, 1, ahead);
        error += fabs(ahead[0] - values[n]);
        naive += fabs(values[n - 1] - values[n]);
    }
    cr_assert_lt(error, 0.97 * naive);
}

Test(arima, few_values_are_no_accident)
{
    double values[] = {1, 3, 2, 5, 4, 6}, ahead[3];
    els_arima model;
    els_arima_choose(values, 6, 12, &model);
    els_arima_path(&model, values, 6, 3, ahead);
    for (int h = 0; h < 3; h++)
        cr_assert(isfinite(ahead[h]) && ahead[h] > 0 && ahead[h] < 12);
}

Test(arima, is_called_what_it_is)
{
    char name[48];
    els_arima model = {.order = {.q = 1, .d = 1, .sd = 1, .sq = 1}, .period = 12};
    els_arima_name(&model, name);
    cr_assert_str_eq(name, "ARIMA(0,1,1)(0,1,1)12");
    model = (els_arima){.order = {.p = 2, .has_constant = true}, .period = 1};
    els_arima_name(&model, name);
    cr_assert_str_eq(name, "ARIMA(2,0,0) with mean");
}
