/* induce_bank.h — expressions and tests over places of lists, kept once per behaviour.
 *
 * A bank belongs to a set of points: the places of some lists, or the examples themselves. An
 * expression is its values at all points, the query's included, so that nothing is run again later.
 * Expressions are enumerated bottom-up in order of cost; of those that agree at all points the
 * cheapest is kept (observational equivalence). Internal to tool_induce. */
#ifndef ELS_INDUCE_BANK_H
#define ELS_INDUCE_BANK_H

#include "tool_list.h"

enum {
    INDUCE_POINTS = 512,
    INDUCE_WORDS = INDUCE_POINTS / 64,
    INDUCE_LEAVES = 600,
    INDUCE_COSTS = 16,
    INDUCE_TERMS_MAX = 6000,
    INDUCE_VALUES_PER_UNIT = 1 << 17
};
#define INDUCE_UNDEFINED INT64_MIN

/* Counts values computed and asks the host for work units, one for each INDUCE_VALUES_PER_UNIT. */
typedef struct {
    const els_list_host *host;
    uint32_t values;
    bool is_over; /* the allowance is used up */
} induce_meter;

bool induce_count(induce_meter *meter, uint32_t values); /* before computing them; false: stop */

typedef struct {
    int64_t *v;            /* by point */
    const uint64_t *known; /* mask of the points where it has a value */
    uint32_t cost;
    uint32_t a, b; /* operands */
    uint8_t op;
    const char *name; /* of a leaf; NULL: the constant k */
    int64_t k;
    bool is_constant;
} induce_term;

typedef struct {
    uint64_t mask[INDUCE_WORDS]; /* points where it holds */
    uint32_t cost;
    uint32_t a, b; /* terms, or tests that are joined */
    int64_t k;
    uint8_t relation;
    bool is_negated;
} induce_test;

typedef struct {
    els_arena *arena;
    induce_meter *meter;
    uint32_t n_points, n_train; /* those of the query come last */
    uint16_t list_of[INDUCE_POINTS];
    const els_list_value *lists; /* what "at" looks into, by list_of */
    induce_term *leaves;
    uint32_t n_leaves;
    induce_term *terms; /* by rising cost */
    uint32_t n_terms, cap_terms;
    uint32_t end_of_cost[INDUCE_COSTS + 1]; /* terms below end_of_cost[c] cost at most c */
    uint64_t *term_seen;                    /* hashes of their values */
    uint32_t term_slots, test_slots;
    induce_test *tests; /* the first always holds; then by rising cost, those joined last */
    uint32_t n_tests, cap_tests, room_for_tests;
    uint64_t *test_seen;
} induce_bank;

/* Empty, over the points of `lists`; they, the arena (of all that is kept) and the meter are lent for
 * as long as the bank is used. At most `cap_terms` expressions are kept. */
void induce_bank_init(induce_bank *bank, els_arena *arena, induce_meter *meter,
                      const els_list_value *lists, uint32_t cap_terms);
/* Adds a leaf; `v` by point. Before induce_bank_grow. */
void induce_bank_leaf(induce_bank *bank, const char *name, int64_t *v, uint32_t cost);
void induce_bank_constant(induce_bank *bank, int64_t k, uint32_t cost);
/* Enumerates the expressions up to a cost. */
void induce_bank_grow(induce_bank *bank, uint32_t max_cost);
/* Makes the tests, at most `cap_tests`: comparisons of the first `n_compared` expressions with each
 * other, thresholds, remainders, joined pairs. */
void induce_bank_test(induce_bank *bank, uint32_t max_cost, uint32_t n_compared,
                      uint32_t cap_tests);

/* Adds joined pairs of tests that hold at just the wanted points (of those for training). */
void induce_bank_join(induce_bank *bank, const uint64_t *wanted);

static inline bool induce_holds(const induce_test *test, uint32_t point)
{
    return test->mask[point / 64] >> (point % 64) & 1;
}

/* Appends it as it stands in a program, such as "(+ x 1)"; tests likewise. */
void induce_term_text(const induce_bank *bank, uint32_t term, els_buf *out);
void induce_test_text(const induce_bank *bank, uint32_t test, els_buf *out);

/* What an expression must be at some points (a point may come twice), and where it is asked for. */
typedef struct {
    uint32_t n;
    const uint16_t *at;
    const int64_t *want;
    uint32_t n_query;
    const uint16_t *query_at;
} induce_goal;

typedef struct {
    int64_t *values; /* at the goal's query points */
    uint32_t cost;
    els_str text;
} induce_fit;

/* How hard induce_match tries: expressions and those with one constant solved for; sums,
 * differences and products of two expressions; alternatives by a test. */
typedef enum { INDUCE_PLAIN, INDUCE_PAIRS, INDUCE_CASES } induce_effort;

/* The cheapest expression below `limit` that meets the goal. False: none. */
bool induce_match(const induce_bank *bank, const induce_goal *goal, induce_effort effort,
                  uint32_t limit, induce_fit *ret);

#endif
