/* tap.h — messages written down as JSON lines, and read back.
 *
 * One line per message:
 *   {"dir":"in","channel":"grants","topic":"","frame":"<base64>","message":{...}}
 * The frame is what counts; "message" shows it to people and is left out above 1 MiB. */
#ifndef ELS_TAP_H
#define ELS_TAP_H

#include "channels.h"
#include "codec.h"

#include <stdio.h>

#define ELS_TAP_SHOWN_BYTES ((size_t)1 << 20)

typedef struct {
    bool is_in; /* received by the process that recorded it; false: sent by it */
    els_channel channel;
    els_str topic; /* empty on PUSH and PULL */
    els_str frame;
} els_tap_entry;

/* Writes one line and flushes it. `message` is the frame's, decoded; NULL leaves it out. IO when it
 * cannot be written. */
ELS_MUST_CHECK els_err els_tap_write(FILE *file, const els_tap_entry *entry, els_msg_type type,
                                     const void *message);
/* Reads one line (without its end); topic and frame come from `arena`. FORMAT when it is not a line
 * that els_tap_write wrote (whatever follows the frame is not looked at). */
ELS_MUST_CHECK els_err els_tap_parse(els_str line, els_arena *arena, els_tap_entry *ret_entry);

#endif
