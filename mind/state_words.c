/* state_words.c — see state_words.h. */
#include "state_words.h"

/* Verbs by their first form, and forms that els_reader_stem does not lead back to it. */
static const char *const going[] = {
    "go",     "went",  "move",    "travel",  "walk",   "run",   "head",  "hurry", "drive",
    "drove",  "fly",   "come",    "enter",   "rush",   "climb", "step",  "march", "return",
    "arrive", "jog",   "journey", "sail",    "stroll", "ride",  "cycle", "race",  "wander",
    "stride", "visit", "reach",   "proceed", "crawl",  NULL};
static const char *const being[] = {"is",    "are",   "was",   "were", "lie",   "sit",
                                    "wait",  "stay",  "rest",  "live", "stand", "remain",
                                    "begin", "began", "start", NULL};
static const char *const having[] = {"have", "hold", "own",   "keep",    "contain",
                                     "wear", "wore", "carry", "possess", NULL};
static const char *const taking[] = {"take",    "grab",   "pick",   "get",    "fetch",  "lift",
                                     "buy",     "find",   "found",  "catch",  "caught", "collect",
                                     "receive", "seize",  "snatch", "steal",  "stole",  "borrow",
                                     "acquire", "obtain", "gather", "accept", NULL};
static const char *const dropping[] = {"drop", "discard", "abandon", "release", NULL};
static const char *const putting[] = {"put",   "place", "set",   "lay",    "laid", "store",
                                      "stow",  "hide",  "hid",   "insert", "pack", "drop",
                                      "leave", "left",  "stick", "stuck",  NULL};
static const char *const giving[] = {"give", "hand",    "pass",   "send",    "sent",   "lend",
                                     "lent", "offer",   "sell",   "sold",    "throw",  "thrown",
                                     "toss", "deliver", "donate", "present", "return", "award",
                                     "slip", "mail",    NULL};
static const char *const bringing[] = {"carry", "bring", "brought",   "take",
                                       "move",  "drag",  "transport", NULL};
static const char *const exchanging[] = {"swap", "exchange", "trade", "switch", NULL};
static const char *const into[] = {"to", "into", "onto", "in", "inside", "on", "at", NULL};
static const char *const within[] = {"in",   "at",    "inside", "on",     "within",
                                     "into", "under", "behind", "beside", NULL};
static const char *const toward[] = {"to", "into", "onto", "toward", "towards", "for", NULL};
static const char *const entering[] = {"enter", "visit", "reach", NULL};
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

/* The first word that is a verb of some list; `end` when there is none. Forms of be and have go
 * before another verb only to help it. */
static uint32_t verb_of(const els_reader *r, uint32_t first, uint32_t end)
{
    const char *const *const verbs[] = {going,  taking,   dropping,  putting,
                                        giving, bringing, exchanging};
    const char *const *const weak[] = {being, having};
    for (uint32_t i = first; i < end; i++)
        for (size_t k = 0; r->entity_at[i] < 0 && k < sizeof verbs / sizeof verbs[0]; k++)
            if (among(r->reading->tokens[i].lower, verbs[k]))
                return i;
    for (uint32_t i = first; i < end; i++)
        for (size_t k = 0; r->entity_at[i] < 0 && k < sizeof weak / sizeof weak[0]; k++)
            if (among(r->reading->tokens[i].lower, weak[k]))
                return i;
    return end;
}

static els_event_kind event_of_two(const els_reader *r, uint32_t first, uint32_t end,
                                   const uint32_t *actors)
{
    uint32_t at = verb_of(r, first, end), second = mention_of(r, first, end, actors[1]);
    if (at == end)
        return ELS_EVENT_KINDS_;
    els_str verb = r->reading->tokens[at].lower;
    static const char *const be[] = {"is", "are", "was", "were", "been", NULL};
    static const char *const by[] = {"by", NULL};
    bool passive = at > first && among(r->reading->tokens[at - 1].lower, be);
    bool whole_way = follows(r, first, second, toward), inside = follows(r, first, second, within);
    if (among(verb, exchanging))
        return ELS_EVENT_SWAP;
    if (passive && (among(verb, giving) || among(verb, putting) || among(verb, bringing) ||
                    among(verb, taking)))
        return whole_way || inside || follows(r, first, second, by) ? ELS_EVENT_IN
                                                                    : ELS_EVENT_KINDS_;
    if (among(verb, going))
        return whole_way || inside || among(verb, entering) ? ELS_EVENT_IN : ELS_EVENT_KINDS_;
    if (among(verb, dropping) || (among(verb, putting) && says(r, at, end, downward)))
        return inside || whole_way ? ELS_EVENT_KINDS_ : ELS_EVENT_DROP;
    if (among(verb, taking))
        return whole_way ? ELS_EVENT_IN : inside ? ELS_EVENT_KINDS_ : ELS_EVENT_GET;
    if (among(verb, having))
        return ELS_EVENT_GET;
    return among(verb, being) && inside ? ELS_EVENT_IN : ELS_EVENT_KINDS_;
}

static els_event_kind event_of_three(const els_reader *r, uint32_t first, uint32_t end,
                                     const uint32_t *actors)
{
    uint32_t at = verb_of(r, first, end), third = mention_of(r, first, end, actors[2]);
    if (at == end)
        return ELS_EVENT_KINDS_;
    els_str verb = r->reading->tokens[at].lower;
    bool whole_way = follows(r, first, third, toward);
    bool person = r->entities[actors[2]].is_name;
    if (follows(r, first, third, origin))
        return among(verb, taking) || among(verb, bringing) ? ELS_EVENT_GET : ELS_EVENT_KINDS_;
    if (among(verb, giving))
        return whole_way                                   ? ELS_EVENT_PASS
               : r->entities[actors[1]].is_name && !person ? ELS_EVENT_HAND
                                                           : ELS_EVENT_KINDS_;
    if (among(verb, bringing) && whole_way)
        return person ? ELS_EVENT_PASS : ELS_EVENT_CARRY;
    if (among(verb, putting) && follows(r, first, third, into))
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
    return at < end && among(reader->reading->tokens[at].lower, exchanging);
}

bool els_state_words_leaves(const els_reader *reader, uint32_t first, uint32_t at)
{
    uint32_t verb = verb_of(reader, first, at);
    return verb < at && among(reader->reading->tokens[verb].lower, going) &&
           follows(reader, first, at, origin);
}

els_state_asks els_state_words_asks(const els_reader *r, int32_t x)
{
    static const char *const where[] = {"where", NULL}, *const who[] = {"who", "whose", NULL};
    static const char *const what[] = {"what", "which", NULL};
    uint32_t first = r->query_first, end = r->query_end;
    if (says(r, first, end, where))
        return ELS_STATE_ASKS_PLACE;
    if (says(r, first, end, who))
        return ELS_STATE_ASKS_HOLDER;
    if (!says(r, first, end, what) || x < 0)
        return ELS_STATE_ASKS_OTHER;
    uint32_t named = mention_of(r, first, end, (uint32_t)x);
    if (follows(r, first, named, within) || (r->entities[x].is_name && says(r, first, end, having)))
        return ELS_STATE_ASKS_HELD;
    /* "in which room is the hat", "which room is the hat in" */
    return says(r, first, end, within)   ? ELS_STATE_ASKS_PLACE
           : says(r, first, end, having) ? ELS_STATE_ASKS_HOLDER
                                         : ELS_STATE_ASKS_OTHER;
}
