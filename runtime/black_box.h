/* black_box.h — which tasks a process has in hand, noted where its death does not reach: in a file
 * that the next process of its name reads and passes on with its hello. It may not depend on
 * sockets. */
#ifndef ELS_BLACK_BOX_H
#define ELS_BLACK_BOX_H

#include "els_err.h"
#include "els_str.h"

#include <stdint.h>

/* Tasks of an iteration by their position in it. */
typedef struct {
    uint64_t epoch, iteration;
    uint32_t attempt;      /* of the chunk they came in */
    uint32_t first, count; /* count 0: nothing is in hand, or it is not known */
} els_in_hand;

typedef struct els_black_box els_black_box;

/* Maps the file `path` (made if it is not there or empty; /dev/fd/N for one without a name) and
 * keeps it for this process alone. *ret_before is what it says of the process before; it stays
 * until the first els_black_box_note. The caller closes the box. Errors, with `error_text` saying
 * why: IO it cannot be opened, locked or written (a full disk); FORMAT it is a file of another
 * kind, and is left alone; STATE another process has it. */
els_err els_black_box_open(const char *path, els_black_box **ret_box, els_in_hand *ret_before,
                           els_buf *error_text) ELS_MUST_CHECK;
/* Safe on NULL. The file stays. */
void els_black_box_close(els_black_box **box);
/* A few stores to memory: cheap enough for every task. Without a box nothing happens. */
void els_black_box_note(els_black_box *box, const els_in_hand *in_hand);

/* What the file of the descriptor says, for whoever watches over the process; count 0 when that is
 * nothing. */
els_in_hand els_black_box_read(int fd);
/* Whether the last process that noted something in it had come through a task before: it had noted
 * another one than what it died with. */
bool els_black_box_has_finished(int fd);

#endif
