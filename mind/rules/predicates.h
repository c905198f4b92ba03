/* predicates.h — booleans that follow from a reading's facts, for decisions that rest on rules.
 *
 * Everything that is commensurable is compared: amounts of one unit, dates, days between dates
 * against amounts of days, amounts against zero, and short texts as "key=value". Which of them
 * matter is learned; no key has a meaning here. */
#ifndef ELS_PREDICATES_H
#define ELS_PREDICATES_H

#include "reading.h"

enum { ELS_PREDICATES_MAX = 200 };

typedef enum {
    ELS_PREDICATE_LE,      /* fact a <= fact b */
    ELS_PREDICATE_LT,      /* fact a < fact b */
    ELS_PREDICATE_DAYS_LE, /* days between dates a and b, the order aside, <= fact c */
    ELS_PREDICATE_DAYS_LT,
    ELS_PREDICATE_POSITIVE, /* fact a > 0 */
    ELS_PREDICATE_SAME,     /* text of fact a is that of fact b, or one of its parts */
    ELS_PREDICATE_VALUE,    /* fact a is this text; only listed where it holds */
    ELS_PREDICATE_SIZE      /* fact a lies between this power of two and the next; likewise */
} els_predicate_op;

typedef struct {
    uint64_t id; /* hash of operation and keys (and of the text or power): the same in all tasks */
    els_predicate_op op;
    uint32_t a, b, c; /* facts of the reading; those that the operation does not take: 0 */
    els_str text;     /* VALUE: the text or list part as written */
    bool holds;
} els_predicate;

/* Lists the predicates of a reading, at most ELS_PREDICATES_MAX, the likelier useful first, always
 * in the same order. Returns how many. */
uint32_t els_predicates_of(const els_reading *reading, els_arena *arena,
                           els_predicate ret[ELS_PREDICATES_MAX]);
/* Canonical name, such as "days(purchase_date-today)<=refund_window" or "plan=pro". */
els_str els_predicate_name(els_arena *arena, const els_reading *reading,
                           const els_predicate *predicate);

#endif
