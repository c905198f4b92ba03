#include "transfers.h"
#include "reader.h"
#include "thesaurus.h"

#include <string.h>

/* Verbs by their first form, and forms that do not follow the rule. */
static const char *const gaining[] = {
    "get",      "gets",     "got",     "gotten", "receive", "buy",      "bought", "purchase",
    "find",     "found",    "gain",    "earn",   "win",     "won",      "obtain", "collect",
    "acquire",  "add",      "inherit", "arrive", "join",    "come",     "came",   "enter",
    "gather",   "harvest",  "pick",    "catch",  "caught",  "bake",     "make",   "made",
    "produce",  "build",    "built",   "grow",   "grew",    "grown",    "plant",  "bring",
    "brought",  "save",     "saves",   "borrow", "hatch",   "born",     "print",  "knit",
    "board",    "download", "accept",  "adopt",  "recover", "discover", "fetch",  "hire",
    "increase", NULL};
static const char *const parting[] = {
    "give",      "gave",   "given",   "lose",     "lost",      "spend",   "spent",     "use",
    "used",      "eat",    "eats",    "ate",      "eaten",     "sell",    "sold",      "break",
    "broke",     "broken", "remove",  "donate",   "discard",   "throw",   "threw",     "thrown",
    "leave",     "leaves", "pay",     "paid",     "lend",      "lent",    "consume",   "drink",
    "drank",     "drunk",  "steal",   "stole",    "stolen",    "burn",    "burnt",     "die",
    "died",      "melt",   "drop",    "return",   "send",      "sent",    "hand",      "pass",
    "mail",      "ship",   "depart",  "escape",   "waste",     "spoil",   "rot",       "rotten",
    "damage",    "miss",   "missing", "cut",      "tear",      "tore",    "torn",      "spill",
    "leak",      "pop",    "crack",   "shatter",  "forget",    "forgot",  "withdraw",  "withdrew",
    "subtract",  "deduct", "quit",    "vanish",   "disappear", "destroy", "destroyed", "faulty",
    "defective", "fire",   "expire",  "decrease", NULL};

/* By forms first, since stems of short words meet by chance. */
static bool among(els_str word, const char *const *list)
{
    uint64_t stem = els_reader_stem(word);
    for (size_t i = 0; list[i]; i++)
        if (list[i][0] == word.ptr[0] &&
            (els_str_is(word, list[i]) || els_reader_stem(els_str_of(list[i])) == stem))
            return true;
    return false;
}

/* How near the word is to the nearest of some plain verbs. */
static double nearness(els_meaning word, const char *const *verbs)
{
    double best = 0;
    for (; *verbs; verbs++) {
        double near = els_thesaurus_related(word, els_thesaurus_of(els_str_of(*verbs)));
        best = near > best ? near : best;
    }
    return best;
}

int els_transfer_of(els_str word)
{
    static const double NEAR = 0.3;
    static const char *const plain_gaining[] = {"receive", "buy", "acquire", "collect", NULL};
    static const char *const plain_parting[] = {"lose", "sell", "consume", "discard", NULL};
    static const char *const keeping[] = {"remain", "remained", "stay", "keep",
                                          "kept",   "hold",     "held", NULL};
    if (word.len < 3 || among(word, keeping))
        return 0;
    if (among(word, gaining))
        return 1;
    if (among(word, parting))
        return -1;
    els_meaning meaning = els_thesaurus_of(word);
    if (meaning.n == 0)
        return 0;
    double more = nearness(meaning, plain_gaining), less = nearness(meaning, plain_parting);
    return more > NEAR && more > less ? 1 : less > NEAR && less > more ? -1 : 0;
}

bool els_transfer_turns_away(els_str word)
{
    return els_str_eq(word, ELS_STR("away")) || els_str_eq(word, ELS_STR("off")) ||
           els_str_eq(word, ELS_STR("out"));
}

int els_transfer_trades(els_str word)
{
    static const char *const buying[] = {"buy", "bought", "purchase", NULL};
    static const char *const selling[] = {"sell", "sold", NULL};
    if (word.len < 3)
        return 0;
    return among(word, buying) ? 1 : among(word, selling) ? -1 : 0;
}
