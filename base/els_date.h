/* els_date.h — days of the proleptic Gregorian calendar, as plain integers (no time zones). */
#ifndef ELS_DATE_H
#define ELS_DATE_H

#include "els_str.h"

/* Days since 1970-01-01 of a civil date, and back (Hinnant, chrono-compatible date algorithms). */
int64_t els_date_to_days(int64_t year, unsigned month, unsigned day);
void els_date_from_days(int64_t days, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day);
bool els_date_is_valid(int64_t year, unsigned month, unsigned day);
/* 0 = Monday .. 6 = Sunday. */
unsigned els_date_weekday(int64_t days);
/* Whole view is YYYY-MM-DD and names a real day. */
bool els_date_parse_iso(els_str s, int64_t *ret_days);
els_str els_date_format_iso(els_arena *arena, int64_t days);
extern const char *const els_weekday_names[7]; /* "Monday" .. "Sunday" */
extern const char *const els_month_names[12];  /* "January" .. "December" */

#endif
