/* net.h — opens the sockets of the channels: addresses, locks, limits and keys in one place. */
#ifndef ELS_NET_H
#define ELS_NET_H

#include "channels.h"
#include "els_err.h"
#include "els_str.h"

typedef struct {
    const char *base;     /* --net */
    const char *feed;     /* --feed, NULL for none */
    const char *keys;     /* --keys, NULL for none */
    const char *key_role; /* whose key of them: els_key_role; unused without keys */
} els_net_options;

typedef struct els_net els_net;

/* Prepares sockets for `options` (its texts are borrowed and must outlive the net): loads keys and
 * starts the key check when `keys` is given. One net per process, opened before its first socket.
 * Errors, with one line in `error_text` (not NULL): USAGE an address is off this machine and there
 * are no keys, or BASE is wrong; IO or FORMAT the keys cannot be read; STATE the key check does not
 * refuse a random key. */
ELS_MUST_CHECK els_err els_net_open(const els_net_options *options, els_net **ret_net,
                                    els_buf *error_text);
/* Opens `role`'s end of a channel as a raw libzmq socket: bind or connect by the table, finite
 * high-water marks, MAXMSGSIZE, LINGER 0, CURVE when there are keys. SUB ends are subscribed to
 * nothing yet. The socket belongs to the net; close it with els_net_socket_close or els_net_close.
 * Errors, with one line in `error_text` (not NULL): BUSY somebody has bound it already; IO the
 * system refuses; USAGE the role has no end there. */
ELS_MUST_CHECK els_err els_net_socket_open(els_net *net, els_channel channel, els_role role,
                                           void **ret_socket, els_buf *error_text);
/* Looks whether keys were replaced, and gives them to the sockets that are concerned: these are
 * bound or connected again, and what they held may be lost as with a broken connection. Cheap when
 * nothing changed; to be called now and then. */
void els_net_refresh(els_net *net);
/* Closes one socket of the net; what it still holds is sent for up to `linger_ms`. */
void els_net_socket_close(els_net *net, void **socket, int linger_ms);
/* Closes what is open, releases the locks, stops the key check. Safe on NULL. */
void els_net_close(els_net **net);

#endif
