/* benchmark_reasoning_count.c — dates and counting of the family reasoning. */
#include "benchmark.h"

/* ---- dates ---- */

static int64_t draw_day(els_bm_draft *d)
{
    return els_bm_between(d, els_date_to_days(2019, 1, 1), els_date_to_days(2028, 12, 31));
}

static int64_t draw_span(els_bm_draft *d)
{
    return els_bm_between(d, 2, els_bm_by_level(d, 9, 30, 60, 200, 900));
}

static void answer_date(els_bm_draft *d, int64_t days)
{
    if (els_bm_chance(d, 30))
        els_bm_ask(d, "<Answer as YYYY-MM-DD.|Give the date as YYYY-MM-DD.>");
    els_bm_answer(d, "date", els_date_format_iso(d->arena, days));
}

static void answer_weekday(els_bm_draft *d, int64_t days)
{
    els_str names[7];
    for (unsigned i = 0; i < 7; i++)
        names[i] = els_str_of(els_weekday_names[i]);
    els_bm_answer_enum(d, names, 7, names[els_date_weekday(days)]);
}

/* Slot: "45 days", or "6 weeks" or "2 weeks and 3 days" on higher levels. Returns the days. */
static int64_t set_span(els_bm_draft *d, unsigned slot)
{
    int64_t span = draw_span(d);
    if (d->level >= 3 && els_bm_chance(d, 40)) {
        int64_t weeks = els_bm_between(d, 2, els_bm_by_level(d, 2, 4, 8, 20, 50));
        int64_t rest = d->level >= 4 && els_bm_chance(d, 50) ? els_bm_between(d, 2, 6) : 0;
        els_bm_set_str(
            d, slot,
            rest ? els_arena_printf(d->arena, "%d weeks and %d days", (int)weeks, (int)rest)
                 : els_arena_printf(d->arena, "%d weeks", (int)weeks));
        return weeks * 7 + rest;
    }
    els_bm_set_count(d, slot, span);
    els_bm_set_str(d, slot,
                   els_arena_printf(d->arena, ELS_STR_FMT " days", ELS_STR_ARG(d->slot[slot])));
    return span;
}

bool els_bm_make_date_after(els_bm_draft *d)
{
    int64_t day = draw_day(d);
    els_bm_set_date(d, 0, day);
    int64_t span = set_span(d, 1);
    els_bm_ask(d, "<What date is {1} after {0}?|Which date is {1} after {0}?|What is the date {1} "
                  "after {0}?>");
    answer_date(d, day + span);
    return true;
}

bool els_bm_make_date_before(els_bm_draft *d)
{
    int64_t day = draw_day(d);
    els_bm_set_date(d, 0, day);
    int64_t span = set_span(d, 1);
    els_bm_ask(d, "<What date is {1} before {0}?|Which date is {1} before {0}?|What was the date "
                  "{1} before {0}?>");
    answer_date(d, day - span);
    return true;
}

bool els_bm_make_today(els_bm_draft *d)
{
    int64_t day = draw_day(d);
    bool ahead = els_bm_chance(d, 60);
    els_bm_set_date(d, 0, day);
    int64_t span = set_span(d, 1);
    els_bm_say(d, "Today is {0}.");
    els_bm_ask(d, ahead
                      ? "<What date is it in {1}?|What will be the date in {1}?|Which date is {1} "
                        "from today?>"
                      : "<What date was it {1} ago?|Which date was {1} before today?>");
    answer_date(d, ahead ? day + span : day - span);
    return true;
}

bool els_bm_make_weekday(els_bm_draft *d)
{
    int64_t day = draw_day(d);
    els_bm_set_date(d, 0, day);
    if (d->level >= 3) {
        int64_t span = set_span(d, 1);
        els_bm_ask(d, "<On which|Which> day of the week is {1} after {0}?");
        day += span;
    } else {
        els_bm_ask(d,
                   "<On which day of the week is {0}?|Which day of the week is {0}?|What weekday "
                   "is {0}?>");
    }
    answer_weekday(d, day);
    return true;
}

