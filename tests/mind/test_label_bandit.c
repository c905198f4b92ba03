#include "label_bandit.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { CHOICES = 4, ROUNDS = 400 };
static const els_str none = {"", 0};
static const els_str choices[CHOICES] = {{"a1", 2}, {"b2", 2}, {"c3", 2}, {"d4", 2}};
static const char *const words[CHOICES][3] = {{"invoice", "charge", "payment"},
                                              {"parcel", "delivery", "courier"},
                                              {"password", "login", "account"},
                                              {"opening", "hours", "holiday"}};

/* Plays rounds of which each text names its choice by one of three words; returns how many of the
 * last quarter were right. `listens`: hears the verdicts. */
static uint32_t play(els_label_bandit *bandit, bool listens)
{
    uint32_t right_late = 0;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        uint32_t key = i * 7 % CHOICES;
        char text[80];
        snprintf(text, sizeof text, "hello number %u about my %s please", i % 13,
                 words[key][i % 3]);
        uint32_t choice = els_label_bandit_choose(bandit, els_str_of(text), none);
        cr_assert_lt(choice, CHOICES);
        right_late += choice == key && i >= ROUNDS * 3 / 4;
        if (listens)
            els_label_bandit_learn(bandit, els_str_of(text), none, choice, choice == key);
    }
    return right_late;
}

Test(label_bandit, learns_from_right_or_wrong_alone)
{
    els_label_bandit *bandit = els_label_bandit_new(choices, CHOICES, 1);
    cr_assert_not_null(bandit);
    cr_assert_gt(play(bandit, true), 90, "of 100");
    els_label_bandit_free(&bandit);
    cr_assert_null(bandit);
}

Test(label_bandit, guesses_without_verdicts)
{
    els_label_bandit *bandit = els_label_bandit_new(choices, CHOICES, 1);
    cr_assert_lt(play(bandit, false), 60, "of 100");
    els_label_bandit_free(&bandit);
}

Test(label_bandit, knows_a_choice_by_its_name_before_any_verdict)
{
    static const els_str named[] = {{"card_lost", 9}, {"opening_hours", 13}, {"refund", 6}};
    els_label_bandit *bandit = els_label_bandit_new(named, 3, 1);
    cr_assert_eq(els_label_bandit_choose(bandit, ELS_STR("what are your opening hours"), none), 1);
    cr_assert_eq(els_label_bandit_choose(bandit, ELS_STR("I want a refund"), none), 2);
    els_label_bandit_free(&bandit);
}

Test(label_bandit, takes_empty_texts_and_more_rounds_than_it_remembers)
{
    els_label_bandit *bandit = els_label_bandit_new(choices, CHOICES, 1);
    for (uint32_t i = 0; i < 9000; i++) {
        els_str text = i % 3 ? ELS_STR("parcel") : none;
        els_label_bandit_learn(bandit, text, none, i % CHOICES, i % CHOICES == 1);
    }
    cr_assert_eq(els_label_bandit_choose(bandit, ELS_STR("parcel"), none), 1);
    els_label_bandit_free(&bandit);
}
