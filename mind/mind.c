#include "mind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MIND_FORMAT = 7, ENTRY_MAX = 5 + 4 /* bytes of a gap and its value */ };
static const char MIND_MAGIC[8] = "ELSMIND";

els_err els_mind_init(els_mind *mind, bool for_training)
{
    els_mind fresh = {.skills_max = ELS_SKILLS_MAX, .skill_trials = ELS_SKILL_TRIALS};
    els_err err = els_model_init(&fresh.model, for_training);
    if (err)
        return err;
    fresh.skills = calloc(ELS_SKILLS_MAX, sizeof *fresh.skills);
    fresh.cases = calloc(ELS_CASES_MAX, sizeof *fresh.cases);
    err = els_rules_init(&fresh.rules, for_training);
    if (!err)
        err = els_router_init(&fresh.router);
    fresh.labels = els_labels_new(for_training);
    if (err || !fresh.skills || !fresh.cases || !fresh.labels) {
        els_mind_fini(&fresh);
        return ELS_E_NOMEM;
    }
    *mind = fresh;
    return ELS_OK;
}

void els_mind_fini(els_mind *mind)
{
    els_model_fini(&mind->model);
    free(mind->skills);
    free(mind->cases);
    els_rules_fini(&mind->rules);
    els_labels_free(&mind->labels);
    els_told_clear(&mind->told);
    els_router_fini(&mind->router);
    *mind = (els_mind){0};
}

static void clear_tables(els_model *model)
{
    size_t n = (size_t)1 << model->bits;
    memset(model->weight, 0, n * sizeof *model->weight);
    if (model->squares)
        memset(model->squares, 0, n * sizeof *model->squares);
}

/* All but the tables. */
static void clear_records(els_mind *mind)
{
    mind->n_skills = mind->n_cases = 0;
    els_rules_clear(&mind->rules);
    els_labels_clear(mind->labels);
    els_told_clear(&mind->told);
    els_router_clear(&mind->router);
    mind->examples = 0;
}

void els_mind_clear(els_mind *mind)
{
    clear_tables(&mind->model);
    clear_records(mind);
}

static void copy_tables(els_model *to, const els_model *from)
{
    size_t n = (size_t)1 << from->bits;
    memcpy(to->weight, from->weight, n * sizeof *to->weight);
    if (to->squares && from->squares)
        memcpy(to->squares, from->squares, n * sizeof *to->squares);
}

void els_mind_copy(els_mind *to, const els_mind *from)
{
    copy_tables(&to->model, &from->model);
    memcpy(to->skills, from->skills, from->n_skills * sizeof *to->skills);
    memcpy(to->cases, from->cases, from->n_cases * sizeof *to->cases);
    to->n_skills = from->n_skills;
    to->n_cases = from->n_cases;
    els_rules_copy(&to->rules, &from->rules);
    els_labels_copy(to->labels, from->labels);
    els_told_copy(&to->told, &from->told);
    els_router_copy(&to->router, &from->router);
    to->examples = from->examples;
}

uint64_t els_skill_key(els_str family, els_str shape)
{
    return els_hash_pair(els_hash_str(family), els_hash_str(shape));
}

const els_skill *els_mind_skill(const els_mind *mind, uint64_t key)
{
    for (uint32_t i = 0; i < mind->n_skills; i++)
        if (mind->skills[i].key == key)
            return &mind->skills[i];
    return NULL;
}

/* ---- bytes ---- */

/* Writes four bytes; returns what lies behind them. */
static unsigned char *bytes_of_u32(unsigned char *at, uint32_t value)
{
    for (unsigned shift = 0; shift < 32; shift += 8)
        *at++ = (unsigned char)(value >> shift);
    return at;
}

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void put_u32(els_buf *out, uint32_t value)
{
    els_buf_add_number(out, value, sizeof value);
}

static void put_u64(els_buf *out, uint64_t value)
{
    els_buf_add_number(out, value, sizeof value);
}

