/* lists_shapes.h — transformations of lists of integers to measure induction with.
 *
 * Written in the style of list-function benchmarks (Rule 2020; DeepCoder; lambda2), before looking
 * at what mind/ can do, and shared with no code of it. */
#ifndef ELS_BENCH_LISTS_SHAPES_H
#define ELS_BENCH_LISTS_SHAPES_H

#include <stddef.h>

enum { BENCH_LIST_ITEMS = 128 };

typedef struct {
    const char *name;
    /* Writes the image of x[0..n) to y (at most BENCH_LIST_ITEMS) and returns its length. */
    size_t (*apply)(const long *x, size_t n, long k, long *y);
    long low, high;      /* items are drawn from here */
    size_t n_min, n_max; /* lengths of the input */
    long k_low, k_high;  /* the constant k, drawn once per problem */
} bench_shape;

const bench_shape *bench_shapes_items(size_t *ret_count);
const bench_shape *bench_shapes_whole(size_t *ret_count);

#endif
