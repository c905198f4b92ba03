#include "quantities_parts.h"
#include "lexicon.h"
#include "reader.h"

#include <string.h>

static bool in_date(const els_reading *reading, const els_number *number)
{
    for (uint32_t i = 0; i < reading->n_dates; i++)
        if (number->first >= reading->dates[i].first && number->first < reading->dates[i].end)
            return true;
    return false;
}

/* ---- units ---- */

static const struct {
    const char *word, *measure; /* "cm" is a "centimetre" */
    els_unit_class unit_class;
} measures[] = {
    {"$", "dollar", ELS_UNIT_MONEY},
    {"dollar", "dollar", ELS_UNIT_MONEY},
    {"dollars", "dollar", ELS_UNIT_MONEY},
    {"usd", "dollar", ELS_UNIT_MONEY},
    {"euro", "euro", ELS_UNIT_MONEY},
    {"euros", "euro", ELS_UNIT_MONEY},
    {"pounds", "pound", ELS_UNIT_MEASURE},
    {"cent", "cent", ELS_UNIT_MONEY},
    {"cents", "cent", ELS_UNIT_MONEY},
    {"%", "percent", ELS_UNIT_PERCENT},
    {"percent", "percent", ELS_UNIT_PERCENT},
    {"times", "times", ELS_UNIT_TIMES},
    {"second", "second", ELS_UNIT_TIME},
    {"seconds", "second", ELS_UNIT_TIME},
    {"minute", "minute", ELS_UNIT_TIME},
    {"minutes", "minute", ELS_UNIT_TIME},
    {"min", "minute", ELS_UNIT_TIME},
    {"hour", "hour", ELS_UNIT_TIME},
    {"hours", "hour", ELS_UNIT_TIME},
    {"day", "day", ELS_UNIT_TIME},
    {"days", "day", ELS_UNIT_TIME},
    {"daily", "day", ELS_UNIT_TIME},
    {"week", "week", ELS_UNIT_TIME},
    {"weeks", "week", ELS_UNIT_TIME},
    {"weekly", "week", ELS_UNIT_TIME},
    {"month", "month", ELS_UNIT_TIME},
    {"months", "month", ELS_UNIT_TIME},
    {"monthly", "month", ELS_UNIT_TIME},
    {"year", "year", ELS_UNIT_TIME},
    {"years", "year", ELS_UNIT_TIME},
    {"mm", "millimetre", ELS_UNIT_MEASURE},
    {"cm", "centimetre", ELS_UNIT_MEASURE},
    {"m", "metre", ELS_UNIT_MEASURE},
    {"km", "kilometre", ELS_UNIT_MEASURE},
    {"metre", "metre", ELS_UNIT_MEASURE},
    {"metres", "metre", ELS_UNIT_MEASURE},
    {"meter", "metre", ELS_UNIT_MEASURE},
    {"meters", "metre", ELS_UNIT_MEASURE},
    {"kilometre", "kilometre", ELS_UNIT_MEASURE},
    {"kilometres", "kilometre", ELS_UNIT_MEASURE},
    {"kilometer", "kilometre", ELS_UNIT_MEASURE},
    {"kilometers", "kilometre", ELS_UNIT_MEASURE},
    {"centimetre", "centimetre", ELS_UNIT_MEASURE},
    {"centimetres", "centimetre", ELS_UNIT_MEASURE},
    {"centimeters", "centimetre", ELS_UNIT_MEASURE},
    {"mile", "mile", ELS_UNIT_MEASURE},
    {"miles", "mile", ELS_UNIT_MEASURE},
    {"foot", "foot", ELS_UNIT_MEASURE},
    {"feet", "foot", ELS_UNIT_MEASURE},
    {"inch", "inch", ELS_UNIT_MEASURE},
    {"inches", "inch", ELS_UNIT_MEASURE},
    {"g", "gram", ELS_UNIT_MEASURE},
    {"gram", "gram", ELS_UNIT_MEASURE},
    {"grams", "gram", ELS_UNIT_MEASURE},
    {"kg", "kilogram", ELS_UNIT_MEASURE},
    {"kilogram", "kilogram", ELS_UNIT_MEASURE},
    {"kilograms", "kilogram", ELS_UNIT_MEASURE},
    {"l", "litre", ELS_UNIT_MEASURE},
    {"litre", "litre", ELS_UNIT_MEASURE},
    {"litres", "litre", ELS_UNIT_MEASURE},
    {"liter", "litre", ELS_UNIT_MEASURE},
    {"liters", "litre", ELS_UNIT_MEASURE},
    {"ml", "millilitre", ELS_UNIT_MEASURE},
    {"pound", "pound", ELS_UNIT_MEASURE},
    {"lb", "pound", ELS_UNIT_MEASURE},
    {"lbs", "pound", ELS_UNIT_MEASURE},
    {"ounce", "ounce", ELS_UNIT_MEASURE},
    {"ounces", "ounce", ELS_UNIT_MEASURE},
    {"oz", "ounce", ELS_UNIT_MEASURE},
    {"ton", "tonne", ELS_UNIT_MEASURE},
    {"tons", "tonne", ELS_UNIT_MEASURE},
    {"tonne", "tonne", ELS_UNIT_MEASURE},
    {"tonnes", "tonne", ELS_UNIT_MEASURE},
    {"gallon", "gallon", ELS_UNIT_MEASURE},
    {"gallons", "gallon", ELS_UNIT_MEASURE},
    {"quart", "quart", ELS_UNIT_MEASURE},
    {"quarts", "quart", ELS_UNIT_MEASURE},
    {"pint", "pint", ELS_UNIT_MEASURE},
    {"pints", "pint", ELS_UNIT_MEASURE},
    {"yards", "yard", ELS_UNIT_MEASURE},
    {"millimetre", "millimetre", ELS_UNIT_MEASURE},
    {"millimetres", "millimetre", ELS_UNIT_MEASURE},
    {"millimeter", "millimetre", ELS_UNIT_MEASURE},
    {"millimeters", "millimetre", ELS_UNIT_MEASURE},
    {"centimeter", "centimetre", ELS_UNIT_MEASURE},
    {"millilitre", "millilitre", ELS_UNIT_MEASURE},
    {"millilitres", "millilitre", ELS_UNIT_MEASURE},
    {"milliliter", "millilitre", ELS_UNIT_MEASURE},
    {"milliliters", "millilitre", ELS_UNIT_MEASURE},
    {"kilo", "kilogram", ELS_UNIT_MEASURE},
    {"kilos", "kilogram", ELS_UNIT_MEASURE},
    {"hr", "hour", ELS_UNIT_TIME},
    {"hrs", "hour", ELS_UNIT_TIME},
    {"mins", "minute", ELS_UNIT_TIME},
    {"sec", "second", ELS_UNIT_TIME},
    {"secs", "second", ELS_UNIT_TIME},
    {"decade", "decade", ELS_UNIT_TIME},
    {"decades", "decade", ELS_UNIT_TIME},
};

