/* replay.c — `els-<stage> --input FILE`: one stage alone, on the messages that a tap recorded.
 *
 * What it received is delivered again in the same order; what it sends is printed in the tap's
 * form. Heartbeats, hello and the sockets are left out; a stage that learns only from its messages
 * sends the same as it did then. */
#include "process_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Reads lines until one was received by its recorder; false at the end or when the process failed.
 */
static bool next_entry(els_process *process, FILE *file, char **line, size_t *size,
                       uint64_t *line_number, els_tap_entry *ret_entry)
{
    ssize_t len;
    while ((len = getline(line, size, file)) >= 0) {
        els_str text = els_str_trim((els_str){*line, (size_t)len});
        ++*line_number;
        if (text.len == 0)
            continue;
        els_arena_reset(&process->arena);
        if (els_tap_parse(text, &process->arena, ret_entry)) {
            els_process_fail(process, ELS_EXIT_FAILED, "--input %s: line %llu is not from a tap",
                             process->options.input, (unsigned long long)*line_number);
            return false;
        }
        if (ret_entry->is_in)
            return true;
    }
    return false;
}

static void deliver(els_process *process, const els_tap_entry *entry, uint64_t line_number)
{
    els_msg_type type;
    const void *message = NULL;
    els_end end = els_channel_end(entry->channel, process->desc->role, NULL);
    els_buf_clear(&process->error_text);
    if (end != ELS_END_PULL && end != ELS_END_SUB)
        els_buf_printf(&process->error_text, "this role does not receive on channel %s",
                       els_channel_desc_of(entry->channel)->name);
    else if (els_decode(entry->frame, &process->arena, &type, &message, &process->error_text) ==
             ELS_OK) {
        process->received++;
        if (type != ELS_MSG_welcome)
            els_loop_deliver(process, entry->channel, type, message, entry->frame);
        return;
    }
    els_process_fail(process, ELS_EXIT_FAILED, "--input %s: line %llu: %s", process->options.input,
                     (unsigned long long)line_number, process->error_text.ptr);
}

/* What the broker said to the recorder, whose instance and start id were others. */
static void take_welcome(els_process *process, const els_tap_entry *entry)
{
    els_msg_type type;
    const void *message = NULL;
    if (entry->channel == ELS_CHANNEL_CONTROL &&
        els_decode(entry->frame, &process->arena, &type, &message, NULL) == ELS_OK &&
        type == ELS_MSG_welcome)
        process->welcome = els_message_copy(&process->welcome_arena, type, message);
}

void els_replay_run(els_process *process)
{
    static const els_welcome no_welcome = {.proto = ELS_PROTO_VERSION};
    bool is_stdin = strcmp(process->options.input, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(process->options.input, "re");
    char *line = NULL;
    size_t size = 0;
    uint64_t line_number = 0;
    els_tap_entry entry;
    if (!file) {
        els_process_fail(process, ELS_EXIT_FAILED, "--input %s: %s", process->options.input,
                         strerror(errno));
        return;
    }
    process->is_replay = true;
    process->life = LIFE_RUNNING;
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++)
        process->ends[i].end = els_channel_end((els_channel)i, process->desc->role, NULL);
    bool has_entry = next_entry(process, file, &line, &size, &line_number, &entry);
    if (process->desc->role != ELS_ROLE_BROKER) {
        if (has_entry)
            take_welcome(process, &entry);
        if (!process->welcome)
            process->welcome =
                els_message_copy(&process->welcome_arena, ELS_MSG_welcome, &no_welcome);
    }
    els_err err = process->life == LIFE_RUNNING && process->desc->start
                      ? process->desc->start(process->self, process)
                      : ELS_OK;
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "cannot start: %s", els_err_text(err));
    while (process->life == LIFE_RUNNING && has_entry) {
        els_process_tick(process);
        deliver(process, &entry, line_number);
        els_loop_signals(process);
        if (process->life == LIFE_RUNNING)
            has_entry = next_entry(process, file, &line, &size, &line_number, &entry);
    }
    if (process->life != LIFE_ENDED) {
        els_process_tick(process);
        if (process->desc->on_drain)
            process->desc->on_drain(process->self, process);
    }
    free(line);
    if (!is_stdin)
        fclose(file);
}
