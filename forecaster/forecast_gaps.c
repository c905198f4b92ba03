#include "forecast_gaps.h"
#include "els_str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

els_gaps els_gaps_count(const double *values, size_t n)
{
    els_gaps gaps = {0};
    for (size_t t = 0; t < n; t++)
        gaps.present += isnan(values[t]) ? 0 : 1;
    if (gaps.present == 0)
        return (els_gaps){.first = n};
    while (isnan(values[gaps.first]))
        gaps.first++;
    while (isnan(values[n - 1 - gaps.last]))
        gaps.last++;
    gaps.inside = n - gaps.first - gaps.last - gaps.present;
    return gaps;
}

static void fill_straight(double *values, size_t n)
{
    size_t known = 0;
    for (size_t t = 1; t < n; t++) {
        if (isnan(values[t]))
            continue;
        for (size_t u = known + 1; u < t; u++) {
            double share = (double)(u - known) / (double)(t - known);
            values[u] = values[known] * (1 - share) + values[t] * share;
        }
        known = t;
    }
}

void els_gaps_fill(double *values, size_t n, uint32_t period)
{
    els_season season;
    double *plain = malloc(n * sizeof *plain);
    if (!plain)
        els_out_of_memory(n * sizeof *plain);
    memcpy(plain, values, n * sizeof *plain);
    fill_straight(plain, n);
    els_season_find(plain, n, period, &season);
    if (season.kind != ELS_SEASON_NONE) {
        for (size_t t = 0; t < n; t++)
            plain[t] = els_season_remove(&season, values[t], t);
        fill_straight(plain, n);
    }
    for (size_t t = 0; t < n; t++)
        if (isnan(values[t]))
            values[t] = els_season_restore(&season, plain[t], t);
    free(plain);
}