static const struct {
    const char *many, *one;
} plurals[] = {{"children", "child"}, {"people", "person"}, {"men", "man"},
               {"women", "woman"},    {"mice", "mouse"},    {"geese", "goose"},
               {"teeth", "tooth"},    {"shelves", "shelf"}, {"loaves", "loaf"},
               {"knives", "knife"},   {"leaves", "leaf"},   {"wolves", "wolf"}};

static uint64_t unit_stem(els_str lower, els_unit_class *ret_class)
{
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
        if (lower.len && lower.ptr[0] == measures[i].word[0] &&
            els_str_eq(lower, els_str_of(measures[i].word))) {
            *ret_class = measures[i].unit_class;
            return els_hash_str(els_str_of(measures[i].measure));
        }
    *ret_class = ELS_UNIT_NOUN;
    for (size_t i = 0; i < sizeof plurals / sizeof plurals[0]; i++)
        if (lower.len && lower.ptr[0] == plurals[i].many[0] &&
            els_str_eq(lower, els_str_of(plurals[i].many)))
            return els_reader_stem(els_str_of(plurals[i].one));
    return els_reader_stem(lower);
}

/* Number + 1 of the unit; 0 when there is no room for another one. */
uint32_t els_quantities_number_unit(els_quantities *q, els_str lower)
{
    els_unit_class unit_class;
    uint64_t stem = unit_stem(lower, &unit_class);
    for (uint32_t i = 0; i < q->n_units; i++)
        if (q->unit[i] == stem)
            return i + 1;
    if (q->n_units == ELS_UNITS_MAX)
        return 0;
    q->unit[q->n_units] = stem;
    q->unit_class[q->n_units] = unit_class;
    return ++q->n_units;
}

