/* keys.h — CURVE keys: making them, loading them, and refusing who has none.
 *
 * A key folder holds, as czmq certificates:
 *   server.key, server.key_secret    the pair of whoever binds
 *   client.key, client.key_secret    the pair of whoever connects
 *   allowed/                         public certificates of the clients that are let in
 * All processes of one system share it; a client elsewhere needs server.key and its own pair. */
#ifndef ELS_KEYS_H
#define ELS_KEYS_H

#include "els_err.h"
#include "els_str.h"

#include <stdbool.h>

typedef struct els_keys els_keys;

/* Makes the folder (0700) and fresh keys in it (0600). Existing keys are never overwritten.
 * Errors, with one line in `error_text` (not NULL): BUSY there are keys already; IO. */
ELS_MUST_CHECK els_err els_keygen(const char *dir, els_buf *error_text);

/* Loads the keys and starts the handler that lets only allowed clients in, then checks on a socket
 * of its own that a random key is refused and the client's is not. Errors, with one line in
 * `error_text` (not NULL): NOT_FOUND, FORMAT, IO; STATE the check failed. */
ELS_MUST_CHECK els_err els_keys_open(const char *dir, els_keys **ret_keys, els_buf *error_text);
/* Puts the keys on a socket before it is bound or connected. IO when libzmq has no CURVE. */
ELS_MUST_CHECK els_err els_keys_apply(const els_keys *keys, void *socket, bool is_server);
/* Stops the handler and forgets the keys. Safe on NULL. */
void els_keys_close(els_keys **keys);

#endif
