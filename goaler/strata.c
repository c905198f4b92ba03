#include "strata.h"

#include "els_bits.h"

#include <math.h>
#include <string.h>

#define MEMORY_FAST 0.1
#define MEMORY_SLOW 0.02

static int compare(const els_stratum *row, els_str plugin, els_str family)
{
    int order = els_str_cmp(row->plugin, plugin);
    return order ? order : els_str_cmp(row->family, family);
}

/* Where the row is, or would be. */
static uint32_t place_of(const els_strata *strata, els_str plugin, els_str family)
{
    uint32_t low = 0, high = strata->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare(&strata->rows[middle], plugin, family) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t els_strata_kinds(const els_strata *strata, els_str plugin)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < strata->n; i++)
        n += strata->rows[i].family.len > 0 && els_str_eq(strata->rows[i].plugin, plugin);
    return n;
}

const els_stratum *els_strata_find(const els_strata *strata, els_str plugin, els_str family)
{
    uint32_t at = place_of(strata, plugin, family);
    return at < strata->n && compare(&strata->rows[at], plugin, family) == 0 ? &strata->rows[at]
                                                                             : NULL;
}

static els_stratum *take(els_strata *strata, els_str plugin, els_str family, uint64_t iteration)
{
    uint32_t at = place_of(strata, plugin, family);
    if (at < strata->n && compare(&strata->rows[at], plugin, family) == 0)
        return &strata->rows[at];
    if (strata->n == ELS_STRATA_MAX)
        return NULL;
    memmove(&strata->rows[at + 1], &strata->rows[at], (strata->n - at) * sizeof strata->rows[0]);
    strata->rows[at] = (els_stratum){.plugin = els_arena_copy(&strata->texts, plugin),
                                     .family = els_arena_copy(&strata->texts, family),
                                     .trained_at = iteration};
    strata->n++;
    return &strata->rows[at];
}

static void count(els_stratum *row, const els_record *record, bool is_train, uint64_t iteration)
{
    bool is_right = record->verdict == ELS_VERDICT_RIGHT;
    double right = is_right ? 1 : 0;
    row->n++;
    if (row->n <= ELS_STRATA_WINDOW) {
        row->first_cost += record->cost;
        row->first_right += is_right;
    }
    if (is_train) {
        row->trained++;
        row->trained_at = iteration;
    }
    /* A plain mean until the memory is full. */
    double fast = fmax(1.0 / (double)row->n, MEMORY_FAST);
    double slow = fmax(1.0 / (double)row->n, MEMORY_SLOW);
    row->fast += (right - row->fast) * fast;
    row->slow += (right - row->slow) * slow;
    row->cost += ((double)record->cost - row->cost) * slow;
    row->newest = row->newest << 1 | is_right;
}

void els_strata_add(els_strata *strata, const els_record *record, bool is_train, bool is_even,
                    uint64_t iteration)
{
    static const els_str any = {"", 0};
    if (record->verdict == ELS_VERDICT_INFRASTRUCTURE)
        return;
    const els_str names[][2] = {
        {record->plugin, record->family}, {record->plugin, any}, {any, any}};
    uint32_t n = is_even ? 3 : 1;
    for (uint32_t i = 0; i < n; i++) {
        if (i == 1 && record->family.len == 0)
            continue; /* its own row is the plugin's */
        els_stratum *row = take(strata, names[i][0], names[i][1], iteration);
        if (row)
            count(row, record, is_train, iteration);
    }
}

els_stratum_success els_stratum_recent(const els_stratum *row)
{
    els_stratum_success success = {.n = row->n < ELS_STRATA_WINDOW ? (uint32_t)row->n
                                                                   : ELS_STRATA_WINDOW};
    success.right = els_bits_count(row->newest, 0, success.n);
    success.value = success.n ? (double)success.right / success.n : 0;
    success.interval = els_stats_wilson(success.right, success.n, ELS_STATS_Z95);
    return success;
}

double els_stratum_cost(const els_stratum *row)
{
    return row->slow > 0 ? row->cost / row->slow : INFINITY;
}

double els_stratum_rate(const els_stratum *row)
{
    double n = fmin((double)row->n, 50);
    return ((row->fast + row->slow) / 2 * n + 1) / (n + 2);
}

void els_strata_visit(els_snapshot *snapshot, els_strata *strata)
{
    uint32_t n = strata->n;
    els_snapshot_count(snapshot, &n, ELS_STRATA_MAX, 76);
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
        els_snapshot_u64(snapshot, &row->trained);
        els_snapshot_u64(snapshot, &row->trained_at);
        els_snapshot_f64(snapshot, &row->fast);
        els_snapshot_f64(snapshot, &row->slow);
        els_snapshot_f64(snapshot, &row->cost);
        els_snapshot_u64(snapshot, &row->newest);
        els_snapshot_u64(snapshot, &row->first_cost);
        els_snapshot_u32(snapshot, &row->first_right);
    }
}
