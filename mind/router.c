#include "router.h"
#include "family.h"

#include <math.h>

enum { ROUTER_OWN = 3 };

static uint32_t router_own(const els_router_context *context, uint64_t arm,
                           uint32_t own[ROUTER_OWN])
{
    own[0] = els_feature("router.arm", arm, 0, 0);
    own[1] = els_feature("router.kind", arm, context->kind, 0);
    own[2] = els_feature("router.fields", arm, context->n_fields, 0);
    return ROUTER_OWN;
}

static uint64_t router_cross(uint64_t arm)
{
    return els_cross_words(els_hash_pair(31, arm));
}

double els_router_utility(const els_model *model, const els_router_context *context, uint64_t arm)
{
    uint32_t own[ROUTER_OWN];
    uint32_t n = router_own(context, arm, own);
    return els_model_own(model, own, n) + els_model_cross(model, context->text, router_cross(arm));
}

double els_router_outcome(bool right, uint64_t cost)
{
    return (right ? 1.0 : 0.0) - ELS_ROUTER_COST * log10(1.0 + (double)cost);
}

void els_router_learn(els_model *model, const els_router_context *context, uint64_t arm,
                      double outcome, double rate)
{
    uint32_t own[ROUTER_OWN];
    uint32_t n = router_own(context, arm, own);
    double error = outcome - els_router_utility(model, context, arm);
    if (error > 1)
        error = 1;
    else if (error < -1)
        error = -1;
    els_model_step_own(model, own, n, error, rate);
    els_model_step_cross(model, context->text, router_cross(arm), error, rate * 0.05);
}

void els_router_weights(const double *utility, uint32_t n, double gamma, double *ret_probability)
{
    uint32_t best = 0;
    double rest = 1;
    for (uint32_t i = 1; i < n; i++)
        if (utility[i] > utility[best])
            best = i;
    for (uint32_t i = 0; i < n; i++) {
        if (i == best)
            continue;
        ret_probability[i] = 1 / (n + gamma * (utility[best] - utility[i]));
        rest -= ret_probability[i];
    }
    ret_probability[best] = rest;
}
