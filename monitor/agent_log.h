/* agent_log.h — what became of each architecture: how often it was chosen for training tasks, how
 * it did, and what it would have done alone (off-policy, from the logged propensities). Pure. */
#ifndef ELS_AGENT_LOG_H
#define ELS_AGENT_LOG_H

#include "stats_policy.h"
#include "stats_probe.h"

enum { ELS_AGENT_LOG_MAX = 32, ELS_AGENT_LOG_KINDS = 8 };

typedef struct {
    char name[65];
    els_outcomes outcomes; /* training tasks it was chosen for, in any setting */
    els_outcomes of_kind[ELS_AGENT_LOG_KINDS]; /* the same by plugin of the run; the last: others */
    uint64_t abstained;
    /* The architecture alone, in its default setting, on all training tasks. */
    els_policy success, cost;
    /* What the estimates expect of it, by plugin: mean outcome in its default setting so far. */
    double right_of[ELS_AGENT_LOG_KINDS], cost_of[ELS_AGENT_LOG_KINDS],
        seen_of[ELS_AGENT_LOG_KINDS];
} els_agent_row;

typedef struct {
    els_agent_row rows[ELS_AGENT_LOG_MAX]; /* in order of first appearance */
    uint32_t n;
    uint64_t logged; /* training tasks so far */
} els_agent_log;

/* Adds the records of a training batch in task order. `plugins`: those of the run. An architecture
 * is estimated on what comes after its first appearance. */
void els_agent_log_add(els_agent_log *log, const els_record *records, uint32_t n,
                       const els_str *plugins, uint32_t n_plugins);
void els_agent_log_visit(els_snapshot *snapshot, els_agent_log *log);

#endif
