/* family_kb_evidence.c — what of a question a query takes up, and what of the query the question
 * has no word for: features that are weighed by learning, and a prior to begin with. */
#include "family_kb.h"

#include <string.h>

/* Nats against a query for */
#define UNNAMED 0.7    /* a column that is named and not used */
#define UNTAKEN 2      /* a named way from row to row that is not gone */
#define BY_THE_WAY 0.3 /* a value mentioned by the way that is not used */
#define REUSED 0.3     /* a column that is also bounded */
#define GIVEN 2.0      /* an answer that the question states, or that needs no table */
#define STEP 1.2       /* an answer that the question names on the way to another */
#define SAID_TWICE 2.5 /* a superlative that is taken twice */
#define NO_ROWS 1.5    /* a count of 0 or a "no": an answer, but seldom meant */
#define ONE_ROW 0.5    /* the greatest or the sum of a single row */

static int unused(const kbq *q, kbq_used used, bool amounts)
{
    return amounts ? __builtin_popcountll(q->asked.amounts & ~used.amounts)
                   : __builtin_popcountll(q->asked.spans & ~used.spans & ~q->aside);
}

/* Values that are mentioned by the way and not taken up. */
static int left_aside(const kbq *q, kbq_used used)
{
    return __builtin_popcountll(q->asked.spans & ~used.spans & q->aside);
}

static int unnamed(const kbq *q, kbq_used used)
{
    return __builtin_popcountll(q->asked.names & ~used.names);
}

static int untaken(const kbq *q, kbq_used used)
{
    return __builtin_popcountll(q->heard->relations & ~used.names);
}

static uint32_t coverage_own(const kbq *q, kbq_used used, uint32_t own[5])
{
    int spans = unused(q, used, false);
    int amounts = unused(q, used, true);
    own[0] = els_feature("kb.unused_spans", (uint64_t)(spans < 4 ? spans : 4), 0, 0);
    own[1] = els_feature("kb.unused_amounts", (uint64_t)(amounts < 4 ? amounts : 4), 0, 0);
    own[2] = els_feature("kb.unused_names", (uint64_t)unnamed(q, used), 0, 0);
    own[3] = els_feature("kb.untaken", (uint64_t)untaken(q, used), q->heard->relations != 0, 0);
    own[4] = els_feature("kb.left_aside", (uint64_t)left_aside(q, used), q->aside != 0, 0);
    return 5;
}

/* Columns of the query that its filters are about as well: the question names them once. */
static double reused_overlap(const kbq *q, const kbq_query *query, uint32_t *ret_count)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    double overlap = 0;
    *ret_count = 0;
    for (uint32_t i = 0; query->set && i < query->set->n_filters; i++) {
        uint32_t column = query->set->filters[i]->column;
        bool is_other = op->project && query->hop == 0 && query->other == column;
        if (column != 0 && ((op->value && query->value == column) || is_other)) {
            overlap += kbq_overlap_prior(q, column);
            ++*ret_count;
        }
    }
    return overlap;
}

/* Numbers that the names of the query's columns hold. */
static uint64_t named_by(const kbq *q, const kbq_query *query)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    uint64_t names = op->value ? q->named[query->value] : 0;
    if ((op->project || op->second) && query->hop == 0) {
        names |= q->named[query->other];
    }
    return names;
}

/* Columns that the query names itself, not by its conditions. */
static kbq_used names_of(const kbq *q, const kbq_query *query)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    kbq_used used = {0};
    if (op->value)
        kbq_add_used(&used, kbq_used_column(q, query->value));
    if (query->hop > 0) {
        int32_t target = els_kb_column_refers(q->kb, q->t, query->hop);
        kbq_add_used(&used, kbq_used_column(q, query->hop));
        used.names |= q->heard->bits[target][query->other] & q->asked.names;
    } else if (op->project || op->second) {
        kbq_add_used(&used, kbq_used_column(q, query->other));
    }
    return used;
}

/* Numbers that bound a column in the set. */
static uint64_t bounds_of(const kbq *q, const kbq_set *set)
{
    uint64_t bounds = 0;
    for (uint32_t i = 0; i < set->n_filters; i++) {
        bounds |= set->filters[i]->used.amounts & ~q->named[set->filters[i]->column];
    }
    return bounds;
}

