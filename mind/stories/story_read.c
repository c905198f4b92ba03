/* story_read.c — the values of a told problem in the order of its text, and the units that numbers
 * share. What one number is stands in story_number.c. */
#include "reader.h"
#include "story_number.h"
#include "story_steps.h"

#include <stdio.h>
#include <string.h>

static void add_value(els_story *story, els_story_value value)
{
    uint32_t n = story->n++;
    if (n >= ELS_STORY_VALUES)
        return;
    value.uses = 1U << n;
    value.last = ELS_STORY_STEPS;
    snprintf(value.text, sizeof value.text, "n%u", n);
    story->values[n] = value;
}

/* "a third of the cake": no number stands there. */
static void add_part(els_story *story, uint32_t token)
{
    const els_token *t = story->reading->tokens;
    els_story_value value = {.value = 1 / els_story_part_named(t[token].lower),
                             .kind = ELS_STORY_FRACTION,
                             .sentence = t[token].sentence,
                             .first = token};
    add_value(story, value);
}

static void add_clock(els_story *story, uint32_t token, double minutes)
{
    els_story_value value = {.value = minutes,
                             .kind = ELS_STORY_CLOCK,
                             .sentence = story->reading->tokens[token].sentence,
                             .first = token};
    add_value(story, value);
}

static bool tells_clock(const els_reading *reading, const els_quantities *q)
{
    double minutes;
    bool split;
    for (uint32_t i = 0; i < q->n_read; i++)
        if (els_story_clock(reading, &q->items[i], &minutes, &split))
            return true;
    return false;
}

static void read_values(els_story *story)
{
    const els_reading *reading = story->reading;
    const els_quantities *q = story->q;
    uint32_t next = 0;
    bool clock = tells_clock(reading, q), split;
    double minutes;
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        while (next < q->n_read && q->items[next].first < i)
            next++;
        const els_token *t = &reading->tokens[i];
        if (next < q->n_read && q->items[next].first == i) {
            if (els_story_clock(reading, &q->items[next], &minutes, &split)) {
                add_clock(story, i, minutes);
                next += 1 + split;
                i += 2 * split;
                continue;
            }
            add_value(story, els_story_number(story, &q->items[next]));
            bool parts = next + 1 < q->n_read && q->items[next + 1].first == i + 2 &&
                         els_token_is(t + 1, "/") && i + 3 < reading->n_tokens &&
                         els_token_is(t + 3, "of");
            if (parts && q->items[next + 1].value > q->items[next].value &&
                story->n <= ELS_STORY_VALUES) { /* "3/4 of" */
                els_story_value *v = &story->values[story->n - 1];
                v->value = q->items[next].value / q->items[next + 1].value;
                v->kind = ELS_STORY_FRACTION;
                v->unit = v->per = 0;
                next += 2;
            }
            continue;
        }
        uint32_t unit;
        double so_many;
        if (els_story_untold_span(story, i, &so_many, &unit)) {
            els_story_value span = {
                .value = so_many, .unit = unit, .sentence = t->sentence, .first = i};
            add_value(story, span);
            if (story->n <= ELS_STORY_VALUES)
                snprintf(story->values[story->n - 1].text, ELS_STORY_TEXT, "%.0f", so_many);
            continue;
        }
        if (clock && els_story_clock_word(t, &minutes)) {
            add_clock(story, i, minutes);
            continue;
        }
        if (i + 2 < reading->n_tokens && els_token_is(t, "there") && els_token_is(t + 1, "and") &&
            els_token_is(t + 2, "back")) {
            els_story_value twice = {
                .value = 2, .kind = ELS_STORY_FRACTION, .sentence = t->sentence, .first = i};
            add_value(story, twice);
            if (story->n <= ELS_STORY_VALUES)
                snprintf(story->values[story->n - 1].text, ELS_STORY_TEXT, "2");
            continue;
        }
        bool behind_number = next > 0 && q->items[next - 1].end == i;
        if (t->kind == ELS_TOKEN_WORD && !behind_number && els_story_part_named(t->lower) > 0 &&
            i + 1 < reading->n_tokens && els_token_is(t + 1, "of") && i > 0 &&
            (els_token_is(t - 1, "a") || els_token_is(t - 1, "one")))
            add_part(story, i);
    }
}

