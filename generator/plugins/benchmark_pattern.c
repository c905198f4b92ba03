/* benchmark_pattern.c — family pattern: sequences of numbers and letters, and transformations of
 * lists shown by examples. A list transformation is only used when every program of the language
 * below (and, for two steps, every pair of them) that fits the examples gives the same answer. */
#include "benchmark.h"

#include <string.h>

/* ---- sequences of numbers ---- */

enum { MAX_TERMS = 40 };

static void add_terms(els_buf *out, const int64_t *terms, uint32_t count, uint32_t hidden)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            els_buf_add(out, ELS_STR(", "));
        if (i == hidden)
            els_buf_addc(out, '?');
        else
            els_buf_printf(out, "%lld", (long long)terms[i]);
    }
}

static void set_terms(els_bm_draft *d, unsigned slot, const int64_t *terms, uint32_t count,
                      uint32_t hidden)
{
    els_buf text = {0};
    add_terms(&text, terms, count, hidden);
    els_bm_set_str(d, slot, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_fini(&text);
}

static bool ask_next(els_bm_draft *d, const int64_t *terms, uint32_t shown)
{
    set_terms(d, 0, terms, shown, MAX_TERMS);
    els_bm_ask(d, "<What is the next <number|term> in the sequence {0}?|Which number comes next: "
                  "{0}?|Continue the sequence: {0}.|Find the next <number|term>: {0}, ...>");
    els_bm_answer_number(d, (double)terms[shown]);
    return true;
}

static bool ask_term(els_bm_draft *d, const int64_t *terms, uint32_t shown, uint32_t k)
{
    set_terms(d, 0, terms, shown, MAX_TERMS);
    els_bm_set_number(d, 1, k);
    els_bm_set(d, 2, k % 10 == 1 && k != 11   ? "st"
                     : k % 10 == 2 && k != 12 ? "nd"
                     : k % 10 == 3 && k != 13 ? "rd"
                                              : "th");
    els_bm_ask(d, "<What is|Find> the {1}{2} <number|term> of the sequence {0}, ...<?|>");
    els_bm_answer_number(d, (double)terms[k - 1]);
    return true;
}

static int64_t signed_sized(els_bm_draft *d)
{
    int64_t value = els_bm_sized(d);
    return d->level >= 2 && els_bm_chance(d, 30) ? -value : value;
}

static void fill_arithmetic(els_bm_draft *d, int64_t *terms)
{
    int64_t step = signed_sized(d);
    terms[0] = signed_sized(d);
    for (uint32_t i = 1; i < MAX_TERMS; i++)
        terms[i] = terms[i - 1] + step;
}

static void fill_quadratic(els_bm_draft *d, int64_t *terms)
{
    int64_t second = els_bm_between(d, 1, els_bm_by_level(d, 2, 4, 6, 12, 30));
    int64_t step = signed_sized(d);
    terms[0] = signed_sized(d);
    for (uint32_t i = 1; i < MAX_TERMS; i++, step += second)
        terms[i] = terms[i - 1] + step;
}

/* Up to ten terms are filled. */
static void fill_geometric(els_bm_draft *d, int64_t *terms)
{
    int64_t ratio = els_bm_between(d, 2, els_bm_by_level(d, 2, 3, 5, 7, 9));
    terms[0] = els_bm_between(d, 1, els_bm_by_level(d, 5, 9, 12, 20, 40));
    if (d->level >= 4 && els_bm_chance(d, 30))
        ratio = -ratio;
    for (uint32_t i = 1; i < 10; i++)
        terms[i] = terms[i - 1] * ratio;
}

static bool make_arithmetic(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS];
    fill_arithmetic(d, terms);
    return ask_next(d, terms, (uint32_t)els_bm_between(d, 5, 6));
}

static bool make_geometric(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS];
    fill_geometric(d, terms);
    return ask_next(d, terms, (uint32_t)els_bm_between(d, 5, 6));
}

static bool make_quadratic(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS];
    fill_quadratic(d, terms);
    return ask_next(d, terms, (uint32_t)els_bm_between(d, 6, 7));
}

static bool make_two_back(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS], p = d->level >= 3 ? els_bm_between(d, 1, 3) : 1;
    int64_t q = d->level >= 4 ? els_bm_between(d, 1, 3) : 1;
    terms[0] = els_bm_between(d, 1, els_bm_by_level(d, 3, 5, 9, 15, 30));
    terms[1] = els_bm_between(d, 1, els_bm_by_level(d, 3, 5, 9, 15, 30));
    for (uint32_t i = 2; i < 10; i++)
        terms[i] = p * terms[i - 1] + q * terms[i - 2];
    return ask_next(d, terms, 7);
}

