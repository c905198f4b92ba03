#include "model.h"
#include "lexicon.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

els_err els_model_init(els_model *model, bool for_training)
{
    els_model fresh = {.bits = ELS_MODEL_BITS};
    size_t n = (size_t)1 << fresh.bits;
    fresh.weight = calloc(n, sizeof *fresh.weight);
    if (for_training)
        fresh.squares = calloc(n, sizeof *fresh.squares);
    if (!fresh.weight || (for_training && !fresh.squares)) {
        els_model_fini(&fresh);
        return ELS_E_NOMEM;
    }
    *model = fresh;
    return ELS_OK;
}

void els_model_fini(els_model *model)
{
    free(model->weight);
    free(model->squares);
    *model = (els_model){0};
}

/* ---- text ---- */

/* What stands for a token among the words: its type where the word itself would not come back. */
static uint64_t word_key(const els_reading *reading, uint32_t i, uint32_t *ret_end)
{
    const els_token *token = &reading->tokens[i];
    *ret_end = i + 1;
    for (uint32_t m = 0; m < reading->n_mentions; m++) {
        const els_mention *mention = &reading->mentions[m];
        if (mention->first == i) {
            *ret_end = mention->end;
            return els_hash_pair(els_hash_pair(2, mention->table), mention->column);
        }
    }
    if (token->kind == ELS_TOKEN_NUMBER)
        return els_hash_pair(3, 0);
    bool starts_sentence = i == reading->sentences[token->sentence].first;
    if (token->kind == ELS_TOKEN_WORD && token->capital && !starts_sentence && token->lower.len > 1)
        return els_hash_pair(4, 0);
    return token->hash;
}

/* A sentence that asks, or that names a number or a value of the knowledge base: what else is said
 * (greetings, asides) tells nothing about the program that is wanted. */
static bool sentence_matters(const els_reading *reading, uint32_t sentence)
{
    const els_sentence *s = &reading->sentences[sentence];
    for (uint32_t i = s->first; i < s->end; i++) {
        const els_token *token = &reading->tokens[i];
        if (token->kind == ELS_TOKEN_NUMBER ||
            (token->kind == ELS_TOKEN_SYMBOL &&
             (token->text.ptr[0] == '?' || token->text.ptr[0] == ':')))
            return true;
    }
    for (uint32_t m = 0; m < reading->n_mentions; m++)
        if (reading->mentions[m].first >= s->first && reading->mentions[m].first < s->end)
            return true;
    return false;
}

void els_text_words(const els_reading *reading, els_arena *arena, els_text_features *ret)
{
    enum { STEM = 4 }; /* letters that inflected forms of a word share */
    uint64_t *words = ELS_ARENA_NEW(arena, uint64_t, ELS_TEXT_MAX);
    bool *matters = ELS_ARENA_NEW(arena, bool, reading->n_sentences + 1);
    bool any = false;
    for (uint32_t k = 0; k < reading->n_sentences && !reading->sentences[k].in_context; k++) {
        matters[k] = sentence_matters(reading, k);
        any = any || matters[k];
    }
    uint32_t n = 0;
    uint64_t before = 1; /* start of the text */
    for (uint32_t i = 0; i < reading->n_question_tokens && n + 4 <= ELS_TEXT_MAX;) {
        uint32_t end;
        const els_token *token = &reading->tokens[i];
        uint64_t key = word_key(reading, i, &end);
        i = end > i ? end : i + 1;
        if (any && !matters[token->sentence]) {
            before = 1;
            continue;
        }
        words[n++] = key;
        words[n++] = els_hash_pair(before, key);
        if (key == token->hash && token->kind == ELS_TOKEN_WORD && token->lower.len > STEM)
            words[n++] = els_hash_bytes(STEM, token->lower.ptr, STEM);
        if (key == token->hash) {
            bool more = i < reading->n_question_tokens;
            uint32_t concepts =
                els_lexicon_of(token->lower, more ? reading->tokens[i].lower : (els_str){NULL, 0});
            if (concepts)
                words[n++] = els_hash_pair(5, concepts);
        }
        before = key;
    }
    ret->words = words;
    ret->n_words = n;
}

