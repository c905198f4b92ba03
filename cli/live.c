#include "live.h"
#include "subscription.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct els_live {
    els_subscription subscription;
    bool silent, is_terminal, has_line;
    uint64_t last_shown; /* iteration of the newest plain line */
};

els_live *els_live_new(const char *endpoint, const char *keys, bool silent)
{
    els_feed_place place = {.feed = endpoint, .keys = keys, .key_role = "cli"};
    els_live *live = calloc(1, sizeof *live);
    if (!live)
        return NULL;
    live->silent = silent;
    live->is_terminal = isatty(STDERR_FILENO);
    if (els_subscription_open(&live->subscription, "run", &place) >= 0)
        els_live_free(&live);
    return live;
}

void els_live_free(els_live **live)
{
    if (!*live)
        return;
    if ((*live)->has_line && (*live)->is_terminal)
        fputc('\n', stderr);
    els_subscription_close(&(*live)->subscription);
    free(*live);
    *live = NULL;
}

int els_live_fd(const els_live *live)
{
    int fd = -1;
    size_t size = sizeof fd;
    zmq_getsockopt(live->subscription.socket, ZMQ_FD, &fd, &size);
    return fd;
}

static void show(els_live *live, const els_feed_iteration *at)
{
    uint64_t every = (at->iterations + 19) / 20;
    /* The iteration between the last batch and the last measurement has nothing new to show. */
    bool ends = at->iteration >= at->iterations && at->iteration != at->iterations + 1;
    bool due = live->is_terminal || at->iteration == 0 ||
               (at->iteration < at->iterations && at->iteration >= live->last_shown + every) ||
               ends;
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
    els_feed_message message;
    els_buf why = {0}; /* what cannot be read is left out, as what does not come */
    while (els_subscription_receive(&live->subscription, &message, &why)) {
        if (message.body && message.type == ELS_MSG_feed_iteration)
            show(live, message.body);
        has_report = has_report || (message.body && message.type == ELS_MSG_feed_report);
    }
    els_buf_fini(&why);
    return has_report;
}
