/* forecast_register.h — a series whose forecasts are registered before the fact and scored when it
 * comes. Pure; a plain struct, zeroed is empty. */
#ifndef ELS_FORECAST_REGISTER_H
#define ELS_FORECAST_REGISTER_H

#include "forecast_interval.h"
#include "stats_snapshot.h"

enum { ELS_REGISTER_VALUES_MAX = 512, ELS_REGISTER_PENDING_MAX = 16 };

typedef struct {
    uint64_t due_point, made_at, due_at; /* a point's number; iterations */
    double mean, low, high, naive;       /* naive: the last value */
} els_registered;

typedef struct {
    double values[ELS_REGISTER_VALUES_MAX]; /* the newest */
    uint32_t n;
    uint64_t points;             /* ever, dropped ones included */
    uint64_t last_at, before_at; /* iterations of the newest two */
    els_registered pending[ELS_REGISTER_PENDING_MAX];
    uint32_t n_pending;
    uint32_t scored, inside;
    double errors, errors_naive; /* sums of absolute errors */
} els_register;

void els_register_visit(els_snapshot *snapshot, els_register *reg);

/* Adds a value; when `keep` (2..ELS_REGISTER_VALUES_MAX) are held, the older half goes first. */
void els_register_append(els_register *reg, double value, uint64_t iteration, uint32_t keep);
/* Scores the forecasts about the value that was appended last and takes them off the list; they go
 * to ret_scored (ELS_REGISTER_PENDING_MAX). Returns their number. */
uint32_t els_register_score(els_register *reg, els_registered *ret_scored);
/* Registers a forecast of the point `steps` behind the newest one, due in `due_at`. `point` has its
 * mean and interval. False, with nothing registered, when the list is full. */
bool els_register_add(els_register *reg, uint32_t steps, uint64_t due_at, els_forecast_point point,
                      els_registered *ret);

typedef struct {
    double mae, mae_naive, coverage; /* 0 before anything is scored */
} els_register_skill;
els_register_skill els_register_skill_of(const els_register *reg);

#endif
