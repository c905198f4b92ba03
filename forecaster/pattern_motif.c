/* A sequence that comes back: the two stretches of a series that are most alike. */
#include "els_rng.h"
#include "patterns.h"
#include "stats_basic.h"

#include <math.h>
#include <string.h>

enum {
    WINDOW = 512,   /* newest values that are looked at: the search takes their square */
    SHORTEST = 8,   /* of a sequence */
    LENGTHS = 9,    /* tried, each sqrt(2) times the one before, up to a quarter of the values */
    LEAST = 32,     /* values */
    ORDER_MAX = 8,  /* of the autoregression */
    SURROGATES = 99 /* all must be beaten: p = 1/100 */
};

/* What is needed of all stretches of one length m to compare two of them in one step. The line
 * through a stretch is taken out of it: level, slope and size do not matter. */
typedef struct {
    size_t m, n; /* n stretches */
    double mean[WINDOW];
    double slope[WINDOW]; /* sum of values times their centred place, over the root of its square */
    double size[WINDOW];  /* root of the sum of squares left; 0: flat, not compared */
} stretches;

static void measure(const double *x, size_t n, size_t m, stretches *ret)
{
    double centre = ((double)m - 1) / 2, places = 0, total = 0;
    for (size_t k = 0; k < m; k++)
        places += ((double)k - centre) * ((double)k - centre);
    for (size_t t = 0; t < n; t++)
        total += x[t] * x[t];
    ret->m = m;
    ret->n = n - m + 1;
    for (size_t i = 0; i < ret->n; i++) {
        double sum = 0, squares = 0, moment = 0;
        for (size_t k = 0; k < m; k++)
            sum += x[i + k];
        ret->mean[i] = sum / (double)m;
        for (size_t k = 0; k < m; k++) {
            double d = x[i + k] - ret->mean[i];
            squares += d * d;
            moment += d * ((double)k - centre);
        }
        ret->slope[i] = moment / sqrt(places);
        squares -= ret->slope[i] * ret->slope[i];
        ret->size[i] = squares > 1e-9 * total ? sqrt(squares) : 0;
    }
}

/* Correlation of stretches i and j, given the sum of their products. */
static double correlation(const stretches *s, size_t i, size_t j, double products)
{
    if (!(s->size[i] > 0) || !(s->size[j] > 0))
        return 0;
    double rest = products - (double)s->m * s->mean[i] * s->mean[j] - s->slope[i] * s->slope[j];
    return fmin(fmax(rest / (s->size[i] * s->size[j]), -1), 1);
}

static double products_of(const double *x, size_t i, size_t j, size_t m)
{
    double sum = 0;
    for (size_t k = 0; k < m; k++)
        sum += x[i + k] * x[j + k];
    return sum;
}

typedef struct {
    double score; /* Fisher's z in standard deviations of noise: comparable between lengths */
    double r;
    size_t i, j, m;
} likeness;

/* For each length the two stretches without an overlap that are most alike; returns the highest
 * score. Sums of products are carried along the diagonals (Zhu et al. 2016). */
static double most_alike(const double *x, size_t n, likeness best[LENGTHS])
{
    double length = SHORTEST, highest = 0;
    for (int l = 0; l < LENGTHS; l++, length *= M_SQRT2) {
        stretches s;
        likeness *at = &best[l];
        *at = (likeness){.m = (size_t)length};
        if (4 * at->m > n)
            continue;
        measure(x, n, at->m, &s);
        for (size_t apart = at->m; apart < s.n; apart++) {
            double products = products_of(x, 0, apart, at->m);
            for (size_t i = 0, j = apart; j < s.n; i++, j++) {
                double r = correlation(&s, i, j, products);
                if (r > at->r) {
                    at->r = r;
                    at->i = i;
                    at->j = j;
                }
                if (j + 1 < s.n)
                    products += x[i + at->m] * x[j + at->m] - x[i] * x[j];
            }
        }
        at->score = atanh(fmin(at->r, 1 - 1e-12)) * sqrt((double)at->m - 5);
        highest = fmax(highest, at->score);
    }
    return highest;
}

/* ---- what chance makes of the same shocks ---- */

typedef struct {
    double weights[ORDER_MAX];
    size_t order;
} autoregression;

/* Burg's (1967) method, the order by AICc (Hurvich and Tsai 1989). */
static autoregression fit(const double *x, size_t n)
{
    double forward[WINDOW], backward[WINDOW], weights[ORDER_MAX] = {0}, variance = 0;
    autoregression best = {.order = 0};
    memcpy(forward, x, n * sizeof *x);
    memcpy(backward, x, n * sizeof *x);
    for (size_t t = 0; t < n; t++)
        variance += x[t] * x[t] / (double)n;
    double count = (double)n, lowest = count * log(variance) + 2 * count / (count - 2);
    for (size_t p = 1; p <= ORDER_MAX && p <= n / 8 && variance > 0; p++) {
        double above = 0, below = 0, before[ORDER_MAX];
        for (size_t t = p; t < n; t++) {
            above += forward[t] * backward[t - 1];
            below += forward[t] * forward[t] + backward[t - 1] * backward[t - 1];
        }
        double k = below > 0 ? 2 * above / below : 0;
        memcpy(before, weights, sizeof before);
        for (size_t i = 0; i + 1 < p; i++)
            weights[i] = before[i] - k * before[p - 2 - i];
        weights[p - 1] = k;
        for (size_t t = n - 1; t >= p; t--) {
            double f = forward[t];
            forward[t] = f - k * backward[t - 1];
            backward[t] = backward[t - 1] - k * f;
        }
        variance *= 1 - k * k;
        double parameters = (double)p + 1;
        double cost = count * log(variance) + 2 * parameters * count / (count - parameters - 1);
        if (cost < lowest) {
            lowest = cost;
            best.order = p;
            memcpy(best.weights, weights, sizeof best.weights);
        }
    }
    return best;
}

