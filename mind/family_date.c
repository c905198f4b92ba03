/* family_date.c — calendar and clock: dates and times read from the text (and from the rows of
 * mentioned entities), moved by spans such as "3 weeks", compared, and turned into weekdays. */
#include "family_numeric.h"
#include "els_date.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EACH = 8, MAX_PLANS = 512, MAX_BETWEEN = 6, MAX_OWN = 40 };

typedef enum { DAYS, BUSINESS_DAYS, WEEKS, MONTHS, YEARS, HOURS, MINUTES, N_UNITS } unit;
/* Something a program can be bound to. */
typedef struct {
    int64_t
        value; /* days since 1970-01-01; weekday from Monday = 0; minutes since midnight; amount */
    unit of;   /* of a span */
    bool is_half_day;    /* of a time: written with am or pm */
    bool is_part;        /* of a span: of "2 weeks and 3 days", which is a span of its own */
    bool is_relative;    /* of a span: signed, from the day that is given to the one asked for */
    uint32_t first, end; /* tokens; both 0 when it is read from a knowledge base */
    uint64_t key;        /* hash of the column it comes from, else 0 */
} slot;

typedef struct {
    slot items[MAX_EACH];
    uint32_t n;
} slots;

typedef struct {
    slots dates, spans, weekdays, times;
} calendar;

typedef enum {
    PLUS,
    MINUS,
    PLUS_WEEKDAY,
    MINUS_WEEKDAY,
    WEEKDAY,
    DAYS_BETWEEN,
    DAYS_INCLUDED,
    WEEKS_BETWEEN,
    MONTHS_BETWEEN,
    YEARS_BETWEEN,
    EARLIER,
    LATER,
    COPY,
    DAY_OF,
    MONTH_OF,
    YEAR_OF,
    MONTH_NAME,
    MONTH_END,
    NAMED_PLUS,
    NAMED_MINUS,
    NEXT_NAMED,
    LAST_NAMED,
    TIME_PLUS,
    TIME_MINUS,
    MINUTES_BETWEEN,
    HOURS_BETWEEN,
    TIME_BETWEEN,
    N_OPS
} op;

typedef enum { NOTHING, DATE, SPAN, NAMED, TIME } operand;
enum { GIVES_DATE = 1, GIVES_NUMBER = 2, GIVES_TEXT = 4 };

/* Prior in nats. */
static const struct {
    const char *shape;
    operand first, second;
    uint8_t gives;
    double prior;
} ops[N_OPS] = {
    [PLUS] = {"date+n", DATE, SPAN, GIVES_DATE, 1.0},
    [MINUS] = {"date-n", DATE, SPAN, GIVES_DATE, 0.5},
    [PLUS_WEEKDAY] = {"weekday date+n", DATE, SPAN, GIVES_TEXT, 0.5},
    [MINUS_WEEKDAY] = {"weekday date-n", DATE, SPAN, GIVES_TEXT, 0.2},
    [WEEKDAY] = {"weekday date", DATE, NOTHING, GIVES_TEXT, 0.5},
    [DAYS_BETWEEN] = {"days date..date", DATE, DATE, GIVES_NUMBER, 1.0},
    [DAYS_INCLUDED] = {"days date..date both", DATE, DATE, GIVES_NUMBER, -0.5},
    [WEEKS_BETWEEN] = {"weeks date..date", DATE, DATE, GIVES_NUMBER, -0.3},
    [MONTHS_BETWEEN] = {"months date..date", DATE, DATE, GIVES_NUMBER, -0.3},
    [YEARS_BETWEEN] = {"years date..date", DATE, DATE, GIVES_NUMBER, -0.3},
    [EARLIER] = {"earlier(date,date)", DATE, DATE, GIVES_DATE, 0},
    [LATER] = {"later(date,date)", DATE, DATE, GIVES_DATE, 0},
    [COPY] = {"date", DATE, NOTHING, GIVES_DATE, -1.0},
    [DAY_OF] = {"day date", DATE, NOTHING, GIVES_NUMBER, -1.5},
    [MONTH_OF] = {"month date", DATE, NOTHING, GIVES_NUMBER, -1.5},
    [YEAR_OF] = {"year date", DATE, NOTHING, GIVES_NUMBER, -1.5},
    [MONTH_NAME] = {"month name date", DATE, NOTHING, GIVES_TEXT, -0.5},
    [MONTH_END] = {"month end date", DATE, NOTHING, GIVES_DATE, -1.5},
    [NAMED_PLUS] = {"weekday+n", NAMED, SPAN, GIVES_TEXT, 1.0},
    [NAMED_MINUS] = {"weekday-n", NAMED, SPAN, GIVES_TEXT, 0.5},
    [NEXT_NAMED] = {"next weekday date", DATE, NAMED, GIVES_DATE, 0},
    [LAST_NAMED] = {"last weekday date", DATE, NAMED, GIVES_DATE, -0.3},
    [TIME_PLUS] = {"time+n", TIME, SPAN, GIVES_TEXT, 1.0},
    [TIME_MINUS] = {"time-n", TIME, SPAN, GIVES_TEXT, 0.5},
    [MINUTES_BETWEEN] = {"minutes time..time", TIME, TIME, GIVES_NUMBER, 0.8},
    [HOURS_BETWEEN] = {"hours time..time", TIME, TIME, GIVES_NUMBER, 0.5},
    [TIME_BETWEEN] = {"time..time", TIME, TIME, GIVES_TEXT, 0.3},
};

