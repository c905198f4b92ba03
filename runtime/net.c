#include "net.h"

#include "codec.h"
#include "keys.h"

#include <czmq.h>
#include <errno.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SOCKETS 32
#define HANDOVER_MS 300 /* for what is on its way when a connection is given up for new keys */

struct els_net {
    els_net_options options;
    els_keys *keys;
    void *context;
    struct {
        void *socket; /* NULL: free */
        int lock;     /* descriptor of the lock file, -1 when there is none */
        els_channel channel;
        bool binds;
        bool is_detached; /* its address was given up and is to be taken again */
        els_keys_applied keys_used;
        void *watch;    /* of its handshakes when it connects with keys; else NULL */
        char *endpoint; /* as libzmq calls it */
    } sockets[MAX_SOCKETS];
};

static int zmq_type(els_end end)
{
    switch (end) {
    case ELS_END_PUSH:
        return ZMQ_PUSH;
    case ELS_END_PULL:
        return ZMQ_PULL;
    case ELS_END_PUB:
        return ZMQ_PUB;
    default:
        return ZMQ_SUB;
    }
}

/* ---- ipc folders and locks ---- */

/* Makes the folder of an ipc endpoint if it may, and refuses one that others could put sockets in.
 */
static els_err check_folder(const char *endpoint, bool make, els_buf *error_text)
{
    els_buf path = {0};
    els_buf_printf(&path, "%s", endpoint + strlen("ipc://"));
    *strrchr(path.ptr, '/') = '\0';
    struct stat st;
    els_err err = ELS_OK;
    for (char *slash = strchr(path.ptr + 1, '/'); make && slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path.ptr, 0700);
        *slash = '/';
    }
    if (make)
        mkdir(path.ptr, 0700);
    if (stat(path.ptr, &st) != 0) {
        if (make) {
            els_buf_printf(error_text, "%s: cannot make the folder: %s", endpoint, strerror(errno));
            err = ELS_E_IO;
        }
    } else if (!S_ISDIR(st.st_mode) || (st.st_uid != geteuid() && geteuid() != 0) ||
               (st.st_mode & 0022)) {
        els_buf_printf(error_text,
                       "%s: the folder must be yours and not writable by others (chmod go-w)",
                       endpoint);
        err = ELS_E_IO;
    }
    els_buf_fini(&path);
    return err;
}

/* libzmq would take over the path of a living process without a word; the lock is asked first. It
 * goes with the process, also after kill -9. */
static els_err lock_endpoint(const char *endpoint, int *ret_lock, els_buf *error_text)
{
    els_buf path = {0};
    els_buf_printf(&path, "%s.lock", endpoint + strlen("ipc://"));
    int fd = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    els_err err = ELS_OK;
    if (fd < 0) {
        els_buf_printf(error_text, "%s: cannot lock: %s", endpoint, strerror(errno));
        err = ELS_E_IO;
    } else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        char pid[16] = "";
        ssize_t n = read(fd, pid, sizeof pid - 1);
        pid[n > 0 ? strspn(pid, "0123456789") : 0] = '\0';
        els_buf_printf(error_text, "%s: in use by another process%s%s", endpoint,
                       *pid ? ", pid " : "", pid);
        close(fd);
        err = ELS_E_BUSY;
    } else {
        /* The number is only for the message above; the lock holds without it. */
        int written = ftruncate(fd, 0) == 0 ? dprintf(fd, "%ld\n", (long)getpid()) : 0;
        (void)written;
        *ret_lock = fd;
    }
    els_buf_fini(&path);
    return err;
}

/* ---- sockets ---- */

static int set_int(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value);
}

static els_err prepare(void *socket, int hwm, const char *endpoint, els_buf *error_text)
{
    int64_t max_size = (int64_t)ELS_MAX_FRAME;
    int rc = set_int(socket, ZMQ_LINGER, 0);
    rc |= set_int(socket, ZMQ_SNDHWM, hwm);
    rc |= set_int(socket, ZMQ_RCVHWM, hwm);
    rc |= zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max_size, sizeof max_size);
    rc |= set_int(socket, ZMQ_RECONNECT_IVL, 20);
    rc |= set_int(socket, ZMQ_RECONNECT_IVL_MAX, 200);
    if (strncmp(endpoint, "tcp://", 6) == 0) {
        /* a peer behind a broken cable is noticed */
        rc |= set_int(socket, ZMQ_HEARTBEAT_IVL, 2000);
        rc |= set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, 10000);
        if (strchr(endpoint, '['))
            rc |= set_int(socket, ZMQ_IPV6, 1);
    }
    if (rc == 0)
        return ELS_OK;
    return els_buf_refuse(error_text, ELS_E_IO, "%s: cannot prepare the socket: %s", endpoint,
                          zmq_strerror(zmq_errno()));
}

