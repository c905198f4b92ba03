/* story_told.c — what the text says of a value beside its number and its unit: that it is an
 * average, counts only from the second one on, or is in another state than is asked for. */
#include "story_steps.h"

#include <string.h>

/* ---- first and further ---- */

static bool says_further(const els_story *story, const els_story_value *v)
{
    static const char *const words[] = {"additional", "further", "extra",      "following",
                                        "subsequent", "next",    "more",       "other",
                                        "after",      "later",   "thereafter", NULL};
    const els_sentence *told = &story->reading->sentences[v->sentence];
    const els_token *t = story->reading->tokens;
    uint32_t from = v->first > told->first + 6 ? v->first - 6 : told->first;
    for (uint32_t i = from; i < told->end && i < v->first + 8; i++)
        if (els_str_is_one_of(t[i].lower, words) && (i > v->first || t[i].sentence == v->sentence))
            return true;
    return false;
}

/* "$4 for the first hour and $2 for each further one": the second is per hour but one; the first is
 * paid once. */
static void read_further(els_story *story)
{
    const els_token *t = story->reading->tokens;
    for (uint32_t i = 0; i + 1 < story->reading->n_tokens; i++) {
        if (!els_token_is(&t[i], "first"))
            continue;
        uint32_t unit = els_quantities_unit(story->q, t[i + 1].lower);
        els_story_value *once = NULL, *on = NULL;
        for (uint32_t k = 0; k < story->n; k++) {
            els_story_value *v = &story->values[k];
            if (v->first < i && v->sentence == t[i].sentence && !(v->per && says_further(story, v)))
                once = v;
            if (v->per && (!unit || v->per == unit) && says_further(story, v))
                on = v;
        }
        if (!on || on == once)
            continue;
        on->is_further = true;
        if (once && once->unit == on->unit)
            once->per = once->per_also = 0;
        return;
    }
}

/* ---- averages ---- */

static bool says_average(const els_token *t)
{
    return els_token_is(t, "average") || els_token_is(t, "averages") ||
           els_token_is(t, "averaged") || els_token_is(t, "mean");
}

/* "The average weight of 12 sacks is 39 kg": so many per sack. */
static void read_averages(els_story *story)
{
    const els_quantities *q = story->q;
    for (uint32_t i = 0; i < story->reading->n_tokens; i++) {
        const els_token *t = &story->reading->tokens[i];
        if (!says_average(t) || t->sentence == q->asking)
            continue;
        els_story_value *mean = NULL, *count = NULL;
        for (uint32_t k = 0; k < story->n; k++)
            if (story->values[k].sentence == t->sentence && story->values[k].first > i)
                mean = &story->values[k];
        for (uint32_t k = 0; k < story->n && mean; k++) {
            els_story_value *v = &story->values[k];
            bool fits = v != mean && v->unit && !v->per && v->kind == ELS_STORY_AMOUNT &&
                        (v->unit != mean->unit || mean->is_inherited) &&
                        class_of(story, v->unit) != ELS_UNIT_MONEY;
            if (fits && (!count || v->sentence == t->sentence))
                count = v;
        }
        if (!mean || !count || mean->per || mean->kind != ELS_STORY_AMOUNT)
            continue;
        mean->per = count->unit;
        mean->said |= ELS_SAID_EACH;
        if (mean->is_inherited)
            mean->unit = 0;
    }
}

/* ---- states ---- */

enum { STATE_WORDS = 6 };

typedef struct {
    els_str word[STATE_WORDS];
    uint32_t n;
} state_words;

static bool is_copula(const els_token *t)
{
    static const char *const words[] = {"are",    "is",      "were",   "was",      "be",
                                        "stay",   "stays",   "stayed", "remained", "remain",
                                        "become", "becomes", "got",    "get",      NULL};
    return els_str_is_one_of(t->lower, words);
}

/* Words that say in which state something is; not what is counted, nor when. */
static void add_state(const els_story *story, const els_token *t, state_words *ret)
{
    static const char *const idle[] = {"there",  "today", "tonight", "now",   "still", "many",
                                       "much",   "then",  "already", "later", "them",  "school",
                                       "people", "have",  "has",     "had",   NULL};
    if (t->kind != ELS_TOKEN_WORD || els_reader_is_function(t->lower) || is_copula(t) ||
        els_str_is_one_of(t->lower, idle) || t->lower.len < 3 || ret->n == STATE_WORDS)
        return;
    uint32_t unit = els_quantities_unit(story->q, t->lower);
    for (uint32_t i = 0; i < story->n && unit; i++)
        if (story->values[i].unit == unit || story->values[i].per == unit)
            return;
    ret->word[ret->n++] = t->lower;
}

/* "footballers" and "football" are told of the same. */
static bool same_word(els_str a, els_str b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return els_reader_stem(a) == els_reader_stem(b) || n >= 5;
}

static bool any_same(const state_words *a, const state_words *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++)
            if (same_word(a->word[i], b->word[k]))
                return true;
    return false;
}

static bool ends_clause(const els_token *t)
{
    return t->kind == ELS_TOKEN_NUMBER || els_token_is(t, ",") || els_token_is(t, "and") ||
           els_token_is(t, "but");
}

/* What is said behind the number, from a copula on if there is one. */
static bool told_state(const els_story *story, const els_story_value *v, state_words *ret)
{
    const els_token *t = story->reading->tokens;
    uint32_t end = story->reading->sentences[v->sentence].end;
    bool copula = false;
    ret->n = 0;
    uint32_t from = v->first + 1;
    for (uint32_t i = from; i < end && i < from + 4; i++)
        if (t[i].kind == ELS_TOKEN_NUMBER && v->kind != ELS_STORY_AMOUNT)
            from = i + 1; /* "three fifths of the 80 passengers" */
    for (uint32_t i = from; i < end && !ends_clause(&t[i]); i++) {
        if (is_copula(&t[i])) {
            copula = true;
            ret->n = 0;
        }
        add_state(story, &t[i], ret);
    }
    return copula;
}

/* What is said behind "how many", and whether it stands behind a copula or before what is counted.
 */
static bool asked_state(const els_story *story, state_words *ret)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool how = false, copula = false;
    ret->n = 0;
    for (uint32_t i = asking->first; i < asking->end; i++) {
        copula = copula || (how && is_copula(&t[i]));
        if (how && !t[i].capital)
            add_state(story, &t[i], ret);
        how = how || els_token_is(&t[i], "many") || els_token_is(&t[i], "much");
    }
    return copula && ret->n > 0;
}

bool els_story_is_other_state(const els_story *story, const els_story_value *v)
{
    state_words told, asked;
    if (v->sentence == story->q->asking)
        return false;
    told_state(story, v, &told);
    asked_state(story, &asked);
    return told.n > 0 && asked.n > 0 && !any_same(&told, &asked);
}

/* "41 seats stay empty. How many are taken?": these are not among them. */
static void read_states(els_story *story)
{
    state_words told, asked;
    if (!asked_state(story, &asked))
        return;
    for (uint32_t i = 1; i < story->n; i++) {
        els_story_value *v = &story->values[i];
        if (v->kind != ELS_STORY_AMOUNT || v->per || v->flow || v->sentence == story->q->asking ||
            v->sentence == story->values[0].sentence)
            continue;
        if (told_state(story, v, &told) && told.n > 0 && !any_same(&told, &asked))
            v->flow = -1;
    }
}

void els_story_tell(els_story *story)
{
    read_further(story);
    read_averages(story);
    read_states(story);
}
