/* family_story.c — word problems: the numbers of a told story are put together step by step, each
 * step with a meaning (story.h), until one value answers the question.
 *
 * A beam over the steps; the score is what is known of the steps and what was learned of them, so
 * that a problem never seen is the sum of steps that were. */
#include "family_numeric.h"
#include "lexicon.h"
#include "story.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 16,      /* states kept per number of steps */
    NARROW = 4,      /* by a first pass, which gets to the end of a long problem */
    LONG = 5,        /* values from which on there is one */
    MADE_MAX = 1500, /* values */
    PLACES = 4096,   /* a power of two */
    OFFERS_MAX = 40,
    PER_VALUE = 2, /* programs kept per answer */
    ENDINGS_MAX = 600,
    STATES_PER_UNIT = 4, /* whose steps are one unit of work */
    OWN_MAX = 7 * ELS_STORY_FEATURES
};

#define SHAPE "story"

/* What is known of a step counts so many times what the parts of a formula elsewhere do, so that
 * a few hundred answers refine it and do not drown it. */
#define TRUST 3.0
/* Nats per value that lies between two that are put together. */
#define GAP 0.25

/* Parts are scored alone, about as the model scores them together. */
#define PART_SCALE 0.35

typedef struct {
    els_story_value value;
    uint64_t text;           /* hash of how it is written */
    els_story_judged judged; /* the step that made it */
    double score;            /* of that step */
    uint16_t x, y;           /* what it was made of */
    uint8_t step;
} made_value;

typedef struct {
    uint16_t values[ELS_STORY_VALUES], steps[ELS_STORY_VALUES]; /* places among those made */
    uint8_t n, n_steps;
    uint64_t texts;     /* hash of how its values are written */
    double score, gaps; /* nats; of it, for values that lay between */
} story_state;

typedef struct {
    double score, value;
    const story_state *state;
    uint32_t at; /* the value that ends it */
    els_story_end end;
    uint32_t order;
    bool is_repeat; /* of one that scores as much or more */
} ending;

typedef struct {
    els_session *session;
    els_story story;
    made_value *made;
    uint32_t n_made;
    uint16_t place[PLACES]; /* of what steps made, plus 1; open addressing */
    ending endings[ENDINGS_MAX];
    uint32_t n_endings;
} search;

#define NO_NUMBER 3.0 /* nats against a story where no number is asked for */

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    if ((!els_field_is(session, "number") && !els_field_is(session, "text")) || reading->kb ||
        reading->n_numbers == 0 || reading->n_numbers > 12)
        return false;
    els_story story;
    return els_story_read(reading, els_session_quantities(session), &story);
}

/* Where the question asks for somebody, a place or a time and a text comes with it, nothing is to
 * be reckoned. */
static double hint(const els_session *session, els_str shape)
{
    static const char *const words[] = {"who", "whom", "whose", "where", "when", "name", NULL};
    const els_reading *reading = els_session_reading(session);
    const bool counts =
        reading->concepts & (ELS_CONCEPT_COUNT | ELS_CONCEPT_SUM | ELS_CONCEPT_DIFFERENCE);
    if (shape.len || !els_field_is(session, "text") || counts ||
        reading->n_tokens == reading->n_question_tokens)
        return 0;
    for (uint32_t i = 0; i < reading->n_question_tokens; i++)
        if (els_str_is_one_of(reading->tokens[i].lower, words))
            return -NO_NUMBER;
    return 0;
}

/* What was learned of a step or an end. */
static double score_of(const search *s, const els_story_judged *judged)
{
    return PART_SCALE * els_session_score(s->session, judged->own, judged->n_own, NULL, 0);
}

/* ---- steps ---- */

/* The value that x and y make, made once. MADE_MAX: none. */
static uint32_t make(search *s, els_story_step step, uint32_t x, uint32_t y)
{
    uint32_t slot = (uint32_t)els_hash_pair(x << 16 | y, step) % PLACES;
    for (; s->place[slot]; slot = (slot + 1) % PLACES) {
        const made_value *m = &s->made[s->place[slot] - 1];
        if (m->x == x && m->y == y && m->step == step)
            return s->place[slot] - 1u;
    }
    if (s->n_made == MADE_MAX)
        return MADE_MAX;
    made_value *m = &s->made[s->n_made];
    if (!els_story_make(&s->story, step, &s->made[x].value, &s->made[y].value, &m->value,
                        &m->judged))
        return MADE_MAX;
    m->score = TRUST * m->judged.prior + score_of(s, &m->judged);
    m->x = (uint16_t)x;
    m->y = (uint16_t)y;
    m->step = (uint8_t)step;
    m->text = els_hash_str(els_str_of(m->value.text));
    s->place[slot] = (uint16_t)(s->n_made + 1);
    return s->n_made++;
}

