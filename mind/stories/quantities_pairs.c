/* quantities_pairs.c — numbers that are told as a pair: "4 girls for every 3 boys", "in the ratio 2
 * to 5", "3 parts sand to 1 part cement". */
#include "quantities_parts.h"
#include "reader.h"

static els_quantity *item_at(els_quantities *q, uint32_t token)
{
    for (uint32_t i = 0; i < q->n; i++)
        if (q->items[i].first == token)
            return &q->items[i];
    return NULL;
}

/* What the number's side of the pair is called: "cups of juice", "boxes", "parts yellow". */
static uint64_t side_of(const els_reading *reading, const els_quantities *q, const els_quantity *s)
{
    const els_token *t = reading->tokens;
    uint32_t end = reading->sentences[s->sentence].end, at = s->end + 1;
    bool parts =
        s->end < end && (els_token_is(&t[s->end], "parts") || els_token_is(&t[s->end], "part"));
    if (at < end && els_token_is(&t[at], "of"))
        at++;
    else if (!parts)
        return s->unit ? q->unit[s->unit - 1] : 0;
    return at < end && t[at].kind == ELS_TOKEN_WORD ? els_reader_stem(t[at].lower) : 0;
}

/* What tells the number's side from others of the same unit: a word before the noun, or the last
 * one of the clause. */
static uint64_t said_of(const els_reading *reading, const els_quantities *q, const els_quantity *s)
{
    const els_token *t = reading->tokens;
    uint64_t said = 0;
    for (uint32_t i = s->end; i < reading->sentences[s->sentence].end; i++) {
        bool noun = s->unit && els_quantities_unit(q, t[i].lower) == s->unit;
        if (t[i].kind != ELS_TOKEN_WORD || els_token_is(&t[i], "for"))
            break;
        if (noun && said)
            break;
        noun = noun || els_token_is(&t[i], "ones");
        if (!noun && !els_reader_is_function(t[i].lower) && !els_token_is(&t[i], "away"))
            said = els_reader_stem(t[i].lower);
    }
    return said;
}

/* "2 parts blue", "3 parts of sand"; not "39 parts an hour". */
static bool is_part_of(const els_reading *reading, const els_quantity *s)
{
    const els_token *t = reading->tokens;
    uint32_t end = reading->sentences[s->sentence].end;
    if (s->end + 1 >= end ||
        (!els_token_is(&t[s->end], "parts") && !els_token_is(&t[s->end], "part")))
        return false;
    return els_token_is(&t[s->end + 1], "of") ||
           (t[s->end + 1].kind == ELS_TOKEN_WORD && !els_quantities_no_noun(t[s->end + 1].lower));
}

static void pair(els_quantities *q, els_quantity *a, els_quantity *b)
{
    a->pair = 1 + (uint32_t)(b - q->items);
    b->pair = 1 + (uint32_t)(a - q->items);
    a->per = b->per = 0;
    a->said &= ~(unsigned)ELS_SAID_EACH;
    b->said &= ~(unsigned)ELS_SAID_EACH;
}

/* "4 pages every 6 minutes", "for every 5 boxes 2 are free". */
static void pair_of_every(const els_reading *reading, els_quantities *q, uint32_t sentence,
                          uint32_t at)
{
    const els_token *t = reading->tokens;
    uint32_t first = reading->sentences[sentence].first;
    bool each = els_token_is(&t[at], "each") &&
                (at == first || els_token_is(&t[at - 1], "for") || els_token_is(&t[at - 1], "to"));
    els_quantity *b = item_at(q, at + 1 + els_token_is(&t[at + 1], "$"));
    if (!b || (!each && !els_token_is(&t[at], "every") && !els_token_is(&t[at], "per")))
        return;
    els_quantity *a = b > q->items && b[-1].sentence == sentence ? b - 1 : b + 1;
    if (a == q->items + q->n || a->sentence != sentence || a->pair || b->pair)
        return;
    uint64_t side[2] = {side_of(reading, q, a), side_of(reading, q, b)};
    if (side[0] == side[1] && a->unit && q->unit_class[a->unit - 1] != ELS_UNIT_NOUN)
        return;               /* "a tree every 5 m of a road of 100 m" */
    if (side[0] == side[1]) { /* "3 red balls for every 5 blue ones", "10 sold, 1 given away" */
        side[0] = said_of(reading, q, a);
        side[1] = said_of(reading, q, b);
    }
    if (side[0] == side[1])
        return;
    pair(q, a, b);
    a->side = side[0];
    b->side = side[1];
}

