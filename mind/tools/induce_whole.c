/* induce_whole.c — forms that speak of the whole list: numbers, slices, order, cases. */
#include "induce_view.h"

#include <string.h>

enum {
    KEYS_MAX = 400, /* sorting */
    KNOWN_MAX = INDUCE_KNOWN_LISTS + 2 * INDUCE_CONSTANTS
};

/* ---- a number ---- */

void induce_form_number(induce_view *v)
{
    uint16_t at[ELS_LIST_MAX_EXAMPLES], query = (uint16_t)v->in.n_examples;
    int64_t want[ELS_LIST_MAX_EXAMPLES];
    induce_goal goal = {v->in.n_examples, at, want, 1, &query};
    for (uint32_t e = 0; e < v->in.n_examples; e++) {
        if (v->out[e].n != 1)
            return;
        at[e] = (uint16_t)e;
        want[e] = v->out[e].items[0];
    }
    induce_fit fit;
    if (!induce_match(&v->wholes, &goal, v->effort, induce_limit(v), &fit))
        return;
    els_buf text = {0};
    els_buf_printf(&text, ELS_STR_FMT, ELS_STR_ARG(fit.text));
    induce_record(v, fit.values, 1, fit.cost, v->out[0].is_number, &text);
}

/* ---- slices, and lists of another length ---- */

static bool lengths(induce_view *v, induce_fit *ret)
{
    int64_t want[ELS_LIST_MAX_EXAMPLES];
    for (uint32_t e = 0; e < v->in.n_examples; e++)
        want[e] = v->out[e].n;
    return induce_match_whole(v, want, NULL, INDUCE_PAIRS, induce_limit(v), ret);
}

/* Where the output stands in the input, the first place or the last; false when it does not. */
static bool find_slice(const els_list_value *x, const els_list_value *y, bool last, int64_t *ret)
{
    bool found = false;
    for (uint32_t i = 0; i + y->n <= x->n && (last || !found); i++)
        if (y->n == 0 || memcmp(x->items + i, y->items, y->n * sizeof *y->items) == 0) {
            *ret = i;
            found = true;
        }
    return found;
}

/* x[from .. from+length): where it begins, or where it ends, and how long it is. */
void induce_form_slice(induce_view *v, bool last)
{
    int64_t from[ELS_LIST_MAX_EXAMPLES] = {0}, to[ELS_LIST_MAX_EXAMPLES];
    bool is_known[ELS_LIST_MAX_EXAMPLES] = {false};
    for (uint32_t e = 0; e < v->in.n_examples; e++) {
        const els_list_value *y = &v->out[e];
        if (!find_slice(&v->in.lists[e], y, last, &from[e]))
            return;
        to[e] = from[e] + y->n;
        is_known[e] = y->n > 0;
    }
    induce_fit begin, end, length;
    const els_list_value *x = &v->in.lists[v->in.n_examples];
    const uint32_t limit = induce_limit(v);
    if (!induce_match_whole(v, from, is_known, INDUCE_PAIRS, limit, &begin) ||
        begin.cost + 1 >= limit)
        return;
    for (int k = 0; k < 2; k++) {
        int64_t first = begin.values[0], n;
        const induce_fit *second = k == 0 ? &length : &end;
        if (k == 0 ? !lengths(v, &length)
                   : !induce_match_whole(v, to, is_known, INDUCE_PAIRS, limit, &end))
            continue;
        first = first < 0 ? 0 : first > (int64_t)x->n ? (int64_t)x->n : first;
        n = k == 0 ? length.values[0] : end.values[0] - first;
        n = n < 0 ? 0 : n > (int64_t)x->n - first ? (int64_t)x->n - first : n;
        els_buf text = {0};
        els_buf_printf(&text, "from " ELS_STR_FMT " %s " ELS_STR_FMT, ELS_STR_ARG(begin.text),
                       k == 0 ? "length" : "to", ELS_STR_ARG(second->text));
        induce_record(v, x->items + first, (uint32_t)n, begin.cost + second->cost + 1, false,
                      &text);
    }
}