typedef struct {
    op what;
    uint32_t first, second; /* indices into the slots of the operands' kinds */
    double score, prior;
    uint32_t order;
} plan;

/* ---- reading ---- */

static void add_slot(slots *list, slot item)
{
    if (list->n < MAX_EACH)
        list->items[list->n++] = item;
}

/* Unit named by a word, singular or plural; N_UNITS for other words. */
static unit unit_of(els_str word)
{
    static const struct {
        const char *word;
        unit is;
    } words[] = {{"day", DAYS},   {"week", WEEKS}, {"month", MONTHS},   {"year", YEARS},
                 {"hour", HOURS}, {"hr", HOURS},   {"minute", MINUTES}, {"min", MINUTES}};
    if (word.len > 1 && word.ptr[word.len - 1] == 's')
        word.len--;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (els_str_eq(word, els_str_of(words[i].word)))
            return words[i].is;
    return N_UNITS;
}

/* The unit behind a number: "3 days", "30-day", "5 business days". */
static unit span_unit(const els_reading *reading, uint32_t at, uint32_t *ret_end)
{
    bool business = false;
    for (uint32_t i = at; i < reading->n_tokens && i < at + 3; i++) {
        els_str word = reading->tokens[i].lower;
        unit found = unit_of(word);
        if (found != N_UNITS) {
            *ret_end = i + 1;
            return found == DAYS && business ? BUSINESS_DAYS : found;
        }
        if (els_str_eq(word, ELS_STR("business")) || els_str_eq(word, ELS_STR("working")))
            business = true;
        else if (!els_str_eq(word, ELS_STR("-")) && !els_str_eq(word, ELS_STR("full")) &&
                 !els_str_eq(word, ELS_STR("calendar")) && !els_str_eq(word, ELS_STR("more")))
            break;
    }
    return N_UNITS;
}

static bool is_symbol(const els_reading *reading, uint32_t at, char c)
{
    return at < reading->n_tokens && reading->tokens[at].kind == ELS_TOKEN_SYMBOL &&
           reading->tokens[at].text.ptr[0] == c;
}

/* Adds 12 hours for "pm"; returns the tokens taken by am or pm. */
static uint32_t half_day(const els_reading *reading, uint32_t at, int64_t *hour)
{
    els_str word = at < reading->n_tokens ? reading->tokens[at].lower : (els_str){NULL, 0};
    bool dotted = word.len == 1 && is_symbol(reading, at + 1, '.') && at + 2 < reading->n_tokens &&
                  els_str_eq(reading->tokens[at + 2].lower, ELS_STR("m"));
    bool am = els_str_eq(word, ELS_STR("am")) || (dotted && word.ptr[0] == 'a');
    bool pm = els_str_eq(word, ELS_STR("pm")) || (dotted && word.ptr[0] == 'p');
    if ((!am && !pm) || *hour < 1 || *hour > 12)
        return 0;
    *hour = *hour % 12 + (pm ? 12 : 0);
    return dotted ? 3 : 1;
}

