#include "told.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PASSES = 10,
    ROWS_MAX = 4096, /* of a set: then all counts are halved */
    ROWS_MIN = 2     /* a key told less often says nothing */
};

#define NEEDED 0.05      /* share of keys that a label needs, where it starts */
#define NEEDED_COUNTS 20 /* and how many keys that counts for */
#define LEFT_OUT 0.02    /* probability that a text leaves out what its label needs */
#define WEIGHT 0.8       /* keys go together: they say less than each by itself */
#define WEIGHT_ROWS 2    /* rows per label that make half of that */

struct els_told_set {
    uint64_t key; /* els_labels_key */
    uint64_t labels[ELS_TOLD_LABELS_MAX];
    uint64_t keys[ELS_TOLD_KEYS_MAX];
    uint32_t n_labels, n_keys;
    uint16_t rows[ELS_TOLD_LABELS_MAX];
    uint16_t told[ELS_TOLD_KEYS_MAX][ELS_TOLD_LABELS_MAX]; /* of these rows */
    /* Made of the counts: nats for the label when the key is told, beyond `untold` of the label,
     * which is what it gets when none is. */
    float says[ELS_TOLD_KEYS_MAX][ELS_TOLD_LABELS_MAX];
    float untold[ELS_TOLD_LABELS_MAX];
};

void els_told_clear(els_told *told)
{
    for (uint32_t i = 0; i < told->n_sets; i++)
        free(told->sets[i]);
    *told = (els_told){0};
}

void els_told_copy(els_told *to, const els_told *from)
{
    els_told_clear(to);
    for (uint32_t i = 0; i < from->n_sets; i++) {
        to->sets[i] = els_zeroed(1, sizeof *to->sets[i]);
        *to->sets[i] = *from->sets[i];
    }
    to->n_sets = from->n_sets;
}

uint32_t els_told_keys(const els_reading *reading, uint64_t ret[ELS_TOLD_FACTS_MAX])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < reading->n_facts && n < ELS_TOLD_FACTS_MAX; i++) {
        const els_fact *fact = &reading->facts[i];
        uint32_t k = 0;
        while (k < n && ret[k] != fact->key_hash)
            k++;
        if (k == n && !fact->joined)
            ret[n++] = fact->key_hash;
    }
    return n;
}

/* Its place in the list, a new one when there is room; else `max`. */
static uint32_t take_place(uint64_t *list, uint32_t *n, uint32_t max, uint64_t what)
{
    uint32_t at = 0;
    while (at < *n && list[at] != what)
        at++;
    if (at == *n && at < max)
        list[(*n)++] = what;
    return at;
}

static els_told_set *find_set(const els_told *told, uint64_t key)
{
    for (uint32_t i = 0; i < told->n_sets; i++)
        if (told->sets[i]->key == key)
            return told->sets[i];
    return NULL;
}

static els_told_set *take_set(els_told *told, uint64_t key)
{
    els_told_set *set = find_set(told, key);
    if (set || told->n_sets == ELS_TOLD_SETS_MAX)
        return set;
    set = els_zeroed(1, sizeof *set);
    set->key = key;
    told->sets[told->n_sets++] = set;
    return set;
}

static uint32_t sum_of(const uint16_t *counts, uint32_t n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += counts[i];
    return sum;
}

/* Nats: that any label needs any key, or not; that a label which does not need this one has it
 * told, or not. */
typedef struct {
    double needed, not_needed, told, not_told;
} chances;

static chances chances_of(double needed, double rate)
{
    return (chances){log(needed), log1p(-needed), log(rate), log1p(-rate)};
}

/* Probability that the label needs the key. */
static double posterior(const els_told_set *set, uint32_t key, uint32_t label, const chances *of)
{
    double there = set->told[key][label], missing = set->rows[label] - there;
    double if_needed = of->needed + there * log1p(-LEFT_OUT) + missing * log(LEFT_OUT);
    double if_not = of->not_needed + there * of->told + missing * of->not_told;
    return 1 / (1 + exp(if_not - if_needed));
}

/* The share of needed keys among all keys that count and labels, by expectation maximisation. */
static double share_needed(const els_told_set *set, const double *rate, const bool *counts)
{
    double needed = NEEDED;
    for (uint32_t pass = 0; pass < PASSES; pass++) {
        double sum = NEEDED * NEEDED_COUNTS, n = NEEDED_COUNTS;
        for (uint32_t k = 0; k < set->n_keys; k++) {
            const chances of = chances_of(needed, rate[k]);
            for (uint32_t l = 0; l < set->n_labels && counts[k]; l++, n++)
                sum += posterior(set, k, l, &of);
        }
        needed = sum / n;
    }
    return needed;
}

/* Makes of the counts what each key says. */
static void weigh(els_told_set *set)
{
    const uint32_t rows = sum_of(set->rows, set->n_labels);
    double rate[ELS_TOLD_KEYS_MAX];
    bool counts[ELS_TOLD_KEYS_MAX];
    for (uint32_t k = 0; k < set->n_keys; k++) {
        uint32_t told = sum_of(set->told[k], set->n_labels);
        rate[k] = (told + 0.5) / (rows + 1);
        counts[k] = told >= ROWS_MIN;
    }
    const double needed = share_needed(set, rate, counts);
    const double per_label = (double)rows / set->n_labels,
                 weight = WEIGHT * per_label / (per_label + WEIGHT_ROWS);
    memset(set->untold, 0, sizeof set->untold);
    for (uint32_t k = 0; k < set->n_keys; k++) {
        const chances of = chances_of(needed, rate[k]);
        for (uint32_t l = 0; l < set->n_labels; l++) {
            double is_needed = counts[k] ? posterior(set, k, l, &of) : 0;
            double there = is_needed * (1 - LEFT_OUT) + (1 - is_needed) * rate[k];
            double if_told = log(there / rate[k]), if_not = log((1 - there) / (1 - rate[k]));
            set->says[k][l] = (float)(weight * (if_told - if_not));
            set->untold[l] += (float)(weight * if_not);
        }
    }
}

