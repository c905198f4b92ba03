/* story_told.c — what the text says of a value beside its number and its unit: that it is an
 * average, counts only from the second one on, or is in another state than is asked for. */
#include "story_number.h"
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
        els_story_value *once = NULL, *on = NULL, *so_many = NULL;
        for (uint32_t k = 0; k < story->n; k++)
            if (story->values[k].first == i + 1)
                so_many = &story->values[k]; /* "the first 2 hours" */
        unit = so_many ? so_many->unit : unit;
        for (uint32_t k = 0; k < story->n; k++) {
            els_story_value *v = &story->values[k];
            bool goes_on = v->per && (!unit || v->per == unit) && says_further(story, v) &&
                           (v->first > i || !once);
            if (goes_on && (v->first > i || v->sentence != t[i].sentence))
                on = v;
            else if (v != so_many && v->sentence == t[i].sentence && (v->first < i || !once))
                once = v;
        }
        if (once && on && once->first > on->first)
            once = NULL;
        if (on && !once && on->sentence == t[i].sentence)
            for (uint32_t k = 0; k + 1 < story->n; k++)
                if (&story->values[k + 1] == on && story->values[k].unit == on->unit)
                    once = &story->values[k];
        if (!on || on == once)
            continue;
        on->is_further = !so_many;
        if (so_many)
            so_many->is_free = true;
        if (once && once->unit == on->unit)
            once->per = once->per_also = 0;
        return;
    }
}

static bool is_copula(const els_token *t)
{
    static const char *const words[] = {"are",    "is",      "were",   "was",      "be",
                                        "stay",   "stays",   "stayed", "remained", "remain",
                                        "become", "becomes", "got",    "get",      NULL};
    return els_str_is_one_of(t->lower, words);
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
        for (uint32_t k = 0; k < story->n; k++) {
            els_story_value *v = &story->values[k];
            bool behind = v->sentence == t->sentence && v->first > i;
            if (behind && (!mean || is_copula(&story->reading->tokens[v->first - 1])))
                mean = v; /* "an average of 12 in 5 games", "of 5 games was 12" */
        }
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

/* Words that say in which state something is; not what is counted, nor when. */
static void add_state(const els_story *story, const els_token *t, state_words *ret)
{
    static const char *const idle[] = {"there",  "today", "tonight", "now",   "still", "many",
                                       "much",   "then",  "already", "later", "them",  "school",
                                       "people", "have",  "has",     "had",   "full",  NULL};
    if (t->kind != ELS_TOKEN_WORD || els_reader_is_function(t->lower) || is_copula(t) ||
        els_story_part_named(t->lower) > 0 || els_str_is_one_of(t->lower, idle) ||
        t->lower.len < 3 || ret->n == STATE_WORDS)
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

static bool is_other_state(const els_story *story, const els_story_value *v)
{
    state_words told, asked;
    if (v->sentence == story->q->asking)
        return false;
    told_state(story, v, &told);
    asked_state(story, &asked);
    return told.n > 0 && asked.n > 0 && !any_same(&told, &asked);
}

/* It stands in the question itself, not in a clause before it ("If 9 chairs are empty, how ...").
 */
static bool is_asked_of(const els_story *story, const els_story_value *v)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = v->first + 1; i < asking->end; i++)
        if (els_token_is(&t[i], "how") && els_token_is(&t[i - 1], ","))
            return false;
    return v->sentence == story->q->asking;
}

/* "41 seats stay empty. How many are taken?": these are not among them. */
static void read_states(els_story *story)
{
    state_words told, asked;
    for (uint32_t i = 0; i < story->n; i++)
        if (story->values[i].kind == ELS_STORY_PERCENT ||
            story->values[i].kind == ELS_STORY_FRACTION)
            story->values[i].is_other = is_other_state(story, &story->values[i]);
    if (!asked_state(story, &asked))
        return;
    for (uint32_t i = 1; i < story->n; i++) {
        els_story_value *v = &story->values[i];
        if (v->kind != ELS_STORY_AMOUNT || v->per || v->flow || is_asked_of(story, v) ||
            (v->sentence == story->values[0].sentence && !v->is_part))
            continue;
        if (told_state(story, v, &told) && told.n > 0 && !any_same(&told, &asked))
            v->flow = -1;
    }
}

