/* els tail — the monitor's feed as JSON lines. docs/feed.md says what the messages mean. */
#include "channels.h"
#include "cli.h"
#include "codec.h"
#include "dump.h"
#include "keys.h"

#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

typedef struct {
    const char *store, *feed, *keys;
    uint64_t count, wait_s;
    bool until_report;
} tail_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", tail_options, store, ELS_DEFAULT_STORE,
               "follow the run that is on in this store"),
    ELS_OPTION(ELS_OPTION_TEXT, "feed", 0, "ENDPOINT", tail_options, feed, NULL,
               "instead: the address of a feed, such as tcp://127.0.0.1:5556"),
    ELS_OPTION(ELS_OPTION_TEXT, "keys", 0, "DIR", tail_options, keys, NULL,
               "CURVE keys, for a feed beyond this machine"),
    {.name = "count",
     .type = ELS_OPTION_U64,
     .argument = "N",
     .offset = offsetof(tail_options, count),
     .fallback = "0",
     .min = 0,
     .max = 1000000000,
     .help = "end after N lines (0: never)"},
    ELS_OPTION(ELS_OPTION_FLAG, "until-report", 0, NULL, tail_options, until_report, NULL,
               "end when the run has"),
    {.name = "wait",
     .type = ELS_OPTION_U64,
     .argument = "SECONDS",
     .offset = offsetof(tail_options, wait_s),
     .fallback = "10",
     .min = 0,
     .max = 86400,
     .help = "end with exit code 3 when nothing is heard for so long (0: wait for ever)"},
};

enum { TOPICS = 3 };
static const char *const topics[TOPICS] = {"iteration", "report", "snapshot"};

typedef struct {
    tail_options options;
    const char *topic; /* NULL: all */
    void *context, *socket;
    els_keys *keys;
    int signals;
    uint64_t epochs[TOPICS], sequences[TOPICS]; /* of the newest message heard */
    uint64_t printed;
    bool is_over;
    els_arena arena;
} tail;

/* Says how many messages of the topic were missed. */
static void check_gap(tail *t, const char *topic, const json_t *body)
{
    uint64_t epoch = (uint64_t)json_integer_value(json_object_get(body, "epoch"));
    uint64_t sequence = (uint64_t)json_integer_value(json_object_get(body, "sequence"));
    size_t at = 0;
    while (at < TOPICS && strcmp(topics[at], topic) != 0)
        at++;
    if (at == TOPICS)
        return;
    if (t->epochs[at] == epoch && t->sequences[at] && sequence > t->sequences[at] + 1)
        els_cli_complain("tail: %llu messages of topic %s were missed",
                         (unsigned long long)(sequence - t->sequences[at] - 1), topic);
    t->epochs[at] = epoch;
    t->sequences[at] = sequence;
}

/* A text that holds JSON becomes what it holds. */
static void open_text(json_t *line, const char *from, const char *to)
{
    const json_t *text = json_object_get(line, from);
    json_t *value = NULL;
    if (!text)
        return;
    if (json_string_length(text))
        value = json_loadb(json_string_value(text), json_string_length(text), 0, NULL);
    json_object_set_new(line, to, value ? value : json_null());
    json_object_del(line, from);
}

static void print(tail *t, els_str topic, els_msg_type type, const void *message)
{
    els_buf text = {0};
    els_message_json(type, message, &text);
    json_t *whole = json_loadb(text.ptr, text.len, 0, NULL);
    json_t *body = json_object_get(whole, "body");
    json_t *line = json_pack("{s:s%}", "topic", topic.ptr, topic.len);
    if (body && line) {
        check_gap(t, json_string_value(json_object_get(line, "topic")), body);
        json_object_update(line, body);
        open_text(line, "status_json", "status");
        open_text(line, "report_json", "report");
        json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(10));
        putchar('\n');
        t->is_over = fflush(stdout) != 0; /* who read us has gone */
        t->printed++;
    }
    json_decref(line);
    json_decref(whole);
    els_buf_fini(&text);
}

static void take(tail *t, els_str topic, els_str frame)
{
    els_msg_type type;
    const void *message = NULL;
    els_buf why = {0};
    els_arena_reset(&t->arena);
    if (els_decode(frame, &t->arena, &type, &message, &why))
        els_cli_complain("tail: a message cannot be read: " ELS_STR_FMT,
                         ELS_STR_ARG(els_buf_str(&why)));
    else if (!t->topic || els_str_eq(topic, els_str_of(t->topic)))
        print(t, topic, type, message);
    els_buf_fini(&why);
    bool is_report = message && type == ELS_MSG_feed_report;
    t->is_over = t->is_over || (t->options.until_report && is_report) ||
                 (t->options.count && t->printed >= t->options.count);
}

