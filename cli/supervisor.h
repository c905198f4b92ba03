/* supervisor.h — starts the processes of one system on this machine, keeps them alive, ends them.
 *
 * Single-threaded: the caller polls els_supervisor_fds() and calls els_supervisor_handle().
 * Children are started with fork and exec only, die with this process, and say READY on a
 * descriptor. What they log is passed on to stderr as lines for people. */
#ifndef ELS_SUPERVISOR_H
#define ELS_SUPERVISOR_H

#include "els_err.h"
#include "els_str.h"

#include <poll.h>

enum { ELS_CHILDREN_MAX = 80, ELS_CHILD_ARGS = 48 };

typedef struct els_supervisor els_supervisor;

typedef struct {
    bool ended;       /* the broker has ended by itself: the run is over */
    int exit_code;    /* of the broker, or of what made the run fail */
    bool interrupted; /* SIGINT or SIGTERM came */
} els_supervisor_state;

/* `bin_dir` holds the els-* programs. NULL when signals cannot be set up. */
els_supervisor *els_supervisor_new(els_str bin_dir);
/* Ends all children (SIGTERM, after 2 s SIGKILL) and waits for them. */
void els_supervisor_free(els_supervisor **supervisor);

/* From now on calls `call` with `context` before each line on stderr: for who has something
 * unfinished on the terminal. */
void els_supervisor_before_lines(els_supervisor *supervisor, void (*call)(void *context),
                                 void *context);

/* Starts els-<role> with `arguments` (without argv[0], at most ELS_CHILD_ARGS; copied) and restarts
 * it whenever it dies of a signal; `argument_once` (may be NULL) is given at the first start only.
 * Errors: IO, LIMIT. */
els_err els_supervisor_start(els_supervisor *supervisor, const char *role,
                             const char *const *arguments, size_t n_arguments,
                             const char *argument_once) ELS_MUST_CHECK;
/* Waits until every child has said READY. Errors: TIMEOUT; INTERRUPTED; STATE a child ended before
 * (its exit code is in els_supervisor_state). */
els_err els_supervisor_wait_ready(els_supervisor *supervisor, int timeout_ms) ELS_MUST_CHECK;

/* From now on kills a child that did not run at all for so long (stall.h), so that it is started
 * again; 0: none. els_supervisor_handle looks, so it has to be called once a second. */
void els_supervisor_set_patience(els_supervisor *supervisor, uint32_t seconds);

/* Descriptors to poll for POLLIN; at most ELS_CHILDREN_MAX + 1. */
size_t els_supervisor_fds(const els_supervisor *supervisor, struct pollfd *ret_fds);
/* Deals with whatever is ready. Never blocks. */
void els_supervisor_handle(els_supervisor *supervisor);
els_supervisor_state els_supervisor_state_of(const els_supervisor *supervisor);
/* How often children were restarted. */
uint32_t els_supervisor_restarts(const els_supervisor *supervisor);

#endif
