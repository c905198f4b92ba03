/* router.c — what there is to gain by choosing an architecture, and how much of it the router gets.
 *
 *   els-bench-router [iterations] [seeds] [tasks] [FILE.jsonl ...]
 *
 * Trains on the train split, `iterations` of 10 tasks (100), with each of the seeds 1..`seeds` (5),
 * on the three plugins and, in equal turns, the rows of each FILE. Then every task of `tasks` (600)
 * of the select split is answered by every architecture in its default setting, in its others, and
 * by the router. From these: the best single architecture in hindsight, and an oracle that knows
 * for each family of tasks which architecture is best there. The oracle that has seen the very
 * tasks it is measured on is an upper bound; the halved one chooses on half of the templates and is
 * measured on the others, and so is the halved best single. What is best: fewest work units per
 * solved task. Besides these the best single by the router's own measure, success less the units
 * spent at the price of a solved task, among default settings and among all; and the cheapest whose
 * success is at most a point under the router's. A seed's best are chosen on the very tasks they
 * are measured on. */
#include "dataset.h"
#include "lab_common.h"
#include "seed_mean.h"
#include "stats_basic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS_MAX = 20, TASKS_MAX = 3000, FAMILIES_MAX = 256, ARMS_MAX = 64, EVAL_SEED = 777 };
enum { ROUTER = ARMS_MAX - 1 };

typedef struct {
    bool right[ARMS_MAX];
    uint32_t cost[ARMS_MAX];
    uint32_t family; /* number */
    bool half;
} task_row;

typedef struct {
    els_lab_world world;
    uint32_t iterations, tasks, n_families;
    uint32_t n_arms, n_all; /* architectures in their default settings, then their other settings */
    char family[FAMILIES_MAX][96];
    task_row rows[TASKS_MAX];
    uint32_t n_rows;
} bench;

typedef struct {
    double right, cost, n;
} sums;

static double per_solved(sums s)
{
    return s.cost / fmax(s.right, 0.5);
}

static uint32_t family_number(bench *b, const char *plugin, els_str family)
{
    char name[96];
    snprintf(name, sizeof name, "%s/" ELS_STR_FMT, plugin, ELS_STR_ARG(family));
    for (uint32_t i = 0; i < b->n_families; i++)
        if (strcmp(b->family[i], name) == 0)
            return i;
    if (b->n_families == FAMILIES_MAX)
        return FAMILIES_MAX - 1;
    memcpy(b->family[b->n_families], name, sizeof name);
    return b->n_families++;
}

static bool train(const bench *b, els_mind *mind, uint64_t seed)
{
    els_arena arena = {0}, scratch = {0};
    els_replay *replay = els_replay_new();
    bool fine = replay != NULL;
    els_mind_clear(mind);
    for (uint64_t i = 0; fine && i < (uint64_t)b->iterations * ELS_LAB_BATCH; i++)
        fine = els_lab_step(&b->world, mind, replay, seed, i, (els_str){NULL, 0}, &arena, &scratch);
    els_replay_free(&replay);
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
    return fine;
}

/* Default settings first, in the order of the architectures. */
static els_orders orders_of(uint32_t arm)
{
    uint32_t n_agents;
    const els_agent *const *agents = els_agents(&n_agents);
    els_orders orders = {.salt = 1};
    if (arm < n_agents) {
        orders.agent = els_str_of(agents[arm]->name);
        return orders;
    }
    arm -= n_agents;
    for (uint32_t a = 0; a < n_agents; a++) {
        uint32_t others = agents[a]->n_settings - 1;
        if (arm < others) {
            orders.agent = els_str_of(agents[a]->name);
            orders.setting = &agents[a]->settings[1 + arm];
            return orders;
        }
        arm -= others;
    }
    return orders; /* the router */
}

static void count_arms(bench *b)
{
    const els_agent *const *agents = els_agents(&b->n_arms);
    b->n_all = 0;
    for (uint32_t a = 0; a < b->n_arms; a++)
        b->n_all += agents[a]->n_settings;
}