void els_text_chars(els_str question, els_arena *arena, els_text_features *ret)
{
    uint64_t *chars = ELS_ARENA_NEW(arena, uint64_t, ELS_TEXT_MAX);
    uint32_t n = 0;
    char word[32];
    size_t i = 0, bytes;
    while (i < question.len && n < ELS_TEXT_MAX) {
        size_t len = 0;
        word[len++] = '<';
        for (; i < question.len && len < sizeof word - 1; i++) {
            char c = els_lower(question.ptr[i]);
            if (!(els_is_lower(c) || els_is_beyond_ascii(c)) || els_str_quote(question, i, &bytes))
                break;
            word[len++] = c;
        }
        if (len == 1) {
            i += els_str_quote(question, i, &bytes) ? bytes : 1;
            continue;
        }
        word[len++] = '>';
        for (size_t size = 3; size <= 5; size++)
            for (size_t at = 0; at + size <= len && n < ELS_TEXT_MAX; at++)
                chars[n++] = els_hash_bytes(size, word + at, size);
    }
    ret->chars = chars;
    ret->n_chars = n;
}

/* ---- scores and steps ---- */

static inline uint32_t mask_of(const els_model *model)
{
    return ((uint32_t)1 << model->bits) - 1;
}

static inline uint32_t slot_of(uint32_t mask, uint64_t key, uint64_t token)
{
    return (uint32_t)els_hash_mix(key + token * UINT64_C(0x9e3779b97f4a7c15)) & mask;
}

/* Many own features together count as much as sixteen. */
static double own_scale(uint32_t n_own)
{
    return n_own <= 16 ? 1.0 : sqrt(16.0 / n_own);
}

static double sum_group(const els_model *model, uint64_t key, const uint64_t *tokens, uint32_t n)
{
    const float *weight = model->weight;
    uint32_t mask = mask_of(model);
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += weight[slot_of(mask, key, tokens[i])];
    return n ? sum / sqrt(n) : 0;
}

double els_model_cross(const els_model *model, const els_text_features *text, uint64_t key)
{
    if (key & ELS_CROSS_FACTS)
        return sum_group(model, key, text->facts, text->n_facts);
    double sum = sum_group(model, key, text->words, text->n_words);
    if (key & ELS_CROSS_CHARS)
        sum += sum_group(model, key, text->chars, text->n_chars);
    return sum;
}

double els_model_own(const els_model *model, const uint32_t *own, uint32_t n_own)
{
    const float *weight = model->weight;
    uint32_t mask = mask_of(model);
    double sum = 0;
    for (uint32_t i = 0; i < n_own; i++)
        sum += weight[own[i] & mask];
    return sum * own_scale(n_own);
}

static inline void step_slot(els_model *model, uint32_t slot, double gradient, double rate)
{
    double squares = (double)model->squares[slot] + gradient * gradient;
    model->squares[slot] = (float)squares;
    model->weight[slot] =
        (float)((double)model->weight[slot] + rate * gradient / sqrt(squares + 0.01));
}

static void step_group(els_model *model, uint64_t key, const uint64_t *tokens, uint32_t n,
                       double gradient, double rate)
{
    if (n == 0)
        return;
    double value = gradient / sqrt(n);
    uint32_t mask = mask_of(model);
    for (uint32_t i = 0; i < n; i++)
        step_slot(model, slot_of(mask, key, tokens[i]), value, rate);
}

void els_model_step_cross(els_model *model, const els_text_features *text, uint64_t key,
                          double gradient, double rate)
{
    if (key & ELS_CROSS_FACTS) {
        step_group(model, key, text->facts, text->n_facts, gradient, rate);
        return;
    }
    step_group(model, key, text->words, text->n_words, gradient, rate);
    if (key & ELS_CROSS_CHARS)
        step_group(model, key, text->chars, text->n_chars, gradient, rate);
}

void els_model_step_own(els_model *model, const uint32_t *own, uint32_t n_own, double gradient,
                        double rate)
{
    uint32_t mask = mask_of(model);
    double value = gradient * own_scale(n_own);
    for (uint32_t i = 0; i < n_own; i++)
        step_slot(model, own[i] & mask, value, rate);
}
