#include "label_train.h"

#include "els_hash.h"
#include "labels.h"
#include "els_rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PASSES_MAX = 5,
    AVERAGED_FROM = 2,     /* weights are the mean of those after this pass and later ones */
    ENTRIES_MAX = 6 << 20, /* features of all rows together; the oldest rows are left out */
    DUALS_MAX = 6 << 20,   /* rows x padded labels, likewise */
    NAME_WORDS_MAX = 256,
    FEW_ROWS = 1000, /* below it every row is held out once */
    FOLDS = 5,       /* then; above it one in TENTH is held out, once */
    TENTH = 10,
    HELD_MAX = 2000 /* rows the confidence is fitted on */
};

/* Chosen by cross-validation on sets of several kinds (docs/decisions/0033). */
static const float COST = 1;       /* C of the squared hinge */
static const float FEW_COST = 2;   /* the same where rows are few */
static const float RIGHT_COST = 3; /* times that for a right label of mean size: one against many */
static const float PAIR_FACTOR = 1.4F; /* of pairs of words: what is rare among few says most */
static const float TELLS_LEAST = 0.3F; /* nats a feature is taken to tell beside what it does */
static const float TELLS_PRIOR = 3; /* rows of the common mix of labels each feature begins with */
static const float NAME_VALUE = 0.5F; /* a label's name as a row */
static const float SETTLED = 0.02F;   /* largest change of a pass that ends the training */
static const float TEMPERATURE = 3;   /* where nothing could be held out */

/* All rows as sparse vectors. */
typedef struct {
    uint32_t *start; /* n + 1 places in `index` */
    uint32_t *index; /* of features */
    float *value;
    uint32_t *label;
    bool *is_right;
    bool *is_name;
    uint8_t *fold;
    float *square; /* of the vector's length */
    uint32_t n;
    uint32_t n_features;
    uint32_t *ids;
    float *rarity; /* of features, by their counts alone */
    float *factor; /* with what they tell of the labels: in the values of the rows */
    bool is_few;   /* rows */
} design;

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        els_out_of_memory(n * size);
    return p;
}

/* ---- rows to vectors ---- */

typedef struct {
    uint32_t id, count, index;
    bool is_pair;
} tally;

typedef struct {
    tally *slots;
    uint32_t bits, used;
} vocabulary;

static tally *tally_of(vocabulary *v, uint32_t id)
{
    uint32_t mask = ((uint32_t)1 << v->bits) - 1;
    uint32_t at = id & mask;
    while (v->slots[at].id != 0 && v->slots[at].id != id)
        at = (at + 1) & mask;
    return &v->slots[at];
}

static void count_feature(vocabulary *v, const els_label_feature *feature)
{
    uint32_t id = feature->id;
    tally *found = tally_of(v, id);
    if (found->id == 0) {
        if (2 * (v->used + 1) > (uint32_t)1 << v->bits) {
            vocabulary larger = {zeroed((size_t)2 << v->bits, sizeof(tally)), v->bits + 1, v->used};
            for (uint32_t i = 0; i < (uint32_t)1 << v->bits; i++)
                if (v->slots[i].id != 0)
                    *tally_of(&larger, v->slots[i].id) = v->slots[i];
            free(v->slots);
            *v = larger;
            found = tally_of(v, id);
        }
        v->used++;
        found->id = id;
        found->is_pair = feature->is_pair;
    }
    found->count++;
}

/* Numbers the features met often enough for all to have weights; returns how many there are. */
static uint32_t number_features(vocabulary *v, uint32_t most, uint32_t *ret_least)
{
    uint32_t met[16] = {0}, least = 1, n = v->used;
    for (uint32_t i = 0; i < (uint32_t)1 << v->bits; i++)
        if (v->slots[i].id != 0)
            met[v->slots[i].count < 15 ? v->slots[i].count : 15]++;
    while (n > most && least < 15)
        n -= met[least++];
    while (n > most) { /* rare: count again for every step */
        least++;
        n = 0;
        for (uint32_t i = 0; i < (uint32_t)1 << v->bits; i++)
            n += v->slots[i].count >= least;
    }
    *ret_least = least;
    return n;
}

/* A label's name with its underscores and the like as blanks is what split_words makes of it. */
static uint32_t row_features(const els_label_row *rows, uint32_t n_rows, const els_str *names,
                             uint32_t i, els_label_feature *ret)
{
    bool with_meanings = els_label_has_meanings(n_rows);
    if (i < n_rows)
        return els_label_features(rows[i].question, rows[i].context, with_meanings, ret);
    return els_label_features(names[i - n_rows], (els_str){NULL, 0}, with_meanings, ret);
}

