/* forecast_interval.h — 95 % intervals from the errors that a method made from earlier origins.
 * Pure; depends on stats only.
 *
 * Split conformal prediction (Papadopoulos 2002; Vovk 2005; Lei et al. 2018 for errors of unequal
 * size): errors h steps ahead are divided by h^g, which makes them comparable and lets the few long
 * ones borrow from the many short ones; g is their regression on h, drawn towards 1/2, the growth
 * of a random walk. The width is the mean of the conformal quantile, at the level that the number
 * of origins asks for, and of Student's interval of the same errors: the first needs no
 * distribution, the second still means something when origins are few. */
#ifndef ELS_FORECAST_INTERVAL_H
#define ELS_FORECAST_INTERVAL_H

#include "forecast_roll.h"

typedef struct {
    double mean, low, high; /* 95 % */
} els_forecast_point;

/* Sets low and high of `horizon` points from their means. `ahead` has what the method said at the
 * origins of `roll` about the n values. When all values, means and earlier forecasts are positive,
 * and no forecast was far off, errors are ratios and the interval stays positive.
 * Without origins: from the steps between neighbouring values; with a single value its own size is
 * all that is known. */
void els_forecast_intervals(const els_roll *roll,
                            const double ahead[ELS_ROLL_ORIGINS_MAX][ELS_ROLL_HORIZON_MAX],
                            const double *values, size_t n, uint32_t horizon,
                            els_forecast_point *points);

#endif
