#include "generator.h"

#include "draws.h"

#define CHUNK_TASKS_MAX 4096u /* as in task_chunk.tasks */

els_err els_task_source_init(els_task_source *ret, const els_plugin *const *plugins, uint32_t n,
                             els_arena *arena)
{
    els_task_source source = {.n_plugins = n};
    if (n == 0 || n > ELS_TASK_SOURCE_PLUGINS)
        return ELS_E_USAGE;
    for (uint32_t i = 0; i < n; i++) {
        if (!plugins[i])
            return ELS_E_USAGE;
        source.plugins[i] = plugins[i];
        plugins[i]->statistics(plugins[i], arena, &source.statistics[i]);
    }
    *ret = source;
    return ELS_OK;
}

els_err els_task_source_find(els_task_source *ret, const els_str *names, uint32_t n,
                             const els_plugin *extra, els_arena *arena, els_str *ret_unknown)
{
    const els_plugin *plugins[ELS_TASK_SOURCE_PLUGINS];
    if (n == 0 || n > ELS_TASK_SOURCE_PLUGINS)
        return ELS_E_USAGE;
    for (uint32_t i = 0; i < n; i++) {
        const els_plugin *own = extra;
        while (own && !els_str_eq(els_str_of(own->name), names[i]))
            own = own->next;
        plugins[i] = own ? own : els_plugin_find(names[i]);
        if (!plugins[i]) {
            *ret_unknown = names[i];
            return ELS_E_NOT_FOUND;
        }
    }
    return els_task_source_init(ret, plugins, n, arena);
}

bool els_task_source_has_split(const els_task_source *source, uint32_t split)
{
    if (split >= ELS_SPLIT_COUNT_)
        return false;
    for (uint32_t i = 0; i < source->n_plugins; i++)
        if (source->statistics[i].templates[split])
            return true;
    return false;
}

els_err els_task_source_make(const els_task_source *source, uint64_t seed,
                             const els_segment *segment, uint32_t index, els_arena *arena,
                             els_sealed_task *ret)
{
    els_draws draws;
    const els_plugin *plugin;
    els_err err = els_draws_open(&draws, source, segment, arena);
    return err ? err : els_draws_make(&draws, seed, index, arena, ret, &plugin);
}

els_err els_generator_chunk(const els_task_source *source, const els_grant *grant, els_arena *arena,
                            els_task_chunk *ret)
{
    if (grant->n_segment != 1 || grant->count == 0 || grant->count > CHUNK_TASKS_MAX)
        return ELS_E_USAGE;
    const els_segment *segment = &grant->segment[0];
    if (grant->first > segment->count || grant->count > segment->count - grant->first)
        return ELS_E_USAGE;
    els_task *tasks = ELS_ARENA_NEW(arena, els_task, grant->count);
    els_draws draws;
    els_err err = els_draws_open(&draws, source, segment, arena);
    if (err)
        return err;
    for (uint32_t i = 0; i < grant->count; i++) {
        els_sealed_task sealed;
        const els_plugin *plugin;
        err = els_draws_make(&draws, grant->seed, grant->first + i, arena, &sealed, &plugin);
        if (err)
            return err;
        tasks[i] = sealed.task; /* the sealed half stays here */
    }
    *ret = (els_task_chunk){
        .epoch = grant->epoch,
        .iteration = grant->iteration,
        .chunk = grant->chunk,
        .attempt = grant->attempt,
        .arm = segment->arm,
        .state_version = grant->state_version,
        .salt = segment->salt,
        .explore = segment->explore,
        .exploration = grant->exploration,
        .agent = segment->agent,
        .agents = grant->agents,
        .n_agents = grant->n_agents,
        .tasks = tasks,
        .n_tasks = grant->count,
        .config = grant->config,
        .n_config = grant->n_config,
        .trial = grant->trial,
        .n_trial = grant->n_trial,
    };
    return ELS_OK;
}

uint32_t els_chunk_segment(const els_plan *plan, uint32_t chunk, uint32_t *ret_first)
{
    for (uint32_t i = 0; i < plan->n_segments; i++) {
        const els_segment *segment = &plan->segments[i];
        if (chunk >= segment->first && chunk - segment->first < segment->count) {
            *ret_first = chunk - segment->first;
            return i;
        }
    }
    return plan->n_segments;
}
