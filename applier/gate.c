#include "gate.h"

#include "stats_probe.h"

static const double E_STRONG = 20; /* rejects at 5 %, whenever one looks (Ville) */

uint32_t els_gate_each_pair(const els_analysis *analysis, els_str live, els_str candidate,
                            void (*take)(void *context, const els_record *live,
                                         const els_record *candidate),
                            void *context)
{
    const els_plan *plan = analysis->plan;
    uint32_t n_before, n_after, pairs = 0;
    const els_record *before = els_records_of(analysis->records, analysis->n_records,
                                              els_plan_find_segment(plan, live), &n_before);
    const els_record *after = els_records_of(analysis->records, analysis->n_records,
                                             els_plan_find_segment(plan, candidate), &n_after);
    for (uint32_t a = 0, b = 0; a < n_before && b < n_after;) {
        if (before[a].index != after[b].index) {
            before[a].index < after[b].index ? a++ : b++;
            continue;
        }
        if (before[a].verdict != ELS_VERDICT_INFRASTRUCTURE &&
            after[b].verdict != ELS_VERDICT_INFRASTRUCTURE) {
            take(context, &before[a], &after[b]);
            pairs++;
        }
        a++;
        b++;
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
