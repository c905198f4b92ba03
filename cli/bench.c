/* els bench — throughput of the whole durable loop beside raw libzmq, in one run. */
#include "cli.h"
#include "params.h"
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    uint64_t tasks, executors;
    bool json;
} bench_options;

static const els_option options[] = {
    ELS_OPTION_RANGED(ELS_OPTION_U64, "tasks", "N", bench_options, tasks, "400000", 20000,
                      100000000, "no-op tasks to push through the loop"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "executors", "N", bench_options, executors, "2", 1, 64,
                      "executor processes"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, bench_options, json, NULL, "print JSON"),
};

/* Runs a program beside this one and collects its stdout. */
static els_err collect(els_arena *arena, const char *program, const char *const *arguments,
                       size_t n, els_buf *out)
{
    const char *argv[24];
    int pipe_fd[2];
    els_str path =
        els_arena_printf(arena, ELS_STR_FMT "/%s", ELS_STR_ARG(els_cli_bin_dir(arena)), program);
    argv[0] = path.ptr;
    for (size_t i = 0; i < n; i++)
        argv[i + 1] = arguments[i];
    argv[n + 1] = NULL;
    if (pipe(pipe_fd))
        return ELS_E_IO;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(pipe_fd[1], STDOUT_FILENO);
        close(pipe_fd[0]);
        close(pipe_fd[1]);
        execv(path.ptr, (char *const *)argv);
        _exit(ELS_EXIT_FAILED);
    }
    close(pipe_fd[1]);
    char chunk[4096];
    ssize_t got;
    while (pid > 0 && (got = read(pipe_fd[0], chunk, sizeof chunk)) > 0)
        els_buf_append(out, chunk, (size_t)got);
    close(pipe_fd[0]);
    int status = 1;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        return ELS_E_IO;
    return ELS_OK;
}

/* Tasks and iterations per second of the newest run in a store, its own measurements included. */
static els_err rate_of(const char *dir, double *ret_tasks, double *ret_iterations)
{
    els_store *store = NULL;
    els_arena arena = {0};
    els_buf why = {0};
    els_store_run run;
    els_run_params params;
    els_err err = els_store_open(dir, false, &store, &why);
    if (!err)
        err = els_store_newest_run(store, &arena, &run);
    if (!err)
        err = els_params_parse(run.params, &arena, &params);
    if (!err && run.learning_us == 0)
        err = ELS_E_STATE;
    if (!err) {
        double seconds = (double)run.learning_us / 1e6;
        *ret_iterations = (double)params.iterations / seconds;
        *ret_tasks = *ret_iterations * params.batch_size;
    }
    els_store_close(&store);
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return err;
}

static els_err run_noop(els_arena *arena, const char *dir, uint64_t iterations, uint64_t batch,
                        uint64_t executors, double *ret_tasks, double *ret_iterations)
{
    els_str store = els_arena_printf(arena, "%s/%llu", dir, (unsigned long long)batch);
    els_str n = els_arena_printf(arena, "%llu", (unsigned long long)iterations);
    els_str b = els_arena_printf(arena, "%llu", (unsigned long long)batch);
    els_str e = els_arena_printf(arena, "%llu", (unsigned long long)executors);
    const char *arguments[] = {
        "run",         "--plugins", "noop",    "--iterations", n.ptr,    "--batch-size", b.ptr,
        "--executors", e.ptr,       "--store", store.ptr,      "--json", "--quiet"};
    els_buf report = {0};
    els_err err = collect(arena, "els", arguments, sizeof arguments / sizeof arguments[0], &report);
    els_buf_fini(&report);
    return err ? err : rate_of(store.ptr, ret_tasks, ret_iterations);
}

static els_err run_raw(els_arena *arena, double *ret_rate)
{
    const char *arguments[] = {"--json"};
    els_buf text = {0};
    els_err err = collect(arena, "els-bench-raw", arguments, 1, &text);
    json_t *result = err ? NULL : json_loadb(text.ptr, text.len, 0, NULL);
    *ret_rate = json_number_value(json_object_get(result, "tasks_per_second"));
    if (!err && *ret_rate <= 0)
        err = ELS_E_FORMAT;
    json_decref(result);
    els_buf_fini(&text);
    return err;
}

static void remove_dir(els_arena *arena, const char *dir)
{
    const char *arguments[] = {"-rf", dir};
    pid_t pid = fork();
    (void)arena;
    if (pid == 0) {
        execl("/bin/rm", "rm", arguments[0], "--", arguments[1], (char *)NULL);
        _exit(1);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

int els_cli_bench(int argc, char **argv)
{
    bench_options o = {0};
    els_arena arena = {0};
    int code = els_cli_parse("bench [options]", options, sizeof options / sizeof options[0], &o,
                             argc, argv, &arena, NULL);
    char dir[] = "/tmp/els-bench-XXXXXX";
    if (code < 0 && !mkdtemp(dir)) {
        els_cli_complain("bench: cannot make a folder in /tmp (%s)", strerror(errno));
        code = ELS_EXIT_FAILED;
    }
    if (code < 0) {
        enum { LARGE = 20000, SMALL = 10, SMALL_ITERATIONS = 300 };
        double tasks = 0, iterations = 0, raw = 0, unused;
        els_err err = run_raw(&arena, &raw);
        if (!err)
            err = run_noop(&arena, dir, o.tasks / LARGE, LARGE, o.executors, &tasks, &unused);
        if (!err)
            err = run_noop(&arena, dir, SMALL_ITERATIONS, SMALL, o.executors, &unused, &iterations);
        if (err)
            els_cli_complain("bench: a part of it failed: %s", els_err_text(err));
        else if (o.json)
            els_cli_print_json(json_pack("{s:f, s:f, s:f, s:f}", "tasks_per_second", tasks,
                                         "iterations_per_second", iterations,
                                         "raw_zmq_tasks_per_second", raw, "ratio", tasks / raw));
        else
            printf("no-op tasks through the whole durable loop  %.0f tasks/s\n"
                   "iterations of 10 tasks                      %.0f iterations/s\n"
                   "raw libzmq, client-broker-2 workers-broker  %.0f tasks/s\n"
                   "ratio                                       %.2f\n",
                   tasks, iterations, raw, tasks / raw);
        remove_dir(&arena, dir);
        code = err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
    }
    els_arena_fini(&arena);
    return code;
}
