#include "stats_probe.h"

#include <criterion/criterion.h>

static els_record record(uint32_t segment, uint32_t index, const char *id, uint32_t verdict,
                         uint64_t cost)
{
    return (els_record){.segment = segment,
                        .index = index,
                        .id = els_str_of(id),
                        .template_key = index / 2,
                        .verdict = verdict,
                        .cost = cost,
                        .latency_ns = cost * 10};
}

Test(stats_outcomes, infrastructure_failures_are_kept_apart)
{
    els_segment segments[] = {{.name = ELS_STR("train")}, {.name = ELS_STR("probe")}};
    els_plan plan = {.segments = segments, .n_segments = 2};
    els_record records[] = {record(0, 0, "a", ELS_VERDICT_WRONG, 1),
                            record(1, 0, "b", ELS_VERDICT_RIGHT, 5),
                            record(1, 1, "c", ELS_VERDICT_INFRASTRUCTURE, 900),
                            record(1, 2, "d", ELS_VERDICT_ABSTAINED, 7)};
    els_outcomes o = els_outcomes_of(&plan, records, 4, ELS_STR("probe"));
    cr_assert_eq(o.graded, 2u);
    cr_assert_eq(o.distinct, 2u);
    cr_assert_eq(o.right, 1u);
    cr_assert_eq(o.infrastructure, 1u);
    cr_assert_eq(o.cost, 12u);
    cr_assert_float_eq(els_outcomes_success(&o), 0.5, 1e-12);
    o = els_outcomes_of(&plan, records, 4, ELS_STR("nobody"));
    cr_assert_eq(o.graded, 0u);
}

Test(stats_outcomes, a_task_that_comes_again_does_not_narrow_the_interval)
{
    els_segment segment = {.name = ELS_STR("probe"), .task_seed = 5};
    els_plan plan = {.segments = &segment, .n_segments = 1};
    static const char *const ids[] = {"a", "b", "c"};
    els_record once[3], often[60];
    for (uint32_t i = 0; i < 60; i++) {
        uint32_t verdict = i % 3 ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
        often[i] = record(0, i, ids[i % 3], verdict, 1);
        if (i < 3)
            once[i] = often[i];
    }
    els_outcomes few = els_outcomes_of(&plan, once, 3, segment.name);
    els_outcomes many = els_outcomes_of(&plan, often, 60, segment.name);
    cr_assert_eq(many.graded, 60u);
    cr_assert_eq(many.distinct, 3u);
    cr_assert_float_eq(els_outcomes_interval(&few).low, els_outcomes_interval(&many).low, 1e-12);
    cr_assert_float_eq(els_outcomes_interval(&few).high, els_outcomes_interval(&many).high, 1e-12);

    els_arm arm = {0};
    els_arena arena = {0};
    els_arm_set(&arm, &segment, often, 60);
    cr_assert_eq(els_arm_outcomes(&arm).distinct, 3u);
    els_arm_pairs pairs = els_arm_pair(&arm, &arm, &arena);
    cr_assert_eq(pairs.now.graded, 60u);
    cr_assert_eq(pairs.now.distinct, 3u);
    els_arm_fini(&arm);
    els_arena_fini(&arena);
}

Test(stats_arm, pairs_the_same_tasks_only)
{
    els_segment a = {.task_seed = 5}, other = {.task_seed = 6};
    els_record base[] = {
        record(0, 0, "a", ELS_VERDICT_WRONG, 10), record(0, 1, "b", ELS_VERDICT_RIGHT, 10),
        record(0, 2, "c", ELS_VERDICT_RIGHT, 10), record(0, 3, "d", ELS_VERDICT_RIGHT, 10)};
    els_record now[] = {record(1, 0, "a", ELS_VERDICT_RIGHT, 4),
                        record(1, 1, "b", ELS_VERDICT_INFRASTRUCTURE, 0),
                        record(1, 2, "x", ELS_VERDICT_RIGHT, 4)}; /* not the task it should be */
    els_arm arm = {0}, arm2 = {0};
    els_arena arena = {0};
    els_arm_set(&arm, &a, base, 4);
    els_arm_set(&arm2, &a, now, 3);
    els_arm_pairs pairs = els_arm_pair(&arm, &arm2, &arena);
    cr_assert_eq(pairs.n, 1u);
    cr_assert_eq(pairs.infrastructure, 1u);
    cr_assert_eq(pairs.differences[0], 1.0);
    cr_assert_eq(pairs.base.cost, 10u);
    cr_assert_eq(pairs.now.cost, 4u);
    els_arm_set(&arm2, &other, now, 3);
    cr_assert_eq(els_arm_pair(&arm, &arm2, &arena).n, 0u);
    els_arm_fini(&arm);
    els_arm_fini(&arm2);
    els_arena_fini(&arena);
}