/* ---- comparisons ---- */

bool els_story_tells_both(const els_story *story, uint32_t sentence)
{
    static const char *const words[] = {"together", "altogether", "both", "total",
                                        "sum",      "combined",   NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *told = &story->reading->sentences[sentence];
    for (uint32_t i = told->first; i < told->end; i++) {
        bool all = els_token_is(&t[i], "all") && i > told->first && els_token_is(&t[i - 1], "in");
        bool between =
            els_token_is(&t[i], "between") && i + 1 < told->end && els_token_is(&t[i + 1], "them");
        bool add_up = (els_token_is(&t[i], "add") || els_token_is(&t[i], "adds")) &&
                      i + 1 < told->end && els_token_is(&t[i + 1], "up");
        if (all || between || add_up || els_str_is_one_of(t[i].lower, words))
            return true;
    }
    return false;
}

/* Tokens of what is compared, and of what it is compared with. */
static void sides_compared(const els_story *story, const els_story_value *c, uint32_t *ret_from,
                           uint32_t *ret_than, uint32_t *ret_end)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *told = &story->reading->sentences[c->sentence];
    uint32_t ases = 0;
    *ret_from = c->first;
    *ret_than = *ret_end = told->end;
    while (*ret_from > told->first && t[*ret_from - 1].kind != ELS_TOKEN_NUMBER &&
           !els_token_is(&t[*ret_from - 1], ",") && !els_token_is(&t[*ret_from - 1], "and"))
        --*ret_from;
    for (uint32_t i = c->first; i < told->end; i++) {
        ases += els_token_is(&t[i], "as");
        bool of = els_token_is(&t[i], "of") && els_token_is(&t[i - 1], "number");
        if (*ret_than == told->end && (els_token_is(&t[i], "than") || ases == 2 || of))
            *ret_than = i;
        else if (*ret_than < told->end && ends_clause(&t[i]) && t[i].kind != ELS_TOKEN_NUMBER) {
            *ret_end = i;
            return;
        }
    }
}

static bool says(const els_story *story, uint32_t first, uint32_t end, const els_token *word)
{
    const els_token *t = story->reading->tokens;
    for (uint32_t i = first; i < end; i++)
        if (t[i].kind == ELS_TOKEN_WORD && t[i].lower.len > 1 &&
            els_reader_stem(t[i].lower) == els_reader_stem(word->lower))
            return true;
    return false;
}

static int asked_of_compared(const els_story *story, const els_story_value *c)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    uint32_t from, than, end;
    int own = 0, other = 0;
    static const char *const idle[] = {"many", "much",   "times", "cost", "costs", "weigh",
                                       "more", "weighs", "old",   "long", NULL};
    if (c->sentence == story->q->asking || els_story_tells_both(story, story->q->asking))
        return 0;
    sides_compared(story, c, &from, &than, &end);
    for (uint32_t i = asking->first; i < asking->end; i++) {
        uint32_t unit = els_quantities_unit(story->q, t[i].lower);
        if (t[i].kind != ELS_TOKEN_WORD || els_reader_is_function(t[i].lower) ||
            els_str_is_one_of(t[i].lower, idle) || els_reader_degree(t[i].lower) > 0 ||
            (unit && class_of(story, unit) != ELS_UNIT_NOUN))
            continue;
        bool a = says(story, from, than, &t[i]), b = says(story, than, end, &t[i]);
        own += a && !b;
        other += b && !a;
    }
    for (uint32_t i = asking->first; i < asking->end && !own && !other && than == end; i++)
        if (t[i].kind == ELS_TOKEN_WORD && !els_reader_is_function(t[i].lower) &&
            !els_reader_degree(t[i].lower) && !says(story, from, than, &t[i]) &&
            says(story, 0, story->reading->sentences[c->sentence].first, &t[i]))
            other++; /* "The ruler costs 30 cents more. How much does the pencil cost?" */
    const els_quantities *q = story->q;
    if (than == end && c->holder && q->n_names == 1 && q->names[0] != c->holder && !other)
        return -1; /* "Jonas has $20 more. How much does Lukas have?" */
    return own && !other ? 1 : other && !own ? -1 : 0;
}

