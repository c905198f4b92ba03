/* orchestrator.h — chooses architecture and setting per task, and has the task done. Pure. */
#ifndef ELS_ORCHESTRATOR_H
#define ELS_ORCHESTRATOR_H

#include "agent.h"

typedef struct {
    uint64_t salt;              /* seed of the random choices */
    bool explore;               /* training: choose by the exploring policy, return the beam */
    double exploration;         /* share of tasks that the exploring policy decides, 0..1 */
    els_str agent;              /* architecture to force (its default setting); empty: choose */
    const els_setting *setting; /* with `agent`: instead of its default; NULL: that */
    const els_str *agents;      /* architectures allowed; none: all */
    uint32_t n_agents;
    const els_config *config; /* borrowed; NULL: the defaults */
} els_orders;

/* Does the task with the mind's present state. `kb` may be NULL. The result borrows from `arena`
 * and the task; latency_ns is left 0 for the caller. Never fails: a task nobody can do is abstained
 * on. */
void els_orchestrator_solve(const els_mind *mind, const els_task *task, const els_kb_index *kb,
                            const els_orders *orders, els_arena *arena, els_result *ret);

/* An architecture of that name exists. */
bool els_orchestrator_knows(els_str agent);

#endif
