/* rule_field.h — the examples of one field, counted by situation, and the priors of rules over
 * them. Private to rules_votes.c and rules_prior.c. */
#ifndef ELS_RULE_FIELD_H
#define ELS_RULE_FIELD_H

#include "rule_memory.h"

enum {
    ELS_FIELD_SITUATIONS = 64,
    ELS_FIELD_ANSWERS = 32,
    ELS_FIELD_FACTS = 1024,
    ELS_NO_FACT = ELS_FIELD_FACTS /* of a hypothesis: one answer, whatever holds */
};

/* "If the fact holds then `yes`, else `no`"; they differ unless there is no fact. */
typedef struct {
    uint16_t fact;
    uint8_t yes, no; /* answers */
} els_hypothesis;

typedef struct {
    els_rule *rule;
    const els_rule_memory *memory;
    uint32_t n_examples;
    uint8_t seen[ELS_FIELD_ANSWERS];                 /* examples, by answer */
    uint8_t stated[ELS_FIELD_FACTS];                 /* that tell whether the fact holds */
    uint8_t holding[ELS_FIELD_FACTS];                /* and in which it does */
    uint8_t yes[ELS_FIELD_FACTS][ELS_FIELD_ANSWERS]; /* of these, by answer */
    /* Priors, by els_rule_priors. */
    double answer[ELS_FIELD_ANSWERS];
    double differing;                 /* probability that two answers drawn by it differ */
    double presence[ELS_FIELD_FACTS]; /* likelihood that the fact is needed, over that it is not */
    double fit[ELS_FIELD_FACTS];      /* likelihood of the examples, given that the fact decides */
    double fact[ELS_FIELD_FACTS];     /* prior that it decides */
    double by_presence[ELS_FIELD_FACTS]; /* part of that prior that is owed to its presence */
    double constant;                     /* likelihood of the examples, given that nothing does */
    double evidence;                     /* of all hypotheses together */
} els_rule_situation;

typedef struct {
    els_rule_situation *situations; /* owned, and so are facts, last, slots */
    uint32_t n_situations;
    uint64_t answers[ELS_FIELD_ANSWERS];
    uint32_t n_answers, n_examples;
    uint32_t *facts; /* without the bit that tells whether they hold, in order of first sight */
    uint32_t *last;  /* of each, the newest example that has it, counted from 1 */
    uint32_t n_facts;
    uint16_t *slots; /* of `facts`, 1 + place; 0: free */
    double hit[ELS_RULE_EXAMPLES + 1], miss[ELS_RULE_EXAMPLES + 1]; /* probability of so many */
    /* Shares of all rules of the field, learned by els_rule_priors. */
    double form[ELS_FORM_COUNT];
    double constant; /* whose situation has one answer only */
    double needed;   /* whose fact was drawn with a view to presence */
} els_rule_field;

/* Likelihood of the situation's examples on one side of the fact if `answer` is right there. */
double els_field_side(const els_rule_field *f, const els_rule_situation *s, uint32_t fact,
                      bool holds, uint32_t answer);
/* Likelihood of all its examples under a hypothesis. */
double els_field_likelihood(const els_rule_field *f, const els_rule_situation *s, els_hypothesis h);
/* Prior of a hypothesis in a situation that knows nothing of other rules than their shares. */
double els_field_prior(const els_rule_field *f, const els_rule_situation *s, els_hypothesis h);
/* Fills in the priors of a counted field. */
void els_rule_priors(els_rule_field *f);

#endif
