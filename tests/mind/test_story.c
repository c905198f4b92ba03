#include <criterion/criterion.h>

#include "numeric_session.h"

extern const els_family els_family_story;
static els_session session;

static void expect(const char *question, const char *context, const char *answer)
{
    session_open(&session, "number", question, context);
    cr_assert(els_family_story.applies(&session), "%s", question);
    els_family_story.propose(&session);
    const kept_offer *best = offer_best(&session);
    cr_assert(best && els_str_eq(best->answer, els_str_of(answer)), "%s: " ELS_STR_FMT, question,
              ELS_STR_ARG(best ? best->answer : ELS_STR("nothing")));
    session_close(&session);
}

Test(story, follows_gains_losses_and_gifts)
{
    expect("Ben has 15 apples. He gives 4 apples to Eva. How many apples does Ben have left?", "",
           "11");
    expect("How many apples does Eva have now?",
           "Ben has 15 apples. Eva has 9 apples. Ben gives 4 apples to Eva.", "13");
    expect("There are 24 people on a bus. 7 people get off and 5 people get on. "
           "How many people are on the bus now?", "", "22");
}

Test(story, compares_in_both_directions)
{
    expect("Tom is 12 years old. Anna is 3 years older than Tom. How old is Anna?", "", "15");
    expect("Ben has 3 times as many stamps as Tom. Ben has 36 stamps. How many stamps does Tom have?",
           "", "12");
    expect("Ben has 15 apples. Eva has 9 apples. How many more apples does Ben have than Eva?", "",
           "6");
}

Test(story, multiplies_and_divides_by_units)
{
    expect("There are 12 shelves with 9 books on each shelf. 20 books are sold. "
           "How many books are left?", "", "88");
    expect("A machine makes 12 parts per minute. How many parts does it make in 3 hours?", "",
           "2160");
    expect("Max has $50. He buys 3 pens for $4 each. How much money does he have left?", "", "38");
    expect("A recipe needs 3 eggs for 12 cookies. How many eggs are needed for 36 cookies?", "", "9");
    expect("A box holds 6 bottles. How many boxes are needed for 44 bottles?", "", "8");
    expect("How many minutes are there in 3 hours and 20 minutes?", "", "200");
}

Test(story, takes_percents_averages_and_figures)
{
    expect("A shirt costs $80. It is sold at a discount of 25%. What is the new price?", "", "60");
    expect("Ann scores 4, 7 and 10 points. What is the mean?", "", "7");
    expect("A garden is 8 m long and 5 m wide. What is its area in square meters?", "", "40");
    expect("Begin with 5. Multiply by 4. Subtract 6. What do you get?", "", "14");
}

Test(story, names_who_has_most)
{
    session_open(&session, "text", "Who has the fewest coins?",
                 "Ann has 4 coins and 9 keys. Bob has 3 coins and 12 keys.");
    cr_assert(els_family_story.applies(&session));
    els_family_story.propose(&session);
    cr_assert(offer_of(&session, "Bob", "story"));
    session_close(&session);
}

Test(story, leaves_texts_without_a_plot_alone)
{
    session_open(&session, "number", "Which year follows?", "");
    cr_assert_not(els_family_story.applies(&session));
    session_close(&session);
}
