#include "streams.h"
#include "http.h"

#include <stdlib.h>

enum { BATCH_BYTES = 32768 };

typedef struct {
    els_streams *streams;
    els_request *request; /* NULL: the place is free */
    uint64_t next;        /* event to send */
    els_buf waiting;      /* bytes to send */
    size_t sent;          /* of them */
    int64_t said_ms;      /* when something was sent last */
} stream;

struct els_streams {
    const els_events *events;
    stream all[ELS_STREAMS_MAX];
    int64_t now_ms, alive_ms;
    bool is_over;
};

els_streams *els_streams_new(const els_events *events, int64_t alive_ms)
{
    els_streams *streams = calloc(1, sizeof *streams);
    if (streams)
        *streams = (els_streams){.events = events, .alive_ms = alive_ms};
    return streams;
}

void els_streams_free(els_streams **streams)
{
    if (!*streams)
        return;
    for (int i = 0; i < ELS_STREAMS_MAX; i++)
        els_buf_fini(&(*streams)->all[i].waiting);
    free(*streams);
    *streams = NULL;
}

static void on_gone(els_request *request, void *context)
{
    stream *s = context;
    (void)request;
    s->request = NULL;
    els_buf_fini(&s->waiting);
}

bool els_streams_add(els_streams *streams, els_request *request, els_str hello, els_str last_id,
                     int64_t now_ms)
{
    for (int i = 0; i < ELS_STREAMS_MAX; i++) {
        stream *s = &streams->all[i];
        if (s->request)
            continue;
        *s = (stream){.streams = streams, .request = request, .said_ms = now_ms};
        els_buf_add(&s->waiting, hello);
        if (!els_events_resume(streams->events, last_id, &s->next) && last_id.len)
            els_events_write("reset", ELS_STR("{}"), &s->waiting);
        request->on_gone = on_gone;
        request->context = s;
        return true;
    }
    return false;
}

/* Whether there is something to send; takes it up. */
static bool refill(stream *s)
{
    if (s->sent < s->waiting.len)
        return true;
    els_buf_clear(&s->waiting);
    s->sent = 0;
    if (!els_events_read(s->streams->events, &s->next, BATCH_BYTES, &s->waiting))
        els_events_write("reset", ELS_STR("{}"), &s->waiting);
    if (s->waiting.len == 0 && s->streams->now_ms - s->said_ms >= s->streams->alive_ms)
        els_buf_add(&s->waiting, ELS_STR(": alive\n\n"));
    return s->waiting.len > 0;
}

void els_streams_turn(els_streams *streams, int64_t now_ms)
{
    streams->now_ms = now_ms;
    for (int i = 0; i < ELS_STREAMS_MAX; i++) {
        stream *s = &streams->all[i];
        if (s->request && s->request->is_waiting && (streams->is_over || refill(s)))
            els_http_wake(s->request);
    }
}

void els_streams_say(els_streams *streams, els_str event)
{
    for (int i = 0; i < ELS_STREAMS_MAX; i++) {
        stream *s = &streams->all[i];
        if (s->request && s->waiting.len - s->sent < BATCH_BYTES)
            els_buf_add(&s->waiting, event);
    }
}

uint32_t els_streams_count(const els_streams *streams)
{
    uint32_t n = 0;
    for (int i = 0; i < ELS_STREAMS_MAX; i++)
        n += streams->all[i].request != NULL;
    return n;
}

void els_streams_end(els_streams *streams)
{
    streams->is_over = true;
    els_streams_turn(streams, streams->now_ms);
}

ssize_t els_stream_read(els_request *request, char *bytes, size_t most)
{
    stream *s = request->context;
    if (s->streams->is_over)
        return -1;
    if (!refill(s)) {
        els_request_wait(request);
        return 0;
    }
    size_t n = s->waiting.len - s->sent < most ? s->waiting.len - s->sent : most;
    memcpy(bytes, s->waiting.ptr + s->sent, n);
    s->sent += n;
    s->said_ms = s->streams->now_ms;
    return (ssize_t)n;
}
