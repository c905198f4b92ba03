#include "lists_shapes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SHAPE(name) static size_t name(const long *x, size_t n, long k, long *y)
#define UNUSED_K (void)k

static size_t put(long *y, size_t m, long value)
{
    if (m < BENCH_LIST_ITEMS) {
        y[m++] = value;
    }
    return m;
}

static long sum_of(const long *x, size_t n)
{
    long s = 0;
    for (size_t i = 0; i < n; i++) {
        s += x[i];
    }
    return s;
}

static long most(const long *x, size_t n)
{
    long best = x[0];
    for (size_t i = 1; i < n; i++) {
        best = x[i] > best ? x[i] : best;
    }
    return best;
}

static long least(const long *x, size_t n)
{
    long best = x[0];
    for (size_t i = 1; i < n; i++) {
        best = x[i] < best ? x[i] : best;
    }
    return best;
}

static long count_of(const long *x, size_t n, long v)
{
    long c = 0;
    for (size_t i = 0; i < n; i++) {
        c += x[i] == v;
    }
    return c;
}

static bool seen(const long *x, size_t n, long v)
{
    return count_of(x, n, v) > 0;
}

static size_t copy(const long *x, size_t n, long *y)
{
    memcpy(y, x, n * sizeof *x);
    return n;
}

static int ascending(const void *a, const void *b)
{
    const long p = *(const long *)a, q = *(const long *)b;
    return (p > q) - (p < q);
}

static size_t sorted(const long *x, size_t n, long *y)
{
    copy(x, n, y);
    qsort(y, n, sizeof *y, ascending);
    return n;
}

/* Stable sort by a key. */
static size_t sorted_by(const long *x, size_t n, long (*key)(long), long *y)
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

static bool prime(long v)
{
    for (long d = 2; d * d <= v; d++) {
        if (v % d == 0) {
            return false;
        }
    }
    return v > 1;
}

static long digit_sum(long v)
{
    long s = 0;
    for (v = labs(v); v > 0; v /= 10) {
        s += v % 10;
    }
    return s;
}

static long last_digit(long v)
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
            (void)p;                                                                               \
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

/* Items by themselves. */
MAP(triple_plus_k, 3 * v + k)
MAP(k_minus_item, k - v)
MAP(square_plus_one, v *v + 1)
MAP(half_of_even, v % 2 == 0 ? v / 2 : v)
MAP(collatz_step, v % 2 == 0 ? v / 2 : 3 * v + 1)
MAP(capped, v > k ? k : v)
MAP(distance_from_k, labs(v - k))
MAP(remainder_by_k, v % k)
MAP(tens_digit, v / 10 % 10)
MAP(digits_swapped, v % 10 * 10 + v / 10)
MAP(digit_sums, digit_sum(v))
MAP(one_if_prime, prime(v))
MAP(zero_if_over_k, v > k ? 0 : v)
MAP(k_replaced_by_zero, v == k ? 0 : v)
MAP(product_of_digits, v / 10 * (v % 10))
MAP(round_to_tens, v / 10 * 10)
KEEP(multiples_of_three, v % 3 == 0)
KEEP(odd_above_k, v % 2 != 0 && v > k)
KEEP(two_digits, v >= 10)
KEEP(unlike_k, v != k)
KEEP(ends_in_digit, v % 10 == k)
KEEP(primes_only, prime(v))
KEEP(outside_band, v<20 || v> 70)
KEEP(equal_digits_out, v / 10 != v % 10)
EACH(even_doubled_odd_dropped, if (v % 2 == 0) PUT(2 * v))
EACH(over_k_less_k, if (v > k) PUT(v - k))
EACH(each_and_successor, PUT(v); PUT(v + 1))
EACH(each_itself_times, for (long t = 0; t < v; t++) PUT(v))
EACH(digits_apart, if (v >= 10) PUT(v / 10); PUT(v % 10))
EACH(each_thrice, PUT(v); PUT(v); PUT(v))
EACH(evens_twice, PUT(v); if (v % 2 == 0) PUT(v))
EACH(k_between, if (i > 0) PUT(k); PUT(v))
EACH(k_after_odd, PUT(v); if (v % 2 != 0) PUT(k))
EACH(counts_to_each, for (long t = 1; t <= v; t++) PUT(t))

