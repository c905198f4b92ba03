/* goaler_world.h — iterations for tests of the goaler: three kinds of task in one plugin. */
#ifndef ELS_GOALER_WORLD_H
#define ELS_GOALER_WORLD_H

#include "goaler.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { WORLD_TRAIN = 20, WORLD_SELECT = 30, WORLD_PROBE = 10, WORLD_ALL = 60 };
static const char *const world_families[] = {"easy", "edge", "hard"};

typedef struct {
    els_segment segments[3];
    els_plan plan;
    els_record records[WORLD_ALL];
    els_str plugins[1];
    els_command commands[4];
    els_str args[4];
    els_progress in;
    els_forecast forecasts[2];
    els_forecast_record forecast_records[1];
} goaler_world;

/* "easy" always right, "edge" every second time, "hard" never; `lift` makes all of select right. */
static inline void world_make(goaler_world *w, uint64_t iteration, bool lift)
{
    *w = (goaler_world){0};
    w->plugins[0] = ELS_STR("support");
    w->segments[0] = (els_segment){.name = ELS_STR("train"), .count = WORLD_TRAIN};
    w->segments[1] = (els_segment){.name = ELS_STR("select"),
                                   .split = ELS_SPLIT_SELECT,
                                   .first = WORLD_TRAIN,
                                   .count = WORLD_SELECT};
    w->segments[2] = (els_segment){.name = ELS_STR("probe"),
                                   .split = ELS_SPLIT_PROBE,
                                   .first = WORLD_TRAIN + WORLD_SELECT,
                                   .count = WORLD_PROBE};
    w->plan = (els_plan){.run = 1,
                         .epoch = 1,
                         .iteration = iteration,
                         .iterations = 200,
                         .seed = 1,
                         .learning = true,
                         .batch_size = WORLD_TRAIN,
                         .exploration = 0.2,
                         .segments = w->segments,
                         .n_segments = 3,
                         .plugins = w->plugins,
                         .n_plugins = 1,
                         .commands = w->commands};
    for (uint32_t i = 0; i < WORLD_ALL; i++) {
        uint32_t segment = i < WORLD_TRAIN ? 0 : i < WORLD_TRAIN + WORLD_SELECT ? 1 : 2;
        uint32_t family = i % 3;
        bool right =
            family == 0 || (family == 1 && (i / 3 + iteration) % 2) || (lift && segment == 1);
        w->records[i] = (els_record){.segment = segment,
                                     .index = i - w->segments[segment].first,
                                     .plugin = w->plugins[0],
                                     .family = els_str_of(world_families[family]),
                                     .cost = 10,
                                     .verdict = right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
    }
    w->in = (els_progress){.epoch = 1,
                           .iteration = iteration,
                           .plan = &w->plan,
                           .n_plan = 1,
                           .records = w->records,
                           .n_records = WORLD_ALL};
}

/* A user's command in the plan. */
static inline void world_ask(goaler_world *w, const char *verb, const char *arg)
{
    uint32_t i = w->plan.n_commands++;
    w->args[i] = els_str_of(arg);
    w->commands[i] = (els_command){.target = ELS_STR("goaler"),
                                   .verb = els_str_of(verb),
                                   .args = &w->args[i],
                                   .n_args = 1,
                                   .who = ELS_STR("user:test")};
}

/* A forecast of `series` made now, and the one for now scored. */
static inline void world_foresee(goaler_world *w, const char *series, bool wins, double now,
                                 double later)
{
    uint64_t it = w->plan.iteration;
    w->forecasts[0] = (els_forecast){
        .series = els_str_of(series), .made_at = it, .due_at = it + 5, .mean = later, .naive = now};
    w->forecast_records[0] = (els_forecast_record){
        .series = els_str_of(series), .scored = 9, .mae = 0.1, .mae_naive = 0.2, .wins = wins};
    w->in.forecasts = w->forecasts;
    w->in.n_forecasts = 1;
    w->in.forecast_records = w->forecast_records;
    w->in.n_forecast_records = 1;
}

static inline double world_weight(const els_progress *p, const char *family)
{
    for (uint32_t i = 0; i < p->n_next_mix; i++)
        if (els_str_eq(p->next_mix[i].family, els_str_of(family)))
            return p->next_mix[i].weight;
    return 0;
}

/* The newest goal of that kind; NULL when there is none. */
static inline const els_goal *world_goal(const els_progress *p, const char *kind)
{
    for (uint32_t i = p->n_goals; i-- > 0;)
        if (els_str_eq(p->goals[i].kind, els_str_of(kind)))
            return &p->goals[i];
    return NULL;
}

static inline bool world_is(els_str text, const char *expected)
{
    return els_str_eq(text, els_str_of(expected));
}

#endif
