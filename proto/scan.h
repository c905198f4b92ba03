/* scan.h — one walk over a whole frame before anything of it is unpacked.
 *
 * A few bytes of msgpack can promise billions of elements. The scan follows the heads alone, with
 * no allocation and no recursion, and refuses what is too deep, too many, longer than the bytes
 * that are there, or followed by something else. */
#ifndef ELS_SCAN_H
#define ELS_SCAN_H

#include "els_err.h"
#include "els_str.h"

#define ELS_SCAN_MAX_DEPTH 16         /* nested arrays and maps */
#define ELS_SCAN_MAX_NODES (1u << 24) /* values in one frame, containers included */

/* Accepts exactly one complete msgpack value. On failure one line is appended to `error_text`
 * (unless NULL). Errors: FORMAT truncated, invalid or trailing bytes; LIMIT longer than
 * ELS_MAX_FRAME, too deep, too many values. */
ELS_MUST_CHECK els_err els_scan(els_str frame, els_buf *error_text);

#endif
