#include "labels.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY = 7 };
static const els_str no_context = {"", 0};
static const els_str choices[] = {{"billing", 7}, {"lost_card", 9}, {"opening_hours", 13}};

static void teach(els_labels *labels, const char *text, els_str label, bool is_right)
{
    els_labels_add(labels, KEY, els_str_of(text), no_context, label, is_right);
}

/* Number of the likeliest choice, 99 when it cannot answer. */
static uint32_t best(const els_labels *labels, const char *text, float *ret_probability)
{
    float probability[3];
    uint32_t at = 0;
    if (!els_labels_answer(labels, KEY, els_str_of(text), no_context, choices, 3, probability))
        return 99;
    cr_assert_float_eq(probability[0] + probability[1] + probability[2], 1, 1e-4);
    for (uint32_t i = 1; i < 3; i++)
        at = probability[i] > probability[at] ? i : at;
    if (ret_probability)
        *ret_probability = probability[at];
    return at;
}

static els_labels *taught(void)
{
    static const char *const invoice[] = {"the invoice is wrong", "you charged me twice",
                                          "why did my invoice go up", "wrong amount charged"};
    static const char *const card[] = {"I cannot find my card", "my card was stolen",
                                       "someone has stolen my wallet",
                                       "card gone, please block it"};
    static const char *const hours[] = {"when do you open", "are you open on Sunday",
                                        "what time does the shop close", "open on holidays?"};
    els_labels *labels = els_labels_new(true);
    cr_assert_not_null(labels);
    for (int i = 0; i < 4; i++) {
        teach(labels, invoice[i], choices[0], true);
        teach(labels, card[i], choices[1], true);
        teach(labels, hours[i], choices[2], true);
    }
    els_labels_train(labels, true);
    return labels;
}

Test(labels, tells_new_texts_apart_by_the_words_they_share_with_taught_ones)
{
    els_labels *labels = taught();
    cr_assert_eq(best(labels, "an amount was charged that is wrong", NULL), 0);
    cr_assert_eq(best(labels, "a thief has stolen the card", NULL), 1);
    cr_assert_eq(best(labels, "do you close on Sundays", NULL), 2);
    els_labels_free(&labels);
}

Test(labels, knows_a_choice_by_its_own_words_before_it_has_a_text)
{
    els_labels *labels = els_labels_new(true);
    teach(labels, "xyzzy plugh", choices[0], true);
    teach(labels, "plover fee", choices[1], false);
    teach(labels, "foo bar", choices[2], false);
    els_labels_train(labels, true);
    cr_assert_eq(best(labels, "about my lost card", NULL), 1);
    cr_assert_eq(best(labels, "your opening hours", NULL), 2);
    els_labels_free(&labels);
}

Test(labels, knows_a_label_by_its_name_alone_before_any_text_of_it_was_seen)
{
    els_labels *labels = els_labels_new(true);
    els_labels_name(labels, KEY, choices[2]);
    teach(labels, "the invoice is wrong", choices[0], true);
    teach(labels, "someone has stolen my wallet", choices[1], true);
    els_labels_train(labels, true);
    cr_assert_eq(best(labels, "what are your opening hours?", NULL), 2);
    els_labels_free(&labels);
}

Test(labels, tells_by_what_words_mean_where_none_of_them_was_seen)
{
    els_labels *labels = els_labels_new(true);
    teach(labels, "my phone is broken", choices[0], true); /* letters alone would say this */
    teach(labels, "the invoice is wrong", choices[1], true);
    teach(labels, "some doctor", choices[2], true);
    els_labels_train(labels, true);
    cr_assert_eq(best(labels, "physician", NULL), 2);
    els_labels_free(&labels);
}

Test(labels, tells_texts_apart_that_differ_in_signs_alone)
{
    static const char *const glad[] = {"well then :)", "so the bus came :)", "my exam :-) today",
                                       "rain again :)"};
    static const char *const sad[] = {"well then :(", "so the bus came :(", "my exam :-( today",
                                      "rain again :("};
    els_labels *labels = els_labels_new(true);
    for (int i = 0; i < 4; i++) {
        teach(labels, glad[i], choices[0], true);
        teach(labels, sad[i], choices[1], true);
    }
    els_labels_train(labels, true);
    cr_assert_eq(best(labels, "the train was late :)", NULL), 0);
    cr_assert_eq(best(labels, "the train was late :(", NULL), 1);
    cr_assert_eq(best(labels, "at the dentist :-)", NULL), 0);
    els_labels_free(&labels);
}

Test(labels, cannot_answer_before_training_nor_for_another_field)
{
    els_labels *labels = els_labels_new(true);
    els_labels_about about;
    float probability[3];
    teach(labels, "a text", choices[0], true);
    cr_assert_eq(best(labels, "a text", NULL), 99);
    cr_assert_not(els_labels_trusted(labels, KEY));
    els_labels_train(labels, true);
    cr_assert_eq(best(labels, "a text", NULL), 0);
    cr_assert_not(els_labels_trusted(labels, KEY), "few labels wait for searches");
    cr_assert_not(els_labels_look(labels, KEY + 1, &about));
    cr_assert_not(
        els_labels_answer(labels, KEY + 1, ELS_STR("a text"), no_context, choices, 3, probability));
    els_str others[] = {ELS_STR("never"), ELS_STR("heard of")};
    cr_assert_not(
        els_labels_answer(labels, KEY, ELS_STR("a text"), no_context, others, 2, probability));
    els_labels_free(&labels);
}

