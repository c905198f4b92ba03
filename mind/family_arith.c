/* family_arith.c — word problems: formulas over the numbers of question and context.
 *
 * Every skeleton of tool_arith is bound to the numbers in order of mention. What tells bindings
 * apart are features of a number in its role (unit, neighbouring words, being asked for) and of two
 * numbers by the way they meet, after Kushman 2014 and Roy and Roth 2015; the weights are learned.
 */
#include "family_numeric.h"
#include "tool_arith.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_SLOTS = 8,
    MAX_AROUND = 6,     /* words noted around a number */
    BEAM = 24,          /* bindings tried per skeleton */
    MAX_PENDING = 4096, /* bindings waiting to be evaluated */
    MAX_OFFERS = 320,
    MAX_PER_VALUE = 2, /* programs kept per answer */
    LEAF_OWN = MAX_AROUND + 8,
    MAX_OWN = ELS_ARITH_MAX_LEAVES * LEAF_OWN + 20 + MAX_SLOTS + 8
};

/* Nats that a number costs when it is used before one that was mentioned earlier. */
#define OUT_OF_ORDER 0.15

typedef struct {
    double value;
    uint64_t unit, before, after; /* hashes of words, 0 for none */
    uint64_t around[MAX_AROUND];
    uint32_t n_around;
    uint32_t sentence, token;
    uint32_t place; /* 0 first, 1 in the middle, 2 last */
    bool is_asked;  /* its unit or the word behind is in the asking sentence */
    bool in_question_sentence;
    bool is_word;
} slot;

typedef struct {
    els_str text;
    double prior;
    double own_score; /* prior and learned score of the skeleton alone */
    double score;     /* the same with the greedy binding's score added */
    uint32_t lot;
    uint8_t slots[ELS_ARITH_MAX_LEAVES]; /* the greedy binding */
    bool is_bound;                       /* false: it met a dead end */
    els_arith_shape *compiled;           /* once it is looked at */
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

/* Features that many programs share, with what the model makes of them. */
typedef struct {
    uint32_t own[LEAF_OWN];
    uint32_t n; /* 0: not made yet */
    double score;
} scored_features;

typedef struct {
    els_session *session;
    slot slots[MAX_SLOTS];
    uint32_t n_slots;
    scored_features leaves[ELS_ARITH_ROLES][MAX_SLOTS];
    scored_features pairs[ELS_ARITH_RELATIONS][MAX_SLOTS][MAX_SLOTS];
    struct {
        double value;
        uint32_t count;
    } seen[MAX_OFFERS];
    uint32_t n_seen, n_offers;
} problem;

/* ---- reading the slots ---- */

static bool in_date(const els_reading *reading, const els_number *number)
{
    for (uint32_t i = 0; i < reading->n_dates; i++)
        if (number->first >= reading->dates[i].first && number->first < reading->dates[i].end)
            return true;
    return false;
}

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    return (els_field_is(session, "number") || els_field_is(session, "text")) &&
           reading->n_numbers > 0 && reading->n_numbers <= 40;
}

/* The sentence that asks: the last of the question that ends in '?', else its last. */
static uint32_t asking_sentence(const els_reading *reading)
{
    uint32_t found = UINT32_MAX, last = 0;
    for (uint32_t i = 0; i < reading->n_sentences && !reading->sentences[i].in_context; i++) {
        const els_sentence *sentence = &reading->sentences[i];
        last = i;
        if (sentence->end > sentence->first &&
            els_str_eq(reading->tokens[sentence->end - 1].text, ELS_STR("?")))
            found = i;
    }
    return found != UINT32_MAX ? found : last;
}

static bool sentence_has(const els_reading *reading, uint32_t sentence, uint64_t word,
                         uint32_t but_from, uint32_t but_to)
{
    if (sentence >= reading->n_sentences)
        return false;
    for (uint32_t i = reading->sentences[sentence].first; i < reading->sentences[sentence].end; i++)
        if (reading->tokens[i].hash == word && (i < but_from || i >= but_to))
            return true;
    return false;
}

