/* How far two things of a text are apart, amounts in another measure, and texts made from a piece
 * of the question: what an untrained mind takes. */
#include <criterion/criterion.h>

#include "numeric_session.h"

extern const els_family els_family_gap, els_family_measure, els_family_rewrite;

static void expect_best(const els_family *family, const char *type, const char *question,
                        const char *context, const char *answer)
{
    static els_session s;
    session_open(&s, type, question, context);
    cr_assert(family->applies(&s), "%s", question);
    family->propose(&s);
    const kept_offer *best = offer_best(&s);
    cr_assert_not_null(best, "%s", question);
    cr_expect(els_str_eq(best->answer, els_str_of(answer)), "%s: " ELS_STR_FMT, question,
              ELS_STR_ARG(best->answer));
    session_close(&s);
}

Test(gap_family, takes_the_two_that_the_question_speaks_of)
{
    static const char mill[] = "The mill was built in 1811. There was a fire in 1840. The great "
                               "flood came in 1862. In 1901 it was torn down.";
    expect_best(&els_family_gap, "text", "How many years lay between the fire and the flood?", mill,
                "22");
    expect_best(&els_family_gap, "number",
                "How many years after it was built was the mill torn down?", mill, "90");
    expect_best(&els_family_gap, "number", "How many minutes does the tour take?",
                "The tour leaves at 09:40 and is back at 11:05.", "85");
}

Test(gap_family, is_for_texts_and_for_questions_of_a_distance)
{
    static els_session s;
    session_open(&s, "text", "Who sold the mill?", "Built in 1811, sold by Ida Moor in 1840.");
    cr_expect_not(els_family_gap.applies(&s));
    session_close(&s);
    session_open(&s, "number", "How many years lay between 1811 and 1840?", "");
    cr_expect_not(els_family_gap.applies(&s));
    session_close(&s);
}

Test(measure_family, takes_the_measure_that_is_named)
{
    expect_best(&els_family_measure, "number", "How many grams are 3 kg?", "", "3000");
    expect_best(&els_family_measure, "text", "Express 250 minutes in hours.", "", "4.166666667");
    expect_best(&els_family_measure, "number", "A film has 2 GB. How many MB is that?", "", "2000");
}

Test(rewrite_family, does_what_it_is_called_for)
{
    expect_best(&els_family_rewrite, "text", "Give the initials of Mara Lund.", "", "ML");
    expect_best(&els_family_rewrite, "text", "Write \"old stone bridge\" in upper case.", "",
                "OLD STONE BRIDGE");
    expect_best(&els_family_rewrite, "text", "What is \"stone\" backwards?", "", "enots");
    expect_best(&els_family_rewrite, "text", "How many vowels are in \"bridge\"?", "", "2");
    expect_best(&els_family_rewrite, "text", "Which extension has /srv/tea/list.csv?", "", "csv");
    expect_best(&els_family_rewrite, "text", "What is /srv/tea/list.csv without its folders?", "",
                "list.csv");
}

Test(rewrite_family, stops_when_the_allowance_ends)
{
    static els_session s;
    session_open(&s, "text", "Give the initials of Mara Lund.", "");
    s.allowance = 3;
    els_family_rewrite.propose(&s);
    cr_expect_eq(s.n_offers, 3);
    session_close(&s);
}
