#include "dump.h"
#include "els_json.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN "<!-- begin of the tables printed from proto/messages.def -->\n"
#define END "<!-- end of the tables -->\n"

static els_buf read_file(const char *path)
{
    els_buf text = {0};
    char block[4096];
    size_t n;
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    while ((n = fread(block, 1, sizeof block, file)) > 0)
        els_buf_append(&text, block, n);
    fclose(file);
    return text;
}

static char *dump(els_dump_format format)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    cr_assert_eq(els_proto_dump(file, format), ELS_OK);
    fclose(file);
    return text;
}

/* With ELS_UPDATE=1 in the environment the tables are written into the document instead. */
static void check_document(const char *path, els_dump_format format)
{
    els_buf text = read_file(path);
    char *begin = strstr(text.ptr, BEGIN), *end = strstr(text.ptr, END);
    cr_assert(begin && end && begin < end, "markers");
    char *tables = dump(format);
    els_buf expected = {0};
    els_buf_append(&expected, text.ptr, (size_t)(begin - text.ptr) + strlen(BEGIN));
    els_buf_printf(&expected, "%s\n%s", tables, end);
    if (getenv("ELS_UPDATE")) {
        FILE *file = fopen(path, "w");
        fwrite(expected.ptr, 1, expected.len, file);
        fclose(file);
    } else {
        cr_assert(els_str_eq(els_buf_str(&text), els_buf_str(&expected)),
                  "%s is old: run this test with ELS_UPDATE=1", path);
    }
    free(tables);
    els_buf_fini(&text);
    els_buf_fini(&expected);
}

Test(dump, is_what_the_protocol_document_says)
{
    check_document(ELS_SOURCE_DIR "/docs/protocol.md", ELS_DUMP_MARKDOWN);
}

Test(dump, is_what_the_document_of_the_feed_says)
{
    check_document(ELS_SOURCE_DIR "/docs/feed.md", ELS_DUMP_FEED);
}

Test(dump, names_every_message_in_both_formats)
{
    char *markdown = dump(ELS_DUMP_MARKDOWN), *json = dump(ELS_DUMP_JSON);
    size_t n;
    const els_record_desc *const *records = els_record_descs(&n);
    for (size_t i = 0; i < n; i++) {
        char text[128];
        snprintf(text, sizeof text, "\n### %s", records[i]->name);
        cr_expect_not_null(strstr(markdown, text), "%s", records[i]->name);
        snprintf(text, sizeof text, "{\"name\":\"%s\",", records[i]->name);
        cr_expect_not_null(strstr(json, text), "%s", records[i]->name);
    }
    cr_expect_not_null(strstr(json, "{\"name\":\"reason\",\"kind\":\"text\",\"max_bytes\":256,"
                                    "\"since\":1,\"unit\":\"\",\"doc\":\"why\"}"));
    free(markdown);
    free(json);
}

Test(dump, reports_a_full_disk)
{
    FILE *file = fopen("/dev/full", "w");
    setvbuf(file, NULL, _IONBF, 0);
    cr_assert_eq(els_proto_dump(file, ELS_DUMP_JSON), ELS_E_IO);
    fclose(file);
}

Test(dump, shows_messages_as_json)
{
    els_buf out = {0};
    els_state state = {.version = UINT64_MAX, .bytes = ELS_STR("\x00\xff")};
    els_message_json(ELS_MSG_state, &state, &out);
    cr_assert_str_eq(out.ptr, "{\"type\":\"state\",\"body\":{\"version\":18446744073709551615,"
                              "\"base\":0,\"bytes\":\"00ff\"}}");
    els_buf_fini(&out);
}

static void expect_text(const char *bytes, size_t len, const char *expected)
{
    els_buf out = {0};
    els_json_text((els_str){bytes, len}, &out);
    cr_expect_str_eq(out.ptr, expected);
    els_buf_fini(&out);
}

Test(json, text_is_always_valid)
{
    expect_text("a\"\\\n\t\x01\x7f/", 8, "\"a\\\"\\\\\\n\\t\\u0001\\u007f/\"");
    expect_text("\0", 1, "\"\\u0000\"");
    expect_text("é東\xf0\x9f\x98\x80", 9, "\"é東\xf0\x9f\x98\x80\"");
    expect_text("\xc0\x80", 2, "\"\\ufffd\\ufffd\"");            /* overlong */
    expect_text("\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\""); /* surrogate */
    expect_text("\xf4\x90\x80\x80", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
    expect_text("\xe6\x9d", 2, "\"\\ufffd\\ufffd\""); /* cut short */
    expect_text("\x80x\xff", 3, "\"\\ufffdx\\ufffd\"");
    expect_text(NULL, 0, "\"\"");
}

static void expect_real(double value, const char *expected)
{
    els_buf out = {0};
    els_json_real(value, &out);
    cr_expect_str_eq(out.ptr, expected);
    els_buf_fini(&out);
}

Test(json, reals_read_back_equal)
{
    expect_real(0, "0");
    expect_real(0.1, "0.1");
    expect_real(-2.5e-9, "-2.5e-09");
    expect_real(1.0 / 3.0, "0.33333333333333331");
    expect_real(INFINITY, "null");
    expect_real(NAN, "null");
}
