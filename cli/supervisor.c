#include "supervisor.h"
#include "black_box.h"
#include "cli.h"
#include "stall.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RESTARTS_MAX = 50, END_MS = 2000 };

typedef struct {
    char role[32];
    char *arguments[ELS_CHILD_ARGS + 2]; /* NULL behind the last */
    size_t n_arguments;
    pid_t pid;    /* 0: not running */
    int ready_fd; /* -1 when closed */
    int log_fd;   /* its stderr; -1 when closed */
    int box_fd;   /* black box of an executor's lives; -1: it has none */
    els_buf log;  /* an unfinished line */
    bool is_ready;
    bool is_ending; /* it was told to: that others leave is no news then */
    uint32_t restarts;
    els_stall stall;
    uint32_t fruitless; /* lives in a row that the first task they took has ended */
} child;

struct els_supervisor {
    els_str bin_dir;
    child children[ELS_CHILDREN_MAX];
    size_t n_children;
    int signal_fd;
    sigset_t old_mask;
    els_supervisor_state state;
    uint32_t restarts;
    bool ending;
    uint32_t patience_s;                /* with a child that does not run; 0: endless */
    void (*before_line)(void *context); /* may be NULL */
    void *context;
    els_arena arena;
};

els_supervisor *els_supervisor_new(els_str bin_dir)
{
    els_supervisor *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGHUP);
    sigprocmask(SIG_BLOCK, &mask, &s->old_mask);
    s->signal_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
    if (s->signal_fd < 0) {
        free(s);
        return NULL;
    }
    s->bin_dir = els_arena_copy(&s->arena, bin_dir);
    return s;
}

void els_supervisor_before_lines(els_supervisor *s, void (*call)(void *context), void *context)
{
    s->before_line = call;
    s->context = context;
}

static void begin_line(const els_supervisor *s)
{
    if (s->before_line)
        s->before_line(s->context);
}

/* ---- starting ---- */

static _Noreturn void become(const els_supervisor *s, const child *c, const char *once,
                             pid_t parent, int ready_fd, int log_fd)
{
    char *argv[ELS_CHILD_ARGS + 10];
    char program[4096], ready[16], box[32];
    size_t n = 0;
    snprintf(program, sizeof program, ELS_STR_FMT "/els-%s", ELS_STR_ARG(s->bin_dir), c->role);
    snprintf(ready, sizeof ready, "%d", ready_fd);
    argv[n++] = program;
    for (size_t i = 0; i < c->n_arguments; i++)
        argv[n++] = c->arguments[i];
    if (once)
        argv[n++] = (char *)once;
    argv[n++] = "--ready-fd";
    argv[n++] = ready;
    argv[n++] = "--die-with-parent";
    if (c->box_fd >= 0) {
        snprintf(box, sizeof box, "/dev/fd/%d", c->box_fd);
        argv[n++] = "--black-box";
        argv[n++] = box;
        fcntl(c->box_fd, F_SETFD, 0);
    }
    argv[n] = NULL;
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* also before it has read --die-with-parent */
    if (getppid() != parent)
        _exit(ELS_EXIT_FAILED);
    sigprocmask(SIG_SETMASK, &s->old_mask, NULL);
    setpgid(0, 0); /* Ctrl-C reaches the children through us, in order */
    fcntl(ready_fd, F_SETFD, 0);
    dup2(log_fd, STDERR_FILENO);
    int null_fd = open("/dev/null", O_RDWR);
    if (null_fd >= 0) {
        dup2(null_fd, STDIN_FILENO);
        dup2(null_fd, STDOUT_FILENO); /* stdout is the report's */
    }
    execv(program, argv);
    dprintf(STDERR_FILENO, "cannot start %s: %s\n", program, strerror(errno));
    _exit(ELS_EXIT_FAILED);
}

