/* sequences.c — integer sequences and strings as rows for `els eval --data`.
 *
 *   els-bench-sequences [half: a|b|all] [seed]
 *
 * One row per kind of sequence, in the style of the On-Line Encyclopedia and of aptitude tests,
 * with constants drawn by the seed. Kinds were put into two halves by a coin (a hash of their
 * name): `a` is for developing, `b` is for measuring at the end. */
#include "els_hash.h"
#include "els_rng.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_MAX = 40, STYLES = 4 };

typedef struct {
    long p, q, r; /* constants: 2..5, 1..9, 1..4 */
    long t[TERMS_MAX];
} drawn;

static bool prime(long v)
{
    for (long d = 2; d * d <= v; d++) {
        if (v % d == 0) {
            return false;
        }
    }
    return v > 1;
}

static long nth_prime(long n)
{
    long v = 1;
    while (n > 0) {
        v++;
        n -= prime(v);
    }
    return v;
}

static long divisors(long v)
{
    long c = 0;
    for (long d = 1; d <= v; d++) {
        c += v % d == 0;
    }
    return c;
}

static long divisor_sum(long v)
{
    long c = 0;
    for (long d = 1; d <= v; d++) {
        c += v % d == 0 ? d : 0;
    }
    return c;
}

static long gcd(long a, long b)
{
    return b ? gcd(b, a % b) : a;
}

static long totient(long v)
{
    long c = 0;
    for (long d = 1; d <= v; d++) {
        c += gcd(d, v) == 1;
    }
    return c;
}

static long digits(long v, long base)
{
    long s = 0;
    for (; v > 0; v /= base) {
        s += v % base;
    }
    return s;
}

static long binary_of(long v)
{
    long out = 0;
    for (long place = 1; v > 0; v /= 2, place *= 10) {
        out += v % 2 * place;
    }
    return out;
}

static long reversed(long v)
{
    long out = 0;
    for (; v > 0; v /= 10) {
        out = 10 * out + v % 10;
    }
    return out;
}

static long power(long b, long e)
{
    long out = 1;
    while (e-- > 0) {
        out *= b;
    }
    return out;
}

static long factorial(long n)
{
    return n < 2 ? 1 : n * factorial(n - 1);
}

static long choose(long n, long k)
{
    long out = 1;
    for (long i = 1; i <= k; i++) {
        out = out * (n - k + i) / i;
    }
    return out;
}

static long root(long v)
{
    long s = 0;
    while ((s + 1) * (s + 1) <= v) {
        s++;
    }
    return s;
}

static long nth_where(bool (*test)(long, long), long k, long n)
{
    long v = 0;
    while (n > 0) {
        v++;
        n -= test(v, k);
    }
    return v;
}

static bool is_palindrome(long v, long k)
{
    (void)k;
    return v > 9 && reversed(v) == v;
}
static bool is_semiprime(long v, long k)
{
    (void)k;
    for (long d = 2; d * d <= v; d++) {
        if (v % d == 0) {
            return prime(d) && prime(v / d);
        }
    }
    return false;
}
static bool is_not_square(long v, long k)
{
    (void)k;
    return root(v) * root(v) != v;
}
static bool is_no_multiple(long v, long k)
{
    return v % k != 0;
}
static bool is_composite(long v, long k)
{
    (void)k;
    return v > 3 && !prime(v);
}
static bool has_odd_digits(long v, long k)
{
    (void)k;
    for (; v > 0; v /= 10) {
        if (v % 2 == 0) {
            return false;
        }
    }
    return true;
}

