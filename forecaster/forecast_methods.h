/* forecast_methods.h — forecasts of one series of numbers, with intervals. Pure: depends on base
 * and stats only; `els forecast` uses it on a user's CSV as the forecaster uses it on the run. */
#ifndef ELS_FORECAST_METHODS_H
#define ELS_FORECAST_METHODS_H

#include "els_str.h"

typedef enum {
    ELS_METHOD_NAIVE,    /* the last value */
    ELS_METHOD_SES,      /* simple exponential smoothing (Brown 1956) */
    ELS_METHOD_DAMPED,   /* damped trend (Gardner and McKenzie 1985) */
    ELS_METHOD_THETA,    /* smoothing with half the trend (Assimakopoulos 2000, Hyndman 2003) */
    ELS_METHOD_COMBINED, /* mean of the three above: hard to beat (Makridakis 2020) */
    ELS_METHOD_COUNT_
} els_forecast_method;

const char *els_forecast_method_name(els_forecast_method method);
/* False when no method has that name. */
bool els_forecast_method_parse(els_str name, els_forecast_method *ret_method);

typedef struct {
    double mean, low, high; /* 95 % */
} els_forecast_point;

#define ELS_FORECAST_HORIZON_MAX 1024u
/* Only this many of the newest values are looked at. */
#define ELS_FORECAST_WINDOW 200u

/* Forecasts 1..horizon points ahead of n >= 1 finite values; ret_points has `horizon` (1..
 * ELS_FORECAST_HORIZON_MAX, clamped) elements. Smoothing parameters come from a grid on squared
 * one-step errors. Intervals are split conformal (Papadopoulos 2002, Vovk 2005) on the absolute
 * errors that the method made h points ahead from earlier origins; with fewer than 19 of them the
 * largest error and the normal interval of their spread, whichever is wider. They never narrow with
 * the horizon. */
void els_forecast_make(els_forecast_method method, const double *values, size_t n, uint32_t horizon,
                       els_forecast_point *ret_points);

#endif
