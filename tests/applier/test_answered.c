#include "answered.h"

#include <criterion/criterion.h>

Test(answered, gives_many_askers_one_answer)
{
    els_answered answered = {0};
    int answers = 0;
    for (int executor = 0; executor < 80; executor++)
        answers += els_answered_is_due(&answered, 7, 1000 + executor);
    cr_assert_eq(answers, 1);
}

Test(answered, answers_again_after_a_while)
{
    els_answered answered = {0};
    cr_assert(els_answered_is_due(&answered, 7, 1000));
    cr_assert(!els_answered_is_due(&answered, 7, 1000 + ELS_ANSWER_AGAIN_MS - 1));
    cr_assert(els_answered_is_due(&answered, 7, 1000 + ELS_ANSWER_AGAIN_MS));
}

Test(answered, answers_another_version_at_once)
{
    els_answered answered = {0};
    cr_assert(els_answered_is_due(&answered, 7, 1000));
    cr_assert(els_answered_is_due(&answered, 8, 1000));
    cr_assert(els_answered_is_due(&answered, 11, 1000), "11 and 7 share a place");
}

Test(answered, answers_the_first_wish_at_time_zero)
{
    els_answered answered = {0};
    cr_assert(els_answered_is_due(&answered, 1, 0));
}

Test(answered, what_is_asked_for_all_the_time_is_sent_ever_more_rarely)
{
    els_answered answered = {0};
    int answers = 0;
    int64_t now_ms = 1000, last_ms = 0, longest_ms = 0;
    for (; now_ms < 1000 + 120000; now_ms += 50) {
        if (!els_answered_is_due(&answered, 7, now_ms))
            continue;
        answers++;
        if (last_ms && now_ms - last_ms > longest_ms)
            longest_ms = now_ms - last_ms;
        last_ms = now_ms;
    }
    cr_assert(answers <= 12, "%d answers in two minutes", answers);
    cr_assert_eq(longest_ms, ELS_ANSWER_RARELY_MS);
    /* When nobody has asked for a while there is nothing on its way. */
    now_ms = last_ms + 2 * ELS_ANSWER_RARELY_MS;
    cr_assert(els_answered_is_due(&answered, 7, now_ms));
    cr_assert(els_answered_is_due(&answered, 7, now_ms + ELS_ANSWER_AGAIN_MS));
}
