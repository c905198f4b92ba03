/* child.h — another program, started and listened to without waiting. */
#ifndef ELS_CHILD_H
#define ELS_CHILD_H

#include "els_err.h"
#include "els_str.h"

#include <sys/types.h>

enum { ELS_CHILD_OUT_BYTES = 32 << 20, ELS_CHILD_SAID_BYTES = 1024 };

typedef struct {
    pid_t pid;                       /* 0: there is none */
    int out, err;                    /* its stdout and stderr; -1: closed */
    els_buf text;                    /* what it wrote to stdout; nothing when that is not wanted */
    els_buf line;                    /* being written to stderr */
    char said[ELS_CHILD_SAID_BYTES]; /* the last whole line of stderr */
    bool is_too_much;                /* stdout was longer than ELS_CHILD_OUT_BYTES */
    bool has_exited;
    int status; /* as of waitpid, when it has exited */
} els_child;

/* Starts argv[0] (a path) in a process group of its own that gets SIGTERM when this process dies.
 * `input` is its stdin. Errors: IO. */
els_err els_child_start(els_child *child, const char *const *argv, els_str input,
                        bool wants_text) ELS_MUST_CHECK;
/* Takes what it said and whether it has exited; never waits. True when it has exited and all it
 * said is here. */
bool els_child_turn(els_child *child);
/* To itself, or to its whole group. Nothing when there is none. */
void els_child_signal(const els_child *child, int number, bool whole_group);
/* Kills what is left of it and forgets it. Safe on one that never started. */
void els_child_fini(els_child *child);
/* Its exit code; -1: a signal ended it. */
int els_child_exit_code(const els_child *child);

#endif
