/* induce_each.c — forms that go through the places of the input. */
#include "induce_view.h"

#include <string.h>

typedef struct {
    uint32_t chosen[INDUCE_POINTS]; /* places that give something, in order */
    uint32_t n_train, n;
} choice;

static void choose(const induce_view *v, const induce_test *test, choice *ret)
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
static bool counts_fit(const induce_view *v, const induce_test *test, uint32_t always,
                       uint32_t parts)
{
    for (uint32_t e = 0, p = 0; e < v->in.n_examples; e++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < v->in.lists[e].n; i++, p++)
            n += induce_holds(test, p);
        if (always * v->in.lists[e].n + n * parts != v->out[e].n)
            return false;
    }
    return true;
}

/* How many items each chosen place gives; 0 when that does not come out even. */
static uint32_t parts_per_place(const induce_view *v, const induce_test *test)
{
    for (uint32_t parts = 1; parts <= INDUCE_PARTS_MAX; parts++)
        if (counts_fit(v, test, 0, parts))
            return parts;
    return 0;
}

/* One item of every chosen place: number `part` of `parts`. */
static bool match_part(induce_view *v, const choice *c, uint32_t parts, uint32_t part,
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
static void join_for_kept(induce_view *v)
{
    uint64_t kept[INDUCE_WORDS] = {0};
    for (uint32_t e = 0, p = 0; e < v->in.n_examples; e++) {
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
void induce_form_each(induce_view *v)
{
    choice c;
    join_for_kept(v);
    for (uint32_t t = 0; t < v->places.n_tests && induce_count(&v->all->meter, v->places.n_points);
         t++) {
        const induce_test *test = &v->places.tests[t];
        uint32_t limit = induce_limit(v), cost = test->cost + 1;
        if (cost >= limit)
            continue;
        const uint32_t parts = parts_per_place(v, test);
        if (parts == 0)
            continue;
        choose(v, test, &c);
        induce_fit fit[INDUCE_PARTS_MAX];
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
        induce_record(v, items, (c.n - c.n_train) * parts, cost, false, &text);
    }
}

/* Every place gives f; those where the test holds also g, before or behind. */
static void try_sometimes(induce_view *v, uint32_t t, bool is_before)
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
    uint32_t limit = induce_limit(v), cost = test->cost + 2, n = 0, i = 0, j = 0;
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
    induce_record(v, items, n, cost + g.cost, false, &text);
}

void induce_form_sometimes(induce_view *v)
{
    for (uint32_t t = 1; t < v->places.n_tests && induce_count(&v->all->meter, v->in.n_examples);
         t++)
        if (v->places.tests[t].cost + 4 < induce_limit(v) &&
            counts_fit(v, &v->places.tests[t], 1, 1)) {
            try_sometimes(v, t, false);
            try_sometimes(v, t, true);
        }
}

/* What f must be at the places, and in the query, where each gives it as often as a term says. */
typedef struct {
    uint16_t at[INDUCE_POINTS], query_at[INDUCE_POINTS];
    int64_t want[INDUCE_POINTS];
    int64_t along[INDUCE_POINTS], query_along[INDUCE_POINTS]; /* how often it was given before */
    uint32_t n, n_query;
} repeats;

/* False where the outputs have not as many items as the term says. */
static bool lay_out(const induce_view *v, const induce_term *times, repeats *r)
{
    const induce_bank *bank = &v->places;
    uint32_t total[INDUCE_LISTS] = {0};
    r->n = r->n_query = 0;
    for (uint32_t p = 0; p < bank->n_points; p++) {
        const int64_t g = times->v[p];
        const uint32_t e = bank->list_of[p];
        if (g == INDUCE_UNDEFINED || g < 0 || g > ELS_LIST_MAX_ITEMS)
            return false;
        for (int64_t k = 0; k < g; k++) {
            if (p >= bank->n_train) {
                if (r->n_query == ELS_LIST_MAX_ITEMS)
                    return false;
                r->query_along[r->n_query] = k;
                r->query_at[r->n_query++] = (uint16_t)p;
            } else {
                if (total[e] == v->out[e].n || r->n == INDUCE_POINTS - 1)
                    return false;
                r->along[r->n] = k;
                r->at[r->n] = (uint16_t)p;
                r->want[r->n++] = v->out[e].items[total[e]];
            }
            total[e]++;
        }
    }
    for (uint32_t e = 0; e < v->in.n_examples; e++)
        if (total[e] != v->out[e].n)
            return false;
    return true;
}

/* f, f + k, f - k by `sign` 0, 1, -1, k counting from 0 at each place. */
static void try_repeats(induce_view *v, uint32_t term, const repeats *r, int64_t sign)
{
    const induce_bank *bank = &v->places;
    const uint32_t cost = bank->terms[term].cost + 2 + (sign != 0);
    int64_t shifted[INDUCE_POINTS], items[ELS_LIST_MAX_ITEMS];
    for (uint32_t i = 0; i < r->n; i++)
        shifted[i] = r->want[i] - sign * r->along[i];
    const induce_goal goal = {r->n, r->at, shifted, r->n_query, r->query_at};
    induce_fit f;
    if (cost >= induce_limit(v) ||
        !induce_match(bank, &goal, INDUCE_PLAIN, induce_limit(v) - cost, &f))
        return;
    for (uint32_t i = 0; i < r->n_query; i++)
        items[i] = f.values[i] + sign * r->query_along[i];
    els_buf text = {0};
    els_buf_printf(&text, "each " ELS_STR_FMT "%s times ", ELS_STR_ARG(f.text),
                   sign == 0  ? ""
                   : sign > 0 ? " upwards"
                              : " downwards");
    induce_term_text(bank, term, &text);
    induce_record(v, items, r->n_query, cost + f.cost, false, &text);
}

/* Every place gives f as often as g says; f may count along. */
void induce_form_repeated(induce_view *v)
{
    enum { LEAST = 4 }; /* items that f is found from */
    const induce_bank *bank = &v->places;
    for (uint32_t t = 0; t < bank->n_terms && induce_count(&v->all->meter, v->places.n_points);
         t++) {
        repeats r;
        if (bank->terms[t].cost + 3 >= induce_limit(v) || !lay_out(v, &bank->terms[t], &r) ||
            r.n < LEAST)
            continue;
        try_repeats(v, t, &r, 0);
        try_repeats(v, t, &r, 1);
        try_repeats(v, t, &r, -1);
    }
}
