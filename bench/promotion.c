/* els-bench-promotion — what the machine that promotes changes of the configuration does in worlds
 * whose truth is known: a thousand simulated runs each, one line per world. */
#include "promotion_sim.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 1000, TRIALS = 6, FOREVER = 100000 };

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Runs in which any of TRIALS changes without an effect was promoted. */
static uint32_t falsely_promoted(const els_proof_rules *rules, const promotion_world *world)
{
    uint32_t runs = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        els_rng rng = els_rng_make(run, 1, 0);
        bool any = false;
        for (uint64_t t = 0; t < TRIALS && !any; t++)
            any = promotion_try(world, rules, t, 0, FOREVER, &rng).verdict == ELS_PROOF_PASS;
        runs += any;
    }
    return runs;
}

static void print_trials(const els_proof_rules *rules, const promotion_world *world)
{
    static uint64_t tasks[RUNS];
    uint32_t promoted = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        els_rng rng = els_rng_make(run, 2, 0);
        promotion_outcome outcome = promotion_try(world, rules, 0, 0, FOREVER, &rng);
        if (outcome.verdict == ELS_PROOF_PASS)
            tasks[promoted++] = outcome.tasks;
    }
    qsort(tasks, promoted, sizeof tasks[0], by_value);
    printf("promoted %5.1f %%", 100.0 * promoted / RUNS);
    if (promoted)
        printf(", tasks: median %llu, 9 of 10 within %llu", (unsigned long long)tasks[promoted / 2],
               (unsigned long long)tasks[promoted * 9 / 10]);
    putchar('\n');
}

static void print_watch(const els_proof_rules *rules, const promotion_world *world)
{
    uint32_t kept = 0;
    uint64_t longest = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        els_rng rng = els_rng_make(run, 3, 0);
        promotion_outcome outcome =
            promotion_stage(world, rules, ELS_PROOF_WATCH, 0, FOREVER, &rng);
        kept += outcome.verdict == ELS_PROOF_PASS;
        longest = outcome.iterations > longest ? outcome.iterations : longest;
    }
    printf("kept %5.1f %%, decided within %llu iterations\n", 100.0 * kept / RUNS,
           (unsigned long long)longest);
}

int main(void)
{
    static const promotion_world none[] = {{0.6, 0.03, 0.03, 10, 1}, {0.6, 0.15, 0.15, 10, 1}};
    static const promotion_world better[] = {{0.6, 0.08, 0.03, 10, 1}, {0.6, 0.12, 0.07, 10, 1}};
    static const promotion_world worse[] = {{0.6, 0.03, 0.08, 10, 1}, {0.6, 0.15, 0.20, 10, 1}};
    static const promotion_world cheaper = {0.6, 0.01, 0.01, 10, 0.8};
    static const promotion_world dearer = {0.6, 0.08, 0.03, 10, 3};
    for (uint32_t s = 0; s < ELS_PROOF_STRATEGIES; s++) {
        const els_proof_rules *rules = els_proof_rules_of(s);
        printf("%s\n", rules->name);
        for (size_t i = 0; i < 2; i++)
            printf("  no effect, %2.0f %% of answers differ: runs of %d trials with a promotion: "
                   "%.1f %%\n",
                   100 * (none[i].gained + none[i].lost), TRIALS,
                   100.0 * falsely_promoted(rules, &none[i]) / RUNS);
        for (size_t i = 0; i < 2; i++) {
            printf("  +5 points, %2.0f %% differ, first trial: ",
                   100 * (better[i].gained + better[i].lost));
            print_trials(rules, &better[i]);
            printf("  +5 points, %2.0f %% differ, watch: ",
                   100 * (better[i].gained + better[i].lost));
            print_watch(rules, &better[i]);
        }
        printf("  a fifth less work, 2 %% differ, first trial: ");
        print_trials(rules, &cheaper);
        printf("  +5 points for three times the work, first trial: ");
        print_trials(rules, &dearer);
        for (size_t i = 0; i < 2; i++) {
            printf("  -5 points, %2.0f %% differ, first trial: ",
                   100 * (worse[i].gained + worse[i].lost));
            print_trials(rules, &worse[i]);
            printf("  -5 points, %2.0f %% differ, in force, watch: ",
                   100 * (worse[i].gained + worse[i].lost));
            print_watch(rules, &worse[i]);
        }
    }
    return 0;
}