static void put_f32(els_buf *out, float value)
{
    put_u32(out, bits_of(value));
}

static void put_text(els_buf *out, const char *text)
{
    size_t len = strlen(text);
    put_u32(out, (uint32_t)len);
    els_buf_append(out, text, len);
}

/* In groups of seven bits, the lowest first; all but the last have the eighth bit set. Returns what
 * lies behind the at most five bytes. */
static unsigned char *put_gap(unsigned char *at, uint32_t gap)
{
    for (; gap >= 0x80; gap >>= 7)
        *at++ = (unsigned char)(gap | 0x80);
    *at++ = (unsigned char)gap;
    return at;
}

/* A table as the number of entries that are not what `base` has (NULL: zero), then of each how many
 * were passed over and its value. Most tables are nearly full after some hundred iterations: an
 * index of its own would cost as much as a value. */
static void put_sparse(els_buf *out, const float *values, const float *base, size_t n)
{
    uint32_t used = 0, gap = 0;
    for (size_t i = 0; i < n; i++)
        used += values[i] != (base ? base[i] : 0);
    put_u32(out, used);
    els_buf_reserve(out, (size_t)used * ENTRY_MAX);
    unsigned char *at = (unsigned char *)out->ptr + out->len;
    for (size_t i = 0; i < n; i++) {
        if (values[i] == (base ? base[i] : 0)) {
            gap++;
            continue;
        }
        at = put_gap(at, gap);
        at = bytes_of_u32(at, bits_of(values[i]));
        gap = 0;
    }
    out->len = (size_t)(at - (unsigned char *)out->ptr);
    out->ptr[out->len] = '\0';
}

/* What is in the bytes of a mind. */
enum { FORM_WHOLE, FORM_OVER, FORM_CHANGE };

static uint32_t form_of(const els_mind *base, bool training)
{
    if (!base)
        return FORM_WHOLE;
    return training ? FORM_OVER : FORM_CHANGE;
}

static void save(const els_mind *mind, const els_mind *base, bool training, els_buf *out)
{
    size_t n = (size_t)1 << mind->model.bits;
    size_t start = out->len;
    els_buf_append(out, MIND_MAGIC, sizeof MIND_MAGIC);
    put_u32(out, MIND_FORMAT);
    put_u32(out, mind->model.bits);
    put_u32(out, form_of(base, training));
    put_u64(out, mind->examples);
    put_sparse(out, mind->model.weight, base ? base->model.weight : NULL, n);
    if (training && mind->model.squares)
        put_sparse(out, mind->model.squares, base ? base->model.squares : NULL, n);
    else
        put_u32(out, 0);
    put_u32(out, mind->n_skills);
    for (uint32_t i = 0; i < mind->n_skills; i++) {
        const els_skill *skill = &mind->skills[i];
        put_text(out, skill->family);
        put_text(out, skill->shape);
        put_u32(out, skill->tried);
        put_u32(out, skill->right);
        put_u64(out, skill->last_right);
        put_f32(out, skill->credit);
        put_u32(out, skill->trials);
    }
    put_u32(out, mind->n_cases);
    for (uint32_t i = 0; i < mind->n_cases; i++) {
        const els_case *remembered = &mind->cases[i];
        put_u64(out, remembered->kind);
        put_u32(out, remembered->n_words);
        for (uint32_t k = 0; k < remembered->n_words; k++)
            put_u32(out, remembered->words[k]);
        put_u64(out, remembered->skill);
        put_u64(out, remembered->args);
    }
    els_rules_save(&mind->rules, training, out);
    els_labels_save(mind->labels, base && !training ? base->labels : NULL, training, out);
    els_told_save(&mind->told, out);
    els_router_save(&mind->router, base ? &base->router : NULL, out);
    put_u64(out, els_hash_bytes(MIND_FORMAT, out->ptr + start, out->len - start));
}

void els_mind_save(const els_mind *mind, bool training, els_buf *out)
{
    save(mind, NULL, training, out);
}

