/* els-bench-raw — what libzmq alone does on this machine: the yardstick of `els bench`.
 *
 * client → broker → workers → broker → client over ipc, every box a process of its own (this
 * program, started again), one message per task, a bounded number of tasks under way. No codec, no
 * learning, no journal. Prints tasks per second. */
#include "els_err.h"
#include "els_str.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#define WORKERS_MAX 64u
#define BYTES_MAX 65536u

typedef struct {
    uint64_t tasks, window, bytes, workers;
    bool json;
} settings;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "els-bench-raw: %s: %s\n", what, zmq_strerror(zmq_errno()));
    exit(ELS_EXIT_FAILED);
}

/* Binds or connects one end of the link `name` under the folder `dir`. */
static void *open_end(void *context, int type, const char *dir, const char *name, bool binds)
{
    char endpoint[512];
    int hwm = 100000, linger = 0;
    snprintf(endpoint, sizeof endpoint, "ipc://%s/%s", dir, name);
    void *socket = zmq_socket(context, type);
    if (!socket)
        die("socket");
    zmq_setsockopt(socket, ZMQ_SNDHWM, &hwm, sizeof hwm);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &hwm, sizeof hwm);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    if ((binds ? zmq_bind(socket, endpoint) : zmq_connect(socket, endpoint)) != 0)
        die(endpoint);
    return socket;
}

/* Moves what is there from one socket to the other; false when there was nothing. */
static bool forward(void *from, void *to)
{
    zmq_msg_t message;
    bool any = false;
    zmq_msg_init(&message);
    while (zmq_msg_recv(&message, from, ZMQ_DONTWAIT) >= 0) {
        if (zmq_msg_send(&message, to, 0) < 0)
            die("send");
        any = true;
    }
    zmq_msg_close(&message);
    return any;
}

static _Noreturn void run_broker(const char *dir)
{
    void *context = zmq_ctx_new();
    void *in = open_end(context, ZMQ_PULL, dir, "in", true);
    void *out = open_end(context, ZMQ_PUSH, dir, "out", true);
    void *work = open_end(context, ZMQ_PUSH, dir, "work", true);
    void *done = open_end(context, ZMQ_PULL, dir, "done", true);
    zmq_pollitem_t items[] = {{.socket = in, .events = ZMQ_POLLIN},
                              {.socket = done, .events = ZMQ_POLLIN}};
    for (;;) {
        bool busy = forward(in, work);
        busy = forward(done, out) || busy;
        if (!busy && zmq_poll(items, 2, -1) < 0 && errno != EINTR)
            die("poll");
    }
}

static _Noreturn void run_worker(const char *dir)
{
    void *context = zmq_ctx_new();
    void *work = open_end(context, ZMQ_PULL, dir, "work", false);
    void *done = open_end(context, ZMQ_PUSH, dir, "done", false);
    zmq_msg_t message;
    zmq_msg_init(&message);
    for (;;) {
        if (zmq_msg_recv(&message, work, 0) < 0 || zmq_msg_send(&message, done, 0) < 0)
            die("worker");
    }
}

static pid_t start(const char *self, const char *role, const char *dir)
{
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(ELS_EXIT_FAILED);
        execl(self, self, role, dir, (char *)NULL);
        _exit(ELS_EXIT_FAILED);
    }
    return child;
}

/* Sends `tasks` with at most `window` under way and waits for all of them. */
static void run_tasks(void *out, void *in, uint64_t tasks, const settings *set)
{
    static const char payload[BYTES_MAX];
    uint64_t sent = 0, received = 0;
    zmq_msg_t message;
    zmq_msg_init(&message);
    while (received < tasks) {
        while (sent < tasks && sent - received < set->window) {
            if (zmq_send(out, payload, set->bytes, 0) < 0)
                die("send");
            sent++;
        }
        int flags = 0; /* waits for the first, then takes what else is there */
        while (received < sent && zmq_msg_recv(&message, in, flags) >= 0) {
            received++;
            flags = ZMQ_DONTWAIT;
        }
        if (flags == 0)
            die("nothing comes back");
    }
    zmq_msg_close(&message);
}

