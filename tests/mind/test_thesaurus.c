#include <criterion/criterion.h>

#include "thesaurus.h"

static double related(const char *a, const char *b)
{
    return els_thesaurus_related(els_thesaurus_of(els_str_of(a)), els_thesaurus_of(els_str_of(b)));
}

Test(thesaurus, a_word_is_nearer_to_what_it_is_about_than_to_other_things)
{
    /* Of many kinds of table, none of them in a plugin. */
    static const struct {
        const char *word, *near, *far;
    } cases[] = {{"writer", "author", "weight"},   {"wage", "salary", "distance"},
                 {"warm", "temperature", "pages"}, {"nation", "country", "salary"},
                 {"heavy", "weight", "author"},    {"inhabitants", "population", "height"},
                 {"tall", "height", "language"},   {"issued", "published", "temperature"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_assert_gt(related(cases[i].word, cases[i].near),
                     related(cases[i].word, cases[i].far) + 0.1, "%s", cases[i].word);
}

Test(thesaurus, a_word_is_as_near_to_itself_as_can_be)
{
    cr_assert_gt(related("river", "river"), 0.97);
    cr_assert_leq(related("river", "river"), 1);
    cr_assert_float_eq(related("salary", "wage"), related("wage", "salary"), 0);
}

Test(thesaurus, inflected_forms_have_the_meaning_of_their_base)
{
    static const char *const pairs[][2] = {{"rivers", "river"},      {"written", "write"},
                                           {"countries", "country"}, {"warmest", "warm"},
                                           {"moving", "move"},       {"children", "child"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        els_meaning form = els_thesaurus_of(els_str_of(pairs[i][0]));
        els_meaning base = els_thesaurus_of(els_str_of(pairs[i][1]));
        cr_assert(form.n > 0 && form.n == base.n, "%s", pairs[i][0]);
        cr_assert_eq(memcmp(form.entries, base.entries, form.n * sizeof *form.entries), 0);
    }
}

Test(thesaurus, words_it_does_not_hold_mean_nothing)
{
    cr_assert_eq(els_thesaurus_of(ELS_STR("xqzzt")).n, 0);
    cr_assert_eq(els_thesaurus_of((els_str){NULL, 0}).n, 0);
    char longest[200];
    memset(longest, 'a', sizeof longest);
    cr_assert_eq(els_thesaurus_of((els_str){longest, sizeof longest}).n, 0);
    cr_assert_eq(related("xqzzt", "river"), 0);
}

Test(thesaurus, finds_the_first_and_the_last_words)
{
    cr_assert_gt(els_thesaurus_of(ELS_STR("aardvark")).n, 0);
    cr_assert_gt(els_thesaurus_of(ELS_STR("zymurgy")).n, 0);
}
