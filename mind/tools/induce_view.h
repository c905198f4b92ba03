/* induce_view.h — one way to look at the inputs, and the forms of programs that are tried on it.
 * Internal to tool_induce. */
#ifndef ELS_INDUCE_VIEW_H
#define ELS_INDUCE_VIEW_H

#include "induce_places.h"
#include "tool_induce.h"

enum {
    INDUCE_PARTS_MAX = 3, /* items that one place gives, or that are stripped from a list */
    INDUCE_NO_LIMIT = 60, /* cost that no program is worth */
    INDUCE_KNOWN_LISTS = 9
};

typedef struct {
    els_arena *arena;  /* of the caller: answers */
    els_arena scratch; /* banks */
    induce_meter meter;
    const els_list_problem *problem;
    els_induced *programs;
    uint32_t n_programs;
} induction;

/* One way to look at the inputs (as they are, sorted, ...), with its banks; and the outputs that
 * are to be made from it, which may have been stripped of a front or an end. */
typedef struct {
    induction *all;
    induce_lists in;
    induce_bank places, wholes;
    els_list_value out[ELS_LIST_MAX_EXAMPLES];
    induce_effort effort;
    uint32_t base_cost;
    uint32_t front, back; /* fits of what was stripped */
    induce_fit strip[2 * INDUCE_PARTS_MAX];
    const char *name;
} induce_view;

/* Costs from here on are not worth looking at. */
uint32_t induce_limit(const induce_view *v);
/* Records an answer of that cost, put together with what was stripped. Frees `text`. */
void induce_record(induce_view *v, const int64_t *items, uint32_t n, uint32_t cost, bool is_number,
                   els_buf *text);
/* The cheapest expression over whole lists that gives `want` for each example (for those of
 * `is_known` when it is not NULL). */
bool induce_match_whole(induce_view *v, const int64_t *want, const bool *is_known,
                        induce_effort effort, uint32_t limit, induce_fit *ret);

/* The list itself, reversed, sorted, ...: number `which` of induce_known_names. */
extern const char *const induce_known_names[INDUCE_KNOWN_LISTS];
els_list_value induce_known_list(els_arena *arena, const els_list_value *x, uint32_t which);

/* Forms. Each tries what it can and records what fits all examples.
 * number: an expression over the whole list. */
void induce_form_number(induce_view *v);
/* [f(x), g(x), ... for x where test]. */
void induce_form_each(induce_view *v);
/* f of every place, and g before or behind it where a test holds. */
void induce_form_sometimes(induce_view *v);
/* f of every place, as often as g says. */
void induce_form_repeated(induce_view *v);
/* A stretch of the input, by where it begins and how long it is or where it ends. */
void induce_form_slice(induce_view *v, bool last);
/* [f(i) for i below a length]. */
void induce_form_built(induce_view *v);
/* Sorted by a key. */
void induce_form_sorted(induce_view *v);
/* Two known lists one behind the other. */
void induce_form_joined(induce_view *v);
/* One known list or another, by a test of the whole. */
void induce_form_cases(induce_view *v);

#endif
