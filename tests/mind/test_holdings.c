#include <criterion/criterion.h>

#include "numeric_session.h"

extern const els_family els_family_holdings;
static els_session session;

static void expect(const char *type, const char *question, const char *answer, const char *shape)
{
    session_open(&session, type, question, "");
    cr_assert(els_family_holdings.applies(&session), "%s", question);
    els_family_holdings.propose(&session);
    if (!offer_of(&session, answer, shape))
        offers_print(&session);
    cr_assert(offer_of(&session, answer, shape), "%s: no %s by %s", question, answer, shape);
    session_close(&session);
}

Test(holdings, follow_getting_and_parting)
{
    expect("number",
           "Ann had 30 stamps. She bought 12 stamps and lost 5. How many stamps does Ann have now?",
           "37", "holdings.of");
    expect("number",
           "Ben had 40 coins and gave 12 of them to Ada, who had 7 coins. How many coins does Ada "
           "have?",
           "19", "holdings.of");
}

Test(holdings, compare_people_with_each_other)
{
    const char *told =
        "Lea has 20 pens. Ben has 8 fewer pens than Lea. Tim has 3 times as many pens as Ben. ";
    char question[300];
    snprintf(question, sizeof question, "%sHow many pens do they have together?", told);
    expect("number", question, "68", "holdings.total");
    snprintf(question, sizeof question, "%sHow many more pens does Tim have than Lea?", told);
    expect("number", question, "16", "holdings.difference");
    expect("number", "Ben has 5 fewer pens than Lea, who has 20 pens. How many pens does Ben have?",
           "15", "holdings.of");
}

Test(holdings, go_back_to_the_start)
{
    expect("number",
           "After giving 5 shells to Ben and getting 3 from Carl, Ann has 20 shells. "
           "How many shells did Ann have at first?",
           "22", "holdings.start");
}

Test(holdings, find_who_has_most_and_least_of_what_is_asked_for)
{
    const char *told = "Olga has 5 cups and 7 forks. Paul has 2 cups and 9 forks. ";
    char question[200];
    snprintf(question, sizeof question, "%sWho has the most cups?", told);
    expect("text", question, "Olga", "holdings.most");
    snprintf(question, sizeof question, "%sWho has the fewest forks?", told);
    expect("text", question, "Olga", "holdings.least");
}

Test(holdings, leave_rates_percentages_and_undefined_comparisons_alone)
{
    static const char *const questions[] = {
        "Ann has 3 boxes with 4 pens each. How many pens does Ann have?",
        "Ann has 80 pens. 25% of the pens are red. How many pens are red?",
        "Ann has 4 more pens than Ben. Ann buys 2 pens. How many pens does Ann have?"};
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        session_open(&session, "number", questions[i], "");
        cr_expect_not(els_family_holdings.applies(&session), "%s", questions[i]);
        session_close(&session);
    }
}

Test(holdings, offer_neither_the_other_end_nor_a_sum_for_a_share)
{
    session_open(&session, "text", "Olga has 9 cups. Paul has 4 cups. Who has the most cups?", "");
    els_family_holdings.propose(&session);
    cr_expect(offer_of(&session, "Olga", "holdings.most"));
    cr_expect_not(offer_of(&session, "Paul", "holdings.least"));
    session_close(&session);
    session_open(&session, "number",
                 "Al has 50 sweets. He keeps 2 sweets and shares the others with 6 friends. "
                 "How many sweets does each of them get?",
                 "");
    els_family_holdings.propose(&session);
    cr_expect_not(offer_of(&session, "52", "holdings.of"));
    session_close(&session);
}
