/* Bounds that a text states, and what is held against them. */
#include "bounds.h"
#include "passage.h"
#include "reader.h"

#include <math.h>

enum {
    BACK = 5,   /* tokens before a number in which its comparing word stands */
    AROUND = 5, /* tokens around a number that say what it is of */
    AMOUNTS_MAX = 64
};

/* What speaks for two numbers being of the same. */
#define SAME_UNIT 2.0
#define SAME_WORD 1.0
#define WORDS_MOST 2.0
#define OF_ASKED 0.5 /* the amount's sentence names what the question names */
#define OTHER_SIDE 0.2
#define CERTAIN 2.0 /* points that leave no doubt */

typedef struct {
    const els_reading *reading;
    els_bound *bounds;
    uint32_t n_bounds;
    uint32_t amounts[AMOUNTS_MAX];
    uint32_t n_amounts;
} matcher;

static els_str lower_at(const els_reading *reading, uint32_t i, uint32_t sentence)
{
    return i < reading->n_tokens && reading->tokens[i].sentence == sentence
               ? reading->tokens[i].lower
               : (els_str){NULL, 0};
}

static bool set(els_bound *bound, bool is_upper, bool is_strict, bool is_negated)
{
    bound->is_upper = is_upper != is_negated;
    bound->is_strict = is_strict != is_negated;
    return true;
}

static bool is_no(els_str word)
{
    return els_str_is(word, "no") || els_str_is(word, "not") || els_str_ends(word, "n't");
}

static bool is_year(const els_number *number)
{
    const bool is_bare = number->unit.len == 0 || els_reader_is_function(number->unit);
    return is_bare && number->value >= 1000 && number->value < 3000 &&
           number->value == floor(number->value);
}

/* The word at `at` compares, with those before it: "at least", "not over", "older than". */
static bool reads_comparing(const els_reading *reading, uint32_t at, uint32_t sentence,
                            els_bound *ret)
{
    static const char *const above[] = {"over",    "above",     "beyond", "exceed",
                                        "exceeds", "exceeding", NULL};
    static const char *const below[] = {"under", "below", "beneath", NULL};
    static const char *const most[] = {"maximum", "max", "limit", "limited", NULL};
    static const char *const least[] = {"minimum", "min", NULL};
    const els_str word = lower_at(reading, at, sentence);
    const els_str before = at > 0 ? lower_at(reading, at - 1, sentence) : (els_str){NULL, 0};
    const els_str ahead = at > 1 ? lower_at(reading, at - 2, sentence) : (els_str){NULL, 0};
    if (els_str_is(word, "least") && els_str_is(before, "at"))
        return set(ret, false, false, false);
    if ((els_str_is(word, "most") && els_str_is(before, "at")) ||
        (els_str_is(word, "to") && els_str_is(before, "up")) || els_str_is_one_of(word, most))
        return set(ret, true, false, false);
    if (els_str_is_one_of(word, least))
        return set(ret, false, false, false);
    if (els_str_is_one_of(word, above))
        return set(ret, false, true, is_no(before));
    if (els_str_is_one_of(word, below))
        return set(ret, true, true, is_no(before));
    if (!els_str_is(word, "than") || before.len == 0)
        return false;
    const bool fewer = els_str_is(before, "less") || els_str_is(before, "fewer");
    const int32_t degree = fewer ? -1 : els_str_is(before, "more") ? 1 : els_reader_degree(before);
    return degree != 0 && set(ret, degree < 0, true, is_no(ahead));
}

/* A year that the question holds something against: "before 1990", "since 2001". */
static bool reads_year_asked(const els_reading *reading, const els_number *number, els_bound *ret)
{
    static const char *const till[] = {"until", "till", "by", NULL};
    static const char *const from[] = {"since", "from", NULL};
    const uint32_t sentence = reading->tokens[number->first].sentence;
    const els_str word =
        number->first > 0 ? lower_at(reading, number->first - 1, sentence) : (els_str){NULL, 0};
    if (number->in_context || !is_year(number))
        return false;
    if (els_str_is(word, "before") || els_str_is(word, "after"))
        return set(ret, els_str_is(word, "before"), true, false);
    if (els_str_is_one_of(word, till) || els_str_is_one_of(word, from))
        return set(ret, els_str_is_one_of(word, till), false, false);
    return false;
}

