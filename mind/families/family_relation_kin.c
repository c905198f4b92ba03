/* family_relation_kin.c — programs over kinship: "Anna is the mother of Ben", "Who is Ben's
 * uncle?".
 *
 * A reading gives each phrase one of four relations and perhaps a gender, and the query a path of
 * up to three steps. Words of kinship lean to what they mean in English (kinship.h), which what is
 * learned may overrule; other words are learned. That siblings share parents is known. */
#include "family_relation.h"
#include "kinship.h"
#include "tool_logic_kin.h"

#include <string.h>

enum { GENDERS = 3, NOTHING = 12 };

/* Nats: how much a word of kinship leans to its meaning, and away from others. */
#define KNOWN_WORD 8.0
/* Nats that the family claims for texts in words of kinship, and for the path that is asked for. */
#define KNOWN_TEXT 3.0

static const char relations[] = "pcsm";
static const char *const paths[] = {"p",  "c",  "s",  "m",   "pp",  "cc",  "ps",  "sc", "mp",
                                    "cm", "ms", "sm", "psc", "ppp", "ccc", "pps", "scc"};
enum { N_PATHS = sizeof paths / sizeof paths[0] };

typedef enum { ASK_WHO, ASK_HOLDS, ASK_COUNT, ASK_NAME } ask;
static const char *const ask_names[] = {"who", "holds", "count", "name"};

typedef struct {
    els_session *session;
    const els_field_spec *field;
    els_reader reader;
    els_phrase phrases[ELS_PHRASES_MAX];
    uint32_t n_phrases;
    els_pattern query;
    ask asked;
} asker;

static uint32_t binary_statements(const els_reader *reader)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < reader->n_patterns; i++)
        n += !reader->patterns[i].in_query && reader->patterns[i].y >= 0 &&
             !reader->patterns[i].comparative && reader->patterns[i].n_words > 0;
    return n;
}

/* A field whose choices are words of kinship asks what somebody is to somebody. */
static bool asks_for_kinship(const els_field_spec *field)
{
    els_kinship means;
    return field->n_choices > 0 && els_kinship_of(field->choices[0], &means);
}

static bool read_text(const els_session *session, asker *ret)
{
    const els_field_spec *field = els_session_field(session);
    /* Choices are nobody's names where they are words of kinship. */
    els_reader_make(els_session_reading(session), asks_for_kinship(field) ? NULL : field,
                    ELS_READER_NAMES, els_session_arena((els_session *)session), &ret->reader);
    ret->query = els_query_pattern(&ret->reader);
    ret->field = els_session_field(session);
    if (binary_statements(&ret->reader) < 1 || ret->query.x < 0)
        return false;
    bool truth = els_field_is_truth(session) ||
                 (ret->field->n_choices == 0 && els_query_is_yes_no(&ret->reader));
    bool choices_are_people = ret->field->n_choices == 0;
    for (uint32_t i = 0; i < ret->field->n_choices; i++)
        for (uint32_t e = 0; e < ret->reader.n_entities; e++)
            choices_are_people |= ret->reader.entities[e].is_name &&
                                  els_str_ieq(ret->reader.entities[e].name, ret->field->choices[i]);
    ret->asked = els_field_has_type(session, "number") ? ASK_COUNT
                 : truth                               ? ASK_HOLDS
                 : choices_are_people                  ? ASK_WHO
                                                       : ASK_NAME;
    return (ret->query.y >= 0) == (ret->asked == ASK_HOLDS || ret->asked == ASK_NAME);
}

static bool applies(const els_session *session)
{
    asker a;
    return els_relation_fits(session) && read_text(session, &a);
}

static double lean(const els_pattern *pattern, uint32_t relation, uint32_t gender)
{
    double toward = els_phrase_lean(pattern), sum = 0;
    if (relation < 2)
        sum += 0.15 * (relation == 0 ? toward : -toward);
    if (gender > 0)
        sum += 0.15 * (gender == 1 ? toward : -toward);
    return sum;
}

/* The last word of kinship among tokens first .. end-1. */
static bool kinship_said(const els_reading *reading, uint32_t first, uint32_t end, els_kinship *ret)
{
    bool found = false;
    for (uint32_t i = first; i < end; i++)
        if (reading->tokens[i].kind == ELS_TOKEN_WORD)
            found = els_kinship_of(reading->tokens[i].lower, ret) || found;
    return found;
}

