/* family_arith.h — what the search for formulas (family_arith.c) and the features of a formula
 * (family_arith_features.c) share. */
#ifndef ELS_FAMILY_ARITH_H
#define ELS_FAMILY_ARITH_H

#include "family.h"
#include "lexicon.h"
#include "quantities.h"
#include "tool_arith.h"

enum {
    ELS_ARITH_LEAF_OWN = 26 + 2 * ELS_CONCEPTS,
    ELS_ARITH_PAIR_OWN = 13,
    ELS_ARITH_WHOLE_OWN = 190 + 4 * ELS_CONCEPTS,
    ELS_ARITH_MAX_OWN =
        ELS_ARITH_MAX_LEAVES * ELS_ARITH_LEAF_OWN + 10 * ELS_ARITH_PAIR_OWN + ELS_ARITH_WHOLE_OWN
};

/* Features that many formulas share, with what the model makes of them. */
typedef struct {
    uint32_t own[ELS_ARITH_LEAF_OWN];
    uint32_t n;   /* 0: not made yet */
    double prior; /* nats: what is known of it before anything is learned */
    double score; /* learned, and the prior */
} els_arith_part;

typedef struct {
    els_session *session;
    els_quantities q;
    els_arith_part leaves[ELS_ARITH_ROLES][ELS_QUANTITIES_MAX];
    els_arith_part pairs[2][ELS_ARITH_RELATIONS][ELS_QUANTITIES_MAX][ELS_QUANTITIES_MAX];
    els_arith_part roots[ELS_ARITH_ROOTS];
} els_arith_problem;

/* Score of some of a formula's features. */
double els_arith_score(const els_session *session, const uint32_t *own, uint32_t n);
/* A number in its role, and two numbers by how they meet (the first one earlier in the skeleton).
 */
const els_arith_part *els_arith_leaf(els_arith_problem *p, uint32_t role, uint32_t slot);
const els_arith_part *els_arith_pair(els_arith_problem *p, uint32_t relation, bool direct,
                                     uint32_t a, uint32_t b);
/* What the formula does last, against the words of the question. */
const els_arith_part *els_arith_root(els_arith_problem *p, uint32_t root);
/* Features of the binding as a whole: dimensions, numbers left out, constants. Returns how many. */
uint32_t els_arith_whole(const els_arith_problem *p, const els_arith_shape *shape,
                         const uint8_t *slots, uint32_t *own, double *ret_prior);
/* The numbers that an aggregate is over, in its order; 0 when the problem has none for it. */
uint32_t els_arith_picked(const els_quantities *q, els_arith_aggregate aggregate,
                          double values[ELS_QUANTITIES_READ]);

#endif