uint32_t els_quantities_unit(const els_quantities *q, els_str lower)
{
    els_unit_class unit_class;
    uint64_t stem = unit_stem(lower, &unit_class);
    for (uint32_t i = 0; i < q->n_units; i++)
        if (q->unit[i] == stem)
            return i + 1;
    return 0;
}

/* Words that can stand between a number and what it counts. */
static bool is_filler(els_str lower)
{
    static const char *const list[] = {
        "more", "fewer", "less",   "extra", "other",      "new",     "of",        "the",
        "his",  "her",   "their",  "its",   "additional", "further", "different", "equal",
        "such", "whole", "square", "full",  "another",    "these",   "those",     "identical",
        "my",   "our",   "your",   "all",   NULL};
    return els_str_is_one_of(lower, list);
}

/* "20 stayed", "seven get off": forms of verbs that are no nouns. */
static bool is_verb_form(els_str lower)
{
    static const char *const list[] = {
        "get",    "gets",    "got",   "come",  "comes", "came", "go",   "goes", "went",
        "leave",  "left",    "flew",  "ran",   "sat",   "get",  "stay", "join", "joins",
        "arrive", "arrives", "fly",   "sit",   "ate",   "eat",  "sold", "gave", "give",
        "took",   "take",    "burst", "broke", "died",  "lost", NULL};
    return els_str_is_one_of(lower, list) ||
           (lower.len > 4 && memcmp(lower.ptr + lower.len - 2, "ed", 2) == 0);
}

/* A noun of more than one, behind which no other noun goes with the number. */
static bool is_plural(els_str lower)
{
    static const char *const many[] = {"people", "children", "men",   "women", "feet", "fish",
                                       "sheep",  "mice",     "geese", "dozen", NULL};
    return els_str_is_one_of(lower, many) ||
           (lower.len > 2 && lower.ptr[lower.len - 1] == 's' && lower.ptr[lower.len - 2] != 's');
}

/* "large boxes", "toy cars": the second word is what is counted. */
static bool describes(els_str first, els_str second)
{
    return !is_plural(first) && is_plural(second);
}

/* Words that are no nouns wherever they stand behind a number. */
bool els_quantities_no_noun(els_str lower)
{
    static const char *const list[] = {
        "in",      "on",        "at",       "to",         "for",      "from",       "with",
        "by",      "off",       "per",      "each",       "every",    "when",       "while",
        "more",    "less",      "than",     "after",      "before",   "into",       "away",
        "left",    "them",      "plus",     "minus",      "times",    "have",       "has",
        "had",     "i",         "we",       "you",        "per",      "out",        "until",
        "because", "between",   "can",      "how",        "not",      "now",        "during",
        "today",   "yesterday", "tomorrow", "about",      "through",  "within",     "along",
        "since",   "cannot",    "may",      "might",      "should",   "could",      "come",
        "go",      "came",      "went",     "aboard",     "ashore",   "abroad",     "asleep",
        "awake",   "alive",     "upstairs", "downstairs", "indoors",  "outdoors",   "inside",
        "outside", "nearby",    "here",     "there",      "together", "altogether", "again",
        "already", "later",     "earlier",  "apiece",     NULL};
    return els_str_is_one_of(lower, list) || els_reader_is_function(lower);
}

/* Times the word is in the text, by its stem. */
static uint32_t times_said(const els_reading *reading, els_str lower)
{
    uint64_t stem = els_reader_stem(lower);
    uint32_t n = 0;
    for (uint32_t i = 0; i < reading->n_tokens; i++)
        n += reading->tokens[i].kind == ELS_TOKEN_WORD &&
             reading->tokens[i].lower.ptr[0] == lower.ptr[0] &&
             els_reader_stem(reading->tokens[i].lower) == stem;
    return n;
}

/* The noun at token i, articles and fillers skipped: its unit, 0 when there is none. Of two words
 * in a row that could be it ("red balloons") the second wins where it comes back in the text and
 * the first does not. */
