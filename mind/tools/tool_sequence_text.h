/* tool_sequence_text.h — sequences as people write them: numbers, letters, names of weekdays and
 * months, and mixtures such as "A1, C3, E5", with a gap or dots. Pure. */
#ifndef ELS_TOOL_SEQUENCE_TEXT_H
#define ELS_TOOL_SEQUENCE_TEXT_H

#include "tool_sequence.h"

enum { ELS_SEQUENCE_MAX_COLUMNS = 6 };

typedef enum {
    ELS_COLUMN_NUMBER,
    ELS_COLUMN_LETTER,  /* 1..26 */
    ELS_COLUMN_WEEKDAY, /* 1..7 */
    ELS_COLUMN_MONTH    /* 1..12 */
} els_column_kind;

typedef struct {
    els_column_kind kind;
    bool is_upper; /* of letters */
    bool is_short; /* of names: three letters */
    els_rat values[ELS_SEQUENCE_MAX_TERMS];
} els_sequence_column;

typedef struct {
    els_sequence_column columns[ELS_SEQUENCE_MAX_COLUMNS];
    uint32_t n_columns; /* every term is made of the same columns */
    uint32_t n;         /* terms, a gap in the middle included */
    int32_t gap;        /* or ELS_SEQUENCE_NO_GAP */
    uint32_t n_blank;   /* gaps marked behind the last term */
    size_t begin, end;  /* bytes of the text */
} els_sequence_text;

typedef struct {
    els_str name, detail; /* as in els_sequence_model; "columns" when there are several */
    double bits, raw_bits;
    uint32_t left;
    els_str gap; /* text of the missing term, when one was marked */
    const els_str *next;
    uint32_t n_next;
} els_sequence_answer;

/* The longest run of at least four terms in the text; false when there is none. */
bool els_sequence_read(els_str text, els_sequence_text *ret);

/* Fits the run; see els_sequence_fit. */
uint32_t els_sequence_text_fit(els_arena *arena, const els_sequence_text *run, uint32_t n_next,
                               const els_sequence_host *host, els_sequence_answer *answers,
                               uint32_t max);

#endif
