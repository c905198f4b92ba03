/* loop.c — the poll loop: sockets and signals, one turn at a time. */
#include "host.h"
#include "process_impl.h"

#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

/* Of one socket, before the others and the heartbeat have their turn. */
#define MESSAGES_PER_TURN 64
#define TURN_MS 10
#define ARENA_KEEP_BYTES ((size_t)8 << 20)

/* ---- receiving ---- */

static bool is_for_us(const els_process *process, els_str topic)
{
    return els_str_eq(topic, ELS_STR("all")) ||
           els_str_eq(topic, els_str_of(els_role_name(process->desc->role))) ||
           els_str_eq(topic, els_buf_str(&process->instance));
}

static void on_welcome(els_process *process, const els_welcome *welcome)
{
    if (welcome->instance.len && !els_str_eq(welcome->instance, els_buf_str(&process->instance)))
        return;
    if (welcome->start_id == 0) { /* a broker that has restarted does not know us */
        if (process->life != LIFE_HELLO) {
            process->asked++;
            els_send_hello(process);
        }
        return;
    }
    if (welcome->start_id != process->start_id)
        return; /* meant for a predecessor of the same name */
    if (welcome->refusal.len || welcome->proto == 0) {
        els_process_fail(process, ELS_EXIT_FAILED, "refused by the broker: " ELS_STR_FMT,
                         ELS_STR_ARG(welcome->refusal.len
                                         ? welcome->refusal
                                         : ELS_STR("no protocol version in common")));
        return;
    }
    if (!process->welcome)
        process->welcome = els_message_copy(&process->welcome_arena, ELS_MSG_welcome, welcome);
}

void els_loop_deliver(els_process *process, els_channel channel, els_msg_type type,
                      const void *message, els_str frame)
{
    if (channel == ELS_CHANNEL_CONTROL && type == ELS_MSG_welcome) {
        on_welcome(process, message);
        return;
    }
    if (process->life == LIFE_HELLO)
        return; /* said before we were known: not said to us */
    if (channel == ELS_CHANNEL_CONTROL && type == ELS_MSG_stop) {
        const els_stop *stop = message;
        char reason[257];
        snprintf(reason, sizeof reason, ELS_STR_FMT, ELS_STR_ARG(stop->reason));
        els_process_stop(process, reason);
        return;
    }
    if (process->desc->on_message)
        process->desc->on_message(process->self, process, channel, type, message, frame);
}

static void drop(els_process *process, els_channel channel, const char *what)
{
    process->dropped++;
    els_process_complain(process, &process->next_complaint_ms, what, channel, process->dropped);
}

static void on_frame(els_process *process, els_channel channel, els_str topic, els_str frame)
{
    els_msg_type type;
    const void *message = NULL;
    if (process->arena.used_bytes > ARENA_KEEP_BYTES)
        els_arena_fini(&process->arena);
    els_arena_reset(&process->arena);
    els_buf_clear(&process->error_text);
    els_err err = els_decode(frame, &process->arena, &type, &message, &process->error_text);
    if (err) {
        drop(process, channel,
             err == ELS_E_NOMEM ? "no memory for a frame: dropped" : "malformed frame dropped");
        return;
    }
    /* What comes before we are known is not delivered either. */
    if (process->life != LIFE_HELLO || type == ELS_MSG_welcome)
        els_process_record(process, ELS_TAP_IN, channel, topic, frame);
    els_loop_deliver(process, channel, type, message, frame);
}

/* Receives one part. False when there is none. */
static bool receive_part(void *socket, zmq_msg_t *part)
{
    int rc;
    do
        rc = zmq_msg_recv(part, socket, ZMQ_DONTWAIT);
    while (rc < 0 && zmq_errno() == EINTR);
    return rc >= 0;
}

static els_str part_str(zmq_msg_t *part)
{
    return (els_str){zmq_msg_data(part), zmq_msg_size(part)};
}

/* Receives and handles one message; false when none is there. */
static bool receive(els_process *process, els_channel channel)
{
    const process_end *end = &process->ends[channel];
    int wanted = end->end == ELS_END_SUB ? 2 : 1, got = 1;
    zmq_msg_t topic, frame, excess;
    zmq_msg_init(&topic);
    zmq_msg_init(&frame);
    zmq_msg_t *first = wanted == 2 ? &topic : &frame;
    bool is_there = receive_part(end->socket, first);
    if (is_there) {
        bool has_more = zmq_msg_more(first);
        if (has_more && wanted == 2 && receive_part(end->socket, &frame)) {
            got++;
            has_more = zmq_msg_more(&frame);
        }
        zmq_msg_init(&excess);
        for (; has_more && receive_part(end->socket, &excess); got++)
            has_more = zmq_msg_more(&excess);
        zmq_msg_close(&excess);
        if (got != wanted) {
            els_buf_clear(&process->error_text);
            els_buf_printf(&process->error_text, "message of %d parts instead of %d", got, wanted);
            drop(process, channel, "malformed frame dropped");
        } else if (channel != ELS_CHANNEL_CONTROL || is_for_us(process, part_str(&topic))) {
            /* a subscription matches prefixes: executor.1 also hears executor.12 */
            on_frame(process, channel, part_str(&topic), part_str(&frame));
        }
    }
    zmq_msg_close(&topic);
    zmq_msg_close(&frame);
    return is_there;
}

/* ---- one turn ---- */

void els_loop_signals(els_process *process)
{
    struct signalfd_siginfo info;
    while (read(process->signal_fd, &info, sizeof info) == sizeof info) {
        if (process->life == LIFE_DRAINING || process->life == LIFE_HELLO)
            process->life = LIFE_ENDED;
        else
            els_process_stop(process, strsignal((int)info.ssi_signo));
    }
}

static void receive_some(els_process *process, els_channel channel)
{
    int64_t until_ms = els_host_now_ms() + TURN_MS;
    for (int i = 0; i < MESSAGES_PER_TURN && process->life != LIFE_ENDED; i++) {
        if (!receive(process, channel) || els_host_now_ms() >= until_ms)
            return;
    }
}

static long timeout_until(int64_t until_ms)
{
    if (until_ms == ELS_NEVER)
        return -1;
    int64_t left = until_ms - els_host_now_ms();
    return left <= 0 ? 0 : left > 60000 ? 60000 : (long)left;
}

void els_loop_turn(els_process *process, int64_t until_ms)
{
    zmq_pollitem_t items[1 + ELS_CHANNEL_COUNT_];
    els_channel channels[1 + ELS_CHANNEL_COUNT_];
    int n = 0;
    items[n++] = (zmq_pollitem_t){.fd = process->signal_fd, .events = ZMQ_POLLIN};
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++) {
        const process_end *end = &process->ends[i];
        short events = 0;
        if (end->end == ELS_END_PULL || end->end == ELS_END_SUB)
            events = ZMQ_POLLIN;
        else if (end->outbox.n)
            events = ZMQ_POLLOUT;
        /* before the welcome only the broker is heard */
        if (!end->socket || !events ||
            (process->life == LIFE_HELLO && i != ELS_CHANNEL_CONTROL && events == ZMQ_POLLIN))
            continue;
        channels[n] = (els_channel)i;
        items[n++] = (zmq_pollitem_t){.socket = end->socket, .events = events};
    }
    if (zmq_poll(items, n, timeout_until(until_ms)) <= 0)
        return;
    if (items[0].revents)
        els_loop_signals(process);
    for (int i = 1; i < n && process->life != LIFE_ENDED; i++) {
        if (items[i].revents & ZMQ_POLLIN)
            receive_some(process, channels[i]);
    }
    els_send_flush(process);
}
