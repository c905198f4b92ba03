/* tool_logic_rules.h — what follows from rules and facts about individuals and kinds.
 *
 * A thing is described by which of up to 12 properties it has: one of 4096 types. Rules forbid
 * types; a witness is a thing of some type that a set of literals still allows. What holds for
 * every type that is allowed follows; this is complete for rules of one variable, syllogisms among
 * them (Venn diagrams, Shin 1994). */
#ifndef ELS_TOOL_LOGIC_RULES_H
#define ELS_TOOL_LOGIC_RULES_H

#include "els_str.h"

enum { ELS_RULES_TERMS = 12, ELS_RULES_TYPES = 1 << ELS_RULES_TERMS, ELS_RULES_WITNESSES = 48 };

/* A conjunction of literals: properties that are there and properties that are not. */
typedef struct {
    uint32_t with, without;
} els_literals;

typedef struct {
    uint32_t n_terms;
    uint8_t forbidden[ELS_RULES_TYPES];
    els_literals witnesses[ELS_RULES_WITNESSES]; /* individuals first, then "some" */
    uint32_t n_witnesses;
} els_theory;

typedef enum { ELS_FOLLOWS_NOT, ELS_FOLLOWS, ELS_FOLLOWS_OPEN } els_follows;

/* Whatever is `when` is `then` as well (each literal of it). */
void els_theory_rule(els_theory *theory, els_literals when, els_literals then);
/* There is a thing that is `what`; returns its number, -1 when there are too many. */
int32_t els_theory_witness(els_theory *theory, els_literals what);
/* Every witness still has a type left. */
bool els_theory_is_consistent(const els_theory *theory);
/* Is witness number `i` certainly `what`, certainly not, or is that open? */
els_follows els_theory_about(const els_theory *theory, uint32_t i, els_literals what);
/* Does it follow that all `when` are `then`? NOT when a witness shows the contrary. */
els_follows els_theory_all(const els_theory *theory, els_literals when, els_literals then);
/* Does it follow that something is `what`? NOT when nothing can be. */
els_follows els_theory_some(const els_theory *theory, els_literals what);

#endif
