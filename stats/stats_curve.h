/* stats_curve.h — which growth curve a series follows: constant, logistic, power law or
 * exponential.
 *
 * Every model is linear in its outer parameters once its shape is fixed, so a fit is a grid over
 * the shape, refined around the best cell, with exact least squares inside (variable projection,
 * Golub and Pereyra 1973): deterministic, and without starting values to get wrong. */
#ifndef ELS_STATS_CURVE_H
#define ELS_STATS_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    ELS_CURVE_CONSTANT,    /* y = a */
    ELS_CURVE_LOGISTIC,    /* y = a + b / (1 + exp(-k (x - m))) */
    ELS_CURVE_POWER,       /* y = a + b (1 + x - x0)^k */
    ELS_CURVE_EXPONENTIAL, /* y = a exp(k (x - x0)) */
    ELS_CURVE_COUNT_
} els_curve_model;

typedef struct {
    els_curve_model model;
    double a, b, k, m; /* as above; those a model does not have are 0 */
    double x0;         /* first x */
    double rmse;       /* root mean squared error on the points it was fitted to */
} els_curve;

#define ELS_CURVE_MIN_POINTS 8

typedef struct {
    bool is_enough;                    /* at least ELS_CURVE_MIN_POINTS points */
    els_curve_model best;              /* lowest error out of sample; simplest of equals */
    els_curve all[ELS_CURVE_COUNT_];   /* fitted to all points */
    double rmse_out[ELS_CURVE_COUNT_]; /* error on the last 30 % of the fit to the first 70 % */
    uint32_t fitted, held_out;         /* points of the comparison */
} els_curve_comparison;

/* Name in lower case, such as "power law". */
const char *els_curve_name(els_curve_model model);
/* Least-squares fit to n >= 1 points with ascending x. */
els_curve els_curve_fit(els_curve_model model, const double *x, const double *y, size_t n);
double els_curve_at(const els_curve *curve, double x);
/* Fits all models to the first 70 % of the points and scores them on the rest. */
els_curve_comparison els_curve_compare(const double *x, const double *y, size_t n);

#endif
