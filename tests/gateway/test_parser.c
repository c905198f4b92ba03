/* What a client may send that is no plain request: two readings of one head, too much, too slowly.
 */
#include "client.h"

static gateway g;

static void set_up(void)
{
    start(&g, (const char *const[]){"--head-ms", "300", "--body-ms", "300", NULL});
}

static void tear_down(void)
{
    json_decref(expect(&g, "GET", "/healthz", NULL, 200)); /* whatever was done to it */
    stop(&g);
}

TestSuite(parser, .init = set_up, .fini = tear_down);

/* It is refused with this status, nothing behind it is read as another request, and the connection
 * ends. */
static void refused(int status, const char *bytes)
{
    int fd = connect_to(&g);
    send_bytes(fd, els_str_of(bytes));
    send_bytes(fd, ELS_STR("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    reply r = read_reply(fd, true);
    cr_expect_eq(r.status, status, "%d for %s", r.status, bytes);
    cr_expect(is_closed(fd), "the connection goes on behind %s", bytes);
    close(fd);
    drop(&r);
}

#define POST "POST /api/learning/stop HTTP/1.1\r\n"
#define HOST "Host: localhost\r\n"

Test(parser, refuses_heads_that_can_be_read_in_two_ways)
{
    refused(400, POST HOST "Host: other.example\r\n\r\n");
    refused(400, POST HOST HOST "\r\n");
    refused(400, POST "\r\n");
    refused(400, "GET /healthz HTTP/1.0\r\n\r\n");
    refused(400, POST HOST "Content-Length: 0\r\nContent-Length: 0\r\n\r\n");
    refused(400, POST HOST "Content-Length: 0\r\nContent-Length: 30\r\n\r\n");
    refused(400, POST HOST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    refused(400, POST HOST "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n");
    refused(400, POST HOST "Content-Length : 40\r\n\r\n");
    refused(400, POST HOST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n");
    refused(411, POST HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

Test(parser, refuses_what_is_no_request)
{
    static const char *const bad[] = {"nonsense\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
                                      POST HOST "Content-Length: x\r\n\r\n",
                                      POST HOST "Content-Length: -1\r\n\r\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int fd = connect_to(&g);
        send_bytes(fd, els_str_of(bad[i]));
        reply r = {0};
        bool has_answer = read_head(fd, &r);
        cr_expect(!has_answer || r.status == 400, "%d for %s", r.status, bad[i]);
        drop(&r);
        close(fd);
    }
}

Test(parser, refuses_a_body_by_its_length_before_it_comes)
{
    int fd = connect_to(&g);
    send_bytes(fd, ELS_STR("POST /api/learning/goals HTTP/1.1\r\n" HOST
                           "Content-Type: application/json\r\nContent-Length: 1048577\r\n\r\n"));
    is_problem(read_reply(fd, true), 413, "/problems/too-large", NULL);
    cr_expect(is_closed(fd));
    close(fd);
}

Test(parser, refuses_a_head_that_does_not_fit)
{
    els_buf bytes = {0};
    els_buf_printf(&bytes, "GET /healthz HTTP/1.1\r\n" HOST);
    for (int i = 0; bytes.len < 100000; i++)
        els_buf_printf(&bytes, "X-Filler-%d: 0123456789012345678901234567890123456789\r\n", i);
    els_buf_printf(&bytes, "\r\n");
    int fd = connect_to(&g);
    send_bytes(fd, els_buf_str(&bytes));
    reply r = {0};
    bool has_answer = read_head(fd, &r); /* a reset connection is no answer, and as good */
    cr_expect(!has_answer || r.status == 431 || r.status == 413, "%d", r.status);
    close(fd);
    drop(&r);
    els_buf_fini(&bytes);
}

/* Sends a beginning, then a byte now and then, until the gateway ends the connection. */
static void drip(const char *beginning)
{
    int fd = connect_to(&g), drops = 0;
    send_bytes(fd, els_str_of(beginning));
    while (!wait_readable(fd, 20) && drops < 1000) {
        send_bytes(fd, ELS_STR("x"));
        drops++;
    }
    cr_expect(is_closed(fd), "%d drops were taken", drops);
    cr_expect_lt(drops, 1000);
    cr_expect_gt(drops, 2);
    close(fd);
}

Test(parser, ends_a_connection_whose_head_or_body_drips)
{
    drip("GET /healthz HTTP/1.1\r\n" HOST "X-Slow: ");
    drip("POST /api/learning/goals HTTP/1.1\r\n" HOST
         "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n");
}

Test(parser, ends_connections_that_say_nothing_and_serves_others_again)
{
    enum { MANY = 70 }; /* more than it keeps open */
    int fds[MANY];
    for (int i = 0; i < MANY; i++)
        fds[i] = connect_to(&g);
    json_decref(expect(&g, "GET", "/healthz", NULL, 200)); /* waits for its turn */
    for (int i = 0; i < MANY; i++) {
        cr_expect(is_closed(fds[i]));
        close(fds[i]);
    }
}

Test(parser, keeps_a_connection_for_more_requests)
{
    int fd = connect_to(&g);
    for (int i = 0; i < 3; i++) {
        send_bytes(fd, ELS_STR("GET /healthz HTTP/1.1\r\n" HOST "\r\n"));
        reply r = read_reply(fd, true);
        cr_expect_eq(r.status, 200);
        drop(&r);
    }
    send_bytes(fd, ELS_STR("GET /healthz HTTP/1.1\r\n" HOST "\r\nGET /readyz HTTP/1.1\r\n" HOST
                           "\r\n")); /* pipelined */
    for (int i = 0; i < 2; i++) {
        reply r = read_reply(fd, true);
        cr_expect_eq(r.status, 200);
        drop(&r);
    }
    close(fd);
}
