#include "subscription.h"

#include "channels.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[32];
static char endpoint[64];
static void *context, *publisher;
static els_subscription feed;
static uint64_t epoch, sent; /* what was published last */

static void set_up(void)
{
    int hwm = els_channel_desc_of(ELS_CHANNEL_FEED)->bind_hwm;
    epoch = 1;
    sent = 0;
    strcpy(folder, "/tmp/els-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(endpoint, sizeof endpoint, "ipc://%s/feed", folder);
    context = zmq_ctx_new();
    publisher = zmq_socket(context, ZMQ_PUB);
    zmq_setsockopt(publisher, ZMQ_SNDHWM, &hwm, sizeof hwm);
    cr_assert_eq(zmq_bind(publisher, endpoint), 0);
    const els_feed_place place = {.feed = endpoint};
    cr_assert_eq(els_subscription_open(&feed, "test", &place), -1);
}

static void tear_down(void)
{
    int linger = 0;
    els_subscription_close(&feed);
    zmq_setsockopt(publisher, ZMQ_LINGER, &linger, sizeof linger);
    zmq_close(publisher);
    zmq_ctx_term(context);
    unlink(endpoint + strlen("ipc://"));
    rmdir(folder);
}

TestSuite(subscription, .init = set_up, .fini = tear_down, .timeout = 60);

static void publish(void)
{
    els_buf frame = {0};
    const els_feed_iteration body = {
        .epoch = epoch, .sequence = ++sent, .state_digest = ELS_STR("-")};
    cr_assert_eq(els_encode(ELS_MSG_feed_iteration, &body, &frame), ELS_OK);
    zmq_send(publisher, "iteration", strlen("iteration"), ZMQ_SNDMORE);
    zmq_send(publisher, frame.ptr, frame.len, 0); /* PUB never waits */
    els_buf_fini(&frame);
}

/* The next message, published again and again until one comes. */
static els_feed_message hear(void)
{
    enum { PATIENCE_MS = 20 };
    els_feed_message message;
    els_buf why = {0};
    while (!els_subscription_receive(&feed, &message, &why)) {
        zmq_pollitem_t item = {.socket = feed.socket, .events = ZMQ_POLLIN};
        if (zmq_poll(&item, 1, PATIENCE_MS) == 0)
            publish();
    }
    cr_assert_not_null(message.body, "%s", why.ptr);
    els_buf_fini(&why);
    return message;
}

Test(subscription, a_reader_that_was_too_slow_sees_how_many_messages_it_missed)
{
    enum { FLOOD = 10000 };
    els_feed_message message = hear();
    uint64_t first = message.sequence, heard = 1, missed = 0;
    cr_assert_eq(message.missed, 0, "what was before it joined is no gap");
    for (int i = 0; i < FLOOD; i++)
        publish();
    while (message.sequence < sent) {
        message = hear();
        heard++;
        missed += message.missed;
    }
    cr_assert_gt(missed, 0, "nothing was dropped: nothing was tested");
    cr_assert_eq(heard + missed, sent - first + 1);
}

Test(subscription, a_new_epoch_counts_anew)
{
    while (hear().sequence < 3)
        publish();
    epoch = 2;
    sent = 0;
    els_feed_message message = hear();
    while (message.epoch == 1)
        message = hear();
    cr_assert_eq(message.epoch, 2);
    cr_assert_eq(message.missed, 0);
}
