/* config_wait.h — waits for what comes of a change of the configuration that a user asks for. */
#ifndef ELS_CONFIG_WAIT_H
#define ELS_CONFIG_WAIT_H

#include "cli.h"

/* Where the history of a store's configuration stood before something was asked. */
typedef struct {
    uint64_t run;
    uint64_t change;  /* number of the newest change; 0: there was none */
    uint64_t refusal; /* iteration of the newest refusal; 0: there was none */
} els_config_mark;

/* Errors: those of els_config_file_read. */
els_err els_config_wait_mark(const char *store, els_config_mark *ret,
                             els_buf *error_text) ELS_MUST_CHECK;

/* What was asked. */
typedef struct {
    const char *store, *id;        /* the command `id` in the store's spool */
    const char *parameter, *scope; /* which it sets, the scope in full */
    els_config_mark mark;          /* from before it was asked */
} els_config_asked;

/* Waits until the run that is on in the store has decided about what was asked. *ret_change is the
 * change as the history (config.json) has it, released by the caller; NULL when there is none.
 * Returns ELS_EXIT_OK: kept, set, or nothing had to change; FAILED: rejected, refused, or the store
 * cannot be read; ROLLED_BACK: it answered for a while and was taken back; TIMEOUT: no run is on
 * that could decide. In all cases but OK `error_text` gets one line. */
int els_config_wait(const els_config_asked *asked, json_t **ret_change, els_buf *error_text);

#endif
