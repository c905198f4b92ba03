#include "plugin_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- starting ---- */

/* Between fork and exec: nothing here may allocate. */
static _Noreturn void become(const els_plugin_child_options *options, pid_t parent, int in, int out,
                             int err)
{
    /* Equal everywhere, so that it cannot depend on whose machine it runs on. */
    static char *const environment[] = {"PATH=/usr/bin:/bin",
                                        "LANG=C.UTF-8",
                                        "LC_ALL=C.UTF-8",
                                        "TZ=UTC",
                                        "HOME=/nonexistent",
                                        "PYTHONHASHSEED=0",
                                        "PYTHONDONTWRITEBYTECODE=1",
                                        NULL};
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    setsid(); /* a terminal's Ctrl-C is for the run, which ends it in order */
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    if (chdir(options->folder) == 0 && els_sandbox_enter(options->sandbox))
        execve(options->argv[0], options->argv, environment);
    const char *text = strerror(errno);
    (void)!write(STDERR_FILENO, "cannot be started: ", 19);
    (void)!write(STDERR_FILENO, text, strlen(text));
    _exit(127);
}

static void close_all(const int *fds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static els_err start(els_plugin_child *child, els_buf *why)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1};
    /* Its stdin is a socket: writing to one that has ended gives an error, not a signal. */
    bool ok = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) == 0 &&
              shutdown(in[0], SHUT_RD) == 0 && pipe2(out, O_CLOEXEC) == 0 &&
              pipe2(err, O_CLOEXEC) == 0;
    /* Otherwise those of the child could be 0 to 2 and be closed by its own dup2. */
    ok = ok && in[1] > 2 && out[1] > 2 && err[1] > 2;
    pid_t parent = getpid(), pid = ok ? fork() : -1;
    if (pid == 0)
        become(&child->options, parent, in[1], out[1], err[1]);
    close_all((int[]){in[1], out[1], err[1]}, 3);
    if (pid < 0) {
        close_all((int[]){in[0], out[0], err[0]}, 3);
        els_buf_printf(why, "could not be started: %s", strerror(errno));
        return ELS_E_IO;
    }
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    fcntl(err[0], F_SETFL, O_NONBLOCK);
    child->pid = pid;
    child->in = in[0];
    child->out = out[0];
    child->err = err[0];
    child->words[0] = '\0';
    return ELS_OK;
}

/* ---- what it says ---- */

static void keep_words(els_plugin_child *child)
{
    els_str line = els_str_trim(els_buf_str(&child->line));
    size_t n = line.len < ELS_PLUGIN_WORDS_BYTES ? line.len : ELS_PLUGIN_WORDS_BYTES;
    for (size_t i = 0; i < n; i++)
        child->words[i] = line.ptr[i] >= ' ' && line.ptr[i] < 0x7f ? line.ptr[i] : '?';
    if (n)
        child->words[n] = '\0';
    els_buf_clear(&child->line);
}

/* Reads what is there and keeps the last line. */
static void hear_words(els_plugin_child *child)
{
    char chunk[4096];
    ssize_t n;
    for (int turn = 0; turn < 16 && (n = read(child->err, chunk, sizeof chunk)) > 0; turn++)
        for (ssize_t i = 0; i < n; i++) {
            if (chunk[i] == '\n')
                keep_words(child);
            else if (child->line.len < ELS_PLUGIN_WORDS_BYTES)
                els_buf_addc(&child->line, chunk[i]);
        }
}

/* ---- ending ---- */

