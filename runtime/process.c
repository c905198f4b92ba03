/* process.c — the life of a process from its start to its exit code. */
#include "process_impl.h"

#include "host.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

/* A welcome is lost while our subscription is on its way: the first hellos are repeated soon. */
#define HELLO_FIRST_MS 10
#define HELLO_INTERVAL_MS 100
#define BREATH_INTERVAL_MS 20
#define COMPLAINT_INTERVAL_MS 1000
#define REFRESH_INTERVAL_MS 500 /* between two looks whether keys were replaced */
/* How long closed sockets may hand the kernel what they hold. libzmq waits all of it when a peer
 * ends at the same moment, so it is short; outboxes have been emptied before. */
#define LINGER_MS 300
/* Blocks from here on go back to the system when they are freed, and so does what is free at the
 * end of the heap beyond it. Left alone, glibc raises these thresholds to the largest block it has
 * seen freed, and keeps as much. */
enum { LARGE_BLOCK = 1 << 20, HEAP_SLACK = 4 << 20 };

/* ---- small things ---- */

void els_process_complain(els_process *process, int64_t *next_ms, const char *message,
                          els_channel channel, uint64_t count)
{
    int64_t now = els_host_now_ms();
    if (now < *next_ms)
        return;
    *next_ms = now + COMPLAINT_INTERVAL_MS;
    const els_channel_desc *desc = els_channel_desc_of(channel);
    els_log_write(&process->log, ELS_LOG_WARN, message,
                  ELS_PAIRS(ELS_PAIR_CSTR("channel", desc ? desc->name : "unknown"),
                            ELS_PAIR("error", els_buf_str(&process->error_text)),
                            ELS_PAIR_NUM("count", count)));
}

const char *els_process_instance(const els_process *process)
{
    return process->instance.ptr;
}

els_role els_process_role(const els_process *process)
{
    return process->desc->role;
}

const els_welcome *els_process_welcome(const els_process *process)
{
    return process->welcome;
}

uint64_t els_process_asked(const els_process *process)
{
    return process->asked;
}

static void end_tap(els_process *process)
{
    els_log_write(&process->log, ELS_LOG_WARN, "the tap is full or closed: it ends here", NULL);
    if (process->tap)
        fclose(process->tap);
    process->tap = NULL;
}

static void record_time(els_process *process, els_tap_kind kind, uint64_t ns)
{
    els_tap_entry entry = {.kind = kind, .ns = ns};
    if (process->tap && els_tap_write(process->tap, &entry, (els_msg_type)0, NULL))
        end_tap(process);
}

uint64_t els_process_now_ns(els_process *process)
{
    if (process->is_replay)
        return els_replay_now_ns(process->replay);
    uint64_t now = els_host_now_ns();
    record_time(process, ELS_TAP_CLOCK, now);
    return now;
}

int64_t els_process_now_ms(els_process *process)
{
    return (int64_t)(els_process_now_ns(process) / 1000000);
}

uint64_t els_process_now_us(els_process *process)
{
    return els_process_now_ns(process) / 1000;
}

const els_log *els_process_log(const els_process *process)
{
    return &process->log;
}

uint64_t els_process_dropped(const els_process *process)
{
    return process->dropped;
}

void els_process_set_work(els_process *process, uint64_t epoch, uint64_t iteration, uint32_t chunk,
                          uint32_t attempt)
{
    process->work.epoch = epoch;
    process->work.iteration = iteration;
    process->work.chunk = chunk;
    process->work.attempt = attempt;
}

void els_process_set_tasks(els_process *process, uint32_t first, uint32_t count)
{
    const els_in_hand in_hand = {process->work.epoch, process->work.iteration,
                                 process->work.attempt, first, count};
    els_black_box_note(process->black_box, &in_hand);
}

void els_process_count_work(els_process *process, uint64_t done, uint64_t allowed)
{
    process->work.work_done += done;
    process->work.work_allowed += allowed;
}

void els_process_wake_at(els_process *process, int64_t deadline_ms)
{
    if (deadline_ms < process->next_tick_ms)
        process->next_tick_ms = deadline_ms;
}

