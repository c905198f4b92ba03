/* family_kb_parts.c — what the operators of queries have in common, and how a query is written. */
#include "family_kb.h"

static uint64_t op_key(kbq_op op)
{
    return els_hash_pair(els_hash_str(ELS_STR("kb.op")),
                         els_hash_str(els_str_of(kbq_ops[op].name)));
}

/* Operators have traits in common, such as looking for the greatest or rounding: what words say of
 * one they say of its kin. */
uint32_t kbq_op_cross(kbq_op op, kbq_nesting nesting, uint64_t cross[KBQ_OP_CROSS])
{
    const uint64_t trait = els_hash_str(ELS_STR("kb.trait"));
    uint32_t n = 0;
    cross[n++] = op_key(op);
    for (uint32_t left = kbq_ops[op].traits & ~(uint32_t)KBQ_CHANGE; left && n < KBQ_OP_CROSS;
         left &= left - 1)
        cross[n++] = els_hash_pair(trait, 1 + (uint64_t)__builtin_ctz(left));
    for (uint32_t i = 0; i < n && nesting != KBQ_PLAIN; i++)
        cross[i] = els_hash_pair(cross[i], (uint64_t)nesting);
    return n;
}

/* Comparisons mostly belong to conditions; of a change, words say as well which way it went. */
static uint32_t unheard(uint32_t spoken, kbq_op op)
{
    uint32_t heard = kbq_ops[op].concepts | ELS_CONCEPT_MORE | ELS_CONCEPT_LESS;
    if (heard & ELS_CONCEPT_CHANGE)
        heard |= ELS_CONCEPT_UP | ELS_CONCEPT_DOWN | ELS_CONCEPT_DIFFERENCE;
    return spoken & ~heard;
}

static uint32_t unsaid(uint32_t spoken, kbq_op op)
{
    uint32_t said = spoken;
    if (said & (ELS_CONCEPT_UP | ELS_CONCEPT_DOWN))
        said |= ELS_CONCEPT_CHANGE;
    return kbq_ops[op].concepts & ~said;
}

uint32_t kbq_concept_own(uint32_t spoken, kbq_op op, uint32_t own[KBQ_CONCEPT_OWN])
{
    uint32_t said = kbq_ops[op].concepts & ~unsaid(spoken, op), n = 0;
    own[n++] = els_feature("kb.said", (uint64_t)__builtin_popcount(said), 0, 0);
    own[n++] = els_feature("kb.unsaid", (uint64_t)__builtin_popcount(unsaid(spoken, op)), 0, 0);
    own[n++] = els_feature("kb.unheard", (uint64_t)__builtin_popcount(unheard(spoken, op)), 0, 0);
    for (uint32_t left = unheard(spoken, op); left && n < KBQ_CONCEPT_OWN; left &= left - 1)
        own[n++] = els_feature("kb.unheard_is", left & -left, 0, 0);
    return n;
}

double kbq_concept_prior(uint32_t spoken, kbq_op op)
{
    int said = __builtin_popcount(kbq_ops[op].concepts & ~unsaid(spoken, op));
    return 1.0 * said - 0.4 * __builtin_popcount(unsaid(spoken, op)) -
           0.4 * __builtin_popcount(unheard(spoken, op));
}

els_str kbq_args_of(const kbq *q, const kbq_query *query)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    const els_kb_column *columns = q->table->columns;
    els_arena *arena = q->arena;
    els_str args = els_arena_copy(arena, q->table->name);
    if (op->value) {
        args = els_arena_printf(arena, ELS_STR_FMT "; " ELS_STR_FMT, ELS_STR_ARG(args),
                                ELS_STR_ARG(columns[query->value].name));
    }
    if (query->hop > 0) {
        int32_t target = els_kb_column_refers(q->kb, q->t, query->hop);
        columns = els_kb_index_kb(q->kb)->tables[target].columns;
        args = els_arena_printf(arena, ELS_STR_FMT "; " ELS_STR_FMT, ELS_STR_ARG(args),
                                ELS_STR_ARG(q->table->columns[query->hop].name));
    }
    if (op->project || op->second) {
        args = els_arena_printf(arena, ELS_STR_FMT "; " ELS_STR_FMT, ELS_STR_ARG(args),
                                ELS_STR_ARG(columns[query->other].name));
    }
    if (op->k) {
        args = els_arena_printf(arena, ELS_STR_FMT "; %u", ELS_STR_ARG(args), query->k);
    }
    if (op->entities > 0) {
        args = els_arena_printf(arena, ELS_STR_FMT "; " ELS_STR_FMT, ELS_STR_ARG(args),
                                ELS_STR_ARG(els_kb_cell(q->kb, q->t, query->a, 0)));
    }
    if (op->entities > 1) {
        args = els_arena_printf(arena, ELS_STR_FMT "; " ELS_STR_FMT, ELS_STR_ARG(args),
                                ELS_STR_ARG(els_kb_cell(q->kb, q->t, query->b, 0)));
    }
    for (uint32_t i = 0; query->set && i < query->set->n_filters; i++) {
        args = els_arena_printf(arena, ELS_STR_FMT "; " ELS_STR_FMT, ELS_STR_ARG(args),
                                ELS_STR_ARG(query->set->filters[i]->args));
    }
    return args;
}
