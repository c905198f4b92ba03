#include <criterion/criterion.h>

#include "numeric_session.h"
#include "tool_sequence_text.h"

extern const els_family els_family_sequence;
static els_session session;
static els_arena arena;
static els_sequence_model models[ELS_SEQUENCE_MAX_MODELS];

/* Fits a row of terms parted by blanks ("_" is the gap); returns the number of models. */
static uint32_t fit(const char *text, uint32_t n_next)
{
    els_rat terms[ELS_SEQUENCE_MAX_TERMS];
    els_sequence_query query = {terms, 0, ELS_SEQUENCE_NO_GAP, n_next};
    els_str rest = els_str_of(text), part;
    while (els_str_split(&rest, ' ', &part)) {
        if (els_str_eq(part, ELS_STR("_")))
            query.gap = (int32_t)query.n;
        else
            cr_assert(els_rat_parse(part, &terms[query.n]));
        query.n++;
    }
    return els_sequence_fit(&arena, &query, NULL, models, ELS_SEQUENCE_MAX_MODELS);
}

static void expect_next(const char *text, const char *next)
{
    uint32_t n = fit(text, 1);
    cr_assert_gt(n, 0, "no model for %s", text);
    els_str got = els_rat_format(&arena, models[0].next[0]);
    cr_assert(els_str_eq(got, els_str_of(next)), "%s -> " ELS_STR_FMT " by " ELS_STR_FMT, text,
              ELS_STR_ARG(got), ELS_STR_ARG(models[0].name));
}

Test(sequence, continues_polynomials_and_geometric_rows)
{
    expect_next("3 7 11 15", "19");
    expect_next("10 7 4 1", "-2");
    expect_next("2 6 18 54", "162");
    expect_next("1 4 9 16 25", "36");
    expect_next("1 8 27 64 125", "216");
    expect_next("1 3 6 10 15", "21");
    expect_next("0.5 1 1.5 2", "2.5");
    expect_next("16 8 4 2 1", "0.5");
    expect_next("5 5 5 5", "5");
}

Test(sequence, finds_recurrences)
{
    expect_next("1 1 2 3 5 8", "13");
    expect_next("2 5 11 23 47", "95");
    expect_next("1 2 5 12 29 70", "169");
    expect_next("1 1 2 4 7 13 24 44", "81");
    expect_next("1 2 6 24 120", "720");
    expect_next("2 3 6 18 108", "1944");
    expect_next("2 4 16 256", "65536");
}

Test(sequence, sees_through_transforms)
{
    expect_next("1 2 4 7 11 16", "22");
    expect_next("4 9 25 49 121", "169");
    expect_next("1 -2 3 -4 5 -6", "7");
    expect_next("1 3 6 11 18 29", "42");
    expect_next("1 10 2 20 3 30 4 40", "5");
    expect_next("2 4 10 28 82", "244");
    expect_next("1 1 2 6 24 120", "720");
    expect_next("3 4 6 7 9 10 12", "13");
}

Test(sequence, knows_primes_cycles_composites_and_spoken_digits)
{
    expect_next("2 3 5 7 11 13", "17");
    expect_next("4 6 8 9 10 12", "14");
    expect_next("1 2 3 1 2 3 1", "2");
    expect_next("1 11 21 1211 111221", "312211");
    expect_next("16 23 28 38 49", "62"); /* adds its digits */
    expect_next("1 5 2 7 6 4 0 3", "9"); /* x becomes 2x + 3 modulo 11 */
}

Test(sequence, knows_functions_of_number_theory)
{
    expect_next("1 2 2 3 2 4 2 4 3 4", "2");    /* number of divisors */
    expect_next("1 3 4 7 6 12 8 15 13", "18");  /* their sum */
    expect_next("1 1 2 2 4 2 6 4 6 4", "10");   /* totients */
    expect_next("3 5 11 17 31 41 59 67", "83"); /* primes at prime places */
    expect_next("1 1 2 1 2 2 3 1 2 2", "3");    /* ones in binary */
    expect_next("6 15 35 77 143 221", "323");   /* neighbouring primes */
    expect_next("31 62 93 25 56 87 19", "401"); /* 13, 26, 39, ... turned round */
}

