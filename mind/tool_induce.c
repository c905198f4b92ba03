/* tool_induce.c — the forms a transformation may have, and the search over them. */
#include "tool_induce.h"

#include "induce_places.h"

#include <stdlib.h>
#include <string.h>

enum {
    PARTS_MAX = 3,  /* items that one place gives */
    KEYS_MAX = 400, /* sorting */
    KNOWN_MAX = 24, /* lists tried as parts of a longer one */
    NO_LIMIT = 60   /* cost that no program is worth */
};

typedef struct {
    els_arena *arena;  /* of the caller: answers */
    els_arena scratch; /* banks */
    induce_meter meter;
    const els_list_problem *problem;
    els_induced *programs;
    uint32_t n_programs;
} induction;

/* One way to look at the inputs (as they are, sorted, ...), with its banks; and the outputs that
 * are to be made from it, which may have been stripped of a front or an end. */
typedef struct {
    induction *all;
    induce_lists in;
    induce_bank places, wholes;
    els_list_value out[ELS_LIST_MAX_EXAMPLES];
    induce_effort effort;
    uint32_t base_cost;
    uint32_t front, back; /* fits of what was stripped */
    induce_fit strip[2 * PARTS_MAX];
    const char *name;
} view;

static uint32_t limit_of(const view *v)
{
    /* A little dearer than the best is still offered, as another opinion. */
    const induction *all = v->all;
    const uint32_t best = all->n_programs ? all->programs[0].cost + 2 : NO_LIMIT;
    return best > v->base_cost ? best - v->base_cost : 0;
}

/* Records an answer (put together with what was stripped). `text` is freed. */
static void record(view *v, const int64_t *items, uint32_t n, uint32_t cost, bool is_number,
                   els_buf *text)
{
    induction *all = v->all;
    int64_t whole[ELS_LIST_MAX_ITEMS + 2 * PARTS_MAX];
    uint32_t m = 0;
    cost += v->base_cost;
    for (uint32_t i = 0; i < v->front; i++)
        whole[m++] = v->strip[i].values[0];
    for (uint32_t i = 0; i < n && i < ELS_LIST_MAX_ITEMS; i++)
        whole[m++] = items[i];
    for (uint32_t i = 0; i < v->back; i++)
        whole[m++] = v->strip[PARTS_MAX + i].values[0];
    uint32_t at = 0;
    bool is_fit = m <= ELS_LIST_MAX_ITEMS;
    for (; is_fit && at < all->n_programs; at++)
        if (all->programs[at].answer.n == m && all->programs[at].answer.is_number == is_number &&
            memcmp(all->programs[at].answer.items, whole, m * sizeof *whole) == 0)
            break;
    if (at < all->n_programs && cost >= all->programs[at].cost)
        is_fit = false;
    if (at == all->n_programs && at == ELS_INDUCE_MAX_PROGRAMS) {
        at--;
        is_fit = is_fit && cost < all->programs[at].cost;
    }
    if (is_fit) {
        els_buf line = {0};
        int64_t *copy = ELS_ARENA_NEW(all->arena, int64_t, m + 1);
        memcpy(copy, whole, m * sizeof *copy);
        els_buf_printf(&line, "%s: " ELS_STR_FMT, v->name, ELS_STR_ARG(els_buf_str(text)));
        for (uint32_t i = 0; i < v->front; i++)
            els_buf_printf(&line, " front " ELS_STR_FMT, ELS_STR_ARG(v->strip[i].text));
        for (uint32_t i = 0; i < v->back; i++)
            els_buf_printf(&line, " end " ELS_STR_FMT, ELS_STR_ARG(v->strip[PARTS_MAX + i].text));
        all->n_programs += at == all->n_programs;
        all->programs[at] = (els_induced){
            .answer = {copy, m, is_number},
            .text = els_arena_copy(all->arena, els_str_sub(els_buf_str(&line), 0, 400)),
            .cost = cost};
        els_buf_fini(&line);
        for (; at > 0 && all->programs[at].cost < all->programs[at - 1].cost; at--) {
            const els_induced swap = all->programs[at];
            all->programs[at] = all->programs[at - 1];
            all->programs[at - 1] = swap;
        }
    }
    els_buf_fini(text);
}

static uint32_t n_lists(const view *v)
{
    return v->in.n_examples;
}

