/* family_logic_liars.c — programs over claims: "Anna says that Ben is a liar", "Carl lies".
 *
 * Grammar tells who speaks of whom and of how many ("both", "at least one", "exactly one"); which
 * words mean to tell the truth and which to lie is a reading, one sign per phrase, and learned. */
#include "family_relation.h"
#include "tool_logic_liars.h"

#include <string.h>

enum { CLAIMS_MAX = 24 };

/* Nats that a word leans to what the text, or the dictionary, says it means. */
#define KNOWN 1.5

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
    bool asks_kind; /* what somebody is, the choices being kinds */
    int32_t person_of[ELS_ENTITIES_MAX], entity_of[ELS_LIARS_PEOPLE];
    uint32_t n_people;
} asker;

static const char *const speech[] = {"says",      "said",    "claims",   "claimed", "states",
                                     "stated",    "tells",   "declares", "replies", "asserts",
                                     "announces", "answers", "whispers", "insists", NULL};
/* Words that say of how many something is claimed, or fill in. */
static const char *const quantities[] = {
    "both",   "at",       "least",  "exactly", "one",   "all",    "same",   "different", "only",
    "either", "us",       "we",     "i",       "am",    "i'm",    "we're",  "two",       "three",
    "every",  "everyone", "type",   "kind",    "kinds", "always", "person", "in",        "among",
    "this",   "them",     "people", "persons", "these", "those",  "each",   "what",      "group",
    "or",     "same",     "just",   "me",      NULL};

static const char *const everybody[] = {"them", "people", "persons", "these", "those", NULL};

