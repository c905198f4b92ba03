#include "label_design.h"

#include "els_hash.h"
#include "labels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ENTRIES_MAX = 8 << 20, /* features of all rows together; the oldest rows are left out */
    DUALS_MAX = 6 << 20,   /* rows x padded labels, likewise */
    MET_MOST = 16          /* times met, counted that far */
};

/* Chosen by cross-validation on sets of several kinds (docs/decisions/0033). */
static const float PAIR_FACTOR = 1.4F; /* of pairs of words: what is rare among few says most */
static const float TELLS_LEAST = 0.3F; /* nats a feature is taken to tell beside what it does */
static const float TELLS_PRIOR = 3; /* rows of the common mix of labels each feature begins with */
static const float NAME_VALUE = 0.3F; /* a label's name as a row */
/* Of the evidence (docs/decisions/0038). */
static const float EVIDENCE_MIX = 3;        /* rows of the common mix each feature begins with */
static const float EVIDENCE_ROWS = 3;       /* a feature of so many rows is half believed */
static const float EVIDENCE_LABEL = 0.3F;   /* so is its absence where so many rows are expected */
static const float EVIDENCE_LETTERS = 0.4F; /* many parts of one word say the same */

typedef struct {
    uint32_t id, count, index;
    bool is_pair, is_letters;
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
            vocabulary larger = {els_zeroed((size_t)2 << v->bits, sizeof(tally)), v->bits + 1,
                                 v->used};
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
        found->is_letters = feature->is_letters;
    }
    found->count++;
}

/* How often a feature was met, for whether it gets weights where not all can. Letters count a
 * third: a rare word comes with a dozen of its parts, which say no more than it does. */
static uint32_t met_by(const tally *t)
{
    enum { PARTS = 3 };
    return t->is_letters ? (t->count + PARTS - 1) / PARTS : t->count;
}

