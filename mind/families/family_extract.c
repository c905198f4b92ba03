/* family_extract.c — answers that stand in the text: names, quotes, amounts, dates, codes, and
 * values of stated facts. One program per span; its shape says what kind of span, its argument
 * which of them. Which span is meant is learned from its surroundings and its place. */
#include "family.h"
#include "kb_index.h"

#include "els_date.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_SPANS = 160,
    MAX_ORDINAL = 8,
    MAX_NAME_TOKENS = 6,
    SHAPE_BYTES = 127,
    MAX_AROUND = 24,
    MAX_OWN = 16 + MAX_AROUND
};

#define BESIDE 2.0 /* nats */

typedef struct {
    els_str shape;
    els_str answer;
    uint64_t source;     /* hash of what it was read from: the shape's bracket */
    uint32_t first, end; /* tokens; first == end: not in the text (a joined fact) */
    uint32_t ordinal;    /* among the spans of its shape */
    uint32_t of_shape;   /* how many there are */
    bool is_entity;      /* value of a first column */
    double prior;
    double score;
    uint32_t order;
    uint32_t *own, n_own; /* features */
} span;

typedef struct {
    els_session *session;
    const els_reading *reading;
    els_arena *arena;
    els_str field, type;
    uint64_t field_hash;
    span *spans;
    uint32_t n_spans;
} extractor;

static bool is_type(els_str type, const char *name)
{
    return els_str_eq(type, els_str_of(name));
}

static bool applies(const els_session *session)
{
    els_str type = els_session_field(session)->type;
    return is_type(type, "entity") || is_type(type, "text") || is_type(type, "number") ||
           is_type(type, "date") || is_type(type, "list");
}

static void add_span(extractor *x, els_str shape, els_str source, els_str answer, uint32_t first,
                     uint32_t end, bool is_entity)
{
    if (x->n_spans == MAX_SPANS || answer.len == 0 || shape.len > SHAPE_BYTES ||
        !els_session_wants(x->session, shape)) {
        return;
    }
    uint32_t ordinal = 0;
    for (uint32_t i = 0; i < x->n_spans; i++) {
        if (els_str_eq(x->spans[i].shape, shape)) {
            if (els_str_eq(x->spans[i].answer, answer)) {
                return;
            }
            ordinal++;
        }
    }
    x->spans[x->n_spans] = (span){.shape = shape,
                                  .answer = answer,
                                  .source = els_hash_str(source),
                                  .first = first,
                                  .end = end,
                                  .ordinal = ordinal,
                                  .is_entity = is_entity,
                                  .prior = 0.6 * els_kb_name_share(x->field, source),
                                  .order = x->n_spans};
    x->n_spans++;
}

static els_str column_source(const extractor *x, const els_mention *mention)
{
    const els_kb_table *table = &els_kb_index_kb(x->reading->kb)->tables[mention->table];
    return els_arena_printf(x->arena, ELS_STR_FMT "." ELS_STR_FMT, ELS_STR_ARG(table->name),
                            ELS_STR_ARG(table->columns[mention->column].name));
}

static void find_mentions(extractor *x)
{
    for (uint32_t i = 0; i < x->reading->n_mentions; i++) {
        const els_mention *mention = &x->reading->mentions[i];
        const els_kb_table *table = &els_kb_index_kb(x->reading->kb)->tables[mention->table];
        els_str shape = els_arena_printf(x->arena, "mention(" ELS_STR_FMT ")",
                                         ELS_STR_ARG(column_source(x, mention)));
        uint32_t before = x->n_spans;
        add_span(x, shape, table->columns[mention->column].name, mention->value, mention->first,
                 mention->end, mention->column == 0);
        /* A table named like the field ("product", "products") says as much as its column. */
        double table_prior = 0.6 * els_kb_name_share(x->field, table->name);
        if (x->n_spans > before && mention->column == 0 && table_prior > x->spans[before].prior) {
            x->spans[before].prior = table_prior;
        }
    }
}

static bool same_column(const els_mention *a, const els_mention *b)
{
    return a->table == b->table && a->column == b->column;
}

