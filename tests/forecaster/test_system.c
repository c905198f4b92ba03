/* The resources of a run: states, limits, bottlenecks, and that they stay apart from the rest. */
#include "forecaster.h"
#include "system_state.h"

#include <criterion/criterion.h>
#include <math.h>

typedef struct {
    els_gauge gauges[4];
    els_segment segment;
    els_record records[10];
    els_plan plan;
    els_progress in;
} world;

/* Iteration `i`, two seconds after the one before; training success differs, gauges are given. */
static void make(world *w, uint64_t i, uint32_t n_gauges)
{
    w->segment = (els_segment){.name = ELS_STR("train"), .count = 10};
    w->plan = (els_plan){.run = 1,
                         .epoch = 1,
                         .iteration = i,
                         .iterations = 100,
                         .started_s = 2 * (double)i,
                         .segments = &w->segment,
                         .n_segments = 1,
                         .gauges = w->gauges,
                         .n_gauges = n_gauges};
    for (uint32_t k = 0; k < 10; k++)
        w->records[k] = (els_record){.index = k,
                                     .verdict = (k * 7 + i * 3) % 10 < 5 ? ELS_VERDICT_RIGHT
                                                                         : ELS_VERDICT_WRONG};
    w->in = (els_progress){.epoch = 1,
                           .iteration = i,
                           .plan = &w->plan,
                           .n_plan = 1,
                           .records = w->records,
                           .n_records = 10};
}

static els_gauge gauge(const char *name, double value, double limit)
{
    return (els_gauge){
        .name = els_str_of(name), .unit = ELS_STR("MiB"), .value = value, .limit = limit};
}

static const els_resource *resource(const els_progress *out, const char *name)
{
    for (uint32_t i = 0; out->n_system && i < out->system[0].n_resources; i++)
        if (els_str_eq(out->system[0].resources[i].name, els_str_of(name)))
            return &out->system[0].resources[i];
    return NULL;
}

static bool is(els_str text, const char *expected)
{
    return els_str_eq(text, els_str_of(expected));
}

/* `n` iterations with memory rising by 10 MiB of 1000 each from 500 on, and a busy processor. */
static els_progress rise(els_stage *stage, els_arena *arena, world *w, uint64_t from, uint64_t n)
{
    els_progress out = {0};
    for (uint64_t i = from; i < from + n; i++) {
        w->gauges[0] = gauge("memory", 500 + 10 * (double)i, 1000);
        w->gauges[1] = gauge("process:executor", 0.99, 1);
        make(w, i, 2);
        cr_assert_eq(els_stage_feed(stage, &w->in, arena, &out), ELS_OK);
    }
    return out;
}

