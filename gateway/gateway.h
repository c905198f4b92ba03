/* gateway.h — a gateway: its options, its parts, its loop. */
#ifndef ELS_GATEWAY_H
#define ELS_GATEWAY_H

#include "events.h"
#include "feed.h"
#include "guard.h"
#include "http.h"
#include "jobs.h"
#include "keys_used.h"
#include "log.h"
#include "options.h"
#include "runner.h"
#include "streams.h"

typedef struct {
    const char *store, *host, *feed, *keys, *token_file, *log_level;
    uint64_t port, head_ms, body_ms, job_ms, alive_ms, silent_ms;
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
    const char *feed_said; /* state of the feed as it was said last */
    els_str bin_dir;       /* of the programs */
    els_jobs *jobs;
    els_runner runner;
    els_keys_used keys_used;
    uint64_t report_every;       /* iterations between lines of the log */
    els_request *starting;       /* waits for the run that it started; NULL: nobody does */
    bool starting_waits_for_end; /* else for its beginning */
    int64_t quiet_since_ms;      /* the monitor was heard last, or a run began; -1: none is on */
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
/* Whether a broker has the store open; and whether that is a run, or this gateway's run is starting
 * or ending. (`els solve` has it open too, for a while.) */
bool els_gateway_has_broker(const els_gateway *gateway);
bool els_gateway_is_live(const els_gateway *gateway);
/* "live": the monitor was heard within --silent-ms; "silent": a run is on and it was not; "away":
 * no run is on, or it has just begun. */
const char *els_gateway_feed_state(const els_gateway *gateway);
/* What is heard of the monitor, as the schema Feed has it: a new object. */
json_t *els_gateway_feed_json(const els_gateway *gateway);

#endif
