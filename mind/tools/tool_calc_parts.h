/* tool_calc_parts.h — what the calculator's files share: a place in a text and what can be read
 * there. What is called take or parse moves on behind what it read, or reads nothing, stays where
 * it is and returns false.
 *
 * tool_calc.c      expressions, and where they are in a text
 * tool_calc_scan.c phrases and numbers
 * tool_calc_told.c instructions: "start with 5, double it" */
#ifndef ELS_TOOL_CALC_PARTS_H
#define ELS_TOOL_CALC_PARTS_H

#include "els_str.h"

typedef struct {
    els_str text;
    size_t at;
    uint32_t operators; /* applied so far */
    uint32_t depth;
    els_err hard; /* an error that no backtracking may hide: too deep, division by zero */
} els_calc_parser;

/* The byte at a place of the text; 0 behind its end. */
char els_calc_char(const els_calc_parser *p, size_t at);
void els_calc_skip_space(els_calc_parser *p);
bool els_calc_take_bytes(els_calc_parser *p, const char *bytes);
/* Takes a phrase of whole words, any case; a blank in it stands for any run of blanks. */
bool els_calc_take_phrase(els_calc_parser *p, const char *phrase);
bool els_calc_take_any(els_calc_parser *p, const char *const *phrases, size_t count);
#define ELS_CALC_TAKE_ANY(p, list) els_calc_take_any((p), (list), sizeof(list) / sizeof((list)[0]))
/* "1,250.5", without a sign. */
bool els_calc_take_number(els_calc_parser *p, double *ret);
/* "forty-two thousand". */
bool els_calc_take_number_word(els_calc_parser *p, double *ret);

/* An operand with its signs and powers. */
bool els_calc_parse_unary(els_calc_parser *p, double *ret);
/* Whether what was read last is a bare percentage, as in "increased by 10%". */
bool els_calc_ends_in_percent(const els_calc_parser *p);
/* A number and what is to be done to it, one after the other: "Start with 5. Double it. Add 3." */
bool els_calc_parse_told(els_calc_parser *p, double *ret);

#endif