/* Places. */
MAP(plus_place, v + p)
MAP(times_place_from_one, v *(p + 1))
MAP(place_minus_item, p - v)
MAP(plus_k_at_even_places, p % 2 == 0 ? v + k : v)
MAP(signs_alternate, p % 2 == 0 ? v : -v)
MAP(plus_twice_place, v + 2 * p + 1)
KEEP(every_third, p % 3 == 0)
KEEP(but_place_k, p != k)
KEEP(above_their_place, v > p)
KEEP(even_places_from_second, p % 2 == 1)
KEEP(place_parity_matches, (v - p) % 2 == 0)
KEEP(equal_to_place, v == p || v == p + 1)
EACH(places_of_k, if (v == k) PUT(p))
EACH(places_of_evens, if (v % 2 == 0) PUT(p + 1))
EACH(repeated_by_place, for (long t = 0; t <= p; t++) PUT(v))
EACH(item_and_place, PUT(v); PUT(p))
MAP(replaced_at_k, p == k ? 0 : v)

/* Neighbours. */
KEEP(unequal_to_predecessor, i == 0 || v != x[i - 1])
KEEP(rising, i == 0 || v > x[i - 1])
KEEP(greater_than_next, i + 1 < n && v > x[i + 1])
KEEP(peaks, i > 0 && i + 1 < n && v > x[i - 1] && v > x[i + 1])
KEEP(after_even, i > 0 && x[i - 1] % 2 == 0)
EACH(sums_of_neighbours, if (i + 1 < n) PUT(v + x[i + 1]))
EACH(differences, if (i > 0) PUT(v - x[i - 1]))
EACH(absolute_steps, if (i > 0) PUT(labs(v - x[i - 1])))
EACH(larger_of_neighbours, if (i > 0) PUT(v > x[i - 1] ? v : x[i - 1]))
EACH(products_of_neighbours, if (i + 1 < n) PUT(v *x[i + 1]))
EACH(sum_of_pairs, if (i % 2 == 1) PUT(v + x[i - 1]))
EACH(
    pairs_swapped, if (i % 2 == 1) {
        PUT(v);
        PUT(x[i - 1]);
    } else if (i + 1 == n) PUT(v))
EACH(k_before_fall, if (i > 0 && v < x[i - 1]) PUT(k); PUT(v))

/* Against the whole list. */
KEEP(over_head, v > x[0])
KEEP(under_last, v < x[n - 1])
KEEP(over_mean, v *(long)n > sum_of(x, n))
KEEP(over_length, v > (long)n)
KEEP(only_once, count_of(x, n, v) == 1)
KEEP(repeated_only, count_of(x, n, v) > 1)
KEEP(first_of_each, !seen(x, i, v))
KEEP(last_of_each, !seen(x + i + 1, n - i - 1, v))
KEEP(but_largest, v != most(x, n))
KEEP(but_extremes, v != most(x, n) && v != least(x, n))
KEEP(records, i == 0 || v > most(x, i))
KEEP(divisors_of_last, v != 0 && x[n - 1] % v == 0)
KEEP(parity_of_head, (v - x[0]) % 2 == 0)
MAP(less_smallest, v - least(x, n))
MAP(largest_less_item, most(x, n) - v)
MAP(plus_head, v + x[0])
MAP(plus_length, v + (long)n)
MAP(times_last, v *x[n - 1])
MAP(counts_of_each, count_of(x, n, v))
MAP(counts_so_far, count_of(x, i + 1, v))
MAP(mirror_sum, v + x[n - 1 - i])
MAP(head_if_odd, v % 2 != 0 ? x[0] : v)
MAP(sum_less_item, sum_of(x, n) - v)
MAP(smaller_before, p > 0 ? v - least(x, i + 1) : 0)
EACH(place_of_largest, if (v == most(x, n)) PUT(p))
EACH(is_largest, PUT(v == most(x, n)))

