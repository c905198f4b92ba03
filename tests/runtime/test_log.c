#include "log.h"

#include <criterion/criterion.h>

static const els_log json = {.role = "executor", .instance = "executor.1", .fd = 2};

Test(log, writes_json_with_pairs)
{
    els_buf out = {0};
    els_log_format(&json, ELS_LOG_WARN, "frame dropped",
                   ELS_PAIRS(ELS_PAIR_CSTR("channel", "work"), ELS_PAIR_NUM("count", 3),
                             ELS_PAIR_REAL("share", 0.5)),
                   1700000000123, &out);
    cr_assert_str_eq(out.ptr, "{\"ts\":\"2023-11-14T22:13:20.123Z\",\"level\":\"warn\","
                              "\"role\":\"executor\",\"instance\":\"executor.1\","
                              "\"msg\":\"frame dropped\",\"channel\":\"work\",\"count\":3,"
                              "\"share\":0.5}\n");
    els_buf_fini(&out);
}

Test(log, keeps_one_event_on_one_line_whatever_it_quotes)
{
    els_buf out = {0};
    els_log_format(&json, ELS_LOG_INFO, "a\nb\"c\xff\x1b[2J", NULL, -1, &out);
    cr_assert_str_eq(out.ptr,
                     "{\"level\":\"info\",\"role\":\"executor\",\"instance\":\"executor.1\","
                     "\"msg\":\"a\\nb\\\"c\\ufffd\\u001b[2J\"}\n");
    els_buf_fini(&out);
}

Test(log, speaks_plainly_to_a_terminal)
{
    els_buf out = {0};
    els_log plain = json;
    plain.is_terminal = true;
    els_log_format(&plain, ELS_LOG_ERROR, "cannot bind", NULL, 0, &out);
    els_log_format(&plain, ELS_LOG_WARN, "slow \x1b[31m", ELS_PAIRS(ELS_PAIR_NUM("ms", 7)), 0,
                   &out);
    cr_assert_str_eq(out.ptr,
                     "els-executor: cannot bind\nels-executor: warning: slow \\u001b[31m ms=7\n");
    els_buf_fini(&out);
}

Test(log, parses_levels)
{
    els_log_level level = ELS_LOG_ERROR;
    cr_assert(els_log_level_parse(ELS_STR("debug"), &level));
    cr_assert_eq(level, ELS_LOG_DEBUG);
    cr_assert_not(els_log_level_parse(ELS_STR("loud"), &level));
}
