#include "label_train.h"

#include "label_design.h"
#include "labels.h"
#include "els_rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PASSES_MAX = 5,
    AVERAGED_FROM = 2, /* weights are the mean of those after this pass and later ones */
    HELD_MAX = 2000    /* rows the confidence is fitted on */
};

/* Chosen by cross-validation on sets of several kinds (docs/decisions/0033). */
static const float COST = 1;       /* C of the squared hinge */
static const float FEW_COST = 2;   /* the same where rows are few */
static const float RIGHT_COST = 3; /* times that for a right label of mean size: one against many */
static const float SETTLED = 0.02F; /* largest change of a pass that ends the training */
static const float TEMPERATURE = 3; /* where nothing could be held out */
/* Of the evidence of the counts beside what the rows' margins ask for (docs/decisions/0038). */
static const float PRIOR = 0.015F;     /* share of it the weights begin at, from many rows */
static const float PRIOR_ROWS = 300;   /* half of that from so many */
static const float SHARE_MOST = 0.1F;  /* added at the end, however well it did */
static const float SHARE_TAKEN = 0.5F; /* of what did best on the rows held out */

/* ---- dual coordinate descent ---- */

typedef struct {
    els_label_design *d;
    uint32_t n_labels, stride;
    float cost;        /* C of the squared hinge */
    float *right_cost; /* the same for a row's right label, by that label */
    float *weights;    /* n_features x stride */
    float *duals;      /* n x stride */
    float *sum;        /* of the duals at the ends of passes */
    uint32_t averaged; /* how many ends */
    float prior;       /* share of the evidence that weights begin at */
    float *score, *delta;
} descent;

/* Weights lie all over a table larger than the caches: those of a later feature are sent for while
 * one is worked on. */
static void send_for(const descent *s, uint32_t k, uint32_t end)
{
    enum { AHEAD = 6, LINE = 16 }; /* features; floats */
    if (k + AHEAD >= end)
        return;
    const float *w = &s->weights[(size_t)s->d->index[k + AHEAD] * s->stride];
    for (uint32_t l = 0; l < s->stride; l += LINE)
        __builtin_prefetch(w + l);
}

/* to += value x from, lane by lane: loops of a fixed length are what compilers make vectors of. */
static void add_scaled(float *restrict to, const float *restrict from, float value, uint32_t n)
{
    for (uint32_t l = 0; l < n; l += ELS_LABEL_LANES)
        for (uint32_t j = 0; j < ELS_LABEL_LANES; j++)
            to[l + j] += value * from[l + j];
}

static void score_row(const descent *s, uint32_t i)
{
    const els_label_design *d = s->d;
    const uint32_t end = d->start[i + 1], stride = s->stride;
    memset(s->score, 0, stride * sizeof *s->score);
    for (uint32_t k = d->start[i]; k < end; k++) {
        send_for(s, k, end);
        add_scaled(s->score, &s->weights[(size_t)d->index[k] * stride], d->value[k], stride);
    }
}

/* The change of the dual variable that solves its own problem exactly. */
static float dual_step(float *dual, float sign, float score, float square, float cost)
{
    float inverse = 1 / (2 * cost);
    float gradient = sign * score - 1 + *dual * inverse;
    float fresh = *dual - gradient / (square + inverse);
    fresh = fresh > 0 ? fresh : 0;
    float change = fresh - *dual;
    *dual = fresh;
    return change;
}

/* weights += row x delta. Of many labels few change once the training has settled: then only these
 * are touched. */
