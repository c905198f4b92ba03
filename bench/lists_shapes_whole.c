/* lists_shapes_whole.c — slices, rearrangements, lists put together, alternatives. */
#include "lists_shapes_kit.h"

/* Slices and rearrangements. */
#define PART(name, from, to)                                                                       \
    SHAPE(name)                                                                                    \
    {                                                                                              \
        UNUSED_K;                                                                                  \
        size_t m = 0;                                                                              \
        for (size_t i = (from); i < (to) && i < n; i++) {                                          \
            m = put(y, m, x[i]);                                                                   \
        }                                                                                          \
        return m;                                                                                  \
    }
PART(from_third_to_fifth, 2, 5)
PART(as_many_as_head, 1, 1 + (size_t)x[0])
PART(first_half, 0, n / 2)
PART(second_half, n / 2, n)
PART(last_k, n > (size_t)k ? n - (size_t)k : 0, n)
PART(without_ends, 1, n - 1)
PART(rest_after_head_places, (size_t)x[0], n)

static size_t place_of(const long *x, size_t n, long v)
{
    size_t i = 0;
    while (i < n && x[i] != v) {
        i++;
    }
    return i;
}

PART(until_k, 0, place_of(x, n, k))
PART(after_k, place_of(x, n, k) + 1, n)
PART(from_largest_on, place_of(x, n, most(x, n)), n)

SHAPE(swap_ends)
{
    UNUSED_K;
    copy(x, n, y);
    y[0] = x[n - 1];
    y[n - 1] = x[0];
    return n;
}

SHAPE(swap_second_and_fourth)
{
    UNUSED_K;
    copy(x, n, y);
    y[1] = x[3];
    y[3] = x[1];
    return n;
}

SHAPE(second_is_sum)
{
    UNUSED_K;
    copy(x, n, y);
    y[1] = sum_of(x, n);
    return n;
}

SHAPE(third_is_k)
{
    copy(x, n, y);
    y[2] = k;
    return n;
}

SHAPE(k_inserted_at_third)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        m = i == 2 ? put(y, m, k) : m;
        m = put(y, m, x[i]);
    }
    return m;
}

SHAPE(rotate_by_k)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = x[(i + (size_t)k) % n];
    }
    return n;
}

SHAPE(rotate_by_head)
{
    UNUSED_K;
    for (size_t i = 0; i < n; i++) {
        y[i] = x[(i + (size_t)x[0]) % n];
    }
    return n;
}

SHAPE(reverse_but_head)
{
    UNUSED_K;
    y[0] = x[0];
    for (size_t i = 1; i < n; i++) {
        y[i] = x[n - i];
    }
    return n;
}

SHAPE(odd_places_then_even)
{
    size_t m = 0;
    UNUSED_K;
    for (size_t s = 0; s < 2; s++) {
        for (size_t i = s; i < n; i += 2) {
            m = put(y, m, x[i]);
        }
    }
    return m;
}

SHAPE(evens_then_odds)
{
    size_t m = 0;
    UNUSED_K;
    for (int r = 0; r < 2; r++) {
        for (size_t i = 0; i < n; i++) {
            m = x[i] % 2 == r ? put(y, m, x[i]) : m;
        }
    }
    return m;
}

SHAPE(sort_downwards)
{
    long s[BENCH_LIST_ITEMS];
    UNUSED_K;
    sorted(x, n, s);
    for (size_t i = 0; i < n; i++) {
        y[i] = s[n - 1 - i];
    }
    return n;
}

SHAPE(sort_by_last_digit)
{
    UNUSED_K;
    return sorted_by(x, n, last_digit, y);
}

SHAPE(sort_by_digit_sum)
{
    UNUSED_K;
    return sorted_by(x, n, digit_sum, y);
}

SHAPE(distinct_sorted)
{
    long s[BENCH_LIST_ITEMS];
    size_t m = 0;
    UNUSED_K;
    sorted(x, n, s);
    for (size_t i = 0; i < n; i++) {
        m = i == 0 || s[i] != s[i - 1] ? put(y, m, s[i]) : m;
    }
    return m;
}

SHAPE(k_largest_falling)
{
    long s[BENCH_LIST_ITEMS];
    size_t m = 0;
    sorted(x, n, s);
    for (size_t i = 0; i < (size_t)k && i < n; i++) {
        m = put(y, m, s[n - 1 - i]);
    }
    return m;
}

SHAPE(run_lengths)
{
    size_t m = 0;
    UNUSED_K;
    for (size_t i = 0, j = 0; i < n; i = j) {
        while (j < n && x[j] == x[i]) {
            j++;
        }
        m = put(y, m, (long)(j - i));
    }
    return m;
}

SHAPE(value_and_run_length)
{
    size_t m = 0;
    UNUSED_K;
    for (size_t i = 0, j = 0; i < n; i = j) {
        while (j < n && x[j] == x[i]) {
            j++;
        }
        m = put(y, m, x[i]);
        m = put(y, m, (long)(j - i));
    }
    return m;
}

SHAPE(distinct_with_counts)
{
    size_t m = 0;
    UNUSED_K;
    for (size_t i = 0; i < n; i++) {
        if (!seen(x, i, x[i])) {
            m = put(y, m, x[i]);
            m = put(y, m, count_of(x, n, x[i]));
        }
    }
    return m;
}

/* Put together. */
SHAPE(followed_by_mirror)
{
    size_t m = copy(x, n, y);
    UNUSED_K;
    for (size_t i = n; i-- > 0;) {
        m = put(y, m, x[i]);
    }
    return m;
}

SHAPE(framed_by_k)
{
    size_t m = put(y, 0, k);
    for (size_t i = 0; i < n; i++) {
        m = put(y, m, x[i]);
    }
    return put(y, m, k);
}

