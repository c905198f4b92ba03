/* family_logic_liars.c — programs over claims: "Anna says that Ben is a liar", "Carl lies".
 *
 * Grammar tells who speaks of whom and of how many ("both", "at least one", "exactly one"); which
 * words mean to tell the truth and which to lie is a reading, one sign per phrase, and learned. */
#include "family_relation.h"
#include "tool_logic_liars.h"

#include <string.h>

enum { CLAIMS_MAX = 24 };

typedef struct {
    els_claim claim; /* people by entity number until a reading renumbers them */
    uint64_t about;  /* bits of entities */
    els_pattern pattern;
} said;

typedef struct {
    els_session *session;
    const els_field_spec *field;
    els_reader reader;
    said claims[CLAIMS_MAX];
    uint32_t n_claims;
    const els_pattern *phrases[ELS_PHRASES_MAX];
    uint32_t n_phrases;
    els_pattern asked;
    bool yes_no;
    int32_t person_of[ELS_ENTITIES_MAX], entity_of[ELS_LIARS_PEOPLE];
    uint32_t n_people;
} asker;

static bool in_list(els_str word, const char *const *list)
{
    for (; *list && word.len; list++)
        if (**list == word.ptr[0] && els_str_eq(word, els_str_of(*list)))
            return true;
    return false;
}

static const char *const speech[] = {"says",      "said",    "claims",   "claimed", "states",
                                     "stated",    "tells",   "declares", "replies", "asserts",
                                     "announces", "answers", "whispers", "insists", NULL};
/* Words that say of how many something is claimed, or fill in. */
static const char *const quantities[] = {
    "both",   "at",       "least", "exactly", "one",    "all",    "same",  "different", "only",
    "either", "us",       "we",    "i",       "am",     "i'm",    "we're", "two",       "three",
    "every",  "everyone", "type",  "kind",    "always", "person", "in",    "among",     "this",
    "group",  "or",       "same",  "just",    "me",     NULL};

/* The words that name a kind of speaker, without the words of quantity. */
static els_pattern kind_phrase(const asker *a, uint32_t first, uint32_t end)
{
    els_pattern p = {.x = -1, .y = -1, .first = first, .end = end};
    for (uint32_t i = first; i < end; i++) {
        const els_token *t = &a->reader.reading->tokens[i];
        if (t->kind != ELS_TOKEN_WORD || a->reader.entity_at[i] >= 0 ||
            els_reader_is_function(t->lower) || in_list(t->lower, quantities) ||
            els_reader_negates(t->lower))
            continue;
        p.phrase = els_hash_pair(p.phrase, a->reader.stems[i]);
        if (p.n_words < ELS_PATTERN_WORDS)
            p.words[p.n_words++] = a->reader.stems[i];
    }
    return p;
}

static bool has_word(const asker *a, uint32_t first, uint32_t end, const char *word)
{
    for (uint32_t i = first; i < end; i++)
        if (els_str_eq(a->reader.reading->tokens[i].lower, els_str_of(word)))
            return true;
    return false;
}

static void read_claim(asker *a, int32_t speaker, uint32_t first, uint32_t end)
{
    said s = {.claim = {.speaker = speaker, .kind = ELS_CLAIM_ALL}};
    for (uint32_t i = first; i < end; i++) {
        const els_token *t = &a->reader.reading->tokens[i];
        int32_t e = a->reader.entity_at[i];
        if (e < 0 && speaker >= 0 &&
            (els_str_eq(t->lower, ELS_STR("i")) || els_str_eq(t->lower, ELS_STR("i'm")) ||
             els_str_eq(t->lower, ELS_STR("we")) || els_str_eq(t->lower, ELS_STR("me")) ||
             els_str_eq(t->lower, ELS_STR("us"))))
            e = speaker;
        if (e >= 0)
            s.about |= (uint64_t)1 << e;
        if (els_str_eq(t->lower, ELS_STR("us")) || els_str_eq(t->lower, ELS_STR("we")))
            for (uint32_t k = 0; k < a->reader.n_entities; k++)
                s.about |= a->reader.entities[k].is_name ? (uint64_t)1 << k : 0;
        if (els_reader_negates(t->lower) && !els_str_eq(t->lower, ELS_STR("neither")))
            s.claim.negated = !s.claim.negated;
    }
    if (has_word(a, first, end, "neither") || has_word(a, first, end, "none"))
        s.claim.kind = ELS_CLAIM_NONE;
    else if (has_word(a, first, end, "exactly") || has_word(a, first, end, "only"))
        s.claim.kind = ELS_CLAIM_ONE;
    else if (has_word(a, first, end, "least") || has_word(a, first, end, "or"))
        s.claim.kind = ELS_CLAIM_SOME;
    else if (has_word(a, first, end, "same") || has_word(a, first, end, "different"))
        s.claim.kind = ELS_CLAIM_SAME;
    s.claim.negated ^= has_word(a, first, end, "different");
    s.pattern = kind_phrase(a, first, end);
    if (s.about != 0 && (s.pattern.n_words > 0 || s.claim.kind == ELS_CLAIM_SAME) &&
        a->n_claims < CLAIMS_MAX)
        a->claims[a->n_claims++] = s;
}

