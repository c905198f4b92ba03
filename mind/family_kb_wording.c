/* family_kb_wording.c — what general English tells of a query: which column a word is near to in
 * meaning, on which side of an amount, which way something goes, with how many decimals. All of it
 * is features that are weighed by learning, and a prior to begin with. */
#include "family_kb.h"

#include <string.h>

/* Nats: the second of two columns first, as the table has them, is seldom meant; that they come as
 * the question tells of them is likely. */
#define BACKWARDS 0.7
#define AS_TOLD 0.5

typedef enum { KBQ_TOLD_NOT, KBQ_TOLD_FIRST, KBQ_TOLD_LAST } kbq_told;

/* ---- words and columns ---- */

double kbq_word_related(const els_reading *reading, uint32_t token, uint32_t table, uint32_t column)
{
    return els_kb_column_related(reading->kb, table, column, reading->tokens[token].meaning);
}

/* Below, two words have about as much in common as any two. */
#define UNRELATED 0.08

uint32_t kbq_related_class(double related)
{
    return related < UNRELATED ? 0
           : related < 0.15    ? 1
           : related < 0.25    ? 2
           : related < 0.4     ? 3
                               : 4;
}

double kbq_related_prior(double related)
{
    return related < UNRELATED ? 0 : related < 0.5 ? 2 * related : 1;
}

/* ---- bounds and directions ---- */

static int side_of(uint32_t said)
{
    return said & (ELS_CONCEPT_MORE | ELS_CONCEPT_UP)     ? 1
           : said & (ELS_CONCEPT_LESS | ELS_CONCEPT_DOWN) ? -1
                                                          : 0;
}

/* The ideas of a token, as the second of two words if they have one together ("at least"). */
static uint32_t said_at(const els_reading *reading, uint32_t at)
{
    els_str none = {NULL, 0}, word = reading->tokens[at].lower;
    if (at > 0) {
        els_str before = reading->tokens[at - 1].lower;
        uint32_t both = els_lexicon_of(before, word);
        if (both != els_lexicon_of(before, none))
            return both;
    }
    return els_lexicon_of(word, at + 1 < reading->n_tokens ? reading->tokens[at + 1].lower : none);
}

int kbq_bound_said(const kbq *q, uint32_t first, uint32_t end)
{
    enum { BEFORE = 5, BEHIND = 4 };
    const els_reading *reading = q->reading;
    const els_sentence *sentence = &reading->sentences[reading->tokens[first].sentence];
    for (uint32_t at = first; at-- > sentence->first && at + BEFORE >= first;) {
        if (reading->tokens[at].kind == ELS_TOKEN_NUMBER)
            break;
        uint32_t said = said_at(reading, at) & (ELS_CONCEPT_MORE | ELS_CONCEPT_LESS);
        if (said)
            return side_of(said);
    }
    for (uint32_t at = end; at < sentence->end && at < end + BEHIND; at++) {
        if (reading->tokens[at].kind == ELS_TOKEN_NUMBER)
            break;
        uint32_t said = said_at(reading, at) & (ELS_CONCEPT_MORE | ELS_CONCEPT_LESS);
        if (said)
            return side_of(said);
    }
    return 0;
}

void kbq_read_wording(kbq *q)
{
    const els_reading *reading = q->reading;
    kbq_wording *wording = &q->wording;
    for (uint32_t i = 0; i < reading->n_question_tokens; i++) {
        if (kbq_is_in_mention(reading, i))
            continue;
        bool more = i + 1 < reading->n_question_tokens;
        uint32_t said = els_lexicon_of(reading->tokens[i].lower,
                                       more ? reading->tokens[i + 1].lower : (els_str){NULL, 0});
        if (wording->way == 0)
            wording->way = side_of(said);
        wording->moves = wording->moves || (said & (ELS_CONCEPT_UP | ELS_CONCEPT_DOWN));
        wording->changes = wording->changes || (said & ELS_CONCEPT_CHANGE);
    }
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        const els_number *number = &reading->numbers[i];
        if (!number->in_context && number->end < reading->n_question_tokens && number->value >= 1 &&
            number->value <= 9 &&
            els_str_starts(reading->tokens[number->end].lower, ELS_STR("decimal")))
            wording->digits = (uint32_t)number->value;
    }
}