static int reap(els_plugin_child *child)
{
    int status = 0;
    kill(child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        ;
    hear_words(child);
    keep_words(child);
    close_all((int[]){child->in, child->out, child->err}, 3);
    child->pid = 0;
    els_buf_clear(&child->line);
    return status;
}

void els_plugin_child_stop(els_plugin_child *child)
{
    if (child->pid)
        (void)reap(child);
}

void els_plugin_child_fini(els_plugin_child *child)
{
    els_plugin_child_stop(child);
    els_buf_fini(&child->answer);
    els_buf_fini(&child->line);
}

/* What has ended is waited for a moment, so that its own end is seen and not the kill. */
static els_err explain_end(els_plugin_child *child, els_buf *why)
{
    enum { END_MS = 1000 };
    siginfo_t info;
    struct pollfd none = {.fd = -1};
    for (int64_t until = now_ms() + END_MS; now_ms() < until; (void)poll(&none, 1, 1)) {
        info.si_pid = 0;
        if (waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid)
            break;
    }
    int status = reap(child);
    if (WIFEXITED(status))
        els_buf_printf(why, "ended with exit code %d instead of answering", WEXITSTATUS(status));
    else if (WTERMSIG(status) == SIGSYS)
        els_buf_printf(why, "was stopped: it made a system call that plugins may not make, such as "
                            "opening a socket or starting a process");
    else if (WTERMSIG(status) == SIGXFSZ)
        els_buf_printf(why, "was stopped: it wrote to a file");
    else if (WTERMSIG(status) == SIGKILL)
        els_buf_printf(why, "closed its output instead of answering");
    else
        els_buf_printf(why, "was ended by signal %d (%s)", WTERMSIG(status),
                       strsignal(WTERMSIG(status)));
    return ELS_E_IO;
}

/* Ends it for what it did, which `format` says. */
static els_err end_for(els_plugin_child *child, els_err err, els_buf *why, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static els_err end_for(els_plugin_child *child, els_err err, els_buf *why, const char *format, ...)
{
    va_list args;
    (void)reap(child);
    va_start(args, format);
    els_buf_vprintf(why, format, args);
    va_end(args);
    return err;
}

/* ---- asking ---- */

/* Sends what the socket takes. False when nobody reads any more. */
static bool push(const els_plugin_child *child, els_str *rest)
{
    ssize_t n = send(child->in, rest->ptr, rest->len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n >= 0)
        *rest = els_str_sub(*rest, (size_t)n, rest->len);
    return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* Takes what is there. Sets *ret_ended at the end of its output. */
static void pull(els_plugin_child *child, bool *ret_ended)
{
    char chunk[65536];
    ssize_t n;
    while (child->answer.len <= ELS_PLUGIN_ANSWER_BYTES &&
           (n = read(child->out, chunk, sizeof chunk)) >= 0) {
        els_buf_append(&child->answer, chunk, (size_t)n);
        if (n == 0) {
            *ret_ended = true;
            return;
        }
        if (memchr(chunk, '\n', (size_t)n))
            return;
    }
}

static els_err wait_for_line(els_plugin_child *child, els_str rest, size_t *ret_len, els_buf *why)
{
    int64_t until = now_ms() + (int64_t)child->options.answer_ms;
    bool has_ended = false, is_silent = false; /* silent: it has closed its stderr */
    for (;;) {
        const char *end =
            child->answer.len ? memchr(child->answer.ptr, '\n', child->answer.len) : NULL;
        size_t len = end ? (size_t)(end - child->answer.ptr) : child->answer.len;
        if (len > ELS_PLUGIN_ANSWER_BYTES)
            return end_for(child, ELS_E_LIMIT, why, "answered with more than %d bytes",
                           ELS_PLUGIN_ANSWER_BYTES);
        if (end && (len + 1 < child->answer.len || rest.len))
            return end_for(child, ELS_E_FORMAT, why,
                           rest.len ? "answered before it was asked"
                                    : "answered with more than one line");
        if (end) {
            *ret_len = len;
            return ELS_OK;
        }
        int64_t left = until - now_ms();
        if (has_ended)
            return explain_end(child, why);
        if (left <= 0)
            return end_for(child, ELS_E_TIMEOUT, why, "did not answer within %llu ms",
                           (unsigned long long)child->options.answer_ms);
        struct pollfd fds[] = {{.fd = child->out, .events = POLLIN},
                               {.fd = is_silent ? -1 : child->err, .events = POLLIN},
                               {.fd = rest.len ? child->in : -1, .events = POLLOUT}};
        if (poll(fds, 3, (int)left) < 0)
            continue;
        if (fds[1].revents & POLLIN)
            hear_words(child);
        else if (fds[1].revents)
            is_silent = true;
        if (fds[2].revents && !push(child, &rest))
            has_ended = true;
        if (fds[0].revents)
            pull(child, &has_ended);
    }
}

els_err els_plugin_child_ask(els_plugin_child *child, els_str line, els_str *ret_answer,
                             els_buf *why)
{
    els_buf request = {0};
    size_t len = 0;
    els_err err = child->pid ? ELS_OK : start(child, why);
    if (err)
        return err;
    els_buf_add(&request, line);
    els_buf_addc(&request, '\n');
    els_buf_clear(&child->answer);
    err = wait_for_line(child, els_buf_str(&request), &len, why);
    els_buf_fini(&request);
    if (err && child->words[0])
        els_buf_printf(why, "; it said: %s", child->words);
    if (!err)
        *ret_answer = els_str_sub(els_buf_str(&child->answer), 0, len);
    return err;
}
