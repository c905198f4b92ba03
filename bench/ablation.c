/* ablation.c — what each part of the learner is worth: the same run without it.
 *
 *   els-bench-ablation [iterations] [seeds] [tasks] [plugin,...]
 *
 * Trains on the train split, `iterations` of 10 tasks (200), with each of the seeds 1..`seeds` (5),
 * and measures on `tasks` (300) of the select split at half time and at the end; the probe split is
 * not offered. Prints tables in Markdown: success and work units per solved task, mean over seeds
 * with 95 % intervals (Student's t over seeds), and per seed the ratio of costs to the whole
 * learner's. Ablations are made from outside, on the mind between two tasks; no part has a
 * switch for them. */
#include "lab_common.h"
#include "seed_mean.h"
#include "stats_basic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEEDS_MAX = 20, POINTS_MAX = 8, ARMS_MAX = 32, EVAL_SEED = 777 };

typedef enum { WHOLE, NO_RETRIEVAL, FROZEN_LIBRARY, NO_ROUTER, NO_CASES, CONDITIONS } condition;

static const char *const condition_name[CONDITIONS] = {
    [WHOLE] = "whole",
    [NO_RETRIEVAL] = "library off: no shape is offered",
    [FROZEN_LIBRARY] = "library frozen at 20 % of the run",
    [NO_ROUTER] = "router off: architecture by lot",
    [NO_CASES] = "memory off: no case is kept",
};

typedef struct {
    double success;  /* share of tasks */
    double per_task; /* work units per task */
    double cost;     /* work units per solved task */
    double skills;   /* in the library */
} figures;

typedef struct {
    els_lab_world world;
    uint64_t seed;
    uint32_t iterations, tasks;
    uint32_t point[POINTS_MAX], n_points; /* iterations after which is measured */
} plan;

/* ---- conditions ---- */

typedef struct {
    condition what;
    uint64_t frozen[ELS_SKILLS_MAX];
    uint32_t n_frozen;
    bool is_frozen;
} ablation;

static void freeze(ablation *a, const els_mind *mind)
{
    for (uint32_t i = 0; i < mind->n_skills; i++)
        a->frozen[i] = mind->skills[i].key;
    a->n_frozen = mind->n_skills;
    a->is_frozen = true;
}

static void keep_frozen(const ablation *a, els_mind *mind)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < mind->n_skills; i++)
        for (uint32_t k = 0; k < a->n_frozen; k++)
            if (a->frozen[k] == mind->skills[i].key) {
                mind->skills[n++] = mind->skills[i];
                break;
            }
    mind->n_skills = n;
}

/* Takes out of the mind what the condition does without. */
static void ablate(const ablation *a, els_mind *mind)
{
    if (a->what == NO_CASES)
        mind->n_cases = 0;
    if (a->is_frozen)
        keep_frozen(a, mind);
    /* Shapes that were never right are not offered, by recognition or as verified; how often each
     * was at work, which trust in answers rests on, stays. */
    for (uint32_t i = 0; a->what == NO_RETRIEVAL && i < mind->n_skills; i++)
        mind->skills[i].right = 0;
    if (a->what == NO_RETRIEVAL)
        mind->n_cases = 0; /* a case names the shape to take up */
}

/* The architecture that a router without knowledge would take. */
static els_str by_lot(uint64_t seed, uint64_t purpose, uint64_t task)
{
    uint32_t n;
    const els_agent *const *agents = els_agents(&n);
    els_rng rng = els_rng_make(seed, purpose, task);
    return els_str_of(agents[els_rng_below(&rng, n)]->name);
}

/* ---- measuring ---- */

static figures measure(const plan *p, const els_mind *mind, condition what, els_str agent)
{
    els_arena arena = {0};
    uint64_t cost = 0;
    uint32_t right = 0, n = 0;
    for (uint32_t i = 0; i < p->tasks; i++) {
        uint32_t turn = i % p->world.n;
        els_sealed_task sealed;
        els_result result;
        els_task_request request = {.seed = p->seed,
                                    .task_seed = EVAL_SEED,
                                    .index = i / p->world.n,
                                    .split = ELS_SPLIT_SELECT};
        els_arena_reset(&arena);
        if (els_plugin_make(p->world.plugin[turn], &request, &arena, &sealed))
            continue;
        els_orders orders = {.salt = 1, .agent = agent};
        if (what == NO_ROUTER)
            orders.agent = by_lot(p->seed, 2, i);
        els_orchestrator_solve(mind, &sealed.task, p->world.kb[turn], &orders, &arena, &result);
        bool in_beam;
        right += els_lab_grade(&sealed, &result, &in_beam);
        cost += result.cost;
        n++;
    }
    els_arena_fini(&arena);
    return (figures){.success = (double)right / (n ? n : 1),
                     .per_task = (double)cost / (n ? n : 1),
                     .cost = (double)cost / (right ? right : 1),
                     .skills = mind->n_skills};
}

