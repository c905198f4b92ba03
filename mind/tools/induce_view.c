/* induce_view.c — recording answers; what all forms share. */
#include "induce_view.h"

#include <stdlib.h>
#include <string.h>

uint32_t induce_limit(const induce_view *v)
{
    /* A little dearer than the best is still offered, as another opinion. */
    const induction *all = v->all;
    const uint32_t best = all->n_programs ? all->programs[0].cost + 2 : INDUCE_NO_LIMIT;
    return best > v->base_cost ? best - v->base_cost : 0;
}

/* Records an answer (put together with what was stripped). `text` is freed. */
void induce_record(induce_view *v, const int64_t *items, uint32_t n, uint32_t cost, bool is_number,
                   els_buf *text)
{
    induction *all = v->all;
    int64_t whole[ELS_LIST_MAX_ITEMS + 2 * INDUCE_PARTS_MAX];
    uint32_t m = 0;
    cost += v->base_cost;
    for (uint32_t i = 0; i < v->front; i++)
        whole[m++] = v->strip[i].values[0];
    for (uint32_t i = 0; i < n && i < ELS_LIST_MAX_ITEMS; i++)
        whole[m++] = items[i];
    for (uint32_t i = 0; i < v->back; i++)
        whole[m++] = v->strip[INDUCE_PARTS_MAX + i].values[0];
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
            els_buf_printf(&line, " end " ELS_STR_FMT,
                           ELS_STR_ARG(v->strip[INDUCE_PARTS_MAX + i].text));
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

bool induce_match_whole(induce_view *v, const int64_t *want, const bool *is_known,
                        induce_effort effort, uint32_t limit, induce_fit *ret)
{
    uint16_t at[ELS_LIST_MAX_EXAMPLES], query = (uint16_t)v->in.n_examples;
    int64_t known[ELS_LIST_MAX_EXAMPLES];
    induce_goal goal = {.at = at, .want = known, .n_query = 1, .query_at = &query};
    for (uint32_t e = 0; e < v->in.n_examples; e++)
        if (!is_known || is_known[e]) {
            at[goal.n] = (uint16_t)e;
            known[goal.n++] = want[e];
        }
    return goal.n >= ELS_INDUCE_LEAST_EXAMPLES &&
           induce_match(&v->wholes, &goal, effort, limit, ret);
}

/* ---- lists that are known ---- */

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

/* Each item where it is met first; returns how many are left. */
static uint32_t keep_distinct(int64_t *x, uint32_t n)
{
    uint32_t kept = 0;
    for (uint32_t i = 0, k; i < n; i++) {
        for (k = 0; k < kept && x[k] != x[i]; k++)
            continue;
        if (k == kept)
            x[kept++] = x[i];
    }
    return kept;
}

const char *const induce_known_names[INDUCE_KNOWN_LISTS] = {
    "input", "reversed", "sorted",          "falling",         "distinct",
    "rest",  "start",    "distinct sorted", "distinct falling"};

els_list_value induce_known_list(els_arena *arena, const els_list_value *x, uint32_t which)
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
    case 7:
    case 8:
        qsort(items, n, sizeof *items, by_value);
        if (which == 3 || which == 8)
            reverse(items, n);
        n = which > 3 ? keep_distinct(items, n) : n;
        break;
    case 4:
        n = keep_distinct(items, n);
        break;
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
