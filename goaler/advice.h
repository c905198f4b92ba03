/* advice.h — goals about wall-clock: what a person could change about processes and time. Pure.
 *
 * Wall-clock must never reach what is learned. So these goals live apart from the book, with
 * numbers of their own (advice-<number>), are given no action but a sentence, and nothing that the
 * goaler hands on to the next plan is a function of them.
 *
 *   bottleneck_prevention  most of an iteration is the executors' work: more of them would help
 *   capacity_planning      the rest of the run takes longer than ELS_ADVICE_REST_S */
#ifndef ELS_ADVICE_H
#define ELS_ADVICE_H

#include "goals.h"

#define ELS_ADVICE_BUSY 0.8     /* share of the iteration's time that is executors' work */
#define ELS_ADVICE_REST_S 600.0 /* s, of the rest of the run */
enum { ELS_ADVICE_PATIENCE = 5, ELS_ADVICE_MAX = 8 };

/* A zeroed one has seen nothing. */
typedef struct {
    els_goal_entry list[ELS_ADVICE_MAX];
    uint32_t n;
    uint64_t made;
    bool has_before;
    uint64_t done_us, work_ns; /* clock at the newest plan; executors' work since the one before */
    uint32_t readings;
    double iteration_s, busy; /* s, and executors at work at a time; both with a memory of 10 */
} els_advice;

/* Takes the times of an iteration and sets, measures and settles the goals. */
void els_advice_observe(els_advice *advice, const els_progress *in);
/* Appends to out->goals, which has room for them. */
void els_advice_report(const els_advice *advice, els_arena *arena, els_progress *out);
void els_advice_visit(els_snapshot *snapshot, els_advice *advice);

#endif
