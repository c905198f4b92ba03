/* stats_basic.h — sums in a fixed order, distributions, and intervals of rates and differences.
 *
 * Pure: depends on base only. All intervals are 95 % unless a z is given. */
#ifndef ELS_STATS_BASIC_H
#define ELS_STATS_BASIC_H

#include <stddef.h>
#include <stdint.h>

#define ELS_STATS_Z95 1.959963984540054

typedef struct {
    double low, high;
} els_interval;

typedef struct {
    double value;
    els_interval interval;
} els_estimate;

/* Sum in the order given, with the lost low-order bits carried along (Neumaier 1974). */
double els_stats_sum(const double *values, size_t n);
/* Mean; 0 of no values. */
double els_stats_mean(const double *values, size_t n);
/* Standard deviation with n-1; 0 of fewer than two values. */
double els_stats_sd(const double *values, size_t n);
/* Sorts ascending in place; the values must not be NaN. */
void els_stats_sort(double *values, size_t n);
/* Quantile p in 0..1 of ascending values by linear interpolation; 0 of no values. */
double els_stats_quantile(const double *ascending, size_t n, double p);

/* Standard normal distribution and its inverse for p in 0..1 (clamped to -8.2 .. 8.2). */
double els_stats_normal_cdf(double z);
double els_stats_normal_quantile(double p);
/* Inverse of Student's t with df >= 1 degrees of freedom, p in 0..1. The distribution is the finite
 * series of Abramowitz and Stegun 26.7.3-4; above 200 degrees the normal takes its place. */
double els_stats_t_quantile(double p, uint32_t df);

/* Score interval of a rate (Wilson 1927). `right` and `n` may be weighted counts, 0 <= right <= n;
 * n = 0 gives 0..1. */
els_interval els_stats_wilson(double right, double n, double z);
/* Interval of p1 - p2 of two independent rates from their Wilson intervals (Newcombe 1998, method
 * 10). */
els_interval els_stats_newcombe(double right1, double n1, double right2, double n2, double z);

typedef struct {
    double mean;
    double se;             /* standard error, clustered */
    els_interval interval; /* 95 %, Student's t with clusters-1 degrees of freedom */
    uint32_t n;
    uint32_t clusters;
} els_paired;

/* Mean of paired differences, each in -1..1, whose errors may be dependent within a cluster
 * (Miller 2024, arXiv 2411.00640): the squared sums of residuals per cluster, times C/(C-1) for the
 * few clusters there are. With fewer than two clusters nothing is known: the interval is -1..1.
 * The interval is clamped to -1..1. */
els_paired els_stats_paired_difference(const double *differences, const uint64_t *clusters,
                                       size_t n);

/* Order of indices by (key, index), for grouping by key. Fills ret_order with 0..n-1. */
void els_stats_order_by_key(const uint64_t *keys, size_t n, uint32_t *ret_order);

#endif