void els_process_record(els_process *process, els_tap_kind kind, els_channel channel, els_str topic,
                        els_str frame)
{
    els_msg_type type = (els_msg_type)0;
    const void *message = NULL;
    els_arena arena = {0};
    FILE *file = process->is_replay ? stdout : process->tap;
    if (!file || (process->is_replay && kind == ELS_TAP_IN))
        return;
    /* heartbeats say nothing that a replay could use */
    if (els_peek_type(frame, &type) == ELS_OK && type != ELS_MSG_heartbeat) {
        if (els_decode(frame, &arena, &type, &message, NULL))
            message = NULL;
        if (process->options.explain && process->is_replay)
            fprintf(stderr, "    sends %s on %s, %zu bytes\n", els_message_name(type),
                    els_channel_desc_of(channel)->name, frame.len);
        els_tap_entry entry = {.kind = kind, .channel = channel, .topic = topic, .frame = frame};
        if (els_tap_write(file, &entry, type, message))
            end_tap(process);
    }
    els_arena_fini(&arena);
}

static els_err open_tap(els_process *process)
{
    els_buf path = {0};
    if (!process->options.tap)
        return ELS_OK;
    els_buf_printf(&path, "%s/%s.jsonl", process->options.tap, process->instance.ptr);
    process->tap = fopen(path.ptr, "ae");
    if (!process->tap)
        els_process_fail(process, ELS_EXIT_FAILED, "--tap %s: %s", path.ptr, strerror(errno));
    els_buf_fini(&path);
    return process->tap ? ELS_OK : ELS_E_IO;
}

static els_err open_black_box(els_process *process)
{
    els_buf why = {0};
    if (!process->options.black_box)
        return ELS_OK;
    els_err err =
        els_black_box_open(process->options.black_box, &process->black_box, &process->had, &why);
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "%s", why.ptr);
    els_buf_fini(&why);
    return err;
}

static void set_reason(els_process *process, const char *reason)
{
    els_buf_clear(&process->reason);
    els_buf_printf(&process->reason, "%s", reason ? reason : "");
}

void els_process_stop(els_process *process, const char *reason)
{
    if (process->life != LIFE_RUNNING)
        return;
    set_reason(process, reason);
    process->life = LIFE_DRAINING;
    process->drain_until_ms = els_host_now_ms() + (int64_t)process->options.drain_ms;
}

void els_process_fail(els_process *process, int exit_code, const char *format, ...)
{
    if (process->exit_code != ELS_EXIT_OK)
        return;
    va_list args;
    va_start(args, format);
    els_buf_clear(&process->reason);
    els_buf_vprintf(&process->reason, format, args);
    va_end(args);
    process->exit_code = exit_code ? exit_code : ELS_EXIT_FAILED;
    process->life = LIFE_ENDED;
    els_log_write(&process->log, ELS_LOG_ERROR, process->reason.ptr, NULL);
}

static void beat(els_process *process, int64_t now)
{
    if (now < process->next_heartbeat_ms)
        return;
    process->next_heartbeat_ms = now + (int64_t)process->options.heartbeat_ms;
    els_send_heartbeat(process);
}

bool els_process_breathe(els_process *process)
{
    int64_t now = els_host_now_ms();
    if (now >= process->next_breath_ms) {
        process->next_breath_ms = now + BREATH_INTERVAL_MS;
        els_loop_signals(process);
        beat(process, now);
        els_send_flush(process);
    }
    return process->life == LIFE_RUNNING;
}

/* ---- before the loop ---- */

/* Signals become readable on a descriptor. Blocked before any thread of libzmq exists. */
static els_err take_signals(els_process *process, pid_t parent)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    process->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (process->signal_fd < 0)
        return ELS_E_IO;
    if (process->options.die_with_parent) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent) /* it ended before we asked */
            raise(SIGTERM);
    }
    return ELS_OK;
}

