/* live.h — the progress of a run as it goes: the monitor's feed, as one line. */
#ifndef ELS_LIVE_H
#define ELS_LIVE_H

#include "els_err.h"
#include "els_str.h"
#include "messages.h"

typedef struct els_live els_live;

/* Subscribes to the feed at `endpoint`. On a terminal one line is rewritten; elsewhere at most
 * about twenty plain lines are written for a run. `silent` writes nothing. `keys` may be NULL. NULL
 * on failure, said on stderr unless memory ran out. */
els_live *els_live_new(const char *endpoint, const char *keys, bool silent);
/* The socket's descriptor, to be polled for POLLIN; edge-triggered: after each wake-up call update.
 */
int els_live_fd(const els_live *live);
/* Takes what has come. Returns true when a report message has come. */
bool els_live_update(els_live *live);
/* Takes the line off the terminal, so that another may be written; the next update brings it back.
 */
void els_live_clear(els_live *live);
void els_live_free(els_live **live);

/* The line in at most `columns` bytes (0: any number), replacing what `out` holds: what there is no
 * room for is left out. */
void els_live_print(const els_feed_iteration *at, size_t columns, els_buf *out);

#endif
