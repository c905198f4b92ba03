/* state_words.c — see state_words.h. */
#include "state_words.h"

#include "verbs.h"

static const char *const into[] = {"to", "into", "onto", "in", "inside", "on", "at", NULL};
static const char *const within[] = {"in",   "at",    "inside", "on",     "within",
                                     "into", "under", "behind", "beside", NULL};
static const char *const toward[] = {"to", "into", "onto", "toward", "towards", "for", NULL};
static const char *const origin[] = {"from", "off", NULL};
static const char *const downward[] = {"down", "aside", "away", NULL};

static bool among(els_str word, const char *const *list)
{
    uint64_t stem = els_reader_stem(word);
    for (size_t i = 0; word.len && list[i]; i++)
        if (list[i][0] == word.ptr[0] &&
            (els_str_is(word, list[i]) || els_reader_stem(els_str_of(list[i])) == stem))
            return true;
    return false;
}

/* A word of the clause that no name covers is one of the list. */
static bool says(const els_reader *r, uint32_t first, uint32_t end, const char *const *list)
{
    for (uint32_t i = first; i < end; i++)
        if (r->entity_at[i] < 0 && among(r->reading->tokens[i].lower, list))
            return true;
    return false;
}

/* The word before token `at`, articles and the like passed over, is one of the list. */
static bool follows(const els_reader *r, uint32_t first, uint32_t at, const char *const *list)
{
    static const char *const passed[] = {"the",   "a",   "an", "his", "her",
                                         "their", "its", "my", NULL};
    while (at > first && among(r->reading->tokens[at - 1].lower, passed))
        at--;
    return at > first && among(r->reading->tokens[at - 1].lower, list);
}

static uint32_t mention_of(const els_reader *r, uint32_t first, uint32_t end, uint32_t actor)
{
    uint32_t i = first;
    while (i < end && r->entity_at[i] != (int32_t)actor)
        i++;
    return i;
}

/* A verb of the clause says that somebody has something. */
static bool says_having(const els_reader *r, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (r->entity_at[i] < 0 && els_verb_senses(r->reading->tokens[i].lower) & ELS_VERB_HAVE)
            return true;
    return false;
}

/* The first word that is a verb of the list; `end` when there is none. Forms of be and have go
 * before another verb only to help it. */
static uint32_t verb_of(const els_reader *r, uint32_t first, uint32_t end)
{
    enum {
        STRONG = ELS_VERB_GO | ELS_VERB_TAKE | ELS_VERB_DROP | ELS_VERB_PUT | ELS_VERB_GIVE |
                 ELS_VERB_BRING | ELS_VERB_EXCHANGE,
        WEAK = ELS_VERB_BE | ELS_VERB_HAVE
    };
    uint32_t weak = end;
    for (uint32_t i = first; i < end; i++) {
        uint32_t senses = r->entity_at[i] < 0 ? els_verb_senses(r->reading->tokens[i].lower) : 0;
        if (senses & STRONG)
            return i;
        if (senses & WEAK && weak == end)
            weak = i;
    }
    return weak;
}

static els_event_kind event_of_two(const els_reader *r, uint32_t first, uint32_t end,
                                   const uint32_t *actors)
{
    uint32_t at = verb_of(r, first, end), second = mention_of(r, first, end, actors[1]);
    if (at == end)
        return ELS_EVENT_KINDS_;
    uint32_t verb = els_verb_senses(r->reading->tokens[at].lower);
    static const char *const be[] = {"is", "are", "was", "were", "been", NULL};
    static const char *const by[] = {"by", NULL};
    bool passive = at > first && among(r->reading->tokens[at - 1].lower, be);
    bool whole_way = follows(r, first, second, toward), inside = follows(r, first, second, within);
    static const char *const behind[] = {"there", "behind", NULL}; /* "left the key there" */
    if (verb & (ELS_VERB_GO | ELS_VERB_PUT) && !whole_way && !inside &&
        says(r, second, end, behind))
        return ELS_EVENT_DROP;
    if (verb & ELS_VERB_EXCHANGE)
        return ELS_EVENT_SWAP;
    if (passive && verb & (ELS_VERB_GIVE | ELS_VERB_PUT | ELS_VERB_BRING | ELS_VERB_TAKE))
        return whole_way || inside || follows(r, first, second, by) ? ELS_EVENT_IN
                                                                    : ELS_EVENT_KINDS_;
    if (verb & ELS_VERB_GO)
        return whole_way || inside || verb & ELS_VERB_ENTER ? ELS_EVENT_IN : ELS_EVENT_KINDS_;
    if (verb & ELS_VERB_DROP || (verb & ELS_VERB_PUT && says(r, at, end, downward)))
        return inside || whole_way ? ELS_EVENT_KINDS_ : ELS_EVENT_DROP;
    if (verb & ELS_VERB_TAKE)
        return whole_way ? ELS_EVENT_IN : inside ? ELS_EVENT_KINDS_ : ELS_EVENT_GET;
    if (verb & ELS_VERB_HAVE)
        return ELS_EVENT_GET;
    return verb & ELS_VERB_BE && inside ? ELS_EVENT_IN : ELS_EVENT_KINDS_;
}

