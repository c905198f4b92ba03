#include "quantities.h"
#include "reader.h"

#include <criterion/criterion.h>

static els_arena arena;
static els_quantities q;

static void read_it(const char *question)
{
    els_task *task = ELS_ARENA_NEW(&arena, els_task, 1);
    els_reading *reading = ELS_ARENA_NEW(&arena, els_reading, 1);
    task->question = els_str_of(question);
    els_reading_make(task, NULL, &arena, reading);
    els_quantities_read(reading, &q);
}

static bool is_unit(uint32_t unit, const char *word)
{
    return word ? unit && (q.unit[unit - 1] == els_reader_stem(els_str_of(word)) ||
                           q.unit[unit - 1] == els_hash_str(els_str_of(word)))
                : unit == 0;
}

static void expect(uint32_t i, double value, const char *unit, const char *per)
{
    cr_assert_lt(i, q.n);
    cr_expect_eq(q.items[i].value, value);
    cr_expect(is_unit(q.items[i].unit, unit), "%u: not %s", i, unit ? unit : "without a unit");
    cr_expect(is_unit(q.items[i].per, per), "%u: not per %s", i, per ? per : "nothing");
}

Test(quantities, reads_units_and_what_they_are_counted_per)
{
    read_it("Ann works 5 hours a day for $12 per hour. How much does she earn in 3 days?");
    expect(0, 5, "hour", "day");
    expect(1, 12, "dollar", "hour");
    expect(2, 3, "day", NULL);
}

Test(quantities, finds_what_each_refers_to)
{
    read_it("Ann has 4 boxes with 6 red pens each. Each pen costs $2. What do all cost?");
    expect(0, 4, "boxes", NULL);
    expect(1, 6, "pens", "boxes");
    expect(2, 2, "dollar", "pen");
    read_it("Ann cuts 3 ropes, each 7 metres long. How many metres is that?");
    expect(1, 7, "metre", "ropes");
    read_it("There are 3 bags of 8 nuts. How many nuts are there?");
    expect(1, 8, "nuts", "bags");
}

Test(quantities, pairs_numbers_that_are_told_beside_each_other)
{
    read_it("Ann reads 4 pages every 6 minutes. How many pages does she read in 30 minutes?");
    expect(0, 4, "pages", NULL);
    expect(1, 6, "minute", NULL);
    cr_expect_eq(q.items[0].pair, 2);
    cr_expect_eq(q.items[1].pair, 1);
    cr_expect_eq(q.items[2].pair, 0);
    read_it("A bag holds 5 red and 7 blue balls. A girl fills 3 bags a day. How many balls?");
    expect(0, 5, "balls", "bag");
    expect(1, 7, "balls", "bag");
    cr_expect_eq(q.items[0].pair, 0);
}

Test(quantities, lends_units_to_numbers_without_one)
{
    read_it("Ann picked 12 red and 30 green apples and ate 5. How many apples are left?");
    expect(0, 12, "apples", NULL);
    expect(1, 30, "apples", NULL);
    expect(2, 5, "apples", NULL);
    cr_expect(q.items[0].inherited && q.items[2].inherited && !q.items[1].inherited);
    cr_expect(is_unit(q.asked, "apples"));
}

Test(quantities, notes_comparisons_and_rates_of_the_question)
{
    read_it("Ben has 5 more cards than Ann, and Eva has 3 times as many as Ben.");
    cr_expect(q.items[0].said & ELS_SAID_MORE && q.items[0].said & ELS_SAID_THAN);
    cr_expect(q.items[1].said & ELS_SAID_TIMES);
    cr_expect_not(q.items[1].said & ELS_SAID_THAN);
    read_it("In 4 hours a car goes 200 km. How many km does it go per hour?");
    cr_expect(is_unit(q.asked, "kilometre"));
    cr_expect(is_unit(q.per, "hour"));
    cr_expect(q.asked_said & ELS_SAID_EACH);
}

