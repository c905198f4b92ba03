#include "label_model.h"

#include "els_hash.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void els_label_model_init(els_label_model *model, uint32_t n_features, uint32_t n_labels)
{
    uint32_t lanes = (n_labels + ELS_LABEL_LANES - 1) / ELS_LABEL_LANES;
    *model = (els_label_model){.n_labels = n_labels,
                               .stride = lanes * ELS_LABEL_LANES,
                               .n_features = n_features,
                               .bits = 4,
                               .temperature = 1};
    while (((size_t)1 << model->bits) < 2 * (size_t)n_features)
        model->bits++;
    model->owners = els_zeroed(1, sizeof *model->owners);
    *model->owners = 1;
    model->slots = els_zeroed((size_t)1 << model->bits, sizeof *model->slots);
    model->ids = els_zeroed(n_features, sizeof *model->ids);
    model->factor = els_zeroed(n_features, sizeof *model->factor);
    model->scale = els_zeroed(n_features, sizeof *model->scale);
    model->weights = els_zeroed((size_t)n_features * model->stride, sizeof *model->weights);
}

void els_label_model_fini(els_label_model *model)
{
    if (model->owners && --*model->owners == 0) {
        free(model->owners);
        free(model->slots);
        free(model->ids);
        free(model->factor);
        free(model->scale);
        free(model->weights);
    }
    *model = (els_label_model){0};
}

void els_label_model_share(els_label_model *to, const els_label_model *from)
{
    if (from->owners)
        ++*from->owners; /* first: `to` may be one of them */
    els_label_model_fini(to);
    *to = *from;
}

bool els_label_model_eq(const els_label_model *a, const els_label_model *b)
{
    size_t n = a->n_features;
    if (a->n_labels != b->n_labels || n != b->n_features || a->temperature != b->temperature ||
        a->trained != b->trained || a->held_out != b->held_out || a->right != b->right)
        return false;
    return a->owners == b->owners || n == 0 ||
           (memcmp(a->ids, b->ids, n * sizeof *a->ids) == 0 &&
            memcmp(a->factor, b->factor, n * sizeof *a->factor) == 0 &&
            memcmp(a->scale, b->scale, n * sizeof *a->scale) == 0 &&
            memcmp(a->weights, b->weights, n * a->stride) == 0);
}

void els_label_model_index(els_label_model *model)
{
    uint32_t mask = ((uint32_t)1 << model->bits) - 1;
    for (uint32_t i = 0; i < model->n_features; i++) {
        uint32_t at = model->ids[i] & mask;
        while (model->slots[at].id != 0)
            at = (at + 1) & mask;
        model->slots[at] = (els_label_slot){model->ids[i], i, model->factor[i], model->scale[i]};
    }
}

/* NULL when the feature is not known. */
static const els_label_slot *find(const els_label_model *model, uint32_t id)
{
    uint32_t mask = ((uint32_t)1 << model->bits) - 1;
    for (uint32_t at = id & mask; model->slots[at].id != 0; at = (at + 1) & mask)
        if (model->slots[at].id == id)
            return &model->slots[at];
    return NULL;
}

float els_label_count_value(uint32_t count)
{
    static const float few[] = {0, 1, 1.6931472F, 2.0986123F, 2.3862944F, 2.6094379F};
    return count < sizeof few / sizeof few[0] ? few[count] : 1 + logf((float)count);
}

/* Loops of a fixed length are what compilers make vectors of. */
static void add_scaled(float *restrict to, const int8_t *restrict from, float value, uint32_t n)
{
    for (uint32_t l = 0; l < n; l += ELS_LABEL_LANES)
        for (uint32_t j = 0; j < ELS_LABEL_LANES; j++)
            to[l + j] += value * from[l + j];
}

bool els_label_model_score(const els_label_model *model, const els_label_feature *features,
                           uint32_t n, float *ret_scores)
{
    uint32_t index[ELS_LABEL_FEATURES_MAX], known = 0;
    float value[ELS_LABEL_FEATURES_MAX], norm = 0;
    if (!model->slots)
        return false;
    uint32_t mask = ((uint32_t)1 << model->bits) - 1;
    for (uint32_t i = 0; i < n; i++)
        __builtin_prefetch(&model->slots[features[i].id & mask]);
    for (uint32_t i = 0; i < n; i++) {
        const els_label_slot *slot = find(model, features[i].id);
        if (!slot)
            continue;
        for (uint32_t l = 0; l < model->stride; l += 64)
            __builtin_prefetch(&model->weights[(size_t)slot->index * model->stride + l]);
        float v = els_label_count_value(features[i].count) * slot->factor;
        norm += v * v;
        value[known] = v * slot->scale;
        index[known++] = slot->index;
    }
    if (known == 0)
        return false;
    float unit = 1 / sqrtf(norm);
    memset(ret_scores, 0, model->stride * sizeof *ret_scores);
    for (uint32_t i = 0; i < known; i++)
        add_scaled(ret_scores, &model->weights[(size_t)index[i] * model->stride], value[i] * unit,
                   model->stride);
    return true;
}

