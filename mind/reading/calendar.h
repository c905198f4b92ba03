/* calendar.h — what of a text and of the rows it mentions belongs to calendar and clock: dates,
 * spans such as "3 weeks", weekdays, times of day. */
#ifndef ELS_CALENDAR_H
#define ELS_CALENDAR_H

#include "reading.h"

enum { ELS_CALENDAR_EACH = 8 };

typedef enum {
    ELS_UNIT_DAYS,
    ELS_UNIT_BUSINESS_DAYS,
    ELS_UNIT_WEEKS,
    ELS_UNIT_MONTHS,
    ELS_UNIT_YEARS,
    ELS_UNIT_HOURS,
    ELS_UNIT_MINUTES,
    ELS_UNIT_COUNT_
} els_calendar_unit;

/* One of them. */
typedef struct {
    int64_t
        value; /* days since 1970-01-01; weekday from Monday = 0; minutes since midnight; amount */
    els_calendar_unit of; /* of a span */
    bool is_half_day;     /* of a time: written with am or pm */
    bool is_part;         /* of a span: of "2 weeks and 3 days", which is a span of its own */
    bool is_relative;     /* of a span: signed, from the day that is given to the one asked for */
    uint32_t first, end;  /* tokens; both 0 when it is read from a knowledge base */
    uint64_t key;         /* hash of the column it comes from, else 0 */
} els_calendar_slot;

typedef struct {
    els_calendar_slot items[ELS_CALENDAR_EACH];
    uint32_t n;
} els_calendar_slots;

typedef struct {
    els_calendar_slots dates, spans, weekdays, times;
} els_calendar;

/* Reads all of them; of each at most ELS_CALENDAR_EACH. Spans that are told one after the other, or
 * that lie between a day given and one asked for, are there as a relative span of their own too. */
void els_calendar_read(const els_reading *reading, els_calendar *ret);

/* In which direction the words from..to-1 lead, such as those behind a span: 1 later ("after"), -1
 * earlier ("ago"), 0 open. */
int els_calendar_direction(const els_reading *reading, uint32_t from, uint32_t to);

#endif
