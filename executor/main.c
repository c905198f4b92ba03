/* els-executor — answers tasks with the learned state it is told to use. */
#include "executor.h"
#include "fit.h"
#include "fuse.h"
#include "process.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

enum {
    HELD_MAX = 16,
    ASK_AGAIN_MS = 200,
    ORDERED_MAX = 2,
    REFUSALS_MAX = 3 /* of one state: a change and two wholes */
};

/* A chunk that waits for a learned state or a knowledge base. */
typedef struct {
    els_arena arena;
    const els_task_chunk *chunk; /* NULL: free */
} held_chunk;

typedef struct {
    uint64_t task_deadline_ms, memory_mib; /* options */
    els_executor *executor;
    els_fuse fuse;
    els_arena arena; /* of the chunk in hand */
    held_chunk held[HELD_MAX];
    els_state_load
        ordered[ORDERED_MAX]; /* told to load, but it has not come yet; version 0: free */
    uint64_t epoch;           /* newest seen; chunks of older ones are dropped */
    int64_t wanting_ms;       /* since when a state is asked for and none came; 0: none is */
    uint64_t refused;         /* version that came and could not be loaded, */
    uint32_t refusals;        /* so many times in this epoch */
} executor;

#ifdef __SANITIZE_ADDRESS__
#define MEMORY_FALLBACK "0" /* the sanitizer's own map of memory is larger than any limit */
#else
#define MEMORY_FALLBACK "4096"
#endif

static const els_option options[] = {
    ELS_OPTION_RANGED(ELS_OPTION_U64, "task-deadline-ms", "MS", executor, task_deadline_ms, "10000",
                      10, 86400000,
                      "processor time after which a task ends this process, to be tried elsewhere; "
                      "50 to 500 in its first two tries"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "memory-mib", "N", executor, memory_mib, MEMORY_FALLBACK, 0,
                      1 << 20, "memory that this process may take (0: no limit)"),
};

/* A task that does not come back ends the process: by SIGPROF, which nobody catches. Processor
 * time, so that neither a busy machine nor a stop counts. 0: no deadline. Returns how many
 * microseconds were left of the one before. */
static uint64_t set_deadline(uint64_t ms)
{
    struct itimerval timer = {
        .it_value = {.tv_sec = (time_t)(ms / 1000), .tv_usec = (suseconds_t)(ms % 1000 * 1000)}};
    struct itimerval before = {0};
    (void)setitimer(ITIMER_PROF, &timer, &before); /* cannot fail with these values */
    return (uint64_t)before.it_value.tv_sec * 1000000 + (uint64_t)before.it_value.tv_usec;
}

static void answer(executor *s, const els_task_chunk *chunk, const els_task *task,
                   const els_clock *clock, els_result *ret)
{
    uint64_t ms = els_fuse_ms(&s->fuse, chunk->attempt, s->task_deadline_ms);
    (void)set_deadline(ms);
    els_executor_do(s->executor, chunk, task, clock, &s->arena, ret);
    uint64_t left_us = set_deadline(0);
    els_fuse_note(&s->fuse, left_us < ms * 1000 ? ms * 1000 - left_us : 0);
}

static uint64_t now_ns(void *process)
{
    return els_process_now_ns(process);
}

static els_err start(void *self, els_process *process)
{
    executor *s = self;
    struct rlimit memory = {s->memory_mib << 20, s->memory_mib << 20};
    if (s->memory_mib && setrlimit(RLIMIT_DATA, &memory) != 0)
        els_log_write(els_process_log(process), ELS_LOG_WARN, "--memory-mib cannot be set", NULL);
    s->executor = els_executor_new();
    return s->executor ? ELS_OK : ELS_E_NOMEM;
}

static void fini(void *self)
{
    executor *s = self;
    els_executor_free(&s->executor);
    els_arena_fini(&s->arena);
    for (int i = 0; i < HELD_MAX; i++)
        els_arena_fini(&s->held[i].arena);
}