static void add_row(const descent *s, uint32_t i)
{
    enum { FEW = 16 }; /* one label alone costs about as much as so many side by side */
    const els_label_design *d = s->d;
    uint32_t changed[ELS_LABELS_MAX], n = 0;
    for (uint32_t l = 0; l < s->n_labels; l++)
        if (s->delta[l] != 0)
            changed[n++] = l;
    for (uint32_t k = d->start[i]; k < d->start[i + 1]; k++) {
        float *weights = &s->weights[(size_t)d->index[k] * s->stride], value = d->value[k];
        if (n > s->stride / FEW)
            add_scaled(weights, s->delta, value, s->stride);
        else
            for (uint32_t c = 0; c < n; c++)
                weights[changed[c]] += value * s->delta[changed[c]];
    }
}

/* All labels of a row whose right label is known. Returns the largest change. */
static float step_right(descent *s, uint32_t i)
{
    const els_label_design *d = s->d;
    float *dual = &s->duals[(size_t)i * s->stride], largest = 0;
    score_row(s, i);
    float inverse = 1 / (2 * s->cost), weight = 1 / (d->square[i] + inverse);
    uint32_t right = d->label[i];
    float right_dual = dual[right];
    for (uint32_t l = 0; l < s->stride; l++) { /* as if wrong; plain, so that it is vectorised */
        float fresh = dual[l] - (dual[l] * inverse - s->score[l] - 1) * weight;
        fresh = fresh > 0 ? fresh : 0;
        s->delta[l] = dual[l] - fresh;
        dual[l] = fresh;
    }
    dual[right] = right_dual;
    s->delta[right] =
        dual_step(&dual[right], 1, s->score[right], d->square[i], s->right_cost[right]);
    for (uint32_t l = s->n_labels; l < s->stride; l++)
        s->delta[l] = dual[l] = 0;
    for (uint32_t l = 0; l < s->n_labels; l++)
        largest = fabsf(s->delta[l]) > largest ? fabsf(s->delta[l]) : largest;
    if (largest < 5e-3F)
        return largest;
    add_row(s, i);
    return largest;
}

/* The one label of which it is known that it is wrong. */
static float step_wrong(descent *s, uint32_t i)
{
    const els_label_design *d = s->d;
    uint32_t label = d->label[i];
    float score = 0;
    for (uint32_t k = d->start[i]; k < d->start[i + 1]; k++)
        score += d->value[k] * s->weights[(size_t)d->index[k] * s->stride + label];
    float change =
        dual_step(&s->duals[(size_t)i * s->stride + label], -1, score, d->square[i], s->cost);
    for (uint32_t k = d->start[i]; k < d->start[i + 1]; k++)
        s->weights[(size_t)d->index[k] * s->stride + label] -= d->value[k] * change;
    return fabsf(change);
}

/* Weights that know the counts alone. */
static void weigh_evidence(const descent *s, uint32_t held)
{
    els_label_design_evidence(s->d, s->n_labels, s->stride, held, s->weights);
}

static void scale_weights(const descent *s, float share)
{
    for (size_t k = 0; k < (size_t)s->d->n_features * s->stride; k++)
        s->weights[k] *= share;
}

/* The weights are the rows times their duals beside a share of the evidence, which they hold, so
 * the mean of weights is made of the mean of duals: there are far fewer rows than features. */
static void add_mean(const descent *s)
{
    const els_label_design *d = s->d;
    for (uint32_t i = 0; i < d->n; i++) {
        const float *sum = &s->sum[(size_t)i * s->stride];
        for (uint32_t l = 0; l < s->n_labels; l++)
            s->delta[l] = -sum[l] / (float)s->averaged;
        if (d->is_right[i])
            s->delta[d->label[i]] = -s->delta[d->label[i]];
        add_row(s, i);
    }
}

/* A label with few rows stands against more that speak for others than one with many: what its rows
 * say costs more, by the root of how much rarer than the mean it is. Rows of the fold that is held
 * out are not counted; every label has one more, so that none is without. */
