#include "trend.h"

#include <string.h>

static els_trend_point sum_of(const els_trend_point *points)
{
    els_trend_point sum = {0};
    for (int i = 0; i < ELS_TREND_WINDOW; i++) {
        sum.right += points[i].right;
        sum.graded += points[i].graded;
    }
    return sum;
}

static els_trend_result compare(els_trend *trend)
{
    els_trend_point before = sum_of(trend->points);
    els_trend_point after = sum_of(trend->points + ELS_TREND_WINDOW);
    els_trend_result result = {
        .before = (double)before.right / (double)before.graded,
        .after = (double)after.right / (double)after.graded,
        .gain = els_stats_newcombe((double)after.right, (double)after.graded, (double)before.right,
                                   (double)before.graded, ELS_STATS_Z95),
    };
    if (result.gain.low > 0)
        result.verdict = ELS_TREND_GAIN;
    else if (result.gain.high < 0)
        result.verdict = ELS_TREND_REGRESSION;
    else if (result.after < ELS_TREND_HIGH)
        result.verdict = ELS_TREND_PLATEAU;
    memmove(trend->points, trend->points + ELS_TREND_WINDOW,
            ELS_TREND_WINDOW * sizeof trend->points[0]);
    trend->n = ELS_TREND_WINDOW;
    return result;
}

els_trend_result els_trend_add(els_trend *trend, uint64_t right, uint64_t graded)
{
    trend->open.right += right;
    trend->open.graded += graded;
    if (trend->open.graded < ELS_TREND_TASKS)
        return (els_trend_result){ELS_TREND_UNKNOWN, 0, 0, {0, 0}};
    trend->points[trend->n++] = trend->open;
    trend->open = (els_trend_point){0};
    if (trend->n < 2 * ELS_TREND_WINDOW)
        return (els_trend_result){ELS_TREND_UNKNOWN, 0, 0, {0, 0}};
    return compare(trend);
}

void els_trend_visit(els_snapshot *snapshot, els_trend *trend)
{
    els_snapshot_u64(snapshot, &trend->open.right);
    els_snapshot_u64(snapshot, &trend->open.graded);
    /* Full is only a moment inside of els_trend_add. */
    els_snapshot_count(snapshot, &trend->n, 2 * ELS_TREND_WINDOW - 1, 16);
    for (uint32_t i = 0; i < trend->n; i++) {
        els_snapshot_u64(snapshot, &trend->points[i].right);
        els_snapshot_u64(snapshot, &trend->points[i].graded);
    }
}
