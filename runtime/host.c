#include "host.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static uint64_t clock_us(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t els_host_now_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

int64_t els_host_now_ms(void)
{
    return (int64_t)(els_host_now_us() / 1000);
}

int64_t els_host_wall_ms(void)
{
    return (int64_t)(clock_us(CLOCK_REALTIME) / 1000);
}

uint64_t els_host_rss_kib(void)
{
    unsigned long size, resident;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    int read = fscanf(file, "%lu %lu", &size, &resident);
    fclose(file);
    return read == 2 ? (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE) / 1024 : 0;
}

uint64_t els_host_random_u64(void)
{
    uint64_t value = 0;
    while (value == 0) {
        if (getrandom(&value, sizeof value, 0) != sizeof value)
            value = els_host_now_us() ^ (uint64_t)getpid() << 40;
    }
    return value;
}
