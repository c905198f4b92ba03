/* Server-sent events, of a monitor that the test plays. */
#include "client.h"
#include "codec.h"

#include <zmq.h>

static gateway g;
static void *context, *monitor;
static char endpoint[100];
static uint64_t sequence;

static void set_up(void)
{
    make_store(&g);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/feed", g.dir);
}

/* Binds the feed. */
static void begin_feed(void)
{
    context = zmq_ctx_new();
    monitor = zmq_socket(context, ZMQ_XPUB);
    cr_assert_eq(zmq_bind(monitor, endpoint), 0);
}

/* Waits until the gateway listens. */
static void await_subscriber(void)
{
    char byte[8];
    zmq_pollitem_t item = {.socket = monitor, .events = ZMQ_POLLIN};
    cr_assert_eq(zmq_poll(&item, 1, WAIT_MS), 1, "the gateway does not subscribe");
    cr_assert_eq(zmq_recv(monitor, byte, sizeof byte, 0), 1);
}

static void start_all(const char *const *options)
{
    const char *all[8] = {"--feed", endpoint};
    for (size_t i = 0; options && options[i]; i++)
        all[2 + i] = options[i];
    begin_feed();
    start(&g, all);
    await_subscriber();
}

static void end_feed(void)
{
    int linger = 0;
    zmq_setsockopt(monitor, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(monitor);
    zmq_ctx_term(context);
}

static void tear_down(void)
{
    end_feed();
    stop(&g);
}

TestSuite(stream, .init = set_up, .fini = tear_down);

static void publish(const char *topic, els_msg_type type, const void *message)
{
    els_buf frame = {0};
    cr_assert_eq(els_encode(type, message, &frame), ELS_OK);
    cr_assert_gt(zmq_send(monitor, topic, strlen(topic), ZMQ_SNDMORE), 0);
    cr_assert_gt(zmq_send(monitor, frame.ptr, frame.len, 0), 0);
    els_buf_fini(&frame);
}

static void publish_iteration(uint64_t iteration)
{
    els_feed_iteration at = {.epoch = 1,
                             .sequence = ++sequence,
                             .run = 1,
                             .iteration = iteration,
                             .iterations = 100,
                             .probe_success = 0.5};
    publish("iteration", ELS_MSG_feed_iteration, &at);
}

static void publish_snapshot(uint64_t iteration)
{
    els_feed_snapshot at = {.epoch = 1, .sequence = ++sequence, .run = 1, .iteration = iteration};
    publish("snapshot", ELS_MSG_feed_snapshot, &at);
}

/* ---- a client ---- */

typedef struct {
    int fd;
    els_buf text; /* not read yet */
    size_t left;  /* bytes of the chunk under way */
    char name[32], id[64], data[8192];
} stream;

static stream listen_to(const char *headers)
{
    els_buf bytes = {0};
    reply r = {0};
    stream s = {.fd = connect_to(&g)};
    els_buf_printf(&bytes, "GET /api/learning/events HTTP/1.1\r\nHost: localhost\r\n%s\r\n",
                   headers);
    send_bytes(s.fd, els_buf_str(&bytes));
    cr_assert(read_head(s.fd, &r));
    cr_assert_eq(r.status, 200);
    cr_expect(els_str_eq(header_of(&r, "Content-Type"), ELS_STR("text/event-stream")));
    cr_expect(els_str_eq(header_of(&r, "Transfer-Encoding"), ELS_STR("chunked")));
    els_buf_fini(&bytes);
    drop(&r);
    return s;
}

static void leave(stream *s)
{
    close(s->fd);
    els_buf_fini(&s->text);
}

static bool read_byte(int fd, char *ret)
{
    cr_assert(wait_readable(fd, WAIT_MS), "the stream is silent");
    return read(fd, ret, 1) == 1;
}

/* The next byte of the body; false at its end. */
static bool next_byte(stream *s, char *ret)
{
    char line[16], byte = 0;
    size_t n = 0;
    while (s->left == 0) {
        for (n = 0; byte != '\n' && n < sizeof line - 1; n++) {
            if (!read_byte(s->fd, &byte))
                return false;
            line[n] = byte;
        }
        line[n] = '\0';
        byte = 0;
        if (strcmp(line, "0\r\n") == 0)
            return false;
        s->left = strtoul(line, NULL, 16); /* nothing in the empty line behind a chunk */
    }
    s->left--;
    return read_byte(s->fd, ret);
}

/* The next event, or comment (its name is then ":"); false at the end of the stream. */
static bool next(stream *s)
{
    char byte;
    els_str rest, line;
    els_buf_clear(&s->text);
    s->name[0] = s->id[0] = s->data[0] = '\0';
    while (s->text.len < 2 || strcmp(s->text.ptr + s->text.len - 2, "\n\n") != 0) {
        if (!next_byte(s, &byte))
            return false;
        els_buf_addc(&s->text, byte);
    }
    rest = els_buf_str(&s->text);
    while (els_str_split(&rest, '\n', &line)) {
        if (els_str_starts(line, ELS_STR(":")))
            strcpy(s->name, ":");
        if (els_str_starts(line, ELS_STR("event: ")))
            snprintf(s->name, sizeof s->name, ELS_STR_FMT, ELS_STR_ARG(els_str_sub(line, 7, 100)));
        if (els_str_starts(line, ELS_STR("id: ")))
            snprintf(s->id, sizeof s->id, ELS_STR_FMT, ELS_STR_ARG(els_str_sub(line, 4, 100)));
        if (els_str_starts(line, ELS_STR("data: ")))
            snprintf(s->data, sizeof s->data, ELS_STR_FMT,
                     ELS_STR_ARG(els_str_sub(line, 6, line.len)));
    }
    return true;
}

/* Passes over others until an event of that name. */
static void await(stream *s, const char *name)
{
    do
        cr_assert(next(s), "the stream ended before %s", name);
    while (strcmp(s->name, name) != 0);
}

/* The iteration that the event is about. */
static uint64_t iteration_of(const stream *s)
{
    json_t *json = json_loads(s->data, 0, NULL);
    cr_assert_not_null(json, "%s", s->data);
    uint64_t iteration = (uint64_t)json_integer_value(json_object_get(json, "iteration"));
    json_decref(json);
    return iteration;
}

/* ---- tests ---- */

Test(stream, begins_with_the_status_and_goes_on_with_what_the_monitor_says)
{
    start_all(NULL);
    stream s = listen_to("");
    cr_assert(next(&s));
    cr_expect_str_eq(s.name, "hello");
    cr_expect_not_null(strstr(s.data, "\"status\":\"none\""));
    publish_iteration(4);
    await(&s, "iteration");
    cr_expect_eq(iteration_of(&s), 4);
    cr_expect_neq(s.id[0], '\0');
    cr_expect_not_null(strstr(s.data, "\"multiplier\":null"));
    publish_snapshot(4);
    await(&s, "snapshot");
    cr_expect_eq(s.id[0], '\0');
    els_feed_report report = {
        .epoch = 1, .sequence = 1, .run = 7, .report_json = ELS_STR("{\"a\":1}")};
    publish("report", ELS_MSG_feed_report, &report);
    await(&s, "report");
    cr_expect_not_null(strstr(s.data, "\"run\":7"));
    leave(&s);
}

Test(stream, goes_on_behind_the_last_event_after_a_reconnect)
{
    char header[128];
    start_all(NULL);
    stream s = listen_to("");
    publish_iteration(1);
    await(&s, "iteration");
    snprintf(header, sizeof header, "Last-Event-ID: %s\r\n", s.id);
    leave(&s);
    publish_iteration(2);
    publish_iteration(3);
    stream other = listen_to(""); /* who comes anew does not hear of what was */
    publish_iteration(4);
    await(&other, "iteration");
    cr_expect_geq(iteration_of(&other), 2);
    leave(&other);
    s = listen_to(header);
    for (uint64_t i = 2; i <= 4; i++) {
        await(&s, "iteration");
        cr_expect_eq(iteration_of(&s), i);
    }
    leave(&s);
}

Test(stream, says_when_what_a_client_missed_is_gone)
{
    start_all(NULL);
    stream s = listen_to("Last-Event-ID: 0000000000000000-5\r\n"); /* of another gateway */
    await(&s, "reset");
    leave(&s);
}

Test(stream, tells_of_messages_that_did_not_come)
{
    start_all(NULL);
    stream s = listen_to("");
    publish_iteration(1);
    sequence += 3;
    publish_iteration(5);
    await(&s, "gap");
    cr_expect_not_null(strstr(s.data, "\"topic\":\"iteration\""));
    cr_expect_not_null(strstr(s.data, "\"missed\":3"));
    leave(&s);
}

Test(stream, sends_a_comment_when_there_is_nothing_to_say)
{
    start_all((const char *const[]){"--alive-ms", "50", NULL});
    stream s = listen_to("");
    await(&s, ":");
    await(&s, ":");
    leave(&s);
}

Test(stream, is_refused_when_too_many_listen_and_has_room_again)
{
    enum { MOST = 16 };
    stream all[MOST];
    start_all((const char *const[]){"--alive-ms", "50", NULL});
    for (int i = 0; i < MOST; i++)
        all[i] = listen_to("");
    is_problem(ask(&g, "GET", "/api/learning/events", "", NULL), 429, "/problems/too-many", NULL);
    for (int i = 0; i < MOST; i++)
        leave(&all[i]);
    /* That they have gone is noticed with the next comment. */
    int status = 429;
    for (int i = 0; i < 1000 && status == 429; i++) {
        int fd = connect_to(&g);
        reply r = {0};
        send_bytes(fd, ELS_STR("GET /api/learning/events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        cr_assert(read_head(fd, &r));
        status = r.status;
        drop(&r);
        close(fd);
    }
    cr_expect_eq(status, 200);
}

Test(stream, a_client_that_does_not_read_holds_up_nobody)
{
    start_all(NULL);
    stream deaf = listen_to(""), s = listen_to("");
    for (uint64_t i = 1; i <= 800; i++) {
        publish_iteration(i);
        if (i % 100 == 0)
            do /* at the pace of the one who reads: the feed drops what nobody takes */
                await(&s, "iteration");
            while (iteration_of(&s) < i);
    }
    json_decref(expect(&g, "GET", "/healthz", NULL, 200));
    leave(&deaf);
    leave(&s);
}

Test(stream, ends_when_the_gateway_ends)
{
    start_all(NULL);
    stream s = listen_to("");
    cr_assert(next(&s));
    kill(g.pid, SIGTERM);
    while (next(&s))
        continue;
    cr_expect_eq(ended(&g), 0);
    leave(&s);
}

Test(stream, follows_the_feed_of_whichever_run_is_on)
{
    begin_feed();
    start(&g, (const char *const[]){"--silent-ms", "300", NULL});
    stream s = listen_to("");
    int lock = hold_store(&g, endpoint);
    await_subscriber();
    publish_snapshot(1);
    do
        await(&s, "feed");
    while (!strstr(s.data, "\"state\":\"live\""));
    json_decref(expect(&g, "GET", "/readyz", NULL, 200));
    do /* the monitor says nothing more */
        await(&s, "feed");
    while (!strstr(s.data, "\"state\":\"silent\""));
    is_problem(ask(&g, "GET", "/readyz", "", NULL), 503, "/problems/monitor-away", NULL);
    end_feed();
    snprintf(endpoint, sizeof endpoint, "ipc://%s/other", g.dir); /* of the next run */
    begin_feed();
    write_file(&g, "feed", endpoint);
    await_subscriber();
    publish_iteration(1);
    await(&s, "iteration");
    close(lock);
    do
        await(&s, "feed");
    while (!strstr(s.data, "\"state\":\"away\""));
    leave(&s);
}
