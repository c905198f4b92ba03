/* passage.h — stretches of a task's context that could answer a question about it: names, dates,
 * amounts, codes, addresses, values behind a label, words.
 *
 * Found by how they are written alone; which of them is meant is for the family `passage` to say. A
 * stretch may come as several sorts. General writing only: capitals, digits, signs, labels. */
#ifndef ELS_PASSAGE_H
#define ELS_PASSAGE_H

#include "reading.h"

typedef enum {
    ELS_SPAN_NAME,   /* words with capitals: "Ada de Boer", "Blue Prize" */
    ELS_SPAN_DATE,   /* as the reading's dates */
    ELS_SPAN_YEAR,   /* a number from 1000 to 2199 of four digits */
    ELS_SPAN_NUMBER, /* any other number */
    ELS_SPAN_AMOUNT, /* a number with what it counts in or its currency: "12.50 EUR", "$7", "5 %" */
    ELS_SPAN_CODE,   /* unbroken writing with a digit in it: "ORD-104", "10:45", "10.0.0.7" */
    ELS_SPAN_MAIL,   /* unbroken writing around an "@" */
    ELS_SPAN_PATH,   /* unbroken writing around a "/" with letters */
    ELS_SPAN_PHONE,  /* numbers in groups, seven digits or more, or behind a "+" */
    ELS_SPAN_QUOTED, /* between double quotes */
    ELS_SPAN_VALUE,  /* all that stands behind a label on its line */
    ELS_SPAN_WORD,   /* a lower-case word that is no function word */
    ELS_SPAN_PHRASE, /* two or three of them in a row */
    ELS_SPAN_DAY,    /* the name of a day of the week, a month, a season or a time of day */
    ELS_SPAN_LIST,   /* three items or more parted by commas and "and" */
    ELS_SPAN_SORTS_
} els_span_sort;

typedef struct {
    els_span_sort sort;
    uint32_t first, end;     /* tokens of the context */
    uint32_t label, n_label; /* tokens of the label on its line, "Order no" of "Order no: 7" */
    double value;            /* of a date (days since 1970-01-01), a year, a number, an amount */
} els_span;

/* Name of a sort, as a shape. */
const char *els_span_name(els_span_sort sort);

/* Spans of the context in order of sorts, then of the text, at most `cap`; equal stretches of a
 * sort are all given. Returns how many. */
uint32_t els_passage_spans(const els_reading *reading, els_span *ret, uint32_t cap);

/* A word that carries no matter: of grammar, of asking, of politeness. In lower case. */
bool els_passage_is_plain(els_str lower);

/* The span as it is written. */
els_str els_passage_text(const els_reading *reading, uint32_t first, uint32_t end);

#endif