/* How many features get weights, at most `most`: those met *ret_least times or more. */
static uint32_t count_kept(vocabulary *v, uint32_t most, uint32_t *ret_least)
{
    uint32_t met[MET_MOST] = {0}, least = 1, n = v->used;
    for (uint32_t i = 0; i < (uint32_t)1 << v->bits; i++)
        if (v->slots[i].id != 0)
            met[met_by(&v->slots[i]) < MET_MOST ? met_by(&v->slots[i]) : MET_MOST - 1]++;
    while (n > most && least < MET_MOST - 1)
        n -= met[least++];
    while (n > most) { /* rare: count again for every step */
        least++;
        n = 0;
        for (uint32_t i = 0; i < (uint32_t)1 << v->bits; i++)
            n += v->slots[i].id != 0 && met_by(&v->slots[i]) >= least;
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
static void scale_rows(els_label_design *d)
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

bool els_label_design_is_lesson(const els_label_design *d, uint32_t i, uint32_t held)
{
    return d->is_right[i] && !d->is_name[i] && d->fold[i] != held;
}

/* Rows of each label that have each feature into counts[n_features x stride], the share of each
 * label into share[n_labels]. */
static void count_lessons(const els_label_design *d, uint32_t n_labels, uint32_t stride,
                          uint32_t held, float *counts, float *share)
{
    float rows = 0;
    memset(counts, 0, (size_t)d->n_features * stride * sizeof *counts);
    memset(share, 0, stride * sizeof *share);
    for (uint32_t i = 0; i < d->n; i++) {
        if (!els_label_design_is_lesson(d, i, held))
            continue;
        share[d->label[i]]++;
        rows++;
        for (uint32_t k = d->start[i]; k < d->start[i + 1]; k++)
            counts[(size_t)d->index[k] * stride + d->label[i]]++;
    }
    for (uint32_t l = 0; l < n_labels; l++)
        share[l] = (share[l] + 0.5F) / (rows + 0.5F * (float)n_labels);
}

static float sum_of(const float *values, uint32_t n)
{
    float sum = 0;
    for (uint32_t l = 0; l < n; l++)
        sum += values[l];
    return sum;
}

void els_label_design_weigh(els_label_design *d, uint32_t n_labels, uint32_t stride, uint32_t held,
                            float *counts)
{
    float *all = els_zeroed(stride, sizeof *all),
          *change = els_zeroed(d->n_features, sizeof *change);
    count_lessons(d, n_labels, stride, held, counts, all);
    for (uint32_t f = 0; f < d->n_features; f++) {
        const float *own = &counts[(size_t)f * stride];
        float met = sum_of(own, n_labels), tells = 0;
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

void els_label_design_evidence(const els_label_design *d, uint32_t n_labels, uint32_t stride,
                               uint32_t held, float *ret)
{
    float *all = els_zeroed(stride, sizeof *all);
    count_lessons(d, n_labels, stride, held, ret, all);
    for (uint32_t f = 0; f < d->n_features; f++) {
        float *own = &ret[(size_t)f * stride], met = sum_of(own, n_labels);
        float believed =
            d->factor[f] * (d->is_letters[f] ? EVIDENCE_LETTERS : 1) * met / (met + EVIDENCE_ROWS);
        float mix = EVIDENCE_MIX / (met + EVIDENCE_MIX), unseen = logf(mix);
        for (uint32_t l = 0; l < n_labels; l++) {
            float rows = own[l] + met * all[l], says = unseen;
            if (own[l] > 0)
                says = logf(own[l] / (all[l] * (met + EVIDENCE_MIX)) + mix);
            own[l] = believed * says * rows / (rows + EVIDENCE_LABEL);
        }
    }
    free(all);
}

/* Rarity in so many of the rows. What a feature tells of the labels is told from few rows worse
 * than from many: there its rarity counts for more. */
static float rarity_of(const els_label_design *d, const tally *t)
{
    float idf = 1 + logf((1 + (float)d->n) / (1 + (float)t->count)), root = sqrtf(idf);
    return (d->is_few ? root : sqrtf(root)) * (t->is_pair ? PAIR_FACTOR : 1);
}

/* By the text itself, so that equal texts are held out together. */
static uint8_t fold_of(const els_label_row *row, bool is_few)
{
    uint64_t hash = els_hash_pair(els_hash_str(row->question), els_hash_str(row->context));
    return (uint8_t)((hash >> 32) % (is_few ? ELS_LABEL_FOLDS : ELS_LABEL_TENTH));
}

/* Rows of room for `n` texts and names, without a feature numbered yet. */
static els_label_design empty_design(uint32_t n, bool is_few)
{
    els_label_design d = {.is_few = is_few};
    d.start = els_zeroed(n + 1, sizeof *d.start);
    d.index = els_zeroed(ENTRIES_MAX, sizeof *d.index);
    d.value = els_zeroed(ENTRIES_MAX, sizeof *d.value);
    d.label = els_zeroed(n, sizeof *d.label);
    d.is_right = els_zeroed(n, sizeof *d.is_right);
    d.is_name = els_zeroed(n, sizeof *d.is_name);
    d.fold = els_zeroed(n, sizeof *d.fold);
    d.square = els_zeroed(n, sizeof *d.square);
    return d;
}

/* Leaves out of the rows what was met less than `least` times and numbers the rest, in the order in
 * which the rows mention them: that of the table is no part of what is learned. */
static void keep_features(els_label_design *d, vocabulary *v, uint32_t least)
{
    uint32_t next = 0, kept = 0;
    for (uint32_t i = 0; i < d->n; i++) {
        uint32_t from = d->start[i];
        d->start[i] = kept;
        for (uint32_t k = from; k < d->start[i + 1]; k++) {
            tally *found = tally_of(v, d->index[k]);
            if (met_by(found) < least)
                continue;
            if (found->index == 0) {
                d->ids[next] = found->id;
                d->is_letters[next] = found->is_letters;
                d->rarity[next] = rarity_of(d, found);
                d->factor[next] = 1;
                found->index = ++next;
            }
            d->index[kept] = found->index - 1;
            d->value[kept++] = d->value[k];
        }
    }
    d->start[d->n] = kept;
}

void els_label_design_build(const els_label_row *rows, uint32_t n_rows, const els_str *names,
                            uint32_t n_labels, uint32_t stride, els_label_design *d)
{
    els_label_feature features[ELS_LABEL_FEATURES_MAX];
    uint32_t most_rows = DUALS_MAX / stride, entries = 0, n = n_rows + n_labels, least;
    uint32_t first = n > most_rows ? (n_rows > n - most_rows ? n - most_rows : n_rows) : 0;
    vocabulary v = {els_zeroed((size_t)1 << 16, sizeof(tally)), 16, 0};
    *d = empty_design(n, n_rows < ELS_LABEL_FEW_ROWS);
    for (uint32_t k = 0; k < n - first; k++) {
        uint32_t i = n - 1 - k; /* names, then the newest row, ... */
        uint32_t count = row_features(rows, n_rows, names, i, features);
        if (count > ENTRIES_MAX - entries)
            break;
        d->start[d->n] = entries;
        d->is_name[d->n] = i >= n_rows;
        d->label[d->n] = d->is_name[d->n] ? i - n_rows : rows[i].label;
        d->is_right[d->n] = d->is_name[d->n] || rows[i].is_right;
        d->fold[d->n] = d->is_name[d->n] ? 0 : fold_of(&rows[i], d->is_few);
        for (uint32_t f = 0; f < count; f++) {
            d->index[entries] = features[f].id;
            d->value[entries++] = els_label_count_value(features[f].count);
            count_feature(&v, &features[f]);
        }
        d->n++;
    }
    d->start[d->n] = entries;
    d->n_features = count_kept(&v, ELS_LABEL_WEIGHTS_MAX / stride, &least);
    d->ids = els_zeroed(d->n_features, sizeof *d->ids);
    d->is_letters = els_zeroed(d->n_features, sizeof *d->is_letters);
    d->rarity = els_zeroed(d->n_features, sizeof *d->rarity);
    d->factor = els_zeroed(d->n_features, sizeof *d->factor);
    keep_features(d, &v, least);
    free(v.slots);
}

void els_label_design_fini(els_label_design *d)
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
    free(d->is_letters);
    free(d->rarity);
    free(d->factor);
}