static bool answer(bench *b, const els_mind *mind, const els_task_request *request, uint32_t turn,
                   uint32_t arm, els_arena *arena, task_row *row)
{
    els_sealed_task sealed;
    els_result result;
    bool in_beam;
    els_orders orders = orders_of(arm);
    els_arena_reset(arena);
    if (els_plugin_make(b->world.plugin[turn], request, arena, &sealed))
        return false;
    els_orchestrator_solve(mind, &sealed.task, b->world.kb[turn], &orders, arena, &result);
    row->right[arm] = els_lab_grade(&sealed, &result, &in_beam);
    row->cost[arm] = (uint32_t)result.cost;
    row->family = family_number(b, b->world.plugin[turn]->name, sealed.family);
    row->half = els_hash_str(sealed.template_id) >> 17 & 1;
    return true;
}

static void answer_all(bench *b, const els_mind *mind, uint64_t seed)
{
    els_arena arena = {0};
    count_arms(b);
    b->n_rows = 0;
    for (uint32_t i = 0; i < b->tasks; i++) {
        uint32_t turn = i % b->world.n;
        els_task_request request = {.seed = seed,
                                    .task_seed = EVAL_SEED,
                                    .index = i / b->world.n,
                                    .split = ELS_SPLIT_SELECT};
        task_row *row = &b->rows[b->n_rows];
        bool fine = answer(b, mind, &request, turn, (uint32_t)ROUTER, &arena, row);
        for (uint32_t arm = 0; arm < b->n_all && fine; arm++)
            fine = answer(b, mind, &request, turn, arm, &arena, row);
        b->n_rows += fine;
    }
    els_arena_fini(&arena);
}

enum { ANY_FAMILY = FAMILIES_MAX };
typedef enum { FIRST_HALF, SECOND_HALF, BOTH_HALVES } halves;

static sums sum_of(const bench *b, uint32_t arm, uint32_t family, halves which)
{
    sums s = {0};
    for (uint32_t i = 0; i < b->n_rows; i++) {
        const task_row *row = &b->rows[i];
        if ((family != ANY_FAMILY && row->family != family) ||
            (which != BOTH_HALVES && (halves)row->half != which))
            continue;
        s.right += row->right[arm];
        s.cost += row->cost[arm];
        s.n++;
    }
    return s;
}

static void add(sums *to, sums more)
{
    to->right += more.right;
    to->cost += more.cost;
    to->n += more.n;
}

/* The arm that loses least, when a solved task is worth `price` units (0 price: per solved). */
static uint32_t best_arm(const bench *b, uint32_t family, halves which, double price)
{
    uint32_t best = 0;
    double least = INFINITY;
    for (uint32_t a = 0; a < b->n_arms; a++) {
        sums s = sum_of(b, a, family, which);
        double loss = price > 0 ? s.cost - price * s.right : per_solved(s);
        if (loss < least) {
            least = loss;
            best = a;
        }
    }
    return best;
}

/* Chooses per family on `from`, is measured on `on`. The ratio of two sums is least where the price
 * of a solved task is that ratio itself (Dinkelbach 1967). */
static sums oracle(const bench *b, halves from, halves on)
{
    double price = per_solved(sum_of(b, best_arm(b, ANY_FAMILY, from, 0), ANY_FAMILY, from));
    uint32_t arm[FAMILIES_MAX];
    for (int round = 0; round < 20; round++) {
        sums s = {0};
        for (uint32_t f = 0; f < b->n_families; f++) {
            arm[f] = best_arm(b, f, from, price);
            add(&s, sum_of(b, arm[f], f, from));
        }
        if (fabs(per_solved(s) - price) < 1e-9)
            break;
        price = per_solved(s);
    }
    sums s = {0};
    for (uint32_t f = 0; f < b->n_families; f++)
        add(&s, sum_of(b, arm[f], f, on));
    return s;
}

static sums single(const bench *b, halves from, halves on)
{
    return sum_of(b, best_arm(b, ANY_FAMILY, from, 0), ANY_FAMILY, on);
}

static double utility(sums s)
{
    return s.right / fmax(s.n, 1) - s.cost / fmax(s.n, 1) / ELS_ROUTER_PRICE;
}