static els_err secure(const els_net *net, void *socket, els_channel channel, bool binds,
                      els_keys_applied *ret_used, els_buf *error_text)
{
    els_err err = net->keys ? els_keys_apply(net->keys, socket, channel, binds, ret_used) : ELS_OK;
    if (err)
        els_buf_printf(error_text, "--keys %s: no key of the %s on the roster", net->options.keys,
                       els_role_name(els_channel_desc_of(channel)->binder));
    return err;
}

static els_err attach(void *socket, bool binds, const char *endpoint, els_buf *error_text)
{
    if ((binds ? zmq_bind(socket, endpoint) : zmq_connect(socket, endpoint)) == 0)
        return ELS_OK;
    if (zmq_errno() == EADDRINUSE) {
        els_buf_printf(error_text, "%s: in use by another process", endpoint);
        return ELS_E_BUSY;
    }
    els_buf_printf(error_text, "%s: cannot %s: %s", endpoint, binds ? "bind" : "connect",
                   zmq_strerror(zmq_errno()));
    return ELS_E_IO;
}

/* The address as libzmq has resolved it, by which it can be given up. For the caller to free. */
static char *last_endpoint(void *socket)
{
    char text[512];
    size_t size = sizeof text;
    return zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, text, &size) == 0 ? strdup(text) : NULL;
}

static els_err open_end(els_net *net, els_channel channel, els_end end, bool binds,
                        void **ret_socket, els_buf *error_text)
{
    const els_channel_desc *desc = els_channel_desc_of(channel);
    els_buf endpoint = {0};
    size_t free_slot = 0;
    while (free_slot < MAX_SOCKETS && net->sockets[free_slot].socket)
        free_slot++;
    if (free_slot == MAX_SOCKETS) {
        els_buf_printf(error_text, "%s: too many sockets", desc->name);
        return ELS_E_LIMIT;
    }
    int lock = -1;
    void *socket = NULL;
    els_err err = els_channel_endpoint(channel, net->options.base, net->options.feed, binds,
                                       &endpoint, error_text);
    bool is_ipc = !err && strncmp(endpoint.ptr, "ipc://", 6) == 0;
    if (is_ipc)
        err = check_folder(endpoint.ptr, binds, error_text);
    if (!err && is_ipc && binds)
        err = lock_endpoint(endpoint.ptr, &lock, error_text);
    if (!err && !(socket = zmq_socket(net->context, zmq_type(end)))) {
        els_buf_printf(error_text, "%s: %s", endpoint.ptr, zmq_strerror(zmq_errno()));
        err = ELS_E_IO;
    }
    if (!err)
        err = prepare(socket, binds ? desc->bind_hwm : desc->connect_hwm, endpoint.ptr, error_text);
    els_keys_applied used = {0};
    if (!err)
        err = secure(net, socket, channel, binds, &used, error_text);
    void *watch = !err && net->keys && !binds ? els_keys_watch(net->context, socket) : NULL;
    if (!err)
        err = attach(socket, binds, endpoint.ptr, error_text);
    char *name = err ? NULL : last_endpoint(socket);
    if (!err && !name)
        err = ELS_E_NOMEM;
    els_buf_fini(&endpoint);
    if (err) {
        if (watch)
            zmq_close(watch);
        if (socket)
            zmq_close(socket);
        if (lock >= 0)
            close(lock);
        return err;
    }
    net->sockets[free_slot].watch = watch;
    net->sockets[free_slot].socket = socket;
    net->sockets[free_slot].lock = lock;
    net->sockets[free_slot].channel = channel;
    net->sockets[free_slot].binds = binds;
    net->sockets[free_slot].is_detached = false;
    net->sockets[free_slot].keys_used = used;
    net->sockets[free_slot].endpoint = name;
    *ret_socket = socket;
    return ELS_OK;
}

els_err els_net_socket_open(els_net *net, els_channel channel, els_role role, void **ret_socket,
                            els_buf *error_text)
{
    bool binds = false;
    els_end end = els_channel_end(channel, role, &binds);
    if (end == ELS_END_NONE) {
        els_buf_printf(error_text, "%s has no end of this channel", els_role_name(role));
        return ELS_E_USAGE;
    }
    return open_end(net, channel, end, binds, ret_socket, error_text);
}

