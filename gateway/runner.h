/* runner.h — the run that this gateway has started: a process `els run`. */
#ifndef ELS_RUNNER_H
#define ELS_RUNNER_H

#include "child.h"

#include <jansson.h>

typedef enum {
    ELS_RUNNER_NONE,
    ELS_RUNNER_STARTING, /* its processes are not all ready */
    ELS_RUNNER_RUNNING,
    ELS_RUNNER_STOPPING, /* was told to drain */
    ELS_RUNNER_ENDED
} els_runner_state;

typedef struct {
    els_runner_state state;
    els_child child;
    int exit_code;                   /* with ENDED; -1: a signal */
    char said[ELS_CHILD_SAID_BYTES]; /* the last line of it */
    int64_t kill_ms;                 /* with STOPPING: when patience ends */
} els_runner;

/* Starts it in a store in which no run is on. Errors: those of els_child_start. */
els_err els_runner_start(els_runner *runner, const char *const *argv,
                         const char *store) ELS_MUST_CHECK;
/* Tells it to drain and end; kills it when it has not by `now_ms` and a while. */
void els_runner_stop(els_runner *runner, int64_t now_ms);
/* Looks after it; true when its state has changed. */
bool els_runner_turn(els_runner *runner, const char *store, int64_t now_ms);
/* It is there: starting, running or stopping. */
bool els_runner_is_on(const els_runner *runner);
/* As the schema Process has it: a new object. */
json_t *els_runner_json(const els_runner *runner);

#endif
