/* family_kb_wording.c — what general English tells of a query: which column a word is near to in
 * meaning, on which side of an amount, which way something goes, with how many decimals. All of it
 * is features that are weighed by learning, and a prior to begin with. */
#include "family_kb.h"
#include "reader.h"

/* Nats: the second of two columns first, as the table has them, is seldom meant; that they come as
 * the question tells of them is likely. */
#define BACKWARDS 0.7
#define AS_TOLD 0.5
#define MARKED 1.0 /* a word such as "from" or "than" says which one is compared with the other */
#define TIMELY 1.0 /* that a word of time speaks of a column of points in time */

typedef enum { KBQ_MARK_NONE, KBQ_MARK_FROM, KBQ_MARK_TO, KBQ_MARK_THAN } kbq_mark;
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

/* Two words that bound ("at least", "no more") and these let the amount itself pass. */
static bool lets_pass(const els_reading *reading, uint32_t at)
{
    els_str none = {NULL, 0}, word = reading->tokens[at].lower;
    if (at > 0 && els_lexicon_of(reading->tokens[at - 1].lower, word) !=
                      els_lexicon_of(reading->tokens[at - 1].lower, none))
        return true;
    if (at + 1 < reading->n_tokens &&
        els_lexicon_of(word, reading->tokens[at + 1].lower) != els_lexicon_of(word, none))
        return true;
    return els_str_is(word, "since") || els_str_is(word, "until") || els_str_is(word, "within");
}

int kbq_bound_said(const kbq *q, uint32_t first, uint32_t end, bool *ret_with)
{
    enum { BEFORE = 5, BEHIND = 4 };
    const els_reading *reading = q->reading;
    const els_sentence *sentence = &reading->sentences[reading->tokens[first].sentence];
    for (uint32_t at = first; at-- > sentence->first && at + BEFORE >= first;) {
        if (reading->tokens[at].kind == ELS_TOKEN_NUMBER)
            break;
        uint32_t said = said_at(reading, at) & (ELS_CONCEPT_MORE | ELS_CONCEPT_LESS);
        *ret_with = said && lets_pass(reading, at);
        if (said)
            return side_of(said);
    }
    for (uint32_t at = end; at < sentence->end && at < end + BEHIND; at++) {
        if (reading->tokens[at].kind == ELS_TOKEN_NUMBER)
            break;
        uint32_t said = said_at(reading, at) & (ELS_CONCEPT_MORE | ELS_CONCEPT_LESS);
        *ret_with = said && at > end && els_str_is(reading->tokens[at - 1].lower, "or");
        if (said)
            return side_of(said);
    }
    return 0;
}

bool kbq_is_excepted(const kbq *q, uint32_t first)
{
    static const char *const words[] = {"not",     "except", "excluding", "other", "without",
                                        "besides", "apart",  "but",       "aside", "outside"};
    enum { BEFORE = 4 };
    const els_reading *reading = q->reading;
    for (uint32_t at = first; at-- > 0 && at + BEFORE >= first;)
        for (uint32_t i = 0; i < sizeof words / sizeof *words; i++)
            if (els_token_is(&reading->tokens[at], words[i]) &&
                reading->tokens[at].in_context == reading->tokens[first].in_context)
                return true;
    return false;
}

/* ---- relations ---- */

static bool names_relation(const kbq *q, uint32_t token, uint32_t table, uint32_t column)
{
    const double related = 0.5;
    const els_reading *reading = q->reading;
    els_str rest = els_kb_index_kb(q->kb)->tables[table].columns[column].name, word;
    while (els_str_split(&rest, '_', &word))
        if (word.len > 0 && els_kb_words_alike(word, reading->tokens[token].lower))
            return true;
    return kbq_word_related(reading, token, table, column) > related;
}

bool kbq_is_possessor(const kbq *q, const els_mention *mention, uint32_t column)
{
    enum { BEHIND = 4 };
    const els_reading *reading = q->reading;
    uint32_t at = mention->first;
    if (at > 0 && els_token_is(&reading->tokens[at - 1], "the"))
        at--;
    if (at > 1 && els_token_is(&reading->tokens[at - 1], "of") &&
        names_relation(q, at - 2, mention->table, column))
        return true;
    bool is_genitive; /* "Acme's" is one token */
    (void)els_reader_base(reading->tokens[mention->end - 1].text, &is_genitive);
    for (at = mention->end; at < reading->n_question_tokens && at < mention->end + BEHIND; at++) {
        const els_token *token = &reading->tokens[at];
        if (els_token_is_symbol(token, '\''))
            is_genitive = true;
        else if (!is_genitive || token->kind != ELS_TOKEN_WORD)
            return false;
        else if (names_relation(q, at, mention->table, column))
            return true;
    }
    return false;
}

/* ---- points in time ---- */

