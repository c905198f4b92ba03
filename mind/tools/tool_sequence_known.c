/* tool_sequence_known.c — functions of the index, properties of numbers, P-recursive sequences. */
#include "tool_sequence_known.h"

#include <stdio.h>
#include <string.h>

enum {
    VALUE_MAX = 1000000, /* arguments beyond are not looked at */
    SHIFTS = 40,
    MULTIPLES = 30,
    UNKNOWNS_MAX = 6,
    EQUATIONS_MAX = ELS_SEQUENCE_MAX_TERMS
};

typedef int64_t (*number_function)(int64_t n);

/* ---- functions of a natural number; 0 arguments and less never come in ---- */

static int64_t divisor_count(int64_t n)
{
    int64_t count = 0;
    for (int64_t d = 1; d * d <= n; d++)
        count += n % d == 0 ? 1 + (d * d != n) : 0;
    return count;
}

static int64_t divisor_sum(int64_t n)
{
    int64_t sum = 0;
    for (int64_t d = 1; d * d <= n; d++)
        sum += n % d == 0 ? d + (d * d != n ? n / d : 0) : 0;
    return sum;
}

static int64_t totient(int64_t n)
{
    int64_t phi = n;
    for (int64_t d = 2; d * d <= n; d++)
        if (n % d == 0) {
            phi -= phi / d;
            while (n % d == 0)
                n /= d;
        }
    return n > 1 ? phi - phi / n : phi;
}

static int64_t prime_factors(int64_t n)
{
    int64_t count = 0;
    for (int64_t d = 2; d * d <= n; d++)
        for (; n % d == 0; n /= d)
            count++;
    return count + (n > 1);
}

static int64_t greatest_prime_factor(int64_t n)
{
    int64_t best = 1;
    for (int64_t d = 2; d * d <= n; d++)
        for (; n % d == 0; n /= d)
            best = d;
    return n > 1 ? n : best;
}

static int64_t least_prime_factor(int64_t n)
{
    for (int64_t d = 2; d * d <= n; d++)
        if (n % d == 0)
            return d;
    return n;
}

static int64_t digit_sum_in(int64_t n, int64_t base)
{
    int64_t sum = 0;
    for (; n > 0; n /= base)
        sum += n % base;
    return sum;
}

static int64_t digit_sum(int64_t n)
{
    return digit_sum_in(n, 10);
}

static int64_t binary_ones(int64_t n)
{
    return digit_sum_in(n, 2);
}

static int64_t digit_product(int64_t n)
{
    int64_t product = 1;
    for (; n > 0; n /= 10)
        product *= n % 10;
    return product;
}

static int64_t in_binary(int64_t n)
{
    int64_t written = 0;
    for (int64_t place = 1; n > 0; n /= 2, place *= 10)
        written += n % 2 * place;
    return written;
}

static int64_t digits_reversed(int64_t n)
{
    int64_t reversed = 0;
    for (; n > 0; n /= 10)
        reversed = 10 * reversed + n % 10;
    return reversed;
}

static int64_t power_of_two_in(int64_t n)
{
    return n & -n;
}

static int64_t square_root(int64_t n)
{
    int64_t root = 0;
    while ((root + 1) * (root + 1) <= n)
        root++;
    return root;
}

static int64_t bit_length(int64_t n)
{
    int64_t length = 0;
    for (; n > 0; n /= 2)
        length++;
    return length;
}

/* Row and place of the n-th entry of a triangle with rows of 1, 2, 3, ... entries. */
static int64_t triangle_row(int64_t n)
{
    return (square_root(8 * n - 7) - 1) / 2 + 1;
}

static int64_t triangle_place(int64_t n)
{
    const int64_t row = triangle_row(n);
    return n - row * (row - 1) / 2;
}

static int64_t nth_prime(int64_t n)
{
    int64_t value = 1;
    if (n > 2000)
        return VALUE_MAX;
    while (n > 0)
        n -= els_sequence_is_prime(++value);
    return value;
}

