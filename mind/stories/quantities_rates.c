/* quantities_rates.c — what the numbers of a told problem are per: "each", "a week", "rows of 12".
 */
#include "quantities_parts.h"
#include "reader.h"
#include "transfers.h"

static bool is_rate_word(const els_token *token)
{
    return els_token_is(token, "each") || els_token_is(token, "every") ||
           els_token_is(token, "per") || els_token_is(token, "apiece");
}

/* The number that a rate word at token `at` belongs to: the nearer one, or the one before it when
 * the word can only stand behind. */
static els_quantity *owner_of(els_quantities *q, uint32_t sentence, uint32_t at, bool is_behind)
{
    els_quantity *before = NULL, *behind = NULL;
    for (uint32_t i = 0; i < q->n; i++) {
        els_quantity *s = &q->items[i];
        if (s->sentence != sentence)
            continue;
        if (s->end <= at)
            before = s;
        else if (!behind)
            behind = s;
    }
    if (!before || is_behind)
        return before ? before : behind;
    if (behind && behind->first == at + 1)
        return behind; /* "each 5 metres long" */
    return behind && behind->first - at < at + 1 - before->end ? behind : before;
}

/* "rows of 12 chairs", "$5 for adults": per row, per adult, where the word is a noun. */
static void read_groups(const els_reading *reading, els_quantities *q)
{
    static const char *const sizes[] = {"side",   "sides",    "length", "width",     "height",
                                        "weight", "distance", "area",   "perimeter", NULL};
    const els_token *t = reading->tokens;
    for (uint32_t i = 0; i < q->n; i++) {
        els_quantity *s = &q->items[i];
        uint32_t first = reading->sentences[s->sentence].first,
                 end = reading->sentences[s->sentence].end;
        uint32_t at = s->first - (s->first > first && els_token_is(&t[s->first - 1], "$"));
        if (at >= first + 2 && els_token_is(&t[at - 1], "of") && t[at - 2].kind == ELS_TOKEN_WORD &&
            !els_quantities_no_noun(t[at - 2].lower) &&
            !els_str_is_one_of(t[at - 2].lower, sizes)) {
            s->per = els_quantities_number_unit(q, t[at - 2].lower);
            s->said |= ELS_SAID_OF;
        }
        if (s->unit && q->unit_class[s->unit - 1] == ELS_UNIT_MONEY && s->end + 1 < end &&
            els_token_is(&t[s->end], "for") && t[s->end + 1].kind == ELS_TOKEN_WORD) {
            uint32_t per = els_quantities_unit(q, t[s->end + 1].lower);
            s->per = per ? per : s->per;
        }
    }
}

/* "each" without a noun behind it: the unit of the nearest number before that counts something
 * else, or of the next one. */
static uint32_t each_of_what(const els_quantities *q, const els_quantity *s)
{
    for (const els_quantity *k = s; k-- > q->items;)
        if (k->unit && k->unit != s->unit && q->unit_class[k->unit - 1] != ELS_UNIT_MONEY)
            return k->unit;
    for (const els_quantity *k = s + 1; k < q->items + q->n; k++)
        if (k->unit && k->unit != s->unit && q->unit_class[k->unit - 1] != ELS_UNIT_MONEY)
            return k->unit;
    return 0;
}

/* "albums that hold 6 each", "baskets with 8 plums each": the noun in the plural before the number,
 * where nothing else is counted that it could be per. */
static uint32_t each_holder(const els_reading *reading, els_quantities *q, const els_quantity *s)
{
    static const char *const links[] = {"that",       "which", "holding", "hold", "with",  "of",
                                        "contain",    "take",  "fit",     "seat", "can",   "have",
                                        "containing", "had",   "held",    "sold", "carry", NULL};
    const els_token *t = reading->tokens;
    uint32_t first = reading->sentences[s->sentence].first, i = s->first;
    while (i > first && els_str_is_one_of(t[i - 1].lower, links))
        i--;
    if (i == s->first || i == first || t[i - 1].kind != ELS_TOKEN_WORD ||
        els_quantities_no_noun(t[i - 1].lower) || t[i - 1].lower.ptr[t[i - 1].lower.len - 1] != 's')
        return 0;
    return els_quantities_number_unit(q, t[i - 1].lower);
}