/* Rows of the length they count for. */
static void scale_rows(design *d)
{
    for (uint32_t i = 0; i < d->n; i++) {
        float norm = 0;
        for (uint32_t k = d->start[i]; k < d->start[i + 1]; k++)
            norm += d->value[k] * d->value[k];
        float unit = norm > 0 ? (d->is_name[i] ? NAME_VALUE : 1) / sqrtf(norm) : 0;
        for (uint32_t k = d->start[i]; k < d->start[i + 1]; k++)
            d->value[k] *= unit;
        d->square[i] = norm > 0 ? (d->is_name[i] ? NAME_VALUE * NAME_VALUE : 1) : 0;
    }
}

static bool is_lesson(const design *d, uint32_t i, uint32_t held)
{
    return d->is_right[i] && !d->is_name[i] && d->fold[i] != held;
}

/* Gives each feature the factor it is worth: its rarity times the root of what it tells of the
 * label, the divergence of the labels of its rows from those of all rows (supervised term
 * weighting: Debole and Sebastiani 2003). Rows of the fold that is held out are not asked, or the
 * confidence fitted on them would be too high. `counts` is room for n_features x stride. */
static void weigh_features(design *d, uint32_t n_labels, uint32_t stride, uint32_t held,
                           float *counts)
{
    float *all = zeroed(stride, sizeof *all), *change = zeroed(d->n_features, sizeof *change);
    float rows = 0;
    memset(counts, 0, (size_t)d->n_features * stride * sizeof *counts);
    for (uint32_t i = 0; i < d->n; i++) {
        if (!is_lesson(d, i, held))
            continue;
        all[d->label[i]]++;
        rows++;
        for (uint32_t k = d->start[i]; k < d->start[i + 1]; k++)
            counts[(size_t)d->index[k] * stride + d->label[i]]++;
    }
    for (uint32_t l = 0; l < n_labels; l++)
        all[l] = (all[l] + 0.5F) / (rows + 0.5F * (float)n_labels);
    for (uint32_t f = 0; f < d->n_features; f++) {
        const float *own = &counts[(size_t)f * stride];
        float met = 0, tells = 0;
        for (uint32_t l = 0; l < n_labels; l++)
            met += own[l];
        float unseen = TELLS_PRIOR / (met + TELLS_PRIOR), rest = unseen * logf(unseen);
        for (uint32_t l = 0; l < n_labels; l++) {
            float ratio = own[l] / (all[l] * (met + TELLS_PRIOR)) + unseen;
            tells += all[l] * (own[l] > 0 ? ratio * logf(ratio) : rest);
        }
        float fresh = d->rarity[f] * sqrtf(TELLS_LEAST + fmaxf(tells, 0));
        change[f] = fresh / d->factor[f];
        d->factor[f] = fresh;
    }
    for (uint32_t k = 0; k < d->start[d->n]; k++)
        d->value[k] *= change[d->index[k]];
    scale_rows(d);
    free(all);
    free(change);
}

/* Rarity in so many of the rows. What a feature tells of the labels is told from few rows worse
 * than from many: there its rarity counts for more. */
static float rarity_of(const design *d, const tally *t)
{
    float idf = 1 + logf((1 + (float)d->n) / (1 + (float)t->count)), root = sqrtf(idf);
    return (d->is_few ? root : sqrtf(root)) * (t->is_pair ? PAIR_FACTOR : 1);
}