/* One message, if there is one. */
static bool receive(tail *t)
{
    zmq_msg_t topic, frame;
    bool is_whole = false;
    zmq_msg_init(&topic);
    if (zmq_msg_recv(&topic, t->socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&topic);
        return false;
    }
    zmq_msg_init(&frame);
    bool more = zmq_msg_more(&topic);
    for (int part = 0; more && zmq_msg_recv(&frame, t->socket, ZMQ_DONTWAIT) >= 0; part++) {
        more = zmq_msg_more(&frame);
        is_whole = part == 0 && !more;
    }
    if (is_whole)
        take(t, (els_str){zmq_msg_data(&topic), zmq_msg_size(&topic)},
             (els_str){zmq_msg_data(&frame), zmq_msg_size(&frame)});
    zmq_msg_close(&topic);
    zmq_msg_close(&frame);
    return true;
}

static int follow(tail *t)
{
    long wait_ms = t->options.wait_s ? (long)t->options.wait_s * 1000 : -1;
    while (!t->is_over) {
        zmq_pollitem_t items[] = {{.socket = t->socket, .events = ZMQ_POLLIN},
                                  {.fd = t->signals, .events = ZMQ_POLLIN}};
        int n = zmq_poll(items, 2, wait_ms);
        if (n < 0 && zmq_errno() == EINTR)
            continue;
        if (n == 0) {
            els_cli_complain("tail: nothing was heard for %llu s: is a run on there?",
                             (unsigned long long)t->options.wait_s);
            return ELS_EXIT_UNREACHABLE;
        }
        if (items[1].revents)
            return ELS_EXIT_INTERRUPTED;
        while (!t->is_over && receive(t))
            continue;
    }
    return ELS_EXIT_OK;
}

/* The endpoint that was given, or the one that `els run` left in the store; in `arena`. */
static int find_feed(const tail_options *o, els_arena *arena, const char **ret_endpoint)
{
    els_buf text = {0}, why = {0};
    int code = -1;
    if (o->feed) {
        if (els_channel_endpoint(ELS_CHANNEL_FEED, "ipc:///", o->feed, false, &text, &why)) {
            els_cli_complain("tail: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
            code = ELS_EXIT_USAGE;
        }
    } else if (els_cli_read_file(els_arena_printf(arena, "%s/feed", o->store).ptr, &text)) {
        els_cli_complain("tail: no run is on in %s (start one with: els run --store %s); or give "
                         "the --feed of one",
                         o->store, o->store);
        code = ELS_EXIT_UNREACHABLE;
    }
    *ret_endpoint = els_arena_strdup(arena, els_str_trim(els_buf_str(&text)));
    els_buf_fini(&text);
    els_buf_fini(&why);
    return code;
}

static int open_socket(tail *t, els_arena *arena)
{
    els_buf why = {0};
    const char *endpoint;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL); /* before any thread of libzmq exists */
    signal(SIGPIPE, SIG_IGN);
    t->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    int code = find_feed(&t->options, arena, &endpoint);
    if (code < 0) {
        int64_t max = (int64_t)ELS_MAX_FRAME;
        t->context = zmq_ctx_new();
        t->socket = t->context ? zmq_socket(t->context, ZMQ_SUB) : NULL;
        bool failed = t->signals < 0 || !t->socket ||
                      zmq_setsockopt(t->socket, ZMQ_MAXMSGSIZE, &max, sizeof max) ||
                      zmq_setsockopt(t->socket, ZMQ_SUBSCRIBE, "", 0);
        if (!failed && t->options.keys)
            failed = els_keys_open(t->options.keys, &t->keys, &why) ||
                     els_keys_apply(t->keys, t->socket, false);
        if (failed || zmq_connect(t->socket, endpoint)) {
            els_cli_complain("tail: cannot connect to %s: %s", endpoint,
                             why.len ? why.ptr : zmq_strerror(zmq_errno()));
            code = ELS_EXIT_FAILED;
        }
    }
    els_buf_fini(&why);
    return code;
}

static void close_all(tail *t)
{
    int linger = 0;
    if (t->socket) {
        zmq_setsockopt(t->socket, ZMQ_LINGER, &linger, sizeof linger);
        zmq_close(t->socket);
    }
    if (t->context)
        zmq_ctx_term(t->context);
    els_keys_close(&t->keys);
    if (t->signals >= 0)
        close(t->signals);
    els_arena_fini(&t->arena);
}

static int choose_topic(tail *t, const els_option_list *words)
{
    for (size_t i = 0; words->n == 1 && i < TOPICS; i++)
        if (els_str_eq(words->items[0], els_str_of(topics[i])))
            t->topic = topics[i];
    if (words->n == 0 || t->topic)
        return -1;
    els_cli_complain("tail: the topics are iteration, report and snapshot; name one or none");
    return ELS_EXIT_USAGE;
}

int els_cli_tail(int argc, char **argv)
{
    tail t = {.signals = -1};
    els_arena arena = {0};
    els_option_list words = {0};
    int code = els_cli_parse("tail [TOPIC] [options]", options, sizeof options / sizeof options[0],
                             &t.options, argc, argv, &arena, &words);
    if (code < 0)
        code = choose_topic(&t, &words);
    if (code < 0)
        code = open_socket(&t, &arena);
    if (code < 0)
        code = follow(&t);
    close_all(&t);
    els_arena_fini(&arena);
    return code;
}
