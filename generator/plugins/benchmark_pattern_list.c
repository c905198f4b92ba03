/* benchmark_pattern_list.c — list transformations of the family pattern, shown by examples. One is
 * only used when every program of the language below (and, for two steps, every pair of them) that
 * fits the examples gives the same answer. */
#include "benchmark.h"

#include <string.h>

/* ---- transformations of lists ---- */

enum { MAX_LIST = 10, MAX_EXAMPLES = 5 };

typedef struct {
    int64_t at[MAX_LIST];
    uint32_t len;
} list;

typedef enum {
    SORT_UP,
    SORT_DOWN,
    REVERSE,
    DISTINCT,
    RUNNING_SUM,
    DIFFERENCES,
    KEEP_EVEN,
    KEEP_ODD,
    ROTATE_LEFT,
    ROTATE_RIGHT,
    ADD,
    TIMES,
    KEEP_ABOVE,
    KEEP_BELOW,
    TAKE,
    DROP,
    TAKE_LAST,
    DROP_LAST,
    LARGEST, /* from here on the result is one number */
    SMALLEST,
    SUM,
    LENGTH,
    FIRST,
    LAST,
    OP_COUNT
} list_op;

typedef struct {
    list_op op;
    int64_t k; /* of ADD .. DROP_LAST, else 0 */
} list_step;

static void sort_up(list *l)
{
    for (uint32_t i = 1; i < l->len; i++)
        for (uint32_t j = i; j > 0 && l->at[j - 1] > l->at[j]; j--) {
            int64_t swap = l->at[j];
            l->at[j] = l->at[j - 1];
            l->at[j - 1] = swap;
        }
}

static void reverse(list *l)
{
    for (uint32_t i = 0; i < l->len / 2; i++) {
        int64_t swap = l->at[i];
        l->at[i] = l->at[l->len - 1 - i];
        l->at[l->len - 1 - i] = swap;
    }
}

static bool keeps(list_step s, const list *l, uint32_t i)
{
    switch (s.op) {
    case KEEP_EVEN:
        return l->at[i] % 2 == 0;
    case KEEP_ODD:
        return l->at[i] % 2 != 0;
    case KEEP_ABOVE:
        return l->at[i] > s.k;
    case KEEP_BELOW:
        return l->at[i] < s.k;
    case TAKE:
        return i < s.k;
    case DROP:
        return i >= s.k;
    case TAKE_LAST:
        return i + s.k >= l->len;
    case DROP_LAST:
        return i + s.k < l->len;
    default: /* DISTINCT */
        for (uint32_t j = 0; j < i; j++)
            if (l->at[j] == l->at[i])
                return false;
        return true;
    }
}

static int64_t reduce(list_op op, const list *l)
{
    int64_t result = op == LENGTH ? l->len : op == SUM ? 0 : l->at[op == LAST ? l->len - 1 : 0];
    for (uint32_t i = 0; i < l->len; i++) {
        if (op == SUM)
            result += l->at[i];
        if ((op == LARGEST && l->at[i] > result) || (op == SMALLEST && l->at[i] < result))
            result = l->at[i];
    }
    return result;
}

/* Writes the result to *ret; a number is a list of one. False where it is not defined. */
static bool apply(list_step s, const list *in, list *ret)
{
    ret->len = 0;
    switch (s.op) {
    case SORT_UP:
    case SORT_DOWN:
    case REVERSE:
        *ret = *in;
        if (s.op != REVERSE)
            sort_up(ret);
        if (s.op != SORT_UP)
            reverse(ret);
        return true;
    case RUNNING_SUM:
        for (int64_t sum = 0; ret->len < in->len; ret->len++)
            ret->at[ret->len] = sum += in->at[ret->len];
        return true;
    case DIFFERENCES:
        for (; ret->len + 1 < in->len; ret->len++)
            ret->at[ret->len] = in->at[ret->len + 1] - in->at[ret->len];
        return true;
    case ROTATE_LEFT:
    case ROTATE_RIGHT:
        for (; ret->len < in->len; ret->len++)
            ret->at[ret->len] =
                in->at[(ret->len + (s.op == ROTATE_LEFT ? 1 : in->len - 1)) % in->len];
        return true;
    case ADD:
    case TIMES:
        for (; ret->len < in->len; ret->len++)
            ret->at[ret->len] = s.op == ADD ? in->at[ret->len] + s.k : in->at[ret->len] * s.k;
        return true;
    case LARGEST:
    case SMALLEST:
    case SUM:
    case LENGTH:
    case FIRST:
    case LAST:
        if (in->len == 0)
            return false;
        ret->at[0] = reduce(s.op, in);
        ret->len = 1;
        return true;
    default:
        for (uint32_t i = 0; i < in->len; i++)
            if (keeps(s, in, i))
                ret->at[ret->len++] = in->at[i];
        return true;
    }
}

