/* quantities_parts.h — what the files that read quantities share (quantities.h). */
#ifndef ELS_QUANTITIES_PARTS_H
#define ELS_QUANTITIES_PARTS_H

#include "quantities.h"

/* Number + 1 of the unit that the word in lower case names, made if it is new; 0 when there is no
 * room for another one. */
uint32_t els_quantities_number_unit(els_quantities *q, els_str lower);
/* Words that are no nouns wherever they stand behind a number. */
bool els_quantities_no_noun(els_str lower);
/* The unit (+ 1) of the noun at token i, before token `end`, articles and fillers skipped; 0: none.
 */
uint32_t els_quantities_noun_at(const els_reading *reading, els_quantities *q, uint32_t i,
                                uint32_t end);
/* The unit of "3 of them", where one of them was told of before (quantities_rates.c). */
void els_quantities_sampled(const els_reading *reading, els_quantities *q);
/* What the numbers are per (quantities_rates.c). */
void els_quantities_rates(const els_reading *reading, els_quantities *q);
/* Which are told as a pair (quantities_pairs.c). */
void els_quantities_pairs(const els_reading *reading, els_quantities *q);

#endif
