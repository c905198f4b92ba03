/* family_kb_plan.c — see family_kb_plan.h. The parts of a query are scored one by one and combined
 * by their sums; a heap keeps the best. */
#include "family_kb_plan.h"
#include "numerals.h"

#include <math.h>
#include <string.h>

enum { NUMERIC_COLUMNS = 8, PROJECT_COLUMNS = 6, PAIR_COLUMNS = 5, PAIR_ENTITIES = 3 };

const char *const kbq_nesting_names[KBQ_NESTINGS] = {"", " of argmax(_)", " of argmin(_)"};

void kbq_find_ranks(kbq_planner *p, const kbq *q)
{
    const els_reading *reading = q->reading;
    for (uint32_t i = 0; i < reading->n_numbers && p->n_ranks < KBQ_MAX_RANKS; i++) {
        double value = reading->numbers[i].value;
        kbq_used used = kbq_used_number(q, i);
        if (!reading->numbers[i].in_context && used.amounts && value >= 1 && value <= 100 &&
            value == floor(value)) {
            p->ranks[p->n_ranks++] = (kbq_rank){(uint32_t)value, used};
        }
    }
    for (uint32_t i = 0; i < reading->n_question_tokens && p->n_ranks < KBQ_MAX_RANKS; i++) {
        els_str rest = reading->tokens[i].lower, first = rest;
        els_str_split(&rest, '-', &first); /* "second-largest" */
        const uint32_t k = els_numerals_ordinal(first);
        if (k > 0) {
            p->ranks[p->n_ranks++] = (kbq_rank){.k = k};
            p->is_ordinal = p->is_ordinal || k > 1;
        }
    }
}

static bool accepts(const kbq_planner *p, kbq_result result)
{
    els_str type = p->field->type;
    if (els_str_eq(type, ELS_STR("number"))) {
        return result == KBQ_NUMBER;
    }
    if (els_str_eq(type, ELS_STR("date"))) {
        return result == KBQ_DATE;
    }
    if (els_str_eq(type, ELS_STR("list"))) {
        return result == KBQ_LIST;
    }
    if (els_str_eq(type, ELS_STR("entity"))) {
        return result == KBQ_TEXT;
    }
    if (els_str_eq(type, ELS_STR("enum"))) {
        return result == KBQ_TEXT || (result == KBQ_BOOL && p->is_yes_no);
    }
    return true;
}

/* Operators whose every query has the same kind of answer and it is not accepted. */
static bool is_hopeless(const kbq_planner *p, kbq_op op)
{
    kbq_result result = kbq_ops[op].result;
    return result != KBQ_OF_COLUMN && !accepts(p, result);
}

bool kbq_plan_is_weaker(const kbq_plan *a, const kbq_plan *b)
{
    return a->score < b->score || (a->score == b->score && a->order > b->order);
}

static void sift_down(kbq_plan *heap, uint32_t n, uint32_t at)
{
    for (uint32_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        if (child + 1 < n && kbq_plan_is_weaker(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!kbq_plan_is_weaker(&heap[child], &heap[at])) {
            return;
        }
        kbq_plan swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
        at = child;
    }
}

static void keep_plan(kbq_planner *p, const kbq_plan *fresh)
{
    if (p->n_plans == KBQ_MAX_PLANS) {
        if (kbq_plan_is_weaker(&p->plans[0], fresh)) {
            p->plans[0] = *fresh;
            sift_down(p->plans, p->n_plans, 0);
        }
        return;
    }
    uint32_t at = p->n_plans++;
    p->plans[at] = *fresh;
    while (at > 0 && kbq_plan_is_weaker(&p->plans[at], &p->plans[(at - 1) / 2])) {
        kbq_plan swap = p->plans[at];
        p->plans[at] = p->plans[(at - 1) / 2];
        p->plans[(at - 1) / 2] = swap;
        at = (at - 1) / 2;
    }
}

/* Operator and set as chosen; `score` and `prior` are of the columns, entities and ranks. */
static void try_plan(kbq_planner *p, const kbq *q, const kbq_query *query, kbq_used used,
                     double base, double score, double prior)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    if (!accepts(p, kbq_result_of(q, query))) {
        return;
    }
    kbq_nesting nesting = query->set ? query->set->nesting : KBQ_PLAIN;
    kbq_age_sense sense =
        op->value && nesting == KBQ_PLAIN ? kbq_age_of(q, query->value) : KBQ_NO_AGE;
    prior += p->op[nesting][sense].prior;
    prior += kbq_sort_prior(p->asked, kbq_result_of(q, query));
    score += p->op[nesting][sense].score;
    if (query->set) {
        prior += query->set->prior;
        score += query->set->score - query->set->prior;
    }
    p->n_tried++;
    bool is_beaten =
        p->n_plans == KBQ_MAX_PLANS && base + score + prior + KBQ_EVIDENCE_MOST < p->plans[0].score;
    if (is_beaten || !kbq_take_up(q, query, &used)) {
        return;
    }
    prior += kbq_evidence_prior(q, query, used, p->is_ordinal);
    kbq_plan fresh = {.q = q,
                      .query = *query,
                      .used = used,
                      .score = base + score + prior + kbq_lot(q, UINT64_C(5000) + p->n_tried),
                      .prior = prior,
                      .order = p->n_tried};
    keep_plan(p, &fresh);
}

