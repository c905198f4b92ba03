/* Which texts are made from another, and what is counted in it. */
#include "tool_rewrite.h"

#include <criterion/criterion.h>

static els_arena arena;

static const els_rewriting *made(const char *source, bool counts_only, const char *shape)
{
    static els_rewriting all[ELS_REWRITE_MAX];
    const uint32_t n = els_rewrite(&arena, els_str_of(source), counts_only, all);
    cr_assert_leq(n, ELS_REWRITE_MAX);
    for (uint32_t i = 0; i < n; i++)
        if (els_str_is(all[i].shape, shape))
            return &all[i];
    return NULL;
}

static void expect_made(const char *source, const char *shape, const char *answer)
{
    const els_rewriting *found = made(source, false, shape);
    cr_assert_not_null(found, "%s of %s", shape, source);
    cr_expect(els_str_eq(found->answer, els_str_of(answer)), "%s of %s: " ELS_STR_FMT, shape,
              source, ELS_STR_ARG(found->answer));
}

Test(rewrite, makes_names_shorter_and_turns_them)
{
    expect_made("Mara Lund", "initials(,upper)", "ML");
    expect_made("Mara Lund", "initials(.,upper)", "M.L.");
    expect_made("Mara Lund", "cut(1,0,0,,lower)", "mlund");
    expect_made("Mara Lund", "cut(3,3,0,,lower)", "marlun");
    expect_made("Mara Lund", "cited(%2, %1.)", "Lund, M.");
    expect_made("LUND, mara", "turned( ,title)", "Mara Lund");
    expect_made("\xc3\x85sa Berg", "initials(,upper)",
                "\xc3\x85"
                "B");
}

Test(rewrite, joins_words_in_a_case)
{
    expect_made("old stone bridge", "joined(-,lower)", "old-stone-bridge");
    expect_made("old stone bridge", "joined(,camel)", "oldStoneBridge");
    expect_made("old-stone-bridge", "joined( ,title)", "Old Stone Bridge");
    expect_made("old stone", "case(upper)", "OLD STONE");
    expect_made("stone", "reversed", "enots");
}

Test(rewrite, takes_paths_and_addresses_apart)
{
    expect_made("/srv/tea/list.old.csv", "(/,-1)", "list.old.csv");
    expect_made("/srv/tea/list.old.csv", "(/,1)", "srv");
    expect_made("/srv/tea/list.old.csv", "(/,-2)", "tea");
    expect_made("/srv/tea/list.old.csv", "before(/)", "/srv/tea");
    expect_made("/srv/tea/list.old.csv", "(/,-1)>before(.)", "list.old");
    expect_made("mara@zoo.example", "(@,-1)", "zoo.example");
    cr_expect_null(made("See you. Soon.", false, "(.,1)"), "points end sentences");
    els_str path = els_rewrite_ending(&arena, ELS_STR("/a/b.txt"), ELS_STR(".md"));
    cr_expect(els_str_is(path, "/a/b.md"));
    cr_expect_eq(els_rewrite_ending(&arena, ELS_STR("/a/b"), ELS_STR("md")).len, 0);
}

Test(rewrite, brings_telephones_and_clocks_into_one_form)
{
    expect_made("(212) 555-0199", "telephone(+1%,1)", "+12125550199");
    expect_made("212.555.0199", "telephone((aaa) bbb-cccc)", "(212) 555-0199");
    expect_made("3:05 pm", "clock", "15:05");
    expect_made("12:05 am", "clock", "00:05");
    expect_made("0915 hrs", "clock", "09:15");
    expect_made("2 h 10 min", "minutes", "130");
}

Test(rewrite, counts)
{
    expect_made("stone bridge", "count(letter)", "11");
    expect_made("stone", "count(vowel)", "2");
    expect_made("/srv/tea/a.csv", "count(/-1)", "2");
    cr_expect_not_null(made("stone", true, "count(letter)"));
    cr_expect_null(made("stone", true, "reversed"), "only numbers are wanted");
}

Test(rewrite, is_bounded)
{
    static els_rewriting all[ELS_REWRITE_MAX];
    static char text[ELS_REWRITE_SOURCE_BYTES + 1];
    static const char some[] = "/a.b-c_d@e:f, g?h=i&j#k;l|m N\xc3\x89 12:30 ";
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = some[i % (sizeof some - 1)];
    for (size_t n = 0; n <= ELS_REWRITE_SOURCE_BYTES; n++)
        cr_assert_leq(els_rewrite(&arena, (els_str){text, n}, false, all), ELS_REWRITE_MAX);
    cr_expect_eq(els_rewrite(&arena, (els_str){text, sizeof text}, false, all), 0);
}
