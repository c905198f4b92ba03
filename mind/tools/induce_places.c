/* induce_places.c — the leaves of expressions over lists. */
#include "induce_places.h"

#include <string.h>

enum { SUMMED_TERMS = 70, COUNTED_TESTS = 160, LEAST_POINTS = 2 };

typedef int64_t (*whole_value)(const els_list_value *list);
typedef int64_t (*place_value)(const els_list_value *list, uint32_t i, uint32_t length);

static int64_t whole_count(const els_list_value *x)
{
    return x->n;
}

static int64_t whole_head(const els_list_value *x)
{
    return x->n ? x->items[0] : INDUCE_UNDEFINED;
}

static int64_t whole_last(const els_list_value *x)
{
    return x->n ? x->items[x->n - 1] : INDUCE_UNDEFINED;
}

static int64_t greatest_of(const els_list_value *x, uint32_t n)
{
    int64_t best = INDUCE_UNDEFINED;
    for (uint32_t i = 0; i < n && i < x->n; i++)
        best = x->items[i] > best ? x->items[i] : best;
    return best;
}

static int64_t least_of(const els_list_value *x, uint32_t n)
{
    int64_t best = INDUCE_UNDEFINED;
    for (uint32_t i = 0; i < n && i < x->n; i++)
        best = best == INDUCE_UNDEFINED || x->items[i] < best ? x->items[i] : best;
    return best;
}

static int64_t sum_of(const els_list_value *x, uint32_t n)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < n && i < x->n; i++)
        sum += x->items[i];
    return sum;
}

static int64_t whole_greatest(const els_list_value *x)
{
    return greatest_of(x, x->n);
}

static int64_t whole_least(const els_list_value *x)
{
    return least_of(x, x->n);
}

static int64_t whole_sum(const els_list_value *x)
{
    return sum_of(x, x->n);
}

static uint32_t count_between(const els_list_value *x, uint32_t from, uint32_t end, int64_t value)
{
    uint32_t n = 0;
    for (uint32_t i = from; i < end; i++)
        n += x->items[i] == value;
    return n;
}

static int64_t whole_distinct(const els_list_value *x)
{
    int64_t n = 0;
    for (uint32_t i = 0; i < x->n; i++)
        n += count_between(x, 0, i, x->items[i]) == 0;
    return n;
}

static int64_t whole_commonest(const els_list_value *x)
{
    uint32_t best = 0, best_n = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        const uint32_t n = count_between(x, 0, x->n, x->items[i]);
        best = n > best_n ? i : best;
        best_n = n > best_n ? n : best_n;
    }
    return x->n ? x->items[best] : INDUCE_UNDEFINED;
}

static int64_t whole_read(const els_list_value *x)
{
    int64_t value = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        if (x->items[i] < 0 || x->items[i] > 9 || i > 11)
            return INDUCE_UNDEFINED;
        value = 10 * value + x->items[i];
    }
    return value;
}

static const struct {
    const char *name;
    whole_value value;
    uint8_t cost;
} wholes[] = {
    {"n", whole_count, 1},           {"head", whole_head, 2},           {"last", whole_last, 2},
    {"max", whole_greatest, 2},      {"min", whole_least, 2},           {"sum", whole_sum, 2},
    {"distinct", whole_distinct, 3}, {"commonest", whole_commonest, 4}, {"digits", whole_read, 4},
};
enum { WHOLES = sizeof wholes / sizeof wholes[0], WHOLES_AT_PLACES = 6 };

static int64_t item(const els_list_value *x, int64_t i)
{
    return i >= 0 && i < (int64_t)x->n ? x->items[i] : INDUCE_UNDEFINED;
}

static int64_t place_item(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return item(x, i);
}

static int64_t place_number(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)x, (void)length;
    return i;
}

static int64_t place_ordinal(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)x, (void)length;
    return (int64_t)i + 1;
}

static int64_t place_from_end(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)x;
    return (int64_t)length - 1 - i;
}

static int64_t place_before(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return item(x, (int64_t)i - 1);
}

static int64_t place_next(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return item(x, (int64_t)i + 1);
}

static int64_t place_mirror(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return item(x, (int64_t)x->n - 1 - i);
}

static int64_t place_sum(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return i < x->n ? sum_of(x, i + 1) : INDUCE_UNDEFINED;
}

static int64_t place_greatest(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return i < x->n ? greatest_of(x, i + 1) : INDUCE_UNDEFINED;
}

