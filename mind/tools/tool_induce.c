/* tool_induce.c — the search: ways to look at the inputs, from the plainest on. */
#include "induce_view.h"

#include <string.h>

static bool holds(const els_list_value *list, int64_t value)
{
    for (uint32_t k = 0; k < list->n; k++)
        if (list->items[k] == value)
            return true;
    return false;
}

static bool is_suggested(const induce_lists *in, int64_t value)
{
    for (uint32_t c = 0; c < in->n_constants; c++)
        if (in->constants[c] == value)
            return true;
    return false;
}

/* In how many outputs it is. */
static uint32_t count_outputs(const els_list_problem *problem, int64_t value)
{
    uint32_t n = 0;
    for (uint32_t e = 0; e < problem->n_examples; e++)
        n += holds(&problem->outputs[e], value);
    return n;
}

/* Values that come up in all outputs, or in all but a few, most often met first. */
static void suggest_constants(const els_list_problem *problem, induce_lists *in)
{
    for (uint32_t need = problem->n_examples; need >= 2 && need + 4 > problem->n_examples; need--)
        for (uint32_t i = 0; i < problem->n_examples; i++)
            for (uint32_t k = 0; k < problem->outputs[i].n; k++) {
                const int64_t value = problem->outputs[i].items[k];
                if (in->n_constants < INDUCE_CONSTANTS && !is_suggested(in, value) &&
                    count_outputs(problem, value) >= need)
                    in->constants[in->n_constants++] = value;
            }
}

static void run_forms(induce_view *v)
{
    induce_form_slice(v, false);
    induce_form_slice(v, true);
    induce_form_sorted(v);
    induce_form_each(v);
    induce_form_sometimes(v);
    induce_form_repeated(v);
    induce_form_joined(v);
    induce_form_cases(v);
    induce_form_built(v);
}

/* The outputs without an item in front, at the end, or both, which the whole list gives. */
static void strip_and_run(induce_view *v, uint32_t front, uint32_t back)
{
    els_list_value full[ELS_LIST_MAX_EXAMPLES];
    int64_t want[ELS_LIST_MAX_EXAMPLES];
    uint32_t cost = 0;
    bool ok = true, is_empty = true;
    memcpy(full, v->out, sizeof full);
    for (uint32_t e = 0; e < v->in.n_examples; e++) {
        ok = ok && v->out[e].n >= front + back;
        is_empty = is_empty && v->out[e].n == front + back;
    }
    for (uint32_t s = 0; s < front + back && ok; s++) {
        for (uint32_t e = 0; e < v->in.n_examples; e++)
            want[e] = s < front ? full[e].items[s] : full[e].items[full[e].n - back + s - front];
        induce_fit *fit = &v->strip[s < front ? s : INDUCE_PARTS_MAX + s - front];
        const uint32_t limit = induce_limit(v);
        ok = cost + 3 < limit &&
             induce_match_whole(v, want, NULL, is_empty ? INDUCE_PAIRS : INDUCE_PLAIN, limit - cost,
                                fit);
        cost += ok ? fit->cost + 1 : 0;
    }
    if (!ok)
        return;
    const uint32_t base = v->base_cost;
    const induce_effort effort = v->effort;
    v->base_cost += cost;
    v->front = front;
    v->back = back;
    v->effort = INDUCE_PLAIN;
    for (uint32_t e = 0; e < v->in.n_examples; e++)
        v->out[e] = (els_list_value){full[e].items + front, full[e].n - front - back, false};
    if (is_empty) {
        els_buf text = {0};
        induce_record(v, NULL, 0, 0, false, &text);
    } else {
        induce_form_each(v);
        induce_form_slice(v, false);
        induce_form_sorted(v);
    }
    v->base_cost = base;
    v->front = v->back = 0;
    v->effort = effort;
    memcpy(v->out, full, sizeof full);
}

/* A way of looking and a size of language. */
typedef struct {
    uint32_t known, cost; /* the list looked at, and what that costs */
    uint32_t term_cost, cap_terms;
    uint32_t n_compared; /* expressions that are compared with each other */
    induce_effort effort;
} induce_round;

