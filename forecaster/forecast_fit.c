#include "forecast_fit.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { PARAMS = ELS_FIT_PARAMS_MAX };

static double squares_of(const double *residuals, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += residuals[i] * residuals[i];
    return isfinite(sum) ? sum : INFINITY;
}

double els_fit_squares(const els_fit_problem *problem, const double *params)
{
    double residuals[ELS_FIT_RESIDUALS_MAX];
    problem->residuals(problem->context, params, residuals);
    return squares_of(residuals, problem->n_residuals);
}

/* The normal equations at one point. */
typedef struct {
    double products[PARAMS][PARAMS]; /* of the derivatives */
    double gradient[PARAMS];
} equations;

static void differentiate(const els_fit_problem *problem, const double *params,
                          const double *residuals, equations *ret)
{
    static const double nudge = 1e-6;
    double columns[PARAMS][ELS_FIT_RESIDUALS_MAX], moved[PARAMS];
    size_t n = problem->n_residuals, k = problem->n_params;
    memcpy(moved, params, k * sizeof *params);
    for (size_t j = 0; j < k; j++) {
        double step = nudge * fmax(fabs(params[j]), 1e-2);
        if (params[j] + step > problem->high[j])
            step = -step;
        moved[j] = params[j] + step;
        problem->residuals(problem->context, moved, columns[j]);
        moved[j] = params[j];
        for (size_t i = 0; i < n; i++)
            columns[j][i] = (columns[j][i] - residuals[i]) / step;
    }
    for (size_t j = 0; j < k; j++) {
        double along = 0;
        for (size_t i = 0; i < n; i++)
            along += columns[j][i] * residuals[i];
        ret->gradient[j] = along;
        for (size_t l = 0; l <= j; l++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += columns[j][i] * columns[l][i];
            ret->products[j][l] = ret->products[l][j] = sum;
        }
    }
}

/* Solves (products + damping * diagonal) step = -gradient for the parameters that are free, by
 * Cholesky's decomposition. False when that is not positive definite. */
static bool solve(const equations *eq, size_t k, const bool *is_free, double damping,
                  double *ret_step)
{
    double root[PARAMS][PARAMS] = {{0}}, half[PARAMS];
    size_t at[PARAMS], m = 0;
    for (size_t j = 0; j < k; j++) {
        ret_step[j] = 0;
        if (is_free[j] && eq->products[j][j] > 0)
            at[m++] = j;
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = eq->products[at[i]][at[j]] * (i == j ? 1 + damping : 1);
            for (size_t l = 0; l < j; l++)
                sum -= root[i][l] * root[j][l];
            if (i != j)
                root[i][j] = sum / root[j][j];
            else if (sum > 1e-14 * eq->products[at[i]][at[i]])
                root[i][i] = sqrt(sum);
            else
                return false;
        }
    for (size_t i = 0; i < m; i++) {
        double sum = -eq->gradient[at[i]];
        for (size_t l = 0; l < i; l++)
            sum -= root[i][l] * half[l];
        half[i] = sum / root[i][i];
    }
    for (size_t i = m; i-- > 0;) {
        double sum = half[i];
        for (size_t l = i + 1; l < m; l++)
            sum -= root[l][i] * ret_step[at[l]];
        ret_step[at[i]] = sum / root[i][i];
    }
    return m > 0;
}

double els_fit_run(const els_fit_problem *problem, double *params)
{
    double residuals[ELS_FIT_RESIDUALS_MAX], tried_residuals[ELS_FIT_RESIDUALS_MAX];
    double tried[PARAMS], step[PARAMS], damping = 1e-2;
    size_t k = problem->n_params, n = problem->n_residuals;
    equations eq;
    bool is_fresh = false;
    problem->residuals(problem->context, params, residuals);
    double least = squares_of(residuals, n);
    for (uint32_t s = 0; s < problem->steps_max && isfinite(least) && least > 0; s++) {
        bool is_free[PARAMS];
        if (!is_fresh)
            differentiate(problem, params, residuals, &eq);
        is_fresh = true;
        for (size_t j = 0; j < k; j++) /* what sits at a bound and wants beyond stays there */
            is_free[j] = !(params[j] <= problem->low[j] && eq.gradient[j] > 0) &&
                         !(params[j] >= problem->high[j] && eq.gradient[j] < 0);
        bool moves = solve(&eq, k, is_free, damping, step);
        for (size_t j = 0; j < k; j++)
            tried[j] = fmin(fmax(params[j] + step[j], problem->low[j]), problem->high[j]);
        double squares = INFINITY;
        if (moves) {
            problem->residuals(problem->context, tried, tried_residuals);
            squares = squares_of(tried_residuals, n);
        }
        if (squares < least) {
            bool is_done = least - squares < 1e-5 * least;
            memcpy(params, tried, k * sizeof *params);
            memcpy(residuals, tried_residuals, n * sizeof *residuals);
            least = squares;
            is_fresh = false;
            damping = fmax(damping / 5, 1e-7);
            if (is_done)
                break;
        } else {
            damping *= 10;
            if (damping > 1e5)
                break;
        }
    }
    return least;
}