static els_event_kind event_of_three(const els_reader *r, uint32_t first, uint32_t end,
                                     const uint32_t *actors)
{
    uint32_t at = verb_of(r, first, end), third = mention_of(r, first, end, actors[2]);
    if (at == end)
        return ELS_EVENT_KINDS_;
    uint32_t verb = els_verb_senses(r->reading->tokens[at].lower);
    bool whole_way = follows(r, first, third, toward);
    bool person = r->entities[actors[2]].is_name;
    if (follows(r, first, third, origin))
        return verb & (ELS_VERB_TAKE | ELS_VERB_BRING) ? ELS_EVENT_GET : ELS_EVENT_KINDS_;
    if (verb & ELS_VERB_GIVE)
        return whole_way                                   ? ELS_EVENT_PASS
               : r->entities[actors[1]].is_name && !person ? ELS_EVENT_HAND
                                                           : ELS_EVENT_KINDS_;
    if (verb & ELS_VERB_BRING && whole_way)
        return person ? ELS_EVENT_PASS : ELS_EVENT_CARRY;
    if (verb & ELS_VERB_PUT && follows(r, first, third, into))
        return ELS_EVENT_PASS;
    return ELS_EVENT_KINDS_;
}

els_event_kind els_state_words_event(const els_reader *reader, uint32_t first, uint32_t end,
                                     const uint32_t *actors, uint32_t n)
{
    return n == 2   ? event_of_two(reader, first, end, actors)
           : n == 3 ? event_of_three(reader, first, end, actors)
                    : ELS_EVENT_KINDS_;
}

bool els_state_words_exchange(const els_reader *reader, uint32_t first, uint32_t end)
{
    uint32_t at = verb_of(reader, first, end);
    return at < end && (els_verb_senses(reader->reading->tokens[at].lower) & ELS_VERB_EXCHANGE);
}

bool els_state_words_leaves(const els_reader *reader, uint32_t first, uint32_t at)
{
    uint32_t verb = verb_of(reader, first, at);
    return verb < at && (els_verb_senses(reader->reading->tokens[verb].lower) & ELS_VERB_GO) &&
           follows(reader, first, at, origin);
}

/* Parts of a day, and days. */
static int32_t part_of_day(els_str word)
{
    static const char *const parts[][3] = {
        {"dawn", "sunrise", NULL},      {"morning", NULL},
        {"noon", "midday", NULL},       {"afternoon", NULL},
        {"evening", "dusk", "tonight"}, {"night", "midnight", NULL}};
    for (int32_t i = 0; i < (int32_t)(sizeof parts / sizeof parts[0]); i++)
        for (uint32_t k = 0; k < 3 && parts[i][k]; k++)
            if (els_str_is(word, parts[i][k]))
                return i + 1;
    return 0;
}

bool els_state_words_is_time(const els_reader *r, uint32_t at)
{
    static const char *const before[] = {"this", "that", "the",       "in",       "at", "last",
                                         "next", "same", "yesterday", "tomorrow", NULL};
    const els_token *tokens = r->reading->tokens;
    return part_of_day(tokens[at].lower) > 0 && at > 0 && among(tokens[at - 1].lower, before);
}

int32_t els_state_words_time(const els_reader *r, uint32_t first, uint32_t end)
{
    enum { DAY = 16, TODAY = 64 * DAY };
    const els_token *tokens = r->reading->tokens;
    int32_t day = 0, part = 0;
    bool is_told = false;
    for (uint32_t i = first; i < end; i++) {
        const int32_t shift = els_token_is(&tokens[i], "yesterday")  ? -1
                              : els_token_is(&tokens[i], "tomorrow") ? 1
                                                                     : 0;
        day += shift;
        is_told = is_told || shift != 0 || els_token_is(&tokens[i], "today") ||
                  els_token_is(&tokens[i], "tonight") || els_state_words_is_time(r, i);
        part = part_of_day(tokens[i].lower) > 0 ? part_of_day(tokens[i].lower) : part;
    }
    return is_told ? TODAY + day * DAY + part : 0;
}

/* "Who gave the hat away": the verb is of giving, what stands before it is asked for. */
static bool asks_giver(const els_reader *r, uint32_t first, uint32_t end)
{
    static const char *const who[] = {"who", NULL};
    static const char *const be[] = {"is", "are", "was", "were", "been", "did", "does", NULL};
    for (uint32_t i = first; i < end; i++) {
        const els_str word = r->reading->tokens[i].lower;
        if (r->entity_at[i] >= 0 || among(word, be))
            return false;
        if (els_verb_senses(word) & ELS_VERB_GIVE)
            return says(r, first, i, who);
    }
    return false;
}

els_state_asks els_state_words_asks(const els_reader *r, int32_t x)
{
    static const char *const where[] = {"where", NULL}, *const who[] = {"who", "whose", NULL};
    static const char *const what[] = {"what", "which", NULL};
    uint32_t first = r->query_first, end = r->query_end;
    if (says(r, first, end, where))
        return ELS_STATE_ASKS_PLACE;
    if (says(r, first, end, who))
        return asks_giver(r, first, end) ? ELS_STATE_ASKS_GIVER : ELS_STATE_ASKS_HOLDER;
    if (!says(r, first, end, what) || x < 0)
        return ELS_STATE_ASKS_OTHER;
    uint32_t named = mention_of(r, first, end, (uint32_t)x);
    if (follows(r, first, named, within) || (r->entities[x].is_name && says_having(r, first, end)))
        return ELS_STATE_ASKS_HELD;
    /* "in which room is the hat", "which room is the hat in" */
    return says(r, first, end, within)  ? ELS_STATE_ASKS_PLACE
           : says_having(r, first, end) ? ELS_STATE_ASKS_HOLDER
                                        : ELS_STATE_ASKS_OTHER;
}
