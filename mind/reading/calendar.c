/* calendar.c — dates, spans and times of a text; see calendar.h. */
#include "calendar.h"

#include "els_date.h"

#include <math.h>
#include <string.h>

static void add_slot(els_calendar_slots *list, els_calendar_slot item)
{
    if (list->n < ELS_CALENDAR_EACH)
        list->items[list->n++] = item;
}

/* Unit named by a word, singular or plural; ELS_UNIT_COUNT_ for other words. */
static els_calendar_unit unit_of(els_str word)
{
    static const struct {
        const char *word;
        els_calendar_unit is;
    } words[] = {{"day", ELS_UNIT_DAYS},       {"week", ELS_UNIT_WEEKS}, {"month", ELS_UNIT_MONTHS},
                 {"year", ELS_UNIT_YEARS},     {"hour", ELS_UNIT_HOURS}, {"hr", ELS_UNIT_HOURS},
                 {"minute", ELS_UNIT_MINUTES}, {"min", ELS_UNIT_MINUTES}};
    if (word.len > 1 && word.ptr[word.len - 1] == 's')
        word.len--;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (els_str_eq(word, els_str_of(words[i].word)))
            return words[i].is;
    return ELS_UNIT_COUNT_;
}

/* The unit behind a number: "3 days", "30-day", "5 business days". */
static els_calendar_unit span_unit(const els_reading *reading, uint32_t at, uint32_t *ret_end)
{
    bool business = false;
    for (uint32_t i = at; i < reading->n_tokens && i < at + 3; i++) {
        els_str word = reading->tokens[i].lower;
        els_calendar_unit found = unit_of(word);
        if (found != ELS_UNIT_COUNT_) {
            *ret_end = i + 1;
            return found == ELS_UNIT_DAYS && business ? ELS_UNIT_BUSINESS_DAYS : found;
        }
        if (els_str_eq(word, ELS_STR("business")) || els_str_eq(word, ELS_STR("working")))
            business = true;
        else if (!els_str_eq(word, ELS_STR("-")) && !els_str_eq(word, ELS_STR("full")) &&
                 !els_str_eq(word, ELS_STR("calendar")) && !els_str_eq(word, ELS_STR("more")))
            break;
    }
    return ELS_UNIT_COUNT_;
}

static bool is_symbol(const els_reading *reading, uint32_t at, char c)
{
    return at < reading->n_tokens && els_token_is_symbol(&reading->tokens[at], c);
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

static uint32_t time_at(const els_reading *reading, uint32_t at, els_calendar_slot *ret)
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
    *ret = (els_calendar_slot){.value = hour * 60 + (int64_t)minutes,
                               .is_half_day = suffix > 0,
                               .first = at,
                               .end = at + taken + suffix};
    return taken + suffix;
}

int els_calendar_direction(const els_reading *reading, uint32_t from, uint32_t to)
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
static int64_t unit_size(els_calendar_unit of)
{
    return of == ELS_UNIT_DAYS || of == ELS_UNIT_MINUTES ? 1
           : of == ELS_UNIT_WEEKS                        ? 7
           : of == ELS_UNIT_HOURS                        ? 60
                                                         : 0;
}

/* "2 weeks and 3 days" is one span. */
static void join_spans(const els_reading *reading, els_calendar_slots *spans)
{
    for (uint32_t i = 0, n = spans->n; i + 1 < n; i++) {
        els_calendar_slot *a = &spans->items[i], *b = &spans->items[i + 1];
        bool of_clock = a->of == ELS_UNIT_HOURS && b->of == ELS_UNIT_MINUTES;
        bool joined =
            b->first == a->end ||
            (b->first == a->end + 1 && (els_str_eq(reading->tokens[a->end].lower, ELS_STR("and")) ||
                                        els_str_eq(reading->tokens[a->end].text, ELS_STR(","))));
        if (!joined || !(of_clock || (a->of == ELS_UNIT_WEEKS && b->of == ELS_UNIT_DAYS)))
            continue;
        a->is_part = b->is_part = true;
        add_slot(spans, (els_calendar_slot){.value = a->value * unit_size(a->of) + b->value,
                                            .of = b->of,
                                            .first = a->first,
                                            .end = b->end});
    }
}

/* Days from today that tokens from..to speak of: "tomorrow" 1, "the day before yesterday" -2, "3
 * days ago" -3. False when they name no such day. */
