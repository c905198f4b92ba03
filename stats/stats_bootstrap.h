/* stats_bootstrap.h — the multiplier: ratio of the costs per solved task of two arms that did the
 * same tasks, with intervals from a bootstrap over clusters (templates). */
#ifndef ELS_STATS_BOOTSTRAP_H
#define ELS_STATS_BOOTSTRAP_H

#include "els_err.h"
#include "stats_basic.h"

#include <stdbool.h>

/* One task done by both arms. */
typedef struct {
    uint64_t cluster;       /* template of the task */
    double base_cost, cost; /* work units spent, whatever the outcome; >= 0 */
    bool base_solved, solved;
} els_cost_pair;

typedef struct {
    bool is_defined; /* at least two clusters, and both arms cost something */
    uint32_t pairs, clusters;
    els_estimate multiplier; /* base cost per solved / cost per solved = the two below multiplied */
    els_estimate success_ratio; /* solved / base solved */
    els_estimate speed_ratio;   /* base cost per task / cost per task */
} els_multiplier;

/* Measures the arms against each other. Where the base solved nothing it is taken to have solved
 * one task, and where the other arm solved nothing the multiplier is 0: both understate it.
 * Intervals: 95 %, BCa (Efron 1987) with `replicates` (100..10000, clamped) resamples of whole
 * clusters drawn from `seed`, acceleration from the jackknife over clusters. */
els_multiplier els_stats_multiplier(const els_cost_pair *pairs, size_t n, uint32_t replicates,
                                    uint64_t seed);

#endif
