/* config_trial.h — whether a change of the configuration passes: canary, test, watch. Pure.
 *
 *   CANARY  a share of the training tasks, drawn by a hash of their ids, is answered with the
 * change. Outcomes weighted by the propensity are an unbiased estimate of the effect (Horvitz and
 *           Thompson 1952): weak, but enough to stop a disaster.
 *   TEST    tasks of the select split are answered both ways. The change passes when an e-process
 *           (stats_eprocess.h) shows a gain at the level it was given; fails on evidence of harm,
 * when too many right answers turn wrong, and when it has shown nothing after its last pair. WATCH
 * the change answers; the configuration before it is still paired with it. It stays only when the
 * pairs show that it is not worse by ELS_TRIAL_MARGIN: a change that is worse by that much survives
 * its window with a probability of at most 1 / ELS_TRIAL_SAFE.
 *
 * Levels are spent over the trials of a run as in e-LOND (Xu and Ramdas 2024, after Javanmard and
 * Montanari 2015): test i gets alpha * 6 / (pi i)^2 * (promotions before it + 1). With no true
 * effect at all, the chance of any promotion in the run is at most alpha. */
#ifndef ELS_CONFIG_TRIAL_H
#define ELS_CONFIG_TRIAL_H

#include "stats_eprocess.h"
#include "stats_snapshot.h"

#define ELS_TRIAL_MARGIN 0.05 /* share of tasks */
#define ELS_TRIAL_SAFE 1000.0
#define ELS_TRIAL_HARM 20.0 /* e-value that is strong evidence of harm */

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
} els_trial_rules;

/* The strategies in the order of the parameter config.strategy. */
enum { ELS_TRIAL_STRATEGIES = 4 };
const els_trial_rules *els_trial_rules_of(uint32_t strategy);

typedef enum { ELS_TRIAL_CANARY, ELS_TRIAL_TEST, ELS_TRIAL_WATCH } els_trial_stage;
typedef enum { ELS_TRIAL_GO_ON, ELS_TRIAL_PASS, ELS_TRIAL_FAIL } els_trial_verdict;

typedef struct {
    uint32_t stage;
    uint32_t canary_tasks; /* seen with the change */
    els_eprocess canary;   /* weighted outcomes */
    els_eprocess effect;   /* new minus old */
    els_eprocess safety;   /* in the watch: the same raised by the margin */
    uint32_t flips;        /* right before, wrong with the change */
    uint32_t dry;          /* iterations in which no pair came though some were planned */
    double level;          /* of the test */
} els_trial_state;

/* Level of the next test of a run with an error budget of `alpha`, after so many tests and
 * promotions. */
double els_trial_level(double alpha, uint64_t tests, uint64_t promotions);
/* Begins a stage: its evidence starts from nothing. `level` counts in the test. */
void els_trial_begin(els_trial_state *state, els_trial_stage stage, double level);
/* A training task that the trial took part in, `share` being the propensity (0..1, both excluded).
 */
void els_trial_add_canary(els_trial_state *state, bool is_with, bool is_right, double share);
void els_trial_add_pair(els_trial_state *state, bool old_is_right, bool new_is_right);
/* The verdict on the stage. *ret_why is a phrase from static memory. */
els_trial_verdict els_trial_judge(const els_trial_state *state, const els_trial_rules *rules,
                                  const char **ret_why);
/* E-value that the verdict rests on. */
double els_trial_evidence(const els_trial_state *state);
void els_trial_visit(els_snapshot *snapshot, els_trial_state *state);

#endif
