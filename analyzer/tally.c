#include "tally.h"

#include <stdlib.h>
#include <string.h>

static int compare(const els_tally_row *row, const els_record *record)
{
    int order = els_str_cmp(row->plugin, record->plugin);
    if (order == 0)
        order = els_str_cmp(row->family, record->family);
    return order ? order : els_str_cmp(row->agent, record->agent);
}

static void reserve(els_tally *tally, uint32_t rows)
{
    if (rows <= tally->cap)
        return;
    uint32_t cap = tally->cap ? tally->cap * 2 : 64;
    while (cap < rows)
        cap *= 2;
    els_tally_row *grown = realloc(tally->rows, cap * sizeof *grown);
    if (!grown)
        els_out_of_memory(cap * sizeof *grown);
    tally->rows = grown;
    tally->cap = cap;
}

static els_tally_row *find(els_tally *tally, const els_record *record)
{
    if (tally->last < tally->n && compare(&tally->rows[tally->last], record) == 0)
        return &tally->rows[tally->last];
    uint32_t low = 0, high = tally->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare(&tally->rows[middle], record) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == tally->n || compare(&tally->rows[low], record) != 0) {
        if (tally->n == ELS_TALLY_ROWS_MAX)
            return NULL;
        reserve(tally, tally->n + 1);
        memmove(&tally->rows[low + 1], &tally->rows[low], (tally->n - low) * sizeof *tally->rows);
        tally->rows[low] = (els_tally_row){.plugin = els_arena_copy(&tally->texts, record->plugin),
                                           .family = els_arena_copy(&tally->texts, record->family),
                                           .agent = els_arena_copy(&tally->texts, record->agent)};
        tally->n++;
    }
    tally->last = low;
    return &tally->rows[low];
}

void els_tally_add(els_tally *tally, const els_record *record)
{
    if (record->verdict == ELS_VERDICT_INFRASTRUCTURE)
        return;
    els_tally_row *row = find(tally, record);
    if (!row)
        return;
    row->graded++;
    row->right += record->verdict == ELS_VERDICT_RIGHT;
}

void els_tally_clear(els_tally *tally)
{
    tally->n = tally->last = 0;
    els_arena_reset(&tally->texts);
}

void els_tally_fini(els_tally *tally)
{
    free(tally->rows);
    els_arena_fini(&tally->texts);
    *tally = (els_tally){0};
}

void els_tally_visit(els_snapshot *snapshot, els_tally *tally)
{
    uint32_t n = tally->n;
    els_snapshot_count(snapshot, &n, ELS_TALLY_ROWS_MAX, 28);
    if (!snapshot->out) {
        els_tally_clear(tally);
        reserve(tally, n);
        if (n)
            memset(tally->rows, 0, n * sizeof *tally->rows);
        tally->n = n;
        snapshot->arena = &tally->texts;
    }
    for (uint32_t i = 0; i < n; i++) {
        els_tally_row *row = &tally->rows[i];
        els_snapshot_text(snapshot, &row->plugin);
        els_snapshot_text(snapshot, &row->family);
        els_snapshot_text(snapshot, &row->agent);
        els_snapshot_u64(snapshot, &row->graded);
        els_snapshot_u64(snapshot, &row->right);
    }
}
