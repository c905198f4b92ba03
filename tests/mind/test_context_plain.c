/* Records and tables written in other ways. */
#include "context_plain.h"

#include <criterion/criterion.h>

static els_arena arena;

static void expect_plain(const char *context, const char *plain)
{
    els_str text = {NULL, 0};
    cr_assert(els_context_plain(els_str_of(context), &arena, &text), "%s", context);
    cr_expect(els_str_eq(text, els_str_of(plain)), ELS_STR_FMT, ELS_STR_ARG(text));
}

static void expect_none(const char *context)
{
    els_str text;
    cr_expect_not(els_context_plain(els_str_of(context), &arena, &text), "%s", context);
}

Test(context_plain, writes_an_object_as_lines)
{
    expect_plain(
        "{\"id\": 7, \"who\": {\"name\": \"J\\u00f6rg\", \"vip\": true}, \"tags\": [\"a\", \"b\"]}",
        "id: 7\nwho name: J\xc3\xb6rg\nwho vip: true\ntags: a, b\n");
}

Test(context_plain, makes_arrays_and_lines_of_objects_tables)
{
    expect_plain(
        "{\"day\": 3, \"cows\": [{\"n\": \"Elsa\", \"l\": 20}, {\"n\": \"Rosa\", \"l\": 17}]}",
        "day: 3\n\nn\tl\nElsa\t20\nRosa\t17\n");
    expect_plain("{\"n\": 1, \"m\": 2}\n{\"n\": 3}\n", "\nn\tm\n1\t2\n3\t-\n");
}

Test(context_plain, writes_an_array_of_objects_once)
{
    expect_plain("[{\"n\": 1, \"m\": 2}, {\"n\": 3, \"m\": 4}]", "\nn\tm\n1\t2\n3\t4\n");
    expect_plain(
        "{\"rows\": [{\"n\": 1, \"parts\": [{\"p\": \"x\"}, {\"p\": \"y\"}]}, {\"n\": 2}]}",
        "\nn\tparts\n1\tx, y\n2\t-\n");
}

Test(context_plain, sets_aside_what_no_cell_of_a_table_takes)
{
    static const char remark[] =
        "more than eighty bytes, as remarks of people often have who like to "
        "say all that they know";
    els_buf text = {0}, plain = {0};
    els_buf_printf(&text, "[{\"n\": \"Ann\", \"m\": \"%s\"}, {\"n\": \"Bo\", \"m\": \"-\"}]",
                   remark);
    els_buf_printf(&plain, "\nAnn m: %s\n\nn\tm\nAnn\t-\nBo\t-\n", remark);
    expect_plain(text.ptr, plain.ptr);
    els_buf_clear(&text);
    els_buf_clear(&plain);
    els_buf_printf(&text, "n=1 m=\"%s\"\nn=2 m=3\n", remark);
    els_buf_printf(&plain, "1 m: %s\n\nn\tm\n1\t-\n2\t3\n", remark);
    expect_plain(text.ptr, plain.ptr);
    els_buf_fini(&text);
    els_buf_fini(&plain);
}

Test(context_plain, makes_logs_and_blocks_tables)
{
    expect_plain("at=10:01 who=ann note=\"all well\"\nat=10:02 who=bob note=none\n",
                 "at\twho\tnote\n10:01\tann\tall well\n10:02\tbob\tnone\n");
    expect_plain("Name: Ann\nAge: 4\n\nName: Bob\nAge: 5\n", "Name\tAge\nAnn\t4\nBob\t5\n");
}

Test(context_plain, leads_keys_by_those_around_them_as_long_as_they_are_short)
{
    els_buf text = {0};
    els_str plain = {NULL, 0};
    els_buf_addc(&text, '{');
    els_buf_addc(&text, '"');
    for (int i = 0; i < 30000; i++)
        els_buf_addc(&text, 'k');
    els_buf_add(&text, ELS_STR("\":{\"a\":1"));
    for (int i = 0; i < 4000; i++)
        els_buf_add(&text, ELS_STR(",\"b\":2"));
    els_buf_add(&text, ELS_STR("}}"));
    cr_assert(els_context_plain(els_buf_str(&text), &arena, &plain));
    cr_expect_lt(plain.len, text.len);
    cr_expect_lt(arena.used_bytes, 64 * text.len);
    els_buf_fini(&text);
}

Test(context_plain, keeps_a_key_on_its_line)
{
    expect_plain("{\"a\\nb: c\": 1, \"d\": 2}", "a b: c: 1\nd: 2\n");
}

Test(context_plain, leaves_other_texts_alone)
{
    expect_none("[3, 1, 2]");
    expect_none("[]");
    expect_none("");
    expect_none("Ann is four. Bob is five.");
    expect_none("{\"a\": 1");
    expect_none("{\"a\": \"\\uZZZZ\"}");
    expect_none("[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]");
    expect_none("Name: Ann\nAge: 4");
    expect_none("a=1 b=2\nand so on");
}
