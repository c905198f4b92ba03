/* story_span.c — spans of time that a problem tells without a number: "for a week", "from Monday to
 * Friday"; and ages, which all grow alike. */
#include "reader.h"
#include "story_steps.h"

#include "els_date.h"

/* Day of the week, 1 to 7; 0 for other words. */
static int weekday(const els_token *t)
{
    for (int i = 0; i < 7; i++)
        if (els_str_ieq(t->lower, els_str_of(els_weekday_names[i])))
            return i + 1;
    return 0;
}

bool els_story_untold_span(const els_story *story, uint32_t i, double *ret_value,
                           uint32_t *ret_unit)
{
    static const char *const all[] = {"whole", "entire", "full", NULL};
    const els_reading *reading = story->reading;
    const els_token *t = reading->tokens;
    if (i + 3 >= reading->n_tokens)
        return false;
    int from = weekday(&t[i + 1]), to = weekday(&t[i + 3]);
    bool runs = els_token_is(&t[i + 2], "to") || els_token_is(&t[i + 2], "till") ||
                els_token_is(&t[i + 2], "until") || els_token_is(&t[i + 2], "through");
    if (els_token_is(&t[i], "from") && from && to && runs) {
        *ret_value = (to - from + 7) % 7 + 1;
        *ret_unit = els_quantities_unit(story->q, ELS_STR("day"));
        return *ret_unit != 0;
    }
    if (t[i].sentence == story->q->asking || !els_token_is(&t[i], "for") ||
        !els_reader_is_article(t[i + 1].lower))
        return false;
    bool whole = els_str_is_one_of(t[i + 2].lower, all);
    uint32_t at = i + 2 + whole;
    if (els_token_is(&t[i + 1], "the") && !whole)
        return false;
    *ret_unit = els_quantities_unit(story->q, t[at].lower);
    *ret_value = 1;
    return class_of(story, *ret_unit) == ELS_UNIT_TIME;
}

/* ---- years ---- */

static bool is_year(const els_story *story, const els_story_value *v)
{
    static const char *const before[] = {"in",      "from",  "to",    "until", "till", "since",
                                         "by",      "and",   "after", "year",  "of",   "before",
                                         "between", "early", "late",  NULL};
    const els_token *t = story->reading->tokens;
    bool behind = v->first + 1 < story->reading->n_tokens &&
                  els_reader_is_function(t[v->first + 1].lower); /* "in 1968 the ship" */
    return v->kind == ELS_STORY_AMOUNT &&
           (!v->unit || behind || v->is_inherited || class_of(story, v->unit) == ELS_UNIT_TIME) &&
           v->value >= 1000 && v->value < 2200 && v->value == (double)(int)v->value &&
           t[v->first].text.len == 4 && v->first > 0 &&
           els_str_is_one_of(t[v->first - 1].lower, before);
}

/* "How many years", "in what year", "how old", "how long": what years are told for. */
static bool asks_years(const els_story *story)
{
    static const char *const words[] = {"year", "years", "old", "long", "age", "when", NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first; i < asking->end; i++)
        if (els_str_is_one_of(t[i].lower, words))
            return true;
    return false;
}

void els_story_years(els_story *story)
{
    const bool asked = asks_years(story);
    for (uint32_t i = 0; i < story->n; i++) {
        els_story_value *v = &story->values[i];
        if (!is_year(story, v))
            continue;
        if (!asked) { /* when it was */
            v->is_loose = v->is_loose ||
                          (!v->unit && els_token_is(&story->reading->tokens[v->first - 1], "in"));
            continue;
        }
        v->kind = ELS_STORY_YEAR;
        v->unit = v->per = 0;
        v->flow = 0;
    }
}

/* "In what year", "which year", "when". */
static bool asks_a_year(const els_story *story)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first; i < asking->end; i++)
        if (els_token_is(&t[i], "year") || (i == asking->first && els_token_is(&t[i], "when")))
            return true;
    return false;
}

/* How many words of the question stand near the year, beside its sentence's others. */
static uint32_t asked_near(const els_story *story, const els_story_value *v)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < story->q->n_read; k++) {
        const els_quantity *s = &story->q->items[k];
        if (s->first != v->first)
            continue;
        for (uint32_t a = 0; a < s->n_around; a++)
            for (uint32_t w = 0; w < story->q->n_asked_words; w++)
                n += s->around[a] == story->q->asked_words[w];
    }
    return n;
}