static int64_t place_least(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return i < x->n ? least_of(x, i + 1) : INDUCE_UNDEFINED;
}

static int64_t place_product(const els_list_value *x, uint32_t i, uint32_t length)
{
    int64_t product = 1;
    (void)length;
    if (i >= x->n)
        return INDUCE_UNDEFINED;
    for (uint32_t k = 0; k <= i; k++) {
        if (x->items[k] > 1000000 || x->items[k] < -1000000 || product > 1000000 ||
            product < -1000000)
            return INDUCE_UNDEFINED;
        product *= x->items[k];
    }
    return product;
}

static int64_t place_count(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return i < x->n ? count_between(x, 0, x->n, x->items[i]) : INDUCE_UNDEFINED;
}

static int64_t place_seen(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return i < x->n ? count_between(x, 0, i, x->items[i]) : INDUCE_UNDEFINED;
}

static int64_t place_to_come(const els_list_value *x, uint32_t i, uint32_t length)
{
    (void)length;
    return i < x->n ? count_between(x, i + 1, x->n, x->items[i]) : INDUCE_UNDEFINED;
}

static int64_t place_rank(const els_list_value *x, uint32_t i, uint32_t length)
{
    int64_t n = 0;
    (void)length;
    if (i >= x->n)
        return INDUCE_UNDEFINED;
    for (uint32_t k = 0; k < x->n; k++)
        n += x->items[k] < x->items[i];
    return n;
}

/* Length of the run of equal items that begins or goes on here. */
static int64_t place_run(const els_list_value *x, uint32_t i, uint32_t length)
{
    uint32_t from = i, end = i;
    (void)length;
    if (i >= x->n)
        return INDUCE_UNDEFINED;
    while (from > 0 && x->items[from - 1] == x->items[i])
        from--;
    while (end < x->n && x->items[end] == x->items[i])
        end++;
    return end - from;
}

static const struct {
    const char *name;
    place_value value;
    uint8_t cost;
} places[] = {
    {"x", place_item, 1},          {"i", place_number, 1},
    {"nth", place_ordinal, 2},     {"to_end", place_from_end, 2},
    {"before", place_before, 2},   {"next", place_next, 2},
    {"mirror", place_mirror, 2},   {"sum_to", place_sum, 3},
    {"max_to", place_greatest, 3}, {"min_to", place_least, 3},
    {"count", place_count, 2},     {"seen", place_seen, 2},
    {"to_come", place_to_come, 2}, {"rank", place_rank, 3},
    {"run", place_run, 3},         {"product_to", place_product, 4},
};
enum { PLACES = sizeof places / sizeof places[0] };

