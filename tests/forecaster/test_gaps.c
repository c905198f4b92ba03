#include "forecast_gaps.h"

#include <criterion/criterion.h>
#include <math.h>

Test(gaps, are_counted_where_they_are)
{
    double values[] = {NAN, 1, NAN, NAN, 4, NAN}, none[] = {NAN, NAN};
    els_gaps g = els_gaps_count(values, 6);
    cr_assert(g.first == 1 && g.inside == 2 && g.last == 1 && g.present == 2);
    g = els_gaps_count(none, 2);
    cr_assert(g.present == 0 && g.first == 2 && g.inside == 0);
    cr_assert_eq(els_gaps_count(none, 0).present, 0);
}

Test(gaps, are_filled_on_straight_lines)
{
    double values[] = {1, NAN, NAN, 4, NAN, 2};
    els_gaps_fill(values, 6, 1);
    cr_assert_float_eq(values[1], 2, 1e-12);
    cr_assert_float_eq(values[2], 3, 1e-12);
    cr_assert_float_eq(values[4], 3, 1e-12);
    cr_assert_eq(values[3], 4);
}

Test(gaps, follow_the_season_where_there_is_one)
{
    static const double index[] = {0.5, 1, 1.6, 0.9};
    double values[48];
    for (int t = 0; t < 48; t++)
        values[t] = 10 * index[t % 4];
    values[14] = values[27] = NAN;
    els_gaps_fill(values, 48, 4);
    cr_assert_float_eq(values[14], 16, 1, "%g", values[14]);
    cr_assert_float_eq(values[27], 9, 1, "%g", values[27]);
}
