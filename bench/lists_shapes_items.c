/* lists_shapes_items.c — transformations that go item by item, and sums over them. */
#include "lists_shapes_kit.h"

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
};

const bench_shape *bench_shapes_items(size_t *ret_count)
{
    *ret_count = sizeof shapes / sizeof *shapes;
    return shapes;
}
