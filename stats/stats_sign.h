/* stats_sign.h — which of many paired comparisons are gains, from their wins and losses alone.
 * Pure. */
#ifndef ELS_STATS_SIGN_H
#define ELS_STATS_SIGN_H

#include <stddef.h>
#include <stdint.h>

/* One-sided exact sign test (McNemar's test with exact probabilities): how likely `better` or more
 * of better + worse pairs turn out better when neither side is. 1 without pairs that differ. */
double els_stats_sign_test(uint32_t better, uint32_t worse);
/* How many of the `n` lowest-first p-values count when of those that count a share of at most
 * `rate` (0..1) is to be chance in the mean (Benjamini and Hochberg 1995). */
size_t els_stats_discoveries(const double *ascending, size_t n, double rate);

#endif
