/* els_err.h — the one error type of ELS. Depends on nothing.
 *
 * Functions that can fail return els_err, must be checked, and leave their outputs untouched on
 * failure. Libraries return errors; a process logs one line at its boundary. */
#ifndef ELS_ERR_H
#define ELS_ERR_H

typedef enum {
    ELS_OK = 0,
    ELS_E_NOMEM,       /* out of memory */
    ELS_E_USAGE,       /* the caller's words are wrong */
    ELS_E_IO,          /* a file or socket operation failed */
    ELS_E_FORMAT,      /* bytes that do not follow their format */
    ELS_E_LIMIT,       /* well-formed but above a limit */
    ELS_E_VERSION,     /* made by another version, mostly a newer one */
    ELS_E_CORRUPT,     /* stored bytes fail their check */
    ELS_E_BUSY,        /* in use by another process */
    ELS_E_NOT_FOUND,   /* no such thing */
    ELS_E_TIMEOUT,     /* nobody answered in time */
    ELS_E_STALE,       /* fenced: an epoch or version that is over */
    ELS_E_INTERRUPTED, /* a signal asked us to stop */
    ELS_E_STATE,       /* not allowed now */
    ELS_E_COUNT_
} els_err;

#define ELS_MUST_CHECK __attribute__((warn_unused_result))

/* Short lower-case text of an error; never NULL, also for values out of range. */
const char *els_err_text(els_err err);

/* Exit codes of every binary (README, Exit codes). */
enum {
    ELS_EXIT_OK = 0,
    ELS_EXIT_FAILED = 1,
    ELS_EXIT_USAGE = 2,
    ELS_EXIT_UNREACHABLE = 3,
    ELS_EXIT_TIMEOUT = 4,
    ELS_EXIT_ROLLED_BACK = 5,
    ELS_EXIT_INTERRUPTED = 130
};

#endif