/* "She has 12 left", "in boxes of 15": numbers without a noun of their own. */
static void share_units(els_story *story)
{
    const els_token *t = story->reading->tokens;
    const els_quantities *q = story->q;
    for (uint32_t i = 1; i < story->n; i++) {
        els_story_value *v = &story->values[i];
        bool of_box = v->said & ELS_SAID_OF && v->unit &&
                      (q->unit_class[v->unit - 1] == ELS_UNIT_TIME || v->unit == v->per);
        bool left =
            v->first + 1 < story->reading->n_tokens && els_token_is(&t[v->first + 1], "left");
        if (v->is_inherited && v->said & ELS_SAID_OF && v->per && v->per == q->asked && i > 1 &&
            story->values[i - 2].unit != story->values[i - 1].unit &&
            story->values[i - 2].sentence == v->sentence) {
            v->unit = 0; /* "teams of 3": of whatever is put into them */
            continue;
        }
        if (!v->is_inherited || v->kind != ELS_STORY_AMOUNT || (!of_box && !left))
            continue;
        for (uint32_t k = 0; k < i && left && q->asked; k++)
            if (story->values[k].unit == q->asked)
                v->unit = q->asked;
        if (left && v->unit == q->asked)
            continue;
        for (uint32_t k = left ? 0 : i; left ? k < i : k-- > 0; k += left) {
            uint32_t unit = story->values[k].unit;
            if (unit && unit != v->per && q->unit_class[unit - 1] != ELS_UNIT_TIME) {
                v->unit = unit;
                break;
            }
        }
    }
}

/* "There and back": twice the way. */
static bool is_return(const els_story *story, const els_story_value *v)
{
    return els_token_is(&story->reading->tokens[v->first], "there");
}

/* "A fixed fee of $5 and $2 a mile": paid once. */
static bool is_fixed(const els_story *story, const els_story_value *v)
{
    static const char *const words[] = {"fixed", "flat",  "fee",     "basic",    "base", "initial",
                                        "once",  "start", "deposit", "standing", NULL};
    const els_token *t = story->reading->tokens;
    for (uint32_t i = v->first; i-- > story->reading->sentences[v->sentence].first;) {
        if (t[i].kind == ELS_TOKEN_NUMBER)
            return false;
        if (els_str_is_one_of(t[i].lower, words))
            return true;
    }
    return false;
}

/* What is paid once is no rate; a way that is gone there and back so many times is so long each. */
static void read_once(els_story *story)
{
    for (uint32_t i = 0; i < story->n; i++) {
        els_story_value *v = &story->values[i];
        if (v->per && !(v->said & ELS_SAID_EACH) && class_of(story, v->unit) == ELS_UNIT_MONEY &&
            is_fixed(story, v))
            v->per = 0;
        const els_story_value *times = i + 2 < story->n ? &story->values[i + 2] : NULL;
        els_unit_class class = times ? class_of(story, times->unit) : ELS_UNIT_NONE;
        if (times && v[1].kind == ELS_STORY_FRACTION && is_return(story, &v[1]) &&
            class_of(story, v->unit) == ELS_UNIT_MEASURE && !v->per &&
            (class == ELS_UNIT_TIME || class == ELS_UNIT_TIMES))
            v->per = times->unit;
    }
}

