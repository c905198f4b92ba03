/* tool_sequence_linear.h — sequences that are a linear combination of a few known functions of the
 * index and of earlier terms; coefficients are found by exact elimination. Internal to
 * tool_sequence. */
#ifndef ELS_TOOL_SEQUENCE_LINEAR_H
#define ELS_TOOL_SEQUENCE_LINEAR_H

#include "tool_sequence.h"

typedef struct {
    const char *name;
    uint32_t mask; /* which functions, see tool_sequence_linear.c */
    bool is_core;  /* also tried under transforms */
} els_sequence_basis;

extern const els_sequence_basis els_sequence_bases[];
extern const uint32_t els_sequence_n_bases;

/* What a fitter finds. `all` holds the given terms, the gap filled in, and the predicted ones. */
typedef struct {
    els_rat all[ELS_SEQUENCE_MAX_TERMS + ELS_SEQUENCE_MAX_NEXT];
    uint32_t n_all;
    uint32_t left;
    double bits;
    char detail[200];
} els_sequence_fit_result;

/* False when the terms do not follow the basis, or none is left over to test it. */
bool els_sequence_linear(const els_sequence_basis *basis, const els_sequence_query *query,
                         els_sequence_fit_result *ret);

/* By trial division: for values of at most a few million. */
bool els_sequence_is_prime(int64_t value);

#endif