bool kbq_is_time_word(els_str word, bool of_bounds)
{
    static const char *const words[] = {"when",    "year",     "date",    "month",  "day",
                                        "oldest",  "older",    "newest",  "newer",  "youngest",
                                        "younger", "earliest", "earlier", "latest", "later",
                                        "recent",  "recently", NULL};
    static const char *const bounds[] = {"before", "after", "since", "until", NULL};
    return els_str_is_one_of(word, words) || (of_bounds && els_str_is_one_of(word, bounds));
}

int kbq_age_said(els_str word)
{
    return els_str_is(word, "oldest") || els_str_is(word, "older") || els_str_is(word, "eldest") ? 1
           : els_str_is(word, "youngest") || els_str_is(word, "younger") ? -1
                                                                         : 0;
}

uint32_t kbq_time_own(const kbq *q, uint32_t role, uint32_t column, bool is_said)
{
    return els_feature("kb.time", role, q->is_time[column], is_said);
}

double kbq_time_prior(const kbq *q, uint32_t column, bool is_said)
{
    return is_said && q->is_time[column] ? TIMELY : 0;
}

static bool is_loose(const kbq *q, uint32_t token)
{
    for (uint32_t i = 0; i < q->n_loose; i++)
        if (q->loose_token[i] == token)
            return true;
    return false;
}

static bool is_at_end(const els_reading *reading, uint32_t token)
{
    return token + 1 >= reading->n_question_tokens ||
           reading->tokens[token + 1].kind == ELS_TOKEN_SYMBOL;
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
        if (!is_loose(q, i))
            continue;
        els_str word = reading->tokens[i].lower;
        if (wording->compared == 0)
            wording->compared = side_of(said & (ELS_CONCEPT_MORE | ELS_CONCEPT_LESS));
        if (wording->age == 0 && kbq_age_said(word)) {
            wording->age = kbq_age_said(word);
            wording->is_eldest = word.ptr[word.len - 1] == 't';
        }
        if (wording->age == 0 && is_at_end(reading, i) &&
            (els_str_is(word, "first") || els_str_is(word, "last"))) {
            wording->age = els_str_is(word, "first") ? 1 : -1;
            wording->is_eldest = true;
            wording->is_time = true;
        }
        wording->is_time = wording->is_time || kbq_is_time_word(word, false);
    }
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        const els_number *number = &reading->numbers[i];
        if (!number->in_context && number->end < reading->n_question_tokens && number->value >= 1 &&
            number->value <= 9 &&
            els_str_starts(reading->tokens[number->end].lower, ELS_STR("decimal")))
            wording->digits = (uint32_t)number->value;
    }
}

kbq_age_sense kbq_age_of(const kbq *q, uint32_t column)
{
    if (q->wording.age == 0)
        return KBQ_NO_AGE;
    if (q->is_time[column])
        return KBQ_AGE_SINCE;
    return kbq_focus_of(&q->heard->rank, q->t, column) == KBQ_SOUGHT ? KBQ_AGE_ITSELF : KBQ_NO_AGE;
}

