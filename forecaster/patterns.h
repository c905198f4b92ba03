/* patterns.h — what can be seen in a series, each with the evidence for it. Pure: depends on base,
 * stats and the season of forecast_season.h.
 *
 * All functions take n values, finite, n <= ELS_FORECAST_WINDOW, and find nothing in too few of
 * them. Places are indices from 0. */
#ifndef ELS_PATTERNS_H
#define ELS_PATTERNS_H

#include "forecast_season.h"

enum { ELS_PATTERN_PLACES_MAX = 32 };

typedef struct {
    bool is_found; /* p < 0.01 */
    double slope;  /* per step: median of the slopes between all pairs (Theil 1950, Sen 1968) */
    double tau;    /* Kendall's rank correlation with time, -1..1 */
    double p;      /* two-sided (Mann 1945), the variance widened by the autocorrelation of the rest
                      (Bayley and Hammersley 1946) */
} els_pattern_trend;

/* Of the values without their season. */
els_pattern_trend els_pattern_find_trend(const double *values, size_t n, uint32_t period);

typedef struct {
    bool is_found;
    uint32_t period;
    double autocorrelation, limit; /* of the values without their line, and Bartlett's limit */
    double strength;               /* 0..1, see els_season_strength() */
} els_pattern_season;

/* Tests the given period at 90 %, as in M4; with period 0 or 1 looks for one in 2..n/3 at a peak of
 * the autocorrelation at 99.9 %. Found beyond the limit, or when strong (ELS_SEASON_STRONG) and
 * beyond the limit of noise without memory. */
els_pattern_season els_pattern_find_season(const double *values, size_t n, uint32_t period);

typedef struct {
    size_t at;            /* first value behind the change */
    double before, after; /* what the lines of the two segments give there */
    double slope_before, slope_after;
    double gain; /* fall of the cost over the penalty: above 0 by construction */
} els_pattern_change;

/* Changes of level or slope: the cheapest cut into straight lines (PELT; Killick, Fearnhead and
 * Eckley 2012) for penalties of 3 log n variances per cut and up to 64 times that, and among these
 * and no cut the one with the lowest BIC, its rest taken for an autoregression of order 1. Fills
 * ret_changes (ELS_PATTERN_PLACES_MAX, in order); returns their number. */
size_t els_pattern_find_changes(const double *values, size_t n, uint32_t period,
                                els_pattern_change *ret_changes);

typedef struct {
    size_t at;
    double value, expected; /* expected: median of the neighbours, with the season */
    double score;           /* distance in robust standard deviations */
} els_pattern_anomaly;

/* Values far from the median of their neighbours (Hampel 1974), the season and the local slope
 * taken out: beyond max(4, sqrt(2 log n) + 1) times 1.4826 median absolute deviations, twice that
 * within three values of an end. The largest ELS_PATTERN_PLACES_MAX in order of place; returns
 * their number. */
size_t els_pattern_find_anomalies(const double *values, size_t n, uint32_t period,
                                  els_pattern_anomaly *ret_anomalies);

typedef struct {
    bool is_found;
    uint32_t every, first; /* spikes at first, first + every, ... */
    uint32_t hits, slots;  /* spikes that fall there, and places there are */
    double p; /* chance of as many hits if spikes fell anywhere, for all periods tried */
} els_pattern_spikes;

/* Spikes that come back: at least three, in three of four slots or more, p < 0.05. */
els_pattern_spikes els_pattern_find_spikes(const double *values, size_t n);

typedef struct {
    bool is_found;
    size_t length;                         /* of the sequence in values */
    size_t places[ELS_PATTERN_PLACES_MAX]; /* where it begins, in order, none over another */
    size_t n_places;
    double r; /* correlation of the two places that are most alike */
    double p; /* 1/100 when found: more alike than the best two in 99 series made by chance */
} els_pattern_motif;

/* A sequence that comes back: the two stretches of 8 values up to a quarter of the newest 512 that
 * are most alike when level, slope and size of each are taken out (the minimum of the matrix
 * profile, Yeh et al. 2016, for nine lengths), without the season, and all others like them.
 * Found if they are more alike than in any of 99 series made of the same shocks in another order by
 * the same autoregression (Theiler et al. 1992). The orders are always the same. */
els_pattern_motif els_pattern_find_motif(const double *values, size_t n, uint32_t period);

typedef struct {
    bool is_found; /* p < 0.01 */
    int lag;       /* steps that the second series follows the first by; negative: it leads */
    double r;      /* correlation of their steps at that lag */
    double p;      /* two-sided with Bartlett's (1946) variance, times the lags tried */
} els_pattern_link;

/* Whether the steps of two series go together, lags -lag_max..lag_max. The series end at the same
 * time; the longer one's beginning is not looked at. `comparisons` >= 1 multiplies p: pairs tried.
 */
els_pattern_link els_pattern_find_link(const double *a, size_t n_a, const double *b, size_t n_b,
                                       uint32_t period, int lag_max, uint32_t comparisons);

#endif
