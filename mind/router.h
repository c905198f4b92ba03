/* router.h — which architecture, with which parameters, for which task: a contextual bandit.
 *
 * Linear regressors on hashed features predict success and cost: what all arms share (how hard the
 * task is, how far learning has come) and what sets an arm apart. The exploring policy is
 * inverse-gap weighting (SquareCB, Foster and Rakhlin 2020). Utility of an outcome is right (0 or
 * 1) minus the work units it cost, at ELS_ROUTER_PRICE units for a solved task unless the
 * configuration says otherwise: what counts in the end is the sum of the units, so that an arm that
 * is cheap mostly and very dear now and then is held to account for that. */
#ifndef ELS_ROUTER_H
#define ELS_ROUTER_H

#include "mind.h"

#define ELS_ROUTER_PRICE 640.0 /* work units that a solved task is worth */

/* What the bandit sees of a task. */
typedef struct {
    uint64_t kind; /* hash of the task's kind */
    uint64_t type; /* hash of the type of its first field */
    uint32_t n_fields;
    const els_text_features *text;
} els_router_context;

/* What can be chosen: an architecture with a setting of it, as hashes. Settings share what is
 * learned of their architecture, so that many arms need not be learned one by one. */
typedef struct {
    uint64_t agent, setting;
} els_router_arm;
els_router_arm els_router_arm_of(els_str agent, els_str setting);

/* Predicted utility of an arm. */
double els_router_utility(const els_model *model, const els_router_context *context,
                          els_router_arm arm);
/* The part of it that sets the arm apart from others: enough to choose by, and quicker. `price`:
 * work units that a solved task is worth, above 0. */
double els_router_advantage(const els_model *model, const els_router_context *context,
                            els_router_arm arm, double price);
/* An outcome of this very arm was learned on tasks of this kind and form (as far as hashing tells).
 */
bool els_router_has_tried(const els_model *model, const els_router_context *context,
                          els_router_arm arm);
double els_router_outcome(bool right, uint64_t cost);
/* One regression step towards what was observed: right or not, and the work units. */
void els_router_learn(els_model *model, const els_router_context *context, els_router_arm arm,
                      bool right, uint64_t cost, double rate);
/* The same for an arm as records name it: "setting", or "setting/variant" where the architecture
 * made something of its own of the setting; then both are learned. */
void els_router_learn_named(els_model *model, const els_router_context *context, els_str agent,
                            els_str params, bool right, uint64_t cost, double rate);
/* Inverse-gap weights over n arms from their utilities; `gamma` > 0 grows with what was learned.
 * ret_probability sums to 1. */
void els_router_weights(const double *utility, uint32_t n, double gamma, double *ret_probability);

#endif
