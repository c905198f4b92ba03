/* els tail — the monitor's feed as JSON lines. docs/feed.md says what the messages mean. */
#include "cli.h"
#include "dump.h"
#include "subscription.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

typedef struct {
    els_feed_place place;
    uint64_t count, wait_s;
    bool until_report;
} tail_options;

static const els_option options[] = {
    ELS_FEED_PLACE_FIELDS(tail_options, place, "follow the run that is on in this store"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "count", "N", tail_options, count, "0", 0, 1000000000,
                      "end after N lines (0: never)"),
    ELS_OPTION(ELS_OPTION_FLAG, "until-report", 0, NULL, tail_options, until_report, NULL,
               "end when the run has"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "wait", "SECONDS", tail_options, wait_s, "10", 0, 86400,
                      "end with exit code 3 when nothing is heard for so long (0: wait for ever)"),
};

enum { TOPICS = 3 };
static const char *const topics[TOPICS] = {"iteration", "report", "snapshot"};

typedef struct {
    tail_options options;
    const char *topic; /* NULL: all */
    els_subscription feed;
    int signals;
    uint64_t printed;
    bool is_over;
} tail;

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

static void print(tail *t, const els_feed_message *message)
{
    els_buf text = {0};
    els_message_json(message->type, message->body, &text);
    json_t *whole = json_loadb(text.ptr, text.len, 0, NULL);
    json_t *body = json_object_get(whole, "body");
    json_t *line = json_pack("{s:s%}", "topic", message->topic.ptr, message->topic.len);
    if (body && line) {
        if (message->missed)
            els_cli_complain("tail: %llu messages of topic %s were missed",
                             (unsigned long long)message->missed,
                             json_string_value(json_object_get(line, "topic")));
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

/* One message, if there is one. */
static bool receive(tail *t)
{
    els_feed_message message;
    els_buf why = {0};
    bool has = els_subscription_receive(&t->feed, &message, &why);
    if (has && !message.body)
        els_cli_complain("tail: a message cannot be read: " ELS_STR_FMT,
                         ELS_STR_ARG(els_buf_str(&why)));
    else if (has && (!t->topic || els_str_eq(message.topic, els_str_of(t->topic))))
        print(t, &message);
    els_buf_fini(&why);
    bool is_report = has && message.body && message.type == ELS_MSG_feed_report;
    t->is_over = t->is_over || (t->options.until_report && is_report) ||
                 (t->options.count && t->printed >= t->options.count);
    return has;
}

static int follow(tail *t)
{
    long wait_ms = t->options.wait_s ? (long)t->options.wait_s * 1000 : -1;
    while (!t->is_over) {
        zmq_pollitem_t items[] = {{.socket = t->feed.socket, .events = ZMQ_POLLIN},
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

static int open_feed(tail *t)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL); /* before any thread of libzmq exists */
    signal(SIGPIPE, SIG_IGN);
    t->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (t->signals < 0) {
        els_cli_complain("tail: signalfd: %s", strerror(errno));
        return ELS_EXIT_FAILED;
    }
    t->options.place.key_role = "cli";
    return els_subscription_open(&t->feed, "tail", &t->options.place);
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
    int code =
        els_cli_parse("tail [iteration|report|snapshot] [options]", options,
                      sizeof options / sizeof options[0], &t.options, argc, argv, &arena, &words);
    if (code < 0)
        code = choose_topic(&t, &words);
    if (code < 0)
        code = open_feed(&t);
    if (code < 0)
        code = follow(&t);
    els_subscription_close(&t.feed);
    if (t.signals >= 0)
        close(t.signals);
    els_arena_fini(&arena);
    return code;
}
