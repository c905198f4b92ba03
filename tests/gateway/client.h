/* client.h — a gateway as a real process, and a client that sends it any bytes. Waits on
 * descriptors only, each at most WAIT_MS. */
#ifndef ELS_TEST_CLIENT_H
#define ELS_TEST_CLIENT_H

#include "els_str.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_MS = 120000 };

typedef struct {
    pid_t pid;
    int out, err, port;
    char dir[64], store[80];
} gateway;

typedef struct {
    int status; /* 0: the connection ended without an answer */
    els_buf head, body;
} reply;

static inline bool wait_readable(int fd, int wait_ms)
{
    struct pollfd item = {fd, POLLIN, 0};
    return poll(&item, 1, wait_ms) > 0;
}

/* A folder with an empty store in it. */
static inline void make_store(gateway *g)
{
    strcpy(g->dir, "/tmp/els-gateway-XXXXXX");
    cr_assert_not_null(mkdtemp(g->dir));
    snprintf(g->store, sizeof g->store, "%s/store", g->dir);
    cr_assert_eq(mkdir(g->store, 0700), 0);
}

/* Starts els-gateway with options (NULL behind the last) beside --store and --port 0, without
 * waiting for it. */
static inline void launch(gateway *g, const char *const *options)
{
    int out[2], err[2];
    const char *argv[24] = {ELS_BIN_DIR "/els-gateway", "--port", "0", "--store"};
    size_t n = 4;
    if (!g->dir[0])
        make_store(g);
    argv[n++] = g->store;
    for (size_t i = 0; options && options[i]; i++)
        argv[n++] = options[i];
    cr_assert_eq(pipe2(out, O_CLOEXEC), 0);
    cr_assert_eq(pipe2(err, O_CLOEXEC), 0);
    g->pid = fork();
    if (g->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        execv(argv[0], (char *const *)argv);
        _exit(127);
    }
    close(out[1]);
    close(err[1]);
    g->out = out[0];
    g->err = err[0];
}

/* The same, waiting for the address that it prints. */
static inline void start(gateway *g, const char *const *options)
{
    char line[128] = "";
    launch(g, options);
    cr_assert(wait_readable(g->out, WAIT_MS), "the gateway says nothing");
    ssize_t n = read(g->out, line, sizeof line - 1);
    const char *colon = strrchr(line, ':');
    cr_assert(n > 0 && colon, "the gateway did not say where it listens");
    g->port = atoi(colon + 1);
}

/* Waits for its end; its exit code. */
static inline int ended(gateway *g)
{
    int status;
    cr_assert_eq(waitpid(g->pid, &status, 0), g->pid);
    g->pid = 0;
    cr_assert(WIFEXITED(status), "a signal ended the gateway");
    return WEXITSTATUS(status);
}

/* Ends it in order and removes its folder; a sanitizer's complaint is a failure. */
static inline void stop(gateway *g)
{
    char command[128], said[8192];
    if (g->pid) {
        kill(g->pid, SIGTERM);
        cr_expect_eq(ended(g), 0);
    }
    ssize_t n = read(g->err, said, sizeof said - 1);
    said[n > 0 ? n : 0] = '\0';
    cr_expect_null(strstr(said, "Sanitizer"), "%s", said);
    close(g->out);
    close(g->err);
    snprintf(command, sizeof command, "rm -rf '%s'", g->dir);
    cr_assert_eq(system(command), 0);
    *g = (gateway){0};
}

static inline int connect_to(const gateway *g)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)g->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

/* Writes as much as the other side takes. */
static inline void send_bytes(int fd, els_str bytes)
{
    while (bytes.len) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        bytes = els_str_sub(bytes, (size_t)n, bytes.len);
    }
}

/* Reads up to the end of a head; false at the end of the connection. */
static inline bool read_head(int fd, reply *r)
{
    char byte;
    els_buf_clear(&r->head);
    while (r->head.len < 4 || strcmp(r->head.ptr + r->head.len - 4, "\r\n\r\n") != 0) {
        cr_assert(wait_readable(fd, WAIT_MS), "no answer");
        if (read(fd, &byte, 1) != 1)
            return false;
        els_buf_addc(&r->head, byte);
    }
    r->status = atoi(r->head.ptr + strlen("HTTP/1.1 "));
    return true;
}

static inline els_str header_of(const reply *r, const char *name)
{
    els_str rest = els_buf_str(&r->head), line;
    size_t n = strlen(name);
    while (els_str_split(&rest, '\n', &line))
        if (line.len > n && line.ptr[n] == ':' &&
            els_str_ieq(els_str_sub(line, 0, n), els_str_of(name)))
            return els_str_trim(els_str_sub(line, n + 1, line.len));
    return (els_str){NULL, 0};
}

