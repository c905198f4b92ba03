/* keyring.h — the files of a key folder: who has which CURVE key. No sockets.
 *
 * - roster: one line per public key, ROLE KEY (Z85). Of several keys of a role all are let in, and
 *   the last is the one that role has now. Lines with # say something.
 * - ROLE.key_secret: the pair of that role, a czmq certificate, readable by its owner only.
 *
 * The roster is the same everywhere; a machine needs beside it the pairs of the roles that it runs.
 * Both are replaced by renaming, so that whoever reads sees the old or the new. */
#ifndef ELS_KEYRING_H
#define ELS_KEYRING_H

#include "els_err.h"
#include "els_str.h"

#include <czmq.h>

enum { ELS_KEY_BYTES = 32 };

/* Makes the folder (0700), a pair for every role (0600) and the roster. Keys that are there are
 * never overwritten. Errors, with one line in `why` (not NULL): BUSY there are keys already; IO. */
ELS_MUST_CHECK els_err els_keyring_make(const char *dir, els_buf *why);
/* A fresh pair for `role`; its public key goes behind the others of the roster, which stay. Errors
 * as above, and USAGE no such role; NOT_FOUND or FORMAT of the roster. */
ELS_MUST_CHECK els_err els_keyring_rotate(const char *dir, els_str role, els_buf *why);
/* Takes all keys of `role` but the last out of the roster. Errors as above. */
ELS_MUST_CHECK els_err els_keyring_forget(const char *dir, els_str role, els_buf *why);

/* Reads the roster into `ret` (cleared before) and checks every line. Errors: NOT_FOUND, IO, LIMIT
 * above 64 KiB, FORMAT a line that is none; one line in `why` (not NULL). */
ELS_MUST_CHECK els_err els_keyring_read(const char *dir, els_buf *ret, els_buf *why);
/* The key that `role` has now, by a roster that was read. False when it has none. */
bool els_keyring_newest(els_str roster, els_str role, uint8_t ret_key[ELS_KEY_BYTES]);
/* The next key of the roster with its role; `*rest` starts as the roster. False behind the last. */
bool els_keyring_next(els_str *rest, els_str *ret_role, uint8_t ret_key[ELS_KEY_BYTES]);
/* The pair of `role`, for the caller to destroy. NULL, with one line in `why` (not NULL), when
 * there is none, others may read it, or its halves do not belong together. */
zcert_t *els_keyring_pair(const char *dir, els_str role, els_buf *why);

#endif
