/* measure.h — one arm against the baseline on the same sealed tasks. Pure. */
#ifndef ELS_MEASURE_H
#define ELS_MEASURE_H

#include "stats_probe.h"

/* The lower bound of the paired difference of success below which there is no multiplier. */
#define ELS_MEASURE_TOLERATED_LOSS (-0.01)

typedef struct {
    els_outcomes base, now;  /* over the pairs */
    uint32_t infrastructure; /* pairs left out: an arm had no outcome */
    els_paired difference;   /* of success, clustered by template */
    els_multiplier ratio;    /* multiplier, success ratio, speed ratio */
    bool has_multiplier;     /* defined, and success did not fall */
} els_measure;

/* Pairs the arms by task. `replicates` and `seed`: see els_stats_multiplier. */
els_measure els_measure_arms(const els_arm *base, const els_arm *now, uint32_t replicates,
                             uint64_t seed);
/* Why there is no multiplier, for people; empty when there is one. */
const char *els_measure_refusal(const els_measure *measure);
/* The multiplier that the baseline allows: all tasks solved, each at the lowest cost at which any
 * task was solved in the arms; 0 when none was. */
double els_measure_ceiling(const els_measure *measure, const els_arm *const *arms, size_t n);
/* 0.7 success ratio + 0.3 latency ratio: the simple form. Both ratios are capped at 10, so that a
 * division by next to nothing is not sold as progress. Wall-clock: for the report only. */
double els_measure_weighted(const els_measure *measure);
/* Mean latency of the baseline over that of now; 0 when it cannot be said. */
double els_measure_latency_ratio(const els_measure *measure);

#endif
