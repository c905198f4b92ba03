/* Programs put together from examples: each test is a rule, examples made by it, and one open list.
 */
#include "tool_induce.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static els_arena arena;

static els_list_value list(const char *text)
{
    int64_t *items = ELS_ARENA_NEW(&arena, int64_t, ELS_LIST_MAX_ITEMS + 1);
    uint32_t n = 0;
    for (char *at = (char *)text; *at && n < ELS_LIST_MAX_ITEMS; n++)
        items[n] = strtoll(at, &at, 10);
    return (els_list_value){items, n, false};
}

typedef size_t (*rule)(const int64_t *x, size_t n, int64_t *y);

static const char *const inputs[] = {"4 9 2 9 7", "3 3 8 1 1 6", "12 5 40 7",      "6 2 2 2 9 31 8",
                                     "1 14 3",    "21 8 8 5 2",  "10 11 11 3 4 4", "7 30 2 16",
                                     "5 5 1",     "9 17 6 6 20"};

static els_list_problem problem_of(rule make, const char *query)
{
    els_list_problem problem = {.wants_list = true};
    for (uint32_t e = 0; e < sizeof inputs / sizeof inputs[0]; e++) {
        int64_t *y = ELS_ARENA_NEW(&arena, int64_t, ELS_LIST_MAX_ITEMS);
        problem.inputs[e] = list(inputs[e]);
        problem.outputs[e] = (els_list_value){
            y, (uint32_t)make(problem.inputs[e].items, problem.inputs[e].n, y), false};
        problem.n_examples++;
    }
    problem.inputs[problem.n_examples] = list(query);
    return problem;
}

static void expect(rule make, const char *query)
{
    els_induced programs[ELS_INDUCE_MAX_PROGRAMS];
    int64_t wanted[ELS_LIST_MAX_ITEMS];
    const els_list_problem problem = problem_of(make, query);
    const els_list_value *x = &problem.inputs[problem.n_examples];
    const uint32_t n = els_list_induce(&arena, &problem, NULL, programs),
                   m = (uint32_t)make(x->items, x->n, wanted);
    cr_assert_gt(n, 0, "nothing found");
    cr_assert_eq(programs[0].answer.n, m, ELS_STR_FMT, ELS_STR_ARG(programs[0].text));
    cr_assert_eq(memcmp(programs[0].answer.items, wanted, m * sizeof *wanted), 0, ELS_STR_FMT,
                 ELS_STR_ARG(programs[0].text));
    els_arena_fini(&arena);
}

static size_t step_up(const int64_t *x, size_t n, int64_t *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] % 2 == 0 ? x[i] / 2 : 3 * x[i] + 1;
    return n;
}

Test(induce, finds_a_rule_by_cases_for_every_item)
{
    expect(step_up, "13 8 22 5");
}

static size_t unlike_before(const int64_t *x, size_t n, int64_t *y)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || x[i] != x[i - 1])
            y[m++] = x[i];
    return m;
}

Test(induce, keeps_items_by_their_neighbours)
{
    expect(unlike_before, "5 5 7 7 7 5 1");
}

static size_t band(const int64_t *x, size_t n, int64_t *y)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (x[i] > 4 && x[i] < 10)
            y[m++] = x[i];
    return m;
}

Test(induce, joins_two_tests)
{
    expect(band, "3 6 50 8 2 12");
}

static size_t lengths_of_runs(const int64_t *x, size_t n, int64_t *y)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (i > 0 && x[i] == x[i - 1])
            y[m - 1]++;
        else
            y[m++] = 1;
    return m;
}

Test(induce, measures_runs)
{
    expect(lengths_of_runs, "2 2 2 7 7 1");
}

static size_t around_by_head(const int64_t *x, size_t n, int64_t *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[(i + (size_t)x[0]) % n];
    return n;
}

Test(induce, computes_places)
{
    expect(around_by_head, "2 10 11 12 13");
}

static int64_t key(int64_t x)
{
    return x % 10;
}

static size_t by_last_digit(const int64_t *x, size_t n, int64_t *y)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && key(y[at - 1]) > key(x[i]); at--)
            y[at] = y[at - 1];
        y[at] = x[i];
    }
    return n;
}

Test(induce, sorts_by_a_key)
{
    expect(by_last_digit, "19 41 30 8 22");
}

static size_t marked(const int64_t *x, size_t n, int64_t *y)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        y[m++] = x[i];
        if (x[i] % 2 != 0)
            y[m++] = 77;
    }
    return m;
}

Test(induce, puts_a_constant_behind_some_items)
{
    expect(marked, "4 3 8 15");
}

static size_t copies(const int64_t *x, size_t n, int64_t *y)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++)
            y[m++] = x[i];
    return m;
}

Test(induce, repeats_by_place)
{
    expect(copies, "6 1 9");
}

static size_t framed(const int64_t *x, size_t n, int64_t *y)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
        y[i + 1] = x[i];
    }
    y[0] = (int64_t)n;
    y[n + 1] = sum;
    return n + 2;
}

Test(induce, strips_what_the_whole_list_gives)
{
    expect(framed, "5 8 2");
}

