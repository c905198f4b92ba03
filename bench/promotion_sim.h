/* promotion_sim.h — simulated runs of the machine that promotes changes (applier/proof.h):
 * outcomes are drawn, everything that decides is the real thing. Shared by els-bench-promotion and
 * tests/applier/test_promotion.c. */
#ifndef ELS_PROMOTION_SIM_H
#define ELS_PROMOTION_SIM_H

#include "proof.h"
#include "els_rng.h"

/* A world in which a change makes some right answers wrong and some wrong ones right. */
typedef struct {
    double success; /* of the configuration in force */
    double gained;  /* share of tasks that only the change gets right */
    double lost;    /* share that only the old configuration gets right */
    uint32_t batch; /* training tasks per iteration */
    double work;    /* work units with the change, as a share of those before */
} promotion_world;

typedef struct {
    els_proof_verdict verdict;
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
static promotion_outcome promotion_stage(const promotion_world *world, const els_proof_rules *rules,
                                         els_proof_stage stage, double level, uint64_t iterations,
                                         els_rng *rng)
{
    promotion_outcome outcome = {ELS_PROOF_GO_ON, 0, 0};
    els_proof_state state;
    const char *why;
    els_proof_begin(&state, stage, level);
    while (outcome.verdict == ELS_PROOF_GO_ON && outcome.iterations < iterations) {
        bool old_right, new_right;
        outcome.iterations++;
        for (uint32_t i = 0; stage == ELS_PROOF_CANARY && i < world->batch; i++) {
            bool with = els_rng_chance(rng, rules->share);
            promotion_draw(world, rng, &old_right, &new_right);
            els_proof_add_canary(&state, with, with ? new_right : old_right, rules->share);
        }
        for (uint32_t i = 0; stage != ELS_PROOF_CANARY && i < rules->pairs; i++) {
            promotion_draw(world, rng, &old_right, &new_right);
            double cost = 20 + 200 * els_rng_unit(rng); /* and each side has its own chances */
            els_proof_pair pair = {old_right, new_right,
                                   (uint64_t)(cost * (0.5 + els_rng_unit(rng))),
                                   (uint64_t)(cost * (0.5 + els_rng_unit(rng)) * world->work)};
            els_proof_add_pair(&state, &pair);
            outcome.tasks += 2;
        }
        outcome.verdict = els_proof_judge(&state, rules, &why);
    }
    return outcome;
}

/* Canary and test of one change, the level being that of the run's test number `tests`. */
static promotion_outcome promotion_try(const promotion_world *world, const els_proof_rules *rules,
                                       uint64_t tests, uint64_t promotions, uint64_t iterations,
                                       els_rng *rng)
{
    promotion_outcome canary = promotion_stage(world, rules, ELS_PROOF_CANARY, 0, iterations, rng);
    if (canary.verdict != ELS_PROOF_PASS)
        return canary;
    promotion_outcome test = promotion_stage(world, rules, ELS_PROOF_TEST,
                                             els_proof_level(rules->alpha, tests, promotions),
                                             iterations - canary.iterations, rng);
    test.iterations += canary.iterations;
    return test;
}

#endif
