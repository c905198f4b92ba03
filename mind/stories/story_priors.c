/* story_priors.c — how well a step suits what the text says of two values and of the question. */
#include "lexicon.h"
#include "story_steps.h"

/* Nats before anything is learned. */
#define LIKE 0.6      /* like things are added or taken away */
#define UNLIKE 2.4    /* unlike ones are */
#define AGREES 0.9    /* verbs of getting and parting agree with it */
#define DISAGREES 1.8 /* or not */
#define RATE 1.6      /* so many each, and that many of them */
#define NAMED 1.4     /* who is named is who is meant */

els_story_units els_story_meet(const els_story *story, const els_story_value *x,
                               const els_story_value *y)
{
    if (is_rate_of(story, x, y))
        return ELS_STORY_UNITS_X_RATE;
    if (is_rate_of(story, y, x))
        return ELS_STORY_UNITS_Y_RATE;
    if (alike(x, y))
        return ELS_STORY_UNITS_LIKE;
    if (x->is_area != y->is_area && x->unit == y->unit && x->per == y->per)
        return ELS_STORY_UNITS_APART;
    if (x->is_part && y->is_whole && (!x->unit || !y->unit))
        return ELS_STORY_UNITS_LIKE;
    if (x->unit && y->unit && els_quantities_factor(story->q, y->unit, x->unit) > 0) {
        if (x->per == y->per)
            return ELS_STORY_UNITS_KIN;
        if (y->per && (x->per == 0 || y->per == story->asked))
            return ELS_STORY_UNITS_X_OVER;
        if (x->per && (y->per == 0 || x->per == story->asked))
            return ELS_STORY_UNITS_Y_OVER;
    }
    return !x->unit || !y->unit ? ELS_STORY_UNITS_OPEN : ELS_STORY_UNITS_APART;
}

/* Whether a number counts what this one is per. */
static bool is_counted(const els_story *story, uint32_t per)
{
    for (uint32_t i = 0; i < story->n; i++)
        if (els_quantities_factor(story->q, story->values[i].unit, per) > 0)
            return true;
    return false;
}

/* ---- priors ---- */

/* Getting and parting, told in order: what the two say of adding or taking away. */
static double flow_prior(const els_story *story, const els_story_value *x, const els_story_value *y,
                         els_story_step step)
{
    int a = x->flow, b = y->flow;
    bool first = a < 0 && b < 0 && x->uses == 1 && x->sentence != y->sentence;
    if (first && has(story, ELS_STORY_LEFT) && class_of(story, x->unit) != ELS_UNIT_MONEY)
        a = 0; /* "She cuts a cake into 16 pieces": there they are */
    bool start = has(story, ELS_STORY_START);
    if (a == 0 && b == 0)
        return 0;
    if (a == 0 || b == 0) {
        int change = start ? -(a + b) : a + b;
        if (step == ELS_STORY_ADD)
            return change > 0 ? AGREES : -DISAGREES;
        bool taken = step == (a ? ELS_STORY_TAKE_FROM : ELS_STORY_TAKE);
        return change < 0 && taken ? AGREES : -DISAGREES;
    }
    if (a == b)
        return step == ELS_STORY_ADD ? AGREES : -DISAGREES;
    bool lost_taken = step == (a < 0 ? ELS_STORY_TAKE_FROM : ELS_STORY_TAKE);
    return step != ELS_STORY_ADD && lost_taken != start ? AGREES : -DISAGREES;
}

bool els_story_is_filled(const els_story *story, const els_story_value *x, const els_story_value *y)
{
    return has(story, ELS_STORY_FREE) && x->unit && x->unit == story->asked && y->unit != x->unit &&
           !x->per && !y->per && class_of(story, y->unit) == ELS_UNIT_NOUN;
}

bool els_story_are_kinds(const els_story *story, const els_story_value *x, const els_story_value *y)
{
    return story->is_general && story->q->asks_kind && x->per == y->per && !x->is_foreign &&
           !y->is_foreign && class_of(story, x->unit) == ELS_UNIT_NOUN &&
           class_of(story, y->unit) == ELS_UNIT_NOUN;
}

