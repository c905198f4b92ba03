/* story_ratio.c — proportions: "4 girls for every 3 boys", and work that more hands do sooner. */
#include "story_steps.h"

#include <math.h>

/* ---- pairs ---- */

/* Whether the token names the side of a pair, or somebody does. */
static bool names(const els_token *token, uint64_t side)
{
    els_str word = token->lower;
    if (word.len > 2 && word.ptr[word.len - 1] == 's' && word.ptr[word.len - 2] == '\'')
        word.len -= 2;
    return side && token->kind == ELS_TOKEN_WORD && els_reader_stem(word) == side;
}

/* Whether the value counts the side: by its unit or "cups of juice". */
static bool counts(const els_story *story, const els_story_value *v, const els_story_value *side)
{
    const els_token *t = story->reading->tokens;
    uint32_t end = story->reading->sentences[v->sentence].end;
    bool same_unit = v->unit && v->unit == side->unit;
    if (same_unit && story->q->unit[v->unit - 1] == side->side)
        return true;
    for (uint32_t i = v->first + 1; i < end && i < v->first + 5; i++) {
        if (t[i].kind == ELS_TOKEN_NUMBER || els_token_is(&t[i], ","))
            break;
        if (names(&t[i], side->side))
            return true;
    }
    return false;
}

enum { NEITHER, FIRST, SECOND, BOTH };

/* "The shorter piece": the side with fewer. */
static int side_by_degree(const els_story *story, const els_sentence *said,
                          const els_story_value *x, const els_story_value *y)
{
    for (uint32_t i = said->first; i < said->end; i++) {
        const els_token *t = &story->reading->tokens[i];
        bool er = t->lower.len > 4 && t->lower.ptr[t->lower.len - 1] == 'r';
        int degree = er ? els_reader_degree(t->lower) : 0;
        if (degree)
            return (degree > 0) == (x->value > y->value) ? FIRST : SECOND;
    }
    return NEITHER;
}

/* Which side is asked for: the one that the question names first behind "how". */
static int asked_side(const els_story *story, const els_story_value *x, const els_story_value *y)
{
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool how = false, many = has(story, ELS_STORY_SUM);
    int side = NEITHER;
    if (story->asked && x->unit != y->unit && !story->is_guessed && !many &&
        !has(story, ELS_STORY_THAN) && (story->asked == x->unit || story->asked == y->unit))
        return story->asked == x->unit ? FIRST : SECOND;
    for (uint32_t i = asking->first; i < asking->end; i++) {
        const els_token *t = &story->reading->tokens[i];
        how = how || els_token_is(t, "how") || els_token_is(t, "what");
        int found = names(t, x->side) ? FIRST : names(t, y->side) ? SECOND : NEITHER;
        if (!how || !found)
            continue;
        if (side && found != side && (many || has(story, ELS_STORY_THAN)))
            return BOTH;
        side = side ? side : found;
    }
    if (side == NEITHER && story->asked && x->unit != y->unit)
        side = story->asked == x->unit ? FIRST : story->asked == y->unit ? SECOND : NEITHER;
    return side == NEITHER ? side_by_degree(story, asking, x, y) : side;
}

/* Which side another number of the problem counts; NEITHER: what both are together. */
static int given_side(const els_story *story, const els_story_value *x, const els_story_value *y)
{
    for (uint32_t i = 0; i < story->n; i++) {
        const els_story_value *z = &story->values[i];
        if (z->kind != ELS_STORY_AMOUNT || z->is_loose)
            continue;
        bool of_x = counts(story, z, x), of_y = counts(story, z, y);
        if (of_x != of_y)
            return of_x ? FIRST : SECOND;
        int by = z->sentence == story->q->asking
                     ? NEITHER
                     : side_by_degree(story, &story->reading->sentences[z->sentence], x, y);
        if (!of_x && by != NEITHER)
            return by;
    }
    return NEITHER;
}

bool els_story_ratio(const els_story *story, const els_story_value *x, const els_story_value *y,
                     els_story_value *ret, const char **ret_format)
{
    if (x->kind != ELS_STORY_RATIO || y->kind != ELS_STORY_RATIO || x->uses << 1 != y->uses)
        return false;
    int asked = asked_side(story, x, y), given = given_side(story, x, y);
    double a = x->value, b = y->value;
    if (asked == given && asked != NEITHER) /* of the whole, then */
        given = NEITHER;
    bool differ = asked == BOTH && has(story, ELS_STORY_THAN);
    double part = asked == FIRST    ? a
                  : asked == SECOND ? b
                  : differ          ? fabs(a - b)
                                    : a + b,
           whole = given == FIRST    ? a
                   : given == SECOND ? b
                                     : a + b;
    if (whole == 0)
        return false;
    static const char *const formats[4][3] = {
        {"((%1$s+%2$s)/(%1$s+%2$s))", "((%1$s+%2$s)/%1$s)", "((%1$s+%2$s)/%2$s)"},
        {"(%1$s/(%1$s+%2$s))", "(%1$s/%1$s)", "(%1$s/%2$s)"},
        {"(%2$s/(%1$s+%2$s))", "(%2$s/%1$s)", "(%2$s/%2$s)"},
        {"(|%1$s-%2$s|/(%1$s+%2$s))", "(|%1$s-%2$s|/%1$s)", "(|%1$s-%2$s|/%2$s)"}};
    *ret = *x;
    ret->kind = ELS_STORY_FRACTION;
    ret->is_ratio = true;
    ret->value = part / whole;
    *ret_format = formats[asked == BOTH ? differ ? 3 : 0 : asked][given];
    return true;
}

