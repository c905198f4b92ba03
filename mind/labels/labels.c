#include "labels.h"

#include "els_hash.h"
#include "label_train.h"

#include <stdlib.h>
#include <string.h>

enum {
    TEXT_MAX = 4096,         /* bytes kept of a question, and of a context */
    MEMORY_BYTES = 16 << 20, /* texts of all sets */
    GROWTH = 8,              /* a set is trained again when it grew by this part */
    SEARCHES = 64,           /* outcomes of searches that are remembered: then halved */
    FEW_LABELS = 8,
    SEARCHES_MIN = 16 /* fewer say nothing */
};

typedef struct {
    els_str name; /* bytes of the set's */
    uint64_t hash;
} label;

typedef struct {
    uint64_t hash; /* of the text */
    size_t offset; /* of its bytes in `texts`: question, then context */
    uint32_t question_len, context_len;
    uint32_t label;
    bool is_right;
} row;

typedef struct {
    uint64_t key;
    label *labels; /* in order of entry */
    uint32_t n_labels;
    els_buf rows; /* of `row`, oldest first */
    els_buf texts;
    els_label_model model;
    uint32_t changed;                /* rows that are new or other since it was trained */
    uint32_t searched, search_right; /* the latest searches for programs, at most SEARCHES */
} label_set;

struct els_labels {
    label_set sets[ELS_LABEL_SETS_MAX];
    uint32_t n_sets;
    bool keeps_rows;
};

els_labels *els_labels_new(bool for_training)
{
    els_labels *labels = calloc(1, sizeof *labels);
    if (labels)
        labels->keeps_rows = for_training;
    return labels;
}

static void set_fini(label_set *set)
{
    for (uint32_t i = 0; i < set->n_labels; i++)
        free((char *)set->labels[i].name.ptr);
    free(set->labels);
    els_buf_fini(&set->rows);
    els_buf_fini(&set->texts);
    els_label_model_fini(&set->model);
    *set = (label_set){0};
}

void els_labels_clear(els_labels *labels)
{
    for (uint32_t i = 0; i < labels->n_sets; i++)
        set_fini(&labels->sets[i]);
    labels->n_sets = 0;
}

void els_labels_free(els_labels **labels)
{
    if (!*labels)
        return;
    els_labels_clear(*labels);
    free(*labels);
    *labels = NULL;
}

uint64_t els_labels_key(els_str kind, els_str field)
{
    return els_hash_pair(els_hash_str(kind), els_hash_str(field));
}

static row *rows_of(const label_set *set, uint32_t *ret_n)
{
    *ret_n = (uint32_t)(set->rows.len / sizeof(row));
    return (row *)(void *)set->rows.ptr;
}

static label_set *find_set(const els_labels *labels, uint64_t key)
{
    for (uint32_t i = 0; i < labels->n_sets; i++)
        if (labels->sets[i].key == key)
            return (label_set *)&labels->sets[i];
    return NULL;
}

static label_set *take_set(els_labels *labels, uint64_t key)
{
    label_set *set = find_set(labels, key);
    if (set || labels->n_sets == ELS_LABEL_SETS_MAX)
        return set;
    set = &labels->sets[labels->n_sets++];
    *set = (label_set){.key = key, .labels = els_zeroed(ELS_LABELS_MAX, sizeof *set->labels)};
    return set;
}

static uint32_t find_label(const label_set *set, els_str name)
{
    uint64_t hash = els_hash_str(name);
    for (uint32_t i = 0; i < set->n_labels; i++)
        if (set->labels[i].hash == hash && els_str_eq(set->labels[i].name, name))
            return i;
    return UINT32_MAX;
}

/* Its number, a new one when there is room; else UINT32_MAX. */
static uint32_t take_label(label_set *set, els_str name)
{
    uint32_t found = find_label(set, name);
    if (found != UINT32_MAX || set->n_labels == ELS_LABELS_MAX || name.len == 0 ||
        name.len > ELS_LABEL_NAME_MAX)
        return found;
    char *bytes = els_zeroed(name.len, 1);
    memcpy(bytes, name.ptr, name.len);
    set->labels[set->n_labels] = (label){{bytes, name.len}, els_hash_str(name)};
    return set->n_labels++;
}

static void copy_set(label_set *to, const label_set *from, bool with_rows)
{
    *to = (label_set){.key = from->key, .labels = els_zeroed(ELS_LABELS_MAX, sizeof *to->labels)};
    for (uint32_t i = 0; i < from->n_labels; i++)
        take_label(to, from->labels[i].name);
    if (with_rows) {
        els_buf_add(&to->rows, els_buf_str(&from->rows));
        els_buf_add(&to->texts, els_buf_str(&from->texts));
        to->changed = from->changed;
    }
    to->searched = from->searched;
    to->search_right = from->search_right;
    els_label_model_share(&to->model, &from->model);
}

