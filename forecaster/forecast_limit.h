/* forecast_limit.h — how long until a series meets a limit. Pure. */
#ifndef ELS_FORECAST_LIMIT_H
#define ELS_FORECAST_LIMIT_H

#include "forecast_interval.h"

/* Steps until the limit is met, 0: not within the horizon. */
typedef struct {
    bool is_met; /* by the newest value: the steps are all 0 */
    uint32_t mean;
    uint32_t earliest; /* by the end of the 95 % interval that is nearer to the limit */
    uint32_t latest;   /* by the farther end */
} els_limit_time;

/* Of a series whose newest value is `newest` and whose next `horizon` points are forecast. A limit
 * above the newest value is met by a value at or above it, one below by a value at or below. The
 * ends are of single steps: that a series meets its limit at some step before `earliest` is less
 * unlikely than 1 in 40. */
els_limit_time els_limit_when(const els_forecast_point *points, uint32_t horizon, double newest,
                              double limit);

#endif
