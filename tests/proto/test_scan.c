#include "codec.h"
#include "scan.h"

#include <criterion/criterion.h>
#include <string.h>

static els_buf bytes, why;

static void fini(void)
{
    els_buf_fini(&bytes);
    els_buf_fini(&why);
}

TestSuite(scan, .fini = fini);

static void fill(unsigned char byte, size_t n)
{
    els_buf_reserve(&bytes, n);
    for (size_t i = 0; i < n; i++)
        els_buf_addc(&bytes, (char)byte);
}

static els_err scan(void)
{
    els_buf_clear(&why);
    return els_scan(els_buf_str(&bytes), &why);
}

Test(scan, accepts_nesting_up_to_its_limit_and_no_deeper)
{
    fill(0x91, ELS_SCAN_MAX_DEPTH);
    fill(0xc0, 1);
    cr_assert_eq(scan(), ELS_OK);
    els_buf_clear(&bytes);
    fill(0x91, ELS_SCAN_MAX_DEPTH + 1);
    fill(0xc0, 1);
    cr_assert_eq(scan(), ELS_E_LIMIT);
    cr_assert_str_eq(why.ptr, "frame: nested too deeply at byte 16");
}

Test(scan, is_not_troubled_by_a_million_levels)
{
    fill(0x91, 1000000);
    cr_assert_eq(scan(), ELS_E_LIMIT);
}

Test(scan, counts_values)
{
    els_buf_append(&bytes, "\xdd\x00\xff\xff\xff", 5);
    fill(0, (1u << 24) - 1);
    cr_assert_eq(scan(), ELS_OK);
    bytes.ptr[1] = 1;
    memset(bytes.ptr + 2, 0, 3); /* one more */
    fill(0, 1);
    cr_assert_eq(scan(), ELS_E_LIMIT);
    cr_assert_not_null(strstr(why.ptr, "too many values"));
}

Test(scan, refuses_a_frame_over_the_size_limit_without_reading_it)
{
    char byte = 0;
    cr_assert_eq(els_scan((els_str){&byte, ELS_MAX_FRAME + 1}, &why), ELS_E_LIMIT);
}

Test(scan, walks_every_kind_of_value)
{
    /* one of each head, in an array; a shorter copy of it is never accepted */
    static const char all[] =
        "\xdc\x00\x1a"
        "\x00\x7f\xe0\xff\xc0\xc2\xc3"
        "\xcc\xff\xcd\xff\xff\xce\xff\xff\xff\xff\xcf\xff\xff\xff\xff\xff\xff\xff\xff"
        "\xd0\x80\xd1\x80\x00\xd2\x80\x00\x00\x00\xd3\x80\x00\x00\x00\x00\x00\x00\x00"
        "\xca\x00\x00\x00\x00\xcb\x00\x00\x00\x00\x00\x00\x00\x00"
        "\xa1x\xd9\x01x\xc4\x01x\xc5\x00\x01x\xc7\x01\x05x\xd4\x05x\xd8\x05xxxxxxxxxxxxxxxx"
        "\x81\x01\x02\xde\x00\x01\x01\x90";
    els_buf_append(&bytes, all, sizeof all - 1);
    cr_assert_eq(scan(), ELS_OK, "%s", why.len ? why.ptr : "");
    for (size_t len = 0; len + 1 < sizeof all; len++) {
        char *copy = malloc(len ? len : 1);
        memcpy(copy, all, len);
        cr_assert_eq(els_scan((els_str){copy, len}, NULL), ELS_E_FORMAT, "%zu bytes", len);
        free(copy);
    }
}
