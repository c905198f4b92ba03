/* restored.h — what a stage does with the copies of a restore. The broker repeats a restore until
 * it is answered, so copies come late; pure. */
#ifndef ELS_RESTORED_H
#define ELS_RESTORED_H

#include "messages.h"

#include <stdbool.h>

/* The newest restore a stage applied. It leaves alone what is not of this epoch: what is older must
 * not count, and for what is newer it has not been told where to begin. */
typedef struct {
    uint64_t run, epoch; /* epoch 0: none yet */
    uint64_t asked;      /* els_process_asked() then */
} els_restored;

typedef enum {
    ELS_RESTORE_APPLY,  /* go back; answer when that is done */
    ELS_RESTORE_ANSWER, /* a second copy: answer, change nothing, for the stage may have gone on */
    ELS_RESTORE_IGNORE  /* a late copy of an older one */
} els_restore_use;

/* Decides, and notes a restore that is to be applied. `asked` is els_process_asked() now: another
 * broker may use the same numbers for another store. */
els_restore_use els_restored_take(els_restored *restored, uint64_t asked,
                                  const els_restore *message);

/* Whether a message of the run and epoch counts. */
bool els_restored_is_now(const els_restored *restored, uint64_t run, uint64_t epoch);

#endif
