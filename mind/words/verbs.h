/* verbs.h — what common English verbs do with people and things.
 *
 * One closed list for all who ask: who has more or less of something afterwards (transfers.h), who
 * goes where and who has what (state_words.h). General English; the untrained baseline has the
 * same. */
#ifndef ELS_VERBS_H
#define ELS_VERBS_H

#include "els_str.h"

/* Senses, a bit each; a verb may have several. */
enum {
    ELS_VERB_GAIN = 1 << 0, /* of an amount: there is more afterwards */
    ELS_VERB_PART = 1 << 1, /* there is less */
    ELS_VERB_KEEP = 1 << 2, /* there is as much */
    ELS_VERB_BUY = 1 << 3,
    ELS_VERB_SELL = 1 << 4,
    ELS_VERB_GO = 1 << 5,    /* of somebody: is elsewhere afterwards */
    ELS_VERB_ENTER = 1 << 6, /* goes to what is named without a preposition */
    ELS_VERB_BE = 1 << 7,    /* is where it is told */
    ELS_VERB_HAVE = 1 << 8,
    ELS_VERB_TAKE = 1 << 9, /* of somebody with a thing: has it afterwards */
    ELS_VERB_DROP = 1 << 10,
    ELS_VERB_PUT = 1 << 11,
    ELS_VERB_GIVE = 1 << 12,
    ELS_VERB_BRING = 1 << 13,
    ELS_VERB_EXCHANGE = 1 << 14
};

/* The senses of a word in lower case, by its form or its stem (els_reader_stem); 0 when it is no
 * verb of the list. */
uint32_t els_verb_senses(els_str word);

#endif
