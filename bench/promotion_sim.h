/* promotion_sim.h — simulated runs of the machine that promotes changes (applier/config_trial.h):
 * outcomes are drawn, everything that decides is the real thing. Shared by els-bench-promotion and
 * tests/applier/test_promotion.c. */
#ifndef ELS_PROMOTION_SIM_H
#define ELS_PROMOTION_SIM_H

#include "config_trial.h"
#include "els_rng.h"

/* A world in which a change makes some right answers wrong and some wrong ones right. */
typedef struct {
    double success; /* of the configuration in force */
    double gained;  /* share of tasks that only the change gets right */
    double lost;    /* share that only the old configuration gets right */
    uint32_t batch; /* training tasks per iteration */
} promotion_world;

typedef struct {
    els_trial_verdict verdict;
    uint64_t tasks; /* answered for it beyond what the run does anyway: both sides of every pair */
    uint64_t iterations;
} promotion_outcome;

static void promotion_draw(const promotion_world *world, els_rng *rng, bool *ret_old, bool *ret_new)
{
    double at = els_rng_unit(rng);
    double both = world->success - world->lost;
    *ret_old = at < world->success;
    *ret_new = at < both || (at >= world->success && at < world->success + world->gained);
}

/* Runs a stage of one change to its verdict, or to the end of the run. */
static promotion_outcome promotion_stage(const promotion_world *world, const els_trial_rules *rules,
                                         els_trial_stage stage, double level, uint64_t iterations,
                                         els_rng *rng)
{
    promotion_outcome outcome = {ELS_TRIAL_GO_ON, 0, 0};
    els_trial_state state;
    const char *why;
    els_trial_begin(&state, stage, level);
    while (outcome.verdict == ELS_TRIAL_GO_ON && outcome.iterations < iterations) {
        bool old_right, new_right;
        outcome.iterations++;
        for (uint32_t i = 0; stage == ELS_TRIAL_CANARY && i < world->batch; i++) {
            bool with = els_rng_chance(rng, rules->share);
            promotion_draw(world, rng, &old_right, &new_right);
            els_trial_add_canary(&state, with, with ? new_right : old_right, rules->share);
        }
        for (uint32_t i = 0; stage != ELS_TRIAL_CANARY && i < rules->pairs; i++) {
            promotion_draw(world, rng, &old_right, &new_right);
            els_trial_add_pair(&state, old_right, new_right);
            outcome.tasks += 2;
        }
        outcome.verdict = els_trial_judge(&state, rules, &why);
    }
    return outcome;
}

/* Canary and test of one change, the level being that of the run's test number `tests`. */
static promotion_outcome promotion_try(const promotion_world *world, const els_trial_rules *rules,
                                       uint64_t tests, uint64_t promotions, uint64_t iterations,
                                       els_rng *rng)
{
    promotion_outcome canary = promotion_stage(world, rules, ELS_TRIAL_CANARY, 0, iterations, rng);
    if (canary.verdict != ELS_TRIAL_PASS)
        return canary;
    promotion_outcome test = promotion_stage(world, rules, ELS_TRIAL_TEST,
                                             els_trial_level(rules->alpha, tests, promotions),
                                             iterations - canary.iterations, rng);
    test.iterations += canary.iterations;
    return test;
}

#endif
