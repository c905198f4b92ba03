#include "executor.h"
#include "codec.h"
#include "desk.h"
#include "kb_index.h"

#include <stdlib.h>

enum { STATES = ELS_EXECUTOR_STATES, STAGED = 2, KEPT_MAX = STATES - 1, KBS_MAX = 16 };

typedef struct {
    uint64_t version; /* 0: free */
    uint64_t check;   /* els_mind_check of the whole */
    els_mind mind;
} held_state;

/* What came but is not loaded yet. */
typedef struct {
    uint64_t version; /* 0: free */
    uint64_t base;    /* as in els_state */
    els_buf bytes;
} staged_state;

struct els_executor {
    els_mind baseline;           /* never changes: ignorant */
    held_state states[STATES];   /* by age, the newest last */
    staged_state staged[STAGED]; /* likewise */
    uint64_t kept[KEPT_MAX];
    uint32_t n_kept;
    els_kb_index *kbs[KBS_MAX];
    uint32_t n_kbs;
    els_desk *desk;    /* closed before any mind or knowledge base changes */
    els_arena scratch; /* of the task in hand */
};

els_executor *els_executor_new(void)
{
    els_executor *executor = calloc(1, sizeof *executor);
    if (!executor)
        return NULL;
    executor->desk = els_desk_new();
    bool failed = !executor->desk;
    failed = els_mind_init(&executor->baseline, false) != ELS_OK || failed;
    for (int i = 0; i < STATES; i++)
        failed = els_mind_init(&executor->states[i].mind, false) != ELS_OK || failed;
    if (failed)
        els_executor_free(&executor);
    return executor;
}

void els_executor_free(els_executor **executor)
{
    if (!*executor)
        return;
    els_desk_free(&(*executor)->desk);
    els_mind_fini(&(*executor)->baseline);
    for (int i = 0; i < STATES; i++)
        els_mind_fini(&(*executor)->states[i].mind);
    for (int i = 0; i < STAGED; i++)
        els_buf_fini(&(*executor)->staged[i].bytes);
    for (uint32_t i = 0; i < (*executor)->n_kbs; i++)
        els_kb_index_free(&(*executor)->kbs[i]);
    els_arena_fini(&(*executor)->scratch);
    free(*executor);
    *executor = NULL;
}

static const held_state *state_of(const els_executor *executor, uint64_t version)
{
    for (int i = 0; i < STATES; i++)
        if (version && executor->states[i].version == version)
            return &executor->states[i];
    return NULL;
}

static const els_mind *mind_of(const els_executor *executor, uint64_t version)
{
    const held_state *held = state_of(executor, version);
    if (version == 0)
        return &executor->baseline;
    return held ? &held->mind : NULL;
}

bool els_executor_holds(const els_executor *executor, uint64_t version)
{
    return mind_of(executor, version) != NULL;
}

void els_executor_keep(els_executor *executor, const uint64_t *versions, uint32_t n)
{
    executor->n_kept = n < KEPT_MAX ? n : KEPT_MAX;
    for (uint32_t i = 0; i < executor->n_kept; i++)
        executor->kept[i] = versions[i];
}

uint32_t els_executor_held(const els_executor *executor, uint64_t ret[ELS_EXECUTOR_STATES])
{
    uint32_t n = 0;
    for (int i = 0; i < STATES; i++)
        if (executor->states[i].version)
            ret[n++] = executor->states[i].version;
    return n;
}

static bool is_kept(const els_executor *executor, uint64_t version)
{
    for (uint32_t i = 0; i < executor->n_kept; i++)
        if (executor->kept[i] == version)
            return true;
    return false;
}

/* The slot that makes room: the oldest whose version need not be kept. As fewer are kept than there
 * are slots, there is one, but for the base of what comes: then -1. */
static int slot_to_give_up(const els_executor *executor, uint64_t base)
{
    for (int i = 0; i < STATES; i++) {
        uint64_t version = executor->states[i].version;
        if (!version || (version != base && !is_kept(executor, version)))
            return i;
    }
    return -1;
}

