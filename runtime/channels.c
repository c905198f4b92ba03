#include "channels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define BIT(role) (1u << ELS_ROLE_##role)
#define ALL_ROLES ((1u << ELS_ROLE_COUNT_) - 1)

static const els_channel_desc channels[ELS_CHANNEL_COUNT_] = {
    [ELS_CHANNEL_INBOX] = {"inbox", ELS_ROLE_BROKER, ELS_END_PULL, ELS_END_PUSH,
                           ALL_ROLES & ~BIT(BROKER), 1000, 1000},
    [ELS_CHANNEL_CONTROL] = {"control", ELS_ROLE_BROKER, ELS_END_PUB, ELS_END_SUB,
                             ALL_ROLES & ~BIT(BROKER), 1000, 1000},
    [ELS_CHANNEL_GRANTS] = {"grants", ELS_ROLE_GENERATOR, ELS_END_PULL, ELS_END_PUSH, BIT(BROKER),
                            1000, 1000},
    /* Few frames ahead of an executor: what waits in a socket cannot go to an idle one. Fewer than
       four make every frame a hand-over between threads. */
    [ELS_CHANNEL_WORK] = {"work", ELS_ROLE_GENERATOR, ELS_END_PUSH, ELS_END_PULL, BIT(EXECUTOR), 4,
                          4},
    [ELS_CHANNEL_RESULTS] = {"results", ELS_ROLE_ANALYZER, ELS_END_PULL, ELS_END_PUSH,
                             BIT(EXECUTOR), 1000, 1000},
    [ELS_CHANNEL_STATE] = {"state", ELS_ROLE_APPLIER, ELS_END_PUB, ELS_END_SUB, BIT(EXECUTOR), 1000,
                           1000},
    [ELS_CHANNEL_ANALYSIS] = {"analysis", ELS_ROLE_APPLIER, ELS_END_PULL, ELS_END_PUSH,
                              BIT(ANALYZER), 100, 100},
    [ELS_CHANNEL_FORECAST] = {"forecast", ELS_ROLE_FORECASTER, ELS_END_PULL, ELS_END_PUSH,
                              BIT(APPLIER), 100, 100},
    [ELS_CHANNEL_GOALS] = {"goals", ELS_ROLE_GOALER, ELS_END_PULL, ELS_END_PUSH, BIT(FORECASTER),
                           100, 100},
    [ELS_CHANNEL_MEASURE] = {"measure", ELS_ROLE_MONITOR, ELS_END_PULL, ELS_END_PUSH, BIT(GOALER),
                             100, 100},
    [ELS_CHANNEL_FEED] = {"feed", ELS_ROLE_MONITOR, ELS_END_PUB, ELS_END_SUB, 0, 1000, 1000},
};

static const char *const role_names[ELS_ROLE_COUNT_] = {
    [ELS_ROLE_BROKER] = "broker",     [ELS_ROLE_GENERATOR] = "generator",
    [ELS_ROLE_EXECUTOR] = "executor", [ELS_ROLE_ANALYZER] = "analyzer",
    [ELS_ROLE_APPLIER] = "applier",   [ELS_ROLE_FORECASTER] = "forecaster",
    [ELS_ROLE_GOALER] = "goaler",     [ELS_ROLE_MONITOR] = "monitor",
};

const els_channel_desc *els_channel_desc_of(els_channel channel)
{
    return (unsigned)channel < ELS_CHANNEL_COUNT_ ? &channels[channel] : NULL;
}

const char *els_role_name(els_role role)
{
    return (unsigned)role < ELS_ROLE_COUNT_ ? role_names[role] : "unknown";
}

bool els_role_parse(els_str name, els_role *ret_role)
{
    for (unsigned role = 0; role < ELS_ROLE_COUNT_; role++) {
        if (els_str_eq(name, els_str_of(role_names[role]))) {
            *ret_role = (els_role)role;
            return true;
        }
    }
    return false;
}

const char *els_key_role(unsigned number)
{
    static const char *const others[] = {"gateway", "cli"};
    if (number < ELS_ROLE_COUNT_)
        return role_names[number];
    number -= ELS_ROLE_COUNT_;
    return number < sizeof others / sizeof *others ? others[number] : NULL;
}

bool els_is_key_role(els_str name)
{
    const char *role;
    for (unsigned i = 0; (role = els_key_role(i)); i++) {
        if (els_str_eq(name, els_str_of(role)))
            return true;
    }
    return false;
}

bool els_channel_admits(els_str channel_name, els_str key_role)
{
    els_role role;
    bool is_process = els_role_parse(key_role, &role);
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++) {
        if (!els_str_eq(channel_name, els_str_of(channels[i].name)))
            continue;
        if (i == ELS_CHANNEL_FEED)
            return !is_process && els_is_key_role(key_role);
        return is_process && channels[i].connectors & 1u << role;
    }
    return false;
}

els_end els_channel_end(els_channel channel, els_role role, bool *ret_binds)
{
    const els_channel_desc *desc = els_channel_desc_of(channel);
    if (!desc || (unsigned)role >= ELS_ROLE_COUNT_)
        return ELS_END_NONE;
    if (ret_binds)
        *ret_binds = role == desc->binder;
    if (role == desc->binder)
        return desc->bind_end;
    return desc->connectors & 1u << role ? desc->connect_end : ELS_END_NONE;
}

