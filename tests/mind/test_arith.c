#include <criterion/criterion.h>

#include "numeric_session.h"
#include "tool_arith.h"

extern const els_family els_family_arith;
static els_session session;

static double eval(const char *text, const double *slots)
{
    els_arith_shape shape;
    double value = -1;
    cr_assert_eq(els_arith_compile(els_str_of(text), &shape), ELS_OK, "%s", text);
    cr_assert(els_arith_eval(&shape, slots, &value), "%s", text);
    return value;
}

Test(arith, compiles_every_skeleton_of_its_table)
{
    for (uint32_t i = 0; i < els_arith_n_shapes; i++) {
        els_arith_shape shape;
        cr_assert_eq(els_arith_compile(els_str_of(els_arith_shapes[i]), &shape), ELS_OK, "%s",
                     els_arith_shapes[i]);
        cr_assert_eq(shape.n_leaves, els_arith_leaves(shape.text));
        for (uint32_t k = 0; k < shape.n_leaves; k++)
            cr_assert_lt(shape.roles[k], ELS_ARITH_ROLES);
    }
}

Test(arith, evaluates_like_the_formula_reads)
{
    const double v[] = {20, 6, 4, 3, 2};
    cr_assert_float_eq(eval("n+n*n-n", (double[]){1, 2, 3, 4}), 3, 1e-12);
    cr_assert_float_eq(eval("(n+n)*n", v), 104, 1e-12);
    cr_assert_float_eq(eval("n/(n-n)", v), 10, 1e-12);
    cr_assert_float_eq(eval("n-n*n/n", v), 12, 1e-12);
    cr_assert_float_eq(eval("n*(100-n)/100", v), 18.8, 1e-12);
    cr_assert_float_eq(eval("n%n", v), 2, 1e-12);
    cr_assert_float_eq(eval("(n+n)%n", (double[]){20, 6, 7}), 5, 1e-12);
    cr_assert_float_eq(eval("ceil(n/n)", v), 4, 1e-12);
    cr_assert_float_eq(eval("floor((n+n)/n)", v), 6, 1e-12);
    cr_assert_eq(eval("n/n", (double[]){49, 49}), 1);
}

Test(arith, refuses_divisions_by_zero_and_nonsense)
{
    els_arith_shape shape;
    double value = 7;
    cr_assert_eq(els_arith_compile(ELS_STR("n/(n-n)"), &shape), ELS_OK);
    cr_assert_not(els_arith_eval(&shape, (double[]){1, 2, 2}, &value));
    cr_assert_eq(value, 7);
    cr_assert_eq(els_arith_compile(ELS_STR("n%n"), &shape), ELS_OK);
    cr_assert_not(els_arith_eval(&shape, (double[]){5, 0}, &value));
    cr_assert_not(els_arith_eval(&shape, (double[]){5.5, 2}, &value));
    cr_assert_eq(els_arith_compile(ELS_STR("n+"), &shape), ELS_E_FORMAT);
    cr_assert_eq(els_arith_compile(ELS_STR("(n+n"), &shape), ELS_E_FORMAT);
    cr_assert_eq(els_arith_compile(ELS_STR("n+n+n+n+n+n"), &shape), ELS_E_LIMIT);
}

Test(arith, knows_how_slots_meet)
{
    els_arith_shape shape;
    cr_assert_eq(els_arith_compile(ELS_STR("(n-n)*n"), &shape), ELS_OK);
    cr_assert_eq(shape.relations[0][1], ELS_ARITH_FIRST_MINUS);
    cr_assert_eq(shape.relations[0][2], ELS_ARITH_TIMES);
    cr_assert(shape.direct[0][1] && !shape.direct[0][2]);
    cr_assert_eq(els_arith_compile(ELS_STR("n+n-n"), &shape), ELS_OK);
    cr_assert_eq(shape.before[1], 0);
    cr_assert_eq(shape.before[2], -1);
    cr_assert_eq(els_arith_compile(ELS_STR("n*n+n*n"), &shape), ELS_OK);
    cr_assert_eq(shape.before[2], 0);
    cr_assert_eq(shape.before[3], 2);
}

Test(arith, knows_how_a_slot_counts_through_all_groups_above_it)
{
    els_arith_shape shape;
    cr_assert_eq(els_arith_compile(ELS_STR("n-(n-n)/n"), &shape), ELS_OK);
    enum { IN_SUM = 9, IN_PRODUCT = 18, FOR = 3, AGAINST = 6, FACTOR = 1, DIVISOR = 2 };
    cr_assert_eq(shape.roles[0], IN_SUM + FOR);
    cr_assert_eq(shape.roles[1], IN_SUM + AGAINST + FACTOR);
    cr_assert_eq(shape.roles[2], IN_SUM + FOR + FACTOR, "taken away from what is taken away");
    cr_assert_eq(shape.roles[3], IN_PRODUCT + AGAINST + DIVISOR);
}

