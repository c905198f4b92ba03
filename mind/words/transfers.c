/* transfers.c — see transfers.h. */
#include "transfers.h"

#include "thesaurus.h"
#include "verbs.h"

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
    uint32_t senses = els_verb_senses(word);
    if (word.len < 3 || senses & ELS_VERB_KEEP)
        return 0;
    if (senses & (ELS_VERB_GAIN | ELS_VERB_PART))
        return senses & ELS_VERB_GAIN ? 1 : -1;
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
    uint32_t senses = els_verb_senses(word);
    return senses & ELS_VERB_BUY ? 1 : senses & ELS_VERB_SELL ? -1 : 0;
}
