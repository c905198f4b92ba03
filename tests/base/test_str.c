#include <criterion/criterion.h>

#include "els_str.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

Test(str, reads_decimal_numbers)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {
        {"0", 0},
        {"-0.5", -0.5},
        {"+7", 7},
        {"12.50", 12.5},
        {".5", 0.5},
        {"5.", 5},
        {"1e3", 1000},
        {"2.5E-2", .025},
        {"1e+2", 100},
        {"1,234", 1234},
        {"12,345,678", 12345678},
        {"-1,000.25", -1000.25},
        {"999,999", 999999},
        {"1,000e2", 100000},
        {"1234567", 1234567},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double value = 77;
        cr_assert(els_str_to_double(els_str_of(good[i].text), &value), "%s", good[i].text);
        cr_assert_eq(value, good[i].value, "%s gave %.17g", good[i].text, value);
    }
}

Test(str, refuses_what_is_no_number_and_leaves_the_output_alone)
{
    static const char *const bad[] = {
        "",     " 1",     "1 ",      "1,23",    "12,34", "1234,567", "1,2345",   ",123",
        "1,",   "1,,234", "1.2,345", "1e5,000", "--1",   "+-1",      "1-2",      "1.2.3",
        "1e",   "e5",     ".",       "-",       "nan",   "inf",      "-inf",     "infinity",
        "0x10", "1f",     "1e999",   "$5",      "5%",    "1_000",    "1,000,00", "-,123",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double value = 77;
        cr_assert(!els_str_to_double(els_str_of(bad[i]), &value), "'%s' gave %g", bad[i], value);
        cr_assert_eq(value, 77);
    }
    char longer[100];
    memset(longer, '1', sizeof longer);
    double value = 77;
    cr_assert(!els_str_to_double((els_str){longer, sizeof longer}, &value));
    cr_assert(!els_str_to_double((els_str){"1\0", 2}, &value));
    cr_assert(!els_str_to_double((els_str){NULL, 0}, &value));
    cr_assert_eq(value, 77);
}

Test(str, a_number_ends_where_the_view_ends)
{
    double value = 0;
    cr_assert(els_str_to_double((els_str){"123456", 3}, &value));
    cr_assert_eq(value, 123);
}