/* Cuts "tcp://HOST:PORT" apart; HOST keeps its brackets. */
static bool split_tcp(els_str endpoint, els_str *ret_host, uint64_t *ret_port)
{
    if (!els_str_starts(endpoint, ELS_STR("tcp://")))
        return false;
    els_str rest = els_str_sub(endpoint, 6, endpoint.len);
    size_t colon = rest.len;
    while (colon > 0 && rest.ptr[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return false;
    *ret_host = els_str_sub(rest, 0, colon - 1);
    bool has_brackets = ret_host->ptr[0] == '[' && ret_host->ptr[ret_host->len - 1] == ']';
    if (!has_brackets && memchr(ret_host->ptr, ':', ret_host->len))
        return false;
    return els_str_to_u64(els_str_sub(rest, colon, rest.len), ret_port);
}

static bool is_any_host(els_str host)
{
    return els_str_eq(host, ELS_STR("*")) || els_str_eq(host, ELS_STR("0.0.0.0")) ||
           els_str_eq(host, ELS_STR("[::]"));
}

static els_err refuse(els_buf *error_text, const char *option, const char *value, const char *why)
{
    els_buf_printf(error_text, "%s %s: %s", option, value, why);
    return ELS_E_USAGE;
}

static els_err check_ipc_path(const char *option, const char *value, els_str path,
                              els_buf *error_text)
{
    if (path.len == 0 || path.ptr[0] != '/')
        return refuse(error_text, option, value, "the path must be absolute");
    /* The lock beside the socket adds ".lock", but only the socket's own path is limited. */
    if (path.len >= sizeof((struct sockaddr_un *)0)->sun_path)
        return refuse(error_text, option, value, "the path is too long for a socket");
    return ELS_OK;
}

static els_err tcp_endpoint(const char *option, const char *value, uint64_t offset,
                            const els_channel_desc *channel, bool binds, els_buf *out,
                            els_buf *error_text)
{
    els_str host;
    uint64_t port;
    if (!split_tcp(els_str_of(value), &host, &port))
        return refuse(error_text, option, value,
                      "want ipc:///DIR or tcp://HOST:PORT (IPv6 in brackets)");
    if (port == 0 || port + offset > 65535)
        return refuse(error_text, option, value, "the port is out of range");
    if (is_any_host(host))
        host = els_str_of(binds ? "*" : els_role_name(channel->binder));
    els_buf_printf(out, "tcp://" ELS_STR_FMT ":%u", ELS_STR_ARG(host), (unsigned)(port + offset));
    return ELS_OK;
}

els_err els_channel_endpoint(els_channel channel, const char *base, const char *feed, bool binds,
                             els_buf *out, els_buf *error_text)
{
    const els_channel_desc *desc = els_channel_desc_of(channel);
    if (!desc || !base)
        return refuse(error_text, "--net", base ? base : "", "no such channel");
    if (channel == ELS_CHANNEL_FEED && feed && *feed) {
        if (!els_str_starts(els_str_of(feed), ELS_STR("ipc://")))
            return tcp_endpoint("--feed", feed, 0, desc, binds, out, error_text);
        els_str path = els_str_sub(els_str_of(feed), 6, strlen(feed));
        els_err err = check_ipc_path("--feed", feed, path, error_text);
        if (!err)
            els_buf_printf(out, "%s", feed);
        return err;
    }
    if (!els_str_starts(els_str_of(base), ELS_STR("ipc://")))
        return tcp_endpoint("--net", base, (uint64_t)channel, desc, binds, out, error_text);
    els_str dir = els_str_sub(els_str_of(base), 6, strlen(base));
    while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
        dir.len--;
    els_buf endpoint = {0};
    els_buf_printf(&endpoint, "ipc://" ELS_STR_FMT "/%s", ELS_STR_ARG(dir), desc->name);
    els_err err = check_ipc_path("--net", base,
                                 els_str_sub(els_buf_str(&endpoint), 6, endpoint.len), error_text);
    if (!err)
        els_buf_add(out, els_buf_str(&endpoint));
    els_buf_fini(&endpoint);
    return err;
}

bool els_endpoint_is_local(els_str endpoint)
{
    els_str host;
    uint64_t port;
    if (els_str_starts(endpoint, ELS_STR("ipc://")))
        return true;
    if (!split_tcp(endpoint, &host, &port))
        return false;
    if (els_str_eq(host, ELS_STR("localhost")) || els_str_eq(host, ELS_STR("[::1]")))
        return true;
    /* 127.x.y.z in numbers; a name that begins with "127." may be anything. */
    for (size_t i = 0; i < host.len; i++) {
        if (host.ptr[i] != '.' && (host.ptr[i] < '0' || host.ptr[i] > '9'))
            return false;
    }
    return els_str_starts(host, ELS_STR("127."));
}

void els_net_default(els_buf *out)
{
    const char *runtime_dir = getenv("XDG_RUNTIME_DIR");
    if (runtime_dir && runtime_dir[0] == '/')
        els_buf_printf(out, "ipc://%s/els", runtime_dir);
    else
        els_buf_printf(out, "ipc:///tmp/els-%u", (unsigned)getuid());
}
