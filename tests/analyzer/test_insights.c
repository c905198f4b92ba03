#include "insights.h"

#include <criterion/criterion.h>

static void add(els_tally *tally, const char *family, const char *agent, int right, int wrong)
{
    els_record r = {
        .plugin = ELS_STR("p"), .family = els_str_of(family), .agent = els_str_of(agent)};
    for (int i = 0; i < right + wrong; i++) {
        r.verdict = i < right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
        els_tally_add(tally, &r);
    }
}

static const els_insight *find(const els_insight *all, uint32_t n, const char *kind,
                               const char *subject)
{
    for (uint32_t i = 0; i < n; i++)
        if (els_str_eq(all[i].kind, els_str_of(kind)) &&
            els_str_eq(all[i].subject, els_str_of(subject)))
            return &all[i];
    return NULL;
}

Test(insights, names_strengths_weaknesses_and_the_better_agent)
{
    els_tally tally = {0};
    els_arena arena = {0};
    els_insight *all;
    uint32_t n;
    add(&tally, "good", "react", 40, 2);
    add(&tally, "good", "debate", 20, 20);
    add(&tally, "bad", "react", 3, 40);
    add(&tally, "rare", "react", 5, 0);
    els_insights_make(&tally, &arena, &all, &n);
    cr_assert_not_null(find(all, n, "strength", "p/good"));
    cr_assert_not_null(find(all, n, "weakness", "p/bad"));
    cr_assert_null(find(all, n, "strength", "p/rare"), "five tasks are not talked about");
    const els_insight *better = find(all, n, "comparison", "p/good: react over debate");
    cr_assert_not_null(better);
    cr_assert_float_eq(better->value, 40.0 / 42 - 0.5, 1e-12);
    cr_assert(better->low > 0 && better->high < 1);
    cr_assert_eq(better->tasks, 82u);
    cr_assert_null(find(all, n, "comparison", "p/good: debate over react"));
    els_tally_fini(&tally);
    els_arena_fini(&arena);
}

Test(insights, finds_nothing_where_all_are_alike_and_nothing_in_nothing)
{
    els_tally tally = {0};
    els_arena arena = {0};
    els_insight *all;
    uint32_t n = 99;
    els_insights_make(&tally, &arena, &all, &n);
    cr_assert_eq(n, 0u);
    add(&tally, "a", "react", 20, 20);
    add(&tally, "b", "debate", 21, 19);
    els_insights_make(&tally, &arena, &all, &n);
    cr_assert_eq(n, 0u);
    els_tally_fini(&tally);
    els_arena_fini(&arena);
}

Test(tally, infrastructure_failures_are_not_counted)
{
    els_tally tally = {0};
    els_record r = {.plugin = ELS_STR("p"), .verdict = ELS_VERDICT_INFRASTRUCTURE};
    els_tally_add(&tally, &r);
    cr_assert_eq(tally.n, 0u);
    els_tally_fini(&tally);
}
