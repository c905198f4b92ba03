/* family_arith_features.c — what tells one formula over the numbers of a problem from another.
 *
 * Everything is said of small parts (a number in its role, two numbers by the lowest operation that
 * joins them, the last operation against the question), so that a formula that was never seen is
 * the sum of decisions that were (Roy and Roth 2015); and of the dimensions that come out (Roy and
 * Roth 2017). */
#include "family_arith.h"

#include <string.h>

/* A formula has some 200 features, which the model scales down (model.c); parts are scaled about
 * alike, so that the order of search follows the score. */
#define PART_SCALE 0.25

/* Nats, before anything is learned, for what two numbers' verbs agree or disagree with. */
#define AGREES 0.8
#define DISAGREES 2.0
/* Nats for an idea of quantity that is said; for what comes out in the unit that is asked for; per
 * power that it is off; for adding unlike things; for a percentage that is not taken as one, and a
 * part of the whole that is taken from it (or added) where the words say so, or the other way
 * round. */
#define SAID 2.0
#define IN_UNIT 1.6
#define OFF_UNIT 1.0
#define UNLIKE 2.4
#define NO_PERCENT 3.0
#define OF_WHOLE 1.6

double els_arith_score(const els_session *session, const uint32_t *own, uint32_t n)
{
    enum { UNSCALED = 16 };
    double sum = 0;
    for (uint32_t i = 0; i < n; i += UNSCALED)
        sum += els_session_score(session, own + i, n - i < UNSCALED ? n - i : UNSCALED, NULL, 0);
    return PART_SCALE * sum;
}

static uint32_t size_of(double value)
{
    return value < 1 ? 0 : value == 1 ? 1 : value == 2 ? 2 : value <= 12 ? 3 : value <= 100 ? 4 : 5;
}

static uint64_t ask_of(const els_quantities *q, const els_quantity *s)
{
    return (uint64_t)(q->asked == 0         ? 0
                      : s->unit == q->asked ? 1
                      : s->per == q->asked  ? 2
                                            : 3) +
           4u * (q->per != 0 && (s->unit == q->per || s->per == q->per)) +
           8u * (s->sentence == q->asking);
}

const els_arith_part *els_arith_leaf(els_arith_problem *p, uint32_t role, uint32_t slot)
{
    els_arith_part *f = &p->leaves[role][slot];
    if (f->n)
        return f;
    const els_quantities *q = &p->q;
    const els_quantity *s = &q->items[slot];
    uint32_t sign = role % 9, n = 0;
    uint64_t place = slot == 0 ? 0 : slot + 1 == q->n ? 2 : 1;
    f->own[n++] = els_feature("arith.class", role, s->unit_class, 0);
    f->own[n++] = els_feature("arith.class_said", sign, s->unit_class, s->said);
    f->own[n++] = els_feature("arith.said", role, s->said & ~(unsigned)ELS_SAID_WORD, 0);
    f->own[n++] = els_feature("arith.asked", role, ask_of(q, s), 0);
    f->own[n++] = els_feature("arith.place", role, place, s->said & ELS_SAID_WORD);
    f->own[n++] = els_feature("arith.size", sign, size_of(s->value), s->said & ELS_SAID_WORD);
    f->own[n++] = els_feature("arith.per", sign, s->per != 0, s->inherited);
    f->own[n++] = els_feature("arith.before", sign, s->before, 0);
    f->own[n++] = els_feature("arith.after", sign, s->after, 0);
    for (uint32_t i = 0; i < s->n_around; i++)
        f->own[n++] = els_feature("arith.around", sign, s->around[i], 0);
    for (uint32_t i = 0; i < 2 && s->lead[i]; i++)
        f->own[n++] = els_feature("arith.lead", sign, s->lead[i], 0);
    for (uint32_t left = s->concepts; left; left &= left - 1) {
        f->own[n++] = els_feature("arith.concept", sign, left & -left, 0);
        f->own[n++] = els_feature("arith.class_concept", sign, left & -left, s->unit_class);
    }
    f->own[n++] = els_feature("arith.flow", sign, (uint64_t)(s->flow + 1), q->asks_start);
    f->own[n++] = els_feature("arith.owner", role, s->owner, (uint64_t)(s->flow + 1));
    f->n = n;
    f->score = els_arith_score(p->session, f->own, n);
    return f;
}

