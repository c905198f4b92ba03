/* tool_examples.c — hypotheses that fit all examples, as sets of examples in machine words. */
#include "tool_examples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TESTS = 128, MAX_TRIPLES = 40 };

/* Nats of a second test, of a "not", of an "or" in place of an "and", of a default label. */
#define COST_JOIN 1.0
#define COST_NOT 1.2
#define COST_OR 0.3
#define COST_LIST 1.2

/* Equal to a value, or at most a bound; or the contrary. */
typedef struct {
    uint64_t mask; /* examples that pass */
    uint32_t feature;
    bool query_passes, is_negated, is_bound;
    double cost;
} test;

typedef struct {
    const els_examples *d;
    uint64_t all;
    uint64_t of_label[ELS_EXAMPLE_LABELS_MAX];
    test tests[MAX_TESTS];
    uint32_t n_tests, tried;
    els_example_vote *votes;
} search;

bool els_examples_label(els_examples *d, els_str label, uint32_t *ret)
{
    if (label.len == 0 || label.len > 256)
        return false;
    for (uint32_t i = 0; i < d->n_labels; i++)
        if (els_str_ieq(d->labels[i], label)) {
            *ret = i;
            return true;
        }
    if (d->n_labels == ELS_EXAMPLE_LABELS_MAX)
        return false;
    *ret = d->n_labels;
    d->labels[d->n_labels++] = label;
    return true;
}

bool els_examples_close(els_examples *d)
{
    for (uint32_t f = 0; f < d->n_keys; f++) {
        d->is_numeric[f] = d->query.values[f].is_number;
        for (uint32_t i = 0; i < d->n_items; i++)
            d->is_numeric[f] = d->is_numeric[f] && d->items[i].values[f].is_number;
    }
    return d->n_items >= 2 && d->n_labels >= 2 && d->n_query > 0;
}

/* ---- tests ---- */

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Adds a test and its contrary, unless it tells nothing apart. */
static void add_test(search *s, test t)
{
    if (t.mask == 0 || t.mask == s->all || s->n_tests + 2 > MAX_TESTS)
        return;
    s->tests[s->n_tests++] = t;
    t.mask = s->all & ~t.mask;
    t.query_passes = !t.query_passes;
    t.is_negated = true;
    t.cost += t.is_bound ? 0 : COST_NOT;
    s->tests[s->n_tests++] = t;
}

static void add_value_tests(search *s, uint32_t f, double cost)
{
    const els_examples *d = s->d;
    uint32_t distinct = 0;
    uint64_t seen[ELS_EXAMPLES_MAX];
    for (uint32_t i = 0; i < d->n_items; i++) {
        uint64_t hash = d->items[i].values[f].hash;
        bool is_new = hash != 0;
        for (uint32_t k = 0; k < distinct; k++)
            is_new = is_new && seen[k] != hash;
        if (is_new)
            seen[distinct++] = hash;
    }
    for (uint32_t v = 0; v < distinct; v++) {
        test t = {.feature = f,
                  .query_passes = d->query.values[f].hash == seen[v],
                  .cost = cost + log(distinct)};
        for (uint32_t i = 0; i < d->n_items; i++)
            t.mask |= (uint64_t)(d->items[i].values[f].hash == seen[v]) << i;
        add_test(s, t);
    }
}

static void add_bound_tests(search *s, uint32_t f, double cost)
{
    const els_examples *d = s->d;
    double numbers[ELS_EXAMPLES_MAX];
    for (uint32_t i = 0; i < d->n_items; i++)
        numbers[i] = d->items[i].values[f].number;
    qsort(numbers, d->n_items, sizeof *numbers, rising);
    for (uint32_t i = 0; i + 1 < d->n_items; i++) {
        if (numbers[i] == numbers[i + 1])
            continue;
        double bound = (numbers[i] + numbers[i + 1]) / 2;
        test t = {.feature = f,
                  .query_passes = d->query.values[f].number <= bound,
                  .is_bound = true,
                  .cost = cost + 0.7};
        for (uint32_t k = 0; k < d->n_items; k++)
            t.mask |= (uint64_t)(d->items[k].values[f].number <= bound) << k;
        add_test(s, t);
    }
}

/* ---- fitting ---- */

static void vote(search *s, uint32_t label, double cost, const char *kind, uint32_t a, uint32_t b)
{
    els_example_vote *v = &s->votes[label];
    v->weight += exp(-cost);
    if (cost >= v->cost)
        return;
    v->cost = cost;
    els_str first = els_str_sub(s->d->keys[a], 0, 20), second = els_str_sub(s->d->keys[b], 0, 20);
    snprintf(v->how, sizeof v->how, "%s " ELS_STR_FMT "%s" ELS_STR_FMT, kind, ELS_STR_ARG(first),
             a == b ? "" : ",", ELS_STR_ARG(a == b ? ELS_STR("") : second));
}