static void read_slot(const els_reading *reading, const els_number *number, uint32_t asking,
                      slot *s)
{
    const els_token *tokens = reading->tokens;
    *s = (slot){.value = number->value, .token = number->first, .is_word = number->is_word};
    s->sentence = tokens[number->first].sentence;
    s->in_question_sentence = s->sentence == asking;
    s->unit = number->unit.len ? els_hash_str(number->unit) : 0;
    uint32_t first = reading->sentences[s->sentence].first,
             end = reading->sentences[s->sentence].end;
    if (number->first > first)
        s->before = tokens[number->first - 1].hash;
    if (number->end < end)
        s->after = tokens[number->end].hash;
    bool unit_is_word = number->unit.len > 1;
    s->is_asked =
        unit_is_word && sentence_has(reading, asking, s->unit, number->first, number->end + 1);
    /* The clause: words on both sides up to a number, a comma or the end of the sentence. */
    for (uint32_t step = 0, n = 0; step < 2; step++) {
        n = 0;
        for (uint32_t k = 1; k <= 5 && n < MAX_AROUND / 2; k++) {
            int64_t at = step == 0 ? (int64_t)number->first - k : (int64_t)number->end + k - 1;
            if (at < first || at >= end || tokens[at].kind == ELS_TOKEN_NUMBER ||
                els_str_eq(tokens[at].text, ELS_STR(",")))
                break;
            if (tokens[at].kind != ELS_TOKEN_WORD || (tokens[at].capital && at > first))
                continue;
            s->around[s->n_around++] = tokens[at].hash;
            n++;
        }
    }
}

static void read_slots(problem *p)
{
    const els_reading *reading = els_session_reading(p->session);
    uint32_t asking = asking_sentence(reading);
    for (uint32_t i = 0; i < reading->n_numbers && p->n_slots < MAX_SLOTS; i++)
        if (!in_date(reading, &reading->numbers[i]))
            read_slot(reading, &reading->numbers[i], asking, &p->slots[p->n_slots++]);
    for (uint32_t i = 0; i < p->n_slots; i++)
        p->slots[i].place = i == 0 ? 0 : i + 1 == p->n_slots ? 2 : 1;
}

/* ---- features ---- */

static uint32_t leaf_own(const slot *s, uint32_t role, uint32_t *own)
{
    uint32_t n = 0;
    own[n++] = els_feature("arith.unit", role, s->unit, 0);
    own[n++] = els_feature("arith.before", role, s->before, 0);
    own[n++] = els_feature("arith.after", role, s->after, 0);
    own[n++] = els_feature("arith.asked", role, s->is_asked, s->in_question_sentence);
    own[n++] = els_feature("arith.place", role, s->place, s->is_word);
    own[n++] = els_feature("arith.size", role,
                           s->value < 1      ? 0
                           : s->value <= 12  ? 1
                           : s->value <= 100 ? 2
                                             : 3,
                           0);
    for (uint32_t i = 0; i < s->n_around; i++)
        own[n++] = els_feature("arith.around", role, s->around[i], 0);
    return n;
}

static uint64_t leaf_cross(uint32_t role, uint32_t index)
{
    return els_hash_pair(els_hash_pair(els_hash_str(ELS_STR("arith.leaf")), role), index);
}

static const scored_features *leaf_features(problem *p, uint32_t role, uint32_t i)
{
    scored_features *f = &p->leaves[role][i];
    if (f->n == 0) {
        uint64_t cross = leaf_cross(role, i);
        f->n = leaf_own(&p->slots[i], role, f->own);
        f->score = els_session_score(p->session, f->own, f->n, &cross, 1);
    }
    return f;
}

/* A relation read from the other side. */
static uint32_t mirrored(uint32_t relation)
{
    static const uint8_t table[ELS_ARITH_RELATIONS] = {
        [ELS_ARITH_ADD] = ELS_ARITH_ADD,
        [ELS_ARITH_FIRST_MINUS] = ELS_ARITH_SECOND_MINUS,
        [ELS_ARITH_SECOND_MINUS] = ELS_ARITH_FIRST_MINUS,
        [ELS_ARITH_TIMES] = ELS_ARITH_TIMES,
        [ELS_ARITH_FIRST_OVER] = ELS_ARITH_SECOND_OVER,
        [ELS_ARITH_SECOND_OVER] = ELS_ARITH_FIRST_OVER,
        [ELS_ARITH_OTHER] = ELS_ARITH_OTHER};
    return table[relation];
}