static void run_view(induction *all, const induce_lists *in, const induce_round *round)
{
    const els_list_problem *problem = all->problem;
    induce_view *v = ELS_ARENA_NEW(&all->scratch, induce_view, 1);
    uint32_t length[INDUCE_LISTS];
    bool is_scalar = true;
    v->all = all;
    v->in = *in;
    v->base_cost = round->cost;
    v->effort = round->effort;
    v->name = induce_known_names[round->known];
    for (uint32_t e = 0; e <= in->n_examples; e++) {
        v->in.lists[e] = induce_known_list(&all->scratch, &in->lists[e], round->known);
        length[e] = v->in.lists[e].n;
    }
    for (uint32_t e = 0; e < in->n_examples; e++) {
        v->out[e] = problem->outputs[e];
        is_scalar = is_scalar && v->out[e].n == 1;
    }
    if (!induce_bank_places(&v->places, &all->scratch, &all->meter, &v->in, length,
                            round->cap_terms))
        return;
    const uint32_t test_cost = round->term_cost + 4, cap_tests = 32 * round->n_compared;
    induce_bank_grow(&v->places, round->term_cost);
    induce_bank_test(&v->places, test_cost, round->n_compared, cap_tests);
    induce_bank_wholes(&v->wholes, &all->scratch, &all->meter, &v->in, &v->places,
                       round->cap_terms);
    induce_bank_grow(&v->wholes, round->term_cost);
    induce_bank_test(&v->wholes, test_cost, round->n_compared, cap_tests);
    if (is_scalar) {
        induce_form_number(v);
        if (v->out[0].is_number)
            return;
    }
    run_forms(v);
    for (uint32_t front = 0; front <= 2; front++)
        for (uint32_t back = 0; front + back <= 2; back++)
            if (front + back > 0 && !all->meter.is_over)
                strip_and_run(v, front, back);
}

uint32_t els_list_induce(els_arena *arena, const els_list_problem *problem,
                         const els_list_host *host, els_induced *programs)
{
    static const induce_round rounds[] = {
        {0, 0, 2, 150, 30, INDUCE_PAIRS},   {2, 1, 2, 100, 20, INDUCE_PLAIN},
        {3, 2, 2, 100, 20, INDUCE_PLAIN},   {1, 1, 2, 100, 20, INDUCE_PLAIN},
        {4, 2, 2, 100, 20, INDUCE_PLAIN},   {7, 2, 2, 100, 20, INDUCE_PLAIN},
        {8, 3, 2, 100, 20, INDUCE_PLAIN},   {5, 2, 2, 100, 20, INDUCE_PLAIN},
        {6, 2, 2, 100, 20, INDUCE_PLAIN},   {0, 0, 4, 2500, 110, INDUCE_CASES},
        {2, 1, 3, 500, 60, INDUCE_PAIRS},   {3, 2, 3, 500, 60, INDUCE_PAIRS},
        {1, 1, 3, 500, 60, INDUCE_PAIRS},   {4, 2, 3, 500, 60, INDUCE_PAIRS},
        {5, 2, 3, 500, 60, INDUCE_PAIRS},   {6, 2, 3, 500, 60, INDUCE_PAIRS},
        {0, 0, 5, 6000, 110, INDUCE_CASES},
    };
    if (problem->is_text || problem->n_examples < ELS_INDUCE_LEAST_EXAMPLES ||
        problem->n_examples > ELS_LIST_MAX_EXAMPLES)
        return 0;
    induction *all = ELS_ARENA_NEW(arena, induction, 1);
    *all = (induction){.arena = arena, .problem = problem, .programs = programs};
    all->meter.host = host;
    induce_lists in = {.n_examples = problem->n_examples};
    for (uint32_t e = 0; e <= in.n_examples; e++) {
        in.lists[e] = problem->inputs[e];
        if (in.lists[e].n > ELS_LIST_MAX_ITEMS)
            return 0;
    }
    for (uint32_t e = 0; e < in.n_examples; e++)
        if (problem->outputs[e].n > ELS_LIST_MAX_ITEMS)
            return 0;
    suggest_constants(problem, &in);
    for (uint32_t r = 0; r < sizeof rounds / sizeof rounds[0] && !all->meter.is_over; r++) {
        /* A short program needs no richer language. */
        if (all->n_programs > 0 &&
            all->programs[0].cost <= rounds[r].cost + rounds[r].term_cost + 5)
            break;
        run_view(all, &in, &rounds[r]);
        els_arena_reset(&all->scratch);
    }
    els_arena_fini(&all->scratch);
    return all->n_programs;
}