static uint32_t time_at(const els_reading *reading, uint32_t at, slot *ret)
{
    uint64_t hours, minutes = 0;
    uint32_t taken = 1;
    if (reading->tokens[at].kind != ELS_TOKEN_NUMBER ||
        !els_str_to_u64(reading->tokens[at].text, &hours) || hours > 24)
        return 0;
    if (is_symbol(reading, at + 1, ':') && at + 2 < reading->n_tokens &&
        reading->tokens[at + 2].text.len == 2 &&
        els_str_to_u64(reading->tokens[at + 2].text, &minutes) && minutes < 60)
        taken = 3;
    int64_t hour = (int64_t)hours;
    uint32_t suffix = half_day(reading, at + taken, &hour);
    if ((taken == 1 && suffix == 0) || hour > 23)
        return 0;
    *ret = (slot){.value = hour * 60 + (int64_t)minutes,
                  .is_half_day = suffix > 0,
                  .first = at,
                  .end = at + taken + suffix};
    return taken + suffix;
}

/* In which direction the words around a span (tokens from..to) lead: 1 later, -1 earlier, 0 open.
 */
static int direction_of(const els_reading *reading, uint32_t from, uint32_t to)
{
    static const char *const later[] = {"after", "from", "later", "following", "hence", "since"};
    static const char *const earlier[] = {"before", "ago", "earlier", "prior", "preceding", "back"};
    for (uint32_t i = from; i < to && i < reading->n_tokens; i++)
        for (size_t k = 0; k < sizeof later / sizeof later[0]; k++) {
            if (els_str_is(reading->tokens[i].lower, later[k]))
                return 1;
            if (els_str_is(reading->tokens[i].lower, earlier[k]))
                return -1;
        }
    return 0;
}

/* Minutes or days in one of the unit; 0 for months and years. */
static int64_t unit_size(unit of)
{
    return of == DAYS || of == MINUTES ? 1 : of == WEEKS ? 7 : of == HOURS ? 60 : 0;
}

/* "2 weeks and 3 days" is one span. */
static void join_spans(const els_reading *reading, slots *spans)
{
    for (uint32_t i = 0, n = spans->n; i + 1 < n; i++) {
        slot *a = &spans->items[i], *b = &spans->items[i + 1];
        bool of_clock = a->of == HOURS && b->of == MINUTES;
        bool joined =
            b->first == a->end ||
            (b->first == a->end + 1 && (els_str_eq(reading->tokens[a->end].lower, ELS_STR("and")) ||
                                        els_str_eq(reading->tokens[a->end].text, ELS_STR(","))));
        if (!joined || !(of_clock || (a->of == WEEKS && b->of == DAYS)))
            continue;
        a->is_part = b->is_part = true;
        add_slot(spans, (slot){.value = a->value * unit_size(a->of) + b->value,
                               .of = b->of,
                               .first = a->first,
                               .end = b->end});
    }
}

/* Days from today that tokens from..to speak of: "tomorrow" 1, "the day before yesterday" -2, "3
 * days ago" -3. False when they name no such day. */