bool els_story_are_listed(const els_story *story, const els_story_value *x,
                          const els_story_value *y)
{
    return story->is_general && !story->is_guessed &&
           class_of(story, story->asked) == ELS_UNIT_NOUN && x->sentence == y->sentence &&
           !x->per && !y->per && x->flow == y->flow && x->unit != y->unit &&
           class_of(story, x->unit) == ELS_UNIT_NOUN && class_of(story, y->unit) == ELS_UNIT_NOUN &&
           !x->is_foreign && !y->is_foreign;
}

bool els_story_is_side(const els_story *story, const els_story_value *x, const els_story_value *y)
{
    return x->is_area && !y->is_area && x->unit && x->unit == y->unit && !x->per && !y->per &&
           !has(story, ELS_STORY_AREA);
}

/* "A taxi charges $8 to start and $2 per mile. She paid $70": y holds x, where miles are asked for.
 */
static bool is_paid_in_all(const els_story *story, const els_story_value *x,
                           const els_story_value *y)
{
    if (x->flow || y->flow >= 0 || y->value <= x->value || x->per || y->per ||
        x->sentence == y->sentence)
        return false;
    for (uint32_t i = 0; i < story->n; i++)
        if (story->asked && story->values[i].per == story->asked &&
            story->values[i].unit == x->unit)
            return true;
    return false;
}

/* A sum or a difference that is weighed, with what several of its judgements ask. */
typedef struct {
    const els_story *story;
    const els_story_value *x, *y;
    els_story_step step;
    els_story_units units;
    bool joins;       /* x + y; else one is taken from the other */
    bool is_compared; /* the question asks for a difference */
    bool is_of_nouns; /* both count things, per the same */
    bool is_money;    /* x is */
    bool is_of_one;   /* of two who are compared: what the one had, and what that one got or lost */
    bool is_untold;   /* "some" came or went: how many is asked for */
    bool whole_is_first; /* x is what y is part of */
} sum;

static sum sum_of(const els_story *story, const els_story_value *x, const els_story_value *y,
                  els_story_step step, els_story_units units)
{
    return (sum){
        .story = story,
        .x = x,
        .y = y,
        .step = step,
        .units = units,
        .joins = step == ELS_STORY_ADD,
        .is_compared = has(story, ELS_STORY_THAN | ELS_STORY_MORE),
        .is_of_nouns = class_of(story, x->unit) == ELS_UNIT_NOUN &&
                       class_of(story, y->unit) == ELS_UNIT_NOUN && x->per == y->per,
        .is_money = class_of(story, x->unit) == ELS_UNIT_MONEY,
        .is_of_one =
            story->q->n_names > 1 && x->holder && x->holder == y->holder && !x->flow != !y->flow,
        .is_untold = has(story, ELS_STORY_SOME) && !has(story, ELS_STORY_START) &&
                     x->steps + y->steps == 0 && x->flow * y->flow == 0,
        .whole_is_first = x->is_whole || (y->is_part && !x->is_part),
    };
}

/* The first of the two, or the second, is taken from the other one. */
static bool takes_first(const sum *s, bool first)
{
    return s->step == (first ? ELS_STORY_TAKE_FROM : ELS_STORY_TAKE);
}

/* What the units of the two say of adding them or taking one away. */
static double sum_of_units(const sum *s)
{
    const els_story *story = s->story;
    const els_story_value *x = s->x, *y = s->y;
    if (s->units == ELS_STORY_UNITS_LIKE || s->units == ELS_STORY_UNITS_KIN ||
        els_story_are_kinds(story, x, y) || (s->joins && els_story_are_listed(story, x, y)))
        return LIKE;
    bool is_idle_rate = x->per && y->per == 0 && x->unit == y->unit && !is_counted(story, x->per) &&
                        x->per != story->asked;
    if (is_idle_rate || (s->units == ELS_STORY_UNITS_OPEN && x->per == y->per))
        return !x->unit == !y->unit ? 0 : -0.4;
    if (s->units != ELS_STORY_UNITS_APART || !s->is_of_nouns)
        return -UNLIKE;
    if (story->is_general || is_person(story, x, true) || is_person(story, y, true) ||
        (is_person(story, x, false) && is_person(story, y, false)))
        return -0.3;
    return s->joins && x->sentence == y->sentence ? -1.2 : -UNLIKE;
}

