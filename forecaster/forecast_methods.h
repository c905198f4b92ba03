/* forecast_methods.h — the single methods: the form chosen once per series, then fitted to any part
 * of it. Pure: depends on base and stats only; `els forecast` uses it on a user's file as the
 * forecaster uses it on the run.
 *
 * Methods that know no season work on the values without it and put it back (forecast_season.h). */
#ifndef ELS_FORECAST_METHODS_H
#define ELS_FORECAST_METHODS_H

#include "forecast_arima.h"
#include "forecast_ets.h"

typedef enum {
    ELS_METHOD_NAIVE,       /* the last value */
    ELS_METHOD_SNAIVE,      /* the value one period ago */
    ELS_METHOD_NAIVE2,      /* the last value without its season: the measure of M4 */
    ELS_METHOD_DRIFT,       /* the last value and the mean step */
    ELS_METHOD_SES,         /* simple exponential smoothing (Brown 1956) */
    ELS_METHOD_HOLT,        /* level and trend (Holt 1957) */
    ELS_METHOD_DAMPED,      /* damped trend (Gardner and McKenzie 1985) */
    ELS_METHOD_HW_ADD,      /* Holt-Winters, additive season (Winters 1960) */
    ELS_METHOD_HW_MULT,     /* Holt-Winters, multiplicative season */
    ELS_METHOD_THETA,       /* two theta lines (Assimakopoulos and Nikolopoulos 2000) */
    ELS_METHOD_THETA_LOG,   /* the same of logarithms: growth in per cent (Spiliotis et al. 2020) */
    ELS_METHOD_ETS,         /* exponential smoothing chosen by AICc (Hyndman et al. 2002) */
    ELS_METHOD_ARIMA,       /* ARIMA by stepwise search (Hyndman and Khandakar 2008) */
    ELS_METHOD_EXPONENTIAL, /* a line through the logarithms */
    ELS_METHOD_LOGISTIC,    /* growth to a limit (Verhulst 1838) */
    ELS_METHOD_POWER,       /* power law of time */
    ELS_METHOD_SINGLE_,     /* number of the above */
    /* Combinations (forecast_series.h). */
    ELS_METHOD_COMBINED = ELS_METHOD_SINGLE_, /* mean of ses, damped and theta (Makridakis 2020) */
    ELS_METHOD_AUTO,                          /* weighted by errors from earlier origins */
    ELS_METHOD_COUNT_
} els_forecast_method;

/* As users write it, such as "theta"; a constant. */
const char *els_forecast_method_name(els_forecast_method method);
/* False when no method has that name. */
bool els_forecast_method_parse(els_str name, els_forecast_method *ret_method);

/* What a single method has settled for one series. */
typedef struct {
    els_forecast_method method;
    uint32_t period;
    els_ets ets;
    els_arima arima;
} els_forecast_plan;

/* NULL when the single method can be used on these n >= 1 values, else what it needs. */
const char *els_forecast_needs(els_forecast_method method, const double *values, size_t n,
                               uint32_t period);

/* Chooses form and first parameters on n (1..ELS_FORECAST_WINDOW) values of about unit size;
 * els_forecast_needs() must be NULL. */
void els_forecast_plan_make(els_forecast_method method, const double *values, size_t n,
                            uint32_t period, els_forecast_plan *ret_plan);

/* Fits the planned form to n values, the first of the series that the plan was made for, and
 * forecasts 1..horizon steps behind them. A form with a season needs els_forecast_plan_least()
 * values. */
void els_forecast_path(const els_forecast_plan *plan, const double *values, size_t n,
                       uint32_t horizon, double *ret_means);

/* Fewest values that the planned form can be fitted to. */
size_t els_forecast_plan_least(const els_forecast_plan *plan);

/* Name of the chosen form, such as "ETS(M,Ad,M)"; the method's name where there is no choice. */
void els_forecast_plan_name(const els_forecast_plan *plan, char ret_text[48]);

#endif
