#include <criterion/criterion.h>

#include "els_date.h"

#include <stdio.h>

Test(date, two_hundred_thousand_days_come_back_and_follow_each_other)
{
    int64_t year = 0, last_year = 0;
    unsigned month = 0, day = 0, last_month = 0, last_day = 0;
    const int64_t first = -100000, end = 100000; /* 1696 to 2243 */
    for (int64_t days = first; days < end; days++) {
        els_date_from_days(days, &year, &month, &day);
        cr_assert(els_date_is_valid(year, month, day), "%lld", (long long)days);
        cr_assert_eq(els_date_to_days(year, month, day), days);
        if (days > first) {
            bool next_day = year == last_year && month == last_month && day == last_day + 1;
            bool next_month = year == last_year && month == last_month + 1 && day == 1;
            bool next_year = year == last_year + 1 && month == 1 && last_month == 12 && day == 1;
            cr_assert(next_day || next_month || next_year, "%lld", (long long)days);
            cr_assert(next_day || !els_date_is_valid(last_year, last_month, last_day + 1));
            cr_assert_eq(els_date_weekday(days), (els_date_weekday(days - 1) + 1) % 7);
        }
        last_year = year;
        last_month = month;
        last_day = day;
    }
}

Test(date, known_days_have_their_numbers_and_weekdays)
{
    static const struct {
        int64_t year;
        unsigned month, day;
        int64_t days;
        unsigned weekday; /* 0 = Monday */
    } known[] = {
        {1970, 1, 1, 0, 3},      {1969, 12, 31, -1, 2},      {2000, 1, 1, 10957, 5},
        {2000, 2, 29, 11016, 1}, {2024, 2, 29, 19782, 3},    {1969, 7, 20, -165, 6},
        {1900, 1, 1, -25567, 0}, {1582, 10, 15, -141427, 4}, {9999, 12, 31, 2932896, 4},
        {1, 1, 1, -719162, 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        int64_t days = els_date_to_days(known[i].year, known[i].month, known[i].day);
        cr_assert_eq(days, known[i].days, "day %zu: %lld", i, (long long)days);
        cr_assert_eq(els_date_weekday(days), known[i].weekday, "day %zu", i);
    }
    cr_assert_str_eq(els_weekday_names[0], "Monday");
    cr_assert_str_eq(els_weekday_names[6], "Sunday");
    cr_assert_str_eq(els_month_names[0], "January");
    cr_assert_str_eq(els_month_names[11], "December");
}

Test(date, knows_which_days_exist)
{
    cr_assert(els_date_is_valid(2024, 2, 29));
    cr_assert(els_date_is_valid(2000, 2, 29));
    cr_assert(!els_date_is_valid(1900, 2, 29));
    cr_assert(!els_date_is_valid(2023, 2, 29));
    cr_assert(!els_date_is_valid(2023, 4, 31));
    cr_assert(!els_date_is_valid(2023, 0, 1));
    cr_assert(!els_date_is_valid(2023, 13, 1));
    cr_assert(!els_date_is_valid(2023, 1, 0));
    cr_assert(!els_date_is_valid(2023, 1, 32));
    cr_assert(!els_date_is_valid(0, 1, 1));
    cr_assert(els_date_is_valid(9999, 12, 31));
    cr_assert(!els_date_is_valid(10000, 1, 1));
}

Test(date, iso_texts_are_read_and_written_alike)
{
    els_arena arena = {0};
    static const char *const texts[] = {"1970-01-01", "0001-01-01", "2024-02-29", "9999-12-31"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t days = 12345;
        cr_assert(els_date_parse_iso(els_str_of(texts[i]), &days), "%s", texts[i]);
        cr_assert(els_str_eq(els_date_format_iso(&arena, days), els_str_of(texts[i])));
    }
    els_arena_fini(&arena);
}

Test(date, refuses_what_is_no_iso_day_and_leaves_the_output_alone)
{
    static const char *const texts[] = {
        "",           "2024-2-29",  "2024-02-30", "2023-02-29", "2024-13-01",  "2024-00-10",
        "2024-01-00", "0000-01-01", "2024/01/01", "2024-01-1",  "2024-01-011", " 2024-01-01",
        "20240-1-01", "-024-01-01", "+024-01-01", "2024-01-0a", "2024-01-01T", "24-01-01",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t days = 12345;
        cr_assert(!els_date_parse_iso(els_str_of(texts[i]), &days), "'%s'", texts[i]);
        cr_assert_eq(days, 12345);
    }
}