/* All values of the column of mention `i`, the first of its column, in order of appearance. */
static els_str join_column(const extractor *x, uint32_t i)
{
    const els_mention *mentions = x->reading->mentions;
    els_str list = mentions[i].value;
    for (uint32_t k = i + 1; k < x->reading->n_mentions && list.len < 1024; k++) {
        bool seen = !same_column(&mentions[k], &mentions[i]);
        for (uint32_t j = i; j < k && !seen; j++) {
            seen = same_column(&mentions[j], &mentions[k]) &&
                   els_str_eq(mentions[j].value, mentions[k].value);
        }
        if (!seen) {
            list = els_arena_printf(x->arena, ELS_STR_FMT "; " ELS_STR_FMT, ELS_STR_ARG(list),
                                    ELS_STR_ARG(mentions[k].value));
        }
    }
    return list;
}

static void find_mention_lists(extractor *x)
{
    const els_mention *mentions = x->reading->mentions;
    for (uint32_t i = 0; i < x->reading->n_mentions; i++) {
        bool is_first = true;
        for (uint32_t k = 0; k < i && is_first; k++) {
            is_first = !same_column(&mentions[k], &mentions[i]);
        }
        if (!is_first) {
            continue;
        }
        const els_kb_table *table = &els_kb_index_kb(x->reading->kb)->tables[mentions[i].table];
        els_str shape = els_arena_printf(x->arena, "mentions(" ELS_STR_FMT ")",
                                         ELS_STR_ARG(column_source(x, &mentions[i])));
        add_span(x, shape, table->columns[mentions[i].column].name, join_column(x, i),
                 mentions[i].first, mentions[i].end, mentions[i].column == 0);
    }
}

/* The text from token first to token end-1 as written. */
static els_str text_of(const extractor *x, uint32_t first, uint32_t end)
{
    const els_token *a = &x->reading->tokens[first];
    const els_token *b = &x->reading->tokens[end - 1];
    els_str text = a->in_context ? x->reading->task->context : x->reading->task->question;
    return els_str_sub(text, a->start, b->start + b->text.len);
}

static bool is_apart(const els_token *a, const els_token *b)
{
    return a->start + a->text.len != b->start;
}

/* English words that ask: they open questions and name nothing. */
static bool asks(els_str lower)
{
    static const char *const words[] = {"what", "which", "who",  "whose", "whom", "when",  "where",
                                        "why",  "how",   "does", "did",   "can",  "could", NULL};
    return els_str_is_one_of(lower, words);
}

/* Runs of words with capitals; the first word of a sentence counts when another capital follows it,
 * and as a span of its own. */
static void find_capitals(extractor *x)
{
    const els_token *t = x->reading->tokens;
    for (uint32_t i = 0; i < x->reading->n_tokens; i++) {
        if (t[i].kind != ELS_TOKEN_WORD || !t[i].capital) {
            continue;
        }
        uint32_t end = i + 1;
        while (end < x->reading->n_tokens && end - i < MAX_NAME_TOKENS &&
               t[end].sentence == t[i].sentence &&
               ((t[end].kind == ELS_TOKEN_WORD && t[end].capital) ||
                (t[end].kind == ELS_TOKEN_NUMBER && end + 1 - i <= MAX_NAME_TOKENS))) {
            end++;
        }
        bool opens = x->reading->sentences[t[i].sentence].first == i;
        if (opens && end == i + 1 && (t[i].lower.len < 3 || asks(t[i].lower))) {
            continue;
        }
        add_span(x, ELS_STR("capitals"), (els_str){NULL, 0}, text_of(x, i, end), i, end, false);
        if (opens && end > i + 1) {
            add_span(x, ELS_STR("capitals"), (els_str){NULL, 0}, text_of(x, i + 1, end), i + 1, end,
                     false);
        }
        i = end - 1;
    }
}

static void find_quotes(extractor *x)
{
    const els_token *t = x->reading->tokens;
    for (uint32_t i = 0; i + 2 < x->reading->n_tokens; i++) {
        if (t[i].lower.ptr[0] != '"') {
            continue;
        }
        uint32_t end = i + 1;
        while (end < x->reading->n_tokens && t[end].lower.ptr[0] != '"' &&
               t[end].in_context == t[i].in_context) {
            end++;
        }
        if (end > i + 1 && end < x->reading->n_tokens && t[end].lower.ptr[0] == '"' &&
            t[end].in_context == t[i].in_context) {
            add_span(x, ELS_STR("quoted"), (els_str){NULL, 0}, text_of(x, i + 1, end), i + 1, end,
                     false);
            i = end;
        }
    }
}

