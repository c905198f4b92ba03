#include "host.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static uint64_t clock_ns(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static uint64_t clock_us(clockid_t id)
{
    return clock_ns(id) / 1000;
}

uint64_t els_host_now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
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

uint64_t els_host_cpu_us(void)
{
    return clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

double els_host_processors(void)
{
    double quota_us, period_us;
    cpu_set_t set;
    double count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
    if (!file)
        return count;
    /* "max 100000" when there is no limit */
    bool is_limited = fscanf(file, "%lf %lf", &quota_us, &period_us) == 2 && period_us > 0;
    fclose(file);
    return is_limited && (count <= 0 || quota_us / period_us < count) ? quota_us / period_us
                                                                      : count;
}

uint64_t els_host_memory_kib(void)
{
    unsigned long long limit;
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    uint64_t kib = pages > 0 && page > 0 ? (uint64_t)pages * ((uint64_t)page / 1024) : 0;
    FILE *file = fopen("/sys/fs/cgroup/memory.max", "re");
    if (!file)
        return kib;
    bool is_limited = fscanf(file, "%llu", &limit) == 1; /* "max" when there is none */
    fclose(file);
    return is_limited && (kib == 0 || limit / 1024 < kib) ? limit / 1024 : kib;
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