static int by_state_score(const void *a, const void *b)
{
    const story_state *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return memcmp(x->values, y->values, sizeof x->values);
}

static story_state after_step(const search *s, const story_state *from, uint32_t i, uint32_t j,
                              els_story_step step, uint32_t made)
{
    story_state next = *from;
    if (els_story_keeps(step)) {
        bool x_open = s->made[from->values[i]].value.kind != ELS_STORY_AMOUNT;
        next.values[x_open ? i : j] = (uint16_t)made;
    } else {
        next.values[i] = (uint16_t)made;
        memmove(&next.values[j], &next.values[j + 1], (from->n - j - 1) * sizeof *next.values);
        next.n--;
    }
    for (uint32_t k = next.n; k < ELS_STORY_VALUES; k++)
        next.values[k] = 0;
    next.texts = next.n;
    for (uint32_t k = 0; k < next.n; k++)
        next.texts = els_hash_pair(next.texts, s->made[next.values[k]].text);
    next.steps[next.n_steps++] = (uint16_t)made;
    next.gaps -= GAP * (j - i - 1);
    next.score += s->made[made].score - TRUST * GAP * (j - i - 1);
    return next;
}

/* States one step on, sooner or later the WIDTH best of them. */
typedef struct {
    story_state states[4 * WIDTH];
    uint32_t n;
} growth;

/* Of states with the same values the best stays. */
static void keep(growth *g, const story_state *next)
{
    for (uint32_t k = 0; k < g->n; k++)
        if (g->states[k].texts == next->texts) {
            if (next->score > g->states[k].score)
                g->states[k] = *next;
            return;
        }
    if (g->n == 4 * WIDTH) {
        qsort(g->states, g->n, sizeof *g->states, by_state_score);
        g->n = WIDTH;
    }
    g->states[g->n++] = *next;
}

/* Every step over every two values. */
static void grow_one(search *s, const story_state *from, growth *g)
{
    for (uint32_t i = 0; i + 1 < from->n; i++)
        for (uint32_t j = i + 1; j < from->n; j++)
            for (uint32_t step = 0; step < ELS_STORY_STEPS; step++) {
                const uint32_t made = make(s, step, from->values[i], from->values[j]);
                if (made == MADE_MAX)
                    continue;
                const story_state next = after_step(s, from, i, j, step, made);
                keep(g, &next);
            }
}

/* All states one step on, the `width` best kept. Returns how many. */
static uint32_t grow(search *s, const story_state *states, uint32_t n, uint32_t width,
                     story_state *ret)
{
    growth g = {.n = 0};
    uint32_t n_grown = 0;
    for (uint32_t b = 0; b < n; b++) {
        if (states[b].n < 2 || states[b].n_steps == ELS_STORY_VALUES)
            continue;
        if (n_grown++ % STATES_PER_UNIT == 0 && !els_session_spend(s->session, 1))
            break;
        grow_one(s, &states[b], &g);
    }
    qsort(g.states, g.n, sizeof *g.states, by_state_score);
    g.n = g.n < width ? g.n : width;
    memcpy(ret, g.states, g.n * sizeof *ret);
    return g.n;
}

/* ---- endings ---- */

static uint32_t beside(const search *s, const story_state *state, uint32_t at,
                       const els_story_value *rest[ELS_STORY_VALUES])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < state->n; i++)
        if (i != at)
            rest[n++] = &s->made[state->values[i]].value;
    return n;
}

/* What speaks for steps that the value is not made by: no reason to end with it. */
static double idle_gain(const search *s, const story_state *state, const els_story_value *v)
{
    double gain = 0;
    for (uint32_t i = 0; i < state->n_steps; i++) {
        const made_value *m = &s->made[state->steps[i]];
        if (m->value.uses & ~v->uses && m->judged.prior > 0)
            gain += m->judged.prior;
    }
    return gain;
}

static void end_with(search *s, const story_state *state, uint32_t at)
{
    const els_story_value *v = &s->made[state->values[at]].value, *rest[ELS_STORY_VALUES];
    uint32_t n_rest = beside(s, state, at, rest);
    double idle = idle_gain(s, state, v);
    for (uint32_t end = 0; end < ELS_STORY_ENDS && s->n_endings < ENDINGS_MAX; end++) {
        els_story_judged judged;
        ending e = {.state = state, .at = at, .end = end, .order = s->n_endings};
        if (!els_story_finish(&s->story, end, v, rest, n_rest, &e.value, &judged))
            continue;
        e.score = state->score + TRUST * (judged.prior - idle) + score_of(s, &judged);
        s->endings[s->n_endings++] = e;
    }
}

