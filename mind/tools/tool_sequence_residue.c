/* tool_sequence_residue.c — terms that hang on what those before them leave over a number. */
#include "tool_sequence_residue.h"

#include <stdio.h>
#include <string.h>

enum { RESIDUE_TERM_MAX = 1000000 };

/* The terms as whole numbers; false when there are too few, a gap, or others. */
static bool whole_terms(const els_sequence_query *query, uint32_t least, int64_t *ret,
                        int64_t *ret_largest)
{
    *ret_largest = 0;
    if (query->gap >= 0 || query->n < least)
        return false;
    for (uint32_t i = 0; i < query->n; i++) {
        if (query->terms[i].den != 1 || query->terms[i].num < 0 ||
            query->terms[i].num > RESIDUE_TERM_MAX)
            return false;
        ret[i] = (int64_t)query->terms[i].num;
        *ret_largest = ret[i] > *ret_largest ? ret[i] : *ret_largest;
    }
    return true;
}

static int64_t gcd_of(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a < 0 ? -a : a;
}

static bool follows_modular(const int64_t *t, uint32_t n, int64_t m, int64_t *ret_a, int64_t *ret_c)
{
    for (int64_t a = 2; a < m; a++) {
        int64_t c = ((t[1] - a * t[0]) % m + m) % m;
        uint32_t i = 1;
        while (i < n && (a * t[i - 1] + c) % m == t[i])
            i++;
        if (i == n) {
            *ret_a = a;
            *ret_c = c;
            return true;
        }
    }
    return false;
}

/* t' = (a t + c) mod m. All of d[i+1]^2 - d[i] d[i+2], d the differences, are multiples of m. */
bool els_sequence_modular(const els_sequence_query *query, els_sequence_fit_result *ret)
{
    enum { LEAST = 6 };
    int64_t t[ELS_SEQUENCE_MAX_TERMS], largest, multiple = 0, m = 0, a = 0, c = 0;
    if (!whole_terms(query, LEAST, t, &largest))
        return false;
    for (uint32_t i = 0; i + 3 < query->n; i++) {
        int64_t d0 = t[i + 1] - t[i], d1 = t[i + 2] - t[i + 1], d2 = t[i + 3] - t[i + 2];
        multiple = gcd_of(multiple, d1 * d1 - d0 * d2);
    }
    for (int64_t k = 1; k <= 16 && m == 0; k++)
        if (multiple % k == 0 && multiple / k > largest && multiple / k <= 2000 &&
            follows_modular(t, query->n, multiple / k, &a, &c))
            m = multiple / k;
    if (m == 0)
        return false;
    memcpy(ret->all, query->terms, query->n * sizeof(els_rat));
    int64_t value = t[query->n - 1];
    for (uint32_t i = 0; i < query->n_next; i++) {
        value = (a * value + c) % m;
        ret->all[query->n + i] = els_rat_of(value);
    }
    ret->n_all = query->n + query->n_next;
    snprintf(ret->detail, sizeof ret->detail, "%d,%d,%d", (int)a, (int)c, (int)m);
    ret->left = query->n - 4;
    ret->bits = 12 + els_rat_bits(els_rat_of(a)) + els_rat_bits(els_rat_of(c)) +
                els_rat_bits(els_rat_of(m)) + els_rat_bits(query->terms[0]);
    return true;
}