uint32_t els_quantities_noun_at(const els_reading *reading, els_quantities *q, uint32_t i,
                                uint32_t end)
{
    const els_token *t = reading->tokens;
    bool many =
        i > 0 && els_token_is(&t[i - 1], "many"); /* of how many things, not "each ticket costs" */
    for (uint32_t k = 0; k < reading->n_numbers; k++)
        many = many || reading->numbers[k].end == i;
    while (i < end && t[i].kind == ELS_TOKEN_WORD && is_filler(t[i].lower))
        i++;
    if (i + 1 < end && els_token_is(&t[i], "-") && t[i + 1].kind == ELS_TOKEN_WORD)
        i++; /* "a 120-page book" */
    if (i >= end)
        return 0;
    for (uint32_t k = 0; k < q->n; k++)
        if (q->items[k].first == i)
            return q->items[k].unit; /* "each of nine buses" */
    if (i + 1 < end && t[i].kind == ELS_TOKEN_WORD && els_token_is(&t[i + 1], "ones"))
        return 0; /* "4 new ones" */
    if (t[i].kind == ELS_TOKEN_SYMBOL)
        return els_token_is(&t[i], "%") || els_token_is(&t[i], "$")
                   ? els_quantities_number_unit(q, t[i].lower)
                   : 0;
    if (t[i].kind != ELS_TOKEN_WORD || els_quantities_no_noun(t[i].lower))
        return els_token_is(&t[i], "times") && t[i].kind == ELS_TOKEN_WORD
                   ? els_quantities_number_unit(q, t[i].lower)
                   : 0;
    els_unit_class unit_class;
    unit_stem(t[i].lower, &unit_class);
    bool two = i + 1 < end && t[i + 1].kind == ELS_TOKEN_WORD && !is_plural(t[i].lower) &&
               !(i + 2 < end && t[i + 2].kind == ELS_TOKEN_NUMBER) && /* "a cyclist covers 54" */
               !els_quantities_no_noun(t[i + 1].lower) && !is_verb_form(t[i + 1].lower);
    bool known =
        two && !els_quantities_unit(q, t[i].lower) && els_quantities_unit(q, t[i + 1].lower);
    if (two && unit_class == ELS_UNIT_NOUN && !t[i + 1].capital &&
        (known || times_said(reading, t[i].lower) < times_said(reading, t[i + 1].lower) ||
         (many && describes(t[i].lower, t[i + 1].lower))))
        i++;
    else if (is_verb_form(t[i].lower))
        return 0;
    return els_quantities_number_unit(q, t[i].lower);
}

/* ---- numbers ---- */

static void read_around(const els_reading *reading, els_quantity *s)
{
    const els_token *tokens = reading->tokens;
    uint32_t first = reading->sentences[s->sentence].first,
             end = reading->sentences[s->sentence].end;
    if (s->first > first)
        s->before = els_reader_stem(tokens[s->first - 1].lower);
    if (s->end < end)
        s->after = els_reader_stem(tokens[s->end].lower);
    /* The clause: words on both sides up to a number, a comma or the end of the sentence. */
    for (uint32_t step = 0; step < 2; step++)
        for (uint32_t k = 1, n = 0; k <= 5 && n < ELS_AROUND_MAX / 2; k++) {
            int64_t at = step == 0 ? (int64_t)s->first - k : (int64_t)s->end + k - 1;
            if (at < first || at >= end || tokens[at].kind == ELS_TOKEN_NUMBER ||
                els_token_is(&tokens[at], ","))
                break;
            if (tokens[at].kind != ELS_TOKEN_WORD || (tokens[at].capital && at > first))
                continue;
            s->concepts |= els_lexicon_of(tokens[at].lower,
                                          at + 1 < end ? tokens[at + 1].lower : (els_str){NULL, 0});
            s->around[s->n_around++] = els_reader_stem(tokens[at].lower);
            n++;
        }
}

/* "She spends $9 on a pen and $4 on ink": the words before the first number speak of all. */
static void read_lead(const els_reading *reading, const els_quantities *q, els_quantity *s)
{
    const els_token *t = reading->tokens;
    const els_quantity *first = s;
    while (first > q->items && first[-1].sentence == s->sentence)
        first--;
    uint32_t n = 0;
    for (uint32_t i = first->first; i-- > reading->sentences[s->sentence].first && n < 2;)
        if (t[i].kind == ELS_TOKEN_WORD && !t[i].capital && !els_reader_is_function(t[i].lower))
            s->lead[n++] = els_reader_stem(t[i].lower);
}

