#include "keys.h"

#include "host.h"

#include <czmq.h>
#include <sys/stat.h>

#define DOMAIN "els"          /* ZAP domain: without one, some versions of libzmq ask nobody */
#define CHECK_TIMEOUT_MS 3000 /* for both handshakes of the check together */

struct els_keys {
    zactor_t *auth;
    zcert_t *server;
    zcert_t *client;
};

static els_err complain(els_buf *error_text, els_err err, const char *path, const char *why)
{
    els_buf_printf(error_text, "--keys %s: %s", path, why);
    return err;
}

/* ---- making keys ---- */

static els_err save_cert(zcert_t *cert, const char *dir, const char *name, bool is_public_only,
                         els_buf *error_text)
{
    els_buf path = {0};
    els_buf_printf(&path, "%s/%s", dir, name);
    int rc = is_public_only ? zcert_save_public(cert, path.ptr) : zcert_save(cert, path.ptr);
    if (rc == 0)
        rc = chmod(path.ptr, 0600);
    if (rc == 0 && !is_public_only) {
        els_buf_printf(&path, "_secret");
        rc = chmod(path.ptr, 0600);
    }
    els_err err = rc == 0 ? ELS_OK : complain(error_text, ELS_E_IO, path.ptr, "cannot be written");
    els_buf_fini(&path);
    return err;
}

els_err els_keygen(const char *dir, els_buf *error_text)
{
    els_buf path = {0};
    els_buf_printf(&path, "%s/server.key", dir);
    bool has_keys = access(path.ptr, F_OK) == 0;
    els_buf_fini(&path);
    if (has_keys)
        return complain(error_text, ELS_E_BUSY, dir, "there are keys already");
    els_buf_printf(&path, "%s/allowed", dir);
    bool is_made = (mkdir(dir, 0700) == 0 || errno == EEXIST) &&
                   (mkdir(path.ptr, 0700) == 0 || errno == EEXIST);
    if (!is_made) {
        els_err err = complain(error_text, ELS_E_IO, dir, strerror(errno));
        els_buf_fini(&path);
        return err;
    }
    mode_t mask = umask(0077); /* never readable by others, not even while being written */
    zcert_t *server = zcert_new();
    zcert_t *client = zcert_new();
    els_err err = ELS_E_NOMEM;
    if (server && client) {
        err = save_cert(client, path.ptr, "client.key", true, error_text);
        if (!err)
            err = save_cert(client, dir, "client.key", false, error_text);
        if (!err)
            err = save_cert(server, dir, "server.key", false, error_text);
    }
    zcert_destroy(&server);
    zcert_destroy(&client);
    umask(mask);
    els_buf_fini(&path);
    return err;
}

/* ---- the check that a stranger is refused ---- */

/* Waits for the end of the handshake that `monitor` reports on. */
static bool is_let_in(void *monitor, int64_t deadline_ms, bool *ret_is_decided)
{
    *ret_is_decided = false;
    for (;;) {
        int64_t left = deadline_ms - els_host_now_ms();
        zmq_pollitem_t item = {.socket = monitor, .events = ZMQ_POLLIN};
        if (left <= 0 || zmq_poll(&item, 1, (long)left) == 0)
            return false;
        uint16_t event = 0;
        unsigned char head[6];
        char address[256];
        if (zmq_recv(monitor, head, sizeof head, 0) != sizeof head ||
            zmq_recv(monitor, address, sizeof address, 0) < 0)
            return false;
        memcpy(&event, head, sizeof event);
        if (event & (ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)) {
            *ret_is_decided = true;
            return event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
        }
    }
}

/* Tries one client key against a server of its own. */
static bool try_client(const els_keys *keys, const zcert_t *client, const char *endpoint,
                       bool *ret_is_decided)
{
    void *context = zsys_init();
    void *push = zmq_socket(context, ZMQ_PUSH);
    void *monitor = zmq_socket(context, ZMQ_PAIR);
    els_keys stranger = {.server = keys->server, .client = zcert_dup((zcert_t *)(uintptr_t)client)};
    bool is_in = false;
    int zero = 0;
    char address[64];
    snprintf(address, sizeof address, "inproc://els-keys-%016llx",
             (unsigned long long)els_host_random_u64());
    *ret_is_decided = false;
    if (push && monitor && stranger.client && els_keys_apply(&stranger, push, false) == ELS_OK &&
        zmq_setsockopt(push, ZMQ_LINGER, &zero, sizeof zero) == 0 &&
        zmq_socket_monitor(push, address,
                           ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) == 0 &&
        zmq_connect(monitor, address) == 0 && zmq_connect(push, endpoint) == 0)
        is_in = is_let_in(monitor, els_host_now_ms() + CHECK_TIMEOUT_MS, ret_is_decided);
    zcert_destroy(&stranger.client);
    if (push)
        zmq_close(push);
    if (monitor)
        zmq_close(monitor);
    return is_in;
}

