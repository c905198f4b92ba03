/* insights.h — findings from the running counts: what is done well, what badly, and which of two
 * agents is better at a kind of task. Pure. */
#ifndef ELS_INSIGHTS_H
#define ELS_INSIGHTS_H

#include "tally.h"

/* At most this many of each sort are reported, strongest first. */
#define ELS_INSIGHTS_PER_SORT 16u
/* Fewer tasks are not talked about. */
#define ELS_INSIGHTS_MIN_TASKS 10u

/* strength: the Wilson interval of a kind's or an agent's success lies above the overall rate;
 * weakness: below it; comparison: the Newcombe interval of the difference of two agents on the same
 * kind leaves out 0. Memory from `arena`. */
void els_insights_make(const els_tally *tally, els_arena *arena, els_insight **ret_insights,
                       uint32_t *ret_n);

#endif
