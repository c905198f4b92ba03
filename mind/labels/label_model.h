/* label_model.h — trained weights of one label set, as they answer. Private to label*.c.
 *
 * Scores are sums over the text's features of value x weight, the values being (1 + log count) x
 * factor scaled to unit length over the features that are known. Weights are 8-bit integers with a
 * scale per feature, label by label side by side: one feature is one short run of memory. */
#ifndef ELS_LABEL_MODEL_H
#define ELS_LABEL_MODEL_H

#include "els_err.h"
#include "label_text.h"

#include <stdbool.h>

enum {
    ELS_LABEL_LANES = 8,            /* labels are padded to a multiple */
    ELS_LABEL_WEIGHTS_MAX = 6 << 20 /* of one set: features x padded labels */
};

typedef struct {
    uint32_t id;         /* of the feature; 0: free */
    uint32_t index;      /* of the feature in the arrays below */
    float factor, scale; /* as there: all that is asked of a feature lies on one cache line */
} els_label_slot;

typedef struct {
    uint32_t n_labels, stride; /* stride: n_labels padded */
    uint32_t n_features;
    uint32_t bits;    /* log2 of the number of slots */
    uint32_t *owners; /* models that have these arrays together; NULL: none */
    els_label_slot *slots;
    uint32_t *ids;
    float *factor; /* how much the feature is worth before any label is looked at; above 0 */
    float *scale;
    int8_t *weights;                   /* n_features x stride */
    float temperature;                 /* probabilities are the softmax of scores x temperature */
    uint32_t trained, held_out, right; /* rows; as els_labels_about */
} els_label_model;

/* Zeroed arrays for so many features and labels; ids and the rest are the caller's to fill in. */
void els_label_model_init(els_label_model *model, uint32_t n_features, uint32_t n_labels);
void els_label_model_fini(els_label_model *model); /* safe on the zeroed */
/* Both then have the same arrays, which must not be changed any more: a model is filled in once. */
void els_label_model_share(els_label_model *to, const els_label_model *from);
/* Both would answer and be saved alike. */
bool els_label_model_eq(const els_label_model *a, const els_label_model *b);
/* After ids, factors and scales are in place. */
void els_label_model_index(els_label_model *model);
/* Scores of all labels into ret_scores[stride]; false when no feature of the text is known. */
bool els_label_model_score(const els_label_model *model, const els_label_feature *features,
                           uint32_t n, float *ret_scores);

/* Softmax of the numbered scores x temperature, mixed with as much of the uniform as so few rows
 * held out cannot rule out (1 in held_out + 2, Laplace); a number past the end (UINT32_MAX) gets 0.
 * At least one of the n must be a number. */
void els_label_model_softmax(const els_label_model *model, const float *scores,
                             const uint32_t *number, uint32_t n, float *ret_probability);

/* Little-endian, behind what `out` holds. */
void els_label_model_save(const els_label_model *model, els_buf *out);
/* Takes its bytes from the front of *in. Error: FORMAT; the model is then zeroed. */
els_err els_label_model_load(els_label_model *model, els_str *in) ELS_MUST_CHECK;

/* (1 + log count), from a table. */
float els_label_count_value(uint32_t count);

#endif
