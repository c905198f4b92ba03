#include "gate.h"

static const double E_STRONG = 20; /* rejects at 5 %, whenever one looks (Ville) */

static uint32_t segment_named(const els_plan *plan, els_str name)
{
    uint32_t i = 0;
    while (i < plan->n_segments && !els_str_eq(plan->segments[i].name, name))
        i++;
    return i;
}

static const els_record *record_at(const els_analysis *analysis, uint32_t segment, uint32_t index)
{
    for (uint32_t i = 0; i < analysis->n_records; i++) {
        const els_record *record = &analysis->records[i];
        if (record->segment == segment && record->index == index)
            return record->verdict == ELS_VERDICT_INFRASTRUCTURE ? NULL : record;
    }
    return NULL;
}

uint32_t els_gate_each_pair(const els_analysis *analysis, els_str live, els_str candidate,
                            void (*take)(void *context, const els_record *live,
                                         const els_record *candidate),
                            void *context)
{
    const els_plan *plan = analysis->plan;
    uint32_t a = segment_named(plan, live), b = segment_named(plan, candidate), pairs = 0;
    if (a == plan->n_segments || b == plan->n_segments)
        return 0;
    for (uint32_t i = 0; i < plan->segments[b].count; i++) {
        const els_record *before = record_at(analysis, a, i), *after = record_at(analysis, b, i);
        if (!before || !after)
            continue;
        take(context, before, after);
        pairs++;
    }
    return pairs;
}

static void add_difference(void *context, const els_record *live, const els_record *candidate)
{
    els_eprocess_add(context, (candidate->verdict == ELS_VERDICT_RIGHT ? 1 : 0) -
                                  (live->verdict == ELS_VERDICT_RIGHT ? 1 : 0));
}

uint32_t els_gate_add_pairs(els_eprocess *process, const els_analysis *analysis, els_str live,
                            els_str candidate)
{
    return els_gate_each_pair(analysis, live, candidate, add_difference, process);
}

bool els_gate_harms(const els_eprocess *process)
{
    return els_eprocess_down(process) >= E_STRONG;
}

els_gate_verdict els_gate_learning(const els_eprocess *process)
{
    if (els_gate_harms(process))
        return ELS_GATE_REJECTED;
    if (els_eprocess_mean(process) >= -ELS_GATE_SLACK)
        return ELS_GATE_PROMOTED;
    return process->n >= ELS_GATE_PATIENCE ? ELS_GATE_REJECTED : ELS_GATE_PENDING;
}

els_gate_verdict els_gate_placebo(const els_eprocess *process)
{
    if (process->best_up >= E_STRONG)
        return ELS_GATE_PROMOTED;
    return process->n >= ELS_GATE_PLACEBO_PAIRS ? ELS_GATE_REJECTED : ELS_GATE_PENDING;
}

const char *els_gate_verdict_name(els_gate_verdict verdict)
{
    static const char *const names[] = {"pending", "promoted", "rejected"};
    return names[verdict];
}
