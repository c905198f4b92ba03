#include "lab_common.h"

#include <sys/resource.h>

els_err els_lab_open(els_lab_world *world, els_str names, uint64_t seed)
{
    els_str name;
    els_arena arena = {0};
    els_err err = ELS_OK;
    *world = (els_lab_world){.n = 0};
    while (!err && els_str_split(&names, ',', &name)) {
        const els_plugin *plugin = world->n < ELS_LAB_PLUGINS_MAX ? els_plugin_find(name) : NULL;
        if (!plugin) {
            err = ELS_E_NOT_FOUND;
            break;
        }
        world->plugin[world->n] = plugin;
        if (plugin->knowledge) {
            els_kb kb = {0};
            plugin->knowledge(plugin, seed, &arena, &kb);
            err = els_kb_index_new(&kb, &world->kb[world->n]);
        }
        world->n += !err;
    }
    els_arena_fini(&arena);
    if (err)
        els_lab_close(world);
    return err;
}

void els_lab_close(els_lab_world *world)
{
    for (uint32_t i = 0; i < world->n; i++)
        els_kb_index_free(&world->kb[i]);
    world->n = 0;
}

bool els_lab_grade(const els_sealed_task *sealed, els_result *result, bool *ret_in_beam)
{
    bool all = true;
    *ret_in_beam = true;
    for (uint32_t i = 0; i < result->n_rehearsals; i++) {
        els_rehearsal *r = &result->rehearsals[i];
        r->right = ELS_GRADE_RIGHT;
        for (uint32_t f = 0; f < r->n_values; f++)
            if (!els_answer_matches(sealed->task.fields[f].type, sealed->key[f], r->values[f]))
                r->right = ELS_GRADE_WRONG;
    }
    for (uint32_t f = 0; f < result->n_answers; f++) {
        els_str type = sealed->task.fields[f].type;
        bool held = false;
        all = all && els_answer_matches(type, sealed->key[f], result->answers[f].value);
        for (uint32_t i = 0; i < result->answers[f].n_beam; i++) {
            els_candidate *c = &result->answers[f].beam[i];
            c->right = els_answer_matches(type, sealed->key[f], c->answer) ? ELS_GRADE_RIGHT
                                                                           : ELS_GRADE_WRONG;
            held = held || c->right == ELS_GRADE_RIGHT;
        }
        *ret_in_beam = *ret_in_beam && held;
    }
    return all;
}

void els_lab_learn(els_replay *replay, els_mind *mind, const els_sealed_task *sealed,
                   const els_result *result, bool right, uint64_t seed, uint64_t iteration,
                   els_arena *scratch)
{
    els_example example = {.task = (els_task *)&sealed->task,
                           .n_task = 1,
                           .answers = result->answers,
                           .n_answers = result->n_answers,
                           .rehearsals = result->rehearsals,
                           .n_rehearsals = result->n_rehearsals};
    els_record record = {.agent = result->agent,
                         .params = result->params,
                         .cost = result->cost,
                         .verdict = right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
    els_replay_learn(replay, mind, &example, &record, seed, iteration, scratch);
    els_labels_train(mind->labels, false);
    els_rules_settle(&mind->rules);
}

bool els_lab_step(const els_lab_world *world, els_mind *mind, els_replay *replay, uint64_t seed,
                  uint64_t index, els_str agent, els_arena *arena, els_arena *scratch)
{
    uint64_t iteration = 1 + index / ELS_LAB_BATCH;
    uint32_t turn = (uint32_t)(index % world->n);
    els_sealed_task sealed;
    els_result result;
    els_task_request request = {
        .seed = seed, .task_seed = 1000, .index = index, .split = ELS_SPLIT_TRAIN};
    els_arena_reset(arena);
    if (els_plugin_make(world->plugin[turn], &request, arena, &sealed))
        return false;
    els_orders orders = {.salt = iteration, .agent = agent, .explore = true, .exploration = 0.5};
    els_orchestrator_solve(mind, &sealed.task, world->kb[turn], &orders, arena, &result);
    bool in_beam, right = els_lab_grade(&sealed, &result, &in_beam);
    els_lab_learn(replay, mind, &sealed, &result, right, seed, iteration, scratch);
    return true;
}

double els_lab_children_cpu_s(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec * 1e-6;
}
