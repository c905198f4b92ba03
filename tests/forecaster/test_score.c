#include "forecast_score.h"

#include <criterion/criterion.h>
#include <math.h>

Test(score, of_known_numbers)
{
    double values[] = {10, 12, 11, 13}, actual[] = {14, 10};
    els_forecast_point points[] = {{12, 11, 15}, {12, 11, 13}};
    els_forecast_score s = els_forecast_score_make(points, actual, 2, values, 4, 1);
    cr_assert_float_eq(s.smape, (200 * 2 / 26. + 200 * 2 / 22.) / 2, 1e-12);
    cr_assert_float_eq(s.mase, 2 / (5 / 3.), 1e-12);
    cr_assert_float_eq(s.inside, 0.5, 1e-12);
    cr_assert_float_eq(s.msis, (4 + 2 + 40 * 1) / 2. / (5 / 3.), 1e-12);
}

Test(score, scales_by_the_seasonal_step)
{
    double values[] = {1, 9, 2, 10, 3, 11}, actual[] = {4};
    els_forecast_point point = {6, 6, 6};
    cr_assert_float_eq(els_forecast_score_make(&point, actual, 1, values, 6, 2).mase, 2, 1e-12);
    cr_assert_float_eq(els_forecast_score_make(&point, actual, 1, values, 6, 1).mase, 2 / (38 / 5.),
                       1e-12);
}

Test(score, of_a_series_without_steps_has_no_scale)
{
    double values[] = {5, 5, 5}, actual[] = {5};
    els_forecast_point point = {5, 5, 5};
    els_forecast_score s = els_forecast_score_make(&point, actual, 1, values, 3, 1);
    cr_assert(isnan(s.mase) && isnan(s.msis) && s.smape == 0 && s.inside == 1);
}