/* "18 or older", "5 kg and less". */
static bool reads_behind(const els_reading *reading, const els_number *number, els_bound *ret)
{
    const uint32_t sentence = reading->tokens[number->first].sentence;
    for (uint32_t at = number->end; at < number->end + 3; at++) {
        const els_str joint = lower_at(reading, at, sentence);
        const els_str word = lower_at(reading, at + 1, sentence);
        if (!(els_str_is(joint, "or") || els_str_is(joint, "and")) || word.len == 0)
            continue;
        const bool upper = els_str_is(word, "under") || els_str_is(word, "below") ||
                           els_str_is(word, "less") || els_str_is(word, "fewer");
        const bool lower = els_str_is(word, "over") || els_str_is(word, "above") ||
                           els_str_is(word, "more") || els_str_is(word, "upwards");
        const int32_t degree = upper ? -1 : lower ? 1 : els_reader_degree(word);
        return degree != 0 && els_str_ends(word, "er") + upper + lower > 0 &&
               set(ret, degree < 0, false, false);
    }
    return false;
}

/* What the sentence says of those that the bound speaks of turns it round: each word of refusal,
 * and each denial before the number. */
static bool is_denied(const els_reading *reading, const els_number *number)
{
    static const char *const refusals[] = {"blocked",  "refused", "rejected", "denied",
                                           "excluded", "barred",  "banned",   "forbidden",
                                           "turned",   "void",    "invalid",  NULL};
    static const char *const others[] = {"nobody", "none", "unless", "except", NULL};
    const els_sentence *s = &reading->sentences[reading->tokens[number->first].sentence];
    bool denied = false;
    for (uint32_t i = s->first; i < s->end; i++) {
        const els_str word = reading->tokens[i].lower;
        const els_str next = i + 1 < s->end ? reading->tokens[i + 1].lower : (els_str){NULL, 0};
        const bool compares = els_str_is(next, "more") || els_str_is(next, "less") ||
                              els_str_is(next, "fewer") || els_str_is(next, "over") ||
                              els_str_is(next, "under") || els_str_is(next, "above") ||
                              els_str_is(next, "below") || els_str_ends(next, "er");
        if (els_str_is_one_of(word, refusals) ||
            (i < number->first && (els_reader_negates(word) || els_str_is_one_of(word, others)) &&
             !(is_no(word) && compares)))
            denied = !denied;
    }
    return denied;
}

static bool reads_bound(const els_reading *reading, uint32_t k, els_bound *ret)
{
    const els_number *number = &reading->numbers[k];
    const uint32_t sentence = reading->tokens[number->first].sentence;
    *ret = (els_bound){.number = k, .amount = UINT32_MAX};
    bool found = reads_behind(reading, number, ret) || reads_year_asked(reading, number, ret);
    for (uint32_t back = 1; back <= BACK && back <= number->first && !found; back++) {
        const els_token *t = &reading->tokens[number->first - back];
        if (t->sentence != sentence || t->kind == ELS_TOKEN_NUMBER ||
            (t->kind == ELS_TOKEN_SYMBOL && !els_token_is_symbol(t, '$') &&
             !els_token_is_symbol(t, ':')))
            break;
        found = reads_comparing(reading, number->first - back, sentence, ret);
    }
    ret->is_denied = found && number->in_context && is_denied(reading, number);
    return found;
}

static bool tells(const els_token *t)
{
    return t->kind == ELS_TOKEN_WORD && !els_passage_is_plain(t->lower);
}

/* What a word counts that is told with the number: what happened in a year is told before it, or
 * behind it where the sentence begins with it ("In 1904 it burnt"). */
static double told_with(const els_reading *reading, const els_number *number, uint32_t word)
{
    const uint32_t first = reading->sentences[reading->tokens[number->first].sentence].first;
    const bool opens = number->first <= first + 1;
    return !is_year(number) || opens == (word >= number->end) ? 1 : OTHER_SIDE;
}