/* What getting and parting, paying, and what is left over say of it. */
static double sum_of_flows(const sum *s)
{
    const els_story *story = s->story;
    const els_story_value *x = s->x, *y = s->y;
    const double for_joining = s->joins ? AGREES : -DISAGREES;
    const double for_taking = s->joins ? -DISAGREES : AGREES;
    if (s->is_untold)
        return 0;
    bool has_rest = has(story, ELS_STORY_REMAINS);
    if (has_rest && !has(story, ELS_STORY_SUM) && x->uses == 1 && y->steps == 0 &&
        s->units == ELS_STORY_UNITS_LIKE && !s->is_money && x->value > y->value && y->flow <= 0 &&
        !y->per) /* "the others" */
        return s->joins || s->step == ELS_STORY_TAKE ? for_taking : 0;
    if (has_rest && x->flow < 0 && y->flow < 0 && s->is_money && x->uses & 1)
        return for_taking; /* the rest is paid later */
    if (s->is_money && is_paid_in_all(story, x, y))
        return s->step == ELS_STORY_TAKE_FROM ? AGREES : -DISAGREES;
    if (x->is_off && y->is_off)
        return for_joining;
    if (x->is_off || y->is_off)
        return takes_first(s, x->is_off) ? AGREES : -DISAGREES;
    if (s->is_money && has(story, ELS_STORY_COST) &&
        !has(story, ELS_STORY_LEFT | ELS_STORY_START) && x->flow * y->flow >= 0) {
        if (s->joins)
            return 0.4; /* what things cost is added */
        bool both_products = x->last == ELS_STORY_MULTIPLY && y->last == ELS_STORY_MULTIPLY;
        return both_products && !s->is_compared ? -AGREES : 0;
    }
    if (has(story, ELS_STORY_MEAN))
        return 0;
    bool differ = x->holder != y->holder || has(story, ELS_STORY_THAN);
    return s->is_compared && !s->is_of_one && differ ? 0 : flow_prior(story, x, y, s->step);
}

/* What is lost where both are made of one number, or are rates that were not told one after the
 * other. */
static double sum_of_shared(const sum *s)
{
    const els_story_value *x = s->x, *y = s->y;
    if (!(x->uses & y->uses))
        return x->per && y->per && x->uses << 1 != y->uses ? 0.9 : 0;
    /* What somebody has, and what another has beside it. */
    if (s->joins ? has(s->story, ELS_STORY_SUM) : s->is_compared)
        return 0;
    return has(s->story, ELS_STORY_LEFT) && x->holder == y->holder ? 0.4 : 2;
}

/* `prior` with what the question asks for. */
static double sum_of_asked(const sum *s, double prior, double flows)
{
    const els_story *story = s->story;
    const els_story_value *x = s->x, *y = s->y;
    if (has(story, ELS_STORY_SUM))
        prior += s->joins ? ELS_STORY_SAID / 2 : -ELS_STORY_SAID / 2;
    if (s->is_compared && (takes(x) || takes(y)))
        prior -= 1.2;
    if (has(story, ELS_STORY_THAN) && !s->is_of_one)
        prior += s->joins ? -ELS_STORY_SAID : 0.3;
    else if (has(story, ELS_STORY_MORE) && flows == 0)
        prior += s->joins ? -ELS_STORY_SAID / 2 : ELS_STORY_SAID;
    if (x->is_foreign || y->is_foreign)
        prior -= UNLIKE;
    if (x->per && y->per && has(story, ELS_STORY_CHASE))
        prior += s->joins ? -1 : 0.8; /* how much faster */
    if (has(story, ELS_STORY_LEFT) && flows == 0 && x->sentence != y->sentence && !story->parts)
        prior += s->joins ? -0.4 : 0.9;
    if (s->joins && has(story, ELS_STORY_AROUND) && els_story_lengths(story) > 2)
        prior += 1;
    return prior;
}

