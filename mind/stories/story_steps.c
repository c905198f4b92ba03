/* story_steps.c — what two values of a told problem make. */
#include "lexicon.h"
#include "story_steps.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Nats of a step over values of different sentences. */
#define FAR 0.12

/* ---- steps ---- */

bool els_story_keeps(els_story_step step)
{
    return step == ELS_STORY_LIKEN || step == ELS_STORY_LIKEN_BACK;
}

static void write_text(els_story_value *ret, const char *format, const els_story_value *a,
                       const els_story_value *b)
{
    char text[2 * ELS_STORY_TEXT + 32];
    int n = snprintf(text, sizeof text, format, a->text, b->text);
    ret->text[0] = '\0';
    if (n > 0 && n < ELS_STORY_TEXT)
        memcpy(ret->text, text, (size_t)n + 1);
}

static bool likens(const els_story *story, els_story_step step, const els_story_value *x,
                   const els_story_value *y, els_story_value *ret, double *ret_prior)
{
    bool x_open = is_open(x), back = step == ELS_STORY_LIKEN_BACK;
    const els_story_value *c = x_open ? x : y, *r = x_open ? y : x;
    if ((c->kind != ELS_STORY_COMPARE && c->kind != ELS_STORY_MULTIPLE) || is_open(r))
        return false;
    *ret = *c;
    ret->kind = ELS_STORY_AMOUNT;
    ret->flow = c->flow < 0 ? 0 : c->flow;
    bool of_than = c->than && r->unit && story->q->unit[r->unit - 1] == c->than;
    uint32_t likened = c->kind == ELS_STORY_MULTIPLE ? c->likened : c->unit;
    ret->unit = of_than && likened && !c->is_inherited && !back ? likened
                : c->unit && !c->is_inherited && c->kind == ELS_STORY_COMPARE &&
                        els_quantities_factor(story->q, c->unit, r->unit) == 0 &&
                        story->asked == c->unit
                    ? c->unit
                    : r->unit;
    ret->per = r->per;
    ret->is_more = false;
    if (back)
        ret->holder = c->other;
    if (c->kind == ELS_STORY_MULTIPLE) {
        if (c->value == 0)
            return false;
        ret->value = back ? r->value / c->value : r->value * c->value;
        write_text(ret, back ? "(%s/%s)" : "(%s*%s)", r, c);
    } else {
        bool less = (c->sign < 0) != back;
        double factor = els_quantities_factor(story->q, c->unit, r->unit);
        double by = factor > 0 ? c->value * factor : c->value; /* "1.8 m", "45 cm shorter" */
        ret->value = less ? r->value - by : r->value + by;
        write_text(ret, less ? "(%s-%s)" : "(%s+%s)", r, c);
    }
    *ret_prior = els_story_liken_prior(story, c, r, back);
    return true;
}

/* "The smaller", "the elder" of the question: below 0, above it. */
static int asked_degree(const els_story *story)
{
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first; i < asking->end; i++) {
        const els_token *t = &story->reading->tokens[i];
        bool er = t->lower.len > 4 && t->lower.ptr[t->lower.len - 1] == 'r';
        int degree = er ? els_reader_degree(t->lower) : 0;
        if (degree && !has(story, ELS_STORY_THAN))
            return degree;
    }
    return 0;
}

/* "Together they have 98, one 22 more than the other." */
static bool halves(const els_story *story, els_story_step step, const els_story_value *x,
                   const els_story_value *y, els_story_value *ret, double *ret_prior)
{
    bool larger = step == ELS_STORY_LARGER;
    const els_story_value *c = is_open(x) ? x : y, *r = is_open(x) ? y : x;
    if ((c->kind != ELS_STORY_COMPARE && c->kind != ELS_STORY_MULTIPLE) || is_open(r))
        return false;
    *ret = *r;
    bool both = els_story_tells_both(story, r->sentence) || els_story_is_total(story, c, r);
    bool asks_other = story->q->n_names == 1 && story->q->names[0] == c->other;
    bool asks_own = story->q->n_names == 1 && story->q->names[0] == c->holder;
    if (!asks_own && !asks_other) {
        asks_own = c->compared > 0;
        asks_other = c->compared < 0;
    }
    int degree = asked_degree(story);
    bool own_larger = c->kind == ELS_STORY_MULTIPLE ? c->value > 1 : c->sign > 0;
    if (c->kind == ELS_STORY_MULTIPLE) {
        if (c->value <= 0)
            return false;
        double small = r->value / (c->value + 1);
        ret->value = larger ? r->value - small : small;
        write_text(ret, larger ? "(%1$s-%1$s/(%2$s+1))" : "(%1$s/(%2$s+1))", r, c);
    } else {
        ret->value = (larger ? r->value + c->value : r->value - c->value) / 2;
        write_text(ret, larger ? "((%s+%s)/2)" : "((%s-%s)/2)", r, c);
    }
    *ret_prior = -1.2 + (both ? 2.2 : 0);
    if (degree)
        *ret_prior += (degree > 0) == larger ? 1.2 : -1.2;
    else if (asks_own || asks_other)
        *ret_prior += (asks_own == own_larger) == larger ? 0.8 : -0.8;
    return true;
}

