#include "live.h"
#include "subscription.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_COLUMNS = 80, MULTIPLIER_MAX = 64 };

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

static void print_multiplier(const els_feed_iteration *at, bool has_interval, char *out)
{
    if (at->multiplier <= 0)
        snprintf(out, MULTIPLIER_MAX, "no multiplier yet");
    else if (!has_interval)
        snprintf(out, MULTIPLIER_MAX, "multiplier %.2f", at->multiplier);
    else
        snprintf(out, MULTIPLIER_MAX, "multiplier %.2f [%.2f, %.2f]", at->multiplier,
                 at->multiplier_low, at->multiplier_high);
}

void els_live_print(const els_feed_iteration *at, size_t columns, els_buf *out)
{
    /* What goes first where there is no room: speed, then the intervals. */
    enum { ALL, NO_SPEED, NO_INTERVALS, FORMS };
    unsigned long long done = at->iteration < at->iterations ? at->iteration : at->iterations;
    for (int form = ALL; form < FORMS; form++) {
        char multiplier[MULTIPLIER_MAX];
        print_multiplier(at, form < NO_INTERVALS, multiplier);
        els_buf_clear(out);
        els_buf_printf(out, "iteration %llu/%llu  success %.0f %%", done,
                       (unsigned long long)at->iterations, 100 * at->probe_success);
        if (form < NO_INTERVALS)
            els_buf_printf(out, " [%.0f, %.0f]", 100 * at->probe_low, 100 * at->probe_high);
        els_buf_printf(out, "  %s", multiplier);
        if (form < NO_SPEED)
            els_buf_printf(out, "  %.0f tasks/s", at->tasks_per_second);
        els_buf_printf(out, "  ETA %.0f s", at->eta_s);
        if (columns == 0 || out->len <= columns)
            return;
    }
    out->ptr[out->len = columns] = '\0';
}

/* A line that reached the last column would go on in the next row, and be beyond rewriting. */
static size_t room(const els_live *live)
{
    struct winsize size;
    if (!live->is_terminal)
        return 0;
    bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return (is_known ? size.ws_col : USUAL_COLUMNS) - 1;
}

void els_live_clear(els_live *live)
{
    if (live->is_terminal && live->has_line)
        fputs("\r\033[K", stderr);
    live->has_line = live->has_line && !live->is_terminal;
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
    els_buf line = {0};
    els_live_print(at, room(live), &line);
    els_live_clear(live);
    live->last_shown = at->iteration;
    live->has_line = true;
    fprintf(stderr, ELS_STR_FMT "%s", ELS_STR_ARG(els_buf_str(&line)),
            live->is_terminal ? "" : "\n");
    fflush(stderr);
    els_buf_fini(&line);
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