/* Column parts of the score and the prior; the scores contain the overlap prior. */
typedef struct {
    double score, prior;
} part;

static part column_part(const kbq *q, kbq_role role, uint32_t column)
{
    double prior = kbq_overlap_prior(q, column);
    return (part){q->scores[role][column] - prior, prior};
}

static void plan_hops(kbq_planner *p, const kbq *q, kbq_query query, kbq_used used, double base,
                      part value)
{
    for (uint32_t hop = 1; hop < q->table->n_columns; hop++) {
        int32_t target = els_kb_column_refers(q->kb, q->t, hop);
        if (target < 0) {
            continue;
        }
        query.hop = hop;
        part h = column_part(q, KBQ_HOP, hop);
        uint32_t n = els_kb_index_kb(q->kb)->tables[target].n_columns;
        for (uint32_t c = 1; c < n && c <= KBQ_VALUE_COLUMNS; c++) {
            query.other = c;
            part o = (uint32_t)target == q->t ? column_part(q, KBQ_PROJECT, c) : (part){0, 0};
            if (c != query.value) {
                try_plan(p, q, &query, used, base, value.score + h.score + o.score,
                         value.prior + h.prior + o.prior);
            }
        }
    }
}

static bool is_choice_only(const kbq_set *set)
{
    for (uint32_t i = 0; i < set->n_filters; i++) {
        if (!set->filters[i]->is_choice) {
            return false;
        }
    }
    return set->n_filters > 0;
}

/* Whether an entity is in the set. */
static void plan_satisfies(kbq_planner *p, const kbq *q, kbq_query query, double base)
{
    const kbq_used used = query.set->used;
    for (uint32_t i = 0; i < q->n_entities && query.set->n_filters > 0; i++) {
        kbq_used with = used;
        if (q->entities[i].used.spans & used.spans) {
            continue; /* of course it satisfies a condition on itself */
        }
        kbq_add_used(&with, q->entities[i].used);
        query.a = q->entities[i].row;
        try_plan(p, q, &query, with, base, q->entities[i].score, 0);
    }
}

/* The set is not one that the operation says something of. */
static bool is_pointless(const kbq_query *query)
{
    const unsigned traits = kbq_ops[query->op].traits;
    const uint32_t rows = query->set->count;
    switch (query->op) {
    case KBQ_OP_SATISFIES:
    case KBQ_OP_ANY:
        return is_choice_only(query->set); /* true whatever the table holds */
    case KBQ_OP_ONLY:
    case KBQ_OP_PROJECT_ONLY:
        return rows != 1;
    case KBQ_OP_COUNT:
        return false;
    default:
        /* All of them are a hundred percent. */
        if (traits & KBQ_SHARE)
            return query->set->n_filters < (traits & (KBQ_OF_FIRST | KBQ_OF_LAST) ? 2 : 1);
        return rows == 0;
    }
}

/* Set and column are chosen; another column, a rank or an entity is left. */
static void plan_column(kbq_planner *p, const kbq *q, kbq_query query, double base,
                        const uint32_t *projections, uint32_t n_projections)
{
    const kbq_op_info *op = &kbq_ops[query.op];
    const kbq_used used = query.set->used;
    const part value = column_part(q, KBQ_VALUE, query.value);
    if (query.op == KBQ_OP_HOP_MAX || query.op == KBQ_OP_HOP_MIN) {
        plan_hops(p, q, query, used, base, value);
    } else if (op->project) {
        for (uint32_t k = 0; k < n_projections; k++) {
            query.other = projections[k];
            const part other = column_part(q, KBQ_PROJECT, query.other);
            if (query.other != query.value)
                try_plan(p, q, &query, used, base, value.score + other.score,
                         value.prior + other.prior);
        }
    } else if (op->k) {
        for (uint32_t k = 0; k < p->n_ranks; k++) {
            kbq_used with = used;
            kbq_add_used(&with, p->ranks[k].used);
            query.k = p->ranks[k].k;
            if (query.k <= query.set->count && !(used.amounts & p->ranks[k].used.amounts))
                try_plan(p, q, &query, with, base, value.score, value.prior);
        }
    } else {
        try_plan(p, q, &query, used, base, value.score, value.prior);
    }
}

