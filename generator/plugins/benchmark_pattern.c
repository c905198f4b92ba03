/* benchmark_pattern.c — family pattern: sequences of numbers and letters; the transformations of
 * lists are in benchmark_pattern_list.c. */
#include "benchmark.h"

/* ---- sequences of numbers ---- */

enum { MAX_TERMS = 40 };

static void set_terms(els_bm_draft *d, unsigned slot, const int64_t *terms, uint32_t count,
                      uint32_t hidden)
{
    els_buf text = {0};
    els_bm_add_numbers(&text, terms, count, hidden);
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
    els_bm_set(d, 2,
               k % 10 == 1 && k != 11   ? "st"
               : k % 10 == 2 && k != 12 ? "nd"
               : k % 10 == 3 && k != 13 ? "rd"
                                        : "th");
    els_bm_ask(d, "<What is the {1}{2} <number|term> of the sequence {0}, ...?|Find the {1}{2} "
                  "<number|term> of the sequence {0}, ...>");
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
    static const int64_t primes[] = {2,  3,  5,  7,  11, 13, 17, 19, 23, 29,
                                     31, 37, 41, 43, 47, 53, 59, 61, 67};
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
    return ask_term(d, terms, 6,
                    (uint32_t)els_bm_between(d, 8, els_bm_by_level(d, 10, 15, 20, 30, 40)));
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
    els_bm_ask(d, "<Which number is missing|What is the missing number> in <the sequence |>{0}?");
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
    els_bm_ask(d,
               width == 1
                   ? "<What is the next letter in the sequence {0}?|Which letter comes next: "
                     "{0}?|Continue the sequence: {0}.|Find the next letter: {0}, ...>"
                   : "<What is the next <term|group> in the sequence {0}?|Which group of letters "
                     "comes next: {0}?|Continue the sequence: {0}.>");
    els_bm_answer(d, "text", els_arena_copy(d->arena, els_str_of(next)));
    return true;
}

static bool make_letters(els_bm_draft *d)
{
    int64_t start = els_bm_between(d, 0, 25),
            step = els_bm_between(d, 1, els_bm_by_level(d, 1, 2, 3, 4, 5));
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

/* The order decides the splits (els_plugin_split_of). It is chosen so that held-out templates are
 * new frames for words and operations that trained ones use too. */
static const els_bm_template templates[] = {
    {make_two_back, ELS_BM_IN_QUESTION},       {make_arithmetic, ELS_BM_IN_QUESTION},
    {make_quadratic, ELS_BM_IN_QUESTION},      {make_geometric, ELS_BM_IN_QUESTION},
    {make_affine, ELS_BM_IN_QUESTION},         {make_interleaved, ELS_BM_IN_QUESTION},
    {make_alternating, ELS_BM_IN_QUESTION},    {make_famous, ELS_BM_IN_QUESTION},
    {make_kth_term, ELS_BM_IN_QUESTION},       {make_digit_sum, ELS_BM_IN_CONTEXT},
    {make_letters, ELS_BM_IN_QUESTION},        {make_letter_groups, ELS_BM_IN_QUESTION},
    {make_missing, ELS_BM_IN_QUESTION},        {make_letter_turns, ELS_BM_IN_QUESTION},
    {els_bm_make_rotate, ELS_BM_IN_QUESTION},  {els_bm_make_reverse, ELS_BM_IN_QUESTION},
    {els_bm_make_parity, ELS_BM_IN_CONTEXT},   {els_bm_make_sort, ELS_BM_IN_CONTEXT},
    {els_bm_make_map, ELS_BM_IN_CONTEXT},      {els_bm_make_threshold, ELS_BM_IN_QUESTION},
    {els_bm_make_running, ELS_BM_IN_QUESTION}, {els_bm_make_slice, ELS_BM_IN_CONTEXT},
    {els_bm_make_distinct, ELS_BM_IN_CONTEXT}, {els_bm_make_reduce, ELS_BM_IN_CONTEXT},
};

const els_bm_family els_bm_pattern = {"pattern", templates, sizeof templates / sizeof templates[0],
                                      false};
