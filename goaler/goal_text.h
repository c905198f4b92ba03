/* goal_text.h — a goal as a user writes it. Pure; shared by `els goals` and the goaler.
 *
 *   METRIC of SUBJECT COMPARISON VALUE [within N iterations] [priority P]
 *
 *   METRIC      success   share of tasks answered rightly
 *               cost      work units per solved task
 *   SUBJECT     all, a plugin, a family of tasks, or plugin/family; blanks stand for underscores,
 *               and a plural s may be added
 *   COMPARISON  >= or "at least" for success; <= or "at most" for cost
 *   VALUE       success: 0.95 or 95 %; cost: a number above 0
 *   N           1 to 100000; left out: the end of the run
 *   P           0 to 1; left out: 0.8
 *
 * Case does not matter. Example: success of refunds >= 95 % within 40 iterations */
#ifndef ELS_GOAL_TEXT_H
#define ELS_GOAL_TEXT_H

#include "els_err.h"
#include "els_str.h"

#define ELS_GOAL_PRIORITY 0.8  /* of a user's goal that names none */
#define ELS_GOAL_TEXT_MAX 256u /* bytes, as one argument of a command */

typedef enum { ELS_METRIC_SUCCESS, ELS_METRIC_COST, ELS_METRIC_COUNT_ } els_metric;
const char *els_metric_name(els_metric metric);

typedef struct {
    els_metric metric;
    els_str subject; /* lower case, words joined by underscores */
    double target;   /* success: 0..1; cost: work units per solved task, above 0 */
    uint64_t within; /* iterations; 0: the end of the run */
    double priority; /* 0..1 */
} els_goal_text;

/* Reads what a user wrote; the subject is from `arena` and is not looked up. On an error
 * `why` (not NULL) gets one line on what is wrong and what would be right. Errors: USAGE. */
els_err els_goal_text_read(els_str text, els_arena *arena, els_goal_text *ret,
                           els_buf *why) ELS_MUST_CHECK;
/* The canonical form, which els_goal_text_read takes. */
els_str els_goal_text_write(const els_goal_text *goal, els_arena *arena);

/* A kind of task: a plugin and one of its families (empty: tasks of no family). */
typedef struct {
    els_str plugin, family;
} els_kind;

/* Replaces goal->subject by its full name among the `n` kinds: "all", "plugin" or "plugin/family".
 * Errors: USAGE with one line in `why` that names what exists. */
els_err els_goal_text_resolve(els_goal_text *goal, const els_kind *kinds, uint32_t n,
                              els_arena *arena, els_buf *why) ELS_MUST_CHECK;

#endif
