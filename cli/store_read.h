/* store_read.h — the files that a run leaves in its store for readers (docs/store.md). They may be
 * read while a run is on. */
#ifndef ELS_STORE_READ_H
#define ELS_STORE_READ_H

#include "els_err.h"
#include "els_str.h"

#include <jansson.h>

/* Reads the JSON object in STORE/name; the caller releases it. Errors, with one line in
 * `error_text` (not NULL) that says what to do: NOT_FOUND there is none; CORRUPT it is none; LIMIT,
 * IO. */
els_err els_store_read_json(const char *store, const char *name, json_t **ret_json,
                            els_buf *error_text) ELS_MUST_CHECK;

#endif