/* "8 fewer birches than oaks", "twice as many pines as birches". */
static void read_compared(els_story *story)
{
    static const char *const articles[] = {"the", "a", "an", "his", "her", "their", NULL};
    const els_token *t = story->reading->tokens;
    for (uint32_t k = 0; k < story->n; k++) {
        els_story_value *c = &story->values[k];
        uint32_t from, than, end;
        if (c->kind != ELS_STORY_COMPARE && c->kind != ELS_STORY_MULTIPLE)
            continue;
        c->is_whole = false;
        c->compared = asked_of_compared(story, c);
        sides_compared(story, c, &from, &than, &end);
        uint32_t i = than + 1;
        i += i < end && els_str_is_one_of(t[i].lower, articles);
        if (i < end && t[i].kind == ELS_TOKEN_WORD && !t[i].capital)
            c->than = els_reader_stem(t[i].lower);
        for (i = c->first; i + 1 < than && c->kind == ELS_STORY_MULTIPLE; i++)
            if (els_token_is(&t[i], "many"))
                c->likened = els_quantities_unit(story->q, t[i + 1].lower);
    }
}

/* "The jacket costs 4 times as much": what stands before the number. */
static bool says_subject(const els_story *story, const els_story_value *c, const els_token *word)
{
    static const char *const verbs[] = {"cost", "costs", "weigh", "weighs", "has", "have", NULL};
    return !els_str_is_one_of(word->lower, verbs) &&
           says(story, story->reading->sentences[c->sentence].first, c->first, word);
}

bool els_story_is_total(const els_story *story, const els_story_value *c, const els_story_value *r)
{
    const els_quantities *q = story->q;
    uint32_t unit = c->kind == ELS_STORY_MULTIPLE ? c->likened : c->unit;
    if (r->sentence == q->asking && !els_story_tells_both(story, r->sentence))
        return false; /* "If the mango weighs 9 ounces, what does the melon weigh?" */
    if ((!c->than && !c->other) || r->per || r->steps > 0)
        return false;
    if (c->than == els_reader_stem(ELS_STR("other")))
        return c->sentence != r->sentence;  /* "One piece is longer than the other" */
    for (uint32_t i = 0; i < story->n; i++) /* a chain of comparisons */
        if (story->values[i].first != c->first && (story->values[i].kind == ELS_STORY_COMPARE ||
                                                   story->values[i].kind == ELS_STORY_MULTIPLE))
            return false;
    bool own = false, other = false;
    const els_sentence *told = &story->reading->sentences[r->sentence];
    for (uint32_t i = told->first; i < told->end && c->sentence != r->sentence; i++) {
        const els_token *t = &story->reading->tokens[i];
        uint64_t stem = els_reader_stem(t->lower), name = els_hash_str(t->lower);
        bool subject = !unit && t->lower.len > 2 && !els_reader_is_function(t->lower) &&
                       stem != c->than && says_subject(story, c, t);
        own =
            own || (c->other ? name == c->holder : subject || (unit && stem == q->unit[unit - 1]));
        other = other || (c->other ? name == c->other : stem == c->than);
    }
    bool asks_side =
        c->than && story->asked && (story->asked == unit || q->unit[story->asked - 1] == c->than);
    bool third = unit && (!r->unit || (r->unit != unit && q->unit[r->unit - 1] != c->than));
    return (own && other) || (asks_side && third);
}

