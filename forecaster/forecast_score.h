/* forecast_score.h — how good a forecast was, as the M4 competition measured it (Makridakis,
 * Spiliotis and Assimakopoulos 2020). Pure. */
#ifndef ELS_FORECAST_SCORE_H
#define ELS_FORECAST_SCORE_H

#include "forecast_interval.h"

typedef struct {
    double smape;  /* symmetric mean absolute percentage error, 0..200 */
    double mase;   /* mean absolute error over the in-sample one of the seasonal naive forecast */
    double inside; /* share of the values within their interval, 0..1 */
    double msis;   /* mean scaled interval score, 95 % (Gneiting and Raftery 2007) */
} els_forecast_score;

/* Scores `horizon` points against the values that came. `values` are the n that were known; with
 * period 0 or 1, or too few values, the scale is the mean step. A series without any step has no
 * scale: mase and msis are then NaN. */
els_forecast_score els_forecast_score_make(const els_forecast_point *points, const double *actual,
                                           uint32_t horizon, const double *values, size_t n,
                                           uint32_t period);

#endif
