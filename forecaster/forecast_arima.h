/* forecast_arima.h — ARIMA(p,d,q)(P,D,Q) (Box and Jenkins 1970), the orders found by a small
 * stepwise search (Hyndman and Khandakar 2008). Pure; depends on stats only.
 *
 * Coefficients come from conditional sums of squares with values before the first at their mean.
 * They are written as partial autocorrelations, so every fit is stationary and invertible
 * (Barndorff-Nielsen and Schou 1973; Monahan 1984). */
#ifndef ELS_FORECAST_ARIMA_H
#define ELS_FORECAST_ARIMA_H

#include "forecast_season.h"

enum { ELS_ARIMA_LAGS_MAX = 3 }; /* of p and q; P and Q are at most 1, d at most 2, D at most 1 */

typedef struct {
    uint8_t p, d, q, sp, sd, sq; /* sp, sd, sq: the seasonal P, D, Q */
    bool has_constant;           /* mean, or drift when d + D = 1 */
} els_arima_order;

typedef struct {
    els_arima_order order;
    uint32_t period;
    double params[ELS_FIT_PARAMS_MAX]; /* to start another fit of the same order from */
    double aicc; /* comparable between models of equal d and D; INFINITY: too few values */
} els_arima;

/* Differences needed until KPSS's test (Kwiatkowski et al. 1992; 5 %) finds a level: 0..2. */
uint8_t els_arima_differences(const double *values, size_t n);

/* Fits one order to 1..ELS_FORECAST_WINDOW values, `steps_max` as in els_fit_problem; `warm`,
 * unless NULL, is a fit of the same order to start from. */
void els_arima_fit(els_arima_order order, const double *values, size_t n, uint32_t period,
                   const els_arima *warm, els_arima *ret_model);

/* The best order by AICc that the search meets. D by the strength of the season (0.64), d by KPSS.
 */
void els_arima_choose(const double *values, size_t n, uint32_t period, els_arima *ret_model);

/* Forecasts 1..horizon steps behind the n values, with the model's coefficients. */
void els_arima_path(const els_arima *model, const double *values, size_t n, uint32_t horizon,
                    double *ret_means);

/* "ARIMA(0,1,1)(0,1,1)12 with drift"; `ret_text` holds at least 48 bytes. */
void els_arima_name(const els_arima *model, char ret_text[48]);

#endif
