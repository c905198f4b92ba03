/* tool_calc.h — a safe calculator for expressions written in text.
 *
 * Notation: decimal numbers (thousands commas, a leading $), small number words, + - * / ^ and
 * parentheses, unary minus, x, the UTF-8 signs for times, division and minus, "15% of 80", bare
 * percents, "a % b" as remainder, sqrt(...), and the words plus, minus, times, multiplied by,
 * divided by, over, mod, squared, cubed, to the power of, half of, twice, square root of. In prose
 * also what is to be done to a number, one after the other: "Start with 5. Double it, then add 3."
 * Pure; recursion is at most 64 deep. */
#ifndef ELS_TOOL_CALC_H
#define ELS_TOOL_CALC_H

#include "els_str.h"

typedef struct {
    size_t begin, end;  /* bytes of the text */
    double value;       /* finite */
    uint32_t operators; /* operators applied, at least 1 */
} els_calc_span;

/* Value of `text`, which must be one expression as a whole (a trailing "=" or "?" is allowed).
 * Errors: FORMAT not an expression, LIMIT too deep or not finite, USAGE division by zero or a power
 * without a real value. */
els_err els_calc_eval(els_str text, double *ret_value) ELS_MUST_CHECK;

/* Finds the maximal expressions of `text` with at least one operator, left to right, not
 * overlapping; calendar dates are left alone. Writes at most `max` spans and returns how many. */
uint32_t els_calc_find(els_str text, els_calc_span *spans, uint32_t max);

#endif
