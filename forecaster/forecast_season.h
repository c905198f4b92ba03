/* forecast_season.h — is there a season, and what is it: the test and the classical adjustment of
 * the M4 competition (Makridakis, Spiliotis and Assimakopoulos 2020). Pure; depends on stats only.
 */
#ifndef ELS_FORECAST_SEASON_H
#define ELS_FORECAST_SEASON_H

#include "forecast_fit.h"

#include <stdbool.h>

/* Longest period, in values. */
#define ELS_FORECAST_PERIOD_MAX 400u

typedef enum {
    ELS_SEASON_NONE,
    ELS_SEASON_ADDITIVE,
    ELS_SEASON_MULTIPLICATIVE,
} els_season_kind;

typedef struct {
    els_season_kind kind;
    uint32_t period;
    double index[ELS_FORECAST_PERIOD_MAX]; /* of value t: index[t % period], t from the first value;
                                              mean 0 (additive) or 1 (multiplicative) */
} els_season;

/* Autocorrelation at `lag` >= 1; 0 when the values do not vary or lag >= n. */
double els_season_autocorrelation(const double *values, size_t n, size_t lag);

/* The 90 % test of M4: at least three periods, and the autocorrelation one period apart is larger
 * than its limit given the shorter ones (Bartlett). False for period < 2. */
bool els_season_is_present(const double *values, size_t n, uint32_t period);

/* Classical decomposition (Macaulay 1931): centred moving average, means of the ratios (or
 * differences) per place in the period, normalised. `kind` ELS_SEASON_MULTIPLICATIVE falls back to
 * additive unless all values are positive. Fewer than two periods, or period < 2 or >
 * ELS_FORECAST_PERIOD_MAX: ELS_SEASON_NONE. */
void els_season_decompose(const double *values, size_t n, uint32_t period, els_season_kind kind,
                          els_season *ret_season);

/* The season if the test of M4 finds one, multiplicative where it can be, else ELS_SEASON_NONE. */
void els_season_find_m4(const double *values, size_t n, uint32_t period, els_season *ret_season);

/* The same, and also where the season is strong (0.64, as for ARIMA): a trend hides seasons from
 * the test of M4. n <= ELS_FORECAST_WINDOW. */
void els_season_find(const double *values, size_t n, uint32_t period, els_season *ret_season);

/* Takes the season out of value number t, and puts it back in. */
double els_season_remove(const els_season *season, double value, size_t t);
double els_season_restore(const els_season *season, double value, size_t t);

/* From this strength on a season is taken for one. */
#define ELS_SEASON_STRONG 0.64

/* Strength of an additive season in 0..1: 1 - var(rest) / var(season + rest) (Wang, Smith and
 * Hyndman 2006). 0 when there are fewer than two periods. n <= ELS_FORECAST_WINDOW. */
double els_season_strength(const double *values, size_t n, uint32_t period);

#endif
