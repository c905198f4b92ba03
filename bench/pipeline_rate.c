/* els-bench-rate STORE — tasks per second of the newest run in a store of noop tasks: what the
 * whole system does when the tasks cost nothing. bench/README.md says how to make such a run. */
#include "params.h"
#include "store.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    els_store *store = NULL;
    els_arena arena = {0};
    els_buf why = {0};
    els_store_run run;
    els_run_params params;
    if (argc != 2) {
        fprintf(stderr, "usage: els-bench-rate STORE\n");
        return ELS_EXIT_USAGE;
    }
    els_err err = els_store_open(argv[1], false, &store, &why);
    if (!err)
        err = els_store_newest_run(store, &arena, &run);
    if (!err)
        err = els_params_parse(run.params, &arena, &params);
    if (!err && (!run.finished || run.learning_us == 0))
        err = ELS_E_STATE;
    if (err) {
        fprintf(stderr, "els-bench-rate: %s\n", why.len ? why.ptr : els_err_text(err));
    } else {
        /* The measurements before and after have no more than ten tasks each; they count as time.
         */
        double tasks = (double)params.batch_size * (double)params.iterations;
        double seconds = (double)run.learning_us / 1e6;
        printf("{\"tasks\":%.0f,\"seconds\":%.6f,\"tasks_per_second\":%.1f,\"iterations\":%llu,"
               "\"batch_size\":%u}\n",
               tasks, seconds, tasks / seconds, (unsigned long long)params.iterations,
               params.batch_size);
    }
    els_store_close(&store);
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}
