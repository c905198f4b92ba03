/* tool_logic_liars.h — who tells the truth, when those who lie say only what is false. */
#ifndef ELS_TOOL_LOGIC_LIARS_H
#define ELS_TOOL_LOGIC_LIARS_H

#include "els_str.h"

enum { ELS_LIARS_PEOPLE = 12 };

/* How many of the people spoken of are truthful, according to a claim. */
typedef enum {
    ELS_CLAIM_ALL,
    ELS_CLAIM_NONE,
    ELS_CLAIM_SOME,
    ELS_CLAIM_ONE,
    ELS_CLAIM_SAME, /* all or none */
} els_claim_kind;

typedef struct {
    int32_t speaker; /* -1: a fact */
    els_claim_kind kind;
    uint32_t about; /* bits of the people spoken of */
    bool of_liars;  /* counts liars instead */
    bool negated;
} els_claim;

/* Tries all 2^n casts. Returns the number of those that fit; *ret_always and *ret_never: who is
 * truthful in all of them, in none of them (only when one fits). n at most ELS_LIARS_PEOPLE. */
uint32_t els_liars_solve(uint32_t n, const els_claim *claims, uint32_t n_claims,
                         uint32_t *ret_always, uint32_t *ret_never);

#endif
