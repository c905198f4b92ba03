#include "subscription.h"
#include "channels.h"
#include "cli.h"

#include <errno.h>
#include <stdlib.h>

/* The endpoint that was given, or the one that `els run` left in the store; in `arena`. */
static int find_feed(const char *command, const els_feed_place *place, els_arena *arena,
                     const char **ret_endpoint)
{
    els_buf text = {0}, why = {0};
    int code = -1;
    if (place->feed) {
        if (els_channel_endpoint(ELS_CHANNEL_FEED, "ipc:///", place->feed, false, &text, &why)) {
            els_cli_complain("%s: " ELS_STR_FMT, command, ELS_STR_ARG(els_buf_str(&why)));
            code = ELS_EXIT_USAGE;
        }
    } else if (els_cli_read_file(els_arena_printf(arena, "%s/feed", place->store).ptr, &text)) {
        els_cli_complain("%s: no run is on in %s (start one with: els run --store %s); or give "
                         "the --feed of one",
                         command, place->store, place->store);
        code = ELS_EXIT_UNREACHABLE;
    }
    *ret_endpoint = els_arena_strdup(arena, els_str_trim(els_buf_str(&text)));
    els_buf_fini(&text);
    els_buf_fini(&why);
    return code;
}

static void close_socket(void *socket)
{
    int linger = 0;
    if (!socket)
        return;
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(socket);
}

/* Puts a socket with the keys that there are now in the place of the one there is, which stays when
 * that fails. */
static bool connect_socket(els_subscription *s)
{
    int64_t max = (int64_t)ELS_MAX_FRAME;
    els_keys_applied applied = s->keys_applied;
    void *socket = s->context ? zmq_socket(s->context, ZMQ_SUB) : NULL;
    void *watch = socket && s->keys ? els_keys_watch(s->context, socket) : NULL;
    if (!socket || zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max, sizeof max) ||
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) ||
        (s->keys && els_keys_apply(s->keys, socket, ELS_CHANNEL_FEED, false, &applied)) ||
        zmq_connect(socket, s->endpoint)) {
        int failure = errno;
        close_socket(socket);
        close_socket(watch);
        errno = failure;
        return false;
    }
    close_socket(s->socket);
    close_socket(s->watch);
    s->socket = socket;
    s->watch = watch;
    s->keys_applied = applied;
    return true;
}

int els_subscription_open(els_subscription *s, const char *command, const els_feed_place *place)
{
    const char *endpoint;
    els_buf why = {0};
    *s = (els_subscription){0};
    zmq_msg_init(&s->topic);
    zmq_msg_init(&s->frame);
    int code = find_feed(command, place, &s->arena, &endpoint);
    if (code >= 0)
        return code;
    s->endpoint = strdup(endpoint);
    s->context = zmq_ctx_new();
    els_err err =
        place->keys ? els_keys_open(place->keys, place->key_role, &s->keys, &why) : ELS_OK;
    if (err || !s->endpoint || !connect_socket(s)) {
        els_cli_complain("%s: cannot connect to %s: %s", command, endpoint,
                         why.len ? why.ptr : zmq_strerror(zmq_errno()));
        code = ELS_EXIT_FAILED;
    }
    els_buf_fini(&why);
    return code;
}

/* Where a message stands among those of its topic; the number of the topic, or 3. */
static size_t find_position(els_feed_message *message)
{
    switch (message->type) {
    case ELS_MSG_feed_iteration: {
        const els_feed_iteration *body = message->body;
        message->epoch = body->epoch;
        message->sequence = body->sequence;
        return 0;
    }
    case ELS_MSG_feed_report: {
        const els_feed_report *body = message->body;
        message->epoch = body->epoch;
        message->sequence = body->sequence;
        return 1;
    }
    case ELS_MSG_feed_snapshot: {
        const els_feed_snapshot *body = message->body;
        message->epoch = body->epoch;
        message->sequence = body->sequence;
        return 2;
    }
    default: /* a topic of a later version */
        return 3;
    }
}

static void decode(els_subscription *s, els_feed_message *ret, els_buf *why)
{
    els_str frame = {zmq_msg_data(&s->frame), zmq_msg_size(&s->frame)};
    els_arena_reset(&s->arena);
    if (els_decode(frame, &s->arena, &ret->type, &ret->body, why))
        return;
    size_t at = find_position(ret);
    if (at == 3)
        return;
    if (s->epochs[at] == ret->epoch && s->sequences[at] && ret->sequence > s->sequences[at] + 1)
        ret->missed = ret->sequence - s->sequences[at] - 1;
    s->epochs[at] = ret->epoch;
    s->sequences[at] = ret->sequence;
}

bool els_subscription_receive(els_subscription *s, els_feed_message *ret, els_buf *why)
{
    bool is_whole = false;
    if (zmq_msg_recv(&s->topic, s->socket, ZMQ_DONTWAIT) < 0)
        return false;
    *ret = (els_feed_message){.topic = {zmq_msg_data(&s->topic), zmq_msg_size(&s->topic)}};
    bool more = zmq_msg_more(&s->topic);
    for (int part = 0; more && zmq_msg_recv(&s->frame, s->socket, ZMQ_DONTWAIT) >= 0; part++) {
        more = zmq_msg_more(&s->frame);
        is_whole = part == 0 && !more;
    }
    if (is_whole)
        decode(s, ret, why);
    else
        els_buf_printf(why, "not of two parts");
    return true;
}

void els_subscription_refresh(els_subscription *s)
{
    if (!s->keys)
        return;
    (void)els_keys_refresh(s->keys);
    if (els_keys_were_refused(s->watch) ||
        !els_keys_are_current(s->keys, ELS_CHANNEL_FEED, false, &s->keys_applied))
        (void)connect_socket(s); /* what is still in the works is seen the next time */
}

void els_subscription_close(els_subscription *s)
{
    close_socket(s->socket);
    close_socket(s->watch);
    if (s->context)
        zmq_ctx_term(s->context);
    zmq_msg_close(&s->topic);
    zmq_msg_close(&s->frame);
    els_keys_close(&s->keys);
    free(s->endpoint);
    els_arena_fini(&s->arena);
    *s = (els_subscription){0};
}
