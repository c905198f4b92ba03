/* reading.h — what anybody can see in a task's text: tokens, sentences, numbers, dates, facts
 * stated as "key: value", and values of the knowledge base that are mentioned. General English and
 * arithmetic notation only; nothing here knows any plugin's wording.
 *
 * Built once per task and shared by all families of programs. Everything is borrowed from the task,
 * the knowledge base or the arena it was built in. */
#ifndef ELS_READING_H
#define ELS_READING_H

#include "els_hash.h"
#include "messages.h"
#include "thesaurus.h"

typedef enum { ELS_TOKEN_WORD, ELS_TOKEN_NUMBER, ELS_TOKEN_SYMBOL } els_token_kind;

typedef struct {
    els_str text;  /* as written; a number keeps its sign-less digits, commas and point */
    els_str lower; /* ASCII lower case, typographic quotes and apostrophes as ASCII ones */
    uint64_t hash; /* els_hash_str(lower) */
    els_token_kind kind;
    uint32_t sentence;   /* index into sentences */
    uint32_t start;      /* byte offset in the question or the context */
    bool capital;        /* first letter is upper case */
    bool in_context;     /* from task.context, else from task.question */
    els_meaning meaning; /* of a question's word, where there is a knowledge base to relate it to */
} els_token;

/* The token is this word, whatever its case; `word` in lower case. */
static inline bool els_token_is(const els_token *token, const char *word)
{
    return token->lower.len && token->lower.ptr[0] == *word &&
           els_str_eq(token->lower, els_str_of(word));
}
static inline bool els_token_is_symbol(const els_token *token, char symbol)
{
    return token->kind == ELS_TOKEN_SYMBOL && token->lower.ptr[0] == symbol;
}

typedef struct {
    uint32_t first, end; /* tokens first .. end-1 */
    bool in_context;
} els_sentence;

typedef struct {
    double value;
    uint32_t first, end; /* tokens */
    els_str unit; /* lower-case word that follows, "$" or "%" where those stand; may be empty */
    bool is_word; /* written as a word ("three", "dozen", "half") */
    bool in_context;
} els_number;

typedef struct {
    int64_t days;        /* since 1970-01-01 */
    uint32_t first, end; /* tokens */
    bool in_context;
} els_date;

typedef struct {
    uint32_t table, column, row; /* of the knowledge base; row: first row holding the value */
    uint32_t first, end;         /* tokens */
    els_str value;               /* as in the knowledge base */
    bool in_context;
} els_mention;

typedef enum { ELS_FACT_TEXT, ELS_FACT_NUMBER, ELS_FACT_DATE } els_fact_type;
typedef struct {
    els_str key; /* lower case, words joined by '_', such as "purchase_date" */
    uint64_t key_hash;
    els_str value; /* as written */
    els_fact_type type;
    double number;  /* of a number; days since 1970-01-01 of a date */
    els_str unit;   /* of a number: word behind it, or the column's unit; may be empty */
    bool joined;    /* not in the text: read from the row of a mentioned entity */
    els_str entity; /* the entity whose row it was read from, when joined */
} els_fact;

typedef struct els_kb_index els_kb_index; /* mind/reading/kb_index.h */

typedef struct {
    const els_task *task;
    const els_kb_index *kb; /* NULL when the task names no knowledge base */
    els_token *tokens;      /* the question's, then the context's */
    uint32_t n_tokens, n_question_tokens;
    els_sentence *sentences;
    uint32_t n_sentences;
    els_number *numbers;
    uint32_t n_numbers;
    els_date *dates;
    uint32_t n_dates;
    els_mention
        *mentions; /* longest matches, in order of appearance, not overlapping within a column */
    uint32_t n_mentions;
    els_fact *facts;
    uint32_t n_facts;
    uint32_t concepts; /* ideas of quantity that the question speaks of (lexicon.h) */
} els_reading;

/* Reads the task. `kb` may be NULL. Never fails: text that is not understood gives less. At most
 * 4096 tokens, 256 numbers, dates, mentions and facts each are kept. */
void els_reading_make(const els_task *task, const els_kb_index *kb, els_arena *arena,
                      els_reading *ret);

/* Parts, in files of their own. */
void els_reading_tokens(els_arena *arena,
                        els_reading *reading); /* tokens.c: tokens, sentences, numbers, dates */
void els_reading_mentions(els_arena *arena, els_reading *reading); /* mentions.c */
void els_reading_facts(els_arena *arena, els_reading *reading);    /* facts.c: after mentions */

#endif