void els_labels_copy(els_labels *to, const els_labels *from)
{
    els_labels_clear(to);
    for (uint32_t i = 0; i < from->n_sets; i++)
        copy_set(&to->sets[to->n_sets++], &from->sets[i], to->keeps_rows && from->keeps_rows);
}

/* ---- rows ---- */

/* Lets the oldest quarter go. */
static void forget(label_set *set)
{
    uint32_t n;
    row *rows = rows_of(set, &n);
    uint32_t gone = n / 4 + 1;
    if (gone >= n) {
        els_buf_clear(&set->rows);
        els_buf_clear(&set->texts);
        return;
    }
    size_t bytes = rows[gone].offset;
    memmove(set->texts.ptr, set->texts.ptr + bytes, set->texts.len - bytes);
    set->texts.len -= bytes;
    memmove(rows, rows + gone, (n - gone) * sizeof *rows);
    set->rows.len -= gone * sizeof *rows;
    for (uint32_t i = 0; i < n - gone; i++)
        rows[i].offset -= bytes;
}

/* Room for a text in the set: its own oldest rows go first, then those of the fullest set. */
static void make_room(els_labels *labels, label_set *set, size_t bytes)
{
    uint32_t n;
    rows_of(set, &n);
    if (n == ELS_LABEL_ROWS_MAX)
        forget(set);
    for (;;) {
        size_t held = bytes;
        label_set *fullest = set;
        for (uint32_t i = 0; i < labels->n_sets; i++) {
            held += labels->sets[i].texts.len;
            if (labels->sets[i].texts.len > fullest->texts.len)
                fullest = &labels->sets[i];
        }
        if (held <= MEMORY_BYTES || fullest->texts.len == 0)
            return;
        forget(fullest);
    }
}

static row *row_with_text(const label_set *set, uint64_t hash)
{
    uint32_t n;
    row *rows = rows_of(set, &n);
    for (uint32_t i = 0; i < n; i++)
        if (rows[i].hash == hash)
            return &rows[i];
    return NULL;
}

/* Rows of one text: one that says what is right, or one for every label known to be wrong. */
static bool is_known(label_set *set, uint64_t hash, uint32_t number, bool is_right)
{
    uint32_t n;
    row *rows = rows_of(set, &n);
    row *first = row_with_text(set, hash);
    for (row *at = first; at && at < rows + n; at++) {
        if (at->hash != hash)
            continue;
        if (is_right) {
            set->changed += !at->is_right || at->label != number;
            at->is_right = true;
            at->label = number;
            return true;
        }
        if (at->is_right || at->label == number)
            return true;
    }
    return false;
}

void els_labels_name(els_labels *labels, uint64_t key, els_str name)
{
    label_set *set = labels->keeps_rows ? take_set(labels, key) : NULL;
    if (set)
        (void)take_label(set, name);
}

void els_labels_add(els_labels *labels, uint64_t key, els_str question, els_str context,
                    els_str name, bool is_right)
{
    label_set *set = labels->keeps_rows ? take_set(labels, key) : NULL;
    uint32_t number = set ? take_label(set, name) : UINT32_MAX;
    if (number == UINT32_MAX)
        return;
    question = els_str_sub(question, 0, TEXT_MAX);
    context = els_str_sub(context, 0, TEXT_MAX);
    uint64_t hash = els_hash_pair(els_hash_str(question), els_hash_str(context));
    if (is_known(set, hash, number, is_right))
        return;
    make_room(labels, set, question.len + context.len);
    row fresh = {.hash = hash,
                 .offset = set->texts.len,
                 .question_len = (uint32_t)question.len,
                 .context_len = (uint32_t)context.len,
                 .label = number,
                 .is_right = is_right};
    els_buf_add(&set->texts, question);
    els_buf_add(&set->texts, context);
    els_buf_append(&set->rows, &fresh, sizeof fresh);
    set->changed++;
}

static void train_set(label_set *set)
{
    uint32_t n;
    const row *rows = rows_of(set, &n);
    els_label_row *list = els_zeroed(n + 1, sizeof *list);
    els_str *names = els_zeroed(set->n_labels, sizeof *names);
    els_str texts = els_buf_str(&set->texts);
    for (uint32_t i = 0; i < n; i++) {
        size_t middle = rows[i].offset + rows[i].question_len;
        list[i] = (els_label_row){els_str_sub(texts, rows[i].offset, middle),
                                  els_str_sub(texts, middle, middle + rows[i].context_len),
                                  rows[i].label, rows[i].is_right};
    }
    for (uint32_t l = 0; l < set->n_labels; l++)
        names[l] = set->labels[l].name;
    els_label_train(list, n, names, set->n_labels, &set->model);
    set->changed = 0;
    free(list);
    free(names);
}

