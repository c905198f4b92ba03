/* watch_state.h — what `els watch` knows of a run: made of the messages of the feed. Pure.
 *
 * Bounded: so many points and events are kept, the newest ones. */
#ifndef ELS_WATCH_STATE_H
#define ELS_WATCH_STATE_H

#include "subscription.h"

#include <jansson.h>

enum { ELS_WATCH_POINTS = 2000, ELS_WATCH_EVENTS = 200, ELS_WATCH_STALE_MS = 3000 };

/* A measured iteration; shares in 0..1, numbers of a peer brought into that range. */
typedef struct {
    uint64_t iteration;
    double success, low, high; /* of the probe, with its 95 % interval */
} els_watch_point;

typedef struct {
    uint64_t iteration;
    char text[160]; /* UTF-8 as the peer sent it */
} els_watch_event;

typedef struct {
    els_watch_point points[ELS_WATCH_POINTS]; /* in order of their iterations */
    size_t n_points;
    els_watch_event events[ELS_WATCH_EVENTS]; /* in the order they came */
    size_t n_events;
    els_feed_iteration at; /* newest one, its text left out; iterations 0: none yet */
    json_t *status;        /* of the newest snapshot; NULL: none yet */
    bool is_over;          /* the report was heard, or was sent before */
    int64_t heard_ms;      /* when the newest message came; below 0: never */
} els_watch;

/* Takes one message at the time `now_ms` (monotonic). One that could not be read, or with a status
 * that is no JSON, becomes an event. */
void els_watch_take(els_watch *watch, const els_feed_message *message, int64_t now_ms);

/* True when nothing was heard for ELS_WATCH_STALE_MS, and something before. */
bool els_watch_is_stale(const els_watch *watch, int64_t now_ms);

/* A new one has heard nothing. NULL: no memory. */
els_watch *els_watch_new(void);
void els_watch_free(els_watch **watch);

#endif
