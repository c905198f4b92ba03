#include "http_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NEVER = 0 };

/* What is expected of a connection, and since when. */
typedef struct {
    int fd;             /* -1: the place is free */
    int64_t head_since; /* a head is awaited; NEVER: none is */
    int64_t body_since; /* a body is awaited */
} watched;

struct els_http {
    struct MHD_Daemon *daemon;
    els_gateway *gateway;
    els_http_options options;
    watched connections[ELS_HTTP_CONNECTIONS];
    int64_t now_ms;
    els_http_counts counts;
};

/* ---- connections ---- */

static watched *place_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    els_http *http = context;
    watched *place = *socket_context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (place)
            place->fd = -1;
        http->counts.connections--;
        return;
    }
    http->counts.connections++;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    for (int i = 0; i < ELS_HTTP_CONNECTIONS && info; i++) {
        if (http->connections[i].fd >= 0)
            continue;
        http->connections[i] = (watched){info->connect_fd, http->now_ms, NEVER};
        *socket_context = &http->connections[i];
        return;
    }
}

/* Ends what drips: the library only counts the time since the last byte. */
static void drop_slow(els_http *http)
{
    for (int i = 0; i < ELS_HTTP_CONNECTIONS; i++) {
        watched *place = &http->connections[i];
        bool is_late =
            (place->head_since && http->now_ms - place->head_since > http->options.head_ms) ||
            (place->body_since && http->now_ms - place->body_since > http->options.body_ms);
        if (place->fd < 0 || !is_late)
            continue;
        shutdown(place->fd, SHUT_RDWR);
        place->head_since = place->body_since = NEVER;
        http->counts.dropped++;
    }
}

/* ---- a request ---- */

static void free_request(els_request *request)
{
    json_decref(request->values);
    json_decref(request->body);
    els_buf_fini(&request->bytes);
    els_buf_fini(&request->reply.body);
    els_arena_fini(&request->arena);
    free(request);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **con_cls,
                         enum MHD_RequestTerminationCode code)
{
    els_http *http = context;
    els_request *request = *con_cls;
    watched *place = place_of(connection);
    (void)code;
    if (place) {
        place->head_since = http->now_ms;
        place->body_since = NEVER;
    }
    if (request && request->on_gone)
        request->on_gone(request, request->context);
    if (request)
        free_request(request);
    *con_cls = NULL;
}

static enum MHD_Result count_header(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    els_head *head = context;
    els_str key = els_str_of(name);
    (void)kind;
    head->odd_names += !els_guard_is_name(key);
    if (els_str_ieq(key, ELS_STR("Host")))
        head->hosts++;
    if (els_str_ieq(key, ELS_STR("Transfer-Encoding")))
        head->encodings++;
    if (els_str_ieq(key, ELS_STR("Content-Length"))) {
        head->lengths++;
        head->length = els_str_of(value);
    }
    return MHD_YES;
}

/* What can be refused by the head alone. */
static void check_head(els_request *request, const char *version)
{
    els_head head = {0};
    const char *why;
    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, count_header, &head);
    if (head.hosts == 0 && strcmp(version, "HTTP/1.0") == 0)
        els_reply_problem(request, ELS_PROBLEM_REQUEST, NULL, "HTTP/1.0 without a Host");
    els_head_verdict verdict = els_guard_head(&head, ELS_HTTP_BODY, &why);
    if (verdict == ELS_HEAD_BAD)
        els_reply_problem(request, ELS_PROBLEM_REQUEST, NULL, "%s", why);
    if (verdict == ELS_HEAD_CHUNKED)
        els_reply_problem(request, ELS_PROBLEM_LENGTH, NULL, "%s", why);
    if (verdict == ELS_HEAD_TOO_LARGE)
        els_reply_problem(request, ELS_PROBLEM_TOO_LARGE, NULL, "a body has at most %d bytes",
                          ELS_HTTP_BODY);
    request->reply.must_close = request->reply.status != 0;
}

