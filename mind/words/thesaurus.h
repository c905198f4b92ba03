/* thesaurus.h — what English words mean, as far as a dictionary says: how near two words are.
 *
 * Made of WordNet (Miller 1995; Debian's wordnet-base) when ELS is built: see wordnet/pack.c and
 * docs/decisions/0016. A meaning is a bag of terms of unit length; two words are as near as the
 * cosine between their bags (Lesk 1986, Banerjee and Pedersen 2003). General English only; the
 * untrained baseline has the same. */
#ifndef ELS_THESAURUS_H
#define ELS_THESAURUS_H

#include "els_str.h"

typedef struct {
    const uint32_t *entries; /* term << 8 | weight of 255, by term; of the program's own data */
    uint32_t n;              /* 0: the word is not known */
} els_meaning;

/* Meaning of a word in lower case, of 3 letters or more; an inflected form has that of its base. */
els_meaning els_thesaurus_of(els_str word);

/* How near two meanings are: 0 nothing in common .. 1 the same. */
double els_thesaurus_related(els_meaning a, els_meaning b);

#endif