/* Slots a and b, the one mentioned first taken as the first. */
static uint32_t pair_own(const slot *a, const slot *b, uint32_t relation, uint32_t own[2])
{
    if (a->token > b->token) {
        const slot *swap = a;
        a = b;
        b = swap;
        relation = mirrored(relation);
    }
    uint64_t same = (a->unit == b->unit ? 1u : 0u) + (a->sentence == b->sentence ? 2u : 0u);
    own[0] = els_feature("arith.pair", relation, same, 0);
    own[1] = els_feature("arith.units", relation, a->unit, b->unit);
    return 2;
}

static const scored_features *pair_features(problem *p, uint32_t relation, uint32_t a, uint32_t b)
{
    scored_features *f = &p->pairs[relation][a][b];
    if (f->n == 0) {
        f->n = pair_own(&p->slots[a], &p->slots[b], relation, f->own);
        f->score = els_session_score(p->session, f->own, f->n, NULL, 0);
    }
    return f;
}

static uint32_t add_features(const scored_features *f, uint32_t *own)
{
    memcpy(own, f->own, f->n * sizeof *own);
    return f->n;
}

/* ---- skeletons ---- */

/* What a skeleton costs before anything is learned: long ones, constants, roundings and numbers
 * left unused cost. */
static double shape_prior(els_str text, uint32_t leaves, uint32_t n_slots)
{
    bool over_all = els_str_contains(text, ELS_STR("all"));
    uint32_t constants = 0;
    double prior = 1.0 - 0.2 * leaves - (over_all ? 0 : 0.6 * (n_slots - leaves));
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], before = i > 0 ? text.ptr[i - 1] : ' ';
        prior -= c == '/' || c == '(' ? 0.15 : 0;
        constants += c >= '1' && c <= '9' && !(before >= '0' && before <= '9');
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

static uint64_t pattern_of(const problem *p, const els_arith_shape *shape, const uint8_t *slots)
{
    uint64_t pattern = p->n_slots;
    for (uint32_t i = 0; i < shape->n_leaves; i++)
        pattern = els_hash_pair(pattern, slots[i]);
    return pattern;
}

/* Skeleton and binding as one feature. */
static uint32_t pattern_own(const problem *p, const els_arith_shape *shape, const uint8_t *slots)
{
    return els_feature("arith.pattern", els_hash_str(shape->text), pattern_of(p, shape, slots), 0);
}

/* Features of the binding as a whole: which numbers it leaves out. */
static uint32_t whole_own(const problem *p, const els_arith_shape *shape, const uint8_t *slots,
                          uint32_t *own)
{
    uint32_t n = 0, unused = 0;
    bool used[MAX_SLOTS] = {false};
    own[n++] = pattern_own(p, shape, slots);
    for (uint32_t i = 0; i < shape->n_leaves; i++)
        used[slots[i]] = true;
    for (uint32_t i = 0; i < p->n_slots && !shape->aggregate; i++)
        if (!used[i]) {
            own[n++] = els_feature("arith.unused", p->slots[i].unit, p->slots[i].place, 0);
            unused++;
        }
    own[n++] = els_feature("arith.left", unused, p->n_slots, 0);
    own[n++] = els_feature("arith.constants", shape->n_constants > 0, unused > 0, 0);
    return n;
}

