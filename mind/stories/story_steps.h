/* story_steps.h — what the files of a story's steps share: how well a step suits the text
 * (story_priors.c), what it makes (story_steps.c), how a value ends as the answer (story_end.c). */
#ifndef ELS_STORY_STEPS_H
#define ELS_STORY_STEPS_H

#include "family.h"
#include "reader.h"
#include "story.h"

/* Nats, before anything is learned, where a word of the question calls for a step. */
#define ELS_STORY_SAID 1.4

/* How the units of two values meet. */
typedef enum {
    ELS_STORY_UNITS_OPEN,   /* one is not known */
    ELS_STORY_UNITS_LIKE,   /* the same, per the same */
    ELS_STORY_UNITS_KIN,    /* measures of the same */
    ELS_STORY_UNITS_X_RATE, /* x is per what y counts */
    ELS_STORY_UNITS_Y_RATE,
    ELS_STORY_UNITS_X_OVER, /* y is a rate of what x counts */
    ELS_STORY_UNITS_Y_OVER,
    ELS_STORY_UNITS_APART
} els_story_units;

static inline bool has(const els_story *story, uint32_t cue)
{
    return story->cues & cue;
}

static inline els_unit_class class_of(const els_story *story, uint32_t unit)
{
    return unit ? story->q->unit_class[unit - 1] : ELS_UNIT_NONE;
}

static inline bool alike(const els_story_value *x, const els_story_value *y)
{
    return x->unit && x->unit == y->unit && x->per == y->per && x->is_area == y->is_area;
}

/* Not resolved yet: compared with, or part of, something. */
static inline bool is_open(const els_story_value *v)
{
    return v->kind != ELS_STORY_AMOUNT;
}

/* Made by taking away. */
static inline bool takes(const els_story_value *v)
{
    return v->last == ELS_STORY_TAKE || v->last == ELS_STORY_TAKE_FROM;
}

/* Made as so many percent. */
static inline bool is_share(const els_story_value *v)
{
    return v->last == ELS_STORY_PERCENT_OF || v->last == ELS_STORY_PERCENT_BY ||
           v->last == ELS_STORY_PERCENT_CHANGE;
}

/* People of some kind; "people" (`any`) are whoever is counted. */
static inline bool is_person(const els_story *story, const els_story_value *v, bool any)
{
    uint32_t bits = any ? story->anybody : story->persons;
    return v->unit && bits >> (v->unit - 1) & 1;
}

/* Whether the rate is told per what the other value counts; "each guest" is each of the children.
 */
static inline bool is_rate_of(const els_story *story, const els_story_value *rate,
                              const els_story_value *count)
{
    if (rate->per && count->unit && !rate->is_work && rate->per != count->unit && !count->per &&
        story->persons >> (rate->per - 1) & 1 && is_person(story, count, false))
        return true;
    return count->unit && !rate->is_work &&
           ((rate->per && els_quantities_factor(story->q, count->unit, rate->per) > 0) ||
            (rate->per_also && els_quantities_factor(story->q, count->unit, rate->per_also) > 0));
}

/* How the value stands to what is asked for. */
static inline uint64_t asked_of(const els_story *story, const els_story_value *v)
{
    const els_quantities *q = story->q;
    return (uint64_t)(story->asked == 0         ? 0
                      : v->unit == story->asked ? 1
                      : v->per == story->asked  ? 2
                                                : 3) +
           4u * (q->per != 0 && (v->unit == q->per || v->per == q->per));
}

/* The part or the multiple that a pair of numbers makes of what is given ("4 girls for every 3
 * boys"; story_ratio.c), with its formula over both. False when they are no pair. */
bool els_story_ratio(const els_story *story, const els_story_value *x, const els_story_value *y,
                     els_story_value *ret, const char **ret_format);
/* Whether so many hands and so much time are told of one piece of work, or one supply, so that more
 * hands need less time. */
bool els_story_is_work(const els_story *story, const els_story_value *hands,
                       const els_story_value *time);