static void halve(els_told_set *set)
{
    for (uint32_t l = 0; l < set->n_labels; l++) {
        set->rows[l] /= 2;
        for (uint32_t k = 0; k < set->n_keys; k++)
            set->told[k][l] /= 2;
    }
}

void els_told_learn(els_told *told, uint64_t key, const uint64_t *keys, uint32_t n_keys,
                    uint64_t label)
{
    els_told_set *set = take_set(told, key);
    if (!set)
        return;
    uint32_t l = take_place(set->labels, &set->n_labels, ELS_TOLD_LABELS_MAX, label);
    if (l == ELS_TOLD_LABELS_MAX)
        return;
    if (sum_of(set->rows, set->n_labels) == ROWS_MAX)
        halve(set);
    set->rows[l]++;
    for (uint32_t i = 0; i < n_keys; i++) {
        uint32_t k = take_place(set->keys, &set->n_keys, ELS_TOLD_KEYS_MAX, keys[i]);
        if (k < ELS_TOLD_KEYS_MAX)
            set->told[k][l]++;
    }
    weigh(set);
}

bool els_told_weigh(const els_told *told, uint64_t key, const uint64_t *keys, uint32_t n_keys,
                    const uint64_t *labels, uint32_t n_labels, double *weights)
{
    const els_told_set *set = find_set(told, key);
    uint32_t at[ELS_TOLD_FACTS_MAX], n = 0;
    if (!set)
        return false;
    for (uint32_t i = 0; i < n_keys && n < ELS_TOLD_FACTS_MAX; i++)
        for (uint32_t k = 0; k < set->n_keys; k++)
            if (set->keys[k] == keys[i])
                at[n++] = k;
    for (uint32_t i = 0; i < n_labels; i++) {
        uint32_t l = 0;
        while (l < set->n_labels && set->labels[l] != labels[i])
            l++;
        if (l == set->n_labels)
            continue;
        weights[i] += (double)set->untold[l];
        for (uint32_t k = 0; k < n; k++)
            weights[i] += (double)set->says[at[k]][l];
    }
    return true;
}

/* ---- bytes ---- */

void els_told_save(const els_told *told, els_buf *out)
{
    els_buf_add_number(out, told->n_sets, 4);
    for (uint32_t i = 0; i < told->n_sets; i++) {
        const els_told_set *set = told->sets[i];
        els_buf_add_number(out, set->key, 8);
        els_buf_add_number(out, set->n_labels, 4);
        els_buf_add_number(out, set->n_keys, 4);
        for (uint32_t l = 0; l < set->n_labels; l++) {
            els_buf_add_number(out, set->labels[l], 8);
            els_buf_add_number(out, set->rows[l], 2);
        }
        for (uint32_t k = 0; k < set->n_keys; k++) {
            els_buf_add_number(out, set->keys[k], 8);
            for (uint32_t l = 0; l < set->n_labels; l++)
                els_buf_add_number(out, set->told[k][l], 2);
        }
    }
}

static bool load_labels(els_str *bytes, els_told_set *set, uint64_t n)
{
    uint64_t label, rows, all = 0;
    for (uint64_t l = 0; l < n; l++) {
        if (!els_str_take_number(bytes, &label, 8) || !els_str_take_number(bytes, &rows, 2) ||
            take_place(set->labels, &set->n_labels, ELS_TOLD_LABELS_MAX, label) != l)
            return false;
        set->rows[l] = (uint16_t)rows;
        all += rows;
    }
    return all <= ROWS_MAX;
}

static bool load_keys(els_str *bytes, els_told_set *set, uint64_t n)
{
    uint64_t key, told;
    for (uint64_t k = 0; k < n; k++) {
        if (!els_str_take_number(bytes, &key, 8) ||
            take_place(set->keys, &set->n_keys, ELS_TOLD_KEYS_MAX, key) != k)
            return false;
        for (uint32_t l = 0; l < set->n_labels; l++) {
            if (!els_str_take_number(bytes, &told, 2) || told > set->rows[l])
                return false;
            set->told[k][l] = (uint16_t)told;
        }
    }
    return true;
}

static bool load_set(els_told *told, els_str *bytes)
{
    uint64_t key, n_labels, n_keys;
    if (!els_str_take_number(bytes, &key, 8) || !els_str_take_number(bytes, &n_labels, 4) ||
        !els_str_take_number(bytes, &n_keys, 4) || n_labels == 0 ||
        n_labels > ELS_TOLD_LABELS_MAX || n_keys > ELS_TOLD_KEYS_MAX || find_set(told, key))
        return false;
    els_told_set *set = take_set(told, key);
    if (!load_labels(bytes, set, n_labels) || !load_keys(bytes, set, n_keys))
        return false;
    weigh(set);
    return true;
}

els_err els_told_load(els_told *told, els_str *bytes)
{
    uint64_t n_sets;
    els_told_clear(told);
    bool fine = els_str_take_number(bytes, &n_sets, 4) && n_sets <= ELS_TOLD_SETS_MAX;
    for (uint64_t i = 0; fine && i < n_sets; i++)
        fine = load_set(told, bytes);
    if (!fine)
        els_told_clear(told);
    return fine ? ELS_OK : ELS_E_FORMAT;
}
