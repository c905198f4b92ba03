#include "answered.h"

#include <criterion/criterion.h>

Test(answered, gives_many_askers_one_answer)
{
    els_answered answered = {0};
    int answers = 0;
    for (int executor = 0; executor < 80; executor++)
        answers += els_answered_is_due(&answered, 7, 0, 1000 + executor);
    cr_assert_eq(answers, 1);
}

Test(answered, answers_again_after_a_while)
{
    els_answered answered = {0};
    cr_assert(els_answered_is_due(&answered, 7, 0, 1000));
    cr_assert(!els_answered_is_due(&answered, 7, 0, 1000 + ELS_ANSWER_AGAIN_MS - 1));
    cr_assert(els_answered_is_due(&answered, 7, 0, 1000 + ELS_ANSWER_AGAIN_MS));
}

Test(answered, answers_another_version_at_once)
{
    els_answered answered = {0};
    cr_assert(els_answered_is_due(&answered, 7, 0, 1000));
    cr_assert(els_answered_is_due(&answered, 8, 0, 1000));
    cr_assert(els_answered_is_due(&answered, 11, 0, 1000), "11 and 7 share a place");
}

Test(answered, answers_the_first_wish_at_time_zero)
{
    els_answered answered = {0};
    cr_assert(els_answered_is_due(&answered, 1, 0, 0));
}

/* From 1000 on somebody asks every 50 ms and nothing arrives. */
static int answers_in(els_answered *answered, int64_t ms, int64_t *ret_last_ms,
                      int64_t *ret_longest)
{
    int answers = 0;
    *ret_last_ms = *ret_longest = 0;
    for (int64_t at = 0; at < ms; at += 50) {
        if (!els_answered_is_due(answered, 7, (uint64_t)at, 1000 + at))
            continue;
        answers++;
        if (*ret_last_ms && 1000 + at - *ret_last_ms > *ret_longest)
            *ret_longest = 1000 + at - *ret_last_ms;
        *ret_last_ms = 1000 + at;
    }
    return answers;
}

Test(answered, whoever_asks_all_the_time_is_answered_ever_more_rarely)
{
    els_answered answered = {0};
    int64_t last_ms, longest_ms;
    int answers = answers_in(&answered, 120000, &last_ms, &longest_ms);
    cr_assert(answers >= 8 && answers <= 12, "%d answers in two minutes", answers);
    cr_assert_eq(longest_ms, ELS_ANSWER_RARELY_MS);
}

Test(answered, who_begins_to_ask_does_not_wait_for_who_has_asked_for_long)
{
    els_answered answered = {0};
    int64_t last_ms, longest_ms;
    (void)answers_in(&answered, 60000, &last_ms, &longest_ms);
    cr_assert(!els_answered_is_due(&answered, 7, 60000, last_ms + ELS_ANSWER_AGAIN_MS));
    for (int life = 1; life < 20; life++) /* an executor that is started again and again */
        cr_assert(els_answered_is_due(&answered, 7, 200, last_ms + life * 1000), "%d", life);
}
