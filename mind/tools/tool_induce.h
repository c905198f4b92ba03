/* tool_induce.h — transformations of lists of integers, put together from examples.
 *
 * Where tool_list looks for a row of known operations, this finds the parts: what is kept, what
 * each place becomes, by which key is sorted, what stands in front. Each part is an expression or a
 * test over the places of the list (induce_bank.h), found from what the examples say about it
 * (Feser et al. 2015, lambda2), and the cheapest whole is taken. Pure. */
#ifndef ELS_TOOL_INDUCE_H
#define ELS_TOOL_INDUCE_H

#include "tool_list.h"

enum { ELS_INDUCE_LEAST_EXAMPLES = 3, ELS_INDUCE_MAX_PROGRAMS = 8 };

typedef struct {
    els_list_value answer; /* for the query */
    els_str text;          /* the program, for reading; at most 400 bytes */
    uint32_t cost;         /* about its number of parts */
} els_induced;

/* Programs that turn every example's input into its output, cheapest first, no two with the same
 * answer. Returns how many, at most ELS_INDUCE_MAX_PROGRAMS; 0 with fewer than
 * ELS_INDUCE_LEAST_EXAMPLES examples, for words, and when the allowance is used up before.
 * `host` (only spend is used) may be NULL. Memory from the arena. */
uint32_t els_list_induce(els_arena *arena, const els_list_problem *problem,
                         const els_list_host *host, els_induced *programs);

#endif
