/* tool_sequence_residue.h — sequences that hang on what earlier terms leave over a number. Internal
 * to tool_sequence. */
#ifndef ELS_TOOL_SEQUENCE_RESIDUE_H
#define ELS_TOOL_SEQUENCE_RESIDUE_H

#include "tool_sequence_linear.h"

/* t' = (a t + c) mod m. */
bool els_sequence_modular(const els_sequence_query *query, els_sequence_fit_result *ret);
/* t'' = (a t' + b t + c) mod m, such as the last digits of the Fibonacci numbers. */
bool els_sequence_modular2(const els_sequence_query *query, els_sequence_fit_result *ret);
/* t' = a_r t + b_r, r what t leaves over 2 or 3, such as the steps of Collatz. */
bool els_sequence_by_remainder(const els_sequence_query *query, els_sequence_fit_result *ret);

#endif
