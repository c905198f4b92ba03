/* family_arith.c — word problems: formulas over the numbers of question and context.
 *
 * Every skeleton of tool_arith is bound to the numbers in order of mention. What tells bindings
 * apart are features of a number in its role (unit, neighbouring words, being asked for) and of two
 * numbers by the way they meet, after Kushman 2014 and Roy and Roth 2015; the weights are learned.
 */
#include "family_arith.h"
#include "family_numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BEAM = 24,          /* bindings tried per skeleton */
    MAX_PENDING = 4096, /* bindings waiting to be evaluated */
    MAX_OFFERS = 320,
    MAX_PER_VALUE = 2 /* programs kept per answer */
};

/* Nats that a number costs when it is used before one that was mentioned earlier. */
#define OUT_OF_ORDER 0.15

/* Nats below the best formula at which a replayed search ends. */
#define SLACK 4.0

/* Nats of a formula over numbers that were picked by what they count. */
#define PICKED 0.2

#define FORMULA "formula"

typedef struct {
    els_str text;
    double prior;
    double own_score; /* prior and learned score of the skeleton alone */
    double score;     /* the same with the greedy binding's score added */
    uint32_t lot;
    uint8_t slots[ELS_ARITH_MAX_LEAVES]; /* the greedy binding */
    bool is_bound;                       /* false: it met a dead end */
    els_arith_shape *compiled;
} ranked_shape;

/* What waits in the queue: a skeleton's greedy binding, the skeleton's other bindings as a whole
 * (to be made when their turn comes), or one of these. */
typedef enum { GREEDY, OTHERS, SINGLE } binding_stage;

typedef struct {
    double score;
    uint32_t shape; /* place among the ranked skeletons */
    uint32_t order;
    binding_stage stage;
    uint8_t slots[ELS_ARITH_MAX_LEAVES];
} binding;

typedef struct {
    els_arith_problem problem;
    struct {
        double value;
        uint32_t count;
    } seen[MAX_OFFERS];
    uint32_t n_seen, n_offers;
    double best; /* score of the best formula that has a value */
} search;

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    return (els_field_is(session, "number") || els_field_is(session, "text")) &&
           reading->n_numbers > 0 && reading->n_numbers <= 40;
}

/* ---- skeletons ---- */

/* What a skeleton costs before anything is learned: long ones, constants, roundings and numbers
 * left unused cost. */
static double shape_prior(els_str text, uint32_t leaves, uint32_t n_slots)
{
    bool over_all = els_str_contains(text, ELS_STR("all"));
    uint32_t constants = 0;
    if (leaves == 0 && !over_all)
        return PICKED;
    double prior = 1.0 - 0.2 * leaves - (over_all ? 0 : 0.6 * (n_slots - leaves));
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], before = i > 0 ? text.ptr[i - 1] : ' ';
        prior -= c == '/' || c == '(' ? 0.15 : 0;
        constants += els_is_digit(c) && c != '0' && !els_is_digit(before);
    }
    if (constants > 0)
        prior -= 1.2 + 0.1 * constants;
    if (over_all || els_str_contains(text, ELS_STR("%")) ||
        els_str_starts(text, ELS_STR("floor")) || els_str_starts(text, ELS_STR("ceil")))
        prior -= 1.2;
    if (leaves == 1 && constants == 0)
        prior -= 1.0;
    return prior;
}

static double whole_score(const els_arith_problem *p, const els_arith_shape *shape,
                          const uint8_t *slots)
{
    double prior;
    uint32_t own[ELS_ARITH_WHOLE_OWN], n = els_arith_whole(p, shape, slots, own, &prior);
    return prior + els_arith_score(p->session, own, n);
}

/* May slot i stand in the leaf, after those chosen for the leaves before it? */
static bool may_bind(const els_arith_shape *shape, uint32_t leaf, const uint8_t *slots, uint32_t i)
{
    for (uint32_t k = 0; k < leaf; k++)
        if (slots[k] == i)
            return false;
    return shape->before[leaf] < 0 || i > slots[shape->before[leaf]];
}