static bool day_named(const els_reading *reading, const slots *spans, uint32_t from, uint32_t to,
                      int64_t *ret)
{
    bool any = false;
    *ret = 0;
    for (uint32_t i = from; i < to; i++) {
        els_str word = reading->tokens[i].lower;
        bool next = els_str_eq(word, ELS_STR("tomorrow")),
             last = els_str_eq(word, ELS_STR("yesterday"));
        if (!next && !last && !els_str_eq(word, ELS_STR("today")))
            continue;
        any = true;
        *ret += next ? 1 : last ? -1 : 0;
        /* "The day after tomorrow". */
        if (i >= from + 2 && els_str_eq(reading->tokens[i - 2].lower, ELS_STR("day")))
            *ret += direction_of(reading, i - 1, i);
    }
    for (uint32_t k = 0; k < spans->n; k++) {
        const slot *span = &spans->items[k];
        int64_t size = span->of == DAYS || span->of == WEEKS ? unit_size(span->of) : 0;
        if (span->is_part || size == 0 || span->end == 0 || span->first < from || span->end > to)
            continue;
        int way = direction_of(reading, span->end, span->end + 1 < to ? span->end + 1 : to);
        if (way == 0 && span->first > from &&
            els_str_eq(reading->tokens[span->first - 1].lower, ELS_STR("in")))
            way = 1;
        if (way == 0)
            return false;
        *ret += way * span->value * size;
        any = true;
    }
    return any;
}

/* "Yesterday was Monday. What day is tomorrow?": the span between the day given and the one asked.
 */
static void add_relative(const els_reading *reading, calendar *ret)
{
    const slot *given = ret->weekdays.n == 1 ? &ret->weekdays.items[0]
                        : ret->dates.n == 1  ? &ret->dates.items[0]
                                             : NULL;
    if (!given || given->end == 0)
        return;
    const els_sentence *told = &reading->sentences[reading->tokens[given->first].sentence];
    uint32_t first = told->first, end = told->end, from = 0, to = 0;
    int64_t is, wanted;
    for (uint32_t s = 0; s < reading->n_sentences; s++) {
        const els_sentence *asking = &reading->sentences[s];
        if (els_str_eq(reading->tokens[asking->end - 1].text, ELS_STR("?"))) {
            from = asking->first;
            to = asking->end;
        }
    }
    if (from == first) { /* "If today is Monday, what day is tomorrow?" */
        uint32_t comma = given->end;
        while (comma < end && !is_symbol(reading, comma, ','))
            comma++;
        from = comma;
        end = comma;
    }
    if (day_named(reading, &ret->spans, first, end, &is) &&
        day_named(reading, &ret->spans, from, to, &wanted))
        add_slot(&ret->spans, (slot){.value = wanted - is, .of = DAYS, .is_relative = true});
}

/* "Three weeks later ... the day after that": spans that each lead on from what was told before
 * lead from the day (or the time) that is given to the end of the story. */
static void add_story(const els_reading *reading, calendar *ret)
{
    int64_t total = 0;
    uint32_t n = 0;
    bool of_clock = false;
    for (uint32_t i = 0; i < ret->spans.n; i++) {
        const slot *span = &ret->spans.items[i];
        bool leads_on = span->end > 0 && unit_size(span->of) > 0;
        for (uint32_t d = 0; d < ret->dates.n; d++) /* "3 days after May 5" starts anew */
            leads_on = leads_on && (ret->dates.items[d].first < span->end ||
                                    ret->dates.items[d].first > span->end + 2);
        if (span->is_part)
            continue;
        int way = leads_on ? direction_of(reading, span->end, span->end + 1) : 0;
        bool is_clock = span->of == HOURS || span->of == MINUTES;
        if (way == 0 || (n > 0 && is_clock != of_clock))
            return;
        of_clock = is_clock;
        total += way * span->value * unit_size(span->of);
        n++;
    }
    if (n > 1)
        add_slot(&ret->spans,
                 (slot){.value = total, .of = of_clock ? MINUTES : DAYS, .is_relative = true});
}

