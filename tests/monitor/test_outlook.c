#include <criterion/criterion.h>

#include "outlook.h"

static els_forecast forecast(const char *series, uint64_t due_at, double mean)
{
    return (els_forecast){.series = els_str_of(series),
                          .due_at = due_at,
                          .mean = mean,
                          .low = mean - 1,
                          .high = mean + 1};
}

Test(outlook, keeps_a_forecast_until_its_iteration_has_come)
{
    static els_outlook outlook;
    els_forecast made[] = {forecast("a", 5, 1), forecast("a", 9, 2)};
    els_outlook_take(&outlook, 4, made, 2);
    cr_assert_eq(outlook.n, 2);
    els_outlook_take(&outlook, 5, NULL, 0);
    cr_assert_eq(outlook.n, 1);
    cr_assert_eq(outlook.rows[0].due_at, 9);
    els_outlook_take(&outlook, 9, NULL, 0);
    cr_assert_eq(outlook.n, 0);
}

Test(outlook, the_newest_forecast_of_a_series_and_iteration_counts)
{
    static els_outlook outlook;
    els_forecast first[] = {forecast("a", 9, 1), forecast("b", 9, 3)}, second = forecast("a", 9, 2);
    els_outlook_take(&outlook, 4, first, 2);
    els_outlook_take(&outlook, 5, &second, 1);
    cr_assert_eq(outlook.n, 2);
    cr_assert_str_eq(outlook.rows[1].series, "a");
    cr_assert_float_eq(outlook.rows[1].mean, 2, 1e-9);
}

Test(outlook, what_is_scored_or_due_is_no_outlook)
{
    static els_outlook outlook;
    els_forecast made[] = {forecast("a", 4, 1), forecast("a", 6, 1)};
    made[1].scored = true;
    els_outlook_take(&outlook, 4, made, 2);
    cr_assert_eq(outlook.n, 0);
}

Test(outlook, is_bounded_and_saved)
{
    static els_outlook outlook, again;
    els_buf bytes = {0};
    els_arena arena = {0};
    els_snapshot snapshot;
    for (uint64_t due = 1; due <= ELS_OUTLOOK_MAX + 3; due++) {
        els_forecast made = forecast("a", due, 0);
        els_outlook_take(&outlook, 0, &made, 1);
    }
    cr_assert_eq(outlook.n, ELS_OUTLOOK_MAX);
    cr_assert_eq(outlook.rows[0].due_at, 4);
    els_snapshot_write(&snapshot, &bytes, 1, 1);
    els_outlook_visit(&snapshot, &outlook);
    els_snapshot_finish(&snapshot);
    cr_assert_eq(els_snapshot_read(&snapshot, els_buf_str(&bytes), 1, 1, &arena), ELS_OK);
    els_outlook_visit(&snapshot, &again);
    cr_assert_eq(els_snapshot_close(&snapshot), ELS_OK);
    cr_assert_eq(again.n, outlook.n);
    cr_assert_str_eq(again.rows[7].series, "a");
    cr_assert_eq(again.rows[7].due_at, outlook.rows[7].due_at);
    els_buf_fini(&bytes);
    els_arena_fini(&arena);
}
