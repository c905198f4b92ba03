/* induce_match.c — the cheapest expression that is what it must be at the given points. */
#include "els_hash.h"
#include "induce_bank.h"

#include <string.h>

enum {
    SOLVED_TERMS = 1000, /* terms a constant is solved for */
    SOLVED_QUICKLY = 120,
    PAIR_TERMS = 1200,
    PAIR_SLOTS = 8192,
    HITS_MAX = 160,
    REST_TRIES = 40,
    NESTED_TRIES = 10,
    LEAST_FOR_CONSTANT = 4 /* points, before a constant out of nowhere is believed */
};

typedef struct {
    const induce_bank *bank;
    const induce_goal *goal;
    uint32_t limit; /* only cheaper ones are wanted */
    induce_fit *best;
    bool is_found;
} match;

static int64_t value_at(const match *m, uint32_t term, uint32_t i)
{
    return m->bank->terms[term].v[m->goal->at[i]];
}

static int64_t combine(char op, int64_t x, int64_t k, int64_t c)
{
    switch (op) {
    case '+':
        return x * k + c;
    case '<':
        return x < k ? x : k;
    case '>':
        return x > k ? x : k;
    case '|':
        return x > k ? x - k : k - x;
    case '%':
        return ((x % k) + k) % k;
    default: /* / */
        return (x - (((x % k) + k) % k)) / k;
    }
}

static bool holds_for_all(const match *m, uint32_t term, char op, int64_t k, int64_t c)
{
    for (uint32_t i = 0; i < m->goal->n; i++) {
        const int64_t x = value_at(m, term, i);
        if (x == INDUCE_UNDEFINED || combine(op, x, k, c) != m->goal->want[i])
            return false;
    }
    return true;
}

static uint32_t cost_of_constant(int64_t k)
{
    k = k < 0 ? -k : k;
    return k < 4 ? 2 : k < 11 ? 3 : 4;
}

static els_str text_of(const induce_bank *bank, els_buf *buf)
{
    els_str text = els_arena_copy(bank->arena, els_buf_str(buf));
    els_buf_fini(buf);
    return text;
}

static void keep(match *m, const int64_t *values, uint32_t cost, els_buf *text)
{
    const uint32_t n = m->goal->n_query;
    int64_t *copy = ELS_ARENA_NEW(m->bank->arena, int64_t, n + 1);
    memcpy(copy, values, n * sizeof *copy);
    *m->best = (induce_fit){copy, cost, text_of(m->bank, text)};
    m->limit = cost;
    m->is_found = true;
}

static void keep_term(match *m, uint32_t term)
{
    int64_t values[INDUCE_POINTS];
    for (uint32_t i = 0; i < m->goal->n_query; i++) {
        values[i] = m->bank->terms[term].v[m->goal->query_at[i]];
        if (values[i] == INDUCE_UNDEFINED)
            return;
    }
    els_buf text = {0};
    induce_term_text(m->bank, term, &text);
    keep(m, values, m->bank->terms[term].cost, &text);
}

static void keep_solved(match *m, uint32_t term, char op, int64_t k, int64_t c, uint32_t cost)
{
    int64_t values[INDUCE_POINTS];
    for (uint32_t i = 0; i < m->goal->n_query; i++) {
        const int64_t x = m->bank->terms[term].v[m->goal->query_at[i]];
        if (x == INDUCE_UNDEFINED)
            return;
        values[i] = combine(op, x, k, c);
    }
    els_buf text = {0};
    if (op == '+') {
        els_buf_printf(&text, "(%lld * ", (long long)k);
        induce_term_text(m->bank, term, &text);
        els_buf_printf(&text, " + %lld)", (long long)c);
    } else {
        els_buf_addc(&text, '(');
        induce_term_text(m->bank, term, &text);
        els_buf_printf(&text, " %s %lld)",
                       op == '<'   ? "min"
                       : op == '>' ? "max"
                       : op == '|' ? "distance"
                       : op == '%' ? "mod"
                                   : "div",
                       (long long)k);
    }
    keep(m, values, cost, &text);
}

