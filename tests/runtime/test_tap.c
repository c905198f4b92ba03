#include "tap.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static els_arena arena;

static void fini(void)
{
    els_arena_fini(&arena);
}

TestSuite(tap, .fini = fini);

Test(tap, reads_back_what_it_wrote)
{
    char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    for (size_t len = 0; len <= 256; len++) {
        char *line = NULL;
        size_t size = 0;
        FILE *file = open_memstream(&line, &size);
        els_tap_entry entry = {len % 2 ? ELS_TAP_OUT : ELS_TAP_IN,
                               (els_channel)(len % ELS_CHANNEL_COUNT_),
                               ELS_STR("all"),
                               {bytes, len},
                               0};
        cr_assert_eq(els_tap_write(file, &entry, (els_msg_type)0, NULL), ELS_OK);
        fclose(file);
        els_tap_entry again;
        cr_assert_eq(els_tap_parse((els_str){line, size - 1}, &arena, &again), ELS_OK);
        cr_assert_eq(again.kind, entry.kind);
        cr_assert_eq(again.channel, entry.channel);
        cr_assert(els_str_eq(again.topic, entry.topic));
        cr_assert(els_str_eq(again.frame, entry.frame));
        free(line);
        els_arena_reset(&arena);
    }
}

Test(tap, keeps_times_to_the_nanosecond)
{
    static const uint64_t times[] = {0, 1, 1234567890123456789u, UINT64_MAX};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char *line = NULL;
        size_t size = 0;
        FILE *file = open_memstream(&line, &size);
        els_tap_entry entry = {.kind = i % 2 ? ELS_TAP_TICK : ELS_TAP_CLOCK, .ns = times[i]}, again;
        els_tap_kind kind;
        cr_assert_eq(els_tap_write(file, &entry, (els_msg_type)0, NULL), ELS_OK);
        fclose(file);
        cr_assert_eq(els_tap_peek((els_str){line, size - 1}, &kind), ELS_OK);
        cr_assert_eq(kind, entry.kind);
        cr_assert_eq(els_tap_parse((els_str){line, size - 1}, &arena, &again), ELS_OK);
        cr_assert(again.kind == entry.kind && again.ns == times[i]);
        free(line);
    }
}

Test(tap, shows_the_message_to_people)
{
    char *line = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&line, &size);
    els_stop stop = {ELS_STR("x")};
    els_tap_entry entry = {ELS_TAP_IN, ELS_CHANNEL_CONTROL, ELS_STR("all"),
                           ELS_STR("\x93\x06\x01\x91\xa1x"), 0};
    cr_assert_eq(els_tap_write(file, &entry, ELS_MSG_stop, &stop), ELS_OK);
    fclose(file);
    cr_assert_str_eq(line, "{\"dir\":\"in\",\"channel\":\"control\",\"topic\":\"all\","
                           "\"frame\":\"kwYBkaF4\",\"message\":{\"type\":\"stop\","
                           "\"body\":{\"reason\":\"x\"}}}\n");
    free(line);
}

Test(tap, refuses_other_lines)
{
    static const char *const odd[] = {
        "",
        "{}",
        "{\"dir\":\"in\"",
        "{\"dir\":\"up\",\"channel\":\"inbox\",\"topic\":\"\",\"frame\":\"\"}",
        "{\"dir\":\"in\",\"channel\":\"outbox\",\"topic\":\"\",\"frame\":\"\"}",
        "{\"dir\":\"in\",\"channel\":\"inbox\",\"topic\":\"\",\"frame\":\"k\"}",
        "{\"dir\":\"in\",\"channel\":\"inbox\",\"topic\":\"\",\"frame\":\"kwY*kaF4\"}",
        "{\"dir\":\"in\",\"channel\":\"inbox\",\"topic\":\"\",\"frame\":\"kwYB",
        "{\"dir\":\"in\",\"channel\":\"inbox\",\"topic\":\"\\u0041\",\"frame\":\"\"}",
        "{\"dir\":\"tick\",\"ns\":}",
        "{\"dir\":\"tick\",\"ns\":-1}",
        "{\"dir\":\"clock\",\"ns\":18446744073709551616}",
        "{\"dir\":\"clock\"}",
    };
    els_tap_entry entry;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        cr_expect_eq(els_tap_parse(els_str_of(odd[i]), &arena, &entry), ELS_E_FORMAT, "%s", odd[i]);
}

Test(tap, reports_a_full_disk)
{
    FILE *file = fopen("/dev/full", "w");
    els_tap_entry entry = {ELS_TAP_IN, ELS_CHANNEL_INBOX, ELS_STR(""), ELS_STR("x"), 0};
    cr_assert_eq(els_tap_write(file, &entry, (els_msg_type)0, NULL), ELS_E_IO);
    fclose(file);
}