/* What slot i adds to the score as the next leaf; order of mention is the likelier one. */
static double leaf_gain(els_arith_problem *p, const els_arith_shape *shape, uint32_t leaf,
                        const uint8_t *slots, uint32_t i)
{
    double gain = els_arith_leaf(p, shape->roles[leaf], i)->score;
    for (uint32_t k = 0; k < leaf; k++)
        gain += els_arith_pair(p, shape->relations[k][leaf], shape->direct[k][leaf], slots[k], i)
                    ->score;
    return leaf > 0 && i < slots[leaf - 1] ? gain - OUT_OF_ORDER : gain;
}

/* Binds the best slot to one leaf after the other and adds the score; false at a dead end (mirror
 * images took the later slots), the score so far being added. */
static bool bind_greedily(els_arith_problem *p, const els_arith_shape *shape, uint8_t *slots,
                          double *score)
{
    for (uint32_t leaf = 0; leaf < shape->n_leaves; leaf++) {
        double best = -INFINITY;
        uint32_t best_slot = p->q.n;
        for (uint32_t i = 0; i < p->q.n; i++) {
            if (!may_bind(shape, leaf, slots, i))
                continue;
            double gain = leaf_gain(p, shape, leaf, slots, i);
            if (gain > best) {
                best = gain;
                best_slot = i;
            }
        }
        if (best_slot == p->q.n)
            return false;
        slots[leaf] = (uint8_t)best_slot;
        *score += best;
    }
    *score += whole_score(p, shape, slots);
    return true;
}

static int by_shape_score(const void *a, const void *b)
{
    const ranked_shape *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->lot != y->lot)
        return x->lot < y->lot ? -1 : 1;
    return els_str_cmp(x->text, y->text);
}

static uint32_t rank_shapes(els_arith_problem *p, ranked_shape *ranked)
{
    els_rng rng = els_session_rng(p->session, els_hash_str(ELS_STR("arith.shapes")));
    uint32_t n = 0;
    for (uint32_t i = 0; i < els_arith_n_shapes; i++) {
        els_str text = els_str_of(els_arith_shapes[i]);
        ranked_shape *r = &ranked[n];
        r->lot = els_rng_u32(&rng);
        /* Five numbers only where there are hardly more: choosing among many would drown the rest.
         */
        uint32_t leaves = els_arith_leaves(text), at_most = p->q.n > 6 ? 4 : p->q.n;
        if (leaves > at_most || (leaves == 0 && p->q.n < 2))
            continue;
        r->text = text;
        r->prior = shape_prior(text, leaves, p->q.n);
        els_arith_shape shape;
        if (els_arith_compile(text, &shape) != ELS_OK)
            continue;
        r->own_score = r->prior + els_arith_root(p, shape.root)->score;
        r->score = r->own_score;
        r->is_bound = bind_greedily(p, &shape, r->slots, &r->score);
        n++;
    }
    qsort(ranked, n, sizeof *ranked, by_shape_score);
    return n;
}

/* ---- bindings ---- */