/* "2 glasses of milk a day", "12 hours a day", "30 pages in a minute": an article right behind what
 * is counted, or before a unit of time. */
static bool near_article(const els_reading *reading, const els_quantities *q,
                         const els_quantity *owner, uint32_t at, uint32_t per)
{
    static const char *const shifts[] = {"ago", "later", "before", "after", "earlier", "old", NULL};
    const els_token *t = reading->tokens;
    if (!owner || !per || owner->end > at || at > owner->end + 4)
        return false;
    bool time = q->unit_class[per - 1] == ELS_UNIT_TIME;
    bool subject = at + 2 < reading->n_tokens && t[at + 2].kind == ELS_TOKEN_WORD &&
                   !els_quantities_no_noun(t[at + 2].lower);
    if (!time && (at > owner->end + 1 || subject)) /* "in 20 minutes a pump moves ..." */
        return false;
    if (at + 2 < reading->n_tokens && els_str_is_one_of(t[at + 2].lower, shifts))
        return false;
    for (uint32_t w = owner->end; w < at; w++) {
        bool links = els_token_is(&t[w], "times") || (time && els_token_is(&t[w], "of")) ||
                     (time && w + 1 == at && els_token_is(&t[w], "in"));
        if (t[w].kind != ELS_TOKEN_WORD || (!links && els_quantities_no_noun(t[w].lower)))
            return false;
    }
    return true;
}

/* "each of her 4 friends": the number. */
static const els_quantity *each_of(const els_reading *reading, const els_quantities *q, uint32_t at)
{
    static const char *const whose[] = {"the", "his", "her", "their", "its", "my", "these", NULL};
    const els_token *t = reading->tokens;
    at += at + 1 < reading->n_tokens && els_token_is(&t[at + 1], "one");
    if (at + 2 >= reading->n_tokens || !els_token_is(&t[at + 1], "of"))
        return NULL;
    uint32_t i = at + 2 + els_str_is_one_of(t[at + 2].lower, whose);
    for (uint32_t k = 0; k < q->n; k++)
        if (q->items[k].first == i)
            return &q->items[k];
    return NULL;
}

static bool is_link(const els_token *token)
{
    return els_token_is(token, "and") || els_token_is(token, "but") ||
           els_token_is(token, "while") || els_token_is(token, ",");
}

static bool has_link(const els_reading *reading, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (is_link(&reading->tokens[i]))
            return true;
    return false;
}

/* "Each child brought 4 books, and the teacher brought 10": somebody else does something between
 * the tokens. */
static bool new_clause(const els_reading *reading, uint32_t from, uint32_t at)
{
    const els_token *t = reading->tokens;
    uint32_t sep = at;
    while (sep > from && !is_link(&t[sep]))
        sep--;
    bool subject = false;
    for (uint32_t i = sep + 1; i < at && sep > from; i++) {
        if ((subject && els_transfer_of(t[i].lower)) || els_token_is(&t[i], "there"))
            return true;
        subject = subject || (t[i].kind == ELS_TOKEN_WORD && !els_reader_is_function(t[i].lower) &&
                              !els_transfer_of(t[i].lower));
    }
    return false;
}

/* "in a cabin", "on one shelf": of things that a number counts. */
static bool asks_of_one(const els_reading *reading, const els_quantities *q, uint32_t at,
                        uint32_t per)
{
    if (!per || q->unit_class[per - 1] != ELS_UNIT_NOUN || at == 0 ||
        (!els_token_is(&reading->tokens[at - 1], "in") &&
         !els_token_is(&reading->tokens[at - 1], "on")))
        return false;
    for (uint32_t i = 0; i < q->n; i++)
        if (q->items[i].unit == per && q->items[i].sentence != q->asking)
            return true;
    return false;
}

