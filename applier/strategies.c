#include "strategies.h"

#include "gate.h"
#include "stats_basic.h"
#include "stats_probe.h"
#include "stats_sign.h"

#include <stdlib.h>

typedef struct {
    const els_record *before, *after;
} pair;

typedef struct {
    pair *pairs;
    uint32_t n;
} pair_list;

/* A kind with its evidence. */
typedef struct {
    els_strategy strategy;
    double p;
} tested;

static int compare_kinds(const els_record *a, const els_record *b)
{
    int order = els_str_cmp(a->plugin, b->plugin);
    return order ? order : els_str_cmp(a->family, b->family);
}

/* By kind, within it by task, the first time that a task came first. */
static int compare_pairs(const void *a, const void *b)
{
    const els_record *x = ((const pair *)a)->after, *y = ((const pair *)b)->after;
    int order = compare_kinds(x, y);
    if (order == 0)
        order = els_str_cmp(x->id, y->id);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static int compare_choices(const void *a, const void *b)
{
    const els_record *x = ((const pair *)a)->after, *y = ((const pair *)b)->after;
    int order = els_str_cmp(x->agent, y->agent);
    return order ? order : els_str_cmp(x->params, y->params);
}

/* The likeliest gain first, then by name. */
static int compare_tested(const void *a, const void *b)
{
    const tested *x = a, *y = b;
    return x->p != y->p ? (x->p > y->p) - (x->p < y->p)
                        : els_str_cmp(x->strategy.kind, y->strategy.kind);
}

static void add_pair(void *context, const els_record *before, const els_record *after)
{
    pair_list *list = context;
    list->pairs[list->n++] = (pair){before, after};
}

/* Of sorted pairs one for each task. */
static uint32_t keep_distinct(pair *pairs, uint32_t n)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || !els_str_eq(pairs[kept - 1].after->id, pairs[i].after->id))
            pairs[kept++] = pairs[i];
    return kept;
}

/* The record of the choice that most pairs have; orders the pairs by choice. */
static const els_record *usual_choice(pair *pairs, uint32_t n)
{
    uint32_t first = 0, best = 0, most = 0;
    qsort(pairs, n, sizeof *pairs, compare_choices);
    for (uint32_t i = 0; i < n; i++) {
        if (compare_choices(&pairs[first], &pairs[i]) != 0)
            first = i;
        if (i - first + 1 > most) {
            most = i - first + 1;
            best = first;
        }
    }
    return pairs[best].after;
}

static bool is_right(const els_record *record)
{
    return record->verdict == ELS_VERDICT_RIGHT;
}

/* All pairs are of one kind; orders them anew. */
static tested test_kind(els_str kind, pair *pairs, uint32_t n, els_arena *arena)
{
    double *differences = ELS_ARENA_NEW(arena, double, n);
    uint64_t *clusters = ELS_ARENA_NEW(arena, uint64_t, n);
    uint32_t better = 0, worse = 0, right_before = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool before = is_right(pairs[i].before), after = is_right(pairs[i].after);
        differences[i] = after - before;
        clusters[i] = pairs[i].after->template_key;
        better += after && !before;
        worse += before && !after;
        right_before += before;
    }
    els_paired gain = els_stats_paired_difference(differences, clusters, n);
    if (gain.clusters > 1 && gain.se <= 0) /* all alike, which of few tasks says little */
        gain.interval =
            els_stats_newcombe(right_before + better - worse, n, right_before, n, ELS_STATS_Z95);
    const els_record *usual = usual_choice(pairs, n);
    return (tested){.p = els_stats_sign_test(better, worse),
                    .strategy = {.kind = els_str_sub(kind, 0, 128), /* as in the message */
                                 .agent = usual->agent,
                                 .params = usual->params,
                                 .gain = gain.mean,
                                 .low = gain.interval.low,
                                 .high = gain.interval.high,
                                 .tasks = n}};
}

/* "plugin/family", or "plugin" where tasks have no family. */
static els_str name_of(const els_record *record, els_arena *arena)
{
    return record->family.len
               ? els_arena_printf(arena, ELS_STR_FMT "/" ELS_STR_FMT, ELS_STR_ARG(record->plugin),
                                  ELS_STR_ARG(record->family))
               : record->plugin;
}

/* Tests each family of the plugin that the pairs begin with, then, where there are several, the
 * plugin as a whole. Returns how many pairs that were. */
static uint32_t test_plugin(pair *pairs, uint32_t n, tested *kinds, uint32_t *n_kinds,
                            els_arena *arena)
{
    els_str plugin = pairs[0].after->plugin;
    uint32_t families = 0, end = 0;
    for (uint32_t first = 0; first < n && els_str_eq(pairs[first].after->plugin, plugin);
         first = end) {
        while (end < n && compare_kinds(pairs[first].after, pairs[end].after) == 0)
            end++;
        kinds[(*n_kinds)++] =
            test_kind(name_of(pairs[first].after, arena), &pairs[first], end - first, arena);
        families++;
    }
    if (families > 1)
        kinds[(*n_kinds)++] = test_kind(plugin, pairs, end, arena);
    return end;
}

els_strategy *els_strategies_of(const els_analysis *analysis, els_arena *arena, uint32_t *ret_n)
{
    *ret_n = 0;
    if (els_plan_find_segment(analysis->plan, ELS_STR("strategy_learned")) ==
        analysis->plan->n_segments)
        return NULL; /* of most iterations */
    pair_list list = {.pairs = ELS_ARENA_NEW(arena, pair, analysis->n_records)};
    (void)els_gate_each_pair(analysis, ELS_STR("strategy_default"), ELS_STR("strategy_learned"),
                             add_pair, &list);
    qsort(list.pairs, list.n, sizeof *list.pairs, compare_pairs);
    list.n = keep_distinct(list.pairs, list.n);

    tested *kinds = ELS_ARENA_NEW(arena, tested, 2 * list.n);
    uint32_t n = 0;
    for (uint32_t first = 0; first < list.n;)
        first += test_plugin(&list.pairs[first], list.n - first, kinds, &n, arena);
    qsort(kinds, n, sizeof *kinds, compare_tested);

    double *p = ELS_ARENA_NEW(arena, double, n);
    for (uint32_t i = 0; i < n; i++)
        p[i] = kinds[i].p;
    size_t n_gains = els_stats_discoveries(p, n, ELS_STRATEGIES_FALSE_RATE);
    *ret_n = n < ELS_STRATEGIES_MAX ? n : ELS_STRATEGIES_MAX;
    els_strategy *strategies = ELS_ARENA_NEW(arena, els_strategy, *ret_n);
    for (uint32_t i = 0; i < *ret_n; i++) {
        strategies[i] = kinds[i].strategy;
        strategies[i].learned = i < n_gains && strategies[i].low > 0;
    }
    return strategies;
}
