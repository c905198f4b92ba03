/* subscription.h — a subscriber of the monitor's feed, for the commands that follow a run. */
#ifndef ELS_SUBSCRIPTION_H
#define ELS_SUBSCRIPTION_H

#include "cli.h"
#include "codec.h"
#include "keys.h"
#include "options.h"

#include <zmq.h>

/* Where the feed is. */
typedef struct {
    const char *store;    /* of a run that is on: its address is in there */
    const char *feed;     /* instead: the address; NULL: none was given */
    const char *keys;     /* folder of CURVE keys; NULL: none */
    const char *key_role; /* whose key of them: "cli" or "gateway" */
} els_feed_place;

/* For the option table of `struct_`, which has a member els_feed_place `member_`. */
#define ELS_FEED_PLACE_FIELDS(struct_, member_, store_help_)                                       \
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", struct_, member_.store, ELS_DEFAULT_STORE,      \
               store_help_),                                                                       \
        ELS_OPTION(ELS_OPTION_TEXT, "feed", 0, "ENDPOINT", struct_, member_.feed, NULL,            \
                   "instead: the address of a feed, such as tcp://127.0.0.1:5556"),                \
        ELS_OPTION(ELS_OPTION_TEXT, "keys", 0, "DIR", struct_, member_.keys, NULL,                 \
                   "CURVE keys, for a feed beyond this machine")

typedef struct {
    void *context, *socket; /* a socket to poll; another one after els_subscription_refresh */
    char *endpoint;
    els_keys *keys;
    els_keys_applied keys_applied;
    void *watch;            /* of the socket's handshakes; NULL without keys */
    zmq_msg_t topic, frame; /* what the newest message borrows from */
    els_arena arena;
    uint64_t epochs[3], sequences[3]; /* by topic, of the newest message heard */
} els_subscription;

typedef struct {
    els_str topic;
    els_msg_type type;
    const void *body;         /* of that type; NULL: it could not be read */
    uint64_t epoch, sequence; /* of its body */
    uint64_t missed;          /* messages of the topic that did not come, since the one before */
} els_feed_message;

/* Connects to all topics of the feed at `place`. `command` is the name of the subcommand, for what
 * is said on stderr when it fails. Signals that the caller takes must be blocked before. Returns -1
 * to go on, else the exit code. Close it in both cases. */
int els_subscription_open(els_subscription *s, const char *command, const els_feed_place *place);

/* Takes one message without waiting; false when there is none. *ret lives until the next call or
 * close. `why` gets one line when the message could not be read. */
bool els_subscription_receive(els_subscription *s, els_feed_message *ret, els_buf *why);

/* Looks at the key folder: with keys that were replaced there it connects anew, and also where the
 * monitor did not know the key. Until that lets it in nothing is heard. */
void els_subscription_refresh(els_subscription *s);

void els_subscription_close(els_subscription *s);

#endif
