/* stall.h — notices a process that has stopped running: stopped by a signal, or blocked for good.
 *
 * Every process of a run wakes up several times a second, if only to say that it is alive. One that
 * the scheduler has not run at all for long cannot come back by itself, and the broker would end
 * the run over its silence; killed, it is started again and nothing is lost. One that computes
 * runs, however silent it is. Left alone are a process under a debugger and one that waits for a
 * disk. */
#ifndef ELS_STALL_H
#define ELS_STALL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct {
    pid_t pid;       /* of which the rest is */
    uint64_t ran_ns; /* processor time it had when last looked at */
    uint32_t looks;  /* in a row that found it no further */
    int64_t next_ms; /* no look before then */
} els_stall;

/* Looks at process `pid` (a child of this one, its only thread being that of its pid), at most once
 * a second: call it as often as wanted. `now_ms` is monotonic. True when it did not run between any
 * of the last `patience_s` looks. False where the kernel does not tell. A zeroed `stall` is ready.
 */
bool els_stall_look(els_stall *stall, pid_t pid, int64_t now_ms, uint32_t patience_s);

#endif
