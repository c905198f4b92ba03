#include "gateway.h"
#include "assets.h"
#include "channels.h"
#include "cli.h"
#include "host.h"
#include "routes.h"
#include "store.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

/* ---- what is heard ---- */

void els_gateway_say(els_gateway *gateway, const char *event, json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(10)) : NULL;
    if (text)
        els_events_add(&gateway->events, event, els_str_of(text));
    free(text);
    json_decref(json);
}

bool els_gateway_has_broker(const els_gateway *g)
{
    return els_store_is_open(g->options.store);
}

bool els_gateway_is_live(const els_gateway *g)
{
    bool has_feed = false;
    els_buf path = {0};
    if (els_runner_is_on(&g->runner))
        return true;
    els_buf_printf(&path, "%s/feed", g->options.store); /* els run leaves it while it is on */
    has_feed = access(path.ptr, F_OK) == 0;
    els_buf_fini(&path);
    return (has_feed || g->options.attach) && els_gateway_has_broker(g);
}

static bool is_heard(const els_gateway *g)
{
    int64_t heard = els_feed_heard_ms(g->feed);
    return heard >= 0 && g->now_ms - heard <= (int64_t)g->options.silent_ms;
}

const char *els_gateway_feed_state(const els_gateway *g)
{
    if (is_heard(g))
        return "live";
    bool is_late =
        g->quiet_since_ms >= 0 && g->now_ms - g->quiet_since_ms > (int64_t)g->options.silent_ms;
    return is_late ? "silent" : "away";
}

json_t *els_gateway_feed_json(const els_gateway *g)
{
    int64_t heard = els_feed_heard_ms(g->feed);
    return json_pack("{s:s, s:o, s:I}", "state", els_gateway_feed_state(g), "age_seconds",
                     heard < 0 ? json_null() : json_real((double)(g->now_ms - heard) / 1000),
                     "missed", (json_int_t)els_feed_missed(g->feed));
}

static void say_iteration(els_gateway *g, const els_feed_iteration *at)
{
    bool has = at->multiplier > 0;
    json_t *json =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:f, s:I, s:f, s:f, s:f, s:f}", "epoch",
                  (json_int_t)at->epoch, "sequence", (json_int_t)at->sequence, "run",
                  (json_int_t)at->run, "iteration", (json_int_t)at->iteration, "iterations",
                  (json_int_t)at->iterations, "elapsed_s", at->elapsed_s, "tasks",
                  (json_int_t)at->tasks, "train_success", at->train_success, "probe_success",
                  at->probe_success, "probe_low", at->probe_low, "probe_high", at->probe_high);
    json_object_set_new(json, "multiplier", has ? json_real(at->multiplier) : json_null());
    json_object_set_new(json, "multiplier_low", has ? json_real(at->multiplier_low) : json_null());
    json_object_set_new(json, "multiplier_high",
                        has ? json_real(at->multiplier_high) : json_null());
    json_object_set_new(json, "tasks_per_second", json_real(at->tasks_per_second));
    json_object_set_new(json, "eta_s", json_real(at->eta_s));
    json_object_set_new(json, "state_digest",
                        json_stringn(at->state_digest.ptr, at->state_digest.len));
    els_gateway_say(g, "iteration", json);
}

/* As often as was asked for with the run. */
static void log_iteration(const els_gateway *g, const els_feed_iteration *at)
{
    if (g->report_every && at->iteration % g->report_every == 0)
        els_log_write(&g->log, ELS_LOG_INFO, "iteration",
                      ELS_PAIRS(ELS_PAIR_NUM("iteration", at->iteration),
                                ELS_PAIR_NUM("of", at->iterations),
                                ELS_PAIR_REAL("probe_success", at->probe_success),
                                ELS_PAIR_REAL("multiplier", at->multiplier)));
}

static void say_snapshot(els_gateway *g, const els_feed_snapshot *at)
{
    els_buf json = {0}, event = {0};
    els_buf_printf(&json,
                   "{\"epoch\":%llu,\"sequence\":%llu,\"run\":%llu,\"iteration\":%llu,"
                   "\"iterations\":%llu,\"has_report\":%s}",
                   (unsigned long long)at->epoch, (unsigned long long)at->sequence,
                   (unsigned long long)at->run, (unsigned long long)at->iteration,
                   (unsigned long long)at->iterations, at->has_report ? "true" : "false");
    els_events_write("snapshot", els_buf_str(&json), &event);
    els_streams_say(g->streams, els_buf_str(&event));
    els_buf_fini(&json);
    els_buf_fini(&event);
}

static void on_feed(void *context, const els_feed_message *message)
{
    els_gateway *g = context;
    els_str topic = message->topic;
    if (message->missed)
        els_gateway_say(g, "gap",
                        json_pack("{s:s%, s:I}", "topic", topic.ptr, topic.len, "missed",
                                  (json_int_t)message->missed));
    if (message->type == ELS_MSG_feed_iteration) {
        say_iteration(g, message->body);
        log_iteration(g, message->body);
    } else if (message->type == ELS_MSG_feed_snapshot) {
        say_snapshot(g, message->body);
    } else if (message->type == ELS_MSG_feed_report) {
        const els_feed_report *report = message->body;
        els_gateway_say(g, "report",
                        json_pack("{s:I, s:I, s:I}", "epoch", (json_int_t)report->epoch, "sequence",
                                  (json_int_t)report->sequence, "run", (json_int_t)report->run));
    }
}