static int by_binding_score(const void *a, const void *b)
{
    const binding *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

/* The best bindings of a skeleton, filled from left to right. Returns how many (at most BEAM). */
static uint32_t bind(els_arith_problem *p, const els_arith_shape *shape, double score,
                     uint32_t shape_index, binding *out)
{
    binding beam[BEAM], grown[BEAM * ELS_QUANTITIES_MAX];
    uint32_t n = 1;
    beam[0] = (binding){.score = score, .shape = shape_index, .stage = SINGLE};
    for (uint32_t leaf = 0; leaf < shape->n_leaves; leaf++) {
        uint32_t n_grown = 0;
        for (uint32_t b = 0; b < n; b++)
            for (uint32_t i = 0; i < p->q.n; i++) {
                binding next = beam[b];
                if (!may_bind(shape, leaf, next.slots, i))
                    continue;
                next.score += leaf_gain(p, shape, leaf, next.slots, i);
                next.slots[leaf] = (uint8_t)i;
                next.order = n_grown;
                grown[n_grown++] = next;
            }
        qsort(grown, n_grown, sizeof *grown, by_binding_score);
        n = n_grown < BEAM ? n_grown : BEAM;
        memcpy(beam, grown, n * sizeof *beam);
    }
    memcpy(out, beam, n * sizeof *out);
    for (uint32_t b = 0; b < n; b++)
        out[b].score += whole_score(p, shape, out[b].slots);
    return n;
}

/* ---- evaluating and offering ---- */

static bool evaluate(const els_arith_problem *p, const els_arith_shape *shape, const binding *b,
                     double *ret)
{
    double values[ELS_QUANTITIES_READ];
    if (shape->aggregate) {
        uint32_t n = els_arith_picked(&p->q, shape->aggregate, values);
        return els_arith_eval_all(shape->aggregate, values, n, ret) && *ret >= 0;
    }
    for (uint32_t i = 0; i < shape->n_leaves; i++)
        values[i] = p->q.items[b->slots[i]].value;
    return els_arith_eval(shape, values, ret) && *ret >= 0 && *ret < 1e12;
}

/* Programs with equal answers: the best-scored come first, later ones are left out. */
static bool is_news(search *p, double value)
{
    for (uint32_t i = 0; i < p->n_seen; i++)
        if (fabs(p->seen[i].value - value) <= 1e-9 * (1 + fabs(value)))
            return p->seen[i].count++ < MAX_PER_VALUE;
    p->seen[p->n_seen].value = value;
    p->seen[p->n_seen++].count = 1;
    return true;
}

static uint32_t add_features(const els_arith_part *part, uint32_t *own, double *prior)
{
    memcpy(own, part->own, part->n * sizeof *own);
    *prior += part->prior;
    return part->n;
}

/* Features of a formula; adds what is known of its parts to the prior. */
static uint32_t binding_own(els_arith_problem *p, const els_arith_shape *shape, const binding *b,
                            double value, uint32_t *own, double *prior)
{
    double of_whole;
    uint32_t n = add_features(els_arith_root(p, shape->root), own, prior);
    for (uint32_t i = 0; i < shape->n_leaves; i++) {
        n += add_features(els_arith_leaf(p, shape->roles[i], b->slots[i]), own + n, prior);
        for (uint32_t k = 0; k < i; k++)
            n += add_features(els_arith_pair(p, shape->relations[k][i], shape->direct[k][i],
                                             b->slots[k], b->slots[i]),
                              own + n, prior);
    }
    n += els_arith_whole(p, shape, b->slots, own + n, &of_whole);
    *prior += of_whole;
    double largest = 0;
    for (uint32_t i = 0; i < p->q.n; i++)
        largest = fmax(largest, fabs(p->q.items[i].value));
    own[n++] = els_feature("arith.whole", value == floor(value), 0, 0);
    own[n++] = els_feature("arith.large",
                           value == 0               ? 0
                           : value < 1              ? 1
                           : value <= largest       ? 2
                           : value <= 100 * largest ? 3
                                                    : 4,
                           0, 0);
    return n;
}

/* The formula with its numbers named: "(n0+n2)*n1". */
static els_str written(els_arena *arena, const els_arith_shape *shape, const binding *b)
{
    if (shape->aggregate)
        return shape->text;
    char *text = els_arena_alloc(arena, shape->text.len + ELS_ARITH_MAX_LEAVES + 1);
    size_t at = 0;
    uint32_t leaf = 0;
    for (size_t i = 0; i < shape->text.len; i++) {
        text[at++] = shape->text.ptr[i];
        if (shape->text.ptr[i] == 'n')
            text[at++] = (char)('0' + b->slots[leaf++]);
    }
    return (els_str){text, at};
}

static void offer(search *s, const els_arith_shape *shape, double prior, const binding *b,
                  double value)
{
    els_arith_problem *p = &s->problem;
    els_arena *arena = els_session_arena(p->session);
    uint32_t own[ELS_ARITH_MAX_OWN];
    for (uint32_t i = 1; i < shape->n_leaves; i++)
        if (b->slots[i] < b->slots[i - 1])
            prior -= OUT_OF_ORDER;
    if (value != floor(value))
        prior -= value * 100 == floor(value * 100) ? 0.3 : 0.8;
    uint32_t n_own = binding_own(p, shape, b, value, own, &prior);
    els_offer program = {
        .shape = ELS_STR(FORMULA),
        .args = written(arena, shape, b),
        .answer = els_format_number(arena, value),
        .prior = prior,
        .own = own,
        .n_own = n_own,
    };
    s->n_offers++;
    els_session_offer(p->session, &program);
}

/* ---- best first ---- */

typedef struct {
    binding *heap; /* the best at the root */
    uint32_t n;
    uint32_t arrived;
} queue;

static void sift_up(queue *q, uint32_t at)
{
    while (at > 0 && by_binding_score(&q->heap[at], &q->heap[(at - 1) / 2]) < 0) {
        binding swap = q->heap[at];
        q->heap[at] = q->heap[(at - 1) / 2];
        q->heap[(at - 1) / 2] = swap;
        at = (at - 1) / 2;
    }
}

static void push(queue *q, binding item)
{
    item.order = q->arrived++;
    q->heap[q->n] = item;
    sift_up(q, q->n++);
}

static binding pop(queue *q)
{
    binding best = q->heap[0];
    q->heap[0] = q->heap[--q->n];
    for (uint32_t at = 0;;) {
        uint32_t child = 2 * at + 1;
        if (child + 1 < q->n && by_binding_score(&q->heap[child + 1], &q->heap[child]) < 0)
            child++;
        if (child >= q->n || by_binding_score(&q->heap[at], &q->heap[child]) < 0)
            return best;
        binding swap = q->heap[at];
        q->heap[at] = q->heap[child];
        q->heap[child] = swap;
        at = child;
    }
}

/* Evaluates a binding. False when there are no units left. */
static bool try_binding(search *s, const ranked_shape *r, const binding *b)
{
    double value;
    if (!els_session_spend(s->problem.session, 1))
        return false;
    if (evaluate(&s->problem, r->compiled, b, &value) && is_news(s, value)) {
        s->best = fmax(s->best, b->score);
        offer(s, r->compiled, r->prior, b, value);
    }
    return true;
}

/* Queues the bindings of a skeleton but the greedy one. */
static void push_others(search *s, queue *q, const ranked_shape *r, uint32_t index)
{
    binding bindings[BEAM];
    uint32_t n = bind(&s->problem, r->compiled, r->own_score, index, bindings);
    for (uint32_t i = 0; i < n && q->n < MAX_PENDING; i++)
        if (!r->is_bound || memcmp(bindings[i].slots, r->slots, r->compiled->n_leaves) != 0)
            push(q, bindings[i]);
}

static void propose(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    if (!els_session_wants(session, ELS_STR(FORMULA)))
        return;
    search *s = ELS_ARENA_NEW(arena, search, 1);
    ranked_shape *ranked = ELS_ARENA_NEW(arena, ranked_shape, els_arith_n_shapes);
    queue q = {.heap = ELS_ARENA_ROOM(arena, binding, MAX_PENDING)};
    s->problem.session = session;
    s->best = -INFINITY;
    /* Asked for this one shape, the search ends where what is left could not win any more. */
    double slack = els_session_wants(session, ELS_STR("")) ? INFINITY : SLACK;
    s->problem.q = *els_session_quantities(session);
    if (s->problem.q.n == 0)
        return;
    uint32_t n_shapes = rank_shapes(&s->problem, ranked);
    for (uint32_t i = 0; i < n_shapes; i++) {
        binding first = {.score = ranked[i].score, .shape = i};
        first.stage = ranked[i].is_bound ? GREEDY : OTHERS;
        memcpy(first.slots, ranked[i].slots, sizeof first.slots);
        push(&q, first);
    }
    while (q.n > 0 && s->n_offers < MAX_OFFERS) {
        binding best = pop(&q);
        if (best.score < s->best - slack)
            return;
        ranked_shape *r = &ranked[best.shape];
        if (!r->compiled) {
            r->compiled = ELS_ARENA_NEW(arena, els_arith_shape, 1);
            if (els_arith_compile(r->text, r->compiled) != ELS_OK)
                return;
        }
        if (best.stage == OTHERS) {
            push_others(s, &q, r, best.shape);
            continue;
        }
        if (!try_binding(s, r, &best))
            return;
        if (best.stage == GREEDY && r->compiled->n_leaves > 0) {
            best.stage = OTHERS; /* the second best costs about a change of order */
            best.score -= OUT_OF_ORDER;
            push(&q, best);
        }
    }
}

const els_family els_family_arith = {.name = "arith", .applies = applies, .propose = propose};
