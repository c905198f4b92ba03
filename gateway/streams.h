/* streams.h — clients that listen to events (server-sent events). */
#ifndef ELS_STREAMS_H
#define ELS_STREAMS_H

#include "events.h"
#include "request.h"

enum { ELS_STREAMS_MAX = 16 };

typedef struct els_streams els_streams;

/* `alive_ms`: after so long a silence a comment is sent. */
els_streams *els_streams_new(const els_events *events, int64_t alive_ms);
void els_streams_free(els_streams **streams);
/* Makes the request's answer a stream that begins with `hello` (an event as it goes over the wire)
 * and goes on behind Last-Event-ID. False when there are too many. */
bool els_streams_add(els_streams *streams, els_request *request, els_str hello, els_str last_id,
                     int64_t now_ms);
/* Wakes those for whom there is something: new events, or a comment because nothing was said. */
void els_streams_turn(els_streams *streams, int64_t now_ms);
/* Says something to all who listen now that is not kept. */
void els_streams_say(els_streams *streams, els_str event);
uint32_t els_streams_count(const els_streams *streams);
/* Ends all streams: those who listen hear the end and no more. */
void els_streams_end(els_streams *streams);
/* For the HTTP side: the next bytes of a request's stream; 0: none now, the connection sleeps; -1:
 * it is over. */
ssize_t els_stream_read(els_request *request, char *bytes, size_t most);

#endif
