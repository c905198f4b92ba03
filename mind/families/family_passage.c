/* family_passage.c — questions about a text: one program per stretch of it that could be the
 * answer.
 *
 * How near a stretch is to the question's words, whether its label or its sort is what is asked
 * for, is known before anything is learned; what "Who" or "How much" goes with, and which words of
 * the text answer to which of the question, is learned from outcomes (features as in Rajpurkar
 * 2016, section 5). */
#include "family_numeric.h"
#include "kb_index.h"
#include "passage.h"
#include "passage_near.h"
#include "reader.h"

#include "els_date.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SPANS_MAX = 320,
    BEFORE = 6,
    BEHIND = 3,
    PLACES = 6,
    OWN_MAX = 24 + ELS_NEAR_WORDS * (BEFORE + BEHIND),
    CROSS = 8
};

/* Nats. */
#define NEAR 2.5     /* all of the question's words stand beside it */
#define LABELLED 2.5 /* its label says what is asked for */
#define OF_SORT 1.5  /* it is of the sort that the question's wording asks for */
#define LED_TO 1.5   /* a place is asked for, and it stands where one does */
#define REPEATED 3.0 /* it says what the question says */
#define PLAIN_WORD 1.0
#define UNASKED_LIST 2.0 /* several things where a field takes any text */

typedef struct {
    const els_span *span;
    els_str answer;
    double near, label, said, prior, score; /* said: before the others are looked at */
    uint32_t ordinal, of_sort, rank; /* among those of its sort, in the text and by nearness */
    bool is_repeated;
    uint32_t order;
} option;

typedef struct {
    els_session *session;
    const els_reading *reading;
    els_arena *arena;
    els_near_words words;
    uint32_t wanted; /* sorts, a bit each */
    bool asks_place;
    option *options;
    uint32_t n_options;
} passage;

/* ---- the question ---- */

static uint32_t bit(els_span_sort sort)
{
    return UINT32_C(1) << sort;
}

/* Sorts that the wording asks for, in general English; 0: it does not tell. */
static uint32_t sorts_asked(const els_reading *reading)
{
    const uint32_t number = bit(ELS_SPAN_NUMBER) | bit(ELS_SPAN_AMOUNT),
                   day = bit(ELS_SPAN_DAY) | bit(ELS_SPAN_DATE), date = day | bit(ELS_SPAN_YEAR);
    static const char *const mails[] = {"mail", "email", "e-mail", NULL};
    static const char *const phones[] = {"phone", "telephone", "mobile", "fax", "call", NULL};
    static const char *const dates[] = {"date", "day", "weekday", "month", NULL};
    uint32_t sorts = 0;
    for (uint32_t i = 0; i < reading->n_question_tokens; i++) {
        const els_str word = reading->tokens[i].lower;
        const bool more = i + 1 < reading->n_question_tokens;
        const els_str next = more ? reading->tokens[i + 1].lower : (els_str){NULL, 0};
        if (els_str_is(word, "who") || els_str_is(word, "whom") || els_str_is(word, "whose"))
            sorts |= bit(ELS_SPAN_NAME);
        else if (els_str_is(word, "where"))
            sorts |= bit(ELS_SPAN_NAME) | bit(ELS_SPAN_WORD) | bit(ELS_SPAN_PHRASE);
        else if (els_str_is(word, "when") || els_str_is_one_of(word, dates))
            sorts |= date;
        else if (els_str_is(word, "time"))
            sorts |= day | bit(ELS_SPAN_CODE);
        else if (els_str_is(word, "year"))
            sorts |= bit(ELS_SPAN_YEAR);
        else if (els_str_is(word, "how") && more &&
                 !(els_str_is(next, "do") || els_str_is(next, "did") || els_str_is(next, "does")))
            sorts |= number;
        else if (els_str_is_one_of(word, mails))
            sorts |= bit(ELS_SPAN_MAIL);
        else if (els_str_is_one_of(word, phones))
            sorts |= bit(ELS_SPAN_PHONE);
    }
    return sorts;
}

static bool asks_place(const els_reading *reading)
{
    static const char *const places[] = {"where", "place", "location", NULL};
    for (uint32_t i = 0; i < reading->n_question_tokens; i++)
        if (els_str_is_one_of(reading->tokens[i].lower, places))
            return true;
    return false;
}

/* How much of the label the question asks for, and how much of the question the label says: 0..1.
 */