static void weigh_labels(descent *s, uint32_t held)
{
    const els_label_design *d = s->d;
    float rows = 0;
    for (uint32_t l = 0; l < s->n_labels; l++)
        s->right_cost[l] = 1;
    for (uint32_t i = 0; i < d->n; i++) {
        if (!els_label_design_is_lesson(d, i, held))
            continue;
        s->right_cost[d->label[i]]++;
        rows++;
    }
    float mean = 1 + rows / (float)s->n_labels;
    for (uint32_t l = 0; l < s->n_labels; l++)
        s->right_cost[l] = s->cost * RIGHT_COST * sqrtf(mean / s->right_cost[l]);
}

/* Finds the duals. The weights begin at a share of the evidence and are held to be near it, not
 * near nothing: the margins then ask of the rows only what the counts do not say. Each pass ends
 * somewhere around the optimum: the mean of several ends is nearer to it.
 *
 * Trains on all rows but those of a fold (`held` ELS_LABEL_TENTH: on all). */
static void descend(descent *s, uint32_t held)
{
    const els_label_design *d = s->d;
    uint32_t *order = els_zeroed(d->n, sizeof *order), n = 0;
    size_t n_duals = (size_t)d->n * s->stride;
    els_label_design_weigh(s->d, s->n_labels, s->stride, held, s->weights);
    weigh_labels(s, held);
    weigh_evidence(s, held);
    scale_weights(s, s->prior);
    memset(s->duals, 0, n_duals * sizeof *s->duals);
    for (uint32_t i = 0; i < d->n; i++)
        if ((d->is_name[i] || d->fold[i] != held) && d->square[i] > 0)
            order[n++] = i;
    els_rng rng = els_rng_make(d->n, d->n_features, 71);
    s->averaged = 0;
    bool is_settled = false;
    for (uint32_t pass = 0; pass < PASSES_MAX && !is_settled; pass++) {
        float largest = 0;
        els_rng_shuffle(&rng, order, n, sizeof *order);
        for (uint32_t k = 0; k < n; k++) {
            float change =
                d->is_right[order[k]] ? step_right(s, order[k]) : step_wrong(s, order[k]);
            largest = change > largest ? change : largest;
        }
        is_settled = largest < SETTLED;
        if (pass < AVERAGED_FROM && !is_settled)
            continue;
        if (s->averaged++ == 0)
            memcpy(s->sum, s->duals, n_duals * sizeof *s->sum);
        else
            add_scaled(s->sum, s->duals, 1, (uint32_t)n_duals);
    }
    free(order);
}

/* ---- confidence ---- */

typedef struct {
    float *score;    /* of every held-out row, n_labels each */
    float *evidence; /* the same by the counts alone */
    uint32_t *label;
    uint32_t n, cap, right, n_labels;
} outcomes;

/* Scores the rows of a fold by the weights as they are, behind the first `n` rows; returns how many
 * there are then. */
static uint32_t score_held_out(const descent *s, uint32_t held, outcomes *o, uint32_t n,
                               float *ret_score)
{
    const els_label_design *d = s->d;
    for (uint32_t i = 0; i < d->n && n < o->cap; i++) {
        if (d->is_name[i] || d->fold[i] != held || !d->is_right[i] || d->square[i] == 0)
            continue;
        score_row(s, i);
        memcpy(&ret_score[(size_t)n * o->n_labels], s->score, o->n_labels * sizeof *s->score);
        o->label[n++] = d->label[i];
    }
    return n;
}

static void look_at_held_out(descent *s, uint32_t held, outcomes *o)
{
    weigh_evidence(s, held);
    score_held_out(s, held, o, o->n, o->evidence);
    scale_weights(s, s->prior);
    add_mean(s);
    o->n = score_held_out(s, held, o, o->n, o->score);
}

/* Slopes of the surprise over the held-out rows in the factors of score and evidence. */
typedef struct {
    double first[2], second[3]; /* the latter: score, both, evidence */
} slopes;