/* `prior` with what is told of the two. */
static double sum_of_told(const sum *s, double prior, double flows)
{
    const els_story *story = s->story;
    const els_story_value *x = s->x, *y = s->y;
    if (x->is_then || y->is_then)
        prior +=
            s->step == ELS_STORY_TAKE_FROM && x->steps == 0 && x->holder == y->holder ? 1.5 : -2;
    if (s->units == ELS_STORY_UNITS_LIKE && s->is_of_nouns && story->is_general && story->asked &&
        !story->is_guessed && !has(story, ELS_STORY_SUM | ELS_STORY_LEFT))
        prior -= 1; /* something else is asked for */
    if (x->is_free || y->is_free)
        prior += takes_first(s, x->is_free) ? 1.5 : -1.5;
    if (has(story, ELS_STORY_LEFT) && flows == 0 && s->joins && takes(x))
        prior -= 0.8; /* what follows is taken too */
    if (has(story, ELS_STORY_SHARED) && has(story, ELS_STORY_EACH) &&
        s->units == ELS_STORY_UNITS_APART && x->steps + y->steps == 0)
        prior -= 1.5; /* one is shared among the other */
    if (has(story, ELS_STORY_OTHERS))
        prior += s->joins ? -0.3 : 0.6;
    if (s->is_untold)
        prior += x->flow || y->flow ? (s->joins ? -0.5 : 1.1) : s->joins ? -1 : 1.6;
    if (y->is_more && flows >= 0)
        prior += s->joins ? 0.8 : -0.8;
    return prior;
}

double els_story_sum_prior(const els_story *story, const els_story_value *x,
                           const els_story_value *y, els_story_step step, els_story_units units)
{
    const sum s = sum_of(story, x, y, step, units);
    if (!s.joins && els_story_is_filled(story, x, y))
        return step == ELS_STORY_TAKE ? LIKE + AGREES : -DISAGREES;
    double prior = sum_of_units(&s) - sum_of_shared(&s);
    bool like_wholes = x->is_whole && y->is_whole && s.is_compared; /* "12 litres", "46 litres" */
    if ((s.whole_is_first || y->is_whole) && !like_wholes && !has(story, ELS_STORY_SUM))
        return prior + (takes_first(&s, !s.whole_is_first) ? AGREES : -DISAGREES);
    double flows = sum_of_flows(&s);
    prior = sum_of_told(&s, sum_of_asked(&s, prior + flows, flows), flows);
    return s.joins ? prior : step == ELS_STORY_TAKE ? prior - 0.35 : prior - 0.6;
}

double els_story_product_prior(const els_story *story, const els_story_value *x,
                               const els_story_value *y, els_story_units units)
{
    if (units == ELS_STORY_UNITS_X_RATE || units == ELS_STORY_UNITS_Y_RATE) {
        const els_story_value *rate = units == ELS_STORY_UNITS_X_RATE ? x : y;
        bool told = rate->last != ELS_STORY_DIVIDE && rate->last != ELS_STORY_DIVIDE_BY;
        const els_story_value *count = rate == x ? y : x;
        double prior = told ? RATE : RATE - 0.4;
        for (uint32_t i = 0; i < story->n && rate->sentence != count->sentence; i++) {
            const els_story_value *z = &story->values[i];
            if (z->first != rate->first && z->sentence == count->sentence && alike(z, rate))
                prior -= 0.5; /* another one is told beside what is counted */
        }
        return prior;
    }
    bool length = class_of(story, x->unit) == ELS_UNIT_MEASURE;
    if (has(story, ELS_STORY_VOLUME) && length && x->unit == y->unit && !x->per && !y->per)
        return 2 * ELS_STORY_SAID;
    if (units == ELS_STORY_UNITS_LIKE && length) {
        bool area = false; /* "covers 6 square metres" */
        for (uint32_t i = 0; i < story->n; i++)
            area = area || (story->values[i].is_area && story->values[i].unit == x->unit &&
                            x->steps + y->steps == 0);
        return has(story, ELS_STORY_AREA) ? 2 * ELS_STORY_SAID : area ? 0.8 : -0.9;
    }
    if (units == ELS_STORY_UNITS_LIKE || units == ELS_STORY_UNITS_KIN)
        return -3;
    if (class_of(story, x->unit) == ELS_UNIT_TIMES || class_of(story, y->unit) == ELS_UNIT_TIMES)
        return 0.6;
    if (units == ELS_STORY_UNITS_X_OVER || units == ELS_STORY_UNITS_Y_OVER)
        return -2;
    if (x->per && y->per)
        return -2;
    if (x->per || y->per)
        return is_counted(story, x->per ? x->per : y->per) ? -1.8 : -0.3;
    if ((x->said | y->said) & ELS_SAID_EACH && x->steps + y->steps == 0)
        return 0.1;
    if (has(story, ELS_STORY_SHARED) && x->steps + y->steps == 0)
        return -2;
    return x->steps + y->steps == 0 ? -1.1 : -1.7;
}