static void work(executor *s, els_process *process, const els_task_chunk *chunk)
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
        els_process_set_tasks(process, chunk->chunk + i, 1);
        answer(s, chunk, &chunk->tasks[i], &clock, result);
        els_process_count_work(process, result->cost,
                               els_executor_allowed(chunk, &chunk->tasks[i], result));
        els_process_breathe(process);
    }
    els_process_set_tasks(process, chunk->chunk, chunk->n_tasks); /* it may be the answers' fault */
    els_err err = els_process_send(process, ELS_CHANNEL_RESULTS, ELS_MSG_result_chunk, &done);
    if (err == ELS_E_LIMIT || err == ELS_E_FORMAT) {
        uint32_t n = els_executor_fit(&done, &s->arena);
        els_log_write(els_process_log(process), ELS_LOG_WARN, "answers that cannot be sent",
                      ELS_PAIRS(ELS_PAIR_NUM("tasks", n), ELS_PAIR_NUM("chunk", chunk->chunk)));
        err = els_process_send(process, ELS_CHANNEL_RESULTS, ELS_MSG_result_chunk, &done);
    }
    if (err)
        els_log_write(els_process_log(process), ELS_LOG_WARN,
                      "result not sent, its lease will expire",
                      ELS_PAIRS(ELS_PAIR_NUM("chunk", chunk->chunk)));
    els_process_set_tasks(process, 0, 0);
    els_process_set_work(process, chunk->epoch, chunk->iteration, UINT32_MAX, 0);
}

/* ---- learned states ---- */

/* What is sent again would be no better: it is not asked for any more in this epoch. Its chunks go
 * where their leases end. */
static bool is_given_up(const executor *s, uint64_t version)
{
    return s->refused == version && s->refusals >= REFUSALS_MAX;
}

static void note_refusal(executor *s, uint64_t version)
{
    s->refusals = s->refused == version ? s->refusals + 1 : 1;
    s->refused = version;
}

/* Tells the broker what came of loading a version. */
static void report(executor *s, els_process *process, uint64_t version, els_err result,
                   const char *digest, uint64_t load_us)
{
    uint64_t held[ELS_EXECUTOR_STATES];
    els_state_loaded loaded = {.instance = els_str_of(els_process_instance(process)),
                               .version = version,
                               .ok = result == ELS_OK,
                               .digest = els_str_of(digest),
                               .load_us = load_us,
                               .held = held,
                               .n_held = els_executor_held(s->executor, held)};
    if (result) {
        note_refusal(s, version);
        els_log_write(els_process_log(process), ELS_LOG_ERROR, "a learned state cannot be loaded",
                      ELS_PAIRS(ELS_PAIR_NUM("version", version),
                                ELS_PAIR_CSTR("error", els_err_text(result))));
    }
    els_err err = els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_state_loaded, &loaded);
    (void)err; /* the broker asks again */
}

/* Loads what is staged. False when the version has not come yet. */
static bool load(executor *s, els_process *process, uint64_t version, bool verify)
{
    char digest[ELS_DIGEST_HEX];
    uint64_t start_ns = els_process_now_ns(process);
    els_err err = els_demand_memory(els_executor_load(s->executor, version, verify, digest));
    if (err == ELS_E_NOT_FOUND)
        return false;
    report(s, process, version, err, digest, (els_process_now_ns(process) - start_ns) / 1000);
    return true;
}

static void want_state(executor *s, els_process *process, uint64_t version)
{
    int64_t now_ms = els_process_now_ms(process);
    if (is_given_up(s, version))
        return;
    if (!s->wanting_ms)
        s->wanting_ms = now_ms;
    els_state_want want = {.instance = els_str_of(els_process_instance(process)),
                           .version = version,
                           .waited_ms = (uint64_t)(now_ms - s->wanting_ms)};
    els_err err = els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_state_want, &want);
    (void)err; /* asked again: by on_tick for a chunk, by the broker's next order otherwise */
}

static void on_state_load(executor *s, els_process *process, const els_state_load *order)
{
    els_executor_keep(s->executor, order->keep, order->n_keep);
    if (load(s, process, order->version, order->verify))
        return;
    els_state_load *slot = &s->ordered[0];
    for (int i = 0; i < ORDERED_MAX; i++)
        if (s->ordered[i].version == 0 || s->ordered[i].version == order->version)
            slot = &s->ordered[i];
    *slot = (els_state_load){.version = order->version, .verify = order->verify};
    want_state(s, process, order->version);
}