static bool spans(const els_story *story, const els_story_value *x, const els_story_value *y,
                  els_story_value *ret, double *ret_prior)
{
    bool swapped;
    if (!els_story_span(story, x, y, ret, &swapped))
        return false;
    write_text(ret, "(%s-%s)", swapped ? x : y, swapped ? y : x);
    *ret_prior = 1.5;
    return true;
}

static bool pairs(const els_story *story, const els_story_value *x, const els_story_value *y,
                  els_story_value *ret, double *ret_prior)
{
    const char *format;
    if (!els_story_ratio(story, x, y, ret, &format))
        return false;
    write_text(ret, format, x, y);
    *ret_prior = 1.2;
    return true;
}

/* The whole that v is the part p of. */
static bool undoes_part(const els_story *story, const els_story_value *p, const els_story_value *v,
                        els_story_value *ret, double *ret_prior)
{
    const bool percent = p->kind == ELS_STORY_PERCENT;
    if (p->value <= 0 || v->steps > 0)
        return false;
    *ret = *v;
    ret->value = percent ? v->value * 100 / p->value : v->value / p->value;
    write_text(ret, percent ? "(%s*100/%s)" : "(%s/%s)", v, p);
    *ret_prior = els_story_is_part_of(story, p, v) ? 2.5 : -2.5;
    return true;
}

/* The whole that v is left of without the part p. */
static bool undoes_rest(const els_story *story, const els_story_value *p, const els_story_value *v,
                        els_story_value *ret, double *ret_prior)
{
    const bool percent = p->kind == ELS_STORY_PERCENT;
    if ((percent ? p->value / 100 : p->value) >= 1)
        return false;
    *ret = *v;
    ret->value = percent ? v->value * 100 / (100 - p->value) : v->value / (1 - p->value);
    write_text(ret, percent ? "(%s*100/(100-%s))" : "(%s/(1-%s))", v, p);
    *ret_prior = has(story, ELS_STORY_START) ? 1.5 : -2;
    return true;
}

/* The part p of v, the rest of it, or v and the part. Percentages are counted in hundredths, so
 * that whole results come out whole. */
static bool parts(const els_story *story, els_story_step step, const els_story_value *x,
                  const els_story_value *y, els_story_value *ret, double *ret_prior)
{
    const els_story_value *p = is_open(x) ? x : y, *v = is_open(x) ? y : x;
    const bool percent = p->kind == ELS_STORY_PERCENT;
    if ((!percent && p->kind != ELS_STORY_FRACTION) || is_open(v))
        return false;
    if ((step == ELS_STORY_RAISE && !percent) || (step != ELS_STORY_PART && p->is_ratio))
        return false;
    if (step == ELS_STORY_UNDO_PART)
        return undoes_part(story, p, v, ret, ret_prior);
    if (step == ELS_STORY_UNDO_REST)
        return undoes_rest(story, p, v, ret, ret_prior);
    const double all = percent ? 100 : 1;
    const double taken = step == ELS_STORY_PART   ? p->value
                         : step == ELS_STORY_REST ? all - p->value
                                                  : all + p->value;
    if (taken < 0)
        return false;
    *ret = *v;
    ret->value = v->value * taken / all;
    if (!percent && fabs(ret->value - round(ret->value)) < 1e-9)
        ret->value = round(ret->value);
    bool of_it = p->first < v->first && v->first <= p->first + 4; /* "gave a third of his 27" */
    ret->flow = step == ELS_STORY_REST && of_it ? 0 : v->flow;
    if (els_story_names_asked(story, p) || (p->is_ratio && story->asked))
        ret->unit = story->asked;
    write_text(ret,
               step == ELS_STORY_PART   ? percent ? "(%s*%s/100)" : "(%s*%s)"
               : step == ELS_STORY_REST ? percent ? "(%s*(100-%s)/100)" : "(%s*(1-%s))"
                                        : "(%s*(100+%s)/100)",
               v, p);
    *ret_prior = els_story_part_prior(story, p, v, step);
    return true;
}

