/* story_clock.c — times of day in a told problem ("from 9:15 to 11:40", "10 p.m.") and the span
 * between two of them. */
#include "story_steps.h"

enum { HOUR = 60, HALF_DAY = 720, DAY = 1440 };

/* "a.m." or "pm" at token i: 1 before noon, 2 after it, 0 neither. */
static int half_of_day(const els_reading *reading, uint32_t i)
{
    const els_token *t = reading->tokens;
    if (i >= reading->n_tokens)
        return 0;
    bool apart =
        i + 2 < reading->n_tokens && els_token_is(&t[i + 1], ".") && els_token_is(&t[i + 2], "m");
    if (els_token_is(&t[i], "am") || (apart && els_token_is(&t[i], "a")))
        return 1;
    return els_token_is(&t[i], "pm") || (apart && els_token_is(&t[i], "p")) ? 2 : 0;
}

bool els_story_clock(const els_reading *reading, const els_quantity *s, double *ret_minutes,
                     bool *ret_split)
{
    const els_token *t = reading->tokens;
    uint32_t next = s->end;
    double minutes = 0;
    if (s->value < 0 || s->value > 24 || s->value != (double)(int)s->value || s->pair)
        return false;
    bool split = next + 1 < reading->n_tokens && els_token_is(&t[next], ":") &&
                 t[next + 1].kind == ELS_TOKEN_NUMBER && t[next + 1].text.len == 2;
    if (split) {
        if (!els_str_to_double(t[next + 1].text, &minutes) || minutes >= HOUR)
            return false;
        next += 2;
    }
    int half = half_of_day(reading, next);
    bool clock = next < reading->n_tokens && els_token_is(&t[next], "o'clock");
    if (!split && !half && !clock)
        return false;
    double hours = half && s->value == 12 ? 0 : s->value;
    *ret_minutes = hours * HOUR + minutes + (half == 2 ? HALF_DAY : 0);
    *ret_split = split;
    return true;
}

bool els_story_clock_word(const els_token *token, double *ret_minutes)
{
    bool noon = els_token_is(token, "noon") || els_token_is(token, "midday");
    *ret_minutes = noon ? HALF_DAY : 0;
    return noon || els_token_is(token, "midnight");
}

/* Minutes in one of the unit; 0 when it is none of time. */
static double minutes_in(const els_story *story, uint32_t unit)
{
    static const struct {
        const char *word;
        double minutes;
    } table[] = {{"minute", 1}, {"hour", HOUR}, {"day", DAY}, {"second", 1.0 / 60}};
    for (size_t i = 0; unit && i < sizeof table / sizeof table[0]; i++)
        if (story->q->unit[unit - 1] == els_hash_str(els_str_of(table[i].word)))
            return table[i].minutes;
    return 0;
}

/* In which unit a span is wanted: what is asked for, or what something is told per. */
static uint32_t span_unit(const els_story *story)
{
    if (minutes_in(story, story->asked) > 0)
        return story->asked;
    for (uint32_t i = 0; i < story->n; i++)
        if (minutes_in(story, story->values[i].per) > 0)
            return story->values[i].per;
    for (uint32_t u = 1; u <= story->q->n_units; u++)
        if (minutes_in(story, u) > 0)
            return u;
    return 0;
}

/* Whether the clause of the time speaks of an end. */
static bool ends_there(const els_story *story, const els_story_value *v)
{
    static const char *const words[] = {"ends",     "ended",   "end",      "until",  "till",
                                        "finishes", "arrives", "finished", "closes", "arrived",
                                        "over",     "back",    NULL};
    const els_token *t = story->reading->tokens;
    for (uint32_t i = v->first; i-- > story->reading->sentences[v->sentence].first;) {
        if (t[i].kind == ELS_TOKEN_NUMBER)
            return false;
        if (els_str_is_one_of(t[i].lower, words))
            return true;
    }
    return false;
}

bool els_story_span(const els_story *story, const els_story_value *x, const els_story_value *y,
                    els_story_value *ret, bool *ret_swapped)
{
    if (x->kind != ELS_STORY_CLOCK || y->kind != ELS_STORY_CLOCK)
        return false;
    bool swapped = ends_there(story, x) && !ends_there(story, y);
    double from = swapped ? y->value : x->value, to = swapped ? x->value : y->value;
    double minutes = to - from;
    if (minutes <= 0) /* "from 9 to 5 o'clock", or past midnight */
        minutes += from <= HALF_DAY && from - to < HALF_DAY ? HALF_DAY : DAY;
    uint32_t unit = span_unit(story);
    double one = unit ? minutes_in(story, unit) : HOUR;
    *ret = *x;
    ret->kind = ELS_STORY_AMOUNT;
    ret->unit = unit;
    ret->per = 0;
    ret->value = minutes / one;
    *ret_swapped = swapped;
    return true;
}
