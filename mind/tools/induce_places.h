/* induce_places.h — what can be said of the places of a list, and of a list as a whole. Internal to
 * tool_induce. */
#ifndef ELS_INDUCE_PLACES_H
#define ELS_INDUCE_PLACES_H

#include "induce_bank.h"

enum { INDUCE_LISTS = ELS_LIST_MAX_EXAMPLES + 1, INDUCE_CONSTANTS = 8 };

typedef struct {
    els_list_value lists[INDUCE_LISTS]; /* of the examples, then of the query */
    uint32_t n_examples;
    int64_t constants[INDUCE_CONSTANTS]; /* the examples suggest */
    uint32_t n_constants;
} induce_lists;

/* Bank over the places 0 .. length[e]-1 of each list, which may be more or fewer than it has.
 * Leaves: the item, neighbours, running values, counts, values of the whole list. Not yet grown. */
bool induce_bank_places(induce_bank *bank, els_arena *arena, induce_meter *meter,
                        const induce_lists *in, const uint32_t *length, uint32_t cap_terms);

/* Bank over the lists themselves, one point each. `places` is grown and tested: its expressions are
 * summed up, its tests counted. Not yet grown. */
void induce_bank_wholes(induce_bank *bank, els_arena *arena, induce_meter *meter,
                        const induce_lists *in, const induce_bank *places, uint32_t cap_terms);

#endif
