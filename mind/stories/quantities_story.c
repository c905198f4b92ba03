/* quantities_story.c — who has, gets and parts with what in a told problem, after the verb
 * categories of Hosseini 2014, and which numbers count what is asked for. */
#include "lexicon.h"
#include "quantities.h"
#include "reader.h"
#include "transfers.h"

#include <string.h>

/* ---- names ---- */

static bool opens(const els_reading *reading, uint32_t i)
{
    return i == reading->sentences[reading->tokens[i].sentence].first;
}

/* The name without a possessive ending. */
static uint64_t name_hash(const els_token *token)
{
    els_str s = token->lower;
    if (s.len > 2 && s.ptr[s.len - 1] == 's' && s.ptr[s.len - 2] == '\'')
        s.len -= 2;
    return els_hash_str(s);
}

/* A word with a capital: inside a sentence; at its start if it is seen inside another, or has a
 * verb behind it. Returns its hash, 0 for other tokens. */
static uint64_t name_at(const els_reading *reading, uint32_t i)
{
    static const char *const verbs[] = {"has", "had", "is", "was", "wants", "needs", "keeps", NULL};
    const els_token *t = &reading->tokens[i];
    if (t->kind != ELS_TOKEN_WORD || !t->capital || t->lower.len < 2)
        return 0;
    uint64_t name = name_hash(t);
    if (!opens(reading, i))
        return name;
    if (els_reader_is_function(t->lower))
        return 0;
    for (uint32_t k = 0; k < reading->n_tokens; k++)
        if (k != i && reading->tokens[k].capital && !opens(reading, k) &&
            reading->tokens[k].kind == ELS_TOKEN_WORD && name_hash(&reading->tokens[k]) == name)
            return name;
    if (i + 1 == reading->n_tokens)
        return 0;
    els_str next = reading->tokens[i + 1].lower; /* "After giving" names nobody */
    bool participle = next.len > 4 && memcmp(next.ptr + next.len - 3, "ing", 3) == 0;
    bool verb = els_str_is_one_of(next, verbs) || (!participle && els_transfer_of(next) != 0);
    return verb ? name : 0;
}

static bool is_asked(const els_quantities *q, uint64_t name)
{
    for (uint32_t i = 0; i < q->n_names; i++)
        if (name && q->names[i] == name)
            return true;
    return false;
}

static void read_names_asked(const els_reading *reading, els_quantities *q)
{
    const els_sentence *sentence = &reading->sentences[q->asking];
    for (uint32_t i = sentence->first; i < sentence->end && q->n_names < ELS_NAMES_MAX; i++) {
        uint64_t name = name_at(reading, i);
        if (name && !is_asked(q, name))
            q->names[q->n_names++] = name;
    }
}

/* ---- clauses ---- */

static bool parts_clauses(const els_token *token)
{
    return els_token_is(token, ",") || els_token_is(token, "and") || els_token_is(token, "but");
}

/* Tokens around the number up to commas and the like, and behind it up to the next number. */
static void clause_of(const els_reading *reading, const els_quantity *s, uint32_t *ret_first,
                      uint32_t *ret_end)
{
    const els_token *t = reading->tokens;
    const els_sentence *sentence = &reading->sentences[s->sentence];
    *ret_first = s->first;
    *ret_end = s->end;
    while (*ret_first > sentence->first && !parts_clauses(&t[*ret_first - 1]))
        --*ret_first;
    while (*ret_end < sentence->end && t[*ret_end].kind != ELS_TOKEN_NUMBER &&
           !parts_clauses(&t[*ret_end]))
        ++*ret_end;
}

/* "The drinks cost $9": a noun, though there is such a verb; and verbs that move nothing. */
static bool is_no_transfer(const els_reading *reading, uint32_t i)
{
    static const char *const articles[] = {"the",   "a",  "an", "his", "her",
                                           "their", "on", "in", "at",  NULL};
    if (i + 1 < reading->n_tokens && els_token_is(&reading->tokens[i + 1], "with"))
        return true; /* "leaves with 22 passengers" */
    return i > 0 && els_str_is_one_of(reading->tokens[i - 1].lower, articles);
}

/* "She has 12 left": nothing goes away. */
static bool remains(const els_reading *reading, const els_quantity *s)
{
    static const char *const verbs[] = {"has",  "have", "had", "is",   "are",   "was",
                                        "were", "with", "own", "owns", "owned", NULL};
    return s->first > 0 && els_str_is_one_of(reading->tokens[s->first - 1].lower, verbs);
}

static bool asks_what_is_left(const els_reading *reading, const els_quantities *q)
{
    static const char *const left[] = {"left", "still", "remain", "remained", "remaining", NULL};
    const els_sentence *asking = &reading->sentences[q->asking];
    for (uint32_t i = asking->first; i < asking->end; i++)
        if (els_str_is_one_of(reading->tokens[i].lower, left))
            return true;
    return false;
}

