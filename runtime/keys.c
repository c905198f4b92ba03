#include "keys.h"

#include "host.h"
#include "keyring.h"
#include "zap.h"

#include <czmq.h>
#include <sys/stat.h>

#define CHECK_TIMEOUT_MS 3000 /* for each handshake of the check */

/* What tells one file from the one that replaced it. */
typedef struct {
    ino_t inode;
    off_t size;
    struct timespec changed;
} file_id;

struct els_keys {
    els_zap zap;
    zactor_t *auth;
    zcert_t *own;
    els_buf roster;
    file_id own_id, roster_id;
};

/* ---- handshakes ---- */

/* Reports on the ends of the handshakes of a socket that connects. NULL when that fails. */
static void *monitor_of(void *context, void *socket)
{
    char address[64];
    snprintf(address, sizeof address, "inproc://els-keys-%016llx",
             (unsigned long long)els_host_random_u64());
    void *monitor = zmq_socket(context, ZMQ_PAIR);
    if (monitor &&
        (zmq_socket_monitor(socket, address,
                            ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) != 0 ||
         zmq_connect(monitor, address) != 0)) {
        zmq_close(monitor);
        return NULL;
    }
    return monitor;
}

/* The next report, 0 when there is none (`flags` as zmq_recv has them). */
static uint16_t next_report(void *monitor, int flags)
{
    uint16_t event = 0;
    unsigned char head[6];
    char address[256];
    if (zmq_recv(monitor, head, sizeof head, flags) != sizeof head ||
        zmq_recv(monitor, address, sizeof address, flags) < 0)
        return 0;
    memcpy(&event, head, sizeof event);
    return event;
}

void *els_keys_watch(void *context, void *socket)
{
    return monitor_of(context, socket);
}

bool els_keys_were_refused(void *watch)
{
    bool is_refused = false;
    uint16_t event;
    while (watch && (event = next_report(watch, ZMQ_DONTWAIT)))
        is_refused = event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    return is_refused;
}

/* ---- the check that a stranger is refused ---- */

/* Waits for the end of the handshake that `monitor` reports on. */
static bool is_let_in(void *monitor, int64_t deadline_ms, bool *ret_is_decided)
{
    int64_t left = deadline_ms - els_host_now_ms();
    zmq_pollitem_t item = {.socket = monitor, .events = ZMQ_POLLIN};
    uint16_t event =
        left > 0 && zmq_poll(&item, 1, (long)left) > 0 ? next_report(monitor, ZMQ_DONTWAIT) : 0;
    *ret_is_decided = event != 0;
    return event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
}

/* Sets what a socket says of itself: the pair, and whom it expects or whose domain it asks for. */
static int set_curve(void *socket, zcert_t *cert, const char *domain, const uint8_t *server)
{
    int yes = 1;
    int rc = zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, zcert_secret_key(cert), ELS_KEY_BYTES);
    rc |= zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, zcert_public_key(cert), ELS_KEY_BYTES);
    if (server)
        return rc | zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server, ELS_KEY_BYTES);
    rc |= zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes);
    return rc | zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain));
}

/* Tries one client key against a server of its own. */
static bool try_client(const els_keys *keys, zcert_t *client, const char *endpoint,
                       bool *ret_is_decided)
{
    void *context = zsys_init();
    void *push = zmq_socket(context, ZMQ_PUSH);
    void *monitor = push ? monitor_of(context, push) : NULL;
    bool is_in = false;
    int zero = 0;
    *ret_is_decided = false;
    if (monitor && set_curve(push, client, NULL, zcert_public_key(keys->own)) == 0 &&
        zmq_setsockopt(push, ZMQ_LINGER, &zero, sizeof zero) == 0 &&
        zmq_connect(push, endpoint) == 0)
        is_in = is_let_in(monitor, els_host_now_ms() + CHECK_TIMEOUT_MS, ret_is_decided);
    if (push)
        zmq_close(push);
    if (monitor)
        zmq_close(monitor);
    return is_in;
}

static els_err check_keys(const els_keys *keys, els_buf *error_text)
{
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "ipc://@els-keys-%016llx",
             (unsigned long long)els_host_random_u64());
    void *pull = zmq_socket(zsys_init(), ZMQ_PULL);
    zcert_t *random = zcert_new();
    els_err err = ELS_E_STATE;
    bool is_decided;
    if (!pull || !random || set_curve(pull, keys->own, ELS_ZAP_SELF, NULL) != 0 ||
        zmq_bind(pull, endpoint) != 0)
        els_buf_printf(error_text, "--keys %s: the check of the keys cannot run", keys->zap.dir);
    else if (!try_client(keys, keys->own, endpoint, &is_decided))
        els_buf_printf(error_text,
                       is_decided ? "--keys %s: the roster does not have the key of %s.key_secret"
                                  : "--keys %s: the check of the keys of %s hangs",
                       keys->zap.dir, keys->zap.owner);
    else if (try_client(keys, random, endpoint, &is_decided) || !is_decided)
        els_buf_printf(error_text, "--keys %s: a random key is not refused", keys->zap.dir);
    else
        err = ELS_OK;
    zcert_destroy(&random);
    if (pull)
        zmq_close(pull);
    return err;
}

