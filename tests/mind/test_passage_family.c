/* Which stretch of a text an untrained mind takes for what is asked for. */
#include <criterion/criterion.h>

#include "numeric_session.h"

extern const els_family els_family_passage;

static void propose(els_session *s, const char *type, const char *question, const char *context)
{
    session_open(s, type, question, context);
    cr_assert(els_family_passage.applies(s), "%s", question);
    els_family_passage.propose(s);
}

static void expect_best(const char *type, const char *question, const char *context,
                        const char *answer)
{
    static els_session s;
    propose(&s, type, question, context);
    const kept_offer *best = offer_best(&s);
    cr_assert_not_null(best, "%s", question);
    cr_expect(els_str_eq(best->answer, els_str_of(answer)), "%s: " ELS_STR_FMT, question,
              ELS_STR_ARG(best->answer));
    session_close(&s);
}

Test(passage_family, takes_what_stands_beside_the_words_asked_for)
{
    static const char note[] = "The old mill was bought by Ines Pardo in March. The bakery was "
                               "rented to Otto Kern, who pays 420 EUR a month.";
    expect_best("text", "Who bought the mill?", note, "Ines Pardo");
    expect_best("text", "Who rents the bakery?", note, "Otto Kern");
    expect_best("number", "How much is paid for the bakery?", note, "420");
}

Test(passage_family, takes_what_stands_behind_the_label_asked_for)
{
    static const char card[] =
        "Keeper: Mara Lund\nLast fed: 2 June 2024\nWeight: 31 kg\nChip no: K-5520\n"
        "E-mail: mara@zoo.example";
    expect_best("text", "Who is the keeper?", card, "Mara Lund");
    expect_best("date", "When was it last fed?", card, "2024-06-02");
    expect_best("number", "What is the weight of the otter?", card, "31");
    expect_best("text", "Which chip does it have?", card, "K-5520");
    expect_best("text", "To which e-mail address should I write?", card, "mara@zoo.example");
}

Test(passage_family, parts_the_items_of_a_list)
{
    expect_best("list", "What was planted?",
                "In spring they planted leeks, beans and mint. It rained.", "leeks; beans; mint");
    expect_best("list", "Which tools are in the shed?", "Tools: saw, axe, and a long rake\n",
                "saw; axe; a long rake");
}

Test(passage_family, says_little_where_all_stretches_are_alike)
{
    static els_session s;
    propose(&s, "text", "What is odd?", "Uma. Vic. Wes. Xia. Yul. Zoe.");
    cr_assert_gt(s.n_offers, 4);
    for (uint32_t i = 0; i < s.n_offers; i++)
        cr_expect_lt(s.offers[i].prior, -1, ELS_STR_FMT, ELS_STR_ARG(s.offers[i].answer));
    session_close(&s);
}

Test(passage_family, is_not_for_yes_or_no_or_for_bare_questions)
{
    static els_session s;
    session_open(&s, "text", "Is the mill sold?", "The mill was sold to Ines Pardo.");
    cr_expect_not(els_family_passage.applies(&s));
    session_close(&s);
    session_open(&s, "text", "Who bought the mill?", "");
    cr_expect_not(els_family_passage.applies(&s));
    session_close(&s);
}

Test(passage_family, stops_when_the_allowance_ends)
{
    static els_session s;
    session_open(&s, "text", "Who came?", "Ada Bell, Carl Dorn and Eva Fink came by boat.");
    s.allowance = 2;
    els_family_passage.propose(&s);
    cr_expect_eq(s.n_offers, 2);
    session_close(&s);
}
