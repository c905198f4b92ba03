/* agents.c — every architecture with its mechanism on and off, on the plugins' tasks: the same
 * trained mind, the same tasks, another value of one parameter.
 *
 *   els-bench-agents [iterations] [seed] [tasks] [again]
 *
 * Trains one mind on the train split (batches of 10), then answers tasks of the select split, or
 * with `again` the newest training tasks once more, as users who come back with the same question.
 * Prints a table: success and work units per task with and without, and the paired difference of
 * success with its 95 % interval, clustered by template. */
#include "kb_index.h"
#include "learn.h"
#include "orchestrator.h"
#include "plugin.h"
#include "replay.h"
#include "stats_basic.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLUGINS = 3, BATCH = 10 };
static const char *const plugin_names[PLUGINS] = {"customer_support", "sales_research",
                                                  "benchmark"};

typedef struct {
    const els_plugin *plugin[PLUGINS];
    els_kb_index *kb[PLUGINS];
    uint64_t first; /* of the training tasks that are answered again */
    bool is_again;
} world;

/* What is compared: the default setting with one value changed. */
typedef struct {
    const char *agent, *mechanism;
    uint32_t parameter;
    double off;
} ablation;

static const ablation ablations[] = {
    {"react", "looks after every act (finish 0)", 1, 0},
    {"chain_of_thought", "majority of n (n 1)", 0, 1},
    {"tree_of_thought", "cuts and backtracks (prune 0)", 3, 0},
    {"planning", "replans (trust 0)", 2, 0},
    {"reflection", "lessons (0)", 1, 0},
    {"reflection", "trials (1)", 0, 1},
    {"evaluator", "refines (rounds 1)", 2, 1},
    {"debate", "rounds of reading (0)", 1, 0},
    {"memory", "cases (floor 2)", 1, 2},
    {"curriculum", "promotion (step 0)", 1, 0},
    {"voyager", "verified skills (retries 0)", 1, 0},
    {"toolformer", "calls what pays (threshold 0)", 0, 0},
    {"swarm", "many workers (size 1)", 0, 1},
    {"swarm", "quorum (all 12)", 1, 12},
    {"multi_agent", "critic and tester (roles 1)", 0, 1},
    {"hierarchical", "division (fan_out 1)", 0, 1},
    {"hierarchical", "workers' workers (depth 1)", 1, 1},
    {"generative_agents", "recency (0)", 0, 0},
    {"auto_loop", "re-prioritises (0)", 2, 0},
    {"auto_loop", "stops when stalled (never)", 1, 99},
    {"meta_evolver", "staged evaluation (trust 0)", 2, 0},
    {"governor", "verifies, escalates (accept 0)", 0, 0},
    {"governor", "cheapest first (accept 2)", 0, 2},
};

static bool grade(const els_sealed_task *sealed, els_result *result)
{
    bool all = true;
    for (uint32_t f = 0; f < result->n_answers; f++) {
        els_str type = sealed->task.fields[f].type;
        all = all && els_answer_matches(type, sealed->key[f], result->answers[f].value);
        for (uint32_t i = 0; i < result->answers[f].n_beam; i++) {
            els_candidate *c = &result->answers[f].beam[i];
            c->right = els_answer_matches(type, sealed->key[f], c->answer) ? ELS_GRADE_RIGHT
                                                                           : ELS_GRADE_WRONG;
        }
    }
    return all;
}

static bool make(const world *w, uint64_t seed, uint64_t i, uint32_t split, uint64_t task_seed,
                 els_arena *arena, els_sealed_task *ret)
{
    els_task_request request = {
        .seed = seed, .task_seed = task_seed, .index = i / PLUGINS, .split = split};
    return els_plugin_make(w->plugin[i % PLUGINS], &request, arena, ret) == ELS_OK;
}

