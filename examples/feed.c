/* feed.c — follows the feed of a run: a subscriber in C, written from docs/feed.md alone.
 *
 *     cc feed.c -o feed $(pkg-config --cflags --libs libzmq msgpack)
 *     ./feed tcp://127.0.0.1:5556
 *
 * Ends with 0 after the report, with 1 when nothing is heard for ten seconds. */
#include <inttypes.h>
#include <msgpack.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

enum { SILENCE_MS = 10000, OLDEST_VERSION = 1, TOPICS = 3 };

static const char *const topics[TOPICS] = {"iteration", "report", "snapshot"};

typedef struct {
    uint64_t epoch, sequence; /* of the newest message of the topic */
} place;

/* The value of a field, NULL when the message does not have it. */
static const msgpack_object *field(const msgpack_object *body, const char *name)
{
    for (uint32_t i = 0; i < body->via.map.size; i++) {
        const msgpack_object_kv *pair = &body->via.map.ptr[i];
        if (pair->key.type == MSGPACK_OBJECT_STR && pair->key.via.str.size == strlen(name) &&
            memcmp(pair->key.via.str.ptr, name, strlen(name)) == 0)
            return &pair->val;
    }
    return NULL;
}

static uint64_t whole(const msgpack_object *body, const char *name)
{
    const msgpack_object *value = field(body, name);
    return value && value->type == MSGPACK_OBJECT_POSITIVE_INTEGER ? value->via.u64 : 0;
}

static double real(const msgpack_object *body, const char *name)
{
    const msgpack_object *value = field(body, name);
    if (!value)
        return 0;
    if (value->type == MSGPACK_OBJECT_FLOAT64 || value->type == MSGPACK_OBJECT_FLOAT32)
        return value->via.f64;
    return value->type == MSGPACK_OBJECT_POSITIVE_INTEGER ? (double)value->via.u64 : 0;
}

/* True when the message is news: not of an epoch that is over. Says what was missed before it. */
static bool is_news(place *last, const char *topic, const msgpack_object *body)
{
    place now = {whole(body, "epoch"), whole(body, "sequence")};
    if (now.epoch < last->epoch)
        return false;
    if (now.epoch == last->epoch && last->sequence && now.sequence > last->sequence + 1)
        printf("missed %" PRIu64 " of %s\n", now.sequence - last->sequence - 1, topic);
    *last = now;
    return true;
}

/* A snapshot is worth a line when it knows of iterations that were not heard. */
static void take_snapshot(place *iteration, const msgpack_object *body)
{
    place known = {whole(body, "epoch"), whole(body, "iteration_sequence")};
    bool is_newer = known.epoch > iteration->epoch ||
                    (known.epoch == iteration->epoch && known.sequence > iteration->sequence);
    if (!is_newer)
        return;
    *iteration = known;
    printf("snapshot: iteration %" PRIu64 " of %" PRIu64 "\n", whole(body, "iteration"),
           whole(body, "iterations"));
}

/* True when the run is over. */
static bool take(place places[TOPICS], size_t topic, const msgpack_object *body)
{
    if (!is_news(&places[topic], topics[topic], body))
        return false;
    switch (topic) {
    case 0:
        printf("iteration %" PRIu64 " of %" PRIu64 ": success %.4f\n", whole(body, "iteration"),
               whole(body, "iterations"), real(body, "probe_success"));
        return false;
    case 1: {
        const msgpack_object *json = field(body, "report_json");
        bool is_text = json && json->type == MSGPACK_OBJECT_STR;
        printf("report of run %" PRIu64 ": %u bytes\n", whole(body, "run"),
               is_text ? json->via.str.size : 0);
        return true;
    }
    default:
        take_snapshot(&places[0], body);
        return false;
    }
}

/* [type, version, {field: value}] */
static bool take_frame(place places[TOPICS], size_t topic, const char *bytes, size_t size)
{
    msgpack_unpacked unpacked;
    bool is_over = false;
    size_t at = 0;
    msgpack_unpacked_init(&unpacked);
    if (msgpack_unpack_next(&unpacked, bytes, size, &at) == MSGPACK_UNPACK_SUCCESS) {
        const msgpack_object *frame = &unpacked.data;
        if (frame->type == MSGPACK_OBJECT_ARRAY && frame->via.array.size == 3 &&
            frame->via.array.ptr[1].type == MSGPACK_OBJECT_POSITIVE_INTEGER &&
            frame->via.array.ptr[1].via.u64 >= OLDEST_VERSION &&
            frame->via.array.ptr[2].type == MSGPACK_OBJECT_MAP)
            is_over = take(places, topic, &frame->via.array.ptr[2]);
    }
    msgpack_unpacked_destroy(&unpacked);
    fflush(stdout);
    return is_over;
}

/* Receives one message of two parts. False when nothing came in time. */
static bool receive(void *socket, zmq_msg_t *topic, zmq_msg_t *frame)
{
    if (zmq_msg_recv(topic, socket, 0) < 0)
        return false;
    return zmq_msg_more(topic) && zmq_msg_recv(frame, socket, 0) >= 0 && !zmq_msg_more(frame);
}

static int follow(void *socket)
{
    place places[TOPICS] = {{0, 0}};
    for (;;) {
        zmq_msg_t topic, frame;
        bool is_over = false;
        zmq_msg_init(&topic);
        zmq_msg_init(&frame);
        bool is_there = receive(socket, &topic, &frame);
        for (size_t i = 0; i < TOPICS && is_there && !is_over; i++)
            if (zmq_msg_size(&topic) == strlen(topics[i]) &&
                memcmp(zmq_msg_data(&topic), topics[i], strlen(topics[i])) == 0)
                is_over = take_frame(places, i, zmq_msg_data(&frame), zmq_msg_size(&frame));
        zmq_msg_close(&topic);
        zmq_msg_close(&frame);
        if (is_over)
            return 0;
        if (!is_there) {
            fprintf(stderr, "nothing was heard for %d s\n", SILENCE_MS / 1000);
            return 1;
        }
    }
}

int main(int argc, char **argv)
{
    int silence = SILENCE_MS, linger = 0;
    int64_t largest = 68157440;
    if (argc != 2) {
        fprintf(stderr, "usage: feed ENDPOINT\n");
        return 2;
    }
    void *context = zmq_ctx_new();
    void *socket = context ? zmq_socket(context, ZMQ_SUB) : NULL;
    if (!socket || zmq_setsockopt(socket, ZMQ_RCVTIMEO, &silence, sizeof silence) ||
        zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger) ||
        zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &largest, sizeof largest) ||
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) || zmq_connect(socket, argv[1])) {
        fprintf(stderr, "%s: %s\n", argv[1], zmq_strerror(zmq_errno()));
        return 1;
    }
    int code = follow(socket);
    zmq_close(socket);
    zmq_ctx_term(context);
    return code;
}