static void try_solved(match *m, uint32_t term, char op, int64_t k, int64_t c)
{
    const uint32_t cost = m->bank->terms[term].cost + 1 +
                          (op == '+' && k == 1 ? 0 : cost_of_constant(k)) +
                          (op == '+' && c == 0 ? 0
                           : op == '+'         ? cost_of_constant(c)
                                               : 0);
    if (cost < m->limit && holds_for_all(m, term, op, k, c))
        keep_solved(m, term, op, k, c, cost);
}

/* One or two constants that make the term what is wanted, solved for from a few points. */
static void solve_constants(match *m, uint32_t term, int64_t least, int64_t most)
{
    const induce_goal *goal = m->goal;
    const int64_t x0 = value_at(m, term, 0), w0 = goal->want[0], bound = 1000000;
    uint32_t other = 1, high = 0;
    if (x0 == INDUCE_UNDEFINED || x0 > bound || x0 < -bound)
        return;
    for (uint32_t i = 0; i < goal->n; i++) {
        const int64_t x = value_at(m, term, i);
        if (x == INDUCE_UNDEFINED || x > bound || x < -bound)
            return;
        high = x > value_at(m, term, high) ? i : high;
    }
    while (other < goal->n && value_at(m, term, other) == x0)
        other++;
    if (other == goal->n)
        return;
    const int64_t dx = value_at(m, term, other) - x0, dw = goal->want[other] - w0;
    if (dw % dx == 0 && dw != 0 && dw / dx < bound && dw / dx > -bound)
        try_solved(m, term, '+', dw / dx, w0 - dw / dx * x0);
    try_solved(m, term, '<', most, 0);
    try_solved(m, term, '>', least, 0);
    try_solved(m, term, '|', x0 + w0, 0);
    try_solved(m, term, '|', x0 - w0, 0);
    for (int64_t k = most + 1; least >= 0 && k >= 2 && k < most + 3; k++)
        try_solved(m, term, '%', k, 0);
    if (goal->want[high] > 0)
        for (int64_t k = value_at(m, term, high) / goal->want[high], d = 0; d < 2; d++)
            if (k - d >= 2)
                try_solved(m, term, '/', k - d, 0);
}

/* The item at a place counted by the term, around the end. */
static int64_t around(const induce_bank *bank, uint32_t term, uint32_t point)
{
    const els_list_value *list = &bank->lists[bank->list_of[point]];
    const int64_t x = bank->terms[term].v[point], n = list->n;
    return x == INDUCE_UNDEFINED || n == 0 ? INDUCE_UNDEFINED : list->items[(x % n + n) % n];
}

static void match_around(match *m, uint32_t term)
{
    int64_t values[INDUCE_POINTS];
    const induce_goal *goal = m->goal;
    for (uint32_t i = 0; i < goal->n; i++)
        if (around(m->bank, term, goal->at[i]) != goal->want[i])
            return;
    for (uint32_t i = 0; i < goal->n_query; i++) {
        values[i] = around(m->bank, term, goal->query_at[i]);
        if (values[i] == INDUCE_UNDEFINED)
            return;
    }
    els_buf text = {0};
    els_buf_printf(&text, "(around ");
    induce_term_text(m->bank, term, &text);
    els_buf_addc(&text, ')');
    keep(m, values, m->bank->terms[term].cost + 3, &text);
}

