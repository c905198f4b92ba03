/* induce_bank.c — bottom-up enumeration of expressions and tests. */
#include "induce_bank.h"

#include "els_hash.h"

#include <stdlib.h>
#include <string.h>

enum {
    JOINED_TESTS = 60,
    SAME_PARITY_TERMS = 30,
    JOIN_SIDES = 500,
    JOINED_FOR_MAX = 64 /* kept free for those that are wanted */
};

typedef enum {
    OP_LEAF,
    OP_SQUARE,
    OP_ABS,
    OP_DIGIT_SUM,
    OP_HALF,
    OP_PARITY,
    OP_LAST_DIGIT,
    OP_TENTH,
    OP_PRIME,
    OP_AT,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_MAX,
    OP_MIN,
    OP_MOD,
    OP_DIV
} term_op;

static const struct {
    const char *name;
    uint8_t cost;
} ops[] = {
    [OP_LEAF] = {"", 0},
    [OP_SQUARE] = {"square", 2},
    [OP_ABS] = {"abs", 2},
    [OP_DIGIT_SUM] = {"digit_sum", 2},
    [OP_HALF] = {"half", 2},
    [OP_PARITY] = {"parity", 2},
    [OP_LAST_DIGIT] = {"last_digit", 2},
    [OP_TENTH] = {"tenth", 2},
    [OP_PRIME] = {"prime", 2},
    [OP_AT] = {"at", 2},
    [OP_ADD] = {"+", 1},
    [OP_SUB] = {"-", 1},
    [OP_MUL] = {"*", 1},
    [OP_MAX] = {"max", 1},
    [OP_MIN] = {"min", 1},
    [OP_MOD] = {"mod", 2},
    [OP_DIV] = {"div", 2},
};

typedef enum {
    REL_ALWAYS,
    REL_LESS,
    REL_AT_MOST,
    REL_EQUAL,
    REL_OVER_K,
    REL_IS_K,
    REL_MOD,
    REL_AND,
    REL_OR,
    REL_SAME_PARITY
} relation;

static const int64_t largest_value = INT64_C(1000000000000);

bool induce_count(induce_meter *meter, uint32_t values)
{
    if (meter->is_over)
        return false;
    if (meter->values < values) {
        if (meter->host && meter->host->spend && !meter->host->spend(meter->host->context, 1)) {
            meter->is_over = true;
            return false;
        }
        meter->values += INDUCE_VALUES_PER_UNIT;
    }
    meter->values -= values;
    return true;
}

void induce_bank_init(induce_bank *bank, els_arena *arena, induce_meter *meter,
                      const els_list_value *lists, uint32_t cap_terms)
{
    memset(bank, 0, sizeof *bank);
    bank->arena = arena;
    bank->meter = meter;
    bank->lists = lists;
    bank->cap_terms = cap_terms < INDUCE_TERMS_MAX ? cap_terms : INDUCE_TERMS_MAX;
    bank->leaves = ELS_ARENA_NEW(arena, induce_term, INDUCE_LEAVES);
    bank->terms = ELS_ARENA_NEW(arena, induce_term, bank->cap_terms);
    bank->term_slots = 2 * bank->cap_terms;
    bank->term_seen = ELS_ARENA_NEW(arena, uint64_t, bank->term_slots);
}

void induce_bank_leaf(induce_bank *bank, const char *name, int64_t *v, uint32_t cost)
{
    if (bank->n_leaves < INDUCE_LEAVES)
        bank->leaves[bank->n_leaves++] = (induce_term){.v = v, .cost = cost, .name = name};
}

void induce_bank_constant(induce_bank *bank, int64_t k, uint32_t cost)
{
    for (uint32_t i = 0; i < bank->n_leaves; i++)
        if (bank->leaves[i].is_constant && bank->leaves[i].k == k)
            return;
    if (bank->n_leaves == INDUCE_LEAVES)
        return;
    int64_t *v = ELS_ARENA_NEW(bank->arena, int64_t, bank->n_points + 1);
    for (uint32_t p = 0; p < bank->n_points; p++)
        v[p] = k;
    bank->leaves[bank->n_leaves++] =
        (induce_term){.v = v, .cost = cost, .k = k, .is_constant = true};
}

