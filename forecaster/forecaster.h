/* forecaster.h — stage 5: registers forecasts before the fact and scores them when it comes.
 *
 * Pure. Series: train_success (every training batch); probe_success, cost_per_solved and multiplier
 * (every small probe, against the baseline of iteration 0 on the same tasks). Wall-clock is never a
 * series. Forecasts go 1 and 5 points of the series ahead; those due after the run are not made. */
#ifndef ELS_FORECASTER_H
#define ELS_FORECASTER_H

#include "stage.h"

extern const els_stage_desc els_forecaster_stage;

/* Forecasts that must be scored before a series can be said to beat the last value. */
#define ELS_FORECAST_MIN_SCORED 8u

#endif