/* "How much was one puzzle?", where several are counted. */
static void read_one_asked(const els_reading *reading, els_quantities *q)
{
    static const char *const before[] = {"of",  "is",  "was",  "does", "did", "in",
                                         "for", "per", "will", "a",    "are", NULL};
    const els_token *t = reading->tokens;
    for (uint32_t i = 0; i < q->n; i++) {
        const els_quantity *s = &q->items[i];
        bool one = s->sentence == q->asking && s->value == 1 && s->unit && s->first > 0 &&
                   q->unit_class[s->unit - 1] == ELS_UNIT_NOUN &&
                   els_str_is_one_of(t[s->first - 1].lower, before);
        for (uint32_t k = 0; k < q->n && one && !q->per; k++)
            if (q->items[k].unit == s->unit && q->items[k].value > 1) {
                q->asked_said |= ELS_SAID_EACH;
                q->per = s->unit;
            }
    }
}

static bool has_verb(const els_reading *reading, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (els_transfer_of(reading->tokens[i].lower))
            return true;
    return false;
}

/* "Each box has 5 pens and 3 pencils": a word that opens a sentence is said of its other numbers,
 * too. */
static bool runs_along(const els_reading *reading, const els_quantity *s, uint32_t sentence,
                       uint32_t at, bool article)
{
    bool opens = at <= reading->sentences[sentence].first + 1 && !article;
    return opens && s->sentence == sentence && !new_clause(reading, at, s->first);
}

/* The number is per what the word at the token says. */
static void tell_rate(const els_reading *reading, els_quantities *q, els_quantity *s, uint32_t at,
                      uint32_t per, bool owns)
{
    const els_token *t = &reading->tokens[at];
    bool article = els_token_is(t, "a") || els_token_is(t, "an");
    bool period = s->first == at + 1 && els_token_is(t, "every"); /* "every 15 minutes" */
    uint32_t of = per && per != s->unit ? per : period ? 0 : each_of_what(q, s);
    s->said |= ELS_SAID_EACH;
    if (!of && owns)
        of = each_holder(reading, q, s);
    if (s->per && owns && of && of != s->per && article)
        s->per_also = s->per; /* "Each gives 18 litres a day" */
    if (of && (!s->per || owns))
        s->per = of;
}

/* "20 bottles daily", "daily 20 bottles": the number before it in its sentence, or behind it. */
static void read_adverbs(const els_reading *reading, els_quantities *q)
{
    static const char *const adverbs[] = {"hourly", "daily", "weekly", "monthly", "yearly", NULL};
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        const els_token *t = &reading->tokens[i];
        els_quantity *owner =
            els_str_is_one_of(t->lower, adverbs) ? owner_of(q, t->sentence, i, true) : NULL;
        const uint32_t per = owner ? els_quantities_number_unit(q, t->lower) : 0;
        if (per && per != owner->unit && !owner->per)
            tell_rate(reading, q, owner, i, per, true);
    }
}

/* "If each box holds 8 pens, how many ...": a number is told between the token and what is asked.
 */
static bool asks_later(const els_reading *reading, const els_quantities *q, uint32_t at)
{
    bool told = false;
    for (uint32_t i = at; i < reading->sentences[q->asking].end; i++) {
        const els_token *t = &reading->tokens[i];
        for (uint32_t k = 0; k < q->n; k++)
            told |= q->items[k].first == i;
        if (els_token_is(t, "how") || els_token_is(t, "what"))
            return told || els_token_is(t - 1, ",") || els_token_is(t - 1, ":");
    }
    return false;
}

