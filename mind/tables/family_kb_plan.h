/* family_kb_plan.h — which queries over the tables are tried, and in which order.
 *
 * A query that leaves values or amounts of the question unused says so in a feature and starts with
 * a handicap. */
#ifndef ELS_FAMILY_KB_PLAN_H
#define ELS_FAMILY_KB_PLAN_H

#include "family_kb.h"

enum { KBQ_MAX_RANKS = 4 };

typedef struct {
    const kbq *q;
    kbq_query query;
    kbq_used used;
    double score, prior; /* the score includes the prior */
    uint32_t order;      /* in which it was tried */
} kbq_plan;

typedef struct {
    uint32_t k;    /* "third": 3 */
    kbq_used used; /* by naming it */
} kbq_rank;

typedef struct {
    els_session *session;
    const els_field_spec *field;
    bool is_yes_no;
    els_str yes, no;
    kbq_sort asked; /* where the field takes anything */
    kbq_rank ranks[KBQ_MAX_RANKS];
    uint32_t n_ranks;
    bool is_ordinal; /* the question has a word such as "third" */
    kbq_plan *plans; /* room for KBQ_MAX_PLANS; a heap with the weakest on top */
    uint32_t n_plans, n_tried;
    struct {
        double prior, score;
    } op[KBQ_NESTINGS][KBQ_AGE_SENSES]; /* the operator and the question's wording, by the sort of
                                           set and of column */
} kbq_planner;

/* What a set that asks another table adds to a shape. */
extern const char *const kbq_nesting_names[KBQ_NESTINGS];

/* "third", "top 5": the ranks that the question names; once, before the first table. */
void kbq_find_ranks(kbq_planner *p, const kbq *q);
/* Puts the table's likeliest queries that the field accepts among the plans: a heap, no order. */
void kbq_plan_table(kbq_planner *p, const kbq *q);
/* A lower score, or the same and tried later. */
bool kbq_plan_is_weaker(const kbq_plan *a, const kbq_plan *b);
/* The operator alone, and whether its rows are those of another table's greatest or least: which
 * rows else it is asked about shows in the mentions, not in the wording. Memory of the session. */
els_str kbq_shape_of(const kbq *q, const kbq_query *query);

#endif
