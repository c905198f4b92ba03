/* channels.h — which links there are between the processes, and at which addresses.
 *
 * One process binds a channel, any number connect. Channels of PUSH/PULL carry one frame per
 * message; channels of PUB/SUB carry two: a topic and the frame. This table and the address rule
 * are all that decides the wiring; no process names an endpoint itself. No sockets in here. */
#ifndef ELS_CHANNELS_H
#define ELS_CHANNELS_H

#include "els_err.h"
#include "els_str.h"

typedef enum {
    ELS_ROLE_BROKER,
    ELS_ROLE_GENERATOR,
    ELS_ROLE_EXECUTOR,
    ELS_ROLE_ANALYZER,
    ELS_ROLE_APPLIER,
    ELS_ROLE_FORECASTER,
    ELS_ROLE_GOALER,
    ELS_ROLE_MONITOR,
    ELS_ROLE_COUNT_
} els_role;

/* In the order of their ports. */
typedef enum {
    ELS_CHANNEL_INBOX,    /* everybody → broker */
    ELS_CHANNEL_CONTROL,  /* broker → everybody; topics "all", a role, or an instance */
    ELS_CHANNEL_GRANTS,   /* broker → generator */
    ELS_CHANNEL_WORK,     /* generator → executors */
    ELS_CHANNEL_RESULTS,  /* executors → analyzer */
    ELS_CHANNEL_STATE,    /* applier → executors; any topic */
    ELS_CHANNEL_ANALYSIS, /* analyzer → applier */
    ELS_CHANNEL_FORECAST, /* applier → forecaster */
    ELS_CHANNEL_GOALS,    /* forecaster → goaler */
    ELS_CHANNEL_MEASURE,  /* goaler → monitor */
    ELS_CHANNEL_FEED,     /* monitor → anybody; topics "iteration", "report", "snapshot" */
    ELS_CHANNEL_COUNT_
} els_channel;

/* What one end of a channel does. */
typedef enum { ELS_END_NONE, ELS_END_PUSH, ELS_END_PULL, ELS_END_PUB, ELS_END_SUB } els_end;

typedef struct {
    const char *name;    /* also the socket's file name under ipc:// */
    els_role binder;     /* the one process that binds it */
    els_end bind_end;    /* PULL, PUSH or PUB */
    els_end connect_end; /* what the others are */
    uint32_t connectors; /* bit 1 << role for every role that connects */
    int bind_hwm;        /* high-water marks in messages, always finite */
    int connect_hwm;
} els_channel_desc;

/* Row of the table; NULL when there is no such channel. */
const els_channel_desc *els_channel_desc_of(els_channel channel);
/* "broker", "generator", ...; "unknown" out of range. */
const char *els_role_name(els_role role);
/* False when no role has that name. */
bool els_role_parse(els_str name, els_role *ret_role);
/* What `role` is on `channel`: NONE, or the end, with *ret_binds (may be NULL) saying whether it is
 * the binding one. */
els_end els_channel_end(els_channel channel, els_role role, bool *ret_binds);

/* Roles that have keys: those above, then "gateway" and "cli". NULL behind the last. */
const char *els_key_role(unsigned number);
bool els_is_key_role(els_str name);
/* Whether who has a key of that role may connect to the channel of that name. The feed is for
 * monitors' readers: gateway and cli. */
bool els_channel_admits(els_str channel_name, els_str key_role);

/* Endpoints of a channel under the option --net BASE, appended to `out`:
 *   "ipc:///dir"              ipc:///dir/<channel name>
 *   "tcp://127.0.0.1:5550"    port 5550 + number of the channel on that host
 *   tcp, host "*", port 5550  binds all interfaces; connects to the host named like the binder's
 *                             role, which is what docker-compose calls its services
 * `feed` (the option --feed; NULL or "" when not given) replaces the address of the feed.
 * Errors: USAGE with one line in `error_text` (not NULL) when BASE is none of these, a port is out
 * of 1..65535, or an ipc path is longer than the system allows. */
ELS_MUST_CHECK els_err els_channel_endpoint(els_channel channel, const char *base, const char *feed,
                                            bool binds, els_buf *out, els_buf *error_text);
/* The endpoint stays on this machine: ipc, or tcp on 127.0.0.0/8, localhost or [::1]. */
bool els_endpoint_is_local(els_str endpoint);
/* Default of --net: ipc://<XDG_RUNTIME_DIR>/els, or ipc:///tmp/els-<uid> without that variable. */
void els_net_default(els_buf *out);

#endif
