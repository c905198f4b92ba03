#include "forecast_limit.h"

#include <criterion/criterion.h>

static const els_forecast_point rising[] = {{1, 0, 2}, {2, 1, 3}, {3, 2, 4}, {4, 3, 5}};
static const els_forecast_point falling[] = {{-1, -2, 0}, {-2, -3, -1}, {-3, -4, -2}};

Test(limit, from_below_it_is_met_by_the_upper_end_first)
{
    els_limit_time when = els_limit_when(rising, 4, 0, 3);
    cr_assert_not(when.is_met);
    cr_assert_eq(when.mean, 3);
    cr_assert_eq(when.earliest, 2);
    cr_assert_eq(when.latest, 4);
}

Test(limit, from_above_it_is_met_by_the_lower_end_first)
{
    els_limit_time when = els_limit_when(falling, 3, 0, -2);
    cr_assert_eq(when.mean, 2);
    cr_assert_eq(when.earliest, 1);
    cr_assert_eq(when.latest, 3);
}

Test(limit, beyond_the_horizon_nothing_is_said)
{
    els_limit_time when = els_limit_when(rising, 4, 0, 5);
    cr_assert(when.mean == 0 && when.earliest == 4 && when.latest == 0 && !when.is_met);
    when = els_limit_when(rising, 2, 0, 5);
    cr_assert(when.mean == 0 && when.earliest == 0 && when.latest == 0);
}

Test(limit, a_limit_the_newest_value_is_at_is_met_already)
{
    els_limit_time when = els_limit_when(rising, 4, 3, 3);
    cr_assert(when.is_met && when.mean == 0 && when.earliest == 0);
}