/* [f(i) for i below length] */
void induce_form_built(induce_view *v)
{
    induce_fit length;
    uint32_t n[INDUCE_LISTS];
    bool is_other = false;
    if (!lengths(v, &length) || length.values[0] <= 0 || length.values[0] > ELS_LIST_MAX_ITEMS)
        return;
    for (uint32_t e = 0; e < v->in.n_examples; e++) {
        n[e] = v->out[e].n;
        is_other = is_other || n[e] != v->in.lists[e].n;
    }
    n[v->in.n_examples] = (uint32_t)length.values[0];
    if (!is_other)
        return;
    induction *all = v->all;
    induce_bank *bank = ELS_ARENA_NEW(&all->scratch, induce_bank, 1);
    if (!induce_bank_places(bank, &all->scratch, &all->meter, &v->in, n, 1500))
        return;
    induce_bank_grow(bank, 4);
    induce_bank_test(bank, 4, 40, 1500);
    uint16_t at[INDUCE_POINTS], query_at[INDUCE_POINTS];
    int64_t want[INDUCE_POINTS];
    induce_goal goal = {.at = at, .want = want, .query_at = query_at};
    for (uint32_t p = 0, k = 0; p < bank->n_points; p++) {
        k = p > 0 && bank->list_of[p] == bank->list_of[p - 1] ? k + 1 : 0;
        if (p < bank->n_train) {
            at[goal.n] = (uint16_t)p;
            want[goal.n++] = v->out[bank->list_of[p]].items[k];
        } else {
            query_at[goal.n_query++] = (uint16_t)p;
        }
    }
    induce_fit f;
    const uint32_t limit = induce_limit(v), cost = length.cost + 2;
    if (cost >= limit || !induce_match(bank, &goal, v->effort, limit - cost, &f))
        return;
    els_buf text = {0};
    els_buf_printf(&text, "built " ELS_STR_FMT " length " ELS_STR_FMT, ELS_STR_ARG(f.text),
                   ELS_STR_ARG(length.text));
    induce_record(v, f.values, goal.n_query, cost + f.cost, false, &text);
}

/* ---- order ---- */

/* Sorts places 0..n-1 by key (stable). */
static void sort_places(const int64_t *key, uint32_t n, bool falling, uint32_t *ret)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = i;
        for (; at > 0 && (falling ? key[ret[at - 1]] < key[i] : key[ret[at - 1]] > key[i]); at--)
            ret[at] = ret[at - 1];
        ret[at] = i;
    }
}

static bool is_permutation(const els_list_value *x, const els_list_value *y)
{
    if (x->n != y->n)
        return false;
    for (uint32_t i = 0; i < x->n; i++) {
        uint32_t a = 0, b = 0;
        for (uint32_t k = 0; k < x->n; k++) {
            a += x->items[k] == x->items[i];
            b += y->items[k] == x->items[i];
        }
        if (a != b)
            return false;
    }
    return true;
}

void induce_form_sorted(induce_view *v)
{
    const induce_bank *bank = &v->places;
    for (uint32_t e = 0; e < v->in.n_examples; e++)
        if (!is_permutation(&v->in.lists[e], &v->out[e]))
            return;
    for (uint32_t t = 0;
         t < bank->n_terms && t < KEYS_MAX && induce_count(&v->all->meter, v->places.n_points); t++)
        for (int falling = 0; falling < 2; falling++) {
            const uint32_t cost = bank->terms[t].cost + 1 + (uint32_t)falling;
            uint32_t order[ELS_LIST_MAX_ITEMS], first = 0;
            bool fits = cost < induce_limit(v);
            int64_t items[ELS_LIST_MAX_ITEMS];
            for (uint32_t e = 0; e <= v->in.n_examples && fits; e++) {
                const els_list_value *x = &v->in.lists[e];
                for (uint32_t i = 0; i < x->n && fits; i++)
                    fits = bank->terms[t].v[first + i] != INDUCE_UNDEFINED;
                if (!fits)
                    break;
                sort_places(bank->terms[t].v + first, x->n, falling, order);
                for (uint32_t i = 0; i < x->n && fits; i++) {
                    items[i] = x->items[order[i]];
                    fits = e == v->in.n_examples || items[i] == v->out[e].items[i];
                }
                first += x->n;
            }
            if (!fits)
                continue;
            els_buf text = {0};
            els_buf_printf(&text, "sorted %s by ", falling ? "down" : "up");
            induce_term_text(bank, t, &text);
            induce_record(v, items, v->in.lists[v->in.n_examples].n, cost, false, &text);
        }
}

/* ---- lists that are known, one behind the other or by cases ---- */