/* ---- a number ---- */

static void form_number(view *v)
{
    uint16_t at[ELS_LIST_MAX_EXAMPLES], query = (uint16_t)n_lists(v);
    int64_t want[ELS_LIST_MAX_EXAMPLES];
    induce_goal goal = {n_lists(v), at, want, 1, &query};
    for (uint32_t e = 0; e < n_lists(v); e++) {
        if (v->out[e].n != 1)
            return;
        at[e] = (uint16_t)e;
        want[e] = v->out[e].items[0];
    }
    induce_fit fit;
    if (!induce_match(&v->wholes, &goal, v->effort, limit_of(v), &fit))
        return;
    els_buf text = {0};
    els_buf_printf(&text, ELS_STR_FMT, ELS_STR_ARG(fit.text));
    record(v, fit.values, 1, fit.cost, v->out[0].is_number, &text);
}

/* ---- what each place gives ---- */

typedef struct {
    uint32_t chosen[INDUCE_POINTS]; /* places that give something, in order */
    uint32_t n_train, n;
} choice;

static void choose(const view *v, const induce_test *test, choice *ret)
{
    ret->n = ret->n_train = 0;
    for (uint32_t p = 0; p < v->places.n_points; p++)
        if (induce_holds(test, p)) {
            ret->chosen[ret->n++] = p;
            ret->n_train += p < v->places.n_train;
        }
}

/* Whether each list's output has `always` items for every place and `parts` for each that the test
 * chooses. Cheap to refuse: most tests fail at the first list. */
static bool counts_fit(const view *v, const induce_test *test, uint32_t always, uint32_t parts)
{
    for (uint32_t e = 0, p = 0; e < n_lists(v); e++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < v->in.lists[e].n; i++, p++)
            n += induce_holds(test, p);
        if (always * v->in.lists[e].n + n * parts != v->out[e].n)
            return false;
    }
    return true;
}

/* How many items each chosen place gives; 0 when that does not come out even. */
static uint32_t parts_per_place(const view *v, const induce_test *test)
{
    for (uint32_t parts = 1; parts <= PARTS_MAX; parts++)
        if (counts_fit(v, test, 0, parts))
            return parts;
    return 0;
}

/* One item of every chosen place: number `part` of `parts`. */
static bool match_part(view *v, const choice *c, uint32_t parts, uint32_t part,
                       induce_effort effort, uint32_t limit, induce_fit *ret)
{
    uint16_t at[INDUCE_POINTS], query_at[INDUCE_POINTS];
    int64_t want[INDUCE_POINTS];
    induce_goal goal = {.at = at, .want = want, .query_at = query_at};
    for (uint32_t i = 0, e = 0, k = 0; i < c->n; i++) {
        const uint16_t p = (uint16_t)c->chosen[i];
        if (p >= v->places.n_train) {
            query_at[goal.n_query++] = p;
            continue;
        }
        k = v->places.list_of[p] == e ? k : 0;
        e = v->places.list_of[p];
        at[goal.n] = p;
        want[goal.n++] = v->out[e].items[k * parts + part];
        k++;
    }
    return induce_match(&v->places, &goal, effort, limit, ret);
}

/* Where the outputs are what was left of the inputs: which items were kept, taken from the left. */
static void join_for_kept(view *v)
{
    uint64_t kept[INDUCE_WORDS] = {0};
    for (uint32_t e = 0, p = 0; e < n_lists(v); e++) {
        uint32_t k = 0;
        for (uint32_t i = 0; i < v->in.lists[e].n; i++, p++)
            if (k < v->out[e].n && v->in.lists[e].items[i] == v->out[e].items[k]) {
                kept[p / 64] |= UINT64_C(1) << (p % 64);
                k++;
            }
        if (k < v->out[e].n)
            return;
    }
    induce_bank_join(&v->places, kept);
}