static els_err subscribe(els_process *process, els_channel channel)
{
    void *socket = process->ends[channel].socket;
    const char *topics[3] = {"", NULL, NULL};
    size_t n = 1;
    if (channel == ELS_CHANNEL_CONTROL) {
        topics[0] = "all";
        topics[1] = els_role_name(process->desc->role);
        topics[2] = process->instance.ptr;
        n = 3;
    }
    for (size_t i = 0; i < n; i++) {
        if (zmq_setsockopt(socket, ZMQ_SUBSCRIBE, topics[i], strlen(topics[i])) != 0)
            return ELS_E_IO;
    }
    return ELS_OK;
}

static els_err open_sockets(els_process *process)
{
    els_net_options options = {process->options.net, process->options.feed, process->options.keys,
                               els_role_name(process->desc->role)};
    els_buf why = {0};
    els_err err = els_net_open(&options, &process->net, &why);
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_ && !err; i++) {
        els_channel channel = (els_channel)i;
        process_end *end = &process->ends[i];
        end->end = els_channel_end(channel, process->desc->role, NULL);
        if (end->end == ELS_END_NONE)
            continue;
        err = els_net_socket_open(process->net, channel, process->desc->role, &end->socket, &why);
        if (!err && end->end == ELS_END_SUB)
            err = subscribe(process, channel);
    }
    if (els_demand_memory(err))
        els_process_fail(process, err == ELS_E_USAGE ? ELS_EXIT_USAGE : ELS_EXIT_FAILED, "%s",
                         els_err_line(err, &why));
    els_buf_fini(&why);
    return err;
}

static int64_t earliest(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Takes up keys that were replaced, and connects again where they were not known yet. */
static void refresh(els_process *process, int64_t now)
{
    if (!process->net || now < process->next_refresh_ms)
        return;
    process->next_refresh_ms = now + REFRESH_INTERVAL_MS;
    els_net_refresh(process->net);
}

static void meet_broker(els_process *process)
{
    int64_t now = els_host_now_ms();
    int64_t give_up = now + (int64_t)process->options.hello_ms;
    int64_t next_hello = now, patience = HELLO_FIRST_MS;
    while (process->life == LIFE_HELLO && !process->welcome) {
        now = els_host_now_ms();
        if (now >= give_up) {
            els_process_fail(process, ELS_EXIT_TIMEOUT,
                             "no welcome from the broker at %s in %llu ms: is els-broker running, "
                             "with the same --net and --keys?",
                             process->options.net, (unsigned long long)process->options.hello_ms);
            return;
        }
        refresh(process, now);
        if (now >= next_hello) {
            els_send_hello(process);
            next_hello = now + patience;
            patience = earliest(patience * 2, HELLO_INTERVAL_MS);
        }
        els_loop_turn(process, next_hello < give_up ? next_hello : give_up);
    }
}

static void say_ready(els_process *process)
{
    int fd = (int)process->options.ready_fd;
    if (!fd)
        return;
    if (write(fd, "READY\n", 6) != 6)
        els_log_write(&process->log, ELS_LOG_WARN, "nobody hears READY on --ready-fd", NULL);
    close(fd);
}

/* ---- the loop and the end ---- */

void els_process_tick(els_process *process)
{
    int64_t now = els_host_now_ms();
    beat(process, now);
    refresh(process, now);
    if (now < process->next_tick_ms)
        return;
    process->next_tick_ms = ELS_NEVER; /* what on_tick asks for by wake_at counts too */
    if (!process->desc->on_tick)
        return;
    record_time(process, ELS_TAP_TICK, (uint64_t)now * 1000000);
    els_process_wake_at(process, process->desc->on_tick(process->self, process, now));
}

static void run(els_process *process)
{
    while (process->life != LIFE_ENDED) {
        els_process_tick(process);
        if (process->life == LIFE_DRAINING) {
            bool is_done =
                !process->desc->on_drain || process->desc->on_drain(process->self, process);
            if (is_done || els_host_now_ms() >= process->drain_until_ms)
                process->life = LIFE_ENDED;
        }
        if (process->life == LIFE_ENDED)
            break;
        int64_t until = earliest(process->next_tick_ms, process->next_heartbeat_ms);
        if (process->life == LIFE_DRAINING)
            until = earliest(until, process->drain_until_ms);
        els_loop_turn(process, until);
    }
}

/* Waits until the outboxes are empty or `until_ms` comes. */
static void empty_outboxes(els_process *process, int64_t until_ms)
{
    while (!els_send_flush(process)) {
        zmq_pollitem_t items[ELS_CHANNEL_COUNT_];
        int n = 0;
        int64_t left = until_ms - els_host_now_ms();
        if (left <= 0)
            return;
        for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++) {
            if (process->ends[i].outbox.n)
                items[n++] =
                    (zmq_pollitem_t){.socket = process->ends[i].socket, .events = ZMQ_POLLOUT};
        }
        zmq_poll(items, n, (long)left);
    }
}

