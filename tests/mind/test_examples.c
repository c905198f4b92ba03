#include <criterion/criterion.h>

#include "numeric_session.h"

extern const els_family els_family_examples;
static els_session session;
static els_str choices[] = {ELS_STR("accept"), ELS_STR("reject")};

static void ask(const char *question, const char *context)
{
    session_open(&session, "enum", question, context);
    session.field.choices = choices;
    session.field.n_choices = 2;
}

static const char *best_answer(void)
{
    static char text[64];
    els_family_examples.propose(&session);
    const kept_offer *best = offer_best(&session);
    snprintf(text, sizeof text, ELS_STR_FMT, ELS_STR_ARG(best ? best->answer : ELS_STR("nothing")));
    return text;
}

static const char *const fruit = "colour: red; size: big -> accept\n"
                                 "colour: green; size: big -> reject\n"
                                 "colour: red; size: small -> accept\n"
                                 "colour: green; size: small -> reject\n";

Test(examples_family, finds_the_feature_that_decides)
{
    ask("What about colour: red; size: tiny?", fruit);
    cr_assert(els_family_examples.applies(&session));
    cr_assert_str_eq(best_answer(), "accept");
    const kept_offer *rule = offer_of(&session, "accept", "rule1");
    cr_assert(rule && els_str_eq(rule->args, ELS_STR("colour")) && rule->check == 1);
    session_close(&session);
}

Test(examples_family, cuts_numbers_once)
{
    ask("Item: age = 41, id = 7", "age = 12, id = 9 -> reject\nage = 17, id = 2 -> reject\n"
                                  "age = 30, id = 5 -> accept\nage = 65, id = 3 -> accept");
    cr_assert(els_family_examples.applies(&session));
    cr_assert_str_eq(best_answer(), "accept");
    cr_assert(offer_of(&session, "accept", "cut1"));
    cr_assert_not(offer_of(&session, "reject", "cut1"));
    session_close(&session);
}

Test(examples_family, joins_two_features)
{
    ask("paid: yes; late: yes -> ?",
        "paid: yes; late: no -> accept\npaid: no; late: no -> reject\n"
        "paid: no; late: yes -> reject\npaid: yes; late: no -> Accept\n");
    els_family_examples.propose(&session);
    cr_assert(offer_of(&session, "accept", "rule1"));
    cr_assert(offer_of(&session, "reject", "rule2"));
    session_close(&session);
}

Test(examples_family, reads_other_notations)
{
    ask("Example 4: shape=square, hue=blue", "Example 1: shape=square, hue=red is a reject\n"
                                             "Example 2: shape=round, hue=red is an accept\n"
                                             "Example 3: shape=round, hue=blue, label: accept");
    cr_assert(els_family_examples.applies(&session));
    cr_assert_str_eq(best_answer(), "reject");
    session_close(&session);
}

Test(examples_family, offers_statistics_where_no_rule_is_clean)
{
    ask("a: 1; b: x; c: p", "a: 1; b: x; c: p -> accept\na: 1; b: x; c: p -> reject\n"
                            "a: 1; b: x; c: q -> accept\na: 1; b: y; c: p -> accept\n"
                            "a: 2; b: y; c: q -> reject\na: 2; b: y; c: q -> reject\n");
    els_family_examples.propose(&session);
    cr_assert(offer_of(&session, "accept", "naive_bayes"));
    cr_assert_eq(offer_of(&session, "accept", "naive_bayes")->check, 0);
    cr_assert_not(offer_of(&session, "reject", "decision_list"));
    session_close(&session);
}

Test(examples_family, keeps_to_labels_wishes_and_allowance)
{
    ask("colour: red; size: big?",
        "colour: red; size: big -> yes\ncolour: green; size: big -> no\n");
    cr_assert_not(els_family_examples.applies(&session));
    session_close(&session);
    ask("colour: red; size: big?", fruit);
    session.only_shape = "nearest1";
    els_family_examples.propose(&session);
    cr_assert_eq(session.spent, 1);
    cr_assert_eq(session.n_offers, 1);
    session_close(&session);
    ask("colour: red; size: big?", fruit);
    session.allowance = 1;
    els_family_examples.propose(&session);
    cr_assert_eq(session.spent, 1);
    session_close(&session);
    ask("How many apples: 3 or 4?", "");
    cr_assert_not(els_family_examples.applies(&session));
    session_close(&session);
}
