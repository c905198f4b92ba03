#include "label_bandit.h"

#include "els_rng.h"
#include "label_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    WEIGHTS_MAX = 4 << 20, /* hashed features x padded choices */
    ROWS_MAX = 8192,       /* verdicts that are gone over again; the oldest make room */
    AGAIN = 5,             /* of them, after each verdict */
    NAME_PASSES = 5        /* over the choices' names, to begin with */
};

static const float DOUBT = 2.5F;      /* score units for a text all of whose features are new */
static const float COST = 1;          /* C of the squared hinge */
static const float RIGHT_COST = 3;    /* of the choice that is right: one against many */
static const float NAME_VALUE = 0.5F; /* a choice's name as a row */

/* A verdict. */
typedef struct {
    uint32_t *slot; /* of its features; owned */
    float *value;   /* behind them */
    float *dual;    /* per choice, behind those */
    uint32_t n;
    uint32_t choice;
    bool is_right;
} row;

struct els_label_bandit {
    uint32_t n_choices, stride, mask;
    float *weights;       /* slot by slot, choice by choice */
    float *met;           /* verdicts on the choice for texts with the feature, likewise */
    float *score, *doubt; /* per choice, of the text in hand */
    row rows[ROWS_MAX];
    uint32_t n_rows, next;
    els_rng rng;
};

static void row_fini(row *r)
{
    free(r->slot);
    *r = (row){0};
}

/* Features as slots, values of unit length times `scale`. */
static row row_of(const els_label_bandit *b, els_str question, els_str context, float scale)
{
    els_label_feature features[ELS_LABEL_FEATURES_MAX];
    uint32_t n = els_label_features(question, context, false, features);
    float norm = 0;
    row r = {.n = n};
    size_t bytes =
        (size_t)n * (sizeof *r.slot + sizeof *r.value) + b->n_choices * sizeof *r.dual + 1;
    r.slot = malloc(bytes);
    if (!r.slot)
        els_out_of_memory(bytes);
    r.value = (float *)(void *)(r.slot + n);
    r.dual = r.value + n;
    memset(r.dual, 0, b->n_choices * sizeof *r.dual);
    for (uint32_t i = 0; i < n; i++) {
        r.slot[i] = features[i].id & b->mask;
        r.value[i] = els_label_count_value(features[i].count);
        norm += r.value[i] * r.value[i];
    }
    for (uint32_t i = 0; i < n; i++)
        r.value[i] *= scale / sqrtf(norm);
    return r;
}

static void score(const els_label_bandit *b, const row *r)
{
    memset(b->score, 0, b->stride * sizeof *b->score);
    for (uint32_t i = 0; i < r->n; i++) {
        const float *w = &b->weights[(size_t)r->slot[i] * b->stride];
        for (uint32_t l = 0; l < b->stride; l++)
            b->score[l] += r->value[i] * w[l];
    }
}

/* The dual variable of one choice of a row, solved exactly; the weights follow. */
static void step_choice(els_label_bandit *b, row *r, uint32_t choice, bool is_right, float square)
{
    float sign = is_right ? 1 : -1, inverse = 1 / (2 * COST * (is_right ? RIGHT_COST : 1));
    float gradient = sign * b->score[choice] - 1 + r->dual[choice] * inverse;
    float fresh = fmaxf(0, r->dual[choice] - gradient / (square + inverse));
    float change = (fresh - r->dual[choice]) * sign;
    r->dual[choice] = fresh;
    if (fabsf(change) < 1e-4F)
        return;
    for (uint32_t i = 0; i < r->n; i++)
        b->weights[(size_t)r->slot[i] * b->stride + choice] += change * r->value[i];
}

static void step(els_label_bandit *b, row *r)
{
    float square = 0;
    score(b, r);
    for (uint32_t i = 0; i < r->n; i++)
        square += r->value[i] * r->value[i];
    if (!r->is_right) {
        step_choice(b, r, r->choice, false, square);
        return;
    }
    for (uint32_t l = 0; l < b->n_choices; l++)
        step_choice(b, r, l, l == r->choice, square);
}

static void remember(els_label_bandit *b, const row *r)
{
    row_fini(&b->rows[b->next]);
    b->rows[b->next] = *r;
    b->next = (b->next + 1) % ROWS_MAX;
    b->n_rows += b->n_rows < ROWS_MAX;
}

els_label_bandit *els_label_bandit_new(const els_str *choices, uint32_t n_choices, uint64_t seed)
{
    els_label_bandit *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->n_choices = n_choices;
    b->stride = (n_choices + ELS_LABEL_LANES - 1) / ELS_LABEL_LANES * ELS_LABEL_LANES;
    size_t slots = 1;
    while (2 * slots * b->stride <= WEIGHTS_MAX)
        slots *= 2;
    b->mask = (uint32_t)slots - 1;
    b->weights = els_zeroed(slots * b->stride, sizeof(float));
    b->met = els_zeroed(slots * b->stride, sizeof(float));
    b->score = els_zeroed(b->stride, sizeof(float));
    b->doubt = els_zeroed(b->stride, sizeof(float));
    b->rng = els_rng_make(seed, n_choices, 72);
    for (uint32_t l = 0; l < n_choices; l++) {
        row name = row_of(b, choices[l], (els_str){NULL, 0}, NAME_VALUE);
        name.choice = l;
        name.is_right = true;
        remember(b, &name);
    }
    for (uint32_t i = 0; i < NAME_PASSES * n_choices; i++)
        step(b, &b->rows[i % n_choices]);
    return b;
}

void els_label_bandit_free(els_label_bandit **bandit)
{
    els_label_bandit *b = *bandit;
    if (!b)
        return;
    for (uint32_t i = 0; i < b->n_rows; i++)
        row_fini(&b->rows[i]);
    free(b->weights);
    free(b->met);
    free(b->score);
    free(b->doubt);
    free(b);
    *bandit = NULL;
}

uint32_t els_label_bandit_choose(els_label_bandit *b, els_str question, els_str context)
{
    row r = row_of(b, question, context, 1);
    uint32_t best = 0, start = els_rng_below(&b->rng, b->n_choices);
    float highest = -INFINITY;
    score(b, &r);
    memset(b->doubt, 0, b->stride * sizeof *b->doubt);
    for (uint32_t i = 0; i < r.n; i++) {
        const float *met = &b->met[(size_t)r.slot[i] * b->stride];
        for (uint32_t l = 0; l < b->stride; l++)
            b->doubt[l] += r.value[i] * r.value[i] / (1 + met[l]);
    }
    for (uint32_t k = 0; k < b->n_choices; k++) {
        uint32_t l = (start + k) % b->n_choices; /* ties go by lot */
        float value = b->score[l] + DOUBT * sqrtf(b->doubt[l]);
        if (value > highest) {
            highest = value;
            best = l;
        }
    }
    row_fini(&r);
    return best;
}

void els_label_bandit_learn(els_label_bandit *b, els_str question, els_str context, uint32_t choice,
                            bool was_right)
{
    row r = row_of(b, question, context, 1);
    r.choice = choice;
    r.is_right = was_right;
    for (uint32_t i = 0; i < r.n; i++)
        b->met[(size_t)r.slot[i] * b->stride + choice]++;
    step(b, &r);
    remember(b, &r);
    for (int k = 0; k < AGAIN; k++)
        step(b, &b->rows[els_rng_below(&b->rng, b->n_rows)]);
}
