/* Change points by PELT, with a straight line per segment. */
#include "patterns.h"
#include "stats_basic.h"

#include <math.h>
#include <string.h>

enum { SEGMENT_MIN = 4, LEAST = 3 * SEGMENT_MIN };

/* Running sums: the squared errors of the best line through any segment in constant time. */
typedef struct {
    double y[ELS_FORECAST_WINDOW + 1], yy[ELS_FORECAST_WINDOW + 1], ty[ELS_FORECAST_WINDOW + 1];
} sums;

typedef struct {
    double start, slope, squares; /* start: at the segment's first value */
} fit;

/* Line through values from..to-1. */
static fit fit_of(const sums *s, size_t from, size_t to)
{
    double n = (double)(to - from), middle = (n - 1) / 2;
    double y = s->y[to] - s->y[from], yy = s->yy[to] - s->yy[from];
    double ty = s->ty[to] - s->ty[from] - (double)from * y; /* time from the segment's start */
    double xx = n * (n * n - 1) / 12, xy = ty - middle * y;
    double slope = xx > 0 ? xy / xx : 0;
    return (fit){.start = y / n - slope * middle,
                 .slope = slope,
                 .squares = fmax(0, yy - y * y / n - slope * xy)};
}

typedef struct {
    uint32_t from;   /* where a last segment may begin */
    uint32_t beaten; /* number of values at which it had lost for good; 0: not yet */
} candidate;

/* Cheapest cut of n values: ret_last[t] is where the last segment of the first t values begins. A
 * beginning that is dearer than a cut behind it can never win again, once the segment behind that
 * cut is long enough to be allowed. */
static void cut(const sums *s, size_t n, double penalty, uint32_t *ret_last)
{
    double cost[ELS_FORECAST_WINDOW + 1], reach[ELS_FORECAST_WINDOW + 1];
    candidate candidates[ELS_FORECAST_WINDOW + 1];
    size_t n_candidates = 0;
    cost[0] = -penalty;
    ret_last[0] = 0;
    for (size_t t = 1; t <= n; t++) {
        size_t kept = 0;
        cost[t] = INFINITY;
        ret_last[t] = 0;
        if (t == SEGMENT_MIN || t >= 2 * SEGMENT_MIN)
            candidates[n_candidates++] = (candidate){.from = (uint32_t)(t - SEGMENT_MIN)};
        for (size_t c = 0; c < n_candidates; c++) {
            uint32_t from = candidates[c].from;
            reach[c] = cost[from] + fit_of(s, from, t).squares;
            if (reach[c] + penalty < cost[t]) {
                cost[t] = reach[c] + penalty;
                ret_last[t] = from;
            }
        }
        for (size_t c = 0; c < n_candidates; c++) {
            candidate one = candidates[c];
            if (!one.beaten && reach[c] > cost[t])
                one.beaten = (uint32_t)t;
            if (!one.beaten || t < one.beaten + SEGMENT_MIN)
                candidates[kept++] = one;
        }
        n_candidates = kept;
    }
}

/* Standard deviation of the noise, robust to changes and lines: from second differences. */
static double noise_of(const double *values, size_t n)
{
    double second[ELS_FORECAST_WINDOW];
    for (size_t t = 2; t < n; t++)
        second[t - 2] = fabs(values[t] - 2 * values[t - 1] + values[t - 2]);
    els_stats_sort(second, n - 2);
    return 1.4826 * els_stats_quantile(second, n - 2, 0.5) / sqrt(6);
}

/* Bayes' information criterion of a cut (Schwarz 1978): a line per segment, and a rest that hangs
 * together like an autoregression of order 1. Values that wander by themselves are then no reason
 * to cut. */
static double criterion_of(const sums *s, const double *values, size_t n, const uint32_t *last,
                           double floor)
{
    double rest[ELS_FORECAST_WINDOW] = {0}, squares = 0, count = (double)n, params = 1;
    for (size_t to = n; to > 0; to = last[to]) {
        fit f = fit_of(s, last[to], to);
        params += 3;
        for (size_t t = last[to]; t < to; t++)
            rest[t] = values[t] - f.start - f.slope * (double)(t - last[to]);
    }
    double r = els_season_autocorrelation(rest, n, 1);
    for (size_t t = 0; t < n; t++) {
        double shock = rest[t] - (t > 0 ? r * rest[t - 1] : 0);
        squares += shock * shock;
    }
    double left = count - params - 1; /* few values per parameter: the price rises, as in AICc */
    return left > 0 ? count * (log(fmax(squares / count, floor)) + params * log(count) / left)
                    : INFINITY;
}

size_t els_pattern_find_changes(const double *values, size_t n, uint32_t period,
                                els_pattern_change *ret_changes)
{
    double plain[ELS_FORECAST_WINDOW], mean = els_stats_mean(values, n), penalty = 0, least;
    uint32_t last[ELS_FORECAST_WINDOW + 1] = {0}, tried[ELS_FORECAST_WINDOW + 1];
    sums s;
    els_season season;
    if (n < LEAST)
        return 0;
    els_season_find(values, n, period, &season);
    s.y[0] = s.yy[0] = s.ty[0] = 0;
    for (size_t t = 0; t < n; t++) {
        double value = plain[t] = els_season_remove(&season, values[t], t) - mean;
        s.y[t + 1] = s.y[t] + value;
        s.yy[t + 1] = s.yy[t] + value * value;
        s.ty[t + 1] = s.ty[t] + (double)t * value;
    }
    double noise = noise_of(plain, n), rounding = 1e-12 * s.yy[n] / (double)n;
    double one = 3 * log((double)n) * fmax(noise * noise, rounding);
    if (!(one > 0))
        return 0;
    least = criterion_of(&s, plain, n, last, rounding); /* a single line */
    for (double factor = 1; factor <= 64; factor *= 2) {
        cut(&s, n, factor * one, tried);
        double criterion = criterion_of(&s, plain, n, tried, rounding);
        if (criterion < least) {
            least = criterion;
            penalty = factor * one;
            memcpy(last, tried, sizeof last);
        }
    }
    size_t places[ELS_FORECAST_WINDOW / SEGMENT_MIN + 1], n_places = 0, filled = 0;
    for (size_t to = last[n]; to > 0; to = last[to])
        places[n_places++] = to;
    for (size_t i = n_places; i-- > 0 && filled < ELS_PATTERN_PLACES_MAX;) {
        size_t at = places[i], from = last[at], to = i > 0 ? places[i - 1] : n;
        fit before = fit_of(&s, from, at), after = fit_of(&s, at, to), both = fit_of(&s, from, to);
        double reached = before.start + before.slope * (double)(at - from);
        ret_changes[filled++] =
            (els_pattern_change){.at = at,
                                 .before = reached + mean,
                                 .after = after.start + mean,
                                 .slope_before = before.slope,
                                 .slope_after = after.slope,
                                 .gain = (both.squares - before.squares - after.squares) / penalty};
    }
    return filled;
}
