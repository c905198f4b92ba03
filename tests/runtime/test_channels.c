#include "channels.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static els_buf out, why;

static void fini(void)
{
    els_buf_fini(&out);
    els_buf_fini(&why);
}

TestSuite(channels, .fini = fini);

static void expect_endpoint(els_channel channel, const char *base, const char *feed, bool binds,
                            const char *expected)
{
    els_buf_clear(&out);
    els_buf_clear(&why);
    cr_expect_eq(els_channel_endpoint(channel, base, feed, binds, &out, &why), ELS_OK, "%s",
                 why.len ? why.ptr : "");
    cr_expect_str_eq(out.len ? out.ptr : "", expected);
}

static void expect_refused(const char *base, const char *feed, const char *expected)
{
    els_buf_clear(&out);
    els_buf_clear(&why);
    cr_expect_eq(els_channel_endpoint(ELS_CHANNEL_FEED, base, feed, true, &out, &why), ELS_E_USAGE);
    cr_expect_str_eq(why.len ? why.ptr : "", expected);
    cr_expect_eq(out.len, 0);
}

Test(channels, every_channel_has_one_binder_and_fitting_ends)
{
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++) {
        const els_channel_desc *desc = els_channel_desc_of((els_channel)i);
        cr_assert_not_null(desc->name);
        cr_assert_eq(desc->connectors >> desc->binder & 1, 0, "%s binds and connects", desc->name);
        els_end other = desc->bind_end == ELS_END_PULL   ? ELS_END_PUSH
                        : desc->bind_end == ELS_END_PUSH ? ELS_END_PULL
                                                         : ELS_END_SUB;
        cr_assert_eq(desc->connect_end, other, "%s", desc->name);
        cr_assert_gt(desc->bind_hwm, 0);
        cr_assert_gt(desc->connect_hwm, 0);
    }
    cr_assert_null(els_channel_desc_of(ELS_CHANNEL_COUNT_));
}

Test(channels, executors_only_connect)
{
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++) {
        bool binds = true;
        if (els_channel_end((els_channel)i, ELS_ROLE_EXECUTOR, &binds) != ELS_END_NONE)
            cr_assert_not(binds, "%s", els_channel_desc_of((els_channel)i)->name);
    }
}

Test(channels, every_role_reaches_the_broker_and_hears_it)
{
    for (unsigned role = ELS_ROLE_BROKER + 1; role < ELS_ROLE_COUNT_; role++) {
        cr_assert_eq(els_channel_end(ELS_CHANNEL_INBOX, (els_role)role, NULL), ELS_END_PUSH);
        cr_assert_eq(els_channel_end(ELS_CHANNEL_CONTROL, (els_role)role, NULL), ELS_END_SUB);
    }
}

Test(channels, addresses_follow_from_one_base)
{
    expect_endpoint(ELS_CHANNEL_WORK, "ipc:///run/els", NULL, true, "ipc:///run/els/work");
    expect_endpoint(ELS_CHANNEL_WORK, "ipc:///run/els///", NULL, false, "ipc:///run/els/work");
    expect_endpoint(ELS_CHANNEL_INBOX, "tcp://127.0.0.1:5550", NULL, true, "tcp://127.0.0.1:5550");
    expect_endpoint(ELS_CHANNEL_WORK, "tcp://127.0.0.1:5550", NULL, false, "tcp://127.0.0.1:5553");
    expect_endpoint(ELS_CHANNEL_WORK, "tcp://[::1]:5550", NULL, false, "tcp://[::1]:5553");
    expect_endpoint(ELS_CHANNEL_WORK, "tcp://*:5550", NULL, true, "tcp://*:5553");
    expect_endpoint(ELS_CHANNEL_WORK, "tcp://*:5550", NULL, false, "tcp://generator:5553");
    expect_endpoint(ELS_CHANNEL_WORK, "tcp://0.0.0.0:5550", NULL, false, "tcp://generator:5553");
    expect_endpoint(ELS_CHANNEL_FEED, "tcp://*:5550", NULL, false, "tcp://monitor:5560");
}

Test(channels, the_feed_may_be_elsewhere)
{
    expect_endpoint(ELS_CHANNEL_FEED, "ipc:///run/els", "tcp://127.0.0.1:6000", true,
                    "tcp://127.0.0.1:6000");
    expect_endpoint(ELS_CHANNEL_FEED, "ipc:///run/els", "ipc:///tmp/feed", true, "ipc:///tmp/feed");
    expect_endpoint(ELS_CHANNEL_FEED, "ipc:///run/els", "", true, "ipc:///run/els/feed");
    expect_endpoint(ELS_CHANNEL_WORK, "ipc:///run/els", "tcp://127.0.0.1:6000", true,
                    "ipc:///run/els/work");
}

Test(channels, odd_bases_are_refused_in_words)
{
    const char *form = "want ipc:///DIR or tcp://HOST:PORT (IPv6 in brackets)";
    const char *odd[] = {"",
                         "udp://x:1",
                         "tcp://",
                         "tcp://host",
                         "tcp://:5550",
                         "tcp://host:",
                         "tcp://host:port",
                         "tcp://::1:5550",
                         "tcp://host:-1"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char text[200];
        snprintf(text, sizeof text, "--net %s: %s", odd[i], form);
        expect_refused(odd[i], NULL, text);
    }
    expect_refused("tcp://127.0.0.1:65530", NULL,
                   "--net tcp://127.0.0.1:65530: the port is out of range");
    expect_refused("tcp://127.0.0.1:0", NULL, "--net tcp://127.0.0.1:0: the port is out of range");
    expect_refused("ipc://here", NULL, "--net ipc://here: the path must be absolute");
    expect_refused("ipc:///x", "http://x:1",
                   "--feed http://x:1: want ipc:///DIR or tcp://HOST:PORT (IPv6 in brackets)");
    char base[200] = "ipc:///", text[300];
    memset(base + 7, 'd', 120);
    snprintf(text, sizeof text, "--net %s: the path is too long for a socket", base);
    expect_refused(base, NULL, text);
}

Test(channels, knows_what_stays_on_this_machine)
{
    const char *local[] = {"ipc:///x/y", "tcp://127.0.0.1:1", "tcp://127.9.9.9:1",
                           "tcp://localhost:1", "tcp://[::1]:1"};
    const char *remote[] = {"tcp://*:1",
                            "tcp://10.0.0.1:1",
                            "tcp://broker:1",
                            "tcp://[::]:1",
                            "tcp://127.evil.example:1",
                            "tcp://1270.0.0.1:1",
                            "inproc://x",
                            ""};
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        cr_expect(els_endpoint_is_local(els_str_of(local[i])), "%s", local[i]);
    for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
        cr_expect_not(els_endpoint_is_local(els_str_of(remote[i])), "%s", remote[i]);
}

Test(channels, roles_have_names)
{
    els_role role;
    for (unsigned i = 0; i < ELS_ROLE_COUNT_; i++) {
        cr_assert(els_role_parse(els_str_of(els_role_name((els_role)i)), &role));
        cr_assert_eq(role, (els_role)i);
    }
    cr_assert_not(els_role_parse(ELS_STR("brokerx"), &role));
    cr_assert_str_eq(els_role_name(ELS_ROLE_COUNT_), "unknown");
}
