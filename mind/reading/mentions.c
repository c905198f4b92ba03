/* mentions.c — values of the knowledge base that a task's text mentions. */
#include "kb_index.h"
#include "reading.h"

#include <string.h>

enum {
    MAX_MENTIONS = 256,
    PIECES_PER_TOKEN = 8,
    SHORT_VALUE_LETTERS =
        3, /* such as "US" or "IT": only as written, when it is also a plain word */
    TYPO_VALUE_LETTERS = 6
};

typedef struct {
    uint64_t hash; /* of the piece, corrected where the text has a typing error */
    uint32_t token;
    bool starts_token;
    bool corrected;
} text_piece;

/* Little words of English that are also written like codes of countries, states or departments. */
static bool is_function_word(els_str lower)
{
    static const char *const words[] = {
        "a",   "am", "an",  "and", "any", "are", "as",  "at",  "be", "by", "can", "do",
        "for", "go", "has", "hi",  "how", "i",   "if",  "in",  "is", "it", "its", "ma",
        "may", "me", "my",  "no",  "not", "of",  "off", "ok",  "on", "or", "our", "so",
        "the", "to", "up",  "us",  "was", "we",  "who", "you", NULL};
    return els_str_is_one_of(lower, words);
}

static bool separates(const els_token *token)
{
    return token->kind == ELS_TOKEN_SYMBOL && strchr(";:?!\"()=|", token->lower.ptr[0]) != NULL;
}

/* Pieces of all tokens in order; a piece of hash 0 stands where no value may run across. */
static uint32_t cut_text(const els_reading *reading, text_piece *pieces)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        const els_token *token = &reading->tokens[i];
        if (i == reading->n_question_tokens || separates(token)) {
            pieces[count++] = (text_piece){.token = i};
        }
        els_kb_piece cut[PIECES_PER_TOKEN];
        uint32_t n = els_kb_pieces(token->lower, cut, PIECES_PER_TOKEN);
        for (uint32_t k = 0; k < n; k++) {
            text_piece *piece = &pieces[count++];
            *piece = (text_piece){.hash = cut[k].hash, .token = i, .starts_token = k == 0};
            if (cut[k].is_word && !els_kb_knows_piece(reading->kb, cut[k].hash)) {
                els_str word = els_str_sub(token->lower, cut[k].start, cut[k].end);
                piece->corrected = els_kb_correct_piece(reading->kb, word, &piece->hash);
            }
        }
    }
    return count;
}

/* A value found over typing errors must be a name, long enough, with one error in it. */
static bool is_acceptable(const els_reading *reading, const els_kb_value *value,
                          const text_piece *pieces, uint32_t length)
{
    const els_token *token = &reading->tokens[pieces[0].token];
    uint32_t corrections = 0;
    for (uint32_t i = 0; i < length; i++) {
        corrections += pieces[i].corrected;
    }
    if (corrections > 0) {
        return corrections == 1 && value->letters >= TYPO_VALUE_LETTERS &&
               (value->column == 0 || token->capital);
    }
    if (length == 1 && value->letters <= SHORT_VALUE_LETTERS && is_function_word(token->lower)) {
        /* "IT" at least; "In" at the beginning of a sentence is not Indiana. */
        return els_str_eq(token->text, value->value) &&
               (token->text.len < 2 || els_is_upper(token->text.ptr[1]));
    }
    return true;
}

void els_reading_mentions(els_arena *arena, els_reading *reading)
{
    reading->mentions = NULL;
    reading->n_mentions = 0;
    if (!reading->kb || reading->n_tokens == 0) {
        return;
    }
    size_t bound = (size_t)reading->n_tokens * (PIECES_PER_TOKEN + 1) + 1;
    text_piece *pieces = ELS_ARENA_NEW(arena, text_piece, bound);
    uint32_t count = cut_text(reading, pieces);
    reading->mentions = ELS_ARENA_NEW(arena, els_mention, MAX_MENTIONS);
    for (uint32_t i = 0; i < count && reading->n_mentions < MAX_MENTIONS;) {
        uint64_t window[ELS_KB_PIECES_MAX];
        uint32_t n = 0;
        while (n < ELS_KB_PIECES_MAX && i + n < count && pieces[i + n].hash != 0) {
            window[n] = pieces[i + n].hash;
            n++;
        }
        uint32_t length = 0;
        const els_kb_value *value =
            pieces[i].starts_token ? els_kb_match(reading->kb, window, n, &length) : NULL;
        bool found = false;
        for (; value && reading->n_mentions < MAX_MENTIONS; value = value->next) {
            if (!is_acceptable(reading, value, pieces + i, length)) {
                continue;
            }
            uint32_t first = pieces[i].token;
            reading->mentions[reading->n_mentions++] =
                (els_mention){.table = value->table,
                              .column = value->column,
                              .row = value->row,
                              .first = first,
                              .end = pieces[i + length - 1].token + 1,
                              .value = value->value,
                              .in_context = reading->tokens[first].in_context};
            found = true;
        }
        i += found ? length : 1;
    }
}