static bool make_affine(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS], factor = els_bm_between(d, 2, els_bm_by_level(d, 2, 3, 3, 4, 5));
    int64_t plus = els_bm_between(d, 1, els_bm_by_level(d, 3, 5, 9, 15, 30));
    if (d->level >= 3 && els_bm_chance(d, 40))
        plus = -plus;
    terms[0] = els_bm_between(d, 1, 9);
    if (terms[0] * (factor - 1) + plus == 0)
        return false;
    for (uint32_t i = 1; i < 10; i++)
        terms[i] = factor * terms[i - 1] + plus;
    return ask_next(d, terms, 6);
}

static bool make_interleaved(els_bm_draft *d)
{
    int64_t a[MAX_TERMS], b[MAX_TERMS], terms[MAX_TERMS];
    fill_arithmetic(d, a);
    if (d->level >= 4)
        fill_geometric(d, b);
    else
        fill_arithmetic(d, b);
    for (uint32_t i = 0; i < 10; i++)
        terms[i] = i % 2 ? b[i / 2] : a[i / 2];
    return ask_next(d, terms, d->level >= 4 ? 9 : (uint32_t)els_bm_between(d, 8, 9));
}

static bool make_alternating(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS], up = els_bm_sized(d), down = els_bm_sized(d);
    bool doubles = d->level >= 3 && els_bm_chance(d, 50);
    terms[0] = els_bm_sized(d);
    if (up == down)
        return false;
    for (uint32_t i = 1; i < 12; i++)
        terms[i] = i % 2 ? terms[i - 1] + up : doubles ? terms[i - 1] * 2 : terms[i - 1] - down;
    return ask_next(d, terms, (uint32_t)els_bm_between(d, 8, 9));
}

static bool make_famous(els_bm_draft *d)
{
    static const int64_t primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67};
    int64_t terms[MAX_TERMS], first = els_bm_between(d, 1, els_bm_by_level(d, 2, 4, 6, 8, 10));
    int64_t shift = d->level >= 3 ? els_bm_between(d, -9, 9) : 0;
    uint32_t kind = els_bm_below(d, 4);
    for (uint32_t i = 0; i < 8; i++) {
        int64_t n = first + i;
        terms[i] = shift + (kind == 0   ? n * n
                            : kind == 1 ? n * (n + 1) / 2
                            : kind == 2 ? n * n * n
                                        : primes[n - 1]);
    }
    return ask_next(d, terms, 7);
}

static bool make_kth_term(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS];
    if (d->level >= 4 && els_bm_chance(d, 60))
        fill_quadratic(d, terms);
    else
        fill_arithmetic(d, terms);
    return ask_term(d, terms, 6, (uint32_t)els_bm_between(d, 8, els_bm_by_level(d, 10, 15, 20, 30, 40)));
}

static bool make_digit_sum(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS];
    uint32_t shown = 6;
    terms[0] = els_bm_between(d, 10, els_bm_by_level(d, 30, 60, 120, 500, 5000));
    for (uint32_t i = 1; i <= shown; i++) {
        int64_t sum = 0;
        for (int64_t rest = terms[i - 1]; rest; rest /= 10)
            sum += rest % 10;
        terms[i] = terms[i - 1] + sum;
    }
    bool same_step = true;
    for (uint32_t i = 2; i < shown; i++)
        same_step = same_step && terms[i] - terms[i - 1] == terms[1] - terms[0];
    if (same_step)
        return false;
    if (els_bm_chance(d, 60))
        els_bm_say(d, "Each number is the one before it plus the sum of its digits.");
    return ask_next(d, terms, shown);
}

static bool make_missing(els_bm_draft *d)
{
    int64_t terms[MAX_TERMS];
    uint32_t shown = 7, hidden = (uint32_t)els_bm_between(d, 2, 5);
    if (d->level >= 4)
        fill_quadratic(d, terms);
    else if (d->level >= 2 && els_bm_chance(d, 40))
        fill_geometric(d, terms);
    else
        fill_arithmetic(d, terms);
    set_terms(d, 0, terms, shown, hidden);
    els_bm_ask(d, "<Which number is missing|What is the missing number|Find the missing number> "
                  "in <the sequence |>{0}?");
    els_bm_answer_number(d, (double)terms[hidden]);
    return true;
}

/* ---- sequences of letters ---- */

