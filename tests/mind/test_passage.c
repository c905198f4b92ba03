/* What of a text could be an answer, and which questions ask for none of it. */
#include "passage.h"
#include "reader.h"

#include <criterion/criterion.h>

static els_arena arena;

static const char letter[] =
    "Dear all,\nour boat Grey Heron was moored by Ada de Boer on 4 May 2021.\nFee: 72.50 EUR\n"
    "Berth no: B-17\nWrite to ada@heron.org or call +44 20 555 0199.\nRope, paint and oil were "
    "bought in 1998, on a Tuesday. We sold nets, ropes and hooks.";

static bool has_span_in(const char *context, els_span_sort sort, const char *text)
{
    els_task task = {.question = ELS_STR("What?"), .context = els_str_of(context)};
    els_reading reading;
    els_span spans[200];
    els_reading_make(&task, NULL, &arena, &reading);
    const uint32_t n = els_passage_spans(&reading, spans, 200);
    for (uint32_t i = 0; i < n; i++)
        if (spans[i].sort == sort &&
            els_str_eq(els_passage_text(&reading, spans[i].first, spans[i].end), els_str_of(text)))
            return true;
    return false;
}

static bool has_span(els_span_sort sort, const char *text)
{
    return has_span_in(letter, sort, text);
}

Test(passage, finds_them_between_typographic_quotes_too)
{
    static const char note[] =
        "The crate \xe2\x80\x9cK-31\xe2\x80\x9d holds \xe2\x80\x9crope\xe2\x80\x9d and \xe2\x80\x98"
        "hooks\xe2\x80\x99 of size \xe2\x80\x9c"
        "7\xe2\x80\x9d.";
    cr_expect(has_span_in(note, ELS_SPAN_CODE, "K-31"));
    cr_expect(has_span_in(note, ELS_SPAN_QUOTED, "K-31"));
    cr_expect(has_span_in(note, ELS_SPAN_WORD, "rope"));
    cr_expect(has_span_in(note, ELS_SPAN_NUMBER, "7"));
}

Test(passage, finds_stretches_by_how_they_are_written)
{
    cr_expect(has_span(ELS_SPAN_NAME, "Grey Heron"));
    cr_expect(has_span(ELS_SPAN_NAME, "Ada de Boer"));
    cr_expect(has_span(ELS_SPAN_DATE, "4 May 2021"));
    cr_expect(has_span(ELS_SPAN_AMOUNT, "72.50 EUR"));
    cr_expect(has_span(ELS_SPAN_CODE, "B-17"));
    cr_expect(has_span(ELS_SPAN_MAIL, "ada@heron.org"));
    cr_expect(has_span(ELS_SPAN_PHONE, "+44 20 555 0199"));
    cr_expect(has_span(ELS_SPAN_VALUE, "72.50 EUR"));
    cr_expect(has_span(ELS_SPAN_YEAR, "1998"));
    cr_expect(has_span(ELS_SPAN_LIST, "Rope, paint and oil"));
    cr_expect(has_span(ELS_SPAN_LIST, "nets, ropes and hooks"));
    cr_expect(has_span(ELS_SPAN_DAY, "Tuesday"));
    cr_expect_not(has_span(ELS_SPAN_NAME, "Tuesday"));
    cr_expect(has_span(ELS_SPAN_WORD, "boat"));
    cr_expect_not(has_span(ELS_SPAN_NUMBER, "17"), "a part of a code is no number");
    cr_expect_not(has_span(ELS_SPAN_WORD, "was"), "a word of grammar answers nothing");
}

static bool opens(const char *question)
{
    els_task task = {.question = els_str_of(question)};
    els_reading reading;
    els_reading_make(&task, NULL, &arena, &reading);
    return els_reader_opens_yes_no(&reading);
}

Test(passage, knows_questions_for_yes_or_no)
{
    cr_expect(opens("Is the berth paid?"));
    cr_expect(opens("Does Ada own a boat?"));
    cr_expect_not(opens("Who owns the boat?"));
    cr_expect_not(opens("Can you say who owns the boat?"));
    cr_expect_not(opens("Is the boat red or blue?"));
    cr_expect(opens("Would you say Ada is older than Ben?"));
    cr_expect(opens("Can we conclude that the boat is red?"));
    cr_expect_not(opens("Do you think where she went matters?"));
}

Test(passage, knows_capitals_of_other_alphabets)
{
    static const char note[] = "We met Zo\xc3\xab \xc3\x98stby and Jan \xc5\x81uczak in May.";
    cr_expect(has_span_in(note, ELS_SPAN_NAME, "Zo\xc3\xab \xc3\x98stby"));
    cr_expect(has_span_in(note, ELS_SPAN_NAME, "Jan \xc5\x81uczak"));
    static const char others[] = "We met Ion \xc8\x98tefan and \xce\x86nna here.";
    cr_expect(has_span_in(others, ELS_SPAN_NAME, "Ion \xc8\x98tefan"));
    cr_expect(has_span_in(others, ELS_SPAN_NAME, "\xce\x86nna"));
    static const char small[] = "We met Ann \xc4\xb8ra here.";
    cr_expect_not(has_span_in(small, ELS_SPAN_NAME, "Ann \xc4\xb8ra"));
}

Test(passage, takes_no_sort_for_another)
{
    static const char note[] = "In 1867 it cost $12.50. On 2021-11-18 box XL-36628 came.";
    cr_expect_not(has_span_in(note, ELS_SPAN_NAME, "In 1867"));
    cr_expect_not(has_span_in(note, ELS_SPAN_CODE, "$12.50"));
    cr_expect_not(has_span_in(note, ELS_SPAN_CODE, "2021-11-18"));
    cr_expect_not(has_span_in(note, ELS_SPAN_PHONE, "2021-11-18"));
    cr_expect_not(has_span_in(note, ELS_SPAN_NAME, "XL-36628"));
    cr_expect(has_span_in(note, ELS_SPAN_CODE, "XL-36628"));
    cr_expect(has_span_in(note, ELS_SPAN_DATE, "2021-11-18"));
}