/* Words that stand beside both numbers. */
static double words_shared(const els_reading *reading, const els_number *a, const els_number *b)
{
    double shared = 0;
    for (uint32_t i = a->first > AROUND ? a->first - AROUND : 0;
         i < a->end + AROUND && i < reading->n_tokens; i++) {
        const els_token *x = &reading->tokens[i];
        if (x->sentence != reading->tokens[a->first].sentence || !tells(x))
            continue;
        bool found = false;
        for (uint32_t k = b->first > AROUND ? b->first - AROUND : 0;
             k < b->end + AROUND && k < reading->n_tokens && !found; k++) {
            const els_token *y = &reading->tokens[k];
            const uint32_t gap = k < b->first ? b->first - k : k - b->end + 1;
            found = y->sentence == reading->tokens[b->first].sentence && tells(y) &&
                    els_reader_stem(x->lower) == els_reader_stem(y->lower);
            shared += found ? told_with(reading, b, k) * SAME_WORD / (1 + 0.2 * gap) : 0;
        }
    }
    return fmin(shared, WORDS_MOST);
}

static bool names_asked(const els_reading *reading, const els_number *number)
{
    const els_sentence *s = &reading->sentences[reading->tokens[number->first].sentence];
    for (uint32_t q = 1; q < reading->n_question_tokens; q++)
        for (uint32_t i = s->first; i < s->end && reading->tokens[q].capital; i++)
            if (reading->tokens[i].hash == reading->tokens[q].hash)
                return true;
    return false;
}

static double points_of(const els_reading *reading, uint32_t bound, uint32_t amount)
{
    const els_number *a = &reading->numbers[bound], *b = &reading->numbers[amount];
    double points = words_shared(reading, a, b);
    if (a->unit.len && b->unit.len && els_reader_stem(a->unit) == els_reader_stem(b->unit))
        points += SAME_UNIT;
    if (is_year(a) && is_year(b))
        points += SAME_WORD;
    return points + (names_asked(reading, b) ? OF_ASKED : 0);
}

/* The likeliest pair first, each bound and each amount once. */
static void pair(matcher *m)
{
    bool is_used[AMOUNTS_MAX] = {false};
    for (uint32_t round = 0; round < m->n_bounds; round++) {
        double best = -1;
        uint32_t at_bound = 0, at_amount = 0;
        for (uint32_t b = 0; b < m->n_bounds; b++)
            for (uint32_t a = 0; a < m->n_amounts && m->bounds[b].amount == UINT32_MAX; a++) {
                const double points =
                    is_used[a] ? -1 : points_of(m->reading, m->bounds[b].number, m->amounts[a]);
                if (points > best) {
                    best = points;
                    at_bound = b;
                    at_amount = a;
                }
            }
        if (best < 0)
            return;
        is_used[at_amount] = true;
        m->bounds[at_bound].amount = m->amounts[at_amount];
        m->bounds[at_bound].certainty = fmin(1, best / CERTAIN);
    }
}

uint32_t els_bounds_read(const els_reading *reading, els_bound ret[ELS_BOUNDS_MAX])
{
    matcher m = {.reading = reading, .bounds = ret};
    bool is_asked = false;
    for (uint32_t k = 0; k < reading->n_numbers && !is_asked; k++)
        is_asked = !reading->numbers[k].in_context && reads_bound(reading, k, &ret[0]);
    for (uint32_t k = 0; k < reading->n_numbers; k++) {
        els_bound bound;
        const bool is_bound = reads_bound(reading, k, &bound);
        if (is_bound && reading->numbers[k].in_context != is_asked && m.n_bounds < ELS_BOUNDS_MAX)
            ret[m.n_bounds++] = bound;
        else if (!is_bound && reading->numbers[k].in_context && m.n_amounts < AMOUNTS_MAX)
            m.amounts[m.n_amounts++] = k;
    }
    pair(&m);
    return m.n_bounds;
}

bool els_bound_holds(const els_reading *reading, const els_bound *bound)
{
    const double limit = reading->numbers[bound->number].value;
    const double amount = reading->numbers[bound->amount].value;
    const bool keeps = amount == limit   ? !bound->is_strict
                       : bound->is_upper ? amount < limit
                                         : amount > limit;
    return keeps != bound->is_denied;
}
