/* http.h — the HTTP side: connections, limits, checks, answers, on libmicrohttpd without threads.
 *
 * Its epoll descriptor is polled by the gateway's loop. What the library leaves open is closed
 * here: heads with two readings are refused, and a whole head or body must have come in time
 * however it drips. */
#ifndef ELS_HTTP_H
#define ELS_HTTP_H

#include "guard.h"
#include "request.h"

enum {
    ELS_HTTP_CONNECTIONS = 64,
    ELS_HTTP_MEMORY = 32768, /* bytes per connection: the head has to fit */
    ELS_HTTP_BODY = 1 << 20, /* bytes */
    ELS_HTTP_SILENT_S = 30   /* without a byte, a connection is closed */
};

typedef struct els_http els_http;

typedef struct {
    const els_contract *contract; /* borrowed, as is the guard */
    const els_guard *guard;
    void (*handle)(els_request *request);   /* called with each checked request */
    void (*answered)(els_request *request); /* called before its answer goes out */
    int64_t head_ms, body_ms;               /* a whole head, a whole body within so long a time */
} els_http_options;

/* Serves on a listening socket, which it takes. */
els_err els_http_open(els_gateway *gateway, int socket, const els_http_options *options,
                      els_http **ret) ELS_MUST_CHECK;
void els_http_close(els_http **http);
int els_http_fd(const els_http *http);
/* Milliseconds until els_http_turn has something to do without its descriptor being ready. */
int64_t els_http_timeout(const els_http *http);
/* Does all that can be done now. */
void els_http_turn(els_http *http, int64_t now_ms);
/* Answers a request that waited. */
void els_http_wake(els_request *request);

typedef struct {
    uint64_t requests, replies[6]; /* by the first digit of the status */
    uint64_t dropped;              /* connections that were too slow */
    uint32_t connections;          /* open */
} els_http_counts;
els_http_counts els_http_counts_of(const els_http *http);

#endif
