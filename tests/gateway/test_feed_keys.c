/* A feed with CURVE keys, of a monitor that the test plays: the gateway takes up keys that are
 * replaced while it runs. */
#include "client.h"
#include "keys.h"

#include <czmq.h>

static gateway g;
static char endpoint[100], keys[100];
static void *monitor;
static els_keys *own;

static void set_up(void)
{
    make_store(&g);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/feed", g.dir);
    snprintf(keys, sizeof keys, "%s/keys", g.dir);
}

static void shell(const char *format, ...)
{
    char command[512];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    cr_assert_eq(system(command), 0, "%s", command);
}

static void rotate(const char *role)
{
    shell(ELS_BIN_DIR "/els keygen --rotate %s %s >/dev/null", role, keys);
}

/* Binds the feed with the keys of the monitor that there are now. */
static void begin_feed(void)
{
    els_buf why = {0};
    if (own)
        (void)els_keys_refresh(own);
    else
        cr_assert_eq(els_keys_open(keys, "monitor", &own, &why), ELS_OK, "%s", why.ptr);
    monitor = zmq_socket(zsys_init(), ZMQ_XPUB);
    cr_assert_eq(els_keys_apply(own, monitor, ELS_CHANNEL_FEED, true, NULL), ELS_OK);
    cr_assert_eq(zmq_bind(monitor, endpoint), 0);
}

static void end_feed(void)
{
    int linger = 0;
    zmq_setsockopt(monitor, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(monitor);
}

/* Waits until the gateway has come (1) or gone (0). */
static void await_subscriber(char expected)
{
    char byte[8] = "";
    zmq_pollitem_t item = {.socket = monitor, .events = ZMQ_POLLIN};
    cr_assert_eq(zmq_poll(&item, 1, WAIT_MS), 1, "the gateway does not come");
    cr_assert_eq(zmq_recv(monitor, byte, sizeof byte, 0), 1);
    cr_assert_eq(byte[0], expected);
}

static void tear_down(void)
{
    end_feed();
    els_keys_close(&own);
    stop(&g);
}

TestSuite(feed_keys, .init = set_up, .fini = tear_down);

Test(feed_keys, of_the_gateway_and_of_the_monitor_are_replaced_while_it_runs)
{
    const char *const options[] = {"--feed", endpoint, "--keys", keys, NULL};
    shell(ELS_BIN_DIR "/els keygen %s >/dev/null", keys);
    begin_feed();
    start(&g, options);
    await_subscriber(1);
    /* Its new key is there before the roster that has it: it tries in vain, and is heard later. */
    shell("cp -r %s %s.next && " ELS_BIN_DIR "/els keygen --rotate gateway %s.next >/dev/null",
          keys, keys, keys);
    shell("mv %s.next/gateway.key_secret %s/gateway.key_secret", keys, keys);
    await_subscriber(0);
    shell("mv %s.next/roster %s/roster", keys, keys);
    await_subscriber(1);
    /* The old key is of no use to it any more, nor is the connection it had. */
    shell(ELS_BIN_DIR "/els keygen --forget gateway %s >/dev/null", keys);
    end_feed();
    begin_feed();
    await_subscriber(1);
    rotate("monitor");
    end_feed();
    begin_feed();
    await_subscriber(1);
}