/* The one label of these examples, UINT32_MAX when there are several or none. */
static uint32_t only_label(const search *s, uint64_t mask)
{
    for (uint32_t label = 0; mask && label < s->d->n_labels; label++)
        if (mask & s->of_label[label])
            return (mask & ~s->of_label[label]) == 0 ? label : UINT32_MAX;
    return UINT32_MAX;
}

/* Label of the query when, among the examples of the mask, feature f alone decides; UINT32_MAX when
 * it does not, or says nothing of the query. `ret_cost` takes what the table of values costs. */
static uint32_t by_feature(const search *s, uint64_t mask, uint32_t f, double *ret_cost)
{
    const els_examples *d = s->d;
    uint64_t wanted = d->query.values[f].hash, left = mask, same = 0;
    uint32_t values = 0;
    while (left) {
        uint32_t first = (uint32_t)__builtin_ctzll(left);
        uint64_t group = 0, hash = d->items[first].values[f].hash;
        for (uint32_t i = first; i < d->n_items; i++)
            group |= (uint64_t)(((left >> i) & 1) && d->items[i].values[f].hash == hash) << i;
        if (only_label(s, group) == UINT32_MAX)
            return UINT32_MAX;
        if (hash == wanted && hash != 0)
            same = group;
        left &= ~group;
        values++;
    }
    *ret_cost = 0.35 * values;
    return only_label(s, same);
}

/* The same for a number cut into as many ranges as there are labels. */
static uint32_t by_ranges(const search *s, uint64_t mask, uint32_t f, double *ret_cost)
{
    const els_examples *d = s->d;
    double low[ELS_EXAMPLE_LABELS_MAX], high[ELS_EXAMPLE_LABELS_MAX], best = INFINITY;
    uint32_t nearest = UINT32_MAX, labels = 0;
    for (uint32_t k = 0; k < d->n_labels; k++) {
        low[k] = INFINITY;
        high[k] = -INFINITY;
        for (uint32_t i = 0; i < d->n_items; i++)
            if ((mask & s->of_label[k]) >> i & 1) {
                low[k] = fmin(low[k], d->items[i].values[f].number);
                high[k] = fmax(high[k], d->items[i].values[f].number);
            }
        labels += low[k] <= high[k];
        for (uint32_t j = 0; j < k; j++)
            if (low[k] <= high[j] && low[j] <= high[k])
                return UINT32_MAX;
        double x = d->query.values[f].number, away = x < low[k]    ? low[k] - x
                                                     : x > high[k] ? x - high[k]
                                                                   : 0;
        if (away < best) {
            best = away;
            nearest = k;
        }
    }
    *ret_cost = 0.7 * (labels - 1);
    return labels < 2 ? UINT32_MAX : nearest;
}

/* The feature alone, of the items in the mask. UINT32_MAX: it tells no label. */
static uint32_t label_by(const search *s, uint64_t mask, uint32_t feature, double *ret_cost)
{
    return s->d->is_numeric[feature] ? by_ranges(s, mask, feature, ret_cost)
                                     : by_feature(s, mask, feature, ret_cost);
}

/* One feature, over all examples or those a first test left over. */
static void try_feature(search *s, uint64_t mask, uint32_t f, double cost, const char *kind,
                        uint32_t with)
{
    double more;
    uint32_t label = label_by(s, mask, f, &more);
    s->tried++;
    if (label != UINT32_MAX)
        vote(s, label, cost + more, kind, with, f);
}

static void try_binary(search *s, uint64_t mask, bool query_passes, double cost, const char *kind,
                       uint32_t a, uint32_t b)
{
    uint32_t yes = only_label(s, mask), no = only_label(s, s->all & ~mask);
    s->tried++;
    if (yes != UINT32_MAX && no != UINT32_MAX && yes != no)
        vote(s, query_passes ? yes : no, cost, kind, a, b);
}