static void match_plain(match *m, uint32_t n_solved)
{
    const induce_goal *goal = m->goal;
    int64_t least = goal->want[0], most = goal->want[0];
    for (uint32_t t = 0; t < m->bank->n_terms && m->bank->terms[t].cost < m->limit; t++) {
        uint32_t i = 0;
        while (i < goal->n && value_at(m, t, i) == goal->want[i])
            i++;
        if (i == goal->n)
            keep_term(m, t);
    }
    if (goal->n < LEAST_FOR_CONSTANT)
        return;
    for (uint32_t i = 1; i < goal->n; i++) {
        least = goal->want[i] < least ? goal->want[i] : least;
        most = goal->want[i] > most ? goal->want[i] : most;
    }
    if (least == most) {
        int64_t values[INDUCE_POINTS];
        els_buf text = {0};
        for (uint32_t i = 0; i < goal->n_query; i++)
            values[i] = least;
        if (1 + cost_of_constant(least) < m->limit) {
            els_buf_printf(&text, "%lld", (long long)least);
            keep(m, values, 1 + cost_of_constant(least), &text);
        }
        return;
    }
    for (uint32_t t = 0; t < m->bank->n_terms && t < n_solved; t++) {
        if (!m->bank->terms[t].is_constant && m->bank->terms[t].cost + 2 < m->limit)
            solve_constants(m, t, least, most);
        if (m->bank->terms[t].cost + 3 < m->limit)
            match_around(m, t);
    }
}

/* ---- two terms ---- */

typedef struct {
    uint64_t *keys;
    uint16_t *terms;
} pair_index;

static uint64_t mix(uint64_t h, int64_t v)
{
    return (h ^ (uint64_t)v) * UINT64_C(0x9e3779b97f4a7c15) + (h >> 31);
}

static uint32_t find(const pair_index *index, uint64_t key)
{
    uint32_t slot = (uint32_t)(els_hash_mix(key) % PAIR_SLOTS);
    while (index->keys[slot] != 0 && index->keys[slot] != key)
        slot = (slot + 1) % PAIR_SLOTS;
    return slot;
}

/* What the other term would have to be; false when there is none. */
static bool other_key(const match *m, uint32_t term, char op, uint64_t *ret_key)
{
    uint64_t h = 1;
    for (uint32_t i = 0; i < m->goal->n; i++) {
        const int64_t x = value_at(m, term, i), w = m->goal->want[i];
        if (x == INDUCE_UNDEFINED || (op == '*' && (x == 0 || w % x != 0)))
            return false;
        h = mix(h, op == '+' ? w - x : op == '-' ? x - w : op == 'r' ? x + w : w / x);
    }
    *ret_key = h ? h : 1;
    return true;
}

static int64_t joined(char op, int64_t x, int64_t y)
{
    return op == '+' ? x + y : op == '-' ? x - y : op == 'r' ? y - x : x * y;
}

static void keep_pair(match *m, uint32_t a, char op, uint32_t b)
{
    int64_t values[INDUCE_POINTS];
    const induce_bank *bank = m->bank;
    for (uint32_t i = 0; i < m->goal->n; i++) {
        if (value_at(m, b, i) == INDUCE_UNDEFINED ||
            joined(op, value_at(m, a, i), value_at(m, b, i)) != m->goal->want[i])
            return;
    }
    for (uint32_t i = 0; i < m->goal->n_query; i++) {
        const int64_t x = bank->terms[a].v[m->goal->query_at[i]],
                      y = bank->terms[b].v[m->goal->query_at[i]];
        if (x == INDUCE_UNDEFINED || y == INDUCE_UNDEFINED)
            return;
        values[i] = joined(op, x, y);
    }
    els_buf text = {0};
    els_buf_printf(&text, "(%c ", op == 'r' ? '-' : op);
    induce_term_text(bank, op == 'r' ? b : a, &text);
    els_buf_addc(&text, ' ');
    induce_term_text(bank, op == 'r' ? a : b, &text);
    els_buf_addc(&text, ')');
    keep(m, values, bank->terms[a].cost + bank->terms[b].cost + 1, &text);
}