static bool equal(const list *a, const list *b)
{
    return a->len == b->len && memcmp(a->at, b->at, sizeof a->at[0] * a->len) == 0;
}

typedef struct {
    list in[MAX_EXAMPLES + 1], out[MAX_EXAMPLES + 1]; /* the last pair is the query */
    uint32_t n;                                       /* examples without the query */
    bool to_number;
} list_problem;

/* Programs of the language, one step each; returns how many. */
static uint32_t all_steps(bool to_number, const list_problem *p, list_step *ret)
{
    static const int64_t lowest[] = {-9, 2, 0, 2, 1, 1, 1, 1};
    uint32_t count = 0;
    if (to_number) {
        for (list_op op = LARGEST; op < OP_COUNT; op++)
            ret[count++] = (list_step){op, 0};
        return count;
    }
    for (list_op op = SORT_UP; op < ADD; op++)
        ret[count++] = (list_step){op, 0};
    for (list_op op = ADD; op < LARGEST; op++) {
        bool by_value = op == KEEP_ABOVE || op == KEEP_BELOW;
        int64_t highest = op == ADD ? 20 : op == TIMES ? 9 : 4;
        if (!by_value) {
            for (int64_t k = lowest[op - ADD]; k <= highest; k++)
                if (k != 0)
                    ret[count++] = (list_step){op, k};
            continue;
        }
        /* Other thresholds act as one of these do. */
        for (uint32_t i = 0; i < p->in[p->n].len; i++)
            for (int64_t k = p->in [p->n].at[i] - 1; k <= p->in[p->n].at[i] + 1; k++)
                ret[count++] = (list_step){op, k};
    }
    return count;
}

typedef enum { NO_FIT, FITS, FITS_OTHERWISE } fitness;

/* Whether a program of one step (after `first`, if any) fits all examples, and whether one that
 * does answers the query otherwise. */
static fitness last_steps(const list_problem *p, const list_step *first)
{
    list_step steps[160];
    list middle[MAX_EXAMPLES + 1], out;
    fitness result = NO_FIT;
    uint32_t count = all_steps(p->to_number, p, steps);
    for (uint32_t i = 0; i <= p->n; i++) {
        middle[i] = p->in[i];
        if (first && !apply(*first, &p->in[i], &middle[i]))
            return NO_FIT;
    }
    for (uint32_t s = 0; s < count; s++) {
        bool fits = true;
        for (uint32_t i = 0; i < p->n && fits; i++)
            fits = apply(steps[s], &middle[i], &out) && equal(&out, &p->out[i]);
        if (fits && (!apply(steps[s], &middle[p->n], &out) || !equal(&out, &p->out[p->n])))
            return FITS_OTHERWISE;
        if (fits)
            result = FITS;
    }
    return result;
}

/* The programs of the fewest steps that fit agree on the answer, and they have that many steps. */
static bool is_unique(const list_problem *p, bool two_steps)
{
    list_step steps[160];
    if (last_steps(p, NULL) != (two_steps ? NO_FIT : FITS))
        return false;
    uint32_t count = two_steps ? all_steps(false, p, steps) : 0;
    for (uint32_t s = 0; s < count; s++)
        if (last_steps(p, &steps[s]) == FITS_OTHERWISE)
            return false;
    return true;
}

