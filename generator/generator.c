#include "generator.h"

#include "els_hash.h"

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

/* Index of the plugin that has what the stratum names in this split; n_plugins when none does. */
static uint32_t find_stratum(const els_task_source *source, const els_mix *mix, uint32_t split)
{
    for (uint32_t i = 0; i < source->n_plugins; i++) {
        const els_plugin_statistics *statistics = &source->statistics[i];
        if (!els_str_eq(els_str_of(source->plugins[i]->name), mix->plugin))
            continue;
        if (mix->family.len == 0)
            return statistics->templates[split] ? i : source->n_plugins;
        for (uint32_t f = 0; f < statistics->n_families; f++)
            if (els_str_eq(statistics->families[f].name, mix->family) &&
                statistics->families[f].templates[split])
                return i;
    }
    return source->n_plugins;
}

/* The stratum of the segment's mix that task `index` belongs to: an index into segment->mix, or
 * n_mix when no stratum takes part. Sets *ret_plugin. */
static uint32_t pick_from_mix(const els_task_source *source, const els_segment *segment,
                              uint32_t index, uint32_t *ret_plugin)
{
    uint32_t strata[64], plugins[64], n = 0;
    double total = 0;
    bool equal = true;
    for (uint32_t i = 0; i < segment->n_mix && n < 64; i++) {
        const els_mix *mix = &segment->mix[i];
        uint32_t plugin = find_stratum(source, mix, segment->split);
        if (plugin == source->n_plugins || !(mix->weight > 0) || mix->weight > 1e9)
            continue;
        equal = equal && (n == 0 || mix->weight == segment->mix[strata[0]].weight);
        total += mix->weight;
        strata[n] = i;
        plugins[n++] = plugin;
    }
    if (n == 0)
        return segment->n_mix;

    uint64_t turn = els_hash_pair(segment->task_seed, UINT64_C(0x6d6978));
    uint32_t chosen = 0;
    if (equal) {
        chosen = (uint32_t)((turn % n + index) % n);
    } else {
        uint64_t phase = turn + (uint64_t)index * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / phi */
        double at = (double)(phase >> 11) * 0x1.0p-53 * total;
        double sum = segment->mix[strata[0]].weight;
        while (chosen + 1 < n && at >= sum)
            sum += segment->mix[strata[++chosen]].weight;
    }
    *ret_plugin = plugins[chosen];
    return strata[chosen];
}

els_err els_task_source_stratum(const els_task_source *source, const els_segment *segment,
                                uint32_t index, const els_plugin **ret_plugin, els_str *ret_family)
{
    if (segment->split >= ELS_SPLIT_COUNT_)
        return ELS_E_USAGE;
    uint32_t plugin = 0;
    uint32_t stratum = pick_from_mix(source, segment, index, &plugin);
    if (stratum < segment->n_mix) {
        *ret_plugin = source->plugins[plugin];
        *ret_family = segment->mix[stratum].family;
        return ELS_OK;
    }
    uint32_t able[ELS_TASK_SOURCE_PLUGINS], n = 0;
    for (uint32_t i = 0; i < source->n_plugins; i++)
        if (source->statistics[i].templates[segment->split])
            able[n++] = i;
    if (n == 0)
        return ELS_E_NOT_FOUND;
    *ret_plugin = source->plugins[able[index % n]];
    *ret_family = (els_str){NULL, 0};
    return ELS_OK;
}

els_err els_task_source_make(const els_task_source *source, uint64_t seed,
                             const els_segment *segment, uint32_t index, els_arena *arena,
                             els_sealed_task *ret)
{
    const els_plugin *plugin;
    els_task_request request = {
        .seed = seed,
        .task_seed = segment->task_seed,
        .index = index,
        .difficulty = segment->difficulty,
        .split = segment->split,
    };
    els_err err = els_task_source_stratum(source, segment, index, &plugin, &request.family);
    if (err)
        return err;
    return els_plugin_make(plugin, &request, arena, ret);
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
    for (uint32_t i = 0; i < grant->count; i++) {
        els_sealed_task sealed;
        els_err err =
            els_task_source_make(source, grant->seed, segment, grant->first + i, arena, &sealed);
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