/* [f(x), g(x) ... for x where test] */
static void form_each(view *v)
{
    choice c;
    join_for_kept(v);
    for (uint32_t t = 0; t < v->places.n_tests && induce_count(&v->all->meter, v->places.n_points);
         t++) {
        const induce_test *test = &v->places.tests[t];
        uint32_t limit = limit_of(v), cost = test->cost + 1;
        if (cost >= limit)
            continue;
        const uint32_t parts = parts_per_place(v, test);
        if (parts == 0)
            continue;
        choose(v, test, &c);
        induce_fit fit[PARTS_MAX];
        bool ok = c.n_train >= 2 && (c.n - c.n_train) * parts <= ELS_LIST_MAX_ITEMS;
        for (uint32_t k = 0; k < parts && ok; k++) {
            ok = cost < limit && match_part(v, &c, parts, k, t == 0 ? v->effort : INDUCE_PLAIN,
                                            limit - cost, &fit[k]);
            cost += ok ? fit[k].cost : 0;
        }
        if (!ok)
            continue;
        int64_t items[ELS_LIST_MAX_ITEMS];
        els_buf text = {0};
        for (uint32_t i = 0; i < c.n - c.n_train; i++)
            for (uint32_t k = 0; k < parts; k++)
                items[i * parts + k] = fit[k].values[i];
        els_buf_printf(&text, "each");
        for (uint32_t k = 0; k < parts; k++)
            els_buf_printf(&text, " " ELS_STR_FMT, ELS_STR_ARG(fit[k].text));
        if (t > 0) {
            els_buf_printf(&text, " where ");
            induce_test_text(&v->places, t, &text);
        }
        record(v, items, (c.n - c.n_train) * parts, cost, false, &text);
    }
}

/* Every place gives f; those where the test holds also g, before or behind. */
static void try_sometimes(view *v, uint32_t t, bool is_before)
{
    const induce_test *test = &v->places.tests[t];
    const induce_bank *bank = &v->places;
    uint16_t at[2][INDUCE_POINTS], query_at[2][INDUCE_POINTS];
    int64_t want[2][INDUCE_POINTS];
    induce_goal goal[2] = {{.at = at[0], .want = want[0], .query_at = query_at[0]},
                           {.at = at[1], .want = want[1], .query_at = query_at[1]}};
    for (uint32_t p = 0, k = 0, e = 0; p < bank->n_points; p++) {
        k = bank->list_of[p] == e ? k : 0;
        e = bank->list_of[p];
        const bool extra = induce_holds(test, p);
        for (uint32_t part = 0; part < 2; part++) {
            const uint32_t which = part ^ (uint32_t)is_before; /* 0: f, 1: g */
            if (which == 1 && !extra)
                continue;
            if (p >= bank->n_train) {
                query_at[which][goal[which].n_query++] = (uint16_t)p;
            } else {
                at[which][goal[which].n] = (uint16_t)p;
                want[which][goal[which].n++] = v->out[e].items[k++];
            }
        }
    }
    induce_fit f, g;
    uint32_t limit = limit_of(v), cost = test->cost + 2, n = 0, i = 0, j = 0;
    if (cost >= limit || !induce_match(bank, &goal[0], INDUCE_PLAIN, limit - cost, &f))
        return;
    cost += f.cost;
    if (cost >= limit || !induce_match(bank, &goal[1], INDUCE_PLAIN, limit - cost, &g) ||
        goal[0].n_query + goal[1].n_query > ELS_LIST_MAX_ITEMS)
        return;
    int64_t items[ELS_LIST_MAX_ITEMS];
    for (uint32_t p = bank->n_train; p < bank->n_points; p++) {
        const bool extra = induce_holds(test, p);
        if (extra && is_before)
            items[n++] = g.values[j++];
        items[n++] = f.values[i++];
        if (extra && !is_before)
            items[n++] = g.values[j++];
    }
    els_buf text = {0};
    els_buf_printf(&text, "each " ELS_STR_FMT " %s " ELS_STR_FMT " where ", ELS_STR_ARG(f.text),
                   is_before ? "behind" : "before", ELS_STR_ARG(g.text));
    induce_test_text(bank, t, &text);
    record(v, items, n, cost + g.cost, false, &text);
}

static void form_sometimes(view *v)
{
    for (uint32_t t = 1; t < v->places.n_tests && induce_count(&v->all->meter, n_lists(v)); t++)
        if (v->places.tests[t].cost + 4 < limit_of(v) && counts_fit(v, &v->places.tests[t], 1, 1)) {
            try_sometimes(v, t, false);
            try_sometimes(v, t, true);
        }
}

