/* Keys of the plugin benchmark, worked out again by other means than its own: mathematics and
 * patterns. */
#include "benchmark_tasks.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(benchmark_math, .fini = benchmark_fini);

/* ---- arithmetic, by a recursive-descent evaluator ---- */

static const char *at, *whole;

static bool accept(const char *word)
{
    while (*at == ' ')
        at++;
    if (strncmp(at, word, strlen(word)) != 0)
        return false;
    at += strlen(word);
    return true;
}

static double sum(void);

static double factor(void)
{
    if (accept("(")) {
        double value = sum();
        cr_assert(accept(")"));
        return value;
    }
    char *end;
    while (*at == ' ')
        at++;
    double value = strtod(at, &end);
    cr_assert_neq(end, at, "no number at '%s' in %s", at, whole);
    at = end;
    if (at[-1] == '.') /* the sentence's */
        at--;
    return value;
}

static double product(void)
{
    double value = factor();
    for (;;) {
        if (accept("*") || accept("times"))
            value *= factor();
        else if (accept("/") || accept("divided by"))
            value /= factor();
        else
            return value;
    }
}

static double sum(void)
{
    double value = product();
    for (;;) {
        if (accept("+") || accept("plus"))
            value += product();
        else if (accept("-") || accept("minus"))
            value -= product();
        else
            return value;
    }
}

static bool check_expression(const els_sealed_task *t)
{
    whole = t->task.question.ptr;
    at = whole + strcspn(whole, "(0123456789");
    double value = sum(); /* the macro below evaluates its arguments twice */
    cr_assert_float_eq(value, atof(t->key[0].ptr), 1e-9, "%s", whole);
    return true;
}

Test(benchmark_math, keys_of_expressions_are_right)
{
    for (uint32_t level = 1; level <= 5; level++) {
        benchmark_check("benchmark.math.01", level, 15, check_expression);
        benchmark_check("benchmark.math.04", level, 15, check_expression);
    }
}

static bool check_chain(const els_sealed_task *t)
{
    const char *p = t->task.question.ptr;
    double value = 0;
    for (char *line = strtok((char *)els_arena_strdup(&benchmark_arena, t->task.question), ".");
         line; line = strtok(NULL, ".")) {
        const char *digit = line + strcspn(line, "0123456789");
        if (!*digit && !strchr(line, '?'))
            return false; /* a number in words */
        double n = atof(digit);
        if (strstr(line, "dd "))
            value += n;
        else if (strstr(line, "ubtract"))
            value -= n;
        else if (strstr(line, "ultiply"))
            value *= n;
        else if (*digit)
            value = n;
    }
    cr_assert_float_eq(value, atof(t->key[0].ptr), 1e-9, "%s", p);
    return true;
}

Test(benchmark_math, keys_of_chains_of_operations_are_right)
{
    benchmark_check("benchmark.math.12", 3, 20, check_chain);
    benchmark_check("benchmark.math.12", 5, 10, check_chain);
}

static bool check_difference(const els_sealed_task *t)
{
    double n[8];
    if (benchmark_numbers(t->task.question.ptr, n, 8) != 2)
        return false;
    cr_assert_float_eq(fabs(n[0] - n[1]), atof(t->key[0].ptr), 1e-9);
    return true;
}

static bool check_rectangle(const els_sealed_task *t)
{
    double n[8];
    cr_assert_eq(benchmark_numbers(t->task.question.ptr, n, 8), 2);
    bool area = strstr(t->task.question.ptr, "area") != NULL;
    cr_assert_float_eq(area ? n[0] * n[1] : n[0] + n[0] + n[1] + n[1], atof(t->key[0].ptr), 1e-9);
    return true;
}

static bool check_left_over(const els_sealed_task *t)
{
    double n[8];
    if (benchmark_numbers(t->task.question.ptr, n, 8) != 2)
        return false;
    while (n[0] >= n[1])
        n[0] -= n[1];
    cr_assert_float_eq(n[0], atof(t->key[0].ptr), 1e-9);
    return true;
}

Test(benchmark_math, keys_of_word_problems_are_right)
{
    benchmark_check("benchmark.math.11", 2, 20, check_difference);
    benchmark_check("benchmark.math.23", 3, 20, check_rectangle);
    benchmark_check("benchmark.math.17", 3, 20, check_left_over);
}

/* ---- patterns ---- */

/* Continues the terms by their table of differences down to a constant row. */
static bool check_by_differences(const els_sealed_task *t)
{
    double row[16], next = 0;
    int n = benchmark_numbers(strpbrk(t->task.question.ptr, "-0123456789"), row, 16);
    bool constant = false;
    while (n > 2 && !constant) {
        constant = true;
        next += row[n - 1];
        for (int i = 0; i + 1 < n; i++)
            row[i] = row[i + 1] - row[i];
        n--;
        for (int i = 1; i < n; i++)
            constant = constant && row[i] == row[0];
    }
    cr_assert(constant, "%s", t->task.question.ptr);
    cr_assert_float_eq(next + row[0], atof(t->key[0].ptr), 1e-9, "%s", t->task.question.ptr);
    return true;
}

static bool check_by_ratio(const els_sealed_task *t)
{
    double row[16];
    int n = benchmark_numbers(t->task.question.ptr, row, 16);
    for (int i = 2; i < n; i++)
        cr_assert_float_eq(row[i] * row[0], row[i - 1] * row[1], 1e-6 * fabs(row[i] * row[0]));
    cr_assert_float_eq(row[n - 1] / row[0] * row[1], atof(t->key[0].ptr),
                       1e-6 * fabs(row[n - 1] * 9));
    return true;
}

Test(benchmark_math, keys_of_sequences_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        benchmark_check("benchmark.pattern.02", level, 10, check_by_differences);
        benchmark_check("benchmark.pattern.03", level, 10, check_by_differences);
        benchmark_check("benchmark.pattern.04", level, 10, check_by_ratio);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool check_sorted(const els_sealed_task *t)
{
    double query[16], first_out[16], key[16];
    const char *arrow = strstr(t->task.context.ptr, "-> [");
    els_str first_line = els_str_sub(els_str_of(arrow), 0, strcspn(arrow, "]"));
    int n_first = benchmark_numbers(els_arena_strdup(&benchmark_arena, first_line), first_out, 16);
    int n = benchmark_numbers(t->task.question.ptr, query, 16);
    cr_assert_eq(benchmark_numbers(t->key[0].ptr, key, 16), n);
    bool up = first_out[0] < first_out[n_first - 1];
    qsort(query, (size_t)n, sizeof query[0], by_value);
    for (int i = 0; i < n; i++)
        cr_assert_eq(key[i], query[up ? i : n - 1 - i], "%s", benchmark_text(t));
    return true;
}

Test(benchmark_math, keys_of_list_transformations_are_right)
{
    benchmark_check("benchmark.pattern.18", 1, 15, check_sorted);
    benchmark_check("benchmark.pattern.18", 3, 15, check_sorted);
}
