/* tool_sequence_linear.c — exact fits of t[i] = sum of c_k f_k(i, earlier terms). */
#include "tool_sequence_linear.h"

#include <stdio.h>
#include <string.h>

enum {
    F_ONE,
    F_I, /* index, from 1 */
    F_I2,
    F_I3,
    F_I4,
    F_ALT,    /* +1, -1, +1, ... */
    F_THIRD1, /* 1 at every third index, from the first on */
    F_THIRD2, /* the same from the second on */
    F_PRIME,  /* 2, 3, 5, ... */
    F_FACT,   /* 1!, 2!, ... */
    F_T1,     /* the term before */
    F_T2,
    F_T3,
    F_T4,
    F_T5,
    F_T1I, /* the term before, times the index */
    F_T1T2,
    F_T1SQ,
    F_DIGITS, /* digit sum of the term before */
    F_COUNT_
};
enum { MAX_FUNCTIONS = 5, MAX_FACTORIAL = 27 };

#define B(f) (1u << (f))

const els_sequence_basis els_sequence_bases[] = {
    {"poly1", B(F_ONE) | B(F_I), true},
    {"order1", B(F_T1), true},
    {"poly2", B(F_ONE) | B(F_I) | B(F_I2), true},
    {"order1+c", B(F_T1) | B(F_ONE), true},
    {"order2", B(F_T1) | B(F_T2), true},
    {"lag2+c", B(F_T2) | B(F_ONE), false},
    {"order1*i", B(F_T1I), true},
    {"prime+c", B(F_PRIME) | B(F_ONE), true},
    {"product2", B(F_T1T2), false},
    {"square1", B(F_T1SQ), false},
    {"square1+c", B(F_T1SQ) | B(F_ONE), false},
    {"alternating+c", B(F_ALT) | B(F_ONE), true},
    {"poly1+alternating", B(F_ONE) | B(F_I) | B(F_ALT), false},
    {"order1+i", B(F_T1) | B(F_I), false},
    {"order1+i+c", B(F_T1) | B(F_I) | B(F_ONE), false},
    {"order1+digits", B(F_T1) | B(F_DIGITS), false},
    {"order1*i+c", B(F_T1I) | B(F_ONE), false},
    {"order1*(i+c)", B(F_T1I) | B(F_T1), true},
    {"order1+alternating", B(F_T1) | B(F_ALT), false},
    {"lag3+c", B(F_T3) | B(F_ONE), false},
    {"order2+c", B(F_T1) | B(F_T2) | B(F_ONE), true},
    {"order2+i", B(F_T1) | B(F_T2) | B(F_I), false},
    {"order1*i+t2", B(F_T1I) | B(F_T2), false},
    {"order1+prime", B(F_T1) | B(F_PRIME), false},
    {"factorial+c", B(F_FACT) | B(F_ONE), false},
    {"product2+c", B(F_T1T2) | B(F_ONE), false},
    {"order1+i2", B(F_T1) | B(F_I2), false},
    {"poly3", B(F_ONE) | B(F_I) | B(F_I2) | B(F_I3), true},
    {"order3", B(F_T1) | B(F_T2) | B(F_T3), true},
    {"order3+c", B(F_T1) | B(F_T2) | B(F_T3) | B(F_ONE), false},
    {"poly4", B(F_ONE) | B(F_I) | B(F_I2) | B(F_I3) | B(F_I4), false},
    {"order4", B(F_T1) | B(F_T2) | B(F_T3) | B(F_T4), false},
    {"factorial+i+c", B(F_FACT) | B(F_I) | B(F_ONE), false},
    {"order1+alternating+c", B(F_T1) | B(F_ALT) | B(F_ONE), false},
    {"order2+alternating", B(F_T1) | B(F_T2) | B(F_ALT), false},
    {"poly2+alternating", B(F_ONE) | B(F_I) | B(F_I2) | B(F_ALT), false},
    {"poly1+thirds", B(F_ONE) | B(F_I) | B(F_THIRD1) | B(F_THIRD2), false},
    {"order1+thirds", B(F_T1) | B(F_ONE) | B(F_THIRD1) | B(F_THIRD2), false},
    {"order2+i+c", B(F_T1) | B(F_T2) | B(F_I) | B(F_ONE), false},
    {"order1+poly2", B(F_T1) | B(F_I2) | B(F_I) | B(F_ONE), false},
    {"order1+i+alternating", B(F_T1) | B(F_I) | B(F_ALT) | B(F_ONE), false},
    {"order2+alternating+c", B(F_T1) | B(F_T2) | B(F_ALT) | B(F_ONE), false},
    {"poly2+thirds", B(F_ONE) | B(F_I) | B(F_I2) | B(F_THIRD1) | B(F_THIRD2), false},
    {"order2+poly2", B(F_T1) | B(F_T2) | B(F_I2) | B(F_I) | B(F_ONE), false},
    {"order2+thirds", B(F_T1) | B(F_T2) | B(F_ONE) | B(F_THIRD1) | B(F_THIRD2), false},
    {"order3+i+c", B(F_T1) | B(F_T2) | B(F_T3) | B(F_I) | B(F_ONE), false},
    {"order5", B(F_T1) | B(F_T2) | B(F_T3) | B(F_T4) | B(F_T5), false},
};
const uint32_t els_sequence_n_bases = sizeof els_sequence_bases / sizeof els_sequence_bases[0];