/* Asks for the next group of `width` letters; every place of the group moves on by its own step. */
static bool ask_letters(els_bm_draft *d, uint32_t width, uint32_t shown, const int64_t *start,
                        const int64_t *step)
{
    els_buf text = {0};
    char next[8] = {0};
    for (uint32_t i = 0; i <= shown; i++)
        for (uint32_t j = 0; j < width; j++) {
            int64_t at = start[j] + step[j] * i;
            if (at < 0 || at > 25) {
                els_buf_fini(&text);
                return false;
            }
            if (i == shown)
                next[j] = (char)('A' + at);
            else
                els_buf_printf(&text, "%s%c", i > 0 && j == 0 ? ", " : "", (char)('A' + at));
        }
    els_bm_set_str(d, 0, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_fini(&text);
    els_bm_ask(d, width == 1
                      ? "<What is the next letter in the sequence {0}?|Which letter comes next: "
                        "{0}?|Continue the sequence: {0}.|Find the next letter: {0}, ...>"
                      : "<What is the next <term|group> in the sequence {0}?|Which group of letters "
                        "comes next: {0}?|Continue the sequence: {0}.>");
    els_bm_answer(d, "text", els_arena_copy(d->arena, els_str_of(next)));
    return true;
}

static bool make_letters(els_bm_draft *d)
{
    int64_t start = els_bm_between(d, 0, 25), step = els_bm_between(d, 1, els_bm_by_level(d, 1, 2, 3, 4, 5));
    if (d->level >= 2 && els_bm_chance(d, 40))
        step = -step;
    return ask_letters(d, 1, 4 + (d->level <= 3), &start, &step);
}

static bool make_letter_groups(els_bm_draft *d)
{
    int64_t start[3], step[3];
    uint32_t width = d->level >= 4 ? 3 : 2;
    for (uint32_t j = 0; j < width; j++) {
        start[j] = els_bm_between(d, 0, 25);
        step[j] = els_bm_between(d, 0, els_bm_by_level(d, 1, 2, 3, 3, 4));
        if (d->level >= 2 && els_bm_chance(d, 40))
            step[j] = -step[j];
    }
    if (step[0] == 0 && step[1] == 0)
        return false;
    return ask_letters(d, width, 4, start, step);
}

/* Two letter sequences taking turns: A, Z, C, Y, E, X. */
static bool make_letter_turns(els_bm_draft *d)
{
    els_buf text = {0};
    uint32_t shown = 8;
    char letters[16];
    int64_t start[2], step[2];
    for (uint32_t j = 0; j < 2; j++) {
        start[j] = els_bm_between(d, 0, 25);
        step[j] = els_bm_between(d, 1, els_bm_by_level(d, 1, 2, 3, 4, 5));
        if (els_bm_chance(d, 40))
            step[j] = -step[j];
        if (start[j] + step[j] * 4 < 0 || start[j] + step[j] * 4 > 25)
            return false;
    }
    for (uint32_t i = 0; i <= shown; i++)
        letters[i] = (char)('A' + start[i % 2] + step[i % 2] * (i / 2));
    for (uint32_t i = 0; i < shown; i++)
        els_buf_printf(&text, "%s%c", i ? ", " : "", letters[i]);
    els_bm_set_str(d, 0, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_fini(&text);
    els_bm_ask(d, "<What is the next letter in the sequence {0}?|Which letter comes next: {0}?|"
                  "Continue the sequence: {0}.>");
    els_bm_answer(d, "text", els_arena_copy(d->arena, (els_str){&letters[shown], 1}));
    return true;
}

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
            ret->at[ret->len] = in->at[(ret->len + (s.op == ROTATE_LEFT ? 1 : in->len - 1)) % in->len];
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
            for (int64_t k = p->in[p->n].at[i] - 1; k <= p->in[p->n].at[i] + 1; k++)
                ret[count++] = (list_step){op, k};
    }
    return count;
}

/* False when a program of one step fits all examples and answers the query otherwise. */
static bool no_rival(const list_problem *p, list_step first, bool has_first)
{
    list_step steps[160];
    list middle[MAX_EXAMPLES + 1], out;
    uint32_t count = all_steps(p->to_number, p, steps);
    for (uint32_t i = 0; i <= p->n; i++) {
        middle[i] = p->in[i];
        if (has_first && !apply(first, &p->in[i], &middle[i]))
            return true;
    }
    for (uint32_t s = 0; s < count; s++) {
        bool fits = true;
        for (uint32_t i = 0; i < p->n && fits; i++)
            fits = apply(steps[s], &middle[i], &out) && equal(&out, &p->out[i]);
        if (fits && (!apply(steps[s], &middle[p->n], &out) || !equal(&out, &p->out[p->n])))
            return false;
    }
    return true;
}

