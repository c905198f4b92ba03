/* model.h — the one sparse learner: hashed features, log-linear scores, AdaGrad steps.
 *
 * A weight lives at the low bits of its feature's hash. Program model and evaluator share the table
 * and differ in the name space of their features.
 *
 * Sources: hashing (Weinberger 2009), AdaGrad (Duchi 2011). */
#ifndef ELS_MODEL_H
#define ELS_MODEL_H

#include "els_hash.h"
#include "reading.h"

enum { ELS_MODEL_BITS = 19, ELS_TEXT_MAX = 1024 };

/* Bits of a cross key that say what it is crossed with; none: the words of the question. */
#define ELS_CROSS_CHARS (UINT64_C(1) << 63) /* words and characters */
#define ELS_CROSS_FACTS (UINT64_C(1) << 62) /* derived facts only */
static inline uint64_t els_cross_words(uint64_t hash)
{
    return hash & ~(ELS_CROSS_CHARS | ELS_CROSS_FACTS);
}

/* What a task's text gives to cross keys with. Every group is scaled to unit length. */
typedef struct {
    const uint64_t *words; /* words and word pairs of the question; numbers, names and values of the
                              knowledge base stand as their type */
    uint32_t n_words;
    const uint64_t *chars; /* character 3..5-grams within the words as written */
    uint32_t n_chars;
    const uint64_t *facts; /* derived facts and comparisons */
    uint32_t n_facts;
} els_text_features;

typedef struct {
    uint32_t bits;
    float *weight;  /* 2^bits */
    float *squares; /* 2^bits sums of squared gradients; NULL in a model that only answers */
} els_model;

/* All weights zero. Errors: NOMEM. */
els_err els_model_init(els_model *model, bool for_training) ELS_MUST_CHECK;
void els_model_fini(els_model *model);

/* Words of a reading (memory from `arena`), at most ELS_TEXT_MAX. */
void els_text_words(const els_reading *reading, els_arena *arena, els_text_features *ret);
/* Characters of the question as written; needs no reading. */
void els_text_chars(els_str question, els_arena *arena, els_text_features *ret);

/* Facts and comparisons derived from the reading (predicates.c), hashed. */
void els_text_facts(const els_reading *reading, els_arena *arena, els_text_features *ret);

/* Sum over what the key is crossed with. */
double els_model_cross(const els_model *model, const els_text_features *text, uint64_t key);
/* Sum over own features, scaled as in training. */
double els_model_own(const els_model *model, const uint32_t *own, uint32_t n_own);

/* One AdaGrad step along `gradient` (of the objective to be raised) for the same features. */
void els_model_step_cross(els_model *model, const els_text_features *text, uint64_t key,
                          double gradient, double rate);
void els_model_step_own(els_model *model, const uint32_t *own, uint32_t n_own, double gradient,
                        double rate);

#endif