/* One iteration of training. False when a task cannot be made. */
static bool train(const plan *p, const ablation *a, els_mind *mind, els_replay *replay,
                  uint32_t iteration, els_arena *arena, els_arena *scratch)
{
    for (uint32_t i = 0; i < ELS_LAB_BATCH; i++) {
        uint64_t index = (uint64_t)(iteration - 1) * ELS_LAB_BATCH + i;
        els_str agent = {NULL, 0};
        if (a->what == NO_ROUTER)
            agent = by_lot(p->seed, 3, index);
        if (!els_lab_step(&p->world, mind, replay, p->seed, index, agent, arena, scratch))
            return false;
        ablate(a, mind);
    }
    return true;
}

/* Trains under a condition and measures at every point of the plan; *mind is then trained. */
static bool run(const plan *p, condition what, els_mind *mind, figures ret[POINTS_MAX])
{
    static ablation a; /* too large for some stacks */
    els_arena arena = {0}, scratch = {0};
    els_replay *replay = els_replay_new();
    bool fine = replay != NULL;
    uint32_t at = 0;
    a = (ablation){.what = what};
    els_mind_clear(mind);
    for (uint32_t it = 1; fine && it <= p->iterations; it++) {
        fine = train(p, &a, mind, replay, it, &arena, &scratch);
        if (what == FROZEN_LIBRARY && it == p->iterations / 5)
            freeze(&a, mind);
        if (at < p->n_points && p->point[at] == it)
            ret[at++] = measure(p, mind, what, (els_str){NULL, 0});
    }
    els_replay_free(&replay);
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
    return fine;
}

/* ---- tables ---- */

/* A row's cells from one figure per seed; `whole` gives the base of the ratio, NULL: none. */
static void print_row(const char *name, const figures *mine, const figures *whole, uint32_t n)
{
    double success[SEEDS_MAX], cost[SEEDS_MAX], ratio[SEEDS_MAX];
    for (uint32_t i = 0; i < n; i++) {
        success[i] = mine[i].success;
        cost[i] = mine[i].cost;
        ratio[i] = whole ? mine[i].cost / whole[i].cost : 1;
    }
    printf("| %s |", name);
    els_print_seed_mean(success, n, 100, 1);
    els_print_seed_mean(cost, n, 1, 1);
    if (whole)
        els_print_seed_mean(ratio, n, 1, 2);
    printf("\n");
}

typedef struct {
    figures at[CONDITIONS][POINTS_MAX][SEEDS_MAX];
    figures no_library[SEEDS_MAX]; /* the whole mind, its library taken away */
    figures alone[ARMS_MAX][SEEDS_MAX];
    figures before[SEEDS_MAX];
} results;

