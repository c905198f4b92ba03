#include <criterion/criterion.h>

#include "numeric_session.h"
#include "tool_calc.h"

#include <math.h>

extern const els_family els_family_calc;
static els_session session;

static double eval(const char *text)
{
    double value = NAN;
    els_err err = els_calc_eval(els_str_of(text), &value);
    cr_assert_eq(err, ELS_OK, "%s: %s", text, els_err_text(err));
    return value;
}

static els_err error_of(const char *text)
{
    double value = 77;
    els_err err = els_calc_eval(els_str_of(text), &value);
    cr_assert(err == ELS_OK || value == 77, "output touched by %s", text);
    return err;
}

Test(calc, follows_precedence_and_parentheses)
{
    cr_assert_float_eq(eval("2 + 3 * 4"), 14, 1e-12);
    cr_assert_float_eq(eval("(2 + 3) * 4"), 20, 1e-12);
    cr_assert_float_eq(eval("2 ^ 3 ^ 2"), 512, 1e-9);
    cr_assert_float_eq(eval("10 - 4 - 3"), 3, 1e-12);
    cr_assert_float_eq(eval("-3 * -(2 + 1)"), 9, 1e-12);
    cr_assert_float_eq(eval("1,200 / 4 / 3"), 100, 1e-12);
}

/* The one calculation that is found in the text. */
static double found_in(const char *text)
{
    els_calc_span spans[4];
    cr_assert_eq(els_calc_find(els_str_of(text), spans, 4), 1, "%s", text);
    return spans[0].value;
}

Test(calc, does_what_it_is_told_one_thing_after_the_other)
{
    cr_assert_float_eq(found_in("Begin with 12. Double it. Take away 5. What is left?"), 19, 1e-12);
    cr_assert_float_eq(found_in("Start with 40, divide by 8, then add eleven."), 16, 1e-12);
    cr_assert_float_eq(found_in("Think of 6. Square it. Add 4 to the result. Halve that."), 20,
                       1e-12);
    cr_assert_float_eq(found_in("Start from 200. Reduce it by 10%. Now add 20."), 200, 1e-12);
    cr_assert_float_eq(found_in("Take the number 9. Multiply the result by 7 and subtract 13."), 50,
                       1e-12);
}

Test(calc, takes_no_story_for_instructions)
{
    els_calc_span spans[4];
    cr_assert_eq(els_calc_find(ELS_STR("Take 5 apples. Add sugar."), spans, 4), 0);
    cr_assert_eq(els_calc_find(ELS_STR("Start with 9. Divide by 0."), spans, 4), 0);
    cr_assert_eq(els_calc_find(ELS_STR("Take 16. Square root it."), spans, 4), 0);
    cr_assert_eq(els_calc_find(ELS_STR("The box starts with 5 and loses 2."), spans, 4), 0);
}

Test(calc, knows_signs_words_and_percents)
{
    cr_assert_float_eq(eval("3x4"), 12, 1e-12);
    cr_assert_float_eq(eval("3 x 4"), 12, 1e-12);
    cr_assert_float_eq(eval("3 \xc3\x97 4 \xc3\xb7 2 \xe2\x88\x92 1"), 5, 1e-12);
    cr_assert_float_eq(eval("15% of 80"), 12, 1e-12);
    cr_assert_float_eq(eval("15 percent of 80"), 12, 1e-12);
    cr_assert_float_eq(eval("200 * 15%"), 30, 1e-12);
    cr_assert_float_eq(eval("17 % 5"), 2, 1e-12);
    cr_assert_float_eq(eval("seven times twenty-two"), 154, 1e-12);
    cr_assert_float_eq(eval("6 squared minus 3 cubed"), 9, 1e-12);
    cr_assert_float_eq(eval("9 multiplied by 4 divided by 6"), 6, 1e-12);
    cr_assert_float_eq(eval("half of 10 plus 2"), 7, 1e-12);
    cr_assert_float_eq(eval("square root of 81"), 9, 1e-12);
}

Test(calc, does_to_all_what_is_said_behind_it)
{
    cr_assert_float_eq(eval("30% of 50, plus 32"), 47, 1e-12);
    cr_assert_float_eq(eval("5 percent of 300, increased by 39"), 54, 1e-12);
    cr_assert_float_eq(eval("80 reduced by 25%"), 60, 1e-12);
    cr_assert_float_eq(eval("3 + 4, multiplied by 2"), 14, 1e-12);
    cr_assert_float_eq(eval("3 + 4, divided by 2, minus 1"), 2.5, 1e-12);
    cr_assert_float_eq(eval("200, plus 10%"), eval("200 plus 10%"), 1e-12,
                       "a comma is no other sum");
    cr_assert_float_eq(eval("200, increased by 10%"), 220, 1e-12);
    cr_assert_eq(error_of("3 + 4, divided by 0"), ELS_E_USAGE);
    cr_assert_eq(error_of("3, 4"), ELS_E_FORMAT);
}

