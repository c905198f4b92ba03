/* forecast_gaps.h — values that are missing. Pure; depends on stats only. */
#ifndef ELS_FORECAST_GAPS_H
#define ELS_FORECAST_GAPS_H

#include "forecast_season.h"

typedef struct {
    size_t first;   /* missing before the first value: left out */
    size_t inside;  /* between values: filled */
    size_t last;    /* behind the last value: to be forecast with what follows */
    size_t present; /* values that are there */
} els_gaps;

/* Counts what is missing (NaN) among n values. */
els_gaps els_gaps_count(const double *values, size_t n);

/* Fills the gaps in n values, of which the first and the last are there, on straight lines between
 * the neighbours; where there is a season the lines run through the values without it. */
void els_gaps_fill(double *values, size_t n, uint32_t period);

#endif
