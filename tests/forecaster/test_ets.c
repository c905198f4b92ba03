#include "els_rng.h"
#include "forecast_ets.h"

#include <criterion/criterion.h>
#include <math.h>

static const els_ets_form simple = {.trend = ELS_TREND_NONE};

Test(ets, smoothing_finds_the_weight_that_made_the_values)
{
    double values[800], level = 50;
    els_ets model;
    els_rng rng = els_rng_make(2, 2, 2);
    for (int t = 0; t < 800; t++) {
        double error = els_rng_normal(&rng);
        values[t] = level + error;
        level += 0.3 * error;
    }
    els_ets_fit(simple, values, 800, 1, NULL, &model);
    cr_assert_float_eq(model.alpha, 0.3, 0.06, "%g", model.alpha);
    cr_assert_float_eq(els_ets_ahead(&model, 1), level, 0.3);
    cr_assert_eq(els_ets_ahead(&model, 9), els_ets_ahead(&model, 1), "no trend, no change");
}

Test(ets, follows_a_line_and_damps_it)
{
    double values[30];
    els_ets straight, damped;
    for (int t = 0; t < 30; t++)
        values[t] = 5 + 0.5 * t;
    els_ets_fit((els_ets_form){.trend = ELS_TREND_STRAIGHT}, values, 30, 1, NULL, &straight);
    els_ets_fit((els_ets_form){.trend = ELS_TREND_DAMPED}, values, 30, 1, NULL, &damped);
    cr_assert_float_eq(els_ets_ahead(&straight, 10), 5 + 0.5 * 39, 0.05);
    double first = els_ets_ahead(&damped, 2) - els_ets_ahead(&damped, 1);
    double later = els_ets_ahead(&damped, 20) - els_ets_ahead(&damped, 19);
    cr_assert(later > 0 && later < first);
}

Test(ets, seasons_come_back_in_their_places)
{
    static const double index[] = {0.7, 1, 1.4, 0.9};
    double values[40];
    els_ets sums, ratios;
    for (int t = 0; t < 40; t++)
        values[t] = (100 + 2 * t) * index[t % 4];
    els_ets_fit((els_ets_form){true, ELS_TREND_STRAIGHT, ELS_SEASON_MULTIPLICATIVE}, values, 40, 4,
                NULL, &ratios);
    for (uint32_t h = 1; h <= 8; h++) {
        double truth = (100 + 2 * (39 + (double)h)) * index[(39 + h) % 4];
        cr_assert_float_eq(els_ets_ahead(&ratios, h), truth, 0.03 * truth, "%d ahead", (int)h);
    }
    for (int t = 0; t < 40; t++)
        values[t] = 100 + 2 * t + 20 * index[t % 4];
    els_ets_fit((els_ets_form){false, ELS_TREND_STRAIGHT, ELS_SEASON_ADDITIVE}, values, 40, 4, NULL,
                &sums);
    for (uint32_t h = 1; h <= 8; h++)
        cr_assert_float_eq(els_ets_ahead(&sums, h),
                           100 + 2 * (39 + (double)h) + 20 * index[(39 + h) % 4], 0.5, "%d ahead",
                           (int)h);
}

Test(ets, chooses_the_form_by_what_is_there)
{
    double noise[60], line[60], seasonal[60];
    els_ets model;
    els_rng rng = els_rng_make(7, 7, 7);
    for (int t = 0; t < 60; t++) {
        noise[t] = 10 + els_rng_normal(&rng) / 10;
        line[t] = noise[t] + t;
        seasonal[t] = noise[t] + (t % 4 == 0 ? 5 : 0);
    }
    els_ets_choose(noise, 60, 4, &model);
    cr_assert(model.form.trend == ELS_TREND_NONE && model.form.season == ELS_SEASON_NONE);
    els_ets_choose(line, 60, 4, &model);
    cr_assert(model.form.trend != ELS_TREND_NONE && model.form.season == ELS_SEASON_NONE);
    els_ets_choose(seasonal, 60, 4, &model);
    cr_assert_neq(model.form.season, ELS_SEASON_NONE);
}

Test(ets, says_what_it_cannot_fit)
{
    double values[20] = {1, 2, 0, 4};
    els_ets_form ratios = {true, ELS_TREND_NONE, ELS_SEASON_NONE};
    els_ets_form sums = {.season = ELS_SEASON_ADDITIVE};
    cr_assert_not(els_ets_can(ratios, values, 4, 1), "0 has no relative error");
    cr_assert(els_ets_can(ratios, values, 2, 1));
    cr_assert_not(els_ets_can(sums, values, 11, 4), "two periods and four values");
    cr_assert(els_ets_can(sums, values, 12, 4));
    cr_assert_not(els_ets_can(sums, values, 20, 1));
}

Test(ets, a_warm_fit_of_fewer_values_is_close_to_a_cold_one)
{
    double values[60], level = 20;
    els_ets all, warm, cold;
    els_rng rng = els_rng_make(3, 1, 4);
    for (int t = 0; t < 60; t++) {
        double error = els_rng_normal(&rng);
        values[t] = level + error;
        level += 0.5 * error + 0.2;
    }
    els_ets_form form = {.trend = ELS_TREND_STRAIGHT};
    els_ets_fit(form, values, 60, 1, NULL, &all);
    els_ets_fit(form, values, 50, 1, &all, &warm);
    els_ets_fit(form, values, 50, 1, NULL, &cold);
    cr_assert_float_eq(els_ets_ahead(&warm, 5), els_ets_ahead(&cold, 5), 0.5);
}

Test(ets, has_the_names_of_its_source)
{
    char name[16];
    els_ets_name((els_ets_form){true, ELS_TREND_DAMPED, ELS_SEASON_MULTIPLICATIVE}, name);
    cr_assert_str_eq(name, "ETS(M,Ad,M)");
    els_ets_name(simple, name);
    cr_assert_str_eq(name, "ETS(A,N,N)");
}