Test(sequence, picks_numbers_by_a_property)
{
    expect_next("11 22 33 44 55 66 77 88 99 101 111", "121");
    expect_next("4 6 9 10 14 15 21 22 25", "26");
    expect_next("1 2 4 5 7 8 10 11", "13");
    expect_next("2 3 5 6 7 8 10 11 12 13 14 15", "17");
}

Test(sequence, finds_recurrences_whose_coefficients_grow)
{
    expect_next("1 2 5 14 42 132 429 1430", "4862");
    expect_next("2 6 20 70 252 924 3432", "12870");
    expect_next("1 2 4 9 21 51 127 323 835 2188", "5798");
}

Test(sequence, fills_a_gap_in_the_middle)
{
    cr_assert_gt(fit("3 6 _ 12 15", 1), 0);
    cr_assert_eq((int)models[0].gap.num, 9);
    cr_assert_gt(fit("2 _ 8 16 32", 1), 0);
    cr_assert_eq((int)models[0].gap.num, 4);
    cr_assert_gt(fit("_ 6 12 24 48", 1), 0);
    cr_assert_eq((int)models[0].gap.num, 3);
    cr_assert_gt(fit("1 1 2 3 _ 8 13 21", 1), 0);
    cr_assert_eq((int)models[0].gap.num, 5);
    cr_assert_gt(fit("1 10 2 20 _ 30 4 40", 1), 0);
    cr_assert_eq((int)models[0].gap.num, 3);
}

Test(sequence, keeps_terms_left_over_as_evidence)
{
    cr_assert_gt(fit("3 7 11 15 19", 1), 0);
    cr_assert_eq(models[0].left, 3);
    cr_assert_eq(fit("3 1 4", 1), 0);
    cr_assert_eq(fit("1 5", 1), 0);
    for (uint32_t i = 0, n = fit("7 1 9 2 8 3", 1); i < n; i++)
        cr_assert_gt(models[i].left, 0);
}

Test(sequence, stops_at_overflow_without_wrapping)
{
    uint32_t n = fit("2 4 16 256 65536", 200);
    cr_assert_gt(n, 0);
    cr_assert_lt(models[0].n_next, 10);
    cr_assert_gt(models[0].n_next, 0);
    fit("99999999999999999999999999999 -99999999999999999999999999999 "
        "99999999999999999999999999998 1 0 3 99999999999999999999999999997",
        3);
}

Test(rational, is_exact_and_checked)
{
    els_rat a, b, c;
    cr_assert(els_rat_parse(ELS_STR("-1.25"), &a) && els_rat_parse(ELS_STR("3/4"), &b));
    cr_assert(els_rat_add(a, b, &c) && (int)c.num == -1 && (int)c.den == 2);
    cr_assert(els_rat_div(a, b, &c) && (int)c.num == -5 && (int)c.den == 3);
    cr_assert(els_str_eq(els_rat_format(&arena, c), ELS_STR("-5/3")));
    cr_assert(els_str_eq(els_rat_format(&arena, a), ELS_STR("-1.25")));
    cr_assert_not(els_rat_div(a, els_rat_of(0), &c));
    cr_assert(els_rat_make((els_i128)1 << 110, 1, &a));
    cr_assert_not(els_rat_mul(a, a, &c));
    cr_assert_not(els_rat_parse(ELS_STR("1/0"), &a));
    cr_assert_not(els_rat_parse(ELS_STR("12a"), &a));
    cr_assert_not(els_rat_parse(ELS_STR(""), &a));
}

Test(sequence, continues_what_hangs_on_what_terms_leave_over)
{
    expect_next("0 1 1 2 3 5 8 3 1 4 5 9 4 3 7 0", "7"); /* Fibonacci's last digits */
    expect_next("9 28 14 7 22 11 34 17 52 26 13", "40"); /* Collatz */
    cr_assert_eq(fit("5 17 2 90 31 4 66 12 7 58 23 80", 1), 0, "no rule for chance");
}

