/* family_logic_statements.h — the statements of a text: "All cats are animals", "If somebody is
 * kind, they are liked", "Tom is not a cat", "It rains".
 *
 * Sentences are cut by grammar into a quantifier, a subject and a predicate, or into a condition
 * and what it leads to. What a quantifier says is left open. */
#ifndef ELS_FAMILY_LOGIC_STATEMENTS_H
#define ELS_FAMILY_LOGIC_STATEMENTS_H

#include "family_relation.h"
#include "tool_logic_rules.h"

enum { ELS_STATEMENTS_MAX = 48, ELS_QUANTIFIERS_MAX = 5 };

typedef enum {
    ELS_STATEMENT_FACT,
    ELS_STATEMENT_RULE,
    ELS_STATEMENT_QUANTIFIED
} els_statement_kind;

typedef struct {
    els_statement_kind kind;
    els_literals when, then; /* a fact has only `then` */
    uint64_t quantifier;     /* of a quantified one: els_quantifier(), or 0 for a bare plural */
    int32_t who;             /* entity of a fact; -1: the world at large */
} els_statement;

typedef struct {
    els_reader reader;
    uint64_t terms[ELS_RULES_TERMS];
    uint32_t n_terms;
    bool too_many; /* terms */
    els_statement items[ELS_STATEMENTS_MAX];
    uint32_t n;
    uint64_t quantifiers[ELS_QUANTIFIERS_MAX];
    uint32_t n_quantifiers;
    els_statement asked;
    bool has_asked, asks_who;
    uint32_t n_unread; /* stretches that say nothing of the kind */
} els_statements;

typedef enum { ELS_QUANTIFIER_PLAIN, ELS_QUANTIFIER_NOT, ELS_QUANTIFIER_ASKED } els_quantifier_form;
/* The key of a word of quantity as it stands, behind "not", or as "any" in what is asked. */
static inline uint64_t els_quantifier(els_str word, els_quantifier_form form)
{
    return els_hash_pair(els_hash_str(word), form);
}

/* Reads question and context of the task into the zeroed *ret; memory from the session's arena.
 * False when nothing that can be judged is asked, or fewer than two statements are made. */
bool els_statements_read(const els_session *session, els_statements *ret);

#endif
