/* zap.h — the handler that libzmq asks about every client of a CURVE socket (ZAP, RFC 27).
 *
 * czmq's zauth has one list of keys for all sockets and reads its folder again only when size, time
 * or number of files changed; here a key counts for the channels of its role alone, and the roster
 * is read for every client, so what is in it counts from then on. One thread, which shares nothing.
 */
#ifndef ELS_ZAP_H
#define ELS_ZAP_H

#include <czmq.h>

/* ZAP domain of the check at start: lets in the keys of the role that asks, and nobody else. A
 * channel's domain is its name. */
#define ELS_ZAP_SELF "self"

/* What the actor needs; the texts are borrowed and must outlive it. */
typedef struct {
    const char *dir;   /* key folder */
    const char *owner; /* role of this process */
} els_zap;

/* Actor for zactor_new(els_zap_actor, els_zap *). One per process: the address is fixed by libzmq.
 */
void els_zap_actor(zsock_t *pipe, void *zap);

#endif