/* A term from its number n = 1, 2, ...; T(k) is a term before. */
#define T(k) (s->t[n - 1 - (k)])
#define KINDS(X)                                                                                   \
    X(arithmetic, q + p * n)                                                                       \
    X(falling, 100 + q - p * n)                                                                    \
    X(geometric, q *power(p, n - 1))                                                               \
    X(power_plus_constant, power(p, n) + q)                                                        \
    X(power_plus_index, power(2, n) + q * n)                                                       \
    X(squares_plus, n *n + q)                                                                      \
    X(cubes_less, n *n *n - q)                                                                     \
    X(fourth_powers, n *n *n *n + r)                                                               \
    X(quadratic, p *n *n - q * n + r)                                                              \
    X(cubic, n *n *n - p * n * n + q)                                                              \
    X(triangular_plus, n *(n + 1) / 2 + q)                                                         \
    X(pentagonal, n *(3 * n - 1) / 2)                                                              \
    X(tetrahedral, n *(n + 1) * (n + 2) / 6)                                                       \
    X(square_pyramids, n *(n + 1) * (2 * n + 1) / 6)                                               \
    X(oblong_alternating, n % 2 ? n * (n + 1) : -n * (n + 1))                                      \
    X(powers_alternating, power(-2, n) + q)                                                        \
    X(fibonacci_like, n < 3 ? q + n : T(1) + T(2))                                                 \
    X(fibonacci_plus, n < 3 ? n : T(1) + T(2) + q)                                                 \
    X(pell, n < 3 ? n : 2 * T(1) + T(2))                                                           \
    X(weighted_pair, n < 3 ? n + q : p * T(1) - T(2))                                              \
    X(tribonacci, n < 4 ? n : T(1) + T(2) + T(3))                                                  \
    X(padovan, n < 4 ? 1 + (n == 2) * r : T(2) + T(3))                                             \
    X(tetranacci, n < 5 ? n : T(1) + T(2) + T(3) + T(4))                                           \
    X(double_plus, n == 1 ? q : 2 * T(1) + r)                                                      \
    X(double_plus_index, n == 1 ? r : 2 * T(1) + n)                                                \
    X(triple_less_index, n == 1 ? q : 3 * T(1) - n)                                                \
    X(add_index_square, n == 1 ? q : T(1) + n * n)                                                 \
    X(sum_and_index, n < 3 ? 1 : T(1) + T(2) + n)                                                  \
    X(sum_times_index, n < 3 ? n : n * T(1) + T(2))                                                \
    X(derangements, n < 3 ? n - 1 : (n - 1) * (T(1) + T(2)))                                       \
    X(factorials_plus, factorial(n) + q)                                                           \
    X(times_index_plus, n == 1 ? 1 : n * T(1) + 1)                                                 \
    X(double_factorial, n == 1 ? 1 : (2 * n - 1) * T(1))                                           \
    X(central_binomial, choose(2 * n, n))                                                          \
    X(catalan, choose(2 * n, n) / (n + 1))                                                         \
    X(motzkin, n < 3 ? n : ((2 * n + 1) * T(1) + (3 * n - 3) * T(2)) / (n + 2))                    \
    X(previous_times_two_before, n < 3 ? n : T(1) * T(2))                                          \
    X(square_of_previous, n == 1 ? 2 : T(1) * T(1) - r)                                            \
    X(plus_then_times, n == 1 ? r : n % 2 ? T(1) * 2 : T(1) + q)                                   \
    X(times_then_minus, n == 1 ? q : n % 2 ? T(1) - r : T(1) * 3)                                  \
    X(steps_of_three_kinds, n == 1 ? q : T(1) + (n % 3 == 0 ? 1 : n % 3 == 1 ? q : p + 9))         \
    X(plus_p_plus_q, n == 1 ? r : T(1) + (n % 2 ? p + 4 : q + 7))                                  \
    X(two_arithmetic, n % 2 ? q + p * n : 50 - r * n)                                              \
    X(arithmetic_and_powers, n % 2 ? power(2, n / 2) : q + 3 * n)                                  \
    X(squares_and_primes, n % 2 ? (n / 2 + 1) * (n / 2 + 1) : nth_prime(n / 2))                    \
    X(three_rows, n % 3 == 1 ? n / 3 + q : n % 3 == 2 ? 2 * (n / 3) + r : 40 - n / 3)              \
    X(constant_between, n % 2 ? n + q : p)                                                         \
    X(fibonacci_between, n % 2 ? n : n < 5 ? 1 : T(2) + T(4))                                      \
    X(primes, nth_prime(n + r))                                                                    \
    X(primes_plus, nth_prime(n) + q)                                                               \
    X(primes_doubled, p *nth_prime(n) - 1)                                                         \
    X(prime_squares, nth_prime(n) * nth_prime(n))                                                  \
    X(prime_gaps_summed, nth_prime(n) + nth_prime(n + 1))                                          \
    X(prime_products, nth_prime(n) * nth_prime(n + 1))                                             \
    X(primes_by_index, nth_prime(n) + n)                                                           \
    X(primes_times_index, nth_prime(n) * n)                                                        \
    X(primorials, n == 1 ? 2 : T(1) * nth_prime(n))                                                \
    X(sums_of_primes, n == 1 ? 2 : T(1) + nth_prime(n))                                            \
    X(every_other_prime, nth_prime(2 * n - 1))                                                     \
    X(prime_of_prime, nth_prime(nth_prime(n)))                                                     \
    X(composites, nth_where(is_composite, 0, n))                                                   \
    X(semiprimes, nth_where(is_semiprime, 0, n))                                                   \
    X(non_squares, nth_where(is_not_square, 0, n))                                                 \
    X(no_multiples, nth_where(is_no_multiple, p, n))                                               \
    X(divisor_counts, divisors(n))                                                                 \
    X(divisor_sums, divisor_sum(n))                                                                \
    X(totients, totient(n))                                                                        \
    X(greatest_common, gcd(n, 12))                                                                 \
    X(prime_factor_sums, divisors(n + 3) * n)                                                      \
    X(digit_sums, digits(n + 8 * r, 10))                                                           \
    X(digit_sum_of_squares, digits(n *n, 10))                                                      \
    X(binary_ones, digits(n, 2))                                                                   \
    X(binary_written, binary_of(n))                                                                \
    X(digits_reversed, reversed(n *(p + 9)))                                                       \
    X(palindromes, nth_where(is_palindrome, 0, n))                                                 \
    X(odd_digits_only, nth_where(has_odd_digits, 0, n))                                            \
    X(add_digit_sum, n == 1 ? q : T(1) + digits(T(1), 10))                                         \
    X(add_reversed, n == 1 ? q + 10 : T(1) + reversed(T(1)))                                       \
    X(repunits, (power(10, n) - 1) / 9 * r)                                                        \
    X(digits_appended, n == 1 ? 1 : 10 * T(1) + n)                                                 \
    X(last_digits_of_powers, power(p, n % 12) % 10)                                                \
    X(last_digits_of_squares, n *n % 10)                                                           \
    X(collatz, n == 1 ? 20 + q : T(1) % 2 ? 3 * T(1) + 1 : T(1) / 2)                               \
    X(modular, n == 1 ? r : (p * T(1) + q) % 17)                                                   \
    X(remainders, n *n % (p + 5))                                                                  \
    X(cycle_of_four, n % 4 == 1 ? p : n % 4 == 2 ? q : n % 4 == 3 ? r : 0)                         \
    X(floor_of_fractions, n *p / 3 + q)                                                            \
    X(floor_of_halves, n / 2 + n)                                                                  \
    X(floor_of_squares, n *n / 4)                                                                  \
    X(floor_of_roots, root(n + q))                                                                 \
    X(each_number_twice, (n + 1) / 2 + q)                                                          \
    X(n_copies_of_n, (root(8 * n - 7) - 1) / 2 + 1)                                                \
    X(counting_up_again, n - (root(8 * n - 7) - 1) / 2 * ((root(8 * n - 7) - 1) / 2 + 1) / 2)      \
    X(sawtooth, n % 6 < 4 ? n % 6 : 6 - n % 6)                                                     \
    X(powers_with_period, power(2, n) + (n % 3 == 0))                                              \
    X(linear_with_period, 3 * n + (n % 3 == 0 ? q : n % 3 == 1 ? 0 : r))                           \
    X(squares_with_sign, n % 2 ? n * n : -n * n)                                                   \
    X(lines_cut_plane, (n * n + n + 2) / 2)                                                        \
    X(index_times_power, n *power(2, n - 1))                                                       \
    X(index_times_fibonacci, n < 3    ? n                                                          \
                             : n == 3 ? 6                                                          \
                             : n == 4 ? 12                                                         \
                                      : 2 * T(1) + T(2) - 2 * T(3) - T(4))                         \
    X(sum_of_powers, power(2, n) + power(3, n))                                                    \
    X(power_difference, power(p + 1, n) - power(p, n))                                             \
    X(index_to_index, power(n, n))                                                                 \
    X(factorial_sums, n == 1 ? 1 : T(1) + factorial(n))                                            \
    X(triangles_of_triangles, n *(n + 1) / 2 * (n * (n + 1) / 2 + 1) / 2)                          \
    X(running_maximum_steps, n == 1 ? 1 : T(1) + divisors(n))                                      \
    X(hofstadter_like, n < 3 ? 1 : T(1) + (n % 2 ? T(2) : 1))                                      \
    X(difference_of_squares, (n + p) * (n + p) - n * q)