bool els_bm_make_days_between(els_bm_draft *d)
{
    int64_t day = draw_day(d), span = draw_span(d);
    els_bm_set_date(d, 0, day);
    els_bm_set_date(d, 1, day + span);
    els_bm_ask(d,
               "<How many days are there between {0} and {1}?|How many days are there from {0} to "
               "{1}?|How many days after {0} is {1}?>");
    els_bm_answer_number(d, (double)span);
    return true;
}

bool els_bm_make_weekday_later(els_bm_draft *d)
{
    int64_t day = els_bm_between(d, 0, 6);
    bool ahead = d->level <= 1 || els_bm_chance(d, 65);
    els_bm_set(d, 0, els_weekday_names[els_date_weekday(day)]);
    int64_t span = set_span(d, 1);
    els_bm_say(d, "Today is {0}.");
    els_bm_ask(
        d, ahead ? "<Which day of the week is it in {1}?|What weekday is {1} from today?>"
                 : "<Which day of the week was it {1} ago?|What weekday was {1} before today?>");
    answer_weekday(d, ahead ? day + span : day - span);
    return true;
}

bool els_bm_make_two_stages(els_bm_draft *d)
{
    int64_t day = draw_day(d);
    els_bm_set_names(d, 0, 1);
    els_bm_set_date(d, 1, day);
    els_bm_say(d, "{0} <sends a letter|orders a book|starts a trip|plants a tree> on {1}.");
    int64_t end = day + set_span(d, 2);
    els_bm_say(d, "{^2} later {0} gets an answer.");
    if (d->level >= 2) {
        end += set_span(d, 2);
        els_bm_say(d, "{^2} after that {0} <writes back|comes home>.");
    }
    els_bm_ask(d, "<On which date is that?|What date is it then?|Which date is it then?>");
    answer_date(d, end);
    return true;
}

/* ---- counting ---- */

/* Says that {name} has `n` of the things in random counts; writes the counts. */
static void say_possessions(els_bm_draft *d, els_str name, const uint32_t *things, uint32_t n,
                            int64_t *ret_counts)
{
    els_str parts[8];
    for (uint32_t i = 0; i < n; i++) {
        ret_counts[i] = els_bm_between(d, 1, els_bm_by_level(d, 5, 9, 12, 20, 50));
        els_bm_set_count(d, 8, ret_counts[i]);
        parts[i] = ret_counts[i] == 1
                       ? els_arena_printf(d->arena, "one %s", els_bm_things[things[i]].one)
                       : els_arena_printf(d->arena, ELS_STR_FMT " %s", ELS_STR_ARG(d->slot[8]),
                                          els_bm_things[things[i]].many);
    }
    els_bm_set_str(d, 9, name);
    els_bm_say(d, "{9} has ");
    els_bm_join(&d->premises, parts, n);
    els_buf_addc(&d->premises, '.');
}

bool els_bm_make_count_all(els_bm_draft *d)
{
    uint32_t things[5], n = (uint32_t)els_bm_by_level(d, 2, 3, 4, 5, 5);
    int64_t counts[5], sum = 0;
    els_bm_set_names(d, 0, 1);
    els_bm_draw(d, ELS_BM_THINGS, n, things);
    say_possessions(d, d->slot[0], things, n, counts);
    for (uint32_t i = 0; i < n; i++)
        sum += counts[i];
    if (d->level == 5) {
        int64_t lost = els_bm_between(d, 1, sum - 1);
        els_bm_set_count(d, 1, lost);
        els_bm_say(d, "{0} {loses} {1} of these things.");
        sum -= lost;
    }
    els_bm_ask(d, "How many things does {0} have {total}?");
    els_bm_answer_number(d, (double)sum);
    return true;
}

