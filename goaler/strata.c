#include "strata.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare(const els_stratum *row, els_str plugin, els_str family)
{
    int order = els_str_cmp(row->plugin, plugin);
    return order ? order : els_str_cmp(row->family, family);
}

static els_stratum *find(els_strata *strata, els_str plugin, els_str family)
{
    uint32_t low = 0, high = strata->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare(&strata->rows[middle], plugin, family) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < strata->n && compare(&strata->rows[low], plugin, family) == 0)
        return &strata->rows[low];
    if (strata->n == ELS_STRATA_MAX)
        return NULL;
    memmove(&strata->rows[low + 1], &strata->rows[low], (strata->n - low) * sizeof strata->rows[0]);
    strata->rows[low] = (els_stratum){.plugin = els_arena_copy(&strata->texts, plugin),
                                      .family = els_arena_copy(&strata->texts, family)};
    strata->n++;
    return &strata->rows[low];
}

void els_strata_add(els_strata *strata, const els_record *record)
{
    if (record->verdict == ELS_VERDICT_INFRASTRUCTURE)
        return;
    els_stratum *row = find(strata, record->plugin, record->family);
    if (!row)
        return;
    double right = record->verdict == ELS_VERDICT_RIGHT;
    row->n++;
    /* A plain mean until the memory is full. */
    row->fast += (right - row->fast) * fmax(1.0 / (double)row->n, 0.1);
    row->slow += (right - row->slow) * fmax(1.0 / (double)row->n, 0.02);
}

static double score(const els_stratum *row)
{
    /* Pulled towards one half while little is known: a first failure is no weakness yet. */
    double n = fmin((double)row->n, 50);
    double rate = (row->fast * n + 1) / (n + 2);
    return 2 * rate * (1 - rate) + fabs(row->fast - row->slow);
}

typedef struct {
    double score;
    uint32_t row;
} scored;

static int by_score(const void *a, const void *b)
{
    const scored *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_row(const void *a, const void *b)
{
    const scored *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

uint32_t els_strata_mix(const els_strata *strata, const els_str *plugins, uint32_t n_plugins,
                        els_mix *ret_mix)
{
    scored list[ELS_STRATA_MAX];
    uint32_t n = 0, count = 0;
    double sum = 0;
    for (uint32_t i = 0; i < strata->n; i++)
        for (uint32_t p = 0; p < n_plugins; p++)
            if (els_str_eq(strata->rows[i].plugin, plugins[p])) {
                list[n++] = (scored){score(&strata->rows[i]), i};
                break;
            }
    if (n < 2 || n_plugins == 0 || n_plugins > ELS_MIX_MAX / 2)
        return 0;
    qsort(list, n, sizeof list[0], by_score);
    if (n > ELS_MIX_MAX - n_plugins)
        n = ELS_MIX_MAX - n_plugins; /* the others live on the plugins' half */
    qsort(list, n, sizeof list[0], by_row);
    for (uint32_t i = 0; i < n; i++)
        sum += list[i].score;
    for (uint32_t p = 0; p < n_plugins; p++)
        ret_mix[count++] = (els_mix){plugins[p], {"", 0}, 0.5 / n_plugins};
    for (uint32_t i = 0; i < n; i++) {
        const els_stratum *row = &strata->rows[list[i].row];
        ret_mix[count++] = (els_mix){row->plugin, row->family, 0.5 * list[i].score / sum};
    }
    return count;
}

static double weight_of(const els_mix *mix, uint32_t n, const els_mix *like)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        if (els_str_eq(mix[i].plugin, like->plugin) && els_str_eq(mix[i].family, like->family))
            sum += mix[i].weight;
    return sum;
}

double els_mix_distance(const els_mix *a, uint32_t n_a, const els_mix *b, uint32_t n_b)
{
    double sum = 0;
    for (uint32_t i = 0; i < n_a; i++)
        sum += fabs(a[i].weight - weight_of(b, n_b, &a[i]));
    for (uint32_t i = 0; i < n_b; i++)
        if (weight_of(a, n_a, &b[i]) == 0)
            sum += b[i].weight;
    return sum / 2;
}

void els_strata_visit(els_snapshot *snapshot, els_strata *strata)
{
    uint32_t n = strata->n;
    els_snapshot_count(snapshot, &n, ELS_STRATA_MAX, 32);
    if (!snapshot->out) {
        els_arena_reset(&strata->texts);
        snapshot->arena = &strata->texts;
        strata->n = n;
    }
    for (uint32_t i = 0; i < n; i++) {
        els_stratum *row = &strata->rows[i];
        els_snapshot_text(snapshot, &row->plugin);
        els_snapshot_text(snapshot, &row->family);
        els_snapshot_u64(snapshot, &row->n);
        els_snapshot_f64(snapshot, &row->fast);
        els_snapshot_f64(snapshot, &row->slow);
    }
}
