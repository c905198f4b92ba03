#include "els_rng.h"
#include "forecast_season.h"

#include <criterion/criterion.h>
#include <math.h>

static const double quarters[] = {0.8, 1.1, 1.3, 0.8};

Test(season, the_test_sees_a_season_and_not_noise)
{
    double seasonal[60], noise[60];
    int found = 0;
    for (int run = 0; run < 100; run++) {
        els_rng rng = els_rng_make(4, (uint64_t)run, 0);
        for (int t = 0; t < 60; t++) {
            noise[t] = els_rng_normal(&rng);
            seasonal[t] = 10 * quarters[t % 4] + noise[t];
        }
        cr_assert(els_season_is_present(seasonal, 60, 4));
        found += els_season_is_present(noise, 60, 4);
    }
    cr_assert(found >= 3 && found <= 20, "a test at 90 %% found %d of 100", found);
}

Test(season, needs_three_periods)
{
    double values[40];
    for (int t = 0; t < 40; t++)
        values[t] = quarters[t % 4];
    cr_assert_not(els_season_is_present(values, 11, 4));
    cr_assert(els_season_is_present(values, 40, 4));
    cr_assert_not(els_season_is_present(values, 40, 1));
    cr_assert_not(els_season_is_present(values, 40, 14));
}

Test(season, decomposition_gives_back_the_indices)
{
    double ratios[40], sums[40];
    els_season season;
    for (int t = 0; t < 40; t++) {
        ratios[t] = 50 * quarters[t % 4];
        sums[t] = 50 + 3 * t + 20 * (quarters[t % 4] - 1);
    }
    els_season_decompose(ratios, 40, 4, ELS_SEASON_MULTIPLICATIVE, &season);
    for (int i = 0; i < 4; i++)
        cr_assert_float_eq(season.index[i], quarters[i], 1e-12);
    els_season_decompose(sums, 40, 4, ELS_SEASON_ADDITIVE, &season);
    for (int i = 0; i < 4; i++)
        cr_assert_float_eq(season.index[i], 20 * (quarters[i] - 1), 1e-9);
    for (size_t t = 0; t < 40; t++)
        cr_assert_float_eq(els_season_restore(&season, els_season_remove(&season, sums[t], t), t),
                           sums[t], 1e-12);
}

Test(season, values_that_are_not_positive_are_adjusted_by_sums)
{
    double values[40];
    els_season season;
    for (int t = 0; t < 40; t++)
        values[t] = 20 * (quarters[t % 4] - 1);
    els_season_decompose(values, 40, 4, ELS_SEASON_MULTIPLICATIVE, &season);
    cr_assert_eq(season.kind, ELS_SEASON_ADDITIVE);
    els_season_decompose(values, 7, 4, ELS_SEASON_ADDITIVE, &season);
    cr_assert_eq(season.kind, ELS_SEASON_NONE, "less than two periods");
}

Test(season, a_steep_trend_hides_it_from_m4_but_not_from_its_strength)
{
    double values[40];
    els_season season;
    for (int t = 0; t < 40; t++)
        values[t] = 100 + t + 8 * sin(2 * M_PI * t / 12);
    els_season_find_m4(values, 40, 12, &season);
    cr_assert_eq(season.kind, ELS_SEASON_NONE);
    els_season_find(values, 40, 12, &season);
    cr_assert_eq(season.kind, ELS_SEASON_MULTIPLICATIVE);
    cr_assert_gt(els_season_strength(values, 40, 12), 0.95);
}

Test(season, autocorrelation_of_known_values)
{
    double values[] = {1, 2, 3, 4, 5}, flat[] = {2, 2, 2};
    cr_assert_float_eq(els_season_autocorrelation(values, 5, 1), 0.4, 1e-12);
    cr_assert_float_eq(els_season_autocorrelation(values, 5, 2), -0.1, 1e-12);
    cr_assert_eq(els_season_autocorrelation(flat, 3, 1), 0);
    cr_assert_eq(els_season_autocorrelation(values, 5, 5), 0);
}
