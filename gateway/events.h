/* events.h — the newest events, numbered, for clients that come back. Pure. */
#ifndef ELS_EVENTS_H
#define ELS_EVENTS_H

#include "els_str.h"

enum { ELS_EVENTS_KEPT = 512, ELS_EVENTS_BYTES = 4096 /* of one */ };

typedef struct {
    uint64_t start_id; /* drawn when the gateway starts: ids of another life are not its own */
    uint64_t next;     /* number of the next event, from 1 */
    els_buf kept[ELS_EVENTS_KEPT];
} els_events;

/* No event yet. `start_id` differs from that of every other life of the gateway. */
void els_events_init(els_events *events, uint64_t start_id);
void els_events_fini(els_events *events); /* safe on a zeroed one */
/* Keeps an event as it goes over the wire: id, name and `json`, which is one line. */
void els_events_add(els_events *events, const char *name, els_str json);
/* An event without an id, which is not kept, as it goes over the wire. */
void els_events_write(const char *name, els_str json, els_buf *out);
/* Number of the first event that a client which sends this Last-Event-ID has not got. False when
 * events between are gone, or the id is of another life or no id; *ret_next is then the next event.
 * The id "0" stands before all events: it gets the oldest that is kept. */
bool els_events_resume(const els_events *events, els_str last_id, uint64_t *ret_next);
/* Appends the events from *next on to `out` and moves *next behind them; at most `most` bytes, but
 * one event at least. False when some of them are gone: *next is then the next event. */
bool els_events_read(const els_events *events, uint64_t *next, size_t most, els_buf *out);

#endif