/* Says goodbye and sends what still waits. Who was never welcome has nothing to say. */
static void leave(els_process *process, bool was_known)
{
    if (was_known) {
        int64_t until = process->drain_until_ms
                            ? process->drain_until_ms
                            : els_host_now_ms() + (int64_t)process->options.drain_ms;
        els_send_bye(process);
        empty_outboxes(process, until);
    }
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++) {
        size_t n = els_outbox_clear(&process->ends[i].outbox);
        if (n && was_known)
            els_log_write(
                &process->log, ELS_LOG_WARN, "messages not delivered",
                ELS_PAIRS(ELS_PAIR_CSTR("channel", els_channel_desc_of((els_channel)i)->name),
                          ELS_PAIR_NUM("count", n)));
        els_net_socket_close(process->net, &process->ends[i].socket, was_known ? LINGER_MS : 0);
    }
}

static void fini(els_process *process)
{
    if (process->desc->fini && process->self)
        process->desc->fini(process->self);
    free(process->self);
    els_net_close(&process->net);
    els_black_box_close(&process->black_box);
    if (process->tap)
        fclose(process->tap);
    if (process->signal_fd >= 0)
        close(process->signal_fd);
    els_arena_fini(&process->option_arena);
    els_arena_fini(&process->arena);
    els_arena_fini(&process->welcome_arena);
    els_buf_fini(&process->default_net);
    els_buf_fini(&process->instance);
    els_buf_fini(&process->frame);
    els_buf_fini(&process->error_text);
    els_buf_fini(&process->reason);
}

static void live(els_process *process)
{
    bool is_broker = process->desc->role == ELS_ROLE_BROKER;
    process->life = is_broker ? LIFE_RUNNING : LIFE_HELLO;
    if (open_tap(process) || open_black_box(process) || open_sockets(process))
        return;
    if (!is_broker)
        meet_broker(process);
    bool is_known = is_broker || process->welcome;
    if (is_known && process->life != LIFE_ENDED) {
        process->life = LIFE_RUNNING;
        els_process_set_tasks(process, 0, 0); /* the broker knows by now what it said before */
        els_err err = process->desc->start
                          ? els_demand_memory(process->desc->start(process->self, process))
                          : ELS_OK;
        if (err)
            els_process_fail(process, ELS_EXIT_FAILED, "cannot start: %s", els_err_text(err));
        if (process->life != LIFE_ENDED) {
            say_ready(process);
            run(process);
        }
    }
    leave(process, is_known);
}

int els_process_main(const els_process_desc *desc, int argc, char **argv)
{
    pid_t parent = getppid();
    els_process process = {
        .desc = desc,
        .self = calloc(1, desc->self_size ? desc->self_size : 1),
        .signal_fd = -1,
        .work = {.chunk = UINT32_MAX},
        .start_id = els_host_random_u64(),
        .born_us = els_host_now_us(),
    };
    int exit_code = ELS_EXIT_FAILED;
    if (!process.self)
        els_out_of_memory(desc->self_size);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    (void)mallopt(M_TRIM_THRESHOLD, HEAP_SLACK);
    if (els_process_read_options(&process, argc, argv, &exit_code) == ELS_OK) {
        if (take_signals(&process, parent))
            els_process_fail(&process, ELS_EXIT_FAILED, "signals: %s", strerror(errno));
        else if (process.options.input)
            els_replay_run(&process);
        else
            live(&process);
        exit_code = process.exit_code;
    }
    fini(&process);
    return exit_code;
}