/* The answer is a value that a condition states: the question holds it already. */
static bool is_given(const kbq_query *query)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    uint32_t column = query->hop ? 0 : op->project ? query->other : op->value ? query->value : 0;
    for (uint32_t i = 0; column && i < query->set->n_filters; i++) {
        const kbq_filter *filter = query->set->filters[i];
        if (filter->column == column && strcmp(filter->sign, "_=_") == 0)
            return true;
    }
    return false;
}

/* A greatest of what another greatest names, where the question is likely to tell of one. */
static bool is_told_twice(const kbq_query *query)
{
    return query->set && query->set->nesting != KBQ_PLAIN &&
           (kbq_ops[query->op].concepts & (ELS_CONCEPT_MAX | ELS_CONCEPT_MIN));
}

/* A count that needs no table: of the one row that a mentioned one leads to. */
static bool is_idle(const kbq_query *query)
{
    return query->op == KBQ_OP_COUNT && query->set->n_filters == 1 &&
           query->set->filters[0]->is_known_one;
}

/* The answer is an entity that the question names as a step on its way ("the author of the sequel
 * of"): it is told of where nothing is asked. */
static bool is_step(const kbq *q, const kbq_query *query)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    uint32_t column = query->hop ? 0 : op->project ? query->other : op->value ? query->value : 0;
    return op->result == KBQ_OF_COLUMN && column &&
           els_kb_column_refers(q->kb, q->t, column) >= 0 &&
           (kbq_used_column(q, column).names & q->heard->names) &&
           kbq_focus_of(&q->heard->answer, q->t, column) != KBQ_SOUGHT;
}

/* An ordinal such as "third" and an operator that takes a rank, or neither. */
static double rank_prior(const kbq_query *query)
{
    bool is_extreme = kbq_ops[query->op].concepts & (ELS_CONCEPT_MAX | ELS_CONCEPT_MIN);
    bool is_nested = query->set && query->set->nesting != KBQ_PLAIN;
    return !is_extreme && !is_nested ? 0 : kbq_ops[query->op].k ? 0.5 : -0.7;
}

/* Whether the answer is what the question is after; unknown for a comparison, which answers with no
 * column's values. */
static kbq_sought sought_by(const kbq *q, const kbq_query *query)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    if (op->result == KBQ_BOOL || op->second)
        return KBQ_SOUGHT_UNKNOWN;
    if (query->hop > 0)
        return kbq_focus_of(&q->heard->answer,
                            (uint32_t)els_kb_column_refers(q->kb, q->t, query->hop), query->other);
    if (op->project)
        return q->is_other[query->other] ? KBQ_NOT_SOUGHT
                                         : kbq_focus_of(&q->heard->answer, q->t, query->other);
    bool is_entity = !op->value || (op->result == KBQ_TEXT && query->op != KBQ_OP_MODE) ||
                     query->op == KBQ_OP_TOP || query->op == KBQ_OP_BOTTOM;
    return kbq_focus_of(&q->heard->answer, q->t, is_entity ? 0 : query->value);
}

/* Whether the column that an extreme is sought in is what the question ranks by. */
static kbq_sought ranked_by(const kbq *q, const kbq_query *query)
{
    bool is_extreme = kbq_ops[query->op].concepts & (ELS_CONCEPT_MAX | ELS_CONCEPT_MIN);
    return is_extreme ? kbq_focus_of(&q->heard->rank, q->t, query->value) : KBQ_SOUGHT_UNKNOWN;
}

bool kbq_take_up(const kbq *q, const kbq_query *query, kbq_used *used)
{
    uint64_t names = named_by(q, query);
    if (query->set && (bounds_of(q, query->set) & names)) {
        return false; /* no number both names a column and bounds another */
    }
    used->amounts |= names;
    kbq_add_used(used, names_of(q, query));
    used->names |= q->sorts & q->asked.names;
    return true;
}

double kbq_evidence_prior(const kbq *q, const kbq_query *query, kbq_used used, bool is_ordinal)
{
    double prior = kbq_focus_prior(sought_by(q, query)) + kbq_focus_prior(ranked_by(q, query));
    prior += is_ordinal ? rank_prior(query) : 0;
    prior -= (is_told_twice(query) ? SAID_TWICE : 0) + (is_step(q, query) ? STEP : 0);
    prior -= unused(q, used, false) + unused(q, used, true) + UNNAMED * unnamed(q, used) +
             UNTAKEN * untaken(q, used) + BY_THE_WAY * left_aside(q, used);
    if (query->set) {
        uint32_t reused;
        prior -= is_given(query) || is_idle(query) ? GIVEN : 0;
        prior -= reused_overlap(q, query, &reused);
        prior -= REUSED * reused;
        prior -= query->set->count == 0 ? NO_ROWS : 0;
        bool is_direct = query->op == KBQ_OP_ONLY || query->op == KBQ_OP_PROJECT_ONLY ||
                         query->op == KBQ_OP_COUNT || !kbq_ops[query->op].value;
        prior -= query->set->count == 1 && !is_direct ? ONE_ROW : 0;
    }
    return prior;
}