/* True when the hash is new; remembers it while there is room. */
static bool is_new(uint64_t *seen, uint32_t n_slots, uint64_t hash)
{
    hash = hash ? hash : 1;
    uint32_t slot = (uint32_t)(hash % n_slots);
    while (seen[slot] != 0) {
        if (seen[slot] == hash)
            return false;
        slot = (slot + 1) % n_slots;
    }
    seen[slot] = hash;
    return true;
}

static uint64_t hash_words(const void *words, uint32_t n)
{
    const uint64_t *w = words;
    uint64_t h = n;
    for (uint32_t i = 0; i < n; i++)
        h = (h ^ w[i]) * UINT64_C(0x9e3779b97f4a7c15) + (h >> 29);
    return els_hash_mix(h);
}

/* Keeps the term when its behaviour is new. `scratch` holds its values. */
static void keep_term(induce_bank *bank, induce_term term, const int64_t *scratch)
{
    bool any = false;
    for (uint32_t p = 0; p < bank->n_train && !any; p++)
        any = scratch[p] != INDUCE_UNDEFINED;
    if (!any || bank->n_terms == bank->cap_terms ||
        !is_new(bank->term_seen, bank->term_slots, hash_words(scratch, bank->n_points)))
        return;
    term.v = ELS_ARENA_NEW(bank->arena, int64_t, bank->n_points + 1);
    memcpy(term.v, scratch, bank->n_points * sizeof *scratch);
    term.known = NULL;
    bank->terms[bank->n_terms++] = term;
}

static int64_t digit_sum(int64_t x)
{
    int64_t sum = 0;
    for (x = x < 0 ? -x : x; x > 0; x /= 10)
        sum += x % 10;
    return sum;
}

static int64_t is_prime(int64_t x)
{
    for (int64_t d = 2; d * d <= x && d < 1000; d++)
        if (x % d == 0)
            return 0;
    return x > 1;
}

static int64_t floor_div(int64_t x, int64_t y)
{
    int64_t q = x / y;
    return q - ((x % y != 0) && ((x < 0) != (y < 0)));
}

static int64_t in_range(int64_t x)
{
    return x > largest_value || x < -largest_value ? INDUCE_UNDEFINED : x;
}

static int64_t unary(const induce_bank *bank, uint32_t point, uint8_t op, int64_t x)
{
    if (x == INDUCE_UNDEFINED)
        return x;
    switch (op) {
    case OP_SQUARE:
        return x > 1000000 || x < -1000000 ? INDUCE_UNDEFINED : x * x;
    case OP_ABS:
        return x < 0 ? -x : x;
    case OP_DIGIT_SUM:
        return digit_sum(x);
    case OP_HALF:
        return floor_div(x, 2);
    case OP_PARITY:
        return x & 1;
    case OP_LAST_DIGIT:
        return (x < 0 ? -x : x) % 10;
    case OP_TENTH:
        return floor_div(x, 10);
    case OP_PRIME:
        return is_prime(x);
    default: { /* at */
        const els_list_value *list = &bank->lists[bank->list_of[point]];
        return x >= 0 && x < (int64_t)list->n ? list->items[x] : INDUCE_UNDEFINED;
    }
    }
}

static int64_t binary(uint8_t op, int64_t x, int64_t y)
{
    if (x == INDUCE_UNDEFINED || y == INDUCE_UNDEFINED)
        return INDUCE_UNDEFINED;
    switch (op) {
    case OP_ADD:
        return in_range(x + y);
    case OP_SUB:
        return in_range(x - y);
    case OP_MUL:
        return x > 1000000 || x < -1000000 || y > 1000000 || y < -1000000 ? INDUCE_UNDEFINED
                                                                          : in_range(x * y);
    case OP_MAX:
        return x > y ? x : y;
    case OP_MIN:
        return x < y ? x : y;
    case OP_MOD:
        return y == 0 ? INDUCE_UNDEFINED : x - y * floor_div(x, y);
    default:
        return y == 0 ? INDUCE_UNDEFINED : floor_div(x, y);
    }
}