/* The series' own shocks in another order, carried on by the same autoregression. */
static void shuffle(const double *x, size_t n, const autoregression *model, uint64_t number,
                    double *ret)
{
    double shocks[WINDOW];
    size_t p = model->order;
    els_rng rng = els_rng_make(0x4d4f544946, number, n); /* always the same ones */
    for (size_t t = p; t < n; t++) {
        shocks[t] = x[t];
        for (size_t i = 0; i < p; i++)
            shocks[t] -= model->weights[i] * x[t - 1 - i];
    }
    els_rng_shuffle(&rng, shocks + p, n - p, sizeof shocks[0]);
    for (size_t t = 0; t < n; t++) {
        ret[t] = t < p ? x[t] : shocks[t];
        for (size_t i = 0; i < p && t >= p; i++)
            ret[t] += model->weights[i] * ret[t - 1 - i];
    }
}

/* The highest score that chance makes; infinite as soon as it reaches `score`. */
static double score_of_chance(const double *x, size_t n, double score)
{
    double shuffled[WINDOW], highest = 0;
    likeness unused[LENGTHS];
    autoregression model = fit(x, n);
    for (uint64_t s = 0; s < SURROGATES; s++) {
        shuffle(x, n, &model, s, shuffled);
        highest = fmax(highest, most_alike(shuffled, n, unused));
        if (highest >= score)
            return INFINITY;
    }
    return highest;
}

/* Of the lengths that chance does not explain, the one whose two stretches are most alike: longer
 * ones hold the same sequence and what happens to be around it. */
static const likeness *choose(const likeness all[LENGTHS], double chance)
{
    const likeness *chosen = NULL;
    for (int l = 0; l < LENGTHS; l++)
        if (all[l].score > chance && (!chosen || all[l].r > chosen->r))
            chosen = &all[l];
    return chosen;
}

/* ---- all places ---- */

/* The other stretches that are like the first of the two: at most twice as far from it as the
 * second (Mueen et al. 2009), the most alike first, none over another. */
static size_t find_places(const double *x, size_t n, const likeness *best, size_t *ret_places)
{
    static const double least = 0.7;
    stretches s;
    double like[WINDOW], limit = fmax(1 - 4 * (1 - best->r), least);
    size_t filled = 0;
    measure(x, n, best->m, &s);
    for (size_t i = 0; i < s.n; i++)
        like[i] = correlation(&s, best->i, i, products_of(x, best->i, i, best->m));
    like[best->i] = 3; /* these two go first */
    like[best->j] = 2;
    while (filled < ELS_PATTERN_PLACES_MAX) {
        size_t at = 0, k = filled;
        for (size_t i = 1; i < s.n; i++)
            if (like[i] > like[at])
                at = i;
        if (like[at] < limit)
            break;
        for (size_t i = at >= best->m ? at - best->m + 1 : 0; i < s.n && i < at + best->m; i++)
            like[i] = -1;
        for (; k > 0 && ret_places[k - 1] > at; k--)
            ret_places[k] = ret_places[k - 1];
        ret_places[k] = at;
        filled++;
    }
    return filled;
}

els_pattern_motif els_pattern_find_motif(const double *values, size_t n, uint32_t period)
{
    double x[WINDOW] = {0}, plain[ELS_FORECAST_WINDOW];
    els_pattern_motif motif = {.p = 1};
    likeness all[LENGTHS];
    els_season season;
    size_t first = n > WINDOW ? n - WINDOW : 0;
    if (n < LEAST)
        return motif;
    els_season_find(values, n, period, &season);
    for (size_t t = 0; t < n; t++)
        plain[t] = els_season_remove(&season, values[t], t);
    n -= first;
    double mean = els_stats_mean(plain + first, n), sd = els_stats_sd(plain + first, n);
    if (!(sd > 0))
        return motif;
    for (size_t t = 0; t < n; t++)
        x[t] = (plain[first + t] - mean) / sd;
    double score = most_alike(x, n, all);
    const likeness *best = score > 0 ? choose(all, score_of_chance(x, n, score)) : NULL;
    if (!best)
        return motif;
    motif = (els_pattern_motif){
        .is_found = true, .length = best->m, .r = best->r, .p = 1 / (SURROGATES + 1.0)};
    motif.n_places = find_places(x, n, best, motif.places);
    for (size_t i = 0; i < motif.n_places; i++)
        motif.places[i] += first;
    return motif;
}
