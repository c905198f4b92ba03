/* feed.h — the feed of whichever run is on in a store, run after run. */
#ifndef ELS_GATEWAY_FEED_H
#define ELS_GATEWAY_FEED_H

#include "subscription.h"

typedef struct els_feed els_feed;

typedef struct {
    void (*on_message)(void *context, const els_feed_message *message);
    void *context;
} els_feed_events;

/* `endpoint` is fixed, or NULL: then it is the one that `els run` leaves in the store's file
 * "feed". `keys` may be NULL. Complains on stderr; returns -1 to go on, else the exit code. */
int els_feed_open(const char *store, const char *endpoint, const char *keys,
                  const els_feed_events *events, els_feed **ret) ELS_MUST_CHECK;
void els_feed_close(els_feed **feed);
/* The socket to poll, NULL while there is no feed to listen to. */
void *els_feed_socket(const els_feed *feed);
/* Takes what has come; once in a while looks whether the feed has another address. */
void els_feed_turn(els_feed *feed, int64_t now_ms);
/* When the monitor was heard last, in the time of els_feed_turn; -1: never. */
int64_t els_feed_heard_ms(const els_feed *feed);
/* Messages that were missed so far. */
uint64_t els_feed_missed(const els_feed *feed);

#endif
