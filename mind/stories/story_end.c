/* story_end.c — how a value of a told problem ends as the answer. */
#include "story_steps.h"

#include <math.h>

static double unit_prior(const els_story *story, const els_story_value *v)
{
    const els_quantities *q = story->q;
    double prior = 0;
    if (story->asked && story->is_general)
        prior += v->unit == story->asked ? 1.5 : 0;
    else if (story->asked)
        prior += (story->is_guessed ? 0.5 : 1) * (v->unit == story->asked ? 1.5
                                                  : v->unit == 0          ? -0.3
                                                                          : -1.8);
    if (has(story, ELS_STORY_THAN | ELS_STORY_MORE))
        prior += !takes(v) ? -0.9 : has(story, ELS_STORY_THAN) ? 1.1 : 0;
    if (class_of(story, v->unit) == ELS_UNIT_MEASURE && has(story, ELS_STORY_AREA) && !v->per &&
        story->asked == v->unit)
        prior += v->is_area ? 0.5 : -1;
    if (has(story, ELS_STORY_SUM) && v->last == ELS_STORY_ADD)
        prior += ELS_STORY_SAID / 2;
    if (has(story, ELS_STORY_MEAN) && v->last != ELS_STORY_DIVIDE && v->last != ELS_STORY_DIVIDE_BY)
        prior -= 2;
    if (q->per)
        prior += v->per == q->per ? 1 : v->per ? -0.5 : 0;
    else if (v->per && !has(story, ELS_STORY_EACH | ELS_STORY_MEAN))
        prior -= 1;
    return prior;
}

static bool connects(const els_story *story, const els_story_value *v)
{
    const els_quantities *q = story->q;
    if (story->is_general && q->asks_kind && class_of(story, v->unit) == ELS_UNIT_NOUN)
        return true;
    for (uint32_t i = 0; i < story->n; i++) {
        const els_story_value *z = &story->values[i];
        if (z->first != v->first && v->unit && (z->unit == v->unit || z->per == v->unit))
            return true;
        if (z->unit == 0 && z->per && class_of(story, v->unit) == ELS_UNIT_NOUN)
            return true; /* "teams of 3" */
    }
    return v->unit && (v->unit == story->asked || v->unit == q->per);
}

/* "Its perimeter is 36 cm." */
bool els_story_tells_around(const els_story *story, const els_story_value *v)
{
    const els_sentence *told = &story->reading->sentences[v->sentence];
    for (uint32_t i = told->first; i < told->end; i++)
        if (els_token_is(&story->reading->tokens[i], "perimeter") ||
            els_token_is(&story->reading->tokens[i], "around"))
            return true;
    return false;
}

uint32_t els_story_lengths(const els_story *story)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < story->n; i++)
        n += class_of(story, story->values[i].unit) == ELS_UNIT_MEASURE && !story->values[i].per &&
             !story->values[i].is_area && !story->values[i].is_loose &&
             story->values[i].kind == ELS_STORY_AMOUNT;
    return n;
}

/* What each way of ending makes of the value: `as` begins as it. False when it cannot end so. */

static bool end_rounded(const els_story *story, els_story_end end, els_story_value *as,
                        double *ret_prior)
{
    bool counted = as->last == ELS_STORY_DIVIDE || as->last == ELS_STORY_DIVIDE_BY;
    bool broken = as->value != floor(as->value), up = end == ELS_STORY_UP;
    bool shared = has(story, ELS_STORY_SHARED) && has(story, ELS_STORY_EACH);
    if (!broken || !counted || class_of(story, as->unit) == ELS_UNIT_MONEY)
        return false;
    as->value = up ? ceil(as->value - 1e-9) : floor(as->value + 1e-9);
    *ret_prior = has(story, up ? ELS_STORY_NEEDED : ELS_STORY_FULL) ? 0.6
                 : shared && !up                                    ? -0.4
                                                                    : -0.5;
    return true;
}