/* Reads one answer. */
static inline reply read_reply(int fd, bool has_body)
{
    reply r = {0};
    uint64_t length = 0;
    char chunk[4096];
    if (!read_head(fd, &r))
        return r;
    (void)els_str_to_u64(header_of(&r, "Content-Length"), &length);
    els_buf_reserve(&r.body, 1);
    while (has_body && r.body.len < length) {
        size_t left = length - r.body.len;
        cr_assert(wait_readable(fd, WAIT_MS), "half an answer");
        ssize_t n = read(fd, chunk, left < sizeof chunk ? left : sizeof chunk);
        cr_assert_gt(n, 0, "half an answer");
        els_buf_append(&r.body, chunk, (size_t)n);
    }
    return r;
}

static inline void drop(reply *r)
{
    els_buf_fini(&r->head);
    els_buf_fini(&r->body);
}

/* Whether the other side ends the connection within WAIT_MS, saying nothing more. */
static inline bool is_closed(int fd)
{
    char byte;
    return wait_readable(fd, WAIT_MS) && read(fd, &byte, 1) <= 0;
}

/* Sends bytes as they are on a connection of their own. */
static inline reply send_raw(const gateway *g, const char *bytes)
{
    int fd = connect_to(g);
    send_bytes(fd, els_str_of(bytes));
    reply r = read_reply(fd, strncmp(bytes, "HEAD", 4) != 0);
    close(fd);
    return r;
}

/* A request; `headers` are whole lines, `body` may be NULL. A body is JSON unless they say so. */
static inline reply ask(const gateway *g, const char *method, const char *path, const char *headers,
                        const char *body)
{
    els_buf bytes = {0};
    bool has_type = strstr(headers, "Content-Type:") != NULL;
    bool has_host = strstr(headers, "Host:") != NULL;
    els_buf_printf(&bytes, "%s %s HTTP/1.1\r\n%s%s", method, path,
                   has_host ? "" : "Host: localhost\r\n", headers);
    if (body)
        els_buf_printf(&bytes, "%sContent-Length: %zu\r\n",
                       has_type ? "" : "Content-Type: application/json\r\n", strlen(body));
    els_buf_printf(&bytes, "\r\n%s", body ? body : "");
    reply r = send_raw(g, bytes.ptr);
    els_buf_fini(&bytes);
    return r;
}

static inline json_t *json_of(const reply *r)
{
    json_t *json = json_loadb(r->body.ptr, r->body.len, 0, NULL);
    cr_assert_not_null(json, "no JSON: %s", r->body.ptr);
    return json;
}

/* Asks and expects a status; the caller releases the JSON. */
static inline json_t *expect(const gateway *g, const char *method, const char *path,
                             const char *body, int status)
{
    reply r = ask(g, method, path, "", body);
    cr_assert_eq(r.status, status, "%s %s: %d %s", method, path, r.status, r.body.ptr);
    json_t *json = json_of(&r);
    drop(&r);
    return json;
}

static inline const char *text_of(const json_t *json, const char *name)
{
    const char *text = json_string_value(json_object_get(json, name));
    return text ? text : "";
}

/* A problem of that type and status, with the field (NULL: it has none). */
static inline void is_problem(reply r, int status, const char *type, const char *field)
{
    cr_assert_eq(r.status, status, "%d %s instead of %s", r.status, r.body.ptr, type);
    cr_assert(els_str_eq(header_of(&r, "Content-Type"), ELS_STR("application/problem+json")));
    json_t *json = json_of(&r);
    const char *own = json_string_value(json_object_get(json, "field"));
    cr_expect_str_eq(text_of(json, "type"), type);
    cr_expect_eq(json_integer_value(json_object_get(json, "status")), status);
    cr_expect_gt(strlen(text_of(json, "title")), 0);
    cr_expect_gt(strlen(text_of(json, "detail")), 0);
    cr_expect(field ? own && strcmp(own, field) == 0 : !own, "field: %s", own);
    json_decref(json);
    drop(&r);
}

static inline void write_file(const gateway *g, const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", g->store, name);
    FILE *file = fopen(path, "we");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    fclose(file);
}

/* Makes the store look as if a run were on: its feed's address, and somebody who has it open until
 * the descriptor that is returned is closed. */
static inline int hold_store(const gateway *g, const char *endpoint)
{
    char path[200];
    write_file(g, "feed", endpoint);
    snprintf(path, sizeof path, "%s/lock", g->store);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_eq(flock(fd, LOCK_EX | LOCK_NB), 0);
    return fd;
}

#endif