static void check_sender(const els_http *http, els_request *request)
{
    els_str host = els_request_header(request, "Host");
    els_str origin = els_request_header(request, "Origin");
    bool is_write = strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0;
    if (!els_guard_host(http->options.guard, host))
        els_reply_problem(request, ELS_PROBLEM_HOST, NULL,
                          "the gateway does not serve \"%.100s\"; --hosts allows a name",
                          host.len ? host.ptr : "");
    if (is_write && origin.len && !els_guard_origin(origin, host))
        els_reply_problem(request, ELS_PROBLEM_ORIGIN, NULL,
                          "a page of \"%.100s\" may not write here", origin.ptr);
    if (is_write &&
        els_str_eq(els_request_header(request, "Sec-Fetch-Site"), ELS_STR("cross-site")))
        els_reply_problem(request, ELS_PROBLEM_ORIGIN, NULL,
                          "a page of another site may not write "
                          "here");
}

static void find_route(const els_http *http, els_request *request)
{
    els_buf allow = {0};
    els_err err = els_contract_find(http->options.contract, request->method, request->path,
                                    &request->route, &request->values, &allow);
    if (err == ELS_E_USAGE) {
        snprintf(request->reply.allow, sizeof request->reply.allow, "%s", allow.ptr);
        els_reply_problem(request, ELS_PROBLEM_METHOD, NULL, "%.100s takes %s", request->path,
                          allow.ptr);
    }
    els_buf_fini(&allow);
}

typedef struct {
    const els_http *http;
    els_request *request;
    els_fault fault;
    bool is_ok;
} query;

static enum MHD_Result take_query(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    query *q = context;
    (void)kind;
    q->is_ok = els_contract_take(q->http->options.contract, q->request->route, "query", name,
                                 value ? value : "", true, q->request->values, &q->fault);
    return q->is_ok ? MHD_YES : MHD_NO;
}

static void take_values(const els_http *http, els_request *request)
{
    query q = {.http = http, .request = request, .is_ok = true};
    json_t *parts = request->values;
    const char *name;
    json_t *value;
    request->values = json_object();
    json_object_foreach(parts, name, value)
    {
        q.is_ok =
            q.is_ok && els_contract_take(http->options.contract, request->route, "path", name,
                                         json_string_value(value), true, request->values, &q.fault);
    }
    if (q.is_ok)
        MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, take_query, &q);
    if (!q.is_ok)
        els_reply_problem(request, ELS_PROBLEM_FIELD, q.fault.field, "%s", q.fault.detail.ptr);
    els_contract_defaults(http->options.contract, request->route, request->values);
    els_buf_fini(&q.fault.detail);
    json_decref(parts);
}

static void take_key(els_request *request)
{
    els_str key = els_request_header(request, "Idempotency-Key");
    if (key.len == 0 || strcmp(request->route->method, "GET") == 0)
        return;
    for (size_t i = 0; i < key.len; i++) {
        if (key.len >= sizeof request->key || key.ptr[i] <= ' ' || key.ptr[i] > '~') {
            els_reply_problem(request, ELS_PROBLEM_FIELD, "Idempotency-Key",
                              "Idempotency-Key has 1 to %zu visible characters",
                              sizeof request->key - 1);
            return;
        }
    }
    snprintf(request->key, sizeof request->key, ELS_STR_FMT, ELS_STR_ARG(key));
}

static void begin(els_http *http, els_request *request, const char *version)
{
    check_head(request, version);
    if (!request->reply.status)
        check_sender(http, request);
    if (!request->reply.status)
        find_route(http, request);
    if (request->reply.status)
        return;
    bool is_open = !request->route || request->route->is_open;
    if (!is_open && http->options.guard->has_token &&
        !els_guard_token(http->options.guard, els_request_header(request, "Authorization")))
        els_reply_problem(request, ELS_PROBLEM_TOKEN, NULL,
                          "send the gateway's token: Authorization: Bearer TOKEN");
    if (!request->reply.status && request->route)
        take_values(http, request);
    if (!request->reply.status && request->route)
        take_key(request);
}

/* "application/json", perhaps with a charset. */
static bool is_json(els_str type)
{
    els_str media, rest = type;
    if (!els_str_split(&rest, ';', &media) ||
        !els_str_ieq(els_str_trim(media), ELS_STR("application/json")))
        return false;
    rest = els_str_trim(rest);
    return rest.len == 0 || els_str_ieq(rest, ELS_STR("charset=utf-8"));
}