static void read_rates(const els_reading *reading, els_quantities *q)
{
    const els_token *t = reading->tokens;
    for (uint32_t k = 0; k < reading->n_sentences; k++) {
        const els_sentence *sentence = &reading->sentences[k];
        for (uint32_t i = sentence->first; i < sentence->end; i++) {
            bool article = els_token_is(&t[i], "a") || els_token_is(&t[i], "an") ||
                           (els_token_is(&t[i], "one") && i > sentence->first && k != q->asking &&
                            els_token_is(&t[i - 1], "in"));
            bool mutual =
                i + 1 < sentence->end && els_token_is(&t[i + 1], "other"); /* "each other" */
            if ((!is_rate_word(&t[i]) && !article) || mutual)
                continue;
            uint32_t per = els_quantities_noun_at(reading, q, i + 1, sentence->end);
            bool stands_alone =
                per == 0 && i + 1 < sentence->end && t[i + 1].kind != ELS_TOKEN_NUMBER;
            els_quantity *owner =
                owner_of(q, k, i, article || stands_alone || els_token_is(&t[i], "per"));
            if (article && k == q->asking && asks_of_one(reading, q, i, per)) {
                q->asked_said |= ELS_SAID_EACH; /* "How many are in a cabin?" */
                q->per = per;
                continue;
            }
            if (article && !near_article(reading, q, owner, i, per))
                continue;
            if (article && k == q->asking && has_verb(reading, owner->end, i))
                owner = NULL; /* "do 14 machines make a day" */
            if (stands_alone && owner && owner + 1 < q->items + q->n && owner[1].sentence == k &&
                i + 2 < sentence->end && owner->end < i &&
                owner[1].first == i + 2 + els_token_is(&t[i + 2], "$") &&
                t[i + 1].kind == ELS_TOKEN_WORD && !els_reader_is_function(t[i + 1].lower))
                owner++; /* "5 girls each collected 12 bottles" */
            const els_quantity *so_many = each_of(reading, q, i);
            if (so_many && so_many + 1 < q->items + q->n && so_many[1].sentence == k &&
                !has_link(reading, so_many->end, so_many[1].first)) {
                per = so_many->unit; /* "gives each of her 4 friends 6 sweets" */
                owner = &q->items[so_many - q->items + 1];
            }
            for (uint32_t n = 0; n < q->n; n++)
                if (&q->items[n] != so_many &&
                    (&q->items[n] == owner || runs_along(reading, &q->items[n], k, i, article)))
                    tell_rate(reading, q, &q->items[n], i, per, &q->items[n] == owner);
            if (k == q->asking && !asks_later(reading, q, i)) {
                q->asked_said |= ELS_SAID_EACH;
                q->per = per;
            }
        }
    }
}

/* A verb of the third person, or a word that is no noun. */
static bool is_verb_like(els_str lower)
{
    return els_quantities_no_noun(lower) || els_transfer_of(lower) != 0 ||
           (lower.len > 2 && lower.ptr[lower.len - 1] == 's');
}

/* The noun that the sentence tells of one of, "A bag has ..."; its end where there is none. */
static uint32_t sampled_noun(const els_reading *reading, uint32_t sentence)
{
    static const char *const one[] = {"a", "an", "one", "every", "each", NULL};
    const els_token *t = reading->tokens;
    uint32_t at = reading->sentences[sentence].first, end = reading->sentences[sentence].end;
    if (at == end || !els_str_is_one_of(t[at].lower, one))
        return end;
    for (uint32_t i = at + 1; i + 1 < end && i < at + 4; i++)
        if (t[i].kind == ELS_TOKEN_WORD && is_verb_like(t[i + 1].lower)) /* not "a car park" */
            return i;
    return end;
}

/* The last sentence before this one that tells of one of something; it itself: none. Contexts come
 * before questions. */
static uint32_t sample_before(const els_reading *reading, uint32_t sentence)
{
    uint32_t found = sentence;
    for (uint32_t k = 0; k < reading->n_sentences; k++) {
        bool same = reading->sentences[k].in_context == reading->sentences[sentence].in_context;
        bool before = same ? k < sentence : reading->sentences[k].in_context;
        bool nearer = found == sentence ||
                      reading->sentences[k].in_context <= reading->sentences[found].in_context;
        if (before && nearer && sampled_noun(reading, k) < reading->sentences[k].end)
            found = k;
    }
    return found;
}

/* Some number of the sentence counts a noun. */
static bool counts_things(const els_quantities *q, uint32_t sentence)
{
    for (uint32_t i = 0; i < q->n; i++)
        if (q->items[i].sentence == sentence && q->items[i].unit &&
            q->unit_class[q->items[i].unit - 1] == ELS_UNIT_NOUN)
            return true;
    return false;
}

