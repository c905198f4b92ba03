/* failing_calls.h — calls of the database's library and of the system that fail when told to, one
 * at a time.
 *
 * For tests that are linked with --wrap for these calls (tests/CMakeLists.txt): the linker leads
 * those of what is tested here; those that libraries make among themselves stay as they are. */
#ifndef ELS_FAILING_CALLS_H
#define ELS_FAILING_CALLS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    FAILING_STATEMENTS,  /* SQLite: open, function, prepare, step, exec */
    FAILING_FILES,       /* the system: files and folders, with EIO */
    FAILING_SHORT,       /* write alone: it takes one byte */
    FAILING_INTERRUPTED, /* write alone: a signal came before the first byte (EINTR) */
} failing_kind;

/* The call after `after` more ones of this kind fails, once. */
void failing_calls_begin(failing_kind kind, uint64_t after);
/* From here on none fails. Whether one has since failing_calls_begin. */
bool failing_calls_end(void);

#endif