static void grow_unary(induce_bank *bank, uint32_t cost, uint8_t op)
{
    int64_t scratch[INDUCE_POINTS];
    if (cost <= ops[op].cost)
        return;
    const uint32_t inner = cost - ops[op].cost;
    for (uint32_t a = bank->end_of_cost[inner - 1];
         a < bank->end_of_cost[inner] && induce_count(bank->meter, bank->n_points); a++) {
        if (bank->terms[a].is_constant && op != OP_AT)
            continue;
        for (uint32_t p = 0; p < bank->n_points; p++)
            scratch[p] = unary(bank, p, op, bank->terms[a].v[p]);
        keep_term(bank, (induce_term){.cost = cost, .a = a, .op = op}, scratch);
    }
}

static void grow_binary(induce_bank *bank, uint32_t cost, uint8_t op)
{
    int64_t scratch[INDUCE_POINTS];
    const bool commutes = op != OP_SUB && op != OP_MOD && op != OP_DIV;
    if (cost <= ops[op].cost)
        return;
    const uint32_t inner = cost - ops[op].cost;
    for (uint32_t ca = 1; ca < inner; ca++) {
        const uint32_t cb = inner - ca;
        if (commutes && cb < ca)
            break;
        for (uint32_t a = bank->end_of_cost[ca - 1]; a < bank->end_of_cost[ca]; a++)
            for (uint32_t b = commutes && ca == cb ? a : bank->end_of_cost[cb - 1];
                 b < bank->end_of_cost[cb]; b++) {
                const induce_term *x = &bank->terms[a], *y = &bank->terms[b];
                if (x->is_constant && y->is_constant)
                    continue;
                if (!induce_count(bank->meter, bank->n_points) || bank->n_terms == bank->cap_terms)
                    return;
                for (uint32_t p = 0; p < bank->n_points; p++)
                    scratch[p] = binary(op, x->v[p], y->v[p]);
                keep_term(bank, (induce_term){.cost = cost, .a = a, .b = b, .op = op}, scratch);
            }
    }
}

void induce_bank_grow(induce_bank *bank, uint32_t max_cost)
{
    max_cost = max_cost < INDUCE_COSTS ? max_cost : INDUCE_COSTS;
    for (uint32_t cost = 1; cost <= max_cost; cost++) {
        for (uint32_t i = 0; i < bank->n_leaves; i++)
            if (bank->leaves[i].cost == cost)
                keep_term(bank, bank->leaves[i], bank->leaves[i].v);
        for (uint8_t op = OP_SQUARE; op <= OP_AT; op++)
            grow_unary(bank, cost, op);
        for (uint8_t op = OP_ADD; op <= OP_DIV; op++)
            grow_binary(bank, cost, op);
        bank->end_of_cost[cost] = bank->n_terms;
    }
    for (uint32_t cost = max_cost + 1; cost <= INDUCE_COSTS; cost++) {
        for (uint32_t i = 0; i < bank->n_leaves; i++)
            if (bank->leaves[i].cost == cost)
                keep_term(bank, bank->leaves[i], bank->leaves[i].v);
        bank->end_of_cost[cost] = bank->n_terms;
    }
}

/* ---- tests ---- */

static void keep_test(induce_bank *bank, induce_test test)
{
    if (bank->n_tests == bank->cap_tests || !induce_count(bank->meter, bank->n_points) ||
        !is_new(bank->test_seen, bank->test_slots, hash_words(test.mask, INDUCE_WORDS)))
        return;
    bank->tests[bank->n_tests++] = test;
}

/* The test and its opposite. */
static void keep_both(induce_bank *bank, induce_test test)
{
    keep_test(bank, test);
    for (uint32_t w = 0; w < INDUCE_WORDS; w++)
        test.mask[w] = ~test.mask[w] & bank->tests[0].mask[w];
    test.is_negated = true;
    test.cost++;
    keep_test(bank, test);
}