/* Every place gives f as often as g says; f may count along. */
static void form_repeated(view *v)
{
    const induce_bank *bank = &v->places;
    for (uint32_t t = 0; t < bank->n_terms && induce_count(&v->all->meter, v->places.n_points);
         t++) {
        const induce_term *times = &bank->terms[t];
        uint16_t at[INDUCE_POINTS], query_at[INDUCE_POINTS];
        int64_t want[INDUCE_POINTS], along[INDUCE_POINTS], query_along[INDUCE_POINTS];
        uint32_t total[INDUCE_LISTS] = {0}, n = 0, n_query = 0;
        bool fits = times->cost + 3 < limit_of(v);
        for (uint32_t p = 0; p < bank->n_points && fits; p++) {
            const int64_t g = times->v[p];
            const uint32_t e = bank->list_of[p];
            fits = g != INDUCE_UNDEFINED && g >= 0 && g <= ELS_LIST_MAX_ITEMS;
            for (int64_t k = 0; k < g && fits; k++) {
                if (p >= bank->n_train) {
                    fits = n_query < ELS_LIST_MAX_ITEMS;
                    query_along[n_query] = k;
                    query_at[n_query++] = (uint16_t)p;
                } else {
                    fits = total[e] < v->out[e].n && n < INDUCE_POINTS - 1;
                    along[n] = k;
                    at[n] = (uint16_t)p;
                    want[n++] = fits ? v->out[e].items[total[e]] : 0;
                }
                total[e]++;
            }
        }
        for (uint32_t e = 0; e < n_lists(v) && fits; e++)
            fits = total[e] == v->out[e].n;
        if (!fits || n < 4)
            continue;
        for (int64_t step = 0; step < 3; step++) { /* f, f + k, f - k */
            const int64_t sign = step == 2 ? -1 : step;
            int64_t shifted[INDUCE_POINTS], items[ELS_LIST_MAX_ITEMS];
            const uint32_t cost = times->cost + 2 + (step > 0);
            for (uint32_t i = 0; i < n; i++)
                shifted[i] = want[i] - sign * along[i];
            const induce_goal goal = {n, at, shifted, n_query, query_at};
            induce_fit f;
            if (cost >= limit_of(v) ||
                !induce_match(bank, &goal, INDUCE_PLAIN, limit_of(v) - cost, &f))
                continue;
            for (uint32_t i = 0; i < n_query; i++)
                items[i] = f.values[i] + sign * query_along[i];
            els_buf text = {0};
            els_buf_printf(&text, "each " ELS_STR_FMT "%s times ", ELS_STR_ARG(f.text),
                           step == 0   ? ""
                           : step == 1 ? " upwards"
                                       : " downwards");
            induce_term_text(bank, t, &text);
            record(v, items, n_query, cost + f.cost, false, &text);
        }
    }
}

/* ---- slices, and lists of another length ---- */

static bool match_whole(view *v, const int64_t *want, const bool *is_known, induce_effort effort,
                        uint32_t limit, induce_fit *ret)
{
    uint16_t at[ELS_LIST_MAX_EXAMPLES], query = (uint16_t)n_lists(v);
    int64_t known[ELS_LIST_MAX_EXAMPLES];
    induce_goal goal = {.at = at, .want = known, .n_query = 1, .query_at = &query};
    for (uint32_t e = 0; e < n_lists(v); e++)
        if (!is_known || is_known[e]) {
            at[goal.n] = (uint16_t)e;
            known[goal.n++] = want[e];
        }
    return goal.n >= ELS_INDUCE_LEAST_EXAMPLES &&
           induce_match(&v->wholes, &goal, effort, limit, ret);
}

