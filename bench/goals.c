/* goals.c — what goals are worth: how many training tasks the loop needs with and without them.
 *
 *   els-bench-goals [iterations] [seeds] [first seed] [split: select|probe] [tasks] [batch]
 *
 * Runs the whole loop (loop_common.h) with `iterations` (100) of `batch` (10) training tasks for
 * each of `seeds` (5) seeds from `first seed` (1) on: goals off (every batch drawn alike,
 * exploration as the run says), goals on, and goals on with nothing but the mix.
 * After every other iteration what answers is measured on `tasks` (300) tasks of the split, outside
 * of the loop. Development uses select; the probe is for the figures at the end.
 *
 * The level to reach is what goals off have at the end. Levels are means of the newest three
 * measurements, for all arms alike, so that one lucky measurement reaches nothing; between
 * measurements the way is taken to be straight. The same is computed for goals off themselves: a
 * curve that is flat at its end reaches its own level early by luck, and this says how early. */
#include "lab_common.h"
#include "seed_mean.h"
#include "loop_common.h"
#include "stats_basic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SEEDS_MAX = 20,
    POINTS_MAX = 256,
    EVERY = 2,
    AT_A_TIME = 3,
    LEVEL_OF = 3,
    EVAL_SEED = 777,
    LINE_EVERY = 10
};

typedef enum { OFF, MIX, ON, ARMS } arm;
static const char *const arm_names[ARMS] = {"goals off", "goals on, mix alone", "goals on"};

typedef struct {
    uint32_t n;
    double success[POINTS_MAX]; /* after 0, EVERY, 2 EVERY, ... iterations */
    uint32_t actions, helped;
} curve;

typedef struct {
    els_run_params params;
    uint32_t seeds, split, tasks;
    uint64_t first;
    curve (*curves)[SEEDS_MAX]; /* shared between the processes */
} bench;

/* ---- running ---- */

static void mix_alone(void *context, els_progress *progress)
{
    const els_run_params *params = context;
    progress->next_exploration = params->exploration;
    progress->next_difficulty = 0;
    uint32_t kept = 0; /* the goaler's come last; the analyzer's are no matter of goals */
    while (kept < progress->n_proposals &&
           !els_str_starts(progress->proposals[kept].by, ELS_STR("goaler:")))
        kept++;
    progress->n_proposals = kept;
}

static bool run(const bench *b, arm which, uint32_t seed)
{
    els_loop loop;
    els_run_params params = b->params;
    curve *c = &b->curves[which][seed];
    params.seed = b->first + seed;
    if (els_loop_open(&loop, ELS_STR(ELS_LAB_PLUGINS), &params, which != OFF))
        return false;
    if (which == MIX) {
        loop.hook = mix_alone;
        loop.hook_context = &params;
    }
    els_err err = ELS_OK;
    for (uint64_t it = 0; it <= params.iterations && !err; it++) {
        err = els_loop_step(&loop);
        if (err || it % EVERY)
            continue;
        els_loop_measure m = els_loop_look(&loop, b->split, EVAL_SEED, b->tasks);
        c->success[c->n++] = m.tasks ? (double)m.right / m.tasks : 0;
    }
    for (uint32_t i = 0; i < loop.progress.n_action_records; i++) {
        c->actions += loop.progress.action_records[i].tried;
        c->helped += loop.progress.action_records[i].helped;
    }
    els_loop_close(&loop);
    return !err;
}

/* A process per run, a few at a time. */
static bool run_all(const bench *b)
{
    uint32_t running = 0;
    bool fine = true;
    for (uint32_t job = 0; job < ARMS * b->seeds || running; job++) {
        int status;
        if (job >= ARMS * b->seeds || running == AT_A_TIME) {
            fine = wait(&status) > 0 && status == 0 && fine;
            running--;
        }
        if (job >= ARMS * b->seeds)
            continue;
        pid_t child = fork();
        if (child == 0)
            _exit(!run(b, (arm)(job % ARMS), job / ARMS));
        fine = fine && child > 0;
        running += child > 0;
    }
    return fine;
}

/* ---- reading the curves ---- */

/* Mean of the newest measurements up to place `i`. */
static double level_at(const curve *c, uint32_t i)
{
    uint32_t from = i + 1 < LEVEL_OF ? 0 : i + 1 - LEVEL_OF;
    return els_stats_mean(c->success + from, i + 1 - from);
}

/* Share of the budget, the first `n` measurements, after which `level` is reached; 1 when it is
 * not, then *ret_reached is false. */
static double share_to(const curve *c, uint32_t n, double level, bool *ret_reached)
{
    *ret_reached = true;
    for (uint32_t i = LEVEL_OF - 1; i < n; i++) {
        double now = level_at(c, i), before = level_at(c, i - 1);
        if (now < level)
            continue;
        double part = i == LEVEL_OF - 1 || now <= before ? 1 : (level - before) / (now - before);
        return ((double)(i - 1) + fmax(part, 0)) / (n - 1);
    }
    *ret_reached = false;
    return 1;
}

static void print_curves(const bench *b)
{
    printf("\n| training tasks |");
    for (int a = 0; a < ARMS; a++)
        printf(" %s |", arm_names[a]);
    printf(" difference on – off |\n|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < b->curves[OFF][0].n; i += LINE_EVERY / EVERY) {
        double values[SEEDS_MAX], difference[SEEDS_MAX];
        printf("| %u |", i * EVERY * b->params.batch_size);
        for (int a = 0; a < ARMS; a++) {
            for (uint32_t s = 0; s < b->seeds; s++)
                values[s] = b->curves[a][s].success[i];
            els_print_seed_mean(values, b->seeds, 100, 1);
        }
        for (uint32_t s = 0; s < b->seeds; s++)
            difference[s] = b->curves[ON][s].success[i] - b->curves[OFF][s].success[i];
        els_print_seed_mean(difference, b->seeds, 100, 1);
        printf("\n");
    }
}

