/* lexicon.h — the mind's general English: which common words speak of which idea of quantity.
 *
 * A closed list of ordinary words (greatest, total, rose, fewer than) and the ideas they have in
 * common. It holds no word of any domain: what "staff" or "turnover" means is learned. Tools say
 * which ideas they are about, so that a word never met before can still point at a tool; how much
 * that counts is learned like everything else. The untrained baseline has the same list. */
#ifndef ELS_LEXICON_H
#define ELS_LEXICON_H

#include "reading.h"

typedef enum {
    ELS_CONCEPT_NONE = 0,
    ELS_CONCEPT_MAX = 1 << 0,
    ELS_CONCEPT_MIN = 1 << 1,
    ELS_CONCEPT_SUM = 1 << 2,
    ELS_CONCEPT_MEAN = 1 << 3,
    ELS_CONCEPT_COUNT = 1 << 4,
    ELS_CONCEPT_DIFFERENCE = 1 << 5,
    ELS_CONCEPT_RATIO = 1 << 6,
    ELS_CONCEPT_PERCENT = 1 << 7,
    ELS_CONCEPT_CHANGE = 1 << 8,
    ELS_CONCEPT_UP = 1 << 9,
    ELS_CONCEPT_DOWN = 1 << 10,
    ELS_CONCEPT_MORE = 1 << 11,
    ELS_CONCEPT_LESS = 1 << 12,
    ELS_CONCEPT_SAME = 1 << 13,
    ELS_CONCEPT_ROUND = 1 << 14,
    ELS_CONCEPT_DISTINCT = 1 << 15,
    ELS_CONCEPT_COMMON = 1 << 16,
    ELS_CONCEPT_LIST = 1 << 17,
    ELS_CONCEPT_SORTED = 1 << 18,
} els_concept; /* a set of them is a uint32_t */

enum { ELS_CONCEPTS = 19 };

/* Ideas that the word speaks of alone, and together with the word behind it ("how many"; empty:
 * none). Both in lower case. Returns a set. */
uint32_t els_lexicon_of(els_str word, els_str next);

/* Ideas that the question's words speak of, values of the knowledge base left out. */
uint32_t els_lexicon_of_question(const els_reading *reading);

#endif
