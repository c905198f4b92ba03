/* label_bandit.h — labels learned from right-or-wrong alone: a contextual bandit. Pure.
 *
 * One linear scorer per choice over the features of label_text.h, as in labels.h, but trained as
 * the verdicts come: a right answer says of every choice what it is, a wrong one only of the choice
 * that was tried. Each verdict is one step of dual coordinate descent, followed by steps on a few
 * earlier ones drawn by lot. The choice with the highest score plus its doubt is tried; doubt
 * shrinks with every verdict on the choice that shared features with the text (a diagonal LinUCB:
 * Li et al. 2010, A Contextual-Bandit Approach to Personalized News Article Recommendation). */
#ifndef ELS_LABEL_BANDIT_H
#define ELS_LABEL_BANDIT_H

#include "els_str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct els_label_bandit els_label_bandit;

/* Choices are borrowed, 2 to 1024. NULL when out of memory. */
els_label_bandit *els_label_bandit_new(const els_str *choices, uint32_t n_choices, uint64_t seed);
void els_label_bandit_free(els_label_bandit **bandit); /* safe on NULL */

/* The choice to answer with; nothing is learned. */
uint32_t els_label_bandit_choose(els_label_bandit *bandit, els_str question, els_str context);
/* The verdict on the choice that was answered with. */
void els_label_bandit_learn(els_label_bandit *bandit, els_str question, els_str context,
                            uint32_t choice, bool was_right);

#endif
