/* label_text.h — what the label learner sees of a text: hashed features with their counts.
 *
 * Words, word pairs next to each other, unordered pairs of word stems within a window, and
 * character 2..5-grams within words. Stem pairs stand for "these two are mentioned together",
 * which a linear learner cannot make of the single words; in long texts the window is narrower.
 * Signs that are no part of a word, as in :) or !=, count with what stands next to them, in grams
 * of up to three bytes. Only the first words and signs of a text get grams: the number of features
 * stays bounded.
 *
 * From few texts a learner cannot know that two words mean much the same; the dictionary does
 * (thesaurus.h). Where meanings are asked for, the terms that weigh most in that of each word are
 * features too. From many texts they only repeat what was learned. Pure. */
#ifndef ELS_LABEL_TEXT_H
#define ELS_LABEL_TEXT_H

#include "els_str.h"

#include <stdbool.h>
#include <stdint.h>

enum { ELS_LABEL_FEATURES_MAX = 2048 };

typedef struct {
    uint32_t id; /* hash, never 0 */
    uint32_t count;
    bool is_pair;    /* of words next to each other */
    bool is_letters; /* of a word, or around a sign */
} els_label_feature;

/* Whether a learner of so many rows looks at meanings. */
bool els_label_has_meanings(uint32_t n_rows);

/* Features of question and context together, each once, in order of first appearance. Returns
 * their number. */
uint32_t els_label_features(els_str question, els_str context, bool with_meanings,
                            els_label_feature ret[ELS_LABEL_FEATURES_MAX]);

#endif
