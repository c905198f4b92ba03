/* family_logic_choice.c — see family_logic_choice.h. Best-first search in the lattice of index
 * vectors; a vector is reached only from the one before it in its last changed place, so that none
 * comes twice (Lawler 1972). */
#include "family_logic_choice.h"

#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 4096 };

typedef struct {
    double score;
    uint32_t lot;
    uint8_t index[ELS_CHOICES_MAX];
    uint8_t last; /* place that was raised last */
} node;

struct els_choices {
    els_session *session;
    els_choice choices[ELS_CHOICES_MAX];
    uint32_t n;
    els_rng rng;
    node *heap;
    uint32_t n_heap, laid_out;
    const els_option *picked[ELS_CHOICES_MAX];
};

els_choices *els_choices_new(els_session *session)
{
    els_choices *choices = ELS_ARENA_NEW(els_session_arena(session), els_choices, 1);
    choices->session = session;
    return choices;
}

els_choice *els_choices_add(els_choices *choices)
{
    if (choices->n == ELS_CHOICES_MAX)
        return NULL;
    els_choice *choice = &choices->choices[choices->n++];
    choice->options =
        ELS_ARENA_NEW(els_session_arena(choices->session), els_option, ELS_OPTIONS_MAX);
    return choice;
}

els_option *els_choice_option(els_choice *choice, uint32_t value, double prior)
{
    /* An overfull choice gives its last option away; families stay within the limit. */
    uint32_t at = choice->n_options < ELS_OPTIONS_MAX ? choice->n_options++ : ELS_OPTIONS_MAX - 1;
    choice->options[at] = (els_option){.value = value, .prior = prior};
    return &choice->options[at];
}

void els_option_feature(els_option *option, uint32_t feature)
{
    if (option->n_own < ELS_OPTION_FEATURES)
        option->own[option->n_own++] = feature;
}

uint32_t els_choices_count(const els_choices *choices)
{
    return choices->n;
}

static bool goes_before(const node *a, const node *b)
{
    return a->score > b->score || (a->score == b->score && a->lot < b->lot);
}

static void push(els_choices *c, node fresh)
{
    if (c->laid_out == NODES_MAX)
        return;
    c->laid_out++;
    fresh.lot = els_rng_u32(&c->rng);
    uint32_t at = c->n_heap++;
    for (; at > 0 && goes_before(&fresh, &c->heap[(at - 1) / 2]); at = (at - 1) / 2)
        c->heap[at] = c->heap[(at - 1) / 2];
    c->heap[at] = fresh;
}

static node pop(els_choices *c)
{
    node top = c->heap[0], moved = c->heap[--c->n_heap];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= c->n_heap)
            break;
        if (child + 1 < c->n_heap && goes_before(&c->heap[child + 1], &c->heap[child]))
            child++;
        if (!goes_before(&c->heap[child], &moved))
            break;
        c->heap[at] = c->heap[child];
        at = child;
    }
    c->heap[at] = moved;
    return top;
}

void els_choices_rank(els_choices *c, uint64_t purpose)
{
    c->rng = els_session_rng(c->session, purpose);
    for (uint32_t i = 0; i < c->n; i++) {
        els_choice *choice = &c->choices[i];
        els_rng_shuffle(&c->rng, choice->options, choice->n_options, sizeof *choice->options);
        for (uint32_t k = 0; k < choice->n_options; k++) {
            els_option *option = &choice->options[k];
            option->score = option->prior + option->known +
                            els_session_score(c->session, option->own, option->n_own, NULL, 0);
            els_option moved = *option;
            uint32_t at = k;
            for (; at > 0 && choice->options[at - 1].score < moved.score; at--)
                choice->options[at] = choice->options[at - 1];
            choice->options[at] = moved;
        }
    }
    c->heap = ELS_ARENA_NEW(els_session_arena(c->session), node, NODES_MAX);
    c->n_heap = c->laid_out = 0;
    bool complete = c->n > 0;
    for (uint32_t i = 0; i < c->n; i++)
        complete = complete && c->choices[i].n_options > 0;
    if (complete)
        push(c, (node){0});
}

const els_option *const *els_choices_next(els_choices *c)
{
    if (c->n_heap == 0 || !els_session_spend(c->session, 1))
        return NULL;
    node top = pop(c);
    for (uint32_t i = top.last; i < c->n; i++) {
        const els_choice *choice = &c->choices[i];
        uint32_t at = top.index[i];
        if (at + 1 >= choice->n_options)
            continue;
        node next = top;
        next.index[i]++;
        next.last = (uint8_t)i;
        next.score += choice->options[at + 1].score - choice->options[at].score;
        push(c, next);
    }
    for (uint32_t i = 0; i < c->n; i++)
        c->picked[i] = &c->choices[i].options[top.index[i]];
    return c->picked;
}

uint32_t els_choices_features(const els_choices *c, const els_option *const *picked, uint32_t *own,
                              uint32_t cap, double *ret_prior)
{
    uint32_t n = 0;
    double prior = 0;
    for (uint32_t i = 0; i < c->n; i++) {
        prior += picked[i]->prior;
        for (uint32_t k = 0; k < picked[i]->n_own && n < cap; k++)
            own[n++] = picked[i]->own[k];
    }
    *ret_prior = prior;
    return n;
}