static int64_t self_power(int64_t n)
{
    int64_t power = 1;
    for (int64_t i = 0; i < n && n < 16; i++)
        power *= n;
    return power;
}

static const struct {
    const char *name;
    number_function f;
} functions[] = {
    {"divisors", divisor_count},
    {"sigma", divisor_sum},
    {"totient", totient},
    {"prime", nth_prime},
    {"prime_factors", prime_factors},
    {"greatest_factor", greatest_prime_factor},
    {"least_factor", least_prime_factor},
    {"digit_sum", digit_sum},
    {"digit_product", digit_product},
    {"reversed", digits_reversed},
    {"ones", binary_ones},
    {"binary", in_binary},
    {"bit_length", bit_length},
    {"two_power", power_of_two_in},
    {"root", square_root},
    {"triangle_row", triangle_row},
    {"triangle_place", triangle_place},
    {"self_power", self_power},
};
enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

/* ---- arguments ---- */

typedef enum { BY_SHIFT, BY_MULTIPLE, BY_SQUARE, BY_TRIANGLE, BY_PRIME, BY_ODD } argument;
static const char *const argument_names[] = {"i+", "i*", "i^2+", "triangle+", "prime+", "2i-1+"};

static int64_t argument_of(argument how, int64_t k, int64_t i)
{
    switch (how) {
    case BY_SHIFT:
        return i + k;
    case BY_MULTIPLE:
        return i * k;
    case BY_SQUARE:
        return i * i + k;
    case BY_TRIANGLE:
        return i * (i + 1) / 2 + k;
    case BY_PRIME:
        return nth_prime(i) + k;
    default:
        return 2 * i - 1 + k;
    }
}

/* The value at index i (from 1) as it is, times or plus the index, or joined with the next value.
 */
typedef enum { ALONE, TIMES_INDEX, PLUS_INDEX, TIMES_NEXT, PLUS_NEXT, NEXT_LESS, JOININGS } joining;
static const char *const joining_names[] = {"",           " times i",      " plus i", " times next",
                                            " plus next", " from the next"};

static bool value_of(number_function f, argument how, int64_t k, joining join, int64_t i,
                     int64_t *ret)
{
    const int64_t x = argument_of(how, k, i), next = argument_of(how, k, i + 1);
    if (x < 1 || x > VALUE_MAX || next > VALUE_MAX)
        return false;
    const int64_t y = f(x), bound = INT64_C(1) << 40;
    if (y > bound)
        return false;
    *ret = join == ALONE         ? y
           : join == TIMES_INDEX ? y * i
           : join == PLUS_INDEX  ? y + i
           : join == TIMES_NEXT  ? y * f(next)
           : join == PLUS_NEXT   ? y + f(next)
                                 : f(next) - y;
    return true;
}

/* Fits t[i] = a value + b: from the first two different values. */
static bool fit_affine(const els_sequence_query *query, number_function f, argument how, int64_t k,
                       joining join, int64_t *ret_a, int64_t *ret_b)
{
    int64_t v0, v, a = 0;
    const int64_t t0 = (int64_t)query->terms[0].num;
    if (!value_of(f, how, k, join, 1, &v0))
        return false;
    for (uint32_t i = 1; i < query->n; i++) {
        const int64_t t = (int64_t)query->terms[i].num;
        if (!value_of(f, how, k, join, (int64_t)i + 1, &v))
            return false;
        if (a == 0) {
            if ((v == v0) != (t == t0))
                return false;
            if (v == v0)
                continue;
            if ((t - t0) % (v - v0) != 0)
                return false;
            a = (t - t0) / (v - v0);
            if (a > 1000 || a < -1000)
                return false;
        } else if (t - t0 != a * (v - v0)) {
            return false;
        }
    }
    *ret_a = a;
    *ret_b = t0 - a * v0;
    return a != 0;
}

static bool are_small_integers(const els_sequence_query *query, uint32_t least)
{
    if (query->gap >= 0 || query->n < least)
        return false;
    for (uint32_t i = 0; i < query->n; i++)
        if (query->terms[i].den != 1 || query->terms[i].num > (INT64_C(1) << 40) ||
            query->terms[i].num < -(INT64_C(1) << 40))
            return false;
    return true;
}