Test(quantities, measures_in_exponents_of_its_units)
{
    read_it("A pump moves 8 litres per minute. How many litres does it move in 2 hours?");
    els_dimension d;
    uint32_t litre = q.items[0].unit - 1, minute = q.items[0].per - 1, hour = q.items[1].unit - 1;
    cr_assert_eq(q.items[0].dimension.power[litre], 1);
    cr_assert_eq(q.items[0].dimension.power[minute], -1);
    cr_assert_eq(els_quantities_constant(&q, 60, &d), 2);
    cr_assert_eq(d.power[minute], 1);
    cr_assert_eq(d.power[hour], -1);
    cr_assert_eq(els_quantities_constant(&q, 12, &d), 1);
    cr_assert_eq(els_quantities_constant(&q, 2, &d), 0);
}

Test(quantities, tells_who_gets_and_who_parts_with_what)
{
    read_it(
        "Ann had 20 books. She bought 5 and gave 3 books to Ben. How many books does Ann have?");
    cr_expect(q.items[0].flow == 0 && q.items[1].flow == 1 && q.items[2].flow == -1);
    read_it("Ann gave 3 books to Ben and Carl took 2 away. How many books does Ben have now?");
    cr_expect_eq(q.items[0].flow, 1, "for Ben");
    cr_expect_eq(q.items[0].owner, ELS_OWNER_GIVEN);
    cr_expect_eq(q.items[1].owner, ELS_OWNER_OTHER);
    read_it("Ann bought 4 pens for $3 each and sold a bag for $20. How much money did she get?");
    cr_expect(q.items[1].flow == -1 && q.items[2].flow == 1, "money goes the other way");
}

Test(quantities, tells_what_is_counted)
{
    read_it("Books and maps are paper goods. Tom has 4 books, 3 cups and 2 maps. How many paper "
            "goods are there?");
    cr_expect(q.items[0].counted && !q.items[1].counted && q.items[2].counted && q.asks_kind);
    read_it("Ann has 4 pens and 3 cups. Ben has 5 pens. How many pens do they have?");
    cr_expect(q.items[0].counted && !q.items[1].counted && q.items[2].counted && !q.asks_kind);
}

Test(quantities, reads_more_numbers_than_formulas_take)
{
    read_it("Ann has 1 pen, 2 cups, 3 nuts, 4 caps and 5 keys. Ben has 6 pens, 7 cups, 8 nuts, 9 "
            "caps and 10 keys. "
            "How many things do they have?");
    cr_expect_eq(q.n, (uint32_t)ELS_QUANTITIES_MAX);
    cr_expect_eq(q.n_read, 10u);
}

Test(quantities, reads_numbers_in_words_with_a_hyphen)
{
    read_it("Ann has twenty-five pens. She buys a two-pen box. How many pens has she?");
    expect(0, 25, "pens", NULL);
    expect(1, 2, "pens", NULL);
}

/* What a word is takes no longer than its length, however many parts it has. */
Test(quantities, reads_words_of_many_parts, .timeout = 20)
{
    els_buf text = {0};
    els_buf_add(&text, ELS_STR("How many pens are in two"));
    for (int i = 0; i < 300; i++)
        els_buf_add(&text, ELS_STR("-part"));
    els_buf_add(&text, ELS_STR("-boxes of 3?"));
    els_buf_addc(&text, '\0');
    read_it(text.ptr);
    cr_expect_eq(q.items[q.n - 1].value, 3);
    els_buf_fini(&text);
}

Test(quantities, survives_odd_text)
{
    static const char *const odd[] = {"",
                                      "?",
                                      "3",
                                      "each each per 4 per",
                                      "per 3 each 4 a an 5 of 6 %",
                                      "$ 5 $ of of 7 for",
                                      "1 2 3 4 5 6 7 8 9 10 11 12 things each?",
                                      "How many? 3 How much 4?"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        read_it(odd[i]);
        cr_expect_leq(q.n, ELS_QUANTITIES_MAX);
        cr_expect_leq(q.n_units, ELS_UNITS_MAX);
    }
}