/* The test alone, and with each one behind it. */
static void try_pairs_of(search *s, uint32_t i)
{
    const test *a = &s->tests[i];
    if (!a->is_negated)
        try_binary(s, a->mask, a->query_passes, a->cost, "test", a->feature, a->feature);
    for (uint32_t k = i + 1; k < s->n_tests; k++) {
        const test *b = &s->tests[k];
        if (a->feature == b->feature && !(a->is_bound && a->is_negated != b->is_negated))
            continue;
        double cost = a->cost + b->cost + COST_JOIN;
        try_binary(s, a->mask & b->mask, a->query_passes && b->query_passes, cost, "and",
                   a->feature, b->feature);
        /* "a or b" is "not (not a and not b)": only the plain spelling is tried. */
        if (!a->is_negated && !b->is_negated)
            try_binary(s, a->mask | b->mask, a->query_passes || b->query_passes, cost + COST_OR,
                       "or", a->feature, b->feature);
    }
}

/* Lists that begin with the test: another feature or another test decides the rest. */
static void try_lists_of(search *s, const test *a, double per_feature)
{
    const els_examples *d = s->d;
    const uint64_t rest = s->all & ~a->mask;
    const uint32_t first = only_label(s, a->mask);
    if (first == UINT32_MAX)
        return;
    for (uint32_t f = 0; f < d->n_keys; f++) {
        if (f == a->feature || !d->query.values[f].hash || only_label(s, rest) != UINT32_MAX)
            continue;
        double more, cost = a->cost + per_feature + COST_LIST;
        const uint32_t label = label_by(s, rest, f, &more);
        s->tried++;
        if (label != UINT32_MAX)
            vote(s, a->query_passes ? first : label, cost + more, "list", a->feature, f);
    }
    for (uint32_t k = 0; k < s->n_tests; k++) {
        const test *b = &s->tests[k];
        uint32_t second = only_label(s, rest & b->mask), last = only_label(s, rest & ~b->mask);
        s->tried++;
        if (b->feature == a->feature || second == UINT32_MAX || last == UINT32_MAX ||
            second == last || (first == last && d->n_labels == 2) ||
            (first == second && d->n_labels == 2))
            continue; /* lists of two labels are "and" and "or" */
        vote(s,
             a->query_passes   ? first
             : b->query_passes ? second
                               : last,
             a->cost + b->cost + COST_LIST, "list", a->feature, b->feature);
    }
}

static void try_triples(search *s)
{
    uint32_t n = s->n_tests < MAX_TRIPLES ? s->n_tests : MAX_TRIPLES;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n; j++)
            for (uint32_t k = j + 1; k < n; k++) {
                const test *a = &s->tests[i], *b = &s->tests[j], *c = &s->tests[k];
                if (a->feature == b->feature || b->feature == c->feature ||
                    a->feature == c->feature)
                    continue;
                double cost = a->cost + b->cost + c->cost + 2 * COST_JOIN;
                try_binary(s, a->mask & b->mask & c->mask,
                           a->query_passes && b->query_passes && c->query_passes, cost, "and3",
                           a->feature, c->feature);
                if (!a->is_negated && !b->is_negated && !c->is_negated)
                    try_binary(s, a->mask | b->mask | c->mask,
                               a->query_passes || b->query_passes || c->query_passes,
                               cost + COST_OR, "or3", a->feature, c->feature);
            }
}

uint32_t els_examples_induce(const els_examples *d, els_example_vote *ret)
{
    search s = {.d = d, .votes = ret};
    uint32_t known = 0;
    for (uint32_t label = 0; label < d->n_labels; label++)
        ret[label] = (els_example_vote){.cost = INFINITY};
    for (uint32_t i = 0; i < d->n_items; i++) {
        s.all |= UINT64_C(1) << i;
        s.of_label[d->items[i].label] |= UINT64_C(1) << i;
    }
    for (uint32_t f = 0; f < d->n_keys; f++)
        known += d->query.values[f].hash != 0;
    double per_feature = log(known > 0 ? known : 1), total = 0;
    for (uint32_t f = 0; f < d->n_keys; f++) {
        if (!d->query.values[f].hash)
            continue; /* what is not known of the query decides nothing */
        try_feature(&s, s.all, f, per_feature, "feature", f);
        if (d->is_numeric[f])
            add_bound_tests(&s, f, per_feature);
        else
            add_value_tests(&s, f, per_feature);
    }
    for (uint32_t i = 0; i < s.n_tests; i++) {
        try_pairs_of(&s, i);
        try_lists_of(&s, &s.tests[i], per_feature);
    }
    double shortest = INFINITY;
    for (uint32_t label = 0; label < d->n_labels; label++)
        shortest = fmin(shortest, ret[label].cost);
    if (shortest == INFINITY && d->n_labels == 2)
        try_triples(&s);
    for (uint32_t label = 0; label < d->n_labels; label++)
        total += ret[label].weight;
    for (uint32_t label = 0; label < d->n_labels && total > 0; label++)
        ret[label].weight /= total;
    return s.tried;
}