static int run_client(const char *self, const settings *set)
{
    char dir[] = "/tmp/els-bench-XXXXXX", path[64];
    static const char *const links[] = {"in", "out", "work", "done"};
    pid_t children[WORKERS_MAX + 1];
    if (!mkdtemp(dir))
        die("temporary folder");
    uint64_t n = 0;
    children[n++] = start(self, "broker", dir);
    for (uint64_t i = 0; i < set->workers; i++)
        children[n++] = start(self, "worker", dir);

    void *context = zmq_ctx_new();
    void *out = open_end(context, ZMQ_PUSH, dir, "in", false);
    void *in = open_end(context, ZMQ_PULL, dir, "out", false);
    int patience_ms = 10000;
    zmq_setsockopt(in, ZMQ_RCVTIMEO, &patience_ms, sizeof patience_ms);
    run_tasks(out, in, set->tasks / 20 + 1, set); /* connections and caches are warm after it */
    double begun = now_s();
    run_tasks(out, in, set->tasks, set);
    double seconds = now_s() - begun;

    for (uint64_t i = 0; i < n; i++)
        kill(children[i], SIGTERM);
    for (uint64_t i = 0; i < n; i++)
        waitpid(children[i], NULL, 0);
    zmq_close(out);
    zmq_close(in);
    zmq_ctx_term(context);
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, links[i]);
        unlink(path);
    }
    rmdir(dir);

    double rate = (double)set->tasks / seconds;
    if (set->json)
        printf("{\"tasks\":%llu,\"seconds\":%.6f,\"tasks_per_second\":%.1f,\"workers\":%llu,"
               "\"window\":%llu,\"bytes\":%llu}\n",
               (unsigned long long)set->tasks, seconds, rate, (unsigned long long)set->workers,
               (unsigned long long)set->window, (unsigned long long)set->bytes);
    else
        printf("%.0f tasks/s (%llu tasks of %llu bytes, %llu workers, window %llu)\n", rate,
               (unsigned long long)set->tasks, (unsigned long long)set->bytes,
               (unsigned long long)set->workers, (unsigned long long)set->window);
    return ELS_EXIT_OK;
}

static bool take_number(const char *name, const char *word, const char *value, uint64_t low,
                        uint64_t high, uint64_t *number)
{
    uint64_t parsed;
    if (strcmp(name, word) != 0)
        return false;
    if (!els_str_to_u64(els_str_of(value), &parsed) || parsed < low || parsed > high) {
        fprintf(stderr, "els-bench-raw: %s must be %llu to %llu\n", name, (unsigned long long)low,
                (unsigned long long)high);
        exit(ELS_EXIT_USAGE);
    }
    *number = parsed;
    return true;
}

static const char usage_line[] = "usage: els-bench-raw [--tasks N] [--window N] [--bytes N]"
                                 " [--workers N] [--json]\n";

static int print_help(void)
{
    printf("els-bench-raw: what libzmq alone does here, for comparison\n%s\n"
           "  --tasks N    messages in all (default 200000)\n"
           "  --window N   under way at a time (default 1000)\n"
           "  --bytes N    of each (default 100)\n"
           "  --workers N  processes that answer (default 2)\n"
           "  --json       print JSON\n"
           "  -h, --help   print this and exit\n"
           "  --version    print the version and exit\n",
           usage_line);
    return ELS_EXIT_OK;
}

int main(int argc, char **argv)
{
    settings set = {.tasks = 200000, .window = 1000, .bytes = 100, .workers = 2};
    if (argc == 3 && strcmp(argv[1], "broker") == 0)
        run_broker(argv[2]);
    if (argc == 3 && strcmp(argv[1], "worker") == 0)
        run_worker(argv[2]);
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--json") == 0) {
            set.json = true;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return print_help();
        } else if (strcmp(argv[i], "--version") == 0) {
            puts("els-bench-raw " ELS_VERSION);
            return ELS_EXIT_OK;
        } else if (take_number("--tasks", argv[i], value, 1, 1000000000, &set.tasks) ||
                   take_number("--window", argv[i], value, 1, 100000, &set.window) ||
                   take_number("--bytes", argv[i], value, 1, BYTES_MAX, &set.bytes) ||
                   take_number("--workers", argv[i], value, 1, WORKERS_MAX, &set.workers)) {
            i++;
        } else {
            fputs(usage_line, stderr);
            return ELS_EXIT_USAGE;
        }
    }
    return run_client("/proc/self/exe", &set);
}