static const uint64_t *known_points(induce_bank *bank, uint32_t a)
{
    if (!bank->terms[a].known) {
        uint64_t *known = ELS_ARENA_NEW(bank->arena, uint64_t, INDUCE_WORDS);
        for (uint32_t p = 0; p < bank->n_points; p++)
            known[p / 64] |= (uint64_t)(bank->terms[a].v[p] != INDUCE_UNDEFINED) << (p % 64);
        bank->terms[a].known = known;
    }
    return bank->terms[a].known;
}

/* All the ways two terms compare, from two masks: where one is less, where they are equal. */
static void compare(induce_bank *bank, uint32_t a, uint32_t b)
{
    const int64_t *x = bank->terms[a].v, *y = bank->terms[b].v;
    const uint64_t *known_a = known_points(bank, a), *known_b = known_points(bank, b);
    const uint32_t cost = bank->terms[a].cost + bank->terms[b].cost + 1;
    induce_test less = {.cost = cost, .a = a, .b = b, .relation = REL_LESS}, at_most = less,
                equal = less, back = less, back_at_most = less;
    for (uint32_t from = 0, w = 0; from < bank->n_points; from += 64, w++) {
        const uint64_t known = known_a[w] & known_b[w];
        const uint32_t end = from + 64 < bank->n_points ? from + 64 : bank->n_points;
        uint64_t is_less = 0, is_equal = 0;
        for (uint32_t p = from; p < end; p++) {
            is_less |= (uint64_t)(x[p] < y[p]) << (p - from);
            is_equal |= (uint64_t)(x[p] == y[p]) << (p - from);
        }
        less.mask[w] = is_less & known;
        equal.mask[w] = is_equal & known;
        at_most.mask[w] = (is_less | is_equal) & known;
        back.mask[w] = ~(is_less | is_equal) & known;
        back_at_most.mask[w] = ~is_less & known;
    }
    at_most.relation = back_at_most.relation = REL_AT_MOST;
    equal.relation = REL_EQUAL;
    back.a = back_at_most.a = b;
    back.b = back_at_most.b = a;
    keep_both(bank, equal);
    keep_both(bank, less);
    keep_both(bank, at_most);
    keep_both(bank, back);
    keep_both(bank, back_at_most);
}

static void compare_parity(induce_bank *bank, uint32_t a, uint32_t b)
{
    const int64_t *x = bank->terms[a].v, *y = bank->terms[b].v;
    induce_test test = {.cost = bank->terms[a].cost + bank->terms[b].cost + 1,
                        .a = a,
                        .b = b,
                        .relation = REL_SAME_PARITY};
    for (uint32_t p = 0; p < bank->n_points; p++)
        test.mask[p / 64] |= (uint64_t)(x[p] != INDUCE_UNDEFINED && y[p] != INDUCE_UNDEFINED &&
                                        ((x[p] ^ y[p]) & 1) == 0)
                             << (p % 64);
    keep_both(bank, test);
}

static void compare_with(induce_bank *bank, uint32_t a, int64_t k, relation rel, uint32_t cost)
{
    const int64_t *x = bank->terms[a].v;
    induce_test test = {.cost = cost, .a = a, .k = k, .relation = (uint8_t)rel};
    for (uint32_t p = 0; p < bank->n_points; p++)
        test.mask[p / 64] |=
            (uint64_t)(x[p] != INDUCE_UNDEFINED && (rel == REL_OVER_K ? x[p] > k : x[p] == k))
            << (p % 64);
    keep_both(bank, test);
}

/* A term's remainders. */
static void divide(induce_bank *bank, uint32_t a)
{
    static const int64_t moduli[] = {2, 3, 4, 5, 10};
    const int64_t *x = bank->terms[a].v;
    for (uint32_t m = 0; m < sizeof moduli / sizeof moduli[0]; m++)
        for (int64_t r = 0; r < moduli[m]; r++) {
            induce_test test = {.cost = bank->terms[a].cost + 3,
                                .a = a,
                                .b = (uint32_t)moduli[m],
                                .k = r,
                                .relation = REL_MOD};
            for (uint32_t p = 0; p < bank->n_points; p++)
                test.mask[p / 64] |= (uint64_t)(x[p] != INDUCE_UNDEFINED &&
                                                x[p] - moduli[m] * floor_div(x[p], moduli[m]) == r)
                                     << (p % 64);
            keep_both(bank, test);
        }
}