static bool day_named(const els_reading *reading, const els_calendar_slots *spans, uint32_t from,
                      uint32_t to, int64_t *ret)
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
            *ret += els_calendar_direction(reading, i - 1, i);
    }
    for (uint32_t k = 0; k < spans->n; k++) {
        const els_calendar_slot *span = &spans->items[k];
        int64_t size =
            span->of == ELS_UNIT_DAYS || span->of == ELS_UNIT_WEEKS ? unit_size(span->of) : 0;
        if (span->is_part || size == 0 || span->end == 0 || span->first < from || span->end > to)
            continue;
        int way =
            els_calendar_direction(reading, span->end, span->end + 1 < to ? span->end + 1 : to);
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
static void add_relative(const els_reading *reading, els_calendar *ret)
{
    const els_calendar_slot *given = ret->weekdays.n == 1 ? &ret->weekdays.items[0]
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
        add_slot(&ret->spans, (els_calendar_slot){
                                  .value = wanted - is, .of = ELS_UNIT_DAYS, .is_relative = true});
}

/* "Three weeks later ... the day after that": spans that each lead on from what was told before
 * lead from the day (or the time) that is given to the end of the story. */
static void add_story(const els_reading *reading, els_calendar *ret)
{
    int64_t total = 0;
    uint32_t n = 0;
    bool of_clock = false;
    for (uint32_t i = 0; i < ret->spans.n; i++) {
        const els_calendar_slot *span = &ret->spans.items[i];
        bool leads_on = span->end > 0 && unit_size(span->of) > 0;
        for (uint32_t d = 0; d < ret->dates.n; d++) /* "3 days after May 5" starts anew */
            leads_on = leads_on && (ret->dates.items[d].first < span->end ||
                                    ret->dates.items[d].first > span->end + 2);
        if (span->is_part)
            continue;
        int way = leads_on ? els_calendar_direction(reading, span->end, span->end + 1) : 0;
        bool is_clock = span->of == ELS_UNIT_HOURS || span->of == ELS_UNIT_MINUTES;
        if (way == 0 || (n > 0 && is_clock != of_clock))
            return;
        of_clock = is_clock;
        total += way * span->value * unit_size(span->of);
        n++;
    }
    if (n > 1)
        add_slot(&ret->spans, (els_calendar_slot){.value = total,
                                                  .of = of_clock ? ELS_UNIT_MINUTES : ELS_UNIT_DAYS,
                                                  .is_relative = true});
}

void els_calendar_read(const els_reading *reading, els_calendar *ret)
{
    memset(ret, 0, sizeof *ret);
    for (uint32_t i = 0; i < reading->n_dates; i++)
        add_slot(&ret->dates, (els_calendar_slot){.value = reading->dates[i].days,
                                                  .first = reading->dates[i].first,
                                                  .end = reading->dates[i].end});
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        const els_number *number = &reading->numbers[i];
        uint32_t end = number->end;
        els_calendar_unit of = span_unit(reading, number->end, &end);
        if (of != ELS_UNIT_COUNT_ && fabs(number->value) < 100000 &&
            number->value == floor(number->value))
            add_slot(&ret->spans, (els_calendar_slot){.value = (int64_t)fabs(number->value),
                                                      .of = of,
                                                      .first = number->first,
                                                      .end = end});
    }
    join_spans(reading, &ret->spans);
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        els_calendar_slot time;
        const els_token *token = &reading->tokens[i];
        uint32_t taken = time_at(reading, i, &time);
        if (taken > 0) {
            add_slot(&ret->times, time);
            i += taken - 1;
            continue;
        }
        for (int64_t w = 0; w < 7 && token->capital; w++)
            if (els_str_ieq(token->text, els_str_of(els_weekday_names[w])))
                add_slot(&ret->weekdays, (els_calendar_slot){.value = w, .first = i, .end = i + 1});
    }
    add_relative(reading, ret);
    add_story(reading, ret);
    for (uint32_t i = 0; i < reading->n_facts; i++) {
        const els_fact *fact = &reading->facts[i];
        if (!fact->joined || fact->type == ELS_FACT_TEXT || fabs(fact->number) > 1e7)
            continue;
        els_calendar_slot item = {.value = (int64_t)fact->number, .key = fact->key_hash};
        if (fact->type == ELS_FACT_DATE) {
            add_slot(&ret->dates, item);
        } else if (fact->number >= 0 && fact->number < 100000) {
            item.of = unit_of(fact->unit);
            if (item.of != ELS_UNIT_COUNT_)
                add_slot(&ret->spans, item);
        }
    }
}
