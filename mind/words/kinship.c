#include "kinship.h"

static const struct {
    const char *word;
    els_kinship means;
} words[] = {
    {"parent", {"p", ELS_GENDER_OPEN}},
    {"father", {"p", ELS_GENDER_MALE}},
    {"dad", {"p", ELS_GENDER_MALE}},
    {"daddy", {"p", ELS_GENDER_MALE}},
    {"mother", {"p", ELS_GENDER_FEMALE}},
    {"mom", {"p", ELS_GENDER_FEMALE}},
    {"mum", {"p", ELS_GENDER_FEMALE}},
    {"mummy", {"p", ELS_GENDER_FEMALE}},
    {"child", {"c", ELS_GENDER_OPEN}},
    {"children", {"c", ELS_GENDER_OPEN}},
    {"kid", {"c", ELS_GENDER_OPEN}},
    {"son", {"c", ELS_GENDER_MALE}},
    {"daughter", {"c", ELS_GENDER_FEMALE}},
    {"sibling", {"s", ELS_GENDER_OPEN}},
    {"brother", {"s", ELS_GENDER_MALE}},
    {"sister", {"s", ELS_GENDER_FEMALE}},
    {"spouse", {"m", ELS_GENDER_OPEN}},
    {"husband", {"m", ELS_GENDER_MALE}},
    {"wife", {"m", ELS_GENDER_FEMALE}},
    {"wives", {"m", ELS_GENDER_FEMALE}},
    {"grandparent", {"pp", ELS_GENDER_OPEN}},
    {"grandfather", {"pp", ELS_GENDER_MALE}},
    {"grandpa", {"pp", ELS_GENDER_MALE}},
    {"granddad", {"pp", ELS_GENDER_MALE}},
    {"grandmother", {"pp", ELS_GENDER_FEMALE}},
    {"grandma", {"pp", ELS_GENDER_FEMALE}},
    {"granny", {"pp", ELS_GENDER_FEMALE}},
    {"grandchild", {"cc", ELS_GENDER_OPEN}},
    {"grandchildren", {"cc", ELS_GENDER_OPEN}},
    {"grandson", {"cc", ELS_GENDER_MALE}},
    {"granddaughter", {"cc", ELS_GENDER_FEMALE}},
    {"uncle", {"ps", ELS_GENDER_MALE}},
    {"aunt", {"ps", ELS_GENDER_FEMALE}},
    {"auntie", {"ps", ELS_GENDER_FEMALE}},
    {"nephew", {"sc", ELS_GENDER_MALE}},
    {"niece", {"sc", ELS_GENDER_FEMALE}},
    {"cousin", {"psc", ELS_GENDER_OPEN}},
    {"parent-in-law", {"mp", ELS_GENDER_OPEN}},
    {"father-in-law", {"mp", ELS_GENDER_MALE}},
    {"mother-in-law", {"mp", ELS_GENDER_FEMALE}},
    {"son-in-law", {"cm", ELS_GENDER_MALE}},
    {"daughter-in-law", {"cm", ELS_GENDER_FEMALE}},
    {"brother-in-law", {"ms", ELS_GENDER_MALE}},
    {"sister-in-law", {"ms", ELS_GENDER_FEMALE}},
    {"great-grandparent", {"ppp", ELS_GENDER_OPEN}},
    {"great-grandfather", {"ppp", ELS_GENDER_MALE}},
    {"great-grandmother", {"ppp", ELS_GENDER_FEMALE}},
    {"great-grandchild", {"ccc", ELS_GENDER_OPEN}},
    {"great-grandchildren", {"ccc", ELS_GENDER_OPEN}},
    {"great-grandson", {"ccc", ELS_GENDER_MALE}},
    {"great-granddaughter", {"ccc", ELS_GENDER_FEMALE}},
    {"great-uncle", {"pps", ELS_GENDER_MALE}},
    {"great-aunt", {"pps", ELS_GENDER_FEMALE}},
};

/* Whether what is left of a word is nothing, or an ending of the plural or the possessive. */
static bool is_ending(els_str rest)
{
    static const char *const endings[] = {"", "s", "'s", "\xe2\x80\x99s", "s'", "s\xe2\x80\x99"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (els_str_is(rest, endings[i]))
            return true;
    return false;
}

bool els_kinship_of(els_str word, els_kinship *ret)
{
    for (size_t i = 0; word.len > 0 && i < sizeof words / sizeof words[0]; i++) {
        els_str known = els_str_of(words[i].word);
        if ((word.ptr[0] | 0x20) == known.ptr[0] &&
            els_str_ieq(els_str_sub(word, 0, known.len), known) &&
            is_ending(els_str_sub(word, known.len, word.len))) {
            *ret = words[i].means;
            return true;
        }
    }
    return false;
}
