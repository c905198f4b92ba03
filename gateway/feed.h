/* feed.h — what the gateway hears of a run: a SUB socket on the monitor's feed (docs/feed.md). */
#ifndef ELS_GATEWAY_FEED_H
#define ELS_GATEWAY_FEED_H

#include "els_err.h"
#include "messages.h"

enum { ELS_FEED_SILENT_MS = 5000 };

typedef struct els_feed els_feed;

typedef struct {
    void (*on_message)(void *context, els_msg_type type, const void *message);
    void (*on_gap)(void *context, const char *topic, uint64_t missed);
    void *context;
} els_feed_events;

/* `endpoint` is fixed, or NULL: then it is the one that `els run` leaves in the store's file
 * "feed". `keys` may be NULL. Errors: IO, those of els_keys_open; one line in `why`. */
els_err els_feed_open(const char *store, const char *endpoint, const char *keys,
                      const els_feed_events *events, els_feed **ret, els_buf *why) ELS_MUST_CHECK;
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
