/* proof.h — whether a change of the configuration passes: canary, test, watch. Pure.
 *
 * Canary. A share of the training tasks, drawn by a hash of their ids, is answered with the change.
 * Outcomes weighted by the propensity are an unbiased estimate of the effect (Horvitz and Thompson
 * 1952): weak, but enough to stop a disaster.
 *
 * Test. Tasks of the select split are answered both ways. A gain is more right answers, or less
 * work (in decades of work units) without being worse by ELS_PROOF_SLACK: the change passes when
 * the mean of both e-values (stats_eprocess.h) reaches the level it was given, and what it gains of
 * one outweighs what it loses of the other. It fails on evidence of harm, when too many right
 * answers turn wrong, and when it has shown nothing after its last pair.
 *
 * Watch. The change answers; the configuration before it is still paired with it. It stays only
 * when the pairs show that it is not worse by ELS_PROOF_MARGIN: a change that is worse by that much
 * survives its window with a probability of at most 1 / ELS_PROOF_SAFE.
 *
 * Levels are spent over the trials of a run as in e-LOND (Xu and Ramdas 2024, after Javanmard and
 * Montanari 2015): test i gets alpha * 6 / (pi i)^2 * (promotions before it + 1). With no true
 * effect at all, the chance of any promotion in the run is at most alpha. */
#ifndef ELS_PROOF_H
#define ELS_PROOF_H

#include "stats_eprocess.h"
#include "stats_snapshot.h"

#define ELS_PROOF_MARGIN 0.05 /* share of tasks */
#define ELS_PROOF_SLACK 0.02  /* the same, for a change that passes by its cost */
#define ELS_PROOF_PRICE 0.25  /* success that ten times the work must bring */
#define ELS_PROOF_SAFE 1000.0
#define ELS_PROOF_HARM 20.0 /* e-value that is strong evidence of harm */

/* What the strategies differ in. */
typedef struct {
    const char *name;
    double step;           /* share of the way to the value asked for, 0..1 */
    double share;          /* of the training tasks */
    uint32_t canary_tasks; /* with the change, before the test */
    uint32_t pairs;        /* per iteration, in test and watch */
    uint32_t pairs_max;    /* of the test */
    uint32_t watch_pairs;  /* of the window */
    double alpha;          /* error budget of the run */
    double flips;          /* share of the pairs that may turn from right to wrong */
} els_proof_rules;

/* The strategies in the order of the parameter config.strategy. */
enum { ELS_PROOF_STRATEGIES = 4 };
const els_proof_rules *els_proof_rules_of(uint32_t strategy);

typedef enum { ELS_PROOF_CANARY, ELS_PROOF_TEST, ELS_PROOF_WATCH } els_proof_stage;
typedef enum { ELS_PROOF_GO_ON, ELS_PROOF_PASS, ELS_PROOF_FAIL } els_proof_verdict;

typedef struct {
    uint32_t stage;
    uint32_t canary_tasks; /* seen with the change */
    els_eprocess canary;   /* weighted outcomes */
    els_eprocess effect;   /* new minus old: right answers */
    els_eprocess saving;   /* in the test: decades of work units saved, within -1..1 */
    els_eprocess slack;    /* in the test: the effect raised by ELS_PROOF_SLACK */
    els_eprocess safety;   /* in the watch: the same raised by the margin */
    uint32_t flips;        /* right before, wrong with the change */
    uint32_t dry;          /* iterations in which no pair came though some were planned */
    double level;          /* of the test */
} els_proof_state;

/* Level of the next test of a run with an error budget of `alpha`, after so many tests and
 * promotions. */
double els_proof_level(double alpha, uint64_t tests, uint64_t promotions);
/* Begins a stage: its evidence starts from nothing. `level` counts in the test. */
void els_proof_begin(els_proof_state *state, els_proof_stage stage, double level);
/* A training task that the trial took part in, `share` being the propensity (0..1, both excluded).
 */
void els_proof_add_canary(els_proof_state *state, bool is_with, bool is_right, double share);
/* A task answered both ways, with the work units it took. */
typedef struct {
    bool old_is_right, new_is_right;
    uint64_t old_cost, new_cost;
} els_proof_pair;
void els_proof_add_pair(els_proof_state *state, const els_proof_pair *pair);
/* The verdict on the stage. *ret_why is a phrase from static memory. */
els_proof_verdict els_proof_judge(const els_proof_state *state, const els_proof_rules *rules,
                                  const char **ret_why);
/* E-value that the verdict rests on. */
double els_proof_evidence(const els_proof_state *state);
void els_proof_visit(els_snapshot *snapshot, els_proof_state *state);

#endif
