/* numeric_session.h — a small stand-in for the session, so that numeric families are tested alone:
 * no learned weights, a fixed allowance, offers kept in order. Include once per test program. */
#ifndef ELS_TEST_NUMERIC_SESSION_H
#define ELS_TEST_NUMERIC_SESSION_H

#include "family.h"

#include <stdio.h>
#include <string.h>

enum { NUMERIC_MAX_OFFERS = 4096 };

typedef struct {
    els_str shape, args, answer;
    double prior;
    uint32_t check, n_own, n_cross;
} kept_offer;

struct els_session {
    els_arena arena;
    els_task task;
    els_field_spec field;
    els_reading reading;
    uint32_t allowance, spent;
    const char *only_shape; /* NULL: all shapes are wanted */
    kept_offer offers[NUMERIC_MAX_OFFERS];
    uint32_t n_offers;
    void *kept;
};

/* Read anew each time: some tests change the text behind the session's back. */
const els_quantities *els_session_quantities(const els_session *s)
{
    static els_quantities read;
    els_quantities_read(&s->reading, &read);
    return &read;
}
void **els_session_kept(const els_session *s, const els_family *family)
{
    (void)family; /* there is one at work */
    return &((els_session *)s)->kept;
}
const els_reading *els_session_reading(const els_session *s)
{
    return &s->reading;
}
const els_field_spec *els_session_field(const els_session *s)
{
    return &s->field;
}
const els_str *els_session_previous(const els_session *s, uint32_t *ret_count)
{
    (void)s;
    *ret_count = 0;
    return NULL;
}
els_arena *els_session_arena(els_session *s)
{
    return &s->arena;
}
els_rng els_session_rng(const els_session *s, uint64_t purpose)
{
    (void)s;
    return els_rng_make(1, 2, purpose);
}
bool els_session_wants(const els_session *s, els_str shape)
{
    return !s->only_shape || els_str_eq(shape, els_str_of(s->only_shape));
}
double els_session_shape_score(const els_session *s, els_str shape)
{
    (void)s;
    (void)shape;
    return 0;
}
double els_session_score(const els_session *s, const uint32_t *own, uint32_t n_own,
                         const uint64_t *cross, uint32_t n_cross)
{
    (void)s, (void)own, (void)n_own, (void)cross, (void)n_cross;
    return 0;
}
bool els_session_spend(els_session *s, uint32_t units)
{
    if (s->spent + units > s->allowance)
        return false;
    s->spent += units;
    return true;
}
void els_session_offer(els_session *s, const els_offer *o)
{
    cr_assert_gt(o->answer.len, 0);
    cr_assert_leq(o->shape.len, 127);
    cr_assert_leq(o->args.len, 512);
    cr_assert_leq(o->answer.len, 2048);
    cr_assert_leq(o->n_cross, 8);
    cr_assert_leq(o->n_own, 500);
    if (s->n_offers < NUMERIC_MAX_OFFERS)
        s->offers[s->n_offers++] = (kept_offer){els_arena_copy(&s->arena, o->shape),
                                                els_arena_copy(&s->arena, o->args),
                                                els_arena_copy(&s->arena, o->answer),
                                                o->prior,
                                                o->check,
                                                o->n_own,
                                                o->n_cross};
}

static inline void session_open(els_session *s, const char *type, const char *question,
                                const char *context)
{
    memset(s, 0, sizeof *s);
    s->task.question = els_str_of(question);
    s->task.context = els_str_of(context);
    s->field.type = els_str_of(type);
    s->task.fields = &s->field;
    s->task.n_fields = 1;
    s->allowance = 2000;
    s->reading.task = &s->task;
    els_reading_tokens(&s->arena, &s->reading);
}

static inline void session_close(els_session *s)
{
    els_arena_fini(&s->arena);
}

/* First offer with this answer, NULL when there is none; with a shape when `shape` is not NULL. */
static inline const kept_offer *offer_of(const els_session *s, const char *answer,
                                         const char *shape)
{
    for (uint32_t i = 0; i < s->n_offers; i++)
        if (els_str_eq(s->offers[i].answer, els_str_of(answer)) &&
            (!shape || els_str_eq(s->offers[i].shape, els_str_of(shape))))
            return &s->offers[i];
    return NULL;
}

/* The offer with the highest prior, the first of equals. */
static inline const kept_offer *offer_best(const els_session *s)
{
    const kept_offer *best = NULL;
    for (uint32_t i = 0; i < s->n_offers; i++)
        if (!best || s->offers[i].prior > best->prior)
            best = &s->offers[i];
    return best;
}

static inline void offers_print(const els_session *s)
{
    for (uint32_t i = 0; i < s->n_offers; i++)
        fprintf(stderr, "%6.2f %u " ELS_STR_FMT " [" ELS_STR_FMT "] = " ELS_STR_FMT "\n",
                s->offers[i].prior, s->offers[i].check, ELS_STR_ARG(s->offers[i].shape),
                ELS_STR_ARG(s->offers[i].args), ELS_STR_ARG(s->offers[i].answer));
}

#endif