static void match_pairs(match *m)
{
    static const char signs[] = {'+', '-', 'r', '*'};
    const induce_bank *bank = m->bank;
    if (m->goal->n < LEAST_FOR_CONSTANT)
        return;
    pair_index index = {ELS_ARENA_NEW(bank->arena, uint64_t, PAIR_SLOTS),
                        ELS_ARENA_NEW(bank->arena, uint16_t, PAIR_SLOTS)};
    for (uint32_t t = 0; t < bank->n_terms; t++) {
        uint64_t h = 1;
        for (uint32_t i = 0; i < m->goal->n; i++)
            h = mix(h, value_at(m, t, i));
        h = h ? h : 1;
        uint32_t slot = find(&index, h);
        if (index.keys[slot] == 0) {
            index.keys[slot] = h;
            index.terms[slot] = (uint16_t)t;
        }
    }
    for (uint32_t t = 0; t < bank->n_terms && t < PAIR_TERMS; t++) {
        if (bank->terms[t].cost + 2 >= m->limit || !induce_count(bank->meter, 4 * m->goal->n))
            return;
        for (uint32_t k = 0; k < sizeof signs; k++) {
            uint64_t key;
            if (!other_key(m, t, signs[k], &key))
                continue;
            const uint32_t slot = find(&index, key);
            if (index.keys[slot] != 0 &&
                bank->terms[t].cost + bank->terms[index.terms[slot]].cost + 1 < m->limit)
                keep_pair(m, t, signs[k], index.terms[slot]);
        }
    }
}

/* ---- alternatives ---- */

typedef struct {
    uint32_t term;
    uint32_t cost;
    uint64_t mask[INDUCE_WORDS]; /* by place in the goal: where the term is right */
} hit;

typedef struct {
    hit hits[HITS_MAX];
    uint32_t n_hits;
    uint32_t rest_tries, nested_tries;
} cases;

static uint32_t bits(const uint64_t *mask)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < INDUCE_WORDS; w++)
        n += (uint32_t)__builtin_popcountll(mask[w]);
    return n;
}

static void find_hits(const match *m, cases *c)
{
    const induce_goal *goal = m->goal;
    for (uint32_t t = 0; t < m->bank->n_terms && c->n_hits < HITS_MAX; t++) {
        hit *h = &c->hits[c->n_hits];
        memset(h->mask, 0, sizeof h->mask);
        h->term = t;
        h->cost = m->bank->terms[t].cost;
        for (uint32_t i = 0; i < goal->n; i++)
            h->mask[i / 64] |= (uint64_t)(value_at(m, t, i) == goal->want[i]) << (i % 64);
        bool is_new = bits(h->mask) >= 2;
        for (uint32_t k = 0; k < c->n_hits && is_new; k++)
            is_new = memcmp(c->hits[k].mask, h->mask, sizeof h->mask) != 0;
        c->n_hits += is_new;
    }
}

static const hit *cheapest_over(const cases *c, const uint64_t *side)
{
    const hit *best = NULL;
    for (uint32_t k = 0; k < c->n_hits; k++) {
        bool covers = true;
        for (uint32_t w = 0; w < INDUCE_WORDS && covers; w++)
            covers = (side[w] & ~c->hits[k].mask[w]) == 0;
        if (covers && (!best || c->hits[k].cost < best->cost))
            best = &c->hits[k];
    }
    return best;
}

/* What one side of a test gives: a hit, or the rest matched by itself. */
static bool side_fit(const match *m, cases *c, uint32_t test, bool when, const uint64_t *side,
                     const hit *known, induce_effort effort, uint32_t limit, induce_fit *ret)
{
    const induce_bank *bank = m->bank;
    uint16_t at[INDUCE_POINTS], query_at[INDUCE_POINTS];
    int64_t want[INDUCE_POINTS];
    induce_goal part = {.at = at, .want = want, .query_at = query_at};
    for (uint32_t i = 0; i < m->goal->n; i++)
        if (side[i / 64] >> (i % 64) & 1) {
            at[part.n] = m->goal->at[i];
            want[part.n++] = m->goal->want[i];
        }
    for (uint32_t i = 0; i < m->goal->n_query; i++)
        if (induce_holds(&bank->tests[test], m->goal->query_at[i]) == when)
            query_at[part.n_query++] = m->goal->query_at[i];
    if (known) {
        int64_t *values = ELS_ARENA_NEW(bank->arena, int64_t, part.n_query + 1);
        els_buf text = {0};
        for (uint32_t i = 0; i < part.n_query; i++) {
            values[i] = bank->terms[known->term].v[query_at[i]];
            if (values[i] == INDUCE_UNDEFINED)
                return false;
        }
        induce_term_text(bank, known->term, &text);
        *ret = (induce_fit){values, known->cost, text_of(bank, &text)};
        return true;
    }
    if (part.n < LEAST_FOR_CONSTANT || c->rest_tries >= REST_TRIES)
        return false;
    c->rest_tries++;
    if (induce_match(bank, &part, INDUCE_PLAIN, limit, ret))
        return true;
    if (effort != INDUCE_CASES || c->nested_tries >= NESTED_TRIES)
        return false;
    c->nested_tries++;
    return induce_match(bank, &part, INDUCE_CASES, limit, ret);
}