static double label_match(const passage *p, const els_span *span)
{
    const uint32_t base = p->reading->n_question_tokens;
    double said[ELS_NEAR_WORDS] = {0}, label = 0, asked = 0;
    uint32_t n = 0;
    for (uint32_t i = span->label; i < span->label + span->n_label; i++) {
        double best = 0;
        if (p->reading->tokens[i].kind == ELS_TOKEN_SYMBOL)
            continue;
        els_str rest = p->reading->tokens[i].lower, word; /* "contract_start": its words */
        const bool is_joined = memchr(rest.ptr, '_', rest.len) != NULL;
        for (uint32_t q = 0; q < p->words.n_asked; q++) {
            double match = (double)p->words.match[(i - base) * p->words.n_asked + q];
            for (els_str left = rest; is_joined && els_str_split(&left, '_', &word);)
                if (word.len > 0 && els_kb_words_alike(word, p->words.asked[q].word))
                    match = fmax(match, 0.9);
            match *= p->words.asked[q].is_implied ? ELS_NEAR_IMPLIED : 1;
            best = fmax(best, match);
            said[q] = fmax(said[q], match);
        }
        label += best;
        n++;
    }
    for (uint32_t q = 0; q < p->words.n_asked; q++)
        asked += said[q];
    return n && p->words.n_asked
               ? 0.5 * label / n + 0.5 * fmin(1, asked / fmin(p->words.n_asked, 2))
               : 0;
}

/* ---- options ---- */

static bool is_wanted_type(const passage *p, const els_span *span)
{
    const uint32_t numbers = bit(ELS_SPAN_NUMBER) | bit(ELS_SPAN_YEAR) | bit(ELS_SPAN_AMOUNT);
    if (els_field_is(p->session, "number"))
        return (numbers & bit(span->sort)) != 0;
    if (els_field_is(p->session, "date"))
        return span->sort == ELS_SPAN_DATE;
    if (els_field_is(p->session, "list"))
        return span->sort == ELS_SPAN_LIST || span->sort == ELS_SPAN_VALUE;
    return span->sort != ELS_SPAN_LIST || els_field_is(p->session, "text");
}

static void add_item(els_buf *list, els_str item)
{
    els_buf_add(list, list->len ? ELS_STR("; ") : ELS_STR(""));
    els_buf_add(list, item);
}

/* Items of a list that commas and an "and" part, with semicolons between them. */
static els_str listed(els_arena *arena, els_str text)
{
    static const char joint[] = " and ";
    els_buf list = {0};
    els_str rest = text, part;
    while (els_str_split(&rest, ',', &part)) {
        part = els_str_trim(part);
        if (els_str_starts(part, ELS_STR("and ")))
            part = els_str_trim(els_str_sub(part, 4, part.len));
        size_t i = 0;
        while (i < part.len && !els_str_starts(els_str_sub(part, i, part.len), ELS_STR(joint)))
            i++;
        if (i < part.len) {
            add_item(&list, els_str_sub(part, 0, i));
            part = els_str_sub(part, i + sizeof joint - 1, part.len);
        }
        add_item(&list, part);
    }
    els_str copy = els_arena_copy(arena, els_buf_str(&list));
    els_buf_fini(&list);
    return copy;
}

static els_str answer_of(const passage *p, const els_span *span)
{
    if (els_field_is(p->session, "number"))
        return els_format_number(p->arena, span->value);
    if (els_field_is(p->session, "date"))
        return els_date_format_iso(p->arena, (int64_t)span->value);
    els_str text = els_passage_text(p->reading, span->first, span->end);
    if (els_field_is(p->session, "list") || span->sort == ELS_SPAN_LIST)
        return listed(p->arena, text);
    bool genitive;
    return span->sort == ELS_SPAN_NAME || span->sort == ELS_SPAN_WORD
               ? els_reader_base(text, &genitive)
               : text;
}

/* Every word of it stands in the question too. */
static bool is_repeated(const passage *p, const els_span *span)
{
    for (uint32_t i = span->first; i < span->end; i++) {
        bool found = p->reading->tokens[i].kind == ELS_TOKEN_SYMBOL;
        for (uint32_t k = 0; k < p->reading->n_question_tokens && !found; k++)
            found = p->reading->tokens[k].hash == p->reading->tokens[i].hash ||
                    (p->reading->tokens[k].kind == ELS_TOKEN_WORD &&
                     els_reader_stem(p->reading->tokens[k].lower) ==
                         els_reader_stem(p->reading->tokens[i].lower));
        if (!found)
            return false;
    }
    return true;
}

/* It stands where a place does: "at the inn", "from Oslo". */
static bool is_led_to(const passage *p, const els_span *span)
{
    static const char *const leads[] = {"in",   "at",     "to",     "into",    "from",    "near",
                                        "onto", "inside", "behind", "towards", "through", NULL};
    static const char *const articles[] = {"the", "a", "an", "his", "her", "their", NULL};
    const els_token *tokens = p->reading->tokens;
    uint32_t at = span->first;
    at -= at > p->reading->n_question_tokens && els_str_is_one_of(tokens[at - 1].lower, articles);
    return at > p->reading->n_question_tokens && els_str_is_one_of(tokens[at - 1].lower, leads);
}

