#include "stall.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 1000 };

/* What file `name` of the process says; false where there is none. */
static bool read_of(pid_t pid, const char *name, char *out, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, out, size - 1) : -1;
    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* Its state, a letter of proc(5); behind its name, which may hold anything. */
static char state_of(pid_t pid)
{
    char text[512];
    const char *name_end = read_of(pid, "stat", text, sizeof text) ? strrchr(text, ')') : NULL;
    return name_end && name_end[1] ? name_end[2] : '\0';
}

bool els_stall_look(els_stall *stall, pid_t pid, int64_t now_ms, uint32_t patience_s)
{
    char text[128];
    if (stall->pid != pid)
        *stall = (els_stall){.pid = pid};
    if (now_ms < stall->next_ms)
        return false;
    stall->next_ms = now_ms + LOOK_EVERY_MS;
    char state = state_of(pid);
    bool may_stall = (state == 'S' || state == 'T') && read_of(pid, "schedstat", text, sizeof text);
    uint64_t ran_ns = may_stall ? strtoull(text, NULL, 10) : 0;
    stall->looks = may_stall && ran_ns == stall->ran_ns ? stall->looks + 1 : 0;
    stall->ran_ns = ran_ns;
    return stall->looks >= patience_s;
}