static void try_function(const els_sequence_query *query, uint32_t which, argument how, int64_t k,
                         joining join, bool *found, els_sequence_fit_result *ret)
{
    int64_t a, b, value;
    number_function f = functions[which].f;
    if (!fit_affine(query, f, how, k, join, &a, &b))
        return;
    const double bits = 7 + (join > ALONE ? 5 : 0) + els_rat_bits(els_rat_of(k)) +
                        2 * (how > BY_SHIFT) + (a == 1 ? 0 : els_rat_bits(els_rat_of(a))) +
                        (b == 0 ? 0 : els_rat_bits(els_rat_of(b)));
    if (*found && bits >= ret->bits)
        return;
    uint32_t n = 0;
    for (; n < query->n + query->n_next; n++) {
        if (n < query->n)
            ret->all[n] = query->terms[n];
        else if (value_of(f, how, k, join, (int64_t)n + 1, &value))
            ret->all[n] = els_rat_of(a * value + b);
        else
            break;
    }
    if (n <= query->n)
        return;
    ret->n_all = n;
    ret->left = query->n - 1 - (a != 1) - (b != 0);
    ret->bits = bits;
    snprintf(ret->detail, sizeof ret->detail, "%d * %s(%s%d)%s + %d", (int)a, functions[which].name,
             argument_names[how], (int)k, joining_names[join], (int)b);
    *found = true;
}

bool els_sequence_function(const els_sequence_query *query, els_sequence_fit_result *ret)
{
    bool found = false;
    if (!are_small_integers(query, 6))
        return false;
    for (uint32_t which = 0; which < FUNCTIONS; which++) {
        for (argument how = BY_SHIFT; how <= BY_ODD; how++) {
            const int64_t last = how == BY_SHIFT ? SHIFTS : how == BY_MULTIPLE ? MULTIPLES : 1;
            for (int64_t k = how == BY_MULTIPLE ? 2 : how == BY_SHIFT ? -1 : 0; k <= last; k++)
                try_function(query, which, how, k, ALONE, &found, ret);
        }
        for (joining join = TIMES_INDEX; join < JOININGS; join++)
            for (int64_t k = 0; k <= 4; k++)
                try_function(query, which, BY_SHIFT, k, join, &found, ret);
    }
    return found;
}

/* ---- properties ---- */

static bool is_palindrome(int64_t n, int64_t k)
{
    (void)k;
    return digits_reversed(n) == n && n % 10 != 0;
}

static bool has_factors(int64_t n, int64_t k)
{
    return prime_factors(n) == k;
}

static bool is_no_power(int64_t n, int64_t k)
{
    for (int64_t b = 1;; b++) {
        const int64_t power = k == 2 ? b * b : b * b * b;
        if (power >= n)
            return power != n;
    }
}

static bool is_no_multiple(int64_t n, int64_t k)
{
    return n % k != 0;
}

static bool is_prime_to(int64_t n, int64_t k)
{
    for (int64_t d = 2; d <= k; d++)
        if (k % d == 0 && n % d == 0)
            return false;
    return true;
}

static bool has_parity_digits(int64_t n, int64_t k)
{
    for (; n > 0; n /= 10)
        if (n % 2 != k)
            return false;
    return true;
}

static bool has_digit(int64_t n, int64_t k)
{
    for (; n > 0; n /= 10)
        if (n % 10 == k)
            return true;
    return false;
}

static bool lacks_digit(int64_t n, int64_t k)
{
    return !has_digit(n, k);
}

static bool has_digit_sum(int64_t n, int64_t k)
{
    return digit_sum(n) == k;
}

static bool is_multiple_of_digit_sum(int64_t n, int64_t k)
{
    (void)k;
    return n % digit_sum(n) == 0;
}

static bool has_ones(int64_t n, int64_t k)
{
    return binary_ones(n) == k;
}

static bool has_ones_parity(int64_t n, int64_t k)
{
    return binary_ones(n) % 2 == k;
}