/* Nats that the wording says for it. */
static double said_for(const passage *p, const option *o)
{
    const els_span_sort sort = o->span->sort;
    double prior = NEAR * o->near + LABELLED * o->label;
    prior += p->wanted & bit(sort) ? OF_SORT : p->wanted ? -OF_SORT : 0;
    prior -= o->is_repeated ? REPEATED : 0;
    prior += p->asks_place && is_led_to(p, o->span) ? LED_TO : 0;
    prior -= sort == ELS_SPAN_WORD || sort == ELS_SPAN_PHRASE ? PLAIN_WORD : 0;
    prior -= sort == ELS_SPAN_LIST && els_field_is(p->session, "text") ? UNASKED_LIST : 0;
    return prior;
}

static void find_options(passage *p)
{
    els_span *spans = ELS_ARENA_NEW(p->arena, els_span, SPANS_MAX);
    const uint32_t n = els_passage_spans(p->reading, spans, SPANS_MAX);
    p->options = ELS_ARENA_NEW(p->arena, option, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        option o = {.span = &spans[i], .order = i};
        if (!is_wanted_type(p, &spans[i]))
            continue;
        o.answer = answer_of(p, &spans[i]);
        if (o.answer.len == 0 || o.answer.len > 512)
            continue;
        o.near = els_near(&p->words, spans[i].first, spans[i].end);
        o.label = label_match(p, &spans[i]);
        o.is_repeated = is_repeated(p, &spans[i]);
        o.said = said_for(p, &o);
        p->options[p->n_options++] = o;
    }
    for (uint32_t i = 0; i < p->n_options; i++)
        for (uint32_t k = 0; k < p->n_options; k++) {
            option *o = &p->options[i];
            const option *other = &p->options[k];
            if (other->span->sort != o->span->sort)
                continue;
            o->of_sort++;
            o->ordinal += k < i;
            o->rank += other->said > o->said || (other->said == o->said && k < i);
        }
}

/* A stretch is one of many: what the wording says for one is shared with the others, so that a text
 * where all are alike speaks for none of them. */
static void share_chances(passage *p)
{
    double top = 0, sum = 0;
    for (uint32_t i = 0; i < p->n_options; i++)
        top = fmax(top, p->options[i].said);
    for (uint32_t i = 0; i < p->n_options; i++)
        sum += exp(p->options[i].said - top);
    for (uint32_t i = 0; i < p->n_options; i++)
        p->options[i].prior = p->options[i].said - top - log(sum);
}

/* ---- features ---- */

static uint64_t word_at(const passage *p, int64_t at)
{
    return at < (int64_t)p->reading->n_question_tokens || at >= (int64_t)p->reading->n_tokens
               ? 0
               : p->reading->tokens[at].hash;
}

static uint64_t capped(uint32_t n)
{
    return n < PLACES ? n : PLACES;
}

static uint64_t fifths(double share)
{
    return (uint64_t)(share * 4.999);
}

static uint64_t label_key(const passage *p, const els_span *span)
{
    uint64_t key = 0;
    for (uint32_t i = span->label; i < span->label + span->n_label; i++)
        key = els_hash_pair(key, p->reading->tokens[i].hash);
    return key;
}

/* Which words beside it go with which words of the question. */
static uint32_t pair_features(const passage *p, const option *o, uint32_t *own)
{
    const uint32_t first = p->reading->n_question_tokens, end = p->reading->n_tokens;
    const uint64_t sort = o->span->sort;
    uint32_t n = 0;
    for (int64_t at = (int64_t)o->span->first - BEFORE; at < (int64_t)o->span->end + BEHIND; at++) {
        if (at < (int64_t)first || at >= (int64_t)end ||
            (at >= (int64_t)o->span->first && at < (int64_t)o->span->end))
            continue;
        const els_token *t = &p->reading->tokens[at];
        if (t->kind != ELS_TOKEN_WORD || t->capital ||
            t->sentence != p->reading->tokens[o->span->first].sentence ||
            els_passage_is_plain(t->lower))
            continue;
        const uint64_t stem = els_reader_stem(t->lower);
        for (uint32_t q = 0; q < p->words.n_asked; q++)
            if (!p->words.asked[q].is_capital)
                own[n++] = els_feature("passage.pair", sort, stem, p->words.asked[q].stem);
    }
    return n;
}