/* The set is chosen; columns, ranks and an entity are left. */
static void plan_set(kbq_planner *p, const kbq *q, kbq_query query, double base)
{
    const kbq_op_info *op = &kbq_ops[query.op];
    if (is_pointless(&query))
        return;
    if (query.op == KBQ_OP_SATISFIES) {
        plan_satisfies(p, q, query, base);
        return;
    }
    if (!op->value) {
        try_plan(p, q, &query, query.set->used, base, 0, 0);
        return;
    }
    uint32_t columns[KBQ_VALUE_COLUMNS], projections[KBQ_VALUE_COLUMNS];
    const uint32_t n = kbq_best_columns(q, KBQ_VALUE, op->numeric,
                                        op->numeric ? NUMERIC_COLUMNS : KBQ_VALUE_COLUMNS, columns);
    const uint32_t n_projections =
        op->project ? kbq_best_columns(q, KBQ_PROJECT, false, PROJECT_COLUMNS, projections) : 0;
    const bool is_tally =
        query.op == KBQ_OP_VALUES || query.op == KBQ_OP_DISTINCT || query.op == KBQ_OP_MODE;
    for (uint32_t i = 0; i < n; i++) {
        query.value = columns[i];
        const els_kb_kind kind = els_kb_column_kind(q->kb, q->t, query.value);
        if (!is_tally || kind == ELS_KB_TEXT || kind == ELS_KB_LIST)
            plan_column(p, q, query, base, projections, n_projections);
        /* Else: measured values seldom come twice. */
    }
}

static bool are_comparable(const kbq *q, uint32_t a, uint32_t b)
{
    return els_kb_column_kind(q->kb, q->t, a) == els_kb_column_kind(q->kb, q->t, b) &&
           els_str_eq(q->table->columns[a].unit, q->table->columns[b].unit);
}

static void plan_columns_of_entity(kbq_planner *p, const kbq *q, kbq_query query, double base)
{
    uint32_t columns[KBQ_VALUE_COLUMNS];
    uint32_t n = kbq_best_columns(q, KBQ_VALUE, true, PAIR_COLUMNS, columns);
    bool is_symmetric = query.op == KBQ_OP_FALLING || query.op == KBQ_OP_ABS_CHANGE;
    for (uint32_t e = 0; e < q->n_entities; e++) {
        query.a = q->entities[e].row;
        for (uint32_t i = 0; i < n; i++) {
            for (uint32_t k = 0; k < n; k++) {
                query.value = columns[i];
                query.other = columns[k];
                part a = column_part(q, KBQ_VALUE, columns[i]);
                part b = column_part(q, KBQ_PROJECT, columns[k]);
                if (columns[i] != columns[k] && are_comparable(q, columns[i], columns[k]) &&
                    (columns[i] < columns[k] || !is_symmetric)) {
                    uint32_t own[KBQ_ORDER_OWN];
                    uint32_t n_own = kbq_order_own(q, query.op, columns[i], columns[k], own);
                    double order = els_session_score(q->session, own, n_own, NULL, 0);
                    try_plan(p, q, &query, q->entities[e].used, base,
                             q->entities[e].score + a.score + b.score + order,
                             a.prior + b.prior +
                                 kbq_order_prior(q, query.op, columns[i], columns[k]));
                }
            }
        }
    }
}