static els_err check_keys(const els_keys *keys, const char *dir, els_buf *error_text)
{
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "ipc://@els-keys-%016llx",
             (unsigned long long)els_host_random_u64());
    void *pull = zmq_socket(zsys_init(), ZMQ_PULL);
    zcert_t *random = zcert_new();
    const char *why = "the check of the keys cannot run";
    if (pull && random && els_keys_apply(keys, pull, true) == ELS_OK &&
        zmq_bind(pull, endpoint) == 0) {
        bool is_decided;
        if (!try_client(keys, keys->client, endpoint, &is_decided))
            why = is_decided ? "client.key is not in allowed/" : "the check of the keys hangs";
        else if (try_client(keys, random, endpoint, &is_decided))
            why = "a random key is let in";
        else if (!is_decided)
            why = "the check of the keys hangs";
        else
            why = NULL;
    }
    zcert_destroy(&random);
    if (pull)
        zmq_close(pull);
    return why ? complain(error_text, ELS_E_STATE, dir, why) : ELS_OK;
}

/* ---- loading ---- */

static zcert_t *load_cert(const char *dir, const char *name, els_buf *error_text)
{
    els_buf path = {0};
    els_buf_printf(&path, "%s/%s", dir, name);
    zcert_t *cert = zcert_load(path.ptr);
    if (!cert)
        els_buf_printf(error_text, "--keys %s: no certificate %s (els keygen makes them)", dir,
                       path.ptr);
    els_buf_fini(&path);
    return cert;
}

els_err els_keys_open(const char *dir, els_keys **ret_keys, els_buf *error_text)
{
    if (!zsys_has_curve())
        return complain(error_text, ELS_E_STATE, dir, "this libzmq has no CURVE");
    els_keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return ELS_E_NOMEM;
    els_err err = ELS_OK;
    els_buf allowed = {0};
    els_buf_printf(&allowed, "%s/allowed", dir);
    struct stat st;
    keys->server = load_cert(dir, "server.key", error_text);
    if (keys->server)
        keys->client = load_cert(dir, "client.key", error_text);
    if (!keys->client) {
        err = ELS_E_NOT_FOUND;
    } else if (stat(allowed.ptr, &st) != 0 || !S_ISDIR(st.st_mode)) {
        /* zauth would let nobody in, or with an odd path anybody: say what is missing instead */
        err = complain(error_text, ELS_E_NOT_FOUND, dir, "the folder allowed/ is missing");
    } else if (!(keys->auth = zactor_new(zauth, NULL))) {
        err = complain(error_text, ELS_E_IO, dir, "the key check cannot start");
    } else {
        zstr_sendx(keys->auth, "CURVE", allowed.ptr, NULL);
        zsock_wait(keys->auth);
        err = check_keys(keys, dir, error_text);
    }
    els_buf_fini(&allowed);
    if (err)
        els_keys_close(&keys);
    else
        *ret_keys = keys;
    return err;
}

els_err els_keys_apply(const els_keys *keys, void *socket, bool is_server)
{
    const zcert_t *own = is_server ? keys->server : keys->client;
    zcert_t *cert = (zcert_t *)(uintptr_t)own; /* czmq's getters take no const */
    int yes = 1;
    int rc = zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, zcert_secret_key(cert), 32);
    rc |= zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, zcert_public_key(cert), 32);
    if (is_server) {
        rc |= zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes);
        rc |= zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, DOMAIN, sizeof DOMAIN - 1);
    } else {
        rc |= zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, zcert_public_key(keys->server), 32);
    }
    return rc == 0 ? ELS_OK : ELS_E_IO;
}

void els_keys_close(els_keys **keys)
{
    if (!keys || !*keys)
        return;
    zactor_destroy(&(*keys)->auth);
    zcert_destroy(&(*keys)->server);
    zcert_destroy(&(*keys)->client);
    free(*keys);
    *keys = NULL;
}
