/* family_kb.c — the family "kb": queries over the tables of the task's knowledge base.
 *
 * A query is an operator, the columns it works on, a set of rows or entities, and a rank. The parts
 * are scored one by one, combined by their sums, and run best first. A query that leaves values or
 * amounts of the question unused says so in a feature and starts with a handicap. */
#include "family_kb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMERIC_COLUMNS = 8,
    PROJECT_COLUMNS = 6,
    PAIR_COLUMNS = 5,
    PAIR_ENTITIES = 3,
    MAX_RANKS = 4,
    RATED = 24, /* of the best plans */
};

typedef struct {
    const kbq *q;
    kbq_query query;
    kbq_used used;
    double score, prior;
    uint32_t order;
} plan;

typedef struct {
    uint32_t k;
    kbq_used used;
} rank_word;

typedef struct {
    els_session *session;
    const els_field_spec *field;
    bool is_yes_no;
    els_str yes, no;
    rank_word ranks[MAX_RANKS];
    uint32_t n_ranks;
    bool is_ordinal; /* the question has a word such as "third" */
    plan *plans;     /* a heap with the weakest on top */
    uint32_t n_plans, n_tried;
    struct {
        double prior, score;
    } op[KBQ_NESTINGS][KBQ_AGE_SENSES]; /* the operator and the question's wording, by the sort of
                                           set and of column */
} planner;

/* What a set that asks another table adds to a shape. */
static const char *const nestings[KBQ_NESTINGS] = {"", " of argmax(_)", " of argmin(_)"};

/* ---- ranks ---- */

static void find_ranks(planner *p, const kbq *q)
{
    static const char *const ordinals[] = {"first", "second",  "third",  "fourth", "fifth",
                                           "sixth", "seventh", "eighth", "ninth",  "tenth"};
    const els_reading *reading = q->reading;
    for (uint32_t i = 0; i < reading->n_numbers && p->n_ranks < MAX_RANKS; i++) {
        double value = reading->numbers[i].value;
        kbq_used used = kbq_used_number(q, i);
        if (!reading->numbers[i].in_context && used.amounts && value >= 1 && value <= 100 &&
            value == floor(value)) {
            p->ranks[p->n_ranks++] = (rank_word){(uint32_t)value, used};
        }
    }
    for (uint32_t i = 0; i < reading->n_question_tokens && p->n_ranks < MAX_RANKS; i++) {
        for (uint32_t k = 0; k < 10; k++) {
            if (els_str_is(reading->tokens[i].lower, ordinals[k]) ||
                (els_str_starts(reading->tokens[i].lower, els_str_of(ordinals[k])) &&
                 reading->tokens[i].lower.ptr[strlen(ordinals[k])] == '-')) {
                p->ranks[p->n_ranks++] = (rank_word){.k = k + 1};
                p->is_ordinal = p->is_ordinal || k > 0;
                break;
            }
        }
    }
}

/* ---- plans ---- */

static bool accepts(const planner *p, kbq_result result)
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
static bool is_hopeless(const planner *p, kbq_op op)
{
    kbq_result result = kbq_ops[op].result;
    return result != KBQ_OF_COLUMN && !accepts(p, result);
}

static bool is_weaker(const plan *a, const plan *b)
{
    return a->score < b->score || (a->score == b->score && a->order > b->order);
}

