/* keys.h — CURVE keys of a process: its own pair, those of whom it talks to, and who is let in.
 *
 * Every role has a pair of its own (keyring.h). Who binds a channel lets in the keys of the roles
 * that connect to it, and no others: an executor's key opens nothing at the applier's analysis. */
#ifndef ELS_KEYS_H
#define ELS_KEYS_H

#include "channels.h"
#include "els_err.h"
#include "els_str.h"

#include <stdbool.h>

typedef struct els_keys els_keys;

/* The keys a socket was given, to see whether they are still the right ones. */
typedef struct {
    uint8_t own[32];
    uint8_t server[32]; /* of the end that binds; zero at that end */
} els_keys_applied;

/* Loads the pair of `owner` (a role of els_key_role) and the roster, starts the handler that
 * decides who is let in, and checks on a socket of its own that a random key is refused and its own
 * is not. `dir` and `owner` are borrowed and must outlive the keys. Errors, with one line in
 * `error_text` (not NULL): NOT_FOUND, FORMAT, IO, LIMIT; STATE the check failed. */
ELS_MUST_CHECK els_err els_keys_open(const char *dir, const char *owner, els_keys **ret_keys,
                                     els_buf *error_text);
/* Puts the keys on a socket of `channel` before it is bound or connected. `ret_used` may be NULL.
 * Errors: NOT_FOUND the roster has no key of the role that binds the channel; IO libzmq has no
 * CURVE. */
ELS_MUST_CHECK els_err els_keys_apply(const els_keys *keys, void *socket, els_channel channel,
                                      bool is_server, els_keys_applied *ret_used);
/* Reads pair and roster again when their files were replaced. True when something was read; what
 * cannot be read leaves all as it was, and is read again next time. */
bool els_keys_refresh(els_keys *keys);
/* Whether els_keys_apply would give the socket the same keys. */
bool els_keys_are_current(const els_keys *keys, els_channel channel, bool is_server,
                          const els_keys_applied *used);
/* Follows the handshakes of a socket that connects, from before it does. libzmq tries again by
 * itself, but now and then not after the other end has said that it does not know the key (libzmq
 * issue 3519): a key that comes before the roster that has it would never be let in. NULL when that
 * fails; to be closed with zmq_close. */
void *els_keys_watch(void *context, void *socket);
/* Whether the key was refused since this was last asked: connect again. Safe on NULL. */
bool els_keys_were_refused(void *watch);
/* Stops the handler and forgets the keys. Safe on NULL. */
void els_keys_close(els_keys **keys);

#endif
