#include "seed_mean.h"

#include "stats_basic.h"

#include <math.h>
#include <stdio.h>

void els_print_seed_mean(const double *values, uint32_t n, double scale, int decimals)
{
    double mean = els_stats_mean(values, n) * scale;
    if (n < 2) {
        printf(" %.*f |", decimals, mean);
        return;
    }
    double half =
        els_stats_t_quantile(0.975, n - 1) * els_stats_sd(values, n) / sqrt((double)n) * scale;
    printf(" %.*f (%.*f – %.*f) |", decimals, mean, decimals, mean - half, decimals, mean + half);
}