/* The words that name a kind of speaker, without the words of quantity. */
static els_pattern kind_phrase(const asker *a, uint32_t first, uint32_t end)
{
    els_pattern p = {.x = -1, .y = -1, .first = first, .end = end};
    for (uint32_t i = first; i < end; i++) {
        const els_token *t = &a->reader.reading->tokens[i];
        if (t->kind != ELS_TOKEN_WORD || a->reader.entity_at[i] >= 0 ||
            els_reader_is_function(t->lower) || els_str_is_one_of(t->lower, quantities) ||
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
        if (els_str_eq(t->lower, ELS_STR("us")) || els_str_eq(t->lower, ELS_STR("we")) ||
            (speaker < 0 && els_str_is_one_of(t->lower, everybody)))
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

/* "Exactly one of them is a liar": said of all who are named. */
static void read_of_all(asker *a, uint32_t first, uint32_t end)
{
    bool of_all = false;
    for (uint32_t i = first; i < end; i++)
        of_all = of_all || els_str_is_one_of(a->reader.reading->tokens[i].lower, everybody);
    uint32_t before = a->n_claims;
    if (!of_all || !(has_word(a, first, end, "exactly") || has_word(a, first, end, "only") ||
                     has_word(a, first, end, "least")))
        return;
    read_claim(a, -1, first, end);
    if (a->n_claims > before && has_word(a, first, end, "two"))
        a->n_claims = before; /* only of one */
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
        if (verb < end && els_str_is_one_of(tokens[verb].lower, speech) && !tells_truth)
            read_claim(a, e, verb + 1, end);
        else
            read_claim(a, -1, i, end);
        return;
    }
    read_of_all(a, first, end);
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

/* Whether the choices are plain words of the text, such as "knight" and "knave", and no names. */
static bool are_kinds(const els_session *session)
{
    const els_field_spec *field = els_session_field(session);
    const els_reading *reading = els_session_reading(session);
    uint32_t n = 0;
    for (uint32_t c = 0; c < field->n_choices; c++)
        for (uint32_t i = 0; i < reading->n_tokens; i++)
            if (!reading->tokens[i].capital &&
                els_str_ieq(reading->tokens[i].lower, field->choices[c])) {
                n++;
                break;
            }
    return n > 1 && n == field->n_choices && !els_field_is_truth(session);
}

static bool read_text(const els_session *session, asker *a)
{
    a->field = els_session_field(session);
    els_reader_make(els_session_reading(session), are_kinds(session) ? NULL : a->field,
                    ELS_READER_NAMES, els_session_arena((els_session *)session), &a->reader);
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
    bool of_somebody = query.x >= 0 && a->person_of[query.x] >= 0;
    a->asks_kind = are_kinds(session);
    return spoken >= 1 && a->n_people >= 2 && (a->asked.n_words > 0 || a->asks_kind) &&
           ((!a->yes_no && !a->asks_kind) || of_somebody);
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

/* The choice that names the kind of somebody who always, or never, tells the truth. */
static els_str kind_of(const asker *a, const els_option *const *picked, bool always, bool never)
{
    els_str found = {NULL, 0};
    for (uint32_t c = 0; c < a->field->n_choices; c++) {
        uint64_t stem = els_reader_stem(a->field->choices[c]);
        for (uint32_t i = 0; i < a->n_phrases; i++)
            if (a->phrases[i]->n_words == 1 && a->phrases[i]->words[0] == stem &&
                (picked[i]->value ? always : never))
                found = a->field->choices[c];
    }
    return found;
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
    if (fitting == 0 || (sign < 0 && !a->asks_kind))
        return;
    if (!a->asks_kind && picked[sign]->value == 0) { /* asked for those who lie */
        uint32_t swap = always;
        always = never;
        never = swap;
    }
    els_str answer = {NULL, 0};
    const char *shape = "liars.who";
    if (a->asks_kind) {
        shape = "liars.kind";
        answer = kind_of(a, picked, always >> a->person_of[a->asked.x] & 1,
                         never >> a->person_of[a->asked.x] & 1);
    } else if (a->yes_no) {
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

/* Whether a word is of truth (1) or of lies (-1), as a dictionary has it; 0: of neither. */
static int honesty_of(els_str word)
{
    static const char *const truth[] = {"truth",   "truthful",   "honest", "true",
                                        "sincere", "truthfully", NULL};
    static const char *const lies[] = {"lie",   "lies",  "lied",    "lying",     "liar",
                                       "liars", "false", "untruth", "dishonest", NULL};
    return els_str_is_one_of(word, truth) ? 1 : els_str_is_one_of(word, lies) ? -1 : 0;
}

/* "A knight always tells the truth": what the words of a phrase say themselves, or what is said of
 * them first, up to where another thing is spoken of. */
static int defined_as(const asker *a, const els_pattern *pattern)
{
    const els_reading *reading = a->reader.reading;
    for (uint32_t i = pattern->first; i < pattern->end; i++)
        if (a->reader.entity_at[i] < 0 && honesty_of(reading->tokens[i].lower) != 0)
            return honesty_of(reading->tokens[i].lower);
    for (uint32_t w = 0; w < pattern->n_words; w++)
        for (uint32_t i = 0; i < reading->n_tokens; i++) {
            const els_token *t = &reading->tokens[i];
            if (a->reader.stems[i] != pattern->words[w] || i == pattern->first)
                continue;
            for (uint32_t k = i + 1; k < reading->sentences[t->sentence].end && k < i + 8; k++) {
                int says = honesty_of(reading->tokens[k].lower);
                if (a->reader.entity_at[k] >= 0 ||
                    els_str_eq(reading->tokens[k].lower, ELS_STR("or")))
                    break;
                if (says)
                    return says;
            }
        }
    return 0;
}

static void propose(els_session *session)
{
    asker a = {.session = session};
    if (!read_text(session, &a))
        return;
    if (!a.asks_kind)
        note_phrase(&a, &a.asked);
    els_choices *choices = els_choices_new(session);
    for (uint32_t i = 0; i < a.n_phrases; i++) {
        els_choice *choice = els_choices_add(choices);
        int defined = defined_as(&a, a.phrases[i]);
        for (uint32_t honest = 0; honest < 2; honest++) {
            double toward = defined ? KNOWN * defined : 0.15 * els_phrase_lean(a.phrases[i]);
            double lean = honest ? toward : -toward;
            els_option *option = els_choice_option(choice, honest, lean);
            els_phrase_features(a.phrases[i], "liars.honest", honest, option);
        }
    }
    els_choices_rank(choices, els_hash_str(ELS_STR("liars")));
    const els_option *const *picked;
    while ((picked = els_choices_next(choices)) != NULL)
        try_reading(&a, choices, picked);
}

const els_family els_family_liars = {
    .name = "liars", .applies = applies, .propose = propose, .allowance = 60, .salience = 1.5};