static els_err spawn(els_supervisor *s, child *c, const char *once)
{
    int ready[2], log[2];
    if (pipe2(ready, O_CLOEXEC))
        return ELS_E_IO;
    if (pipe2(log, O_CLOEXEC)) {
        close(ready[0]);
        close(ready[1]);
        return ELS_E_IO;
    }
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        become(s, c, once, parent, ready[1], log[1]);
    close(ready[1]);
    close(log[1]);
    if (pid < 0) {
        close(ready[0]);
        close(log[0]);
        return ELS_E_IO;
    }
    fcntl(ready[0], F_SETFL, O_NONBLOCK);
    fcntl(log[0], F_SETFL, O_NONBLOCK);
    c->pid = pid;
    c->ready_fd = ready[0];
    c->log_fd = log[0];
    c->is_ready = false;
    return ELS_OK;
}

/* For an executor's lives, which open it by a name; -1 where there is none for it (no /proc):
 * without one a death is only told more slowly. */
static int make_box(void)
{
    char name[32];
    int fd = memfd_create("els-black-box", MFD_CLOEXEC);
    snprintf(name, sizeof name, "/dev/fd/%d", fd);
    if (fd < 0 || access(name, R_OK | W_OK) == 0)
        return fd;
    close(fd);
    return -1;
}

els_err els_supervisor_start(els_supervisor *s, const char *role, const char *const *arguments,
                             size_t n_arguments, const char *argument_once)
{
    if (s->n_children == ELS_CHILDREN_MAX || n_arguments > ELS_CHILD_ARGS)
        return ELS_E_LIMIT;
    child *c = &s->children[s->n_children];
    *c = (child){.ready_fd = -1, .log_fd = -1, .box_fd = -1};
    if (strcmp(role, "executor") == 0)
        c->box_fd = make_box();
    snprintf(c->role, sizeof c->role, "%s", role);
    for (size_t i = 0; i < n_arguments; i++)
        c->arguments[c->n_arguments++] = els_arena_strdup(&s->arena, els_str_of(arguments[i]));
    els_err err = spawn(s, c, argument_once);
    if (!err)
        s->n_children++;
    else if (c->box_fd >= 0)
        close(c->box_fd);
    return err;
}

/* ---- what children say ---- */

/* A log line is JSON; people get its message. */
static void show_line(const els_supervisor *s, const child *c, els_str line)
{
    json_error_t error;
    json_t *event =
        line.len && line.ptr[0] == '{' ? json_loadb(line.ptr, line.len, 0, &error) : NULL;
    const char *message = event ? json_string_value(json_object_get(event, "msg")) : NULL;
    const char *level = event ? json_string_value(json_object_get(event, "level")) : NULL;
    if (message && level && c->is_ending && strcmp(level, "error") != 0) {
        json_decref(event);
        return;
    }
    begin_line(s);
    if (message && level) {
        fprintf(stderr, "els-%s: %s", c->role, message);
        const char *key;
        json_t *value;
        json_object_foreach(event, key, value)
        {
            if (strcmp(key, "msg") == 0 || strcmp(key, "level") == 0 || strcmp(key, "ts") == 0 ||
                strcmp(key, "role") == 0 || strcmp(key, "instance") == 0)
                continue;
            char *text = json_is_string(value) ? strdup(json_string_value(value))
                                               : json_dumps(value, JSON_ENCODE_ANY);
            fprintf(stderr, " %s=%s", key, text ? text : "?");
            free(text);
        }
        fputc('\n', stderr);
    } else {
        char name[48]; /* what it says before it has a log begins with its name */
        snprintf(name, sizeof name, "els-%s: ", c->role);
        const char *before = els_str_starts(line, els_str_of(name)) ? "" : name;
        fprintf(stderr, "%s" ELS_STR_FMT "\n", before, ELS_STR_ARG(line));
    }
    json_decref(event);
}