/* ---- loading, and loading again ---- */

static file_id identify(const char *dir, const char *name, const char *suffix)
{
    els_buf path = {0};
    struct stat st;
    els_buf_printf(&path, "%s/%s%s", dir, name, suffix);
    bool is_there = stat(path.ptr, &st) == 0;
    els_buf_fini(&path);
    return is_there ? (file_id){st.st_ino, st.st_size, st.st_mtim} : (file_id){0};
}

static bool is_same(file_id a, file_id b)
{
    return a.inode == b.inode && a.size == b.size && a.changed.tv_sec == b.changed.tv_sec &&
           a.changed.tv_nsec == b.changed.tv_nsec;
}

/* Identified before they are read: what changes in between is read once more. */
static els_err load(els_keys *keys, els_buf *error_text)
{
    const char *dir = keys->zap.dir, *owner = keys->zap.owner;
    file_id own_id = identify(dir, owner, ".key_secret"), roster_id = identify(dir, "roster", "");
    els_err err = els_keyring_read(dir, &keys->roster, error_text);
    zcert_t *own = err ? NULL : els_keyring_pair(dir, els_str_of(owner), error_text);
    if (!err && !own)
        err = ELS_E_NOT_FOUND;
    if (err)
        return err;
    zcert_destroy(&keys->own);
    keys->own = own;
    keys->own_id = own_id;
    keys->roster_id = roster_id;
    return ELS_OK;
}

els_err els_keys_open(const char *dir, const char *owner, els_keys **ret_keys, els_buf *error_text)
{
    if (!zsys_has_curve())
        return els_buf_refuse(error_text, ELS_E_STATE, "--keys %s: this libzmq has no CURVE", dir);
    els_keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return ELS_E_NOMEM;
    keys->zap = (els_zap){dir, owner};
    els_err err = load(keys, error_text);
    if (!err && !(keys->auth = zactor_new(els_zap_actor, &keys->zap)))
        err = els_buf_refuse(error_text, ELS_E_IO, "--keys %s: the key check cannot start", dir);
    if (!err)
        err = check_keys(keys, error_text);
    if (err)
        els_keys_close(&keys);
    else
        *ret_keys = keys;
    return err;
}

bool els_keys_refresh(els_keys *keys)
{
    const char *dir = keys->zap.dir;
    if (is_same(keys->own_id, identify(dir, keys->zap.owner, ".key_secret")) &&
        is_same(keys->roster_id, identify(dir, "roster", "")))
        return false;
    els_buf why = {0};
    els_err err = load(keys, &why);
    els_buf_fini(&why);
    return err == ELS_OK;
}

/* ---- sockets ---- */

static els_err choose(const els_keys *keys, els_channel channel, bool is_server,
                      els_keys_applied *ret)
{
    els_keys_applied used = {0};
    els_str binder = els_str_of(els_role_name(els_channel_desc_of(channel)->binder));
    memcpy(used.own, zcert_public_key(keys->own), sizeof used.own);
    if (!is_server && !els_keyring_newest(els_buf_str(&keys->roster), binder, used.server))
        return ELS_E_NOT_FOUND;
    *ret = used;
    return ELS_OK;
}

els_err els_keys_apply(const els_keys *keys, void *socket, els_channel channel, bool is_server,
                       els_keys_applied *ret_used)
{
    els_keys_applied used;
    els_err err = choose(keys, channel, is_server, &used);
    if (err)
        return err;
    if (set_curve(socket, keys->own, els_channel_desc_of(channel)->name,
                  is_server ? NULL : used.server) != 0)
        return ELS_E_IO;
    if (ret_used)
        *ret_used = used;
    return ELS_OK;
}

bool els_keys_are_current(const els_keys *keys, els_channel channel, bool is_server,
                          const els_keys_applied *used)
{
    els_keys_applied wanted;
    return choose(keys, channel, is_server, &wanted) != ELS_OK ||
           memcmp(&wanted, used, sizeof wanted) == 0;
}

void els_keys_close(els_keys **keys)
{
    if (!keys || !*keys)
        return;
    zactor_destroy(&(*keys)->auth);
    zcert_destroy(&(*keys)->own);
    els_buf_fini(&(*keys)->roster);
    free(*keys);
    *keys = NULL;
}
