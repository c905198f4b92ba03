/* stats_eprocess.h — anytime-valid tests of "the mean difference is not above 0" and "... not below
 * 0" for differences in -1..1, by betting (Waudby-Smith and Ramdas 2023; Ramdas et al. 2023).
 *
 * Wealth starts at 1 and is multiplied by 1 + lambda * d with every difference d. If the mean is
 * not above 0 the expected wealth never exceeds 1, whenever one looks, so wealth w is evidence with
 * P(ever >= w) <= 1/w (Ville). Instead of one guess of lambda the wealth is spread over a fixed
 * grid of bets and averaged: the value then does not depend on the order of the differences. */
#ifndef ELS_STATS_EPROCESS_H
#define ELS_STATS_EPROCESS_H

#include <stdint.h>

#define ELS_EPROCESS_BETS 8

/* Plain data: may be copied, compared and stored field by field. */
typedef struct {
    double log_up[ELS_EPROCESS_BETS];   /* log wealth of betting that the mean is above 0 */
    double log_down[ELS_EPROCESS_BETS]; /* ... below 0 */
    double sum;                         /* of the differences */
    double best_up, best_down;          /* highest e-values so far */
    uint64_t n;                         /* differences seen */
} els_eprocess;

/* Before any difference: both e-values are 1. */
void els_eprocess_init(els_eprocess *process);
/* Adds one difference; it is clamped to -1..1, NaN counts as 0. */
void els_eprocess_add(els_eprocess *process, double difference);
/* Evidence now that the mean is above 0: at least 20 rejects "not above 0" at 5 %, and it may be
 * looked at after every difference. */
double els_eprocess_up(const els_eprocess *process);
/* Evidence now that the mean is below 0. */
double els_eprocess_down(const els_eprocess *process);
/* Mean of the differences seen, 0 before the first. */
double els_eprocess_mean(const els_eprocess *process);

#endif