Test(sequence, continues_recurrences_with_polynomial_and_periodic_parts)
{
    expect_next("2 3 6 9 15 25 40 65 106 171 277 449 726 1175", "1902"); /* +1, 0, 0 */
    expect_next("1 2 7 16 33 62 111 192 325", "542");                    /* t + t + 3 i - 5 */
    expect_next("2 4 9 28 125 726 5047", "40328");                       /* i! + i */
    expect_next("2 4 2 4 6 2 6 4 2 4 6 6", "2");                         /* gaps of primes */
}

Test(sequence_text, reads_runs_gaps_and_separators)
{
    els_sequence_text run;
    cr_assert(els_sequence_read(ELS_STR("In 5 steps: 2, 4, 6, 8, and 10. Next?"), &run));
    cr_assert_eq(run.n, 5);
    cr_assert(els_sequence_read(ELS_STR("1,000, 2,000, 3,000, 4,000"), &run));
    cr_assert_eq(run.n, 4);
    cr_assert_eq((int)run.columns[0].values[3].num, 4000);
    cr_assert(els_sequence_read(ELS_STR("100,200,300,400,?"), &run));
    cr_assert_eq(run.n, 4);
    cr_assert_eq(run.n_blank, 1);
    cr_assert(els_sequence_read(ELS_STR("3 -6 12 _ 48"), &run));
    cr_assert_eq(run.gap, 3);
    cr_assert_eq((int)run.columns[0].values[1].num, -6);
    cr_assert_not(
        els_sequence_read(ELS_STR("I am as happy as a clam at 3 or 4 o'clock, or 5."), &run));
}

static void expect_answer(const char *type, const char *question, const char *answer)
{
    session_open(&session, type, question, "");
    cr_assert(els_family_sequence.applies(&session), "%s", question);
    els_family_sequence.propose(&session);
    const kept_offer *best = offer_best(&session);
    cr_assert(best && els_str_eq(best->answer, els_str_of(answer)), "%s -> " ELS_STR_FMT, question,
              ELS_STR_ARG(best ? best->answer : (els_str){0}));
    session_close(&session);
}

Test(sequence_family, answers_letters_names_and_mixtures)
{
    expect_answer("number", "What comes next: 3, 6, 12, 24?", "48");
    expect_answer("text", "Continue the row A, C, E, G, ...", "I");
    expect_answer("text", "U, W, Y, A, C, ?", "E");
    expect_answer("text", "A1, C3, E5, G7, ?", "I9");
    expect_answer("text", "AZ, BY, CX, DW", "EV");
    expect_answer("text", "b, d, f, h, _", "j");
    expect_answer("text", "Monday, Wednesday, Friday, Sunday", "Tuesday");
    expect_answer("text", "Jan, Apr, Jul, Oct", "Jan");
    expect_answer("number", "What is missing in 5, 10, _, 20, 25?", "15");
    expect_answer("list", "Give the next three terms of 2, 4, 6, 8.", "10, 12, 14");
}

Test(sequence_family, finds_far_terms)
{
    session_open(&session, "number", "What is the 10th term of 3, 7, 11, 15, 19, ...?", "");
    els_family_sequence.propose(&session);
    const kept_offer *far = offer_of(&session, "39", "kth");
    cr_assert(far && far->check == 2);
    cr_assert(offer_of(&session, "23", "next"));
    session_close(&session);
}

Test(sequence_family, works_within_its_allowance_and_wishes)
{
    session_open(&session, "number", "7, 1, 9, 2, 8, 3, 4", "");
    session.allowance = 10;
    els_family_sequence.propose(&session);
    cr_assert_eq(session.spent, 10);
    session_close(&session);

    session_open(&session, "number", "1, 1, 2, 3, 5, 8", "");
    session.only_shape = "next";
    els_family_sequence.propose(&session);
    cr_assert(offer_of(&session, "13", "next"));
    cr_assert_not(offer_of(&session, "13", "kth"));
    session_close(&session);
}

Test(sequence_family, does_not_apply_without_a_run)
{
    session_open(&session, "number", "I have 3 apples and 4 pears. How many?", "");
    cr_assert_not(els_family_sequence.applies(&session));
    session_close(&session);
}