static bool end_converted(const els_story *story, els_story_value *as, double *ret_prior)
{
    const els_quantities *q = story->q;
    double factor = as->per == 0 ? els_quantities_factor(q, as->unit, story->asked) : 0;
    uint32_t span = q->per ? q->per : story->span;
    if (as->per && span && as->per != span) {
        factor = els_quantities_factor(q, span, as->per);
        as->per = q->per;
    } else {
        as->unit = story->asked;
    }
    as->value *= factor;
    *ret_prior = -0.2;
    return factor != 0 && factor != 1;
}

static bool end_shared(const els_story *story, els_story_value *as, double *ret_prior)
{
    uint32_t per = story->q->per;
    if (!has(story, ELS_STORY_MEAN) || as->sums == 0 || as->sums != as->steps)
        return false;
    *ret_prior = per && class_of(story, per) == ELS_UNIT_NOUN && as->per == 0 ? 3 : 5;
    as->value /= as->sums + 1;
    as->per = per;
    return true;
}

static bool end_squared(const els_story *story, els_story_end end, els_story_value *as,
                        double *ret_prior)
{
    bool length = class_of(story, as->unit) == ELS_UNIT_MEASURE && !as->per && !as->is_area;
    bool asks = end == ELS_STORY_SIDES     ? has(story, ELS_STORY_AROUND)
                : end == ELS_STORY_SQUARED ? has(story, ELS_STORY_AREA)
                                           : !has(story, ELS_STORY_AROUND | ELS_STORY_AREA) &&
                                                 els_story_tells_around(story, as);
    if (!has(story, ELS_STORY_SQUARE) || !length || !asks)
        return false;
    as->value = end == ELS_STORY_SIDES     ? 4 * as->value
                : end == ELS_STORY_SQUARED ? as->value * as->value
                                           : as->value / 4;
    as->is_area = end == ELS_STORY_SQUARED;
    *ret_prior = 3;
    return true;
}

static bool end_halved(const els_story *story, els_story_value *as, double *ret_prior)
{
    if (!has(story, ELS_STORY_TRIANGLE) || !has(story, ELS_STORY_AREA) ||
        has(story, ELS_STORY_AROUND) || !as->is_area || as->last != ELS_STORY_MULTIPLY ||
        as->steps != 1)
        return false;
    as->value /= 2;
    *ret_prior = 2;
    return true;
}

/* "A litre of the mixture." */
static bool asks_for_one(const els_story *story, uint32_t unit)
{
    static const char *const one[] = {"a", "an", "one", "each", "per", "every", NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first; i + 1 < asking->end; i++)
        if (els_str_is_one_of(t[i].lower, one) &&
            els_quantities_unit(story->q, t[i + 1].lower) == unit)
            return true;
    return false;
}

/* "What is one kilogram of the mixture worth?", "what was the average speed?" */
static bool end_weighted(const els_story *story, els_story_value *as, double *ret_prior)
{
    if (as->weight <= 0 || as->last != ELS_STORY_ADD || as->per || as->unit == as->weighs ||
        (!has(story, ELS_STORY_MEAN | ELS_STORY_EACH) && !asks_for_one(story, as->weighs)) ||
        has(story, ELS_STORY_SUM))
        return false;
    as->value /= as->weight;
    as->per = as->weighs;
    *ret_prior =
        has(story, ELS_STORY_MEAN) || story->q->per == as->weighs || asks_for_one(story, as->weighs)
            ? 3
            : 1.5;
    return true;
}

static double prior_as_is(const els_story *story, const els_story_value *v)
{
    els_unit_class unit = class_of(story, v->unit);
    if (v->value == floor(v->value))
        return 0;
    return unit == ELS_UNIT_MONEY && v->value * 100 == floor(v->value * 100) ? -0.1
           : has(story, ELS_STORY_MEAN)                                      ? -0.2
           : unit == ELS_UNIT_NOUN && !v->per                                ? -1.2
                                                                             : -0.8;
}

