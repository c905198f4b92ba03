#ifndef ELS_THESAURUS_H
#define ELS_THESAURUS_H
#include "els_str.h"
typedef struct { const uint32_t *entries; uint32_t n; } els_meaning;
els_meaning els_thesaurus_of(els_str word);
double els_thesaurus_related(els_meaning a, els_meaning b);
#endif