static void read_log(const els_supervisor *s, child *c)
{
    char chunk[4096];
    ssize_t n;
    while (c->log_fd >= 0 && (n = read(c->log_fd, chunk, sizeof chunk)) >= 0) {
        els_buf_append(&c->log, chunk, (size_t)n);
        if (n == 0) {
            close(c->log_fd);
            c->log_fd = -1;
        }
    }
    els_str rest = els_buf_str(&c->log);
    size_t done = 0;
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] != '\n')
            continue;
        if (i > done)
            show_line(s, c, els_str_sub(rest, done, i));
        done = i + 1;
    }
    if (done) {
        memmove(c->log.ptr, c->log.ptr + done, c->log.len - done);
        c->log.len -= done;
    }
}

static void read_ready(child *c)
{
    char word[16];
    if (c->ready_fd < 0)
        return;
    ssize_t n = read(c->ready_fd, word, sizeof word);
    if (n > 0)
        c->is_ready = true;
    if (n > 0 || n == 0) {
        close(c->ready_fd);
        c->ready_fd = -1;
    }
}

static void forget_fds(const els_supervisor *s, child *c)
{
    read_log(s, c);
    if (c->ready_fd >= 0)
        close(c->ready_fd);
    if (c->log_fd >= 0)
        close(c->log_fd);
    c->ready_fd = c->log_fd = -1;
}

/* ---- life and death ---- */

static child *child_of(els_supervisor *s, pid_t pid)
{
    for (size_t i = 0; i < s->n_children; i++)
        if (s->children[i].pid == pid)
            return &s->children[i];
    return NULL;
}

/* Counts a death; true when it is one too many. A death in the middle of a task is the task's, and
 * no task has many. But what ends every life at the first task it takes is no task: such lives are
 * counted until one comes through a task. What the box of a life says that was never ready may
 * still be the life before's. */
static bool count_death(child *c)
{
    bool is_of_task = c->box_fd >= 0 && c->is_ready && els_black_box_read(c->box_fd).count > 0;
    if (!is_of_task)
        c->restarts++;
    else
        c->fruitless = els_black_box_has_finished(c->box_fd) ? 0 : c->fruitless + 1;
    return c->restarts > RESTARTS_MAX || c->fruitless > RESTARTS_MAX;
}

static void bury(els_supervisor *s, child *c, int status)
{
    bool is_broker = strcmp(c->role, "broker") == 0;
    read_ready(c);
    forget_fds(s, c); /* what it said last comes first */
    c->pid = 0;
    if (s->ending || s->state.ended)
        return;
    if (WIFEXITED(status) && (is_broker || WEXITSTATUS(status) != 0)) {
        /* Ended by itself: a run that is over, or an error that a restart would only repeat. */
        s->state.ended = true;
        s->state.exit_code = WEXITSTATUS(status);
        return;
    }
    if (WIFEXITED(status))
        return; /* asked to stop by the broker */
    /* Only a broker's next life has to be told that it is one: one that had finished its run before
     * it died must not begin another. To the others it matters what ended the life before. */
    char ended_by[32];
    snprintf(ended_by, sizeof ended_by, "--ended-by=%d", WTERMSIG(status));
    const char *once = is_broker ? (c->is_ready ? "--restarted" : NULL) : ended_by;
    if (count_death(c) || spawn(s, c, once)) {
        begin_line(s);
        els_cli_complain("els-%s keeps dying: giving up", c->role);
        s->state.ended = true;
        s->state.exit_code = ELS_EXIT_FAILED;
        return;
    }
    s->restarts++;
    begin_line(s);
    els_cli_complain("els-%s died (signal %d) and was restarted", c->role, WTERMSIG(status));
}

static void reap(els_supervisor *s)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        child *c = child_of(s, pid);
        if (c)
            bury(s, c, status);
    }
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void els_supervisor_set_patience(els_supervisor *s, uint32_t seconds)
{
    s->patience_s = seconds;
}

static void end_stalled(els_supervisor *s)
{
    int64_t at_ms = now_ms();
    for (size_t i = 0; i < s->n_children && s->patience_s && !s->ending; i++) {
        child *c = &s->children[i];
        if (!c->pid || !els_stall_look(&c->stall, c->pid, at_ms, s->patience_s))
            continue;
        begin_line(s);
        els_cli_complain(
            "els-%s (process %ld) is stopped or blocked: it did not run for %u s and is "
            "started again",
            c->role, (long)c->pid, s->patience_s);
        kill(c->pid, SIGKILL);
        c->stall = (els_stall){0};
    }
}

