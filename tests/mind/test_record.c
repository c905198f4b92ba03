/* Yes or no over records, lists of values and bounds. */
#include "bounds.h"

#include <criterion/criterion.h>

#include "numeric_session.h"

extern const els_family els_family_record;
static els_session session;

/* The likeliest program's answer. */
static void expect(const char *context, const char *question, const char *answer)
{
    session_open(&session, "text", question, context);
    els_reading_make(&session.task, NULL, &session.arena, &session.reading);
    cr_assert(els_family_record.applies(&session), "%s", question);
    els_family_record.propose(&session);
    const kept_offer *best = offer_best(&session);
    cr_assert(best, "%s", question);
    if (!els_str_eq(best->answer, els_str_of(answer)))
        offers_print(&session);
    cr_expect(els_str_eq(best->answer, els_str_of(answer)), "%s: not %s", question, answer);
    session_close(&session);
}

Test(record, reads_labels_of_yes_and_no)
{
    const char *camp = "camp: Pine Bay\nshowers: yes\nshop: no\nfire pits: yes\nsites: 40";
    expect(camp, "Has it got showers?", "yes");
    expect(camp, "Does the camp have a shop?", "no");
    expect(camp, "Would I find fire pits there?", "yes");
}

Test(record, looks_for_what_is_asked_in_lists)
{
    const char *van = "van: Rover; extras: awning, fridge, bunk; km: 120000";
    expect(van, "Does it have a fridge?", "yes");
    expect(van, "Does it have a heater?", "no");
}

Test(record, holds_amounts_against_asked_bounds)
{
    const char *tree = "tree: oak\nheight: 18\nage: 120";
    expect(tree, "Is the height above 15?", "yes");
    expect(tree, "Is the age less than 100?", "no");
    expect(tree, "Is the height at most 17?", "no");
    expect(tree, "Is the age no more than 120?", "yes");
}

Test(record, holds_cases_against_policies)
{
    static const char *const policies[] = {
        "Divers must be at least 16 years old and stay no more than 40 minutes.",
        "Nobody under 16 may dive. The limit is 40 minutes.",
        "Divers are 16 years or older. Whoever stays more than 40 minutes is refused."};
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        char text[300];
        snprintf(text, sizeof text, "%s Ben is 16 years old and plans 40 minutes.", policies[i]);
        expect(text, "May Ben dive?", "yes");
        snprintf(text, sizeof text, "%s Ben is 15 years old and plans 30 minutes.", policies[i]);
        expect(text, "May Ben dive?", "no");
        snprintf(text, sizeof text, "%s Ben is 30 years old and plans 41 minutes.", policies[i]);
        expect(text, "May Ben dive?", "no");
    }
    const char *post = "Letters above 20 grams cost extra unless they go less than 5 km.";
    char text[300];
    snprintf(text, sizeof text, "%s This one has 30 grams and goes 9 km.", post);
    expect(text, "Does it cost extra?", "yes");
    snprintf(text, sizeof text, "%s This one has 30 grams and goes 4 km.", post);
    expect(text, "Does it cost extra?", "no");
}

Test(record, leaves_other_questions_alone)
{
    session_open(&session, "text", "How many showers are there?", "camp: Pine Bay\nshowers: 4");
    els_reading_make(&session.task, NULL, &session.arena, &session.reading);
    cr_expect_not(els_family_record.applies(&session));
    session_close(&session);
}

Test(record, holds_years_against_what_is_asked)
{
    const char *mill = "The mill was built in 1871 and burnt in 1904. It had 12 workers.";
    expect(mill, "Was it built before 1880?", "yes");
    expect(mill, "Was it built after 1880?", "no");
    expect(mill, "Was the mill burnt before 1904?", "no");
    expect(mill, "Was the mill burnt by 1904?", "yes");
}
