/* guard.h — who may ask: Host, Origin, token, and heads of requests that parsers disagree on. Pure.
 */
#ifndef ELS_GUARD_H
#define ELS_GUARD_H

#include "els_hash.h"
#include "els_str.h"

typedef struct {
    const els_str *hosts; /* names that Host may have besides localhost and numbers */
    size_t n_hosts;
    bool has_token;
    uint8_t token[ELS_DIGEST_BYTES]; /* its digest */
} els_guard;

/* Reads a token: the first line of `text`, trimmed. FORMAT with one line in `why` when it is
 * shorter than 16 or longer than 512 characters or has others than visible ones. */
els_err els_guard_set_token(els_guard *guard, els_str text, els_buf *why) ELS_MUST_CHECK;

/* Whether a Host (with or without port) may be served: localhost, an address in numbers, or one of
 * the list. A page of a stranger whose name was made to resolve to this machine is none of these.
 */
bool els_guard_host(const els_guard *guard, els_str host);
/* Whether a write may come from this Origin: of the page of this very Host. */
bool els_guard_origin(els_str origin, els_str host);
/* Whether "Bearer <token>" is the token; takes the same time whatever is wrong with it. */
bool els_guard_token(const els_guard *guard, els_str authorization);

/* What the head of a request says of its body and host, as counted by the caller. */
typedef struct {
    unsigned hosts, lengths, encodings; /* headers Host, Content-Length, Transfer-Encoding */
    unsigned odd_names;                 /* headers whose name is none, see els_guard_is_name */
    els_str length;                     /* value of the Content-Length */
} els_head;

/* Whether this is the name of a header (RFC 9110, token). "Content-Length " is not: the library
 * would take it for a header that nobody knows, another reader for a length. */
bool els_guard_is_name(els_str name);

typedef enum {
    ELS_HEAD_OK,
    ELS_HEAD_BAD,      /* two readers may see two requests in it */
    ELS_HEAD_CHUNKED,  /* no length */
    ELS_HEAD_TOO_LARGE /* a body of more than `most` bytes */
} els_head_verdict;

/* Judges it; `why` is one phrase for other verdicts than OK and borrows nothing. */
els_head_verdict els_guard_head(const els_head *head, uint64_t most, const char **ret_why);

#endif
