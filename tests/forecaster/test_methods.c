#include "els_rng.h"
#include "forecast_methods.h"

#include <criterion/criterion.h>
#include <math.h>

Test(forecast, equal_values_stay_with_no_width)
{
    double values[30];
    els_forecast_point points[5];
    for (int i = 0; i < 30; i++)
        values[i] = 0.4;
    for (int m = 0; m < ELS_METHOD_COUNT_; m++) {
        els_forecast_make((els_forecast_method)m, values, 30, 5, points);
        cr_assert_float_eq(points[4].mean, 0.4, 1e-9, "%s",
                           els_forecast_method_name((els_forecast_method)m));
        cr_assert_float_eq(points[4].high - points[4].low, 0, 1e-9);
    }
}

Test(forecast, naive_is_the_last_value)
{
    double values[] = {1, 5, 2, 8};
    els_forecast_point points[3];
    els_forecast_make(ELS_METHOD_NAIVE, values, 4, 3, points);
    cr_assert_eq(points[2].mean, 8.0);
}

Test(forecast, damped_trend_follows_a_line_and_naive_does_not)
{
    double values[40];
    els_forecast_point damped[5], naive[5];
    for (int i = 0; i < 40; i++)
        values[i] = 2.0 * i;
    els_forecast_make(ELS_METHOD_DAMPED, values, 40, 5, damped);
    els_forecast_make(ELS_METHOD_NAIVE, values, 40, 5, naive);
    cr_assert_lt(fabs(damped[4].mean - 88), 1.5, "%g", damped[4].mean);
    cr_assert_eq(naive[4].mean, 78.0);
}

Test(forecast, intervals_never_narrow_with_the_horizon)
{
    double values[60];
    els_forecast_point points[20];
    els_rng rng = els_rng_make(1, 1, 1);
    for (int i = 0; i < 60; i++)
        values[i] = els_rng_normal(&rng);
    els_forecast_make(ELS_METHOD_COMBINED, values, 60, 20, points);
    for (int h = 1; h < 20; h++)
        cr_assert_geq(points[h].high - points[h].low,
                      points[h - 1].high - points[h - 1].low - 1e-12);
}

Test(forecast, intervals_cover_noise_about_95_times_in_100_and_beat_the_last_value)
{
    enum { RUNS = 400, N = 60 };
    els_rng rng = els_rng_make(9, 9, 9);
    int covered = 0;
    double error = 0, naive = 0;
    for (int run = 0; run < RUNS; run++) {
        double values[N + 1];
        els_forecast_point point;
        for (int i = 0; i <= N; i++)
            values[i] = 0.01 * i + els_rng_normal(&rng);
        els_forecast_make(ELS_METHOD_COMBINED, values, N, 1, &point);
        covered += point.low <= values[N] && values[N] <= point.high;
        error += fabs(point.mean - values[N]);
        naive += fabs(values[N - 1] - values[N]);
    }
    cr_assert(covered >= RUNS * 91 / 100 && covered <= RUNS * 98 / 100, "%d of %d", covered, RUNS);
    cr_assert_lt(error, 0.85 * naive);
}

Test(forecast, one_value_is_enough_to_answer)
{
    double value = 3;
    els_forecast_point point;
    els_forecast_make(ELS_METHOD_COMBINED, &value, 1, 1, &point);
    cr_assert_eq(point.mean, 3.0);
    cr_assert(point.low < 3 && point.high > 3);
}

Test(forecast, names_are_read_back)
{
    els_forecast_method method;
    for (int m = 0; m < ELS_METHOD_COUNT_; m++) {
        cr_assert(els_forecast_method_parse(
            els_str_of(els_forecast_method_name((els_forecast_method)m)), &method));
        cr_assert_eq(method, m);
    }
    cr_assert_not(els_forecast_method_parse(ELS_STR("crystal ball"), &method));
}
