/* stats_policy.h — what a fixed policy would have achieved, from the log of another one that chose
 * by lot and wrote its chances down. Pure.
 *
 * Sources: inverse propensity scoring (Horvitz and Thompson 1952); doubly robust estimation (Dudik,
 * Langford and Li 2011, arXiv 1103.4601). The estimate is of the mean over the log: where the
 * system learned meanwhile, of a policy that would have had the same states at hand. */
#ifndef ELS_STATS_POLICY_H
#define ELS_STATS_POLICY_H

#include "stats_basic.h"

#include <stdbool.h>

/* Running sums; zeroed: nothing logged. */
typedef struct {
    uint64_t n;     /* logged choices */
    uint64_t taken; /* of these, choices that were the policy's own */
    double ips, ips_squares;
    double dr, dr_squares;
} els_policy;

/* Adds one logged choice. `is_taken`: what was chosen is what the policy chooses here;
 * `propensity`: the chance it was chosen with (0 < p <= 1; looked at when taken); `reward`: what
 * came of it; `model`: reward that was expected of the policy's choice here, from what was known
 * before this outcome (any value keeps the estimate unbiased, a good one makes the interval
 * narrow). */
void els_policy_add(els_policy *policy, bool is_taken, double propensity, double reward,
                    double model);

/* Estimates with their 95 % intervals (normal). Of fewer than two choices nothing is known: value 0
 * and an interval of -infinity to infinity. */
els_estimate els_policy_ips(const els_policy *policy);
els_estimate els_policy_dr(const els_policy *policy);

#endif
