/* outbox.h — messages a socket did not take at once, in order and within bounds. */
#ifndef ELS_OUTBOX_H
#define ELS_OUTBOX_H

#include "els_err.h"
#include "els_str.h"

#define ELS_OUTBOX_MAX_MESSAGES 4096
#define ELS_OUTBOX_MAX_BYTES ((size_t)256 << 20)

typedef struct els_outbox_item els_outbox_item;
/* A zeroed outbox is ready for use. */
typedef struct {
    els_outbox_item *first;
    els_outbox_item *last;
    size_t n;
    size_t bytes;
} els_outbox;

/* Sends on a libzmq socket, or keeps a copy when the socket is full or others wait already. `topic`
 * with a NULL ptr: the message is the frame alone. Never blocks. Errors: BUSY the outbox is full;
 * IO the socket is broken. */
ELS_MUST_CHECK els_err els_outbox_send(els_outbox *box, void *socket, els_str topic, els_str frame);
/* Sends what the socket takes now. IO when the socket is broken. */
els_err els_outbox_flush(els_outbox *box, void *socket);
/* Forgets everything; returns how many messages that were. */
size_t els_outbox_clear(els_outbox *box);

#endif
