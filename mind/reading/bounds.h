/* bounds.h — bounds that a text states ("at least 18 years", "no more than 5 items", "under 60"),
 * and the amounts that are held against them. General English only. Pure. */
#ifndef ELS_BOUNDS_H
#define ELS_BOUNDS_H

#include "reading.h"

enum { ELS_BOUNDS_MAX = 16 };

typedef struct {
    uint32_t number;  /* of the reading */
    bool is_upper;    /* what is over it breaks it; else what is under it */
    bool is_strict;   /* what equals it breaks it */
    bool is_denied;   /* what keeps it is refused: "nobody under 21", "unless over 2 kg" */
    uint32_t amount;  /* number of the reading that it is held against; UINT32_MAX: none */
    double certainty; /* 0..1: how much says that they speak of the same */
} els_bound;

/* The bounds of the question or, where it has none, of the context, each beside the amount of the
 * context that speaks most of the same: by unit, by the words around it. Returns how many; at most
 * ELS_BOUNDS_MAX. */
uint32_t els_bounds_read(const els_reading *reading, els_bound ret[ELS_BOUNDS_MAX]);

/* Whether the amount keeps the bound, and the bound is not one of refusal. */
bool els_bound_holds(const els_reading *reading, const els_bound *bound);

#endif