static slopes slopes_at(const outcomes *o, const double factor[2])
{
    slopes sum = {0};
    for (uint32_t i = 0; i < o->n; i++) {
        const float *score = &o->score[(size_t)i * o->n_labels];
        const float *evidence = &o->evidence[(size_t)i * o->n_labels];
        double top = -INFINITY, mass = 0, mean[2] = {0}, square[3] = {0};
        for (uint32_t l = 0; l < o->n_labels; l++)
            top = fmax(top, factor[0] * score[l] + factor[1] * evidence[l]);
        for (uint32_t l = 0; l < o->n_labels; l++) {
            double x = score[l], y = evidence[l], p = exp(factor[0] * x + factor[1] * y - top);
            mass += p;
            mean[0] += p * x;
            mean[1] += p * y;
            square[0] += p * x * x;
            square[1] += p * x * y;
            square[2] += p * y * y;
        }
        mean[0] /= mass;
        mean[1] /= mass;
        sum.first[0] += mean[0] - score[o->label[i]];
        sum.first[1] += mean[1] - evidence[o->label[i]];
        sum.second[0] += square[0] / mass - mean[0] * mean[0];
        sum.second[1] += square[1] / mass - mean[0] * mean[1];
        sum.second[2] += square[2] / mass - mean[1] * mean[1];
    }
    return sum;
}

/* How much more of the evidence would have been least surprised on the rows held out, by Newton's
 * method together with the temperature; less of it the less sure that is. `prior` is what the
 * scores have of it already. */
static float fit_share(const outcomes *o, float prior)
{
    enum { STEPS = 8 };
    double factor[2] = {TEMPERATURE, 0}, doubt = 0;
    if (o->n < 10)
        return 0;
    for (int i = 0; i < STEPS; i++) {
        slopes at = slopes_at(o, factor);
        double a = at.second[0] + 1e-6, b = at.second[1], c = at.second[2] + 1e-6;
        double whole = a * c - b * b, limit = 0.7 * factor[0];
        if (whole <= 1e-9 * a * c)
            return 0;
        double step = -(c * at.first[0] - b * at.first[1]) / whole;
        factor[0] += fmax(-limit, fmin(limit, step));
        factor[1] += -(a * at.first[1] - b * at.first[0]) / whole;
        factor[1] = fmax(-prior * factor[0], fmin(SHARE_MOST * factor[0], factor[1]));
        doubt = a / whole; /* the square of the standard error */
    }
    double sure = 1 - 4 * doubt / (factor[1] * factor[1] + 1e-12);
    return (float)(SHARE_TAKEN * fmax(sure, 0) * factor[1] / factor[0]);
}

/* Adds the share to the scores, and counts how many rows they are right on. */
static void take_share(outcomes *o, float share)
{
    for (size_t k = 0; k < (size_t)o->n * o->n_labels; k++)
        o->score[k] += share * o->evidence[k];
    for (uint32_t i = 0; i < o->n; i++) {
        const float *score = &o->score[(size_t)i * o->n_labels];
        uint32_t best = 0;
        for (uint32_t l = 1; l < o->n_labels; l++)
            best = score[l] > score[best] ? l : best;
        o->right += best == o->label[i];
    }
}

static double surprise(const outcomes *o, double temperature)
{
    double sum = 0;
    for (uint32_t i = 0; i < o->n; i++) {
        const float *score = &o->score[(size_t)i * o->n_labels];
        double top = score[0], mass = 0;
        for (uint32_t l = 1; l < o->n_labels; l++)
            top = score[l] > top ? score[l] : top;
        for (uint32_t l = 0; l < o->n_labels; l++)
            mass += exp((score[l] - top) * temperature);
        sum += log(mass) - (score[o->label[i]] - top) * temperature;
    }
    return sum;
}

/* Least surprise over the held-out rows, by golden sections of the temperature's logarithm: Guo
 * et al. 2017, On Calibration of Modern Neural Networks, has the method. */