/* "40% on rent and 25% on food": of the same. */
static bool adds_parts(const els_story *story, const els_story_value *x, const els_story_value *y,
                       els_story_value *ret, double *ret_prior)
{
    bool percent = x->kind == ELS_STORY_PERCENT;
    if ((!percent && (x->kind != ELS_STORY_FRACTION || x->is_ratio || y->is_ratio)) ||
        x->value + y->value > (percent ? 100 : 1))
        return false;
    *ret = *x;
    ret->flow = x->flow == y->flow ? x->flow : 0;
    ret->value = x->value + y->value;
    write_text(ret, "(%s+%s)", x, y);
    bool of_rest = has(story, ELS_STORY_REMAINS) || x->sentence != y->sentence;
    *ret_prior = of_rest ? -1 : 1.5;
    return true;
}

static bool adds(const els_story *story, els_story_step step, const els_story_value *x,
                 const els_story_value *y, els_story_value *ret, double *ret_prior)
{
    els_story_units units = els_story_meet(story, x, y);
    double a = x->value, b = y->value;
    if (is_share(x) != is_share(y))
        return false;
    *ret = (x->unit && !is_person(story, x, true)) || !y->unit ? *x : *y;
    if (units == ELS_STORY_UNITS_KIN) { /* in the smaller unit */
        double factor = els_quantities_factor(story->q, y->unit, x->unit);
        if (factor >= 1) {
            b *= factor;
        } else {
            a /= factor;
            *ret = *y;
        }
    }
    ret->flow = step == ELS_STORY_ADD && x->flow == y->flow ? x->flow : 0;
    ret->is_off = x->is_off && y->is_off;
    ret->is_more = false;
    ret->holder = x->holder == y->holder ? x->holder : 0;
    ret->value = step == ELS_STORY_ADD ? a + b : step == ELS_STORY_TAKE ? a - b : b - a;
    if (step == ELS_STORY_TAKE_FROM)
        write_text(ret, "(%s-%s)", y, x);
    else
        write_text(ret, step == ELS_STORY_ADD ? "(%s+%s)" : "(%s-%s)", x, y);
    if (units == ELS_STORY_UNITS_APART && !is_person(story, x, true) && !is_person(story, y, true))
        ret->unit = els_story_is_filled(story, x, y) ? x->unit
                    : els_story_are_kinds(story, x, y) ||
                            (step == ELS_STORY_ADD && els_story_are_listed(story, x, y))
                        ? story->asked /* cups and pens: things */
                        : 0;
    *ret_prior = els_story_sum_prior(story, x, y, step, units);
    return true;
}

/* "3 pumps empty a pool in 16 hours": so many hours of one pump. */
static bool works(const els_story *story, const els_story_value *x, const els_story_value *y,
                  els_story_value *ret, double *ret_prior)
{
    bool in_order = els_story_is_work(story, x, y);
    if (!in_order && !els_story_is_work(story, y, x))
        return false;
    const els_story_value *hands = in_order ? x : y, *time = in_order ? y : x;
    *ret = *time;
    ret->per_also = hands->unit;
    ret->is_work = true;
    ret->value = x->value * y->value;
    write_text(ret, "(%s*%s)", x, y);
    *ret_prior = 1.8;
    return true;
}

/* How many of what the rate is per one of what is counted is. */
static double rate_factor(const els_story *story, const els_story_value *count,
                          const els_story_value *rate)
{
    if (is_person(story, count, false) && rate->per && story->persons >> (rate->per - 1) & 1)
        return 1;
    double factor = rate->per ? els_quantities_factor(story->q, count->unit, rate->per) : 0;
    return factor > 0 ? factor : els_quantities_factor(story->q, count->unit, rate->per_also);
}