static void try_test(match *m, cases *c, uint32_t t, induce_effort rest)
{
    const induce_test *test = &m->bank->tests[t];
    uint64_t yes[INDUCE_WORDS] = {0}, no[INDUCE_WORDS] = {0};
    if (test->cost + 4 >= m->limit)
        return;
    for (uint32_t i = 0; i < m->goal->n; i++) {
        const bool holds = induce_holds(test, m->goal->at[i]);
        (holds ? yes : no)[i / 64] |= UINT64_C(1) << (i % 64);
    }
    if (bits(yes) < 2 || bits(no) < 2)
        return;
    const hit *a = cheapest_over(c, yes), *b = cheapest_over(c, no);
    if ((!a && !b) || ((!a || !b) && rest == INDUCE_PLAIN))
        return;
    uint32_t cost = test->cost + 1 + (a ? a->cost : 1) + (b ? b->cost : 1);
    if (cost >= m->limit)
        return;
    induce_fit then, other;
    if (!side_fit(m, c, t, true, yes, a, rest, m->limit - cost + 1, &then) ||
        !side_fit(m, c, t, false, no, b, rest, m->limit - cost + 1, &other))
        return;
    cost = test->cost + 1 + then.cost + other.cost;
    if (cost >= m->limit)
        return;
    int64_t values[INDUCE_POINTS];
    uint32_t n_then = 0, n_other = 0;
    for (uint32_t i = 0; i < m->goal->n_query; i++)
        values[i] = induce_holds(test, m->goal->query_at[i]) ? then.values[n_then++]
                                                             : other.values[n_other++];
    els_buf text = {0};
    els_buf_printf(&text, "(if ");
    induce_test_text(m->bank, t, &text);
    els_buf_printf(&text, " " ELS_STR_FMT " " ELS_STR_FMT ")", ELS_STR_ARG(then.text),
                   ELS_STR_ARG(other.text));
    keep(m, values, cost, &text);
}

static void match_cases(match *m)
{
    cases *c = ELS_ARENA_NEW(m->bank->arena, cases, 1);
    if (m->goal->n < 2 * LEAST_FOR_CONSTANT)
        return;
    find_hits(m, c);
    /* Both sides known first: that is cheap, and lowers the limit for the dear ones. */
    for (uint32_t t = 1; t < m->bank->n_tests && induce_count(m->bank->meter, m->goal->n); t++)
        try_test(m, c, t, INDUCE_PLAIN);
    if (!m->is_found)
        for (uint32_t t = 1; t < m->bank->n_tests && induce_count(m->bank->meter, m->goal->n); t++)
            try_test(m, c, t, INDUCE_CASES);
}

bool induce_match(const induce_bank *bank, const induce_goal *goal, induce_effort effort,
                  uint32_t limit, induce_fit *ret)
{
    match m = {.bank = bank, .goal = goal, .limit = limit, .best = ret};
    if (goal->n == 0)
        return false;
    match_plain(&m, effort == INDUCE_PLAIN ? SOLVED_QUICKLY : SOLVED_TERMS);
    if (effort >= INDUCE_PAIRS && !m.is_found)
        match_pairs(&m);
    if (effort >= INDUCE_CASES && !m.is_found)
        match_cases(&m);
    return m.is_found;
}