static void sift_down(plan *heap, uint32_t n, uint32_t at)
{
    for (uint32_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        if (child + 1 < n && is_weaker(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!is_weaker(&heap[child], &heap[at])) {
            return;
        }
        plan swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
        at = child;
    }
}

static void keep_plan(planner *p, const plan *fresh)
{
    if (p->n_plans == KBQ_MAX_PLANS) {
        if (is_weaker(&p->plans[0], fresh)) {
            p->plans[0] = *fresh;
            sift_down(p->plans, p->n_plans, 0);
        }
        return;
    }
    uint32_t at = p->n_plans++;
    p->plans[at] = *fresh;
    while (at > 0 && is_weaker(&p->plans[at], &p->plans[(at - 1) / 2])) {
        plan swap = p->plans[at];
        p->plans[at] = p->plans[(at - 1) / 2];
        p->plans[(at - 1) / 2] = swap;
        at = (at - 1) / 2;
    }
}

/* Operator and set as chosen; `score` and `prior` are of the columns, entities and ranks. */
static void try_plan(planner *p, const kbq *q, const kbq_query *query, kbq_used used, double base,
                     double score, double prior)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    if (!accepts(p, kbq_result_of(q, query))) {
        return;
    }
    kbq_nesting nesting = query->set ? query->set->nesting : KBQ_PLAIN;
    kbq_age_sense sense =
        op->value && nesting == KBQ_PLAIN ? kbq_age_of(q, query->value) : KBQ_NO_AGE;
    prior += p->op[nesting][sense].prior;
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
    plan fresh = {.q = q,
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

static void plan_hops(planner *p, const kbq *q, kbq_query query, kbq_used used, double base,
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

/* The set is chosen; columns, ranks and an entity are left. */
static void plan_set(planner *p, const kbq *q, kbq_query query, double base)
{
    const kbq_op_info *op = &kbq_ops[query.op];
    kbq_used used = query.set->used;
    if ((query.op == KBQ_OP_SATISFIES || query.op == KBQ_OP_ANY) && is_choice_only(query.set)) {
        return; /* true whatever the table holds */
    }
    if (query.op == KBQ_OP_SATISFIES) {
        for (uint32_t i = 0; i < q->n_entities && query.set->n_filters > 0; i++) {
            kbq_used with = used;
            if (q->entities[i].used.spans & used.spans) {
                continue; /* of course it satisfies a condition on itself */
            }
            kbq_add_used(&with, q->entities[i].used);
            query.a = q->entities[i].row;
            try_plan(p, q, &query, with, base, q->entities[i].score, 0);
        }
        return;
    }
    bool single = query.op == KBQ_OP_ONLY || query.op == KBQ_OP_PROJECT_ONLY;
    bool many = query.op != KBQ_OP_COUNT && query.op != KBQ_OP_ANY;
    if ((single && query.set->count != 1) || (many && query.set->count == 0)) {
        return;
    }
    if (!op->value) {
        try_plan(p, q, &query, used, base, 0, 0);
        return;
    }
    uint32_t columns[KBQ_VALUE_COLUMNS];
    uint32_t n = kbq_best_columns(q, KBQ_VALUE, op->numeric,
                                  op->numeric ? NUMERIC_COLUMNS : KBQ_VALUE_COLUMNS, columns);
    uint32_t projections[KBQ_VALUE_COLUMNS];
    uint32_t n_projections =
        op->project ? kbq_best_columns(q, KBQ_PROJECT, false, PROJECT_COLUMNS, projections) : 0;
    bool is_tally =
        query.op == KBQ_OP_VALUES || query.op == KBQ_OP_DISTINCT || query.op == KBQ_OP_MODE;
    for (uint32_t i = 0; i < n; i++) {
        query.value = columns[i];
        els_kb_kind kind = els_kb_column_kind(q->kb, q->t, query.value);
        if (is_tally && kind != ELS_KB_TEXT && kind != ELS_KB_LIST) {
            continue; /* measured values seldom come twice */
        }
        part value = column_part(q, KBQ_VALUE, query.value);
        if (query.op == KBQ_OP_HOP_MAX || query.op == KBQ_OP_HOP_MIN) {
            plan_hops(p, q, query, used, base, value);
        } else if (op->project) {
            for (uint32_t k = 0; k < n_projections; k++) {
                query.other = projections[k];
                part other = column_part(q, KBQ_PROJECT, query.other);
                if (query.other != query.value) {
                    try_plan(p, q, &query, used, base, value.score + other.score,
                             value.prior + other.prior);
                }
            }
        } else if (op->k) {
            for (uint32_t k = 0; k < p->n_ranks; k++) {
                kbq_used with = used;
                kbq_add_used(&with, p->ranks[k].used);
                query.k = p->ranks[k].k;
                if (query.k <= query.set->count && !(used.amounts & p->ranks[k].used.amounts)) {
                    try_plan(p, q, &query, with, base, value.score, value.prior);
                }
            }
        } else {
            try_plan(p, q, &query, used, base, value.score, value.prior);
        }
    }
}

static bool are_comparable(const kbq *q, uint32_t a, uint32_t b)
{
    return els_kb_column_kind(q->kb, q->t, a) == els_kb_column_kind(q->kb, q->t, b) &&
           els_str_eq(q->table->columns[a].unit, q->table->columns[b].unit);
}

static void plan_columns_of_entity(planner *p, const kbq *q, kbq_query query, double base)
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

static void plan_entities(planner *p, const kbq *q, kbq_query query, double base)
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

/* The operator alone, and whether its rows are those of another table's greatest or least: which
 * rows else it is asked about shows in the mentions, not in the wording. */
static els_str shape_of(const kbq *q, const kbq_query *query)
{
    kbq_nesting nesting = query->set ? query->set->nesting : KBQ_PLAIN;
    const char *name = kbq_ops[query->op].name;
    return nesting == KBQ_PLAIN ? els_str_of(name)
                                : els_arena_printf(q->arena, "%s%s", name, nestings[nesting]);
}

static void weigh_op(planner *p, const kbq *q, kbq_op op, kbq_nesting nesting)
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

static void plan_table(planner *p, const kbq *q)
{
    for (uint32_t o = 0; o < KBQ_OP_COUNT_; o++) {
        kbq_op op = (kbq_op)o;
        if (is_hopeless(p, op) || (kbq_ops[op].k && p->n_ranks == 0) ||
            kbq_ops[op].entities > q->n_entities) {
            continue;
        }
        for (uint32_t i = 0; i < KBQ_NESTINGS; i++)
            if (i == KBQ_PLAIN || (kbq_ops[op].set && has_nesting(q, (kbq_nesting)i)))
                weigh_op(p, q, op, (kbq_nesting)i);
        kbq_query query = {.op = op};
        if (!kbq_ops[op].set) {
            els_str shape = shape_of(q, &query);
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
                els_str shape = shape_of(q, &query);
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

/* ---- offers ---- */

/* The answer as the field wants it: yes and no, and other values, as the choices write them. */
static bool fit_answer(const planner *p, kbq_result result, els_str *answer)
{
    if (result == KBQ_BOOL) {
        *answer = els_str_eq(*answer, ELS_STR("yes")) ? p->yes : p->no;
        return true;
    }
    if (!els_str_eq(p->field->type, ELS_STR("enum"))) {
        return true;
    }
    for (uint32_t i = 0; i < p->field->n_choices; i++) {
        if (els_str_ieq(p->field->choices[i], *answer)) {
            *answer = p->field->choices[i];
            return true;
        }
    }
    return false;
}

/* Without its arguments and its answer. */
static els_offer offer_of(const plan *chosen, uint32_t own[KBQ_OFFER_OWN],
                          uint64_t cross[KBQ_OFFER_CROSS])
{
    return (els_offer){.shape = shape_of(chosen->q, &chosen->query),
                       .prior = chosen->prior,
                       .own = own,
                       .n_own = kbq_offer_own(chosen->q, &chosen->query, chosen->used, own),
                       .cross = cross,
                       .n_cross = kbq_offer_cross(chosen->q, &chosen->query, cross)};
}

static bool run_plan(planner *p, const plan *chosen)
{
    els_str answer;
    if (!els_session_spend(p->session, 1)) {
        return false;
    }
    if (!kbq_evaluate(chosen->q, &chosen->query, &answer) ||
        !fit_answer(p, kbq_result_of(chosen->q, &chosen->query), &answer)) {
        return true;
    }
    uint32_t own[KBQ_OFFER_OWN];
    uint64_t cross[KBQ_OFFER_CROSS];
    els_offer offer = offer_of(chosen, own, cross);
    offer.args = els_str_sub(kbq_args_of(chosen->q, &chosen->query), 0, 512);
    offer.answer = answer;
    els_session_offer(p->session, &offer);
    return true;
}

static int by_score(const void *a, const void *b)
{
    const plan *x = a;
    const plan *y = b;
    return is_weaker(x, y) - is_weaker(y, x);
}

/* The sum of its parts only nears what a whole program is worth: the best are put in the order of
 * that. */
static void rate_best(planner *p)
{
    uint32_t n = p->n_plans < RATED ? p->n_plans : RATED;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t own[KBQ_OFFER_OWN];
        uint64_t cross[KBQ_OFFER_CROSS];
        els_offer offer = offer_of(&p->plans[i], own, cross);
        p->plans[i].score = els_session_rate(p->session, &offer);
    }
    qsort(p->plans, n, sizeof *p->plans, by_score);
}

static void find_yes_no(planner *p)
{
    static const char *const pairs[][2] = {{"yes", "no"}, {"true", "false"}};
    p->yes = ELS_STR("yes");
    p->no = ELS_STR("no");
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t found = 0;
        for (uint32_t i = 0; i < p->field->n_choices; i++) {
            els_str choice = p->field->choices[i];
            if (els_str_ieq(choice, els_str_of(pairs[k][0]))) {
                p->yes = choice;
                found |= 1;
            } else if (els_str_ieq(choice, els_str_of(pairs[k][1]))) {
                p->no = choice;
                found |= 2;
            }
        }
        if (found == 3) {
            p->is_yes_no = true;
            return;
        }
    }
}

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    return reading->kb && els_kb_index_kb(reading->kb)->n_tables > 0;
}

typedef struct {
    kbq *view[KBQ_MAX_TABLES];
    uint32_t n;
} table_views;

/* The tables that the text speaks of, made ready once for all sessions on the field. */
static const table_views *views_of(els_session *session)
{
    void **kept = els_session_kept(session);
    if (*kept) {
        table_views *ready = *kept;
        for (uint32_t i = 0; i < ready->n; i++)
            ready->view[i]->session = session;
        return ready;
    }
    uint32_t tables[KBQ_MAX_TABLES];
    const kbq_heard *heard = kbq_hear(session);
    uint32_t n_tables = kbq_choose_tables(els_session_reading(session), heard, tables);
    els_rng rng = els_session_rng(session, els_hash_str(ELS_STR("kb")));
    table_views *views = ELS_ARENA_NEW(els_session_arena(session), table_views, 1);
    for (uint32_t i = 0; i < n_tables; i++) {
        kbq *q = kbq_new(session, tables[i], heard, els_rng_u64(&rng));
        if (q)
            views->view[views->n++] = q;
    }
    for (uint32_t i = 0; i < views->n; i++) {
        bool is_nested = false;
        for (uint32_t k = 0; k < views->n; k++)
            is_nested = kbq_add_nested(views->view[i], views->view[k]) || is_nested;
        if (is_nested)
            kbq_make_sets(views->view[i]);
    }
    *kept = views;
    return views;
}

static void propose(els_session *session)
{
    planner p = {.session = session,
                 .field = els_session_field(session),
                 .plans = ELS_ARENA_NEW(els_session_arena(session), plan, KBQ_MAX_PLANS)};
    find_yes_no(&p);
    const table_views *views = views_of(session);
    for (uint32_t i = 0; i < views->n; i++) {
        if (p.n_ranks == 0) {
            find_ranks(&p, views->view[i]);
        }
        plan_table(&p, views->view[i]);
    }
    if (p.n_plans > 1) {
        qsort(p.plans, p.n_plans, sizeof *p.plans, by_score);
        rate_best(&p);
    }
    for (uint32_t i = 0; i < p.n_plans; i++) {
        if (!run_plan(&p, &p.plans[i])) {
            return;
        }
    }
}

static double hint(const els_session *session, els_str shape)
{
    uint32_t concepts = els_session_reading(session)->concepts;
    const uint32_t most[KBQ_NESTINGS] = {0, ELS_CONCEPT_MAX, ELS_CONCEPT_MIN};
    for (uint32_t o = 0; o < KBQ_OP_COUNT_; o++) {
        els_str name = els_str_of(kbq_ops[o].name);
        if (!els_str_starts(shape, name))
            continue;
        els_str rest = els_str_sub(shape, name.len, shape.len);
        if (rest.len == 0)
            return kbq_concept_prior(concepts, (kbq_op)o);
        for (uint32_t i = KBQ_OF_MOST; i < KBQ_NESTINGS; i++)
            if (els_str_is(rest, nestings[i]))
                return kbq_concept_prior(concepts & ~(most[KBQ_OF_MOST] | most[KBQ_OF_LEAST]),
                                         (kbq_op)o) +
                       (concepts & most[i] ? 1 : -1);
    }
    return 0;
}

const els_family els_family_kb = {
    .name = "kb", .applies = applies, .propose = propose, .hint = hint};
