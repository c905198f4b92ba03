/* What the machine does steers nothing: the goaler gives the same answers whatever it is told. */
#include "codec.h"
#include "goaler.h"

#include <criterion/criterion.h>

enum { TASKS = 30 };

typedef struct {
    els_segment segment;
    els_str plugins[1];
    els_plan plan;
    els_record records[TASKS];
    els_forecast_record skill;
    els_forecast forecast;
    els_progress in;
} world;

static void make(world *w, uint64_t iteration)
{
    static const char *const families[] = {"easy", "edge", "hard"};
    w->segment = (els_segment){.name = ELS_STR("train"), .count = TASKS};
    w->plugins[0] = ELS_STR("support");
    w->plan = (els_plan){.run = 1,
                         .epoch = 1,
                         .iteration = iteration,
                         .iterations = 50,
                         .learning = true,
                         .exploration = 0.2,
                         .segments = &w->segment,
                         .n_segments = 1,
                         .plugins = w->plugins,
                         .n_plugins = 1};
    for (uint32_t i = 0; i < TASKS; i++)
        w->records[i] = (els_record){.index = i,
                                     .plugin = w->plugins[0],
                                     .family = els_str_of(families[i % 3]),
                                     .verdict = i % 3 == 0 || (i % 3 == 1 && (i + iteration) % 2)
                                                    ? ELS_VERDICT_RIGHT
                                                    : ELS_VERDICT_WRONG};
    w->skill = (els_forecast_record){
        .series = ELS_STR("train_success"), .scored = 20, .mae = 1, .mae_naive = 2, .wins = true};
    w->forecast = (els_forecast){.series = ELS_STR("train_success"),
                                 .made_at = iteration,
                                 .due_at = iteration + 5,
                                 .mean = 0.8,
                                 .low = 0.7,
                                 .high = 0.9,
                                 .naive = 0.5};
    w->in = (els_progress){.epoch = 1,
                           .iteration = iteration,
                           .plan = &w->plan,
                           .n_plan = 1,
                           .records = w->records,
                           .n_records = TASKS,
                           .forecasts = &w->forecast,
                           .n_forecasts = 1,
                           .forecast_records = &w->skill,
                           .n_forecast_records = 1};
}

/* The frame of what it sends, the machine's part left out. */
static void frame_of(const els_progress *out, els_buf *ret)
{
    els_progress rest = *out;
    els_plan plan = *out->plan;
    rest.n_system = plan.n_gauges = 0;
    rest.plan = &plan;
    els_buf_clear(ret);
    cr_assert_eq(els_encode(ELS_MSG_progress, &rest, ret), ELS_OK);
}

Test(apart, a_machine_on_its_knees_changes_no_goal_no_mix_and_no_exploration)
{
    static world w;
    els_stage calm, pressed;
    els_arena arena = {0};
    els_buf one = {0}, two = {0}, a = {0}, b = {0};
    els_str names[] = {ELS_STR("memory")};
    els_resource memory = {.name = ELS_STR("memory"),
                           .value = 990,
                           .limit = 1000,
                           .state = ELS_STR("critical"),
                           .predicted = ELS_STR("critical"),
                           .meets_limit = true};
    els_system system = {.state = ELS_STR("critical"),
                         .predicted = ELS_STR("critical"),
                         .bottlenecks = names,
                         .n_bottlenecks = 1,
                         .resources = &memory,
                         .n_resources = 1};
    els_gauge gauge = {.name = ELS_STR("memory"), .value = 990, .limit = 1000};
    els_stage_init(&calm, &els_goaler_stage);
    els_stage_init(&pressed, &els_goaler_stage);
    for (uint64_t i = 1; i <= 25; i++) {
        els_progress out;
        make(&w, i);
        cr_assert_eq(els_stage_feed(&calm, &w.in, &arena, &out), ELS_OK);
        frame_of(&out, &one);
        w.in.system = &system;
        w.plan.gauges = &gauge;
        w.in.n_system = w.plan.n_gauges = 1;
        cr_assert_eq(els_stage_feed(&pressed, &w.in, &arena, &out), ELS_OK);
        frame_of(&out, &two);
        cr_assert(els_str_eq(els_buf_str(&one), els_buf_str(&two)), "iteration %d", (int)i);
        cr_assert_eq(out.n_system, 1, "it is passed on to the monitor");
    }
    els_stage_save(&calm, &a);
    els_stage_save(&pressed, &b);
    cr_assert(els_str_eq(els_buf_str(&a), els_buf_str(&b)));
    els_stage_fini(&calm);
    els_stage_fini(&pressed);
    els_arena_fini(&arena);
    els_buf_fini(&one);
    els_buf_fini(&two);
    els_buf_fini(&a);
    els_buf_fini(&b);
}
