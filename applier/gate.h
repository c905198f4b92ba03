/* gate.h — whether a change may pass: paired outcomes on the select split. Pure.
 *
 * Learning may pass when no harm shows: the mean paired difference of success (candidate minus
 * live) over the pairs since the last promotion is not below -ELS_GATE_SLACK. It is rejected for
 * good when the evidence of harm is strong (e-value >= 20, valid at any stopping time) or when it
 * still looks harmful after ELS_GATE_PATIENCE pairs; in between it stays pending and collects
 * pairs, until those of one iteration show no harm (els_applier_apply, docs/decisions/0031).
 *
 * A placebo (a change that cannot matter) goes through the gate for gains: it would have to show an
 * e-value >= 20 for a gain. How often that happens is the run's false-promotion rate. */
#ifndef ELS_GATE_H
#define ELS_GATE_H

#include "messages.h"
#include "stats_eprocess.h"

#define ELS_GATE_SLACK 0.06
enum { ELS_GATE_PATIENCE = 64, ELS_GATE_PLACEBO_PAIRS = 40 };

typedef enum { ELS_GATE_PENDING, ELS_GATE_PROMOTED, ELS_GATE_REJECTED } els_gate_verdict;

/* Calls `take` for every task that two segments of the same tasks have in common (present and not
 * an infrastructure failure in both), in order; the records are in task order. Returns the number
 * of pairs. */
uint32_t els_gate_each_pair(const els_analysis *analysis, els_str live, els_str candidate,
                            void (*take)(void *context, const els_record *live,
                                         const els_record *candidate),
                            void *context);
/* Adds the paired differences of two segments of the same tasks (present and not infrastructure
 * failures in both) to the process. Returns the number of pairs added. */
uint32_t els_gate_add_pairs(els_eprocess *process, const els_analysis *analysis, els_str live,
                            els_str candidate);
/* Verdict on learning, and on a placebo, from the pairs collected so far. */
els_gate_verdict els_gate_learning(const els_eprocess *process);
els_gate_verdict els_gate_placebo(const els_eprocess *process);
/* The pairs are strong evidence of harm: e-value >= 20. */
bool els_gate_harms(const els_eprocess *process);
const char *els_gate_verdict_name(els_gate_verdict verdict);

#endif
