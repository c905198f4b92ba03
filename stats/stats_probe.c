#include "stats_probe.h"

#include "els_hash.h"

#include <stdlib.h>

const els_record *els_records_of(const els_record *records, uint32_t n, uint32_t segment,
                                 uint32_t *ret_count)
{
    uint32_t low = 0, high = n;
    *ret_count = 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (records[middle].segment < segment)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t end = low;
    while (end < n && records[end].segment == segment)
        end++;
    *ret_count = end - low;
    return end > low ? &records[low] : NULL;
}

uint32_t els_plan_find_segment(const els_plan *plan, els_str name)
{
    uint32_t i = 0;
    while (i < plan->n_segments && !els_str_eq(plan->segments[i].name, name))
        i++;
    return i;
}

static int compare_ids(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts the hashes of task ids and counts the different ones. */
static uint64_t count_distinct(uint64_t *ids, size_t n)
{
    uint64_t distinct = n > 0;
    qsort(ids, n, sizeof *ids, compare_ids);
    for (size_t i = 1; i < n; i++)
        distinct += ids[i] != ids[i - 1];
    return distinct;
}

void els_outcomes_add(els_outcomes *outcomes, const els_record *records, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (records[i].verdict == ELS_VERDICT_INFRASTRUCTURE) {
            outcomes->infrastructure++;
            continue;
        }
        outcomes->graded++;
        outcomes->right += records[i].verdict == ELS_VERDICT_RIGHT;
        outcomes->cost += records[i].cost;
        outcomes->latency_ns += records[i].latency_ns;
    }
}

els_outcomes els_outcomes_of(const els_plan *plan, const els_record *records, uint32_t n,
                             els_str name)
{
    els_outcomes outcomes = {0};
    els_arena arena = {0};
    uint32_t count, segment = els_plan_find_segment(plan, name);
    const els_record *first = els_records_of(records, n, segment, &count);
    if (segment == plan->n_segments)
        return outcomes;
    els_outcomes_add(&outcomes, first, count);
    uint64_t *ids = ELS_ARENA_NEW(&arena, uint64_t, count + 1);
    size_t n_ids = 0;
    for (uint32_t i = 0; i < count; i++)
        if (first[i].verdict != ELS_VERDICT_INFRASTRUCTURE)
            ids[n_ids++] = els_hash_str(first[i].id);
    outcomes.distinct = count_distinct(ids, n_ids);
    els_arena_fini(&arena);
    return outcomes;
}

double els_outcomes_success(const els_outcomes *outcomes)
{
    return outcomes->graded ? (double)outcomes->right / (double)outcomes->graded : 0;
}

els_interval els_outcomes_interval(const els_outcomes *outcomes)
{
    double distinct = (double)(outcomes->distinct ? outcomes->distinct : outcomes->graded);
    return els_stats_wilson(els_outcomes_success(outcomes) * distinct, distinct, ELS_STATS_Z95);
}