static bool is_comparative(const els_token *token)
{
    static const char *const others[] = {
        "together", "altogether", "after",   "other", "another", "number", "over",
        "under",    "never",      "water",   "paper", "offer",   "either", "rather",
        "ever",     "later",      "whether", "order", "corner",  "her",    NULL};
    els_str s = token->lower;
    if (els_str_is_one_of(s, others))
        return false;
    return els_token_is(token, "more") || els_token_is(token, "less") ||
           els_token_is(token, "fewer") ||
           (s.len > 4 && s.ptr[s.len - 2] == 'e' && s.ptr[s.len - 1] == 'r');
}

static void read_said(const els_reading *reading, els_quantity *s)
{
    const els_token *t = reading->tokens;
    uint32_t end = reading->sentences[s->sentence].end;
    for (uint32_t i = s->end; i < end && i < s->end + 5; i++) {
        if (t[i].kind == ELS_TOKEN_NUMBER || els_token_is(&t[i], ","))
            break;
        if (i < s->end + 3 && is_comparative(&t[i]))
            s->said |= ELS_SAID_MORE;
        if (els_token_is(&t[i], "than"))
            s->said |= ELS_SAID_THAN | ELS_SAID_MORE;
        if (els_token_is(&t[i], "times"))
            s->said |= ELS_SAID_TIMES;
    }
}

static uint32_t unit_of_number(const els_reading *reading, els_quantities *q,
                               const els_number *number, uint32_t end)
{
    if (els_str_eq(number->unit, ELS_STR("$")))
        return els_quantities_number_unit(q, number->unit);
    uint32_t unit = els_quantities_noun_at(reading, q, number->end, end);
    const els_token *t = reading->tokens;
    uint32_t first = reading->sentences[t[number->first].sentence].first;
    if (unit || number->first < first + 4 ||
        !(els_token_is(&t[number->first - 1], "is") || els_token_is(&t[number->first - 1], "was")))
        return unit;
    for (uint32_t i = first; i + 2 < number->first && i < first + 3;
         i++) /* "the number of boys is" */
        if (els_token_is(&t[i], "number") && els_token_is(&t[i + 1], "of"))
            return els_quantities_noun_at(reading, q, i + 2, end);
    return 0;
}

/* "She sold 15 hats on each of 4 days and then 20 on Sunday": 20 of what is counted when. */
static bool tells_when(const els_reading *reading, const els_quantity *s)
{
    static const char *const words[] = {"on",   "in",        "at",       "during", "the",  "last",
                                        "next", "yesterday", "tomorrow", "today",  "that", NULL};
    return s->end < reading->sentences[s->sentence].end &&
           els_str_is_one_of(reading->tokens[s->end].lower, words);
}

/* "on each of 5 mornings", "in 3 weeks": how often, or how long. */
static bool counts_times(const els_reading *reading, const els_quantities *q, const els_quantity *s)
{
    const els_token *before = &reading->tokens[s->first] - (s->first > 1 ? 2 : 0);
    return s->unit && (q->unit_class[s->unit - 1] == ELS_UNIT_TIME ||
                       (els_token_is(before, "each") && els_token_is(before + 1, "of")));
}

/* A number without a noun of its own counts what the next one counts if they are listed together,
 * else what the one before it counts. */
