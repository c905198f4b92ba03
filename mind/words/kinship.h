/* kinship.h — English words of kinship and what they mean: a grandmother is a parent's mother.
 *
 * A closed list of general English, as a dictionary defines these words; the untrained baseline
 * has the same. */
#ifndef ELS_KINSHIP_H
#define ELS_KINSHIP_H

#include "els_str.h"

typedef enum { ELS_GENDER_OPEN, ELS_GENDER_MALE, ELS_GENDER_FEMALE } els_gender;

typedef struct {
    const char *path; /* from somebody to those who are this to them, as els_kin_follow takes it */
    els_gender gender;
} els_kinship;

/* Meaning of a word (ASCII case ignored), singular or plural, with or without a possessive ending;
 * false for other words. */
bool els_kinship_of(els_str word, els_kinship *ret);

#endif