static bool is_square_free(int64_t n, int64_t k)
{
    (void)k;
    for (int64_t d = 2; d * d <= n; d++)
        if (n % (d * d) == 0)
            return false;
    return true;
}

static bool has_divisors(int64_t n, int64_t k)
{
    return divisor_count(n) == k;
}

static bool is_two_squares(int64_t n, int64_t k)
{
    (void)k;
    for (int64_t a = 0; 2 * a * a <= n; a++)
        if (square_root(n - a * a) * square_root(n - a * a) == n - a * a)
            return true;
    return false;
}

static bool is_smooth(int64_t n, int64_t k)
{
    return greatest_prime_factor(n) <= k;
}

static const struct {
    const char *name;
    bool (*holds)(int64_t n, int64_t k);
    int64_t from, to; /* values of k */
} properties[] = {
    {"palindrome", is_palindrome, 0, 0},
    {"factors", has_factors, 2, 3},
    {"no_power", is_no_power, 2, 3},
    {"no_multiple", is_no_multiple, 2, 10},
    {"prime_to", is_prime_to, 6, 30},
    {"digits_of_parity", has_parity_digits, 0, 1},
    {"with_digit", has_digit, 0, 9},
    {"without_digit", lacks_digit, 0, 9},
    {"digit_sum", has_digit_sum, 2, 20},
    {"multiple_of_digit_sum", is_multiple_of_digit_sum, 0, 0},
    {"ones", has_ones, 2, 4},
    {"ones_parity", has_ones_parity, 0, 1},
    {"square_free", is_square_free, 0, 0},
    {"divisors", has_divisors, 3, 8},
    {"two_squares", is_two_squares, 0, 0},
    {"smooth", is_smooth, 2, 7},
};

bool els_sequence_property(const els_sequence_query *query, els_sequence_fit_result *ret)
{
    const int64_t reach = 20000;
    if (!are_small_integers(query, 6) || query->terms[0].num < 1 ||
        query->terms[query->n - 1].num > reach)
        return false;
    for (uint32_t i = 1; i < query->n; i++)
        if (query->terms[i].num <= query->terms[i - 1].num)
            return false;
    for (uint32_t p = 0; p < sizeof properties / sizeof properties[0]; p++)
        for (int64_t k = properties[p].from; k <= properties[p].to; k++) {
            uint32_t n = 0;
            int64_t v = (int64_t)query->terms[0].num;
            bool ok = true;
            for (; ok && n < query->n + query->n_next && v < 10 * reach; v++)
                if (properties[p].holds(v, k)) {
                    ok = n >= query->n || v == query->terms[n].num;
                    ret->all[n++] = els_rat_of(v);
                } else {
                    ok = n >= query->n || v != query->terms[n].num;
                }
            if (!ok || n <= query->n)
                continue;
            ret->n_all = n;
            ret->left = query->n - 2;
            ret->bits = 6 + els_rat_bits(query->terms[0]) + els_rat_bits(els_rat_of(k));
            snprintf(ret->detail, sizeof ret->detail, "%s %d", properties[p].name, (int)k);
            return true;
        }
    return false;
}

/* ---- P-recursive ---- */

/* Coefficient of unknown number u in the equation of term i (from 0): unknowns come in pairs
 * (times index, alone) for t[i], t[i-1], ... */
static bool coefficient(const els_rat *t, uint32_t i, uint32_t u, els_rat *ret)
{
    return els_rat_mul(t[i - u / 2], els_rat_of(u % 2 == 0 ? (int64_t)i + 1 : 1), ret);
}

/* Reduces the rows to echelon form; false on overflow. *ret_free is the one column without a pivot,
 * UINT32_MAX when there is none or more than one. */