void els_quantities_sampled(const els_reading *reading, els_quantities *q)
{
    static const char *const them[] = {"them", "these", "those", NULL};
    static const char *const are[] = {"are", "were", "have", "has", "had", "own", "owns", NULL};
    const els_token *t = reading->tokens;
    for (uint32_t i = 0; i < q->n; i++) {
        els_quantity *s = &q->items[i];
        uint32_t end = reading->sentences[s->sentence].end;
        if (s->unit || s->end + 2 >= end || !els_token_is(&t[s->end], "of") ||
            !els_str_is_one_of(t[s->end + 1].lower, them))
            continue;
        uint32_t k = sample_before(reading, s->sentence);
        bool exist = s->first > 0 && els_str_is_one_of(t[s->first - 1].lower, are) &&
                     t[s->end + 2].kind == ELS_TOKEN_SYMBOL;
        bool asks = s->sentence == q->asking && !counts_things(q, k);
        if (k == s->sentence || (!exist && !asks))
            continue;
        s->unit = els_quantities_number_unit(q, t[sampled_noun(reading, k)].lower);
        s->is_sampled = s->unit != 0;
    }
}

/* "A bag has 5 red and 7 blue balls", where bags are counted elsewhere: so many per bag. */
static void read_samples(const els_reading *reading, els_quantities *q)
{
    for (uint32_t k = 0; k < reading->n_sentences; k++) {
        const els_sentence *sentence = &reading->sentences[k];
        uint32_t at = sentence->first, noun = sampled_noun(reading, k);
        if (k == q->asking || noun == sentence->end)
            continue;
        uint32_t unit = els_quantities_unit(q, reading->tokens[noun].lower);
        bool counted = false, tells = false;
        for (uint32_t i = 0; i < q->n && unit; i++) {
            counted = counted || (q->items[i].unit == unit && q->items[i].sentence != k);
            tells = tells || (q->items[i].unit == unit && q->items[i].sentence == k &&
                              q->items[i].first != at);
        }
        bool one_of =
            !els_token_is(&reading->tokens[at], "a") && !els_token_is(&reading->tokens[at], "an");
        if (!counted || tells ||
            (q->unit_class[unit - 1] != ELS_UNIT_NOUN &&
             !(one_of && q->unit_class[unit - 1] == ELS_UNIT_MEASURE)))
            continue;
        for (uint32_t i = 0; i < q->n; i++) {
            els_quantity *s = &q->items[i];
            bool lasts = s->unit && q->unit_class[s->unit - 1] == ELS_UNIT_TIME && s->first > 0 &&
                         els_token_is(&reading->tokens[s->first - 1], "in");
            if (s->sentence != k || s->unit == unit || s->first == at || lasts ||
                new_clause(reading, at, s->first))
                continue;
            if (s->per == 0)
                s->per = unit;
            else if (s->per != unit)
                s->per_also = unit;
        }
    }
}

/* "for a week", "from Monday to Friday": units that no number counts. */
static void read_span_units(const els_reading *reading, els_quantities *q)
{
    static const char *const times[] = {"day", "week", "month", "year", "hour", "minute", NULL};
    const els_token *t = reading->tokens;
    for (uint32_t i = 0; i + 3 < reading->n_tokens; i++) {
        bool one = (els_token_is(&t[i], "for") || els_token_is(&t[i], "in")) &&
                   (els_token_is(&t[i + 1], "a") || els_token_is(&t[i + 1], "an") ||
                    els_token_is(&t[i + 1], "one") || els_token_is(&t[i + 1], "the"));
        for (uint32_t k = i + 2; one && k < i + 4; k++)
            if (els_str_is_one_of(t[k].lower, times))
                els_quantities_number_unit(q, t[k].lower);
    }
}

void els_quantities_rates(const els_reading *reading, els_quantities *q)
{
    read_groups(reading, q);
    read_rates(reading, q);
    read_adverbs(reading, q);
    read_one_asked(reading, q);
    read_samples(reading, q);
    read_span_units(reading, q);
}
