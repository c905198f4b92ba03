/* tool_examples.h — decisions by labelled examples: a table of items with a label each and one
 * without, and simple hypotheses over it.
 *
 * Hypotheses: one feature (Holte 1993), one threshold, two tests joined by "and" or "or", three by
 * "and", decision lists of one or two tests before a default or before one feature (Rivest 1987).
 * All that fit every example vote with their description length (Goodman 2008). Pure. */
#ifndef ELS_TOOL_EXAMPLES_H
#define ELS_TOOL_EXAMPLES_H

#include "els_str.h"

enum {
    ELS_EXAMPLES_MAX = 64, /* as many as a mask has bits */
    ELS_EXAMPLE_FEATURES_MAX = 48,
    ELS_EXAMPLE_LABELS_MAX = 16
};

typedef struct {
    uint64_t hash; /* of the lower-cased value; 0: not given */
    double number;
    bool is_number;
} els_example_value;

typedef struct {
    els_example_value values[ELS_EXAMPLE_FEATURES_MAX];
    uint32_t label; /* index into the labels; of the query: unknown */
} els_example_item;

typedef struct {
    els_str keys[ELS_EXAMPLE_FEATURES_MAX]; /* as first written */
    uint32_t n_keys;
    els_str labels[ELS_EXAMPLE_LABELS_MAX];
    uint32_t n_labels;
    els_example_item items[ELS_EXAMPLES_MAX];
    uint32_t n_items;
    els_example_item query;
    uint32_t n_query;                          /* features of the query; 0: none found */
    bool is_numeric[ELS_EXAMPLE_FEATURES_MAX]; /* a number in every example and in the query */
} els_examples;

/* Index of the label in the table, added when it is new; false when there is no room. */
bool els_examples_label(els_examples *d, els_str label, uint32_t *ret);
/* Notes which features are numeric, once all items and the query are read. True when there are two
 * examples, two labels and a query. */
bool els_examples_close(els_examples *d);

/* What the hypotheses that fit say of the query. */
typedef struct {
    double weight; /* share of the label among all that fit, 0..1 */
    double cost;   /* nats that the shortest of its hypotheses takes; INFINITY when none fits */
    char how[64];  /* that hypothesis, as a short text */
} els_example_vote;

/* Tries all hypotheses; `ret` has a vote per label. Returns the number tried. */
uint32_t els_examples_induce(const els_examples *d, els_example_vote *ret);

/* Label by naive Bayes, the item number `without` left out (UINT32_MAX: none). */
uint32_t els_examples_bayes(const els_examples *d, const els_example_item *x, uint32_t without);
/* Label by the k nearest, `without` left out; ties go to the nearer, then the earlier. */
uint32_t els_examples_nearest(const els_examples *d, const els_example_item *x, uint32_t k,
                              uint32_t without);

#endif