void els_mind_save_over(const els_mind *mind, const els_mind *base, els_buf *out)
{
    save(mind, base, true, out);
}

void els_mind_save_change(const els_mind *mind, uint64_t check, const els_mind *base,
                          uint64_t base_check, els_buf *out)
{
    put_u64(out, base_check);
    put_u64(out, check);
    save(mind, base, false, out);
}

typedef struct {
    const unsigned char *at;
    size_t left;
    bool bad;
} reader;

static uint32_t get_u32(reader *in)
{
    if (in->left < 4) {
        in->bad = true;
        return 0;
    }
    const unsigned char *p = in->at;
    in->at += 4;
    in->left -= 4;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t get_u64(reader *in)
{
    uint64_t low = get_u32(in);
    return low | (uint64_t)get_u32(in) << 32;
}

static float get_f32(reader *in)
{
    uint32_t bits = get_u32(in);
    float value;
    memcpy(&value, &bits, sizeof value);
    if (!isfinite(value))
        in->bad = true;
    return value;
}

static void get_text(reader *in, char *text, size_t cap)
{
    uint32_t len = get_u32(in);
    if (in->bad || len >= cap || len > in->left) {
        in->bad = true;
        return;
    }
    memcpy(text, in->at, len);
    text[len] = '\0';
    in->at += len;
    in->left -= len;
}

static uint32_t get_gap(reader *in)
{
    uint32_t gap = 0;
    for (unsigned shift = 0; shift < 28 && in->left; shift += 7) {
        unsigned char byte = *in->at++;
        in->left--;
        gap |= (uint32_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return gap;
    }
    in->bad = true;
    return 0;
}

static void get_sparse(reader *in, float *values, size_t n)
{
    uint32_t used = get_u32(in);
    size_t at = 0;
    for (uint32_t i = 0; i < used && !in->bad; i++) {
        at += get_gap(in);
        float value = get_f32(in);
        if (at >= n)
            in->bad = true;
        else if (values)
            values[at] = value;
        at++;
    }
}

static els_err load_body(els_mind *mind, const els_mind *base, uint32_t form, reader *in)
{
    size_t n = (size_t)1 << mind->model.bits;
    if (get_u32(in) != mind->model.bits || get_u32(in) != form)
        return ELS_E_FORMAT;
    if (base)
        copy_tables(&mind->model, &base->model);
    else
        clear_tables(&mind->model);
    mind->examples = get_u64(in);
    get_sparse(in, mind->model.weight, n);
    get_sparse(in, mind->model.squares, n);
    uint32_t n_skills = get_u32(in);
    if (n_skills > ELS_SKILLS_MAX)
        return ELS_E_FORMAT;
    for (uint32_t i = 0; i < n_skills && !in->bad; i++) {
        els_skill *skill = &mind->skills[mind->n_skills++];
        *skill = (els_skill){0};
        get_text(in, skill->family, sizeof skill->family);
        get_text(in, skill->shape, sizeof skill->shape);
        skill->key = els_skill_key(els_str_of(skill->family), els_str_of(skill->shape));
        skill->tried = get_u32(in);
        skill->right = get_u32(in);
        skill->last_right = get_u64(in);
        skill->credit = get_f32(in);
        skill->trials = get_u32(in);
    }
    uint32_t n_cases = get_u32(in);
    if (n_cases > ELS_CASES_MAX)
        return ELS_E_FORMAT;
    for (uint32_t i = 0; i < n_cases && !in->bad; i++) {
        els_case *remembered = &mind->cases[mind->n_cases++];
        *remembered = (els_case){.kind = get_u64(in), .n_words = 0};
        uint32_t n_words = get_u32(in);
        if (n_words > ELS_CASE_WORDS)
            return ELS_E_FORMAT;
        for (uint32_t k = 0; k < n_words; k++)
            remembered->words[remembered->n_words++] = get_u32(in);
        remembered->skill = get_u64(in);
        remembered->args = get_u64(in);
    }
    els_str rest = {(const char *)in->at, in->left};
    if (in->bad || els_rules_load(&mind->rules, &rest) ||
        els_labels_load(mind->labels, form == FORM_CHANGE ? base->labels : NULL, &rest) ||
        els_told_load(&mind->told, &rest) ||
        els_router_load(&mind->router, base ? &base->router : NULL, &rest) || rest.len != 0)
        return ELS_E_FORMAT;
    return ELS_OK;
}

/* The bytes between header and check. */
static els_err open_body(els_str bytes, reader *ret)
{
    if (bytes.len < sizeof MIND_MAGIC + 12 || memcmp(bytes.ptr, MIND_MAGIC, sizeof MIND_MAGIC) != 0)
        return ELS_E_FORMAT;
    size_t body = bytes.len - 8;
    *ret = (reader){(const unsigned char *)bytes.ptr + sizeof MIND_MAGIC, body - sizeof MIND_MAGIC,
                    false};
    if (get_u32(ret) != MIND_FORMAT)
        return ELS_E_VERSION; /* its check may differ too */
    reader tail = {(const unsigned char *)bytes.ptr + body, 8, false};
    return get_u64(&tail) == els_hash_bytes(MIND_FORMAT, bytes.ptr, body) ? ELS_OK : ELS_E_CORRUPT;
}

static els_err load(els_mind *mind, const els_mind *base, uint32_t form, els_str bytes)
{
    reader in;
    els_err err = open_body(bytes, &in);
    if (!err) {
        clear_records(mind);
        err = load_body(mind, base, form, &in);
    }
    if (err)
        els_mind_clear(mind);
    return err;
}

els_err els_mind_load(els_mind *mind, els_str bytes)
{
    return load(mind, NULL, FORM_WHOLE, bytes);
}

els_err els_mind_load_over(els_mind *mind, const els_mind *base, els_str bytes)
{
    return load(mind, base, FORM_OVER, bytes);
}

uint64_t els_mind_check(els_str whole)
{
    if (whole.len < 8)
        return 0;
    reader tail = {(const unsigned char *)whole.ptr + whole.len - 8, 8, false};
    return get_u64(&tail);
}

els_err els_mind_load_change(els_mind *mind, const els_mind *base, uint64_t base_check,
                             els_str bytes, uint64_t *ret_check)
{
    reader in = {(const unsigned char *)bytes.ptr, bytes.len, false};
    uint64_t of_base = get_u64(&in), check = get_u64(&in);
    if (in.bad)
        return ELS_E_FORMAT;
    if (of_base != base_check)
        return ELS_E_STATE;
    els_err err = load(mind, base, FORM_CHANGE, els_str_sub(bytes, 16, bytes.len));
    if (!err)
        *ret_check = check;
    return err;
}

/* ---- signatures ---- */

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

uint32_t els_case_signature(const els_text_features *text, uint32_t ret_words[ELS_CASE_WORDS])
{
    uint32_t all[ELS_TEXT_MAX];
    uint32_t n = text->n_words, kept = 0;
    for (uint32_t i = 0; i < n; i++)
        all[i] = (uint32_t)(text->words[i] >> 32);
    qsort(all, n, sizeof *all, compare_u32);
    for (uint32_t i = 0; i < n && kept < ELS_CASE_WORDS; i++)
        if (i == 0 || all[i] != all[i - 1])
            ret_words[kept++] = all[i];
    return kept;
}

double els_case_similarity(const uint32_t *a, uint32_t n_a, const uint32_t *b, uint32_t n_b)
{
    uint32_t i = 0, k = 0, common = 0;
    if (n_a == 0 || n_b == 0)
        return 0;
    while (i < n_a && k < n_b) {
        if (a[i] == b[k]) {
            common++;
            i++;
            k++;
        } else if (a[i] < b[k]) {
            i++;
        } else {
            k++;
        }
    }
    return common / sqrt((double)n_a * n_b);
}

uint32_t els_mind_format(void)
{
    return MIND_FORMAT;
}
