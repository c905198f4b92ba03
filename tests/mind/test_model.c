#include <criterion/criterion.h>

#include "school.h"

#include <math.h>

static els_model model;

static void begin(void)
{
    cr_assert_eq(els_model_init(&model, true), ELS_OK);
}

static void end(void)
{
    els_model_fini(&model);
    cr_assert_null(model.weight);
    els_model_fini(&model);
}

TestSuite(model, .init = begin, .fini = end);

Test(model, begins_ignorant)
{
    uint32_t own[3] = {1, 2, UINT32_MAX};
    uint64_t words[2] = {11, 12};
    els_text_features text = {.words = words, .n_words = 2};
    cr_assert_eq(els_model_own(&model, own, 3), 0);
    cr_assert_eq(els_model_cross(&model, &text, 99), 0);
    cr_assert_eq(els_model_own(&model, NULL, 0), 0);
}

Test(model, a_step_is_adagrad)
{
    uint32_t own = 42;
    els_model_step_own(&model, &own, 1, 0.5, 0.1);
    double first = 0.1 * 0.5 / sqrt(0.25 + 0.01);
    cr_assert_float_eq(els_model_own(&model, &own, 1), first, 1e-6);
    els_model_step_own(&model, &own, 1, -1, 0.1);
    cr_assert_float_eq(els_model_own(&model, &own, 1), first - 0.1 / sqrt(1.25 + 0.01), 1e-6);
}

Test(model, many_own_features_count_as_sixteen)
{
    uint32_t own[64];
    for (uint32_t i = 0; i < 64; i++) {
        own[i] = 1000 + i;
        model.weight[own[i]] = 1;
    }
    cr_assert_float_eq(els_model_own(&model, own, 16), 16, 1e-9);
    cr_assert_float_eq(els_model_own(&model, own, 64), 64 * 0.5, 1e-9);
}

Test(model, a_key_is_crossed_with_what_its_bits_say)
{
    uint64_t words[2] = {1, 2}, chars[1] = {3}, facts[1] = {4};
    els_text_features all = {words, 2, chars, 1, facts, 1};
    els_text_features no_words = {NULL, 0, chars, 1, facts, 1};
    els_text_features no_chars = {words, 2, NULL, 0, facts, 1};
    els_text_features no_facts = {words, 2, chars, 1, NULL, 0};
    uint64_t plain = 77, rich = 77 | ELS_CROSS_CHARS, derived = 77 | ELS_CROSS_FACTS;
    els_model_step_cross(&model, &all, plain, 1, 0.2);
    double value = els_model_cross(&model, &all, plain);
    cr_assert_gt(value, 0.1);
    cr_assert_eq(els_model_cross(&model, &no_chars, plain), value);
    cr_assert_eq(els_model_cross(&model, &no_facts, plain), value);
    cr_assert_eq(els_model_cross(&model, &no_words, plain), 0);
    els_model_step_cross(&model, &all, rich, 1, 0.2);
    cr_assert_lt(els_model_cross(&model, &no_chars, rich), els_model_cross(&model, &all, rich));
    els_model_step_cross(&model, &all, derived, 1, 0.2);
    cr_assert_gt(els_model_cross(&model, &no_words, derived), 0.1);
    cr_assert_eq(els_model_cross(&model, &no_facts, derived), 0);
    cr_assert_eq(els_cross_words(rich), plain);
    cr_assert_eq(els_cross_words(derived), plain);
    cr_assert_eq(els_model_cross(&model, &all, 78), 0, "another key is another feature");
}

Test(model, a_group_is_scaled_to_unit_length)
{
    uint64_t words[100];
    for (uint64_t i = 0; i < 100; i++)
        words[i] = i + 1;
    els_text_features few = {.words = words, .n_words = 4}, many = {.words = words, .n_words = 100};
    /* The first step moves the score by rate * gradient^2 summed: about the same for both. */
    els_model_step_cross(&model, &few, 5, 0.05, 0.1);
    els_model_step_cross(&model, &many, 6, 0.05, 0.1);
    double a = els_model_cross(&model, &few, 5), b = els_model_cross(&model, &many, 6);
    cr_assert(a > 0 && b > 0);
    cr_assert(b / a > 0.8 && b / a < 1.25, "%f %f", a, b);
}

Test(text, words_hide_numbers_and_stay_bounded)
{
    els_arena arena = {0};
    char right[24];
    els_view one, two;
    els_view_open(&one, NULL, school_sum(&arena, 1, right), NULL, 0, &arena);
    els_view_open(&two, NULL, school_sum(&arena, 2, right), NULL, 0, &arena);
    cr_assert_gt(one.text.n_words, 0);
    cr_assert_eq(one.text.n_words, two.text.n_words);
    cr_assert_eq(memcmp(one.text.words, two.text.words, one.text.n_words * sizeof(uint64_t)), 0,
                 "two sums that differ in their numbers only");
    els_view_open(&two, NULL, school_task(&arena, "Which name is longer?", "text"), NULL, 0,
                  &arena);
    cr_assert(one.text.n_words != two.text.n_words ||
              memcmp(one.text.words, two.text.words, one.text.n_words * sizeof(uint64_t)) != 0);
    static char text[16001];
    for (size_t i = 0; i + 1 < sizeof text; i++)
        text[i] = i % 8 == 7 ? ' ' : (char)('a' + (i * i) % 23);
    els_view_open(&two, NULL, school_task(&arena, text, "text"), NULL, 0, &arena);
    cr_assert_leq(two.text.n_words, ELS_TEXT_MAX);
    cr_assert_leq(two.text.n_chars, ELS_TEXT_MAX);
    cr_assert_gt(two.text.n_words, ELS_TEXT_MAX / 2);
    els_arena_fini(&arena);
}

Test(text, characters_ignore_case_and_what_is_between_words)
{
    els_arena arena = {0};
    els_text_features a, b, c;
    els_text_chars(ELS_STR("Two  DOGS, 12!"), &arena, &a);
    els_text_chars(ELS_STR("two-dogs"), &arena, &b);
    els_text_chars(ELS_STR("two cats"), &arena, &c);
    cr_assert_eq(a.n_chars, b.n_chars);
    cr_assert_gt(a.n_chars, 10);
    cr_assert_eq(memcmp(a.chars, b.chars, a.n_chars * sizeof(uint64_t)), 0);
    cr_assert(memcmp(a.chars, c.chars, a.n_chars * sizeof(uint64_t)) != 0);
    els_arena_fini(&arena);
}
