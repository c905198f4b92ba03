#include "label_train.h"

#include "label_design.h"
#include "labels.h"
#include "els_rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    PASSES_MAX = 5,
    AVERAGED_FROM = 2, /* weights are the mean of those after this pass and later ones */
    HELD_MAX = 2000    /* rows the confidence is fitted on */
};

/* Chosen by cross-validation on sets of several kinds (docs/decisions/0033). */
static const float COST = 1;          /* C of the squared hinge */
static const float FEW_COST = 2;      /* the same where rows are few */
static const float DOUBTFUL = 0.75F;  /* right less often than that, a lower cost is tried */
static const float LOWER_COST = 0.3F; /* times the other */
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

/* Labels are learned apart from each other, each row's in blocks: what a block has of a feature's
 * weights is one line of the cache, and what it has of all features fits into a larger cache than
 * the whole table. Sums of a block stay in registers: loops of a fixed length are what compilers
 * make vectors of. */
enum { BLOCK = 16 };

/* Weights lie all over the table: those of a later feature are sent for while one is worked on. */
static inline float *weights_at(const descent *s, uint32_t k, uint32_t end, uint32_t first)
{
    enum { AHEAD = 12 }; /* features */
    const uint32_t *index = s->d->index;
    if (k + AHEAD < end)
        __builtin_prefetch(&s->weights[(size_t)index[k + AHEAD] * s->stride + first]);
    return &s->weights[(size_t)index[k] * s->stride + first];
}

/* Scores of the `width` labels from `first` on; `width` is a constant where this is used. */
__attribute__((always_inline)) static inline void score_lanes(const descent *s, uint32_t i,
                                                              uint32_t first, uint32_t width)
{
    const els_label_design *d = s->d;
    const uint32_t end = d->start[i + 1];
    float sum[BLOCK] = {0};
    for (uint32_t k = d->start[i]; k < end; k++) {
        const float *w = weights_at(s, k, end, first);
        float value = d->value[k];
        for (uint32_t j = 0; j < width; j++)
            sum[j] += value * w[j];
    }
    memcpy(&s->score[first], sum, width * sizeof *sum);
}

/* Weights of these labels += row x delta. */
__attribute__((always_inline)) static inline void add_lanes(const descent *s, uint32_t i,
                                                            uint32_t first, uint32_t width)
{
    const els_label_design *d = s->d;
    const uint32_t end = d->start[i + 1];
    float delta[BLOCK];
    memcpy(delta, &s->delta[first], width * sizeof *delta);
    for (uint32_t k = d->start[i]; k < end; k++) {
        float *w = weights_at(s, k, end, first);
        float value = d->value[k];
        for (uint32_t j = 0; j < width; j++)
            w[j] += value * delta[j];
    }
}

static uint32_t width_at(const descent *s, uint32_t first)
{
    return s->stride - first < BLOCK ? ELS_LABEL_LANES : BLOCK;
}

static void score_block(const descent *s, uint32_t i, uint32_t first)
{
    if (width_at(s, first) == BLOCK)
        score_lanes(s, i, first, BLOCK);
    else
        score_lanes(s, i, first, ELS_LABEL_LANES);
}

static void add_block(const descent *s, uint32_t i, uint32_t first)
{
    if (width_at(s, first) == BLOCK)
        add_lanes(s, i, first, BLOCK);
    else
        add_lanes(s, i, first, ELS_LABEL_LANES);
}

static void score_row(const descent *s, uint32_t i)
{
    for (uint32_t first = 0; first < s->stride; first += BLOCK)
        score_block(s, i, first);
}