static bool multiplies(const els_story *story, const els_story_value *x, const els_story_value *y,
                       els_story_value *ret, double *ret_prior)
{
    if (works(story, x, y, ret, ret_prior))
        return true;
    if ((x->is_area && y->is_area) ||
        ((x->is_area || y->is_area) && x->unit == y->unit && !has(story, ELS_STORY_VOLUME)))
        return false;
    els_story_units units = els_story_meet(story, x, y);
    double factor = 1;
    bool y_rate = units == ELS_STORY_UNITS_Y_RATE;
    if (units == ELS_STORY_UNITS_X_RATE) {
        factor = rate_factor(story, y, x);
    } else if (y_rate) {
        factor = rate_factor(story, x, y);
    } else if (class_of(story, y->unit) == ELS_UNIT_TIMES || (x->per && !y->per)) {
        ;
    } else if (class_of(story, x->unit) == ELS_UNIT_TIMES || (y->per && !x->per) ||
               y->said & ELS_SAID_EACH) {
        y_rate = true;
    } else if (class_of(story, x->unit) == ELS_UNIT_NOUN &&
               class_of(story, y->unit) == ELS_UNIT_MEASURE) {
        y_rate = true; /* "5 rounds on a track of 400 m" */
    }
    const els_story_value *rate = y_rate ? y : x, *count = y_rate ? x : y;
    *ret = *rate;
    bool counts = units == ELS_STORY_UNITS_X_RATE || units == ELS_STORY_UNITS_Y_RATE ||
                  class_of(story, count->unit) == ELS_UNIT_TIMES;
    bool by_per = rate->per && els_quantities_factor(story->q, count->unit, rate->per) > 0;
    ret->per = by_per && rate->per_also ? rate->per_also
               : rate->per_also         ? rate->per
               : counts                 ? count->per
                                        : 0;
    ret->per_also = 0;
    bool spent = class_of(story, rate->unit) == ELS_UNIT_MONEY &&
                 class_of(story, count->unit) != ELS_UNIT_MONEY;
    ret->flow = spent || rate->flow ? rate->flow : count->flow;
    ret->is_area = units == ELS_STORY_UNITS_LIKE && class_of(story, x->unit) == ELS_UNIT_MEASURE;
    ret->is_more = count->is_more;
    ret->holder = count->holder ? count->holder : rate->holder;
    ret->is_further = false;
    if (rate->is_further && counts) {
        ret->value = rate->value * (count->value * factor - 1);
        write_text(ret, "(%s*(%s-1))", rate, count);
    } else {
        ret->value = x->value * y->value * factor;
        write_text(ret, "(%s*%s)", x, y);
    }
    *ret_prior = els_story_product_prior(story, x, y, units) - (factor != 1 ? 0.2 : 0);
    return true;
}

/* "How many are left over?" */
static bool asks_left_over(const els_story *story)
{
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    const els_token *t = story->reading->tokens;
    for (uint32_t i = asking->first; i < asking->end; i++)
        if (els_token_is(&t[i], "leftover") || els_token_is(&t[i], "remainder") ||
            (i + 1 < asking->end && els_token_is(&t[i], "left") && els_token_is(&t[i + 1], "over")))
            return true;
    return false;
}

/* So many hands for so long, among other hands or over another time. */
static bool shares_work(const els_story_value *work, const els_story_value *by,
                        els_story_units units, double divisor, els_story_value *ret,
                        double *ret_prior)
{
    bool hands = by->unit == work->per_also;
    if (by->per || (!hands && units != ELS_STORY_UNITS_LIKE && units != ELS_STORY_UNITS_KIN))
        return false;
    *ret = *work;
    ret->is_work = false;
    ret->per_also = 0;
    ret->unit = hands ? work->unit : work->per_also;
    ret->value = work->value / divisor;
    write_text(ret, "(%s/%s)", work, by);
    *ret_prior = 1.6;
    return true;
}