/* ---- features ---- */

static uint64_t size_class(uint32_t count, uint32_t rows)
{
    if (count == rows) {
        return 5;
    }
    return count > 10 ? 4 : count > 3 ? 3 : count > 1 ? 2 : count;
}

uint32_t kbq_offer_own(const kbq *q, const kbq_query *query, kbq_used used,
                       uint32_t own[KBQ_OFFER_OWN])
{
    const kbq_op_info *op = &kbq_ops[query->op];
    uint64_t o = els_hash_str(els_str_of(op->name));
    uint32_t n = coverage_own(q, used, own);
    own[n++] = els_feature("kb.table", els_hash_str(q->table->name), 0, 0);
    own[n++] = els_feature("kb.sought", sought_by(q, query), 0, 0);
    own[n++] = els_feature("kb.sought_of", sought_by(q, query), o, 0);
    own[n++] = els_feature("kb.ranked", ranked_by(q, query), o, 0);
    kbq_nesting nesting = query->set ? query->set->nesting : KBQ_PLAIN;
    uint32_t spoken = kbq_spoken(q, query->op, op->value ? query->value : 0, nesting);
    n += kbq_concept_own(spoken, query->op, own + n);
    own[n++] = els_feature("kb.step", is_step(q, query), o, 0);
    own[n++] = els_feature("kb.idle", query->set && is_idle(query), 0, 0);
    n += kbq_wording_own(q, query->op, own + n);
    if (op->value) {
        n += kbq_column_own(q, KBQ_VALUE, query->value, own + n);
    }
    if (query->hop > 0) {
        n += kbq_column_own(q, KBQ_HOP, query->hop, own + n);
    } else if (op->project || op->second) {
        n += kbq_column_own(q, KBQ_PROJECT, query->other, own + n);
    }
    if (op->second) {
        n += kbq_order_own(q, query->op, query->value, query->other, own + n);
    }
    for (uint32_t i = 0; op->entities > 0 && i < q->n_entities; i++) {
        if (q->entities[i].row == query->a) {
            n += kbq_entity_own(&q->entities[i], q->n_entities, own + n);
        }
    }
    if (query->set) {
        uint32_t reused;
        (void)reused_overlap(q, query, &reused);
        own[n++] = els_feature("kb.reused", o, reused, 0);
        own[n++] = els_feature("kb.filters", o, query->set->n_filters, 0);
        own[n++] = els_feature("kb.size", o, size_class(query->set->count, q->rows), 0);
        for (uint32_t i = 0; i < query->set->n_filters; i++) {
            const kbq_filter *filter = query->set->filters[i];
            for (uint32_t k = 0; k < filter->n_own && n < KBQ_OFFER_OWN; k++) {
                own[n++] = filter->own[k];
            }
        }
    }
    return n;
}

uint32_t kbq_offer_cross(const kbq *q, const kbq_query *query, uint64_t cross[KBQ_OFFER_CROSS])
{
    const kbq_op_info *op = &kbq_ops[query->op];
    uint32_t n = kbq_op_cross(query->op, query->set ? query->set->nesting : KBQ_PLAIN, cross);
    if (op->value) {
        cross[n++] = kbq_cross_key(q, KBQ_VALUE, query->value);
    }
    if (query->hop > 0) {
        cross[n++] = kbq_cross_key(q, KBQ_HOP, query->hop);
    }
    if ((op->project || op->second) &&
        (query->hop == 0 || els_kb_column_refers(q->kb, q->t, query->hop) == (int32_t)q->t)) {
        cross[n++] = kbq_cross_key(q, KBQ_PROJECT, query->other);
    }
    for (uint32_t i = 0; query->set && i < query->set->n_filters; i++) {
        if (query->set->filters[i]->cross != 0) {
            cross[n++] = query->set->filters[i]->cross;
        }
    }
    return n;
}
