#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void become(const char *const *argv, pid_t parent, int in, int out, int err)
{
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(ELS_EXIT_FAILED);
    setpgid(0, 0);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(argv[0], (char *const *)argv); /* which promises not to change them */
    dprintf(STDERR_FILENO, "cannot start %s: %s\n", argv[0], strerror(errno));
    _exit(ELS_EXIT_FAILED);
}

/* A descriptor that holds `input`, to be read from its beginning; -1 on failure. */
static int open_input(els_str input)
{
    if (input.len == 0)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    int fd = memfd_create("els-input", MFD_CLOEXEC);
    if (fd >= 0 &&
        (write(fd, input.ptr, input.len) != (ssize_t)input.len || lseek(fd, 0, SEEK_SET) != 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static void close_all(const int *fds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

els_err els_child_start(els_child *child, const char *const *argv, els_str input, bool wants_text)
{
    int in = open_input(input), out[2] = {-1, -1}, err[2] = {-1, -1};
    bool ok = in >= 0 && pipe2(err, O_CLOEXEC) == 0;
    if (ok && wants_text)
        ok = pipe2(out, O_CLOEXEC) == 0;
    else if (ok)
        out[1] = open("/dev/null", O_WRONLY | O_CLOEXEC);
    pid_t parent = getpid(), pid = ok ? fork() : -1;
    if (pid == 0)
        become(argv, parent, in, out[1], err[1]);
    close_all((int[]){in, out[1], err[1]}, 3);
    if (pid < 0) {
        close_all((int[]){out[0], err[0]}, 2);
        return ELS_E_IO;
    }
    setpgid(pid, pid); /* whoever of the two is first */
    if (out[0] >= 0)
        fcntl(out[0], F_SETFL, O_NONBLOCK);
    fcntl(err[0], F_SETFL, O_NONBLOCK);
    *child = (els_child){.pid = pid, .out = out[0], .err = err[0]};
    return ELS_OK;
}

/* Reads what is there; closes the descriptor at its end. */
static void drain(int *fd, els_buf *into)
{
    char chunk[16384];
    ssize_t n;
    while (*fd >= 0 && (n = read(*fd, chunk, sizeof chunk)) >= 0) {
        els_buf_append(into, chunk, (size_t)n);
        if (n == 0) {
            close(*fd);
            *fd = -1;
        }
    }
}

/* Keeps the last whole line; what has no end when it exits is one. */
static void keep_line(els_child *child)
{
    els_str rest = els_buf_str(&child->line);
    size_t end = rest.len;
    while (end > 0 && rest.ptr[end - 1] != '\n')
        end--;
    if (child->err < 0 && end < rest.len)
        end = rest.len;
    els_str whole = els_str_trim(els_str_sub(rest, 0, end));
    size_t from = whole.len;
    while (from > 0 && whole.ptr[from - 1] != '\n')
        from--;
    if (whole.len)
        snprintf(child->said, sizeof child->said, ELS_STR_FMT,
                 ELS_STR_ARG(els_str_sub(whole, from, whole.len)));
    memmove(child->line.ptr, child->line.ptr + end, rest.len - end);
    child->line.len = rest.len - end;
    if (child->line.len > ELS_CHILD_SAID_BYTES)
        els_buf_clear(&child->line);
}

bool els_child_turn(els_child *child)
{
    if (!child->pid)
        return false;
    /* Looked at first: what it said before is then in the pipes. */
    if (!child->has_exited)
        child->has_exited = waitpid(child->pid, &child->status, WNOHANG) == child->pid;
    drain(&child->out, &child->text);
    drain(&child->err, &child->line);
    if (child->has_exited && child->err >= 0) {
        close(child->err); /* a grandchild may hold it */
        child->err = -1;
    }
    if (child->line.len)
        keep_line(child);
    if (child->text.len > ELS_CHILD_OUT_BYTES) {
        child->is_too_much = true;
        els_buf_clear(&child->text);
        els_child_signal(child, SIGKILL, true);
    }
    return child->has_exited;
}

void els_child_signal(const els_child *child, int number, bool whole_group)
{
    if (child->pid && !child->has_exited)
        kill(whole_group ? -child->pid : child->pid, number);
}

void els_child_fini(els_child *child)
{
    if (!child->pid)
        return;
    els_child_signal(child, SIGKILL, true);
    if (!child->has_exited)
        waitpid(child->pid, &child->status, 0);
    close_all((int[]){child->out, child->err}, 2);
    els_buf_fini(&child->text);
    els_buf_fini(&child->line);
    *child = (els_child){.out = -1, .err = -1};
}

int els_child_exit_code(const els_child *child)
{
    return child->has_exited && WIFEXITED(child->status) ? WEXITSTATUS(child->status) : -1;
}