#define DEFINE(name, value)                                                                        \
    static long term_##name(const drawn *s, long n)                                                \
    {                                                                                              \
        const long p = s->p, q = s->q, r = s->r;                                                   \
        (void)p, (void)q, (void)r;                                                                 \
        return (value);                                                                            \
    }
KINDS(DEFINE)

#define ENTRY(name, value) {#name, term_##name},
static const struct {
    const char *name;
    long (*term)(const drawn *s, long n);
} kinds[] = {KINDS(ENTRY)};

/* Strings: letters by steps, repeated, with numbers. */
enum { STRINGS = 10 };
static void string_term(uint32_t kind, const drawn *s, long n, char *out, size_t size)
{
    const long p = s->p, q = s->q;
    const char a = (char)('A' + (q + p * (n - 1)) % 26), b = (char)('A' + (n - 1) % 26);
    char row[32] = {0};
    switch (kind) {
    case 0:
        snprintf(out, size, "%c", a);
        break;
    case 1:
        snprintf(out, size, "%c%ld", b, n * p);
        break;
    case 2:
        snprintf(out, size, "%c%c", b, (char)('Z' - (n - 1)));
        break;
    case 3:
        memset(row, b, (size_t)(n % 9 + 1));
        snprintf(out, size, "%s", row);
        break;
    case 4:
        snprintf(out, size, "%c", (char)('a' + (n * (n + 1) / 2) % 26));
        break;
    case 5:
        snprintf(out, size, "%ld%c", n * n, b);
        break;
    case 6:
        snprintf(out, size, "%c", n % 2 ? (char)('A' + n / 2) : (char)('Z' - n / 2));
        break;
    case 7:
        snprintf(out, size, "%c%c%c", (char)('A' + (n - 1) * 2 % 26),
                 (char)('B' + (n - 1) * 2 % 24), (char)('A' + (n - 1) * 2 % 26));
        break;
    case 8:
        for (long i = 0; i < n && i < 30; i++) {
            row[i] = i % 2 ? 'b' : 'a';
        }
        snprintf(out, size, "%s", row);
        break;
    default:
        snprintf(out, size, "%c%c%ld", b, a, 30 - n);
        break;
    }
}

