#include <criterion/criterion.h>

#include "numeric_session.h"

extern const els_family els_family_date;
static els_session session;

static void ask(const char *type, const char *question)
{
    session_open(&session, type, question, "");
    cr_assert(els_family_date.applies(&session), "%s", question);
    els_family_date.propose(&session);
}

static void expect(const char *type, const char *question, const char *answer, const char *shape)
{
    ask(type, question);
    if (!offer_of(&session, answer, shape))
        offers_print(&session);
    cr_assert(offer_of(&session, answer, shape), "%s: no %s by %s", question, answer, shape);
    session_close(&session);
}

Test(date_family, moves_dates_by_spans)
{
    expect("date", "What is 10 days after 2024-02-20?", "2024-03-01", "date+n");
    expect("date", "What is 2 weeks before March 5, 2023?", "2023-02-19", "date-n");
    expect("date", "A 3-month lease from 2023-11-30 ends when?", "2024-02-29", "date+n");
    expect("date", "One year from 29 February 2024", "2025-02-28", "date+n");
    expect("date", "5 business days after 2024-05-03", "2024-05-10", "date+n");
    expect("date", "3 months before 2024-01-31", "2023-10-31", "date-n");
}

Test(date_family, adds_up_the_spans_of_a_story)
{
    expect("date",
           "Ann left on 2021-03-23. 25 days later she wrote. 9 days after that she came home. When "
           "was that?",
           "2021-04-26", "date+n");
    expect("text",
           "The shop opened at 09:30. 45 minutes later Tom came. 2 hours after that he left. When "
           "did he leave?",
           "12:15", "time+n");
}

Test(date_family, measures_between_dates)
{
    expect("number", "How many days from 2024-01-15 to 2024-03-01?", "46", "days date..date");
    expect("number", "Weeks between 2024-03-01 and 2024-01-15?", "6", "weeks date..date");
    expect("number", "Months from 2024-01-31 to 2024-04-30", "3", "months date..date");
    expect("number", "Age on 2024-05-01 of one born on 1990-05-02", "33", "years date..date");
}

Test(date_family, names_weekdays)
{
    expect("text", "Which weekday is 2024-07-04?", "Thursday", "weekday date");
    expect("text", "Which weekday is 3 days after 2024-07-04?", "Sunday", "weekday date+n");
    expect("text", "What day comes 10 days after Tuesday?", "Friday", "weekday+n");
    expect("text", "What day was 3 days before Monday?", "Friday", "weekday-n");
    expect("date", "The first Monday after 2024-07-04", "2024-07-08", "next weekday date");
}

Test(date_family, reads_the_clock)
{
    expect("text", "A train leaves at 22:45 and rides 90 minutes. When does it arrive?", "00:15",
           "time+n");
    expect("text", "2 hours before 1:30 pm", "11:30 AM", "time-n");
    expect("number", "Minutes from 9:50 to 11:05?", "75", "minutes time..time");
    expect("number", "Hours from 10 pm to 6 am?", "8", "hours time..time");
}

Test(date_family, answers_only_with_choices_of_an_enum)
{
    els_str choices[] = {ELS_STR("monday"), ELS_STR("thursday")};
    session_open(&session, "enum", "Which weekday is 2024-07-04?", "");
    session.field.choices = choices;
    session.field.n_choices = 2;
    els_family_date.propose(&session);
    cr_assert_eq(session.n_offers, 1);
    cr_assert(offer_of(&session, "thursday", "weekday date"));
    session_close(&session);
}

Test(date_family, keeps_to_types_allowance_and_calendar)
{
    ask("date", "9998 years after 2024-01-01, or 3 days after 2024-01-01?");
    for (uint32_t i = 0; i < session.n_offers; i++)
        cr_assert_eq(session.offers[i].answer.len, 10);
    cr_assert(offer_of(&session, "2024-01-04", NULL));
    session_close(&session);
    session_open(&session, "date", "From 2024-01-01, 2024-02-01 and 2024-03-01: 3 days later", "");
    session.allowance = 2;
    els_family_date.propose(&session);
    cr_assert_eq(session.spent, 2);
    session_close(&session);
    session_open(&session, "number", "How many days are in 3 weeks?", "");
    cr_assert_not(els_family_date.applies(&session));
    session_close(&session);
}
