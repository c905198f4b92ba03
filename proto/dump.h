/* dump.h — prints what the tables say: the protocol for people, one message as JSON. */
#ifndef ELS_DUMP_H
#define ELS_DUMP_H

#include "codec.h"

#include <stdio.h>

typedef enum {
    ELS_DUMP_MARKDOWN,
    ELS_DUMP_JSON,
    ELS_DUMP_FEED /* markdown of the feed's messages alone */
} els_dump_format;

/* Prints every message and nested record with type, limits, version, unit and meaning of each
 * field. The markdown is what docs/protocol.md holds between its markers, and that of the feed what
 * docs/feed.md does. IO when writing fails. */
ELS_MUST_CHECK els_err els_proto_dump(FILE *file, els_dump_format format);

/* Appends `message` as one line of JSON: {"type":"bye","body":{...}}. Bytes are shown as
 * hexadecimal, numbers exactly (%.17g where needed), text that is not UTF-8 with U+FFFD in place of
 * each bad byte. `type` must exist. */
void els_message_json(els_msg_type type, const void *message, els_buf *out);

#endif