/* "Two boys have 90 marbles in all": the two are no number to go by where they are compared. */
static void read_pairs(els_story *story)
{
    bool compares = false, others = false;
    for (uint32_t i = 0; i < story->n; i++)
        others = others || story->values[i].than == els_reader_stem(ELS_STR("other"));
    for (uint32_t i = 0; i < story->n; i++)
        compares = compares || story->values[i].kind == ELS_STORY_COMPARE ||
                   story->values[i].kind == ELS_STORY_MULTIPLE;
    for (uint32_t i = 0; i + 2 < story->n; i++) {
        els_story_value *v = &story->values[i];
        bool of_them = v->value == 2 && v->is_part && v->is_loose && i > 0;
        for (uint32_t k = i + 1; k < story->n && of_them; k++)
            if (story->values[k].sentence == v->sentence && !story->values[k].per)
                story->values[k].is_off = true; /* "Two of them are 50 and 60." */
    }
    for (uint32_t i = 0; i < story->n && compares; i++) {
        els_story_value *v = &story->values[i];
        if (v->value == 2 && v->kind == ELS_STORY_AMOUNT && v->per == 0 &&
            story->reading->tokens[v->first].kind == ELS_TOKEN_WORD &&
            (others || els_story_tells_both(story, v->sentence)))
            v->is_loose = true;
    }
}

bool els_story_is_part_of(const els_story *story, const els_story_value *p,
                          const els_story_value *v)
{
    const els_token *t = story->reading->tokens;
    uint32_t first = story->reading->sentences[p->sentence].first;
    if (v->sentence == story->q->asking)
        return false;
    uint32_t stop = story->reading->sentences[p->sentence].end;
    bool of_one = false, copula = false;
    for (uint32_t i = p->first; i < stop && v->first > p->first; i++) {
        of_one = of_one || els_token_is(&t[i], "of");
        copula = copula || is_copula(&t[i]);
        if (t[i].kind == ELS_TOKEN_NUMBER && i > p->first && v->first != i)
            return false; /* "40% of 60 fish are trout" */
        if (of_one && v->first == i)
            return is_copula(&t[i - 1]); /* "60% of a number is 48" */
        if (of_one && copula && v->unit && v->sentence != p->sentence && story->n == 2 &&
            els_quantities_unit(story->q, t[i].lower) == v->unit && story->q->asked != v->unit)
            return true; /* "A third of a class are boys. There are 8 boys." */
    }
    if (v->first > p->first)
        return false;
    if (v->sentence == p->sentence)
        first = v->first + 1;
    else if (v->sentence + 1 != p->sentence ||
             !(els_token_is(&t[first], "that") || els_token_is(&t[first], "this")))
        return false;
    bool is = false, of = false;
    for (uint32_t i = first; i < p->first; i++) {
        if (els_token_is(&t[i], "and") || t[i].kind == ELS_TOKEN_NUMBER)
            return false;
        is = is || is_copula(&t[i]);
    }
    uint32_t end = story->reading->sentences[p->sentence].end;
    for (uint32_t i = p->first; i < end && i < p->first + 4; i++)
        of = of || els_token_is(&t[i], "of");
    return is && of;
}

