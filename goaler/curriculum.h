/* curriculum.h — which kinds of task the next training batch is made of. Pure.
 *
 * A part of every batch comes from all plugins alike, unseen kinds included: as much as the system
 * has right of tasks drawn alike, a tenth at least. The rest goes to the kinds in proportion to
 *     share * (error ^ sharpness + floor) / (tasks trained + 3)
 * share is the kind's of an even batch (all plugins alike, all families of a plugin alike), error
 * how often it fails lately. That is the gain to be expected of the next task where errors fall as
 * a power of the tasks seen. From ELS_CURRICULUM_FAR on batches are even: what still fails then is
 * no longer a matter of practice in its own kind. Live goals multiply what their subjects have.
 *
 * Measured, with what else was tried: docs/goals.md. */
#ifndef ELS_CURRICULUM_H
#define ELS_CURRICULUM_H

#include "goals.h"

#define ELS_MIX_MAX 64u              /* as in progress.next_mix */
#define ELS_CURRICULUM_EVEN 0.1      /* least share of a batch that is drawn alike */
#define ELS_CURRICULUM_FLOOR 0.02    /* of a kind that never fails */
#define ELS_CURRICULUM_FAR 0.75      /* success of everything from which batches are even */
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

/* Whether practice of a kind has done what it can: ELS_STRATA_WINDOW tasks seen, and
 * ELS_CURRICULUM_MASTERED of them right. */
bool els_curriculum_is_mastered(const els_stratum *row);

/* Mix over the kinds of `plugins` seen so far: at most ELS_MIX_MAX entries into ret_mix, weights
 * summing to 1. 0 entries when there are not two kinds to choose between. */
uint32_t els_curriculum_mix(const els_strata *strata, const els_goal_book *book,
                            const els_str *plugins, uint32_t n_plugins,
                            const els_curriculum_knobs *knobs, els_mix *ret_mix);
/* Puts the mix in force if it differs from the one that is by more than noise; true if so. */
bool els_curriculum_take(els_curriculum *curriculum, const els_mix *mix, uint32_t n);

/* Fills next_mix and next_walk of `out`, whose plan says which plugins there are: the mix in force,
 * or all plugins alike when there is none yet, with the number of tasks that each kind was trained
 * on. With it the next batch walks through kinds and wordings instead of drawing them; it does not
 * when more than ELS_MIX_MAX entries were needed to say so. */
void els_curriculum_report(const els_curriculum *curriculum, const els_strata *strata,
                           els_arena *arena, els_progress *out);

/* Half the sum of absolute differences of the weights: 0 equal, 1 nothing in common. */
double els_mix_distance(const els_mix *a, uint32_t n_a, const els_mix *b, uint32_t n_b);

void els_curriculum_visit(els_snapshot *snapshot, els_curriculum *curriculum);

#endif