/* What is left where x is dealt out by y: "7 children share 30 sweets" the other way round. */
static bool leaves(const els_story *story, const els_story_value *x, const els_story_value *y,
                   els_story_units units, double divisor, els_story_value *ret, double *ret_prior)
{
    const bool in_order = x->value >= divisor;
    const els_story_value *a = in_order ? x : y, *b = in_order ? y : x;
    if (!in_order)
        divisor = b->value;
    bool whole = a->value == floor(a->value) && divisor == floor(divisor);
    if (!whole || divisor < 2 || a->value < divisor || !has(story, ELS_STORY_LEFT) ||
        units == ELS_STORY_UNITS_LIKE || class_of(story, a->unit) == ELS_UNIT_MONEY)
        return false;
    *ret = *a;
    ret->value = fmod(a->value, divisor);
    write_text(ret, "(%s%%%s)", a, b);
    *ret_prior = els_story_quotient_prior(story, x, y, units, true) -
                 (has(story, ELS_STORY_SHARED) || asks_left_over(story) ? 0 : 1.2);
    return true;
}

static bool divides(const els_story *story, els_story_step step, const els_story_value *x,
                    const els_story_value *y, els_story_value *ret, double *ret_prior)
{
    bool in_order = step != ELS_STORY_DIVIDE_BY;
    const els_story_value *a = in_order ? x : y, *b = in_order ? y : x;
    els_story_units units = els_story_meet(story, x, y);
    double divisor = b->value;
    if (units == ELS_STORY_UNITS_KIN || units == ELS_STORY_UNITS_X_OVER ||
        units == ELS_STORY_UNITS_Y_OVER)
        divisor *= els_quantities_factor(story->q, b->unit, a->unit);
    if (divisor == 0)
        return false;
    if (step == ELS_STORY_REMAINDER)
        return leaves(story, x, y, units, divisor, ret, ret_prior);
    if (a->is_work)
        return shares_work(a, b, units, divisor, ret, ret_prior);
    bool of_rate = units == (in_order ? ELS_STORY_UNITS_X_OVER : ELS_STORY_UNITS_Y_OVER) ||
                   els_story_makes_asked(story, a, b);
    bool of_like = units == ELS_STORY_UNITS_LIKE || units == ELS_STORY_UNITS_KIN;
    *ret = *a;
    ret->value = a->value / divisor;
    ret->unit = of_rate || of_like ? b->per : a->unit;
    ret->per = of_rate ? a->per : of_like ? 0 : b->unit;
    if (els_story_is_side(story, a, b)) {
        ret->is_area = false;
        ret->unit = a->unit;
        ret->per = 0;
    }
    write_text(ret, "(%s/%s)", a, b);
    *ret_prior = els_story_quotient_prior(story, a, b, els_story_meet(story, a, b), true) -
                 (in_order ? 0 : 0.25);
    return true;
}

static bool compares_share(const els_story *story, els_story_step step, const els_story_value *x,
                           const els_story_value *y, els_story_value *ret, double *ret_prior)
{
    bool change = step == ELS_STORY_PERCENT_CHANGE;
    const els_story_value *a = step == ELS_STORY_PERCENT_OF ? x : y,
                          *b = step == ELS_STORY_PERCENT_OF ? y : x;
    if (!has(story, ELS_STORY_PERCENTAGE) || b->value == 0)
        return false;
    *ret = *a;
    ret->unit = story->asked ? story->asked : 0;
    ret->per = 0;
    ret->value = (change ? fabs(a->value - b->value) : a->value) * 100 / b->value;
    write_text(ret, change ? "(|%1$s-%2$s|*100/%2$s)" : "(%s*100/%s)", a, b);
    els_story_units units = els_story_meet(story, x, y);
    bool differs =
        story->q->asked_concepts & (ELS_CONCEPT_UP | ELS_CONCEPT_DOWN | ELS_CONCEPT_CHANGE) ||
        has(story, ELS_STORY_LEFT | ELS_STORY_MORE | ELS_STORY_THAN);
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first; i + 1 < asking->end && differs; i++) {
        const els_token *t = &story->reading->tokens[i];
        differs = !((els_token_is(t, "percent") || els_token_is(t, "percentage")) &&
                    els_token_is(t + 1, "of")); /* "what percentage of them did he lose" */
    }
    if (change) {
        bool same = units == ELS_STORY_UNITS_LIKE || (!x->unit && !y->unit);
        *ret_prior = same && differs ? 3 : -1.5;
        return true;
    }
    if (is_share(x) || is_share(y))
        return false;
    *ret_prior = (units == ELS_STORY_UNITS_LIKE || units == ELS_STORY_UNITS_OPEN ? 1.8 : -0.5) -
                 (ret->value > 100 ? 1 : 0) + els_story_share_named(story, a, b);
    return true;
}