/* ---- opening ---- */

/* Where to listen; NULL after a complaint. One that other machines can reach needs a token. */
static struct addrinfo *find_address(const els_gateway *g)
{
    char port[8];
    const els_gateway_options *o = &g->options;
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM},
                    *found = NULL;
    const char *host = strcmp(o->host, "localhost") == 0 ? "127.0.0.1" : o->host;
    els_buf endpoint = {0};
    snprintf(port, sizeof port, "%u", (unsigned)o->port);
    els_buf_printf(&endpoint, strchr(host, ':') ? "tcp://[%s]:1" : "tcp://%s:1", host);
    bool is_local = els_endpoint_is_local(els_buf_str(&endpoint));
    els_buf_fini(&endpoint);
    if (getaddrinfo(host, port, &hints, &found)) {
        els_cli_complain("serve: --host: \"%.60s\" is no address in numbers", o->host);
        return NULL;
    }
    if (!is_local && !g->guard.has_token) {
        els_cli_complain("serve: --host %s can be reached from other machines: it needs a token "
                         "(--token-file FILE, or ELS_TOKEN in the environment)",
                         o->host);
        freeaddrinfo(found);
        return NULL;
    }
    return found;
}

/* A socket that listens there; -1 after a complaint. */
static int listen_at(const els_gateway_options *o, const struct addrinfo *at)
{
    int one = 1, fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
        bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, 64) == 0)
        return fd;
    els_cli_complain("serve: cannot listen on %s port %u: %s", o->host, (unsigned)o->port,
                     strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static unsigned port_of(int fd)
{
    struct sockaddr_storage address = {0};
    char service[8] = "0";
    socklen_t size = sizeof address;
    getsockname(fd, (struct sockaddr *)&address, &size);
    getnameinfo((struct sockaddr *)&address, size, NULL, 0, service, sizeof service,
                NI_NUMERICSERV);
    return (unsigned)atoi(service);
}

/* From the file, else from the environment. Returns -1 to go on, else the exit code. */
static int take_token(els_gateway *g)
{
    els_buf text = {0}, why = {0};
    const char *variable = getenv("ELS_TOKEN");
    els_err err = ELS_OK;
    if (g->options.token_file) {
        err = els_cli_read_file(g->options.token_file, &text);
        if (err)
            els_buf_printf(&why, "%s cannot be read", g->options.token_file);
    } else if (variable) {
        els_buf_add(&text, els_str_of(variable));
    }
    if (!err && (g->options.token_file || variable))
        err = els_guard_set_token(&g->guard, els_buf_str(&text), &why);
    if (err)
        els_cli_complain("serve: token: %s", why.ptr);
    unsetenv("ELS_TOKEN"); /* runs have no use for it */
    els_buf_fini(&text);
    els_buf_fini(&why);
    return err ? ELS_EXIT_USAGE : -1;
}

static void say_where(const els_gateway *g, int fd)
{
    bool is_v6 = strchr(g->options.host, ':') != NULL;
    printf("http://%s%s%s:%u/\n", is_v6 ? "[" : "", g->options.host, is_v6 ? "]" : "", port_of(fd));
    fflush(stdout);
}

/* The parts that need no address. */
static els_err open_parts(els_gateway *g, els_buf *why)
{
    g->guard.hosts = g->options.hosts.items;
    g->guard.n_hosts = g->options.hosts.n;
    els_events_init(&g->events, els_host_random_u64());
    g->feed_said = "away";
    g->quiet_since_ms = -1;
    g->bin_dir = els_cli_bin_dir(&g->arena);
    g->streams = els_streams_new(&g->events, (int64_t)g->options.alive_ms);
    g->jobs = els_jobs_new(g->bin_dir, (int64_t)g->options.job_ms);
    if (!g->streams || !g->jobs)
        return ELS_E_NOMEM;
    els_err err = els_contract_new(els_assets_openapi(), &g->contract, why);
    if (!err && els_routes_missing(g->contract)) {
        els_buf_printf(why, "nothing answers %s", els_routes_missing(g->contract));
        err = ELS_E_STATE;
    }
    return err;
}

static int serve_at(els_gateway *g, const struct addrinfo *at)
{
    els_http_options serving = {.contract = g->contract,
                                .guard = &g->guard,
                                .handle = els_routes_handle,
                                .answered = els_routes_answered,
                                .head_ms = (int64_t)g->options.head_ms,
                                .body_ms = (int64_t)g->options.body_ms};
    int fd = listen_at(&g->options, at);
    if (fd < 0)
        return ELS_EXIT_FAILED;
    say_where(g, fd);
    g->now_ms = els_host_now_ms();
    els_err err = els_http_open(g, fd, &serving, &g->http);
    if (err)
        els_cli_complain("serve: cannot serve: %s", els_err_text(err));
    return err ? ELS_EXIT_FAILED : -1;
}

int els_gateway_open(els_gateway *g)
{
    els_buf why = {0};
    els_feed_events events = {.on_message = on_feed, .context = g};
    int code = take_token(g);
    if (code >= 0)
        return code;
    struct addrinfo *at = find_address(g);
    if (!at)
        return ELS_EXIT_USAGE;
    els_err err = open_parts(g, &why);
    if (err) {
        els_cli_complain("serve: %s", els_err_line(err, &why));
        code = ELS_EXIT_FAILED;
    }
    if (code < 0)
        code = els_feed_open(g->options.store, g->options.feed, g->options.keys, &events, &g->feed);
    if (code < 0)
        code = serve_at(g, at);
    freeaddrinfo(at);
    els_buf_fini(&why);
    return code;
}

void els_gateway_close(els_gateway *g)
{
    els_http_close(&g->http);
    els_jobs_free(&g->jobs);
    els_child_fini(&g->runner.child);
    els_streams_free(&g->streams);
    els_feed_close(&g->feed);
    els_events_fini(&g->events);
    els_keys_used_fini(&g->keys_used);
    els_contract_free(&g->contract);
    els_arena_fini(&g->arena);
}

/* ---- the loop ---- */

static void take_signals(els_gateway *g)
{
    struct signalfd_siginfo info;
    while (read(g->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        if (info.ssi_signo != SIGCHLD)
            g->is_ending = true;
}

/* Waits until something can be done. */
static void wait_for(const els_gateway *g)
{
    enum { TURN_MS = 250 };
    zmq_pollitem_t items[4 + 2 * ELS_JOBS_MAX] = {
        {.fd = g->signal_fd, .events = ZMQ_POLLIN},
        {.fd = els_http_fd(g->http), .events = ZMQ_POLLIN}};
    int fds[2 * ELS_JOBS_MAX], n = 2;
    size_t n_fds = els_jobs_fds(g->jobs, fds);
    if (els_feed_socket(g->feed))
        items[n++] = (zmq_pollitem_t){.socket = els_feed_socket(g->feed), .events = ZMQ_POLLIN};
    if (els_runner_is_on(&g->runner) && g->runner.child.err >= 0)
        items[n++] = (zmq_pollitem_t){.fd = g->runner.child.err, .events = ZMQ_POLLIN};
    for (size_t i = 0; i < n_fds; i++)
        items[n++] = (zmq_pollitem_t){.fd = fds[i], .events = ZMQ_POLLIN};
    int64_t wait_ms = els_http_timeout(g->http);
    zmq_poll(items, n, (long)(wait_ms < TURN_MS ? wait_ms : TURN_MS));
}

/* The run that was started here has begun or ended: those who wait for that are told. */
static void look_after_run(els_gateway *g)
{
    if (!els_runner_turn(&g->runner, g->options.store, g->now_ms))
        return;
    els_gateway_say(g, "run", els_runner_json(&g->runner));
    if (g->runner.state == ELS_RUNNER_ENDED)
        els_log_write(&g->log, ELS_LOG_INFO, "the run has ended",
                      ELS_PAIRS(ELS_PAIR_CSTR("said", g->runner.said)));
    els_route_run_changed(g);
}

static void look_after_feed(els_gateway *g)
{
    els_feed_turn(g->feed, g->now_ms);
    if (is_heard(g))
        g->quiet_since_ms = els_feed_heard_ms(g->feed);
    else if (!els_gateway_is_live(g))
        g->quiet_since_ms = -1;
    else if (g->quiet_since_ms < 0)
        g->quiet_since_ms = g->now_ms;
    const char *state = els_gateway_feed_state(g);
    if (strcmp(state, g->feed_said) != 0)
        els_gateway_say(g, "feed", els_gateway_feed_json(g));
    g->feed_said = state;
}

static void turn(els_gateway *g)
{
    wait_for(g);
    g->now_ms = els_host_now_ms();
    take_signals(g);
    look_after_feed(g);
    look_after_run(g);
    els_jobs_turn(g->jobs, g->now_ms);
    els_streams_turn(g->streams, g->now_ms);
    els_http_turn(g->http, g->now_ms);
}

void els_gateway_run(els_gateway *g)
{
    enum { FAREWELL_MS = 500 };
    while (!g->is_ending)
        turn(g);
    /* The run of this gateway ends with it; it can be gone on with. */
    els_runner_stop(&g->runner, g->now_ms);
    while (els_runner_is_on(&g->runner))
        turn(g);
    /* The library wants no connection to sleep when it ends. */
    els_jobs_end(g->jobs);
    els_streams_end(g->streams);
    els_http_turn(g->http, g->now_ms);
    for (int64_t until_ms = g->now_ms + FAREWELL_MS;
         els_streams_count(g->streams) && g->now_ms < until_ms;)
        turn(g);
}
