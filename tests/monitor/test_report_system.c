#include "report_system.h"

#include <criterion/criterion.h>

static const char *word(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

Test(report_system, is_null_before_the_first_reading)
{
    els_progress progress = {0};
    json_t *json = els_report_system(&progress);
    cr_assert(json_is_null(json));
    json_decref(json);
}

Test(report_system, says_what_is_known_and_null_for_the_rest)
{
    els_str names[] = {ELS_STR("memory")};
    els_resource resources[] = {{.name = ELS_STR("memory"),
                                 .unit = ELS_STR("MiB"),
                                 .value = 900,
                                 .limit = 1000,
                                 .state = ELS_STR("overloaded"),
                                 .readings = 9,
                                 .predicted = ELS_STR("critical"),
                                 .mean = 960,
                                 .low = 940,
                                 .high = 980,
                                 .may_meet_limit = true,
                                 .earliest_s = 12,
                                 .scored = 2,
                                 .mae = 3,
                                 .mae_naive = 6,
                                 .coverage = 1},
                                {.name = ELS_STR("cpu"),
                                 .unit = ELS_STR("\xff"), /* not UTF-8 */
                                 .value = 1,
                                 .limit = 4,
                                 .state = ELS_STR("optimal")}};
    els_system system = {.state = ELS_STR("overloaded"),
                         .predicted = ELS_STR("critical"),
                         .ahead_s = 5,
                         .bottlenecks = names,
                         .n_bottlenecks = 1,
                         .resources = resources,
                         .n_resources = 2};
    els_progress progress = {.system = &system, .n_system = 1};
    json_t *json = els_report_system(&progress);
    const json_t *list = json_object_get(json, "resources");
    const json_t *memory = json_array_get(list, 0), *cpu = json_array_get(list, 1);
    cr_assert_str_eq(word(json, "state"), "overloaded");
    cr_assert_str_eq(word(json, "predicted"), "critical");
    cr_assert_str_eq(json_string_value(json_array_get(json_object_get(json, "bottlenecks"), 0)),
                     "memory");
    cr_assert_float_eq(json_real_value(json_object_get(memory, "use")), 0.9, 1e-12);
    cr_assert(json_is_null(json_object_get(memory, "limit_seconds")));
    cr_assert_eq(json_real_value(json_object_get(memory, "limit_seconds_earliest")), 12);
    cr_assert_eq(json_real_value(json_array_get(json_object_get(memory, "forecast_ci"), 1)), 980);
    cr_assert(json_is_null(json_object_get(cpu, "forecast")));
    cr_assert(json_is_null(json_object_get(cpu, "predicted")));
    cr_assert(json_is_null(json_object_get(cpu, "mae")));
    cr_assert(json_is_null(json_object_get(cpu, "unit")));
    json_decref(json);
}