/* "Customers bought 11": people in the plural, who are not those that the text began with. */
static bool others_act(const els_reading *reading, const els_quantity *s, uint32_t first)
{
    static const char *const who[] = {"customers", "people",   "visitors", "guests",  "neighbours",
                                      "neighbors", "shoppers", "tourists", "parents", "others",
                                      "students",  "friends",  NULL};
    for (uint32_t i = first; i < s->first; i++)
        if (s->sentence > 0 && els_str_is_one_of(reading->tokens[i].lower, who))
            return true;
    return false;
}

/* What the verb of the clause does: the nearest one before the number, else behind what it counts.
 */
static int flow_of(const els_reading *reading, const els_quantities *q, const els_quantity *s,
                   uint32_t first, uint32_t end)
{
    const els_token *t = reading->tokens;
    bool money = s->unit_class == ELS_UNIT_MONEY ||
                 (q->asked && q->unit_class[q->asked - 1] == ELS_UNIT_MONEY);
    int flow = 0, trades = 0;
    if (s->first > first && els_transfer_turns_away(t[s->first - 1].lower))
        return -1; /* "takes out 20" */
    for (uint32_t i = s->first; i-- > first && flow == 0;)
        if (t[i].kind == ELS_TOKEN_WORD && !t[i].capital && !is_no_transfer(reading, i)) {
            flow = els_transfer_of(t[i].lower);
            trades = flow ? els_transfer_trades(t[i].lower) : 0;
        }
    for (uint32_t i = s->end; i < end && i < s->end + 7; i++) {
        bool noun = i == s->end && s->unit_class == ELS_UNIT_NOUN &&
                    els_reader_stem(t[i].lower) == q->unit[s->unit - 1];
        if (t[i].capital) /* who does something else */
            break;
        if (t[i].kind != ELS_TOKEN_WORD || noun)
            continue;
        if (els_transfer_turns_away(t[i].lower))
            return -1;
        if (els_token_is(&t[i], "left") && remains(reading, s))
            break;
        if (els_token_is(&t[i], "left") && i == s->end)
            return -1; /* "15 more came and 8 left" */
        if (flow == 0) {
            flow = els_transfer_of(t[i].lower);
            trades = flow ? els_transfer_trades(t[i].lower) : 0;
        }
    }
    /* "Her aunt gave her 5": the one who is told of gets them. */
    static const char *const whom[] = {"her", "him", "me", "us", "them", NULL};
    static const char *const who[] = {"he", "she", "they", "i", "we", NULL};
    uint32_t at = s->first - (s->first > first && els_token_is(&t[s->first - 1], "$"));
    if (flow < 0 && at >= first + 3 && els_str_is_one_of(t[at - 1].lower, whom) &&
        !els_str_is_one_of(t[at - 3].lower, who) && !t[at - 3].capital)
        return 1;
    for (uint32_t i = first; i < end; i++)
        if (els_reader_negates(t[i].lower)) /* "27 cannot come" */
            return -flow;
    if (flow > 0 && trades && !money && asks_what_is_left(reading, q) &&
        others_act(reading, s, first))
        return -1;
    return money && trades ? -trades : flow;
}

static const char *const toward[] = {"to", "from", "than", "as", NULL};

/* The last name before the number in its sentence: not "to Ben", but "to Ben, who". */
static void read_subject(const els_reading *reading, els_quantity *s)
{
    uint32_t first = reading->sentences[s->sentence].first;
    bool who = false;
    for (uint32_t i = s->first; i-- > first && s->name == 0;) {
        who = who || els_token_is(&reading->tokens[i], "who");
        if (i > first && !who && els_str_is_one_of(reading->tokens[i - 1].lower, toward))
            continue;
        s->name = name_at(reading, i);
        s->name_at = s->name ? i + 1 : 0;
    }
}

/* Who is named behind "to", "from", "than" or "as", up to the next number. */
static void read_other(const els_reading *reading, els_quantity *s)
{
    const els_token *t = reading->tokens;
    uint32_t end = reading->sentences[s->sentence].end;
    for (uint32_t i = s->end; i + 1 < end && t[i].kind != ELS_TOKEN_NUMBER && s->other == 0; i++)
        if (els_str_is_one_of(t[i].lower, toward)) {
            static const char *const places[] = {"on", "in", "at", NULL};
            bool place =
                i + 2 < end && els_str_is_one_of(t[i + 1].lower, places); /* "than on Sunday" */
            s->other = name_at(reading, i + 1 + place);
        }
}

static void read_flows(const els_reading *reading, els_quantities *q)
{
    for (uint32_t i = 0; i < q->n; i++) {
        els_quantity *s = &q->items[i];
        uint32_t first, end;
        clause_of(reading, s, &first, &end);
        read_subject(reading, s);
        read_other(reading, s);
        s->told = flow_of(reading, q, s, first, end);
        /* "She spends $9 on a pen and $4 on ink": what is listed happens alike. */
        const els_quantity *before = i > 0 ? s - 1 : NULL;
        while (before > q->items && before->unit != s->unit && before->sentence == s->sentence &&
               s->unit_class == ELS_UNIT_MONEY)
            before--; /* "a skirt for $24 and 2 blouses for $18 each" */
        if (s->told == 0 && before && !remains(reading, s) && before->sentence == s->sentence &&
            before->name == s->name && before->unit == s->unit)
            s->told = before->told;
        s->flow = s->told;
        if (q->n_names == 0 || s->name == 0)
            continue;
        bool given = s->told != 0 && is_asked(q, s->other);
        s->owner = given                  ? ELS_OWNER_GIVEN
                   : is_asked(q, s->name) ? ELS_OWNER_ASKED
                                          : ELS_OWNER_OTHER;
        if (given && !is_asked(q, s->name))
            s->flow = -s->told;
    }
}