/* "5 sweets and 2 toys into each bag", "5 red ones in each of nine bags": both. */
static void share_rates(els_story *story)
{
    const els_token *t = story->reading->tokens;
    bool shared = false;
    for (uint32_t i = story->n; i-- > 1;) {
        els_story_value *x = &story->values[i - 1];
        const els_story_value *y = &story->values[i];
        bool each = y->said & ELS_SAID_EACH || shared;
        shared = false;
        if (x->sentence != y->sentence || x->per || x->kind != ELS_STORY_AMOUNT)
            continue;
        bool joined = els_token_is(&t[y->first - 1], "and") || els_token_is(&t[y->first - 1], ",");
        joined = joined && !is_fixed(story, x);
        for (uint32_t k = x->first; k < y->first; k++) /* "$40 for coming and $25 an hour" */
            joined = joined && !els_token_is(&t[k], "for");
        if (els_story_is_each_of(story, y) && els_story_shares_alike(story, y->sentence))
            continue; /* "42 rolls, an equal number into each of 6 baskets" */
        if (els_story_is_each_of(story, y) && x->unit != y->unit)
            x->per = y->unit;
        else if (joined && each && x->unit != y->per &&
                 (y->first - x->first <= 4 || x->unit == y->unit))
            x->per = y->per;
        shared = x->per != 0;
    }
}

/* A question, or a word that calls for an answer. */
static bool is_asked(const els_reading *reading, const els_quantities *q)
{
    static const char *const words[] = {"?",         "how",     "what",      "find",
                                        "calculate", "compute", "determine", NULL};
    const els_sentence *asking = &reading->sentences[q->asking];
    for (uint32_t i = asking->first; i < asking->end; i++)
        if (els_str_is_one_of(reading->tokens[i].lower, words))
            return true;
    return false;
}

static void read_persons(els_story *story)
{
    static const char *const list[] = {
        "person",     "people",  "children",  "men",      "women",     "man",      "woman",
        "child",      "kid",     "boy",       "girl",     "pupil",     "student",  "passenger",
        "guest",      "visitor", "worker",    "teacher",  "adult",     "player",   "member",
        "friend",     "tourist", "customer",  "sailor",   "soldier",   "teenager", "parent",
        "brother",    "sister",  "sibling",   "resident", "spectator", "citizen",  "employee",
        "inhabitant", "baby",    "swimmer",   "runner",   "singer",    "dancer",   "actor",
        "doctor",     "nurse",   "scientist", "villager"};
    for (uint32_t i = 0; i < story->reading->n_tokens; i++) {
        els_str word = story->reading->tokens[i].lower;
        bool listed = false;
        for (size_t k = 0; k < sizeof list / sizeof list[0] && word.len > 2 && !listed; k++)
            listed = memcmp(word.ptr, list[k], 3) == 0 &&
                     els_reader_stem(word) == els_reader_stem(els_str_of(list[k]));
        uint32_t unit = listed ? els_quantities_unit(story->q, word) : 0;
        bool any = els_str_is(word, "people") || els_str_is(word, "person");
        story->persons |= unit ? 1U << (unit - 1) : 0;
        story->anybody |= unit && any ? 1U << (unit - 1) : 0;
    }
}

/* "How many did he get on both days?", "What was her average mark?" */
static bool asks_without_units(const els_reading *reading, const els_quantities *q)
{
    const els_sentence *asking = &reading->sentences[q->asking];
    for (uint32_t i = asking->first; i + 1 < asking->end && q->n_read > 1; i++) {
        const els_token *t = &reading->tokens[i];
        if ((els_token_is(t, "how") && (els_token_is(t + 1, "many") || els_token_is(t + 1, "old") ||
                                        els_token_is(t + 1, "long"))) ||
            els_token_is(t, "average") || els_token_is(t, "percent") ||
            els_token_is(t, "percentage") || els_token_is(t, "year"))
            return true;
    }
    return false;
}

bool els_story_read(const els_reading *reading, const els_quantities *q, els_story *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->reading = reading;
    ret->q = q;
    if (reading->n_sentences == 0 || q->n_read == 0 || !is_asked(reading, q) ||
        (q->n_units == 0 && !asks_without_units(reading, q)))
        return false;
    read_values(ret);
    if (ret->n == 0 || ret->n > ELS_STORY_VALUES)
        return false;
    read_once(ret);
    share_rates(ret);
    share_units(ret);
    read_persons(ret);
    els_story_years(ret);
    els_story_tell(ret);
    els_story_ask(ret);
    return true;
}
