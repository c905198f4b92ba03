#include <criterion/criterion.h>

#include "agent_log.h"
#include "els_rng.h"

#include <math.h>

enum { AGENTS = 3, TASKS = 4000 };
static const char *const names[AGENTS] = {"one", "two", "three"};
static const double success[AGENTS] = {0.8, 0.5, 0.3}, cost[AGENTS] = {200, 50, 20};

/* A training log: the plugin decides the chances, and half of "one" is in another setting. */
static void fill(els_agent_log *log, uint64_t seed)
{
    static const double chance[2][AGENTS] = {{0.6, 0.3, 0.1}, {0.1, 0.3, 0.6}};
    els_str plugins[2] = {ELS_STR("p"), ELS_STR("q")};
    els_rng rng = els_rng_make(seed, 1, 1);
    for (uint32_t i = 0; i < TASKS; i++) {
        uint32_t plugin = els_rng_below(&rng, 2), chosen = 0;
        double at = els_rng_unit(&rng);
        while (chosen < AGENTS - 1 && at >= chance[plugin][chosen])
            at -= chance[plugin][chosen++];
        bool other = chosen == 0 && els_rng_chance(&rng, 0.5);
        els_record record = {.agent = els_str_of(names[chosen]),
                             .params = other ? ELS_STR("other") : ELS_STR("default/variant"),
                             .plugin = plugins[plugin],
                             .propensity = chance[plugin][chosen] * (chosen == 0 ? 0.5 : 1),
                             .verdict = els_rng_chance(&rng, other ? 0 : success[chosen])
                                            ? ELS_VERDICT_RIGHT
                                            : ELS_VERDICT_WRONG,
                             .cost = (uint64_t)(cost[chosen] * (0.5 + els_rng_unit(&rng)))};
        els_agent_log_add(log, &record, 1, plugins, 2);
    }
}

Test(agent_log, estimates_each_architecture_alone_from_the_mixed_log)
{
    static els_agent_log log;
    fill(&log, 3);
    cr_assert_eq(log.n, AGENTS);
    uint64_t graded = 0;
    for (uint32_t i = 0; i < AGENTS; i++) {
        uint32_t a = 0;
        while (strcmp(names[a], log.rows[i].name) != 0)
            a++;
        els_estimate right = els_policy_dr(&log.rows[i].success);
        els_estimate units = els_policy_dr(&log.rows[i].cost);
        cr_assert(right.interval.low <= success[a] && success[a] <= right.interval.high, "%s: %f",
                  names[a], right.value);
        cr_assert(units.interval.low <= cost[a] && cost[a] <= units.interval.high, "%s: %f",
                  names[a], units.value);
        cr_assert_lt(right.interval.high - right.interval.low, 0.2);
        graded += log.rows[i].outcomes.graded;
    }
    cr_assert_eq(graded, TASKS);
    cr_assert_eq(log.logged, TASKS);
}

Test(agent_log, counts_what_each_was_chosen_for_by_plugin)
{
    static els_agent_log log;
    fill(&log, 4);
    for (uint32_t i = 0; i < log.n; i++) {
        const els_agent_row *row = &log.rows[i];
        cr_assert_gt(row->of_kind[0].graded, 0);
        cr_assert_gt(row->of_kind[1].graded, 0);
        cr_assert_eq(row->of_kind[0].graded + row->of_kind[1].graded, row->outcomes.graded);
        cr_assert_eq(row->of_kind[0].cost + row->of_kind[1].cost, row->outcomes.cost);
        cr_assert_eq(row->of_kind[2].graded, 0);
    }
    els_str plugins[1] = {ELS_STR("p")};
    els_record stranger = {.agent = els_str_of(log.rows[0].name), .plugin = ELS_STR("elsewhere")};
    uint64_t others = log.rows[0].of_kind[1].graded;
    els_agent_log_add(&log, &stranger, 1, plugins, 1);
    cr_assert_eq(log.rows[0].of_kind[1].graded, others + 1);
}

Test(agent_log, infrastructure_failures_are_no_choice)
{
    static els_agent_log log;
    els_str plugins[1] = {ELS_STR("p")};
    els_record record = {.agent = ELS_STR("one"),
                         .params = ELS_STR("default"),
                         .propensity = 1,
                         .verdict = ELS_VERDICT_INFRASTRUCTURE};
    els_agent_log_add(&log, &record, 1, plugins, 1);
    cr_assert_eq(log.n + log.logged, 0);
}

Test(agent_log, is_saved_and_restored)
{
    static els_agent_log log, again;
    els_buf bytes = {0}, second = {0};
    els_snapshot snapshot;
    els_arena arena = {0};
    fill(&log, 5);
    els_snapshot_write(&snapshot, &bytes, 1, 1);
    els_agent_log_visit(&snapshot, &log);
    els_snapshot_finish(&snapshot);
    cr_assert_eq(els_snapshot_read(&snapshot, els_buf_str(&bytes), 1, 1, &arena), ELS_OK);
    els_agent_log_visit(&snapshot, &again);
    cr_assert_eq(els_snapshot_close(&snapshot), ELS_OK);
    els_snapshot_write(&snapshot, &second, 1, 1);
    els_agent_log_visit(&snapshot, &again);
    els_snapshot_finish(&snapshot);
    cr_assert(els_str_eq(els_buf_str(&bytes), els_buf_str(&second)));
    els_buf_fini(&bytes);
    els_buf_fini(&second);
    els_arena_fini(&arena);
}
