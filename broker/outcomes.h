/* outcomes.h — STORE/outcomes.jsonl: the newest graded tasks, a line of JSON each, for readers.
 *
 * The broker appends the tasks of an iteration when it is committed; past ELS_OUTCOMES_BYTES the
 * file becomes outcomes.1.jsonl, in the place of the one before. A copy: what a broker that dies
 * between the commit and the writing would have added is missing, and nothing learns from it. */
#ifndef ELS_OUTCOMES_H
#define ELS_OUTCOMES_H

#include "lines.h"
#include "messages.h"

#define ELS_OUTCOMES_BYTES ((uint64_t)4 << 20)

/* Verdicts by number: "wrong", "right", "abstained", "infrastructure". */
enum { ELS_OUTCOMES_VERDICTS = 4 };
extern const char *const els_outcomes_verdicts[ELS_OUTCOMES_VERDICTS];

/* Appends the graded tasks of an iteration of `run`. Errors: IO. */
ELS_MUST_CHECK els_err els_outcomes_write(const char *dir, uint64_t run,
                                          const els_analysis *analysis);

/* The newest tasks that the query asks for: els_lines_read. Errors: IO. */
ELS_MUST_CHECK els_err els_outcomes_read(const char *dir, const els_lines_query *query,
                                         els_arena *arena, els_lines_page *ret);

#endif