static const uint16_t primes[ELS_SEQUENCE_MAX_TERMS + ELS_SEQUENCE_MAX_NEXT] = {
    2,    3,    5,    7,    11,   13,   17,   19,   23,   29,   31,   37,   41,   43,   47,   53,
    59,   61,   67,   71,   73,   79,   83,   89,   97,   101,  103,  107,  109,  113,  127,  131,
    137,  139,  149,  151,  157,  163,  167,  173,  179,  181,  191,  193,  197,  199,  211,  223,
    227,  229,  233,  239,  241,  251,  257,  263,  269,  271,  277,  281,  283,  293,  307,  311,
    313,  317,  331,  337,  347,  349,  353,  359,  367,  373,  379,  383,  389,  397,  401,  409,
    419,  421,  431,  433,  439,  443,  449,  457,  461,  463,  467,  479,  487,  491,  499,  503,
    509,  521,  523,  541,  547,  557,  563,  569,  571,  577,  587,  593,  599,  601,  607,  613,
    617,  619,  631,  641,  643,  647,  653,  659,  661,  673,  677,  683,  691,  701,  709,  719,
    727,  733,  739,  743,  751,  757,  761,  769,  773,  787,  797,  809,  811,  821,  823,  827,
    829,  839,  853,  857,  859,  863,  877,  881,  883,  887,  907,  911,  919,  929,  937,  941,
    947,  953,  967,  971,  977,  983,  991,  997,  1009, 1013, 1019, 1021, 1031, 1033, 1039, 1049,
    1051, 1061, 1063, 1069, 1087, 1091, 1093, 1097, 1103, 1109, 1117, 1123, 1129, 1151, 1153, 1163,
    1171, 1181, 1187, 1193, 1201, 1213, 1217, 1223, 1229, 1231, 1237, 1249, 1259, 1277, 1279, 1283,
    1289, 1291, 1297, 1301, 1303, 1307, 1319, 1321, 1327, 1361, 1367, 1373, 1381, 1399, 1409, 1423,
    1427, 1429, 1433, 1439, 1447, 1451, 1453, 1459, 1471, 1481, 1483, 1487, 1489, 1493, 1499, 1511,
    1523, 1531, 1543, 1549, 1553, 1559, 1567, 1571, 1579, 1583, 1597, 1601, 1607, 1609, 1613, 1619,
    1621, 1627, 1637, 1657, 1663, 1667, 1669, 1693,
};

bool els_sequence_is_prime(int64_t value)
{
    if (value < 4)
        return value >= 2;
    if (value % 2 == 0)
        return false;
    for (int64_t d = 3; d * d <= value; d += 2)
        if (value % d == 0)
            return false;
    return true;
}

static uint32_t lag_of(uint32_t mask)
{
    if (mask & B(F_T5))
        return 5;
    if (mask & B(F_T4))
        return 4;
    if (mask & B(F_T3))
        return 3;
    if (mask & (B(F_T2) | B(F_T1T2)))
        return 2;
    return mask & (B(F_T1) | B(F_T1I) | B(F_T1SQ) | B(F_DIGITS)) ? 1 : 0;
}

