/* tool_sequence_rat.h — exact fractions of 128-bit integers, every operation checked for overflow.
 * Depends on base only. */
#ifndef ELS_TOOL_SEQUENCE_RAT_H
#define ELS_TOOL_SEQUENCE_RAT_H

#include "els_str.h"

typedef __int128 els_i128;

/* Reduced; den > 0. */
typedef struct {
    els_i128 num, den;
} els_rat;

static inline els_rat els_rat_of(int64_t value)
{
    return (els_rat){value, 1};
}

static inline bool els_rat_eq(els_rat a, els_rat b)
{
    return a.num == b.num && a.den == b.den;
}

/* All return false, with the output untouched, on overflow; division also when b is 0. */
bool els_rat_make(els_i128 num, els_i128 den, els_rat *ret);
bool els_rat_add(els_rat a, els_rat b, els_rat *ret);
bool els_rat_sub(els_rat a, els_rat b, els_rat *ret);
bool els_rat_mul(els_rat a, els_rat b, els_rat *ret);
bool els_rat_div(els_rat a, els_rat b, els_rat *ret);
/* Exact square (k = 2) or cube (k = 3) root of an integer; false when there is none. */
bool els_rat_root(els_rat a, unsigned k, els_rat *ret);

/* Length in bits of writing the value down: 1 for 0, about 2 log2 |n| + 1 for an integer n. */
double els_rat_bits(els_rat a);
/* The whole view is an integer, a decimal or a fraction "a/b"; at most 30 digits. */
bool els_rat_parse(els_str s, els_rat *ret);
/* Integers in full, terminating decimals as such, else "a/b". */
els_str els_rat_format(els_arena *arena, els_rat a);

#endif
