/* children.h — real processes for tests: forks, waits for READY, collects exit code and stderr. */
#ifndef ELS_CHILDREN_H
#define ELS_CHILDREN_H

#include "process.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_TIMEOUT_MS 10000

typedef struct {
    pid_t pid;
    int ready; /* read end */
    int err;   /* read end of stderr */
} child;

/* A fresh folder for sockets, short enough for their paths. */
static inline const char *test_folder(void)
{
    static char folder[32];
    strcpy(folder, "/tmp/els-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    return folder;
}

static inline void remove_folder(const char *folder)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}

static int child_stdout = STDOUT_FILENO; /* where the next children write what they print */

/* Starts a process with options up to NULL; --ready-fd is added. The parent must not have used
 * libzmq before: its threads do not survive a fork. */
static inline child child_start(const els_process_desc *desc, ...)
{
    int ready[2], err[2];
    cr_assert_eq(pipe2(ready, O_CLOEXEC) | pipe2(err, O_CLOEXEC), 0);
    fflush(NULL);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        char fd[16];
        char *argv[24] = {"els-test", "--ready-fd", fd, "--die-with-parent"};
        int argc = 4;
        va_list args;
        va_start(args, desc);
        while ((argv[argc] = va_arg(args, char *)))
            argc++;
        va_end(args);
        snprintf(fd, sizeof fd, "%d", ready[1]);
        dup2(err[1], STDERR_FILENO);
        dup2(child_stdout, STDOUT_FILENO);
        close(ready[0]);
        close(err[0]);
        exit(els_process_main(desc, argc, argv));
    }
    close(ready[1]);
    close(err[1]);
    return (child){pid, ready[0], err[0]};
}

static inline size_t read_within(int fd, char *bytes, size_t size)
{
    size_t len = 0;
    struct pollfd item = {.fd = fd, .events = POLLIN};
    while (len + 1 < size && poll(&item, 1, CHILD_TIMEOUT_MS) > 0) {
        ssize_t n = read(fd, bytes + len, size - 1 - len);
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    bytes[len] = '\0';
    return len;
}

/* True when the process said READY; false when it ended without. */
static inline bool child_is_ready(child *c)
{
    char line[16];
    return read_within(c->ready, line, sizeof line) && strcmp(line, "READY\n") == 0;
}

/* Takes out the lines of the leak checker about threads of the parent; a leak shows in the exit
 * code. */
static inline void drop_sanitizer_notes(char *text)
{
    char *to = text;
    for (char *line = text; *line;) {
        size_t len = strcspn(line, "\n");
        len += line[len] == '\n';
        if (strncmp(line, "==", 2) != 0) {
            memmove(to, line, len);
            to += len;
        }
        line += len;
    }
    *to = '\0';
}

/* Waits for the end; its exit code, or 128 + signal. What it wrote to stderr goes to `err`. */
static inline int child_wait(child *c, char *err, size_t size)
{
    int status = 0;
    read_within(c->err, err, size);
    drop_sanitizer_notes(err);
    cr_assert_eq(waitpid(c->pid, &status, 0), c->pid);
    close(c->err);
    close(c->ready);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline int child_stop(child *c, char *err, size_t size)
{
    kill(c->pid, SIGTERM);
    return child_wait(c, err, size);
}

#endif
