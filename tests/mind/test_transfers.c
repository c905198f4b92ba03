#include "transfers.h"

#include <criterion/criterion.h>

static void expect(int flow, const char *const *words)
{
    for (; *words; words++)
        cr_expect_eq(els_transfer_of(els_str_of(*words)), flow, "%s", *words);
}

Test(transfers, tell_getting_from_parting_in_any_form)
{
    static const char *const gaining[] = {"buys", "found", "received", "collecting", "won", NULL};
    static const char *const parting[] = {"gives", "lost",    "eaten", "spending",
                                          "broke", "donated", NULL};
    expect(1, gaining);
    expect(-1, parting);
}

Test(transfers, find_other_verbs_in_the_dictionary)
{
    static const char *const parting[] = {"devoured", "misplaced", NULL};
    expect(-1, parting);
}

Test(transfers, say_nothing_of_other_words)
{
    static const char *const others[] = {"has",   "has",   "pencil", "morning",
                                         "holds", "xyzzy", "",       NULL};
    expect(0, others);
}

Test(transfers, know_which_way_money_goes)
{
    cr_expect_eq(els_transfer_trades(ELS_STR("bought")), 1);
    cr_expect_eq(els_transfer_trades(ELS_STR("sells")), -1);
    cr_expect_eq(els_transfer_trades(ELS_STR("finds")), 0);
    cr_expect(els_transfer_turns_away(ELS_STR("away")));
    cr_expect_not(els_transfer_turns_away(ELS_STR("home")));
}