void els_label_model_softmax(const els_label_model *model, const float *scores,
                             const uint32_t *number, uint32_t n, float *ret_probability)
{
    float top = -INFINITY, sum = 0, known = 0, doubt = 1 / ((float)model->held_out + 2);
    for (uint32_t i = 0; i < n; i++)
        if (number[i] != UINT32_MAX && scores[number[i]] > top)
            top = scores[number[i]];
    for (uint32_t i = 0; i < n; i++) {
        bool is_known = number[i] != UINT32_MAX;
        ret_probability[i] = is_known ? expf((scores[number[i]] - top) * model->temperature) : 0;
        sum += ret_probability[i];
        known += is_known ? 1 : 0;
    }
    for (uint32_t i = 0; i < n; i++)
        if (number[i] != UINT32_MAX)
            ret_probability[i] = (1 - doubt) * ret_probability[i] / sum + doubt / known;
}

/* ---- bytes ---- */

static void put_float(els_buf *out, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    els_buf_add_number(out, bits, 4);
}

/* All numbers of a model are small and none is negative. */
static bool get_float(els_str *in, float *ret)
{
    uint64_t bits64;
    if (!els_str_take_number(in, &bits64, 4))
        return false;
    uint32_t bits = (uint32_t)bits64;
    memcpy(ret, &bits, sizeof bits);
    return isfinite(*ret) && *ret >= 0 && *ret <= 1000;
}

void els_label_model_save(const els_label_model *model, els_buf *out)
{
    els_buf_add_number(out, model->n_labels, 4);
    els_buf_add_number(out, model->n_features, 4);
    els_buf_add_number(out, model->trained, 4);
    els_buf_add_number(out, model->held_out, 4);
    els_buf_add_number(out, model->right, 4);
    put_float(out, model->temperature);
    els_buf_reserve(out, (size_t)model->n_features * (12 + model->stride));
    for (uint32_t i = 0; i < model->n_features; i++) {
        els_buf_add_number(out, model->ids[i], 4);
        put_float(out, model->factor[i]);
        put_float(out, model->scale[i]);
    }
    els_buf_append(out, model->weights, (size_t)model->n_features * model->stride);
}

els_err els_label_model_load(els_label_model *model, els_str *in)
{
    uint64_t n_labels, n_features, trained, held_out, right, id = 0;
    float temperature;
    els_label_model_fini(model);
    if (!els_str_take_number(in, &n_labels, 4) || !els_str_take_number(in, &n_features, 4) ||
        !els_str_take_number(in, &trained, 4) || !els_str_take_number(in, &held_out, 4) ||
        !els_str_take_number(in, &right, 4) || !get_float(in, &temperature))
        return ELS_E_FORMAT;
    if (n_features == 0)
        return ELS_OK;
    uint64_t stride = (n_labels + ELS_LABEL_LANES - 1) / ELS_LABEL_LANES * ELS_LABEL_LANES;
    if (n_labels == 0 || n_labels > 1024 || n_features > ELS_LABEL_WEIGHTS_MAX / stride ||
        in->len < n_features * (12 + stride))
        return ELS_E_FORMAT;
    els_label_model_init(model, (uint32_t)n_features, (uint32_t)n_labels);
    bool is_sound = true;
    for (uint32_t i = 0; i < model->n_features && is_sound; i++) {
        is_sound = els_str_take_number(in, &id, 4) && id != 0 && get_float(in, &model->factor[i]) &&
                   model->factor[i] > 0 && get_float(in, &model->scale[i]);
        model->ids[i] = (uint32_t)id;
    }
    if (!is_sound) {
        els_label_model_fini(model);
        return ELS_E_FORMAT;
    }
    size_t bytes = (size_t)model->n_features * model->stride;
    memcpy(model->weights, in->ptr, bytes);
    *in = els_str_sub(*in, bytes, in->len);
    model->temperature = temperature;
    model->trained = (uint32_t)trained;
    model->held_out = (uint32_t)held_out;
    model->right = (uint32_t)right;
    els_label_model_index(model);
    return ELS_OK;
}
