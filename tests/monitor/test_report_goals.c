#include "report_goals.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { GOALS = 40 };

static const char *id_at(const json_t *list, size_t i)
{
    return json_string_value(json_object_get(json_array_get(list, i), "id"));
}

Test(report_goals, a_short_list_keeps_the_live_ones_and_then_the_newest_in_order)
{
    els_goal goals[GOALS];
    char ids[GOALS][24];
    for (int i = 0; i < GOALS; i++) {
        snprintf(ids[i], sizeof ids[i], "goal-%d", i + 1);
        goals[i] = (els_goal){.id = els_str_of(ids[i]),
                              .metric = ELS_STR("success"),
                              .status = i == 2 ? ELS_STR("active") : ELS_STR("failed")};
    }
    els_progress progress = {.goals = goals, .n_goals = GOALS};
    json_t *all = els_report_goals(&progress, 0), *few = els_report_goals(&progress, 4);
    cr_assert_eq(json_array_size(all), (size_t)GOALS);
    cr_assert_eq(json_array_size(few), 4u);
    cr_assert_str_eq(id_at(few, 0), "goal-3");
    cr_assert_str_eq(id_at(few, 1), "goal-38");
    cr_assert_str_eq(id_at(few, 3), "goal-40");
    json_decref(all);
    json_decref(few);
}

Test(report_goals, what_is_not_judged_yet_has_no_figures)
{
    els_goal_action actions[2] = {{.number = 1, .verdict = ELS_STR("no_help"), .judged_at = 9},
                                  {.number = 2, .verdict = ELS_STR("on_trial")}};
    els_progress progress = {.goal_actions = actions, .n_goal_actions = 2};
    json_t *list = els_report_goal_actions(&progress, 0);
    cr_assert(json_is_real(json_object_get(json_array_get(list, 0), "after")));
    cr_assert(json_is_null(json_object_get(json_array_get(list, 1), "after")));
    json_decref(list);
    list = els_report_goal_actions(&progress, 1);
    cr_assert_eq(json_array_size(list), 1u);
    cr_assert_eq(json_integer_value(json_object_get(json_array_get(list, 0), "number")), 2);
    json_decref(list);
}
