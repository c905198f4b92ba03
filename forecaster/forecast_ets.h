/* forecast_ets.h — exponential smoothing as state-space models (Hyndman, Koehler, Snyder and Grose
 * 2002; Hyndman, Koehler, Ord and Snyder 2008): level, trend, season; the form chosen by AICc.
 * Simple smoothing (Brown 1956), Holt (1957), damped trend (Gardner and McKenzie 1985) and
 * Holt-Winters (Winters 1960) are forms of it. Pure; depends on stats only.
 *
 * Parameters maximise the likelihood with weak normal priors towards trends and seasons that change
 * slowly: without them the fit of a short series prefers trends that follow the noise
 * (docs/forecasting.md has figures). */
#ifndef ELS_FORECAST_ETS_H
#define ELS_FORECAST_ETS_H

#include "els_str.h"
#include "forecast_season.h"

typedef enum { ELS_TREND_NONE, ELS_TREND_STRAIGHT, ELS_TREND_DAMPED } els_ets_trend;

typedef struct {
    bool is_relative; /* errors grow with the level (M) or not (A) */
    els_ets_trend trend;
    els_season_kind season;
} els_ets_form;

/* A fitted model: parameters, and the state after the last value. */
typedef struct {
    els_ets_form form;
    uint32_t period;
    double alpha, beta, gamma, phi; /* of level, trend, season; damping */
    double first_level, first_trend;
    double level, trend;
    double season[ELS_FORECAST_PERIOD_MAX]; /* season[t % period] */
    double noise;                           /* standard deviation of one-step errors */
    size_t n;                               /* values seen */
    double aicc; /* INFINITY when there are too few values for the form */
} els_ets;

/* Whether the form can be fitted: positive values for relative errors and multiplicative seasons,
 * and two periods and four values for a season. */
bool els_ets_can(els_ets_form form, const double *values, size_t n, uint32_t period);

/* Fits the form to 1..ELS_FORECAST_WINDOW values; els_ets_can() must hold. The first season is that
 * of the classical decomposition. `warm`, unless NULL, is a fit of the same form to start from. */
void els_ets_fit(els_ets_form form, const double *values, size_t n, uint32_t period,
                 const els_ets *warm, els_ets *ret_model);

/* Longer periods get no seasonal form: those have more states than series have periods. */
#define ELS_ETS_PERIOD_MAX 24u

/* The form with the lowest AICc. */
void els_ets_choose(const double *values, size_t n, uint32_t period, els_ets *ret_model);

/* Forecast h >= 1 steps behind the last value. */
double els_ets_ahead(const els_ets *model, uint32_t h);

/* "ETS(M,Ad,A)": error, trend, season; `ret_text` holds at least 16 bytes. */
void els_ets_name(els_ets_form form, char ret_text[16]);

#endif
