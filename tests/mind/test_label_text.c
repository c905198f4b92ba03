#include "label_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const els_str none = {"", 0};
static els_label_feature features[ELS_LABEL_FEATURES_MAX], others[ELS_LABEL_FEATURES_MAX];

static uint32_t common(uint32_t n, uint32_t m)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < m; k++)
            found += features[i].id == others[k].id;
    return found;
}

Test(label_text, sees_neither_case_nor_apostrophes_nor_typographic_quotes_in_words)
{
    uint32_t n = els_label_features(ELS_STR("I cant find it"), none, false, features);
    uint32_t m = els_label_features(ELS_STR("i CAN\xe2\x80\x99T \xe2\x80\x9c"
                                            "find it\xe2\x80\x9d"),
                                    none, false, others);
    cr_assert_eq(n, m);
    cr_assert_eq(common(n, m), n);
    m = els_label_features(ELS_STR("i CAN'T, find (it)"), none, false, others);
    cr_assert_eq(common(n, m), n, "signs are beside the words, not between them");
    cr_assert_gt(m, n);
}

static uint32_t signs_of(const char *text)
{
    uint32_t n = els_label_features(els_str_of(text), none, false, features);
    uint32_t m = els_label_features(ELS_STR("so it is"), none, false, others);
    cr_assert_eq(common(n, m), m);
    return n - m;
}

Test(label_text, sees_each_sign_with_what_stands_next_to_it)
{
    cr_expect_eq(signs_of("so it is"), 0);
    cr_expect_eq(signs_of("so it is !"), 4, "alone, with a blank on either side or both");
    cr_expect_eq(signs_of("so it is !="), 7, "both are a gram of the first alone");
    uint32_t n = els_label_features(ELS_STR("so it is :)"), none, false, features);
    uint32_t m = els_label_features(ELS_STR("so it is :("), none, false, others);
    cr_expect_lt(common(n, m), n);
}

Test(label_text, lists_every_feature_once_with_its_count)
{
    uint32_t n = els_label_features(ELS_STR("card card card"), none, false, features), highest = 0;
    for (uint32_t i = 0; i < n; i++) {
        cr_assert_neq(features[i].id, 0);
        highest = features[i].count > highest ? features[i].count : highest;
        for (uint32_t k = 0; k < i; k++)
            cr_assert_neq(features[i].id, features[k].id);
    }
    cr_assert_eq(highest, 3);
}

Test(label_text, pairs_words_whatever_stands_between_them_and_in_either_order)
{
    uint32_t n = els_label_features(ELS_STR("lost card"), none, false, features);
    uint32_t m = els_label_features(ELS_STR("card was somehow lost"), none, false, others);
    uint32_t both = common(n, m);
    m = els_label_features(ELS_STR("card was somehow"), none, false, others);
    uint32_t card = common(n, m);
    m = els_label_features(ELS_STR("was somehow lost"), none, false, others);
    cr_assert_gt(both, card + common(n, m), "the pair is more than its words");
}

Test(label_text, marks_pairs_of_neighbours_and_of_the_ends_of_a_text)
{
    uint32_t n = els_label_features(ELS_STR("my lost card"), none, true, features), pairs = 0;
    for (uint32_t i = 0; i < n; i++)
        pairs += features[i].is_pair;
    cr_assert_eq(pairs, 4);
}

Test(label_text, shares_most_features_between_inflected_words)
{
    uint32_t n = els_label_features(ELS_STR("transferring"), none, false, features);
    uint32_t m = els_label_features(ELS_STR("transferred"), none, false, others);
    cr_assert_gt(2 * common(n, m), n);
    m = els_label_features(ELS_STR("weather"), none, false, others);
    cr_assert_lt(4 * common(n, m), n);
}

Test(label_text, pairs_fewer_words_and_keeps_letters_in_longer_texts)
{
    els_buf text = {0};
    for (int i = 0; i < 80; i++)
        els_buf_printf(&text, "w%dx ", i);
    uint32_t n = els_label_features(els_buf_str(&text), none, false, features), letters = 0;
    for (int i = 80; i < 160; i++)
        els_buf_printf(&text, "w%dx ", i);
    uint32_t m = els_label_features(els_buf_str(&text), none, false, others);
    for (uint32_t i = 0; i < m; i++)
        letters += others[i].is_letters;
    cr_assert_gt(letters, 0);
    cr_assert_lt(m, 2 * n, "no word is left out: every one has a feature of its own");
    m = els_label_features(ELS_STR("w159x"), none, false, features);
    cr_assert_gt(m, 0);
    n = els_label_features(els_buf_str(&text), none, false, others);
    cr_assert_gt(common(m, n), 0, "the last word, too");
    els_buf_fini(&text);
}

Test(label_text, takes_texts_of_any_length_and_bytes)
{
    size_t len = 16384;
    char *text = malloc(len);
    for (size_t i = 0; i < len; i++)
        text[i] = (char)(i * 131 % 256);
    for (size_t cut = 0; cut <= len; cut += 997)
        cr_assert_leq(
            els_label_features((els_str){text, cut}, (els_str){text, len}, false, features),
            ELS_LABEL_FEATURES_MAX);
    for (size_t i = 0; i < len; i++)
        text[i] = i % 3 ? (char)('a' + i * i % 26) : ' ';
    cr_assert_gt(els_label_features((els_str){text, len}, none, false, features), 100);
    memset(text, 'x', len);
    cr_assert_gt(els_label_features((els_str){text, len}, none, false, features), 0);
    cr_assert_eq(els_label_features(none, none, false, features), 0);
    cr_assert_eq(els_label_features(ELS_STR(" \n\t "), none, false, features), 0);
    free(text);
}

Test(label_text, sees_what_words_mean_when_asked_to)
{
    uint32_t n = els_label_features(ELS_STR("doctor"), none, false, features);
    uint32_t m = els_label_features(ELS_STR("physician"), none, false, others);
    uint32_t letters = common(n, m);
    n = els_label_features(ELS_STR("doctor"), none, true, features);
    m = els_label_features(ELS_STR("physician"), none, true, others);
    cr_assert_gt(common(n, m), letters);
    m = els_label_features(ELS_STR("quorvane"), none, true, others);
    cr_assert_eq(els_label_features(ELS_STR("quorvane"), none, false, others), m,
                 "a word that is in no dictionary has no meaning");
}