bool els_bm_make_count_kind(els_bm_draft *d)
{
    static const struct {
        const char *name;
        uint32_t things[4]; /* indices of els_bm_things */
    } kinds[] = {
        {"fruit", {0, 1, 2, 22}},
        {"paper goods", {3, 7, 8, 21}},
        {"tableware", {12, 13, 17, 15}},
        {"small objects", {5, 6, 10, 23}},
    };
    uint32_t drawn[2], per = (uint32_t)els_bm_by_level(d, 2, 2, 3, 3, 4), things[8];
    int64_t counts[8], sum = 0;
    els_bm_draw(d, 4, 2, drawn);
    for (uint32_t k = 0; k < 2; k++) {
        els_str parts[4];
        for (uint32_t i = 0; i < per; i++) {
            things[k * per + i] = kinds[drawn[k]].things[i];
            parts[i] = els_str_of(els_bm_things[things[k * per + i]].many);
        }
        size_t at = d->premises.len + (d->premises.len > 0);
        els_bm_say(d, "");
        els_bm_join(&d->premises, parts, per);
        d->premises.ptr[at] = (char)(d->premises.ptr[at] - 'a' + 'A');
        els_bm_set(d, 1, kinds[drawn[k]].name);
        els_bm_expand(d, &d->premises, " are {1}.");
    }
    uint32_t n = 2 * per, asked = els_bm_below(d, 2), order[8], shuffled[8] = {0};
    els_bm_draw(d, n, n, order);
    for (uint32_t i = 0; i < n; i++)
        shuffled[i] = things[order[i]];
    els_bm_set_names(d, 0, 1);
    say_possessions(d, d->slot[0], shuffled, n, counts);
    for (uint32_t i = 0; i < n; i++)
        sum += order[i] / per == asked ? counts[i] : 0;
    els_bm_set(d, 1, kinds[drawn[asked]].name);
    els_bm_ask(d,
               "<How many of {0}'s things are {1}?|How many things that are {1} does {0} have?>");
    els_bm_answer_number(d, (double)sum);
    return true;
}

enum { MAX_PEOPLE = 4 };

static uint32_t say_people_possessions(els_bm_draft *d, uint32_t *things, uint32_t kinds,
                                       int64_t counts[][3])
{
    uint32_t people = (uint32_t)els_bm_by_level(d, 2, 2, 3, 3, 4);
    els_bm_set_names(d, 0, people);
    els_bm_draw(d, ELS_BM_THINGS, kinds, things);
    for (uint32_t p = 0; p < people; p++)
        say_possessions(d, d->slot[p], things, kinds, counts[p]);
    return people;
}

bool els_bm_make_count_together(els_bm_draft *d)
{
    uint32_t things[3], kinds = d->level >= 4 ? 3 : 2;
    int64_t counts[MAX_PEOPLE][3], sum = 0;
    uint32_t people = say_people_possessions(d, things, kinds, counts),
             asked = els_bm_below(d, kinds);
    for (uint32_t p = 0; p < people; p++)
        sum += counts[p][asked];
    els_bm_set(d, 8, els_bm_things[things[asked]].many);
    els_bm_ask(d, "How many {8} do they have {together}?");
    els_bm_answer_number(d, (double)sum);
    return true;
}

bool els_bm_make_who_has_most(els_bm_draft *d)
{
    uint32_t things[3], kinds = d->level >= 4 ? 3 : 2, best = 0, ties = 0;
    int64_t counts[MAX_PEOPLE][3];
    bool most = els_bm_chance(d, 60);
    uint32_t people = say_people_possessions(d, things, kinds, counts),
             asked = els_bm_below(d, kinds);
    for (uint32_t p = 1; p < people; p++)
        if (most ? counts[p][asked] > counts[best][asked] : counts[p][asked] < counts[best][asked])
            best = p;
    for (uint32_t p = 0; p < people; p++)
        ties += counts[p][asked] == counts[best][asked];
    if (ties > 1)
        return false;
    els_bm_set(d, 8, els_bm_things[things[asked]].many);
    els_bm_ask(d, most ? "Who has the most {8}?" : "Who has the fewest {8}?");
    els_bm_answer(d, "entity", d->slot[best]);
    return true;
}
