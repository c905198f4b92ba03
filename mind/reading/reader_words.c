/* reader_words.c — single words and the choices of a field, as the reader sees them. */
#include "numerals.h"
#include "reader.h"

#include <string.h>

els_str els_reader_base(els_str s, bool *ret_possessive)
{
    static const char *const endings[] = {"'s", "\xe2\x80\x99s", "'", "\xe2\x80\x99"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (els_str_ends(s, endings[i]) && s.len > strlen(endings[i])) {
            *ret_possessive = true;
            return els_str_sub(s, 0, s.len - strlen(endings[i]));
        }
    *ret_possessive = false;
    return s;
}

bool els_reader_is_function(els_str lower)
{
    static const char *const list[] = {
        "a",     "an",   "the",     "is",        "are",   "was",  "were", "be",    "been",
        "am",    "do",   "does",    "did",       "of",    "than", "that", "who",   "whom",
        "which", "what", "and",     "both",      "also",  "then", "so",   "there", "s",
        "it",    "this", "these",   "those",     "their", "his",  "her",  "its",   "will",
        "would", "must", "being",   "as",        "but",   "if",   "or",   "whose", "he",
        "she",   "they", "however", "therefore", "him",   "them", NULL};
    return els_str_is_one_of(lower, list);
}

bool els_reader_is_be(els_str lower)
{
    static const char *const list[] = {"is", "are", "was", "were", NULL};
    return els_str_is_one_of(lower, list);
}

bool els_reader_is_article(els_str lower)
{
    static const char *const list[] = {"a", "an", "the", NULL};
    return els_str_is_one_of(lower, list);
}

bool els_reader_negates(els_str lower)
{
    static const char *const list[] = {"not", "never",   "no",      "cannot",
                                       "nor", "neither", "without", NULL};
    return els_str_is_one_of(lower, list) || els_str_ends(lower, "n't");
}

/* Tokens of an opening that asks for a verdict on what follows: "Would you say", "Can we say that",
 * "Do you think". */
static uint32_t verdict_opening(const els_reading *reading)
{
    static const char *const helps[] = {"would", "can",    "could", "may", "do",
                                        "does",  "should", "might", NULL};
    static const char *const persons[] = {"you", "we", "one", "i", "it", NULL};
    static const char *const verdicts[] = {"say",   "think",   "conclude", "claim",  "assume",
                                           "infer", "believe", "agree",    "follow", NULL};
    static const char *const asking[] = {"who",   "whom", "whose", "what",    "which", "when",
                                         "where", "why",  "how",   "whether", "if",    NULL};
    if (reading->n_question_tokens < 5 || !els_str_is_one_of(reading->tokens[0].lower, helps) ||
        !els_str_is_one_of(reading->tokens[1].lower, persons) ||
        !els_str_is_one_of(reading->tokens[2].lower, verdicts) ||
        els_str_is_one_of(reading->tokens[3].lower, asking))
        return 0;
    return els_str_is(reading->tokens[3].lower, "that") ? 4 : 3;
}

bool els_reader_opens_yes_no(const els_reading *reading)
{
    static const char *const verbs[] = {"is",   "are", "was",   "were",  "does",   "do",
                                        "did",  "can", "has",   "have",  "may",    "will",
                                        "must", "had", "could", "would", "should", NULL};
    const uint32_t opening = verdict_opening(reading);
    if (reading->n_question_tokens < 3 || !els_str_is_one_of(reading->tokens[0].lower, verbs) ||
        (opening == 0 && els_str_is(reading->tokens[1].lower, "you")))
        return false;
    for (uint32_t i = 1; i < reading->n_question_tokens; i++)
        if (els_str_is(reading->tokens[i].lower, "or"))
            return false;
    return true;
}

/* Irregular forms of the verbs and nouns that English uses most. */
static els_str regular_form(els_str lower)
{
    static const char *const forms[][2] = {
        {"has", "have"},    {"had", "have"},       {"went", "go"},       {"goes", "go"},
        {"gone", "go"},     {"took", "take"},      {"taken", "take"},    {"got", "get"},
        {"gave", "give"},   {"given", "give"},     {"left", "left"},     {"put", "put"},
        {"ran", "run"},     {"came", "come"},      {"said", "say"},      {"told", "tell"},
        {"owns", "own"},    {"children", "child"}, {"people", "person"}, {"men", "man"},
        {"women", "woman"}, {"wives", "wife"},     {"sat", "sit"},       {"sitting", "sit"},
        {"stood", "stand"}, {"beaten", "beat"},    {"better", "good"},   {"best", "good"},
        {"worse", "bad"},   {"worst", "bad"},      {"least", "less"},    {"most", "more"},
        {"mice", "mouse"},  {"wolves", "wolf"},    {"lay", "lie"},       {"made", "make"},
        {"drank", "drink"}, {"ate", "eat"},        {"bought", "buy"},    {"held", "hold"},
        {"kept", "keep"},   {"threw", "throw"},    {"flew", "fly"},      {"rode", "ride"}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (els_str_is(lower, forms[i][0]))
            return els_str_of(forms[i][1]);
    return lower;
}

uint64_t els_reader_stem(els_str lower)
{
    char stem[32];
    bool possessive;
    els_str s = regular_form(els_reader_base(lower, &possessive));
    if (s.len >= sizeof stem)
        return els_hash_str(s);
    size_t n = s.len;
    memcpy(stem, s.ptr, n);
#define ENDS(text)                                                                                 \
    (n >= sizeof(text) + 2 && memcmp(stem + n - (sizeof(text) - 1), text, sizeof(text) - 1) == 0)
    if (ENDS("ies")) {
        n -= 2;
    } else if (ENDS("s") && stem[n - 2] != 's' && stem[n - 2] != 'u') {
        n -= 1;
    }
    if (ENDS("est") || ENDS("ing"))
        n -= 3;
    else if ((ENDS("ed") || ENDS("er")) && n > 4)
        n -= 2;
#undef ENDS
    if (n > 3 && stem[n - 1] == 'e')
        n--;
    if (n > 2 && stem[n - 1] == 'i')
        stem[n - 1] = 'y';
    if (n > 3 && stem[n - 1] == stem[n - 2])
        n--;
    return els_hash_bytes(0, stem, n);
}

int32_t els_reader_ordinal(const els_reading *reading, uint32_t i)
{
    const els_token *token = &reading->tokens[i];
    const uint32_t word = els_numerals_ordinal(token->lower);
    if (word > 0)
        return (int32_t)word;
    uint64_t value;
    if (token->kind == ELS_TOKEN_NUMBER && i + 1 < reading->n_tokens &&
        els_str_to_u64(token->text, &value) && value > 0 && value <= 64) {
        static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
        const els_token *next = token + 1;
        if (next->in_context == token->in_context &&
            next->start == token->start + token->text.len &&
            els_str_is_one_of(next->lower, endings))
            return (int32_t)value;
    }
    return 0;
}

/* ---- truth and names in a field ---- */

els_str els_reader_truth_answer(const els_field_spec *field, els_truth truth)
{
    if (field->n_choices == 0)
        return truth == ELS_TRUTH_YES  ? ELS_STR("yes")
               : truth == ELS_TRUTH_NO ? ELS_STR("no")
                                       : ELS_STR("unknown");
    for (uint32_t i = 0; i < field->n_choices; i++)
        if (els_truth_of(field->choices[i]) == truth)
            return field->choices[i];
    return truth == ELS_TRUTH_UNKNOWN ? els_reader_truth_answer(field, ELS_TRUTH_NO)
                                      : (els_str){NULL, 0};
}

els_str els_reader_bare(els_str s)
{
    static const char *const articles[] = {"the ", "a ", "an "};
    for (size_t i = 0; i < 3; i++) {
        size_t n = strlen(articles[i]);
        if (s.len > n && els_str_ieq(els_str_sub(s, 0, n), els_str_of(articles[i])))
            return els_str_sub(s, n, s.len);
    }
    return s;
}

els_str els_reader_name_answer(const els_field_spec *field, els_str name)
{
    if (field->n_choices == 0)
        return name;
    for (uint32_t i = 0; i < field->n_choices; i++)
        if (els_str_ieq(els_reader_bare(field->choices[i]), els_reader_bare(name)))
            return field->choices[i];
    return (els_str){NULL, 0};
}
