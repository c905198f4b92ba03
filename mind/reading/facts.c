/* facts.c — what a task's text states: "Key: value" and "key = value", amounts and dates in prose,
 * and what the knowledge base knows about the entities that are mentioned. */
#include "kb_index.h"
#include "reading.h"

#include "els_date.h"

#include <string.h>

enum { MAX_FACTS = 256, MAX_KEY_WORDS = 6, MAX_KEY_BYTES = 64, CONTENT_WORD_LETTERS = 4 };

typedef struct {
    els_arena *arena;
    els_reading *reading;
    bool *is_used; /* per token: part of a stated fact's value */
} reader;

static bool is_word_byte(char c)
{
    return els_is_letter_or_digit(c) || els_is_beyond_ascii(c);
}

static bool is_letter(char c)
{
    return els_is_letter(c) || els_is_beyond_ascii(c);
}

/* "Purchase date " as "purchase_date"; empty when it is no key (too long, no letter, other signs).
 */
static els_str make_key(els_arena *arena, els_str text)
{
    char key[MAX_KEY_BYTES];
    size_t len = 0;
    uint32_t words = 0;
    text = els_str_trim(text);
    while (text.len > 0 && !is_word_byte(text.ptr[0])) { /* bullets */
        text = els_str_sub(text, 1, text.len);
    }
    if (text.len == 0 || text.len >= MAX_KEY_BYTES || !is_letter(text.ptr[0])) {
        return (els_str){NULL, 0};
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (is_word_byte(c)) {
            words += i == 0 || !is_word_byte(text.ptr[i - 1]);
            key[len++] = els_lower(c);
        } else if (strchr(" _-/().'%$*\t", c) == NULL) {
            return (els_str){NULL, 0};
        } else if (len > 0 && key[len - 1] != '_') {
            key[len++] = '_';
        }
    }
    while (len > 0 && key[len - 1] == '_') {
        len--;
    }
    if (words > MAX_KEY_WORDS) {
        return (els_str){NULL, 0};
    }
    return els_arena_copy(arena, (els_str){key, len});
}

static void add_fact(reader *r, els_fact fact)
{
    if (r->reading->n_facts < MAX_FACTS && fact.key.len > 0 && fact.value.len > 0) {
        fact.key_hash = els_hash_str(fact.key);
        r->reading->facts[r->reading->n_facts++] = fact;
    }
}

