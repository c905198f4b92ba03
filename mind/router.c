#include "router.h"
#include "family.h"

#include <math.h>

/* How fast what is known of an arm moves, in parts of what all share. */
#define SUCCESS_RATE 0.2
#define COST_RATE 0.6
/* Costs are learned in parts of this many work units, so that they and their errors are of the
 * order of one; the dearest tasks cost several. */
#define COST_UNIT 160.0
#define COST_ERROR_MAX 3.0

enum { SHARED = 2, OF_ARM = 6, OF_SETTING = 3 }; /* an arm's first three are its setting's alone */

els_router_arm els_router_arm_of(els_str agent, els_str setting)
{
    uint64_t name = els_hash_str(agent);
    return (els_router_arm){name, els_hash_pair(name, els_hash_str(setting))};
}

/* The two things predicted. Success is noisy and much the same for all arms, cost is not: learned
 * apart, and success with caution, what an arm costs is known after a few tasks. */
typedef enum { RIGHT, COST } head;

/* What the task asks for, within its kind. */
static uint64_t form_of(const els_router_context *context)
{
    return els_hash_pair(els_hash_pair(context->kind, context->type), context->n_fields);
}

/* What all arms share tells how hard the task is and how far learning has come, so that an arm is
 * not held to account for the tasks and the time it happened to be tried at. */
static void shared_features(head h, const els_router_context *context, uint32_t own[SHARED])
{
    own[0] = els_feature("router.all", h, 0, 0);
    own[1] = els_feature("router.all_form", h, form_of(context), 0);
}

static void arm_features(head h, const els_router_context *context, els_router_arm arm,
                         uint32_t own[OF_ARM])
{
    own[0] = els_feature("router.arm", h, arm.setting, 0);
    own[1] = els_feature("router.kind", h, arm.setting, context->kind);
    own[2] = els_feature("router.form", h, arm.setting, form_of(context));
    own[3] = els_feature("router.agent", h, arm.agent, 0);
    own[4] = els_feature("router.agent_kind", h, arm.agent, context->kind);
    own[5] = els_feature("router.agent_form", h, arm.agent, form_of(context));
}

static uint64_t shared_cross(head h)
{
    return els_cross_words(els_hash_pair(37, h));
}

static double shared_part(const els_model *model, const els_router_context *context, head h)
{
    uint32_t own[SHARED];
    shared_features(h, context, own);
    return els_model_own(model, own, SHARED) +
           els_model_cross(model, context->text, shared_cross(h));
}

static double arm_part(const els_model *model, const els_router_context *context,
                       els_router_arm arm, head h)
{
    uint32_t own[OF_ARM];
    arm_features(h, context, arm, own);
    return els_model_own(model, own, OF_ARM);
}

double els_router_advantage(const els_model *model, const els_router_context *context,
                            els_router_arm arm, double price)
{
    return arm_part(model, context, arm, RIGHT) -
           COST_UNIT / price * arm_part(model, context, arm, COST);
}

double els_router_utility(const els_model *model, const els_router_context *context,
                          els_router_arm arm)
{
    return shared_part(model, context, RIGHT) -
           COST_UNIT / ELS_ROUTER_PRICE * shared_part(model, context, COST) +
           els_router_advantage(model, context, arm, ELS_ROUTER_PRICE);
}

/* Other features share the table, and who asks asks about hundreds of arms: one slot that moved is
 * no evidence, all of the arm's own ones are. */
bool els_router_has_tried(const els_model *model, const els_router_context *context,
                          els_router_arm arm)
{
    for (head h = RIGHT; h <= COST; h++) {
        uint32_t own[OF_ARM];
        arm_features(h, context, arm, own);
        for (uint32_t i = 0; i < OF_SETTING; i++)
            if (els_model_own(model, &own[i], 1) == 0)
                return false;
    }
    return true;
}

double els_router_outcome(bool right, uint64_t cost)
{
    return (right ? 1.0 : 0.0) - (double)cost / ELS_ROUTER_PRICE;
}

static void learn(els_model *model, const els_router_context *context, els_router_arm arm, head h,
                  double value, double rate)
{
    uint32_t shared[SHARED], own[OF_ARM];
    double error = value - shared_part(model, context, h) - arm_part(model, context, arm, h);
    double most = h == RIGHT ? 1 : COST_ERROR_MAX;
    error = fmax(-most, fmin(most, error));
    shared_features(h, context, shared);
    arm_features(h, context, arm, own);
    els_model_step_own(model, shared, SHARED, error, rate);
    els_model_step_cross(model, context->text, shared_cross(h), error, rate * 0.05);
    els_model_step_own(model, own, OF_ARM, error, rate * (h == RIGHT ? SUCCESS_RATE : COST_RATE));
}

void els_router_learn(els_model *model, const els_router_context *context, els_router_arm arm,
                      bool right, uint64_t cost, double rate)
{
    learn(model, context, arm, RIGHT, right ? 1 : 0, rate);
    learn(model, context, arm, COST, (double)cost / COST_UNIT, rate);
}

void els_router_learn_named(els_model *model, const els_router_context *context, els_str agent,
                            els_str params, bool right, uint64_t cost, double rate)
{
    els_str rest = params, setting = params;
    if (els_str_split(&rest, '/', &setting) && setting.len < params.len)
        els_router_learn(model, context, els_router_arm_of(agent, params), right, cost, rate);
    els_router_learn(model, context, els_router_arm_of(agent, setting), right, cost, rate);
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
