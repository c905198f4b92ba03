#include "feed_file.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

static void path_of(const char *store, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/feed", store);
}

int els_feed_file_leave(const char *store, const char *endpoint)
{
    char path[PATH_MAX];
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    path_of(store, path);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    /* A disk without locks keeps the run from being ended by others, no more. */
    if (fd >= 0) {
        (void)fcntl(fd, F_SETLK, &lock);
        dprintf(fd, "%s\n", endpoint);
    }
    return fd;
}

void els_feed_file_remove(const char *store, int *fd)
{
    char path[PATH_MAX];
    if (*fd < 0)
        return;
    path_of(store, path);
    unlink(path);
    close(*fd);
    *fd = -1;
}

/* The process that holds it; 0: none that can be seen from here. */
static pid_t holder_of(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool is_held = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    return is_held && lock.l_pid > 0 ? lock.l_pid : 0;
}

els_err els_feed_file_stop(const char *store)
{
    char path[PATH_MAX];
    els_err err = ELS_E_NOT_FOUND;
    path_of(store, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    pid_t pid = fd < 0 ? 0 : holder_of(fd);
    int process = pid ? pidfd_open(pid, 0) : -1;
    /* It holds the file still: what was opened is this process and not one after it. */
    if (process >= 0 && holder_of(fd) == pid)
        err = pidfd_send_signal(process, SIGTERM, NULL, 0) == 0 ? ELS_OK : ELS_E_IO;
    if (process >= 0)
        close(process);
    if (fd >= 0)
        close(fd);
    return err;
}