/* First token at or behind byte `start` of the question or the context. */
static uint32_t token_at(const els_reading *reading, bool in_context, size_t start)
{
    uint32_t low = in_context ? reading->n_question_tokens : 0;
    uint32_t high = in_context ? reading->n_tokens : reading->n_question_tokens;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (reading->tokens[middle].start < start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Type and number of a stated value that covers tokens first .. end-1: a date or number it begins
 * with, or else the only amount with a unit in it. */
static void type_value(const els_reading *reading, uint32_t first, uint32_t end, els_fact *fact)
{
    for (uint32_t i = 0; i < reading->n_dates; i++) {
        const els_date *date = &reading->dates[i];
        if (date->first == first && date->end <= end && end - date->end <= 1) {
            fact->type = ELS_FACT_DATE;
            fact->number = (double)date->days;
            return;
        }
    }
    const els_number *only = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        const els_number *number = &reading->numbers[i];
        if (number->first < first || number->end > end) {
            continue;
        }
        bool leads = number->first == first;
        for (uint32_t k = first; k < number->first && !leads; k++) {
            if (reading->tokens[k].kind != ELS_TOKEN_SYMBOL) {
                break;
            }
            leads = k + 1 == number->first;
        }
        if (leads && end - number->end <= 4) {
            only = number;
            count = 1;
            break;
        }
        count += number->unit.len > 0 && !number->is_word;
        only = number->unit.len > 0 && !number->is_word ? number : only;
    }
    if (count == 1 && only) {
        fact->type = ELS_FACT_NUMBER;
        fact->number = only->value;
        /* A unit behind the value's end belongs to something else. */
        bool is_before = only->unit.len == 1 && only->unit.ptr[0] == '$';
        fact->unit = is_before || only->end < end ? only->unit : (els_str){NULL, 0};
    }
}

static void add_stated(reader *r, bool in_context, size_t offset, els_str text, els_str key_text,
                       els_str value_text)
{
    els_fact fact = {.key = make_key(r->arena, key_text), .value = els_str_trim(value_text)};
    while (fact.value.len > 0 && strchr(".,", fact.value.ptr[fact.value.len - 1])) {
        fact.value.len--;
    }
    if (fact.key.len == 0 || fact.value.len == 0) {
        return;
    }
    size_t start = offset + (size_t)(fact.value.ptr - text.ptr);
    uint32_t first = token_at(r->reading, in_context, start);
    uint32_t end = token_at(r->reading, in_context, start + fact.value.len);
    if (end > first) {
        type_value(r->reading, first, end, &fact);
        memset(r->is_used + first, true, end - first);
    }
    add_fact(r, fact);
}

/* ':' and '=' that part a key from its value: not in times, addresses or comparisons. */
static bool is_key_sign(els_str text, size_t i)
{
    if (text.ptr[i] == ':') {
        return i + 1 < text.len && strchr(" \t*", text.ptr[i + 1]) != NULL;
    }
    return text.ptr[i] == '=' && i > 0 && i + 1 < text.len && text.ptr[i + 1] != '=' &&
           strchr("=<>!", text.ptr[i - 1]) == NULL;
}

/* Where a key may begin at the latest, before byte i: behind a comma, a bar, a bracket or a
 * sentence; `so_far` is that of the byte before. */
static size_t key_start(els_str text, size_t so_far, size_t i)
{
    const char last = i > 0 ? text.ptr[i - 1] : ' ', before = i > 1 ? text.ptr[i - 2] : ' ';
    if (last == ',' || last == '|' || last == '{' || last == '[')
        return i;
    return last == ' ' && (before == '.' || before == '?' || before == '!') ? i - 1 : so_far;
}

/* One line or clause; it may state several facts, such as "Plan: Pro, Seats: 12". */
static void read_clause(reader *r, bool in_context, size_t offset, els_str text)
{
    size_t key = 0, start = 0;
    size_t sign = SIZE_MAX;
    for (size_t i = 0; i <= text.len; i++) {
        bool is_end = i == text.len;
        start = key_start(text, start, i);
        if (!is_end && !is_key_sign(text, i)) {
            continue;
        }
        size_t from = sign == SIZE_MAX ? 0 : sign + 1;
        size_t next_key = is_end ? text.len : start > from ? start : from;
        if (!is_end && sign != SIZE_MAX && next_key == from) {
            continue; /* a second sign within one value */
        }
        if (sign != SIZE_MAX) {
            size_t value_end = is_end ? next_key : next_key - 1;
            add_stated(r, in_context, offset, text, els_str_sub(text, key, sign),
                       els_str_sub(text, sign + 1, value_end));
        }
        key = next_key;
        sign = i;
    }
}

static void read_text(reader *r, els_str text, bool in_context)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.ptr[i] == '\n' || text.ptr[i] == ';') {
            read_clause(r, in_context, start, els_str_sub(text, start, i));
            start = i + 1;
        }
    }
}

/* ---- amounts and dates in prose ---- */

static bool is_content_word(const els_token *token)
{
    static const char *const little[] = {
        "with",  "from",  "that",  "this",  "than", "then",  "have",   "they",
        "what",  "when",  "were",  "will",  "your", "does",  "within", "before",
        "after", "under", "over",  "least", "most", "more",  "less",   "about",
        "which", "where", "whose", "many",  "much", "there", NULL};
    if (token->kind != ELS_TOKEN_WORD || token->lower.len < CONTENT_WORD_LETTERS) {
        return false;
    }
    return !els_str_is_one_of(token->lower, little);
}

/* "Refunds are accepted within 30 days" states refunds_days = 30: the sentence's first content word
 * with the unit. */