static int by_ending_score(const void *a, const void *b)
{
    const ending *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

static void add_own(const els_story_judged *judged, uint32_t *own, uint32_t *n)
{
    memcpy(own + *n, judged->own, judged->n_own * sizeof *own);
    *n += judged->n_own;
}

/* Offers the program: its prior is that of its steps and of its end. */
static void offer(const search *s, const ending *e)
{
    static const char *const ends[ELS_STORY_ENDS] = {
        "", "ceil", "floor", "convert", "mean", "4*", "square", "quarter", "half", "weighted"};
    els_arena *arena = els_session_arena(s->session);
    const story_state *state = e->state;
    const els_story_value *v = &s->made[state->values[e->at]].value, *rest[ELS_STORY_VALUES];
    const uint32_t n_rest = beside(s, state, e->at, rest);
    els_story_judged judged;
    double value;
    if (!els_story_finish(&s->story, e->end, v, rest, n_rest, &value, &judged))
        return; /* it ended so before */
    uint32_t own[OWN_MAX], n_own = 0;
    double prior = judged.prior + (state->gaps - idle_gain(s, state, v));
    add_own(&judged, own, &n_own);
    for (uint32_t i = 0; i < state->n_steps; i++) {
        const els_story_judged *step = &s->made[state->steps[i]].judged;
        prior += step->prior;
        add_own(step, own, &n_own);
    }
    els_offer program = {.shape = ELS_STR(SHAPE),
                         .args = els_arena_printf(arena, "%s%s", ends[e->end], v->text),
                         .answer = els_format_number(arena, value),
                         .prior = TRUST * prior - 3,
                         .check = 0,
                         .own = own,
                         .n_own = n_own};
    els_session_offer(s->session, &program);
}

static uint32_t made_at(const ending *e)
{
    return e->state->values[e->at];
}

static void offer_best(search *s)
{
    uint32_t offered = 0;
    qsort(s->endings, s->n_endings, sizeof *s->endings, by_ending_score);
    for (uint32_t i = 0; i < s->n_endings && offered < OFFERS_MAX; i++) {
        ending *e = &s->endings[i];
        uint32_t alike = 0;
        for (uint32_t k = 0; k < i; k++) {
            const ending *better = &s->endings[k];
            if (better->is_repeat)
                continue;
            alike += fabs(better->value - e->value) <= 1e-9 * (1 + fabs(e->value));
            e->is_repeat |= better->end == e->end && made_at(better) == made_at(e);
        }
        if (e->is_repeat || alike >= PER_VALUE)
            continue;
        /* The first one was paid for before the search. */
        if (offered > 0 && !els_session_spend(s->session, 1))
            return;
        offer(s, e);
        offered++;
    }
}

/* A beam search from the values of the text. What a family spends may not depend on its allowance,
 * so that a problem whose beam is too wide to get to the end is first searched by a narrow one. */
static void pass(search *s, const story_state *states, uint32_t width)
{
    for (uint32_t n = 1; n > 0;) {
        for (uint32_t b = 0; b < n; b++)
            for (uint32_t at = 0; at < states[b].n; at++)
                end_with(s, &states[b], at);
        story_state *grown = ELS_ARENA_ROOM(els_session_arena(s->session), story_state, WIDTH);
        n = grow(s, states, n, width, grown);
        states = grown;
    }
}

static void propose(els_session *session)
{
    if (!els_session_wants(session, ELS_STR(SHAPE)) || !els_session_spend(session, 1))
        return;
    els_arena *arena = els_session_arena(session);
    search *s = ELS_ARENA_NEW(arena, search, 1);
    s->session = session;
    s->n_endings = 0;
    if (!els_story_read(els_session_reading(session), els_session_quantities(session), &s->story))
        return;
    s->made = ELS_ARENA_ROOM(arena, made_value, MADE_MAX);
    s->n_made = s->story.n;
    story_state *states = ELS_ARENA_NEW(arena, story_state, 1);
    *states = (story_state){.n = (uint8_t)s->story.n};
    for (uint32_t i = 0; i < s->story.n; i++) {
        const els_story_value *v = &s->story.values[i];
        s->made[i] = (made_value){.value = *v, .text = els_hash_str(els_str_of(v->text))};
        states->values[i] = (uint16_t)i;
    }
    if (s->story.n >= LONG)
        pass(s, states, NARROW);
    pass(s, states, WIDTH);
    offer_best(s);
}

const els_family els_family_story = {.name = "story",
                                     .applies = applies,
                                     .propose = propose,
                                     .salience = 2,
                                     .hint = hint,
                                     .offers_late = true};
