/* system_watch.h — the resources of a run: their series, forecasts, states, bottlenecks. Pure.
 *
 * Fed with the gauges that the broker puts into a plan, about once a second. They are wall-clock
 * facts, so they stay in here: they go into progress.system, which the monitor shows, and into
 * nothing that steers the run. The state the system will be in AHEAD readings later is registered
 * when it is predicted and scored when it comes, beside the guess that it stays as it is. */
#ifndef ELS_SYSTEM_WATCH_H
#define ELS_SYSTEM_WATCH_H

#include "forecast_limit.h"
#include "forecast_register.h"
#include "messages.h"

enum {
    ELS_SYSTEM_RESOURCES_MAX = 32,
    ELS_SYSTEM_AHEAD = 5,  /* readings: the horizon of states */
    ELS_SYSTEM_LIMIT = 60, /* readings: the horizon of times until a limit */
    ELS_SYSTEM_LEAST = 6,  /* readings before the first forecast */
};

typedef struct {
    char name[33], unit[17];
    double limit;
    els_register series;
    bool has_forecast;
    els_forecast_point ahead;
    uint32_t meets, earliest; /* readings until the limit, 0: not within ELS_SYSTEM_LIMIT */
    uint64_t read_at;         /* number of the newest reading it was in */
} els_system_resource;

typedef struct {
    uint64_t due; /* number of the reading */
    uint32_t predicted, before;
} els_system_promise;

/* Zeroed: nothing was read yet. */
typedef struct {
    els_system_resource resources[ELS_SYSTEM_RESOURCES_MAX];
    uint32_t n_resources;
    uint64_t readings;
    double last_s, every_s; /* time of the newest reading; mean time between readings */
    els_system_promise promises[ELS_SYSTEM_AHEAD];
    uint32_t n_promises;
    uint32_t scored, right, right_naive;
} els_system_watch;

void els_system_watch_visit(els_snapshot *snapshot, els_system_watch *watch);
/* Takes the plan's gauges, if it has any, and sets out->system, in `arena`, when something was ever
 * read. Gauges that are no numbers from 0 to ELS_FORECAST_VALUE_MAX with a limit above 0 are left
 * out, and so are resources beyond ELS_SYSTEM_RESOURCES_MAX. */
void els_system_watch_take(els_system_watch *watch, const els_plan *plan, els_arena *arena,
                           els_progress *out);

#endif
