#include "stats_basic.h"

#include "els_str.h"

#include <math.h>
#include <stdlib.h>

double els_stats_sum(const double *values, size_t n)
{
    double sum = 0, lost = 0;
    for (size_t i = 0; i < n; i++) {
        double next = sum + values[i];
        lost += fabs(sum) >= fabs(values[i]) ? (sum - next) + values[i] : (values[i] - next) + sum;
        sum = next;
    }
    return sum + lost;
}

double els_stats_mean(const double *values, size_t n)
{
    return n ? els_stats_sum(values, n) / (double)n : 0;
}

double els_stats_sd(const double *values, size_t n)
{
    if (n < 2)
        return 0;
    double mean = els_stats_mean(values, n), squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    return sqrt(squares / (double)(n - 1));
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void els_stats_sort(double *values, size_t n)
{
    if (n > 1)
        qsort(values, n, sizeof *values, compare_doubles);
}

double els_stats_quantile(const double *ascending, size_t n, double p)
{
    if (n == 0)
        return 0;
    double at = fmin(fmax(p, 0), 1) * (double)(n - 1);
    size_t below = (size_t)at;
    if (below + 1 >= n)
        return ascending[n - 1];
    double part = at - (double)below;
    /* Not a + part * (b - a): equal neighbours must give exactly their value. */
    return ascending[below] * (1 - part) + ascending[below + 1] * part;
}

double els_stats_normal_cdf(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

/* Inverse of an increasing distribution by bisection: slow, exact to the last bits, and free of
 * anybody's table of coefficients. */
static double invert(double (*cdf)(double x, uint32_t df), uint32_t df, double p, double bound)
{
    double low = -bound, high = bound;
    for (int i = 0; i < 100 && low < high; i++) {
        double middle = 0.5 * (low + high);
        if (cdf(middle, df) < p)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static double normal_cdf(double z, uint32_t df)
{
    (void)df;
    return els_stats_normal_cdf(z);
}

double els_stats_normal_quantile(double p)
{
    return invert(normal_cdf, 0, p, 8.2);
}

static double t_cdf(double t, uint32_t df)
{
    double theta = atan2(t, sqrt((double)df));
    double sine = sin(theta), cosine = cos(theta), square = cosine * cosine;
    double between; /* probability of -t .. t, with the sign of t */
    if (df % 2 == 0) {
        double term = 1, sum = 1;
        for (uint32_t k = 1; 2 * k + 2 <= df; k++) {
            term *= square * (2.0 * k - 1) / (2.0 * k);
            sum += term;
        }
        between = sine * sum;
    } else {
        double term = cosine, sum = df > 1 ? cosine : 0;
        for (uint32_t k = 1; 2 * k + 3 <= df; k++) {
            term *= square * (2.0 * k) / (2.0 * k + 1);
            sum += term;
        }
        between = M_2_PI * (theta + sine * sum);
    }
    return 0.5 + 0.5 * between;
}

double els_stats_t_quantile(double p, uint32_t df)
{
    if (df > 200)
        return els_stats_normal_quantile(p);
    return invert(t_cdf, df ? df : 1, p, 1e4);
}

els_interval els_stats_wilson(double right, double n, double z)
{
    if (n <= 0)
        return (els_interval){0, 1};
    double rate = right / n, z2 = z * z;
    double centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
    double half = z / (1 + z2 / n) * sqrt(fmax(rate * (1 - rate) / n + z2 / (4 * n * n), 0));
    /* The ends are exact where rounding would leave 1e-17 instead. */
    return (els_interval){right <= 0 ? 0 : fmax(centre - half, 0),
                          right >= n ? 1 : fmin(centre + half, 1)};
}

els_interval els_stats_newcombe(double right1, double n1, double right2, double n2, double z)
{
    if (n1 <= 0 || n2 <= 0)
        return (els_interval){-1, 1};
    double p1 = right1 / n1, p2 = right2 / n2, difference = p1 - p2;
    els_interval a = els_stats_wilson(right1, n1, z), b = els_stats_wilson(right2, n2, z);
    double down = sqrt((p1 - a.low) * (p1 - a.low) + (b.high - p2) * (b.high - p2));
    double up = sqrt((a.high - p1) * (a.high - p1) + (p2 - b.low) * (p2 - b.low));
    return (els_interval){fmax(difference - down, -1), fmin(difference + up, 1)};
}

typedef struct {
    uint64_t key;
    uint32_t index;
} keyed;

static int compare_keyed(const void *a, const void *b)
{
    const keyed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

void els_stats_order_by_key(const uint64_t *keys, size_t n, uint32_t *ret_order)
{
    els_arena arena = {0};
    keyed *rows = ELS_ARENA_NEW(&arena, keyed, n ? n : 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = (keyed){keys[i], (uint32_t)i};
    if (n > 1)
        qsort(rows, n, sizeof *rows, compare_keyed);
    for (size_t i = 0; i < n; i++)
        ret_order[i] = rows[i].index;
    els_arena_fini(&arena);
}

els_paired els_stats_paired_difference(const double *differences, const uint64_t *clusters,
                                       size_t n)
{
    els_paired ret = {.interval = {-1, 1}, .n = (uint32_t)n};
    if (n == 0)
        return ret;
    els_arena arena = {0};
    uint32_t *order = ELS_ARENA_NEW(&arena, uint32_t, n);
    els_stats_order_by_key(clusters, n, order);
    ret.mean = els_stats_mean(differences, n);
    double squares = 0;
    for (size_t i = 0; i < n;) {
        uint64_t key = clusters[order[i]];
        double residual = 0;
        for (; i < n && clusters[order[i]] == key; i++)
            residual += differences[order[i]] - ret.mean;
        squares += residual * residual;
        ret.clusters++;
    }
    els_arena_fini(&arena);
    if (ret.clusters < 2)
        return ret;
    double count = ret.clusters;
    ret.se = sqrt(squares * count / (count - 1)) / (double)n;
    double half = els_stats_t_quantile(0.975, ret.clusters - 1) * ret.se;
    ret.interval.low = fmax(ret.mean - half, -1);
    ret.interval.high = fmin(ret.mean + half, 1);
    return ret;
}
