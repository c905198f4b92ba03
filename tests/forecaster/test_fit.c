#include "forecast_fit.h"

#include <criterion/criterion.h>
#include <math.h>

enum { N = 20 };

/* y = 3 exp(-0.4 t): residuals of a * exp(b t). */
static void decay(const void *context, const double *params, double *ret)
{
    (void)context;
    for (int t = 0; t < N; t++)
        ret[t] = 3 * exp(-0.4 * t) - params[0] * exp(params[1] * t);
}

/* Rosenbrock's valley as two residuals. */
static void valley(const void *context, const double *params, double *ret)
{
    (void)context;
    ret[0] = 10 * (params[1] - params[0] * params[0]);
    ret[1] = 1 - params[0];
}

static void never_finite(const void *context, const double *params, double *ret)
{
    (void)context;
    ret[0] = params[0] > 0 ? NAN : 1;
}

Test(fit, finds_the_parameters_that_made_the_values)
{
    els_fit_problem p = {.residuals = decay,
                         .n_params = 2,
                         .n_residuals = N,
                         .low = {-10, -5},
                         .high = {10, 0},
                         .steps_max = 50};
    double params[] = {1, -1};
    cr_assert_lt(els_fit_run(&p, params), 1e-12);
    cr_assert_float_eq(params[0], 3, 1e-5);
    cr_assert_float_eq(params[1], -0.4, 1e-5);
}

Test(fit, follows_a_bent_valley)
{
    els_fit_problem p = {.residuals = valley,
                         .n_params = 2,
                         .n_residuals = 2,
                         .low = {-5, -5},
                         .high = {5, 5},
                         .steps_max = 200};
    double params[] = {-1.2, 1};
    els_fit_run(&p, params);
    cr_assert_float_eq(params[0], 1, 1e-3);
    cr_assert_float_eq(params[1], 1, 1e-3);
}

Test(fit, stays_within_the_bounds_and_still_finds_the_best_there)
{
    els_fit_problem p = {.residuals = decay,
                         .n_params = 2,
                         .n_residuals = N,
                         .low = {-10, -0.3},
                         .high = {2, 0},
                         .steps_max = 50};
    double params[] = {1, -0.1};
    els_fit_run(&p, params);
    cr_assert(params[0] <= 2 && params[1] >= -0.3);
    double squares = els_fit_squares(&p, params), other[] = {1.9, -0.3};
    cr_assert_leq(squares, els_fit_squares(&p, other));
}

Test(fit, never_ends_worse_than_it_began)
{
    els_fit_problem p = {.residuals = never_finite,
                         .n_params = 1,
                         .n_residuals = 1,
                         .low = {-1},
                         .high = {1},
                         .steps_max = 20};
    double params[] = {-0.5};
    cr_assert_eq(els_fit_run(&p, params), 1);
    cr_assert_leq(params[0], 0);
    params[0] = 0.5;
    cr_assert_eq(els_fit_squares(&p, params), INFINITY);
}
