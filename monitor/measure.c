#include "measure.h"

#include <math.h>

#define RATIO_CAP 10.0

els_measure els_measure_arms(const els_arm *base, const els_arm *now, uint32_t replicates,
                             uint64_t seed)
{
    els_arena arena = {0};
    els_arm_pairs pairs = els_arm_pair(base, now, &arena);
    els_measure ret = {
        .base = pairs.base,
        .now = pairs.now,
        .infrastructure = pairs.infrastructure,
        .difference = els_stats_paired_difference(pairs.differences, pairs.clusters, pairs.n),
        .ratio = els_stats_multiplier(pairs.pairs, pairs.n, replicates, seed),
    };
    ret.has_multiplier =
        ret.ratio.is_defined && ret.difference.interval.low >= ELS_MEASURE_TOLERATED_LOSS;
    els_arena_fini(&arena);
    return ret;
}

const char *els_measure_refusal(const els_measure *measure)
{
    if (measure->has_multiplier)
        return "";
    if (measure->ratio.pairs == 0)
        return "no task was done by both arms";
    if (!measure->ratio.is_defined)
        return "fewer than two templates, or tasks without cost";
    if (measure->difference.mean > 0)
        return "too few tasks to tell: success rose, but the paired difference may still be below "
               "-1 point";
    return "success may have fallen: the paired difference reaches below -1 point";
}

static double cheapest_of(const els_arm *const *arms, size_t n)
{
    double cheapest = 0;
    for (size_t a = 0; a < n; a++)
        for (uint32_t i = 0; i < arms[a]->n; i++) {
            const els_arm_row *row = &arms[a]->rows[i];
            double cost = (double)row->cost;
            if (row->verdict == ELS_VERDICT_RIGHT && cost > 0 && (cheapest <= 0 || cost < cheapest))
                cheapest = cost;
        }
    return cheapest;
}

double els_measure_ceiling(const els_measure *measure, const els_arm *const *arms, size_t n)
{
    double cheapest = cheapest_of(arms, n);
    double base = (double)measure->base.cost / fmax((double)measure->base.right, 1);
    return cheapest > 0 ? base / cheapest : 0;
}

double els_measure_latency_ratio(const els_measure *measure)
{
    /* Equal numbers of tasks: the ratio of the sums is the ratio of the means. */
    if (measure->now.latency_ns == 0)
        return 0;
    return (double)measure->base.latency_ns / (double)measure->now.latency_ns;
}

double els_measure_weighted(const els_measure *measure)
{
    return 0.7 * fmin(measure->ratio.success_ratio.value, RATIO_CAP) +
           0.3 * fmin(els_measure_latency_ratio(measure), RATIO_CAP);
}