SHAPE(length_in_front)
{
    size_t m = put(y, 0, (long)n);
    UNUSED_K;
    for (size_t i = 0; i < n; i++) {
        m = put(y, m, x[i]);
    }
    return m;
}

SHAPE(sum_at_end)
{
    UNUSED_K;
    return put(y, copy(x, n, y), sum_of(x, n));
}

SHAPE(ends_only)
{
    UNUSED_K;
    return put(y, put(y, 0, x[0]), x[n - 1]);
}

SHAPE(extremes)
{
    UNUSED_K;
    return put(y, put(y, 0, least(x, n)), most(x, n));
}

SHAPE(twice_over)
{
    UNUSED_K;
    memcpy(y + n, x, n * sizeof *x);
    return copy(x, n, y) + n;
}

SHAPE(downwards_from_head)
{
    size_t m = 0;
    UNUSED_K;
    for (long v = x[0]; v > 0; v--) {
        m = put(y, m, v);
    }
    return m;
}

SHAPE(head_times_k)
{
    size_t m = 0;
    UNUSED_K;
    for (size_t i = 0; i < n; i++) {
        m = put(y, m, x[0]);
    }
    return put(y, m, k);
}

/* Alternatives. */
SHAPE(long_ones_reversed)
{
    UNUSED_K;
    for (size_t i = 0; i < n; i++) {
        y[i] = n > 5 ? x[n - 1 - i] : x[i];
    }
    return n;
}

SHAPE(sorted_if_head_even)
{
    UNUSED_K;
    return x[0] % 2 == 0 ? sorted(x, n, y) : copy(x, n, y);
}

SHAPE(sum_or_largest_by_length)
{
    UNUSED_K;
    return put(y, 0, n % 2 == 0 ? sum_of(x, n) : most(x, n));
}

SHAPE(k_added_if_present)
{
    return seen(x, n, k) ? copy(x, n, y) : put(y, copy(x, n, y), k);
}

SHAPE(rest_if_head_least)
{
    UNUSED_K;
    return x[0] < x[n - 1] ? copy(x + 1, n - 1, y) : copy(x, n - 1, y);
}

static const bench_shape shapes[] = {
    ROW(from_third_to_fifth, 0, 99, 4, 9, 0, 0),
    ROW(as_many_as_head, 0, 6, 3, 9, 0, 0),
    ROW(first_half, 0, 99, 3, 9, 0, 0),
    ROW(second_half, 0, 99, 3, 9, 0, 0),
    ROW(last_k, 0, 99, 3, 9, 2, 4),
    ROW(without_ends, 0, 99, 3, 9, 0, 0),
    ROW(rest_after_head_places, 0, 6, 3, 9, 0, 0),
    ROW(until_k, 1, 4, 3, 9, 1, 4),
    ROW(after_k, 1, 4, 3, 9, 1, 4),
    ROW(from_largest_on, 0, 99, 3, 9, 0, 0),
    ROW(swap_ends, 0, 99, 3, 9, 0, 0),
    ROW(swap_second_and_fourth, 0, 99, 4, 9, 0, 0),
    ROW(second_is_sum, 0, 99, 3, 9, 0, 0),
    ROW(third_is_k, 0, 99, 4, 9, 5, 60),
    ROW(k_inserted_at_third, 0, 99, 4, 9, 5, 60),
    ROW(rotate_by_k, 0, 99, 3, 9, 2, 4),
    ROW(rotate_by_head, 0, 6, 3, 9, 0, 0),
    ROW(reverse_but_head, 0, 99, 3, 9, 0, 0),
    ROW(odd_places_then_even, 0, 99, 3, 9, 0, 0),
    ROW(evens_then_odds, 0, 99, 3, 9, 0, 0),
    ROW(sort_downwards, 0, 99, 3, 9, 0, 0),
    ROW(sort_by_last_digit, 0, 99, 3, 9, 0, 0),
    ROW(sort_by_digit_sum, 0, 99, 3, 9, 0, 0),
    ROW(distinct_sorted, 1, 4, 3, 9, 1, 4),
    ROW(k_largest_falling, 0, 99, 3, 9, 2, 4),
    ROW(run_lengths, 1, 4, 3, 9, 1, 4),
    ROW(value_and_run_length, 1, 3, 3, 9, 1, 4),
    ROW(distinct_with_counts, 1, 4, 3, 9, 1, 4),
    ROW(followed_by_mirror, 0, 99, 3, 9, 0, 0),
    ROW(framed_by_k, 0, 99, 3, 9, 5, 60),
    ROW(length_in_front, 0, 99, 3, 9, 0, 0),
    ROW(sum_at_end, 0, 99, 3, 9, 0, 0),
    ROW(ends_only, 0, 99, 3, 9, 0, 0),
    ROW(extremes, 0, 99, 3, 9, 0, 0),
    ROW(twice_over, 0, 99, 3, 9, 0, 0),
    ROW(downwards_from_head, 0, 9, 3, 9, 0, 0),
    ROW(head_times_k, 0, 99, 3, 9, 5, 60),
    ROW(long_ones_reversed, 0, 99, 3, 9, 0, 0),
    ROW(sorted_if_head_even, 0, 99, 3, 9, 0, 0),
    ROW(sum_or_largest_by_length, 0, 99, 3, 9, 0, 0),
    ROW(k_added_if_present, 0, 9, 3, 9, 2, 7),
    ROW(rest_if_head_least, 0, 99, 3, 9, 0, 0),
};

const bench_shape *bench_shapes_whole(size_t *ret_count)
{
    *ret_count = sizeof shapes / sizeof *shapes;
    return shapes;
}
