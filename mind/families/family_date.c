/* family_date.c — calendar and clock: dates and times of the text and of the rows it mentions,
 * moved by spans such as "3 weeks", compared, and turned into weekdays. */
#include "calendar.h"
#include "els_date.h"
#include "family_numeric.h"

#include <stdlib.h>

enum { MAX_PLANS = 512, MAX_BETWEEN = 6, MAX_OWN = 40 };

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

static const els_calendar_slots *slots_of(const els_calendar *c, operand kind)
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
    els_calendar c;
    if (wanted_results(session) == 0)
        return false;
    els_calendar_read(els_session_reading(session), &c);
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

static bool shift(int64_t days, const els_calendar_slot *span, int64_t sign, int64_t *ret)
{
    int64_t amount = sign * span->value;
    switch (span->of) {
    case ELS_UNIT_DAYS:
        *ret = days + amount;
        break;
    case ELS_UNIT_WEEKS:
        *ret = days + 7 * amount;
        break;
    case ELS_UNIT_MONTHS:
    case ELS_UNIT_YEARS:
        if (span->value > 120000)
            return false;
        *ret = add_months(days, span->of == ELS_UNIT_YEARS ? 12 * amount : amount);
        break;
    case ELS_UNIT_BUSINESS_DAYS:
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

/* Of the two dates, in the unit of the operation; whichever is the earlier. */
static int64_t length_between(op what, int64_t a, int64_t b)
{
    const int64_t low = a < b ? a : b, high = a < b ? b : a;
    return what == DAYS_BETWEEN     ? high - low
           : what == DAYS_INCLUDED  ? high - low + 1
           : what == WEEKS_BETWEEN  ? (high - low) / 7
           : what == MONTHS_BETWEEN ? months_between(low, high)
                                    : months_between(low, high) / 12;
}

static els_str part_of_date(els_arena *arena, op what, int64_t days)
{
    int64_t year;
    unsigned month, day;
    els_date_from_days(days, &year, &month, &day);
    if (what == MONTH_NAME)
        return els_str_of(els_month_names[month - 1]);
    if (what == MONTH_END)
        return els_date_format_iso(arena, add_months(days - day + 1, 1) - 1);
    return els_format_number(arena, what == DAY_OF     ? (double)day
                                    : what == MONTH_OF ? (double)month
                                                       : (double)year);
}

/* Answer of a program on times of day; false when it has none. */
static bool run_clock(els_arena *arena, op what, const els_calendar_slot *a,
                      const els_calendar_slot *b, els_str *ret)
{
    if (what == TIME_PLUS || what == TIME_MINUS) {
        if (b->of != ELS_UNIT_HOURS && b->of != ELS_UNIT_MINUTES)
            return false;
        int64_t minutes = b->value * (b->of == ELS_UNIT_HOURS ? 60 : 1);
        *ret =
            clock_text(arena, a->value + (what == TIME_PLUS ? minutes : -minutes), a->is_half_day);
        return true;
    }
    int64_t gap = ((b->value - a->value) % 1440 + 1440) % 1440; /* past midnight, if need be */
    if (what == TIME_BETWEEN)
        *ret = els_arena_printf(arena, "%d:%02d", (int)(gap / 60), (int)(gap % 60));
    else
        *ret = els_format_number(arena, what == MINUTES_BETWEEN ? (double)gap : (double)gap / 60);
    return true;
}

/* Answer of a program; false when it has none. */
static bool run(els_arena *arena, op what, const els_calendar_slot *a, const els_calendar_slot *b,
                els_str *ret)
{
    int64_t days = a->value;
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
        *ret = els_format_number(arena, (double)length_between(what, a->value, b->value));
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
        *ret = part_of_date(arena, what, days);
        return true;
    case NAMED_PLUS:
    case NAMED_MINUS:
        if (b->of != ELS_UNIT_DAYS && b->of != ELS_UNIT_WEEKS && b->of != ELS_UNIT_BUSINESS_DAYS)
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
    case MINUTES_BETWEEN:
    case HOURS_BETWEEN:
    case TIME_BETWEEN:
        return run_clock(arena, what, a, b, ret);
    case N_OPS:
        break;
    }
    return false;
}

/* ---- features ---- */

/* "minus 3 weeks", "add 5 days to", "go back 8 days from": what is said before a span goes before
 * what is said behind it. 1 later, -1 earlier, 0 nothing. */
static int led_direction(const els_reading *reading, const els_calendar_slot *span)
{
    enum { BEFORE = 2 };
    static const char *const later[] = {"plus",    "add",   "adding", "added",
                                        "forward", "ahead", "+",      NULL};
    static const char *const earlier[] = {"minus",  "subtract",  "subtracting", "less",
                                          "deduct", "deducting", "back",        "backwards",
                                          "take",   "taking",    "backward",    NULL};
    const uint32_t from = span->first > BEFORE ? span->first - BEFORE : 0;
    for (uint32_t i = span->first; i-- > from;) {
        if (els_str_is_one_of(reading->tokens[i].lower, later))
            return 1;
        if (els_str_is_one_of(reading->tokens[i].lower, earlier))
            return -1;
    }
    return 0;
}

/* Nats that the words say for moving later or earlier by a span. */
static double direction_prior(const els_reading *reading, op what, const els_calendar_slot *a,
                              const els_calendar_slot *b)
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
    int way = led_direction(reading, b);
    if (way == 0)
        way = els_calendar_direction(reading, b->end, to < b->end + 4 ? to : b->end + 4);
    return way == 0 ? 0 : (way > 0) == plus ? 1.5 : -1.5;
}

