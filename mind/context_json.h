/* context_json.h — JSON in a task's context, as rows of keys and values. RFC 8259; depth at most
 * 16, numbers and words as written. Pure. */
#ifndef ELS_CONTEXT_JSON_H
#define ELS_CONTEXT_JSON_H

#include "els_str.h"

typedef enum { ELS_JSON_OBJECT, ELS_JSON_ARRAY, ELS_JSON_TEXT, ELS_JSON_OTHER } els_json_kind;

typedef struct els_json els_json;
struct els_json {
    els_json_kind kind;
    els_str key;  /* in an object */
    els_str text; /* a text without its escapes, numbers and words as written */
    els_json *first, *next;
    uint32_t n; /* of an object or array: how many it holds */
};

/* Reads one value at the head of *text and what is blank around it, and moves *text behind it. NULL
 * when it is none, then *text is as it was. Lives in `arena` or borrows from the text. */
els_json *els_json_read(els_str *text, els_arena *arena);

#endif
