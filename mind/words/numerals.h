/* numerals.h — English words for whole numbers: three, twenty, third. */
#ifndef ELS_NUMERALS_H
#define ELS_NUMERALS_H

#include "els_str.h"

enum { ELS_NUMERALS_SMALL = 20, ELS_NUMERALS_TENS = 8, ELS_NUMERALS_ORDINALS = 20 };

extern const char *const els_numerals_small[ELS_NUMERALS_SMALL]; /* "zero" to "nineteen" */
extern const char *const els_numerals_tens[ELS_NUMERALS_TENS];   /* "twenty" to "ninety" */

/* "first" to "twentieth": the number, 1 to 20. 0 for other words. `lower` is in lower case. */
uint32_t els_numerals_ordinal(els_str lower);

#endif
