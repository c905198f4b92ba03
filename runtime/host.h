/* host.h — the few things asked of the machine: clocks, memory, entropy. */
#ifndef ELS_HOST_H
#define ELS_HOST_H

#include "els_err.h"

#include <stdint.h>

/* CLOCK_MONOTONIC in milliseconds, microseconds, nanoseconds. */
int64_t els_host_now_ms(void);
uint64_t els_host_now_us(void);
uint64_t els_host_now_ns(void);
/* Wall clock in milliseconds since 1970, for people and reports only. */
int64_t els_host_wall_ms(void);
/* Resident memory of this process in KiB (/proc/self/statm); 0 when it cannot be read. */
uint64_t els_host_rss_kib(void);
/* Processor time of this process, all its threads, in microseconds. */
uint64_t els_host_cpu_us(void);
/* What this process may use at most, by the machine and by its control group (cgroup v2):
 * processors, and KiB of memory; 0 when it cannot be read. */
double els_host_processors(void);
uint64_t els_host_memory_kib(void);
/* 64 random bits of the kernel, never 0: ids of a start, not for anything that must repeat. */
uint64_t els_host_random_u64(void);

#endif