Test(system, states_follow_use_and_only_memory_and_queues_are_critical)
{
    static const struct {
        const char *name;
        double use;
        els_system_state state;
    } cases[] = {
        {"cpu", 0.49, ELS_SYSTEM_OPTIMAL},           {"cpu", 0.5, ELS_SYSTEM_HEALTHY},
        {"cpu", 0.7, ELS_SYSTEM_DEGRADED},           {"cpu", 0.85, ELS_SYSTEM_OVERLOADED},
        {"cpu", 1.2, ELS_SYSTEM_OVERLOADED},         {"memory", 0.95, ELS_SYSTEM_CRITICAL},
        {"queue", 1, ELS_SYSTEM_CRITICAL},           {"budget", 1, ELS_SYSTEM_OVERLOADED},
        {"process:executor", 1, ELS_SYSTEM_HEALTHY}, {"process:applier", 1, ELS_SYSTEM_OVERLOADED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_assert_eq(els_system_state_of(els_str_of(cases[i].name), cases[i].use), cases[i].state,
                     "%s %g", cases[i].name, cases[i].use);
}

Test(system, a_rising_resource_is_said_to_meet_its_limit_when_it_will)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_stage_init(&stage, &els_forecaster_stage);
    els_progress out = rise(&stage, &arena, &w, 0, 31); /* memory is at 800 */
    const els_resource *memory = resource(&out, "memory");
    cr_assert_not_null(memory);
    cr_assert(memory->value == 800 && memory->limit == 1000 && memory->readings == 31);
    cr_assert(is(memory->state, "degraded") && is(memory->predicted, "overloaded"));
    cr_assert_float_eq(memory->mean, 850, 10);
    cr_assert(memory->meets_limit);
    cr_assert_float_eq(memory->limit_s, 40, 8, "20 readings of 2 s: %g", memory->limit_s);
    cr_assert(memory->may_meet_limit && memory->earliest_s <= memory->limit_s);
    cr_assert_eq(memory->scored, 31 - 5 - 5, "the first of 5 ahead is made at the 6th");
    cr_assert_lt(memory->mae, memory->mae_naive);
    cr_assert(is(out.system[0].state, "degraded") && is(out.system[0].predicted, "overloaded"));
    cr_assert_float_eq(out.system[0].ahead_s, 10, 1e-9);
    cr_assert_geq(out.system[0].n_bottlenecks, 1);
    cr_assert(is(out.system[0].bottlenecks[0], "process:executor"));
    cr_assert_eq(out.system[0].scored, 21);
    cr_assert_gt(out.system[0].right, out.system[0].right_naive);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(system, a_full_resource_is_at_its_limit_now)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_progress out;
    els_stage_init(&stage, &els_forecaster_stage);
    w.gauges[0] = gauge("queue", 4096, 4096);
    make(&w, 0, 1);
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    const els_resource *queue = resource(&out, "queue");
    cr_assert(is(queue->state, "critical") && queue->predicted.len == 0);
    cr_assert(queue->meets_limit && queue->limit_s == 0);
    cr_assert(is(out.system[0].bottlenecks[0], "queue"));
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(system, without_gauges_nothing_is_said_and_between_them_the_newest_stays)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_progress out;
    els_stage_init(&stage, &els_forecaster_stage);
    make(&w, 0, 0);
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    cr_assert_eq(out.n_system, 0);
    w.gauges[0] = gauge("memory", 900, 1000);
    w.gauges[1] = gauge("process:goaler", 0.9, 1);
    make(&w, 1, 2);
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    make(&w, 2, 0);
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    cr_assert(resource(&out, "memory")->value == 900 && resource(&out, "process:goaler"));
    make(&w, 3, 1); /* the goaler's process is gone */
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    cr_assert(resource(&out, "memory") && !resource(&out, "process:goaler"));
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(system, gauges_that_make_no_sense_are_left_out)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_progress out;
    els_stage_init(&stage, &els_forecaster_stage);
    w.gauges[0] = gauge("memory", -1, 1000);
    w.gauges[1] = gauge("cpu", 1, 0);
    w.gauges[2] = gauge("queue", 1e300, 4096);
    w.gauges[3] = gauge("", 1, 1);
    make(&w, 0, 4);
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    cr_assert_eq(out.n_system, 0);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(system, what_the_machine_does_changes_no_other_forecast)
{
    static world w;
    els_stage with, without;
    els_arena arena = {0};
    els_stage_init(&with, &els_forecaster_stage);
    els_stage_init(&without, &els_forecaster_stage);
    for (uint64_t i = 0; i < 20; i++) {
        els_progress one, two;
        w.gauges[0] = gauge("cpu", (double)(i * i % 7), 8);
        make(&w, i, 1);
        cr_assert_eq(els_stage_feed(&with, &w.in, &arena, &one), ELS_OK);
        make(&w, i, 0);
        cr_assert_eq(els_stage_feed(&without, &w.in, &arena, &two), ELS_OK);
        cr_assert(one.n_forecasts == two.n_forecasts &&
                  one.n_forecast_records == two.n_forecast_records);
        for (uint32_t k = 0; k < one.n_forecasts; k++)
            cr_assert(one.forecasts[k].mean == two.forecasts[k].mean &&
                      one.forecasts[k].high == two.forecasts[k].high);
        for (uint32_t k = 0; k < one.n_forecast_records; k++)
            cr_assert(one.forecast_records[k].mae == two.forecast_records[k].mae);
    }
    els_stage_fini(&with);
    els_stage_fini(&without);
    els_arena_fini(&arena);
}

Test(system, restored_equals_never_restarted_bit_for_bit)
{
    static world w;
    els_stage a, b;
    els_arena arena = {0};
    els_buf half = {0}, x = {0}, y = {0};
    els_stage_init(&a, &els_forecaster_stage);
    els_stage_init(&b, &els_forecaster_stage);
    rise(&a, &arena, &w, 0, 12);
    els_stage_save(&a, &half);
    cr_assert_eq(els_stage_restore(&b, els_buf_str(&half)), ELS_OK);
    els_progress one = rise(&a, &arena, &w, 12, 80); /* more than are kept */
    els_progress two = rise(&b, &arena, &w, 12, 80);
    cr_assert(resource(&one, "memory")->mean == resource(&two, "memory")->mean);
    els_stage_save(&a, &x);
    els_stage_save(&b, &y);
    cr_assert(els_str_eq(els_buf_str(&x), els_buf_str(&y)));
    els_stage_fini(&a);
    els_stage_fini(&b);
    els_arena_fini(&arena);
    els_buf_fini(&half);
    els_buf_fini(&x);
    els_buf_fini(&y);
}