static void read_calendar(const els_reading *reading, calendar *ret)
{
    memset(ret, 0, sizeof *ret);
    for (uint32_t i = 0; i < reading->n_dates; i++)
        add_slot(&ret->dates, (slot){.value = reading->dates[i].days,
                                     .first = reading->dates[i].first,
                                     .end = reading->dates[i].end});
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        const els_number *number = &reading->numbers[i];
        uint32_t end = number->end;
        unit of = span_unit(reading, number->end, &end);
        if (of != N_UNITS && fabs(number->value) < 100000 && number->value == floor(number->value))
            add_slot(&ret->spans, (slot){.value = (int64_t)fabs(number->value),
                                         .of = of,
                                         .first = number->first,
                                         .end = end});
    }
    join_spans(reading, &ret->spans);
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        slot time;
        const els_token *token = &reading->tokens[i];
        uint32_t taken = time_at(reading, i, &time);
        if (taken > 0) {
            add_slot(&ret->times, time);
            i += taken - 1;
            continue;
        }
        for (int64_t w = 0; w < 7 && token->capital; w++)
            if (els_str_ieq(token->text, els_str_of(els_weekday_names[w])))
                add_slot(&ret->weekdays, (slot){.value = w, .first = i, .end = i + 1});
    }
    add_relative(reading, ret);
    add_story(reading, ret);
    for (uint32_t i = 0; i < reading->n_facts; i++) {
        const els_fact *fact = &reading->facts[i];
        if (!fact->joined || fact->type == ELS_FACT_TEXT || fabs(fact->number) > 1e7)
            continue;
        slot item = {.value = (int64_t)fact->number, .key = fact->key_hash};
        if (fact->type == ELS_FACT_DATE) {
            add_slot(&ret->dates, item);
        } else if (fact->number >= 0 && fact->number < 100000) {
            item.of = unit_of(fact->unit);
            if (item.of != N_UNITS)
                add_slot(&ret->spans, item);
        }
    }
}

static const slots *slots_of(const calendar *c, operand kind)
{
    return kind == DATE    ? &c->dates
           : kind == SPAN  ? &c->spans
           : kind == NAMED ? &c->weekdays
                           : &c->times;
}

static uint8_t wanted_results(const els_session *session)
{
    if (els_field_is(session, "date"))
        return GIVES_DATE;
    if (els_field_is(session, "number"))
        return GIVES_NUMBER;
    if (els_field_is(session, "list"))
        return 0;
    return GIVES_DATE | GIVES_TEXT | (els_field_is(session, "text") ? GIVES_NUMBER : 0);
}

static bool applies(const els_session *session)
{
    calendar c;
    if (wanted_results(session) == 0)
        return false;
    read_calendar(els_session_reading(session), &c);
    return c.dates.n > 0 || c.times.n > 0 || (c.weekdays.n > 0 && c.spans.n > 0);
}

/* ---- arithmetic ---- */

static bool is_date(int64_t days)
{
    return days >= els_date_to_days(1, 1, 1) && days <= els_date_to_days(9999, 12, 31);
}

/* Months are moved within the year's count; a day that the month lacks becomes its last. */
static int64_t add_months(int64_t days, int64_t months)
{
    int64_t year;
    unsigned month, day;
    els_date_from_days(days, &year, &month, &day);
    int64_t count = year * 12 + (int64_t)month - 1 + months;
    year = count / 12 - (count % 12 < 0);
    month = (unsigned)(count - year * 12) + 1;
    while (day > 28 && !els_date_is_valid(year, month, day))
        day--;
    return els_date_to_days(year, month, day);
}

static bool shift(int64_t days, const slot *span, int64_t sign, int64_t *ret)
{
    int64_t amount = sign * span->value;
    switch (span->of) {
    case DAYS:
        *ret = days + amount;
        break;
    case WEEKS:
        *ret = days + 7 * amount;
        break;
    case MONTHS:
    case YEARS:
        if (span->value > 120000)
            return false;
        *ret = add_months(days, span->of == YEARS ? 12 * amount : amount);
        break;
    case BUSINESS_DAYS:
        if (span->value > 5000)
            return false;
        for (int64_t left = span->value; left > 0;) {
            days += sign;
            left -= els_date_weekday(days) < 5;
        }
        *ret = days;
        break;
    default:
        return false;
    }
    return is_date(*ret);
}

/* Whole months from the earlier date to the later. */
static int64_t months_between(int64_t from, int64_t to)
{
    int64_t year_a, year_b;
    unsigned month_a, month_b, day_a, day_b;
    els_date_from_days(from, &year_a, &month_a, &day_a);
    els_date_from_days(to, &year_b, &month_b, &day_b);
    int64_t months = (year_b - year_a) * 12 + (int64_t)month_b - (int64_t)month_a;
    return months - (add_months(from, months) > to);
}