/* ---- what is counted ---- */

/* Whether the question holds all words of tokens first .. end-1 that carry meaning. */
static bool question_says(const els_reading *reading, const els_quantities *q, uint32_t first,
                          uint32_t end)
{
    uint32_t n = 0;
    for (uint32_t i = first; i < end; i++) {
        const els_token *t = &reading->tokens[i];
        if (t->kind != ELS_TOKEN_WORD || els_reader_is_function(t->lower))
            continue;
        bool found = false;
        for (uint32_t k = 0; k < q->n_asked_words; k++)
            found = found || q->asked_words[k] == els_reader_stem(t->lower);
        if (!found)
            return false;
        n++;
    }
    return n > 0;
}

/* "Cups and plates are dishes": units that are said to be a kind of what is asked for. */
static void read_kinds(const els_reading *reading, els_quantities *q, bool is_kind[ELS_UNITS_MAX])
{
    const els_token *t = reading->tokens;
    for (uint32_t k = 0; k < reading->n_sentences; k++) {
        const els_sentence *sentence = &reading->sentences[k];
        uint32_t are = sentence->first;
        bool plain = k != q->asking;
        while (are < sentence->end && !els_token_is(&t[are], "are") &&
               !els_token_is(&t[are], "is")) {
            plain = plain && t[are].kind != ELS_TOKEN_NUMBER;
            are++;
        }
        if (!plain || are + 1 >= sentence->end ||
            !question_says(reading, q, are + 1, sentence->end))
            continue;
        for (uint32_t i = sentence->first; i < are; i++)
            for (uint32_t u = 0; u < q->n_units; u++)
                if (t[i].kind == ELS_TOKEN_WORD && els_reader_stem(t[i].lower) == q->unit[u])
                    is_kind[u] = q->asks_kind = true;
    }
}

static void read_counted(const els_reading *reading, els_quantities *q)
{
    static const char *const anything[] = {"things", "items",    "objects",
                                           "pieces", "articles", NULL};
    bool is_kind[ELS_UNITS_MAX] = {false}, any = false, of_asked = false;
    read_kinds(reading, q, is_kind);
    const els_sentence *sentence = &reading->sentences[q->asking];
    for (uint32_t i = sentence->first; i < sentence->end && !q->asks_kind; i++)
        any = any || els_str_is_one_of(reading->tokens[i].lower, anything);
    for (uint32_t i = 0; i < q->n; i++) {
        els_quantity *s = &q->items[i];
        s->counted = q->asks_kind ? s->unit && is_kind[s->unit - 1]
                     : any        ? s->unit_class == ELS_UNIT_NOUN
                                  : s->unit && s->unit == q->asked;
        of_asked = of_asked || (s->counted && s->owner == ELS_OWNER_ASKED);
    }
    q->asks_kind = q->asks_kind || any;
    for (uint32_t i = 0; i < q->n; i++)
        if (of_asked && q->items[i].owner != ELS_OWNER_ASKED)
            q->items[i].counted = false;
}

/* "She picked some apples. She gave 12 away ... How many did she pick?" */
static bool asks_untold(const els_reading *reading, const els_quantities *q)
{
    const els_token *t = reading->tokens;
    const els_sentence *asking = &reading->sentences[q->asking];
    uint32_t end = q->n > 0 ? reading->sentences[q->items[0].sentence].first : 0;
    for (uint32_t i = 1; i < end; i++)
        for (uint32_t k = asking->first; k < asking->end && els_token_is(&t[i], "some"); k++)
            if (els_transfer_of(t[i - 1].lower) > 0 &&
                els_reader_stem(t[i - 1].lower) == els_reader_stem(t[k].lower))
                return true;
    return false;
}

void els_quantities_story(const els_reading *reading, els_quantities *q)
{
    static const char *const start[] = {"originally", "initially", "beginning", "start", "started",
                                        "begin",      "earlier",   "before",    NULL};
    if (reading->n_sentences == 0)
        return;
    read_names_asked(reading, q);
    const els_sentence *sentence = &reading->sentences[q->asking];
    for (uint32_t i = sentence->first; i < sentence->end; i++) {
        q->asks_others = q->asks_others || els_reader_negates(reading->tokens[i].lower);
        q->asks_start = q->asks_start || els_str_is_one_of(reading->tokens[i].lower, start) ||
                        (els_token_is(&reading->tokens[i], "first") && i > sentence->first &&
                         els_token_is(&reading->tokens[i - 1], "at"));
    }
    q->asks_start = q->asks_start || asks_untold(reading, q);
    read_flows(reading, q);
    read_counted(reading, q);
}
