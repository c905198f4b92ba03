/* schema.h — checks a JSON value against the part of JSON Schema that openapi.json uses. Pure. */
#ifndef ELS_SCHEMA_H
#define ELS_SCHEMA_H

#include "contract.h"

/* False with the first fault when `value` does not follow `schema`, in which "$ref" has been
 * followed. `name` is what the value is called. */
bool els_schema_check(const json_t *schema, const json_t *value, const char *name,
                      els_fault *fault);
/* FORMAT with one line in `why` when the schema has a member that els_schema_check would pass over.
 */
els_err els_schema_is_known(const json_t *schema, const char *name, els_buf *why) ELS_MUST_CHECK;

#endif
