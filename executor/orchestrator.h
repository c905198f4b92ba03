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

/* The same in parts, for a task that several are to do: opened once, done by whom the orders say
 * (there is no label learner among them), closed. `task` and `kb` stay borrowed until then, and so
 * does `arena`, which holds what is found out about the task. */
typedef struct {
    els_task about;    /* the task without a table of its context, */
    els_kb_index *own; /* which is here; NULL: it has none */
    els_view view;
} els_open_task;
void els_orchestrator_open(els_open_task *open, const els_mind *mind, const els_task *task,
                           const els_kb_index *kb, uint64_t salt, els_arena *arena);
/* `task` is the one that was opened, where it may stand elsewhere in its segment; `arena` is of the
 * result, and `orders->salt` that of the opening. */
void els_orchestrator_work(const els_open_task *open, const els_task *task,
                           const els_orders *orders, els_arena *arena, els_result *ret);
void els_orchestrator_close(els_open_task *open);

/* An architecture has to do the task, whatever is learned of it. A lesson for the label learner
 * that asks for no label is answered like any other task. */
bool els_orchestrator_is_forced(const els_orders *orders);

/* An architecture of that name exists. */
bool els_orchestrator_knows(els_str agent);

#endif
