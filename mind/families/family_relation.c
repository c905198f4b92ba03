/* family_relation.c — see family_relation.h. */
#include "family_relation.h"

enum { MAX_TOKENS = 1500, MAX_OWN = 160, DEGREE_LEAN = 4 };

uint32_t els_phrases_of(const els_reader *reader, bool with_unary, els_phrase ret[ELS_PHRASES_MAX])
{
    uint32_t n = 0;
    for (uint32_t unary = 0; unary <= (with_unary ? 1U : 0U); unary++)
        for (uint32_t i = 0; i < reader->n_patterns; i++) {
            const els_pattern *pattern = &reader->patterns[i];
            if (pattern->in_query || (pattern->y < 0) != (unary == 1))
                continue;
            int32_t at = els_phrase_index(ret, n, pattern);
            if (at >= 0)
                ret[at].count++;
            else if (n < ELS_PHRASES_MAX)
                ret[n++] = (els_phrase){pattern, pattern->phrase, 1, unary == 1};
        }
    return n;
}

int32_t els_phrase_index(const els_phrase *phrases, uint32_t n, const els_pattern *pattern)
{
    for (uint32_t i = 0; i < n; i++)
        if (phrases[i].phrase == pattern->phrase && phrases[i].is_unary == (pattern->y < 0))
            return (int32_t)i;
    return -1;
}

void els_phrase_features(const els_pattern *pattern, const char *space, uint64_t value,
                         els_option *option)
{
    els_option_feature(option, els_feature(space, pattern->phrase, value, 1));
    for (uint32_t i = 0; i < pattern->n_words && i < ELS_PHRASE_STEMS; i++)
        els_option_feature(option, els_feature(space, pattern->words[i], value, 0));
}

double els_phrase_lean(const els_pattern *pattern)
{
    double sum = 0;
    if (pattern->degree != 0)
        return pattern->degree > 0 ? DEGREE_LEAN : -DEGREE_LEAN;
    for (uint32_t i = 0; i < pattern->n_words && i < ELS_PHRASE_STEMS; i++)
        sum += els_hash_mix(pattern->words[i]) & 1 ? 1 : -1;
    return sum > 0 ? 1 : -1;
}

els_pattern els_query_pattern(const els_reader *reader)
{
    els_pattern query = {
        .x = -1, .y = -1, .in_query = true, .first = reader->query_first, .end = reader->query_end};
    els_reader_phrase(reader, query.first, query.end, &query);
    for (uint32_t i = query.first; i < query.end; i++) {
        int32_t e = reader->entity_at[i];
        if (e < 0 || e == query.x || e == query.y)
            continue;
        if (query.x < 0)
            query.x = e;
        else if (query.y < 0)
            query.y = e;
    }
    return query;
}

bool els_relation_fits(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    return (reading->task->kb.len == 0 || reading->n_mentions == 0) && reading->n_tokens >= 8 &&
           reading->n_tokens <= MAX_TOKENS && !els_field_has_type(session, "date");
}

bool els_field_has_type(const els_session *session, const char *type)
{
    return els_str_eq(els_session_field(session)->type, els_str_of(type));
}

bool els_field_is_truth(const els_session *session)
{
    const els_field_spec *field = els_session_field(session);
    /* Where the field takes anything, it is for the question to say. */
    if (field->n_choices == 0 && els_field_has_type(session, "text"))
        return els_reader_opens_yes_no(els_session_reading(session));
    bool yes = false, no = false, all = field->n_choices > 1;
    for (uint32_t i = 0; i < field->n_choices; i++) {
        els_truth truth = els_truth_of(field->choices[i]);
        yes |= truth == ELS_TRUTH_YES;
        no |= truth == ELS_TRUTH_NO;
        all &= truth != ELS_TRUTH_OTHER;
    }
    return (yes && no) || all;
}

bool els_query_is_yes_no(const els_reader *reader)
{
    static const char *const list[] = {"is",   "are", "was",  "were", "does", "do",    "did", "can",
                                       "must", "has", "have", "will", "true", "could", NULL};
    if (reader->query_first >= reader->query_end)
        return false;
    els_str word = reader->reading->tokens[reader->query_first].lower;
    return els_str_is_one_of(word, list);
}

void els_relation_hand_in(els_session *session, const els_relation_offer *o)
{
    uint32_t own[MAX_OWN];
    double prior;
    uint32_t n_own = els_choices_features(o->choices, o->picked, own, MAX_OWN, &prior);
    els_offer offer = {.shape = els_str_of(o->shape),
                       .args = o->args,
                       .answer = o->answer,
                       .prior = prior + o->prior,
                       .check = o->check,
                       .own = own,
                       .n_own = n_own};
    els_session_offer(session, &offer);
}
