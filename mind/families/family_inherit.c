/* family_inherit.c — programs over kinds: "Rex is a dog. Dogs like bones. What does Rex like?" is
 * answered by what is said of the kind; "Rex is a dog. Fido is a dog. Fido is brown. What is Rex?"
 * by what is said of another one of the kind.
 *
 * Only grammar is used: who is a what, and which statement shares words with the query. */
#include "family_relation.h"

enum { STATEMENTS_MAX = 48, CHAIN_MAX = 4, WORDS_MAX = 24 };

typedef struct {
    uint64_t subject;    /* stem of its first content word */
    uint64_t kind;       /* of "X is a K": the stem of K; else 0 */
    uint32_t first, end; /* tokens of what is said of the subject */
} statement;

typedef struct {
    els_reader reader;
    statement statements[STATEMENTS_MAX];
    uint32_t n;
    uint64_t asked[WORDS_MAX]; /* stems of the query's content words */
    uint32_t n_asked;
} asker;

static const char *const articles[] = {"a", "an", NULL};
static const char *const openers[] = {"all",  "every", "each", "any", "the",
                                      "most", "a",     "an",   NULL};
static const char *const askers[] = {"what", "which", "who", "where", "how", NULL};

static bool is_content(const asker *a, uint32_t i)
{
    const els_token *t = &a->reader.reading->tokens[i];
    return t->kind == ELS_TOKEN_WORD && !els_reader_is_function(t->lower) &&
           !els_str_is_one_of(t->lower, askers);
}

/* The last content word of a statement, its end when there is none. */
static uint32_t last_content(const asker *a, const statement *s)
{
    for (uint32_t i = s->end; i-- > s->first;)
        if (is_content(a, i))
            return i;
    return s->end;
}

static void read_statement(asker *a, uint32_t first, uint32_t end)
{
    const els_token *tokens = a->reader.reading->tokens;
    while (first < end && (tokens[first].kind == ELS_TOKEN_SYMBOL ||
                           els_str_is_one_of(tokens[first].lower, openers)))
        first++;
    while (end > first && tokens[end - 1].kind == ELS_TOKEN_SYMBOL)
        end--;
    if (end - first < 3 || tokens[first].kind != ELS_TOKEN_WORD || a->n == STATEMENTS_MAX)
        return;
    statement s = {.subject = a->reader.stems[first], .first = first + 1, .end = end};
    const bool is_kind = els_reader_is_be(tokens[first + 1].lower) &&
                         els_str_is_one_of(tokens[first + 2].lower, articles) && end - first > 3;
    if (is_kind)
        s.kind = a->reader.stems[end - 1];
    a->statements[a->n++] = s;
}

static bool read_text(const els_session *session, asker *a)
{
    els_arena *arena = els_session_arena((els_session *)session);
    els_reader_make(els_session_reading(session), els_session_field(session), ELS_READER_NAMES,
                    arena, &a->reader);
    const els_reading *reading = a->reader.reading;
    bool has_kind = false;
    for (uint32_t s = 0; s < reading->n_sentences; s++) {
        const els_sentence sentence = reading->sentences[s];
        const bool asks =
            a->reader.query_first >= sentence.first && a->reader.query_first < sentence.end;
        read_statement(a, sentence.first, asks ? a->reader.query_first : sentence.end);
    }
    for (uint32_t i = 0; i < a->n; i++)
        has_kind = has_kind || a->statements[i].kind != 0;
    for (uint32_t i = a->reader.query_first; i < a->reader.query_end; i++)
        if (is_content(a, i) && a->n_asked < WORDS_MAX)
            a->asked[a->n_asked++] = a->reader.stems[i];
    return has_kind && a->n >= 2 && a->n_asked > 0;
}

static bool applies(const els_session *session)
{
    if (!els_relation_fits(session) || els_field_has_type(session, "number") ||
        els_field_has_type(session, "list") || els_field_is_truth(session))
        return false;
    asker a = {0};
    return read_text(session, &a);
}

static bool is_asked(const asker *a, uint64_t stem)
{
    for (uint32_t i = 0; i < a->n_asked; i++)
        if (a->asked[i] == stem)
            return true;
    return false;
}

/* Content words a statement shares with the query. */
static uint32_t shared(const asker *a, const statement *s)
{
    uint32_t n = 0;
    for (uint32_t i = s->first; i < s->end; i++)
        n += is_content(a, i) && is_asked(a, a->reader.stems[i]);
    return n;
}

static void offer(els_session *session, const asker *a, const char *shape, const statement *s,
                  uint32_t rank, double prior)
{
    const uint32_t last = last_content(a, s);
    if (last == s->end || is_asked(a, a->reader.stems[last]))
        return;
    const els_str word = a->reader.reading->tokens[last].text,
                  answer = els_reader_name_answer(els_session_field(session), word);
    if (answer.len == 0 || !els_session_wants(session, els_str_of(shape)))
        return;
    const uint32_t own[] = {els_feature("inherit.rank", els_hash_str(els_str_of(shape)), rank, 0)};
    const els_offer made = {
        .shape = els_str_of(shape),
        .args = els_arena_printf(els_session_arena(session), "%u", (unsigned)(s - a->statements)),
        .answer = answer,
        .prior = prior - 0.7 * rank,
        .check = 1,
        .own = own,
        .n_own = 1,
    };
    els_session_offer(session, &made);
}

/* What is said of the kind, its kind, and so on. */
static void offer_kinds(els_session *session, const asker *a, uint64_t subject)
{
    for (uint32_t hop = 0; hop < CHAIN_MAX; hop++) {
        uint64_t kind = 0;
        for (uint32_t i = 0; i < a->n; i++)
            if (a->statements[i].subject == subject && a->statements[i].kind != 0)
                kind = a->statements[i].kind; /* the last word on it counts */
        if (kind == 0)
            return;
        for (uint32_t i = 0; i < a->n; i++)
            if (a->statements[i].subject == kind && shared(a, &a->statements[i]) > 0)
                offer(session, a, "inherit.kind", &a->statements[i], hop, 1.5);
        subject = kind;
    }
}

/* What is said in one word of another one of the kind, the latest first. */
static void offer_likes(els_session *session, const asker *a, uint64_t subject, uint64_t kind)
{
    uint32_t rank = 0;
    for (uint32_t i = a->n; i-- > 0;) {
        const statement *other = &a->statements[i];
        if (other->kind != kind || other->subject == subject)
            continue;
        for (uint32_t k = a->n; k-- > 0;) {
            const statement *said = &a->statements[k];
            if (said->subject == other->subject && said->kind == 0 &&
                said->end - said->first == 2 &&
                els_reader_is_be(a->reader.reading->tokens[said->first].lower))
                offer(session, a, "inherit.like", said, rank++, 0.5);
        }
    }
}

static void propose(els_session *session)
{
    asker a = {0};
    if (!read_text(session, &a) || !els_session_spend(session, 2))
        return;
    for (uint32_t i = 0; i < a.n; i++) {
        const statement *s = &a.statements[i];
        if (s->kind == 0 || !is_asked(&a, s->subject))
            continue;
        offer_kinds(session, &a, s->subject);
        offer_likes(session, &a, s->subject, s->kind);
    }
}

const els_family els_family_inherit = {
    .name = "inherit", .applies = applies, .propose = propose, .salience = 1};