static void print_shares(const bench *b)
{
    double shares[ARMS][SEEDS_MAX];
    printf("\n| seed | level: goals off at the end, %% |");
    for (int a = 0; a < ARMS; a++)
        printf(" %s reach it after |", arm_names[a]);
    printf(" goals on at the end, %% | actions judged, helped |\n|---|---|---|---|---|---|---|\n");
    for (uint32_t s = 0; s < b->seeds; s++) {
        const curve *off = &b->curves[OFF][s], *on = &b->curves[ON][s];
        double level = level_at(off, off->n - 1);
        printf("| %llu | %.1f |", (unsigned long long)(b->first + s), 100 * level);
        for (int a = 0; a < ARMS; a++) {
            bool reached;
            shares[a][s] = share_to(&b->curves[a][s], off->n, level, &reached);
            printf(" %s%.0f %% |", reached ? "" : "not within ", 100 * shares[a][s]);
        }
        printf(" %.1f | %u, %u |\n", 100 * level_at(on, on->n - 1), on->actions, on->helped);
    }
    printf("| mean, 95 %% interval | |");
    for (int a = 0; a < ARMS; a++)
        els_print_seed_mean(shares[a], b->seeds, 100, 0);
    printf(" | |\n");
}

/* A shorter run is the beginning of a longer one: the shares of every shorter budget. */
static void print_budgets(const bench *b)
{
    uint32_t batches[] = {10, 20, 30, 50, 70, 100};
    printf("\n| tasks of the run | level of goals off at its end, %% |");
    for (int a = 0; a < ARMS; a++)
        printf(" %s reach it after, %% |", arm_names[a]);
    printf("\n|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < sizeof batches / sizeof batches[0]; i++) {
        uint32_t n = batches[i] / EVERY + 1;
        double levels[SEEDS_MAX], shares[SEEDS_MAX];
        bool reached;
        if (n > b->curves[OFF][0].n)
            break;
        printf("| %u |", batches[i] * b->params.batch_size);
        for (uint32_t s = 0; s < b->seeds; s++)
            levels[s] = level_at(&b->curves[OFF][s], n - 1);
        els_print_seed_mean(levels, b->seeds, 100, 1);
        for (int a = 0; a < ARMS; a++) {
            for (uint32_t s = 0; s < b->seeds; s++)
                shares[s] = share_to(&b->curves[a][s], n, levels[s], &reached);
            els_print_seed_mean(shares, b->seeds, 100, 0);
        }
        printf("\n");
    }
}

/* The same of the mean curves over seeds. */
static void print_mean_curves(const bench *b)
{
    curve mean[ARMS] = {{0}};
    double level = 0;
    for (int a = 0; a < ARMS; a++) {
        bool reached;
        mean[a].n = b->curves[a][0].n;
        for (uint32_t i = 0; i < mean[a].n; i++)
            for (uint32_t s = 0; s < b->seeds; s++)
                mean[a].success[i] += b->curves[a][s].success[i] / b->seeds;
        if (a == OFF)
            level = level_at(&mean[OFF], mean[OFF].n - 1);
        double share = share_to(&mean[a], mean[a].n, level, &reached);
        printf("Mean curve of %s: %.1f %% at the end, the level of goals off %s %.0f %% of the "
               "tasks.\n",
               arm_names[a], 100 * level_at(&mean[a], mean[a].n - 1),
               reached ? "after" : "not within", 100 * share);
    }
}

int main(int argc, char **argv)
{
    bench b = {.params = els_params_default(),
               .seeds = argc > 2 ? (uint32_t)atoi(argv[2]) : 5,
               .first = argc > 3 ? strtoull(argv[3], NULL, 10) : 1,
               .split = ELS_SPLIT_SELECT,
               .tasks = argc > 5 ? (uint32_t)atoi(argv[5]) : 300};
    b.params.iterations = argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    if (argc > 4 && strcmp(argv[4], "probe") == 0)
        b.split = ELS_SPLIT_PROBE;
    if (argc > 6)
        b.params.batch_size = (uint32_t)atoi(argv[6]);
    /* The loop itself measures nothing: that is done here, and costs less. */
    b.params.splits = 1u << ELS_SPLIT_TRAIN | 1u << ELS_SPLIT_SELECT;
    b.params.check_tasks = 1;
    if (b.params.iterations < 2 * LEVEL_OF * EVERY || b.params.iterations / EVERY >= POINTS_MAX ||
        b.seeds < 1 || b.seeds > SEEDS_MAX || b.tasks < 1 || b.params.batch_size < 1) {
        fprintf(stderr, "els-bench-goals: %d to %d iterations, 1 to %d seeds, 1 task\n",
                2 * LEVEL_OF * EVERY, POINTS_MAX * EVERY - 1, SEEDS_MAX);
        return 2;
    }
    size_t bytes = ARMS * sizeof *b.curves;
    b.curves = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (b.curves == MAP_FAILED || !run_all(&b)) {
        fprintf(stderr, "els-bench-goals: a run failed\n");
        return 1;
    }
    printf("%u seeds from %llu on, %llu iterations of %u training tasks, measured on %u tasks of "
           "%s\n",
           b.seeds, (unsigned long long)b.first, (unsigned long long)b.params.iterations,
           b.params.batch_size, b.tasks, b.split == ELS_SPLIT_PROBE ? "probe" : "select");
    print_curves(&b);
    print_shares(&b);
    print_budgets(&b);
    printf("\n");
    print_mean_curves(&b);
    printf("\n%.0f s of processor time.\n", els_lab_children_cpu_s());
    return 0;
}
