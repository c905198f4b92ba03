/* eval_tally.h — what `els eval` counts, and how it is printed. */
#ifndef ELS_EVAL_TALLY_H
#define ELS_EVAL_TALLY_H

#include "messages.h"

#include <jansson.h>

enum { ELS_EVAL_BINS = 10 };

/* One answered task. */
typedef struct {
    els_str kind;
    bool is_right, is_abstained;
    double confidence; /* 0..1, of an answer */
    uint64_t cost;     /* work units */
    double latency_ms; /* wall clock */
} els_eval_outcome;

typedef struct {
    uint64_t tasks, right;
} els_eval_kind;

typedef struct {
    uint64_t tasks, right, abstained, cost;
    double latency_ms, cpu_ms; /* sums; cpu_ms is the caller's to set */
    double brier;              /* sum over answers */
    uint64_t bin_tasks[ELS_EVAL_BINS], bin_right[ELS_EVAL_BINS]; /* answers by confidence */
    double bin_confidence[ELS_EVAL_BINS];                        /* sums */
    els_str kind_name[256]; /* borrowed; as many as a data set has */
    els_eval_kind kind[256];
    uint32_t n_kinds;
} els_eval_tally;

/* Counts a graded task. Kinds beyond the 256th are in the totals alone. */
void els_eval_tally_add(els_eval_tally *tally, const els_eval_outcome *outcome);
/* Of at least one task; the caller owns the result. */
json_t *els_eval_tally_json(const els_eval_tally *tally);
void els_eval_tally_print(const els_eval_tally *tally);

#endif