/* Of the first `n_arms` the one with most utility. */
static sums most_useful(const bench *b, uint32_t n_arms)
{
    sums best = sum_of(b, 0, ANY_FAMILY, BOTH_HALVES);
    for (uint32_t a = 1; a < n_arms; a++) {
        sums s = sum_of(b, a, ANY_FAMILY, BOTH_HALVES);
        if (utility(s) > utility(best))
            best = s;
    }
    return best;
}

/* In its default setting the cheapest that solves as much as the router, but for a point. */
static sums cheapest_as_good(const bench *b)
{
    sums router = sum_of(b, ROUTER, ANY_FAMILY, BOTH_HALVES), best = {0};
    for (uint32_t a = 0; a < b->n_arms; a++) {
        sums s = sum_of(b, a, ANY_FAMILY, BOTH_HALVES);
        if (s.right >= router.right - 0.01 * router.n && (best.n == 0 || s.cost < best.cost))
            best = s;
    }
    return best.n > 0 ? best : router;
}

typedef enum {
    BY_ROUTER,
    BEST_SINGLE,
    HALVED_SINGLE,
    USEFUL_SINGLE,
    USEFUL_SETTING,
    CHEAPEST_AS_GOOD,
    ORACLE,
    HALVED_ORACLE,
    POLICIES
} policy;
static const char *const policy_name[POLICIES] = {
    [BY_ROUTER] = "router",
    [BEST_SINGLE] = "best single in hindsight",
    [HALVED_SINGLE] = "best single, chosen on the other half",
    [USEFUL_SINGLE] = "best single by utility",
    [USEFUL_SETTING] = "best single by utility, all settings",
    [CHEAPEST_AS_GOOD] = "cheapest single that solves as much",
    [ORACLE] = "oracle per family in hindsight (upper bound)",
    [HALVED_ORACLE] = "oracle per family, chosen on the other half",
};

static sums halved(const bench *b, sums (*choice)(const bench *, halves, halves))
{
    sums s = choice(b, FIRST_HALF, SECOND_HALF);
    add(&s, choice(b, SECOND_HALF, FIRST_HALF));
    return s;
}

static void print_policies(sums all[POLICIES][SEEDS_MAX], uint32_t seeds)
{
    printf(
        "| choice | success, %% | units per solved task | its units per solved task / router's | "
        "utility | router's utility less its |\n"
        "|---|---|---|---|---|---|\n");
    for (int p = 0; p < POLICIES; p++) {
        double success[SEEDS_MAX], cost[SEEDS_MAX], ratio[SEEDS_MAX], worth[SEEDS_MAX],
            lead[SEEDS_MAX];
        for (uint32_t i = 0; i < seeds; i++) {
            success[i] = 100 * all[p][i].right / all[p][i].n;
            cost[i] = per_solved(all[p][i]);
            ratio[i] = cost[i] / per_solved(all[BY_ROUTER][i]);
            worth[i] = utility(all[p][i]);
            lead[i] = utility(all[BY_ROUTER][i]) - worth[i];
        }
        printf("| %s |", policy_name[p]);
        els_print_seed_mean(success, seeds, 1, 1);
        els_print_seed_mean(cost, seeds, 1, 1);
        els_print_seed_mean(ratio, seeds, 1, 2);
        els_print_seed_mean(worth, seeds, 1, 3);
        els_print_seed_mean(lead, seeds, 1, 3);
        printf("\n");
    }
}

/* Per family, over all seeds: the router, the architecture that is best overall, and the best. */
static void print_families(const bench *b, sums by_family[FAMILIES_MAX][ARMS_MAX])
{
    uint32_t n_agents, overall = 0;
    const els_agent *const *agents = els_agents(&n_agents);
    sums total[ARMS_MAX] = {0};
    for (uint32_t a = 0; a < ARMS_MAX; a++)
        for (uint32_t f = 0; f < b->n_families; f++)
            add(&total[a], by_family[f][a]);
    for (uint32_t a = 1; a < n_agents; a++)
        if (per_solved(total[a]) < per_solved(total[overall]))
            overall = a;
    double price = per_solved(total[overall]);
    printf("\n| family | tasks | router: %%, units | %s: %%, units | best there | %%, units |\n"
           "|---|---|---|---|---|---|\n",
           agents[overall]->name);
    for (uint32_t f = 0; f < b->n_families; f++) {
        const sums *s = by_family[f];
        uint32_t best = 0;
        for (uint32_t a = 1; a < n_agents; a++)
            if (s[a].cost - price * s[a].right < s[best].cost - price * s[best].right)
                best = a;
        double n = fmax(s[0].n, 1);
        printf("| %s | %.0f | %.0f, %.0f | %.0f, %.0f | %s | %.0f, %.0f |\n", b->family[f], n,
               100 * s[ROUTER].right / n, s[ROUTER].cost / n, 100 * s[overall].right / n,
               s[overall].cost / n, agents[best]->name, 100 * s[best].right / n, s[best].cost / n);
    }
}

