/* entry.h — which run a broker goes on with or begins. */
#ifndef ELS_ENTRY_H
#define ELS_ENTRY_H

#include "messages.h"
#include "store.h"

typedef struct {
    const char *dir;
    els_str params;  /* canonical text */
    els_str state;   /* what a new run starts from; empty: ignorance */
    bool fresh;      /* gives up a run that was cut off */
    bool is_restart; /* an earlier life had begun or resumed the run: it is not begun again */
} els_entry;

typedef struct {
    els_store_run run;
    const els_progress *progress; /* the last committed one; NULL before the first */
    bool is_over;      /* the earlier life was killed between its last commit and its end */
    els_err unwritten; /* OK, or why status.json is not up to date: the disk is full */
} els_entered;

/* Resumes the run that was cut off, or begins a new one, and brings the files for readers up to
 * date with the journal: a broker may have been killed between the two. Memory from `arena`.
 * Errors, with one line in `error_text` (not NULL): STATE an unfinished run has other parameters;
 * FORMAT the last progress cannot be read; IO, CORRUPT. */
ELS_MUST_CHECK els_err els_entry_take(els_store *store, const els_entry *entry, els_arena *arena,
                                      els_entered *ret, els_buf *error_text);

#endif
