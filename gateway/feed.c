#include "feed.h"
#include "cli.h"
#include "codec.h"
#include "keys.h"

#include <stdlib.h>
#include <zmq.h>

enum { TOPICS = 3, LOOK_MS = 250 };
static const char *const topics[TOPICS] = {"iteration", "report", "snapshot"};

struct els_feed {
    const char *store;
    bool is_fixed;
    els_feed_events events;
    void *context, *socket;
    els_keys *keys;
    char endpoint[256];
    int64_t look_ms, heard_ms;
    uint64_t epochs[TOPICS], sequences[TOPICS], missed;
    els_arena arena;
};

static void drop_socket(els_feed *feed)
{
    int linger = 0;
    if (!feed->socket)
        return;
    zmq_setsockopt(feed->socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(feed->socket);
    feed->socket = NULL;
}

static bool connect_to(els_feed *feed, const char *endpoint)
{
    int64_t max = (int64_t)ELS_MAX_FRAME;
    drop_socket(feed);
    snprintf(feed->endpoint, sizeof feed->endpoint, "%s", endpoint);
    memset(feed->epochs, 0, sizeof feed->epochs);
    memset(feed->sequences, 0, sizeof feed->sequences);
    feed->socket = zmq_socket(feed->context, ZMQ_SUB);
    bool ok = feed->socket && zmq_setsockopt(feed->socket, ZMQ_MAXMSGSIZE, &max, sizeof max) == 0 &&
              zmq_setsockopt(feed->socket, ZMQ_SUBSCRIBE, "", 0) == 0 &&
              (!feed->keys || els_keys_apply(feed->keys, feed->socket, false) == ELS_OK) &&
              zmq_connect(feed->socket, endpoint) == 0;
    if (!ok)
        drop_socket(feed);
    return ok;
}

els_err els_feed_open(const char *store, const char *endpoint, const char *keys,
                      const els_feed_events *events, els_feed **ret, els_buf *why)
{
    els_feed *feed = calloc(1, sizeof *feed);
    if (!feed)
        return ELS_E_NOMEM;
    *feed =
        (els_feed){.store = store, .is_fixed = endpoint != NULL, .events = *events, .heard_ms = -1};
    feed->context = zmq_ctx_new();
    els_err err = feed->context ? ELS_OK : ELS_E_IO;
    if (!err && keys)
        err = els_keys_open(keys, &feed->keys, why);
    if (!err && endpoint && !connect_to(feed, endpoint)) {
        els_buf_printf(why, "cannot connect to %s: %s", endpoint, zmq_strerror(zmq_errno()));
        err = ELS_E_IO;
    }
    if (err)
        els_feed_close(&feed);
    else
        *ret = feed;
    return err;
}

void els_feed_close(els_feed **feed)
{
    if (!*feed)
        return;
    drop_socket(*feed);
    if ((*feed)->context)
        zmq_ctx_term((*feed)->context);
    els_keys_close(&(*feed)->keys);
    els_arena_fini(&(*feed)->arena);
    free(*feed);
    *feed = NULL;
}

void *els_feed_socket(const els_feed *feed)
{
    return feed->socket;
}

/* Counts what is missing between this message and the one before it of its topic. */
static void count(els_feed *feed, els_str topic, uint64_t epoch, uint64_t sequence)
{
    for (int i = 0; i < TOPICS; i++) {
        if (!els_str_eq(topic, els_str_of(topics[i])))
            continue;
        uint64_t last = feed->epochs[i] == epoch ? feed->sequences[i] : 0;
        if (last && sequence > last + 1) {
            feed->missed += sequence - last - 1;
            feed->events.on_gap(feed->events.context, topics[i], sequence - last - 1);
        }
        feed->epochs[i] = epoch;
        feed->sequences[i] = sequence;
    }
}

static void take(els_feed *feed, els_str topic, els_str frame, int64_t now_ms)
{
    els_msg_type type;
    const void *message = NULL;
    els_arena_reset(&feed->arena);
    if (els_decode(frame, &feed->arena, &type, &message, NULL))
        return;
    feed->heard_ms = now_ms;
    if (type == ELS_MSG_feed_iteration) {
        const els_feed_iteration *m = message;
        count(feed, topic, m->epoch, m->sequence);
    } else if (type == ELS_MSG_feed_report) {
        const els_feed_report *m = message;
        count(feed, topic, m->epoch, m->sequence);
    } else if (type == ELS_MSG_feed_snapshot) {
        const els_feed_snapshot *m = message;
        count(feed, topic, m->epoch, m->sequence);
    }
    feed->events.on_message(feed->events.context, type, message);
}

/* One message, if there is one. */
static bool receive(els_feed *feed, int64_t now_ms)
{
    zmq_msg_t topic, frame;
    bool is_whole = false;
    zmq_msg_init(&topic);
    if (zmq_msg_recv(&topic, feed->socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&topic);
        return false;
    }
    zmq_msg_init(&frame);
    bool more = zmq_msg_more(&topic);
    for (int part = 0; more && zmq_msg_recv(&frame, feed->socket, ZMQ_DONTWAIT) >= 0; part++) {
        more = zmq_msg_more(&frame);
        is_whole = part == 0 && !more;
    }
    if (is_whole)
        take(feed, (els_str){zmq_msg_data(&topic), zmq_msg_size(&topic)},
             (els_str){zmq_msg_data(&frame), zmq_msg_size(&frame)}, now_ms);
    zmq_msg_close(&topic);
    zmq_msg_close(&frame);
    return true;
}

/* The address that a run has left in the store, or its absence. */
static void look(els_feed *feed)
{
    els_buf path = {0}, text = {0};
    char endpoint[sizeof feed->endpoint];
    els_buf_printf(&path, "%s/feed", feed->store);
    els_err err = els_cli_read_file(path.ptr, &text);
    els_str line = els_str_trim(els_buf_str(&text));
    if (err == ELS_OK && line.len && line.len < sizeof endpoint) {
        snprintf(endpoint, sizeof endpoint, ELS_STR_FMT, ELS_STR_ARG(line));
        if (strcmp(endpoint, feed->endpoint) != 0 || !feed->socket)
            connect_to(feed, endpoint);
    }
    els_buf_fini(&path);
    els_buf_fini(&text);
}

void els_feed_turn(els_feed *feed, int64_t now_ms)
{
    enum { MESSAGES = 64 }; /* before others have their turn */
    if (!feed->is_fixed && now_ms >= feed->look_ms) {
        look(feed);
        feed->look_ms = now_ms + LOOK_MS;
    }
    for (int i = 0; i < MESSAGES && feed->socket && receive(feed, now_ms); i++)
        continue;
}

int64_t els_feed_heard_ms(const els_feed *feed)
{
    return feed->heard_ms;
}

uint64_t els_feed_missed(const els_feed *feed)
{
    return feed->missed;
}
