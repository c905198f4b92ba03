/* http_impl.h — the inside of the HTTP side, shared by http.c (connections) and reply.c (answers).
 * Nobody else includes it. */
#ifndef ELS_HTTP_IMPL_H
#define ELS_HTTP_IMPL_H

#include "http.h"

/* Puts the answer of a request on its connection. */
enum MHD_Result els_http_queue(els_request *request);
/* The same for a stream of events, which lasts until the client goes. */
enum MHD_Result els_http_queue_stream(els_request *request);

#endif
