#include "draws.h"

#include "els_hash.h"

#include <string.h>

/* Place of the family among those of the plugin, n_families when it has none of that name. */
static uint32_t find_family(const els_plugin_statistics *statistics, els_str family)
{
    uint32_t f = 0;
    while (f < statistics->n_families && !els_str_eq(statistics->families[f].name, family))
        f++;
    return f;
}

static uint32_t find_plugin(const els_task_source *source, els_str name)
{
    uint32_t p = 0;
    while (p < source->n_plugins && !els_str_eq(els_str_of(source->plugins[p]->name), name))
        p++;
    return p;
}

static bool takes_part(const els_task_source *source, const els_mix *mix, uint32_t split,
                       uint32_t *ret_plugin)
{
    *ret_plugin = find_plugin(source, mix->plugin);
    if (*ret_plugin == source->n_plugins || !(mix->weight > 0) || mix->weight > 1e9)
        return false;
    const els_plugin_statistics *statistics = &source->statistics[*ret_plugin];
    if (mix->family.len == 0)
        return statistics->templates[split] > 0;
    uint32_t f = find_family(statistics, mix->family);
    return f < statistics->n_families && statistics->families[f].templates[split] > 0;
}

static void list_strata(els_draws *draws)
{
    const els_segment *segment = draws->segment;
    draws->equal = true;
    for (uint32_t i = 0; i < segment->n_mix && draws->n_strata < ELS_DRAWS_STRATA_MAX; i++) {
        const els_mix *mix = &segment->mix[i];
        uint32_t plugin;
        if (!takes_part(draws->source, mix, segment->split, &plugin))
            continue;
        draws->strata[draws->n_strata++] = (els_draw_stratum){plugin, mix->family, mix->weight};
        draws->equal = draws->equal && mix->weight == draws->strata[0].weight;
        draws->total += mix->weight;
    }
}

static void count_made(els_draws *draws, els_arena *arena)
{
    const els_task_source *source = draws->source;
    const els_segment *segment = draws->segment;
    for (uint32_t p = 0; p < source->n_plugins; p++) {
        uint32_t n = source->statistics[p].n_families;
        draws->made_before[p] = ELS_ARENA_NEW(arena, uint64_t, n + 1);
        draws->made[p] = ELS_ARENA_NEW(arena, uint64_t, n + 1);
    }
    for (uint32_t i = 0; i < segment->n_mix; i++) {
        uint32_t p = find_plugin(source, segment->mix[i].plugin);
        if (p == source->n_plugins)
            continue;
        uint32_t f = find_family(&source->statistics[p], segment->mix[i].family);
        draws->made[p][f] = draws->made_before[p][f] = segment->mix[i].made;
    }
}

els_err els_draws_open(els_draws *ret, const els_task_source *source, const els_segment *segment,
                       els_arena *arena)
{
    if (segment->split >= ELS_SPLIT_COUNT_)
        return ELS_E_USAGE;
    els_draws draws = {.source = source, .segment = segment};
    for (uint32_t i = 0; i < source->n_plugins; i++)
        if (source->statistics[i].templates[segment->split])
            draws.able[draws.n_able++] = i;
    if (draws.n_able == 0)
        return ELS_E_NOT_FOUND;
    list_strata(&draws);
    for (uint32_t i = 0; i < draws.n_able && segment->walk; i++)
        draws.walks =
            draws.walks || source->statistics[draws.able[i]].templates[segment->split] > 1;
    if (draws.walks)
        count_made(&draws, arena);
    *ret = draws;
    return ELS_OK;
}

static els_draw_stratum stratum_at(const els_draws *draws, uint32_t index)
{
    uint32_t n = draws->n_strata, chosen = 0;
    if (n == 0)
        return (els_draw_stratum){.plugin = draws->able[index % draws->n_able]};
    uint64_t turn = els_hash_pair(draws->segment->task_seed, UINT64_C(0x6d6978));
    if (draws->equal)
        return draws->strata[(turn % n + index) % n];
    uint64_t phase = turn + (uint64_t)index * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / phi */
    double at = (double)(phase >> 11) * 0x1.0p-53 * draws->total;
    double sum = draws->strata[0].weight;
    while (chosen + 1 < n && at >= sum)
        sum += draws->strata[++chosen].weight;
    return draws->strata[chosen];
}

/* The family of the stratum that is next: its own, or the one with the fewest tasks. Of those with
 * equally many the task seed chooses. */
static uint32_t next_family(const els_draws *draws, const els_draw_stratum *stratum)
{
    const els_plugin_statistics *statistics = &draws->source->statistics[stratum->plugin];
    const uint64_t *made = draws->made[stratum->plugin];
    uint32_t best = statistics->n_families;
    uint64_t best_lot = 0;
    if (stratum->family.len)
        return find_family(statistics, stratum->family);
    for (uint32_t f = 0; f < statistics->n_families; f++) {
        if (statistics->families[f].templates[draws->segment->split] == 0)
            continue;
        uint64_t lot = els_hash_pair(draws->segment->task_seed, f);
        bool is_less = best == statistics->n_families || made[f] < made[best];
        if (is_less || (made[f] == made[best] && lot < best_lot)) {
            best = f;
            best_lot = lot;
        }
    }
    return best;
}

/* The next step of a walk. A plugin that tells of no families draws as it likes. */
static els_draw_stratum step(els_draws *draws, els_task_request *ret_request)
{
    els_draw_stratum stratum = stratum_at(draws, draws->next++);
    const els_plugin_statistics *statistics = &draws->source->statistics[stratum.plugin];
    uint32_t f = next_family(draws, &stratum);
    ret_request->walks = f < statistics->n_families;
    ret_request->place = draws->made[stratum.plugin][f]++;
    if (ret_request->walks)
        stratum.family = statistics->families[f].name;
    return stratum;
}

static void go_back(els_draws *draws)
{
    const els_task_source *source = draws->source;
    for (uint32_t p = 0; p < source->n_plugins; p++)
        memcpy(draws->made[p], draws->made_before[p],
               source->statistics[p].n_families * sizeof *draws->made[p]);
    draws->next = 0;
}

void els_draws_at(els_draws *draws, uint32_t index, const els_plugin **ret_plugin,
                  els_task_request *ret_request)
{
    els_draw_stratum stratum = {0};
    if (!draws->walks)
        stratum = stratum_at(draws, index);
    else if (index < draws->next)
        go_back(draws);
    while (draws->walks && draws->next <= index)
        stratum = step(draws, ret_request);
    *ret_plugin = draws->source->plugins[stratum.plugin];
    ret_request->family = stratum.family;
}

els_err els_draws_make(els_draws *draws, uint64_t seed, uint32_t index, els_arena *arena,
                       els_sealed_task *ret, const els_plugin **ret_plugin)
{
    els_task_request request = {
        .seed = seed,
        .task_seed = draws->segment->task_seed,
        .index = index,
        .difficulty = draws->segment->difficulty,
        .split = draws->segment->split,
    };
    els_draws_at(draws, index, ret_plugin, &request);
    return els_plugin_make(*ret_plugin, &request, arena, ret);
}
