/* fuzz_http.c — any bytes on a connection of the gateway: its HTTP side with the library below it,
 * over a real socket and in one process. A byte 0xff pauses the client, so that heads and bodies
 * come in pieces. Whatever is answered is HTTP; the next client is served; ids of events that a
 * client claims to have are looked up. */
#include "assets.h"
#include "events.h"
#include "fuzz.h"
#include "http.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

enum { TURNS = 400 };

typedef struct {
    els_http *http;
    els_events events;
    struct sockaddr_in address;
    int64_t now_ms;
} world;

static els_events *kept; /* the handler gets no context but the gateway, which is none here */

static void handle(els_request *request)
{
    uint64_t next = 0;
    els_buf out = {0};
    bool is_known = els_events_resume(kept, els_request_header(request, "Last-Event-ID"), &next);
    require(next >= 1 && next <= kept->next);
    (void)els_events_read(kept, &next, 1024, &out);
    els_buf_fini(&out);
    els_reply_json(request, 200, json_pack("{s:b}", "known", is_known));
}

static void answered(els_request *request)
{
    require(request->reply.status >= 200 && request->reply.status < 600);
}

static void start(world *w)
{
    static els_contract *contract;
    static els_guard guard;
    static const els_http_options options_of_all = {
        .handle = handle, .answered = answered, .head_ms = 50, .body_ms = 50};
    els_http_options options = options_of_all;
    els_buf why = {0};
    socklen_t size = sizeof w->address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    w->address =
        (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    require(fd >= 0 && bind(fd, (struct sockaddr *)&w->address, size) == 0 && listen(fd, 16) == 0 &&
            getsockname(fd, (struct sockaddr *)&w->address, &size) == 0);
    require(els_contract_new(els_assets_openapi(), &contract, &why) == ELS_OK);
    options.contract = contract;
    options.guard = &guard;
    require(els_http_open(NULL, fd, &options, &w->http) == ELS_OK);
    els_events_init(&w->events, 0x1234);
    for (int i = 0; i < 600; i++)
        els_events_add(&w->events, "progress", ELS_STR("{}"));
    kept = &w->events;
}

/* The fuzzer's alarm may come while it waits. */
static bool connects(int fd, const struct sockaddr_in *address)
{
    while (connect(fd, (const struct sockaddr *)address, sizeof *address) != 0)
        if (errno != EINTR && errno != EALREADY)
            return errno == EISCONN;
    return true;
}

static int connect_client(const world *w)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct linger none = {.l_onoff = 1}; /* no port is kept waiting behind thousands of clients */
    require(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none) == 0 &&
            connects(fd, &w->address));
    require(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
    return fd;
}

/* Takes what has come; false when the gateway has closed. */
static bool take(int fd, els_buf *reply)
{
    char bytes[4096];
    ssize_t n;
    while ((n = recv(fd, bytes, sizeof bytes, 0)) > 0)
        els_buf_append(reply, bytes, (size_t)n);
    return n < 0 && errno == EAGAIN;
}

static void talk(world *w, int fd, els_str bytes, els_buf *reply)
{
    els_str piece;
    while (els_str_split(&bytes, (char)0xff, &piece)) {
        while (piece.len) {
            ssize_t n = send(fd, piece.ptr, piece.len, MSG_NOSIGNAL);
            if (n < 0 && errno != EAGAIN)
                return;
            piece = els_str_sub(piece, n > 0 ? (size_t)n : 0, piece.len);
            els_http_turn(w->http, w->now_ms);
            if (!take(fd, reply))
                return;
        }
        for (int i = 0; i < 3; i++)
            els_http_turn(w->http, ++w->now_ms);
    }
    for (int i = 0; i < TURNS && take(fd, reply); i++) { /* whoever drips is thrown out in time */
        w->now_ms += 2;
        els_http_turn(w->http, w->now_ms);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static world w;
    els_buf reply = {0};
    if (!w.http)
        start(&w);
    int fd = connect_client(&w);
    talk(&w, fd, (els_str){(const char *)data, size}, &reply);
    require(reply.len == 0 || els_str_starts(els_buf_str(&reply), ELS_STR("HTTP/1.")));
    close(fd);
    els_buf_clear(&reply);
    fd = connect_client(&w);
    talk(&w, fd, ELS_STR("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
         &reply);
    require(els_str_starts(els_buf_str(&reply), ELS_STR("HTTP/1.1 200")));
    close(fd);
    els_buf_fini(&reply);
    els_http_turn(w.http, ++w.now_ms);
    return 0;
}
