#include "els_rng.h"
#include "forecast_series.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { RUNS = 80, N = 48, H = 8 };

typedef enum { NOISE, WALK, TREND, SEASONAL, PERCENT, KINDS } kind;
static const char *const kind_names[] = {"noise", "walk", "trend", "seasonal", "percent"};

static void simulate(kind k, uint64_t run, double *ret)
{
    els_rng rng = els_rng_make(21, run, k);
    double walk = 0;
    for (int t = 0; t < N + H; t++) {
        double z = els_rng_normal(&rng);
        walk += z;
        ret[t] = k == NOISE      ? 10 + z
                 : k == WALK     ? walk
                 : k == TREND    ? 0.3 * t + z
                 : k == SEASONAL ? 20 + 6 * sin(M_PI * t / 2) + z
                                 : 50 * exp(0.02 * t + 0.05 * walk);
    }
}

/* Of forecasts of many series of a kind: values inside the interval, 0..1; absolute errors, and
 * those of the last value. */
typedef struct {
    double inside, error, naive;
} performance;

static performance of_many(els_forecast_method method, kind k)
{
    performance sum = {0, 0, 0};
    for (uint64_t run = 0; run < RUNS; run++) {
        double values[N + H];
        els_forecast_point ours[H], last[H];
        uint32_t period = k == SEASONAL ? 4 : 1;
        simulate(k, run, values);
        els_forecast_series(method, values, N, period, H, ours, NULL);
        els_forecast_series(ELS_METHOD_NAIVE, values, N, period, H, last, NULL);
        for (int h = 0; h < H; h++) {
            sum.inside += ours[h].low <= values[N + h] && values[N + h] <= ours[h].high;
            sum.error += fabs(ours[h].mean - values[N + h]);
            sum.naive += fabs(last[h].mean - values[N + h]);
        }
    }
    sum.inside /= RUNS * H;
    return sum;
}

static void expect_coverage(els_forecast_method method, kind k, double share)
{
    cr_assert(share > 0.91 && share < 0.985, "%s of %s: %.3f", els_forecast_method_name(method),
              kind_names[k], share);
}

Test(series, combined_intervals_cover_about_95_times_in_100)
{
    for (kind k = 0; k < KINDS; k++)
        expect_coverage(ELS_METHOD_COMBINED, k, of_many(ELS_METHOD_COMBINED, k).inside);
}

Test(series, the_automatic_method_is_near_the_best_on_every_kind_of_series_and_its_intervals_cover)
{
    for (kind k = 0; k < KINDS; k++) {
        performance is = of_many(ELS_METHOD_AUTO, k);
        /* Nothing beats the last value of a walk; noise around a level is worth 1 / sqrt(2). */
        static const double most[] = {0.8, 1.12, 0.75, 0.45, 0.9};
        cr_assert_lt(is.error, most[k] * is.naive, "%s: %.3f", kind_names[k], is.error / is.naive);
        expect_coverage(ELS_METHOD_AUTO, k, is.inside);
    }
}

Test(series, weighted_median_of_known_values)
{
    double values[] = {5, 1, 3}, equal[] = {1 / 3., 1 / 3., 1 / 3.}, heavy[] = {0.1, 0.8, 0.1};
    double two[] = {0.5, 0.5};
    cr_assert_float_eq(els_forecast_weighted_median(values, equal, 3), 3, 1e-12);
    cr_assert_float_eq(els_forecast_weighted_median(values, two, 2), 3, 1e-12);
    cr_assert_lt(els_forecast_weighted_median(values, heavy, 3), 1.5);
    cr_assert_eq(els_forecast_weighted_median(values, (double[]){1}, 1), 5);
}

Test(series, one_method_gone_wild_does_not_move_the_median_far)
{
    double calm[] = {10, 11, 12, 13}, wild[] = {10, 11, 12, 1e9},
           weights[] = {0.25, 0.25, 0.25, 0.25};
    cr_assert_float_eq(els_forecast_weighted_median(calm, weights, 4),
                       els_forecast_weighted_median(wild, weights, 4), 1e-9);
}