static uint32_t own_features(const passage *p, const option *o, uint32_t own[OWN_MAX])
{
    const uint64_t sort = o->span->sort;
    uint32_t n = 0;
    own[n++] = els_feature("passage.near", fifths(o->near), 0, 0);
    own[n++] = els_feature("passage.near_rank", capped(o->rank), 0, 0);
    own[n++] = els_feature("passage.rank", sort, capped(o->rank), 0);
    own[n++] = els_feature("passage.label", fifths(o->label), o->span->n_label > 0, 0);
    own[n++] =
        els_feature("passage.wanted", p->wanted != 0, (p->wanted & bit(o->span->sort)) != 0, 0);
    own[n++] = els_feature("passage.repeated", o->is_repeated, 0, 0);
    own[n++] = els_feature("passage.only", sort, o->of_sort == 1, 0);
    own[n++] = els_feature("passage.length", sort, capped(o->span->end - o->span->first), 0);
    own[n++] = els_feature("passage.left", sort, word_at(p, (int64_t)o->span->first - 1), 0);
    own[n++] = els_feature("passage.right", sort, word_at(p, o->span->end), 0);
    return n + pair_features(p, o, own + n);
}

static void cross_features(const passage *p, const option *o, uint64_t cross[CROSS])
{
    const uint64_t sort = o->span->sort;
    const int64_t first = o->span->first, end = o->span->end;
    const uint64_t left = word_at(p, first - 1), left2 = word_at(p, first - 2);
    cross[0] = els_hash_pair(401, els_hash_pair(sort, 0));
    cross[1] = els_hash_pair(402, els_hash_pair(sort, capped(o->ordinal)));
    cross[2] = els_hash_pair(403, els_hash_pair(sort, capped(o->of_sort - 1 - o->ordinal)));
    cross[3] = els_hash_pair(404, els_hash_pair(sort, left));
    cross[4] = els_hash_pair(405, els_hash_pair(left2, left));
    cross[5] = els_hash_pair(406, els_hash_pair(sort, word_at(p, end)));
    cross[6] = els_hash_pair(407, label_key(p, o->span));
    cross[7] = els_hash_pair(408, els_hash_pair(sort, capped(o->rank)));
}

/* ---- the family ---- */

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    const bool fits = els_field_is(session, "text") || els_field_is(session, "entity") ||
                      els_field_is(session, "number") || els_field_is(session, "date") ||
                      els_field_is(session, "list");
    return fits && reading->task->kb.len == 0 && reading->task->n_fields == 1 &&
           reading->n_tokens > reading->n_question_tokens + 2 && !els_reader_opens_yes_no(reading);
}

static int by_score(const void *a, const void *b)
{
    const option *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

extern const els_family els_family_passage;

static passage *read_passage(els_session *session)
{
    void **kept = els_session_kept(session, &els_family_passage);
    passage *p = *kept;
    if (!p) {
        p = ELS_ARENA_NEW(els_session_arena(session), passage, 1);
        p->arena = els_session_arena(session);
        p->session = session;
        p->reading = els_session_reading(session);
        p->wanted = sorts_asked(p->reading);
        p->asks_place = asks_place(p->reading);
        els_near_read(&p->words, p->reading, p->arena);
        find_options(p);
        share_chances(p);
        *kept = p;
    }
    p->session = session;
    return p;
}

static void propose(els_session *session)
{
    const passage *p = read_passage(session);
    option *sorted = ELS_ARENA_NEW(p->arena, option, p->n_options + 1);
    uint32_t own[OWN_MAX], n = 0;
    uint64_t cross[CROSS];
    for (uint32_t i = 0; i < p->n_options; i++) {
        const els_str shape = els_str_of(els_span_name(p->options[i].span->sort));
        if (!els_session_wants(session, shape))
            continue;
        sorted[n] = p->options[i];
        cross_features(p, &sorted[n], cross);
        sorted[n].score =
            sorted[n].prior + els_session_shape_score(session, shape) +
            els_session_score(session, own, own_features(p, &sorted[n], own), cross, CROSS);
        n++;
    }
    if (n > 1)
        qsort(sorted, n, sizeof *sorted, by_score);
    for (uint32_t i = 0; i < n; i++) {
        const option *o = &sorted[i];
        if (!els_session_spend(session, 1))
            return;
        cross_features(p, o, cross);
        els_offer offer = {.shape = els_str_of(els_span_name(o->span->sort)),
                           .args = els_arena_printf(p->arena, "%u", o->ordinal),
                           .answer = o->answer,
                           .prior = o->prior,
                           .own = own,
                           .n_own = own_features(p, o, own),
                           .cross = cross,
                           .n_cross = CROSS};
        els_session_offer(session, &offer);
    }
}

const els_family els_family_passage = {
    .name = "passage", .applies = applies, .propose = propose, .salience = 1.5};