static int by_value(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* A term against every value it takes. */
static void cut(induce_bank *bank, uint32_t a)
{
    int64_t values[INDUCE_POINTS];
    uint32_t n = 0;
    for (uint32_t p = 0; p < bank->n_train; p++)
        if (bank->terms[a].v[p] != INDUCE_UNDEFINED)
            values[n++] = bank->terms[a].v[p];
    qsort(values, n, sizeof *values, by_value);
    for (uint32_t i = 0; i + 1 < n; i++)
        if (values[i] != values[i + 1])
            compare_with(bank, a, values[i], REL_OVER_K, bank->terms[a].cost + 4);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || values[i] != values[i - 1])
            compare_with(bank, a, values[i], REL_IS_K, bank->terms[a].cost + 4);
}

static int by_cost(const void *a, const void *b)
{
    const induce_test *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    if (x->relation != y->relation)
        return x->relation < y->relation ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    if (x->k != y->k)
        return x->k < y->k ? -1 : 1;
    return (int)x->is_negated - (int)y->is_negated;
}

static void join_tests(induce_bank *bank)
{
    const uint32_t n = bank->n_tests < JOINED_TESTS ? bank->n_tests : JOINED_TESTS;
    for (uint32_t a = 1; a < n; a++)
        for (uint32_t b = a + 1; b < n; b++) {
            induce_test test = {.cost = bank->tests[a].cost + bank->tests[b].cost + 1,
                                .a = a,
                                .b = b,
                                .relation = REL_AND};
            for (uint32_t w = 0; w < INDUCE_WORDS; w++)
                test.mask[w] = bank->tests[a].mask[w] & bank->tests[b].mask[w];
            keep_both(bank, test);
        }
}

void induce_bank_test(induce_bank *bank, uint32_t max_cost, uint32_t n_compared, uint32_t cap_tests)
{
    const uint32_t cheap = bank->n_terms < n_compared ? bank->n_terms : n_compared;
    induce_test always = {.cost = 0, .relation = REL_ALWAYS};
    bank->cap_tests = cap_tests;
    bank->room_for_tests = cap_tests + JOINED_FOR_MAX;
    bank->tests = ELS_ARENA_NEW(bank->arena, induce_test, bank->room_for_tests);
    bank->test_slots = 2 * cap_tests;
    bank->test_seen = ELS_ARENA_NEW(bank->arena, uint64_t, bank->test_slots);
    for (uint32_t p = 0; p < bank->n_points; p++)
        always.mask[p / 64] |= UINT64_C(1) << (p % 64);
    keep_test(bank, always);
    for (uint32_t a = 0; a < cheap; a++)
        for (int64_t k = 0; k < 2; k++)
            if (!bank->terms[a].is_constant)
                compare_with(bank, a, k, REL_IS_K, bank->terms[a].cost + 1);
    for (uint32_t a = 0, n = 0; a < bank->n_terms && n < n_compared / 9 + 1; a++)
        if (!bank->terms[a].is_constant) {
            cut(bank, a);
            divide(bank, a);
            n++;
        }
    for (uint32_t a = 0; a < cheap; a++)
        for (uint32_t b = a + 1; b < cheap; b++) {
            const induce_term *x = &bank->terms[a], *y = &bank->terms[b];
            if ((x->is_constant && y->is_constant) || x->cost + y->cost + 1 > max_cost)
                continue;
            compare(bank, a, b);
            if (b < SAME_PARITY_TERMS && !x->is_constant && !y->is_constant)
                compare_parity(bank, a, b);
        }
    qsort(bank->tests, bank->n_tests, sizeof *bank->tests, by_cost);
    const uint32_t alone = bank->n_tests;
    join_tests(bank);
    /* Joined ones name others by place, so only they are put in order. */
    qsort(bank->tests + alone, bank->n_tests - alone, sizeof *bank->tests, by_cost);
}