void els_supervisor_handle(els_supervisor *s)
{
    struct signalfd_siginfo info;
    while (read(s->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        if (info.ssi_signo != SIGCHLD)
            s->state.interrupted = true;
    for (size_t i = 0; i < s->n_children; i++) {
        read_ready(&s->children[i]);
        if (s->children[i].log_fd >= 0)
            read_log(s, &s->children[i]);
    }
    reap(s);
    end_stalled(s);
}

size_t els_supervisor_fds(const els_supervisor *s, struct pollfd *ret_fds)
{
    size_t n = 0;
    ret_fds[n++] = (struct pollfd){s->signal_fd, POLLIN, 0};
    for (size_t i = 0; i < s->n_children; i++) {
        const child *c = &s->children[i];
        if (c->pid && c->log_fd >= 0)
            ret_fds[n++] = (struct pollfd){c->log_fd, POLLIN, 0};
        if (c->pid && c->ready_fd >= 0)
            ret_fds[n++] = (struct pollfd){c->ready_fd, POLLIN, 0};
    }
    return n;
}

static bool all_ready(const els_supervisor *s)
{
    for (size_t i = 0; i < s->n_children; i++)
        if (!s->children[i].is_ready)
            return false;
    return true;
}

els_err els_supervisor_wait_ready(els_supervisor *s, int timeout_ms)
{
    struct pollfd fds[2 * ELS_CHILDREN_MAX + 1];
    int64_t until = now_ms() + timeout_ms;
    for (;;) {
        els_supervisor_handle(s);
        if (s->state.interrupted)
            return ELS_E_INTERRUPTED;
        if (s->state.ended)
            return ELS_E_STATE;
        if (all_ready(s))
            return ELS_OK;
        int64_t left = until - now_ms();
        if (left <= 0)
            return ELS_E_TIMEOUT;
        poll(fds, (nfds_t)els_supervisor_fds(s, fds), (int)left);
    }
}

els_supervisor_state els_supervisor_state_of(const els_supervisor *s)
{
    return s->state;
}

uint32_t els_supervisor_restarts(const els_supervisor *s)
{
    return s->restarts;
}

static void signal_all(els_supervisor *s, int number)
{
    for (size_t i = 0; i < s->n_children; i++)
        if (s->children[i].pid)
            kill(s->children[i].pid, number);
}

static bool any_alive(const els_supervisor *s)
{
    for (size_t i = 0; i < s->n_children; i++)
        if (s->children[i].pid)
            return true;
    return false;
}

void els_supervisor_free(els_supervisor **supervisor)
{
    els_supervisor *s = *supervisor;
    struct pollfd fds[2 * ELS_CHILDREN_MAX + 1];
    if (!s)
        return;
    els_supervisor_handle(s); /* what was said until now */
    s->ending = true;
    for (size_t i = 0; i < s->n_children; i++)
        s->children[i].is_ending = true;
    signal_all(s, SIGTERM);
    int64_t until = now_ms() + END_MS;
    while (any_alive(s)) {
        int64_t left = until - now_ms();
        if (left <= 0) {
            signal_all(s, SIGKILL);
            left = END_MS;
        }
        poll(fds, (nfds_t)els_supervisor_fds(s, fds), (int)left);
        els_supervisor_handle(s);
    }
    for (size_t i = 0; i < s->n_children; i++) {
        forget_fds(s, &s->children[i]);
        if (s->children[i].box_fd >= 0)
            close(s->children[i].box_fd);
        els_buf_fini(&s->children[i].log);
    }
    close(s->signal_fd);
    sigprocmask(SIG_SETMASK, &s->old_mask, NULL);
    els_arena_fini(&s->arena);
    free(s);
    *supervisor = NULL;
}
