/* stats_probe.h — what a segment's records add up to, and pairs of two arms on the same tasks.
 *
 * Shared by the stages behind the analyzer. Infrastructure failures are kept apart everywhere: they
 * are no outcome of the task, so they count neither as a failure nor as a task done. */
#ifndef ELS_STATS_PROBE_H
#define ELS_STATS_PROBE_H

#include "messages.h"
#include "stats_bootstrap.h"
#include "stats_snapshot.h"

typedef struct {
    uint64_t graded; /* right + wrong + abstained */
    uint64_t right;
    uint64_t distinct; /* different tasks among the graded: those of a small file come round again */
    uint64_t infrastructure; /* tasks without an outcome */
    uint64_t cost;           /* work units of the graded tasks */
    uint64_t latency_ns;     /* wall clock of the graded tasks */
} els_outcomes;

/* Records of one segment; `records` must be sorted by segment. NULL and 0 when there are none. */
const els_record *els_records_of(const els_record *records, uint32_t n, uint32_t segment,
                                 uint32_t *ret_count);
/* Index of the segment of that name in the plan; plan->n_segments when there is none. */
uint32_t els_plan_find_segment(const els_plan *plan, els_str name);
/* Counts all but `distinct`, which sums of several calls could not have. */
void els_outcomes_add(els_outcomes *outcomes, const els_record *records, uint32_t n);
/* Outcomes of the segment of that name, `distinct` included; all zero when the plan has none. */
els_outcomes els_outcomes_of(const els_plan *plan, const els_record *records, uint32_t n,
                             els_str name);
/* right / graded, 0 when nothing was graded. */
double els_outcomes_success(const els_outcomes *outcomes);
/* 95 % interval of the success (Wilson 1927) as if every distinct task had been done once: a task that
 * comes again says nothing new. Where `distinct` was not counted (0) every task counts. */
els_interval els_outcomes_interval(const els_outcomes *outcomes);

/* One task of an arm. */
typedef struct {
    uint64_t task_seed; /* with `index`: which task it is */
    uint32_t index;
    uint32_t verdict; /* ELS_VERDICT_* */
    uint64_t id;      /* hash of the task's id: a check that it is the same task */
    uint64_t cluster; /* template_key */
    uint64_t cost;
    uint64_t latency_ns;
} els_arm_row;

/* The tasks of an arm, sorted by (task_seed, index). A zeroed arm is empty. */
typedef struct {
    els_arm_row *rows;
    uint32_t n;
} els_arm;

#define ELS_ARM_ROWS_MAX 65536u

/* Replaces the arm's rows by a segment's records (at most ELS_ARM_ROWS_MAX are kept). */
void els_arm_set(els_arm *arm, const els_segment *segment, const els_record *records, uint32_t n);
/* Outcomes of the arm's tasks. */
els_outcomes els_arm_outcomes(const els_arm *arm);
void els_arm_fini(els_arm *arm);
void els_arm_visit(els_snapshot *snapshot, els_arm *arm);

/* Pairs of the same task in both arms, in task order, without those that an infrastructure failure
 * hit in either. */
typedef struct {
    els_cost_pair *pairs;
    double *differences; /* of success: -1, 0, 1 */
    uint64_t *clusters;
    uint32_t n;
    uint32_t infrastructure; /* pairs left out */
    els_outcomes base, now;  /* over the pairs */
} els_arm_pairs;
els_arm_pairs els_arm_pair(const els_arm *base, const els_arm *now, els_arena *arena);

#endif