static bool joins(const els_story *story, const els_story_value *x, const els_story_value *y,
                  els_story_value *ret, double *ret_prior)
{
    if (!els_story_join(story, x, y, ret))
        return false;
    write_text(ret, "(%1$s*%2$s/(%1$s+%2$s))", x, y);
    *ret_prior = 3;
    return true;
}

static bool dates(const els_story *story, els_story_step step, const els_story_value *x,
                  const els_story_value *y, els_story_value *ret, double *ret_prior)
{
    const char *format;
    if (!els_story_year_step(story, step, x, y, ret, &format, ret_prior))
        return false;
    write_text(ret, format, x, y);
    return true;
}

static bool frames(const els_story *story, const els_story_value *x, const els_story_value *y,
                   els_story_value *ret, double *ret_prior)
{
    if (!alike(x, y) || x->steps + y->steps > 0 || class_of(story, x->unit) != ELS_UNIT_MEASURE)
        return false;
    *ret = *x;
    if (els_story_tells_around(story, x) && !has(story, ELS_STORY_AROUND | ELS_STORY_AREA)) {
        ret->value = x->value / 2 - y->value; /* one side, of the way around and the other */
        write_text(ret, "(%s/2-%s)", x, y);
        *ret_prior = 1.5;
        return true;
    }
    if (!has(story, ELS_STORY_AROUND) || els_story_lengths(story) > 2)
        return false;
    ret->value = 2 * (x->value + y->value);
    write_text(ret, "((%s+%s)*2)", x, y);
    *ret_prior = 2 * ELS_STORY_SAID;
    return true;
}

/* ---- features ---- */

static uint32_t step_own(const els_story *story, els_story_step step, const els_story_value *x,
                         const els_story_value *y, uint32_t *own)
{
    uint32_t n = 0;
    els_story_units units = els_story_meet(story, x, y);
    uint64_t kinds = x->kind * 8u + y->kind;
    bool near = x->sentence == y->sentence;
    own[n++] = els_feature("story.step", step, kinds, units);
    own[n++] = els_feature("story.near", step, units, near);
    own[n++] = els_feature("story.flow", step, (uint64_t)(3 * x->flow + y->flow + 4),
                           has(story, ELS_STORY_START) + 2u * y->is_more);
    own[n++] = els_feature("story.said", step, x->said * 256u + y->said, units);
    own[n++] = els_feature("story.class", step, class_of(story, x->unit), class_of(story, y->unit));
    own[n++] = els_feature("story.asked", step, asked_of(story, x) * 8 + asked_of(story, y), units);
    for (uint32_t left = story->cues; left; left &= left - 1)
        own[n++] = els_feature("story.cue", step, left & -left, units);
    return n;
}

/* By the step alone, without what all that is made has in common. */
static bool combine(const els_story *story, els_story_step step, const els_story_value *x,
                    const els_story_value *y, els_story_value *ret, double *ret_prior)
{
    const bool amounts = !is_open(x) && !is_open(y), one_is_open = is_open(x) != is_open(y);
    switch (step) {
    case ELS_STORY_ADD:
    case ELS_STORY_TAKE:
    case ELS_STORY_TAKE_FROM:
        if (x->kind == ELS_STORY_YEAR || y->kind == ELS_STORY_YEAR)
            return dates(story, step, x, y, ret, ret_prior);
        if (step == ELS_STORY_ADD && x->kind == y->kind && is_open(x))
            return adds_parts(story, x, y, ret, ret_prior);
        return amounts && adds(story, step, x, y, ret, ret_prior);
    case ELS_STORY_MULTIPLY:
        return amounts && multiplies(story, x, y, ret, ret_prior);
    case ELS_STORY_DIVIDE:
    case ELS_STORY_DIVIDE_BY:
    case ELS_STORY_REMAINDER:
        return amounts && divides(story, step, x, y, ret, ret_prior);
    case ELS_STORY_LIKEN:
    case ELS_STORY_LIKEN_BACK:
        return one_is_open && likens(story, step, x, y, ret, ret_prior);
    case ELS_STORY_PART:
    case ELS_STORY_REST:
    case ELS_STORY_RAISE:
    case ELS_STORY_UNDO_PART:
    case ELS_STORY_UNDO_REST:
        return one_is_open && parts(story, step, x, y, ret, ret_prior);
    case ELS_STORY_LARGER:
    case ELS_STORY_SMALLER:
        return one_is_open && halves(story, step, x, y, ret, ret_prior);
    case ELS_STORY_PERCENT_OF:
    case ELS_STORY_PERCENT_BY:
    case ELS_STORY_PERCENT_CHANGE:
        return amounts && compares_share(story, step, x, y, ret, ret_prior);
    case ELS_STORY_SPAN:
        return x->kind == ELS_STORY_YEAR ? dates(story, step, x, y, ret, ret_prior)
                                         : spans(story, x, y, ret, ret_prior);
    case ELS_STORY_PAIR:
        return pairs(story, x, y, ret, ret_prior);
    case ELS_STORY_JOIN:
        return amounts && joins(story, x, y, ret, ret_prior);
    case ELS_STORY_FRAME:
        return amounts && frames(story, x, y, ret, ret_prior);
    default:
        return false;
    }
}