/* "Teams of 3" when teams are asked for: whatever is put into them. */
bool els_story_makes_asked(const els_story *story, const els_story_value *x,
                           const els_story_value *y)
{
    return y->per && y->per == story->asked && class_of(story, y->unit) != ELS_UNIT_MONEY &&
           x->per != y->per && x->unit != y->per;
}

/* Whether a number tells how many of the one there are per the other, or what they cost. */
static bool is_told_rate(const els_story *story, const els_story_value *x, const els_story_value *y)
{
    for (uint32_t i = 0; i < story->n; i++) {
        const els_story_value *z = &story->values[i];
        if (z->per && ((z->unit == x->unit && z->per == y->unit) ||
                       (z->unit == y->unit && z->per == x->unit)))
            return true;
    }
    return false;
}

/* Of x divided by y. */
double els_story_quotient_prior(const els_story *story, const els_story_value *x,
                                const els_story_value *y, els_story_units units, bool in_order)
{
    const els_quantities *q = story->q;
    bool y_rate_of_x = units == (in_order ? ELS_STORY_UNITS_X_OVER : ELS_STORY_UNITS_Y_OVER);
    double prior = in_order ? 0 : -0.25;
    if (els_story_is_side(story, x, y))
        return prior + 2;
    if (y_rate_of_x)
        return prior + (story->asked && y->per == story->asked ? 1.8 : x->steps ? -1.5 : -0.3);
    if (els_story_makes_asked(story, x, y))
        return prior + (units == ELS_STORY_UNITS_OPEN ? 0.9 : -0.3);
    if (units == ELS_STORY_UNITS_LIKE || units == ELS_STORY_UNITS_KIN) {
        bool other_asked = story->asked && story->asked != x->unit &&
                           (!x->holder || !y->holder || x->holder == y->holder);
        return prior + (x->per ? -1.5 : other_asked ? 0.2 : has(story, ELS_STORY_TIMES) ? 1 : -1.5);
    }
    if (units == ELS_STORY_UNITS_X_RATE || units == ELS_STORY_UNITS_Y_RATE || y->per)
        return prior - 1.8;
    prior -= x->per ? 1.6 : 1.3;
    if (q->per && y->unit == q->per)
        prior += 1.6;
    else if (has(story, ELS_STORY_SHARED))
        prior += has(story, ELS_STORY_EACH) ? 2 : 1.5;
    else if (has(story, ELS_STORY_EACH))
        prior += 0.5;
    if (has(story, ELS_STORY_EACH | ELS_STORY_MEAN) && class_of(story, y->unit) == ELS_UNIT_TIME &&
        class_of(story, x->unit) == ELS_UNIT_MEASURE)
        prior += 1.5; /* a speed */
    else if (x->sentence != y->sentence && x->steps + y->steps == 0)
        prior -= 0.5;
    if (class_of(story, y->unit) == ELS_UNIT_MONEY)
        prior -= 1;
    /* "180 pages in 2 days": the rate is wanted where another number counts days. */
    for (uint32_t i = 0; i < story->n; i++) {
        const els_story_value *z = &story->values[i];
        bool third =
            z->first > x->first && z->first > y->first && !y->is_inherited && !z->is_inherited;
        if (third && z->unit && !z->per && z->unit == y->unit && x->sentence == y->sentence &&
            x->steps + y->steps == 0 && !is_told_rate(story, x, y))
            prior += els_story_is_work(story, x, y) || els_story_is_work(story, y, x) ? -1 : 1.6;
    }
    return prior;
}