static uint64_t word_near(const els_reading *reading, const els_calendar_slot *s, int step)
{
    int64_t at = step < 0 ? (int64_t)s->first - 1 : (int64_t)s->end;
    if (s->end == 0 || at < 0 || at >= (int64_t)reading->n_tokens)
        return s->key;
    return reading->tokens[at].hash;
}

static uint32_t plan_own(const els_reading *reading, const plan *p, const els_calendar_slot *a,
                         const els_calendar_slot *b, uint32_t own[MAX_OWN])
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

static uint32_t plan_cross(const plan *p, const els_calendar_slot *b, uint64_t cross[2])
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

static bool units_fit(op what, const els_calendar_slot *b)
{
    bool of_clock = b->of == ELS_UNIT_HOURS || b->of == ELS_UNIT_MINUTES;
    return ops[what].second != SPAN || of_clock == (ops[what].first == TIME);
}

/* Operands number i and k go together. Dates meet in one order only; times in that of the clock or
 * past midnight. `b` is the second one, NULL where there is none. */
static bool go_together(op what, uint32_t i, uint32_t k, const els_calendar_slot *b)
{
    if (b && !units_fit(what, b))
        return false;
    if (ops[what].first != ops[what].second)
        return true;
    return ops[what].first == DATE ? k > i : k != i;
}

static plan plan_of(const els_session *session, const els_calendar *c, plan p)
{
    const els_reading *reading = els_session_reading(session);
    const bool has_second = ops[p.what].second != NOTHING;
    const bool same_kind = ops[p.what].first == ops[p.what].second;
    const els_calendar_slot *a = &slots_of(c, ops[p.what].first)->items[p.first];
    const els_calendar_slot *b =
        has_second ? &slots_of(c, ops[p.what].second)->items[p.second] : NULL;
    uint32_t own[MAX_OWN];
    uint64_t cross[2];
    p.prior = ops[p.what].prior - 0.1 * p.first - 0.1 * p.second - (a->key ? 0.5 : 0) -
              (b && b->key ? 0.3 : 0) - (same_kind && p.second < p.first ? 0.8 : 0) -
              (els_field_is(session, "text") ? 0.5 : 0);
    p.prior += direction_prior(reading, p.what, a, b);
    const uint32_t n_own = plan_own(reading, &p, a, b, own);
    p.score = p.prior + els_session_shape_score(session, els_str_of(ops[p.what].shape)) +
              els_session_score(session, own, n_own, cross, plan_cross(&p, b, cross));
    return p;
}

static uint32_t make_plans(els_session *session, const els_calendar *c, plan *plans)
{
    const uint8_t wanted = wanted_results(session);
    uint32_t n = 0;
    for (op what = 0; what < N_OPS; what++) {
        if (!(ops[what].gives & wanted) || !els_session_wants(session, els_str_of(ops[what].shape)))
            continue;
        const els_calendar_slots *firsts = slots_of(c, ops[what].first);
        const els_calendar_slots *seconds =
            ops[what].second != NOTHING ? slots_of(c, ops[what].second) : NULL;
        for (uint32_t i = 0; i < firsts->n; i++)
            for (uint32_t k = 0; k < (seconds ? seconds->n : 1) && n < MAX_PLANS; k++) {
                const plan p = {.what = what, .first = i, .second = k, .order = n};
                if (go_together(what, i, k, seconds ? &seconds->items[k] : NULL))
                    plans[n++] = plan_of(session, c, p);
            }
    }
    qsort(plans, n, sizeof *plans, by_score);
    return n;
}

static void propose(els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    els_arena *arena = els_session_arena(session);
    els_calendar *c = ELS_ARENA_NEW(arena, els_calendar, 1);
    plan *plans = ELS_ARENA_NEW(arena, plan, MAX_PLANS);
    els_calendar_read(reading, c);
    uint32_t n = make_plans(session, c, plans);
    for (uint32_t i = 0; i < n; i++) {
        const plan *p = &plans[i];
        const els_calendar_slot *a = &slots_of(c, ops[p->what].first)->items[p->first], *b = NULL;
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