Test(str, reads_whole_numbers_up_to_the_largest_and_no_further)
{
    uint64_t value = 5;
    cr_assert(els_str_to_u64(ELS_STR("18446744073709551615"), &value));
    cr_assert_eq(value, UINT64_MAX);
    cr_assert(els_str_to_u64(ELS_STR("007"), &value));
    cr_assert_eq(value, 7);
    static const char *const bad[] = {
        "", "18446744073709551616", "99999999999999999999", "-1", "+1", " 1", "1 ", "1.0", "1,000",
        "a"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_assert(!els_str_to_u64(els_str_of(bad[i]), &value), "%s", bad[i]);
    cr_assert_eq(value, 7);
}

Test(str, splits_into_all_parts_empty_ones_too)
{
    static const char *const wanted[] = {"a", "", "bc", ""};
    els_str rest = ELS_STR("a,,bc,"), part;
    size_t n = 0;
    while (els_str_split(&rest, ',', &part)) {
        cr_assert_lt(n, 4);
        cr_assert(els_str_eq(part, els_str_of(wanted[n])), "part %zu", n);
        n++;
    }
    cr_assert_eq(n, 4);
    cr_assert_null(rest.ptr);
    rest = ELS_STR("");
    cr_assert(els_str_split(&rest, ',', &part));
    cr_assert_eq(part.len, 0);
    cr_assert(!els_str_split(&rest, ',', &part));
    rest = (els_str){NULL, 0};
    cr_assert(!els_str_split(&rest, ',', &part));
}

Test(str, trims_both_ends_only)
{
    cr_assert(els_str_eq(els_str_trim(ELS_STR(" \t\r\n a b \v\f")), ELS_STR("a b")));
    cr_assert_eq(els_str_trim(ELS_STR("   ")).len, 0);
    cr_assert_eq(els_str_trim((els_str){NULL, 0}).len, 0);
    cr_assert(els_str_eq(els_str_trim(ELS_STR("\xc2\xa0x")), ELS_STR("\xc2\xa0x")),
              "bytes above ASCII are no white space");
}

Test(str, finds_what_it_contains_and_starts_and_ends_with)
{
    cr_assert(els_str_contains(ELS_STR("planning"), ELS_STR("nn")));
    cr_assert(els_str_contains(ELS_STR("planning"), ELS_STR("planning")));
    cr_assert(els_str_contains(ELS_STR("planning"), ELS_STR("")));
    cr_assert(els_str_contains((els_str){NULL, 0}, ELS_STR("")));
    cr_assert(!els_str_contains(ELS_STR("plan"), ELS_STR("planning")));
    cr_assert(!els_str_contains(ELS_STR("planning"), ELS_STR("NN")));
    cr_assert(!els_str_contains((els_str){"abcdef", 3}, ELS_STR("cd")), "looked behind the view");
    cr_assert(els_str_contains((els_str){"a\0b", 3}, (els_str){"\0b", 2}));
    cr_assert(els_str_starts(ELS_STR("abc"), ELS_STR("ab")));
    cr_assert(els_str_starts(ELS_STR("abc"), ELS_STR("")));
    cr_assert(!els_str_starts(ELS_STR("ab"), ELS_STR("abc")));
    cr_assert(els_str_ends(ELS_STR("abc"), "bc") && els_str_ends((els_str){NULL, 0}, ""));
    cr_assert(!els_str_ends(ELS_STR("abc"), "ab") && !els_str_ends(ELS_STR("bc"), "abc"));
}

Test(str, compares_by_bytes_and_without_case)
{
    cr_assert(els_str_eq((els_str){NULL, 0}, ELS_STR("")));
    cr_assert(!els_str_eq(ELS_STR("a"), ELS_STR("A")));
    cr_assert(els_str_ieq(ELS_STR("aBc[Z"), ELS_STR("AbC[z")));
    cr_assert(!els_str_ieq(ELS_STR("[a"), ELS_STR("{a")));
    cr_assert(!els_str_ieq(ELS_STR("ab"), ELS_STR("abc")));
    cr_assert_lt(els_str_cmp(ELS_STR("ab"), ELS_STR("abc")), 0);
    cr_assert_gt(els_str_cmp(ELS_STR("b"), ELS_STR("abc")), 0);
    cr_assert_gt(els_str_cmp(ELS_STR("\xff"), ELS_STR("a")), 0);
    cr_assert_eq(els_str_cmp((els_str){NULL, 0}, ELS_STR("")), 0);
    cr_assert_eq(els_str_of(NULL).len, 0);
}

Test(str, is_a_c_string_when_all_bytes_are_alike)
{
    cr_assert(els_str_is(ELS_STR("ago"), "ago"));
    cr_assert(els_str_is(ELS_STR(""), "") && els_str_is((els_str){NULL, 0}, ""));
    cr_assert_not(els_str_is(ELS_STR("ago"), "agone"));
    cr_assert_not(els_str_is(ELS_STR("agone"), "ago"));
    cr_assert_not(els_str_is(ELS_STR("ago"), "abo"));
    cr_assert_not(els_str_is(ELS_STR("ago"), "") || els_str_is(ELS_STR(""), "ago"));
    cr_assert_not(els_str_is((els_str){"ago\0n", 5}, "ago")); /* a NUL is a byte like others */
    cr_assert_not(els_str_is((els_str){"\0", 1}, ""));
}

Test(str, sub_is_clamped_to_the_view)
{
    els_str s = ELS_STR("abcdef");
    cr_assert(els_str_eq(els_str_sub(s, 2, 4), ELS_STR("cd")));
    cr_assert(els_str_eq(els_str_sub(s, 4, 100), ELS_STR("ef")));
    cr_assert_eq(els_str_sub(s, 4, 2).len, 0);
    cr_assert_eq(els_str_sub(s, 100, 200).len, 0);
    cr_assert_eq(els_str_sub((els_str){NULL, 0}, 0, 5).len, 0);
}

/* ---- arena ---- */

Test(arena, memory_is_aligned_zeroed_and_apart)
{
    els_arena arena = {0};
    unsigned char *last = NULL;
    size_t last_bytes = 0, total = 0;
    for (size_t bytes = 0; bytes < 3000; bytes += 7) {
        unsigned char *memory = els_arena_alloc(&arena, bytes);
        cr_assert_eq((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < bytes; i++)
            cr_assert_eq(memory[i], 0);
        memset(memory, 0xa5, bytes);
        for (size_t i = 0; i < last_bytes; i++)
            cr_assert_eq(last[i], 0xa5, "an allocation overlaps the one before");
        last = memory;
        last_bytes = bytes;
        total += bytes;
    }
    cr_assert_geq(arena.used_bytes, total);
    els_arena_fini(&arena);
    cr_assert_null(arena.head);
    els_arena_fini(&arena);
}

Test(arena, a_reset_reuses_its_blocks_and_zeroes_them_again)
{
    els_arena arena = {0};
    unsigned char *first = els_arena_alloc(&arena, 2000);
    memset(first, 0xff, 2000);
    els_arena_reset(&arena);
    cr_assert_eq(arena.used_bytes, 0);
    unsigned char *second = els_arena_alloc(&arena, 2000);
    cr_assert_eq(second, first, "the spare block was not taken");
    for (size_t i = 0; i < 2000; i++)
        cr_assert_eq(second[i], 0);
    els_arena_fini(&arena);
}

Test(arena, takes_the_spare_block_that_is_large_enough)
{
    els_arena arena = {0};
    els_arena_alloc(&arena, 100);
    unsigned char *large = els_arena_alloc(&arena, 200000);
    memset(large, 0xff, 200000);
    els_arena_reset(&arena);
    unsigned char *again = els_arena_alloc(&arena, 150000); /* the small spare one has no room */
    cr_assert_eq(again, large);
    for (size_t i = 0; i < 150000; i++)
        cr_assert_eq(again[i], 0);
    els_arena_fini(&arena);
}

Test(arena, many_resets_keep_what_the_first_round_needed)
{
    els_arena arena = {0};
    for (int i = 0; i < 200; i++)
        els_arena_alloc(&arena, 5000);
    els_arena_reset(&arena);
    const els_arena_block *known[64];
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 200; i++)
            els_arena_alloc(&arena, 5000);
        cr_assert(round == 0 || arena.head == known[0], "blocks are used in another order");
        known[0] = arena.head;
        els_arena_reset(&arena);
        els_arena_reset(&arena);
    }
    els_arena_fini(&arena);
}

