#include "goal_text.h"

#include <criterion/criterion.h>

static const els_kind kinds[] = {{{"support", 7}, {"refund", 6}},
                                 {{"support", 7}, {"seat_change", 11}},
                                 {{"sales", 5}, {"rank", 4}},
                                 {{"market", 6}, {"rank", 4}}};

/* Reads and resolves; the error line goes to `why`. */
static els_err read_text(const char *text, els_arena *arena, els_goal_text *goal, els_buf *why)
{
    els_buf_clear(why);
    els_err err = els_goal_text_read(els_str_of(text), arena, goal, why);
    return err ? err : els_goal_text_resolve(goal, kinds, 4, arena, why);
}

Test(goal_text, reads_what_the_manual_shows)
{
    static const struct {
        const char *text, *subject;
        els_metric metric;
        double target, priority;
        uint64_t within;
    } cases[] = {
        {"success of refunds >= 95 % within 40 iterations", "support/refund", ELS_METRIC_SUCCESS,
         0.95, 0.8, 40},
        {"success of refunds\xe2\x89\xa5"
         "95% within 40",
         "support/refund", ELS_METRIC_SUCCESS, 0.95, 0.8, 40},
        {"Success of Seat Change at least 0.5", "support/seat_change", ELS_METRIC_SUCCESS, 0.5, 0.8,
         0},
        {"success of sales/rank > 100%", "sales/rank", ELS_METRIC_SUCCESS, 1, 0.8, 0},
        {"cost of support <= 12.5 priority 0.3", "support", ELS_METRIC_COST, 12.5, 0.3, 0},
        {"cost of everything at most 40 priority 1 within 1 iteration", "all", ELS_METRIC_COST, 40,
         1, 1},
    };
    els_arena arena = {0};
    els_buf why = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        els_goal_text goal, again;
        cr_assert_eq(read_text(cases[i].text, &arena, &goal, &why), ELS_OK, "%s: %s", cases[i].text,
                     why.ptr);
        cr_assert_eq(goal.metric, cases[i].metric, "%s", cases[i].text);
        cr_assert(els_str_eq(goal.subject, els_str_of(cases[i].subject)), "%s", cases[i].text);
        cr_assert_float_eq(goal.target, cases[i].target, 1e-12, "%s", cases[i].text);
        cr_assert_eq(goal.priority, cases[i].priority, "%s", cases[i].text);
        cr_assert_eq(goal.within, cases[i].within, "%s", cases[i].text);
        els_str canonical = els_goal_text_write(&goal, &arena);
        cr_assert_eq(els_goal_text_read(canonical, &arena, &again, &why), ELS_OK);
        cr_assert(els_str_eq(again.subject, goal.subject));
        cr_assert_eq(again.within, goal.within);
        cr_assert_eq(again.priority, goal.priority);
        cr_assert_float_eq(again.target, goal.target, 1e-9);
    }
    els_arena_fini(&arena);
    els_buf_fini(&why);
}

Test(goal_text, refuses_nonsense_with_one_line)
{
    static const char *const cases[][2] = {
        {"", "begins with"},
        {"speed of all >= 1", "begins with"},
        {"success >= 90 %", "\"of\""},
        {"success of >= 90 %", "followed by"},
        {"success of refund", ">="},
        {"success of refund <= 90 %", ">="},
        {"success of refund at most 90 %", ">="},
        {"cost of refund >= 3", "<="},
        {"success of refund >= 95", "share"},
        {"success of refund >= 0", "share"},
        {"success of refund >= 120 %", "share"},
        {"success of refund >= nan", "share"},
        {"cost of refund <= 0", "work units"},
        {"cost of refund <= -3", "work units"},
        {"cost of refund <= 20 %", "work units"},
        {"success of refund >= 0.5 within 0 iterations", "within"},
        {"success of refund >= 0.5 within ages", "within"},
        {"success of refund >= 0.5 within 100001", "within"},
        {"success of refund >= 0.5 priority 2", "priority"},
        {"success of refund >= 0.5 or so", "not understood"},
        {"success of refund >= 0.5 within 3 within 4", "not understood"},
        {"success of unicorns >= 0.5", "support: refund, seat_change; sales: rank; market: rank"},
        {"success of rank >= 0.5", "several plugins"},
        {"success of sales/refund >= 0.5", "no kind of task"},
        {"success of / >= 0.5", "no kind of task"},
    };
    els_arena arena = {0};
    els_buf why = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        els_goal_text goal;
        cr_assert_eq(read_text(cases[i][0], &arena, &goal, &why), ELS_E_USAGE, "%s", cases[i][0]);
        cr_assert(els_str_contains(els_buf_str(&why), els_str_of(cases[i][1])), "%s: %s",
                  cases[i][0], why.ptr);
        cr_assert_not(els_str_contains(els_buf_str(&why), ELS_STR("\n")));
    }
    els_arena_fini(&arena);
    els_buf_fini(&why);
}

Test(goal_text, repeats_no_control_characters)
{
    els_arena arena = {0};
    els_buf why = {0};
    els_goal_text goal;
    cr_assert_eq(read_text("success of \x1b[2J >= 0.5", &arena, &goal, &why), ELS_E_USAGE);
    cr_assert(els_str_contains(els_buf_str(&why), ELS_STR("?[2j")));
    els_arena_fini(&arena);
    els_buf_fini(&why);
}

Test(goal_text, refuses_what_is_too_long)
{
    els_arena arena = {0};
    els_buf why = {0}, text = {0};
    els_goal_text goal;
    for (int i = 0; i < 40; i++)
        els_buf_printf(&text, "of ");
    cr_assert_eq(els_goal_text_read(els_buf_str(&text), &arena, &goal, &why), ELS_E_USAGE);
    for (int i = 0; i < 100; i++)
        els_buf_printf(&text, "success");
    cr_assert_eq(els_goal_text_read(els_buf_str(&text), &arena, &goal, &why), ELS_E_USAGE);
    els_arena_fini(&arena);
    els_buf_fini(&why);
    els_buf_fini(&text);
}