static void take_body(const els_http *http, els_request *request)
{
    json_error_t at;
    els_fault fault = {0};
    els_str bytes = els_buf_str(&request->bytes);
    if (bytes.len && (!request->route || !request->route->body)) {
        els_reply_problem(request, ELS_PROBLEM_REQUEST, NULL, "%s takes no body", request->path);
    } else if (bytes.len == 0 && request->route && request->route->needs_body) {
        els_reply_problem(request, ELS_PROBLEM_REQUEST, NULL, "a body in JSON is needed");
    } else if (bytes.len && !is_json(els_request_header(request, "Content-Type"))) {
        els_reply_problem(request, ELS_PROBLEM_MEDIA_TYPE, NULL,
                          "send JSON, with Content-Type: application/json");
    } else if (bytes.len) {
        request->body = json_loadb(bytes.ptr, bytes.len, JSON_REJECT_DUPLICATES, &at);
        if (!request->body)
            els_reply_problem(request, ELS_PROBLEM_REQUEST, NULL,
                              "the body is no JSON: line %d: %s", at.line, at.text);
        else if (!els_contract_check_body(http->options.contract, request->route, request->body,
                                          &fault))
            els_reply_problem(request, ELS_PROBLEM_FIELD, fault.field, "%s", fault.detail.ptr);
    }
    els_buf_fini(&fault.detail);
}

static enum MHD_Result finish(els_http *http, els_request *request)
{
    unsigned class = request->reply.status / 100;
    http->options.answered(request);
    http->counts.replies[class < 6 ? class : 5]++;
    return els_http_queue(request);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **con_cls)
{
    els_http *http = context;
    els_request *request = *con_cls;
    watched *place = place_of(connection);
    if (!request) {
        request = calloc(1, sizeof *request);
        if (!request)
            return MHD_NO;
        *con_cls = request;
        request->gateway = http->gateway;
        request->connection = connection;
        request->method = els_arena_strdup(&request->arena, els_str_of(method));
        request->path = els_arena_strdup(&request->arena, els_str_of(url));
        http->counts.requests++;
        if (place) {
            place->head_since = NEVER;
            place->body_since = http->now_ms;
        }
        begin(http, request, version);
        return request->reply.status ? finish(http, request) : MHD_YES;
    }
    if (*upload_size) {
        if (request->bytes.len + *upload_size > ELS_HTTP_BODY)
            return MHD_NO; /* more than its Content-Length said */
        els_buf_append(&request->bytes, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (place)
        place->body_since = NEVER;
    if (!request->is_begun) {
        request->is_begun = true;
        take_body(http, request);
        if (!request->reply.status)
            http->options.handle(request);
    }
    if (request->reply.status)
        return finish(http, request);
    if (request->is_waiting)
        return MHD_YES;
    return els_http_queue_stream(request);
}

void els_request_wait(els_request *request)
{
    request->is_waiting = true;
    MHD_suspend_connection(request->connection);
}

void els_http_wake(els_request *request)
{
    request->is_waiting = false;
    MHD_resume_connection(request->connection);
}

/* ---- the daemon ---- */

els_err els_http_open(els_gateway *gateway, int socket, const els_http_options *options,
                      els_http **ret)
{
    els_http *http = calloc(1, sizeof *http);
    if (!http)
        return ELS_E_NOMEM;
    http->gateway = gateway;
    http->options = *options;
    for (int i = 0; i < ELS_HTTP_CONNECTIONS; i++)
        http->connections[i].fd = -1;
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, http,
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)ELS_HTTP_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)ELS_HTTP_MEMORY,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)ELS_HTTP_SILENT_S, MHD_OPTION_STRICT_FOR_CLIENT,
        0 /* see els_guard_head */, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_END);
    if (!http->daemon) {
        close(socket);
        free(http);
        return ELS_E_IO;
    }
    *ret = http;
    return ELS_OK;
}

void els_http_close(els_http **http)
{
    if (!*http)
        return;
    MHD_stop_daemon((*http)->daemon);
    free(*http);
    *http = NULL;
}

int els_http_fd(const els_http *http)
{
    return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int64_t els_http_timeout(const els_http *http)
{
    MHD_UNSIGNED_LONG_LONG timeout;
    if (MHD_get_timeout(http->daemon, &timeout) != MHD_YES || timeout > 1000)
        return 1000;
    return (int64_t)timeout;
}

void els_http_turn(els_http *http, int64_t now_ms)
{
    http->now_ms = now_ms;
    drop_slow(http);
    MHD_run(http->daemon);
}

els_http_counts els_http_counts_of(const els_http *http)
{
    return http->counts;
}
