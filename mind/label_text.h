/* label_text.h — what the label learner sees of a text: hashed features with their counts.
 *
 * Words, word pairs next to each other, unordered pairs of word stems within a window, and
 * character 2..5-grams within words. Stem pairs stand for "these two are mentioned together",
 * which a linear learner cannot make of the single words. Long texts get a narrower window and no
 * character grams: their words say enough, and the number of features stays bounded. Pure. */
#ifndef ELS_LABEL_TEXT_H
#define ELS_LABEL_TEXT_H

#include "els_str.h"

#include <stdint.h>

enum { ELS_LABEL_FEATURES_MAX = 2048 };

typedef struct {
    uint32_t id; /* hash, never 0 */
    uint32_t count;
} els_label_feature;

/* Features of question and context together, each once, in order of first appearance. Returns
 * their number. */
uint32_t els_label_features(els_str question, els_str context,
                            els_label_feature ret[ELS_LABEL_FEATURES_MAX]);

#endif
