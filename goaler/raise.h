/* raise.h — goals that the system sets itself, each with the evidence for it. Pure.
 *
 *   performance_target, cost_reduction  a forecast that beats the last value promises a gain; only
 *                                       series of the select split, never the probe's
 *   pattern_adaptation                  held-out success stands still (plateau) or falls
 *                                       (regression); a kind falls; a kind is not practised
 *                                       (starved) */
#ifndef ELS_RAISE_H
#define ELS_RAISE_H

#include "goals.h"
#include "trend.h"

enum {
    ELS_RAISE_TERM = 20,    /* iterations given to leave a plateau or make up for a fall */
    ELS_RAISE_PRACTICE = 8, /* tasks that a starved kind is to be trained with */
    ELS_RAISE_GAPS = 5,     /* even gaps without a training task that make a kind starved */
    ELS_RAISE_GAP_MIN = 8,  /* iterations */
    ELS_RAISE_AGAIN = 40,   /* iterations after a failed goal before the same is set again */
    ELS_RAISE_RECENT = 24,  /* newest tasks of a kind, compared with */
    ELS_RAISE_OLDER = 40,   /* so many before them */
};

/* Goals from forecasts made in this iteration that promise more than the newest tasks show. */
void els_raise_from_forecasts(els_goal_book *book, const els_strata *strata,
                              const els_progress *in);
/* A goal about everything when the trend says plateau or regression; ends the one on a plateau when
 * it says gain. */
void els_raise_from_trend(els_goal_book *book, const els_trend_result *trend, uint64_t iteration);
/* Goals about kinds of task that fall or are starved; at most one of each an iteration. */
void els_raise_from_kinds(els_goal_book *book, const els_strata *strata, const els_plan *plan);
/* A goal about training tasks spent on mastered kinds; `waste` is their share, below 0 unknown. */
void els_raise_from_waste(els_goal_book *book, double waste, uint64_t iteration);

#endif
