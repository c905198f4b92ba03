/* request.h — one request on its way: what was asked, and what is answered.
 *
 * The HTTP side (http.c) makes it, checks it against the contract and hands it to the route's
 * handler, which answers at once with one of the els_reply functions, or calls els_request_wait and
 * answers later. Everything happens in one thread. */
#ifndef ELS_REQUEST_H
#define ELS_REQUEST_H

#include "contract.h"
#include "problem.h"

#include <microhttpd.h>

typedef struct els_gateway els_gateway;
typedef struct els_request els_request;

typedef struct {
    unsigned status; /* 0: none yet */
    const char *type;
    els_buf body;
    char etag[72], allow[32]; /* empty: none */
    unsigned retry_after_s;   /* 0: none */
    bool is_replayed;         /* of an Idempotency-Key */
    bool is_page;             /* a file of the dashboard: may be kept, has the page's policy */
    bool must_close;
} els_reply;

struct els_request {
    els_gateway *gateway;
    struct MHD_Connection *connection;
    const els_route *route;
    json_t *values; /* parameters of path and query, checked, with defaults */
    json_t *body;   /* checked; NULL when there is none */
    els_buf bytes;  /* of the body */
    const char *method, *path;
    els_reply reply;
    els_arena arena;
    char key[129];             /* Idempotency-Key; empty: none */
    bool is_begun, is_waiting; /* body is awaited; connection is suspended */
    /* Told when the client goes before the answer; may be NULL. */
    void (*on_gone)(els_request *request, void *context);
    void *context;
};

/* Value of a header; empty when there is none. */
els_str els_request_header(const els_request *request, const char *name);
/* Members of the body or parameters, or what they default to. */
const char *els_request_text(const json_t *object, const char *name, const char *fallback);
int64_t els_request_number(const json_t *object, const char *name, int64_t fallback);

/* ---- answers; the first counts ---- */
/* Takes `json`. */
void els_reply_json(els_request *request, unsigned status, json_t *json);
void els_reply_problem(els_request *request, els_problem problem, const char *field,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The connection sleeps until an answer is given. */
void els_request_wait(els_request *request);

#endif
