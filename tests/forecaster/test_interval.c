#include "els_rng.h"
#include "forecast_series.h"

#include <criterion/criterion.h>
#include <math.h>

Test(interval, never_narrows_with_the_horizon)
{
    double values[60];
    els_forecast_point points[20];
    els_rng rng = els_rng_make(1, 1, 1);
    for (int i = 0; i < 60; i++)
        values[i] = els_rng_normal(&rng);
    els_forecast_series(ELS_METHOD_COMBINED, values, 60, 1, 20, points, NULL);
    for (int h = 1; h < 20; h++)
        cr_assert_geq(points[h].high - points[h].low,
                      points[h - 1].high - points[h - 1].low - 1e-12);
}

Test(interval, of_positive_values_stays_positive_and_grows_with_the_level)
{
    double values[60], lower[60];
    els_forecast_point points[40], low_points[40];
    els_rng rng = els_rng_make(1, 2, 1);
    for (int i = 0; i < 60; i++) {
        values[i] = 100 * exp(0.1 * els_rng_normal(&rng));
        lower[i] = values[i] / 64;
    }
    els_forecast_series(ELS_METHOD_AUTO, values, 60, 1, 40, points, NULL);
    els_forecast_series(ELS_METHOD_AUTO, lower, 60, 1, 40, low_points, NULL);
    for (int h = 0; h < 40; h++) {
        cr_assert_gt(points[h].low, 0);
        cr_assert_float_eq(points[h].low / 64, low_points[h].low, 1e-9);
    }
}

Test(interval, of_a_walk_widens_like_the_root_of_the_horizon)
{
    double ratio = 0;
    enum { RUNS = 40 };
    for (uint64_t run = 0; run < RUNS; run++) {
        double values[100], sum = 0;
        els_forecast_point points[16];
        els_rng rng = els_rng_make(1, 3, run);
        for (int i = 0; i < 100; i++)
            values[i] = sum += els_rng_normal(&rng);
        els_forecast_series(ELS_METHOD_NAIVE, values, 100, 1, 16, points, NULL);
        ratio += (points[15].high - points[15].low) / (points[0].high - points[0].low) / RUNS;
    }
    cr_assert(ratio > 3 && ratio < 5.5, "4 would be exact: %g", ratio);
}

Test(interval, of_counts_does_not_go_below_zero)
{
    double values[30] = {0};
    els_forecast_point points[5];
    for (int t = 0; t < 30; t += 4)
        values[t] = 3;
    els_forecast_series(ELS_METHOD_AUTO, values, 30, 1, 5, points, NULL);
    for (int h = 0; h < 5; h++)
        cr_assert(points[h].low >= 0 && points[h].mean >= 0 && points[h].high > 0);
}

Test(interval, without_earlier_forecasts_comes_from_the_steps)
{
    double values[] = {10, 13, 9, 12}, wild[] = {10, 130, 9, 120};
    els_forecast_point calm_point, wild_point;
    els_forecast_series(ELS_METHOD_SES, values, 4, 1, 1, &calm_point, NULL);
    els_forecast_series(ELS_METHOD_SES, wild, 4, 1, 1, &wild_point, NULL);
    cr_assert(calm_point.high - calm_point.low > 4 && calm_point.high - calm_point.low < 40);
    cr_assert_gt(wild_point.high - wild_point.low, 100);
}
