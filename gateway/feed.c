#include "feed.h"
#include "cli.h"

#include <stdlib.h>

enum { LOOK_MS = 250 };

struct els_feed {
    const char *store, *keys;
    bool is_fixed, is_open;
    els_feed_events events;
    els_subscription subscription;
    char endpoint[256];
    int64_t look_ms, heard_ms;
    uint64_t missed;
};

static void drop(els_feed *feed)
{
    if (feed->is_open)
        els_subscription_close(&feed->subscription);
    feed->is_open = false;
}

static int connect_to(els_feed *feed, const char *endpoint)
{
    els_feed_place place = {
        .store = feed->store, .feed = endpoint, .keys = feed->keys, .key_role = "gateway"};
    drop(feed);
    snprintf(feed->endpoint, sizeof feed->endpoint, "%s", endpoint);
    int code = els_subscription_open(&feed->subscription, "serve", &place);
    feed->is_open = true;
    if (code >= 0)
        drop(feed);
    return code;
}

int els_feed_open(const char *store, const char *endpoint, const char *keys,
                  const els_feed_events *events, els_feed **ret)
{
    els_feed *feed = calloc(1, sizeof *feed);
    if (!feed)
        return ELS_EXIT_FAILED;
    *feed = (els_feed){.store = store,
                       .keys = keys,
                       .is_fixed = endpoint != NULL,
                       .events = *events,
                       .heard_ms = -1};
    int code = endpoint ? connect_to(feed, endpoint) : -1;
    if (code >= 0)
        els_feed_close(&feed);
    else
        *ret = feed;
    return code;
}

void els_feed_close(els_feed **feed)
{
    if (!*feed)
        return;
    drop(*feed);
    free(*feed);
    *feed = NULL;
}

void *els_feed_socket(const els_feed *feed)
{
    return feed->is_open ? feed->subscription.socket : NULL;
}

/* The address that a run has left in the store. That of a run which was killed may stay there: it
 * is listened to in vain until another run leaves its own. */
static void look(els_feed *feed)
{
    els_buf path = {0}, text = {0};
    char endpoint[sizeof feed->endpoint];
    els_buf_printf(&path, "%s/feed", feed->store);
    els_err err = els_cli_read_file(path.ptr, &text);
    els_str line = els_str_trim(els_buf_str(&text));
    if (err == ELS_OK && line.len && line.len < sizeof endpoint) {
        snprintf(endpoint, sizeof endpoint, ELS_STR_FMT, ELS_STR_ARG(line));
        if (strcmp(endpoint, feed->endpoint) != 0)
            (void)connect_to(feed, endpoint); /* it has complained, once for this address */
    }
    els_buf_fini(&path);
    els_buf_fini(&text);
}

static bool receive(els_feed *feed, int64_t now_ms)
{
    els_feed_message message;
    els_buf why = {0};
    bool has_come = els_subscription_receive(&feed->subscription, &message, &why);
    els_buf_fini(&why);
    if (!has_come || !message.body)
        return has_come;
    feed->heard_ms = now_ms;
    feed->missed += message.missed;
    feed->events.on_message(feed->events.context, &message);
    return true;
}

void els_feed_turn(els_feed *feed, int64_t now_ms)
{
    enum { MESSAGES = 64 }; /* before others have their turn */
    if (now_ms >= feed->look_ms) {
        feed->look_ms = now_ms + LOOK_MS;
        if (!feed->is_fixed)
            look(feed);
        if (feed->is_open)
            els_subscription_refresh(&feed->subscription);
    }
    for (int i = 0; i < MESSAGES && feed->is_open && receive(feed, now_ms); i++)
        continue;
}

int64_t els_feed_heard_ms(const els_feed *feed)
{
    return feed->heard_ms;
}

uint64_t els_feed_missed(const els_feed *feed)
{
    return feed->missed;
}
