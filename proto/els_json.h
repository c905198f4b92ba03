/* els_json.h — writes the two JSON values that need care. For reading JSON, use jansson. */
#ifndef ELS_JSON_H
#define ELS_JSON_H

#include "els_str.h"

/* Appends a JSON string, quotes included: control characters escaped, each byte that is not part of
 * well-formed UTF-8 (RFC 3629) replaced by U+FFFD. */
void els_json_text(els_str text, els_buf *out);
/* Appends the shortest of %.15g and %.17g that reads back equal; null when not finite. */
void els_json_real(double value, els_buf *out);

#endif
