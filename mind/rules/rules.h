/* rules.h — what follows from derived facts, by situation, induced from graded tasks.
 *
 * A situation is a field of a kind of task, alone or together with the answer to the first field.
 * Each has a tree that asks whether facts hold and ends in an answer. Induction: greedy information
 * gain (Quinlan 1986, ID3) on the newest examples of the situation. A tree needs many examples;
 * with few, the situations of a field stand in for each other: votes (rules_votes.c) are rules of
 * one question weighed by what all of them have seen. Executors need trees and votes only; the
 * examples are part of the training state. */
#ifndef ELS_RULES_H
#define ELS_RULES_H

#include "els_hash.h"

enum {
    ELS_RULES_MAX = 256,    /* situations; further ones are not learned */
    ELS_RULE_NODES = 15,    /* of one tree */
    ELS_RULE_EXAMPLES = 64, /* remembered per situation, the newest */
    ELS_RULE_FACTS = 200,   /* of one example */
    ELS_RULE_VOTES = 16,    /* of one situation */
};

typedef struct {
    uint32_t fact;    /* folded fact that is asked for; 0: a leaf */
    uint32_t yes, no; /* nodes */
    uint64_t answer;  /* els_answer_hash of a leaf's answer */
    uint32_t right;   /* examples at the leaf that had this answer */
    uint32_t seen;    /* examples at the leaf */
} els_rule_node;

/* "If the fact holds then `yes`, else `no`." */
typedef struct {
    uint32_t fact;    /* folded, as it is where it holds; 0: `no` in any case */
    float weight;     /* share of the votes of a situation: they sum to 1 */
    uint64_t yes, no; /* els_answer_hash */
} els_rule_vote;

typedef struct {
    uint64_t situation;
    uint64_t field; /* the situation of the field alone; its votes are those of a new situation */
    els_rule_node nodes[ELS_RULE_NODES]; /* the first is the root */
    uint32_t n_nodes;
    els_rule_vote votes[ELS_RULE_VOTES]; /* heaviest first */
    uint32_t n_votes;
    bool is_unsettled; /* has examples that the votes of its field do not know of */
} els_rule;

typedef struct els_rule_memory els_rule_memory; /* the examples of one situation */

typedef struct {
    els_rule *rules;          /* in order of entry */
    els_rule_memory **memory; /* beside the rules; NULL in a mind that only answers */
    uint32_t n_rules;
} els_rules;

/* Empty; `for_training`: with room for examples. Errors: NOMEM. */
els_err els_rules_init(els_rules *rules, bool for_training) ELS_MUST_CHECK;
void els_rules_fini(els_rules *rules);
void els_rules_clear(els_rules *rules);
void els_rules_copy(els_rules *to, const els_rules *from);

/* What kind of question a fact answers. Which kinds decide is learned for a field as a whole. */
typedef enum {
    ELS_FORM_OTHER,
    ELS_FORM_NAMESAKES,        /* two stated amounts whose names share a word */
    ELS_FORM_NAMESAKES_JOINED, /* the same, one of them looked up in the knowledge base */
    ELS_FORM_AMOUNTS,          /* two stated amounts of one unit */
    ELS_FORM_AMOUNTS_JOINED,   /* one of them looked up */
    ELS_FORM_KNOWN,            /* both looked up */
    ELS_FORM_DATES,
    ELS_FORM_DAYS,         /* days from a date to now against a stated amount */
    ELS_FORM_DAYS_JOINED,  /* against one that is looked up */
    ELS_FORM_DAYS_BETWEEN, /* between two other dates */
    ELS_FORM_SIGN,
    ELS_FORM_SAME,
    ELS_FORM_VALUE, /* a stated word; this and the rest are only told where they hold */
    ELS_FORM_VALUE_JOINED,
    ELS_FORM_SIZE,
    ELS_FORM_COUNT
} els_rule_form;

/* The hash of a predicate with its form, which takes its four highest bits. */
static inline uint64_t els_rule_formed(uint64_t hash, els_rule_form form)
{
    return (hash & (UINT64_MAX >> 4)) | (uint64_t)form << 60;
}
/* The form of a folded fact. */
static inline els_rule_form els_rule_form_of(uint32_t folded)
{
    const uint32_t form = folded >> 28;
    return form < ELS_FORM_COUNT ? (els_rule_form)form : ELS_FORM_OTHER;
}
/* Whether a text that does not tell that such a fact holds leaves open whether it does. */
static inline bool els_rule_is_told_both_ways(els_rule_form form)
{
    return form < ELS_FORM_VALUE;
}

/* A fact is its predicate's hash, the lowest bit of the upper half telling whether it holds. */
static inline uint64_t els_rule_fact(uint64_t predicate, bool holds)
{
    const uint64_t bit = UINT64_C(1) << 32;
    return holds ? predicate | bit : predicate & ~bit;
}
static inline uint32_t els_rule_fold(uint64_t fact)
{
    uint32_t folded = (uint32_t)(fact >> 32);
    return folded > 1 ? folded : folded + 2;
}

/* The rule of a situation, NULL when there is none. */
const els_rule *els_rules_find(const els_rules *rules, uint64_t situation);
/* The leaf that the facts lead to. */
const els_rule_node *els_rule_follow(const els_rule *rule, const uint64_t *facts, uint32_t n_facts);

/* Probability of each answer (els_answer_hash) by the votes of the situation, or of the field where
 * it is new. False, and nothing written, where there are none. */
bool els_rules_poll(const els_rules *rules, uint64_t field, uint64_t situation,
                    const uint64_t *facts, uint32_t n_facts, const uint64_t *answers,
                    uint32_t n_answers, double *ret_probability);

/* Remembers that in this situation of the field, with these facts, `answer` was right, and induces
 * the tree again unless it knew; the votes stay until they are settled. Out of memory: forgets the
 * example. */
void els_rules_learn(els_rules *rules, uint64_t field, uint64_t situation, const uint64_t *facts,
                     uint32_t n_facts, uint64_t answer);

/* Weighs the votes of all fields that learned since the last time; before a save. Out of memory:
 * votes stay as they were. */
void els_rules_settle(els_rules *rules);

/* Little-endian; with `training` the remembered examples too. */
void els_rules_save(const els_rules *rules, bool training, els_buf *out);
/* Reads what save wrote from *bytes and moves it on. Errors: FORMAT. */
els_err els_rules_load(els_rules *rules, els_str *bytes) ELS_MUST_CHECK;

#endif
