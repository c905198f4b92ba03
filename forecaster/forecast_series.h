/* forecast_series.h — the forecast of one series by any method, with intervals and with the
 * reasons. Pure; depends on base and stats only. */
#ifndef ELS_FORECAST_SERIES_H
#define ELS_FORECAST_SERIES_H

#include "forecast_interval.h"

#define ELS_FORECAST_HORIZON_MAX 1024u
/* Larger values would overflow when they grow. */
#define ELS_FORECAST_VALUE_MAX 1e100

typedef struct {
    char name[48];
    double weight; /* they add up to 1 */
    double error;  /* mean absolute error from earlier origins; NaN when there were none */
} els_forecast_member;

typedef struct {
    els_forecast_method method;
    els_forecast_member members[ELS_ROLL_MEMBERS_MAX]; /* one unless the method combines */
    size_t n_members;
    size_t origins;            /* earlier origins that the errors come from */
    double error, naive_error; /* of the forecast, and of naive2; NaN without origins */
} els_forecast_reasons;

/* Why the method cannot forecast these values: a phrase behind "needs"; NULL when it can. */
const char *els_forecast_refusal(els_forecast_method method, const double *values, size_t n,
                                 uint32_t period);

/* Forecasts 1..horizon (1..ELS_FORECAST_HORIZON_MAX, clamped) points behind n >= 1 values, finite
 * and at most ELS_FORECAST_VALUE_MAX in size, of which the newest ELS_FORECAST_WINDOW are looked
 * at. `period` 0 or 1: no season. els_forecast_refusal() must be NULL. ret_points has `horizon`
 * elements; ret_reasons may be NULL.
 *
 * ELS_METHOD_COMBINED is the mean of ses, damped and theta. ELS_METHOD_AUTO is the weighted median
 * of eight different methods, each weighted by 1 / its mean absolute error from earlier origins: a
 * median, because on short series some method is often far off. When no value is below 0 and two or
 * more are 0, no forecast goes below 0. */
void els_forecast_series(els_forecast_method method, const double *values, size_t n,
                         uint32_t period, uint32_t horizon, els_forecast_point *ret_points,
                         els_forecast_reasons *ret_reasons);

/* Median of values with weights > 0 that add up to 1, interpolated between the middles of the
 * weights; 1 <= n <= ELS_ROLL_MEMBERS_MAX. */
double els_forecast_weighted_median(const double *values, const double *weights, size_t n);

#endif
