/* forecast_fit.h — least squares within bounds: how every parameter of the forecasting methods is
 * found.
 *
 * Levenberg (1944) and Marquardt (1963) with derivatives by forward differences. The likelihoods of
 * exponential smoothing and of ARIMA are sums of squares, so this takes about ten steps where a
 * simplex search takes hundreds; and it is the same arithmetic on every machine. Pure: no memory is
 * allocated. */
#ifndef ELS_FORECAST_FIT_H
#define ELS_FORECAST_FIT_H

#include <stddef.h>
#include <stdint.h>

/* Only this many of the newest values of a series are looked at. */
#define ELS_FORECAST_WINDOW 1024u
#define ELS_FIT_PARAMS_MAX 9u
#define ELS_FIT_RESIDUALS_MAX (ELS_FORECAST_WINDOW + ELS_FIT_PARAMS_MAX)

typedef struct {
    /* Fills `ret_residuals` (n_residuals) for the parameters; NaN or infinity says "not here". */
    void (*residuals)(const void *context, const double *params, double *ret_residuals);
    const void *context;
    size_t n_params;    /* 1..ELS_FIT_PARAMS_MAX */
    size_t n_residuals; /* 1..ELS_FIT_RESIDUALS_MAX */
    double low[ELS_FIT_PARAMS_MAX], high[ELS_FIT_PARAMS_MAX];
    uint32_t steps_max; /* accepted or refused steps, each about n_params + 1 evaluations */
} els_fit_problem;

/* Sum of squared residuals at `params`; INFINITY where a residual is not finite. */
double els_fit_squares(const els_fit_problem *problem, const double *params);

/* Moves `params` (within bounds at the start) to a near minimum within the bounds. Returns the sum
 * of squares there, never more than at the start. */
double els_fit_run(const els_fit_problem *problem, double *params);

#endif