static void train(els_mind *mind, const world *w, uint64_t seed, uint32_t iterations)
{
    els_arena arena = {0}, scratch = {0};
    els_replay *replay = els_replay_new();
    for (uint32_t i = 0; replay && i < iterations * BATCH; i++) {
        els_sealed_task sealed;
        els_result result;
        uint64_t iteration = i / BATCH + 1;
        els_arena_reset(&arena);
        if (!make(w, seed, i, ELS_SPLIT_TRAIN, 1000, &arena, &sealed))
            continue;
        els_orders orders = {.salt = iteration, .explore = true, .exploration = 0.5};
        els_orchestrator_solve(mind, &sealed.task, w->kb[i % PLUGINS], &orders, &arena, &result);
        bool right = grade(&sealed, &result);
        els_example example = {.task = &sealed.task,
                               .n_task = 1,
                               .answers = result.answers,
                               .n_answers = result.n_answers};
        els_record record = {.agent = result.agent,
                             .params = result.params,
                             .cost = result.cost,
                             .verdict = right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
        els_replay_learn(replay, mind, &example, &record, seed, iteration, &scratch);
    }
    els_replay_free(&replay);
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
}

typedef struct {
    double right, cost; /* means */
} outcome;

/* Fills right[] with 0 or 1 and cluster[] with the template of each task. */
static outcome answer_all(const els_mind *mind, const world *w, uint64_t seed, uint32_t tasks,
                          const char *agent, const els_setting *setting, double *right,
                          uint64_t *cluster)
{
    outcome sum = {0, 0};
    els_arena arena = {0};
    for (uint32_t i = 0; i < tasks; i++) {
        els_sealed_task sealed;
        els_result result;
        els_arena_reset(&arena);
        right[i] = 0;
        cluster[i] = 0;
        uint64_t at = w->is_again ? w->first + i : i;
        if (!make(w, seed, at, w->is_again ? ELS_SPLIT_TRAIN : ELS_SPLIT_SELECT,
                  w->is_again ? 1000 : 777, &arena, &sealed))
            continue;
        els_orders orders = {.salt = 1, .agent = els_str_of(agent), .setting = setting};
        els_orchestrator_solve(mind, &sealed.task, w->kb[at % PLUGINS], &orders, &arena, &result);
        right[i] = grade(&sealed, &result);
        cluster[i] = els_hash_str(sealed.template_id);
        sum.right += right[i] / tasks;
        sum.cost += (double)result.cost / tasks;
    }
    els_arena_fini(&arena);
    return sum;
}

/* Prints a row: the agent (NULL: by the router's choice) with one mind and setting and another. */
static void compare(const world *w, uint64_t seed, uint32_t tasks, const char *agent,
                    const char *mechanism, const els_mind *mind_on, const els_setting *on,
                    const els_mind *mind_off, const els_setting *off)
{
    double *right_on = calloc(tasks, sizeof(double)), *right_off = calloc(tasks, sizeof(double));
    uint64_t *cluster = calloc(tasks, sizeof(uint64_t));
    if (right_on && right_off && cluster) {
        outcome with = answer_all(mind_on, w, seed, tasks, agent, on, right_on, cluster);
        outcome without = answer_all(mind_off, w, seed, tasks, agent, off, right_off, cluster);
        for (uint32_t i = 0; i < tasks; i++)
            right_on[i] -= right_off[i];
        els_paired d = els_stats_paired_difference(right_on, cluster, tasks);
        printf("| %s | %s | %.1f %% | %.1f %% | %+.1f [%+.1f, %+.1f] | %.1f | %.1f |\n",
               agent ? agent : "as the router chooses", mechanism, 100 * with.right,
               100 * without.right, 100 * d.mean, 100 * d.interval.low, 100 * d.interval.high,
               with.cost, without.cost);
    }
    free(right_on);
    free(right_off);
    free(cluster);
}

static void compare_mechanism(const els_mind *mind, const world *w, uint64_t seed, uint32_t tasks,
                              const ablation *a)
{
    els_setting on = els_agent_named(els_str_of(a->agent))->settings[0], off = on;
    off.value[a->parameter] = a->off;
    compare(w, seed, tasks, a->agent, a->mechanism, mind, &on, mind, &off);
}

/* The same mind and one that has forgotten all cases. */
static void compare_cases(els_mind *mind, const world *w, uint64_t seed, uint32_t tasks,
                          const char *agent)
{
    els_mind forgetful = *mind; /* shares everything else */
    forgetful.n_cases = 0;
    compare(w, seed, tasks, agent, "cases (forgotten)", mind, NULL, &forgetful, NULL);
}

int main(int argc, char **argv)
{
    uint32_t iterations = argc > 1 ? (uint32_t)atoi(argv[1]) : 50;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint32_t tasks = argc > 3 ? (uint32_t)atoi(argv[3]) : 600;
    world w = {.is_again = argc > 4};
    els_arena arena = {0};
    els_mind mind;
    if (els_mind_init(&mind, true))
        return 1;
    for (uint32_t p = 0; p < PLUGINS; p++) {
        els_kb kb = {0};
        w.plugin[p] = els_plugin_find(els_str_of(plugin_names[p]));
        if (!w.plugin[p]->knowledge)
            continue;
        w.plugin[p]->knowledge(w.plugin[p], seed, &arena, &kb);
        if (els_kb_index_new(&kb, &w.kb[p]))
            return 1;
    }
    if (w.is_again && tasks > iterations * BATCH)
        tasks = iterations * BATCH;
    w.first = (uint64_t)iterations * BATCH - tasks;
    train(&mind, &w, seed, iterations);
    puts("| architecture | mechanism (off) | success with | without | difference, points | units "
         "with | without |");
    puts("|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < sizeof ablations / sizeof ablations[0]; i++)
        compare_mechanism(&mind, &w, seed, tasks, &ablations[i]);
    compare_cases(&mind, &w, seed, tasks, NULL);
    compare_cases(&mind, &w, seed, tasks, "memory");
    compare_cases(&mind, &w, seed, tasks, "generative_agents");
    for (uint32_t p = 0; p < PLUGINS; p++)
        els_kb_index_free(&w.kb[p]);
    els_mind_fini(&mind);
    els_arena_fini(&arena);
    return 0;
}