static size_t upside_down_when_long(const int64_t *x, size_t n, int64_t *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = n > 4 ? x[n - 1 - i] : x[i];
    return n;
}

Test(induce, chooses_by_the_whole_list)
{
    expect(upside_down_when_long, "1 2 3 4 5 6");
}

static size_t nonsense(const int64_t *x, size_t n, int64_t *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = (x[i] * 7919 + (int64_t)(i * i) * 104729 + x[(i * 5 + 3) % n] * 31337) % 9973;
    return n;
}

static bool spend(void *context, uint32_t units)
{
    uint32_t *left = context;
    if (*left < units)
        return false;
    *left -= units;
    return true;
}

Test(induce, stops_when_the_allowance_is_used_up)
{
    els_induced programs[ELS_INDUCE_MAX_PROGRAMS];
    const els_list_problem problem = problem_of(nonsense, "4 3 8 15");
    uint32_t left = 20;
    const els_list_host host = {spend, NULL, NULL, &left};
    cr_assert_eq(els_list_induce(&arena, &problem, &host, programs), 0);
    cr_assert_eq(left, 0);
    els_arena_fini(&arena);
}

static int by_size(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static size_t in_order_once(const int64_t *x, size_t n, int64_t *y)
{
    size_t kept = 0;
    int64_t all[ELS_LIST_MAX_ITEMS];
    memcpy(all, x, n * sizeof *all);
    qsort(all, n, sizeof *all, by_size);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || all[i] != all[i - 1])
            y[kept++] = all[i];
    return kept;
}

static size_t two_largest(const int64_t *x, size_t n, int64_t *y)
{
    int64_t all[ELS_LIST_MAX_ITEMS];
    memcpy(all, x, n * sizeof *all);
    qsort(all, n, sizeof *all, by_size);
    y[0] = all[n - 1];
    y[1] = all[n - 2];
    return 2;
}

Test(induce, looks_at_sorted_lists_before_its_allowance_is_spent)
{
    static const rule rules[] = {in_order_once, two_largest};
    els_induced programs[ELS_INDUCE_MAX_PROGRAMS];
    for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        uint32_t left = 100;
        const els_list_host host = {spend, NULL, NULL, &left};
        const els_list_problem problem = problem_of(rules[r], "8 3 3 15 8 1");
        cr_assert_gt(els_list_induce(&arena, &problem, &host, programs), 0, "rule %zu", r);
        cr_assert_eq(programs[0].answer.items[0], r == 0 ? 1 : 15);
        els_arena_fini(&arena);
    }
}

Test(induce, gives_no_two_programs_with_one_answer_and_the_cheapest_first)
{
    els_induced programs[ELS_INDUCE_MAX_PROGRAMS];
    els_list_problem problem = problem_of(band, "");
    problem.n_examples = ELS_INDUCE_LEAST_EXAMPLES; /* that leaves much open */
    problem.inputs[problem.n_examples] = list("10 11 4 9 2");
    const uint32_t n = els_list_induce(&arena, &problem, NULL, programs);
    cr_assert_gt(n, 1);
    for (uint32_t i = 1; i < n; i++) {
        cr_assert_geq(programs[i].cost, programs[i - 1].cost);
        for (uint32_t k = 0; k < i; k++)
            cr_assert(programs[i].answer.n != programs[k].answer.n ||
                      memcmp(programs[i].answer.items, programs[k].answer.items,
                             programs[i].answer.n * sizeof(int64_t)) != 0);
    }
    els_arena_fini(&arena);
}

Test(induce, is_quiet_about_too_few_examples_words_and_lists_that_are_too_long)
{
    els_induced programs[ELS_INDUCE_MAX_PROGRAMS];
    els_list_problem problem = problem_of(step_up, "1 2");
    problem.is_text = true;
    cr_assert_eq(els_list_induce(&arena, &problem, NULL, programs), 0);
    problem.is_text = false;
    problem.inputs[2].n = ELS_LIST_MAX_ITEMS + 1;
    cr_assert_eq(els_list_induce(&arena, &problem, NULL, programs), 0);
    problem = problem_of(step_up, "1 2");
    problem.n_examples = ELS_INDUCE_LEAST_EXAMPLES - 1;
    cr_assert_eq(els_list_induce(&arena, &problem, NULL, programs), 0);
    els_arena_fini(&arena);
}

Test(induce, lives_with_empty_lists_and_large_numbers)
{
    static const char *const odd[] = {"", "0", "-5 -5", "999999999999 1", "-1 0 1"};
    els_induced programs[ELS_INDUCE_MAX_PROGRAMS];
    els_list_problem problem = {.wants_list = true, .n_examples = 5};
    for (uint32_t e = 0; e < 5; e++) {
        problem.inputs[e] = list(odd[e]);
        problem.outputs[e] = list(odd[(e * 3 + 1) % 5]);
    }
    for (uint32_t q = 0; q < 5; q++) {
        uint32_t left = 60;
        const els_list_host host = {spend, NULL, NULL, &left};
        problem.inputs[5] = list(odd[q]);
        const uint32_t n = els_list_induce(&arena, &problem, &host, programs);
        cr_assert_leq(n, ELS_INDUCE_MAX_PROGRAMS);
    }
    els_arena_fini(&arena);
}
