/* curriculum.h — which kinds of task the next training batch is made of. Pure.
 *
 * A tenth of every batch comes from all plugins alike, so that no kind is ever forgotten, unseen
 * ones included. The rest goes to the kinds in proportion to
 *     weight * error ^ sharpness * boost + floor
 * weight is the kind's share of an even batch (all plugins alike, all families of a plugin alike)
 * and error how often it fails lately, so that practice goes where the mistakes of the whole are.
 * The floor keeps a little for what is mastered. boost is what live goals add for their subjects.
 *
 * Weights by learning progress (Schmidhuber 1991, Matiisen 2017: |fast - slow| average) and by
 * uncertainty (p (1 - p)) were measured too and gained less: docs/goals.md. */
#ifndef ELS_CURRICULUM_H
#define ELS_CURRICULUM_H

#include "goals.h"

#define ELS_MIX_MAX 64u              /* as in progress.next_mix */
#define ELS_CURRICULUM_EVEN 0.1      /* share of a batch that is drawn alike */
#define ELS_CURRICULUM_FLOOR 0.05    /* of a kind of average weight that never fails */
#define ELS_CURRICULUM_MASTERED 0.95 /* success from which a kind counts as mastered */

/* What actions may change of it. */
typedef struct {
    double sharpness; /* above 0; 1: in proportion to the errors */
    double focus;     /* how much a goal of priority 1 adds to its kinds: 0 nothing, 1 doubles */
} els_curriculum_knobs;

/* The mix that is in force; texts are its own. A zeroed one is even. */
typedef struct {
    els_mix mix[ELS_MIX_MAX];
    uint32_t n;
    els_arena texts;
} els_curriculum;

/* Mix over the kinds of `plugins` seen so far: at most ELS_MIX_MAX entries into ret_mix, weights
 * summing to 1. 0 entries when there are not two kinds to choose between. */
uint32_t els_curriculum_mix(const els_strata *strata, const els_goal_book *book,
                            const els_str *plugins, uint32_t n_plugins,
                            const els_curriculum_knobs *knobs, els_mix *ret_mix);
/* Puts the mix in force if it differs from the one that is by more than noise; true if so. */
bool els_curriculum_take(els_curriculum *curriculum, const els_mix *mix, uint32_t n);

/* Half the sum of absolute differences of the weights: 0 equal, 1 nothing in common. */
double els_mix_distance(const els_mix *a, uint32_t n_a, const els_mix *b, uint32_t n_b);

void els_curriculum_visit(els_snapshot *snapshot, els_curriculum *curriculum);

#endif