static void add_constants(induce_bank *bank, const induce_lists *in)
{
    static const int64_t usual[] = {1, 2, 0, 3, 10};
    for (uint32_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        induce_bank_constant(bank, usual[i], i < 3 ? 1 : 2);
    for (uint32_t i = 0; i < in->n_constants; i++)
        induce_bank_constant(bank, in->constants[i], 3);
}

bool induce_bank_places(induce_bank *bank, els_arena *arena, induce_meter *meter,
                        const induce_lists *in, const uint32_t *length, uint32_t cap_terms)
{
    uint32_t n = 0;
    induce_bank_init(bank, arena, meter, in->lists, cap_terms);
    for (uint32_t e = 0; e <= in->n_examples; e++) {
        if (n + length[e] > INDUCE_POINTS)
            return false;
        for (uint32_t i = 0; i < length[e]; i++)
            bank->list_of[n++] = (uint16_t)e;
        if (e + 1 == in->n_examples)
            bank->n_train = n;
    }
    bank->n_points = n;
    if (bank->n_train < LEAST_POINTS)
        return false;
    for (uint32_t k = 0; k < PLACES + WHOLES_AT_PLACES; k++) {
        int64_t *v = ELS_ARENA_NEW(arena, int64_t, n + 1);
        for (uint32_t e = 0, p = 0; e <= in->n_examples; e++)
            for (uint32_t i = 0; i < length[e]; i++, p++)
                v[p] = k < PLACES ? places[k].value(&in->lists[e], i, length[e])
                                  : wholes[k - PLACES].value(&in->lists[e]);
        induce_bank_leaf(bank, k < PLACES ? places[k].name : wholes[k - PLACES].name, v,
                         k < PLACES ? places[k].cost : wholes[k - PLACES].cost);
    }
    add_constants(bank, in);
    return true;
}

/* ---- whole lists ---- */

typedef enum { SUM_UP, GREATEST_UP, LEAST_UP, COUNT_UP, FIRST_UP } summing;
static const char *const summing_names[] = {"sum", "max", "min", "count", "first"};

static int64_t sum_up(int64_t so_far, summing how, int64_t value)
{
    if (value == INDUCE_UNDEFINED)
        return so_far;
    switch (how) {
    case SUM_UP:
        return (so_far == INDUCE_UNDEFINED ? 0 : so_far) + value;
    case GREATEST_UP:
        return so_far == INDUCE_UNDEFINED || value > so_far ? value : so_far;
    default:
        return so_far == INDUCE_UNDEFINED || value < so_far ? value : so_far;
    }
}

static const char *name_of(els_arena *arena, summing how, const induce_bank *bank, uint32_t which)
{
    els_buf text = {0};
    els_buf_printf(&text, "(%s ", summing_names[how]);
    if (how >= COUNT_UP)
        induce_test_text(bank, which, &text);
    else
        induce_term_text(bank, which, &text);
    els_buf_addc(&text, ')');
    els_buf_addc(&text, '\0');
    const char *name = els_arena_copy(arena, els_buf_str(&text)).ptr;
    els_buf_fini(&text);
    return name;
}

static void add_sums(induce_bank *bank, const induce_lists *in, const induce_bank *of)
{
    for (uint32_t t = 0, n = 0; t < of->n_terms && n < SUMMED_TERMS; t++) {
        if (of->terms[t].is_constant)
            continue;
        n++;
        for (summing how = SUM_UP; how <= LEAST_UP; how++) {
            int64_t *v = ELS_ARENA_NEW(bank->arena, int64_t, in->n_examples + 1);
            for (uint32_t e = 0; e <= in->n_examples; e++)
                v[e] = how == SUM_UP ? 0 : INDUCE_UNDEFINED;
            for (uint32_t p = 0; p < of->n_points; p++)
                v[of->list_of[p]] = sum_up(v[of->list_of[p]], how, of->terms[t].v[p]);
            induce_bank_leaf(bank, name_of(bank->arena, how, of, t), v, of->terms[t].cost + 2);
        }
    }
}

static void add_counts(induce_bank *bank, const induce_lists *in, const induce_bank *of)
{
    for (uint32_t t = 1; t < of->n_tests && t < COUNTED_TESTS; t++) {
        int64_t *count = ELS_ARENA_NEW(bank->arena, int64_t, in->n_examples + 1),
                *first = ELS_ARENA_NEW(bank->arena, int64_t, in->n_examples + 1);
        for (uint32_t e = 0; e <= in->n_examples; e++)
            first[e] = INDUCE_UNDEFINED;
        for (uint32_t p = 0, i = 0; p < of->n_points; p++) {
            i = p > 0 && of->list_of[p] == of->list_of[p - 1] ? i + 1 : 0;
            const uint32_t e = of->list_of[p];
            if (induce_holds(&of->tests[t], p)) {
                count[e]++;
                first[e] = first[e] == INDUCE_UNDEFINED ? i : first[e];
            }
        }
        induce_bank_leaf(bank, name_of(bank->arena, COUNT_UP, of, t), count, of->tests[t].cost + 1);
        induce_bank_leaf(bank, name_of(bank->arena, FIRST_UP, of, t), first, of->tests[t].cost + 2);
    }
}

void induce_bank_wholes(induce_bank *bank, els_arena *arena, induce_meter *meter,
                        const induce_lists *in, const induce_bank *of, uint32_t cap_terms)
{
    induce_bank_init(bank, arena, meter, in->lists, cap_terms);
    bank->n_points = in->n_examples + 1;
    bank->n_train = in->n_examples;
    for (uint32_t e = 0; e <= in->n_examples; e++)
        bank->list_of[e] = (uint16_t)e;
    for (uint32_t k = 0; k < WHOLES; k++) {
        int64_t *v = ELS_ARENA_NEW(arena, int64_t, in->n_examples + 1);
        for (uint32_t e = 0; e <= in->n_examples; e++)
            v[e] = wholes[k].value(&in->lists[e]);
        induce_bank_leaf(bank, wholes[k].name, v, wholes[k].cost);
    }
    add_constants(bank, in);
    add_sums(bank, in, of);
    add_counts(bank, in, of);
}