static void set_list(els_bm_draft *d, unsigned slot, const list *l, bool number)
{
    els_buf text = {0};
    if (!number)
        els_buf_addc(&text, '[');
    els_bm_add_numbers(&text, l->at, l->len, l->len);
    if (!number)
        els_buf_addc(&text, ']');
    els_bm_set_str(d, slot, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_fini(&text);
}

/* Draws lists whose values come from `spread` different ones, and asks for the last result. */
static bool ask_steps(els_bm_draft *d, const list_step *steps, uint32_t n_steps, int64_t spread)
{
    list_problem p = {.n = n_steps > 1 ? 5 : (uint32_t)els_bm_between(d, 3, 5)};
    uint32_t empty = 0;
    p.to_number = steps[n_steps - 1].op >= LARGEST;
    for (uint32_t i = 0; i <= p.n; i++) {
        list *in = &p.in[i], out;
        in->len = (uint32_t)els_bm_between(d, els_bm_by_level(d, 3, 4, 4, 5, 5),
                                           els_bm_by_level(d, 5, 6, 6, 7, 8));
        for (uint32_t j = 0; j < in->len; j++)
            in->at[j] = els_bm_between(d, 1, spread);
        p.out[i] = *in;
        for (uint32_t s = 0; s < n_steps; s++) {
            if (!apply(steps[s], &p.out[i], &out))
                return false;
            p.out[i] = out;
        }
        empty += p.out[i].len == 0;
    }
    if (empty > 1 || p.out[p.n].len == 0 || equal(&p.in[p.n], &p.out[p.n]) ||
        !is_unique(&p, n_steps > 1))
        return false;
    if (els_bm_chance(d, 50))
        els_bm_say(d, "<The same rule turns each list on the left into what is on the right.|Each "
                      "example follows the same rule.>\n");
    for (uint32_t i = 0; i < p.n; i++) {
        set_list(d, 0, &p.in[i], false);
        set_list(d, 1, &p.out[i], p.to_number);
        els_bm_say(d, "{0} -> {1}\n");
    }
    set_list(d, 0, &p.in[p.n], false);
    set_list(d, 1, &p.out[p.n], p.to_number);
    els_bm_ask(d, p.to_number
                      ? "<What does {0} give?|What is the result for {0}?|Which number does "
                        "the rule give for {0}?>"
                      : "<What does {0} become?|What is the result for {0}?|Apply the same "
                        "rule to {0}.>");
    els_bm_answer(d, p.to_number ? "number" : "list", d->slot[1]);
    return true;
}

static int64_t list_spread(const els_bm_draft *d)
{
    return els_bm_by_level(d, 9, 15, 20, 40, 80);
}

/* One step up to level 3; on levels 4 and 5 a second one of a kind that goes well with any. */
static bool ask_transformation(els_bm_draft *d, list_step step, int64_t spread)
{
    static const list_op seconds[] = {REVERSE, SORT_UP, ADD, DROP, TAKE};
    list_step steps[2] = {step, {seconds[els_bm_below(d, 5)], 0}};
    if (d->level <= 3)
        return ask_steps(d, steps, 1, spread);
    if (steps[1].op >= ADD)
        steps[1].k = els_bm_between(d, 1, steps[1].op == ADD ? 9 : 3);
    if (step.op >= LARGEST) {
        steps[1] = step;
        steps[0] = (list_step){els_bm_chance(d, 50) ? KEEP_EVEN : DROP, els_bm_between(d, 1, 3)};
        if (steps[0].op == KEEP_EVEN)
            steps[0].k = 0;
    }
    return ask_steps(d, steps, 2, spread);
}

bool els_bm_make_sort(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){els_bm_chance(d, 50) ? SORT_UP : SORT_DOWN, 0},
                              list_spread(d));
}

bool els_bm_make_reverse(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){REVERSE, 0}, list_spread(d));
}

bool els_bm_make_map(els_bm_draft *d)
{
    list_step step = {els_bm_chance(d, 50) ? ADD : TIMES, els_bm_between(d, 2, 9)};
    return ask_transformation(d, step, list_spread(d));
}

bool els_bm_make_parity(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){els_bm_chance(d, 50) ? KEEP_EVEN : KEEP_ODD, 0},
                              list_spread(d));
}

bool els_bm_make_threshold(els_bm_draft *d)
{
    int64_t spread = els_bm_by_level(d, 9, 9, 9, 12, 12);
    list_step step = {els_bm_chance(d, 50) ? KEEP_ABOVE : KEEP_BELOW,
                      els_bm_between(d, spread / 3, spread - 2)};
    return ask_transformation(d, step, spread);
}

bool els_bm_make_slice(els_bm_draft *d)
{
    list_step step = {(list_op)(TAKE + els_bm_below(d, 4)), els_bm_between(d, 1, 3)};
    return ask_transformation(d, step, list_spread(d));
}

bool els_bm_make_running(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){els_bm_chance(d, 60) ? RUNNING_SUM : DIFFERENCES, 0},
                              list_spread(d));
}

bool els_bm_make_distinct(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){DISTINCT, 0}, 4);
}

bool els_bm_make_rotate(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){els_bm_chance(d, 50) ? ROTATE_LEFT : ROTATE_RIGHT, 0},
                              list_spread(d));
}

bool els_bm_make_reduce(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){(list_op)(LARGEST + els_bm_below(d, 6)), 0},
                              list_spread(d));
}