void els_labels_train(els_labels *labels, bool all)
{
    for (uint32_t i = 0; i < labels->n_sets; i++) {
        label_set *set = &labels->sets[i];
        if (set->n_labels > 0 && set->changed > 0 &&
            (all || set->changed > set->model.trained / GROWTH))
            train_set(set);
    }
}

/* ---- answers ---- */

bool els_labels_look(const els_labels *labels, uint64_t key, els_labels_about *ret)
{
    const label_set *set = find_set(labels, key);
    if (!set)
        return false;
    uint32_t n;
    rows_of(set, &n);
    *ret = (els_labels_about){.rows = n,
                              .trained = set->model.trained,
                              .labels = set->n_labels,
                              .held_out = set->model.held_out,
                              .right = set->model.right,
                              .features = set->model.n_features};
    return true;
}

uint32_t els_labels_names(const els_labels *labels, uint64_t key, els_str ret[ELS_LABELS_MAX])
{
    const label_set *set = find_set(labels, key);
    for (uint32_t i = 0; set && i < set->n_labels; i++)
        ret[i] = set->labels[i].name;
    return set ? set->n_labels : 0;
}

void els_labels_note_search(els_labels *labels, uint64_t key, bool was_right)
{
    label_set *set = find_set(labels, key);
    if (!set)
        return;
    if (set->searched == SEARCHES) {
        set->searched /= 2;
        set->search_right /= 2;
    }
    set->searched++;
    set->search_right += was_right;
}

bool els_labels_trusted(const els_labels *labels, uint64_t key)
{
    const double slack = 0.02; /* a search costs some fifty times as much */
    const label_set *set = find_set(labels, key);
    if (!set || set->model.trained == 0)
        return false;
    if (set->searched < SEARCHES_MIN)
        return set->n_labels > FEW_LABELS; /* few choices may hang on reasoning: wait and see */
    double own = (set->model.right + 1.0) / (set->model.held_out + 2.0);
    double search = (set->search_right + 1.0) / (set->searched + 2.0);
    return own + slack >= search;
}

/* The choices' labels. Choices mostly come in the labels' own order, so the next one is looked at
 * before all are. */
static bool match_choices(const label_set *set, const els_str *choices, uint32_t n,
                          uint32_t *ret_number)
{
    uint32_t next = 0;
    bool any = false;
    for (uint32_t i = 0; i < n; i++) {
        if (next < set->n_labels && els_str_eq(set->labels[next].name, choices[i]))
            ret_number[i] = next;
        else
            ret_number[i] = find_label(set, choices[i]);
        if (ret_number[i] >= set->model.n_labels)
            ret_number[i] = UINT32_MAX; /* entered after the training */
        else
            next = ret_number[i] + 1;
        any = any || ret_number[i] != UINT32_MAX;
    }
    return any;
}

bool els_labels_answer(const els_labels *labels, uint64_t key, els_str question, els_str context,
                       const els_str *choices, uint32_t n_choices, float *ret_probability)
{
    const label_set *set = find_set(labels, key);
    uint32_t number[ELS_LABELS_MAX];
    float score[ELS_LABELS_MAX];
    els_label_feature features[ELS_LABEL_FEATURES_MAX];
    if (!set || set->model.trained == 0 || n_choices > ELS_LABELS_MAX ||
        !match_choices(set, choices, n_choices, number))
        return false;
    uint32_t n =
        els_label_features(els_str_sub(question, 0, TEXT_MAX), els_str_sub(context, 0, TEXT_MAX),
                           els_label_has_meanings(set->model.trained), features);
    if (!els_label_model_score(&set->model, features, n, score))
        memset(score, 0, sizeof score);
    els_label_model_softmax(&set->model, score, number, n_choices, ret_probability);
    return true;
}

/* ---- bytes ---- */

/* The base's model of the set, where it is the same. */
static const els_label_model *model_of_base(const label_set *set, const els_labels *base)
{
    const label_set *other = base ? find_set(base, set->key) : NULL;
    bool is_same = other && els_label_model_eq(&set->model, &other->model);
    return is_same ? &other->model : NULL;
}