static bool starts_with(const els_list_value *y, uint32_t at, const els_list_value *x)
{
    return at + x->n <= y->n &&
           (x->n == 0 || memcmp(y->items + at, x->items, x->n * sizeof *x->items) == 0);
}

void induce_form_joined(induce_view *v)
{
    els_list_value known[INDUCE_KNOWN_LISTS][INDUCE_LISTS];
    for (uint32_t k = 0; k < INDUCE_KNOWN_LISTS; k++)
        for (uint32_t e = 0; e <= v->in.n_examples; e++)
            known[k][e] = induce_known_list(&v->all->scratch, &v->in.lists[e], k);
    for (uint32_t a = 0; a < INDUCE_KNOWN_LISTS; a++)
        for (uint32_t b = 0; b < INDUCE_KNOWN_LISTS; b++) {
            bool fits = true;
            for (uint32_t e = 0; e < v->in.n_examples && fits; e++)
                fits = known[a][e].n + known[b][e].n == v->out[e].n &&
                       starts_with(&v->out[e], 0, &known[a][e]) &&
                       starts_with(&v->out[e], known[a][e].n, &known[b][e]);
            const els_list_value *x = &known[a][v->in.n_examples], *y = &known[b][v->in.n_examples];
            const uint32_t cost = 3u + (a > 0) + (b > 0);
            if (!fits || cost >= induce_limit(v) || x->n + y->n > ELS_LIST_MAX_ITEMS)
                continue;
            int64_t items[ELS_LIST_MAX_ITEMS];
            memcpy(items, x->items, x->n * sizeof *items);
            memcpy(items + x->n, y->items, y->n * sizeof *items);
            els_buf text = {0};
            els_buf_printf(&text, "%s then %s", induce_known_names[a], induce_known_names[b]);
            induce_record(v, items, x->n + y->n, cost, false, &text);
        }
}

/* A known list, or one with a constant behind or before it, by a test of the whole. */
void induce_form_cases(induce_view *v)
{
    els_list_value known[KNOWN_MAX][INDUCE_LISTS];
    uint64_t right[KNOWN_MAX] = {0};
    const uint32_t n_known = INDUCE_KNOWN_LISTS + 2 * v->in.n_constants;
    const induce_bank *bank = &v->wholes;
    for (uint32_t k = 0; k < n_known; k++)
        for (uint32_t e = 0; e <= v->in.n_examples; e++) {
            known[k][e] = induce_known_list(&v->all->scratch, &v->in.lists[e],
                                            k < INDUCE_KNOWN_LISTS ? k : 0);
            if (k >= INDUCE_KNOWN_LISTS) {
                const uint32_t c = (k - INDUCE_KNOWN_LISTS) / 2,
                               behind = (k - INDUCE_KNOWN_LISTS) % 2;
                int64_t *items = (int64_t *)known[k][e].items;
                const uint32_t n = known[k][e].n++;
                if (!behind)
                    memmove(items + 1, items, n * sizeof *items);
                items[behind ? n : 0] = v->in.constants[c];
            }
            right[k] |= (uint64_t)(e < v->in.n_examples && known[k][e].n == v->out[e].n &&
                                   starts_with(&v->out[e], 0, &known[k][e]))
                        << e;
        }
    for (uint32_t t = 1; t < bank->n_tests && induce_count(&v->all->meter, v->places.n_points);
         t++) {
        const uint64_t every = (UINT64_C(1) << v->in.n_examples) - 1,
                       yes = bank->tests[t].mask[0] & every, no = ~bank->tests[t].mask[0] & every;
        const uint32_t cost = bank->tests[t].cost + 5;
        if (cost >= induce_limit(v) || __builtin_popcountll(yes) < 2 ||
            __builtin_popcountll(no) < 2)
            continue;
        for (uint32_t a = 0; a < n_known; a++)
            for (uint32_t b = 0; b < n_known && (yes & ~right[a]) == 0; b++) {
                if (a == b || (no & ~right[b]))
                    continue;
                const uint32_t k = induce_holds(&bank->tests[t], v->in.n_examples) ? a : b;
                els_buf text = {0};
                els_buf_printf(&text, "if ");
                induce_test_text(bank, t, &text);
                els_buf_printf(&text, " list %u else %u", a, b);
                induce_record(v, known[k][v->in.n_examples].items, known[k][v->in.n_examples].n,
                              cost, false, &text);
            }
    }
}
