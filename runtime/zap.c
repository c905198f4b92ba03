#include "zap.h"

#include "channels.h"
#include "keyring.h"

#include <errno.h>

#define ENDPOINT "inproc://zeromq.zap.01"

static els_str frame_str(zframe_t *frame)
{
    return frame ? (els_str){(const char *)zframe_data(frame), zframe_size(frame)} : (els_str){0};
}

/* Whether the roster has the key for a role that may use the domain. A roster that cannot be read
 * lets nobody in. */
static bool is_admitted(const els_zap *zap, els_str domain, els_str credentials)
{
    els_buf roster = {0}, why = {0};
    bool is_in = false;
    if (credentials.len == ELS_KEY_BYTES && els_keyring_read(zap->dir, &roster, &why) == ELS_OK) {
        els_str rest = els_buf_str(&roster), role;
        uint8_t key[ELS_KEY_BYTES];
        while (!is_in && els_keyring_next(&rest, &role, key)) {
            bool is_for_role = els_str_eq(domain, ELS_STR(ELS_ZAP_SELF))
                                   ? els_str_eq(role, els_str_of(zap->owner))
                                   : els_channel_admits(domain, role);
            is_in = is_for_role && memcmp(key, credentials.ptr, sizeof key) == 0;
        }
    }
    els_buf_fini(&roster);
    els_buf_fini(&why);
    return is_in;
}

/* Frames of a request: version, request id, domain, address, identity, mechanism, credentials. */
static void answer(const els_zap *zap, zsock_t *handler)
{
    zframe_t *frames[7] = {0};
    zmsg_t *request = zmsg_recv(handler);
    if (!request)
        return;
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        frames[i] = zmsg_pop(request);
    bool is_asked = els_str_eq(frame_str(frames[0]), ELS_STR("1.0")) &&
                    els_str_eq(frame_str(frames[5]), ELS_STR("CURVE"));
    bool is_in = is_asked && is_admitted(zap, frame_str(frames[2]), frame_str(frames[6]));
    zmsg_t *reply = zmsg_new();
    zmsg_addstr(reply, "1.0");
    if (frames[1])
        zmsg_append(reply, &frames[1]);
    zmsg_addstr(reply, is_in ? "200" : "400");
    zmsg_addstr(reply, is_in ? "OK" : "not on the roster for this");
    zmsg_addstr(reply, "");
    zmsg_addmem(reply, NULL, 0);
    zmsg_send(&reply, handler);
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        zframe_destroy(&frames[i]);
    zmsg_destroy(&request);
}

void els_zap_actor(zsock_t *pipe, void *zap)
{
    zsock_t *handler = zsock_new(ZMQ_REP);
    bool is_open = handler && zsock_bind(handler, ENDPOINT) == 0;
    zsock_signal(pipe,
                 is_open ? 0 : 1); /* without it nobody is let in, as the check at start says */
    zmq_pollitem_t items[] = {
        {.socket = zsock_resolve(pipe), .events = ZMQ_POLLIN},
        {.socket = is_open ? zsock_resolve(handler) : NULL, .events = ZMQ_POLLIN}};
    for (;;) {
        if (zmq_poll(items, is_open ? 2 : 1, -1) < 0) {
            if (zmq_errno() == EINTR)
                continue;
            break;
        }
        if (items[0].revents) /* czmq only ever sends $TERM */
            break;
        if (is_open && items[1].revents)
            answer(zap, handler);
    }
    zsock_destroy(&handler);
}