static bool lengths(view *v, induce_fit *ret)
{
    int64_t want[ELS_LIST_MAX_EXAMPLES];
    for (uint32_t e = 0; e < n_lists(v); e++)
        want[e] = v->out[e].n;
    return match_whole(v, want, NULL, INDUCE_PAIRS, limit_of(v), ret);
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
static void form_slice(view *v, bool last)
{
    int64_t from[ELS_LIST_MAX_EXAMPLES] = {0}, to[ELS_LIST_MAX_EXAMPLES];
    bool is_known[ELS_LIST_MAX_EXAMPLES] = {false};
    for (uint32_t e = 0; e < n_lists(v); e++) {
        const els_list_value *y = &v->out[e];
        if (!find_slice(&v->in.lists[e], y, last, &from[e]))
            return;
        to[e] = from[e] + y->n;
        is_known[e] = y->n > 0;
    }
    induce_fit begin, end, length;
    const els_list_value *x = &v->in.lists[n_lists(v)];
    const uint32_t limit = limit_of(v);
    if (!match_whole(v, from, is_known, INDUCE_PAIRS, limit, &begin) || begin.cost + 1 >= limit)
        return;
    for (int k = 0; k < 2; k++) {
        int64_t first = begin.values[0], n;
        const induce_fit *second = k == 0 ? &length : &end;
        if (k == 0 ? !lengths(v, &length)
                   : !match_whole(v, to, is_known, INDUCE_PAIRS, limit, &end))
            continue;
        first = first < 0 ? 0 : first > (int64_t)x->n ? (int64_t)x->n : first;
        n = k == 0 ? length.values[0] : end.values[0] - first;
        n = n < 0 ? 0 : n > (int64_t)x->n - first ? (int64_t)x->n - first : n;
        els_buf text = {0};
        els_buf_printf(&text, "from " ELS_STR_FMT " %s " ELS_STR_FMT, ELS_STR_ARG(begin.text),
                       k == 0 ? "length" : "to", ELS_STR_ARG(second->text));
        record(v, x->items + first, (uint32_t)n, begin.cost + second->cost + 1, false, &text);
    }
}

/* [f(i) for i below length] */
static void form_built(view *v)
{
    induce_fit length;
    uint32_t n[INDUCE_LISTS];
    bool is_other = false;
    if (!lengths(v, &length) || length.values[0] <= 0 || length.values[0] > ELS_LIST_MAX_ITEMS)
        return;
    for (uint32_t e = 0; e < n_lists(v); e++) {
        n[e] = v->out[e].n;
        is_other = is_other || n[e] != v->in.lists[e].n;
    }
    n[n_lists(v)] = (uint32_t)length.values[0];
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
    const uint32_t limit = limit_of(v), cost = length.cost + 2;
    if (cost >= limit || !induce_match(bank, &goal, v->effort, limit - cost, &f))
        return;
    els_buf text = {0};
    els_buf_printf(&text, "built " ELS_STR_FMT " length " ELS_STR_FMT, ELS_STR_ARG(f.text),
                   ELS_STR_ARG(length.text));
    record(v, f.values, goal.n_query, cost + f.cost, false, &text);
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

static void form_sorted(view *v)
{
    const induce_bank *bank = &v->places;
    for (uint32_t e = 0; e < n_lists(v); e++)
        if (!is_permutation(&v->in.lists[e], &v->out[e]))
            return;
    for (uint32_t t = 0;
         t < bank->n_terms && t < KEYS_MAX && induce_count(&v->all->meter, v->places.n_points); t++)
        for (int falling = 0; falling < 2; falling++) {
            const uint32_t cost = bank->terms[t].cost + 1 + (uint32_t)falling;
            uint32_t order[ELS_LIST_MAX_ITEMS], first = 0;
            bool fits = cost < limit_of(v);
            int64_t items[ELS_LIST_MAX_ITEMS];
            for (uint32_t e = 0; e <= n_lists(v) && fits; e++) {
                const els_list_value *x = &v->in.lists[e];
                for (uint32_t i = 0; i < x->n && fits; i++)
                    fits = bank->terms[t].v[first + i] != INDUCE_UNDEFINED;
                if (!fits)
                    break;
                sort_places(bank->terms[t].v + first, x->n, falling, order);
                for (uint32_t i = 0; i < x->n && fits; i++) {
                    items[i] = x->items[order[i]];
                    fits = e == n_lists(v) || items[i] == v->out[e].items[i];
                }
                first += x->n;
            }
            if (!fits)
                continue;
            els_buf text = {0};
            els_buf_printf(&text, "sorted %s by ", falling ? "down" : "up");
            induce_term_text(bank, t, &text);
            record(v, items, v->in.lists[n_lists(v)].n, cost, false, &text);
        }
}

/* ---- lists that are known, one behind the other or by cases ---- */

static int by_value(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void reverse(int64_t *x, uint32_t n)
{
    for (uint32_t i = 0; i < n / 2; i++) {
        const int64_t swap = x[i];
        x[i] = x[n - 1 - i];
        x[n - 1 - i] = swap;
    }
}

static const char *const known_names[] = {"input",    "reversed", "sorted", "falling",
                                          "distinct", "rest",     "start"};
enum { KNOWN_LISTS = sizeof known_names / sizeof known_names[0] };

static els_list_value known_list(els_arena *arena, const els_list_value *x, uint32_t which)
{
    int64_t *items = ELS_ARENA_NEW(arena, int64_t, x->n + 2);
    uint32_t n = x->n;
    if (n > 0)
        memcpy(items, x->items, n * sizeof *items);
    switch (which) {
    case 1:
        reverse(items, n);
        break;
    case 2:
    case 3:
        qsort(items, n, sizeof *items, by_value);
        if (which == 3)
            reverse(items, n);
        break;
    case 4: {
        uint32_t kept = 0;
        for (uint32_t i = 0, k; i < n; i++) {
            for (k = 0; k < kept && items[k] != items[i]; k++)
                continue;
            if (k == kept)
                items[kept++] = items[i];
        }
        n = kept;
        break;
    }
    case 5:
        return (els_list_value){items + (n > 0), n - (n > 0), false};
    case 6:
        n -= n > 0;
        break;
    default:
        break;
    }
    return (els_list_value){items, n, false};
}

static bool starts_with(const els_list_value *y, uint32_t at, const els_list_value *x)
{
    return at + x->n <= y->n &&
           (x->n == 0 || memcmp(y->items + at, x->items, x->n * sizeof *x->items) == 0);
}

static void form_joined(view *v)
{
    els_list_value known[KNOWN_LISTS][INDUCE_LISTS];
    for (uint32_t k = 0; k < KNOWN_LISTS; k++)
        for (uint32_t e = 0; e <= n_lists(v); e++)
            known[k][e] = known_list(&v->all->scratch, &v->in.lists[e], k);
    for (uint32_t a = 0; a < KNOWN_LISTS; a++)
        for (uint32_t b = 0; b < KNOWN_LISTS; b++) {
            bool fits = true;
            for (uint32_t e = 0; e < n_lists(v) && fits; e++)
                fits = known[a][e].n + known[b][e].n == v->out[e].n &&
                       starts_with(&v->out[e], 0, &known[a][e]) &&
                       starts_with(&v->out[e], known[a][e].n, &known[b][e]);
            const els_list_value *x = &known[a][n_lists(v)], *y = &known[b][n_lists(v)];
            const uint32_t cost = 3u + (a > 0) + (b > 0);
            if (!fits || cost >= limit_of(v) || x->n + y->n > ELS_LIST_MAX_ITEMS)
                continue;
            int64_t items[ELS_LIST_MAX_ITEMS];
            memcpy(items, x->items, x->n * sizeof *items);
            memcpy(items + x->n, y->items, y->n * sizeof *items);
            els_buf text = {0};
            els_buf_printf(&text, "%s then %s", known_names[a], known_names[b]);
            record(v, items, x->n + y->n, cost, false, &text);
        }
}

/* A known list, or one with a constant behind or before it, by a test of the whole. */
static void form_cases(view *v)
{
    els_list_value known[KNOWN_MAX][INDUCE_LISTS];
    uint64_t right[KNOWN_MAX] = {0};
    const uint32_t n_known = KNOWN_LISTS + 2 * v->in.n_constants;
    const induce_bank *bank = &v->wholes;
    for (uint32_t k = 0; k < n_known; k++)
        for (uint32_t e = 0; e <= n_lists(v); e++) {
            known[k][e] = known_list(&v->all->scratch, &v->in.lists[e], k < KNOWN_LISTS ? k : 0);
            if (k >= KNOWN_LISTS) {
                const uint32_t c = (k - KNOWN_LISTS) / 2, behind = (k - KNOWN_LISTS) % 2;
                int64_t *items = (int64_t *)known[k][e].items;
                const uint32_t n = known[k][e].n++;
                if (!behind)
                    memmove(items + 1, items, n * sizeof *items);
                items[behind ? n : 0] = v->in.constants[c];
            }
            right[k] |= (uint64_t)(e < n_lists(v) && known[k][e].n == v->out[e].n &&
                                   starts_with(&v->out[e], 0, &known[k][e]))
                        << e;
        }
    for (uint32_t t = 1; t < bank->n_tests && induce_count(&v->all->meter, v->places.n_points);
         t++) {
        const uint64_t every = (UINT64_C(1) << n_lists(v)) - 1,
                       yes = bank->tests[t].mask[0] & every, no = ~bank->tests[t].mask[0] & every;
        const uint32_t cost = bank->tests[t].cost + 5;
        if (cost >= limit_of(v) || __builtin_popcountll(yes) < 2 || __builtin_popcountll(no) < 2)
            continue;
        for (uint32_t a = 0; a < n_known; a++)
            for (uint32_t b = 0; b < n_known && (yes & ~right[a]) == 0; b++) {
                if (a == b || (no & ~right[b]))
                    continue;
                const uint32_t k = induce_holds(&bank->tests[t], n_lists(v)) ? a : b;
                els_buf text = {0};
                els_buf_printf(&text, "if ");
                induce_test_text(bank, t, &text);
                els_buf_printf(&text, " list %u else %u", a, b);
                record(v, known[k][n_lists(v)].items, known[k][n_lists(v)].n, cost, false, &text);
            }
    }
}

/* ---- the search ---- */

/* Values that come up in most outputs, or in all of them at the same place. */
static void suggest_constants(const els_list_problem *problem, induce_lists *in)
{
    for (uint32_t need = problem->n_examples; need >= 2 && need + 4 > problem->n_examples; need--)
        for (uint32_t i = 0; i < problem->n_examples; i++)
            for (uint32_t k = 0; k < problem->outputs[i].n; k++) {
                const int64_t value = problem->outputs[i].items[k];
                uint32_t n = 0;
                bool is_known = in->n_constants == INDUCE_CONSTANTS;
                for (uint32_t c = 0; c < in->n_constants; c++)
                    is_known = is_known || in->constants[c] == value;
                for (uint32_t e = 0; e < problem->n_examples && !is_known; e++)
                    for (uint32_t j = 0; j < problem->outputs[e].n; j++)
                        if (problem->outputs[e].items[j] == value) {
                            n++;
                            break;
                        }
                if (!is_known && n >= need)
                    in->constants[in->n_constants++] = value;
            }
}

static void run_forms(view *v)
{
    form_slice(v, false);
    form_slice(v, true);
    form_sorted(v);
    form_each(v);
    form_sometimes(v);
    form_repeated(v);
    form_joined(v);
    form_cases(v);
    form_built(v);
}

/* The outputs without an item in front, at the end, or both, which the whole list gives. */
static void strip_and_run(view *v, uint32_t front, uint32_t back)
{
    els_list_value full[ELS_LIST_MAX_EXAMPLES];
    int64_t want[ELS_LIST_MAX_EXAMPLES];
    uint32_t cost = 0;
    bool ok = true, is_empty = true;
    memcpy(full, v->out, sizeof full);
    for (uint32_t e = 0; e < n_lists(v); e++) {
        ok = ok && v->out[e].n >= front + back;
        is_empty = is_empty && v->out[e].n == front + back;
    }
    for (uint32_t s = 0; s < front + back && ok; s++) {
        for (uint32_t e = 0; e < n_lists(v); e++)
            want[e] = s < front ? full[e].items[s] : full[e].items[full[e].n - back + s - front];
        induce_fit *fit = &v->strip[s < front ? s : PARTS_MAX + s - front];
        const uint32_t limit = limit_of(v);
        ok = cost + 3 < limit &&
             match_whole(v, want, NULL, is_empty ? INDUCE_PAIRS : INDUCE_PLAIN, limit - cost, fit);
        cost += ok ? fit->cost + 1 : 0;
    }
    if (!ok)
        return;
    const uint32_t base = v->base_cost;
    const induce_effort effort = v->effort;
    v->base_cost += cost;
    v->front = front;
    v->back = back;
    v->effort = INDUCE_PLAIN;
    for (uint32_t e = 0; e < n_lists(v); e++)
        v->out[e] = (els_list_value){full[e].items + front, full[e].n - front - back, false};
    if (is_empty) {
        els_buf text = {0};
        record(v, NULL, 0, 0, false, &text);
    } else {
        form_each(v);
        form_slice(v, false);
        form_sorted(v);
    }
    v->base_cost = base;
    v->front = v->back = 0;
    v->effort = effort;
    memcpy(v->out, full, sizeof full);
}

/* A way of looking and a size of language. */
typedef struct {
    uint32_t known, cost; /* the list looked at, and what that costs */
    uint32_t term_cost, cap_terms;
    uint32_t n_compared; /* expressions that are compared with each other */
    induce_effort effort;
} induce_round;

static void run_view(induction *all, const induce_lists *in, const induce_round *round)
{
    const els_list_problem *problem = all->problem;
    view *v = ELS_ARENA_NEW(&all->scratch, view, 1);
    uint32_t length[INDUCE_LISTS];
    bool is_scalar = true;
    v->all = all;
    v->in = *in;
    v->base_cost = round->cost;
    v->effort = round->effort;
    v->name = known_names[round->known];
    for (uint32_t e = 0; e <= in->n_examples; e++) {
        v->in.lists[e] = known_list(&all->scratch, &in->lists[e], round->known);
        length[e] = v->in.lists[e].n;
    }
    for (uint32_t e = 0; e < in->n_examples; e++) {
        v->out[e] = problem->outputs[e];
        is_scalar = is_scalar && v->out[e].n == 1;
    }
    if (!induce_bank_places(&v->places, &all->scratch, &all->meter, &v->in, length,
                            round->cap_terms))
        return;
    const uint32_t test_cost = round->term_cost + 4, cap_tests = 32 * round->n_compared;
    induce_bank_grow(&v->places, round->term_cost);
    induce_bank_test(&v->places, test_cost, round->n_compared, cap_tests);
    induce_bank_wholes(&v->wholes, &all->scratch, &all->meter, &v->in, &v->places,
                       round->cap_terms);
    induce_bank_grow(&v->wholes, round->term_cost);
    induce_bank_test(&v->wholes, test_cost, round->n_compared, cap_tests);
    if (is_scalar) {
        form_number(v);
        if (v->out[0].is_number)
            return;
    }
    run_forms(v);
    for (uint32_t front = 0; front <= 2; front++)
        for (uint32_t back = 0; front + back <= 2; back++)
            if (front + back > 0 && !all->meter.is_over)
                strip_and_run(v, front, back);
}

uint32_t els_list_induce(els_arena *arena, const els_list_problem *problem,
                         const els_list_host *host, els_induced *programs)
{
    static const induce_round rounds[] = {
        {0, 0, 2, 150, 30, INDUCE_PAIRS},   {0, 0, 4, 2500, 110, INDUCE_CASES},
        {2, 1, 3, 500, 60, INDUCE_PAIRS},   {3, 2, 3, 500, 60, INDUCE_PAIRS},
        {1, 1, 3, 500, 60, INDUCE_PAIRS},   {4, 2, 3, 500, 60, INDUCE_PAIRS},
        {5, 2, 3, 500, 60, INDUCE_PAIRS},   {6, 2, 3, 500, 60, INDUCE_PAIRS},
        {0, 0, 5, 6000, 110, INDUCE_CASES},
    };
    if (problem->is_text || problem->n_examples < ELS_INDUCE_LEAST_EXAMPLES ||
        problem->n_examples > ELS_LIST_MAX_EXAMPLES)
        return 0;
    induction *all = ELS_ARENA_NEW(arena, induction, 1);
    *all = (induction){.arena = arena, .problem = problem, .programs = programs};
    all->meter.host = host;
    induce_lists in = {.n_examples = problem->n_examples};
    for (uint32_t e = 0; e <= in.n_examples; e++) {
        in.lists[e] = problem->inputs[e];
        if (in.lists[e].n > ELS_LIST_MAX_ITEMS)
            return 0;
    }
    for (uint32_t e = 0; e < in.n_examples; e++)
        if (problem->outputs[e].n > ELS_LIST_MAX_ITEMS)
            return 0;
    suggest_constants(problem, &in);
    for (uint32_t r = 0; r < sizeof rounds / sizeof rounds[0] && !all->meter.is_over; r++) {
        /* A short program needs no richer language. */
        if (all->n_programs > 0 &&
            all->programs[0].cost <= rounds[r].cost + rounds[r].term_cost + 5)
            break;
        run_view(all, &in, &rounds[r]);
        els_arena_reset(&all->scratch);
    }
    els_arena_fini(&all->scratch);
    return all->n_programs;
}