/* ---- the order in which two columns are told ---- */

/* First token of the question that tells of a column and not of the other one: a number that is
 * part of its name, else a word of its name. UINT32_MAX when there is none. */
static uint32_t told_at(const kbq *q, uint32_t column, uint32_t other)
{
    const els_reading *reading = q->reading;
    uint64_t amounts = q->named[column] & ~q->named[other];
    if (amounts)
        return reading->numbers[__builtin_ctzll(amounts)].first;
    els_str rest = q->table->columns[column].name, word;
    uint32_t first = UINT32_MAX;
    while (els_str_split(&rest, '_', &word)) {
        els_str others = q->table->columns[other].name, theirs;
        bool is_shared = word.len == 0;
        while (!is_shared && els_str_split(&others, '_', &theirs))
            is_shared = els_str_eq(word, theirs);
        for (uint32_t i = 0; i < reading->n_question_tokens && i < first && !is_shared; i++)
            if (els_kb_words_alike(word, reading->tokens[i].lower))
                first = i;
    }
    return first;
}

static kbq_told told_order(const kbq *q, uint32_t column, uint32_t other)
{
    uint32_t a = told_at(q, column, other), b = told_at(q, other, column);
    return a == UINT32_MAX || b == UINT32_MAX || a == b ? KBQ_TOLD_NOT
           : a < b                                      ? KBQ_TOLD_FIRST
                                                        : KBQ_TOLD_LAST;
}

uint32_t kbq_order_own(const kbq *q, kbq_op op, uint32_t column, uint32_t other,
                       uint32_t own[KBQ_ORDER_OWN])
{
    uint64_t o = els_hash_str(els_str_of(kbq_ops[op].name));
    uint64_t told = told_order(q, column, other);
    own[0] = els_feature("kb.order", o, column < other, 0);
    own[1] = els_feature("kb.told", told, q->wording.way != 0, 0);
    own[2] = els_feature("kb.told_of", o, told, 0);
    return KBQ_ORDER_OWN;
}

double kbq_order_prior(const kbq *q, uint32_t column, uint32_t other)
{
    kbq_told told = told_order(q, column, other);
    return (column > other ? -BACKWARDS : 0) + (told == KBQ_TOLD_FIRST  ? AS_TOLD
                                                : told == KBQ_TOLD_LAST ? -AS_TOLD
                                                                        : 0);
}

/* ---- operators ---- */

static uint32_t digits_of(kbq_op op)
{
    return strstr(kbq_ops[op].name, "round2") ? 2 : strstr(kbq_ops[op].name, "round1") ? 1 : 0;
}

static int way_of(kbq_op op)
{
    return op == KBQ_OP_MORE || op == KBQ_OP_RISING    ? 1
           : op == KBQ_OP_LESS || op == KBQ_OP_FALLING ? -1
                                                       : 0;
}

/* 2 for an amount without its sign, 1 for one with it, 0 for neither. */
static uint32_t sign_of(kbq_op op)
{
    const char *name = kbq_ops[op].name;
    return strstr(name, "abs") || op == KBQ_OP_DISTANCE                                  ? 2
           : strstr(name, "change") || strstr(name, "growth") || op == KBQ_OP_DIFFERENCE ? 1
                                                                                         : 0;
}

uint32_t kbq_wording_own(const kbq *q, kbq_op op, uint32_t own[KBQ_WORDING_OWN])
{
    own[0] = els_feature("kb.digits", digits_of(op), q->wording.digits, 0);
    own[1] = els_feature("kb.way", (uint64_t)(way_of(op) + 1), (uint64_t)(q->wording.way + 1), 0);
    own[2] = els_feature("kb.sign_of", sign_of(op), q->wording.moves, q->wording.changes);
    return KBQ_WORDING_OWN;
}

double kbq_wording_prior(const kbq *q, kbq_op op)
{
    double prior = way_of(op) * q->wording.way;
    if (digits_of(op) && q->wording.digits)
        prior += digits_of(op) == q->wording.digits ? 0.5 : -1;
    return prior;
}
