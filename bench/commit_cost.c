/* els-bench-commit — what the journal's transaction of an iteration costs on this disk, and what a
 * second one per iteration would add (docs/decisions/0002). Prints microseconds per iteration. */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Runs `iterations` commits of `bytes` each, with a further small transaction in the middle of each
 * when `twice`; prints median and 95th percentile. */
static els_err measure(const char *dir, uint64_t iterations, size_t bytes, bool twice)
{
    els_store *store = NULL;
    els_buf why = {0};
    uint64_t run = 0;
    char *blob = malloc(bytes);
    double *took = calloc(iterations, sizeof *took);
    els_err err = blob && took ? els_store_open(dir, true, &store, &why) : ELS_E_NOMEM;
    if (!err)
        err = els_store_begin_run(store, ELS_STR("bench=1\n"), &run);
    for (uint64_t i = 0; !err && i < iterations; i++) {
        memset(blob, (int)i, bytes);
        els_str content = {blob, bytes};
        els_store_checkpoint_record checkpoint = {ELS_STR("applier"), true, content};
        els_store_iteration iteration = {.run = run,
                                         .epoch = i,
                                         .iteration = i,
                                         .progress = ELS_STR("progress"),
                                         .analysis = ELS_STR("analysis"),
                                         .checkpoints = &checkpoint,
                                         .n_checkpoints = 1};
        double begun = now_us();
        if (twice)
            err = els_store_set_epoch(store, run, i);
        if (!err)
            err = els_store_commit(store, &iteration);
        took[i] = now_us() - begun;
    }
    if (err) {
        fprintf(stderr, "els-bench-commit: %s\n", store ? els_store_error(store) : why.ptr);
    } else {
        qsort(took, iterations, sizeof *took, by_value);
        printf("%s, %zu KiB: median %.0f us, 95 %% below %.0f us\n",
               twice ? "two transactions" : "one transaction ", bytes / 1024, took[iterations / 2],
               took[iterations * 95 / 100]);
    }
    els_store_close(&store);
    els_buf_fini(&why);
    free(blob);
    free(took);
    return err;
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {4096, 262144, 4194304};
    if (argc != 2) {
        fprintf(stderr, "usage: els-bench-commit EMPTY-FOLDER\n");
        return ELS_EXIT_USAGE;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int twice = 0; twice < 2; twice++)
            if (measure(argv[1], 200, sizes[i], twice))
                return ELS_EXIT_FAILED;
    return ELS_EXIT_OK;
}