/* t'' = (a t' + b t + c) mod m, with small coefficients. */
bool els_sequence_modular2(const els_sequence_query *query, els_sequence_fit_result *ret)
{
    enum { LEAST = 9, COEFFICIENT = 3, BEYOND = 20, MODULUS_MAX = 200 };
    int64_t t[ELS_SEQUENCE_MAX_TERMS], largest;
    if (!whole_terms(query, LEAST, t, &largest))
        return false;
    for (int64_t m = largest + 1; m <= largest + BEYOND && m <= MODULUS_MAX; m++)
        for (int64_t a = -COEFFICIENT; a <= COEFFICIENT; a++)
            for (int64_t b = -COEFFICIENT; b <= COEFFICIENT; b++) {
                const int64_t c = (((t[2] - a * t[1] - b * t[0]) % m) + m) % m;
                uint32_t i = 3;
                while (i < query->n && ((a * t[i - 1] + b * t[i - 2] + c - t[i]) % m) == 0)
                    i++;
                if (i < query->n || b == 0)
                    continue;
                int64_t before = t[query->n - 2], last = t[query->n - 1];
                memcpy(ret->all, query->terms, query->n * sizeof(els_rat));
                for (uint32_t k = 0; k < query->n_next; k++) {
                    const int64_t next = (((a * last + b * before + c) % m) + m) % m;
                    before = last;
                    last = next;
                    ret->all[query->n + k] = els_rat_of(next);
                }
                ret->n_all = query->n + query->n_next;
                ret->left = query->n - 6;
                ret->bits = 16 + els_rat_bits(els_rat_of(m)) + els_rat_bits(els_rat_of(c)) +
                            els_rat_bits(query->terms[0]) + els_rat_bits(query->terms[1]);
                snprintf(ret->detail, sizeof ret->detail, "%d,%d,%d,%d", (int)a, (int)b, (int)c,
                         (int)m);
                return true;
            }
    return false;
}

/* ---- a rule per remainder ---- */

typedef struct {
    els_rat slope, rest;
} line;

/* The line through all (t[i], t[i+1]) with t[i] mod m = r: from two that differ, tested by a third.
 */
static bool fit_line(const int64_t *t, uint32_t n, int64_t m, int64_t r, line *ret)
{
    uint32_t first = UINT32_MAX, met = 0;
    bool is_found = false;
    for (uint32_t i = 0; i + 1 < n; i++) {
        els_rat value;
        if (t[i] % m != r)
            continue;
        met++;
        if (first == UINT32_MAX) {
            first = i;
        } else if (!is_found && t[i] != t[first]) {
            is_found = els_rat_make(t[i + 1] - t[first + 1], t[i] - t[first], &ret->slope) &&
                       els_rat_mul(ret->slope, els_rat_of(t[i]), &value) &&
                       els_rat_sub(els_rat_of(t[i + 1]), value, &ret->rest);
            if (!is_found)
                return false;
        }
    }
    for (uint32_t i = 0; i + 1 < n && is_found; i++) {
        els_rat value;
        if (t[i] % m == r &&
            !(els_rat_mul(ret->slope, els_rat_of(t[i]), &value) &&
              els_rat_add(value, ret->rest, &value) && els_rat_eq(value, els_rat_of(t[i + 1]))))
            return false;
    }
    return is_found && met >= 3;
}

bool els_sequence_by_remainder(const els_sequence_query *query, els_sequence_fit_result *ret)
{
    enum { LEAST = 8, MODULI = 3 };
    int64_t t[ELS_SEQUENCE_MAX_TERMS], largest;
    line lines[MODULI];
    if (!whole_terms(query, LEAST, t, &largest))
        return false;
    for (int64_t m = 2; m <= MODULI; m++) {
        bool fits = true;
        ret->bits = 8 + els_rat_bits(query->terms[0]);
        for (int64_t r = 0; r < m && fits; r++) {
            fits = fit_line(t, query->n, m, r, &lines[r]);
            if (fits)
                ret->bits += 2 + els_rat_bits(lines[r].slope) + els_rat_bits(lines[r].rest);
        }
        if (!fits)
            continue;
        memcpy(ret->all, query->terms, query->n * sizeof(els_rat));
        uint32_t n = query->n;
        for (; n < query->n + query->n_next; n++) {
            const els_rat last = ret->all[n - 1];
            els_rat value;
            if (last.den != 1 || last.num < 0)
                break;
            const line *rule = &lines[last.num % m];
            if (!els_rat_mul(rule->slope, last, &value) ||
                !els_rat_add(value, rule->rest, &ret->all[n]))
                break;
        }
        if (n == query->n)
            continue;
        ret->n_all = n;
        ret->left = query->n - 1 - 2 * (uint32_t)m;
        snprintf(ret->detail, sizeof ret->detail, "%d", (int)m);
        return true;
    }
    return false;
}
