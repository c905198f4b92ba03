/* tool_sequence_known.h — sequences from elementary number theory, numbers picked out by a
 * property, and recurrences whose coefficients grow with the index. Internal to tool_sequence. */
#ifndef ELS_TOOL_SEQUENCE_KNOWN_H
#define ELS_TOOL_SEQUENCE_KNOWN_H

#include "tool_sequence_linear.h"

/* t[i] = a f(g(i)) + b, f a function of number theory (divisors, digits, primes, rows of a
 * triangle,
 * ...), g a shift, a multiple, a square, the primes; or f joined with the index or its next value.
 */
bool els_sequence_function(const els_sequence_query *query, els_sequence_fit_result *ret);

/* All numbers from the first term on that have a property. */
bool els_sequence_property(const els_sequence_query *query, els_sequence_fit_result *ret);

/* (a i + b) t[i] = (c i + d) t[i-1], and with (e i + f) t[i-2]: exact, by elimination. P-recursive
 * sequences (Stanley 1980) of degree one. */
bool els_sequence_precursive1(const els_sequence_query *query, els_sequence_fit_result *ret);
bool els_sequence_precursive2(const els_sequence_query *query, els_sequence_fit_result *ret);

#endif