static int compare_rows(const void *a, const void *b)
{
    const els_arm_row *x = a, *y = b;
    if (x->task_seed != y->task_seed)
        return x->task_seed < y->task_seed ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

void els_arm_set(els_arm *arm, const els_segment *segment, const els_record *records, uint32_t n)
{
    els_arm_fini(arm);
    if (n > ELS_ARM_ROWS_MAX)
        n = ELS_ARM_ROWS_MAX;
    if (n == 0)
        return;
    arm->rows = els_zeroed(n, sizeof *arm->rows);
    for (uint32_t i = 0; i < n; i++)
        arm->rows[i] = (els_arm_row){.task_seed = segment->task_seed,
                                     .index = records[i].index,
                                     .verdict = records[i].verdict,
                                     .id = els_hash_str(records[i].id),
                                     .cluster = records[i].template_key,
                                     .cost = records[i].cost,
                                     .latency_ns = records[i].latency_ns};
    arm->n = n;
    qsort(arm->rows, n, sizeof *arm->rows, compare_rows);
}

static void count_row(els_outcomes *outcomes, const els_arm_row *row)
{
    outcomes->graded++;
    outcomes->right += row->verdict == ELS_VERDICT_RIGHT;
    outcomes->cost += row->cost;
    outcomes->latency_ns += row->latency_ns;
}

els_outcomes els_arm_outcomes(const els_arm *arm)
{
    els_outcomes outcomes = {0};
    els_arena arena = {0};
    uint64_t *ids = ELS_ARENA_NEW(&arena, uint64_t, arm->n + 1);
    for (uint32_t i = 0; i < arm->n; i++) {
        if (arm->rows[i].verdict == ELS_VERDICT_INFRASTRUCTURE) {
            outcomes.infrastructure++;
            continue;
        }
        ids[outcomes.graded] = arm->rows[i].id;
        count_row(&outcomes, &arm->rows[i]);
    }
    outcomes.distinct = count_distinct(ids, outcomes.graded);
    els_arena_fini(&arena);
    return outcomes;
}

void els_arm_fini(els_arm *arm)
{
    free(arm->rows);
    *arm = (els_arm){0};
}

void els_arm_visit(els_snapshot *snapshot, els_arm *arm)
{
    if (!snapshot->out)
        els_arm_fini(arm);
    els_snapshot_count(snapshot, &arm->n, ELS_ARM_ROWS_MAX, 48);
    if (!snapshot->out && arm->n) {
        arm->rows = calloc(arm->n, sizeof *arm->rows);
        if (!arm->rows)
            els_out_of_memory(arm->n * sizeof *arm->rows);
    }
    for (uint32_t i = 0; i < arm->n; i++) {
        els_arm_row *row = &arm->rows[i];
        els_snapshot_u64(snapshot, &row->task_seed);
        els_snapshot_u32(snapshot, &row->index);
        els_snapshot_u32(snapshot, &row->verdict);
        els_snapshot_u64(snapshot, &row->id);
        els_snapshot_u64(snapshot, &row->cluster);
        els_snapshot_u64(snapshot, &row->cost);
        els_snapshot_u64(snapshot, &row->latency_ns);
    }
}

els_arm_pairs els_arm_pair(const els_arm *base, const els_arm *now, els_arena *arena)
{
    uint32_t most = base->n < now->n ? base->n : now->n;
    els_arm_pairs ret = {.pairs = ELS_ARENA_NEW(arena, els_cost_pair, most + 1),
                         .differences = ELS_ARENA_NEW(arena, double, most + 1),
                         .clusters = ELS_ARENA_NEW(arena, uint64_t, most + 1)};
    uint64_t *ids = ELS_ARENA_NEW(arena, uint64_t, most + 1);
    for (uint32_t i = 0, j = 0; i < base->n && j < now->n;) {
        const els_arm_row *b = &base->rows[i], *a = &now->rows[j];
        int order = compare_rows(b, a);
        i += order <= 0;
        j += order >= 0;
        if (order != 0 || b->id != a->id)
            continue;
        if (b->verdict == ELS_VERDICT_INFRASTRUCTURE || a->verdict == ELS_VERDICT_INFRASTRUCTURE) {
            ret.infrastructure++;
            continue;
        }
        bool was = b->verdict == ELS_VERDICT_RIGHT, is = a->verdict == ELS_VERDICT_RIGHT;
        ret.pairs[ret.n] = (els_cost_pair){b->cluster, (double)b->cost, (double)a->cost, was, is};
        ret.differences[ret.n] = (double)is - (double)was;
        ids[ret.n] = b->id;
        ret.clusters[ret.n++] = b->cluster;
        count_row(&ret.base, b);
        count_row(&ret.now, a);
    }
    ret.base.distinct = ret.now.distinct = count_distinct(ids, ret.n);
    return ret;
}
