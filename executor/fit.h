/* fit.h — makes results sendable. Pure. */
#ifndef ELS_EXECUTOR_FIT_H
#define ELS_EXECUTOR_FIT_H

#include "els_str.h"
#include "messages.h"

/* Puts an infrastructure failure in the place of every result that no message can hold: over a
 * limit, or with a number that is not finite; and of the largest ones while all together are too
 * large. Memory from `arena`. Returns how many were replaced. */
uint32_t els_executor_fit(els_result_chunk *chunk, els_arena *arena);

#endif
