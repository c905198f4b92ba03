#include "guard.h"

#include <criterion/criterion.h>

Test(guard, serves_localhost_numbers_and_listed_names_only)
{
    els_str names[] = {ELS_STR("els.example")};
    els_guard guard = {.hosts = names, .n_hosts = 1};
    static const char *const good[] = {
        "localhost",        "localhost:8000", "LOCALHOST:1", "127.0.0.1",   "127.0.0.1:65535",
        "192.168.1.7:8000", "[::1]",          "[::1]:8000",  "els.example", "Els.Example:80"};
    static const char *const bad[] = {"",
                                      "evil.example",
                                      "localhost.evil.example",
                                      ":8000",
                                      "127.0.0.1.evil.example",
                                      "evil.example:8000",
                                      "127.0.0",
                                      "1.2.3.256",
                                      "localhost:",
                                      "localhost:0",
                                      "localhost:65536",
                                      "localhost:80x",
                                      "[::1",
                                      "[::1]x",
                                      "els.example.evil"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        cr_expect(els_guard_host(&guard, els_str_of(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_not(els_guard_host(&guard, els_str_of(bad[i])), "%s", bad[i]);
}

Test(guard, lets_only_the_page_of_this_host_write)
{
    els_str host = ELS_STR("localhost:8000");
    cr_expect(els_guard_origin(ELS_STR("http://localhost:8000"), host));
    cr_expect(els_guard_origin(ELS_STR("https://localhost:8000"), host)); /* behind a proxy */
    cr_expect_not(els_guard_origin(ELS_STR("http://localhost:8001"), host));
    cr_expect_not(els_guard_origin(ELS_STR("http://localhost"), host));
    cr_expect_not(els_guard_origin(ELS_STR("http://evil.example"), host));
    cr_expect_not(els_guard_origin(ELS_STR("http://localhost:8000.evil.example"), host));
    cr_expect_not(els_guard_origin(ELS_STR("ftp://localhost:8000"), host));
    cr_expect_not(els_guard_origin(ELS_STR("null"), host));
}

Test(guard, knows_its_token_and_no_other)
{
    els_guard guard = {0};
    els_buf why = {0};
    cr_assert_eq(els_guard_set_token(&guard, ELS_STR("0123456789abcdef\nsecond line\n"), &why),
                 ELS_OK);
    cr_expect(els_guard_token(&guard, ELS_STR("Bearer 0123456789abcdef")));
    cr_expect(els_guard_token(&guard, ELS_STR("bearer  0123456789abcdef ")));
    cr_expect_not(els_guard_token(&guard, ELS_STR("Bearer 0123456789abcdeF")));
    cr_expect_not(els_guard_token(&guard, ELS_STR("Bearer 0123456789abcde")));
    cr_expect_not(els_guard_token(&guard, ELS_STR("Bearer 0123456789abcdef0")));
    cr_expect_not(els_guard_token(&guard, ELS_STR("Basic  0123456789abcdef")));
    cr_expect_not(els_guard_token(&guard, ELS_STR("0123456789abcdef")));
    cr_expect_not(els_guard_token(&guard, (els_str){NULL, 0}));
    els_buf_fini(&why);
}

Test(guard, refuses_a_token_that_is_easy_to_guess_or_cannot_be_sent)
{
    static const char *const bad[] = {"", "short", "0123456789 abcdef", "0123456789abcd\xc3\xa9"};
    els_guard guard = {0};
    els_buf why = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_eq(els_guard_set_token(&guard, els_str_of(bad[i]), &why), ELS_E_FORMAT, "%s",
                     bad[i]);
    cr_expect_not(guard.has_token);
    els_buf_fini(&why);
}

Test(guard, knows_names_of_headers)
{
    cr_expect(els_guard_is_name(ELS_STR("Content-Length")));
    cr_expect(els_guard_is_name(ELS_STR("x_1!")));
    cr_expect_not(els_guard_is_name(ELS_STR("Content-Length ")));
    cr_expect_not(els_guard_is_name(ELS_STR("Content\tLength")));
    cr_expect_not(els_guard_is_name(ELS_STR("Content:Length")));
    cr_expect_not(els_guard_is_name(ELS_STR("L\xc3\xa4nge")));
    cr_expect_not(els_guard_is_name(ELS_STR("")));
}

Test(guard, refuses_heads_that_can_be_read_in_two_ways)
{
    static const char *const lengths[] = {"+1", "-1", "1,1", "0x1", "1 ", ""};
    const char *why;
    els_head fine = {.hosts = 1, .lengths = 1, .length = ELS_STR("10")};
    els_head hosts = {.hosts = 2}, none = {0}, odd_name = {.hosts = 1, .odd_names = 1};
    cr_expect_eq(els_guard_head(&odd_name, 10, &why), ELS_HEAD_BAD);
    els_head twice = {.hosts = 1, .lengths = 2, .length = ELS_STR("1")};
    els_head both = {.hosts = 1, .lengths = 1, .encodings = 1, .length = ELS_STR("1")};
    els_head chunked = {.hosts = 1, .encodings = 1};
    cr_expect_eq(els_guard_head(&fine, 10, &why), ELS_HEAD_OK);
    cr_expect_eq(els_guard_head(&fine, 9, &why), ELS_HEAD_TOO_LARGE);
    cr_expect_eq(els_guard_head(&hosts, 10, &why), ELS_HEAD_BAD);
    cr_expect_eq(els_guard_head(&none, 10, &why), ELS_HEAD_BAD);
    cr_expect_eq(els_guard_head(&twice, 10, &why), ELS_HEAD_BAD);
    cr_expect_eq(els_guard_head(&both, 10, &why), ELS_HEAD_BAD);
    cr_expect_eq(els_guard_head(&chunked, 10, &why), ELS_HEAD_CHUNKED);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        els_head odd = {.hosts = 1, .lengths = 1, .length = els_str_of(lengths[i])};
        cr_expect_eq(els_guard_head(&odd, 10, &why), ELS_HEAD_BAD, "%s", lengths[i]);
    }
}