/* The newest rows that fit, then the labels' names. */
static void build(const els_label_row *rows, uint32_t n_rows, const els_str *names,
                  uint32_t n_labels, uint32_t stride, design *d)
{
    els_label_feature features[ELS_LABEL_FEATURES_MAX];
    uint32_t most_rows = DUALS_MAX / stride, entries = 0, n = n_rows + n_labels;
    uint32_t first = n > most_rows ? (n_rows > n - most_rows ? n - most_rows : n_rows) : 0;
    *d = (design){.is_few = n_rows < FEW_ROWS,
                  .start = zeroed(n + 1, sizeof *d->start),
                  .index = zeroed(ENTRIES_MAX, sizeof *d->index),
                  .value = zeroed(ENTRIES_MAX, sizeof *d->value),
                  .label = zeroed(n, sizeof *d->label),
                  .is_right = zeroed(n, sizeof *d->is_right),
                  .is_name = zeroed(n, sizeof *d->is_name),
                  .fold = zeroed(n, sizeof *d->fold),
                  .square = zeroed(n, sizeof *d->square)};
    vocabulary v = {zeroed((size_t)1 << 16, sizeof(tally)), 16, 0};
    for (uint32_t k = 0; k < n - first; k++) {
        uint32_t i = n - 1 - k; /* names, then the newest row, ... */
        uint32_t count = row_features(rows, n_rows, names, i, features);
        if (count > ENTRIES_MAX - entries)
            break;
        d->start[d->n] = entries;
        d->is_name[d->n] = i >= n_rows;
        d->label[d->n] = d->is_name[d->n] ? i - n_rows : rows[i].label;
        d->is_right[d->n] = d->is_name[d->n] || rows[i].is_right;
        if (!d->is_name[d->n]) {
            uint64_t hash =
                els_hash_pair(els_hash_str(rows[i].question), els_hash_str(rows[i].context));
            d->fold[d->n] = (uint8_t)((hash >> 32) % (n_rows < FEW_ROWS ? FOLDS : TENTH));
        }
        for (uint32_t f = 0; f < count; f++) {
            d->index[entries] = features[f].id;
            d->value[entries++] = els_label_count_value(features[f].count);
            count_feature(&v, &features[f]);
        }
        d->n++;
    }
    d->start[d->n] = entries;

    uint32_t least, next = 0, kept = 0;
    d->n_features = number_features(&v, ELS_LABEL_WEIGHTS_MAX / stride, &least);
    d->ids = zeroed(d->n_features, sizeof *d->ids);
    d->rarity = zeroed(d->n_features, sizeof *d->rarity);
    d->factor = zeroed(d->n_features, sizeof *d->factor);
    /* Numbered in the order the rows mention them, not in that of the table. */
    for (uint32_t i = 0; i < d->n; i++) {
        uint32_t from = d->start[i];
        d->start[i] = kept;
        for (uint32_t k = from; k < d->start[i + 1]; k++) {
            tally *found = tally_of(&v, d->index[k]);
            if (found->count < least)
                continue;
            if (found->index == 0) {
                d->ids[next] = found->id;
                d->rarity[next] = rarity_of(d, found);
                d->factor[next] = 1;
                found->index = ++next;
            }
            d->index[kept] = found->index - 1;
            d->value[kept++] = d->value[k];
        }
    }
    d->start[d->n] = kept;
    free(v.slots);
}

static void design_fini(design *d)
{
    free(d->start);
    free(d->index);
    free(d->value);
    free(d->label);
    free(d->is_right);
    free(d->is_name);
    free(d->fold);
    free(d->square);
    free(d->ids);
    free(d->rarity);
    free(d->factor);
}

/* ---- dual coordinate descent ---- */

