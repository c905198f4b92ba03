#include <criterion/criterion.h>

#include "numeric_session.h"
#include "tool_list_ops.h"

#include <stdlib.h>

extern const els_family els_family_list;
static els_session session;
static els_arena arena;

static els_list_value list(const char *text)
{
    int64_t *items = ELS_ARENA_NEW(&arena, int64_t, 32);
    uint32_t n = 0;
    for (char *at = (char *)text; *at; n++)
        items[n] = strtoll(at, &at, 10);
    return (els_list_value){items, n, false};
}

static uint32_t operation(const char *name)
{
    for (uint32_t i = 0; i < els_list_n_operations; i++)
        if (strcmp(els_list_operations[i].name, name) == 0)
            return i;
    cr_assert_fail("no operation %s", name);
    return 0;
}

static void expect(const char *name, int64_t k, const char *in, const char *out)
{
    int64_t got[ELS_LIST_MAX_ITEMS];
    uint32_t n = 99;
    els_list_value input = list(in), wanted = list(out);
    cr_assert(els_list_apply(operation(name), k, &input, got, &n), "%s", name);
    cr_assert_eq(n, wanted.n, "%s gave %u items", name, n);
    for (uint32_t i = 0; i < n; i++)
        cr_assert_eq(got[i], wanted.items[i], "%s, item %u: %lld", name, i, (long long)got[i]);
}

Test(list, applies_its_operations)
{
    expect("sort", 0, "3 1 2", "1 2 3");
    expect("sort_desc", 0, "3 1 2", "3 2 1");
    expect("reverse", 0, "3 1 2", "2 1 3");
    expect("take(_)", 2, "3 1 2", "3 1");
    expect("take_last(_)", 2, "3 1 2", "1 2");
    expect("drop(_)", 1, "3 1 2", "1 2");
    expect("drop_last(_)", 1, "3 1 2", "3 1");
    expect("places_1_3", 0, "5 6 7 8", "5 7");
    expect("places_2_4", 0, "5 6 7 8", "6 8");
    expect("rotate_left(_)", 1, "1 2 3", "2 3 1");
    expect("rotate_right(_)", 4, "1 2 3", "3 1 2");
    expect("unique", 0, "2 2 1 2", "2 1");
    expect("running_sum", 0, "1 2 3", "1 3 6");
    expect("differences", 0, "1 4 9", "3 5");
    expect("swap_ends", 0, "1 2 3", "3 2 1");
    expect("mod(_)", 3, "-1 4", "2 1");
    expect("div(_)", 2, "-1 5", "-1 2");
    expect("even", 0, "1 2 -4", "2 -4");
    expect("odd", 0, "1 2 -3", "1 -3");
    expect("prime", 0, "1 2 9 11", "2 11");
    expect("above(_)", 2, "1 2 3", "3");
    expect("mirror", 0, "1 2", "1 2 2 1");
    expect("median", 0, "9 1 5", "5");
    expect("count(_)", 2, "2 1 2", "2");
    expect("nth(_)", 2, "7 8", "8");
}

Test(list, refuses_what_does_not_apply)
{
    int64_t out[ELS_LIST_MAX_ITEMS];
    uint32_t n;
    els_list_value empty = list(""), some = list("1 2"), large = list("900000000000 900000000000");
    cr_assert_not(els_list_apply(operation("head"), 0, &empty, out, &n));
    cr_assert_not(els_list_apply(operation("take(_)"), 3, &some, out, &n));
    cr_assert_not(els_list_apply(operation("mod(_)"), 0, &some, out, &n));
    cr_assert_not(els_list_apply(operation("divisible(_)"), 0, &some, out, &n));
    cr_assert_not(els_list_apply(operation("sum"), 0, &large, out, &n));
    cr_assert_not(els_list_apply(operation("square"), 0, &large, out, &n));
    cr_assert_not(els_list_apply(operation("mean"), 0, &some, out, &n));
}

static void expect_answer(const char *type, const char *question, const char *context,
                          const char *answer, uint32_t check)
{
    session_open(&session, type, question, context);
    cr_assert(els_family_list.applies(&session), "%s", question);
    els_family_list.propose(&session);
    const kept_offer *best = offer_best(&session);
    cr_assert(best && els_str_eq(best->answer, els_str_of(answer)), "%s -> " ELS_STR_FMT, question,
              ELS_STR_ARG(best ? best->answer : (els_str){0}));
    cr_assert_eq(best->check, check);
    session_close(&session);
}