/* ---- hands ---- */

/* "One can do it in 3 hours, another in 6. How long do they need together?" */
bool els_story_asks_jointly(const els_story *story)
{
    static const char *const both[] = {"together", "both", "jointly", NULL};
    static const char *const alone[] = {"can",   "could", "alone",   "takes", "take",
                                        "needs", "fills", "empties", NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool joined = false, able = false;
    for (uint32_t i = asking->first; i < asking->end; i++)
        joined = joined || els_str_is_one_of(t[i].lower, both);
    for (uint32_t i = 0; i < asking->first; i++)
        able = able || els_str_is_one_of(t[i].lower, alone);
    return joined && able;
}

bool els_story_join(const els_story *story, const els_story_value *x, const els_story_value *y,
                    els_story_value *ret)
{
    double sum = x->value + y->value;
    if (!has(story, ELS_STORY_JOINTLY) || !alike(x, y) || x->per || x->steps + y->steps > 0 ||
        class_of(story, x->unit) != ELS_UNIT_TIME || sum <= 0 ||
        els_quantities_factor(story->q, x->unit, story->asked) <= 0)
        return false;
    *ret = *x;
    ret->value = x->value * y->value / sum;
    ret->holder = 0;
    return true;
}

/* One thing that is done or used up: "paint a house", "the food". */
static bool has_one_thing(const els_story *story, uint32_t first, uint32_t end)
{
    static const char *const articles[] = {"a", "an", "the", "this", "that", "one", NULL};
    const els_token *t = story->reading->tokens;
    for (uint32_t i = first; i + 1 < end; i++)
        if (els_str_is_one_of(t[i].lower, articles) && t[i + 1].kind == ELS_TOKEN_WORD)
            return true;
    return false;
}

bool els_story_is_work(const els_story *story, const els_story_value *hands,
                       const els_story_value *time)
{
    static const char *const lasts[] = {"last",  "lasts",  "lasted",   "enough", "feed",
                                        "feeds", "supply", "suffices", NULL};
    const els_token *t = story->reading->tokens;
    if (hands->sentence != time->sentence || hands->steps + time->steps > 0 || hands->per ||
        time->per || class_of(story, hands->unit) != ELS_UNIT_NOUN ||
        class_of(story, time->unit) != ELS_UNIT_TIME)
        return false;
    bool third = false; /* as many hands, or as much time, told or asked about elsewhere */
    for (uint32_t i = 0; i < story->n; i++) {
        const els_story_value *z = &story->values[i];
        bool other = z->first != hands->first && z->first != time->first;
        bool behind = z->first > hands->first && z->first > time->first;
        if (other && z->sentence == hands->sentence && z->kind == ELS_STORY_AMOUNT &&
            !z->is_loose && !behind)
            return false; /* "3 machines fill 60 bottles in 4 hours" */
        third = third || (other && (z->unit == hands->unit ||
                                    els_quantities_factor(story->q, z->unit, time->unit) > 0));
    }
    bool asks = story->asked == hands->unit ||
                els_quantities_factor(story->q, time->unit, story->asked) > 0;
    if (!third || !asks)
        return false;
    const els_sentence *told = &story->reading->sentences[hands->sentence];
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool subject = true;
    for (uint32_t i = told->first; i < asking->end; i++)
        if ((i < told->end || i >= asking->first) && els_str_is_one_of(t[i].lower, lasts))
            return true;
    for (uint32_t i = told->first; i < hands->first; i++) {
        subject = subject && (t[i].kind != ELS_TOKEN_WORD || els_reader_is_function(t[i].lower) ||
                              els_token_is(&t[i], "it") || els_token_is(&t[i], "takes") ||
                              els_token_is(&t[i], "take") || els_token_is(&t[i], "took") ||
                              els_token_is(&t[i], "if") || els_token_is(&t[i], "with"));
    }
    if (hands->first > told->first && els_token_is(&t[hands->first - 1], "by"))
        return has_one_thing(story, told->first, hands->first); /* "is emptied by 6 pumps" */
    return subject && has_one_thing(story, hands->first, told->end);
}