static void inherit_units(const els_reading *reading, els_quantities *q)
{
    const els_token *t = reading->tokens;
    for (uint32_t i = q->n; i-- > 0;) {
        els_quantity *s = &q->items[i];
        if (i + 1 == q->n || q->items[i + 1].sentence != s->sentence)
            continue;
        /* "59 red and 55 yellow flowers": a word that is said once and stands alone is no unit. */
        uint32_t from = s->end;
        const els_quantity *next = &q->items[i + 1];
        bool list = true;
        if (s->unit && q->unit_class[s->unit - 1] == ELS_UNIT_NOUN && from + 1 < next->first &&
            t[from].kind == ELS_TOKEN_WORD && !is_plural(t[from].lower) &&
            times_said(reading, t[from].lower) < 2 && next->end < reading->n_tokens &&
            els_quantities_unit(q, t[next->end].lower) != next->unit)
            from++;
        else if (s->unit)
            continue;
        for (uint32_t k = from; k < q->items[i + 1].first; k++)
            list = list && (els_token_is(&t[k], ",") || els_token_is(&t[k], "and") ||
                            els_token_is(&t[k], "or") || els_token_is(&t[k], "by"));
        if (list) {
            s->unit = q->items[i + 1].unit;
            s->inherited = true;
        }
    }
    for (uint32_t i = 1; i < q->n; i++)
        if (!q->items[i].unit) {
            uint32_t k = i - 1;
            while (k > 0 && q->items[k].unit &&
                   (q->unit_class[q->items[k].unit - 1] == ELS_UNIT_TIMES ||
                    q->unit_class[q->items[k].unit - 1] == ELS_UNIT_PERCENT))
                k--; /* "3 times as old as Ben. Ben is 7." */
            uint32_t things = k;
            while (things > 0 && counts_times(reading, q, &q->items[things]))
                things--;
            if (tells_when(reading, &q->items[i]) &&
                q->items[things].sentence == q->items[i].sentence)
                k = things;
            uint32_t unit = q->items[k].unit;
            bool pure = unit && (q->unit_class[unit - 1] == ELS_UNIT_TIMES ||
                                 q->unit_class[unit - 1] == ELS_UNIT_PERCENT);
            q->items[i].unit = pure ? 0 : unit;
            q->items[i].inherited = true;
        }
}

/* ---- the question ---- */

/* The sentence that asks: the last of the question that ends in '?', else its last. */
static uint32_t asking_sentence(const els_reading *reading)
{
    uint32_t found = UINT32_MAX, last = 0;
    for (uint32_t i = 0; i < reading->n_sentences && !reading->sentences[i].in_context; i++) {
        const els_sentence *sentence = &reading->sentences[i];
        last = i;
        if (sentence->end > sentence->first &&
            els_str_eq(reading->tokens[sentence->end - 1].text, ELS_STR("?")))
            found = i;
    }
    return found != UINT32_MAX ? found : last;
}

static void read_question(const els_reading *reading, els_quantities *q)
{
    const els_token *t = reading->tokens;
    if (reading->n_sentences == 0)
        return;
    const els_sentence *sentence = &reading->sentences[q->asking];
    uint32_t from = sentence->first;
    for (uint32_t i = sentence->first; i < sentence->end; i++)
        if (els_token_is(&t[i], "how") || els_token_is(&t[i], "what")) {
            from = i;
            break;
        }
    for (uint32_t i = from; i < sentence->end; i++) {
        bool is_name = t[i].capital && i > sentence->first;
        q->asked_concepts |=
            els_lexicon_of(t[i].lower, i + 1 < sentence->end ? t[i + 1].lower : (els_str){NULL, 0});
        if (t[i].kind == ELS_TOKEN_WORD && !is_name && q->n_asked_words < ELS_ASKED_MAX)
            q->asked_words[q->n_asked_words++] = els_reader_stem(t[i].lower);
        if (is_comparative(&t[i]))
            q->asked_said |= ELS_SAID_MORE;
        if (els_token_is(&t[i], "than"))
            q->asked_said |= ELS_SAID_THAN;
    }
    for (uint32_t i = from; i + 2 < sentence->end && !q->asked; i++)
        if (els_token_is(&t[i], "number") && els_token_is(&t[i + 1], "of"))
            q->asked = els_quantities_noun_at(reading, q, i + 2, sentence->end);
    bool counts = from + 1 < sentence->end &&
                  (els_token_is(&t[from + 1], "many") || els_token_is(&t[from + 1], "much"));
    for (uint32_t k = 0; k < q->n && counts; k++) { /* "how many 250 g packets" */
        els_quantity *s = &q->items[k];
        bool packs = s->first == from + 2 && s->end + 1 < sentence->end && s->unit &&
                     q->unit_class[s->unit - 1] == ELS_UNIT_MEASURE &&
                     t[s->end + 1].kind == ELS_TOKEN_WORD &&
                     !els_quantities_no_noun(t[s->end + 1].lower);
        if (packs)
            q->asked = s->per = els_quantities_number_unit(q, t[s->end + 1].lower);
    }
    for (uint32_t i = from + 2; counts && i < sentence->end && i < from + 6 && !q->asked; i++) {
        if (t[i].kind != ELS_TOKEN_WORD ||
            (els_quantities_no_noun(t[i].lower) && !is_filler(t[i].lower)))
            break;
        q->asked = els_quantities_unit(q, t[i].lower);
    }
    if (!q->asked && counts && els_token_is(&t[from + 1], "many") && from + 3 < sentence->end &&
        t[from + 3].kind == ELS_TOKEN_WORD)
        q->asked = els_quantities_noun_at(reading, q, from + 2, sentence->end);
    for (uint32_t i = from; !counts && i < sentence->end && !q->asked; i++)
        if (t[i].kind == ELS_TOKEN_WORD && !els_quantities_no_noun(t[i].lower) &&
            !els_token_is(&t[i], "many"))
            q->asked = els_quantities_unit(q, t[i].lower);
}

