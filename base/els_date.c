#include "els_date.h"

const char *const els_weekday_names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday"};
const char *const els_month_names[12] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};

int64_t els_date_to_days(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t shifted_month = month > 2 ? (int64_t)month - 3 : (int64_t)month + 9;
    int64_t day_of_year = (153 * shifted_month + 2) / 5 + (int64_t)day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void els_date_from_days(int64_t days, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t shifted = (5 * doy + 2) / 153;
    *ret_day = (unsigned)(doy - (153 * shifted + 2) / 5 + 1);
    *ret_month = (unsigned)(shifted < 10 ? shifted + 3 : shifted - 9);
    *ret_year = yoe + era * 400 + (*ret_month <= 2);
}

bool els_date_is_valid(int64_t year, unsigned month, unsigned day)
{
    static const unsigned char days_in[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days_in[month - 1] + (unsigned)(month == 2 && leap);
}

unsigned els_date_weekday(int64_t days)
{
    int64_t shifted = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (unsigned)(shifted < 0 ? shifted + 7 : shifted);
}

bool els_date_parse_iso(els_str s, int64_t *ret_days)
{
    uint64_t year, month, day;
    if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-' ||
        !els_str_to_u64(els_str_sub(s, 0, 4), &year) ||
        !els_str_to_u64(els_str_sub(s, 5, 7), &month) ||
        !els_str_to_u64(els_str_sub(s, 8, 10), &day))
        return false;
    if (!els_date_is_valid((int64_t)year, (unsigned)month, (unsigned)day))
        return false;
    *ret_days = els_date_to_days((int64_t)year, (unsigned)month, (unsigned)day);
    return true;
}

els_str els_date_format_iso(els_arena *arena, int64_t days)
{
    int64_t year;
    unsigned month, day;
    els_date_from_days(days, &year, &month, &day);
    return els_arena_printf(arena, "%04lld-%02u-%02u", (long long)year, month, day);
}