/* Pairs whose joining (and: both hold; or: one does) is the wanted mask. */
static void join_for(induce_bank *bank, const uint64_t *wanted, relation rel)
{
    uint32_t sides[JOIN_SIDES], n = 0;
    const uint32_t words = (bank->n_train + 63) / 64, n_tests = bank->n_tests;
    const uint64_t last =
        bank->n_train % 64 ? (UINT64_C(1) << (bank->n_train % 64)) - 1 : UINT64_MAX;
    for (uint32_t t = 1; t < n_tests && n < JOIN_SIDES; t++) {
        bool fits = true;
        for (uint32_t w = 0; w < words && fits; w++) {
            const uint64_t care = w + 1 == words ? last : UINT64_MAX, mask = bank->tests[t].mask[w];
            fits = ((rel == REL_AND ? wanted[w] & ~mask : mask & ~wanted[w]) & care) == 0;
        }
        if (fits)
            sides[n++] = t;
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = i + 1; k < n && induce_count(bank->meter, words); k++) {
            const induce_test *x = &bank->tests[sides[i]], *y = &bank->tests[sides[k]];
            induce_test test = {.cost = x->cost + y->cost + 1,
                                .a = sides[i],
                                .b = sides[k],
                                .relation = (uint8_t)rel};
            bool fits = true;
            for (uint32_t w = 0; w < INDUCE_WORDS; w++)
                test.mask[w] = rel == REL_AND ? x->mask[w] & y->mask[w] : x->mask[w] | y->mask[w];
            for (uint32_t w = 0; w < words && fits; w++)
                fits = ((test.mask[w] ^ wanted[w]) & (w + 1 == words ? last : UINT64_MAX)) == 0;
            if (fits)
                keep_test(bank, test);
        }
}

void induce_bank_join(induce_bank *bank, const uint64_t *wanted)
{
    bank->cap_tests = bank->room_for_tests;
    join_for(bank, wanted, REL_AND);
    join_for(bank, wanted, REL_OR);
}

/* ---- texts ---- */

void induce_term_text(const induce_bank *bank, uint32_t term, els_buf *out)
{
    const induce_term *t = &bank->terms[term];
    if (t->op == OP_LEAF && t->name) {
        els_buf_printf(out, "%s", t->name);
    } else if (t->op == OP_LEAF) {
        els_buf_printf(out, "%lld", (long long)t->k);
    } else {
        els_buf_printf(out, "(%s ", ops[t->op].name);
        induce_term_text(bank, t->a, out);
        if (t->op >= OP_ADD) {
            els_buf_addc(out, ' ');
            induce_term_text(bank, t->b, out);
        }
        els_buf_addc(out, ')');
    }
}

void induce_test_text(const induce_bank *bank, uint32_t test, els_buf *out)
{
    static const char *const signs[] = {
        [REL_LESS] = "<",        [REL_AT_MOST] = "<=", [REL_EQUAL] = "=", [REL_OVER_K] = ">",
        [REL_IS_K] = "=",        [REL_MOD] = "",       [REL_AND] = "and", [REL_OR] = "or",
        [REL_SAME_PARITY] = "~", [REL_ALWAYS] = ""};
    const induce_test *t = &bank->tests[test];
    if (t->relation == REL_ALWAYS) {
        els_buf_printf(out, "true");
        return;
    }
    els_buf_printf(out, t->is_negated ? "not(" : "(");
    const bool is_joined = t->relation == REL_AND || t->relation == REL_OR;
    if (is_joined)
        induce_test_text(bank, t->a, out);
    else
        induce_term_text(bank, t->a, out);
    if (t->relation == REL_MOD)
        els_buf_printf(out, " mod %u = ", t->b);
    else
        els_buf_printf(out, " %s ", signs[t->relation]);
    if (is_joined)
        induce_test_text(bank, t->b, out);
    else if (t->relation == REL_OVER_K || t->relation == REL_IS_K || t->relation == REL_MOD)
        els_buf_printf(out, "%lld", (long long)t->k);
    else
        induce_term_text(bank, t->b, out);
    els_buf_addc(out, ')');
}
