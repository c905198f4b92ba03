/* rows.c — the rows of a file, answered by a mind that has learned nothing, or by that of a store.
 *
 *   els-bench-rows FILE [-v] [STORE]
 *
 * `els eval` measures what a store has learned; this needs none, and looks closer. Prints the share
 * of right answers by kind, work units and CPU time per row; with -v the rows that were wrong. */
#include "dataset.h"
#include "learned.h"
#include "orchestrator.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { KINDS_MAX = 64 };

typedef struct {
    char name[64];
    uint32_t rows, right;
} kind_tally;

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static kind_tally *tally_of(kind_tally *all, uint32_t *n, els_str kind)
{
    char name[64];
    snprintf(name, sizeof name, ELS_STR_FMT, ELS_STR_ARG(kind));
    for (uint32_t i = 0; i < *n; i++) {
        if (strcmp(all[i].name, name) == 0) {
            return &all[i];
        }
    }
    if (*n == KINDS_MAX) {
        return &all[KINDS_MAX - 1];
    }
    memcpy(all[*n].name, name, sizeof name);
    return &all[(*n)++];
}

static void show(uint32_t row, const els_sealed_task *sealed, const els_result *result, double ms)
{
    const els_answer *answer = &result->answers[0];
    printf("WRONG row %u (%.1f ms, %llu units)\n  " ELS_STR_FMT "\n  " ELS_STR_FMT
           "\n  wanted " ELS_STR_FMT "\n",
           row + 1, ms, (unsigned long long)result->cost, ELS_STR_ARG(sealed->task.context),
           ELS_STR_ARG(sealed->task.question), ELS_STR_ARG(sealed->key[0]));
    printf("  given  " ELS_STR_FMT "\n", ELS_STR_ARG(answer->value));
}

/* Only a search for training gives its candidates. */
static void show_beam(const els_mind *mind, const els_task *task, els_arena *arena)
{
    els_result result;
    const els_orders orders = {.salt = 1, .explore = true, .exploration = 1};
    els_orchestrator_solve(mind, task, NULL, &orders, arena, &result);
    for (uint32_t i = 0; i < result.answers[0].n_beam && i < 4; i++) {
        const els_candidate *c = &result.answers[0].beam[i];
        printf("    %.2f " ELS_STR_FMT ":" ELS_STR_FMT " {" ELS_STR_FMT "} = " ELS_STR_FMT "\n",
               c->score, ELS_STR_ARG(c->family), ELS_STR_ARG(c->shape), ELS_STR_ARG(c->args),
               ELS_STR_ARG(els_str_sub(c->answer, 0, 100)));
    }
}

int main(int argc, char **argv)
{
    const bool verbose = argc > 2 && strcmp(argv[2], "-v") == 0;
    const char *store = argc > 3 ? argv[3] : argc > 2 && !verbose ? argv[2] : NULL;
    const els_dataset_options reading = {0};
    els_dataset *set = NULL;
    els_buf why = {0};
    els_mind empty;
    els_learned *learned = NULL;
    els_arena arena = {0};
    kind_tally kinds[KINDS_MAX] = {0};
    uint32_t n_kinds = 0, right_all = 0;
    uint64_t units = 0;
    double ms_all = 0, ms_most = 0;
    if (argc < 2 || els_dataset_load(argv[1], &reading, &set, &why) ||
        els_mind_init(&empty, false) || (store && els_learned_open(store, &learned, &why))) {
        fprintf(stderr, "els-bench-rows: " ELS_STR_FMT "\n", ELS_STR_ARG(els_buf_str(&why)));
        return 1;
    }
    const els_mind *mind = learned ? els_learned_mind(learned) : &empty;
    const uint32_t n = els_dataset_rows(set);
    for (uint32_t i = 0; i < n; i++) {
        els_sealed_task sealed;
        els_result result;
        const els_orders orders = {.salt = 1};
        els_arena_reset(&arena);
        if (els_dataset_row(set, i, &arena, &sealed)) {
            return 1;
        }
        const double start = cpu_ms();
        els_orchestrator_solve(mind, &sealed.task, NULL, &orders, &arena, &result);
        const double ms = cpu_ms() - start;
        const bool right =
            result.n_answers == 1 &&
            els_answer_matches(sealed.task.fields[0].type, sealed.key[0], result.answers[0].value);
        kind_tally *tally = tally_of(kinds, &n_kinds, sealed.task.kind);
        tally->rows++;
        tally->right += right;
        right_all += right;
        units += result.cost;
        ms_all += ms;
        ms_most = ms > ms_most ? ms : ms_most;
        if (verbose && !right) {
            show(i, &sealed, &result, ms);
            show_beam(mind, &sealed.task, &arena);
        }
    }
    printf("%u of %u right (%.1f %%), %.1f units, %.2f ms per row, %.1f ms the slowest\n",
           right_all, n, n ? 100.0 * right_all / n : 0, n ? (double)units / n : 0,
           n ? ms_all / n : 0, ms_most);
    for (uint32_t i = 0; i < n_kinds; i++) {
        printf("  %-24s %u / %u\n", kinds[i].name, kinds[i].right, kinds[i].rows);
    }
    els_learned_close(&learned);
    els_mind_fini(&empty);
    els_dataset_free(&set);
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return 0;
}
