/* els bench — throughput of the whole durable loop beside raw libzmq, in one run. */
#include "cli.h"
#include "params.h"
#include "store.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
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

/* SIGINT and SIGTERM while programs run beside this one, whose folder is to be removed then too. */
typedef struct {
    int fd;
    sigset_t old_mask;
} interrupts;

static bool watch_interrupts(interrupts *ret_on)
{
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGTERM);
    sigprocmask(SIG_BLOCK, &mask, &ret_on->old_mask);
    ret_on->fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
    return ret_on->fd >= 0;
}

/* Until it says no more. True when it was interrupted. */
static bool read_all(const interrupts *on, pid_t pid, int from, els_buf *out)
{
    struct pollfd fds[] = {{from, POLLIN, 0}, {on->fd, POLLIN, 0}};
    bool was_interrupted = false;
    char chunk[4096];
    ssize_t got = 1;
    while (got > 0) {
        struct signalfd_siginfo info;
        poll(fds, 2, -1);
        if (read(on->fd, &info, sizeof info) == (ssize_t)sizeof info) {
            was_interrupted = true;
            kill(pid, SIGTERM);
        }
        if (fds[0].revents && (got = read(from, chunk, sizeof chunk)) > 0)
            els_buf_append(out, chunk, (size_t)got);
    }
    return was_interrupted;
}

/* Runs a program beside this one and collects its stdout. */
static els_err collect(const interrupts *on, els_arena *arena, const char *program,
                       const char *const *arguments, size_t n, els_buf *out)
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
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        sigprocmask(SIG_SETMASK, &on->old_mask, NULL);
        dup2(pipe_fd[1], STDOUT_FILENO);
        close(pipe_fd[0]);
        close(pipe_fd[1]);
        execv(path.ptr, (char *const *)argv);
        _exit(ELS_EXIT_FAILED);
    }
    close(pipe_fd[1]);
    bool was_interrupted = pid > 0 && read_all(on, pid, pipe_fd[0], out);
    close(pipe_fd[0]);
    int status = 1;
    bool has_failed = pid < 0 || waitpid(pid, &status, 0) != pid || status != 0;
    return was_interrupted ? ELS_E_INTERRUPTED : has_failed ? ELS_E_IO : ELS_OK;
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

static els_err run_noop(const interrupts *on, els_arena *arena, const char *dir,
                        uint64_t iterations, uint64_t batch, uint64_t executors, double *ret_tasks,
                        double *ret_iterations)
{
    els_str store = els_arena_printf(arena, "%s/%llu", dir, (unsigned long long)batch);
    els_str n = els_arena_printf(arena, "%llu", (unsigned long long)iterations);
    els_str b = els_arena_printf(arena, "%llu", (unsigned long long)batch);
    els_str e = els_arena_printf(arena, "%llu", (unsigned long long)executors);
    const char *arguments[] = {
        "run",         "--plugins", "noop",    "--iterations", n.ptr,    "--batch-size", b.ptr,
        "--executors", e.ptr,       "--store", store.ptr,      "--json", "--quiet"};
    els_buf report = {0};
    els_err err =
        collect(on, arena, "els", arguments, sizeof arguments / sizeof arguments[0], &report);
    els_buf_fini(&report);
    return err ? err : rate_of(store.ptr, ret_tasks, ret_iterations);
}

static els_err run_raw(const interrupts *on, els_arena *arena, double *ret_rate)
{
    const char *arguments[] = {"--json"};
    els_buf text = {0};
    els_err err = collect(on, arena, "els-bench-raw", arguments, 1, &text);
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
    interrupts on = {.fd = -1};
    if (code < 0 && !mkdtemp(dir)) {
        els_cli_complain("bench: cannot make a folder in /tmp (%s)", strerror(errno));
        code = ELS_EXIT_FAILED;
    }
    if (code < 0 && !watch_interrupts(&on)) {
        els_cli_complain("bench: cannot set up signals");
        rmdir(dir);
        code = ELS_EXIT_FAILED;
    }
    if (code < 0) {
        enum { LARGE = 20000, SMALL = 10, SMALL_ITERATIONS = 300 };
        double tasks = 0, iterations = 0, raw = 0, unused;
        els_err err = run_raw(&on, &arena, &raw);
        if (!err)
            err = run_noop(&on, &arena, dir, o.tasks / LARGE, LARGE, o.executors, &tasks, &unused);
        if (!err)
            err = run_noop(&on, &arena, dir, SMALL_ITERATIONS, SMALL, o.executors, &unused,
                           &iterations);
        if (err == ELS_E_INTERRUPTED)
            els_cli_complain("bench: interrupted; nothing of it is left");
        else if (err)
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
        code = err == ELS_E_INTERRUPTED ? ELS_EXIT_INTERRUPTED
               : err                    ? ELS_EXIT_FAILED
                                        : ELS_EXIT_OK;
    }
    if (on.fd >= 0)
        close(on.fd);
    els_arena_fini(&arena);
    return code;
}