static els_str clock_text(els_arena *arena, int64_t minutes, bool is_half_day)
{
    minutes = (minutes % 1440 + 1440) % 1440;
    int hour = (int)(minutes / 60), minute = (int)(minutes % 60);
    if (is_half_day)
        return els_arena_printf(arena, "%d:%02d %s", (hour + 11) % 12 + 1, minute,
                                hour < 12 ? "AM" : "PM");
    return els_arena_printf(arena, "%02d:%02d", hour, minute);
}

/* Answer of a program; false when it has none. */
static bool run(els_arena *arena, op what, const slot *a, const slot *b, els_str *ret)
{
    int64_t days = a->value, year, low, high, gap;
    unsigned month, day;
    switch (what) {
    case PLUS:
    case MINUS:
        if (!shift(a->value, b, what == PLUS ? 1 : -1, &days))
            return false;
        *ret = els_date_format_iso(arena, days);
        return true;
    case PLUS_WEEKDAY:
    case MINUS_WEEKDAY:
        if (!shift(a->value, b, what == PLUS_WEEKDAY ? 1 : -1, &days))
            return false;
        *ret = els_str_of(els_weekday_names[els_date_weekday(days)]);
        return true;
    case WEEKDAY:
        *ret = els_str_of(els_weekday_names[els_date_weekday(days)]);
        return true;
    case DAYS_BETWEEN:
    case DAYS_INCLUDED:
    case WEEKS_BETWEEN:
    case MONTHS_BETWEEN:
    case YEARS_BETWEEN:
        low = a->value < b->value ? a->value : b->value;
        high = a->value < b->value ? b->value : a->value;
        gap = high - low;
        *ret = els_format_number(arena, what == DAYS_BETWEEN    ? (double)gap
                                        : what == DAYS_INCLUDED ? (double)gap + 1
                                        : what == WEEKS_BETWEEN ? (double)(gap / 7)
                                        : what == MONTHS_BETWEEN
                                            ? (double)months_between(low, high)
                                            : (double)(months_between(low, high) / 12));
        return true;
    case EARLIER:
    case LATER:
        *ret = els_date_format_iso(arena, (a->value < b->value) == (what == EARLIER) ? a->value
                                                                                     : b->value);
        return true;
    case COPY:
        *ret = els_date_format_iso(arena, days);
        return true;
    case DAY_OF:
    case MONTH_OF:
    case YEAR_OF:
    case MONTH_NAME:
    case MONTH_END:
        els_date_from_days(days, &year, &month, &day);
        if (what == MONTH_NAME)
            *ret = els_str_of(els_month_names[month - 1]);
        else if (what == MONTH_END)
            *ret = els_date_format_iso(arena, add_months(days - day + 1, 1) - 1);
        else
            *ret = els_format_number(arena, what == DAY_OF     ? (double)day
                                            : what == MONTH_OF ? (double)month
                                                               : (double)year);
        return true;
    case NAMED_PLUS:
    case NAMED_MINUS:
        if (b->of != DAYS && b->of != WEEKS && b->of != BUSINESS_DAYS)
            return false;
        /* Day 4 since 1970-01-01 was a Monday. */
        if (!shift(4 + 7 * 20000 + a->value, b, what == NAMED_PLUS ? 1 : -1, &days))
            return false;
        *ret = els_str_of(els_weekday_names[els_date_weekday(days)]);
        return true;
    case NEXT_NAMED:
    case LAST_NAMED:
        do
            days += what == NEXT_NAMED ? 1 : -1;
        while (els_date_weekday(days) != (unsigned)b->value);
        *ret = els_date_format_iso(arena, days);
        return true;
    case TIME_PLUS:
    case TIME_MINUS:
        if (b->of != HOURS && b->of != MINUTES)
            return false;
        gap = b->value * (b->of == HOURS ? 60 : 1);
        *ret = clock_text(arena, a->value + (what == TIME_PLUS ? gap : -gap), a->is_half_day);
        return true;
    case MINUTES_BETWEEN:
    case HOURS_BETWEEN:
    case TIME_BETWEEN:
        gap = ((b->value - a->value) % 1440 + 1440) % 1440; /* past midnight, if need be */
        if (what == TIME_BETWEEN)
            *ret = els_arena_printf(arena, "%d:%02d", (int)(gap / 60), (int)(gap % 60));
        else
            *ret =
                els_format_number(arena, what == MINUTES_BETWEEN ? (double)gap : (double)gap / 60);
        return true;
    case N_OPS:
        break;
    }
    return false;
}

