/* lists_shapes_kit.h — what the transformations of lists_shapes_*.c are written with. */
#ifndef ELS_BENCH_LISTS_SHAPES_KIT_H
#define ELS_BENCH_LISTS_SHAPES_KIT_H

#include "lists_shapes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SHAPE(name) static size_t name(const long *x, size_t n, long k, long *y)
/* Most shapes have no constant, some look at nothing but their place. */
#define UNUSED_K (void)k, (void)n

static inline size_t put(long *y, size_t m, long value)
{
    if (m < BENCH_LIST_ITEMS) {
        y[m++] = value;
    }
    return m;
}

static inline long sum_of(const long *x, size_t n)
{
    long s = 0;
    for (size_t i = 0; i < n; i++) {
        s += x[i];
    }
    return s;
}

static inline long most(const long *x, size_t n)
{
    long best = x[0];
    for (size_t i = 1; i < n; i++) {
        best = x[i] > best ? x[i] : best;
    }
    return best;
}

static inline long least(const long *x, size_t n)
{
    long best = x[0];
    for (size_t i = 1; i < n; i++) {
        best = x[i] < best ? x[i] : best;
    }
    return best;
}

static inline long count_of(const long *x, size_t n, long v)
{
    long c = 0;
    for (size_t i = 0; i < n; i++) {
        c += x[i] == v;
    }
    return c;
}

static inline bool seen(const long *x, size_t n, long v)
{
    return count_of(x, n, v) > 0;
}

static inline size_t copy(const long *x, size_t n, long *y)
{
    memcpy(y, x, n * sizeof *x);
    return n;
}

static inline int ascending(const void *a, const void *b)
{
    const long p = *(const long *)a, q = *(const long *)b;
    return (p > q) - (p < q);
}

static inline size_t sorted(const long *x, size_t n, long *y)
{
    copy(x, n, y);
    qsort(y, n, sizeof *y, ascending);
    return n;
}

/* Stable sort by a key. */
static inline size_t sorted_by(const long *x, size_t n, long (*key)(long), long *y)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        size_t j = m++;
        for (; j > 0 && key(y[j - 1]) > key(x[i]); j--) {
            y[j] = y[j - 1];
        }
        y[j] = x[i];
    }
    return m;
}

static inline bool prime(long v)
{
    for (long d = 2; d * d <= v; d++) {
        if (v % d == 0) {
            return false;
        }
    }
    return v > 1;
}

static inline long digit_sum(long v)
{
    long s = 0;
    for (v = labs(v); v > 0; v /= 10) {
        s += v % 10;
    }
    return s;
}

static inline long last_digit(long v)
{
    return labs(v) % 10;
}

/* A body run for each item, with i its place. */
#define EACH(name, body)                                                                           \
    SHAPE(name)                                                                                    \
    {                                                                                              \
        size_t m = 0;                                                                              \
        UNUSED_K;                                                                                  \
        for (size_t i = 0; i < n; i++) {                                                           \
            const long v = x[i];                                                                   \
            const long p = (long)i;                                                                \
            (void)p, (void)v;                                                                      \
            body;                                                                                  \
        }                                                                                          \
        return m;                                                                                  \
    }
#define PUT(value) m = put(y, m, (value))
#define MAP(name, value) EACH(name, PUT(value))
#define KEEP(name, test) EACH(name, if (test) PUT(v))
#define ONE(name, value)                                                                           \
    SHAPE(name)                                                                                    \
    {                                                                                              \
        UNUSED_K;                                                                                  \
        return put(y, 0, (value));                                                                 \
    }

/* A number gathered over all items. */
#define FOLD(name, start, step)                                                                    \
    SHAPE(name)                                                                                    \
    {                                                                                              \
        long a = (start);                                                                          \
        UNUSED_K;                                                                                  \
        for (size_t i = 0; i < n; i++) {                                                           \
            const long v = x[i];                                                                   \
            step;                                                                                  \
        }                                                                                          \
        return put(y, 0, a);                                                                       \
    }

#define ROW(name, low, high, n_min, n_max, k_low, k_high)                                          \
    {                                                                                              \
#name, name, low, high, n_min, n_max, k_low, k_high                                        \
    }

#endif
