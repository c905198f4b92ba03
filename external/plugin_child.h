/* plugin_child.h — a plugin's process: a line in, a line out, within a time and a size.
 *
 * Knows nothing of tasks. Blocks for at most the time allowed per answer. */
#ifndef ELS_PLUGIN_CHILD_H
#define ELS_PLUGIN_CHILD_H

#include "sandbox.h"

#include <sys/types.h>

enum {
    ELS_PLUGIN_ANSWER_BYTES = 1 << 20, /* of one answer, without the line end */
    ELS_PLUGIN_WORDS_BYTES = 200,      /* kept of what it says on stderr */
};

typedef struct {
    char *const *argv;  /* argv[0] is the absolute path of the program; NULL behind the last */
    const char *folder; /* to stand in */
    const els_sandbox *sandbox;
    uint64_t answer_ms;
} els_plugin_child_options;

/* Zeroed but for the options it is ready for use; the process starts with the first request. */
typedef struct {
    els_plugin_child_options options; /* what it points to outlives the child */
    pid_t pid;                        /* 0: not running */
    int in, out, err;                 /* our ends */
    els_buf answer;
    char words[ELS_PLUGIN_WORDS_BYTES + 1]; /* last line of its stderr, printable */
    els_buf line;                           /* of stderr, without its end yet */
} els_plugin_child;

/* Sends `line` (without its end) and waits for the answer, which is lent until the next call. After
 * an error the process is gone; the next request starts another.
 * Errors, with what it did in `why` ("did not answer within 5000 ms"): TIMEOUT; LIMIT an answer
 * above ELS_PLUGIN_ANSWER_BYTES; FORMAT more than one line; IO it could not be started or ended. */
els_err els_plugin_child_ask(els_plugin_child *child, els_str line, els_str *ret_answer,
                             els_buf *why) ELS_MUST_CHECK;
/* Ends the process. */
void els_plugin_child_stop(els_plugin_child *child);
/* The same, and frees what it holds. Safe on a zeroed one. */
void els_plugin_child_fini(els_plugin_child *child);

#endif