/* ---- features ---- */

/* Nats that the words say for moving later or earlier by a span. */
static double direction_prior(const els_reading *reading, op what, const slot *a, const slot *b)
{
    bool plus = what == PLUS || what == PLUS_WEEKDAY || what == NAMED_PLUS || what == TIME_PLUS;
    bool minus =
        what == MINUS || what == MINUS_WEEKDAY || what == NAMED_MINUS || what == TIME_MINUS;
    if (!b || (!plus && !minus))
        return 0;
    if (b->is_relative)
        return plus ? 2 : -3;
    if (b->is_part)
        return -3;
    if (a->end == 0 || b->end == 0)
        return 0;
    /* Between the two, or right behind the span: "5 days before May 3", "5 days ago". */
    uint32_t to = a->first > b->end ? a->first : b->end + 2;
    int way = direction_of(reading, b->end, to < b->end + 4 ? to : b->end + 4);
    return way == 0 ? 0 : (way > 0) == plus ? 1.5 : -1.5;
}

static uint64_t word_near(const els_reading *reading, const slot *s, int step)
{
    int64_t at = step < 0 ? (int64_t)s->first - 1 : (int64_t)s->end;
    if (s->end == 0 || at < 0 || at >= (int64_t)reading->n_tokens)
        return s->key;
    return reading->tokens[at].hash;
}

static uint32_t plan_own(const els_reading *reading, const plan *p, const slot *a, const slot *b,
                         uint32_t own[MAX_OWN])
{
    uint32_t n = 0;
    uint64_t what = (uint64_t)p->what;
    own[n++] = els_feature("date.first", what, p->first, 0);
    own[n++] = els_feature("date.before", what, word_near(reading, a, -1), 0);
    own[n++] = els_feature("date.after", what, word_near(reading, a, 1), 0);
    own[n++] = els_feature("date.key", what, a->key, 0);
    if (!b)
        return n;
    own[n++] = els_feature("date.second", what, p->second, p->first);
    own[n++] = els_feature("date.before2", what, word_near(reading, b, -1), 0);
    own[n++] = els_feature("date.after2", what, word_near(reading, b, 1), 0);
    own[n++] = els_feature("date.key2", what, b->key, 0);
    own[n++] = els_feature("date.unit", what, b->of, 0);
    own[n++] = els_feature("date.span", what, b->is_relative, b->is_part);
    if (what == PLUS || what == PLUS_WEEKDAY || what == NAMED_PLUS || what == MINUS ||
        what == MINUS_WEEKDAY || what == NAMED_MINUS)
        own[n++] = els_feature("date.direction", direction_prior(reading, p->what, a, b) > 0, 0, 0);
    if (a->end == 0 || b->end == 0)
        return n;
    /* Words between the two say which way to go: "after", "before", "until". */
    bool a_first = a->first < b->first;
    uint32_t from = a_first ? a->end : b->end, to = a_first ? b->first : a->first;
    own[n++] = els_feature("date.distance", what, a_first, to - from < 8 ? to - from : 8);
    for (uint32_t i = from; i < to && i < from + MAX_BETWEEN; i++)
        own[n++] = els_feature("date.between", what, reading->tokens[i].hash, a_first);
    return n;
}

