/* tool_sequence.h — sequence induction: the shortest descriptions that fit all given terms, with
 * terms left over that test them, and the terms they predict.
 *
 * Models: linear combinations of earlier terms, powers of the index, signs, primes and factorials,
 * solved exactly over the rationals (constant-coefficient recurrences and polynomials are special
 * cases); cycles; runs of primes; look-and-say; recurrences modulo m; and one of these under a
 * transform (differences, ratios, roots, alternating signs, quotient by the index, two or three
 * interleaved sequences). Ranked by description length (Rissanen 1978). Pure. */
#ifndef ELS_TOOL_SEQUENCE_H
#define ELS_TOOL_SEQUENCE_H

#include "tool_sequence_rat.h"

enum {
    ELS_SEQUENCE_MAX_TERMS = 64,
    ELS_SEQUENCE_MAX_NEXT = 200,
    ELS_SEQUENCE_MAX_MODELS = 8,
    ELS_SEQUENCE_NO_GAP = -1
};

typedef struct {
    els_str name;        /* kind of model, such as "order2" or "diff(primes)"; at most 48 bytes */
    els_str detail;      /* its parameters as text; at most 200 bytes */
    double bits;         /* description length, parameters and starting terms included */
    double raw_bits;     /* of writing the terms down as they are, for comparison */
    uint32_t left;       /* terms left over after fixing the parameters, at least 1 */
    els_rat gap;         /* the missing term, when one was marked */
    const els_rat *next; /* predicted terms, first one behind the last given term */
    uint32_t n_next;     /* may be fewer than asked for, where numbers overflow */
} els_sequence_model;

/* Asked before each model is evaluated: false skips it. NULL: everything is tried. */
typedef struct {
    bool (*allows)(void *context, els_str model_name);
    void *context;
} els_sequence_host;

typedef struct {
    const els_rat *terms;
    uint32_t n;      /* 3 .. ELS_SEQUENCE_MAX_TERMS, else nothing is found */
    int32_t gap;     /* index of the missing term, or ELS_SEQUENCE_NO_GAP */
    uint32_t n_next; /* terms wanted, 1 .. ELS_SEQUENCE_MAX_NEXT */
} els_sequence_query;

/* Fits models, shortest description first; returns how many (at most max and
 * ELS_SEQUENCE_MAX_MODELS). Results live in the arena. */
uint32_t els_sequence_fit(els_arena *arena, const els_sequence_query *query,
                          const els_sequence_host *host, els_sequence_model *models, uint32_t max);

#endif