static bool run(bench *b, uint32_t seeds, els_dataset *const *sets, uint32_t n_sets)
{
    static sums all[POLICIES][SEEDS_MAX], by_family[FAMILIES_MAX][ARMS_MAX];
    els_mind mind;
    if (els_mind_init(&mind, true))
        return false;
    for (uint32_t i = 0; i < seeds; i++) {
        if (els_lab_open(&b->world, els_str_of(ELS_LAB_PLUGINS), i + 1))
            return false;
        for (uint32_t k = 0; k < n_sets; k++)
            b->world.plugin[b->world.n++] = els_dataset_plugin(sets[k]);
        if (!train(b, &mind, i + 1))
            return false;
        answer_all(b, &mind, i + 1);
        all[BY_ROUTER][i] = sum_of(b, ROUTER, ANY_FAMILY, BOTH_HALVES);
        all[BEST_SINGLE][i] = single(b, BOTH_HALVES, BOTH_HALVES);
        all[HALVED_SINGLE][i] = halved(b, single);
        all[USEFUL_SINGLE][i] = most_useful(b, b->n_arms);
        all[USEFUL_SETTING][i] = most_useful(b, b->n_all);
        all[CHEAPEST_AS_GOOD][i] = cheapest_as_good(b);
        all[ORACLE][i] = oracle(b, BOTH_HALVES, BOTH_HALVES);
        all[HALVED_ORACLE][i] = halved(b, oracle);
        for (uint32_t f = 0; f < b->n_families; f++)
            for (uint32_t a = 0; a < ARMS_MAX; a++)
                add(&by_family[f][a], sum_of(b, a, f, BOTH_HALVES));
        els_lab_close(&b->world);
    }
    print_policies(all, seeds);
    print_families(b, by_family);
    els_mind_fini(&mind);
    return true;
}

enum { SETS_MAX = 5 };

int main(int argc, char **argv)
{
    static bench b; /* too large for some stacks */
    uint32_t seeds = argc > 2 ? (uint32_t)atoi(argv[2]) : 5, n_sets = 0;
    els_dataset *sets[SETS_MAX] = {0};
    els_buf why = {0};
    b.iterations = argc > 1 ? (uint32_t)atoi(argv[1]) : 100;
    b.tasks = argc > 3 ? (uint32_t)atoi(argv[3]) : 600;
    if (b.iterations < 1 || seeds < 1 || seeds > SEEDS_MAX || b.tasks < 1 || b.tasks > TASKS_MAX ||
        argc > 4 + SETS_MAX) {
        fprintf(stderr,
                "els-bench-router: iterations, 1 to %d seeds, 1 to %d tasks, up to %d files\n",
                SEEDS_MAX, TASKS_MAX, SETS_MAX);
        return 2;
    }
    for (int i = 4; i < argc; i++)
        if (els_dataset_load(argv[i], NULL, &sets[n_sets++], &why)) {
            fprintf(stderr, "els-bench-router: " ELS_STR_FMT "\n", ELS_STR_ARG(els_buf_str(&why)));
            return 2;
        }
    bool fine = run(&b, seeds, sets, n_sets);
    for (uint32_t i = 0; i < n_sets; i++)
        els_dataset_free(&sets[i]);
    els_buf_fini(&why);
    if (!fine)
        fprintf(stderr, "els-bench-router: a run failed\n");
    return fine ? 0 : 1;
}
