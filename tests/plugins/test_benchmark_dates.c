/* Keys of the plugin benchmark, worked out again by other means than its own: classification,
 * dates and schedules. */
#include "benchmark_tasks.h"
#include "els_date.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(benchmark_dates, .fini = benchmark_fini);

/* ---- classification: every test of one value that splits the examples cleanly agrees ---- */

static int read_values(const char *line, char values[][24])
{
    int n = 0;
    for (const char *p = line; (p = strstr(p, ": ")) && n < 8;) {
        p += 2;
        size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789");
        snprintf(values[n++], 24, "%.*s", (int)len, p);
    }
    return n;
}

static bool check_one_feature(const els_sealed_task *t)
{
    char rows[24][8][24], labels[24][24], query[8][24], raw[8][24];
    int n_rows = 0, n_features = 0, agreeing = 0;
    char *copy = els_arena_strdup(&benchmark_arena, t->task.context);
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n")) {
        char *arrow = strstr(line, " -> ");
        if (!arrow)
            continue;
        n_features = read_values(line, rows[n_rows]);
        snprintf(labels[n_rows++], 24, "%s", arrow + 4);
    }
    int n_query = read_values(t->task.question.ptr, raw);
    for (int f = 0; f < n_features; f++) /* "What kind of thing is this: color: .." adds one */
        strcpy(query[f], raw[n_query - n_features + f]);
    for (int f = 0; f < n_features; f++)
        for (int v = 0; v < n_rows; v++) {
            const char *in = NULL, *out = NULL;
            bool clean = true;
            for (int i = 0; i < n_rows; i++) {
                const char **side = strcmp(rows[i][f], rows[v][f]) == 0 ? &in : &out;
                clean = clean && (!*side || strcmp(*side, labels[i]) == 0);
                *side = labels[i];
            }
            if (!clean || !out)
                continue;
            cr_assert_str_eq(strcmp(query[f], rows[v][f]) == 0 ? in : out, t->key[0].ptr, "%s",
                             benchmark_text(t));
            agreeing++;
        }
    cr_assert_gt(agreeing, 0, "%s", benchmark_text(t));
    return true;
}

/* The query lies on the side of the key, not between the two sides. */
static bool check_threshold(const els_sealed_task *t)
{
    char low_label[24] = "", high_label[24] = "";
    int low = 99, high = -1, value, low_side = -1, high_side = 99;
    for (const char *p = t->task.context.ptr; (p = strstr(p, "height: ")); p++) {
        value = atoi(p + strlen("height: "));
        char *label = value < low ? low_label : value > high ? high_label : NULL;
        if (value < low)
            low = value;
        if (value > high)
            sscanf(strstr(p, "-> "), "-> %23[a-z]", high_label);
        if (value > high)
            high = value;
        if (label)
            sscanf(strstr(p, "-> "), "-> %23[a-z]", label);
    }
    for (const char *p = t->task.context.ptr; (p = strstr(p, "height: ")); p++) {
        char label[24];
        value = atoi(p + strlen("height: "));
        sscanf(strstr(p, "-> "), "-> %23[a-z]", label);
        if (strcmp(label, low_label) == 0 && value > low_side)
            low_side = value;
        if (strcmp(label, high_label) == 0 && value < high_side)
            high_side = value;
    }
    cr_assert_lt(low_side, high_side, "%s", benchmark_text(t));
    value = atoi(strstr(t->task.question.ptr, "height: ") + strlen("height: "));
    cr_assert(value <= low_side || value >= high_side, "%s", benchmark_text(t));
    cr_assert_str_eq(t->key[0].ptr, value <= low_side ? low_label : high_label, "%s",
                     benchmark_text(t));
    return true;
}

static bool check_both_rule(const els_sealed_task *t)
{
    char a[24], b[24], one[24], other[24];
    cr_assert_eq(sscanf(t->task.context.ptr, "All %23s %23s %*s are %23[a-z].", a, b, one), 3);
    snprintf(other, sizeof other, "%s", strstr(t->task.context.ptr + strlen(one), "are ") + 4);
    bool fits = strstr(t->task.question.ptr, a) && strstr(t->task.question.ptr, b);
    cr_assert_eq(strncmp(one, t->key[0].ptr, t->key[0].len) == 0, fits, "%s", benchmark_text(t));
    return true;
}

Test(benchmark_dates, keys_of_classifications_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        benchmark_check("benchmark.classification.01", level, 10, check_one_feature);
        benchmark_check("benchmark.classification.11", level, 10, check_both_rule);
        benchmark_check("benchmark.classification.03", level, 10, check_threshold);
    }
}

/* ---- reasoning ---- */

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Counts forward one day at a time. */
static bool check_date_after(const els_sealed_task *t)
{
    int span, y, m, d;
    char expected[48];
    const char *p = t->task.question.ptr + strcspn(t->task.question.ptr, "0123456789");
    if (sscanf(p, "%d days after %d-%d-%d", &span, &y, &m, &d) != 4)
        return false;
    for (; span > 0; span--)
        if (++d > days_of_month(y, m)) {
            d = 1;
            if (++m > 12) {
                m = 1;
                y++;
            }
        }
    snprintf(expected, sizeof expected, "%04d-%02d-%02d", y, m, d);
    cr_assert_str_eq(t->key[0].ptr, expected, "%s", t->task.question.ptr);
    return true;
}

/* Zeller's congruence. */
static bool check_weekday(const els_sealed_task *t)
{
    static const char *const names[] = {"Saturday",  "Sunday",   "Monday", "Tuesday",
                                        "Wednesday", "Thursday", "Friday"};
    int y, m, d;
    const char *p = t->task.question.ptr + strcspn(t->task.question.ptr, "0123456789");
    if (sscanf(p, "%d-%d-%d", &y, &m, &d) != 3)
        return false;
    if (m < 3) {
        m += 12;
        y--;
    }
    cr_assert_str_eq(
        t->key[0].ptr,
        names[(d + 13 * (m + 1) / 5 + y % 100 + y % 100 / 4 + y / 400 + 5 * (y / 100)) % 7], "%s",
        t->task.question.ptr);
    return true;
}

Test(benchmark_dates, keys_of_dates_are_right)
{
    benchmark_check("benchmark.reasoning.01", 1, 12, check_date_after);
    benchmark_check("benchmark.reasoning.01", 5, 12, check_date_after);
    benchmark_check("benchmark.reasoning.04", 2, 20, check_weekday);
}

/* ---- schedule ---- */

Test(benchmark_dates, keys_of_the_transfer_family_are_right)
{
    int done = 0;
    for (uint64_t i = 0; i < 400; i++) {
        els_sealed_task t;
        double n[16], expected = 0;
        cr_assert_eq(benchmark_make("schedule", ELS_SPLIT_TRANSFER, 0, i, &t), ELS_OK);
        int count = benchmark_numbers(t.task.context.ptr ? t.task.context.ptr : "", n, 16);
        if (benchmark_is_template(&t, "benchmark.schedule.01")) {
            for (int k = 0; k < count; k++)
                expected += n[k];
        } else if (benchmark_is_template(&t, "benchmark.schedule.08")) {
            expected = n[0] * n[1] * (count > 2 ? n[2] : 1) - (count > 3 ? n[3] : 0);
        } else {
            continue;
        }
        cr_assert_float_eq(expected, atof(t.key[0].ptr), 1e-9, "%s", benchmark_text(&t));
        done++;
    }
    cr_assert_gt(done, 40);
}