static bool has_keys(const els_net_options *options)
{
    return options->keys && *options->keys;
}

/* Strangers are kept out: what leaves this machine needs keys. */
static els_err check_reach(const els_net_options *options, els_channel channel, bool binds,
                           els_buf *error_text)
{
    els_buf endpoint = {0};
    els_err err =
        els_channel_endpoint(channel, options->base, options->feed, binds, &endpoint, error_text);
    if (!err && !has_keys(options) && !els_endpoint_is_local(els_buf_str(&endpoint))) {
        els_buf_printf(error_text,
                       "%s reaches beyond this machine: it needs --keys DIR (els keygen)",
                       endpoint.ptr);
        err = ELS_E_USAGE;
    }
    els_buf_fini(&endpoint);
    return err;
}

els_err els_net_open(const els_net_options *options, els_net **ret_net, els_buf *error_text)
{
    /* the lowest and the highest port, and the one with an address of its own */
    static const els_channel ends[] = {ELS_CHANNEL_INBOX, ELS_CHANNEL_FEED - 1, ELS_CHANNEL_FEED};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        for (int connects = 0; connects < 2; connects++) {
            els_err err = check_reach(options, ends[i], !connects, error_text);
            if (err)
                return err;
        }
    }
    els_net *net = calloc(1, sizeof *net);
    if (!net)
        return ELS_E_NOMEM;
    setenv("ZSYS_SIGHANDLER", "false", 1); /* signals are the process's own (signalfd) */
    net->options = *options;
    net->context = zsys_init();
    for (size_t i = 0; i < MAX_SOCKETS; i++)
        net->sockets[i].lock = -1;
    els_err err = net->context ? ELS_OK : ELS_E_IO;
    if (err)
        els_buf_printf(error_text, "libzmq does not start");
    else if (has_keys(options))
        err = els_keys_open(options->keys, options->key_role, &net->keys, error_text);
    if (err) {
        free(net);
        return err;
    }
    *ret_net = net;
    return ELS_OK;
}

void els_net_refresh(els_net *net)
{
    if (!net->keys)
        return;
    (void)els_keys_refresh(net->keys); /* what is still in the works is seen the next time */
    els_buf why = {0};
    for (size_t i = 0; i < MAX_SOCKETS; i++) {
        void *socket = net->sockets[i].socket;
        els_channel channel = net->sockets[i].channel;
        bool binds = net->sockets[i].binds;
        if (!socket ||
            (!els_keys_were_refused(net->sockets[i].watch) && !net->sockets[i].is_detached &&
             els_keys_are_current(net->keys, channel, binds, &net->sockets[i].keys_used)))
            continue;
        els_buf_clear(&why);
        if (!net->sockets[i].is_detached) {
            /* what waits in the socket is sent over the connection that is given up, if it can be
             */
            set_int(socket, ZMQ_LINGER, HANDOVER_MS);
            if (binds)
                zmq_unbind(socket, net->sockets[i].endpoint);
            else
                zmq_disconnect(socket, net->sockets[i].endpoint);
            set_int(socket, ZMQ_LINGER, 0);
        }
        /* an address that was just given up may be taken for a moment: then the next time */
        net->sockets[i].is_detached =
            secure(net, socket, channel, binds, &net->sockets[i].keys_used, &why) != ELS_OK ||
            attach(socket, binds, net->sockets[i].endpoint, &why) != ELS_OK;
    }
    els_buf_fini(&why);
}

void els_net_socket_close(els_net *net, void **socket, int linger_ms)
{
    if (!net || !socket || !*socket)
        return;
    for (size_t i = 0; i < MAX_SOCKETS; i++) {
        if (net->sockets[i].socket != *socket)
            continue;
        set_int(*socket, ZMQ_LINGER, linger_ms);
        zmq_close(*socket);
        if (net->sockets[i].watch)
            zmq_close(net->sockets[i].watch);
        net->sockets[i].watch = NULL;
        if (net->sockets[i].lock >= 0)
            close(net->sockets[i].lock);
        free(net->sockets[i].endpoint);
        net->sockets[i].endpoint = NULL;
        net->sockets[i].socket = NULL;
        net->sockets[i].lock = -1;
    }
    *socket = NULL;
}

void els_net_close(els_net **net)
{
    if (!net || !*net)
        return;
    for (size_t i = 0; i < MAX_SOCKETS; i++) {
        void *socket = (*net)->sockets[i].socket;
        els_net_socket_close(*net, &socket, 0);
    }
    els_keys_close(&(*net)->keys);
    free(*net);
    *net = NULL;
}