static void read_sentence(asker *a, uint32_t first, uint32_t end)
{
    const els_token *tokens = a->reader.reading->tokens;
    for (uint32_t i = first; i < end; i++) {
        int32_t e = a->reader.entity_at[i];
        if (e < 0)
            continue;
        uint32_t verb = i;
        while (verb < end && a->reader.entity_at[verb] == e)
            verb++;
        while (verb < end && tokens[verb].kind == ELS_TOKEN_SYMBOL)
            verb++;
        bool tells_truth = verb + 1 < end && els_str_eq(tokens[verb + 1].lower, ELS_STR("the"));
        if (verb < end && in_list(tokens[verb].lower, speech) && !tells_truth)
            read_claim(a, e, verb + 1, end);
        else
            read_claim(a, -1, i, end);
        return;
    }
}

static void note_person(asker *a, uint64_t entities)
{
    for (uint32_t e = 0; e < a->reader.n_entities; e++)
        if (entities >> e & 1 && a->person_of[e] < 0 && a->n_people < ELS_LIARS_PEOPLE) {
            a->person_of[e] = (int32_t)a->n_people;
            a->entity_of[a->n_people++] = (int32_t)e;
        }
}

static void note_phrase(asker *a, const els_pattern *pattern)
{
    for (uint32_t i = 0; i < a->n_phrases; i++)
        if (a->phrases[i]->phrase == pattern->phrase)
            return;
    if (a->n_phrases < ELS_PHRASES_MAX)
        a->phrases[a->n_phrases++] = pattern;
}

static bool read_text(const els_session *session, asker *a)
{
    a->field = els_session_field(session);
    els_reader_make(els_session_reading(session), a->field, ELS_READER_NAMES,
                    els_session_arena((els_session *)session), &a->reader);
    const els_reading *reading = a->reader.reading;
    for (uint32_t s = 0; s < reading->n_sentences; s++) {
        els_sentence sentence = reading->sentences[s];
        bool asks = a->reader.query_first >= sentence.first && a->reader.query_first < sentence.end;
        read_sentence(a, sentence.first, asks ? a->reader.query_first : sentence.end);
    }
    memset(a->person_of, -1, sizeof a->person_of);
    uint32_t spoken = 0;
    for (uint32_t i = 0; i < a->n_claims; i++) {
        const els_claim *claim = &a->claims[i].claim;
        spoken += claim->speaker >= 0;
        if (claim->speaker >= 0) {
            note_person(a, (uint64_t)1 << claim->speaker);
            note_person(a, a->claims[i].about);
            note_phrase(a, &a->claims[i].pattern);
        }
    }
    els_pattern query = els_query_pattern(&a->reader);
    a->asked = kind_phrase(a, a->reader.query_first, a->reader.query_end);
    a->asked.x = query.x;
    a->asked.negated = query.negated;
    a->yes_no = els_field_is_truth(session) ||
                (a->field->n_choices == 0 && els_query_is_yes_no(&a->reader));
    return spoken >= 1 && a->n_people >= 2 && a->asked.n_words > 0 &&
           (!a->yes_no || (query.x >= 0 && a->person_of[query.x] >= 0));
}