SHAPE(ranks)
{
    size_t m = 0;
    UNUSED_K;
    for (size_t i = 0; i < n; i++) {
        long rank = 0;
        for (size_t j = 0; j < n; j++) {
            rank += x[j] < x[i];
        }
        m = put(y, m, rank);
    }
    return m;
}

/* Running values. */
MAP(running_sum, sum_of(x, i + 1))
MAP(running_largest, most(x, i + 1))
MAP(running_smallest, least(x, i + 1))
MAP(sum_of_rest, sum_of(x + i, n - i))
MAP(sum_before, sum_of(x, i))

SHAPE(running_product)
{
    long product = 1;
    UNUSED_K;
    for (size_t i = 0; i < n; i++) {
        product *= x[i];
        y[i] = product;
    }
    return n;
}

/* One number. */
ONE(sum_of_all, sum_of(x, n))
ONE(largest_less_smallest, most(x, n) - least(x, n))
ONE(sum_of_ends, x[0] + x[n - 1])
ONE(at_place_of_head, x[(size_t)x[0] % n])
ONE(length_times_largest, (long)n *most(x, n))
FOLD(count_over_k, 0, a += v > k)
FOLD(count_k, 0, a += v == k)
FOLD(sum_of_evens, 0, if (v % 2 == 0) a += v)
FOLD(alternating_sum, 0, a += i % 2 == 0 ? v : -v)
FOLD(read_as_number, 0, a = 10 * a + v)
FOLD(count_of_distinct, 0, a += !seen(x, i, v))
FOLD(sum_of_squares, 0, a += v * v)
FOLD(weighted_sum, 0, a += v * (long)(i + 1))
FOLD(product_of_all, 1, a *= v)
FOLD(largest_odd, 0, if (v % 2 != 0 && v > a) a = v)
FOLD(count_of_rises, 0, a += i > 0 && v > x[i - 1])
FOLD(largest_step, 0, if (i > 0 && labs(v - x[i - 1]) > a) a = labs(v - x[i - 1]))

SHAPE(second_largest)
{
    long s[BENCH_LIST_ITEMS];
    UNUSED_K;
    sorted(x, n, s);
    return put(y, 0, s[n - 2]);
}

SHAPE(middle)
{
    long s[BENCH_LIST_ITEMS];
    UNUSED_K;
    sorted(x, n, s);
    return put(y, 0, s[n / 2]);
}

SHAPE(most_frequent)
{
    long best = x[0];
    UNUSED_K;
    for (size_t i = 1; i < n; i++) {
        best = count_of(x, n, x[i]) > count_of(x, n, best) ? x[i] : best;
    }
    return put(y, 0, best);
}

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

#define ROW(name, low, high, n_min, n_max, k_low, k_high)                                          \
    {                                                                                              \
#name, name, low, high, n_min, n_max, k_low, k_high                                        \
    }