static void add_phrase(const asker *a, els_choices *choices, const els_phrase *phrase)
{
    els_choice *choice = els_choices_add(choices);
    const els_pattern *sample = phrase->sample;
    els_kinship said;
    bool is_known =
        kinship_said(a->reader.reading, sample->first, sample->end, &said) && said.path[1] == '\0';
    for (uint32_t r = 0; r < 4; r++)
        for (uint32_t g = 0; g < GENDERS; g++) {
            double prior = (r < 2 ? 0 : -0.3) - (g ? 0.7 : 0) + lean(sample, r, g);
            if (is_known)
                prior = (relations[r] == said.path[0] ? 0 : -KNOWN_WORD) -
                        (g == (uint32_t)said.gender ? 0 : KNOWN_WORD / 2);
            els_option *option = els_choice_option(choice, r * GENDERS + g, prior);
            els_phrase_features(sample, "kin.relation", r, option);
            els_phrase_features(sample, "kin.gender", g, option);
        }
    els_option *nothing = els_choice_option(choice, NOTHING, -2);
    els_phrase_features(sample, "kin.relation", 4, nothing);
}

static const char *shape_of(const asker *a, uint32_t path)
{
    els_arena *arena = els_session_arena(a->session);
    return els_arena_printf(arena, "kin.%s(%s)", ask_names[a->asked], paths[path]).ptr;
}

static void add_query(asker *a, els_choices *choices)
{
    els_choice *choice = els_choices_add(choices);
    if (a->asked == ASK_NAME) {
        if (els_session_wants(a->session, ELS_STR("kin.name")))
            els_choice_option(choice, 0, 0);
        return;
    }
    els_kinship said;
    bool is_known = kinship_said(a->reader.reading, a->query.first, a->query.end, &said);
    /* Gender is left out where it would double the options of a path for nothing. */
    for (uint32_t p = 0; p < N_PATHS; p++) {
        els_str shape = els_str_of(shape_of(a, p));
        if (!els_session_wants(a->session, shape))
            continue;
        double steps = paths[p][1] == '\0' ? 0 : paths[p][2] == '\0' ? -0.4 : -1;
        if (is_known)
            steps = strcmp(paths[p], said.path) == 0 ? KNOWN_TEXT : -KNOWN_WORD;
        double known = els_session_shape_score(a->session, shape);
        els_option *option = els_choice_option(choice, p, steps);
        option->known = known;
        els_phrase_features(&a->query, "kin.path", els_hash_str(els_str_of(paths[p])), option);
    }
    choice = els_choices_add(choices);
    for (uint32_t g = 0; g < GENDERS; g++) {
        double prior = (g ? -0.7 : 0) + lean(&a->query, 2, g);
        if (is_known)
            prior = g == (uint32_t)said.gender ? 0 : -KNOWN_WORD / 2;
        els_option *option = els_choice_option(choice, g, prior);
        els_phrase_features(&a->query, "kin.gender", g, option);
    }
}

/* Kin and genders of a reading; false when it contradicts itself. */
static bool read_facts(const asker *a, const els_option *const *picked, els_kin *kin,
                       uint64_t gender[GENDERS])
{
    *kin = (els_kin){.n = a->reader.n_entities};
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->reader.n_patterns; i++) {
        const els_pattern *pattern = &a->reader.patterns[i];
        int32_t p = pattern->in_query || pattern->y < 0 || pattern->negated
                        ? -1
                        : els_phrase_index(a->phrases, a->n_phrases, pattern);
        if (p < 0 || picked[p]->value == NOTHING)
            continue;
        els_kin_add(kin, relations[picked[p]->value / GENDERS], (uint32_t)pattern->x,
                    (uint32_t)pattern->y);
        gender[picked[p]->value % GENDERS] |= (uint64_t)1 << pattern->x;
        n++;
    }
    return n > 0 && (gender[1] & gender[2]) == 0 && els_kin_close(kin);
}

static els_str args_of(const asker *a, const els_option *const *picked, uint32_t n)
{
    char text[64];
    uint32_t len = 0;
    for (uint32_t i = 0; i < n && len < sizeof text; i++)
        text[len++] = (char)('a' + picked[i]->value);
    return els_arena_copy(els_session_arena(a->session), (els_str){text, len});
}