static uint32_t plan_cross(const plan *p, const slot *b, uint64_t cross[2])
{
    uint64_t key = els_hash_pair(els_hash_str(ELS_STR("date.op")), (uint64_t)p->what);
    cross[0] = els_hash_pair(key, b ? (uint64_t)b->of + 1 : 0);
    cross[1] = els_hash_pair(key, 1000 + p->first * 10 + p->second);
    return 2;
}

/* ---- proposing ---- */

static int by_score(const void *a, const void *b)
{
    const plan *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

static bool units_fit(op what, const slot *b)
{
    bool of_clock = b->of == HOURS || b->of == MINUTES;
    return ops[what].second != SPAN || of_clock == (ops[what].first == TIME);
}

static uint32_t make_plans(els_session *session, const calendar *c, plan *plans)
{
    const els_reading *reading = els_session_reading(session);
    uint8_t wanted = wanted_results(session);
    uint32_t n = 0;
    for (op what = 0; what < N_OPS; what++) {
        if (!(ops[what].gives & wanted))
            continue;
        const slots *firsts = slots_of(c, ops[what].first);
        const slots *seconds = ops[what].second != NOTHING ? slots_of(c, ops[what].second) : NULL;
        bool same_kind = ops[what].first == ops[what].second;
        for (uint32_t i = 0; i < firsts->n; i++)
            for (uint32_t k = 0; k < (seconds ? seconds->n : 1) && n < MAX_PLANS; k++) {
                const slot *a = &firsts->items[i], *b = seconds ? &seconds->items[k] : NULL;
                uint32_t own[MAX_OWN];
                uint64_t cross[2];
                /* Dates meet in one order only; times in that of the clock or past midnight. */
                if ((same_kind && (ops[what].first == DATE ? k <= i : k == i)) ||
                    (b && !units_fit(what, b)))
                    continue;
                els_str shape = els_str_of(ops[what].shape);
                if (!els_session_wants(session, shape))
                    continue;
                plan *p = &plans[n];
                *p = (plan){.what = what, .first = i, .second = k, .order = n};
                p->prior = ops[what].prior - 0.1 * i - 0.1 * k - (a->key ? 0.5 : 0) -
                           (b && b->key ? 0.3 : 0) - (same_kind && k < i ? 0.8 : 0) -
                           (els_field_is(session, "text") ? 0.5 : 0);
                p->prior += direction_prior(reading, what, a, b);
                uint32_t n_own = plan_own(reading, p, a, b, own);
                p->score = p->prior + els_session_shape_score(session, shape) +
                           els_session_score(session, own, n_own, cross, plan_cross(p, b, cross));
                n++;
            }
    }
    qsort(plans, n, sizeof *plans, by_score);
    return n;
}

static void propose(els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    els_arena *arena = els_session_arena(session);
    calendar *c = ELS_ARENA_NEW(arena, calendar, 1);
    plan *plans = ELS_ARENA_NEW(arena, plan, MAX_PLANS);
    read_calendar(reading, c);
    uint32_t n = make_plans(session, c, plans);
    for (uint32_t i = 0; i < n; i++) {
        const plan *p = &plans[i];
        const slot *a = &slots_of(c, ops[p->what].first)->items[p->first], *b = NULL;
        els_str answer;
        uint32_t own[MAX_OWN];
        uint64_t cross[2];
        if (ops[p->what].second != NOTHING)
            b = &slots_of(c, ops[p->what].second)->items[p->second];
        if (!els_session_spend(session, 1))
            return;
        if (!run(arena, p->what, a, b, &answer))
            continue;
        answer = els_field_fit(session, answer);
        if (answer.len == 0)
            continue;
        els_offer offer = {
            .shape = els_str_of(ops[p->what].shape),
            .args = b ? els_arena_printf(arena, "%u,%u", p->first, p->second)
                      : els_arena_printf(arena, "%u", p->first),
            .answer = answer,
            .prior = p->prior,
            .own = own,
            .n_own = plan_own(reading, p, a, b, own),
            .cross = cross,
            .n_cross = plan_cross(p, b, cross),
        };
        els_session_offer(session, &offer);
    }
}

const els_family els_family_date = {
    .name = "date", .applies = applies, .propose = propose, .salience = 1};
