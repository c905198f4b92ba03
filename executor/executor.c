#include "executor.h"
#include "codec.h"
#include "kb_index.h"

#include <stdlib.h>

enum { STATES_KEPT = 3, KBS_MAX = 16 };

typedef struct {
    uint64_t version; /* 0: free */
    els_mind mind;
} held_state;

struct els_executor {
    els_mind baseline;              /* never changes: ignorant */
    held_state states[STATES_KEPT]; /* by age, the newest last */
    els_kb_index *kbs[KBS_MAX];
    uint32_t n_kbs;
    els_arena scratch; /* of the task in hand */
};

els_executor *els_executor_new(void)
{
    els_executor *executor = calloc(1, sizeof *executor);
    if (!executor)
        return NULL;
    bool failed = els_mind_init(&executor->baseline, false) != ELS_OK;
    for (int i = 0; i < STATES_KEPT; i++)
        failed = els_mind_init(&executor->states[i].mind, false) != ELS_OK || failed;
    if (failed)
        els_executor_free(&executor);
    return executor;
}

void els_executor_free(els_executor **executor)
{
    if (!*executor)
        return;
    els_mind_fini(&(*executor)->baseline);
    for (int i = 0; i < STATES_KEPT; i++)
        els_mind_fini(&(*executor)->states[i].mind);
    for (uint32_t i = 0; i < (*executor)->n_kbs; i++)
        els_kb_index_free(&(*executor)->kbs[i]);
    els_arena_fini(&(*executor)->scratch);
    free(*executor);
    *executor = NULL;
}

static const els_mind *mind_of(const els_executor *executor, uint64_t version)
{
    if (version == 0)
        return &executor->baseline;
    for (int i = 0; i < STATES_KEPT; i++)
        if (executor->states[i].version == version)
            return &executor->states[i].mind;
    return NULL;
}

els_err els_executor_take_state(els_executor *executor, const els_state *state)
{
    if (state->base != 0)
        return ELS_E_STATE;
    if (mind_of(executor, state->version))
        return ELS_OK;
    held_state oldest = executor->states[0];
    oldest.version = 0;
    els_err err = els_mind_load(&oldest.mind, state->bytes);
    if (err) {
        executor->states[0].version = 0;
        return err;
    }
    oldest.version = state->version;
    for (int i = 0; i + 1 < STATES_KEPT; i++)
        executor->states[i] = executor->states[i + 1];
    executor->states[STATES_KEPT - 1] = oldest;
    return ELS_OK;
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
                     uint64_t (*now_ns)(void), els_arena *arena, els_result *ret)
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
    uint64_t start_ns = now_ns();
    els_orchestrator_solve(mind_of(executor, chunk->state_version), task, kb ? *kb : NULL, &orders,
                           &executor->scratch, &result);
    result.latency_ns = now_ns() - start_ns;
    *ret = *(els_result *)els_record_copy(arena, "result", &result);
}