static bool digit_sum(els_rat value, els_rat *ret)
{
    if (value.den != 1 || value.num < 0)
        return false;
    int64_t sum = 0;
    for (els_i128 rest = value.num; rest > 0; rest /= 10)
        sum += (int64_t)(rest % 10);
    *ret = els_rat_of(sum);
    return true;
}

/* Function `f` at index i (from 0), given the terms before it. */
static bool value_of(unsigned f, const els_rat *all, uint32_t i, els_rat *ret)
{
    int64_t n = (int64_t)i + 1;
    switch (f) {
    case F_ONE:
        *ret = els_rat_of(1);
        return true;
    case F_I:
        *ret = els_rat_of(n);
        return true;
    case F_I2:
        *ret = els_rat_of(n * n);
        return true;
    case F_I3:
        *ret = els_rat_of(n * n * n);
        return true;
    case F_I4:
        *ret = els_rat_of(n * n * n * n);
        return true;
    case F_ALT:
        *ret = els_rat_of(i % 2 == 0 ? 1 : -1);
        return true;
    case F_THIRD1:
    case F_THIRD2:
        *ret = els_rat_of(i % 3 == (f == F_THIRD1 ? 0 : 1));
        return true;
    case F_PRIME:
        *ret = els_rat_of(primes[i]);
        return true;
    case F_FACT: {
        els_i128 product = 1;
        for (int64_t k = 2; k <= n && k <= MAX_FACTORIAL; k++)
            product *= k;
        return n <= MAX_FACTORIAL && els_rat_make(product, 1, ret);
    }
    case F_T1:
        *ret = all[i - 1];
        return true;
    case F_T2:
        *ret = all[i - 2];
        return true;
    case F_T3:
        *ret = all[i - 3];
        return true;
    case F_T4:
        *ret = all[i - 4];
        return true;
    case F_T5:
        *ret = all[i - 5];
        return true;
    case F_T1I:
        return els_rat_mul(all[i - 1], els_rat_of(n), ret);
    case F_T1T2:
        return els_rat_mul(all[i - 1], all[i - 2], ret);
    case F_T1SQ:
        return els_rat_mul(all[i - 1], all[i - 1], ret);
    case F_DIGITS:
        return digit_sum(all[i - 1], ret);
    default:
        return false;
    }
}

typedef struct {
    unsigned functions[MAX_FUNCTIONS];
    uint32_t k;
    els_rat rows[MAX_FUNCTIONS][MAX_FUNCTIONS + 1]; /* echelon form; pivot p in rows[p] */
    bool has_pivot[MAX_FUNCTIONS];
    els_rat coefficients[MAX_FUNCTIONS];
} linear_system;

/* Adds an equation. False when it contradicts the others or numbers overflow. */
static bool add_equation(linear_system *system, els_rat *row, bool *ret_raised)
{
    *ret_raised = false;
    for (uint32_t p = 0; p < system->k; p++) {
        if (row[p].num == 0)
            continue;
        if (!system->has_pivot[p]) {
            els_rat pivot = row[p];
            for (uint32_t c = 0; c <= system->k; c++)
                if (!els_rat_div(row[c], pivot, &system->rows[p][c]))
                    return false;
            system->has_pivot[p] = true;
            *ret_raised = true;
            return true;
        }
        els_rat factor = row[p];
        for (uint32_t c = 0; c <= system->k; c++) {
            els_rat product;
            if (!els_rat_mul(factor, system->rows[p][c], &product) ||
                !els_rat_sub(row[c], product, &row[c]))
                return false;
        }
    }
    return row[system->k].num == 0;
}

static bool solve_back(linear_system *system)
{
    for (uint32_t p = system->k; p-- > 0;) {
        if (!system->has_pivot[p])
            return false;
        els_rat value = system->rows[p][system->k];
        for (uint32_t c = p + 1; c < system->k; c++) {
            els_rat product;
            if (!els_rat_mul(system->rows[p][c], system->coefficients[c], &product) ||
                !els_rat_sub(value, product, &value))
                return false;
        }
        system->coefficients[p] = value;
    }
    return true;
}

static bool predict(const linear_system *system, const els_rat *all, uint32_t i, els_rat *ret)
{
    els_rat sum = els_rat_of(0);
    for (uint32_t k = 0; k < system->k; k++) {
        els_rat value, product;
        if (system->coefficients[k].num == 0)
            continue;
        if (!value_of(system->functions[k], all, i, &value) ||
            !els_rat_mul(system->coefficients[k], value, &product) ||
            !els_rat_add(sum, product, &sum))
            return false;
    }
    *ret = sum;
    return true;
}

