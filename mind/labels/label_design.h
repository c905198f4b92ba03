/* label_design.h — graded texts as sparse vectors, for the trainer. Private to label*.c; pure.
 *
 * A vector holds a text's features by number, each with its count's value times the feature's
 * factor, scaled to unit length. The labels' names are rows of three tenths of that length. */
#ifndef ELS_LABEL_DESIGN_H
#define ELS_LABEL_DESIGN_H

#include "label_train.h"

enum {
    ELS_LABEL_FEW_ROWS = 1000, /* below it every row is held out once, in one of the folds */
    ELS_LABEL_FOLDS = 5,
    ELS_LABEL_TENTH = 10 /* else one row in so many is held out, once: fold 0 */
};

typedef struct {
    /* Row i has the features index[k] with value[k], k from start[i] to start[i + 1] - 1. */
    uint32_t *start; /* n + 1 */
    uint32_t *index; /* below n_features */
    float *value;
    uint32_t n;
    /* By row. */
    uint32_t *label;
    bool *is_right; /* the label; else all that is known is that it is wrong */
    bool *is_name;  /* a label's name, no text */
    uint8_t *fold;  /* in which the text is held out */
    float *square;  /* of the vector's length */
    /* By feature. */
    uint32_t *ids; /* hashes, as label_text.h has them */
    bool *is_letters;
    float *rarity; /* by counts alone */
    float *factor; /* with what they tell of the labels: in the values of the rows */
    uint32_t n_features;
    bool is_few; /* fewer than ELS_LABEL_FEW_ROWS texts */
} els_label_design;

/* The newest rows that fit, then the labels' names; `stride`: labels, padded. Features have no
 * factor yet. *ret is the caller's to give back. */
void els_label_design_build(const els_label_row *rows, uint32_t n_rows, const els_str *names,
                            uint32_t n_labels, uint32_t stride, els_label_design *ret);
void els_label_design_fini(els_label_design *design);

/* Row i is a text whose right label is known and that is not held out. */
bool els_label_design_is_lesson(const els_label_design *design, uint32_t i, uint32_t held);

/* Gives each feature the factor it is worth: its rarity times the root of what it tells of the
 * label, the divergence of the labels of its rows from those of all rows (supervised term
 * weighting: Debole and Sebastiani 2003). Rows of the fold that is held out are not asked, or the
 * confidence fitted on them would be too high. `counts` is room for n_features x stride. */
void els_label_design_weigh(els_label_design *design, uint32_t n_labels, uint32_t stride,
                            uint32_t held, float *counts);

/* What the counts say of each label of a feature, times the feature's factor, into
 * ret[n_features x stride]: the logarithm of how much more of the label's rows have the feature
 * than of all rows. A text's sum of it is naive Bayes, with a prior of the common mix and less said
 * where fewer rows would be expected. Rows held out are not asked. */
void els_label_design_evidence(const els_label_design *design, uint32_t n_labels, uint32_t stride,
                               uint32_t held, float *ret);

#endif
