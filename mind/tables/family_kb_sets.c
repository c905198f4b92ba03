/* family_kb_sets.c — sets of rows: up to three conditions together, the likeliest ones kept. */
#include "family_kb.h"

#include <string.h>

static int bits(kbq_used used)
{
    return __builtin_popcountll(used.spans) + __builtin_popcountll(used.amounts);
}

/* What the set leaves unused counts against it already here, but for entities: other holes of the
 * query may take those. */
static double standing(const kbq *q, const kbq_set *set)
{
    kbq_used left = {.spans = q->asked.spans & ~set->used.spans & ~q->aside,
                     .amounts = q->asked.amounts & ~set->used.amounts};
    for (uint32_t i = 0; i < q->n_entities; i++) {
        left.spans &= ~q->entities[i].used.spans;
    }
    return set->score - bits(left) - (set->count == 0 ? 2 : 0);
}

static void keep_set(kbq *q, const kbq_set *set)
{
    double score = standing(q, set);
    uint32_t at = q->n_sets < KBQ_MAX_SETS ? q->n_sets++ : KBQ_MAX_SETS;
    /* Place 0 is for all rows: it always stays. */
    while (at > 1 && score > standing(q, &q->sets[at - 1])) {
        if (at < KBQ_MAX_SETS) {
            q->sets[at] = q->sets[at - 1];
        }
        at--;
    }
    if (at < KBQ_MAX_SETS) {
        q->sets[at] = *set;
    }
}

/* The set with one filter more; false when the two use the same words. */
static bool extend_set(const kbq *q, const kbq_set *set, const kbq_filter *filter, kbq_set *ret)
{
    if ((set->used.spans & filter->used.spans) || (set->used.amounts & filter->used.amounts)) {
        return false;
    }
    for (uint32_t i = 0; i < set->n_filters && filter->is_nested; i++) {
        if (set->filters[i]->is_nested) {
            return false; /* the greatest is said once */
        }
    }
    *ret = *set;
    ret->filters[ret->n_filters++] = filter;
    ret->rows = ELS_ARENA_NEW(q->arena, uint64_t, q->words);
    ret->count = 0;
    for (uint32_t w = 0; w < q->words; w++) {
        ret->rows[w] = set->rows[w] & filter->rows[w];
        ret->count += (uint32_t)__builtin_popcountll(ret->rows[w]);
    }
    if (filter->is_nested)
        ret->nesting = filter->is_most ? KBQ_OF_MOST : KBQ_OF_LEAST;
    kbq_add_used(&ret->used, filter->used);
    ret->score += filter->score - 0.2;
    ret->prior += filter->prior - 0.2;
    return true;
}

static void name_set(kbq *q, kbq_set *set)
{
    /* Signs in one order, so that "a=b and c>d" and "c>d and a=b" are one shape. */
    for (uint32_t i = 1; i < set->n_filters; i++) {
        for (uint32_t k = i; k > 0 && strcmp(set->filters[k]->sign, set->filters[k - 1]->sign) > 0;
             k--) {
            const kbq_filter *swap = set->filters[k];
            set->filters[k] = set->filters[k - 1];
            set->filters[k - 1] = swap;
        }
    }
    for (uint32_t i = 0; i < set->n_filters; i++) {
        set->shape = els_arena_printf(q->arena, ELS_STR_FMT "%s%s", ELS_STR_ARG(set->shape),
                                      i == 0 ? " where(" : ",", set->filters[i]->sign);
    }
    if (set->n_filters > 0) {
        set->shape = els_arena_printf(q->arena, ELS_STR_FMT ")", ELS_STR_ARG(set->shape));
    }
}

/* Best filters first; equal ones in the order they were found. */
static uint32_t top_filters(const kbq *q, const kbq_filter *top[KBQ_TOP_FILTERS])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < q->n_filters; i++) {
        const kbq_filter *filter = &q->filters[i];
        uint32_t at = n < KBQ_TOP_FILTERS ? n++ : KBQ_TOP_FILTERS;
        while (at > 0 && filter->score > top[at - 1]->score) {
            if (at < KBQ_TOP_FILTERS) {
                top[at] = top[at - 1];
            }
            at--;
        }
        if (at < KBQ_TOP_FILTERS) {
            top[at] = filter;
        }
    }
    return n;
}

void kbq_make_sets(kbq *q)
{
    kbq_set all = {.rows = ELS_ARENA_NEW(q->arena, uint64_t, q->words), .count = q->rows};
    for (uint32_t r = 0; r < q->rows; r++) {
        kbq_set_row(all.rows, r);
    }
    q->sets[0] = all;
    q->n_sets = 1;
    const kbq_filter *top[KBQ_TOP_FILTERS];
    uint32_t n = top_filters(q, top);
    for (uint32_t i = 0; i < q->n_filters; i++) {
        kbq_set one;
        if (extend_set(q, &all, &q->filters[i], &one)) {
            keep_set(q, &one);
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        kbq_set one;
        if (!extend_set(q, &all, top[i], &one)) {
            continue;
        }
        for (uint32_t k = i + 1; k < n; k++) {
            kbq_set two;
            if (!extend_set(q, &one, top[k], &two)) {
                continue;
            }
            keep_set(q, &two);
            for (uint32_t m = k + 1; m < n; m++) {
                kbq_set three;
                if (extend_set(q, &two, top[m], &three)) {
                    keep_set(q, &three);
                }
            }
        }
    }
    for (uint32_t i = 0; i < q->n_sets; i++) {
        name_set(q, &q->sets[i]);
        uint32_t same = 0;
        while (!els_str_eq(q->sets[same].shape, q->sets[i].shape)) {
            same++;
        }
        q->sets[i].same_shape = same;
    }
}