Test(list_family, learns_a_list_program_from_examples)
{
    expect_answer(
        "list", "[3, 1, 2] -> [1, 2, 3]; [5, 4] -> [4, 5]; [9, 7, 8] -> [7, 8, 9]; [6, 2, 4] -> ?",
        "", "2, 4, 6", 2);
    expect_answer(
        "text", "Input: [1, 2, 3] Output: [4, 3, 2]\nInput: [5, 7] Output: [8, 6]\nInput: [10, 20]",
        "", "[21, 11]", 1);
    expect_answer(
        "number",
        "[1, 2, 3, 4] gives 6, [5, 6, 8] gives 14, [2, 7] gives 2. What does [4, 4, 3] give?", "",
        "8", 2);
    expect_answer(
        "list",
        "[1, 5, 2, 8] => [8, 5], [9, 1, 7] => [9, 7], [6, 4, 12] => [12, 6]. Now [3, 50, 11]?", "",
        "50, 11", 2);
}

Test(list_family, reads_lists_without_brackets_line_by_line)
{
    expect_answer("list", "3 1 2 -> 1 2 3\n5 4 -> 4 5\n9 7 8 -> 7 8 9\n6 2 4 -> ?", "", "2, 4, 6",
                  2);
    expect_answer(
        "list", "in: 3, 1, 2 => 2, 1, 3\nin: 5, 4 => 4, 5\nin: 9, 7, 8 => 8, 7, 9\nin: 6, 2, 4 =>",
        "", "4, 2, 6", 2);
    expect_answer("number", "3 1 2 -> 6; 5 4 -> 9; 9 7 8 -> 24; 6 2 4 -> ?", "", "12", 2);
    expect_answer("number", "3 -> 9\n5 -> 25\n4 -> 16\n7 ->", "", "49", 2);
}

Test(list_family, puts_programs_together_when_there_are_many_examples)
{
    expect_answer(
        "list",
        "[4, 9, 2, 9] -> [9, 9]\n[3, 8, 1] -> [8]\n[12, 5, 40] -> [40]\n[6, 2, 31, 8] -> [31, 8]\n"
        "[1, 14, 3] -> [14, 3]\n[21, 8, 22] -> [22]\n[10, 11, 3] -> [11]\n[7, 30, 16] -> ?",
        "", "30, 16", 2);
}

Test(list_family, changes_words_by_example)
{
    expect_answer("text", "abc -> cba, hello -> olleh, dog -> god, house -> ?", "", "esuoh", 2);
    expect_answer("text", "cat -> CAT\nbird -> BIRD\nfox -> FOX\nwolf ->", "", "WOLF", 2);
    expect_answer("text", "What does 'plane' become?", "tree -> tr\nhouse -> hs\nradio -> rd",
                  "pln", 2);
    expect_answer("text", "abc -> bcd; hal -> ibm; xyz -> yza; cat -> ?", "", "dbu", 2);
}

Test(list_family, lists_programs_for_a_bare_list)
{
    session_open(&session, "number", "What is the largest number in [4, 9, 2]?", "");
    cr_assert(els_family_list.applies(&session));
    els_family_list.propose(&session);
    cr_assert(offer_of(&session, "9", NULL));
    cr_assert_eq(offer_best(&session)->check, 0);
    session_close(&session);
}

Test(list_family, keeps_to_its_allowance_and_to_wanted_shapes)
{
    session_open(&session, "list", "[3, 1, 2] -> [99, 98]; [5, 4] -> [1, 77]; [6, 2, 4] -> ?", "");
    session.allowance = 40;
    els_family_list.propose(&session);
    cr_assert_eq(session.spent, 40);
    cr_assert_eq(session.n_offers, 0);
    session_close(&session);
    session_open(&session, "number", "[3, 1, 2] -> 3; [5, 4] -> 5; [6, 2, 4] -> ?", "");
    session.only_shape = "induced";
    els_family_list.propose(&session);
    cr_assert(offer_of(&session, "6", "induced"));
    session_close(&session);
    session_open(&session, "number", "[3, 1, 2] -> 3; [5, 4] -> 5; [6, 2, 4] -> ?", "");
    session.only_shape = "another";
    els_family_list.propose(&session);
    cr_assert_eq(session.n_offers, 0);
    session_close(&session);
}

Test(list_family, does_not_apply_to_prose)
{
    session_open(&session, "text", "Who wrote the letter [sic] about 3 dogs?", "");
    cr_assert_not(els_family_list.applies(&session));
    session_close(&session);
}

Test(list_family, takes_no_sentence_that_goes_on_for_an_example)
{
    session_open(&session, "number",
                 "He gives her 5 of 95 pens. One gives 18 litres. How many pens are left?", "");
    cr_expect_not(els_family_list.applies(&session));
    session_close(&session);
    session_open(&session, "text", "abc becomes cba. What does the same rule make of xyz?", "");
    cr_expect(els_family_list.applies(&session));
    session_close(&session);
}