static void add_row(const descent *s, uint32_t i)
{
    for (uint32_t first = 0; first < s->stride; first += BLOCK)
        add_block(s, i, first);
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

/* The labels of a block, for a row whose right label is known. Returns the largest change; one that
 * is small is left to the next pass. */
static float step_right(descent *s, uint32_t i, uint32_t first)
{
    const els_label_design *d = s->d;
    const uint32_t width = width_at(s, first), right = d->label[i];
    float *dual = &s->duals[(size_t)i * s->stride], fresh[BLOCK] = {0}, largest = 0;
    score_block(s, i, first);
    float inverse = 1 / (2 * s->cost), weight = 1 / (d->square[i] + inverse);
    for (uint32_t j = 0; j < width; j++) { /* as if wrong; plain, so that it is vectorised */
        float was = dual[first + j];
        float now = was - (was * inverse - s->score[first + j] - 1) * weight;
        fresh[j] = now > 0 ? now : 0;
        s->delta[first + j] = was - fresh[j];
    }
    if (right - first < width) {
        fresh[right - first] = dual[right];
        s->delta[right] = dual_step(&fresh[right - first], 1, s->score[right], d->square[i],
                                    s->right_cost[right]);
    }
    for (uint32_t l = first; l < first + width; l++) {
        if (l >= s->n_labels)
            s->delta[l] = fresh[l - first] = 0;
        largest = fabsf(s->delta[l]) > largest ? fabsf(s->delta[l]) : largest;
    }
    memcpy(&dual[first], fresh, width * sizeof *fresh);
    if (largest >= 5e-3F)
        add_block(s, i, first);
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

/* One look at every row, block after block. Returns the largest change. */
static float pass_over(descent *s, const uint32_t *order, uint32_t n)
{
    const els_label_design *d = s->d;
    float largest = 0;
    for (uint32_t first = 0; first < s->stride; first += BLOCK) {
        for (uint32_t k = 0; k < n; k++) {
            uint32_t i = order[k];
            float change = 0;
            if (d->is_right[i])
                change = step_right(s, i, first);
            else if (d->label[i] - first < BLOCK)
                change = step_wrong(s, i);
            largest = change > largest ? change : largest;
        }
    }
    return largest;
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
        els_rng_shuffle(&rng, order, n, sizeof *order);
        is_settled = pass_over(s, order, n) < SETTLED;
        if (pass < AVERAGED_FROM && !is_settled)
            continue;
        if (s->averaged++ == 0)
            memcpy(s->sum, s->duals, n_duals * sizeof *s->sum);
        else
            for (size_t k = 0; k < n_duals; k++)
                s->sum[k] += s->duals[k];
    }
    free(order);
}

/* ---- confidence ---- */

typedef struct {
    float *score;    /* of every held-out row, n_labels each */
    float *evidence; /* the same by the counts alone */
    uint32_t *label;
    uint32_t n, cap, right, n_labels;
    float share, temperature; /* fitted */
} outcomes;

static outcomes outcomes_new(uint32_t cap, uint32_t n_labels)
{
    outcomes o = {.n_labels = n_labels, .cap = cap};
    o.score = els_zeroed((size_t)cap * n_labels, sizeof *o.score);
    o.evidence = els_zeroed((size_t)cap * n_labels, sizeof *o.evidence);
    o.label = els_zeroed(cap, sizeof *o.label);
    return o;
}

static void outcomes_fini(outcomes *o)
{
    free(o->score);
    free(o->evidence);
    free(o->label);
}

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

static double surprise_of(const outcomes *o, uint32_t i, double temperature)
{
    const float *score = &o->score[(size_t)i * o->n_labels];
    double top = score[0], mass = 0;
    for (uint32_t l = 1; l < o->n_labels; l++)
        top = score[l] > top ? score[l] : top;
    for (uint32_t l = 0; l < o->n_labels; l++)
        mass += exp((score[l] - top) * temperature);
    return log(mass) - (score[o->label[i]] - top) * temperature;
}

static double surprise(const outcomes *o, double temperature)
{
    double sum = 0;
    for (uint32_t i = 0; i < o->n; i++)
        sum += surprise_of(o, i, temperature);
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

/* Trains without each of the first folds at a cost of errors, and fits share and temperature. */
static void rehearse(descent *s, float cost, uint32_t n_folds, outcomes *o)
{
    s->cost = cost;
    o->n = o->right = 0;
    for (uint32_t fold = 0; fold < n_folds; fold++) {
        descend(s, fold);
        look_at_held_out(s, fold, o);
    }
    o->share = fit_share(o, s->prior);
    take_share(o, o->share);
    o->temperature = fit_temperature(o);
}

/* The same rows surprise less, by more than twice the standard error of that. */
static bool is_better(const outcomes *o, const outcomes *than)
{
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < o->n; i++) {
        double less = surprise_of(than, i, than->temperature) - surprise_of(o, i, o->temperature);
        sum += less;
        squares += less * less;
    }
    return sum > 2 * sqrt(squares);
}

/* Labels some of which are wrong, or were drawn by lot, ask for a lower cost of errors; texts that
 * are hard but labelled with care do not. Which it is shows on the rows held out, where many of
 * them are missed. Leaves in *s and *o what is chosen. */
static void choose_cost(descent *s, bool is_few, outcomes *o)
{
    const uint32_t n_folds = is_few ? ELS_LABEL_FOLDS : 1;
    const float cost = is_few ? FEW_COST : COST;
    rehearse(s, cost, n_folds, o);
    if ((float)o->right >= DOUBTFUL * (float)o->n)
        return;
    outcomes lower = outcomes_new(o->cap, o->n_labels);
    rehearse(s, cost * LOWER_COST, n_folds, &lower);
    if (is_better(&lower, o)) {
        outcomes was = *o;
        *o = lower;
        lower = was;
    } else {
        s->cost = cost;
    }
    outcomes_fini(&lower);
}

/* ---- */

/* Room for n weights that a block of them begins a line of the cache, and that many lie on one
 * page: they are met in no order, and looking pages up would take as long as fetching them. */
static float *room_for_weights(size_t n)
{
    enum { LINE = 64, HUGE_PAGE = 2 << 20 };
    size_t bytes = n * sizeof(float), unit = bytes < HUGE_PAGE ? LINE : HUGE_PAGE;
    bytes = (bytes / unit + 1) * unit;
    float *room = aligned_alloc(unit, bytes);
    if (!room)
        els_out_of_memory(bytes);
    if (unit == HUGE_PAGE)
        (void)madvise(room, bytes, MADV_HUGEPAGE); /* small pages do as well */
    return room;
}

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
                 .prior = PRIOR * (float)n_rows / ((float)n_rows + PRIOR_ROWS),
                 .n_labels = n_labels,
                 .stride = lanes * ELS_LABEL_LANES};
    els_label_design_build(rows, n_rows, names, n_labels, s.stride, &d);
    s.weights = room_for_weights((size_t)d.n_features * s.stride);
    s.duals = els_zeroed((size_t)d.n * s.stride, sizeof *s.duals);
    s.sum = els_zeroed((size_t)d.n * s.stride, sizeof *s.sum);
    s.right_cost = els_zeroed(n_labels, sizeof *s.right_cost);
    s.score = els_zeroed(s.stride, sizeof *s.score);
    s.delta = els_zeroed(s.stride, sizeof *s.delta);
    outcomes o = outcomes_new(d.n < HELD_MAX ? d.n : HELD_MAX, n_labels);
    choose_cost(&s, n_rows < ELS_LABEL_FEW_ROWS, &o);
    descend(&s, ELS_LABEL_TENTH);
    weigh_evidence(&s, ELS_LABEL_TENTH);
    scale_weights(&s, s.prior + o.share);
    add_mean(&s);
    els_label_model_fini(model);
    quantise(&s, model);
    model->temperature = o.temperature;
    model->trained = n_rows;
    model->held_out = o.n;
    model->right = o.right;
    outcomes_fini(&o);
    free(s.weights);
    free(s.sum);
    free(s.duals);
    free(s.right_cost);
    free(s.score);
    free(s.delta);
    els_label_design_fini(&d);
}