Test(arena, copies_and_prints_texts_of_any_length)
{
    els_arena arena = {0};
    char *copy = els_arena_strdup(&arena, (els_str){"abcdef", 3});
    cr_assert_str_eq(copy, "abc");
    cr_assert_str_eq(els_arena_strdup(&arena, (els_str){NULL, 0}), "");
    for (size_t n = 250; n < 262; n++) { /* around the small buffer */
        els_str text = els_arena_printf(&arena, "%0*d", (int)n, 7);
        cr_assert_eq(text.len, n);
        cr_assert_eq(strlen(text.ptr), n);
        cr_assert_eq(text.ptr[n - 1], '7');
    }
    els_arena_fini(&arena);
}

/* ---- buffer ---- */

Test(buf, grows_and_stays_terminated)
{
    els_buf buf = {0};
    for (int i = 0; i < 1000; i++) {
        els_buf_addc(&buf, (char)('a' + i % 26));
        cr_assert_eq(buf.ptr[buf.len], '\0');
        cr_assert_gt(buf.cap, buf.len);
    }
    cr_assert_eq(buf.len, 1000);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(buf.ptr[i], 'a' + i % 26);
    els_buf_clear(&buf);
    cr_assert_eq(buf.len, 0);
    cr_assert_str_eq(buf.ptr, "");
    els_buf_fini(&buf);
    cr_assert_null(buf.ptr);
    els_buf_fini(&buf);
}

