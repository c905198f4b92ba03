/* story_number.c — see story_number.h: what the words around a number make of it. */
#include "story_number.h"

#include "lexicon.h"
#include "reader.h"
#include "story_steps.h"
#include "transfers.h"

#include <string.h>

double els_story_part_named(els_str word)
{
    static const struct {
        const char *word;
        double of;
    } parts[] = {{"half", 2},     {"halves", 2}, {"third", 3},   {"thirds", 3}, {"quarter", 4},
                 {"quarters", 4}, {"fourth", 4}, {"fourths", 4}, {"fifth", 5},  {"fifths", 5},
                 {"sixth", 6},    {"eighth", 8}, {"tenth", 10},  {"tenths", 10}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (els_str_eq(word, els_str_of(parts[i].word)))
            return parts[i].of;
    return 0;
}

/* "5 more than", "3 years younger": the way it goes, 0 when nothing is compared. */
static int compares(const els_reading *reading, const els_quantity *s, bool *ret_more)
{
    const els_token *t = reading->tokens;
    uint32_t end = reading->sentences[s->sentence].end;
    int way = 0;
    bool plain = false, than = false;
    for (uint32_t i = s->end; i < end && i < s->end + 7; i++) {
        if (t[i].kind == ELS_TOKEN_NUMBER || els_token_is(&t[i], ",") || els_token_is(&t[i], "."))
            break;
        bool more = els_token_is(&t[i], "more"),
             less = els_token_is(&t[i], "less") || els_token_is(&t[i], "fewer");
        int degree = t[i].lower.len > 4 && t[i].lower.ptr[t[i].lower.len - 1] == 'r'
                         ? els_reader_degree(t[i].lower)
                         : 0;
        if (way == 0 && i < s->end + 3 && (more || less || degree)) {
            way = more ? 1 : less ? -1 : degree;
            plain = more || less;
        }
        than = than || els_token_is(&t[i], "than");
    }
    /* "The ruler costs 30 cents more." */
    static const char *const stands[] = {"costs", "cost", "weighs", "weigh", "is",
                                         "earns", "has",  "was",    NULL};
    uint32_t verb = s->first - 1 - (s->first > 1 && els_token_is(&t[s->first - 1], "$"));
    bool all = s->first > 0 && els_str_is_one_of(t[verb].lower, stands);
    for (uint32_t i = s->end; all && i < end && i < s->end + 3; i++)
        than = than || (els_token_is(&t[i], "more") && i + 1 < end && els_token_is(&t[i + 1], "."));
    *ret_more = plain && !than && way > 0;
    return way && (than || !plain || way < 0) ? way : 0;
}

/* "12 of them", "4 of the eggs". */
static bool is_part(const els_reading *reading, const els_quantity *s)
{
    static const char *const whole[] = {"whom", "which", "them", "the",   "these", "those", "all",
                                        "his",  "her",   "its",  "their", "my",    NULL};
    uint32_t end = reading->sentences[s->sentence].end;
    /* "There are 3 of them": as many machines of the kind that was told of. */
    return s->end + 1 < end && els_token_is(&reading->tokens[s->end], "of") && !s->is_sampled &&
           els_str_is_one_of(reading->tokens[s->end + 1].lower, whole);
}

/* "252 of its 491 tickets": the second number. */
static bool is_whole(const els_reading *reading, const els_quantity *s)
{
    const els_token *t = reading->tokens;
    uint32_t first = reading->sentences[s->sentence].first;
    static const char *const whose[] = {"the", "his", "her", "their", "these", "its", "my", NULL};
    uint32_t at = s->first - (s->first > first && els_str_is_one_of(t[s->first - 1].lower, whose));
    if (at == first + 1 && (els_token_is(&t[first], "of") || els_token_is(&t[first], "from")))
        return true; /* "Of 78 eggs", "Of the 15 kittens" */
    for (uint32_t back = 1; back <= 3 && s->first >= first + back + 1; back++)
        if ((els_token_is(&t[s->first - back], "of") ||
             (els_token_is(&t[s->first - back], "out"))) &&
            t[s->first - back - 1].kind == ELS_TOKEN_NUMBER)
            return true;
    return false;
}

/* "twice", "3 times as", "half as": a multiple; "half of": a fraction. */
static els_story_kind kind_of(const els_reading *reading, const els_quantities *q,
                              const els_quantity *s)
{
    static const char *const multiples[] = {"twice", "double", "triple", "thrice", NULL};
    const els_token *t = reading->tokens;
    uint32_t end = reading->sentences[s->sentence].end;
    bool times = s->unit && q->unit_class[s->unit - 1] == ELS_UNIT_TIMES;
    bool as = false;
    for (uint32_t i = s->end; i < end && i < s->end + 3; i++)
        as = as || els_token_is(&t[i], "as") || els_token_is(&t[i], "the") ||
             els_token_is(&t[i], "more") || els_token_is(&t[i], "that");
    if (s->unit_class == ELS_UNIT_PERCENT)
        return ELS_STORY_PERCENT;
    if (els_str_is_one_of(t[s->first].lower, multiples) || (times && as))
        return ELS_STORY_MULTIPLE;
    if (els_token_is(&t[s->first], "half"))
        return s->end < end && (els_token_is(&t[s->end], "as") || els_token_is(&t[s->end], "that"))
                   ? ELS_STORY_MULTIPLE
                   : ELS_STORY_FRACTION;
    return ELS_STORY_AMOUNT;
}

/* "She needs 100 points", "a tank holds 880 litres": what is to be reached. */
static bool is_goal(const els_reading *reading, const els_quantity *s, bool asks)
{
    static const char *const verbs[] = {"want", "wants",  "wanted", "need",    "needs",    "needed",
                                        "must", "holds",  "hold",   "room",    "capacity", "plans",
                                        "goal", "target", "reach",  "reaches", NULL};
    const els_token *t = reading->tokens;
    if (s->end < reading->n_tokens && els_token_is(&t[s->end], "each"))
        return false; /* "albums that hold 6 each" */
    for (uint32_t i = s->first; i-- > reading->sentences[s->sentence].first;) {
        if (t[i].kind == ELS_TOKEN_NUMBER)
            return false;
        bool use = asks && els_token_is(&t[i], "needed"); /* "are needed for 45 square metres" */
        if (!use && els_str_is_one_of(t[i].lower, verbs))
            return true;
    }
    return false;
}

static bool is_possessive(els_str word)
{
    return word.len > 2 && word.ptr[word.len - 1] == 's' && word.ptr[word.len - 2] == '\'';
}

/* "A ribbon of 12 metres": one thing, not so much per thing. */
static bool is_of_one(const els_reading *reading, const els_quantity *s)
{
    static const char *const articles[] = {"a", "an", "the", "his", "her", "from", NULL};
    const els_token *t = reading->tokens;
    for (uint32_t back = 3; back <= 4; back++)
        if (s->said & ELS_SAID_OF && s->first >= reading->sentences[s->sentence].first + back &&
            (els_str_is_one_of(t[s->first - back].lower, articles) ||
             is_possessive(t[s->first - back].lower)))
            return true; /* "Ole's salary of 900 dollars" */
    return false;
}

bool els_story_is_each_of(const els_story *story, const els_story_value *v)
{
    const els_token *t = story->reading->tokens;
    static const char *const whose[] = {"the", "his", "her", "their", "its", "my", NULL};
    uint32_t of = v->first > 0 && els_str_is_one_of(t[v->first - 1].lower, whose) ? 2 : 1;
    return v->first > of && els_token_is(&t[v->first - of], "of") &&
           els_token_is(&t[v->first - of - 1], "each");
}

static uint32_t unit_of_measure(const els_quantities *q, const char *measure)
{
    for (uint32_t u = 0; u < q->n_units; u++)
        if (q->unit[u] == els_hash_str(els_str_of(measure)))
            return u + 1;
    return 0;
}

/* Whether another number counts the unit. */
static bool is_counted_by(const els_quantities *q, const els_quantity *but, uint32_t unit)
{
    for (uint32_t i = 0; i < q->n_read; i++)
        if (&q->items[i] != but && q->items[i].unit == unit)
            return true;
    return false;
}

/* "24 bottles in a box": what stands behind the number. */
static uint32_t per_behind(const els_story *story, const els_quantity *s)
{
    static const char *const one[] = {"a", "an", "one", "each", "every", NULL};
    static const char *const into[] = {"in", "into", "on", "for", "from", "make", "makes", NULL};
    const els_quantities *q = story->q;
    const els_token *t = story->reading->tokens;
    const uint32_t end = story->reading->sentences[s->sentence].end;
    for (uint32_t i = s->end; i + 1 < end && i < s->end + 7; i++) {
        uint32_t unit = els_str_is_one_of(t[i].lower, one) && i > s->end &&
                                els_str_is_one_of(t[i - 1].lower, into)
                            ? els_quantities_unit(q, t[i + 1].lower)
                            : 0;
        if (unit && unit != s->unit && is_counted_by(q, s, unit))
            return unit;
        if (els_token_is(&t[i], "than") || els_token_is(&t[i], "as"))
            break;
        bool listed = els_token_is(&t[i], "one") &&
                      (els_token_is(&t[i - 1], "and") || els_token_is(&t[i - 1], ","));
        if (els_str_is_one_of(t[i].lower, one) && !listed && q->asked &&
            q->unit_class[q->asked - 1] == ELS_UNIT_NOUN && s->unit != q->asked &&
            t[i + 1].kind == ELS_TOKEN_WORD && els_quantities_unit(q, t[i + 1].lower) == q->asked)
            return q->asked;
    }
    return 0;
}

/* What the number is per, where that is what is asked for or counted elsewhere: "shelves that hold
 * 8 books", "24 bottles in a box", "apples cost $2". */
static uint32_t per_of(const els_story *story, const els_quantity *s)
{
    static const char *const holds[] = {
        "hold",  "holds",  "contain",  "contains", "carry", "carries", "seat",  "seats",
        "fit",   "fits",   "weigh",    "weighs",   "is",    "are",     "takes", "needs",
        "uses",  "take",   "fill",     "fills",    "cover", "covers",  "room",  "last",
        "lasts", "lasted", "requires", "require",  NULL};
    static const char *const costs[] = {"cost", "costs", "at", "for", "is", "are", NULL};
    const els_quantities *q = story->q;
    const els_token *t = story->reading->tokens;
    uint32_t first = story->reading->sentences[s->sentence].first,
             end = story->reading->sentences[s->sentence].end;
    bool money = s->unit && q->unit_class[s->unit - 1] == ELS_UNIT_MONEY;
    bool asks = s->sentence == q->asking || !els_story_asks_how_many(story);
    if (s->end + 2 < end && els_token_is(&t[s->end], "-") && q->asked && s->unit != q->asked &&
        els_quantities_unit(q, t[s->end + 2].lower) == q->asked)
        return q->asked; /* "into 9-metre pieces" */
    if (s->first > first && s->unit_class == ELS_UNIT_MEASURE && q->asked &&
        q->unit_class[q->asked - 1] == ELS_UNIT_NOUN &&
        els_quantities_unit(q, t[s->first - 1].lower) == q->asked)
        return q->asked; /* "cut into pieces 25 cm long" */
    for (uint32_t i = s->first; i-- > first + 1 && i + 4 > s->first;) {
        bool price = money && els_str_is_one_of(t[i].lower, costs) &&
                     !els_story_tells_both(story, s->sentence); /* "cost $47 together" */
        if (!price && (asks || !els_str_is_one_of(t[i].lower, holds)))
            continue;
        for (uint32_t k = i; k-- > first && k + (price ? 4 : 6) > i;) {
            uint32_t unit = t[k].kind == ELS_TOKEN_WORD ? els_quantities_unit(q, t[k].lower) : 0;
            /* What two kilograms cost is no price per kilogram. */
            bool so_many = s > q->items && s[-1].sentence == s->sentence && s[-1].unit == unit &&
                           s[-1].value != 1 && !els_token_is(&t[i], "at");
            if (unit && unit != s->unit && !so_many &&
                (unit == q->asked || (price && is_counted_by(q, s, unit))))
                return unit;
        }
        break;
    }
    /* "A boat can carry 10 passengers", where trips are asked for. */
    static const char *const carries[] = {"room",  "carry", "carries", "hold",  "holds", "take",
                                          "takes", "fit",   "fits",    "seats", NULL};
    for (uint32_t i = s->first; i-- > first && i + 4 > s->first && !asks && q->asked;)
        if (els_str_is_one_of(t[i].lower, carries) &&
            q->unit_class[q->asked - 1] == ELS_UNIT_NOUN && s->unit != q->asked &&
            !is_counted_by(q, s, q->asked) && is_counted_by(q, s, s->unit) &&
            s->unit_class == ELS_UNIT_NOUN)
            return q->asked;
    return per_behind(story, s);
}

/* "60 mph", "60 km/h". */
static void read_speed(const els_story *story, const els_quantity *s, els_story_value *v)
{
    const els_token *t = story->reading->tokens;
    uint32_t end = story->reading->sentences[s->sentence].end;
    bool mph = s->end < end && els_token_is(&t[s->end], "mph");
    if (mph ||
        (s->end + 2 < end && els_token_is(&t[s->end], "km") && els_token_is(&t[s->end + 2], "h"))) {
        v->unit = unit_of_measure(story->q, mph ? "mile" : "kilometre");
        v->per = unit_of_measure(story->q, "hour");
    }
}

bool els_story_shares_alike(const els_story *story, uint32_t sentence)
{
    const els_sentence *told = &story->reading->sentences[sentence];
    for (uint32_t i = told->first; i < told->end; i++)
        if (els_token_is(&story->reading->tokens[i], "same") ||
            els_token_is(&story->reading->tokens[i], "equal") ||
            els_token_is(&story->reading->tokens[i], "equally") ||
            els_token_is(&story->reading->tokens[i], "evenly"))
            return true;
    return false;
}

/* "42 rolls ... into each of 6 baskets": the next number of the sentence is of what each is. */
static bool each_follows(const els_story *story, const els_quantity *s)
{
    const els_quantities *q = story->q;
    const els_quantity *next = s + 1;
    const els_token *t = story->reading->tokens;
    return next < q->items + q->n_read && next->sentence == s->sentence && s->per == next->unit &&
           next->first > 1 && els_token_is(&t[next->first - 1], "of") &&
           els_token_is(&t[next->first - 2], "each");
}

/* "3 pears and one plum", where plums are counted elsewhere: one among other numbers of what
 * somebody has. */
static bool is_listed(const els_quantities *q, const els_quantity *s)
{
    bool beside = false;
    for (uint32_t i = 0; i < q->n_read; i++)
        beside |= &q->items[i] != s && q->items[i].sentence == s->sentence;
    return beside && s->name && s->unit_class == ELS_UNIT_NOUN && !(s->said & ELS_SAID_EACH) &&
           (q->asks_kind || is_counted_by(q, s, s->unit));
}

/* "Two trains leave, one at 60 km/h and the other at 80": who they are. */
static bool tells_one_by_one(const els_reading *reading, const els_quantity *s)
{
    const els_token *t = reading->tokens;
    bool one = false;
    for (uint32_t i = s->end; i + 1 < reading->n_question_tokens; i++) {
        if (els_token_is(&t[i], "one") && !els_token_is(&t[i - 1], "each"))
            one = true;
        if (one && (els_token_is(&t[i], "the") || els_token_is(&t[i], "and")) &&
            (els_token_is(&t[i + 1], "other") || els_token_is(&t[i + 1], "second")))
            return true;
    }
    return false;
}

/* What the number stands for nothing by: "bus number 60", "two of them", "the two", "that one". */
static bool is_loose(const els_reading *reading, const els_quantities *q, const els_quantity *s,
                     bool part)
{
    static const char *const labels[] = {"number",   "no",      "bus",   "room",  "line",
                                         "platform", "track",   "grade", "gate",  "flight",
                                         "lane",     "chapter", "aged",  "house", "tram",
                                         "question", "class",   "floor", "page",  NULL};
    const els_token *before = s->first > 0 ? &reading->tokens[s->first - 1] : NULL;
    if (before && els_str_is_one_of(before->lower, labels))
        return true;
    if (!(s->said & ELS_SAID_WORD) || s->value > 2)
        return false;
    if (s->value == 2 && tells_one_by_one(reading, s))
        return true;
    bool span = before && (els_token_is(before, "in") || els_token_is(before, "for"));
    if (s->value == 1 && s->unit_class == ELS_UNIT_TIME && span)
        return s > q->items && s[-1].sentence == s->sentence && s[-1].per == s->unit &&
               s->sentence != q->asking; /* "50 km in one hour" is so many an hour */
    if (s->value == 1 && is_listed(q, s))
        return false;
    bool named = before && (els_token_is(before, "the") || els_token_is(before, "these"));
    return s->value == 1 || (s->value == 2 && (part || named));
}

/* "two thirds of", "two thirds full", "three quarters liked it": of how many parts; 0: no part. */
static double parts_of(const els_reading *reading, const els_quantity *s)
{
    const els_token *t = &reading->tokens[s->end];
    if (s->end + 1 >= reading->sentences[s->sentence].end)
        return 0;
    double of = els_story_part_named(t->lower);
    bool said =
        els_token_is(t + 1, "of") || els_token_is(t + 1, "full") || els_token_is(t + 1, "empty");
    bool many = s->said & ELS_SAID_WORD && of > 2 && t->lower.ptr[t->lower.len - 1] == 's';
    return s->value < of && (said || many) ? of : 0;
}

/* An amount, a part or a comparison. */
static void read_kind(const els_story *story, const els_quantity *s, els_story_value *v)
{
    const els_reading *reading = story->reading;
    v->kind = s->pair ? ELS_STORY_RATIO : kind_of(reading, story->q, s);
    double of = parts_of(reading, s);
    if (of > 0 && v->kind == ELS_STORY_AMOUNT) {
        v->value = s->value / of;
        v->kind = ELS_STORY_FRACTION;
    }
    if (v->kind == ELS_STORY_AMOUNT) {
        v->sign = compares(reading, s, &v->is_more);
        for (uint32_t i = s->first; v->sign == 0 && i-- > reading->sentences[s->sentence].first;) {
            if (reading->tokens[i].kind == ELS_TOKEN_NUMBER)
                break;
            v->sign = els_token_is(&reading->tokens[i], "difference"); /* "their difference is 7" */
        }
        v->kind = v->sign ? ELS_STORY_COMPARE : ELS_STORY_AMOUNT;
    }
    v->is_loose = (v->is_loose || v->is_foreign) && v->kind == ELS_STORY_AMOUNT;
    if (v->kind == ELS_STORY_MULTIPLE || v->kind == ELS_STORY_FRACTION)
        v->unit = v->per = 0;
}

/* What looks like a rate and is none. */
static bool is_no_rate(const els_story *story, const els_quantity *s, const els_story_value *v)
{
    const els_token *t = story->reading->tokens;
    uint32_t end = story->reading->sentences[s->sentence].end;
    bool by =
        s->end + 2 < end && (els_token_is(&t[s->end], "by") || els_token_is(&t[s->end + 1], "by") ||
                             (s->first > 0 && els_token_is(&t[s->first - 1], "by")));
    if (by && class_of(story, v->unit) == ELS_UNIT_MEASURE)
        return true; /* "5 inches by 6 inches" */
    static const char *const one[] = {"a", "per", "every", "each", NULL};
    bool period = s->end + 2 < end && class_of(story, v->per) == ELS_UNIT_TIME &&
                  els_str_is_one_of(t[s->end + 1].lower, one);
    if (els_story_is_each_of(story, v) && !period)
        return true; /* "each of 7 buses", but "each of 4 days a week" */
    /* "Each bus carries 30 people, and 21 people come on foot." */
    return s->said & ELS_SAID_EACH && story->n > 0 && s->per &&
           story->q->unit_class[s->per - 1] != ELS_UNIT_TIME && s->end + 1 < end &&
           (els_transfer_of(t[s->end + 1].lower) || els_token_is(&t[s->end + 1], "are"));
}

/* Some number counts what is asked for. */
static bool counts_some(const els_quantities *q)
{
    for (uint32_t i = 0; i < q->n_read; i++)
        if (q->items[i].counted)
            return true;
    return false;
}

els_story_value els_story_number(const els_story *story, const els_quantity *s)
{
    const els_reading *reading = story->reading;
    const els_token *t = reading->tokens;
    uint32_t end = reading->sentences[s->sentence].end;
    els_story_value value = {.value = s->value,
                             .unit = s->unit,
                             .per = s->per,
                             .per_also = s->per_also,
                             .side = s->side,
                             .flow = s->flow,
                             .is_inherited = s->inherited,
                             .said = s->said & ~(unsigned)ELS_SAID_WORD,
                             .concepts = s->concepts,
                             .holder = s->name,
                             .other = s->other,
                             .sentence = s->sentence,
                             .first = s->first,
                             .is_part = is_part(reading, s),
                             .is_whole = is_whole(reading, s)};
    value.is_loose = is_loose(reading, story->q, s, value.is_part);
    value.is_area = s->end < reading->n_tokens && els_token_is(&t[s->end], "square");
    uint32_t per = per_of(story, s);
    value.per = per && !s->pair ? per : value.per;
    if (els_story_shares_alike(story, s->sentence) && !value.is_inherited &&
        (value.said & ELS_SAID_EACH || each_follows(story, s)))
        value.per = 0; /* "5 albums with the same number in each" */
    if (s->end + 2 < end && els_token_is(&t[s->end + 1], "of") &&
        t[s->end + 2].kind == ELS_TOKEN_WORD)
        value.of = els_reader_stem(t[s->end + 2].lower);
    value.is_aside = s->end + 1 < end &&
                     (els_token_is(&t[s->end + 1], "ago") || els_token_is(&t[s->end + 1], "old"));
    if (value.per == 0 && !els_story_is_each_of(story, &value) &&
        is_goal(reading, s, s->sentence == story->q->asking))
        value.is_whole = true;
    if (is_of_one(reading, s) && !(s->said & ELS_SAID_EACH))
        value.per = 0;
    value.is_foreign = story->q->asks_kind && !s->counted && s->unit_class == ELS_UNIT_NOUN &&
                       s->unit != story->q->asked && counts_some(story->q);
    read_speed(story, s, &value);
    if (value.is_whole)
        value.flow = 0;
    if (is_no_rate(story, s, &value) || (value.is_part && !(s->said & ELS_SAID_EACH)))
        value.per = 0;
    const els_story_value *last =
        story->n > 0 && story->n <= ELS_STORY_VALUES ? &story->values[story->n - 1] : NULL;
    if (last && els_token_is(&t[s->first - 1], "another") && value.flow == 0)
        value.flow = last->flow;
    if (value.flow == 0 && s->first > 0 && els_token_is(&t[s->first - 1], "by") &&
        s->concepts & (ELS_CONCEPT_UP | ELS_CONCEPT_DOWN))
        value.flow = s->concepts & ELS_CONCEPT_DOWN ? -1 : 1;
    read_kind(story, s, &value);
    const els_token *opens = &t[reading->sentences[s->sentence].first];
    if (value.holder == 0 && last &&
        (last->sentence == s->sentence || els_token_is(opens, "he") || els_token_is(opens, "she")))
        value.holder = last->holder;
    return value;
}