Test(labels, learns_from_what_is_wrong_alone)
{
    els_labels *labels = taught();
    float before[3], after[3];
    els_str text = ELS_STR("stolen invoice");
    cr_assert(els_labels_answer(labels, KEY, text, no_context, choices, 3, before));
    els_labels_add(labels, KEY, text, no_context, choices[1], false);
    els_labels_train(labels, true);
    cr_assert(els_labels_answer(labels, KEY, text, no_context, choices, 3, after));
    cr_assert_lt(after[1], before[1]);
    els_labels_free(&labels);
}

Test(labels, takes_the_newest_right_label_of_a_text_and_keeps_it_against_a_wrong_one)
{
    els_labels *labels = taught();
    els_labels_about about, later;
    cr_assert(els_labels_look(labels, KEY, &about));
    for (int i = 0; i < 3; i++)
        teach(labels, "when do you open", choices[0], true);
    teach(labels, "when do you open", choices[0], false);
    els_labels_train(labels, true);
    cr_assert(els_labels_look(labels, KEY, &later));
    cr_assert_eq(later.rows, about.rows);
    cr_assert_eq(best(labels, "when do you open", NULL), 0);
    els_labels_free(&labels);
}

Test(labels, steps_back_where_searches_do_better)
{
    els_labels *labels = taught(); /* twelve rows: about right every second time when held out */
    els_labels_about about;
    cr_assert(els_labels_look(labels, KEY, &about));
    for (int i = 0; i < 200; i++)
        els_labels_note_search(labels, KEY, true);
    cr_assert_lt(about.right, about.held_out);
    cr_assert_not(els_labels_trusted(labels, KEY));
    for (int i = 0; i < 200; i++)
        els_labels_note_search(labels, KEY, false);
    cr_assert(els_labels_trusted(labels, KEY));
    els_labels_free(&labels);
}

Test(labels, forgets_the_oldest_texts_when_it_is_full)
{
    els_labels *labels = els_labels_new(true);
    els_labels_about about;
    char text[64];
    for (int i = 0; i < ELS_LABEL_ROWS_MAX + 10; i++) {
        snprintf(text, sizeof text, "text number %d", i);
        teach(labels, text, choices[i % 3], true);
    }
    cr_assert(els_labels_look(labels, KEY, &about));
    cr_assert_leq(about.rows, ELS_LABEL_ROWS_MAX);
    cr_assert_gt(about.rows, ELS_LABEL_ROWS_MAX / 2);
    els_labels_free(&labels);
}

Test(labels, keeps_long_texts_within_its_memory)
{
    els_labels *labels = els_labels_new(true);
    els_labels_about about;
    char *text = malloc(5001);
    memset(text, 'x', 5000);
    text[5000] = '\0';
    for (int i = 0; i < 10000; i++) {
        snprintf(text, 16, "%015d", i);
        text[15] = ' ';
        teach(labels, text, choices[i % 3], true);
    }
    cr_assert(els_labels_look(labels, KEY, &about));
    cr_assert_leq((uint64_t)about.rows * 4096, (uint64_t)17 << 20);
    els_labels_free(&labels);
    free(text);
}

Test(labels, come_back_from_their_bytes)
{
    els_labels *labels = taught(), *back = els_labels_new(true), *answers = els_labels_new(false);
    els_buf bytes = {0}, again = {0};
    float p = 0, q = 0;
    els_labels_save(labels, NULL, true, &bytes);
    els_str rest = els_buf_str(&bytes);
    cr_assert_eq(els_labels_load(back, NULL, &rest), ELS_OK);
    cr_assert_eq(rest.len, 0);
    els_labels_save(back, NULL, true, &again);
    cr_assert(els_str_eq(els_buf_str(&bytes), els_buf_str(&again)));
    els_buf_clear(&again);
    els_labels_save(labels, NULL, false, &again);
    cr_assert_lt(again.len, bytes.len);
    rest = els_buf_str(&again);
    cr_assert_eq(els_labels_load(answers, NULL, &rest), ELS_OK);
    cr_assert_eq(best(labels, "my card", &p), best(answers, "my card", &q));
    cr_assert_float_eq(p, q, 1e-6);
    els_labels_copy(answers, back);
    cr_assert_eq(best(answers, "my card", &q), 1);
    els_labels_free(&labels);
    els_labels_free(&back);
    els_labels_free(&answers);
    els_buf_fini(&bytes);
    els_buf_fini(&again);
}

Test(labels, refuse_damaged_bytes_or_load_them_harmlessly)
{
    els_labels *labels = taught(), *back = els_labels_new(true);
    els_buf bytes = {0};
    els_labels_save(labels, NULL, true, &bytes);
    uint32_t refused = 0;
    for (size_t i = 0; i + 4 <= bytes.len && i < 6000; i++) {
        char old[4];
        memcpy(old, bytes.ptr + i, 4);
        memset(bytes.ptr + i, 0xff, 4);
        els_str rest = els_buf_str(&bytes);
        els_err err = els_labels_load(back, NULL, &rest);
        cr_assert(err == ELS_OK || err == ELS_E_FORMAT);
        refused += err != ELS_OK;
        (void)best(back, "my card was stolen", NULL);
        memcpy(bytes.ptr + i, old, 4);
    }
    cr_assert_gt(refused, 100);
    for (size_t len = 0; len < bytes.len; len += 97) {
        els_str cut = {bytes.ptr, len};
        cr_assert_eq(els_labels_load(back, NULL, &cut), ELS_E_FORMAT);
    }
    els_labels_free(&labels);
    els_labels_free(&back);
    els_buf_fini(&bytes);
}