/* What the words say of a percentage or a fraction: 1 added to the whole, -1 taken from it. */
static int part_way(const els_story *story, const els_story_value *p)
{
    static const char *const up[] = {"tax",      "tip",    "interest", "raise",
                                     "increase", "bonus",  "profit",   "surcharge",
                                     "raises",   "raised", NULL};
    static const char *const down[] = {"discount",  "off",     "lowers",  "lowered", "cheaper",
                                       "reduction", "reduced", "rebate",  "cut",     "cuts",
                                       "slashed",   "slashes", "trimmed", "dropped", NULL};
    const els_reading *reading = story->reading;
    const els_sentence *sentence = &reading->sentences[p->sentence];
    int way = p->flow < 0 && has(story, ELS_STORY_OTHERS | ELS_STORY_LEFT) ? -1 : 0;
    if (p->kind == ELS_STORY_PERCENT)
        way = p->concepts & (ELS_CONCEPT_DOWN | ELS_CONCEPT_LESS) ? -1
              : p->concepts & (ELS_CONCEPT_UP | ELS_CONCEPT_MORE) ? 1
                                                                  : way;
    for (uint32_t i = sentence->first; i < sentence->end && p->kind == ELS_STORY_PERCENT; i++) {
        els_str word = reading->tokens[i].lower;
        for (uint32_t k = 0; up[k]; k++)
            way = els_str_is(word, up[k]) ? 1 : way;
        for (uint32_t k = 0; down[k]; k++)
            way = els_str_is(word, down[k]) ? -1 : way;
    }
    return way;
}

/* "40% of them are novels" when novels are asked for. */
bool els_story_names_asked(const els_story *story, const els_story_value *p)
{
    const els_reading *reading = story->reading;
    for (uint32_t i = p->first; story->asked && i < reading->sentences[p->sentence].end; i++)
        if (reading->tokens[i].kind == ELS_TOKEN_WORD &&
            els_quantities_unit(story->q, reading->tokens[i].lower) == story->asked)
            return true;
    return false;
}

/* "How much does she save?", "How many dollars is the tip?" */
static bool asks_the_part(const els_story *story)
{
    static const char *const parts[] = {"save",     "saves",  "saved",     "discount", "reduction",
                                        "rebate",   "tip",    "tax",       "interest", "increase",
                                        "decrease", "profit", "surcharge", NULL};
    static const char *const wholes[] = {"price", "pay",   "pays", "cost", "costs", "including",
                                         "with",  "after", "bill", "sell", "sells", NULL};
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool part = false;
    for (uint32_t i = asking->first; i < asking->end; i++) {
        const els_token *t = &story->reading->tokens[i];
        if (els_str_is_one_of(t->lower, wholes))
            return false;
        part = part || els_str_is_one_of(t->lower, parts);
    }
    return part;
}

double els_story_part_prior(const els_story *story, const els_story_value *p,
                            const els_story_value *v, els_story_step step)
{
    if (p->is_ratio)
        return 1.5;
    int way = part_way(story, p);
    bool rest = has(story, ELS_STORY_OTHERS | ELS_STORY_LEFT);
    /* "60% are girls. How many boys are there?" */
    bool others = story->asked && !story->is_guessed &&
                  class_of(story, story->asked) == ELS_UNIT_NOUN && story->is_general &&
                  v->unit != story->asked && !els_story_names_asked(story, p);
    if (way && asks_the_part(story))
        way = 0;
    else if (way == 0 && (rest || others || p->is_other))
        way = -1;
    switch (step) {
    case ELS_STORY_PART:
        return way == 0 ? 1.2 : -0.6;
    case ELS_STORY_REST:
        return way < 0 ? 1.2 : -0.6;
    default:
        return way > 0 ? 1.2 : -0.8;
    }
}

/* Whether the word is told of the number: "25 women", "25 of them are women". */
static bool is_told_of(const els_story *story, const els_story_value *v, uint64_t stem)
{
    const els_reading *reading = story->reading;
    if (v->unit && !v->is_inherited && story->q->unit[v->unit - 1] == stem && !v->is_part)
        return true;
    for (uint32_t i = v->first + 1; i < reading->sentences[v->sentence].end; i++) {
        const els_token *t = &reading->tokens[i];
        if (t->kind == ELS_TOKEN_NUMBER)
            return false;
        if (t->kind == ELS_TOKEN_WORD && els_reader_stem(t->lower) == stem)
            return !els_token_is(t - 1, "the") || !v->is_part; /* "16 of the women" are fewer */
    }
    return false;
}