static float fit_temperature(const outcomes *o)
{
    const double golden = 0.6180339887498949;
    double low = log(0.5), high = log(30.0);
    if (o->n < 10)
        return TEMPERATURE;
    for (int i = 0; i < 14; i++) {
        double a = high - golden * (high - low), b = low + golden * (high - low);
        if (surprise(o, exp(a)) < surprise(o, exp(b)))
            high = b;
        else
            low = a;
    }
    return (float)exp((low + high) / 2);
}

/* ---- */

static void quantise(const descent *s, els_label_model *model)
{
    const els_label_design *d = s->d;
    els_label_model_init(model, d->n_features, s->n_labels);
    memcpy(model->ids, d->ids, d->n_features * sizeof *model->ids);
    memcpy(model->factor, d->factor, d->n_features * sizeof *model->factor);
    for (uint32_t f = 0; f < d->n_features; f++) {
        const float *w = &s->weights[(size_t)f * s->stride];
        int8_t *to = &model->weights[(size_t)f * s->stride];
        float largest = 0;
        for (uint32_t l = 0; l < s->n_labels; l++)
            largest = fabsf(w[l]) > largest ? fabsf(w[l]) : largest;
        model->scale[f] = largest / 127;
        for (uint32_t l = 0; l < s->n_labels && largest > 0; l++)
            to[l] = (int8_t)lrintf(w[l] / model->scale[f]);
    }
    els_label_model_index(model);
}

void els_label_train(const els_label_row *rows, uint32_t n_rows, const els_str *names,
                     uint32_t n_labels, els_label_model *model)
{
    els_label_design d;
    uint32_t lanes = (n_labels + ELS_LABEL_LANES - 1) / ELS_LABEL_LANES;
    descent s = {.d = &d,
                 .cost = n_rows < ELS_LABEL_FEW_ROWS ? FEW_COST : COST,
                 .prior = PRIOR * (float)n_rows / ((float)n_rows + PRIOR_ROWS),
                 .n_labels = n_labels,
                 .stride = lanes * ELS_LABEL_LANES};
    els_label_design_build(rows, n_rows, names, n_labels, s.stride, &d);
    s.weights = els_zeroed((size_t)d.n_features * s.stride, sizeof *s.weights);
    s.duals = els_zeroed((size_t)d.n * s.stride, sizeof *s.duals);
    s.sum = els_zeroed((size_t)d.n * s.stride, sizeof *s.sum);
    s.right_cost = els_zeroed(n_labels, sizeof *s.right_cost);
    s.score = els_zeroed(s.stride, sizeof *s.score);
    s.delta = els_zeroed(s.stride, sizeof *s.delta);
    outcomes o = {.n_labels = n_labels, .cap = d.n < HELD_MAX ? d.n : HELD_MAX};
    o.score = els_zeroed((size_t)o.cap * n_labels, sizeof *o.score);
    o.evidence = els_zeroed((size_t)o.cap * n_labels, sizeof *o.evidence);
    o.label = els_zeroed(o.cap, sizeof *o.label);
    for (uint32_t fold = 0; fold < (n_rows < ELS_LABEL_FEW_ROWS ? ELS_LABEL_FOLDS : 1); fold++) {
        descend(&s, fold);
        look_at_held_out(&s, fold, &o);
    }
    float share = fit_share(&o, s.prior);
    take_share(&o, share);
    descend(&s, ELS_LABEL_TENTH);
    weigh_evidence(&s, ELS_LABEL_TENTH);
    scale_weights(&s, s.prior + share);
    add_mean(&s);
    els_label_model_fini(model);
    quantise(&s, model);
    model->temperature = fit_temperature(&o);
    model->trained = n_rows;
    model->held_out = o.n;
    model->right = o.right;
    free(o.score);
    free(o.evidence);
    free(o.label);
    free(s.weights);
    free(s.sum);
    free(s.duals);
    free(s.right_cost);
    free(s.score);
    free(s.delta);
    els_label_design_fini(&d);
}
