/* rule_memory.h — the graded tasks that rules are induced from. Private to rules*.c. */
#ifndef ELS_RULE_MEMORY_H
#define ELS_RULE_MEMORY_H

#include "rules.h"

typedef struct {
    uint32_t facts[ELS_RULE_FACTS]; /* folded */
    uint32_t n_facts;
    uint64_t answer;
} els_rule_example;

struct els_rule_memory {
    els_rule_example examples[ELS_RULE_EXAMPLES];
    uint32_t n, next;
};

/* How often a question of this form decides, in proportion, before anything was learned. */
double els_rule_form_odds(els_rule_form form);

#endif