double els_story_share_named(const els_story *story, const els_story_value *a,
                             const els_story_value *b)
{
    static const char *const whose[] = {"the", "his", "her", "their", "its", "all", "these", NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first; i + 3 < asking->end; i++) {
        if ((!els_token_is(&t[i], "percent") && !els_token_is(&t[i], "percentage")) ||
            !els_token_is(&t[i + 1], "of"))
            continue;
        uint32_t at = i + 2 + els_str_is_one_of(t[i + 2].lower, whose);
        uint64_t stem = els_reader_stem(t[at].lower);
        bool some = false;
        for (uint32_t k = 0; k < story->n; k++)
            some = some || is_told_of(story, &story->values[k], stem);
        if (some && b->steps == 0)
            return is_told_of(story, b, stem) && a->steps == 0 && a->value <= b->value ? 3 : -2;
        if (some)
            return -2;
    }
    return 0;
}

/* Whether what is asked for is named behind "than" or "as" in the sentence of the comparison. */
static bool asks_referent(const els_story *story, const els_story_value *c,
                          const els_story_value *r)
{
    const els_reading *reading = story->reading;
    const els_quantities *q = story->q;
    if (!story->asked || story->asked == r->unit)
        return false;
    bool behind = false;
    uint32_t ases = 0;
    for (uint32_t i = c->first; i < reading->sentences[c->sentence].end; i++) {
        els_str word = reading->tokens[i].lower;
        if (behind && reading->tokens[i].kind == ELS_TOKEN_WORD &&
            els_reader_stem(word) == q->unit[story->asked - 1])
            return true;
        ases += els_str_is(word, "as");
        behind = behind || els_str_is(word, "than") || ases > 1;
    }
    return false;
}

/* "A skirt costs $21, which is three times the price of a belt": r is of the one that is told of.
 */
static bool tells_of_before(const els_story *story, const els_story_value *c,
                            const els_story_value *r)
{
    const els_token *t = story->reading->tokens;
    return r->steps == 0 && r->sentence == c->sentence && r->first < c->first && c->first > 2 &&
           els_token_is(&t[c->first - 2 - els_token_is(&t[c->first - 1], "$")], "which");
}

double els_story_liken_prior(const els_story *story, const els_story_value *c,
                             const els_story_value *r, bool back)
{
    bool of_other = r->holder && r->holder == c->other,
         of_own = r->holder && r->holder == c->holder;
    double prior = back ? -0.9 : 0.8;
    if (c->uses != r->uses << 1)
        prior -= 0.4; /* the one told right before is the likelier one */
    if ((r->is_whole && r->steps == 0 && els_story_tells_both(story, r->sentence)) ||
        els_story_is_total(story, c, r))
        prior -= 2.5; /* what both have */
    else if (story->q->n_names == 0 && c->compared < 0)
        prior += back ? 2 * NAMED : -NAMED;
    bool asks_other = story->q->n_names == 1 && story->q->names[0] == c->other;
    if (asks_other && r->holder != c->other)
        prior += back ? 2 * NAMED : -NAMED;
    else if (of_other && !(of_own && c->other == c->holder))
        prior += back ? -2 * NAMED : NAMED;
    else if (of_own && c->other)
        prior += back ? 2 * NAMED : -NAMED;
    else if (r->holder && c->other)
        prior -= NAMED;
    if (c->than && r->unit && r->unit != c->unit && story->q->unit[r->unit - 1] == c->than &&
        (c->unit || c->likened))
        prior += back ? -NAMED : NAMED;
    if (!c->other && tells_of_before(story, c, r))
        prior += back ? 2 * NAMED : -2 * NAMED;
    else if (!c->other && asks_referent(story, c, r))
        prior += back ? 2 * NAMED : -2 * NAMED;
    if (c->kind == ELS_STORY_COMPARE && c->unit && r->unit && c->unit != r->unit &&
        !c->is_inherited)
        prior -= 0.8;
    return prior;
}
