#include "stats_bootstrap.h"

#include "els_rng.h"

#include <math.h>

enum { MULTIPLIER, SUCCESS_RATIO, SPEED_RATIO, STATISTICS };

typedef struct {
    double base_cost, cost, base_solved, solved;
} totals;

static void totals_add(totals *to, const totals *from)
{
    to->base_cost += from->base_cost;
    to->cost += from->cost;
    to->base_solved += from->base_solved;
    to->solved += from->solved;
}

static void statistics_of(const totals *t, double ret[STATISTICS])
{
    double success = t->solved / fmax(t->base_solved, 1);
    double speed = t->cost > 0 ? t->base_cost / t->cost : 0;
    ret[MULTIPLIER] = success * speed;
    ret[SUCCESS_RATIO] = success;
    ret[SPEED_RATIO] = speed;
}

/* Totals per cluster, in the order of the cluster keys. */
static uint32_t group(const els_cost_pair *pairs, size_t n, els_arena *arena, totals *ret_groups)
{
    uint64_t *keys = ELS_ARENA_NEW(arena, uint64_t, n);
    uint32_t *order = ELS_ARENA_NEW(arena, uint32_t, n);
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        keys[i] = pairs[i].cluster;
    els_stats_order_by_key(keys, n, order);
    for (size_t i = 0; i < n; i++) {
        const els_cost_pair *p = &pairs[order[i]];
        if (i == 0 || p->cluster != pairs[order[i - 1]].cluster)
            ret_groups[count++] = (totals){0};
        totals one = {p->base_cost, p->cost, p->base_solved, p->solved};
        totals_add(&ret_groups[count - 1], &one);
    }
    return count;
}

/* Skewness of the jackknife values: how fast the standard error changes with the statistic. */
static double acceleration(const double *values, uint32_t n)
{
    double mean = els_stats_mean(values, n), squares = 0, cubes = 0;
    for (uint32_t i = 0; i < n; i++) {
        double d = mean - values[i];
        squares += d * d;
        cubes += d * d * d;
    }
    return squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0;
}

static els_interval bca(double value, double *replicates, uint32_t n, double accelerate)
{
    double below = 0;
    els_stats_sort(replicates, n);
    if (!(replicates[0] < replicates[n - 1]))
        return (els_interval){replicates[0], replicates[0]};
    for (uint32_t i = 0; i < n; i++)
        below += replicates[i] < value ? 1 : replicates[i] > value ? 0 : 0.5;
    /* Held off 0 and 1 by half a replicate, where the correction would be infinite. */
    below = fmin(fmax(below, 0.5), (double)n - 0.5);
    double bias = els_stats_normal_quantile(below / (double)n);
    double ends[2];
    for (int side = 0; side < 2; side++) {
        double z = bias + (side ? ELS_STATS_Z95 : -ELS_STATS_Z95);
        double scale = 1 - accelerate * z;
        double p = els_stats_normal_cdf(bias + z / (scale > 0.05 ? scale : 0.05));
        ends[side] = els_stats_quantile(replicates, n, p);
    }
    return (els_interval){ends[0], ends[1]};
}

els_multiplier els_stats_multiplier(const els_cost_pair *pairs, size_t n, uint32_t replicates,
                                    uint64_t seed)
{
    els_multiplier ret = {.pairs = (uint32_t)n};
    if (n == 0)
        return ret;
    replicates = replicates < 100 ? 100 : replicates > 10000 ? 10000 : replicates;
    els_arena arena = {0};
    totals *groups = ELS_ARENA_NEW(&arena, totals, n), all = {0};
    ret.clusters = group(pairs, n, &arena, groups);
    for (uint32_t c = 0; c < ret.clusters; c++)
        totals_add(&all, &groups[c]);
    double value[STATISTICS];
    statistics_of(&all, value);
    els_estimate *estimates[STATISTICS] = {&ret.multiplier, &ret.success_ratio, &ret.speed_ratio};
    for (int s = 0; s < STATISTICS; s++)
        *estimates[s] = (els_estimate){value[s], {value[s], value[s]}};
    ret.is_defined = ret.clusters >= 2 && all.base_cost > 0 && all.cost > 0;
    if (ret.is_defined) {
        uint32_t rows = replicates > ret.clusters ? replicates : ret.clusters;
        double *drawn[STATISTICS], *left_out[STATISTICS], one[STATISTICS];
        for (int s = 0; s < STATISTICS; s++) {
            drawn[s] = ELS_ARENA_NEW(&arena, double, rows);
            left_out[s] = ELS_ARENA_NEW(&arena, double, rows);
        }
        els_rng rng = els_rng_make(seed, n, ret.clusters);
        for (uint32_t r = 0; r < replicates; r++) {
            totals sum = {0};
            for (uint32_t c = 0; c < ret.clusters; c++)
                totals_add(&sum, &groups[els_rng_below(&rng, ret.clusters)]);
            statistics_of(&sum, one);
            for (int s = 0; s < STATISTICS; s++)
                drawn[s][r] = one[s];
        }
        for (uint32_t c = 0; c < ret.clusters; c++) {
            totals rest = {all.base_cost - groups[c].base_cost, all.cost - groups[c].cost,
                           all.base_solved - groups[c].base_solved, all.solved - groups[c].solved};
            statistics_of(&rest, one);
            for (int s = 0; s < STATISTICS; s++)
                left_out[s][c] = one[s];
        }
        for (int s = 0; s < STATISTICS; s++)
            estimates[s]->interval =
                bca(value[s], drawn[s], replicates, acceleration(left_out[s], ret.clusters));
    }
    els_arena_fini(&arena);
    return ret;
}
