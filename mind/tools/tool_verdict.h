/* tool_verdict.h — decisions by rules that the text states: "All red things are zibs, except the
 * heavy ones, which are daxes. All others are kivs."
 *
 * Rules are tried in order, exceptions before what they except. Conditions are words that the item
 * has or has not, joined by "and" and "or", and comparisons of its numbers. */
#ifndef ELS_TOOL_VERDICT_H
#define ELS_TOOL_VERDICT_H

#include "reading.h"

typedef struct {
    uint32_t first, end; /* tokens of the condition; empty: always */
    uint32_t also_first,
        also_end;  /* of a second one behind the label: "are zibs if they are red" */
    els_str label; /* in the singular */
    bool is_exception;
    bool is_negative; /* "is not a zib", "unless" */
    uint32_t sentence;
} els_verdict_rule;

enum { ELS_VERDICT_RULES_MAX = 32 };

typedef struct {
    els_verdict_rule rules[ELS_VERDICT_RULES_MAX];
    uint32_t n_rules;
} els_verdict_rules;

/* Reads the rules; memory of singular labels from `arena`. True when there is one. */
bool els_verdict_read(const els_reading *reading, els_arena *arena, els_verdict_rules *ret);
/* The rule that decides the item described by the rest of the text, NULL when none does. */
const els_verdict_rule *els_verdict_decide(const els_reading *reading,
                                           const els_verdict_rules *rules);

#endif