/* What x is to y: one candidate per choice, known by what the relation is called. */
static void name_relation(asker *a, const els_choices *choices, const els_option *const *picked,
                          const els_kin *kin, const uint64_t *gender)
{
    uint32_t own[96];
    double prior;
    uint32_t base = els_choices_features(choices, picked, own, 90, &prior);
    uint64_t asked = (uint64_t)1 << a->query.x;
    uint64_t of_gender = gender[1] & asked ? 1 : gender[2] & asked ? 2 : 0;
    for (uint32_t p = 0; p < N_PATHS; p++) {
        if (!(els_kin_follow(kin, (uint32_t)a->query.y, paths[p]) & asked))
            continue;
        uint64_t path = els_hash_str(els_str_of(paths[p]));
        for (uint32_t c = 0; c < a->field->n_choices; c++) {
            uint64_t called = els_hash_str(a->field->choices[c]);
            uint32_t n = base;
            els_kinship means;
            double known = 0;
            if (els_kinship_of(a->field->choices[c], &means))
                known = strcmp(means.path, paths[p]) != 0 ? -KNOWN_WORD
                        : means.gender == of_gender       ? KNOWN_WORD
                        : means.gender == ELS_GENDER_OPEN ? KNOWN_WORD / 2
                        : of_gender == ELS_GENDER_OPEN    ? 0
                                                          : -KNOWN_WORD;
            own[n++] = els_feature("kin.called", called, path, of_gender);
            own[n++] = els_feature("kin.called_path", called, path, 0);
            own[n++] = els_feature("kin.called_gender", called, of_gender, 0);
            els_offer offer = {.shape = ELS_STR("kin.name"),
                               .answer = a->field->choices[c],
                               .prior = prior + known,
                               .check = 1,
                               .own = own,
                               .n_own = n};
            offer.args =
                els_arena_printf(els_session_arena(a->session), "%s %u " ELS_STR_FMT, paths[p], c,
                                 ELS_STR_ARG(args_of(a, picked, a->n_phrases)));
            els_session_offer(a->session, &offer);
        }
        return;
    }
}

static void try_reading(asker *a, const els_choices *choices, const els_option *const *picked)
{
    els_kin kin;
    uint64_t gender[GENDERS] = {0};
    if (!read_facts(a, picked, &kin, gender))
        return;
    if (a->asked == ASK_NAME) {
        name_relation(a, choices, picked, &kin, gender);
        return;
    }
    uint32_t path = picked[a->n_phrases]->value, wanted = picked[a->n_phrases + 1]->value;
    uint32_t from = (uint32_t)(a->asked == ASK_HOLDS ? a->query.y : a->query.x);
    uint64_t found = els_kin_follow(&kin, from, paths[path]);
    if (wanted)
        found &= a->asked == ASK_WHO && (found & (found - 1)) == 0 ? ~gender[3 - wanted]
                                                                   : gender[wanted];
    els_str answer = {NULL, 0};
    uint32_t check = 1;
    if (a->asked == ASK_COUNT) {
        answer = els_format_number(els_session_arena(a->session), __builtin_popcountll(found));
    } else if (a->asked == ASK_HOLDS) {
        bool holds = found >> a->query.x & 1;
        answer = els_reader_truth_answer(a->field, holds ? ELS_TRUTH_YES : ELS_TRUTH_NO);
        check = holds ? 2 : 1;
    } else if (found != 0 && (found & (found - 1)) == 0) {
        els_str name = a->reader.entities[__builtin_ctzll(found)].name;
        answer = els_reader_name_answer(a->field, name);
        check = 2;
    }
    if (answer.len == 0)
        return;
    els_relation_offer offer = {choices,
                                picked,
                                shape_of(a, path),
                                args_of(a, picked, els_choices_count(choices)),
                                answer,
                                check == 2 ? 1.5 : 0.5,
                                check};
    els_relation_hand_in(a->session, &offer);
}

static void propose(els_session *session)
{
    asker a = {0};
    if (!read_text(session, &a))
        return;
    a.session = session;
    a.n_phrases = els_phrases_of(&a.reader, false, a.phrases);
    els_choices *choices = els_choices_new(session);
    for (uint32_t i = 0; i < a.n_phrases; i++)
        add_phrase(&a, choices, &a.phrases[i]);
    add_query(&a, choices);
    els_choices_rank(choices, els_hash_str(ELS_STR("kin")));
    const els_option *const *picked;
    while ((picked = els_choices_next(choices)) != NULL)
        try_reading(&a, choices, picked);
}

/* The path that the last word of kinship in the question names; for a field that asks for such a
 * word, naming the relation. */
static double hint(const els_session *session, els_str shape)
{
    const els_reading *reading = els_session_reading(session);
    const els_field_spec *field = els_session_field(session);
    els_kinship said;
    if (asks_for_kinship(field) && kinship_said(reading, 0, reading->n_tokens, &said))
        return shape.len == 0 || els_str_eq(shape, ELS_STR("kin.name")) ? KNOWN_TEXT : 0;
    if (!kinship_said(reading, 0, reading->n_question_tokens, &said))
        return 0;
    if (shape.len == 0)
        return KNOWN_TEXT;
    size_t at = 0;
    while (at < shape.len && shape.ptr[at] != '(')
        at++;
    return els_str_eq(els_str_sub(shape, at + 1, shape.len - 1), els_str_of(said.path)) ? KNOWN_TEXT
                                                                                        : 0;
}

const els_family els_family_kin = {
    .name = "kin", .applies = applies, .propose = propose, .hint = hint};
