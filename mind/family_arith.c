/* family_arith.c — word problems: formulas over the numbers of question and context.
 *
 * Every skeleton of tool_arith is bound to the numbers in order of mention. What tells bindings
 * apart are features of a number in its role (unit, neighbouring words, being asked for) and of two
 * numbers by the way they meet, after Kushman 2014 and Roy and Roth 2015; the weights are learned. */
#include "family_numeric.h"
#include "tool_arith.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_SLOTS = 8,
    MAX_AROUND = 6,    /* words noted around a number */
    BEAM = 24,         /* bindings tried per skeleton */
    WAVE = 6,          /* skeletons whose bindings are ranked together */
    MAX_OFFERS = 400,
    MAX_PER_VALUE = 2, /* programs kept per answer */
    LEAF_OWN = MAX_AROUND + 8,
    MAX_OWN = ELS_ARITH_MAX_LEAVES * LEAF_OWN + 20 + MAX_SLOTS + 8
};

typedef struct {
    double value;
    uint64_t unit, before, after; /* hashes of words, 0 for none */
    uint64_t around[MAX_AROUND];
    uint32_t n_around;
    uint32_t sentence, token;
    uint32_t place;               /* 0 first, 1 in the middle, 2 last */
    bool is_asked;                /* its unit or the word behind is in the asking sentence */
    bool in_question_sentence;
    bool is_word;
} slot;

typedef struct {
    els_arith_shape shape;
    double prior, score;
    uint32_t lot;
} ranked_shape;

typedef struct {
    double score;
    uint32_t shape; /* index into the ranked shapes */
    uint32_t order;
    uint8_t slots[ELS_ARITH_MAX_LEAVES];
} binding;

