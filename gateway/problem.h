/* problem.h — refusals as problem documents (RFC 9457). */
#ifndef ELS_PROBLEM_H
#define ELS_PROBLEM_H

#include "els_str.h"

/* A kind of problem: its type is "/problems/<name>", its title and status are fixed. */
typedef enum {
    ELS_PROBLEM_FIELD,        /* 400: a field or parameter; the only one with a field */
    ELS_PROBLEM_REQUEST,      /* 400: the request as a whole */
    ELS_PROBLEM_TOKEN,        /* 401 */
    ELS_PROBLEM_HOST,         /* 403 */
    ELS_PROBLEM_ORIGIN,       /* 403 */
    ELS_PROBLEM_ATTACHED,     /* 403: runs are started elsewhere */
    ELS_PROBLEM_NOT_FOUND,    /* 404 */
    ELS_PROBLEM_METHOD,       /* 405 */
    ELS_PROBLEM_RUN_IS_ON,    /* 409 */
    ELS_PROBLEM_NO_RUN,       /* 409 */
    ELS_PROBLEM_OUT_OF_REACH, /* 409: the run's process cannot be signalled */
    ELS_PROBLEM_KEY_IN_USE,   /* 409: the request of that Idempotency-Key is not answered yet */
    ELS_PROBLEM_LENGTH,       /* 411 */
    ELS_PROBLEM_TOO_LARGE,    /* 413 */
    ELS_PROBLEM_MEDIA_TYPE,   /* 415 */
    ELS_PROBLEM_UNABLE,       /* 422: well-formed, but it cannot be done */
    ELS_PROBLEM_KEY_REUSED,   /* 422: the Idempotency-Key was used for another request */
    ELS_PROBLEM_TOO_MANY,     /* 429 */
    ELS_PROBLEM_INTERNAL,     /* 500 */
    ELS_PROBLEM_STORE,        /* 503: the store cannot be read */
    ELS_PROBLEM_BROKER_AWAY,  /* 503 */
    ELS_PROBLEM_MONITOR_AWAY, /* 503 */
    ELS_PROBLEM_ENDING,       /* 503: the gateway is */
    ELS_PROBLEM_COUNT_
} els_problem;

/* HTTP status of a kind. */
unsigned els_problem_status(els_problem problem);
/* Appends the document to `out`. `field` may be NULL. */
void els_problem_write(els_problem problem, const char *field, els_str detail, els_buf *out);

#endif
