/* transfers.h — English verbs of getting and of parting with something.
 *
 * A closed list of common verbs (verbs.h), and a dictionary for others (thesaurus.h): a verb that
 * shares its senses with one of a few plain ones. General English; the untrained baseline has the
 * same. */
#ifndef ELS_TRANSFERS_H
#define ELS_TRANSFERS_H

#include "els_str.h"

/* 1 when by the word somebody or something has more afterwards ("buys", "found", "arrive"), -1 when
 * less ("gives", "lost", "broken"), 0 for other words. `word` is in lower case. */
int els_transfer_of(els_str word);
/* Words that turn what goes before them away: "took 5 out", "gave away". */
bool els_transfer_turns_away(els_str word);
/* 1 for buying, by which money is spent, -1 for selling, 0 for other words. */
int els_transfer_trades(els_str word);

#endif