static bool is_unique(const list_problem *p, bool two_steps)
{
    list_step steps[160];
    if (!no_rival(p, (list_step){0}, false))
        return false;
    uint32_t count = two_steps ? all_steps(false, p, steps) : 0;
    for (uint32_t s = 0; s < count; s++)
        if (!no_rival(p, steps[s], true))
            return false;
    return true;
}

static void set_list(els_bm_draft *d, unsigned slot, const list *l, bool number)
{
    els_buf text = {0};
    if (!number)
        els_buf_addc(&text, '[');
    add_terms(&text, l->at, l->len, MAX_TERMS);
    if (!number)
        els_buf_addc(&text, ']');
    els_bm_set_str(d, slot, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_fini(&text);
}

/* Draws lists whose values come from `spread` different ones, and asks for the last result. */
static bool ask_steps(els_bm_draft *d, const list_step *steps, uint32_t n_steps, int64_t spread)
{
    list_problem p = {.n = n_steps > 1 ? 5 : (uint32_t)els_bm_between(d, 3, 5)};
    bool changed = false;
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
        changed = changed || !equal(in, &p.out[i]);
    }
    if (!changed || p.out[p.n].len == 0 || !is_unique(&p, n_steps > 1))
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
    els_bm_ask(d, p.to_number ? "<What does {0} give?|What is the result for {0}?|Which number does "
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

static bool make_sort(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){els_bm_chance(d, 50) ? SORT_UP : SORT_DOWN, 0},
                              list_spread(d));
}

static bool make_reverse(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){REVERSE, 0}, list_spread(d));
}

static bool make_map(els_bm_draft *d)
{
    list_step step = {els_bm_chance(d, 50) ? ADD : TIMES, els_bm_between(d, 2, 9)};
    return ask_transformation(d, step, list_spread(d));
}

static bool make_parity(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){els_bm_chance(d, 50) ? KEEP_EVEN : KEEP_ODD, 0},
                              list_spread(d));
}

static bool make_threshold(els_bm_draft *d)
{
    int64_t spread = els_bm_by_level(d, 9, 9, 9, 12, 12);
    list_step step = {els_bm_chance(d, 50) ? KEEP_ABOVE : KEEP_BELOW,
                      els_bm_between(d, spread / 3, spread - 2)};
    return ask_transformation(d, step, spread);
}

static bool make_slice(els_bm_draft *d)
{
    list_step step = {(list_op)(TAKE + els_bm_below(d, 4)), els_bm_between(d, 1, 3)};
    return ask_transformation(d, step, list_spread(d));
}

static bool make_running(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){els_bm_chance(d, 60) ? RUNNING_SUM : DIFFERENCES, 0},
                              list_spread(d));
}

static bool make_distinct(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){DISTINCT, 0}, 4);
}

static bool make_rotate(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){els_bm_chance(d, 50) ? ROTATE_LEFT : ROTATE_RIGHT, 0},
                              list_spread(d));
}

static bool make_reduce(els_bm_draft *d)
{
    return ask_transformation(d, (list_step){(list_op)(LARGEST + els_bm_below(d, 6)), 0},
                              list_spread(d));
}

static const els_bm_template templates[] = {
    {make_arithmetic, ELS_BM_IN_QUESTION},   {make_geometric, ELS_BM_IN_QUESTION},
    {make_quadratic, ELS_BM_IN_QUESTION},    {make_two_back, ELS_BM_IN_QUESTION},
    {make_affine, ELS_BM_IN_QUESTION},       {make_interleaved, ELS_BM_IN_QUESTION},
    {make_alternating, ELS_BM_IN_QUESTION},  {make_famous, ELS_BM_IN_QUESTION},
    {make_kth_term, ELS_BM_IN_QUESTION},     {make_digit_sum, ELS_BM_IN_CONTEXT},
    {make_missing, ELS_BM_IN_QUESTION},      {make_letters, ELS_BM_IN_QUESTION},
    {make_letter_groups, ELS_BM_IN_QUESTION}, {make_letter_turns, ELS_BM_IN_QUESTION},
    {make_sort, ELS_BM_IN_CONTEXT},          {make_reverse, ELS_BM_IN_QUESTION},
    {make_map, ELS_BM_IN_CONTEXT},           {make_parity, ELS_BM_IN_CONTEXT},
    {make_threshold, ELS_BM_IN_QUESTION},    {make_slice, ELS_BM_IN_CONTEXT},
    {make_running, ELS_BM_IN_QUESTION},      {make_distinct, ELS_BM_IN_CONTEXT},
    {make_rotate, ELS_BM_IN_QUESTION},       {make_reduce, ELS_BM_IN_CONTEXT},
};

const els_bm_family els_bm_pattern = {"pattern", templates, sizeof templates / sizeof templates[0],
                                      false};