Test(arith, knows_what_a_formula_does_last)
{
    static const struct {
        const char *text;
        els_arith_root_kind root;
    } of[] = {{"n", ELS_ARITH_ROOT_SLOT},
              {"n+n*n", ELS_ARITH_ROOT_ADD},
              {"n*n-n", ELS_ARITH_ROOT_SUBTRACT},
              {"(n-n)*n", ELS_ARITH_ROOT_MULTIPLY},
              {"(n-n)/n", ELS_ARITH_ROOT_DIVIDE},
              {"n*n/100", ELS_ARITH_ROOT_SCALE},
              {"n%n", ELS_ARITH_ROOT_REMAINDER},
              {"ceil(n/n)", ELS_ARITH_ROOT_CEIL},
              {"floor(n/n)", ELS_ARITH_ROOT_FLOOR},
              {"sum(all)", ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_TOTAL}};
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        els_arith_shape shape;
        cr_assert_eq(els_arith_compile(els_str_of(of[i].text), &shape), ELS_OK);
        cr_assert_eq(shape.root, of[i].root, "%s", of[i].text);
    }
}

static const kept_offer *formula_of(const char *answer, const char *args)
{
    for (uint32_t i = 0; i < session.n_offers; i++)
        if (els_str_eq(session.offers[i].answer, els_str_of(answer)) &&
            els_str_eq(session.offers[i].args, els_str_of(args)))
            return &session.offers[i];
    return NULL;
}

Test(arith_family, offers_the_formulas_of_a_word_problem)
{
    session_open(&session, "number",
                 "Ann buys 3 boxes with 12 pens each and gives 5 pens away. How many are left?",
                 "");
    cr_assert(els_family_arith.applies(&session));
    els_family_arith.propose(&session);
    cr_assert(formula_of("31", "n0*n1-n2"));
    cr_assert(formula_of("36", "n0*n1"));
    cr_assert(formula_of("51", "(n1+n2)*n0"));
    for (uint32_t i = 0; i < session.n_offers; i++)
        cr_assert(els_str_eq(session.offers[i].shape, ELS_STR("formula")));
    cr_assert_eq(session.spent <= session.allowance, 1);
    session_close(&session);
}

Test(arith_family, uses_a_number_twice)
{
    session_open(&session, "number", "Ann has 6 pens. Ben has 4 times as many. How many have both?",
                 "");
    els_family_arith.propose(&session);
    cr_assert(formula_of("30", "n0*(n1+1)"));
    session_close(&session);
}

Test(arith_family, reads_number_words_and_percents)
{
    session_open(&session, "number", "A coat costs $80. What does it cost after 25% off?", "");
    els_family_arith.propose(&session);
    cr_assert(formula_of("60", "n0*(100-n1)/100"));
    session_close(&session);
    session_open(&session, "number", "Each of three hens laid a dozen eggs. How many?", "");
    els_family_arith.propose(&session);
    cr_assert(formula_of("36", "n0*n1"));
    session_close(&session);
}

Test(arith_family, drops_negative_answers_and_equal_ones)
{
    session_open(&session, "number", "Of 7 birds 3 fly away. How many stay?", "");
    els_family_arith.propose(&session);
    uint32_t fours = 0;
    for (uint32_t i = 0; i < session.n_offers; i++) {
        cr_assert_neq(session.offers[i].answer.ptr[0], '-');
        fours += els_str_eq(session.offers[i].answer, ELS_STR("4"));
    }
    cr_assert(formula_of("4", "n0-n1"));
    cr_assert_leq(fours, 2);
    session_close(&session);
}

Test(arith_family, tries_nothing_when_another_shape_is_wanted)
{
    session_open(&session, "number", "1 2 3 4 and 5 things. How many?", "");
    session.only_shape = "something else";
    els_family_arith.propose(&session);
    cr_assert_eq(session.n_offers, 0);
    cr_assert_eq(session.spent, 0);
    session_close(&session);
}

Test(arith_family, stops_when_the_allowance_is_used_up)
{
    session_open(&session, "number", "12 and 7 and 9 and 31 and 5 things. How many?", "");
    session.allowance = 17;
    els_family_arith.propose(&session);
    cr_assert_eq(session.spent, 17);
    session_close(&session);
}