uint32_t kbq_spoken(const kbq *q, kbq_op op, uint32_t column, kbq_nesting nesting)
{
    const uint32_t most = ELS_CONCEPT_MAX | ELS_CONCEPT_MIN;
    const uint32_t more = ELS_CONCEPT_MORE | ELS_CONCEPT_LESS;
    const kbq_wording *wording = &q->wording;
    uint32_t spoken = q->reading->concepts;
    if (nesting != KBQ_PLAIN)
        return spoken & ~most; /* the condition takes that up */
    int way = wording->compared;
    kbq_age_sense sense = kbq_age_of(q, column);
    if (sense != KBQ_NO_AGE) {
        way = sense == KBQ_AGE_SINCE ? -wording->age : wording->age;
        spoken = wording->is_eldest ? spoken : spoken & ~more;
        spoken |= wording->is_eldest ? (way > 0 ? ELS_CONCEPT_MAX : ELS_CONCEPT_MIN)
                                     : (way > 0 ? ELS_CONCEPT_MORE : ELS_CONCEPT_LESS);
    }
    /* Of two, the larger one is the largest. */
    if (way && !(spoken & most) && (op == KBQ_OP_ARGMAX || op == KBQ_OP_ARGMIN))
        spoken |= way > 0 ? ELS_CONCEPT_MAX : ELS_CONCEPT_MIN;
    return spoken;
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

/* The word before the telling of a column that says what the column is to another one. */
static kbq_mark mark_of(const kbq *q, uint32_t column, uint32_t other)
{
    static const struct {
        const char *word;
        kbq_mark mark;
    } words[] = {{"from", KBQ_MARK_FROM},  {"since", KBQ_MARK_FROM}, {"to", KBQ_MARK_TO},
                 {"by", KBQ_MARK_TO},      {"until", KBQ_MARK_TO},   {"over", KBQ_MARK_TO},
                 {"than", KBQ_MARK_THAN},  {"with", KBQ_MARK_THAN},  {"against", KBQ_MARK_THAN},
                 {"versus", KBQ_MARK_THAN}};
    enum { BEFORE = 4 };
    uint32_t first = told_at(q, column, other);
    for (uint32_t at = first; first != UINT32_MAX && at-- > 0 && at + BEFORE >= first;) {
        if (q->reading->tokens[at].kind == ELS_TOKEN_NUMBER || kbq_is_in_mention(q->reading, at))
            break;
        for (uint32_t i = 0; i < sizeof words / sizeof *words; i++)
            if (els_token_is(&q->reading->tokens[at], words[i].word))
                return words[i].mark;
    }
    return KBQ_MARK_NONE;
}

typedef struct {
    kbq_told order;
    kbq_mark first, other;
} telling;

/* Read once for two columns: 0 in the table means not yet. */
static telling telling_of(const kbq *q, uint32_t column, uint32_t other)
{
    enum { MARKS = KBQ_MARK_THAN + 1 };
    uint8_t *kept = &q->telling[column * q->table->n_columns + other];
    if (*kept == 0)
        *kept = (uint8_t)(1 + mark_of(q, column, other) + MARKS * mark_of(q, other, column) +
                          MARKS * MARKS * told_order(q, column, other));
    uint32_t code = *kept - 1U;
    return (telling){
        .first = code % MARKS, .other = code / MARKS % MARKS, .order = code / (MARKS * MARKS)};
}

uint32_t kbq_order_own(const kbq *q, kbq_op op, uint32_t column, uint32_t other,
                       uint32_t own[KBQ_ORDER_OWN])
{
    uint64_t o = els_hash_str(els_str_of(kbq_ops[op].name));
    telling told = telling_of(q, column, other);
    own[0] = els_feature("kb.order", o, column < other, 0);
    own[1] = els_feature("kb.told", told.order, q->wording.way != 0, 0);
    own[2] = els_feature("kb.told_of", o, told.order, 0);
    own[3] = els_feature("kb.marked", op == KBQ_OP_QUOTIENT, told.first, told.other);
    return KBQ_ORDER_OWN;
}

static bool is_base(kbq_mark mark, kbq_mark usual)
{
    return mark == usual || mark == KBQ_MARK_THAN;
}

double kbq_order_prior(const kbq *q, kbq_op op, uint32_t column, uint32_t other)
{
    telling told = telling_of(q, column, other);
    double prior = (column > other ? -BACKWARDS : 0) + (told.order == KBQ_TOLD_FIRST  ? AS_TOLD
                                                        : told.order == KBQ_TOLD_LAST ? -AS_TOLD
                                                                                      : 0);
    /* What changes does so from the first column; what is divided is so by the second. */
    if (op == KBQ_OP_QUOTIENT)
        return prior +
               MARKED * (is_base(told.other, KBQ_MARK_TO) - is_base(told.first, KBQ_MARK_TO));
    return prior +
           MARKED * (is_base(told.first, KBQ_MARK_FROM) - is_base(told.other, KBQ_MARK_FROM));
}

/* ---- operators ---- */

enum { WHOLE = 10 }; /* rounded to no decimals */

static uint32_t digits_of(kbq_op op)
{
    uint32_t traits = kbq_ops[op].traits;
    return traits & KBQ_ROUND2 ? 2 : traits & KBQ_ROUND1 ? 1 : traits & KBQ_ROUND0 ? WHOLE : 0;
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
    uint32_t traits = kbq_ops[op].traits;
    return traits & KBQ_ABS || op == KBQ_OP_DISTANCE                       ? 2
           : traits & (KBQ_CHANGE | KBQ_GROWTH) || op == KBQ_OP_DIFFERENCE ? 1
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

/* ---- sorts of answers ---- */

kbq_sort kbq_sort_asked(const els_reading *reading)
{
    static const char *const truth[] = {"is",  "are", "was", "were", "does", "do",
                                        "did", "can", "has", "have", NULL};
    static const char *const names[] = {"who", "whom", "whose", "where", NULL};
    static const char *const others[] = {"what", "which", "when", NULL};
    for (uint32_t i = 0; i < reading->n_question_tokens; i++) {
        const els_str word = reading->tokens[i].lower;
        if (els_str_is_one_of(word, names))
            return KBQ_SORT_TEXT;
        if (els_str_is(word, "how"))
            return KBQ_SORT_NUMBER;
        if (els_str_is_one_of(word, others))
            return KBQ_SORT_VALUE;
        if (els_str_is_one_of(word, truth))
            return KBQ_SORT_BOOL;
    }
    return KBQ_SORT_ANY;
}

double kbq_sort_prior(kbq_sort asked, kbq_result result)
{
    const double fits = 1, odd = -2;
    if (asked == KBQ_SORT_ANY)
        return 0;
    if (asked == KBQ_SORT_VALUE)
        return result == KBQ_BOOL ? odd : 0;
    const bool is_asked = (asked == KBQ_SORT_BOOL) == (result == KBQ_BOOL) &&
                          (asked == KBQ_SORT_NUMBER) == (result == KBQ_NUMBER);
    return is_asked ? fits : odd;
}
