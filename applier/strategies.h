/* strategies.h — for which kinds of task what was learned is better than the untrained default.
 *
 * The last iteration has the same tasks of the select split answered twice, by the untrained system
 * with the default configuration and by what was learned. A kind (a family of tasks, or all of a
 * plugin) counts as a learned strategy when its gain of success is significant twice over: by a
 * sign test of its tasks, with all kinds that were tested taken into account, and by its interval,
 * whose errors are clustered by template. Pure.
 */
#ifndef ELS_STRATEGIES_H
#define ELS_STRATEGIES_H

#include "messages.h"

#define ELS_STRATEGIES_FALSE_RATE .05 /* of those that count, so many may be chance in the mean */
enum { ELS_STRATEGIES_MAX = 256 };    /* as in progress.strategies */

/* One strategy per kind that the plan's segments strategy_default and strategy_learned have, the
 * likeliest gains first; of more than ELS_STRATEGIES_MAX kinds those. Architecture and setting are
 * the ones most often chosen for the kind, of equals the first by name. A task that comes again
 * counts once. `analysis`: records in task order. The result is from `arena` and borrows from the
 * analysis; empty where a segment is missing. */
els_strategy *els_strategies_of(const els_analysis *analysis, els_arena *arena, uint32_t *ret_n);

#endif