static bool applies(const els_session *session)
{
    asker a = {0};
    return els_relation_fits(session) && read_text(session, &a);
}

static int32_t sign_index(const asker *a, const els_pattern *pattern)
{
    for (uint32_t i = 0; i < a->n_phrases; i++)
        if (a->phrases[i]->phrase == pattern->phrase)
            return (int32_t)i;
    return -1;
}

static uint32_t people(const asker *a, uint64_t entities)
{
    uint32_t bits = 0;
    for (uint32_t e = 0; e < a->reader.n_entities; e++)
        if (entities >> e & 1 && a->person_of[e] >= 0)
            bits |= (uint32_t)1 << a->person_of[e];
    return bits;
}

static void try_reading(asker *a, const els_choices *choices, const els_option *const *picked)
{
    els_claim claims[CLAIMS_MAX];
    uint32_t n = 0, always = 0, never = 0;
    char text[ELS_PHRASES_MAX];
    for (uint32_t i = 0; i < a->n_phrases; i++)
        text[i] = picked[i]->value ? '+' : '-';
    for (uint32_t i = 0; i < a->n_claims; i++) {
        els_claim claim = a->claims[i].claim;
        int32_t sign = sign_index(a, &a->claims[i].pattern);
        claim.about = people(a, a->claims[i].about);
        if (sign < 0 || claim.about == 0)
            continue;
        claim.of_liars = picked[sign]->value == 0;
        claim.speaker = claim.speaker < 0 ? -1 : a->person_of[claim.speaker];
        claims[n++] = claim;
    }
    uint32_t fitting = els_liars_solve(a->n_people, claims, n, &always, &never);
    int32_t sign = sign_index(a, &a->asked);
    if (fitting == 0 || sign < 0)
        return;
    if (picked[sign]->value == 0) { /* asked for those who lie */
        uint32_t swap = always;
        always = never;
        never = swap;
    }
    els_str answer = {NULL, 0};
    const char *shape = "liars.who";
    if (a->yes_no) {
        uint32_t x = (uint32_t)a->person_of[a->asked.x];
        bool yes = always >> x & 1, no = never >> x & 1;
        shape = "liars.is";
        answer = els_reader_truth_answer(a->field, !yes && !no               ? ELS_TRUTH_UNKNOWN
                                                   : yes != a->asked.negated ? ELS_TRUTH_YES
                                                                             : ELS_TRUTH_NO);
    } else if (els_field_has_type(a->session, "number")) {
        shape = "liars.count";
        if (fitting == 1)
            answer = els_format_number(els_session_arena(a->session), __builtin_popcount(always));
    } else if (__builtin_popcount(always) == 1) {
        int32_t e = a->entity_of[__builtin_ctz(always)];
        answer = els_reader_name_answer(a->field, a->reader.entities[e].name);
    }
    if (answer.len == 0 || !els_session_wants(a->session, els_str_of(shape)))
        return;
    els_relation_offer offer = {
        choices,
        picked,
        shape,
        els_arena_copy(els_session_arena(a->session), (els_str){text, a->n_phrases}),
        answer,
        fitting == 1 ? 2 : 1,
        fitting == 1 ? 2 : 1};
    els_relation_hand_in(a->session, &offer);
}

static void propose(els_session *session)
{
    asker a = {.session = session};
    if (!read_text(session, &a))
        return;
    note_phrase(&a, &a.asked);
    els_choices *choices = els_choices_new(session);
    for (uint32_t i = 0; i < a.n_phrases; i++) {
        els_choice *choice = els_choices_add(choices);
        for (uint32_t honest = 0; honest < 2; honest++) {
            double lean = els_phrase_lean(a.phrases[i]) * (honest ? 0.15 : -0.15);
            els_option *option = els_choice_option(choice, honest, lean);
            els_phrase_features(a.phrases[i], "liars.honest", honest, option);
        }
    }
    els_choices_rank(choices, els_hash_str(ELS_STR("liars")));
    const els_option *const *picked;
    while ((picked = els_choices_next(choices)) != NULL) {
        if (!els_session_spend(session, 1))
            return;
        try_reading(&a, choices, picked);
    }
}

const els_family els_family_liars = {"liars", applies, propose, 60, 1.5, NULL};