/* How much a made value weighs in a mean: a rate told of so many weighs as many, and sums weigh
 * what their parts do. */
static void weigh(const els_story *story, els_story_value *made, els_story_step step,
                  const els_story_value *x, const els_story_value *y)
{
    made->weight = 0;
    if (step == ELS_STORY_MULTIPLY && x->steps + y->steps == 0 &&
        (is_rate_of(story, x, y) || is_rate_of(story, y, x))) {
        made->weight = is_rate_of(story, x, y) ? y->value : x->value;
        made->weighs = is_rate_of(story, x, y) ? y->unit : x->unit;
    } else if (step == ELS_STORY_ADD && x->weight > 0 && y->weight > 0 && x->weighs == y->weighs) {
        made->weight = x->weight + y->weight;
    }
}

/* What made values have in common: where they are told, of which numbers and steps they are. */
static void inherit(const els_story *story, els_story_value *made, els_story_step step,
                    const els_story_value *x, const els_story_value *y)
{
    made->uses = x->uses | y->uses;
    made->steps = x->steps + y->steps + 1;
    made->last = step;
    made->kind = step == ELS_STORY_PAIR                                      ? ELS_STORY_FRACTION
                 : step == ELS_STORY_ADD && is_open(x) && x->kind == y->kind ? x->kind
                                                                             : ELS_STORY_AMOUNT;
    made->is_ratio = step == ELS_STORY_PAIR;
    weigh(story, made, step, x, y);
    made->sums = x->sums + y->sums + (step == ELS_STORY_ADD);
    made->is_part = made->is_loose = made->is_aside = false;
    made->is_whole = (step == ELS_STORY_TAKE && x->is_whole) ||
                     (step == ELS_STORY_TAKE_FROM && y->is_whole); /* what is still missing of it */
    made->first = x->first < y->first ? x->first : y->first;
    made->sentence = x->sentence > y->sentence ? x->sentence : y->sentence;
    made->said = x->said | y->said;
}

bool els_story_make(const els_story *story, els_story_step step, const els_story_value *x,
                    const els_story_value *y, els_story_value *ret, els_story_judged *ret_judged)
{
    const bool sums =
        step == ELS_STORY_ADD || step == ELS_STORY_TAKE || step == ELS_STORY_TAKE_FROM;
    if (x->uses & y->uses && !sums)
        return false;
    if ((x->is_work || y->is_work) && step != ELS_STORY_DIVIDE && step != ELS_STORY_DIVIDE_BY)
        return false;
    els_story_value v;
    double prior = 0;
    if (!combine(story, step, x, y, &v, &prior))
        return false;
    if (fabs(v.value - round(v.value)) < 1e-9 * (1 + fabs(v.value)))
        v.value = round(v.value);
    if (v.text[0] == '\0' || !isfinite(v.value) || v.value < 0 || v.value > 1e12)
        return false;
    inherit(story, &v, step, x, y);
    if (x->sentence != y->sentence)
        prior -= FAR;
    prior -= 2.5 * (x->is_loose + y->is_loose);
    *ret = v;
    ret_judged->prior = prior;
    ret_judged->n_own = step_own(story, step, x, y, ret_judged->own);
    return true;
}
