/* outcomes.h — STORE/outcomes.jsonl: the newest graded tasks, a line of JSON each, for readers.
 *
 * The broker appends the tasks of an iteration when it is committed; past ELS_OUTCOMES_BYTES the
 * file becomes outcomes.1.jsonl, in the place of the one before. A copy: what a broker that dies
 * between the commit and the writing would have added is missing, and nothing learns from it. */
#ifndef ELS_OUTCOMES_H
#define ELS_OUTCOMES_H

#include "els_err.h"
#include "messages.h"

#define ELS_OUTCOMES_BYTES ((uint64_t)4 << 20)

/* Verdicts by number: "wrong", "right", "abstained", "infrastructure". */
enum { ELS_OUTCOMES_VERDICTS = 4 };
extern const char *const els_outcomes_verdicts[ELS_OUTCOMES_VERDICTS];

/* Appends the graded tasks of an iteration of `run`. Errors: IO. */
ELS_MUST_CHECK els_err els_outcomes_write(const char *dir, uint64_t run,
                                          const els_analysis *analysis);

/* Where a task stands among all. */
typedef struct {
    uint64_t run, iteration, position;
} els_outcomes_place;

typedef struct {
    els_str kind, agent, verdict, segment; /* empty: any */
    bool has_before;                       /* only what stands before this */
    els_outcomes_place before;
    uint32_t most; /* lines */
} els_outcomes_query;

/* The newest tasks that the query asks for, the newest first: lines from `arena` without their
 * ends. No file is no task. *ret_has_more: there may be more before the last of them, which stands
 * at *ret_last. Errors: IO. */
ELS_MUST_CHECK els_err els_outcomes_read(const char *dir, const els_outcomes_query *query,
                                         els_arena *arena, els_str **ret_lines, uint32_t *ret_count,
                                         els_outcomes_place *ret_last, bool *ret_has_more);

#endif