void els_labels_save(const els_labels *labels, const els_labels *base, bool training, els_buf *out)
{
    els_buf_add_number(out, labels->n_sets, 4);
    for (uint32_t i = 0; i < labels->n_sets; i++) {
        const label_set *set = &labels->sets[i];
        uint32_t n = 0;
        const row *rows = training ? rows_of(set, &n) : NULL;
        els_buf_add_number(out, set->key, 8);
        els_buf_add_number(out, set->n_labels, 4);
        for (uint32_t l = 0; l < set->n_labels; l++) {
            els_buf_add_number(out, set->labels[l].name.len, 4);
            els_buf_add(out, set->labels[l].name);
        }
        els_buf_add_number(out, set->searched, 4);
        els_buf_add_number(out, set->search_right, 4);
        els_buf_add_number(out, training ? set->changed : 0, 4);
        els_buf_add_number(out, n, 4);
        for (uint32_t k = 0; k < n; k++) {
            els_buf_add_number(out, rows[k].question_len, 4);
            els_buf_add_number(out, rows[k].context_len, 4);
            els_buf_add_number(out, rows[k].label, 4);
            els_buf_add_number(out, rows[k].is_right, 1);
            els_buf_append(out, set->texts.ptr + rows[k].offset,
                           (size_t)rows[k].question_len + rows[k].context_len);
        }
        bool is_of_base = model_of_base(set, base) != NULL;
        if (base)
            els_buf_add_number(out, is_of_base, 1);
        if (!is_of_base)
            els_label_model_save(&set->model, out);
    }
}

static bool load_labels(label_set *set, els_str *in)
{
    uint64_t n, len, searched, right;
    if (!els_str_take_number(in, &n, 4) || n > ELS_LABELS_MAX)
        return false;
    for (uint64_t l = 0; l < n; l++) {
        if (!els_str_take_number(in, &len, 4) || len == 0 || len > ELS_LABEL_NAME_MAX ||
            len > in->len || take_label(set, els_str_sub(*in, 0, (size_t)len)) != l)
            return false;
        *in = els_str_sub(*in, (size_t)len, in->len);
    }
    if (!els_str_take_number(in, &searched, 4) || !els_str_take_number(in, &right, 4) ||
        searched > SEARCHES || right > searched)
        return false;
    set->searched = (uint32_t)searched;
    set->search_right = (uint32_t)right;
    return true;
}

static bool load_rows(label_set *set, els_str *in, bool keeps_rows)
{
    uint64_t changed, n, question_len, context_len, number, is_right;
    if (!els_str_take_number(in, &changed, 4) || !els_str_take_number(in, &n, 4) ||
        n > ELS_LABEL_ROWS_MAX)
        return false;
    for (uint64_t i = 0; i < n; i++) {
        if (!els_str_take_number(in, &question_len, 4) ||
            !els_str_take_number(in, &context_len, 4) || !els_str_take_number(in, &number, 4) ||
            !els_str_take_number(in, &is_right, 1) || question_len > TEXT_MAX ||
            context_len > TEXT_MAX || number >= set->n_labels || is_right > 1 ||
            question_len + context_len > in->len)
            return false;
        els_str question = els_str_sub(*in, 0, (size_t)question_len);
        els_str context =
            els_str_sub(*in, (size_t)question_len, (size_t)(question_len + context_len));
        *in = els_str_sub(*in, question.len + context.len, in->len);
        if (!keeps_rows)
            continue;
        row loaded = {.hash = els_hash_pair(els_hash_str(question), els_hash_str(context)),
                      .offset = set->texts.len,
                      .question_len = (uint32_t)question_len,
                      .context_len = (uint32_t)context_len,
                      .label = (uint32_t)number,
                      .is_right = is_right == 1};
        els_buf_add(&set->texts, question);
        els_buf_add(&set->texts, context);
        els_buf_append(&set->rows, &loaded, sizeof loaded);
    }
    set->changed = keeps_rows ? (uint32_t)changed : 0;
    return true;
}

static bool load_model(label_set *set, const els_labels *base, els_str *in)
{
    uint64_t is_of_base = 0;
    if (base && !els_str_take_number(in, &is_of_base, 1))
        return false;
    const label_set *other = is_of_base ? find_set(base, set->key) : NULL;
    if (is_of_base && !other)
        return false;
    if (other)
        els_label_model_share(&set->model, &other->model);
    else if (els_label_model_load(&set->model, in))
        return false;
    return set->model.n_labels <= set->n_labels;
}

els_err els_labels_load(els_labels *labels, const els_labels *base, els_str *in)
{
    uint64_t n_sets, key;
    els_labels_clear(labels);
    if (!els_str_take_number(in, &n_sets, 4) || n_sets > ELS_LABEL_SETS_MAX)
        return ELS_E_FORMAT;
    for (uint64_t i = 0; i < n_sets; i++) {
        label_set *set = NULL;
        if (els_str_take_number(in, &key, 8) && !find_set(labels, key))
            set = take_set(labels, key);
        if (!set || !load_labels(set, in) || !load_rows(set, in, labels->keeps_rows) ||
            !load_model(set, base, in)) {
            els_labels_clear(labels);
            return ELS_E_FORMAT;
        }
    }
    return ELS_OK;
}