/* Unbroken writing with a digit and something else in it, or an address: "ORD-1042", "a@b.org". */
static void find_codes(extractor *x)
{
    const els_token *t = x->reading->tokens;
    for (uint32_t i = 0; i < x->reading->n_tokens;) {
        uint32_t end = i + 1;
        while (end < x->reading->n_tokens && t[end].in_context == t[i].in_context &&
               !is_apart(&t[end - 1], &t[end])) {
            end++;
        }
        uint32_t next = end;
        uint32_t first = i;
        while (end > first && t[end - 1].kind == ELS_TOKEN_SYMBOL) {
            end--;
        }
        while (first < end && t[first].kind == ELS_TOKEN_SYMBOL && t[first].text.ptr[0] != '#') {
            first++;
        }
        if (end > first) {
            els_str text = text_of(x, first, end);
            bool digit = false;
            bool letter = false;
            bool at = false;
            for (size_t k = 0; k < text.len; k++) {
                char c = text.ptr[k];
                digit |= els_is_digit(c);
                letter |= els_is_letter(c);
                at |= c == '@';
            }
            if ((digit && (letter || text.ptr[0] == '#' || end - first > 2)) || (at && letter)) {
                add_span(x, ELS_STR("code"), (els_str){NULL, 0}, text, first, end, false);
            }
        }
        i = next;
    }
}

static void find_numbers(extractor *x)
{
    for (uint32_t i = 0; i < x->reading->n_numbers; i++) {
        const els_number *number = &x->reading->numbers[i];
        els_str unit = els_str_sub(number->unit, 0, 32);
        els_str answer = els_format_number(x->arena, number->value);
        add_span(x, ELS_STR("number"), unit, answer, number->first, number->end, false);
        if (unit.len > 0 && !number->is_word) {
            els_str shape =
                els_arena_printf(x->arena, "number(" ELS_STR_FMT ")", ELS_STR_ARG(unit));
            add_span(x, shape, unit, answer, number->first, number->end, false);
        }
    }
}

static void find_dates(extractor *x)
{
    for (uint32_t i = 0; i < x->reading->n_dates; i++) {
        const els_date *date = &x->reading->dates[i];
        add_span(x, ELS_STR("date"), ELS_STR("date"), els_date_format_iso(x->arena, date->days),
                 date->first, date->end, false);
    }
}

static void find_facts(extractor *x)
{
    bool wants_number = is_type(x->type, "number");
    bool wants_date = is_type(x->type, "date");
    for (uint32_t i = 0; i < x->reading->n_facts; i++) {
        const els_fact *fact = &x->reading->facts[i];
        if ((wants_number && fact->type != ELS_FACT_NUMBER) ||
            (wants_date && fact->type != ELS_FACT_DATE)) {
            continue;
        }
        els_str answer = els_str_sub(fact->value, 0, 512);
        if (fact->type == ELS_FACT_DATE) {
            answer = els_date_format_iso(x->arena, (int64_t)fact->number);
        } else if (fact->type == ELS_FACT_NUMBER && wants_number) {
            answer = els_format_number(x->arena, fact->number);
        }
        els_str shape = els_arena_printf(x->arena, "fact(" ELS_STR_FMT ")", ELS_STR_ARG(fact->key));
        add_span(x, shape, fact->key, answer, 0, 0, false);
    }
}

/* Hash of the token at `at`, 0 beyond the span's own text. */
static uint64_t word_at(const extractor *x, const span *s, int64_t at)
{
    const els_reading *reading = x->reading;
    if (at < 0 || at >= reading->n_tokens ||
        reading->tokens[at].in_context != reading->tokens[s->first].in_context) {
        return 0;
    }
    return reading->tokens[at].hash;
}

/* The other words of the sentence: "not the red one" tells which of two is not meant. */
static uint32_t around_features(const extractor *x, const span *s, uint32_t *own)
{
    const els_reading *reading = x->reading;
    const els_sentence *sentence = &reading->sentences[reading->tokens[s->first].sentence];
    char buffer[64];
    uint32_t n = 0;
    for (uint32_t i = sentence->first; i < sentence->end && n < MAX_AROUND; i++) {
        if ((i >= s->first && i < s->end) || reading->tokens[i].kind == ELS_TOKEN_NUMBER)
            continue;
        els_str stem = els_kb_stem(reading->tokens[i].lower, buffer, sizeof buffer);
        own[n++] = els_feature("extract.around", x->field_hash, els_hash_str(stem), 0);
    }
    return n;
}

