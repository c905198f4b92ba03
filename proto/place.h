/* place.h — names the field that is at fault: "task_chunk.tasks[3].question". Internal to proto/.
 *
 * The encoder and the decoder keep a chain of places on their own stack and only look at it when
 * something is wrong. */
#ifndef ELS_PLACE_H
#define ELS_PLACE_H

#include "codec.h"

/* More than a line on what is wrong can be: without room for so much there is none. */
#define ELS_PLACE_TEXT_MAX 1024u

typedef struct els_place els_place;
struct els_place {
    const els_place *up;           /* NULL for the message itself */
    const els_record_desc *record; /* at the top: the message; below: not used */
    const els_field_desc *field;   /* the list that was entered */
    uint32_t index;                /* element within it */
};

/* Appends "<place>.<field>: <why>" to `error_text` (unless NULL), with `field` NULL for the record
 * itself, and returns `err`. */
els_err els_place_refuse(const els_place *place, const els_field_desc *field, els_err err,
                         els_buf *error_text, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