bool els_story_year_step(const els_story *story, els_story_step step, const els_story_value *x,
                         const els_story_value *y, els_story_value *ret, const char **ret_format,
                         double *ret_prior)
{
    bool asks_year = asks_a_year(story);
    if (x->kind == ELS_STORY_YEAR && y->kind == ELS_STORY_YEAR) {
        if (step != ELS_STORY_SPAN)
            return false;
        bool falls = x->value > y->value;
        *ret = *x;
        ret->kind = ELS_STORY_AMOUNT;
        ret->value = falls ? x->value - y->value : y->value - x->value;
        ret->unit = els_quantities_unit(story->q, ELS_STR("years"));
        *ret_format = falls ? "(%1$s-%2$s)" : "(%2$s-%1$s)";
        *ret_prior = asks_year ? -1 : 1.5 + 0.4 * (asked_near(story, x) + asked_near(story, y));
        return true;
    }
    const els_story_value *year = x->kind == ELS_STORY_YEAR ? x : y, *by = year == x ? y : x;
    bool later = step == ELS_STORY_ADD;
    if (year->kind != ELS_STORY_YEAR ||
        (by->kind != ELS_STORY_AMOUNT && by->kind != ELS_STORY_COMPARE) || !asks_year ||
        (!later && step != (year == x ? ELS_STORY_TAKE : ELS_STORY_TAKE_FROM)) ||
        (by->unit && class_of(story, by->unit) != ELS_UNIT_TIME) || by->value >= 1000)
        return false;
    static const char *const back[] = {"earlier", "before", "ago", "old", "aged", "younger", NULL};
    const els_token *t = story->reading->tokens;
    bool earlier = false;
    for (uint32_t i = by->first;
         i < story->reading->sentences[by->sentence].end && i < by->first + 4; i++)
        earlier = earlier || els_str_is_one_of(t[i].lower, back);
    *ret = *year;
    ret->kind = ELS_STORY_AMOUNT;
    ret->unit = story->asked;
    ret->is_aside = ret->is_loose = false;
    ret->value = later ? year->value + by->value : year->value - by->value;
    *ret_format = later ? "(%1$s+%2$s)" : year == x ? "(%1$s-%2$s)" : "(%2$s-%1$s)";
    *ret_prior = later == earlier ? -1 : by->unit ? 2.5 : 1.5; /* "when did he turn 65" */
    return true;
}

/* ---- ages ---- */

static bool asks_age(const els_story *story)
{
    static const char *const words[] = {"old", "age", "ages", "years", NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first; i < asking->end; i++)
        if (els_str_is_one_of(t[i].lower, words))
            return true;
    return false;
}

/* Ages told as they are, not how much older. */
static bool is_age(const els_story *story, const els_story_value *v)
{
    return v->kind == ELS_STORY_AMOUNT && !v->per &&
           (!v->unit || class_of(story, v->unit) == ELS_UNIT_TIME);
}

void els_story_ages(els_story *story)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool old = false, now = false, will = false, when = false, was = false;
    for (uint32_t i = 0; i < story->reading->n_tokens; i++)
        old = old || els_token_is(&t[i], "old");
    if (!old || !asks_age(story))
        return;
    for (uint32_t i = asking->first; i < asking->end; i++) {
        will = will || els_token_is(&t[i], "will");
        when = when || els_token_is(&t[i], "when");
        now = now || els_token_is(&t[i], "now") || els_token_is(&t[i], "today");
        was = was || (when && els_token_is(&t[i], "born"));
    }
    if (was) /* "How old was he when she was born?" */
        story->cues |= ELS_STORY_THAN;
    for (uint32_t i = 0; i < story->n; i++) {
        els_story_value *v = &story->values[i];
        bool future = false;
        for (uint32_t k = story->reading->sentences[v->sentence].first;
             now && is_age(story, v) && k < story->reading->sentences[v->sentence].end; k++)
            future = future || els_token_is(&t[k], "will");
        if (future && v->first > 0 && els_token_is(&t[v->first - 1], "in"))
            v->is_off = true; /* "In 5 years she will be 16. How old is she now?" */
        if (!is_age(story, v) || v->sentence != story->q->asking)
            continue;
        uint32_t unit_end = v->first + 2;
        bool ago = unit_end < asking->end && els_token_is(&t[unit_end], "ago");
        bool in = els_token_is(&t[v->first - (v->first > 0)], "in") ||
                  (unit_end < asking->end && els_token_is(&t[unit_end], "later"));
        if (ago || (in && will)) { /* so much younger, or older */
            v->is_aside = false;
            v->flow = ago ? -1 : 1;
        } else if (when && will) {
            v->is_then = true; /* "How old will she be when Ole is 20?" */
        } else if (will) {
            v->is_whole = true; /* "In how many years will she be 20?" */
        }
    }
}
