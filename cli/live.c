#include "live.h"
#include "cli.h"
#include "codec.h"
#include "keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

struct els_live {
    void *context, *socket;
    els_keys *keys;
    els_arena arena;
    bool silent, is_terminal, has_line;
    uint64_t last_shown; /* iteration of the newest plain line */
};

els_live *els_live_new(const char *endpoint, const char *keys, bool silent)
{
    els_live *live = calloc(1, sizeof *live);
    if (!live)
        return NULL;
    live->silent = silent;
    live->is_terminal = isatty(STDERR_FILENO);
    live->context = zmq_ctx_new();
    live->socket = live->context ? zmq_socket(live->context, ZMQ_SUB) : NULL;
    els_buf why = {0};
    bool failed = !live->socket || zmq_setsockopt(live->socket, ZMQ_SUBSCRIBE, "", 0);
    if (!failed && keys)
        failed = els_keys_open(keys, "cli", &live->keys, &why) ||
                 els_keys_apply(live->keys, live->socket, ELS_CHANNEL_FEED, false, NULL);
    if (why.len)
        els_cli_complain("run: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    els_buf_fini(&why);
    if (failed || zmq_connect(live->socket, endpoint))
        els_live_free(&live);
    return live;
}

void els_live_free(els_live **live)
{
    if (!*live)
        return;
    if ((*live)->has_line && (*live)->is_terminal)
        fputc('\n', stderr);
    if ((*live)->socket) {
        int linger = 0;
        zmq_setsockopt((*live)->socket, ZMQ_LINGER, &linger, sizeof linger);
        zmq_close((*live)->socket);
    }
    if ((*live)->context)
        zmq_ctx_term((*live)->context);
    els_keys_close(&(*live)->keys);
    els_arena_fini(&(*live)->arena);
    free(*live);
    *live = NULL;
}

int els_live_fd(const els_live *live)
{
    int fd = -1;
    size_t size = sizeof fd;
    zmq_getsockopt(live->socket, ZMQ_FD, &fd, &size);
    return fd;
}

static void show(els_live *live, const els_feed_iteration *at)
{
    uint64_t every = (at->iterations + 19) / 20;
    bool due = live->is_terminal || at->iteration == 0 ||
               at->iteration >= live->last_shown + every || at->iteration >= at->iterations;
    if (live->silent || !due)
        return;
    live->last_shown = at->iteration;
    live->has_line = true;
    char multiplier[64] = "no multiplier yet";
    if (at->multiplier > 0)
        snprintf(multiplier, sizeof multiplier, "multiplier %.2f [%.2f, %.2f]", at->multiplier,
                 at->multiplier_low, at->multiplier_high);
    fprintf(stderr,
            "%siteration %llu/%llu  success %.0f %% [%.0f, %.0f]  %s  %.0f tasks/s  ETA %.0f s%s",
            live->is_terminal ? "\r\033[K" : "",
            (unsigned long long)(at->iteration < at->iterations ? at->iteration : at->iterations),
            (unsigned long long)at->iterations, 100 * at->probe_success, 100 * at->probe_low,
            100 * at->probe_high, multiplier, at->tasks_per_second, at->eta_s,
            live->is_terminal ? "" : "\n");
    fflush(stderr);
}

bool els_live_update(els_live *live)
{
    bool has_report = false;
    for (;;) {
        zmq_msg_t topic, body;
        int more = 0;
        size_t size = sizeof more;
        zmq_msg_init(&topic);
        if (zmq_msg_recv(&topic, live->socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&topic);
            return has_report;
        }
        zmq_getsockopt(live->socket, ZMQ_RCVMORE, &more, &size);
        zmq_msg_init(&body);
        if (more && zmq_msg_recv(&body, live->socket, ZMQ_DONTWAIT) >= 0) {
            els_msg_type type;
            const void *message;
            els_arena_reset(&live->arena);
            els_str frame = {zmq_msg_data(&body), zmq_msg_size(&body)};
            if (els_decode(frame, &live->arena, &type, &message, NULL) == ELS_OK) {
                if (type == ELS_MSG_feed_iteration)
                    show(live, message);
                has_report = has_report || type == ELS_MSG_feed_report;
            }
        }
        zmq_msg_close(&topic);
        zmq_msg_close(&body);
    }
}
