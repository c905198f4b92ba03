/* record.h — does what the sequencer wants to have on disk: epochs, commands, commits; and reads
 * what restores are made of. A disk that takes nothing is waited for: the action is kept, nothing
 * after it happens, and the time that passes is not the sequencer's. Knows no clock. */
#ifndef ELS_RECORD_H
#define ELS_RECORD_H

#include "sequencer.h"

typedef struct {
    els_store *store;
    const char *dir;
    uint64_t run;
    els_buf frame;      /* of the progress; memory kept from one commit to the next */
    bool is_committed;  /* the commit that is tried again is on disk, its files are not */
    bool waits;         /* for the disk, with: */
    els_action pending; /* what it points to lives until the sequencer is called again */
    uint64_t waits_since_us, retry_us, said_us;
    uint64_t waited_us; /* all waits that are over */
} els_recorder;

typedef enum {
    ELS_RECORD_DONE,
    ELS_RECORD_RESUMED, /* done, after a wait */
    ELS_RECORD_WAITS, /* IO, NOMEM: it is tried again from `retry_us` on; worth a line in the log */
    ELS_RECORD_STILL, /* the same, said lately */
    ELS_RECORD_FAILED /* would fail again */
} els_record_result;

void els_recorder_fini(els_recorder *recorder);

/* Does an action of kind EPOCH, COMMANDS or COMMIT, or tries it again; of what is on disk nothing
 * is done twice. WAITS, STILL and FAILED come with one line in `error_text` (not NULL), if
 * there is memory for it. */
els_record_result els_recorder_do(els_recorder *recorder, const els_action *action, uint64_t now_us,
                                  els_buf *error_text);

/* Fills a restore for the stage `action->topic` from the journal, in `arena`. Errors: IO, CORRUPT,
 * NOMEM, see els_store_error. */
ELS_MUST_CHECK els_err els_recorder_restore(els_recorder *recorder, const els_action *action,
                                            els_arena *arena, els_restore *ret);

#endif