static bool end_as(const els_story *story, els_story_end end, els_story_value *as,
                   double *ret_prior)
{
    switch (end) {
    case ELS_STORY_UP:
    case ELS_STORY_DOWN:
        return end_rounded(story, end, as, ret_prior);
    case ELS_STORY_CONVERT:
        return end_converted(story, as, ret_prior);
    case ELS_STORY_SHARE:
        return end_shared(story, as, ret_prior);
    case ELS_STORY_SIDES:
    case ELS_STORY_SQUARED:
    case ELS_STORY_SIDE:
        return end_squared(story, end, as, ret_prior);
    case ELS_STORY_HALF:
        return end_halved(story, as, ret_prior);
    case ELS_STORY_WEIGHTED:
        return end_weighted(story, as, ret_prior);
    default:
        *ret_prior = prior_as_is(story, as);
        return true;
    }
}

/* Nats that a value which lies unused beside the answer takes from it; adds its features. */
static double unused_loss(const els_story *story, const els_story_value *r,
                          els_story_judged *judged)
{
    bool related = connects(story, r);
    double loss = r->kind == ELS_STORY_CLOCK               ? 0.6
                  : is_open(r)                             ? 2
                  : !related || has(story, ELS_STORY_THAN) ? 0.6
                                                           : 1.3;
    if (judged->n_own < ELS_STORY_FEATURES - 20) {
        judged->own[judged->n_own++] =
            els_feature("story.unused", r->kind, related, class_of(story, r->unit));
        judged->own[judged->n_own++] =
            els_feature("story.unused_asked", asked_of(story, r), r->steps > 0, r->said);
    }
    return loss;
}

bool els_story_finish(const els_story *story, els_story_end end, const els_story_value *v,
                      const els_story_value *const *rest, uint32_t n_rest, double *ret_value,
                      els_story_judged *ret_judged)
{
    const els_quantities *q = story->q;
    uint32_t unused = 0;
    els_story_value as = *v;
    els_story_judged j = {.prior = 0};
    if (is_open(v) || v->is_work || !end_as(story, end, &as, &j.prior))
        return false;
    if (as.per && story->span == as.per)
        as.per = 0;
    j.prior += unit_prior(story, &as);
    if (v->steps == 0)
        j.prior -= end == ELS_STORY_CONVERT ? 0.3 : 1.5;
    for (uint32_t i = 0; i < n_rest; i++) {
        const els_story_value *r = rest[i];
        bool beside = (r->uses & ~v->uses) == 0;
        if (beside && r->kind == ELS_STORY_AMOUNT && has(story, ELS_STORY_LEFT) &&
            v->holder == r->holder)
            j.prior -= 0.5; /* what another one is compared with is taken too */
        if (beside || r->is_loose || (end == ELS_STORY_SHARE && r->value == v->sums + 1))
            continue;
        j.prior -= unused_loss(story, r, &j);
        j.prior -= 0.8 * r->steps;
        unused++;
    }
    uint64_t named = 0;
    if (q->n_names == 1 && v->holder) {
        named = v->holder == q->names[0] ? 1 : 2;
        j.prior += named == 2 ? -0.8 : 0.2;
    }
    j.own[j.n_own++] = els_feature("story.end", end, v->last, 0);
    j.own[j.n_own++] = els_feature("story.unit", asked_of(story, &as), as.per != 0, q->per != 0);
    j.own[j.n_own++] = els_feature("story.left", unused, v->steps, 0);
    j.own[j.n_own++] = els_feature("story.named", named, v->last, 0);
    j.own[j.n_own++] = els_feature("story.whole", as.value == floor(as.value), v->last, end);
    for (uint32_t left = story->cues; left && j.n_own < ELS_STORY_FEATURES; left &= left - 1)
        j.own[j.n_own++] = els_feature("story.end_cue", v->last, left & -left, end);
    *ret_value = as.value;
    *ret_judged = j;
    return true;
}