static bool is_wanted_by_chunk(const executor *s, uint64_t version)
{
    for (int i = 0; i < HELD_MAX; i++)
        if (s->held[i].chunk && s->held[i].chunk->state_version == version)
            return true;
    return false;
}

/* Loads what came. False where it is the change of a state that is not held. */
static bool take(executor *s, els_process *process, const els_state *state)
{
    uint64_t start_ns = els_process_now_ns(process);
    els_err err = els_demand_memory(els_executor_take_state(s->executor, state));
    if (err == ELS_E_STATE)
        return false;
    report(s, process, state->version, err, "", (els_process_now_ns(process) - start_ns) / 1000);
    return true;
}

/* A state came: it is loaded now, unless the broker decides when (and nobody has asked for it). */
static void on_state(executor *s, els_process *process, const els_state *state)
{
    s->wanting_ms = 0;
    if (els_executor_holds(s->executor, state->version))
        return;
    bool is_due = !els_process_welcome(process)->staged || is_wanted_by_chunk(s, state->version);
    els_state_load *order = NULL;
    for (int i = 0; i < ORDERED_MAX; i++)
        if (s->ordered[i].version == state->version)
            order = &s->ordered[i];
    bool is_loaded = false;
    if ((is_due || order) && !(order && order->verify)) { /* from where it lies: it may be large */
        is_loaded = take(s, process, state);
    } else {
        els_executor_stage(s->executor, state);
        is_loaded = order && load(s, process, state->version, order->verify);
    }
    if (is_loaded && order)
        order->version = 0;
    else if (!is_loaded && (order || is_wanted_by_chunk(s, state->version)))
        want_state(s, process, state->version); /* the whole */
}

/* ---- chunks ---- */

/* Asks for what the chunk lacks; true when it lacks nothing. */
static bool is_ready(executor *s, els_process *process, const els_task_chunk *chunk)
{
    els_executor_needs needs = els_executor_missing(s->executor, chunk);
    if (needs.state && load(s, process, chunk->state_version, false))
        needs = els_executor_missing(s->executor, chunk); /* it was staged: due sooner */
    if (needs.state)
        want_state(s, process, chunk->state_version);
    if (needs.kb.len) {
        els_kb_want want = {els_str_of(els_process_instance(process)), needs.kb};
        els_err err = els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_kb_want, &want);
        (void)err; /* asked again by on_tick */
    }
    return !needs.state && needs.kb.len == 0;
}

static void hold(executor *s, els_process *process, const els_task_chunk *chunk)
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

static void retry_held(executor *s, els_process *process)
{
    for (int i = 0; i < HELD_MAX; i++) {
        held_chunk *held = &s->held[i];
        if (!held->chunk)
            continue;
        els_executor_needs needs = els_executor_missing(s->executor, held->chunk);
        bool stale = held->chunk->epoch < s->epoch ||
                     (needs.state && is_given_up(s, held->chunk->state_version));
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
    executor *s = self;
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
        else if (!is_given_up(s, chunk->state_version))
            hold(s, process, chunk);
        return;
    }
    case ELS_MSG_plan:
        if (((const els_plan *)message)->epoch > s->epoch) {
            s->epoch = ((const els_plan *)message)->epoch;
            s->refusals = 0; /* the applier may be another */
        }
        return;
    case ELS_MSG_state:
        on_state(s, process, message);
        break;
    case ELS_MSG_state_load:
        on_state_load(s, process, message);
        break;
    case ELS_MSG_kb:
        err = els_demand_memory(els_executor_take_kb(s->executor, message));
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
    executor *s = self;
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
        .options = options,
        .n_options = sizeof options / sizeof options[0],
        .self_size = sizeof(executor),
        .start = start,
        .on_message = on_message,
        .on_tick = on_tick,
        .fini = fini,
    };
    return els_process_main(&desc, argc, argv);
}
