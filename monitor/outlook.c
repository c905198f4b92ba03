#include "outlook.h"

#include <stdio.h>
#include <string.h>

static void drop(els_outlook *outlook, uint32_t at)
{
    outlook->n--;
    memmove(&outlook->rows[at], &outlook->rows[at + 1],
            (outlook->n - at) * sizeof outlook->rows[0]);
}

static void add(els_outlook *outlook, const els_forecast *forecast)
{
    for (uint32_t i = outlook->n; i-- > 0;)
        if (outlook->rows[i].due_at == forecast->due_at &&
            els_str_eq(els_str_of(outlook->rows[i].series), forecast->series))
            drop(outlook, i);
    if (outlook->n == ELS_OUTLOOK_MAX)
        drop(outlook, 0);
    els_outlook_row *row = &outlook->rows[outlook->n++];
    *row = (els_outlook_row){.due_at = forecast->due_at,
                             .mean = forecast->mean,
                             .low = forecast->low,
                             .high = forecast->high};
    (void)snprintf(row->series, sizeof row->series, ELS_STR_FMT, ELS_STR_ARG(forecast->series));
}

void els_outlook_take(els_outlook *outlook, uint64_t iteration, const els_forecast *forecasts,
                      uint32_t n)
{
    for (uint32_t i = outlook->n; i-- > 0;)
        if (outlook->rows[i].due_at <= iteration)
            drop(outlook, i);
    for (uint32_t i = 0; i < n; i++)
        if (!forecasts[i].scored && forecasts[i].due_at > iteration)
            add(outlook, &forecasts[i]);
}

void els_outlook_visit(els_snapshot *snapshot, els_outlook *outlook)
{
    els_snapshot_count(snapshot, &outlook->n, ELS_OUTLOOK_MAX, 33);
    for (uint32_t i = 0; i < outlook->n; i++) {
        els_outlook_row *row = &outlook->rows[i];
        els_snapshot_chars(snapshot, row->series, sizeof row->series);
        els_snapshot_u64(snapshot, &row->due_at);
        els_snapshot_f64(snapshot, &row->mean);
        els_snapshot_f64(snapshot, &row->low);
        els_snapshot_f64(snapshot, &row->high);
    }
}
