/* library.h — the skill library: what enters it, what each entry is worth, and what leaves.
 *
 * A shape enters when it was the best right program of a task that the library by itself would not
 * have got right. From then on it is held to account by leaving it out (the difference reward of
 * Wolpert and Tumer 2001): had the library answered this task from its own candidates, would it
 * have been right with the shape and wrong without, or the other way round? The differences add up
 * with decay; what earns nothing over many tasks leaves. */
#ifndef ELS_LIBRARY_H
#define ELS_LIBRARY_H

#include "pool.h"

#define ELS_CREDIT_DECAY 0.98 /* per task the shape was at work on: credit stays within +-50 */
#define ELS_CREDIT_LEAST 0.05 /* with less credit a shape leaves: 150 tasks after its last gain */

/* Learns from the graded pool of one field: entries, successes, credit, departures. `iteration`
 * dates the successes; memory from `arena`. */
void els_library_learn(els_mind *mind, const els_pool *pool, uint64_t iteration, els_arena *arena);

#endif
