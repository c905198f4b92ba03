#include "forecast_register.h"

#include <math.h>
#include <string.h>

void els_register_visit(els_snapshot *snapshot, els_register *reg)
{
    els_snapshot_count(snapshot, &reg->n, ELS_REGISTER_VALUES_MAX, 8);
    for (uint32_t i = 0; i < reg->n; i++)
        els_snapshot_f64(snapshot, &reg->values[i]);
    els_snapshot_u64(snapshot, &reg->points);
    els_snapshot_u64(snapshot, &reg->last_at);
    els_snapshot_u64(snapshot, &reg->before_at);
    els_snapshot_count(snapshot, &reg->n_pending, ELS_REGISTER_PENDING_MAX, 56);
    for (uint32_t i = 0; i < reg->n_pending; i++) {
        els_registered *p = &reg->pending[i];
        els_snapshot_u64(snapshot, &p->due_point);
        els_snapshot_u64(snapshot, &p->made_at);
        els_snapshot_u64(snapshot, &p->due_at);
        els_snapshot_f64(snapshot, &p->mean);
        els_snapshot_f64(snapshot, &p->low);
        els_snapshot_f64(snapshot, &p->high);
        els_snapshot_f64(snapshot, &p->naive);
    }
    els_snapshot_u32(snapshot, &reg->scored);
    els_snapshot_u32(snapshot, &reg->inside);
    els_snapshot_f64(snapshot, &reg->errors);
    els_snapshot_f64(snapshot, &reg->errors_naive);
}

void els_register_append(els_register *reg, double value, uint64_t iteration, uint32_t keep)
{
    if (reg->n >= keep) {
        uint32_t kept = keep / 2;
        memmove(reg->values, reg->values + (reg->n - kept), kept * sizeof reg->values[0]);
        reg->n = kept;
    }
    reg->values[reg->n++] = value;
    reg->points++;
    reg->before_at = reg->last_at;
    reg->last_at = iteration;
}

uint32_t els_register_score(els_register *reg, els_registered *ret_scored)
{
    uint32_t kept = 0, scored = 0;
    double value = reg->values[reg->n - 1];
    for (uint32_t i = 0; i < reg->n_pending; i++) {
        els_registered p = reg->pending[i];
        if (p.due_point > reg->points) {
            reg->pending[kept++] = p;
            continue;
        }
        reg->scored++;
        reg->errors += fabs(p.mean - value);
        reg->errors_naive += fabs(p.naive - value);
        reg->inside += p.low <= value && value <= p.high;
        ret_scored[scored++] = p;
    }
    reg->n_pending = kept;
    return scored;
}

bool els_register_add(els_register *reg, uint32_t steps, uint64_t due_at, els_forecast_point point,
                      els_registered *ret)
{
    if (reg->n_pending == ELS_REGISTER_PENDING_MAX)
        return false;
    *ret = reg->pending[reg->n_pending++] = (els_registered){.due_point = reg->points + steps,
                                                             .made_at = reg->last_at,
                                                             .due_at = due_at,
                                                             .mean = point.mean,
                                                             .low = point.low,
                                                             .high = point.high,
                                                             .naive = reg->values[reg->n - 1]};
    return true;
}

els_register_skill els_register_skill_of(const els_register *reg)
{
    double n = reg->scored ? reg->scored : 1;
    return (els_register_skill){reg->errors / n, reg->errors_naive / n, reg->inside / n};
}