/* Whether the number is a time of day: its minutes, and whether they are a number of their own
 * ("9:15"; story_clock.c). */
bool els_story_clock(const els_reading *reading, const els_quantity *s, double *ret_minutes,
                     bool *ret_split);
/* "noon", "midnight". */
bool els_story_clock_word(const els_token *token, double *ret_minutes);
/* The time from one to the other; `ret_swapped`: y is the earlier one. */
bool els_story_span(const els_story *story, const els_story_value *x, const els_story_value *y,
                    els_story_value *ret, bool *ret_swapped);
/* From one year to another, or the year that lies so many years from one. */
bool els_story_year_step(const els_story *story, els_story_step step, const els_story_value *x,
                         const els_story_value *y, els_story_value *ret, const char **ret_format,
                         double *ret_prior);
/* Whether it is asked how long several need together for what each can do alone. */
bool els_story_asks_jointly(const els_story *story);
/* Two times in which each of two does the same work alone: the time that both need together. */
bool els_story_join(const els_story *story, const els_story_value *x, const els_story_value *y,
                    els_story_value *ret);
/* A span of time that starts at token i and is told without a number ("for a week", "from Monday to
 * Friday"; story_span.c): how many of which unit. */
bool els_story_untold_span(const els_story *story, uint32_t i, double *ret_value,
                           uint32_t *ret_unit);
els_story_units els_story_meet(const els_story *story, const els_story_value *x,
                               const els_story_value *y);
/* Nats of steps over x and y, told in this order. */
double els_story_sum_prior(const els_story *story, const els_story_value *x,
                           const els_story_value *y, els_story_step step, els_story_units units);
double els_story_product_prior(const els_story *story, const els_story_value *x,
                               const els_story_value *y, els_story_units units);
/* Of x divided by y. */
double els_story_quotient_prior(const els_story *story, const els_story_value *x,
                                const els_story_value *y, els_story_units units, bool in_order);
/* "Teams of 3" when teams are asked for: whatever is put into them. */
bool els_story_makes_asked(const els_story *story, const els_story_value *x,
                           const els_story_value *y);
/* Whether the sentence tells what several have together. */
bool els_story_tells_both(const els_story *story, uint32_t sentence);
/* "48 hens and ducks", "a class of 28", where these are compared: r is what both are together. */
bool els_story_is_total(const els_story *story, const els_story_value *c, const els_story_value *r);
/* "12 pupils, which is 40% of the class" (v and p): v is the part. */
bool els_story_is_part_of(const els_story *story, const els_story_value *p,
                          const els_story_value *v);
/* "120 spaces, 87 cars": what is free of x where y is. */
bool els_story_is_filled(const els_story *story, const els_story_value *x,
                         const els_story_value *y);
/* How many lengths are told. */
uint32_t els_story_lengths(const els_story *story);
/* "Its perimeter is 36 cm." */
bool els_story_tells_around(const els_story *story, const els_story_value *v);
/* Both count a kind of what is asked for: cups and pens, where things are. */
bool els_story_are_kinds(const els_story *story, const els_story_value *x,
                         const els_story_value *y);
/* "15 dogs and 7 cats" where something else is asked for that is counted nowhere. */
bool els_story_are_listed(const els_story *story, const els_story_value *x,
                          const els_story_value *y);
/* An area over one of its sides. */
bool els_story_is_side(const els_story *story, const els_story_value *x, const els_story_value *y);
/* Of the part p of v. */
double els_story_part_prior(const els_story *story, const els_story_value *p,
                            const els_story_value *v, els_story_step step);
/* "40% of them are novels" when novels are asked for. */
bool els_story_names_asked(const els_story *story, const els_story_value *p);
/* "What percentage of the women ...?": what the question says for the share of a in b. */
double els_story_share_named(const els_story *story, const els_story_value *a,
                             const els_story_value *b);
/* Of the comparison c with r; `back`: r is who is compared. */
double els_story_liken_prior(const els_story *story, const els_story_value *c,
                             const els_story_value *r, bool back);

#endif
