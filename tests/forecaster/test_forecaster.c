#include "forecaster.h"

#include "els_rng.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

enum { TASKS = 40 };

/* One iteration: a train batch and a probe whose success follows a noisy rise. */
typedef struct {
    els_segment segments[3];
    els_plan plan;
    els_record records[2 * TASKS];
    char ids[TASKS][8];
    els_progress in;
} world;

static void make(world *w, uint64_t iteration, uint64_t epoch)
{
    *w = (world){0};
    els_rng rng = els_rng_make(77, iteration, 0);
    double p = 0.3 + 0.4 * (1 - exp(-(double)iteration / 15));
    w->segments[0] = (els_segment){.name = iteration ? ELS_STR("train") : ELS_STR("baseline_train"),
                                   .count = TASKS};
    w->segments[1] = (els_segment){.name = iteration ? ELS_STR("probe") : ELS_STR("baseline"),
                                   .split = ELS_SPLIT_PROBE,
                                   .task_seed = 3,
                                   .first = TASKS,
                                   .count = TASKS};
    w->plan = (els_plan){.run = 1,
                         .epoch = epoch,
                         .iteration = iteration,
                         .iterations = 60,
                         .seed = 1,
                         .learning = true,
                         .segments = w->segments,
                         .n_segments = 2};
    for (uint32_t i = 0; i < 2 * TASKS; i++) {
        uint32_t index = i % TASKS;
        snprintf(w->ids[index], sizeof w->ids[index], "t%u", index);
        w->records[i] = (els_record){.segment = i / TASKS,
                                     .index = index,
                                     .id = els_str_of(w->ids[index]),
                                     .template_key = index / 4,
                                     .cost = 100 + els_rng_below(&rng, 50),
                                     .verdict = els_rng_chance(&rng, p) ? ELS_VERDICT_RIGHT
                                                                        : ELS_VERDICT_WRONG};
    }
    w->in = (els_progress){.epoch = epoch,
                           .iteration = iteration,
                           .plan = &w->plan,
                           .n_plan = 1,
                           .records = w->records,
                           .n_records = 2 * TASKS};
}

static const els_forecast_record *record_of(const els_progress *p, const char *series)
{
    for (uint32_t i = 0; i < p->n_forecast_records; i++)
        if (els_str_eq(p->forecast_records[i].series, els_str_of(series)))
            return &p->forecast_records[i];
    return NULL;
}

Test(forecaster, registers_before_the_fact_and_scores_when_it_comes)
{
    els_stage stage;
    els_arena arena = {0};
    els_stage_init(&stage, &els_forecaster_stage);
    double promised = NAN, naive = NAN;
    for (uint64_t it = 0; it <= 8; it++) {
        static world w;
        els_progress out;
        make(&w, it, 1);
        cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
        bool scored = false;
        for (uint32_t i = 0; i < out.n_forecasts; i++) {
            const els_forecast *f = &out.forecasts[i];
            if (!els_str_eq(f->series, ELS_STR("train_success")) || f->due_at != f->made_at + 1)
                continue;
            cr_assert(f->low <= f->mean && f->mean <= f->high);
            if (f->scored) {
                scored = true;
                cr_assert_eq(f->due_at, it);
                cr_assert_eq(f->mean, promised, "a forecast was changed after the fact");
                cr_assert_eq(f->naive, naive);
            } else {
                cr_assert_eq(f->made_at, it);
                promised = f->mean;
                naive = f->naive;
            }
        }
        cr_assert_eq(scored, it >= 5, "iteration %d", (int)it);
    }
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(forecaster, wins_only_after_eight_and_beats_the_last_value_on_noise)
{
    els_stage stage;
    els_arena arena = {0};
    els_stage_init(&stage, &els_forecaster_stage);
    for (uint64_t it = 0; it <= 60; it++) {
        static world w;
        els_progress out;
        make(&w, it, 1);
        cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
        for (uint32_t i = 0; i < out.n_forecasts; i++)
            if (out.forecasts[i].scored)
                cr_assert_eq(out.forecasts[i].due_at, it, "scored when it is due");
        const els_forecast_record *r = record_of(&out, "train_success");
        if (r && r->scored < ELS_FORECAST_MIN_SCORED)
            cr_assert_not(r->wins);
        if (it == 60) {
            cr_assert(r->wins, "%g against %g", r->mae, r->mae_naive);
            cr_assert(r->coverage > 0.85, "%g", r->coverage);
            cr_assert_eq(r->scored, 56 + 52);
            cr_assert_not_null(record_of(&out, "multiplier"));
            cr_assert_not_null(record_of(&out, "cost_per_solved"));
            for (uint32_t i = 0; i < out.n_forecasts; i++)
                cr_assert(out.forecasts[i].due_at <= 60, "nothing is promised for after the run");
        }
    }
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(forecaster, restored_equals_never_restarted_bit_for_bit)
{
    els_stage a, b;
    els_arena arena = {0};
    els_buf half = {0}, x = {0}, y = {0};
    els_stage_init(&a, &els_forecaster_stage);
    els_stage_init(&b, &els_forecaster_stage);
    for (uint64_t it = 0; it <= 30; it++) {
        static world w;
        els_progress out;
        make(&w, it, 1);
        cr_assert_eq(els_stage_feed(&a, &w.in, &arena, &out), ELS_OK);
        if (it == 14) {
            els_stage_save(&a, &half);
            cr_assert_eq(els_stage_restore(&b, els_buf_str(&half)), ELS_OK);
        }
        if (it > 14) {
            els_progress again;
            cr_assert_eq(els_stage_feed(&b, &w.in, &arena, &again), ELS_OK);
            cr_assert_eq(out.n_forecasts, again.n_forecasts);
            for (uint32_t i = 0; i < out.n_forecasts; i++)
                cr_assert(out.forecasts[i].mean == again.forecasts[i].mean &&
                          out.forecasts[i].low == again.forecasts[i].low &&
                          out.forecasts[i].due_at == again.forecasts[i].due_at);
            for (uint32_t i = 0; i < out.n_forecast_records; i++)
                cr_assert(out.forecast_records[i].mae == again.forecast_records[i].mae &&
                          out.forecast_records[i].mae_naive ==
                              again.forecast_records[i].mae_naive &&
                          out.forecast_records[i].coverage == again.forecast_records[i].coverage &&
                          out.forecast_records[i].scored == again.forecast_records[i].scored);
        }
    }
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

Test(forecaster, wall_clock_changes_nothing)
{
    els_stage a, b;
    els_arena arena = {0};
    els_stage_init(&a, &els_forecaster_stage);
    els_stage_init(&b, &els_forecaster_stage);
    for (uint64_t it = 0; it <= 10; it++) {
        static world w;
        els_progress one, two;
        make(&w, it, 1);
        cr_assert_eq(els_stage_feed(&a, &w.in, &arena, &one), ELS_OK);
        for (int i = 0; i < 2 * TASKS; i++)
            w.records[i].latency_ns = 1000000u * (unsigned)i;
        w.plan.started_s = 1e4;
        cr_assert_eq(els_stage_feed(&b, &w.in, &arena, &two), ELS_OK);
        cr_assert_eq(one.n_forecasts, two.n_forecasts);
        for (uint32_t i = 0; i < one.n_forecasts; i++)
            cr_assert_eq(one.forecasts[i].mean, two.forecasts[i].mean);
    }
    els_stage_fini(&a);
    els_stage_fini(&b);
    els_arena_fini(&arena);
}
