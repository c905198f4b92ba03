/* reader_degree.c — which end of a scale a word of degree points to. */
#include "reader.h"

/* Adjectives by their first form; "big", "bigger" and "biggest" share it. */
static const char *const much[] = {
    "tall",      "old",  "big",   "large", "long",   "heavy", "fast",   "strong", "rich",
    "high",      "wide", "deep",  "hot",   "warm",   "loud",  "bright", "thick",  "broad",
    "more",      "most", "great", "good",  "better", "best",  "hard",   "smart",  "quick",
    "expensive", "late", "far",   "steep", "sharp",  "sweet", "brave",  "strict", "proud"};
static const char *const little[] = {
    "short",   "young", "small", "little", "light", "slow",  "weak",  "poor", "low",   "narrow",
    "shallow", "cold",  "cool",  "quiet",  "dark",  "dim",   "thin",  "less", "least", "few",
    "tiny",    "bad",   "worse", "worst",  "soft",  "cheap", "early", "near", "close", "mild"};

/* `lower` is the word itself or with -er, -est (the last letter doubled, or y become i). */
static bool is_form_of(els_str lower, els_str word)
{
    const size_t stem = word.ptr[word.len - 1] == 'y' ? word.len - 1 : word.len;
    if (!els_str_starts(lower, els_str_sub(word, 0, stem)))
        return false;
    els_str end = els_str_sub(lower, stem, lower.len);
    if (stem < word.len) {
        if (els_str_eq(end, ELS_STR("y")))
            return true;
        if (end.len == 0 || end.ptr[0] != 'i')
            return false;
        end = els_str_sub(end, 1, end.len);
    } else if (end.len > 2 && end.ptr[0] == word.ptr[word.len - 1]) {
        end = els_str_sub(end, 1, end.len);
    }
    return end.len == 0 || els_str_eq(end, ELS_STR("er")) || els_str_eq(end, ELS_STR("est")) ||
           els_str_eq(end, ELS_STR("r")) || els_str_eq(end, ELS_STR("st"));
}

/* Asked of every word of a text: most are settled by their first letter. */
static bool is_among(els_str lower, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i][0] == lower.ptr[0] && is_form_of(lower, els_str_of(list[i])))
            return true;
    return false;
}

int32_t els_reader_degree(els_str lower)
{
    if (lower.len == 0)
        return 0;
    if (is_among(lower, much, sizeof much / sizeof much[0]))
        return 1;
    return is_among(lower, little, sizeof little / sizeof little[0]) ? -1 : 0;
}