static void print_results(const plan *p, const results *r, uint32_t n)
{
    static const char head[] = "| success, %% | units per solved task | cost ratio |\n"
                               "|---|---|---|---|\n";
    for (uint32_t at = 0; at < p->n_points; at++) {
        if (p->point[at] != p->iterations && p->point[at] != p->iterations / 2)
            continue;
        const figures *whole = r->at[WHOLE][at];
        printf("\n### After %u iterations of %d\n\n| learner ", p->point[at], ELS_LAB_BATCH);
        printf(head);
        for (int c = 0; c < CONDITIONS; c++)
            print_row(condition_name[c], r->at[c][at], whole, n);
        if (p->point[at] == p->iterations)
            print_row("library taken away after the run", r->no_library, whole, n);
        print_row("untrained", r->before, whole, n);
    }
    uint32_t n_agents;
    const els_agent *const *agents = els_agents(&n_agents);
    const figures *whole = r->at[WHOLE][p->n_points - 1];
    printf("\n### Each architecture alone, after %u iterations\n\n| architecture ", p->iterations);
    printf(head);
    for (uint32_t a = 0; a < n_agents && a < ARMS_MAX; a++)
        print_row(agents[a]->name, r->alone[a], whole, n);
    printf("\n### Cost against size of the library\n\n"
           "| iterations | skills | units per solved task | frozen: skills | frozen: units |\n"
           "|---|---|---|---|---|\n");
    for (uint32_t at = 0; at < p->n_points; at++) {
        printf("| %u |", p->point[at]);
        for (int c = WHOLE; c <= FROZEN_LIBRARY; c += FROZEN_LIBRARY - WHOLE) {
            double skills[SEEDS_MAX], cost[SEEDS_MAX];
            for (uint32_t i = 0; i < n; i++) {
                skills[i] = r->at[c][at][i].skills;
                cost[i] = r->at[c][at][i].cost;
            }
            els_print_seed_mean(skills, n, 1, 0);
            els_print_seed_mean(cost, n, 1, 1);
        }
        printf("\n");
    }
}

/* All runs of one seed into place `i` of the results. */
static bool run_seed(const plan *p, els_mind *mind, uint32_t i, results *r)
{
    uint32_t n_agents;
    const els_agent *const *agents = els_agents(&n_agents);
    figures at[POINTS_MAX] = {{0}};
    els_mind_clear(mind);
    r->before[i] = measure(p, mind, WHOLE, (els_str){NULL, 0});
    for (int c = CONDITIONS; c-- > 0;) {
        if (!run(p, (condition)c, mind, at))
            return false;
        for (uint32_t k = 0; k < p->n_points; k++)
            r->at[c][k][i] = at[k];
    }
    /* The mind is now that of the whole learner, which came last. */
    for (uint32_t a = 0; a < n_agents && a < ARMS_MAX; a++)
        r->alone[a][i] = measure(p, mind, WHOLE, els_str_of(agents[a]->name));
    mind->n_skills = 0;
    r->no_library[i] = measure(p, mind, WHOLE, (els_str){NULL, 0});
    return true;
}

/* A process per seed: minds share nothing. The results lie in memory that all of them see. */
static bool run_seeds(plan *p, els_str names, uint32_t n, results *r)
{
    bool fine = true;
    for (uint32_t i = 0; i < n; i++) {
        pid_t child = fork();
        if (child == 0) {
            els_mind mind;
            p->seed = i + 1;
            _exit(els_mind_init(&mind, true) || els_lab_open(&p->world, names, p->seed) ||
                  !run_seed(p, &mind, i, r));
        }
        fine = fine && child > 0;
    }
    int status;
    while (wait(&status) > 0)
        fine = fine && status == 0;
    return fine;
}

int main(int argc, char **argv)
{
    uint32_t seeds = argc > 2 ? (uint32_t)atoi(argv[2]) : 5;
    els_str names = els_str_of(argc > 4 ? argv[4] : ELS_LAB_PLUGINS);
    plan p = {.iterations = argc > 1 ? (uint32_t)atoi(argv[1]) : 200,
              .tasks = argc > 3 ? (uint32_t)atoi(argv[3]) : 300};
    if (p.iterations < 20 || seeds < 1 || seeds > SEEDS_MAX || p.tasks < 1) {
        fprintf(stderr, "els-bench-ablation: at least 20 iterations, 1 to %d seeds, 1 task\n",
                SEEDS_MAX);
        return 2;
    }
    if (els_lab_open(&p.world, names, 1)) {
        fprintf(stderr, "els-bench-ablation: " ELS_STR_FMT ": not all of these are plugins\n",
                ELS_STR_ARG(names));
        return 2;
    }
    els_lab_close(&p.world);
    static const uint32_t percent[] = {5, 10, 20, 35, 50, 75, 100};
    for (size_t i = 0; i < sizeof percent / sizeof percent[0]; i++)
        p.point[p.n_points++] = p.iterations * percent[i] / 100;
    results *r = mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (r == MAP_FAILED || !run_seeds(&p, names, seeds, r)) {
        fprintf(stderr, "els-bench-ablation: a run failed\n");
        return 1;
    }
    print_results(&p, r, seeds);
    printf("\n%.0f s of processor time.\n", els_lab_children_cpu_s());
    return 0;
}