Test(buf, appends_texts_bytes_and_formats)
{
    els_buf buf = {0};
    els_buf_add(&buf, ELS_STR("ab"));
    els_buf_append(&buf, "\0c", 2);
    els_buf_add(&buf, (els_str){NULL, 0});
    els_buf_printf(&buf, "%s=%0200d", "x", 5);
    cr_assert_eq(buf.len, 4 + 2 + 200);
    cr_assert_eq(memcmp(buf.ptr, "ab\0cx=0", 7), 0);
    cr_assert_eq(buf.ptr[buf.len - 1], '5');
    cr_assert(els_str_eq(els_buf_str(&buf), (els_str){buf.ptr, buf.len}));
    els_buf_fini(&buf);
    els_buf_printf(&buf, "%s", "");
    cr_assert_eq(buf.len, 0);
    els_buf_fini(&buf);
}

Test(buf, a_reserved_buffer_is_terminated_before_anything_is_in_it)
{
    /* Old bytes in the heap, so that a fresh block is unlikely to begin with NUL by itself. */
    for (size_t bytes = 64; bytes <= 1024; bytes *= 2) {
        char *dirty = malloc(bytes);
        memset(dirty, 'x', bytes);
        free(dirty);
    }
    els_buf buf = {0};
    els_buf_reserve(&buf, 100);
    cr_assert_geq(buf.cap, 101);
    cr_assert_str_eq(buf.ptr, "");
    els_buf_fini(&buf);
}

/* ---- numbers as answers ---- */

Test(arena, a_copy_that_may_fail_is_the_same_copy)
{
    els_arena arena = {0};
    els_str copy = ELS_STR("before");
    cr_assert(els_arena_try_copy(&arena, ELS_STR("text"), &copy));
    cr_assert_str_eq(copy.ptr, "text");
    cr_assert_eq(copy.len, 4);
    cr_assert_not(els_arena_try_copy(&arena, (els_str){"", SIZE_MAX - 64}, &copy));
    cr_assert_str_eq(copy.ptr, "text", "the output is touched");
    els_arena_fini(&arena);
}

Test(no_memory, an_error_without_a_line_has_its_short_text)
{
    els_buf why = {0};
    cr_assert_str_eq(els_err_line(ELS_E_NOMEM, &why), "out of memory");
    els_buf_add(&why, ELS_STR("the disk is full"));
    cr_assert_str_eq(els_err_line(ELS_E_IO, &why), "the disk is full");
    els_buf_fini(&why);
}

Test(no_memory, only_lack_of_memory_ends_the_process)
{
    cr_assert_eq(els_demand_memory(ELS_OK), ELS_OK);
    cr_assert_eq(els_demand_memory(ELS_E_IO), ELS_E_IO);
}

Test(no_memory, ends_the_process_by_sigabrt, .signal = SIGABRT)
{
    (void)els_demand_memory(ELS_E_NOMEM);
}

Test(format_number, is_plain_and_short)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {7, "7"},
        {-12, "-12"},
        {0.5, "0.5"},
        {0.1 + 0.2, "0.3"},
        {2.0 / 3, "0.6666666667"},
        {1e14, "100000000000000"},
        {999999999999999, "999999999999999"},
        {1234.5, "1234.5"},
        {-0.25, "-0.25"},
        {100.10, "100.1"},
        {0.0001, "0.0001"},
        {0.00001, "0.00001"},
        {-0.0000025, "-0.0000025"},
        {12345678901.5, "12345678900"},
        {1e15, "1e+15"},
    };
    els_arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        els_str text = els_format_number(&arena, cases[i].value);
        cr_assert(els_str_eq(text, els_str_of(cases[i].text)), "%.17g gave " ELS_STR_FMT,
                  cases[i].value, ELS_STR_ARG(text));
    }
    els_arena_fini(&arena);
}