/* What two numbers that are told as a story say of adding one to the other, or taking it away. */
static double flow_prior(const els_quantities *q, const els_quantity *x, const els_quantity *y,
                         uint32_t relation)
{
    bool joins = relation == ELS_ARITH_ADD;
    bool parts = relation == ELS_ARITH_FIRST_MINUS || relation == ELS_ARITH_SECOND_MINUS;
    if ((!joins && !parts) || (x->flow == 0 && y->flow == 0))
        return 0;
    int a = x->flow, b = y->flow;
    /* The one before what happened counts for itself; asked for that, everything is turned round.
     */
    if (a == 0 || b == 0) {
        int change = q->asks_start ? -(a + b) : a + b;
        if (joins)
            return change > 0 ? AGREES : -DISAGREES;
        bool taken = relation == (a ? ELS_ARITH_SECOND_MINUS : ELS_ARITH_FIRST_MINUS);
        return change < 0 && taken ? AGREES : -DISAGREES;
    }
    if (a == b)
        return joins ? AGREES : -DISAGREES;
    bool lost_taken = relation == (a < 0 ? ELS_ARITH_SECOND_MINUS : ELS_ARITH_FIRST_MINUS);
    return parts && lost_taken != q->asks_start ? AGREES : -DISAGREES;
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

const els_arith_part *els_arith_pair(els_arith_problem *p, uint32_t relation, bool direct,
                                     uint32_t a, uint32_t b)
{
    els_arith_part *f = &p->pairs[direct][relation][a][b];
    if (f->n)
        return f;
    const els_quantities *q = &p->q;
    if (a > b) {
        uint32_t swap = a;
        a = b;
        b = swap;
        relation = mirrored(relation);
    }
    const els_quantity *x = &q->items[a], *y = &q->items[b];
    uint32_t n = 0;
    relation += direct ? 0 : ELS_ARITH_RELATIONS;
    bool together = x->sentence == y->sentence, next = b == a + 1;
    uint64_t units = (uint64_t)(!x->unit || !y->unit ? 0
                                : x->unit == y->unit ? 1
                                                     : 2) +
                     3u * (x->per && x->per == y->unit) + 6u * (y->per && y->per == x->unit) +
                     12u * (x->per && x->per == y->per);
    uint64_t said =
        (x->said & ~(unsigned)ELS_SAID_WORD) * 256u + (y->said & ~(unsigned)ELS_SAID_WORD);
    f->own[n++] = els_feature("arith.pair", relation, together, next);
    f->own[n++] = els_feature("arith.units", relation, units, 0);
    f->own[n++] = els_feature("arith.units_near", relation, units, together + 2u * next);
    f->own[n++] =
        els_feature("arith.units_asked", relation, units, ask_of(q, x) % 4 * 4 + ask_of(q, y) % 4);
    f->own[n++] = els_feature("arith.classes", relation, x->unit_class, y->unit_class);
    f->own[n++] = els_feature("arith.pair_said", relation, said, 0);
    f->own[n++] = els_feature("arith.units_said", relation, units, said);
    f->own[n++] = els_feature("arith.sizes", relation, units,
                              (x->value > y->value) + 2u * (x->value > 10 * y->value) +
                                  4u * (y->value > 10 * x->value));
    f->own[n++] = els_feature("arith.flows", relation, (uint64_t)(3 * x->flow + y->flow + 4),
                              4u * x->owner + y->owner + 16u * q->asks_start);
    f->prior = flow_prior(q, x, y, relation % ELS_ARITH_RELATIONS);
    f->n = n;
    f->score = f->prior + els_arith_score(p->session, f->own, n);
    return f;
}

/* What the ideas of quantity in the question say of the last operation. */
static double root_prior(const els_quantities *q, uint32_t root)
{
    uint32_t ideas = q->asked_concepts;
    bool compares = q->asked_said & ELS_SAID_THAN || ideas & ELS_CONCEPT_DIFFERENCE;
    switch (root) {
    case ELS_ARITH_ROOT_ADD:
    case ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_TOTAL:
    case ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_ASKED:
    case ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_RATES:
        return compares ? -SAID : ideas & ELS_CONCEPT_SUM ? SAID / 2 : 0;
    case ELS_ARITH_ROOT_SUBTRACT:
        return compares ? SAID : 0;
    case ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_MEAN:
        return ideas & ELS_CONCEPT_MEAN ? 2 * SAID : -SAID;
    case ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_MAX:
        return ideas & ELS_CONCEPT_MAX ? SAID : -SAID;
    case ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_MIN:
        return ideas & ELS_CONCEPT_MIN ? SAID : -SAID;
    case ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_RANGE:
        return compares ? 0 : -SAID;
    default:
        return 0;
    }
}

const els_arith_part *els_arith_root(els_arith_problem *p, uint32_t root)
{
    els_arith_part *f = &p->roots[root];
    if (f->n)
        return f;
    const els_quantities *q = &p->q;
    uint32_t n = 0;
    f->own[n++] = els_feature("arith.root", root, 0, 0);
    f->own[n++] = els_feature("arith.root_said", root, q->asked_said, q->per != 0);
    for (uint32_t left = q->asked_concepts; left; left &= left - 1)
        f->own[n++] = els_feature("arith.root_concept", root, left & -left, 0);
    for (uint32_t i = 0; i < q->n_asked_words; i++)
        f->own[n++] = els_feature("arith.root_word", root, q->asked_words[i], 0);
    f->n = n;
    f->prior = root_prior(q, root);
    f->score = f->prior + els_arith_score(p->session, f->own, n);
    return f;
}

/* ---- dimensions ---- */

static bool equal(const els_dimension *a, const els_dimension *b)
{
    return memcmp(a->power, b->power, sizeof a->power) == 0;
}

static bool is_pure(const els_dimension *d)
{
    static const els_dimension pure;
    return equal(d, &pure);
}

enum { DOES_PLUS = 1, DOES_MINUS = 2, DOES_TIMES = 4, DOES_OVER = 8 };

typedef struct {
    els_dimension of[ELS_ARITH_MAX_NODES];
    double value[ELS_ARITH_MAX_NODES];
    uint32_t mismatches;             /* unlike things added */
    uint32_t pure;                   /* a pure number added to a thing */
    uint32_t explained, unexplained; /* constants */
} dimensions;

/* Plus is what adds two things; a constant is no thing. */
static unsigned operations_of(const els_arith_shape *shape)
{
    uint32_t added[ELS_ARITH_MAX_NODES] = {0};
    unsigned operations = 0;
    for (uint32_t i = 1; i < shape->n_nodes; i++) {
        const els_arith_node *node = &shape->nodes[i];
        els_arith_kind group = shape->nodes[node->parent].kind;
        if (node->kind == ELS_ARITH_CONSTANT)
            continue;
        if (group == ELS_ARITH_PRODUCT)
            operations |= node->is_inverse ? DOES_OVER : DOES_TIMES;
        else if (group == ELS_ARITH_SUM && node->is_inverse)
            operations |= DOES_MINUS;
        else if (group == ELS_ARITH_SUM && ++added[node->parent] > 1)
            operations |= DOES_PLUS;
    }
    return operations;
}

static void measure(const els_arith_problem *p, const els_arith_shape *shape, const uint8_t *slots,
                    dimensions *ret)
{
    bool begun[ELS_ARITH_MAX_NODES] = {false};
    uint32_t leaf = shape->n_leaves;
    memset(ret, 0, sizeof *ret);
    for (uint32_t i = 0; i < shape->n_nodes; i++)
        ret->value[i] = shape->nodes[i].kind == ELS_ARITH_PRODUCT ? 1 : 0;
    for (uint32_t i = shape->n_nodes; i-- > 0;) {
        const els_arith_node *node = &shape->nodes[i];
        els_dimension *own = &ret->of[i];
        if (node->kind == ELS_ARITH_SLOT) {
            ret->value[i] = p->q.items[slots[--leaf]].value;
            *own = p->q.items[slots[leaf]].dimension;
        } else if (node->kind == ELS_ARITH_CONSTANT) {
            ret->value[i] = node->constant;
            uint32_t known = els_quantities_constant(&p->q, node->constant, own);
            ret->explained += known == 2;
            ret->unexplained += known == 1;
        }
        if (i == 0)
            break;
        uint8_t up = node->parent;
        els_dimension *parent = &ret->of[up];
        double value = ret->value[i];
        if (shape->nodes[up].kind == ELS_ARITH_PRODUCT)
            ret->value[up] *= !node->is_inverse ? value : value != 0 ? 1 / value : 1;
        else
            ret->value[up] += node->is_inverse ? -value : value;
        if (shape->nodes[up].kind == ELS_ARITH_PRODUCT ||
            shape->nodes[up].kind == ELS_ARITH_REMAINDER) {
            for (uint32_t u = 0; u < p->q.n_units; u++)
                parent->power[u] = (int8_t)(parent->power[u] +
                                            (node->is_inverse ? -own->power[u] : own->power[u]));
        } else if (!begun[up]) {
            *parent = *own;
        } else if (!equal(parent, own)) {
            bool pure = is_pure(parent) || is_pure(own);
            ret->mismatches += !pure;
            ret->pure += pure;
            if (is_pure(parent))
                *parent = *own;
        }
        begun[up] = true;
    }
}

static uint32_t distance(const els_quantities *q, const els_dimension *a, const els_dimension *b)
{
    uint32_t sum = 0;
    for (uint32_t u = 0; u < q->n_units; u++)
        sum += (uint32_t)(a->power[u] > b->power[u] ? a->power[u] - b->power[u]
                                                    : b->power[u] - a->power[u]);
    return sum < 3 ? sum : 3;
}

/* What the result is, by its first unit. */
static uint32_t class_of(const els_quantities *q, const els_dimension *d)
{
    uint32_t class = ELS_UNIT_NONE;
    for (uint32_t u = 0; u < q->n_units; u++)
        if (d->power[u] > 0)
            class = class == ELS_UNIT_NONE ? q->unit_class[u] : ELS_UNIT_CLASSES;
    return class;
}

/* What counts what, per what, without the words: units by the order in which they come. */
static uint64_t form_of(const els_quantities *q)
{
    uint32_t name[ELS_UNITS_MAX + 1] = {0}, names = 0;
    uint64_t form = 0;
    for (uint32_t i = 0; i <= q->n; i++) {
        uint32_t unit = i < q->n ? q->items[i].unit : q->asked,
                 per = i < q->n ? q->items[i].per : q->per;
        if (unit && !name[unit])
            name[unit] = ++names;
        if (per && !name[per])
            name[per] = ++names;
        form = form * 131 + (unit ? name[unit] : 0) * 11 + (per ? name[per] : 0);
    }
    return form;
}

/* What comes out, measured in the problem's own units. */
static uint32_t dimension_own(const els_arith_problem *p, const els_arith_shape *shape,
                              const uint8_t *slots, uint32_t *own, double *prior)
{
    const els_quantities *q = &p->q;
    uint32_t n = 0;
    dimensions d;
    measure(p, shape, slots, &d);
    const els_dimension *result = &d.of[0];
    uint32_t far = q->asked ? distance(q, result, &q->asked_dimension) : 4;
    uint32_t mismatches = d.mismatches < 2 ? d.mismatches : 2;
    uint32_t class = class_of(q, result);
    uint32_t over = 0, under = 0;
    for (uint32_t u = 0; u < q->n_units; u++) {
        int power = result->power[u];
        over += power > 0 ? (uint32_t)power : 0;
        under += power < 0 ? (uint32_t)-power : 0;
    }
    *prior -= UNLIKE * mismatches;
    if (far < 4)
        *prior += far == 0 ? IN_UNIT : -OFF_UNIT * far;
    own[n++] = els_feature("arith.powers", over < 3 ? over : 3, under < 2 ? under : 2, q->per != 0);
    own[n++] = els_feature("arith.mismatches", mismatches, 0, 0);
    own[n++] = els_feature("arith.pure", d.pure, 0, 0);
    own[n++] = els_feature("arith.far", far, 0, 0);
    own[n++] = els_feature("arith.dimension", mismatches, far, d.pure);
    for (uint32_t i = 1; i < shape->n_nodes; i++) {
        /* What is taken away or added, compared with what it is taken from. */
        const els_arith_node *node = &shape->nodes[i];
        double whole = d.value[node->parent], part = d.value[i];
        if (shape->nodes[node->parent].kind != ELS_ARITH_SUM ||
            (!node->is_inverse && shape->nodes[node->parent].parent != node->parent))
            continue;
        double share = node->is_inverse ? part / (whole + part) : part / whole;
        own[n++] = els_feature("arith.share", node->is_inverse, node->parent == 0,
                               share < 0.1   ? 0
                               : share < 0.3 ? 1
                               : share < 0.7 ? 2
                               : share < 1   ? 3
                                             : 4);
    }
    own[n++] = els_feature("arith.explained", d.explained, d.unexplained, shape->n_constants);
    for (uint32_t i = 0; i < shape->n_nodes; i++)
        if (shape->nodes[i].kind == ELS_ARITH_CONSTANT)
            own[n++] = els_feature("arith.constant", (uint64_t)shape->nodes[i].constant,
                                   d.explained, d.unexplained);
    for (uint32_t i = 0; i < q->n_asked_words && i < 6; i++)
        own[n++] = els_feature("arith.result", class, q->asked_words[i], 0);
    return n;
}

/* ---- percentages ---- */

/* What the words say of a percentage: 1 that it is added to the whole, -1 that it is taken from it
 * (or that the others are asked for), 0 that it is a part. */
static int percent_way(const els_quantities *q, const els_quantity *s)
{
    uint32_t concepts = s->concepts | q->asked_concepts;
    int way = s->concepts & (ELS_CONCEPT_DOWN | ELS_CONCEPT_LESS) || s->flow < 0 ? -1
              : s->concepts & (ELS_CONCEPT_UP | ELS_CONCEPT_MORE)                ? 1
              : concepts & ELS_CONCEPT_DOWN                                      ? -1
              : concepts & ELS_CONCEPT_UP                                        ? 1
                                                                                 : 0;
    return way == 0 && q->asks_others ? -1 : way;
}

/* A percentage is of a hundred; where it goes to is told by the words. */
static double percent_prior(const els_arith_problem *p, const els_arith_shape *shape,
                            const uint8_t *slots)
{
    bool of_hundred = els_str_contains(shape->text, ELS_STR("100"));
    double prior = 0;
    bool any = false;
    for (uint32_t i = 0; i < shape->n_leaves; i++) {
        const els_quantity *s = &p->q.items[slots[i]];
        if (s->unit_class != ELS_UNIT_PERCENT)
            continue;
        any = true;
        uint32_t in_sum = shape->roles[i] % 9 / 3;
        int taken = in_sum == 0 ? 0 : in_sum == 1 ? 1 : -1;
        prior -= of_hundred ? 0 : NO_PERCENT;
        if (of_hundred)
            prior += taken == percent_way(&p->q, s) ? OF_WHOLE : -OF_WHOLE;
    }
    bool asked = p->q.asked_concepts & ELS_CONCEPT_PERCENT;
    return of_hundred && !any && !asked ? prior - NO_PERCENT : prior;
}

/* ---- the binding as a whole ---- */

uint32_t els_arith_picked(const els_quantities *q, els_arith_aggregate aggregate,
                          double values[ELS_QUANTITIES_READ])
{
    uint32_t n = 0, products = 0, unit = 0;
    if (aggregate < ELS_ARITH_ASKED) {
        for (; n < q->n_read; n++)
            values[n] = q->items[n].value;
        return n;
    }
    if (aggregate == ELS_ARITH_ASKED || aggregate == ELS_ARITH_BALANCE) {
        bool parted = false;
        for (uint32_t i = 0; i < q->n_read; i++) {
            const els_quantity *s = &q->items[i];
            bool less = aggregate == ELS_ARITH_BALANCE && s->flow < 0;
            if (s->counted)
                values[n++] = less ? -s->value : s->value;
            parted = parted || (s->counted && less);
        }
        return (n > 1 || q->asks_kind) && parted == (aggregate == ELS_ARITH_BALANCE) ? n : 0;
    }
    /* An amount beside its rate is a product; other numbers must be in the unit that comes out. */
    double whole = 0, sum[ELS_QUANTITIES_READ];
    uint32_t wholes = 0;
    for (uint32_t i = 0; i < q->n_read; i++) {
        const els_quantity *x = &q->items[i], *y = i + 1 < q->n_read ? x + 1 : NULL;
        bool rate_behind = y && y->per && y->per == x->unit && y->sentence == x->sentence;
        bool rate_before = y && x->per && x->per == y->unit && y->sentence == x->sentence;
        uint32_t gives = rate_behind ? y->unit : x->unit;
        if (unit && gives != unit)
            return 0;
        unit = gives;
        if (rate_behind || rate_before) {
            sum[n++] = x->value * y->value;
            products++;
            i++;
        } else if (aggregate == ELS_ARITH_CHANGE) {
            whole = x->value;
            wholes++;
        } else {
            sum[n++] = x->value;
        }
    }
    if (products < 2 || (aggregate == ELS_ARITH_CHANGE && wholes != 1))
        return 0;
    uint32_t first = aggregate == ELS_ARITH_CHANGE ? 1 : 0;
    values[0] = whole;
    memcpy(values + first, sum, n * sizeof *values);
    return n + first;
}

/* A sum of what is counted leaves rates and comparisons out, and the way that things go. */
static double counted_prior(const els_quantities *q, bool is_balance)
{
    double prior = q->asks_kind ? IN_UNIT : 0;
    for (uint32_t i = 0; i < q->n_read; i++) {
        const els_quantity *s = &q->items[i];
        bool compares = s->said & (ELS_SAID_THAN | ELS_SAID_TIMES);
        if (s->per || compares || s->unit_class == ELS_UNIT_PERCENT)
            return prior - UNLIKE;
        prior -= s->counted && s->flow < 0 && !is_balance ? DISAGREES : 0;
    }
    return prior;
}

uint32_t els_arith_whole(const els_arith_problem *p, const els_arith_shape *shape,
                         const uint8_t *slots, uint32_t *own, double *ret_prior)
{
    const els_quantities *q = &p->q;
    uint32_t n = 0, unused = 0;
    *ret_prior = 0;
    uint64_t pattern = q->n;
    bool used[ELS_QUANTITIES_MAX] = {false};
    for (uint32_t i = 0; i < shape->n_leaves; i++) {
        used[slots[i]] = true;
        pattern = els_hash_pair(pattern, slots[i]);
    }
    uint64_t text = els_hash_str(shape->text);
    own[n++] = els_feature("arith.pattern", text, pattern, 0);
    own[n++] = els_feature("arith.skeleton", text, 0, 0);
    own[n++] = els_feature("arith.form", text, pattern, form_of(q));
    own[n++] = els_feature("arith.form_skeleton", text, form_of(q), 0);
    for (uint32_t i = 0; i < q->n_asked_words; i++)
        own[n++] = els_feature("arith.skeleton_word", text, q->asked_words[i], 0);
    for (uint32_t i = 0; i < q->n && !shape->aggregate; i++) {
        const els_quantity *s = &q->items[i];
        if (used[i])
            continue;
        uint64_t place = i == 0 ? 0 : i + 1 == q->n ? 2 : 1;
        own[n++] = els_feature("arith.unused", s->unit_class, s->said, place);
        own[n++] = els_feature("arith.unused_size", size_of(s->value), s->said & ELS_SAID_WORD, 0);
        own[n++] = els_feature("arith.unused_asked", ask_of(q, s), 0, 0);
        own[n++] = els_feature("arith.unused_before", s->before, 0, 0);
        own[n++] = els_feature("arith.unused_after", s->after, 0, 0);
        unused++;
    }
    own[n++] = els_feature("arith.left", unused, 0, 0);
    own[n++] = els_feature("arith.left_of", unused, q->n, 0);
    own[n++] = els_feature("arith.constants", shape->n_constants > 0, unused > 0, 0);
    if (shape->aggregate) {
        if (shape->aggregate == ELS_ARITH_ASKED || shape->aggregate == ELS_ARITH_BALANCE)
            *ret_prior = counted_prior(q, shape->aggregate == ELS_ARITH_BALANCE);
        return n;
    }
    *ret_prior = percent_prior(p, shape, slots);
    unsigned operations = operations_of(shape);
    for (uint32_t i = 0; i < q->n_asked_words; i++)
        for (uint32_t k = 0; k < 4; k++)
            if (operations >> k & 1)
                own[n++] = els_feature("arith.does", k, q->asked_words[i], 0);
    for (uint32_t left = q->asked_concepts; left; left &= left - 1)
        for (uint32_t k = 0; k < 4; k++)
            if (operations >> k & 1)
                own[n++] = els_feature("arith.does_concept", k, left & -left, 0);
    own[n++] = els_feature("arith.operations", operations, 0, 0);
    return n + dimension_own(p, shape, slots, own + n, ret_prior);
}