/* STATE: its base is not at hand. */
static els_err read_state(const els_executor *executor, held_state *taken, const els_state *state)
{
    const held_state *base = state_of(executor, state->base);
    if (state->base == 0) {
        taken->check = els_mind_check(state->bytes);
        return els_mind_load(&taken->mind, state->bytes);
    }
    return base ? els_mind_load_change(&taken->mind, &base->mind, base->check, state->bytes,
                                       &taken->check)
                : ELS_E_STATE;
}

/* Whether the state, written again, is what was sent. */
static els_err verify_state(const held_state *taken, const els_state *state,
                            char ret_digest[ELS_DIGEST_HEX])
{
    els_buf again = {0};
    els_mind_save(&taken->mind, false, &again);
    els_str whole = els_buf_str(&again);
    bool is_same =
        state->base ? els_mind_check(whole) == taken->check : els_str_eq(whole, state->bytes);
    if (is_same && ret_digest)
        els_digest_hex(again.ptr, again.len, ret_digest);
    els_buf_fini(&again);
    return is_same ? ELS_OK : ELS_E_CORRUPT;
}

static els_err load(els_executor *executor, const els_state *state, bool verify,
                    char ret_digest[ELS_DIGEST_HEX])
{
    int at = slot_to_give_up(executor, state->base);
    if (at < 0 || (state->base && !state_of(executor, state->base)))
        return ELS_E_STATE;
    els_desk_clear(executor->desk);
    held_state taken = executor->states[at];
    els_err err = read_state(executor, &taken, state);
    if (!err && verify)
        err = verify_state(&taken, state, ret_digest);
    if (err == ELS_E_STATE)
        return err;
    taken.version = err ? 0 : state->version;
    if (err) { /* the slot's mind let go of what it had: it must not own that any more */
        executor->states[at] = taken;
        return err;
    }
    for (int i = at; i + 1 < STATES; i++)
        executor->states[i] = executor->states[i + 1];
    executor->states[STATES - 1] = taken;
    return ELS_OK;
}

els_err els_executor_take_state(els_executor *executor, const els_state *state)
{
    return mind_of(executor, state->version) ? ELS_OK : load(executor, state, false, NULL);
}

static staged_state *staged_of(els_executor *executor, uint64_t version)
{
    for (int i = 0; i < STAGED; i++)
        if (executor->staged[i].version == version)
            return &executor->staged[i];
    return NULL;
}

void els_executor_stage(els_executor *executor, const els_state *state)
{
    if (mind_of(executor, state->version) || staged_of(executor, state->version))
        return;
    staged_state oldest = executor->staged[0];
    oldest.version = state->version;
    oldest.base = state->base;
    els_buf_clear(&oldest.bytes);
    els_buf_add(&oldest.bytes, state->bytes);
    executor->staged[0] = executor->staged[1];
    executor->staged[1] = oldest;
}

els_err els_executor_load(els_executor *executor, uint64_t version, bool verify,
                          char ret_digest[ELS_DIGEST_HEX])
{
    if (ret_digest)
        ret_digest[0] = '\0';
    if (mind_of(executor, version))
        return ELS_OK;
    staged_state *staged = staged_of(executor, version);
    if (!staged)
        return ELS_E_NOT_FOUND;
    const els_state state = {version, staged->base, els_buf_str(&staged->bytes)};
    els_err err = load(executor, &state, verify, ret_digest);
    staged->version = 0;
    els_buf_fini(&staged->bytes);
    return err == ELS_E_STATE ? ELS_E_NOT_FOUND : err; /* the whole has to come */
}

static els_kb_index *const *kb_named(const els_executor *executor, els_str name)
{
    for (uint32_t i = 0; i < executor->n_kbs; i++)
        if (els_str_eq(els_kb_index_kb(executor->kbs[i])->name, name))
            return &executor->kbs[i];
    return NULL;
}