/* "The empty jar weighs 250 g", "a break of 1 hour": not part of what is asked for. */
static void read_idle(els_story *story)
{
    static const char *const breaks[] = {"break", "pause", "intermission", "interruption", NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool asks_empty = els_story_tells_both(story, story->q->asking);
    for (uint32_t i = asking->first; i < asking->end; i++)
        asks_empty =
            asks_empty || els_token_is(&t[i], "empty") || els_str_is_one_of(t[i].lower, breaks);
    for (uint32_t k = 0; k < story->n && !asks_empty; k++) {
        els_story_value *v = &story->values[k];
        const els_sentence *told = &story->reading->sentences[v->sentence];
        els_unit_class unit = class_of(story, v->unit);
        if (v->kind != ELS_STORY_AMOUNT || v->per || v->flow)
            continue;
        bool larger = false; /* what weighs more, full */
        for (uint32_t i = 0; i < story->n; i++)
            larger = larger || (alike(v, &story->values[i]) && story->values[i].value > v->value);
        for (uint32_t i = v->first; unit == ELS_UNIT_MEASURE && larger && i-- > told->first;) {
            if (t[i].kind == ELS_TOKEN_NUMBER || els_token_is(&t[i], "and"))
                break;
            v->flow = els_token_is(&t[i], "empty") ? -1 : v->flow;
        }
        uint32_t from = v->first > told->first + 2 ? v->first - 2 : told->first;
        for (uint32_t i = from; unit == ELS_UNIT_TIME && i < told->end && i < v->first + 3; i++)
            v->flow = els_str_is_one_of(t[i].lower, breaks) ? -1 : v->flow;
    }
}

/* "A table and 4 chairs cost $380. The table costs $140": the later is a part of the earlier. */
static void read_shares(els_story *story)
{
    const els_token *t = story->reading->tokens;
    for (uint32_t k = 1; k < story->n; k++) {
        els_story_value *v = &story->values[k];
        const els_story_value *all = &story->values[k - 1];
        if (v->kind != ELS_STORY_AMOUNT || v->flow || v->per || all->per || all->flow ||
            v->sentence == all->sentence || v->value >= all->value || v->unit != all->unit ||
            v->sentence == story->q->asking || class_of(story, v->unit) == ELS_UNIT_NOUN ||
            v->holder)
            continue;
        uint32_t first = story->reading->sentences[all->sentence].first;
        bool joined = false, named = false;
        for (uint32_t i = first; i < all->first; i++)
            joined = joined || els_token_is(&t[i], "and") || els_token_is(&t[i], "with");
        for (uint32_t i = story->reading->sentences[v->sentence].first; i < v->first; i++)
            named =
                named || (!els_reader_is_function(t[i].lower) && t[i].lower.len > 2 &&
                          !els_token_is(&t[i], "cost") && !els_token_is(&t[i], "costs") &&
                          !els_token_is(&t[i], "weighs") && says(story, first, all->first, &t[i]));
        if (joined && named)
            v->is_off = true;
    }
}

/* "A pack of 5 costs $17. How much is saved by a pack instead of 5 single ones?": told again. */
static void read_again(els_story *story)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool instead = false;
    for (uint32_t i = asking->first; i < asking->end; i++)
        instead = instead || els_token_is(&t[i], "instead");
    for (uint32_t i = 1; i < story->n && instead; i++) {
        els_story_value *v = &story->values[i];
        for (uint32_t k = 0; k < i && v->sentence == story->q->asking; k++) {
            const els_story_value *told = &story->values[k];
            if (told->sentence != v->sentence && told->value == v->value && told->unit &&
                told->unit == v->unit && told->kind == v->kind && told->per == v->per)
                v->is_loose = true;
        }
    }
}

/* "A coupon for $18 off"; "and has 2 left" where what is gone is asked for. */
static void read_off(els_story *story)
{
    const els_token *t = story->reading->tokens;
    for (uint32_t i = 0; i < story->n; i++) {
        els_story_value *v = &story->values[i];
        uint32_t end = story->reading->sentences[v->sentence].end;
        if (v->kind != ELS_STORY_AMOUNT || v->per || v->sentence == story->q->asking)
            continue;
        if (class_of(story, v->unit) == ELS_UNIT_MONEY && v->first + 1 < end &&
            els_token_is(&t[v->first + 1], "off"))
            v->is_off = true;
        for (uint32_t k = v->first + 1; k < end && k < v->first + 3 && i > 0; k++)
            if (els_token_is(&t[k], "left") && v->flow == 0 && !story->q->asks_start &&
                (els_token_is(&t[v->first - 1], "has") || els_token_is(&t[v->first - 1], "had") ||
                 els_token_is(&t[v->first - 1], "have")))
                v->flow = -1;
    }
}

void els_story_tell(els_story *story)
{
    read_further(story);
    read_averages(story);
    read_states(story);
    read_compared(story);
    read_pairs(story);
    read_idle(story);
    read_shares(story);
    read_off(story);
    read_again(story);
}
