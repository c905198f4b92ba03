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

/* The first offer whose hypothesis is told like this. */
static bool offers(const char *answer, const char *how)
{
    for (uint32_t i = 0; i < session.n_offers; i++)
        if (els_str_eq(session.offers[i].answer, els_str_of(answer)) &&
            els_str_starts(session.offers[i].args, els_str_of(how)))
            return true;
    return false;
}

Test(examples_family, finds_the_feature_that_decides)
{
    ask("What about colour: red; size: tiny?", fruit);
    cr_assert(els_family_examples.applies(&session));
    cr_assert_str_eq(best_answer(), "accept");
    cr_assert(offers("accept", "feature colour") || offers("accept", "test colour"));
    cr_assert_eq(offer_best(&session)->check, 1);
    session_close(&session);
}

Test(examples_family, cuts_numbers_once)
{
    ask("Item: age = 41, id = 7", "age = 12, id = 9 -> reject\nage = 17, id = 2 -> reject\n"
                                  "age = 30, id = 5 -> accept\nage = 65, id = 3 -> accept");
    cr_assert(els_family_examples.applies(&session));
    cr_assert_str_eq(best_answer(), "accept");
    session_close(&session);
}

Test(examples_family, joins_two_features)
{
    ask("paid: yes; late: no; big: no -> ?",
        "paid: yes; late: no; big: yes -> accept\npaid: no; late: no; big: yes -> reject\n"
        "paid: no; late: yes; big: no -> reject\npaid: yes; late: yes; big: no -> reject\n"
        "paid: no; late: no; big: no -> reject\npaid: yes; late: yes; big: yes -> reject");
    cr_assert_str_eq(best_answer(), "accept");
    cr_assert(offers("accept", "and paid,late"));
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

Test(examples_family, reads_examples_told_in_sentences)
{
    ask("Which word fits the tall wooden chair?",
        "The tall wooden chair with arms is an accept. The low wooden chair is a reject. "
        "The tall metal chair is an accept. The low metal chair with arms is a reject.");
    cr_assert(els_family_examples.applies(&session));
    cr_assert_str_eq(best_answer(), "accept");
    session_close(&session);
    ask("What do you call the cheap new tool?",
        "The cheap old tool is a reject. The dear new tool is an accept. "
        "The dear old tool is a reject. The free new tool is an accept.");
    cr_assert_str_eq(best_answer(), "accept");
    session_close(&session);
}

Test(examples_family, takes_no_ordinary_sentence_for_an_example)
{
    ask("Which one is Tom?", "Ann is a reject. Tom is an accept. Eva is a doctor.");
    cr_assert_not(els_family_examples.applies(&session));
    session_close(&session);
}

Test(examples_family, applies_rules_in_words)
{
    ask("A parcel is green, small and 12 kg heavy. What is it?",
        "All red parcels are rejects. Parcels that are more than 20 kg heavy are rejects. "
        "All others are accepts.");
    cr_assert(els_family_examples.applies(&session));
    cr_assert_str_eq(best_answer(), "accept");
    session_close(&session);
    ask("What about the small loud dog?",
        "Every small dog is an accept, except the loud ones, which are rejects. "
        "All other dogs are accepts.");
    cr_assert_str_eq(best_answer(), "reject");
    session_close(&session);
    ask("size: big; paid: yes",
        "If an order is big and not paid, it is a reject. Otherwise it is an accept.");
    cr_assert_str_eq(best_answer(), "accept");
    session_close(&session);
    ask("A guest is early or late, let us say late, and tall. What is the guest?",
        "All tall ones and all rich ones are rejects. The rest are accepts.");
    cr_assert_str_eq(best_answer(), "reject");
    session_close(&session);
}

Test(examples_family, compares_numbers_as_the_rule_says)
{
    static const struct {
        const char *rule, *item, *answer;
    } cases[] = {
        {"Boxes with a width of 9 or more are accepts. All others are rejects.", "width: 9",
         "accept"},
        {"Boxes with a width above 9 are accepts. All others are rejects.", "width: 9", "reject"},
        {"Boxes with a width below 9 are accepts. All others are rejects.", "width: 8", "accept"},
        {"Boxes that are at most 9 cm wide are accepts. All others are rejects.",
         "A box is 9 cm wide and blue.", "accept"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ask(cases[i].item, cases[i].rule);
        cr_assert_str_eq(best_answer(), cases[i].answer, "%s", cases[i].rule);
        session_close(&session);
    }
}

Test(examples_family, offers_statistics_where_no_rule_is_clean)
{
    ask("a: 1; b: x; c: p", "a: 1; b: x; c: p -> accept\na: 1; b: x; c: p -> reject\n"
                            "a: 1; b: x; c: q -> accept\na: 1; b: y; c: p -> accept\n"
                            "a: 2; b: y; c: q -> reject\na: 2; b: y; c: q -> reject\n");
    els_family_examples.propose(&session);
    cr_assert(offers("accept", "naive_bayes"));
    cr_assert_eq(offer_best(&session)->check, 0);
    session_close(&session);
}

Test(examples_family, keeps_to_labels_wishes_and_allowance)
{
    ask("colour: red; size: big?",
        "colour: red; size: big -> yes\ncolour: green; size: big -> no\n");
    cr_assert_not(els_family_examples.applies(&session));
    session_close(&session);
    ask("colour: red; size: big?", fruit);
    session.only_shape = "stated";
    els_family_examples.propose(&session);
    cr_assert_eq(session.n_offers, 0);
    session_close(&session);
    ask("colour: red; size: big?", fruit);
    session.allowance = 1;
    els_family_examples.propose(&session);
    cr_assert_leq(session.spent, 1);
    session_close(&session);
    ask("How many apples: 3 or 4?", "");
    cr_assert_not(els_family_examples.applies(&session));
    session_close(&session);
}
