/* els-executor — answers tasks with the learned state it is told to use. */
#include "executor.h"
#include "process.h"

#include <string.h>

enum { HELD_MAX = 16, ASK_AGAIN_MS = 200 };

/* A chunk that waits for a learned state or a knowledge base. */
typedef struct {
    els_arena arena;
    const els_task_chunk *chunk; /* NULL: free */
} held_chunk;

typedef struct {
    els_executor *executor;
    els_arena arena; /* of the chunk in hand */
    held_chunk held[HELD_MAX];
    uint64_t epoch; /* newest seen; chunks of older ones are dropped */
} stage;

static uint64_t now_ns(void *process)
{
    return els_process_now_ns(process);
}

static els_err start(void *self, els_process *process)
{
    stage *s = self;
    (void)process;
    s->executor = els_executor_new();
    return s->executor ? ELS_OK : ELS_E_NOMEM;
}

static void fini(void *self)
{
    stage *s = self;
    els_executor_free(&s->executor);
    els_arena_fini(&s->arena);
    for (int i = 0; i < HELD_MAX; i++)
        els_arena_fini(&s->held[i].arena);
}

static void work(stage *s, els_process *process, const els_task_chunk *chunk)
{
    const els_clock clock = {now_ns, process};
    els_arena_reset(&s->arena);
    els_process_set_work(process, chunk->epoch, chunk->iteration, chunk->chunk, chunk->attempt);
    els_result_chunk done = {
        .epoch = chunk->epoch,
        .iteration = chunk->iteration,
        .chunk = chunk->chunk,
        .attempt = chunk->attempt,
        .state_version = chunk->state_version,
        .instance = els_str_of(els_process_instance(process)),
        .results = ELS_ARENA_NEW(&s->arena, els_result, chunk->n_tasks + 1),
    };
    for (uint32_t i = 0; i < chunk->n_tasks; i++) {
        els_result *result = &done.results[done.n_results++];
        els_executor_do(s->executor, chunk, &chunk->tasks[i], &clock, &s->arena, result);
        els_process_count_work(process, result->cost,
                               (uint64_t)chunk->tasks[i].n_fields * ELS_FIELD_BUDGET);
        els_process_breathe(process);
    }
    if (els_process_send(process, ELS_CHANNEL_RESULTS, ELS_MSG_result_chunk, &done))
        els_log_write(els_process_log(process), ELS_LOG_WARN,
                      "result not sent, its lease will expire",
                      ELS_PAIRS(ELS_PAIR_NUM("chunk", chunk->chunk)));
    els_process_set_work(process, chunk->epoch, chunk->iteration, UINT32_MAX, 0);
}

/* Asks for what the chunk lacks; true when it lacks nothing. */
static bool is_ready(stage *s, els_process *process, const els_task_chunk *chunk)
{
    els_executor_needs needs = els_executor_missing(s->executor, chunk);
    els_str instance = els_str_of(els_process_instance(process));
    els_err err = ELS_OK;
    if (needs.state) {
        els_state_want want = {instance, chunk->state_version};
        err = els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_state_want, &want);
    }
    if (needs.kb.len && !err) {
        els_kb_want want = {instance, needs.kb};
        err = els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_kb_want, &want);
    }
    (void)err; /* asked again by on_tick */
    return !needs.state && needs.kb.len == 0;
}

static void hold(stage *s, els_process *process, const els_task_chunk *chunk)
{
    for (int i = 0; i < HELD_MAX; i++) {
        held_chunk *held = &s->held[i];
        if (held->chunk)
            continue;
        held->chunk = els_message_copy(&held->arena, ELS_MSG_task_chunk, chunk);
        els_process_wake_at(process, els_process_now_ms(process) + ASK_AGAIN_MS);
        return;
    }
    /* No room: the lease runs out and the chunk comes again. */
}

static void retry_held(stage *s, els_process *process)
{
    for (int i = 0; i < HELD_MAX; i++) {
        held_chunk *held = &s->held[i];
        if (!held->chunk)
            continue;
        bool stale = held->chunk->epoch < s->epoch;
        els_executor_needs needs = els_executor_missing(s->executor, held->chunk);
        if (!stale && (needs.state || needs.kb.len))
            continue;
        if (!stale)
            work(s, process, held->chunk);
        held->chunk = NULL;
        els_arena_reset(&held->arena);
    }
}

static void on_message(void *self, els_process *process, els_channel channel, els_msg_type type,
                       const void *message, els_str frame)
{
    stage *s = self;
    els_err err = ELS_OK;
    (void)channel;
    (void)frame;
    switch (type) {
    case ELS_MSG_task_chunk: {
        const els_task_chunk *chunk = message;
        if (chunk->epoch < s->epoch)
            return;
        if (is_ready(s, process, chunk))
            work(s, process, chunk);
        else
            hold(s, process, chunk);
        return;
    }
    case ELS_MSG_plan:
        if (((const els_plan *)message)->epoch > s->epoch)
            s->epoch = ((const els_plan *)message)->epoch;
        return;
    case ELS_MSG_state:
        err = els_executor_take_state(s->executor, message);
        break;
    case ELS_MSG_kb:
        err = els_executor_take_kb(s->executor, message);
        break;
    default:
        return;
    }
    if (err)
        els_log_write(els_process_log(process), ELS_LOG_ERROR, "refused what was sent",
                      ELS_PAIRS(ELS_PAIR_CSTR("what", els_message_name(type)),
                                ELS_PAIR_CSTR("error", els_err_text(err))));
    retry_held(s, process);
}

static int64_t on_tick(void *self, els_process *process, int64_t now_ms)
{
    stage *s = self;
    bool waiting = false;
    retry_held(s, process);
    for (int i = 0; i < HELD_MAX; i++) {
        if (s->held[i].chunk) {
            waiting = true;
            is_ready(s, process, s->held[i].chunk);
        }
    }
    return waiting ? now_ms + ASK_AGAIN_MS : ELS_NEVER;
}

int main(int argc, char **argv)
{
    static const els_process_desc desc = {
        .role = ELS_ROLE_EXECUTOR,
        .summary = "answers tasks with the learned state",
        .self_size = sizeof(stage),
        .start = start,
        .on_message = on_message,
        .on_tick = on_tick,
        .fini = fini,
    };
    return els_process_main(&desc, argc, argv);
}