static uint32_t own_features(const extractor *x, const span *s, uint32_t own[MAX_OWN])
{
    uint64_t f = x->field_hash;
    uint32_t ordinal = s->ordinal < MAX_ORDINAL ? s->ordinal : MAX_ORDINAL;
    uint64_t shape = els_hash_str(s->shape);
    uint32_t n = 0;
    own[n++] = els_feature("extract.source", f, s->source, s->is_entity);
    own[n++] = els_feature("extract.only", f, shape, s->of_shape == 1);
    if (s->of_shape > 1) { /* what stands alone says nothing about the first of several */
        own[n++] = els_feature("extract.ordinal", f, shape, ordinal);
        own[n++] = els_feature("extract.ends", f, s->ordinal == 0, s->ordinal + 1 == s->of_shape);
    }
    if (s->end == s->first) {
        return n;
    }
    bool in_context = x->reading->tokens[s->first].in_context;
    uint64_t left = word_at(x, s, (int64_t)s->first - 1);
    uint64_t left2 = word_at(x, s, (int64_t)s->first - 2);
    uint64_t right = word_at(x, s, s->end);
    uint64_t right2 = word_at(x, s, (int64_t)s->end + 1);
    own[n++] = els_feature("extract.where", f, in_context, shape);
    own[n++] = els_feature("extract.left", f, left, 0);
    own[n++] = els_feature("extract.left2", f, left2, 0);
    own[n++] = els_feature("extract.left_pair", f, left2, left);
    own[n++] = els_feature("extract.right", f, right, 0);
    own[n++] = els_feature("extract.right2", f, right2, 0);
    own[n++] = els_feature("extract.right_pair", f, right, right2);
    if (s->of_shape > 1)
        n += around_features(x, s, own + n);
    return n;
}

/* Equal scores: the order of reading. */
static int by_score(const void *a, const void *b)
{
    const span *x = a;
    const span *y = b;
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return (x->order > y->order) - (x->order < y->order);
}

static void find_spans(extractor *x)
{
    bool number = is_type(x->type, "number");
    bool date = is_type(x->type, "date");
    bool text = is_type(x->type, "text");
    if (is_type(x->type, "list")) {
        find_mention_lists(x);
        find_facts(x);
        return;
    }
    if (!number && !date) {
        find_mentions(x);
    }
    find_facts(x);
    if (number || text) {
        find_numbers(x);
    }
    if (date || text) {
        find_dates(x);
    }
    if (!number && !date) {
        find_quotes(x);
        find_codes(x);
        find_capitals(x);
    }
}

static void propose(els_session *session)
{
    const els_field_spec *field = els_session_field(session);
    els_arena *arena = els_session_arena(session);
    extractor x = {.session = session,
                   .reading = els_session_reading(session),
                   .arena = arena,
                   .field = field->name,
                   .type = field->type,
                   .field_hash = els_hash_str(field->name),
                   .spans = ELS_ARENA_NEW(arena, span, MAX_SPANS)};
    find_spans(&x);
    for (uint32_t i = 0; i < x.n_spans; i++) {
        span *s = &x.spans[i];
        for (uint32_t k = 0; k < x.n_spans; k++) {
            s->of_shape += els_str_eq(x.spans[k].shape, s->shape);
        }
    }
    for (uint32_t i = 0; i < x.n_spans; i++) {
        span *s = &x.spans[i];
        s->own = ELS_ARENA_NEW(arena, uint32_t, MAX_OWN);
        s->n_own = own_features(&x, s, s->own);
        s->score = s->prior + els_session_shape_score(session, s->shape) +
                   els_session_score(session, s->own, s->n_own, NULL, 0);
    }
    if (x.n_spans > 1) {
        qsort(x.spans, x.n_spans, sizeof *x.spans, by_score);
    }
    for (uint32_t i = 0; i < x.n_spans; i++) {
        const span *s = &x.spans[i];
        if (!els_session_spend(session, 1)) {
            return;
        }
        els_offer offer = {.shape = s->shape,
                           .args = els_arena_printf(arena, "%u", s->ordinal),
                           .answer = s->answer,
                           .prior = s->prior,
                           .own = s->own,
                           .n_own = s->n_own};
        els_session_offer(session, &offer);
    }
}

/* A question about a text or a table that comes with it is for the families that heed what is
 * asked.
 */
static double hint(const els_session *session, els_str shape)
{
    const els_reading *reading = els_session_reading(session);
    const bool is_about =
        reading->kb ? reading->task->kb.len == 0 : reading->n_tokens > reading->n_question_tokens;
    return shape.len == 0 && reading->task->n_fields == 1 && is_about ? -BESIDE : 0;
}

const els_family els_family_extract = {
    .name = "extract", .applies = applies, .propose = propose, .hint = hint};
