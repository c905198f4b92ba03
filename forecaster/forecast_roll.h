/* forecast_roll.h — what methods would have said earlier: forecasts from rolling origins (Tashman
 * 2000) inside the series. Every method is fitted anew at every origin to what was known there;
 * only its form, such as the orders of ARIMA, was chosen on all values. Pure; depends on stats
 * only. */
#ifndef ELS_FORECAST_ROLL_H
#define ELS_FORECAST_ROLL_H

#include "forecast_methods.h"

enum { ELS_ROLL_ORIGINS_MAX = 20, ELS_ROLL_HORIZON_MAX = 64, ELS_ROLL_MEMBERS_MAX = 9 };

typedef struct {
    size_t n_members, n_origins;
    uint32_t horizon;                     /* steps forecast from each origin */
    size_t known[ELS_ROLL_ORIGINS_MAX];   /* values known at the origin, descending */
    uint32_t steps[ELS_ROLL_ORIGINS_MAX]; /* of them, those whose value has come: 1..horizon */
    double ahead[ELS_ROLL_MEMBERS_MAX][ELS_ROLL_ORIGINS_MAX][ELS_ROLL_HORIZON_MAX];
} els_roll;

/* Forecasts of the plans (1..ELS_ROLL_MEMBERS_MAX, of these values) from up to ELS_ROLL_ORIGINS_MAX
 * origins, `horizon` (cut to ELS_ROLL_HORIZON_MAX) steps ahead. No origins when there are too few
 * values. */
void els_roll_run(const els_forecast_plan *plans, size_t n_plans, const double *values, size_t n,
                  uint32_t horizon, els_roll *ret_roll);

#endif
