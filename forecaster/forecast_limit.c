#include "forecast_limit.h"

/* First step at which `value` is at or beyond the limit, on the side that `sign` says. */
static void note(uint32_t *step, uint32_t h, double value, double limit, double sign)
{
    if (*step == 0 && sign * (value - limit) >= 0)
        *step = h;
}

els_limit_time els_limit_when(const els_forecast_point *points, uint32_t horizon, double newest,
                              double limit)
{
    els_limit_time when = {.is_met = newest == limit};
    double sign = newest < limit ? 1 : -1;
    for (uint32_t h = 1; h <= horizon && !when.is_met; h++) {
        const els_forecast_point *p = &points[h - 1];
        note(&when.mean, h, p->mean, limit, sign);
        note(&when.earliest, h, sign > 0 ? p->high : p->low, limit, sign);
        note(&when.latest, h, sign > 0 ? p->low : p->high, limit, sign);
    }
    return when;
}