/* The missing first term of a recurrence that looks one term back. */
static bool fill_first(const linear_system *system, els_rat *all)
{
    els_rat slope = els_rat_of(0), rest;
    all[0] = els_rat_of(0);
    for (uint32_t k = 0; k < system->k; k++)
        if (system->functions[k] == F_T1)
            slope = system->coefficients[k];
    return predict(system, all, 1, &rest) && els_rat_sub(all[1], rest, &rest) &&
           els_rat_div(rest, slope, &all[0]);
}

static void describe(const linear_system *system, els_sequence_fit_result *ret)
{
    els_arena arena = {0};
    size_t at = 0;
    ret->detail[0] = '\0';
    for (uint32_t k = 0; k < system->k && at < 150; k++) {
        els_str text = els_rat_format(&arena, system->coefficients[k]);
        at += (size_t)snprintf(ret->detail + at, sizeof ret->detail - at, "%s" ELS_STR_FMT,
                               k ? "," : "", ELS_STR_ARG(text));
        if (at >= sizeof ret->detail)
            at = sizeof ret->detail - 1;
    }
    els_arena_fini(&arena);
}

/* The term at `gap`, which `lag` terms before it say or the one behind it; what follows it has to
 * agree. */
static bool fill_gap(const els_sequence_basis *basis, const linear_system *system, uint32_t gap,
                     uint32_t lag, uint32_t n, els_sequence_fit_result *ret)
{
    if (gap >= lag) {
        if (!predict(system, ret->all, gap, &ret->all[gap]))
            return false;
    } else if (lag != 1 || (basis->mask & (B(F_T1I) | B(F_T1SQ) | B(F_DIGITS))) ||
               !fill_first(system, ret->all)) {
        return false;
    }
    for (uint32_t i = gap + 1; i <= gap + lag && i < n; i++) {
        els_rat value;
        if (i < lag)
            continue;
        if (!predict(system, ret->all, i, &value) || !els_rat_eq(value, ret->all[i]))
            return false;
        ret->left += gap >= lag || i > lag;
    }
    return true;
}

bool els_sequence_linear(const els_sequence_basis *basis, const els_sequence_query *query,
                         els_sequence_fit_result *ret)
{
    linear_system system = {.k = 0};
    for (unsigned f = 0; f < F_COUNT_; f++)
        if (basis->mask & B(f))
            system.functions[system.k++] = f;
    uint32_t lag = lag_of(basis->mask), n = query->n, rank = 0, rows = 0;
    bool has_gap = query->gap >= 0;
    uint32_t gap = has_gap ? (uint32_t)query->gap : UINT32_MAX;
    uint32_t known = n - (has_gap ? 1 : 0);
    if (known < lag + system.k + 1)
        return false;

    memcpy(ret->all, query->terms, n * sizeof(els_rat));
    for (uint32_t i = lag; i < n; i++) {
        els_rat row[MAX_FUNCTIONS + 1];
        bool raised;
        if (has_gap && i >= gap && i <= gap + lag)
            continue;
        for (uint32_t k = 0; k < system.k; k++)
            if (!value_of(system.functions[k], ret->all, i, &row[k]))
                return false;
        row[system.k] = ret->all[i];
        rows++;
        if (!add_equation(&system, row, &raised))
            return false;
        rank += raised;
    }
    if (rank < system.k || !solve_back(&system))
        return false;
    ret->left = rows - rank;

    if (has_gap && !fill_gap(basis, &system, gap, lag, n, ret))
        return false;
    if (ret->left == 0)
        return false;
    ret->n_all = n;
    for (uint32_t i = 0; i < query->n_next; i++) {
        if (!predict(&system, ret->all, n + i, &ret->all[n + i]))
            break;
        ret->n_all++;
    }
    if (ret->n_all == n)
        return false;
    ret->bits = 3.0 * system.k;
    for (uint32_t k = 0; k < system.k; k++)
        ret->bits += els_rat_bits(system.coefficients[k]);
    for (uint32_t i = 0; i < lag; i++)
        ret->bits += els_rat_bits(ret->all[i]);
    describe(&system, ret);
    return true;
}