typedef struct {
    design *d;
    uint32_t n_labels, stride;
    float cost;        /* C of the squared hinge */
    float *right_cost; /* the same for a row's right label, by that label */
    float *weights;    /* n_features x stride */
    float *duals;      /* n x stride */
    float *sum;        /* of the duals at the ends of passes */
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
    const design *d = s->d;
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
    const design *d = s->d;
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
    const design *d = s->d;
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
    const design *d = s->d;
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

/* The weights are the rows times their duals, so the mean of weights is made of the mean of duals:
 * there are far fewer rows than features. */
static void weigh_mean(descent *s, uint32_t averaged)
{
    const design *d = s->d;
    memset(s->weights, 0, (size_t)d->n_features * s->stride * sizeof *s->weights);
    for (uint32_t i = 0; i < d->n; i++) {
        const float *sum = &s->sum[(size_t)i * s->stride];
        for (uint32_t l = 0; l < s->n_labels; l++)
            s->delta[l] = -sum[l] / (float)averaged;
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
    const design *d = s->d;
    float rows = 0;
    for (uint32_t l = 0; l < s->n_labels; l++)
        s->right_cost[l] = 1;
    for (uint32_t i = 0; i < d->n; i++) {
        if (!is_lesson(d, i, held))
            continue;
        s->right_cost[d->label[i]]++;
        rows++;
    }
    float mean = 1 + rows / (float)s->n_labels;
    for (uint32_t l = 0; l < s->n_labels; l++)
        s->right_cost[l] = s->cost * RIGHT_COST * sqrtf(mean / s->right_cost[l]);
}

/* Each pass ends somewhere around the optimum: the mean of several ends is nearer to it.
 *
 * Trains on all rows but those of a fold (`held` >= FOLDS: on all). */
static void descend(descent *s, uint32_t held)
{
    const design *d = s->d;
    uint32_t *order = zeroed(d->n, sizeof *order), n = 0, averaged = 0;
    size_t n_duals = (size_t)d->n * s->stride;
    weigh_features(s->d, s->n_labels, s->stride, held, s->weights);
    weigh_labels(s, held);
    memset(s->weights, 0, (size_t)d->n_features * s->stride * sizeof *s->weights);
    memset(s->duals, 0, n_duals * sizeof *s->duals);
    for (uint32_t i = 0; i < d->n; i++)
        if ((d->is_name[i] || d->fold[i] != held) && d->square[i] > 0)
            order[n++] = i;
    els_rng rng = els_rng_make(d->n, d->n_features, 71);
    for (uint32_t pass = 0; pass < PASSES_MAX; pass++) {
        float largest = 0;
        els_rng_shuffle(&rng, order, n, sizeof *order);
        for (uint32_t k = 0; k < n; k++) {
            float change =
                d->is_right[order[k]] ? step_right(s, order[k]) : step_wrong(s, order[k]);
            largest = change > largest ? change : largest;
        }
        if (pass == AVERAGED_FROM)
            memcpy(s->sum, s->duals, n_duals * sizeof *s->sum);
        else if (pass > AVERAGED_FROM)
            add_scaled(s->sum, s->duals, 1, (uint32_t)n_duals);
        averaged += pass >= AVERAGED_FROM;
        if (largest < SETTLED)
            break;
    }
    if (averaged > 1)
        weigh_mean(s, averaged);
    free(order);
}

/* ---- confidence ---- */

typedef struct {
    float *score; /* of every held-out row, n_labels each */
    uint32_t *label;
    uint32_t n, cap, right, n_labels;
} outcomes;

static void look_at_held_out(const descent *s, uint32_t held, outcomes *o)
{
    const design *d = s->d;
    for (uint32_t i = 0; i < d->n && o->n < o->cap; i++) {
        if (d->is_name[i] || d->fold[i] != held || !d->is_right[i] || d->square[i] == 0)
            continue;
        score_row(s, i);
        uint32_t best = 0;
        for (uint32_t l = 1; l < s->n_labels; l++)
            best = s->score[l] > s->score[best] ? l : best;
        memcpy(&o->score[(size_t)o->n * o->n_labels], s->score, o->n_labels * sizeof *s->score);
        o->label[o->n++] = d->label[i];
        o->right += best == d->label[i];
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
    const design *d = s->d;
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
    design d;
    uint32_t lanes = (n_labels + ELS_LABEL_LANES - 1) / ELS_LABEL_LANES;
    descent s = {.d = &d,
                 .cost = n_rows < FEW_ROWS ? FEW_COST : COST,
                 .n_labels = n_labels,
                 .stride = lanes * ELS_LABEL_LANES};
    build(rows, n_rows, names, n_labels, s.stride, &d);
    s.weights = zeroed((size_t)d.n_features * s.stride, sizeof *s.weights);
    s.duals = zeroed((size_t)d.n * s.stride, sizeof *s.duals);
    s.sum = zeroed((size_t)d.n * s.stride, sizeof *s.sum);
    s.right_cost = zeroed(n_labels, sizeof *s.right_cost);
    s.score = zeroed(s.stride, sizeof *s.score);
    s.delta = zeroed(s.stride, sizeof *s.delta);
    outcomes o = {.n_labels = n_labels, .cap = d.n < HELD_MAX ? d.n : HELD_MAX};
    o.score = zeroed((size_t)o.cap * n_labels, sizeof *o.score);
    o.label = zeroed(o.cap, sizeof *o.label);
    for (uint32_t fold = 0; fold < (n_rows < FEW_ROWS ? FOLDS : 1); fold++) {
        descend(&s, fold);
        look_at_held_out(&s, fold, &o);
    }
    descend(&s, TENTH);
    els_label_model_fini(model);
    quantise(&s, model);
    model->temperature = fit_temperature(&o);
    model->trained = n_rows;
    model->held_out = o.n;
    model->right = o.right;
    free(o.score);
    free(o.label);
    free(s.weights);
    free(s.sum);
    free(s.duals);
    free(s.right_cost);
    free(s.score);
    free(s.delta);
    design_fini(&d);
}
