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