/* ---- all ---- */

static els_dimension dimension(const els_quantities *q, uint32_t unit, uint32_t per)
{
    els_dimension d = {{0}};
    bool pure = unit && (q->unit_class[unit - 1] == ELS_UNIT_TIMES ||
                         q->unit_class[unit - 1] == ELS_UNIT_PERCENT);
    if (unit && !pure)
        d.power[unit - 1]++;
    if (per && !pure)
        d.power[per - 1]--;
    return d;
}

/* "How many do the three have?": a number word without a noun behind "the" stands for those told of
 * before, and tells nothing new; "each of the three" tells how many they are. */
static bool stands_for_people(const els_reading *reading, const els_number *number)
{
    static const char *const all[] = {"the", "these", "those", "all", NULL};
    static const char *const single[] = {"every", "each", "any", NULL};
    static const char *const counts[] = {"of", "among", "between", "by", "with", NULL};
    const els_token *t = reading->tokens;
    uint32_t sentence = t[number->first].sentence, end = reading->sentences[sentence].end;
    if (!number->is_word || number->first == reading->sentences[sentence].first ||
        number->end >= end)
        return false;
    if (number->value == 1 && els_str_is_one_of(t[number->first - 1].lower, single))
        return els_token_is(&t[number->end], "of"); /* "every one of the 8 shelves" */
    if (!els_str_is_one_of(t[number->first - 1].lower, all))
        return false;
    bool among = number->first >= 2 && els_str_is_one_of(t[number->first - 2].lower, counts);
    const els_token *next = &t[number->end];
    return !among && (next->kind == ELS_TOKEN_SYMBOL ? els_token_is(next, "?")
                                                     : els_quantities_no_noun(next->lower));
}

void els_quantities_read(const els_reading *reading, els_quantities *ret)
{
    els_quantities *q = ret;
    *q = (els_quantities){.asking = asking_sentence(reading)};
    for (uint32_t i = 0; i < reading->n_numbers && q->n < ELS_QUANTITIES_READ; i++) {
        const els_number *number = &reading->numbers[i];
        if (in_date(reading, number) || stands_for_people(reading, number))
            continue;
        els_quantity *s = &q->items[q->n++];
        *s = (els_quantity){.value = number->value,
                            .first = number->first,
                            .end = number->end,
                            .sentence = reading->tokens[number->first].sentence,
                            .said = number->is_word ? ELS_SAID_WORD : 0};
        s->unit = unit_of_number(reading, q, number, reading->sentences[s->sentence].end);
        read_around(reading, s);
        read_said(reading, s);
        read_lead(reading, q, s);
    }
    els_quantities_sampled(reading, q);
    inherit_units(reading, q);
    els_quantities_rates(reading, q);
    els_quantities_pairs(reading, q);
    read_question(reading, q);
    for (uint32_t i = 0; i < q->n; i++) {
        els_quantity *s = &q->items[i];
        s->dimension = dimension(q, s->unit, s->per);
        s->unit_class = s->unit ? q->unit_class[s->unit - 1] : ELS_UNIT_NONE;
        for (uint32_t k = 0; q->asked && k < s->n_around; k++)
            if (s->around[k] == q->unit[q->asked - 1] && s->unit != q->asked)
                s->said |= ELS_SAID_ASKED;
    }
    q->asked_dimension = dimension(q, q->asked, q->per);
    els_quantities_story(reading, q);
    q->n_read = q->n;
    q->n = q->n < ELS_QUANTITIES_MAX ? q->n : ELS_QUANTITIES_MAX;
}