Test(format_number, has_no_exponent_below_1e15_and_reads_back)
{
    els_arena arena = {0};
    double value = 1.2345678901234e-12;
    for (int i = 0; i < 26; i++, value *= 10) {
        els_str text = els_format_number(&arena, value);
        double back = 0;
        cr_assert(!els_str_contains(text, ELS_STR("e")), ELS_STR_FMT, ELS_STR_ARG(text));
        cr_assert(els_str_to_double(text, &back), ELS_STR_FMT, ELS_STR_ARG(text));
        cr_assert_float_eq(back / value, 1, 1e-9, ELS_STR_FMT, ELS_STR_ARG(text));
    }
    els_arena_fini(&arena);
}

Test(str, a_word_is_found_in_a_list_and_an_empty_one_is_in_none)
{
    static const char *const list[] = {"in", "into", NULL};
    cr_assert(els_str_is_one_of(ELS_STR("into"), list));
    cr_assert_not(els_str_is_one_of(ELS_STR("int"), list));
    cr_assert_not(els_str_is_one_of((els_str){NULL, 0}, list));
}

Test(str, a_number_comes_back_from_its_bytes_and_not_from_fewer)
{
    els_buf buf = {0};
    uint64_t value = 7;
    els_buf_add_number(&buf, 0x1234567890, 5);
    els_str rest = els_buf_str(&buf), few = els_str_sub(rest, 0, 4);
    cr_assert(els_str_take_number(&rest, &value, 5));
    cr_assert_eq(value, 0x1234567890u);
    cr_assert_eq(rest.len, 0);
    cr_assert_not(els_str_take_number(&few, &value, 5));
    cr_assert_eq(few.len, 4);
    els_buf_fini(&buf);
}

Test(str, typographic_quotes_are_read_as_the_ascii_ones)
{
    static const struct {
        const char *text;
        char quote;
        size_t bytes;
    } cases[] = {{"'", '\'', 1},
                 {"\"", '"', 1},
                 {"\xe2\x80\x98", '\'', 3},
                 {"\xe2\x80\x99s", '\'', 3},
                 {"\xe2\x80\x9c", '"', 3},
                 {"\xe2\x80\x9d", '"', 3},
                 {"\xe2\x80\x93", '\0', 0}, /* a dash */
                 {"\xe2\x80", '\0', 0},
                 {"a", '\0', 0},
                 {"", '\0', 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t bytes = 0;
        cr_assert_eq(els_str_quote(els_str_of(cases[i].text), 0, &bytes), cases[i].quote);
        cr_assert_eq(bytes, cases[i].bytes);
    }
    size_t bytes;
    cr_assert_eq(els_str_quote(els_str_sub(ELS_STR("x\xe2\x80\x99"), 0, 3), 1, &bytes), '\0',
                 "cut off");
    cr_assert_eq(els_str_quote(ELS_STR("x\xe2\x80\x99"), 1, &bytes), '\'');
}

Test(str, lower_case_is_of_ascii_letters_and_cut_to_what_there_is_room_for)
{
    char bytes[4];
    cr_assert(els_str_eq(els_str_lower(ELS_STR("A\xc3\x84Z9"), bytes, sizeof bytes),
                         ELS_STR("a\xc3\x84z")));
    cr_assert_eq(els_str_lower((els_str){NULL, 0}, bytes, sizeof bytes).len, 0);
}

Test(str, characters_are_of_ascii_and_no_byte_beyond_it_is_a_letter)
{
    for (int byte = 0; byte < 256; byte++) {
        const char c = (char)byte;
        const bool is_letter =
            byte < 128 && strchr("abcdefghijklmnopqrstuvwxyz", byte | 0x20) && byte >= 'A';
        cr_assert_eq(els_is_digit(c), byte && strchr("0123456789", byte) != NULL, "%d", byte);
        cr_assert_eq(els_is_letter(c), is_letter, "%d", byte);
        cr_assert_eq(els_is_upper(c), is_letter && byte < 'a', "%d", byte);
        cr_assert_eq(els_is_lower(c), is_letter && byte >= 'a', "%d", byte);
        cr_assert_eq(els_is_letter_or_digit(c), is_letter || els_is_digit(c), "%d", byte);
        cr_assert_eq(els_is_beyond_ascii(c), byte > 127, "%d", byte);
    }
}
