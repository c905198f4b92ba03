#include "els_rng.h"
#include "stats_curve.h"

#include <criterion/criterion.h>
#include <math.h>

static els_curve_comparison compare(double (*curve)(double x), double noise, size_t n)
{
    double x[64], y[64];
    els_rng rng = els_rng_make(8, n, 1);
    for (size_t i = 0; i < n; i++) {
        x[i] = (double)i;
        y[i] = curve(x[i]) + noise * els_rng_normal(&rng);
    }
    return els_curve_compare(x, y, n);
}

static double constant(double x)
{
    (void)x;
    return 1.0;
}
static double logistic(double x)
{
    return 1 + 2 / (1 + exp(-0.5 * (x - 12)));
}
static double power(double x)
{
    return 1 + 0.5 * pow(1 + x, 0.5);
}
static double exponential(double x)
{
    return exp(0.08 * x);
}

Test(stats_curve, names_the_curve_the_points_were_made_from)
{
    cr_assert_eq(compare(constant, 0.05, 40).best, ELS_CURVE_CONSTANT);
    cr_assert_eq(compare(logistic, 0.02, 40).best, ELS_CURVE_LOGISTIC);
    cr_assert_eq(compare(power, 0.005, 40).best, ELS_CURVE_POWER);
    cr_assert_eq(compare(exponential, 0.02, 40).best, ELS_CURVE_EXPONENTIAL);
}

Test(stats_curve, equal_points_are_constant)
{
    els_curve_comparison c = compare(constant, 0, 10);
    cr_assert_eq(c.best, ELS_CURVE_CONSTANT);
    cr_assert_float_eq(c.all[0].a, 1, 1e-12);
}

Test(stats_curve, seven_points_are_too_few_and_eight_are_not)
{
    cr_assert_not(compare(power, 0, 7).is_enough);
    els_curve_comparison c = compare(power, 0, 8);
    cr_assert(c.is_enough);
    cr_assert_eq(c.fitted, 5u);
    cr_assert_eq(c.held_out, 3u);
}

Test(stats_curve, exponential_parameters_are_recovered)
{
    double x[20], y[20];
    for (int i = 0; i < 20; i++) {
        x[i] = 3 + i;
        y[i] = 1.5 * exp(0.1 * i);
    }
    els_curve curve = els_curve_fit(ELS_CURVE_EXPONENTIAL, x, y, 20);
    cr_assert_float_eq(curve.k, 0.1, 2e-3);
    cr_assert_float_eq(curve.a, 1.5, 3e-2);
    cr_assert_float_eq(els_curve_at(&curve, 10), 1.5 * exp(0.7), 3e-2);
}