els_err els_executor_take_kb(els_executor *executor, const els_kb *kb)
{
    els_kb_index *fresh;
    els_kb_index *const *held = kb_named(executor, kb->name);
    if (!held && executor->n_kbs == KBS_MAX)
        return ELS_E_LIMIT;
    els_err err = els_kb_index_new(kb, &fresh);
    if (err)
        return err;
    els_desk_clear(executor->desk);
    if (held) {
        uint32_t at = (uint32_t)(held - executor->kbs);
        els_kb_index_free(&executor->kbs[at]);
        executor->kbs[at] = fresh;
    } else {
        executor->kbs[executor->n_kbs++] = fresh;
    }
    return ELS_OK;
}

els_executor_needs els_executor_missing(const els_executor *executor, const els_task_chunk *chunk)
{
    els_executor_needs needs = {.state = !mind_of(executor, chunk->state_version)};
    for (uint32_t i = 0; i < chunk->n_tasks && needs.kb.len == 0; i++)
        if (chunk->tasks[i].kb.len && !kb_named(executor, chunk->tasks[i].kb))
            needs.kb = chunk->tasks[i].kb;
    return needs;
}

/* The task of the throughput benchmark: nothing is thought about it. */
static void do_noop(const els_task *task, els_arena *arena, els_result *ret)
{
    els_str rest = task->question, word = {0};
    while (els_str_split(&rest, ' ', &word))
        ;
    *ret = (els_result){.index = task->index, .id = task->id, .propensity = 1};
    ret->answers = ELS_ARENA_NEW(arena, els_answer, 1);
    ret->answers[0] = (els_answer){.value = word, .confidence = 1};
    ret->n_answers = 1;
}

/* The configuration for a task of the chunk: NULL means the defaults. */
static const els_config *config_for(const els_task_chunk *chunk, const els_task *task,
                                    els_config *room)
{
    const els_config_trial *trial = chunk->n_trial ? &chunk->trial[0] : NULL;
    bool is_on_trial =
        chunk->arm == ELS_ARM_TRIAL ||
        (trial && chunk->explore && els_config_is_on_trial(trial->key, task->id, trial->share));
    if (chunk->n_config == 0 && !(trial && is_on_trial))
        return NULL;
    room->n = 0;
    els_config_lay(room, chunk->config, chunk->n_config);
    if (trial && is_on_trial)
        els_config_lay(room, trial->values, trial->n_values);
    return room;
}

void els_executor_do(els_executor *executor, const els_task_chunk *chunk, const els_task *task,
                     const els_clock *clock, els_arena *arena, els_result *ret)
{
    if (els_str_eq(task->kind, ELS_STR("noop")) && task->n_fields == 1) {
        do_noop(task, arena, ret);
        return;
    }
    els_kb_index *const *kb = task->kb.len ? kb_named(executor, task->kb) : NULL;
    els_config room;
    els_orders orders = {.config = config_for(chunk, task, &room),
                         .salt = chunk->salt,
                         .explore = chunk->explore,
                         .exploration = chunk->exploration,
                         .agent = chunk->agent,
                         .agents = chunk->agents,
                         .n_agents = chunk->n_agents};
    els_result result;
    els_arena_reset(&executor->scratch);
    uint64_t start_ns = clock->now_ns(clock->context);
    const els_mind *mind = mind_of(executor, chunk->state_version);
    if (els_orchestrator_is_forced(&orders)) /* others are made to do the same task */
        els_orchestrator_work(
            els_desk_open(executor->desk, mind, task, kb ? *kb : NULL, chunk->salt), task, &orders,
            &executor->scratch, &result);
    else
        els_orchestrator_solve(mind, task, kb ? *kb : NULL, &orders, &executor->scratch, &result);
    result.latency_ns = clock->now_ns(clock->context) - start_ns;
    *ret = *(els_result *)els_record_copy(arena, "result", &result);
}

uint64_t els_executor_allowed(const els_task_chunk *chunk, const els_task *task,
                              const els_result *result)
{
    els_config room;
    const els_config *config = config_for(chunk, task, &room);
    return (uint64_t)task->n_fields *
           els_config_count(config, ELS_CONFIG_work_budget, result->agent, task->kind);
}