static const bench_shape shapes[] = {
    ROW(triple_plus_k, 0, 99, 3, 9, 2, 4),
    ROW(k_minus_item, 0, 99, 3, 9, 100, 100),
    ROW(square_plus_one, 0, 99, 3, 9, 0, 0),
    ROW(half_of_even, 0, 99, 3, 9, 0, 0),
    ROW(collatz_step, 0, 99, 3, 9, 0, 0),
    ROW(capped, 0, 99, 3, 9, 30, 70),
    ROW(distance_from_k, 0, 99, 3, 9, 30, 70),
    ROW(remainder_by_k, 0, 99, 3, 9, 3, 9),
    ROW(tens_digit, 0, 99, 3, 9, 0, 0),
    ROW(digits_swapped, 0, 99, 3, 9, 0, 0),
    ROW(digit_sums, 0, 99, 3, 9, 0, 0),
    ROW(one_if_prime, 1, 40, 3, 9, 0, 0),
    ROW(zero_if_over_k, 0, 99, 3, 9, 30, 70),
    ROW(k_replaced_by_zero, 1, 4, 3, 9, 1, 4),
    ROW(product_of_digits, 0, 99, 3, 9, 0, 0),
    ROW(round_to_tens, 0, 99, 3, 9, 0, 0),
    ROW(multiples_of_three, 0, 99, 3, 9, 0, 0),
    ROW(odd_above_k, 0, 99, 3, 9, 30, 70),
    ROW(two_digits, 0, 99, 3, 9, 0, 0),
    ROW(unlike_k, 1, 4, 3, 9, 1, 4),
    ROW(ends_in_digit, 0, 99, 3, 9, 1, 9),
    ROW(primes_only, 1, 40, 3, 9, 0, 0),
    ROW(outside_band, 0, 99, 3, 9, 0, 0),
    ROW(equal_digits_out, 10, 60, 3, 9, 0, 0),
    ROW(even_doubled_odd_dropped, 0, 99, 3, 9, 0, 0),
    ROW(over_k_less_k, 0, 99, 3, 9, 30, 70),
    ROW(each_and_successor, 0, 99, 3, 9, 0, 0),
    ROW(each_itself_times, 0, 5, 3, 6, 0, 0),
    ROW(digits_apart, 0, 99, 3, 9, 0, 0),
    ROW(each_thrice, 0, 99, 3, 9, 0, 0),
    ROW(evens_twice, 0, 99, 3, 9, 0, 0),
    ROW(k_between, 0, 99, 3, 9, 5, 60),
    ROW(k_after_odd, 0, 99, 3, 9, 5, 60),
    ROW(counts_to_each, 0, 5, 3, 6, 0, 0),
    ROW(plus_place, 0, 99, 3, 9, 0, 0),
    ROW(times_place_from_one, 0, 9, 3, 9, 0, 0),
    ROW(place_minus_item, 0, 99, 3, 9, 0, 0),
    ROW(plus_k_at_even_places, 0, 99, 3, 9, 5, 60),
    ROW(signs_alternate, 0, 99, 3, 9, 0, 0),
    ROW(plus_twice_place, 0, 99, 3, 9, 0, 0),
    ROW(every_third, 0, 99, 3, 9, 0, 0),
    ROW(but_place_k, 0, 99, 3, 9, 2, 4),
    ROW(above_their_place, 0, 9, 3, 9, 0, 0),
    ROW(even_places_from_second, 0, 99, 3, 9, 0, 0),
    ROW(place_parity_matches, 0, 99, 3, 9, 0, 0),
    ROW(equal_to_place, 0, 9, 3, 9, 0, 0),
    ROW(places_of_k, 1, 4, 3, 9, 1, 4),
    ROW(places_of_evens, 0, 99, 3, 9, 0, 0),
    ROW(repeated_by_place, 0, 99, 3, 6, 0, 0),
    ROW(item_and_place, 0, 99, 3, 9, 0, 0),
    ROW(replaced_at_k, 0, 99, 4, 9, 2, 4),
    ROW(unequal_to_predecessor, 1, 4, 3, 9, 1, 4),
    ROW(rising, 0, 99, 3, 9, 0, 0),
    ROW(greater_than_next, 0, 99, 3, 9, 0, 0),
    ROW(peaks, 0, 99, 3, 9, 0, 0),
    ROW(after_even, 0, 99, 3, 9, 0, 0),
    ROW(sums_of_neighbours, 0, 99, 3, 9, 0, 0),
    ROW(differences, 0, 99, 3, 9, 0, 0),
    ROW(absolute_steps, 0, 99, 3, 9, 0, 0),
    ROW(larger_of_neighbours, 0, 99, 3, 9, 0, 0),
    ROW(products_of_neighbours, 0, 99, 3, 9, 0, 0),
    ROW(sum_of_pairs, 0, 99, 3, 9, 0, 0),
    ROW(pairs_swapped, 0, 99, 3, 9, 0, 0),
    ROW(k_before_fall, 0, 99, 3, 9, 5, 60),
    ROW(over_head, 0, 99, 3, 9, 0, 0),
    ROW(under_last, 0, 99, 3, 9, 0, 0),
    ROW(over_mean, 0, 99, 3, 9, 0, 0),
    ROW(over_length, 0, 99, 3, 9, 0, 0),
    ROW(only_once, 1, 4, 3, 9, 1, 4),
    ROW(repeated_only, 1, 4, 3, 9, 1, 4),
    ROW(first_of_each, 1, 4, 3, 9, 1, 4),
    ROW(last_of_each, 1, 4, 3, 9, 1, 4),
    ROW(but_largest, 0, 99, 3, 9, 0, 0),
    ROW(but_extremes, 0, 99, 3, 9, 0, 0),
    ROW(records, 0, 99, 3, 9, 0, 0),
    ROW(divisors_of_last, 1, 24, 3, 9, 0, 0),
    ROW(parity_of_head, 0, 99, 3, 9, 0, 0),
    ROW(less_smallest, 0, 99, 3, 9, 0, 0),
    ROW(largest_less_item, 0, 99, 3, 9, 0, 0),
    ROW(plus_head, 0, 99, 3, 9, 0, 0),
    ROW(plus_length, 0, 99, 3, 9, 0, 0),
    ROW(times_last, 0, 9, 3, 9, 0, 0),
    ROW(counts_of_each, 1, 4, 3, 9, 1, 4),
    ROW(counts_so_far, 1, 4, 3, 9, 1, 4),
    ROW(mirror_sum, 0, 99, 3, 9, 0, 0),
    ROW(head_if_odd, 0, 99, 3, 9, 0, 0),
    ROW(sum_less_item, 0, 99, 3, 9, 0, 0),
    ROW(smaller_before, 0, 99, 3, 9, 0, 0),
    ROW(place_of_largest, 0, 9, 3, 9, 0, 0),
    ROW(is_largest, 0, 9, 3, 9, 0, 0),
    ROW(ranks, 0, 99, 3, 9, 0, 0),
    ROW(running_sum, 0, 99, 3, 9, 0, 0),
    ROW(running_largest, 0, 99, 3, 9, 0, 0),
    ROW(running_smallest, 0, 99, 3, 9, 0, 0),
    ROW(sum_of_rest, 0, 99, 3, 9, 0, 0),
    ROW(sum_before, 0, 99, 3, 9, 0, 0),
    ROW(running_product, 1, 6, 3, 7, 0, 0),
    ROW(sum_of_all, 0, 99, 3, 9, 0, 0),
    ROW(largest_less_smallest, 0, 99, 3, 9, 0, 0),
    ROW(sum_of_ends, 0, 99, 3, 9, 0, 0),
    ROW(at_place_of_head, 0, 6, 3, 9, 0, 0),
    ROW(length_times_largest, 0, 99, 3, 9, 0, 0),
    ROW(count_over_k, 0, 99, 3, 9, 30, 70),
    ROW(count_k, 1, 4, 3, 9, 1, 4),
    ROW(sum_of_evens, 0, 99, 3, 9, 0, 0),
    ROW(alternating_sum, 0, 99, 3, 9, 0, 0),
    ROW(read_as_number, 0, 9, 3, 7, 0, 0),
    ROW(count_of_distinct, 1, 4, 3, 9, 1, 4),
    ROW(sum_of_squares, 0, 99, 3, 9, 0, 0),
    ROW(weighted_sum, 0, 99, 3, 9, 0, 0),
    ROW(product_of_all, 1, 6, 3, 7, 0, 0),
    ROW(largest_odd, 0, 99, 3, 9, 0, 0),
    ROW(count_of_rises, 0, 99, 3, 9, 0, 0),
    ROW(largest_step, 0, 99, 3, 9, 0, 0),
    ROW(second_largest, 0, 99, 3, 9, 0, 0),
    ROW(middle, 0, 99, 3, 9, 0, 0),
    ROW(most_frequent, 1, 4, 3, 9, 1, 4),
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

const bench_shape *bench_shapes(size_t *ret_count)
{
    *ret_count = sizeof shapes / sizeof *shapes;
    return shapes;
}
