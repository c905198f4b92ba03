/* labels.h — the label learner: which of a field's choices a text calls for.
 *
 * One linear scorer per label over hashed text features (label_text.h), trained one against the
 * rest with squared hinge loss by dual coordinate descent (Hsieh et al. 2008, A Dual Coordinate
 * Descent Method for Large-scale Linear SVM), from a bounded memory of graded texts; the weights
 * begin at what naive Bayes makes of the counts. A row says which label is right, or only that one
 * label is wrong (the others are then left open). The names of the labels count as three tenths of
 * a row each, so that a choice is recognised by its own words before it was ever seen. Weights that
 * answer are 8-bit; confidence is a softmax whose temperature is fitted on rows held out of a first
 * training. Fields do not share labels: each (kind, field) is a set of its own. Everything is
 * bounded; pure and deterministic.
 *
 * Learned from graded answers only, as everything in the mind (learn.h). */
#ifndef ELS_LABELS_H
#define ELS_LABELS_H

#include "els_err.h"
#include "els_str.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ELS_LABEL_SETS_MAX = 32,   /* fields that are learned; later ones are not */
    ELS_LABELS_MAX = 1024,     /* labels of a field */
    ELS_LABEL_NAME_MAX = 256,  /* bytes */
    ELS_LABEL_ROWS_MAX = 32768 /* remembered texts of a field; the oldest make room */
};

typedef struct els_labels els_labels;

/* NULL when out of memory. One that only answers keeps no rows. */
els_labels *els_labels_new(bool for_training);
void els_labels_free(els_labels **labels); /* safe on NULL */
void els_labels_clear(els_labels *labels);
/* Copies what answers depend on, and the rows when both are for training. */
void els_labels_copy(els_labels *to, const els_labels *from);

/* Name of a field's label set. */
uint64_t els_labels_key(els_str kind, els_str field);

/* Takes note that there is such a label, before any text of it was seen: its name counts. */
void els_labels_name(els_labels *labels, uint64_t key, els_str label);
/* Remembers a graded text: `label` was right, or wrong. A text whose right label is known stays
 * as it is when another label turns out wrong; the newest right label of equal texts counts. Does
 * nothing without room for another set or label. */
void els_labels_add(els_labels *labels, uint64_t key, els_str question, els_str context,
                    els_str label, bool is_right);
/* Trains every set whose rows grew by an eighth since it was trained (`all`: that changed at all).
 */
void els_labels_train(els_labels *labels, bool all);

/* What is known of a set. */
typedef struct {
    uint32_t rows;     /* remembered; 0 in one that only answers */
    uint32_t trained;  /* rows the weights were made from; 0: it cannot answer */
    uint32_t labels;   /* labels it tells apart */
    uint32_t held_out; /* rows the confidence was fitted on */
    uint32_t right;    /* of those, answered right by the first training */
    uint32_t features;
} els_labels_about;
/* False when there is no such set. */
bool els_labels_look(const els_labels *labels, uint64_t key, els_labels_about *ret);

/* The set's labels in order of entry, borrowed, at most ELS_LABELS_MAX; returns how many. */
uint32_t els_labels_names(const els_labels *labels, uint64_t key, els_str ret[ELS_LABELS_MAX]);

/* Notes how a search for programs did on a task of the field; old outcomes fade. Nothing happens
 * when the set is not there. */
void els_labels_note_search(els_labels *labels, uint64_t key, bool was_right);
/* The set can answer, and was right on what was held out about as often as searches were lately;
 * before there were sixteen of these, sets of more than eight labels are trusted and others not. */
bool els_labels_trusted(const els_labels *labels, uint64_t key);

/* Probability of every choice, 0 for one that is not known; they sum to 1. False (and nothing
 * written) when the set cannot answer or knows none of the choices. */
bool els_labels_answer(const els_labels *labels, uint64_t key, els_str question, els_str context,
                       const els_str *choices, uint32_t n_choices, float *ret_probability);

/* As bytes: little-endian; with `training` the rows too. Equal learners give equal bytes. What is
 * trained as in `base` (NULL: none) is left out, and taken from there when it is read. */
void els_labels_save(const els_labels *labels, const els_labels *base, bool training, els_buf *out);
/* Takes its bytes from the front of *in. Error: FORMAT; the learner is then empty. */
els_err els_labels_load(els_labels *labels, const els_labels *base, els_str *in) ELS_MUST_CHECK;

#endif