static void print_row(const char *name, uint32_t style, bool text, char terms[][32], uint32_t shown)
{
    static const char *const before[STYLES] = {"What comes next: ", "Continue the sequence ",
                                               "Find the next term.\\n", ""};
    static const char *const behind[STYLES] = {"?", ", ...", ", ?", ", ..."};
    printf("{\"id\": \"%s\", \"kind\": \"%s\", \"question\": \"%s", name, text ? "text" : "number",
           before[style]);
    for (uint32_t i = 0; i < shown; i++) {
        printf("%s%s", i ? ", " : "", terms[i]);
    }
    printf("%s\", \"answer\": %s%s%s}\n", behind[style], text ? "\"" : "", terms[shown],
           text ? "\"" : "");
}

int main(int argc, char **argv)
{
    const char *half = argc > 1 ? argv[1] : "all";
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    const uint32_t n_kinds = sizeof kinds / sizeof *kinds;
    for (uint32_t i = 0; i < n_kinds + STRINGS; i++) {
        char name[64], terms[TERMS_MAX][32];
        snprintf(name, sizeof name, "%s", i < n_kinds ? kinds[i].name : "string");
        if (i >= n_kinds) {
            snprintf(name, sizeof name, "string_%u", i - n_kinds);
        }
        const uint64_t hash = els_hash_str(els_str_of(name)), coin = hash >> 20 & 1;
        if (strcmp(half, "all") != 0 && (half[0] == 'a') != (coin == 0)) {
            continue;
        }
        els_rng rng = els_rng_make(seed, hash, 1);
        drawn s = {.p = els_rng_between(&rng, 2, 5),
                   .q = els_rng_between(&rng, 1, 9),
                   .r = els_rng_between(&rng, 1, 4)};
        uint32_t shown = 9 + els_rng_below(&rng, 4), n = 0;
        for (; n <= shown; n++) {
            if (i < n_kinds) {
                s.t[n] = kinds[i].term(&s, (long)n + 1);
                snprintf(terms[n], sizeof terms[n], "%ld", s.t[n]);
                if (labs(s.t[n]) > 1000000000000 && n > 5) {
                    break;
                }
            } else {
                string_term(i - n_kinds, &s, (long)n + 1, terms[n], sizeof terms[n]);
            }
        }
        shown = n <= shown ? n - 1 : shown;
        print_row(name, els_rng_below(&rng, STYLES), i >= n_kinds, terms, shown);
    }
    return 0;
}