static bool eliminate(els_rat rows[][UNKNOWNS_MAX], uint32_t n_rows, uint32_t n_unknowns,
                      uint32_t *ret_free, uint32_t *pivot_row)
{
    uint32_t row = 0, n_free = 0;
    for (uint32_t column = 0; column < n_unknowns; column++) {
        uint32_t pivot = row;
        while (pivot < n_rows && rows[pivot][column].num == 0)
            pivot++;
        pivot_row[column] = UINT32_MAX;
        if (pivot == n_rows) {
            n_free++;
            *ret_free = column;
            continue;
        }
        for (uint32_t c = 0; c < n_unknowns; c++) {
            const els_rat swap = rows[row][c];
            rows[row][c] = rows[pivot][c];
            rows[pivot][c] = swap;
        }
        const els_rat head = rows[row][column];
        for (uint32_t c = 0; c < n_unknowns; c++)
            if (!els_rat_div(rows[row][c], head, &rows[row][c]))
                return false;
        for (uint32_t r = 0; r < n_rows; r++) {
            const els_rat factor = rows[r][column];
            if (r == row || factor.num == 0)
                continue;
            for (uint32_t c = 0; c < n_unknowns; c++) {
                els_rat product;
                if (!els_rat_mul(factor, rows[row][c], &product) ||
                    !els_rat_sub(rows[r][c], product, &rows[r][c]))
                    return false;
            }
        }
        pivot_row[column] = row++;
    }
    if (n_free != 1)
        *ret_free = UINT32_MAX;
    return true;
}

/* t[i] from the terms before and the solution; false when it is not determined. */
static bool continue_with(const els_rat *solution, uint32_t n_unknowns, els_rat *all, uint32_t i)
{
    els_rat sum = els_rat_of(0), lead, product;
    for (uint32_t u = 2; u < n_unknowns; u++)
        if (!coefficient(all, i, u, &product) || !els_rat_mul(product, solution[u], &product) ||
            !els_rat_sub(sum, product, &sum))
            return false;
    return els_rat_mul(solution[0], els_rat_of((int64_t)i + 1), &lead) &&
           els_rat_add(lead, solution[1], &lead) && lead.num != 0 &&
           els_rat_div(sum, lead, &all[i]);
}

static bool fit_precursive(const els_sequence_query *query, uint32_t order,
                           els_sequence_fit_result *ret)
{
    els_rat rows[EQUATIONS_MAX][UNKNOWNS_MAX], solution[UNKNOWNS_MAX];
    uint32_t pivot_row[UNKNOWNS_MAX], free_column = UINT32_MAX, n_rows = 0;
    const uint32_t n_unknowns = 2 * (order + 1);
    if (query->gap >= 0 || query->n < order + n_unknowns)
        return false;
    for (uint32_t i = order; i < query->n; i++, n_rows++)
        for (uint32_t u = 0; u < n_unknowns; u++)
            if (!coefficient(query->terms, i, u, &rows[n_rows][u]))
                return false;
    if (!eliminate(rows, n_rows, n_unknowns, &free_column, pivot_row) || free_column == UINT32_MAX)
        return false;
    double bits = 4;
    for (uint32_t u = 0; u < n_unknowns; u++) {
        solution[u] = els_rat_of(1);
        if (u != free_column &&
            !els_rat_sub(els_rat_of(0), rows[pivot_row[u]][free_column], &solution[u]))
            return false;
        bits += els_rat_bits(solution[u]);
    }
    memcpy(ret->all, query->terms, query->n * sizeof(els_rat));
    ret->n_all = query->n;
    while (ret->n_all < query->n + query->n_next &&
           continue_with(solution, n_unknowns, ret->all, ret->n_all))
        ret->n_all++;
    if (ret->n_all <= query->n)
        return false;
    for (uint32_t i = 0; i < order; i++)
        bits += els_rat_bits(query->terms[i]);
    ret->left = query->n - order - (n_unknowns - 1);
    ret->bits = bits;
    ret->detail[0] = '\0';
    return true;
}

bool els_sequence_precursive1(const els_sequence_query *query, els_sequence_fit_result *ret)
{
    return fit_precursive(query, 1, ret);
}

bool els_sequence_precursive2(const els_sequence_query *query, els_sequence_fit_result *ret)
{
    return fit_precursive(query, 2, ret);
}