static void add_prose_number(reader *r, const els_number *number)
{
    const els_reading *reading = r->reading;
    const els_sentence *sentence = &reading->sentences[reading->tokens[number->first].sentence];
    if (number->unit.len == 0) {
        return;
    }
    bool is_before = number->unit.ptr[0] == '$';
    els_str unit = is_before ? ELS_STR("usd") : number->unit;
    for (uint32_t i = sentence->first; i < number->first; i++) {
        if (is_content_word(&reading->tokens[i])) {
            els_str key =
                els_arena_printf(r->arena, ELS_STR_FMT "_" ELS_STR_FMT,
                                 ELS_STR_ARG(reading->tokens[i].lower), ELS_STR_ARG(unit));
            add_fact(r, (els_fact){.key = els_str_sub(key, 0, MAX_KEY_BYTES),
                                   .value = els_format_number(r->arena, number->value),
                                   .type = ELS_FACT_NUMBER,
                                   .number = number->value,
                                   .unit = number->unit});
            return;
        }
    }
}

/* "It was bought on 2024-03-01" states bought = that day: the nearest content word before it. */
static void add_prose_date(reader *r, const els_date *date)
{
    const els_reading *reading = r->reading;
    const els_sentence *sentence = &reading->sentences[reading->tokens[date->first].sentence];
    for (uint32_t i = date->first; i > sentence->first; i--) {
        if (is_content_word(&reading->tokens[i - 1])) {
            add_fact(r,
                     (els_fact){.key = els_str_sub(reading->tokens[i - 1].lower, 0, MAX_KEY_BYTES),
                                .value = els_date_format_iso(r->arena, date->days),
                                .type = ELS_FACT_DATE,
                                .number = (double)date->days});
            return;
        }
    }
}

/* ---- facts of the knowledge base ---- */

static void add_joined(reader *r, uint32_t table, uint32_t row)
{
    const els_kb_index *kb = r->reading->kb;
    const els_kb_table *t = &els_kb_index_kb(kb)->tables[table];
    for (uint32_t column = 1; column < t->n_columns; column++) {
        els_fact fact = {.key = t->columns[column].name,
                         .value = els_kb_cell(kb, table, row, column),
                         .joined = true,
                         .entity = els_kb_cell(kb, table, row, 0)};
        els_kb_kind kind = els_kb_column_kind(kb, table, column);
        if (kind != ELS_KB_LIST && els_kb_cell_number(kb, table, row, column, &fact.number)) {
            int64_t days;
            fact.type = els_date_parse_iso(fact.value, &days) ? ELS_FACT_DATE : ELS_FACT_NUMBER;
            fact.unit = fact.type == ELS_FACT_NUMBER ? t->columns[column].unit : fact.unit;
        }
        add_fact(r, fact);
    }
}

static void join_mentions(reader *r)
{
    const els_reading *reading = r->reading;
    for (uint32_t i = 0; i < reading->n_mentions; i++) {
        const els_mention *mention = &reading->mentions[i];
        bool seen = mention->column != 0;
        for (uint32_t k = 0; k < i && !seen; k++) {
            const els_mention *before = &reading->mentions[k];
            seen = before->column == 0 && before->table == mention->table &&
                   before->row == mention->row;
        }
        if (!seen) {
            add_joined(r, mention->table, mention->row);
        }
    }
}

void els_reading_facts(els_arena *arena, els_reading *reading)
{
    reading->facts = ELS_ARENA_NEW(arena, els_fact, MAX_FACTS);
    reading->n_facts = 0;
    reader r = {arena, reading, ELS_ARENA_NEW(arena, bool, reading->n_tokens + 1)};
    read_text(&r, reading->task->context, true);
    read_text(&r, reading->task->question, false);
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        if (!r.is_used[reading->numbers[i].first] && !reading->numbers[i].is_word) {
            add_prose_number(&r, &reading->numbers[i]);
        }
    }
    for (uint32_t i = 0; i < reading->n_dates; i++) {
        if (!r.is_used[reading->dates[i].first]) {
            add_prose_date(&r, &reading->dates[i]);
        }
    }
    join_mentions(&r);
}
