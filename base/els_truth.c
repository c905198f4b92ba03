#include "els_truth.h"

els_truth els_truth_of(els_str word)
{
    static const char *const yes[] = {"yes",      "true",    "correct",    "valid", "right",
                                      "entailed", "follows", "entailment", "y",     NULL};
    static const char *const no[] = {"no",      "false",         "incorrect",    "invalid", "wrong",
                                     "refuted", "contradiction", "contradicted", "n",       NULL};
    static const char *const unknown[] = {
        "unknown",   "uncertain", "undetermined", "maybe",         "neutral", "unclear",
        "undecided", "possible",  "possibly",     "indeterminate", NULL};
    char bytes[64];
    if (word.len >= sizeof bytes)
        return ELS_TRUTH_OTHER;
    els_str s = els_str_lower(word, bytes, sizeof bytes);
    if (els_str_is_one_of(s, yes))
        return ELS_TRUTH_YES;
    if (els_str_is_one_of(s, no))
        return ELS_TRUTH_NO;
    if (els_str_is_one_of(s, unknown) || els_str_contains(s, ELS_STR("cannot")) ||
        els_str_contains(s, ELS_STR("can't")) || els_str_contains(s, ELS_STR("not enough")) ||
        els_str_contains(s, ELS_STR("undetermin")) || els_str_contains(s, ELS_STR("not known")))
        return ELS_TRUTH_UNKNOWN;
    return ELS_TRUTH_OTHER;
}