static void plan_entities(kbq_planner *p, const kbq *q, kbq_query query, double base)
{
    const kbq_op_info *op = &kbq_ops[query.op];
    uint32_t columns[KBQ_VALUE_COLUMNS];
    uint32_t n = kbq_best_columns(q, KBQ_VALUE, op->numeric,
                                  op->numeric ? NUMERIC_COLUMNS : KBQ_VALUE_COLUMNS, columns);
    bool is_pair = op->entities == 2;
    /* "b is less than a" says nothing but "a is more than b": one of the two will do. */
    bool is_symmetric = query.op == KBQ_OP_DISTANCE || query.op == KBQ_OP_SAME ||
                        query.op == KBQ_OP_MORE || query.op == KBQ_OP_LESS;
    uint32_t most = is_pair ? PAIR_ENTITIES : KBQ_MAX_ENTITIES;
    for (uint32_t i = 0; i < q->n_entities && i < most; i++) {
        for (uint32_t k = 0; k < (is_pair ? q->n_entities : 1) && k < most; k++) {
            if (is_pair && (i == k || (is_symmetric && i > k))) {
                continue;
            }
            kbq_used used = q->entities[i].used;
            double score = q->entities[i].score;
            query.a = q->entities[i].row;
            if (is_pair) {
                kbq_add_used(&used, q->entities[k].used);
                query.b = q->entities[k].row;
            }
            for (uint32_t c = 0; c < n; c++) {
                part value = column_part(q, KBQ_VALUE, columns[c]);
                query.value = columns[c];
                try_plan(p, q, &query, used, base, score + value.score, value.prior);
            }
        }
    }
}

els_str kbq_shape_of(const kbq *q, const kbq_query *query)
{
    kbq_nesting nesting = query->set ? query->set->nesting : KBQ_PLAIN;
    const char *name = kbq_ops[query->op].name;
    return nesting == KBQ_PLAIN
               ? els_str_of(name)
               : els_arena_printf(q->arena, "%s%s", name, kbq_nesting_names[nesting]);
}

static void weigh_op(kbq_planner *p, const kbq *q, kbq_op op, kbq_nesting nesting)
{
    uint64_t cross[KBQ_OP_CROSS];
    uint32_t n_cross = kbq_op_cross(op, nesting, cross);
    uint32_t column[KBQ_AGE_SENSES] = {0};
    for (uint32_t c = q->table->n_columns; c-- > 1 && nesting == KBQ_PLAIN;)
        column[kbq_age_of(q, c)] = c;
    column[KBQ_NO_AGE] = 0;
    for (uint32_t i = 0; i < KBQ_AGE_SENSES; i++) {
        if (i > 0 && column[i] == 0)
            continue; /* no query is of such a column */
        uint32_t spoken = kbq_spoken(q, op, column[i], nesting);
        uint32_t own[KBQ_CONCEPT_OWN + KBQ_WORDING_OWN];
        uint32_t n_own = kbq_concept_own(spoken, op, own);
        n_own += kbq_wording_own(q, op, own + n_own);
        p->op[nesting][i].prior =
            kbq_ops[op].prior + kbq_concept_prior(spoken, op) + kbq_wording_prior(q, op);
        p->op[nesting][i].score = els_session_score(q->session, own, n_own, cross, n_cross);
    }
}

static bool has_nesting(const kbq *q, kbq_nesting nesting)
{
    for (uint32_t s = 0; s < q->n_sets; s++)
        if (q->sets[s].nesting == nesting)
            return true;
    return false;
}

void kbq_plan_table(kbq_planner *p, const kbq *q)
{
    for (uint32_t o = 0; o < KBQ_OP_COUNT_; o++) {
        kbq_op op = (kbq_op)o;
        if (is_hopeless(p, op) || (kbq_ops[op].k && p->n_ranks == 0) ||
            (kbq_ops[op].given && q->reading->task->kb.len > 0) ||
            kbq_ops[op].entities > q->n_entities) {
            continue;
        }
        for (uint32_t i = 0; i < KBQ_NESTINGS; i++)
            if (i == KBQ_PLAIN || (kbq_ops[op].set && has_nesting(q, (kbq_nesting)i)))
                weigh_op(p, q, op, (kbq_nesting)i);
        kbq_query query = {.op = op};
        if (!kbq_ops[op].set) {
            els_str shape = kbq_shape_of(q, &query);
            if (els_session_wants(q->session, shape)) {
                double base = els_session_shape_score(q->session, shape);
                if (kbq_ops[op].second) {
                    plan_columns_of_entity(p, q, query, base);
                } else {
                    plan_entities(p, q, query, base);
                }
            }
            continue;
        }
        double bases[KBQ_MAX_SETS]; /* per set with a shape of its own; NaN: not wanted */
        for (uint32_t s = 0; s < q->n_sets; s++) {
            query.set = &q->sets[s];
            if (query.set->same_shape == s) {
                els_str shape = kbq_shape_of(q, &query);
                bases[s] = els_session_wants(q->session, shape)
                               ? els_session_shape_score(q->session, shape)
                               : NAN;
            }
            double base = bases[query.set->same_shape];
            if (!isnan(base)) {
                plan_set(p, q, query, base);
            }
        }
    }
}