static double whole_score(const problem *p, const els_arith_shape *shape, const uint8_t *slots)
{
    uint32_t own[MAX_SLOTS + 3], n = whole_own(p, shape, slots, own);
    return els_session_score(p->session, own, n, NULL, 0);
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
static double leaf_gain(problem *p, const els_arith_shape *shape, uint32_t leaf,
                        const uint8_t *slots, uint32_t i)
{
    double gain = leaf_features(p, shape->roles[leaf], i)->score;
    for (uint32_t k = 0; k < leaf; k++)
        gain += pair_features(p, shape->relations[k][leaf], slots[k], i)->score;
    return leaf > 0 && i < slots[leaf - 1] ? gain - OUT_OF_ORDER : gain;
}

/* Binds the best slot to one leaf after the other and adds the score; false at a dead end (mirror
 * images took the later slots), the score so far being added. */
static bool bind_greedily(problem *p, const els_arith_shape *shape, uint8_t *slots, double *score)
{
    for (uint32_t leaf = 0; leaf < shape->n_leaves; leaf++) {
        double best = -INFINITY;
        uint32_t best_slot = p->n_slots;
        for (uint32_t i = 0; i < p->n_slots; i++) {
            if (!may_bind(shape, leaf, slots, i))
                continue;
            double gain = leaf_gain(p, shape, leaf, slots, i);
            if (gain > best) {
                best = gain;
                best_slot = i;
            }
        }
        if (best_slot == p->n_slots)
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

static uint32_t rank_shapes(problem *p, ranked_shape *ranked)
{
    els_rng rng = els_session_rng(p->session, els_hash_str(ELS_STR("arith.shapes")));
    uint32_t n = 0;
    for (uint32_t i = 0; i < els_arith_n_shapes; i++) {
        els_str text = els_str_of(els_arith_shapes[i]);
        ranked_shape *r = &ranked[n];
        r->lot = els_rng_u32(&rng);
        /* Five numbers only where there are hardly more: choosing among many would drown the rest.
         */
        uint32_t leaves = els_arith_leaves(text), at_most = p->n_slots > 6 ? 4 : p->n_slots;
        if (leaves > at_most || (leaves == 0 && p->n_slots < 2) ||
            !els_session_wants(p->session, text))
            continue;
        r->text = text;
        r->prior = shape_prior(text, leaves, p->n_slots);
        r->own_score = r->prior + els_session_shape_score(p->session, text);
        els_arith_shape shape;
        if (els_arith_compile(text, &shape) != ELS_OK)
            continue;
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
static uint32_t bind(problem *p, const els_arith_shape *shape, double score, uint32_t shape_index,
                     binding *out)
{
    binding beam[BEAM], grown[BEAM * MAX_SLOTS];
    uint32_t n = 1;
    beam[0] = (binding){.score = score, .shape = shape_index, .stage = SINGLE};
    for (uint32_t leaf = 0; leaf < shape->n_leaves; leaf++) {
        uint32_t n_grown = 0;
        for (uint32_t b = 0; b < n; b++)
            for (uint32_t i = 0; i < p->n_slots; i++) {
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

static bool evaluate(const problem *p, const els_arith_shape *shape, const binding *b, double *ret)
{
    double values[MAX_SLOTS];
    if (shape->aggregate) {
        for (uint32_t i = 0; i < p->n_slots; i++)
            values[i] = p->slots[i].value;
        return els_arith_eval_all(shape->aggregate, values, p->n_slots, ret);
    }
    for (uint32_t i = 0; i < shape->n_leaves; i++)
        values[i] = p->slots[b->slots[i]].value;
    return els_arith_eval(shape, values, ret) && *ret >= 0 && *ret < 1e12;
}

/* Programs with equal answers: the best-scored come first, later ones are left out. */
static bool is_news(problem *p, double value)
{
    for (uint32_t i = 0; i < p->n_seen; i++)
        if (fabs(p->seen[i].value - value) <= 1e-9 * (1 + fabs(value)))
            return p->seen[i].count++ < MAX_PER_VALUE;
    p->seen[p->n_seen].value = value;
    p->seen[p->n_seen++].count = 1;
    return true;
}

static uint32_t binding_own(problem *p, const els_arith_shape *shape, const binding *b,
                            double value, uint32_t *own)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < shape->n_leaves; i++) {
        n += add_features(leaf_features(p, shape->roles[i], b->slots[i]), own + n);
        for (uint32_t k = 0; k < i; k++)
            n += add_features(pair_features(p, shape->relations[k][i], b->slots[k], b->slots[i]),
                              own + n);
    }
    n += whole_own(p, shape, b->slots, own + n);
    double largest = 0;
    for (uint32_t i = 0; i < p->n_slots; i++)
        largest = fmax(largest, fabs(p->slots[i].value));
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

static void offer(problem *p, const els_arith_shape *shape, double prior, const binding *b,
                  double value)
{
    els_arena *arena = els_session_arena(p->session);
    uint32_t own[MAX_OWN], n_cross = 0;
    uint64_t cross[ELS_ARITH_MAX_LEAVES];
    char args[4 * ELS_ARITH_MAX_LEAVES] = "all";
    size_t at = 0;
    for (uint32_t i = 0; i < shape->n_leaves; i++) {
        cross[n_cross++] = leaf_cross(shape->roles[i], b->slots[i]);
        if (at > 0)
            args[at++] = ',';
        args[at++] = 'n';
        args[at++] = (char)('0' + b->slots[i]);
        if (i > 0 && b->slots[i] < b->slots[i - 1])
            prior -= OUT_OF_ORDER;
    }
    if (at > 0)
        args[at] = '\0';
    if (value != floor(value))
        prior -= value * 100 == floor(value * 100) ? 0.3 : 0.8;
    els_offer program = {
        .shape = shape->text,
        .args = els_str_of(args),
        .answer = els_format_number(arena, value),
        .prior = prior,
        .own = own,
        .n_own = binding_own(p, shape, b, value, own),
        .cross = cross,
        .n_cross = n_cross,
    };
    p->n_offers++;
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
static bool try_binding(problem *p, const ranked_shape *r, const binding *b)
{
    double value;
    if (!els_session_spend(p->session, 1))
        return false;
    if (evaluate(p, r->compiled, b, &value) && is_news(p, value))
        offer(p, r->compiled, r->prior, b, value);
    return true;
}

/* Queues the bindings of a skeleton but the greedy one. */
static void push_others(problem *p, queue *q, const ranked_shape *r, uint32_t index)
{
    binding bindings[BEAM];
    uint32_t n = bind(p, r->compiled, r->own_score, index, bindings);
    for (uint32_t i = 0; i < n && q->n < MAX_PENDING; i++)
        if (!r->is_bound || memcmp(bindings[i].slots, r->slots, r->compiled->n_leaves) != 0)
            push(q, bindings[i]);
}

static void propose(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    problem *p = ELS_ARENA_NEW(arena, problem, 1);
    ranked_shape *ranked = ELS_ARENA_NEW(arena, ranked_shape, els_arith_n_shapes);
    queue q = {.heap = ELS_ARENA_NEW(arena, binding, MAX_PENDING)};
    p->session = session;
    read_slots(p);
    if (p->n_slots == 0)
        return;
    uint32_t n_shapes = rank_shapes(p, ranked);
    for (uint32_t i = 0; i < n_shapes; i++) {
        binding first = {.score = ranked[i].score, .shape = i};
        first.stage = ranked[i].is_bound ? GREEDY : OTHERS;
        memcpy(first.slots, ranked[i].slots, sizeof first.slots);
        push(&q, first);
    }
    while (q.n > 0 && p->n_offers < MAX_OFFERS) {
        binding best = pop(&q);
        ranked_shape *r = &ranked[best.shape];
        if (!r->compiled) {
            r->compiled = ELS_ARENA_NEW(arena, els_arith_shape, 1);
            if (els_arith_compile(r->text, r->compiled) != ELS_OK)
                return;
        }
        if (best.stage == OTHERS) {
            push_others(p, &q, r, best.shape);
            continue;
        }
        if (!try_binding(p, r, &best))
            return;
        if (best.stage == GREEDY && r->compiled->n_leaves > 0) {
            best.stage = OTHERS; /* the second best costs about a change of order */
            best.score -= OUT_OF_ORDER;
            push(&q, best);
        }
    }
}

const els_family els_family_arith = {.name = "arith", .applies = applies, .propose = propose};