/* What two things a sentence speaks of: "the ratio of boys to girls", "Ina and Ole split". */
static void sides_told(const els_reading *reading, const els_sentence *sentence, uint64_t side[2])
{
    const els_token *t = reading->tokens;
    for (uint32_t i = sentence->first + 1; i + 1 < sentence->end; i++) {
        uint32_t next = i + 1;
        if (!els_token_is(&t[i], "to") && !els_token_is(&t[i], "and"))
            continue;
        if (next + 1 < sentence->end && els_token_is(&t[next], "the"))
            next++;
        if (t[i - 1].kind != ELS_TOKEN_WORD || t[next].kind != ELS_TOKEN_WORD ||
            els_reader_is_function(t[i - 1].lower) || els_reader_is_function(t[next].lower))
            continue;
        side[0] = els_reader_stem(t[i - 1].lower);
        side[1] = els_reader_stem(t[next].lower);
        return;
    }
}

/* Two numbers with "to" or a colon between them where a ratio is spoken of; "2 parts ... 5 parts".
 */
static void pair_of_ratio(const els_reading *reading, els_quantities *q, uint32_t sentence)
{
    const els_token *t = reading->tokens;
    const els_sentence *told = &reading->sentences[sentence];
    bool ratio = false;
    for (uint32_t i = told->first; i < told->end; i++)
        ratio = ratio || els_token_is(&t[i], "ratio") || els_token_is(&t[i], "proportion") ||
                els_token_is(&t[i], "mixed");
    for (uint32_t i = 0; i + 1 < q->n; i++) {
        els_quantity *a = &q->items[i], *b = a + 1;
        if (a->sentence != sentence || b->sentence != sentence || a->pair || b->pair)
            continue;
        bool joined = b->first == a->end + 1 &&
                      (els_token_is(&t[a->end], "to") || els_token_is(&t[a->end], ":"));
        bool parts = is_part_of(reading, a) && is_part_of(reading, b);
        if (!(ratio && joined) && !parts)
            continue;
        pair(q, a, b);
        uint64_t side[2] = {side_of(reading, q, a), side_of(reading, q, b)};
        if (!parts)
            sides_told(reading, told, side);
        a->side = side[0];
        b->side = side[1];
    }
}

/* "For 3 cups of rice you need 5 cups of water." */
static void pair_of_for(const els_reading *reading, els_quantities *q, uint32_t sentence)
{
    const els_token *t = reading->tokens;
    uint32_t first = reading->sentences[sentence].first;
    els_quantity *b = item_at(q, first + 1);
    if (!b || !els_token_is(&t[first], "for") || b + 1 >= q->items + q->n)
        return;
    els_quantity *a = b + 1;
    if (a->sentence != sentence || a->pair || b->pair || !a->unit || a->unit != b->unit ||
        side_of(reading, q, a) == side_of(reading, q, b))
        return;
    pair(q, a, b);
    a->side = side_of(reading, q, a);
    b->side = side_of(reading, q, b);
}

void els_quantities_pairs(const els_reading *reading, els_quantities *q)
{
    for (uint32_t k = 0; k < reading->n_sentences; k++) {
        const els_sentence *sentence = &reading->sentences[k];
        pair_of_ratio(reading, q, k);
        pair_of_for(reading, q, k);
        for (uint32_t i = sentence->first; i + 1 < sentence->end; i++)
            pair_of_every(reading, q, k, i);
    }
}
