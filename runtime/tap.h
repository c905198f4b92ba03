/* tap.h — messages written down as JSON lines, and read back.
 *
 * One line per message, and one for all else that a process could notice: that its time to do
 * something had come, and what the clock said when it looked.
 *   {"dir":"in","channel":"grants","topic":"","frame":"<base64>","message":{...}}
 *   {"dir":"out",...}
 *   {"dir":"tick","ns":123}
 *   {"dir":"clock","ns":123}
 * The frame is what counts; "message" shows it to people and is left out above 1 MiB. */
#ifndef ELS_TAP_H
#define ELS_TAP_H

#include "channels.h"
#include "codec.h"

#include <stdio.h>

#define ELS_TAP_SHOWN_BYTES ((size_t)1 << 20)

typedef enum {
    ELS_TAP_IN,   /* received by the process that recorded it */
    ELS_TAP_OUT,  /* sent by it */
    ELS_TAP_TICK, /* its on_tick was called */
    ELS_TAP_CLOCK /* it looked at the clock */
} els_tap_kind;

typedef struct {
    els_tap_kind kind;
    els_channel channel; /* IN and OUT: */
    els_str topic;       /* empty on PUSH and PULL */
    els_str frame;
    uint64_t ns; /* TICK and CLOCK: monotonic time */
} els_tap_entry;

/* Writes one line and flushes it. `message` is the frame's, decoded; NULL leaves it out, and so do
 * TICK and CLOCK. IO when it cannot be written. */
ELS_MUST_CHECK els_err els_tap_write(FILE *file, const els_tap_entry *entry, els_msg_type type,
                                     const void *message);
/* Of what kind a line is, from its first characters. FORMAT when of none. */
ELS_MUST_CHECK els_err els_tap_peek(els_str line, els_tap_kind *ret_kind);
/* Reads one line (without its end); topic and frame come from `arena`, which TICK and CLOCK do not
 * use. FORMAT when it is not a line
 * that els_tap_write wrote (whatever follows the frame is not looked at). */
ELS_MUST_CHECK els_err els_tap_parse(els_str line, els_arena *arena, els_tap_entry *ret_entry);

#endif