typedef struct {
    els_session *session;
    slot slots[MAX_SLOTS];
    uint32_t n_slots;
    double leaf_score[ELS_ARITH_ROLES][MAX_SLOTS];
    bool has_leaf_score[ELS_ARITH_ROLES][MAX_SLOTS];
    double pair_score[ELS_ARITH_RELATIONS][MAX_SLOTS][MAX_SLOTS];
    bool has_pair_score[ELS_ARITH_RELATIONS][MAX_SLOTS][MAX_SLOTS];
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

static void read_slot(const els_reading *reading, const els_number *number, uint32_t asking, slot *s)
{
    const els_token *tokens = reading->tokens;
    *s = (slot){.value = number->value, .token = number->first, .is_word = number->is_word};
    s->sentence = tokens[number->first].sentence;
    s->in_question_sentence = s->sentence == asking;
    s->unit = number->unit.len ? els_hash_str(number->unit) : 0;
    uint32_t first = reading->sentences[s->sentence].first, end = reading->sentences[s->sentence].end;
    if (number->first > first)
        s->before = tokens[number->first - 1].hash;
    if (number->end < end)
        s->after = tokens[number->end].hash;
    bool unit_is_word = number->unit.len > 1;
    s->is_asked = unit_is_word &&
                  sentence_has(reading, asking, s->unit, number->first, number->end + 1);
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
    own[n++] = els_feature("arith.size", role, s->value < 1 ? 0 : s->value <= 12 ? 1 : s->value <= 100 ? 2 : 3, 0);
    for (uint32_t i = 0; i < s->n_around; i++)
        own[n++] = els_feature("arith.around", role, s->around[i], 0);
    return n;
}

static uint64_t leaf_cross(uint32_t role, uint32_t index)
{
    return els_hash_pair(els_hash_pair(els_hash_str(ELS_STR("arith.leaf")), role), index);
}

static double leaf_score(problem *p, uint32_t role, uint32_t i)
{
    if (!p->has_leaf_score[role][i]) {
        uint32_t own[LEAF_OWN], n = leaf_own(&p->slots[i], role, own);
        uint64_t cross = leaf_cross(role, i);
        p->leaf_score[role][i] = els_session_score(p->session, own, n, &cross, 1);
        p->has_leaf_score[role][i] = true;
    }
    return p->leaf_score[role][i];
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

static double pair_score(problem *p, uint32_t relation, uint32_t a, uint32_t b)
{
    if (!p->has_pair_score[relation][a][b]) {
        uint32_t own[2], n = pair_own(&p->slots[a], &p->slots[b], relation, own);
        p->pair_score[relation][a][b] = els_session_score(p->session, own, n, NULL, 0);
        p->has_pair_score[relation][a][b] = true;
    }
    return p->pair_score[relation][a][b];
}

/* ---- skeletons ---- */

/* What a skeleton costs before anything is learned: long ones, constants, roundings and numbers
 * left unused cost. */
static double shape_prior(const els_arith_shape *shape, uint32_t n_slots)
{
    uint32_t unused = shape->aggregate ? 0 : n_slots - shape->n_leaves;
    double prior = 1.0 - 0.2 * shape->n_leaves - 0.6 * unused;
    bool rounds = shape->n_nodes > 0 && (shape->nodes[0].kind == ELS_ARITH_FLOOR ||
                                         shape->nodes[0].kind == ELS_ARITH_CEIL ||
                                         shape->nodes[0].kind == ELS_ARITH_REMAINDER);
    for (uint32_t i = 0; i < shape->text.len; i++)
        prior -= shape->text.ptr[i] == '/' || shape->text.ptr[i] == '(' ? 0.15 : 0;
    if (shape->n_constants > 0)
        prior -= 1.2 + 0.1 * shape->n_constants;
    if (rounds || shape->aggregate)
        prior -= 1.2;
    if (shape->n_leaves == 1 && shape->n_constants == 0)
        prior -= 1.0;
    return prior;
}

static int by_shape_score(const void *a, const void *b)
{
    const ranked_shape *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->lot != y->lot)
        return x->lot < y->lot ? -1 : 1;
    return els_str_cmp(x->shape.text, y->shape.text);
}

static uint32_t rank_shapes(problem *p, ranked_shape *ranked)
{
    els_rng rng = els_session_rng(p->session, els_hash_str(ELS_STR("arith.shapes")));
    uint32_t n = 0;
    for (uint32_t i = 0; i < els_arith_n_shapes; i++) {
        els_str text = els_str_of(els_arith_shapes[i]);
        ranked_shape *r = &ranked[n];
        r->lot = els_rng_u32(&rng);
        if (!els_session_wants(p->session, text) || els_arith_compile(text, &r->shape) != ELS_OK)
            continue;
        if (r->shape.n_leaves > p->n_slots || (r->shape.aggregate && p->n_slots < 2))
            continue;
        /* Five numbers only where there are hardly more: the rest is left to longer texts' luck. */
        if (r->shape.n_leaves == 5 && p->n_slots > 6)
            continue;
        r->prior = shape_prior(&r->shape, p->n_slots);
        r->score = r->prior + els_session_shape_score(p->session, text);
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
static uint32_t bind(problem *p, const ranked_shape *ranked, uint32_t shape_index, binding *out)
{
    const els_arith_shape *shape = &ranked->shape;
    binding beam[BEAM], grown[BEAM * MAX_SLOTS];
    uint32_t n = 1;
    beam[0] = (binding){.score = ranked->score, .shape = shape_index};
    for (uint32_t leaf = 0; leaf < shape->n_leaves; leaf++) {
        uint32_t n_grown = 0;
        for (uint32_t b = 0; b < n; b++)
            for (uint32_t i = 0; i < p->n_slots; i++) {
                binding next = beam[b];
                bool used = false;
                for (uint32_t k = 0; k < leaf; k++)
                    used = used || next.slots[k] == i;
                if (used || (shape->before[leaf] >= 0 && i < next.slots[shape->before[leaf]]))
                    continue;
                next.slots[leaf] = (uint8_t)i;
                next.score += leaf_score(p, shape->roles[leaf], i);
                for (uint32_t k = 0; k < leaf; k++)
                    next.score += pair_score(p, shape->relations[k][leaf], next.slots[k], i);
                /* Order of mention is the likelier one. */
                if (leaf > 0 && i < next.slots[leaf - 1])
                    next.score -= 0.15;
                next.order = n_grown;
                grown[n_grown++] = next;
            }
        qsort(grown, n_grown, sizeof *grown, by_binding_score);
        n = n_grown < BEAM ? n_grown : BEAM;
        memcpy(beam, grown, n * sizeof *beam);
    }
    memcpy(out, beam, n * sizeof *out);
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

static uint32_t binding_own(const problem *p, const els_arith_shape *shape, const binding *b,
                            double value, uint32_t *own)
{
    uint32_t n = 0;
    bool used[MAX_SLOTS] = {false};
    uint64_t pattern = p->n_slots;
    for (uint32_t i = 0; i < shape->n_leaves; i++) {
        uint32_t s = b->slots[i];
        used[s] = true;
        pattern = els_hash_pair(pattern, s);
        n += leaf_own(&p->slots[s], shape->roles[i], own + n);
        for (uint32_t k = 0; k < i; k++)
            n += pair_own(&p->slots[b->slots[k]], &p->slots[s], shape->relations[k][i], own + n);
    }
    uint32_t unused = 0;
    for (uint32_t i = 0; i < p->n_slots && !shape->aggregate; i++)
        if (!used[i]) {
            own[n++] = els_feature("arith.unused", p->slots[i].unit, p->slots[i].place, 0);
            unused++;
        }
    double largest = 0;
    for (uint32_t i = 0; i < p->n_slots; i++)
        largest = fmax(largest, fabs(p->slots[i].value));
    own[n++] = els_feature("arith.left", unused, p->n_slots, 0);
    own[n++] = els_feature("arith.pattern", els_hash_str(shape->text), pattern, 0);
    own[n++] = els_feature("arith.whole", value == floor(value), 0, 0);
    own[n++] = els_feature("arith.large", value == 0 ? 0 : value < 1 ? 1 : value <= largest ? 2 : value <= 100 * largest ? 3 : 4, 0, 0);
    return n;
}

static void offer(problem *p, const ranked_shape *ranked, const binding *b, double value)
{
    els_arena *arena = els_session_arena(p->session);
    const els_arith_shape *shape = &ranked->shape;
    uint32_t own[MAX_OWN], n_cross = 0;
    uint64_t cross[ELS_ARITH_MAX_LEAVES];
    char args[4 * ELS_ARITH_MAX_LEAVES] = "all";
    size_t at = 0;
    double prior = ranked->prior;
    for (uint32_t i = 0; i < shape->n_leaves; i++) {
        cross[n_cross++] = leaf_cross(shape->roles[i], b->slots[i]);
        if (at > 0)
            args[at++] = ',';
        args[at++] = 'n';
        args[at++] = (char)('0' + b->slots[i]);
        if (i > 0 && b->slots[i] < b->slots[i - 1])
            prior -= 0.15;
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

static void propose(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    problem *p = ELS_ARENA_NEW(arena, problem, 1);
    ranked_shape *ranked = ELS_ARENA_NEW(arena, ranked_shape, els_arith_n_shapes);
    binding *wave = ELS_ARENA_NEW(arena, binding, WAVE * BEAM);
    p->session = session;
    read_slots(p);
    if (p->n_slots == 0)
        return;
    uint32_t n_shapes = rank_shapes(p, ranked);
    for (uint32_t first = 0; first < n_shapes; first += WAVE) {
        uint32_t n = 0;
        for (uint32_t i = first; i < n_shapes && i < first + WAVE; i++)
            n += bind(p, &ranked[i], i, wave + n);
        for (uint32_t i = 0; i < n; i++)
            wave[i].order = i;
        qsort(wave, n, sizeof *wave, by_binding_score);
        for (uint32_t i = 0; i < n; i++) {
            const ranked_shape *r = &ranked[wave[i].shape];
            double value;
            if (p->n_offers == MAX_OFFERS || !els_session_spend(session, 1))
                return;
            if (evaluate(p, &r->shape, &wave[i], &value) && is_news(p, value))
                offer(p, r, &wave[i], value);
        }
    }
}

const els_family els_family_arith = {"arith", applies, propose};
