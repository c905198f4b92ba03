/* replay.c — `els-<stage> --input FILE`: one stage alone, on what a tap recorded.
 *
 * What it received is delivered again in the same order, its ticks come between the same messages,
 * and its clock says what it said then; what it sends is printed in the tap's form. Hello, bye,
 * heartbeats and the sockets are left out. A stage knows nothing but its messages, its ticks and
 * its clock, so it sends the same bytes as it did then. */
#include "process_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct els_replay {
    FILE *file;
    char *line; /* the newest one */
    size_t size;
    els_str text; /* of it, trimmed */
    uint64_t number;
    bool is_torn;    /* it has no end: whoever recorded it was killed */
    bool is_pending; /* it was read ahead and is still to come */
    uint64_t ns;     /* newest time seen */
};

/* Reads lines until one that is not empty; false at the end. */
static bool next_line(els_replay *replay)
{
    ssize_t len;
    if (replay->is_pending) {
        replay->is_pending = false;
        return true;
    }
    while ((len = getline(&replay->line, &replay->size, replay->file)) >= 0) {
        replay->text = els_str_trim((els_str){replay->line, (size_t)len});
        replay->is_torn = replay->line[len - 1] != '\n';
        replay->number++;
        if (replay->text.len)
            return true;
    }
    return false;
}

static void fail_line(els_process *process, const char *why)
{
    els_process_fail(process, ELS_EXIT_FAILED, "--input %s: line %llu%s%s", process->options.input,
                     (unsigned long long)process->replay->number, *why == ':' ? "" : " ", why);
}

/* The clock reading that was recorded next. Where the stage looks at the clock more often than it
 * did then, time stands still. */
uint64_t els_replay_now_ns(els_replay *replay)
{
    els_tap_entry entry;
    els_tap_kind kind;
    els_arena none = {0};
    while (next_line(replay)) {
        if (els_tap_peek(replay->text, &kind) == ELS_OK && kind == ELS_TAP_OUT)
            continue;
        if (els_tap_peek(replay->text, &kind) == ELS_OK && kind == ELS_TAP_CLOCK &&
            els_tap_parse(replay->text, &none, &entry) == ELS_OK) {
            replay->ns = entry.ns;
            break;
        }
        replay->is_pending = true;
        break;
    }
    els_arena_fini(&none);
    return replay->ns;
}

/* The next message that came in or tick; false at the end or when the process failed. */
static bool next_event(els_process *process, els_tap_entry *ret_entry)
{
    while (next_line(process->replay)) {
        els_arena_reset(&process->arena);
        if (els_tap_parse(process->replay->text, &process->arena, ret_entry)) {
            if (!process->replay->is_torn)
                fail_line(process, "is not from a tap");
            return false;
        }
        if (ret_entry->kind == ELS_TAP_IN || ret_entry->kind == ELS_TAP_TICK)
            return true;
    }
    return false;
}

/* --explain: what the messages and reasons that follow come from. */
static void explain(const els_process *process, const char *what, const char *channel)
{
    if (process->options.explain)
        fprintf(stderr, "line %llu: %s%s%s\n", (unsigned long long)process->replay->number, what,
                channel ? " on " : "", channel ? channel : "");
}

static void tick(els_process *process, uint64_t ns)
{
    process->replay->ns = ns;
    explain(process, "tick", NULL);
    if (process->desc->on_tick)
        (void)process->desc->on_tick(process->self, process, (int64_t)(ns / 1000000));
}

static void deliver(els_process *process, const els_tap_entry *entry)
{
    els_msg_type type;
    const void *message = NULL;
    els_end end = els_channel_end(entry->channel, process->desc->role, NULL);
    els_buf_clear(&process->error_text);
    els_buf_printf(&process->error_text, ": ");
    if (end != ELS_END_PULL && end != ELS_END_SUB) {
        els_buf_printf(&process->error_text, "this role does not receive on channel %s",
                       els_channel_desc_of(entry->channel)->name);
        fail_line(process, process->error_text.ptr);
        return;
    }
    if (els_decode(entry->frame, &process->arena, &type, &message, &process->error_text)) {
        fail_line(process, process->error_text.ptr);
        return;
    }
    explain(process, els_message_name(type), els_channel_desc_of(entry->channel)->name);
    if (type != ELS_MSG_welcome)
        els_loop_deliver(process, entry->channel, type, message, entry->frame);
    else if (((const els_welcome *)message)->start_id == 0)
        process->asked++; /* by a broker that had restarted */
}

/* What the broker said to the recorder, whose name is taken on: it stands in what was sent. */
static void take_welcome(els_process *process, const els_tap_entry *entry)
{
    els_msg_type type;
    const void *message;
    if (entry->kind != ELS_TAP_IN || entry->channel != ELS_CHANNEL_CONTROL ||
        els_decode(entry->frame, &process->arena, &type, &message, NULL) ||
        type != ELS_MSG_welcome) {
        process->replay->is_pending = true;
        return;
    }
    process->welcome = els_message_copy(&process->welcome_arena, type, message);
    if (process->options.instance || process->welcome->instance.len == 0)
        return;
    els_buf_clear(&process->instance);
    els_buf_add(&process->instance, process->welcome->instance);
    process->log.instance = process->instance.ptr;
}

static void run(els_process *process)
{
    static const els_welcome no_welcome = {.proto = ELS_PROTO_VERSION};
    els_tap_entry entry;
    if (process->desc->role != ELS_ROLE_BROKER) {
        if (next_event(process, &entry))
            take_welcome(process, &entry);
        if (!process->welcome)
            process->welcome =
                els_message_copy(&process->welcome_arena, ELS_MSG_welcome, &no_welcome);
    }
    els_err err = process->life == LIFE_RUNNING && process->desc->start
                      ? els_demand_memory(process->desc->start(process->self, process))
                      : ELS_OK;
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "cannot start: %s", els_err_text(err));
    while (process->life != LIFE_ENDED && next_event(process, &entry)) {
        if (entry.kind == ELS_TAP_TICK)
            tick(process, entry.ns);
        else
            deliver(process, &entry);
        process_life before = process->life;
        els_loop_signals(process);
        if (process->life != before) /* whoever interrupts does not wait for the end of the file */
            break;
    }
    if (process->life != LIFE_ENDED && process->desc->on_drain)
        process->desc->on_drain(process->self, process);
}

void els_replay_run(els_process *process)
{
    bool is_stdin = strcmp(process->options.input, "-") == 0;
    els_replay replay = {.file = is_stdin ? stdin : fopen(process->options.input, "re")};
    if (!replay.file) {
        els_process_fail(process, ELS_EXIT_FAILED, "--input %s: %s", process->options.input,
                         strerror(errno));
        return;
    }
    process->is_replay = true;
    process->replay = &replay;
    process->life = LIFE_RUNNING;
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++)
        process->ends[i].end = els_channel_end((els_channel)i, process->desc->role, NULL);
    run(process);
    free(replay.line);
    if (!is_stdin)
        fclose(replay.file);
}
