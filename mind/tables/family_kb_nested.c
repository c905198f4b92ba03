/* family_kb_nested.c — a query within a condition: rows whose column names the entity of another
 * table that is greatest or least there ("who leads the largest firm in Asia"). */
#include "family_kb.h"

enum { VALUES = 3, SETS = 6 };

#define REUSED 1.0 /* nats: a column that a condition is about is seldom ranked by as well */

typedef struct {
    kbq *q;             /* the table whose rows are chosen */
    const kbq *by;      /* the table that the column names entities of */
    uint32_t column;    /* of q */
    kbq_op op;          /* greatest or least */
    uint32_t value;     /* column of `by` */
    const kbq_set *set; /* rows of `by` among which it is so */
} nested;

/* Entity of the row with the extreme value; false when no row of the set has a number there. */
static bool extreme_row(const nested *n, uint32_t *ret_row)
{
    const double *numbers = els_kb_column_numbers(n->by->kb, n->by->t, n->value);
    bool found = false;
    for (uint32_t r = 0; r < n->by->rows; r++) {
        if (!kbq_has_row(n->set->rows, r) || numbers[r] != numbers[r])
            continue;
        double ahead = found ? numbers[r] - numbers[*ret_row] : 0;
        if (!found || (n->op == KBQ_OP_ARGMAX ? ahead > 0 : ahead < 0))
            *ret_row = r;
        found = true;
    }
    return found;
}

static void add_extreme(const nested *n)
{
    kbq *q = n->q;
    bool most = n->op == KBQ_OP_ARGMAX;
    uint32_t row = 0;
    kbq_filter *filter =
        extreme_row(n, &row) ? kbq_filter_new(q, most ? "_=argmax(_)" : "_=argmin(_)") : NULL;
    if (!filter)
        return;
    els_str entity = els_kb_cell(n->by->kb, n->by->t, row, 0);
    uint64_t key = els_kb_value_key(entity);
    for (uint32_t r = 0; r < q->rows; r++)
        if (els_kb_cell_has(q->kb, q->t, r, n->column, key))
            kbq_set_row(filter->rows, r);
    const els_kb_column *value = &n->by->table->columns[n->value];
    uint32_t spoken = kbq_spoken(n->by, n->op, n->value, KBQ_PLAIN);
    filter->used = n->set->used;
    filter->used.amounts |= n->by->named[n->value];
    kbq_add_used(&filter->used, kbq_used_name(q, value->name));
    kbq_add_used(&filter->used, kbq_used_column(q, n->column));
    filter->column = n->column;
    filter->prior = n->set->prior + kbq_overlap_prior(n->by, n->value) +
                    kbq_concept_prior(spoken, n->op) + kbq_wording_prior(q, n->op) - 0.6;
    filter->is_nested = true;
    filter->is_most = most;
    kbq_sought ranked = kbq_focus_of(&q->heard->rank, n->by->t, n->value);
    filter->prior += kbq_focus_prior(ranked);
    kbq_filter_own(filter, els_feature("kb.nested_ranked", ranked, 0, 0));
    for (uint32_t i = 0; i < n->set->n_filters; i++)
        filter->prior -= n->set->filters[i]->column == n->value ? REUSED : 0;
    uint64_t cross[KBQ_OP_CROSS];
    (void)kbq_op_cross(n->op, KBQ_PLAIN, cross);
    filter->cross = cross[0];
    uint32_t own[KBQ_COLUMN_OWN + KBQ_CONCEPT_OWN];
    uint32_t n_own = kbq_concept_own(spoken, n->op, own);
    n_own += kbq_column_own(n->by, KBQ_VALUE, n->value, own + n_own);
    kbq_filter_own(filter, els_feature("kb.nested", most, 0, 0));
    for (uint32_t i = 0; i < n_own; i++)
        kbq_filter_own(filter, own[i]);
    filter->args = els_arena_printf(q->arena, ELS_STR_FMT "=%s " ELS_STR_FMT,
                                    ELS_STR_ARG(q->table->columns[n->column].name),
                                    most ? "greatest" : "least", ELS_STR_ARG(value->name));
    for (uint32_t i = 0; i < n->set->n_filters; i++) {
        const kbq_filter *inner = n->set->filters[i];
        filter->args = els_arena_printf(q->arena, ELS_STR_FMT " " ELS_STR_FMT,
                                        ELS_STR_ARG(filter->args), ELS_STR_ARG(inner->args));
        for (uint32_t k = 0; k < inner->n_own; k++)
            kbq_filter_own(filter, inner->own[k]);
    }
    kbq_filter_done(q, filter);
}

bool kbq_add_nested(kbq *q, const kbq *by)
{
    uint32_t before = q->n_filters, values[KBQ_VALUE_COLUMNS];
    if (by->t == q->t ||
        (!(q->reading->concepts & (ELS_CONCEPT_MAX | ELS_CONCEPT_MIN)) && !q->wording.is_eldest))
        return false;
    uint32_t n_values = kbq_best_columns(by, KBQ_VALUE, true, VALUES, values);
    for (uint32_t c = 1; c < q->table->n_columns; c++) {
        if (els_kb_column_refers(q->kb, q->t, c) != (int32_t)by->t)
            continue;
        for (uint32_t s = 0; s < by->n_sets && s < SETS; s++)
            for (uint32_t v = 0; v < n_values; v++) {
                nested n = {.q = q, .by = by, .column = c, .value = values[v], .set = &by->sets[s]};
                n.op = KBQ_OP_ARGMAX;
                add_extreme(&n);
                n.op = KBQ_OP_ARGMIN;
                add_extreme(&n);
            }
    }
    return q->n_filters > before;
}
