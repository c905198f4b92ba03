/* send.c — everything a process sends: through one function, into a socket or its outbox. */
#include "host.h"
#include "process_impl.h"

#include <unistd.h>

els_err els_process_send_raw(els_process *process, els_channel channel, els_str topic,
                             els_str frame)
{
    process_end *end = (unsigned)channel < ELS_CHANNEL_COUNT_ ? &process->ends[channel] : NULL;
    if (!end || (end->end != ELS_END_PUSH && end->end != ELS_END_PUB))
        return ELS_E_STATE;
    if (frame.len > ELS_MAX_FRAME)
        return ELS_E_LIMIT;
    if (end->end == ELS_END_PUSH)
        topic = (els_str){NULL, 0};
    else if (!topic.ptr)
        topic = ELS_STR("");
    els_err err = ELS_OK;
    if (!process->is_replay)
        err = end->socket ? els_outbox_send(&end->outbox, end->socket, topic, frame) : ELS_E_STATE;
    if (end->outbox.n > process->most_queued)
        process->most_queued = end->outbox.n;
    if (!err)
        els_process_record(process, ELS_TAP_OUT, channel, topic, frame);
    return err;
}

els_err els_process_publish(els_process *process, els_channel channel, els_str topic,
                            els_msg_type type, const void *message)
{
    els_buf_clear(&process->frame);
    els_buf_clear(&process->error_text);
    els_err err = els_encode_explain(type, message, &process->frame, &process->error_text);
    if (err) {
        els_process_complain(process, &process->next_send_complaint_ms, "message not sent", channel,
                             1);
        return err;
    }
    err = els_process_send_raw(process, channel, topic, els_buf_str(&process->frame));
    if (process->frame.cap > ((size_t)8 << 20)) /* one large message must not stay for good */
        els_buf_fini(&process->frame);
    return err;
}

els_err els_process_send(els_process *process, els_channel channel, els_msg_type type,
                         const void *message)
{
    return els_process_publish(process, channel, ELS_STR("all"), type, message);
}

size_t els_process_queued(const els_process *process, els_channel channel)
{
    return (unsigned)channel < ELS_CHANNEL_COUNT_ ? process->ends[channel].outbox.n : 0;
}

size_t els_process_discard(els_process *process, els_channel channel)
{
    return (unsigned)channel < ELS_CHANNEL_COUNT_ ? els_outbox_clear(&process->ends[channel].outbox)
                                                  : 0;
}

bool els_send_flush(els_process *process)
{
    bool is_empty = true;
    for (size_t i = 0; i < ELS_CHANNEL_COUNT_; i++) {
        process_end *end = &process->ends[i];
        if (end->outbox.n && els_outbox_flush(&end->outbox, end->socket)) {
            els_outbox_clear(&end->outbox);
            els_process_fail(process, ELS_EXIT_FAILED, "%s: the socket is broken",
                             els_channel_desc_of((els_channel)i)->name);
        }
        is_empty = is_empty && end->outbox.n == 0;
    }
    return is_empty;
}

/* A message of the life that cannot be sent is repeated or not worth a fault: the broker notices
 * silence by itself. */
static void send_to_broker(els_process *process, els_msg_type type, const void *message)
{
    els_err err = els_process_send(process, ELS_CHANNEL_INBOX, type, message);
    (void)err;
}

void els_send_hello(els_process *process)
{
    els_hello hello = {
        .role = els_str_of(els_role_name(process->desc->role)),
        .instance = els_buf_str(&process->instance),
        .pid = (uint32_t)getpid(),
        .proto_min = ELS_PROTO_MIN,
        .proto_max = ELS_PROTO_VERSION,
        .build = ELS_STR(ELS_VERSION),
        .start_id = process->start_id,
        .ended_by = (uint32_t)process->options.ended_by,
        .had_epoch = process->had.epoch,
        .had_iteration = process->had.iteration,
        .had_attempt = process->had.attempt,
        .had_first = process->had.first,
        .had_count = process->had.count,
    };
    send_to_broker(process, ELS_MSG_hello, &hello);
}

els_heartbeat els_process_heartbeat(els_process *process)
{
    els_heartbeat heartbeat = process->work;
    heartbeat.role = els_str_of(els_role_name(process->desc->role));
    heartbeat.instance = els_buf_str(&process->instance);
    heartbeat.rss_kib = els_host_rss_kib();
    heartbeat.cpu_us = els_host_cpu_us();
    heartbeat.uptime_us = els_host_now_us() - process->born_us;
    heartbeat.queued = (uint32_t)process->most_queued;
    process->most_queued = 0;
    return heartbeat;
}

void els_send_heartbeat(els_process *process)
{
    if (process->desc->role == ELS_ROLE_BROKER || process->is_replay)
        return;
    els_heartbeat heartbeat = els_process_heartbeat(process);
    send_to_broker(process, ELS_MSG_heartbeat, &heartbeat);
}

void els_send_bye(els_process *process)
{
    if (process->desc->role == ELS_ROLE_BROKER)
        return;
    els_bye bye = {
        .role = els_str_of(els_role_name(process->desc->role)),
        .instance = els_buf_str(&process->instance),
        .reason = els_str_sub(els_buf_str(&process->reason), 0, 256),
    };
    send_to_broker(process, ELS_MSG_bye, &bye);
}
