/* router.h — which architecture, with which parameters, for which task: a contextual bandit.
 *
 * One linear regressor per arm on shared hashed features predicts the arm's utility; the exploring
 * policy is inverse-gap weighting (SquareCB, Foster and Rakhlin 2020). Utility of an outcome is
 * right (0 or 1) minus ELS_ROUTER_COST per factor of ten in work units. */
#ifndef ELS_ROUTER_H
#define ELS_ROUTER_H

#include "mind.h"

#define ELS_ROUTER_COST 0.25 /* utility per decade of work units */

/* What the bandit sees of a task. */
typedef struct {
    uint64_t kind; /* hash of the task's kind */
    uint32_t n_fields;
    const els_text_features *text;
} els_router_context;

/* Predicted utility of the arm with this key (hash of architecture and setting). */
double els_router_utility(const els_model *model, const els_router_context *context, uint64_t arm);
double els_router_outcome(bool right, uint64_t cost);
/* One regression step towards the observed outcome. */
void els_router_learn(els_model *model, const els_router_context *context, uint64_t arm,
                      double outcome, double rate);
/* Inverse-gap weights over n arms from their utilities; `gamma` > 0 grows with what was learned.
 * ret_probability sums to 1. */
void els_router_weights(const double *utility, uint32_t n, double gamma, double *ret_probability);

#endif
