#include "gauges.h"

#include <criterion/criterion.h>

enum { S = 1000000 };
static const els_machine machine = {2, 4 << 20}; /* 2 processors, 4 GiB */

static void beat(els_gauges *gauges, const char *role, const char *instance, uint64_t cpu_us,
                 uint64_t uptime_us, uint64_t now_us)
{
    els_heartbeat heartbeat = {.role = els_str_of(role),
                               .instance = els_str_of(instance),
                               .rss_kib = 10240,
                               .cpu_us = cpu_us,
                               .uptime_us = uptime_us};
    els_gauges_heartbeat(gauges, &heartbeat, now_us);
}

static double value(const els_gauge *list, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (els_str_eq(list[i].name, els_str_of(name)))
            return list[i].value;
    return -1;
}

Test(gauges, processors_are_time_used_between_readings_by_the_senders_own_clock)
{
    static els_gauges gauges;
    els_arena arena = {0};
    els_gauge *list;
    els_gauges_init(&gauges, &machine, 0);
    beat(&gauges, "executor", "executor.1", 0, 1 * S, 100);
    beat(&gauges, "executor", "executor.2", 0, 1 * S, 100);
    cr_assert_eq(els_gauges_take(&gauges, S - 1, &arena, &list), 0, "not yet a second");
    cr_assert_gt(els_gauges_take(&gauges, S, &arena, &list), 0);
    beat(&gauges, "executor", "executor.1", S / 2, 2 * S, 2 * S);
    beat(&gauges, "executor", "executor.2", S, 2 * S, 3 * S); /* late, and yet a second apart */
    beat(&gauges, "applier", "applier.1", S / 4, S, 3 * S);
    uint32_t n = els_gauges_take(&gauges, 3 * S, &arena, &list);
    cr_assert_float_eq(value(list, n, "cpu"), 1.75, 1e-9);
    cr_assert_float_eq(value(list, n, "process:executor"), 0.75, 1e-9);
    cr_assert_float_eq(value(list, n, "process:applier"), 0.25, 1e-9);
    cr_assert_float_eq(value(list, n, "memory"), 30, 1e-9);
    cr_assert_eq(value(list, n, "process:goaler"), -1, "nothing is said of who was not heard");
    for (uint32_t i = 0; i < n; i++)
        cr_assert(list[i].limit > 0 && list[i].unit.len > 0);
    els_arena_fini(&arena);
}

Test(gauges, the_fullest_queue_and_the_used_budget_are_of_the_time_since_the_last_reading)
{
    static els_gauges gauges;
    els_arena arena = {0};
    els_gauge *list;
    els_gauges_init(&gauges, &machine, 0);
    els_heartbeat heartbeat = {.role = ELS_STR("executor"),
                               .instance = ELS_STR("executor.1"),
                               .queued = 7,
                               .work_done = 100,
                               .work_allowed = 400};
    els_gauges_heartbeat(&gauges, &heartbeat, 0);
    heartbeat.queued = 3;
    els_gauges_heartbeat(&gauges, &heartbeat, S);
    uint32_t n = els_gauges_take(&gauges, S, &arena, &list);
    cr_assert_eq(value(list, n, "queue"), 7);
    cr_assert_float_eq(value(list, n, "budget"), 0.25, 1e-9);
    heartbeat.work_done = 150;
    heartbeat.work_allowed = 500;
    els_gauges_heartbeat(&gauges, &heartbeat, 2 * S);
    n = els_gauges_take(&gauges, 2 * S, &arena, &list);
    cr_assert_eq(value(list, n, "queue"), 3);
    cr_assert_float_eq(value(list, n, "budget"), 0.5, 1e-9);
    n = els_gauges_take(&gauges, 3 * S, &arena, &list);
    cr_assert_eq(value(list, n, "budget"), -1, "no task was done");
    els_arena_fini(&arena);
}

Test(gauges, the_silent_are_forgotten_and_a_new_life_under_an_old_name_begins_anew)
{
    static els_gauges gauges;
    els_arena arena = {0};
    els_gauge *list;
    els_gauges_init(&gauges, &machine, 0);
    beat(&gauges, "applier", "applier", 40 * S, 50 * S, 0);
    cr_assert_gt(els_gauges_take(&gauges, S, &arena, &list), 0);
    beat(&gauges, "applier", "applier", S, 2 * S, 2 * S); /* restarted */
    uint32_t n = els_gauges_take(&gauges, 2 * S, &arena, &list);
    cr_assert_float_eq(value(list, n, "process:applier"), 0.5, 1e-9);
    cr_assert_eq(els_gauges_take(&gauges, 6 * S, &arena, &list), 0, "nobody is heard any more");
    els_arena_fini(&arena);
}

Test(gauges, what_a_stranger_sends_does_no_harm)
{
    static els_gauges gauges;
    els_arena arena = {0};
    els_gauge *list;
    els_gauges_init(&gauges, &(els_machine){0, 0}, 0);
    beat(&gauges, "nonsense", "x.1", 1, 1, 0);
    cr_assert_eq(els_gauges_take(&gauges, S, &arena, &list), 0);
    for (uint32_t i = 0; i < ELS_GAUGES_SLOTS + 10; i++)
        beat(&gauges, "executor", els_arena_printf(&arena, "e.%u", i).ptr, UINT64_MAX, 1, S);
    uint32_t n = els_gauges_take(&gauges, 2 * S, &arena, &list);
    cr_assert(n > 0 && n <= ELS_GAUGES_MAX);
    cr_assert_eq(value(list, n, "cpu"), -1, "no limit is known");
    els_arena_fini(&arena);
}

Test(gauges, write_who_was_heard_and_how_long_ago)
{
    static els_gauges gauges;
    els_buf text = {0};
    els_gauges_init(&gauges, &machine, 0);
    els_gauges_write(&gauges, S, &text);
    cr_assert_str_eq(text.ptr, "{\"processes\":[]}");
    els_heartbeat busy = {.role = ELS_STR("executor"), .instance = ELS_STR("a\"b"), .chunk = 3};
    els_gauges_heartbeat(&gauges, &busy, S);
    els_heartbeat idle = {
        .role = ELS_STR("executor"), .instance = ELS_STR("executor.2"), .chunk = UINT32_MAX};
    els_gauges_heartbeat(&gauges, &idle, 2 * S);
    els_buf_clear(&text);
    els_gauges_write(&gauges, 3 * S, &text);
    cr_assert_not_null(strstr(text.ptr, "\"instance\":\"a\\\"b\",\"silent_seconds\":2.000"));
    cr_assert_not_null(strstr(text.ptr, "\"is_busy\":true"));
    cr_assert_not_null(strstr(text.ptr, "\"instance\":\"executor.2\",\"silent_seconds\":1.000"));
    cr_assert_not_null(strstr(text.ptr, "\"is_busy\":false"));
    els_buf_fini(&text);
}