Test(series, the_unit_of_the_values_does_not_matter)
{
    double values[N + H], scaled[N];
    els_forecast_point a[H], b[H];
    simulate(PERCENT, 1, values);
    static const int exponents[] = {-200, -20, 40, 300};
    for (size_t e = 0; e < 4; e++) {
        for (int t = 0; t < N; t++)
            scaled[t] = ldexp(values[t], exponents[e]);
        els_forecast_series(ELS_METHOD_AUTO, values, N, 4, H, a, NULL);
        els_forecast_series(ELS_METHOD_AUTO, scaled, N, 4, H, b, NULL);
        for (int h = 0; h < H; h++)
            cr_assert(b[h].mean == ldexp(a[h].mean, exponents[e]) &&
                      b[h].low == ldexp(a[h].low, exponents[e]));
    }
}

Test(series, the_same_values_give_the_same_bits)
{
    double values[N + H];
    els_forecast_point a[H], b[H];
    simulate(SEASONAL, 3, values);
    els_forecast_series(ELS_METHOD_AUTO, values, N, 4, H, a, NULL);
    els_forecast_series(ELS_METHOD_AUTO, values, N, 4, H, b, NULL);
    cr_assert_eq(memcmp(a, b, sizeof a), 0);
}

Test(series, reasons_add_up)
{
    double values[N + H], sum = 0;
    els_forecast_point points[H];
    els_forecast_reasons reasons;
    simulate(TREND, 5, values);
    els_forecast_series(ELS_METHOD_AUTO, values, N, 1, H, points, &reasons);
    cr_assert(reasons.n_members >= 6 && reasons.origins > 10);
    for (size_t m = 0; m < reasons.n_members; m++) {
        cr_assert_gt(reasons.members[m].error, 0);
        sum += reasons.members[m].weight;
    }
    cr_assert_float_eq(sum, 1, 1e-12);
    cr_assert_lt(reasons.error, reasons.naive_error);
}

Test(series, of_any_length_has_a_forecast)
{
    double values[30];
    els_forecast_point points[3];
    els_rng rng = els_rng_make(8, 1, 1);
    for (int t = 0; t < 30; t++)
        values[t] = els_rng_normal(&rng);
    for (int m = ELS_METHOD_SINGLE_; m < ELS_METHOD_COUNT_; m++)
        for (size_t n = 1; n <= 30; n++)
            for (uint32_t period = 1; period <= 12; period += 11) {
                els_forecast_series((els_forecast_method)m, values, n, period, 3, points, NULL);
                for (int h = 0; h < 3; h++)
                    cr_assert(isfinite(points[h].mean) && points[h].low <= points[h].mean &&
                                  points[h].mean <= points[h].high,
                              "%d values, period %d", (int)n, (int)period);
            }
}

Test(series, one_value_is_enough_to_answer)
{
    double value = 3, zero = 0;
    els_forecast_point point;
    els_forecast_series(ELS_METHOD_COMBINED, &value, 1, 1, 1, &point, NULL);
    cr_assert_eq(point.mean, 3.0);
    cr_assert(point.low < 3 && point.high > 3);
    els_forecast_series(ELS_METHOD_AUTO, &zero, 1, 1, 1, &point, NULL);
    cr_assert(point.low < 0 && point.high > 0);
}

Test(series, only_the_newest_values_are_looked_at)
{
    static double values[3000];
    els_forecast_point all[2], newest[2];
    els_rng rng = els_rng_make(8, 2, 1);
    for (int t = 0; t < 3000; t++)
        values[t] = (t < 1500 ? 1e6 : 0) + els_rng_normal(&rng);
    els_forecast_series(ELS_METHOD_COMBINED, values, 3000, 1, 2, all, NULL);
    els_forecast_series(ELS_METHOD_COMBINED, values + 3000 - ELS_FORECAST_WINDOW,
                        ELS_FORECAST_WINDOW, 1, 2, newest, NULL);
    cr_assert_eq(memcmp(all, newest, sizeof all), 0);
}