Test(calc, refuses_what_has_no_value)
{
    cr_assert_eq(error_of("1 / 0"), ELS_E_USAGE);
    cr_assert_eq(error_of("5 % 0"), ELS_E_USAGE);
    cr_assert_eq(error_of("(-8) ^ 0.5"), ELS_E_USAGE);
    cr_assert_eq(error_of("9 ^ 9 ^ 9"), ELS_E_LIMIT);
    cr_assert_eq(error_of("2 +"), ELS_E_FORMAT);
    cr_assert_eq(error_of(""), ELS_E_FORMAT);
    cr_assert_eq(error_of("two dogs"), ELS_E_FORMAT);
}

Test(calc, refuses_deep_nesting_in_bounded_time)
{
    static char text[16001];
    memset(text, '(', 16000);
    cr_assert_eq(error_of(text), ELS_E_LIMIT);
    memset(text, '-', 16000);
    cr_assert_eq(error_of(text), ELS_E_LIMIT);
    els_calc_span span;
    memset(text, '(', 16000);
    cr_assert_eq(els_calc_find(els_str_of(text), &span, 1), 0);
}

Test(calc, finds_maximal_spans_in_prose)
{
    els_calc_span spans[4];
    els_str text =
        ELS_STR("On 2024-05-06 I paid 12 * 3 + 4 euros, then (7 - 2) / 2 for 3rd place.");
    cr_assert_eq(els_calc_find(text, spans, 4), 2);
    cr_assert_float_eq(spans[0].value, 40, 1e-12);
    cr_assert_eq(spans[0].operators, 2);
    cr_assert_float_eq(spans[1].value, 2.5, 1e-12);
    cr_assert(els_str_eq(els_str_sub(text, spans[1].begin, spans[1].end), ELS_STR("(7 - 2) / 2")));
}

Test(calc, ignores_single_numbers_and_unfinished_operators)
{
    els_calc_span spans[4];
    cr_assert_eq(els_calc_find(ELS_STR("I have 12 apples - and 5 pears."), spans, 4), 0);
    cr_assert_eq(els_calc_find(ELS_STR("room A-5, code x2+"), spans, 4), 0);
}

Test(calc_family, verifies_a_question_that_is_one_expression)
{
    session_open(&session, "number", "What is 17 * (3 + 4) - 2?", "");
    cr_assert(els_family_calc.applies(&session));
    els_family_calc.propose(&session);
    const kept_offer *best = offer_best(&session);
    cr_assert(best && els_str_eq(best->answer, ELS_STR("117")) && best->check == 2);
    cr_assert_eq(session.spent, 1);
    session_close(&session);
}

Test(calc_family, is_less_sure_when_other_numbers_are_around)
{
    session_open(&session, "number", "Of the 9 sums, 4 + 5 is which?", "");
    els_family_calc.propose(&session);
    const kept_offer *nine = offer_of(&session, "9", "eval");
    cr_assert(nine && nine->check == 1 && nine->prior < 1);
    session_close(&session);
}

Test(calc_family, offers_roundings_of_fractions)
{
    session_open(&session, "number", "Compute 10 / 3 to 2 decimals", "");
    els_family_calc.propose(&session);
    cr_assert(offer_of(&session, "3.33", "round(eval,2)"));
    cr_assert(offer_of(&session, "3", "round(eval,0)"));
    session_close(&session);
}

Test(calc_family, leaves_entities_alone)
{
    session_open(&session, "entity", "What is 2 + 2?", "");
    cr_assert_not(els_family_calc.applies(&session));
    session_close(&session);
}

Test(calc_family, speaks_for_itself_where_it_has_every_number)
{
    session_open(&session, "number", "What is 12 * (3 + 4)?", "");
    cr_assert_gt(els_family_calc.hint(&session, ELS_STR("eval")), 0);
    cr_assert_gt(els_family_calc.hint(&session, (els_str){NULL, 0}), 0);
    session_close(&session);
    session_open(&session, "number", "Ada packs 12 boxes with 3 + 4 pens each. How many pens?", "");
    cr_assert_eq(els_family_calc.hint(&session, ELS_STR("eval")), 0, "the boxes are not in it");
    session_close(&session);
}
