/* gateway.h — a gateway: its options, its parts, its loop. */
#ifndef ELS_GATEWAY_H
#define ELS_GATEWAY_H

#include "events.h"
#include "feed.h"
#include "guard.h"
#include "http.h"
#include "log.h"
#include "options.h"
#include "streams.h"

typedef struct {
    const char *store, *host, *feed, *keys, *token_file, *log_level;
    uint64_t port, ready_fd, head_ms;
    els_option_list hosts;
    bool attach;
} els_gateway_options;

struct els_gateway {
    els_gateway_options options;
    els_log log;
    els_guard guard;
    els_contract *contract;
    els_http *http;
    els_events events;
    els_streams *streams;
    els_feed *feed;
    char feed_state[8];        /* "live", "silent" or "away", as it was said last */
    els_feed_iteration newest; /* without its texts */
    int signal_fd;
    int64_t now_ms; /* monotonic, of this turn of the loop */
    bool is_ending;
    els_arena arena; /* as long as the gateway */
};

/* Opens everything; complains on stderr. Returns -1 to go on, else the exit code. */
int els_gateway_open(els_gateway *gateway);
/* Until a signal comes. */
void els_gateway_run(els_gateway *gateway);
void els_gateway_close(els_gateway *gateway);

/* Tells all who listen; takes `json`. */
void els_gateway_say(els_gateway *gateway, const char *event, json_t *json);
/* What is heard of the monitor, as the schema Feed has it: a new object. */
json_t *els_gateway_feed_json(const els_gateway *gateway);

#endif
