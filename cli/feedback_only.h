/* feedback_only.h — `els run --data F --feedback-only`: a labelled set learned from right or wrong
 * alone. */
#ifndef ELS_FEEDBACK_ONLY_H
#define ELS_FEEDBACK_ONLY_H

#include "run_options.h"

/* One pass over the file in an order drawn by the seed: each row is answered with one of its
 * choices, and all that is heard of it is right or wrong. Counts how often it was right as it went,
 * and leaves what was learned in the store as a finished run. Runs in this process: each answer
 * needs the verdict before it. Returns the exit code. */
int els_run_feedback_only(const els_run_options *options, els_arena *arena);

#endif
