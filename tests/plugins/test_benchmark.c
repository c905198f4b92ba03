/* The benchmark plugin: shape of its tasks, and keys worked out again by other means than its own.
 */
#include "els_date.h"
#include "plugin.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const els_plugin els_plugin_benchmark;

static const char *const main_families[] = {"math", "logic", "pattern", "classification",
                                            "reasoning"};
static els_arena arena;

static void fini(void)
{
    els_arena_fini(&arena);
}

TestSuite(benchmark, .fini = fini);

static els_err make(const char *family, uint32_t split, uint32_t difficulty, uint64_t index,
                    els_sealed_task *ret)
{
    els_task_request request = {.seed = 1,
                                .task_seed = 99,
                                .index = index,
                                .difficulty = difficulty,
                                .split = split,
                                .family = els_str_of(family)};
    return els_plugin_make(&els_plugin_benchmark, &request, &arena, ret);
}

/* Context and question as one NUL-terminated text. */
static char *whole_text(const els_sealed_task *t)
{
    return (char *)els_arena_printf(&arena, ELS_STR_FMT "\n" ELS_STR_FMT,
                                    ELS_STR_ARG(t->task.context), ELS_STR_ARG(t->task.question))
        .ptr;
}

static bool is_template(const els_sealed_task *t, const char *id)
{
    /* of any frame */
    return els_str_eq(els_str_sub(t->template_id, 0, t->template_id.len - 1), els_str_of(id));
}

/* Calls `check` on tasks of one template until it has accepted `wanted` of them. `check` returns
 * false for a wording it does not read. */
static void check_template(const char *id, uint32_t difficulty, int wanted,
                           bool (*check)(const els_sealed_task *t))
{
    char family[32];
    sscanf(id, "benchmark.%31[a-z]", family);
    int done = 0;
    for (uint32_t i = 0; i < 3000 && done < wanted; i++) {
        els_sealed_task t;
        els_err err = make(family, i % ELS_SPLIT_TRANSFER, difficulty, i, &t);
        cr_assert_eq(err, ELS_OK);
        if (is_template(&t, id))
            done += check(&t);
        if (i % 64 == 63)
            els_arena_reset(&arena);
    }
    cr_assert_eq(done, wanted, "%s: only %d tasks could be checked", id, done);
}

/* ---- shape ---- */

Test(benchmark, makes_equal_tasks_from_equal_requests)
{
    for (uint64_t i = 0; i < 100; i++) {
        els_sealed_task a, b, c;
        cr_assert_eq(make("", ELS_SPLIT_TRAIN, 0, i, &a), ELS_OK);
        cr_assert_eq(make("", ELS_SPLIT_TRAIN, 0, i, &b), ELS_OK);
        cr_assert_eq(make("", ELS_SPLIT_TRAIN, 0, i + 1000, &c), ELS_OK);
        cr_assert(els_str_eq(a.task.id, b.task.id));
        cr_assert(els_str_eq(a.task.question, b.task.question));
        cr_assert(els_str_eq(a.task.context, b.task.context));
        cr_assert(els_str_eq(a.template_id, b.template_id));
        cr_assert(els_str_eq(a.key[0], b.key[0]));
        cr_assert_eq(a.difficulty, b.difficulty);
        cr_assert_not(els_str_eq(a.task.id, c.task.id));
    }
}

Test(benchmark, does_not_repeat_content_across_splits)
{
    for (uint64_t i = 0; i < 50; i++) {
        els_sealed_task a, b;
        cr_assert_eq(make("logic", ELS_SPLIT_TRAIN, 3, i, &a), ELS_OK);
        cr_assert_eq(make("logic", ELS_SPLIT_PROBE, 3, i, &b), ELS_OK);
        cr_assert_not(els_str_eq(a.template_id, b.template_id));
        cr_assert_not(els_str_eq(a.task.question, b.task.question));
    }
}

Test(benchmark, has_enough_templates_in_every_split)
{
    els_plugin_statistics s;
    els_plugin_benchmark.statistics(&els_plugin_benchmark, &arena, &s);
    cr_assert_eq(s.n_families, 6);
    uint32_t totals[ELS_SPLIT_COUNT_] = {0};
    for (uint32_t f = 0; f < s.n_families; f++) {
        const uint32_t *n = s.families[f].templates;
        for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++)
            totals[split] += n[split];
        if (f < 5) {
            cr_assert(els_str_eq(s.families[f].name, els_str_of(main_families[f])));
            cr_assert_geq(n[0] + n[1] + n[2], 14);
            cr_assert(n[ELS_SPLIT_TRAIN] >= 8 && n[ELS_SPLIT_SELECT] >= 2 &&
                      n[ELS_SPLIT_PROBE] >= 3);
            cr_assert_eq(n[ELS_SPLIT_TRANSFER], 0);
        } else {
            cr_assert(els_str_eq(s.families[f].name, ELS_STR("schedule")));
            cr_assert_geq(n[ELS_SPLIT_TRANSFER], 8);
            cr_assert_eq(n[0] + n[1] + n[2], 0);
        }
    }
    cr_assert_arr_eq(totals, s.templates, sizeof totals);
}

Test(benchmark, draws_every_template_of_the_statistics_and_keeps_it_in_one_split)
{
    els_plugin_statistics s;
    els_arena own = {0};
    els_plugin_benchmark.statistics(&els_plugin_benchmark, &own, &s);
    for (uint32_t f = 0; f < s.n_families; f++) {
        char name[32];
        snprintf(name, sizeof name, ELS_STR_FMT, ELS_STR_ARG(s.families[f].name));
        uint32_t split_seen[256] = {0}; /* per problem and frame, mask of splits */
        for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++) {
            for (uint64_t i = 0; s.families[f].templates[split] && i < 900; i++) {
                els_sealed_task t;
                unsigned number;
                cr_assert_eq(make(name, split, 0, i, &t), ELS_OK);
                cr_assert(els_str_eq(t.family, s.families[f].name));
                char frame;
                cr_assert_eq(sscanf(t.template_id.ptr, "benchmark.%*[a-z].%u%c", &number, &frame), 2);
                number = number * 4 + (uint32_t)(frame - 'a');
                cr_assert(number >= 4 && number < 256);
                split_seen[number] |= 1u << split;
                if (i % 50 == 49)
                    els_arena_reset(&arena);
            }
        }
        uint32_t per_split[ELS_SPLIT_COUNT_] = {0};
        for (uint32_t number = 0; number < 256; number++) {
            cr_assert_eq(split_seen[number] & (split_seen[number] - 1), 0);
            for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++)
                per_split[split] += split_seen[number] >> split & 1;
        }
        cr_assert_arr_eq(per_split, s.families[f].templates, sizeof per_split);
    }
    els_arena_fini(&own);
}

Test(benchmark, isolates_the_transfer_family)
{
    els_sealed_task t;
    for (uint32_t split = 0; split < ELS_SPLIT_TRANSFER; split++)
        cr_assert_eq(make("schedule", split, 0, 0, &t), ELS_E_NOT_FOUND);
    for (size_t f = 0; f < 5; f++)
        cr_assert_eq(make(main_families[f], ELS_SPLIT_TRANSFER, 0, 0, &t), ELS_E_NOT_FOUND);
    for (uint64_t i = 0; i < 100; i++) {
        cr_assert_eq(make("", ELS_SPLIT_TRANSFER, 0, i, &t), ELS_OK);
        cr_assert(els_str_eq(t.family, ELS_STR("schedule")));
        cr_assert_eq(make("", (uint32_t)(i % 3), 0, i, &t), ELS_OK);
        cr_assert_not(els_str_eq(t.family, ELS_STR("schedule")));
    }
}

Test(benchmark, refuses_requests_out_of_range)
{
    els_sealed_task t = {.difficulty = 77};
    cr_assert_eq(make("poetry", ELS_SPLIT_TRAIN, 0, 0, &t), ELS_E_NOT_FOUND);
    cr_assert_eq(make("math", ELS_SPLIT_COUNT_, 0, 0, &t), ELS_E_USAGE);
    cr_assert_eq(make("math", ELS_SPLIT_TRAIN, 6, 0, &t), ELS_E_USAGE);
    cr_assert_eq(t.difficulty, 77);
}

static void check_answer(const els_sealed_task *t)
{
    const els_field_spec *field = &t->task.fields[0];
    bool right = false;
    int64_t days;
    double number;
    cr_assert_eq(t->task.n_fields, 1);
    cr_assert_eq(field->name.len, 0);
    cr_assert_gt(t->key[0].len, 0);
    els_plugin_benchmark.validate(&els_plugin_benchmark, t, t->key, &right);
    cr_assert(right);
    els_str wrong = ELS_STR("9999999999999.5");
    els_plugin_benchmark.validate(&els_plugin_benchmark, t, &wrong, &right);
    cr_assert_not(right);
    cr_assert_eq(field->n_choices > 0, els_str_eq(field->type, ELS_STR("enum")));
    int found = 0;
    for (uint32_t i = 0; i < field->n_choices; i++) {
        found += els_str_eq(field->choices[i], t->key[0]);
        for (uint32_t j = 0; j < i; j++)
            cr_assert_not(els_str_eq(field->choices[i], field->choices[j]), "repeated choice in %s",
                          t->template_id.ptr);
        if (!els_str_eq(field->choices[i], t->key[0])) {
            els_plugin_benchmark.validate(&els_plugin_benchmark, t, &field->choices[i], &right);
            cr_assert_not(right);
        }
    }
    if (field->n_choices)
        cr_assert_eq(found, 1, "%s", t->template_id.ptr);
    else if (els_str_eq(field->type, ELS_STR("number")))
        cr_assert(els_str_to_double(t->key[0], &number));
    else if (els_str_eq(field->type, ELS_STR("date")))
        cr_assert(els_date_parse_iso(t->key[0], &days));
    else if (els_str_eq(field->type, ELS_STR("entity")))
        cr_assert_not_null(strstr(whole_text(t), t->key[0].ptr));
    else
        cr_assert(els_str_eq(field->type, ELS_STR("list")) ||
                  els_str_eq(field->type, ELS_STR("text")));
}

Test(benchmark, gives_well_formed_tasks_whose_key_is_accepted_and_others_refused)
{
    for (uint32_t i = 0; i < 3000; i++) {
        els_sealed_task t;
        cr_assert_eq(make("", i % ELS_SPLIT_COUNT_, 1 + i / 4 % 5, i, &t), ELS_OK);
        cr_assert_eq(t.difficulty, 1 + i / 4 % 5);
        cr_assert_null(strpbrk(t.task.question.ptr, "{}|"), "%s: %s", t.template_id.ptr,
                       t.task.question.ptr);
        cr_assert_null(strstr(t.task.question.ptr, "  "));
        cr_assert_gt(t.task.question.len, 10);
        cr_assert_lt(t.task.context.len + t.task.question.len, 4000);
        check_answer(&t);
        if (i % 64 == 63)
            els_arena_reset(&arena);
    }
}

Test(benchmark, draws_all_difficulties_and_makes_higher_ones_bigger)
{
    uint32_t seen = 0;
    for (uint64_t i = 0; i < 100; i++) {
        els_sealed_task t;
        cr_assert_eq(make("", ELS_SPLIT_TRAIN, 0, i, &t), ELS_OK);
        seen |= 1u << t.difficulty;
    }
    cr_assert_eq(seen, 0x3e);
    for (size_t f = 0; f < 5; f++) {
        size_t bytes[6] = {0};
        for (uint32_t level = 1; level <= 5; level += 2)
            for (uint64_t i = 0; i < 300; i++) {
                els_sealed_task t;
                cr_assert_eq(make(main_families[f], ELS_SPLIT_TRAIN, level, i, &t), ELS_OK);
                bytes[level] += t.task.question.len + t.task.context.len;
                if (i % 50 == 49)
                    els_arena_reset(&arena);
            }
        cr_assert_lt(bytes[1], bytes[3], "%s", main_families[f]);
        cr_assert_lt(bytes[3], bytes[5], "%s", main_families[f]);
    }
}

Test(benchmark, words_the_same_structure_in_several_ways)
{
    const char *seen[] = {"How much is", "What is"};
    int count[2] = {0};
    for (uint64_t i = 0; i < 600; i++) {
        els_sealed_task t;
        cr_assert_eq(make("math", i % 3, 1, i, &t), ELS_OK);
        if (is_template(&t, "benchmark.math.01"))
            for (int k = 0; k < 2; k++)
                count[k] += strstr(t.task.question.ptr, seen[k]) != NULL;
    }
    cr_assert(count[0] > 0 && count[1] > 0);
}

Test(benchmark, answers_yes_no_and_unknown_alike_often)
{
    int count[3] = {0};
    static const char *const words[3] = {"yes", "no", "unknown"};
    for (uint64_t i = 0; i < 1500; i++) {
        els_sealed_task t;
        cr_assert_eq(make("logic", ELS_SPLIT_TRAIN, 0, i, &t), ELS_OK);
        for (int w = 0; w < 3; w++)
            count[w] += els_str_eq(t.key[0], els_str_of(words[w]));
        if (i % 50 == 49)
            els_arena_reset(&arena);
    }
    int total = count[0] + count[1] + count[2];
    for (int w = 0; w < 3; w++)
        cr_assert(count[w] * 5 > total && count[w] * 2 < total);
}

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

Test(benchmark, keys_of_expressions_are_right)
{
    for (uint32_t level = 1; level <= 5; level++) {
        check_template("benchmark.math.01", level, 15, check_expression);
        check_template("benchmark.math.04", level, 15, check_expression);
    }
}

static bool check_chain(const els_sealed_task *t)
{
    const char *p = t->task.question.ptr;
    double value = 0;
    for (char *line = strtok((char *)els_arena_strdup(&arena, t->task.question), "."); line;
         line = strtok(NULL, ".")) {
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

Test(benchmark, keys_of_chains_of_operations_are_right)
{
    check_template("benchmark.math.12", 3, 20, check_chain);
    check_template("benchmark.math.12", 5, 10, check_chain);
}

/* Numbers of a text in order; words for numbers are not read. */
static int numbers(const char *p, double *ret, int max)
{
    int n = 0;
    while (*p && n < max) {
        bool negative = *p == '-' && isdigit((unsigned char)p[1]);
        if (isdigit((unsigned char)*p) || negative) {
            char *end;
            ret[n++] = strtod(p, &end);
            p = end;
        } else {
            p++;
        }
    }
    return n;
}

static bool check_difference(const els_sealed_task *t)
{
    double n[8];
    if (numbers(t->task.question.ptr, n, 8) != 2)
        return false;
    cr_assert_float_eq(fabs(n[0] - n[1]), atof(t->key[0].ptr), 1e-9);
    return true;
}

static bool check_rectangle(const els_sealed_task *t)
{
    double n[8];
    cr_assert_eq(numbers(t->task.question.ptr, n, 8), 2);
    bool area = strstr(t->task.question.ptr, "area") != NULL;
    cr_assert_float_eq(area ? n[0] * n[1] : n[0] + n[0] + n[1] + n[1], atof(t->key[0].ptr), 1e-9);
    return true;
}

static bool check_left_over(const els_sealed_task *t)
{
    double n[8];
    if (numbers(t->task.question.ptr, n, 8) != 2)
        return false;
    while (n[0] >= n[1])
        n[0] -= n[1];
    cr_assert_float_eq(n[0], atof(t->key[0].ptr), 1e-9);
    return true;
}

Test(benchmark, keys_of_word_problems_are_right)
{
    check_template("benchmark.math.11", 2, 20, check_difference);
    check_template("benchmark.math.23", 3, 20, check_rectangle);
    check_template("benchmark.math.17", 3, 20, check_left_over);
}

/* ---- orderings, by trying all permutations ---- */

enum { MAX_PEOPLE = 6 };
static char people[MAX_PEOPLE][16];
static int n_people;

static int person(const char *name, size_t len)
{
    for (int i = 0; i < n_people; i++)
        if (strlen(people[i]) == len && memcmp(people[i], name, len) == 0)
            return i;
    cr_assert_lt(n_people, MAX_PEOPLE);
    memcpy(people[n_people], name, len);
    people[n_people][len] = 0;
    return n_people++;
}

static const struct {
    const char *above, *below, *top, *bottom;
} relations[] = {
    {" is taller than ", " is shorter than ", "tallest", "shortest"},
    {" is older than ", " is younger than ", "oldest", "youngest"},
    {" is heavier than ", " is lighter than ", "heaviest", "lightest"},
    {" is faster than ", " is slower than ", "fastest", "slowest"},
    {" is richer than ", " is poorer than ", "richest", "poorest"},
    {" is stronger than ", " is weaker than ", "strongest", "weakest"},
    {" finished before ", " finished after ", "first", "last"},
    {" arrived before ", " arrived after ", "first", "last"},
    {" sits to the left of ", " sits to the right of ", "left?", "right?"},
    {" stands to the left of ", " stands to the right of ", "left?", "right?"},
};

/* Pairs (above, below) stated in the text by the i-th relation. */
static int read_pairs(const char *text, size_t relation, int pairs[][2])
{
    int count = 0;
    for (int way = 0; way < 2; way++) {
        const char *phrase = way ? relations[relation].below : relations[relation].above;
        for (const char *p = text; (p = strstr(p, phrase)); p += strlen(phrase)) {
            const char *start = p, *end = p + strlen(phrase);
            while (start > text && isalpha((unsigned char)start[-1]))
                start--;
            size_t len = strspn(end, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
            if (end[len] != '.')
                continue;
            pairs[count][way] = person(start, (size_t)(p - start));
            pairs[count++][!way] = person(end, len);
        }
    }
    return count;
}

/* Calls visit(rank) for every assignment of ranks to people that fits the pairs; 0 is the top. */
static int fitting_orders(int pairs[][2], int n_pairs, void (*visit)(const int *rank, void *to),
                          void *to)
{
    int rank[MAX_PEOPLE], found = 0, total = 1;
    for (int i = 0; i < n_people; i++)
        total *= n_people;
    for (int code = 0; code < total; code++) {
        int rest = code, used = 0;
        for (int i = 0; i < n_people; i++, rest /= n_people)
            used |= 1 << (rank[i] = rest % n_people);
        bool fits = used == (1 << n_people) - 1;
        for (int p = 0; p < n_pairs && fits; p++)
            fits = rank[pairs[p][0]] < rank[pairs[p][1]];
        if (fits) {
            visit(rank, to);
            found++;
        }
    }
    return found;
}

static void keep_rank(const int *rank, void *to)
{
    memcpy(to, rank, sizeof(int) * (size_t)n_people);
}

static bool check_order_end(const els_sealed_task *t)
{
    char *text = whole_text(t);
    int pairs[16][2], rank[MAX_PEOPLE];
    n_people = 0;
    for (size_t r = 0; r < sizeof relations / sizeof relations[0]; r++) {
        int n = read_pairs(text, r, pairs);
        if (n == 0)
            continue;
        cr_assert_eq(fitting_orders(pairs, n, keep_rank, rank), 1, "%s", text);
        const char *question = strstr(text, "Who ");
        bool top = strstr(question, relations[r].top),
             bottom = strstr(question, relations[r].bottom);
        cr_assert_neq(top, bottom, "%s", question);
        cr_assert_eq(rank[person(t->key[0].ptr, t->key[0].len)], top ? 0 : n_people - 1, "%s",
                     text);
        return true;
    }
    cr_assert_fail("unread: %s", text);
    return false;
}

typedef struct {
    int a, b, above, below;
} tally;

static void tally_pair(const int *rank, void *to)
{
    tally *y = to;
    y->above += rank[y->a] < rank[y->b];
    y->below += rank[y->a] > rank[y->b];
}

static bool check_order_pair(const els_sealed_task *t)
{
    char *text = whole_text(t), a[16], b[16];
    int pairs[16][2];
    n_people = 0;
    for (size_t r = 0; r < 6; r++) {
        int n = read_pairs(text, r, pairs);
        if (n == 0)
            continue;
        const char *question = strstr(text, "Is ");
        cr_assert_eq(sscanf(question, "Is %15s %*s than %15[A-Za-z]", a, b), 2);
        tally y = {person(a, strlen(a)), person(b, strlen(b)), 0, 0};
        cr_assert_gt(fitting_orders(pairs, n, tally_pair, &y), 0);
        const char *right = y.above && y.below ? "unknown" : y.above ? "yes" : "no";
        cr_assert_str_eq(t->key[0].ptr, right, "%s", text);
        return true;
    }
    cr_assert_fail("unread: %s", text);
    return false;
}

Test(benchmark, keys_of_orderings_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        check_template("benchmark.logic.08", level, 8, check_order_end);
        check_template("benchmark.logic.03", level, 8, check_order_end);
        check_template("benchmark.logic.07", level, 8, check_order_end);
    }
    check_template("benchmark.logic.02", 3, 12, check_order_pair);
    check_template("benchmark.logic.02", 5, 6, check_order_pair);
}

/* ---- conditionals, by trying all assignments ---- */

static char atoms[8][64];
static int n_atoms;

/* Reads "Anna is not tired" as an atom and a sign. */
static int atom(const char *text, size_t len, bool *ret_true)
{
    char copy[64];
    cr_assert_lt(len, sizeof copy);
    memcpy(copy, text, len);
    copy[len] = 0;
    char *no = strstr(copy, " not ");
    *ret_true = !no;
    if (no)
        memmove(no, no + 4, strlen(no + 4) + 1);
    copy[0] = (char)tolower((unsigned char)copy[0]);
    for (int i = 0; i < n_atoms; i++)
        if (strcmp(atoms[i], copy) == 0)
            return i;
    cr_assert_lt(n_atoms, 8);
    strcpy(atoms[n_atoms], copy);
    return n_atoms++;
}

static bool check_conditionals(const els_sealed_task *t)
{
    char *text = whole_text(t);
    struct {
        int a, b;
        bool sa, sb;
    } rules[12];
    int n_rules = 0, asked = -1, yes = 0, no = 0;
    n_atoms = 0;
    for (char *p = text; *p;) {
        size_t len = strcspn(p, ".?\n");
        if (len && p[len] == '?') {
            char subject[32], predicate[32];
            char words[96];
            memcpy(words, p, len);
            words[len] = 0;
            char *last = strrchr(words, ' ');
            snprintf(predicate, sizeof predicate, "%.31s", last + 1);
            *last = 0;
            snprintf(subject, sizeof subject, "%.31s", words + strlen("Is "));
            bool sign;
            els_str s = els_arena_printf(&arena, "%s is %s", subject, predicate);
            asked = atom(s.ptr, s.len, &sign);
            break;
        }
        if (len > 3 && strncmp(p, "If ", 3) == 0) {
            char *comma = memchr(p, ',', len);
            char *then = comma + 2;
            if (strncmp(then, "then ", 5) == 0)
                then += 5;
            rules[n_rules].a = atom(p + 3, (size_t)(comma - p) - 3, &rules[n_rules].sa);
            rules[n_rules].b = atom(then, (size_t)(p + len - then), &rules[n_rules].sb);
            n_rules++;
        } else if (len > 0) {
            rules[n_rules].a = rules[n_rules].b = atom(p, len, &rules[n_rules].sb);
            rules[n_rules].sa = !rules[n_rules].sb;
            n_rules++;
        }
        p += len + (p[len] != 0);
        p += strspn(p, " ");
    }
    cr_assert_neq(asked, -1, "%s", text);
    for (int world = 0; world < 1 << n_atoms; world++) {
        bool fits = true;
        for (int r = 0; r < n_rules; r++)
            fits = fits && ((world >> rules[r].a & 1) != rules[r].sa ||
                            (world >> rules[r].b & 1) == rules[r].sb);
        yes += fits && (world >> asked & 1);
        no += fits && !(world >> asked & 1);
    }
    cr_assert_gt(yes + no, 0, "%s", text);
    cr_assert_str_eq(t->key[0].ptr, yes && no ? "unknown" : yes ? "yes" : "no", "%s", text);
    return true;
}

Test(benchmark, keys_of_conditionals_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        check_template("benchmark.logic.17", level, 10, check_conditionals);
        check_template("benchmark.logic.20", level, 10, check_conditionals);
    }
}

/* ---- kinds, by following implications from the stated fact ---- */

/* Index of a noun, plural or not. */
static int noun(const char *word)
{
    char one[32];
    size_t len = strlen(word);
    if (strcmp(word, "daxes") == 0)
        len = 3;
    else if (len > 1 && word[len - 1] == 's')
        len--;
    snprintf(one, sizeof one, "%.*s", (int)len, word);
    bool sign;
    return atom(one, strlen(one), &sign);
}

static bool check_member(const els_sealed_task *t)
{
    char *text = whole_text(t), a[24], b[24];
    int from[12], to[12], n = 0, asked = -1;
    bool to_sign[12];
    int known[8] = {0}; /* 1 holds, -1 does not */
    n_atoms = 0;
    for (char *p = text; *p; p += strcspn(p, ".?\n"), p += strspn(p, ".? \n")) {
        if (sscanf(p, "All %23s are %23[a-z]", a, b) == 2 ||
            sscanf(p, "Every %23s is a %23[a-z]", a, b) == 2 ||
            sscanf(p, "Each %23s is a %23[a-z]", a, b) == 2)
            to_sign[n] = true;
        else if (sscanf(p, "No %23s are %23[a-z]", a, b) == 2 ||
                 sscanf(p, "No %23s is a %23[a-z]", a, b) == 2)
            to_sign[n] = false;
        else if (sscanf(p, "Is %*s a %23[a-z]", a) == 1) {
            asked = noun(a);
            break;
        } else {
            bool holds = sscanf(p, "%*s is a %23[a-z]", a) == 1;
            cr_assert(holds || sscanf(p, "%*s is not a %23[a-z]", a) == 1, "%s", p);
            known[noun(a)] = holds ? 1 : -1;
            continue;
        }
        from[n] = noun(a);
        to[n++] = noun(b);
    }
    for (int round = 0; round < 8; round++)
        for (int i = 0; i < n; i++) {
            int value = to_sign[i] ? 1 : -1;
            if (known[from[i]] == 1)
                known[to[i]] = value;
            if (known[to[i]] == -value)
                known[from[i]] = -1;
        }
    cr_assert_neq(asked, -1);
    cr_assert_str_eq(t->key[0].ptr,
                     known[asked] > 0   ? "yes"
                     : known[asked] < 0 ? "no"
                                        : "unknown",
                     "%s", text);
    return true;
}

/* ---- truth tellers, by trying who lies ---- */

static bool check_liars(const els_sealed_task *t)
{
    char *text = whole_text(t), speaker[24], a[24], b[24], word[24];
    bool one_liar = strstr(text, "Exactly one") != NULL;
    int said[MAX_PEOPLE][4], n = 0, answers = 0, answer = -1;
    n_people = 0;
    for (char *p = text; (p = strstr(p, " says that ")); p++) {
        char *start = p;
        while (start > text && isalpha((unsigned char)start[-1]))
            start--;
        if (sscanf(start, "%23s says that %23s and %23s are of %*s %23[a-z]", speaker, a, b,
                   word) == 4) {
            said[n][3] = strstr(p, " are of the same") == strstr(p, " are of ") ? 2 : 3;
            said[n][2] = person(b, strlen(b));
        } else {
            cr_assert_eq(sscanf(start, "%23s says that %23s is a %23[a-z]", speaker, a, word), 3);
            said[n][3] = strcmp(word, "knight") == 0 || strcmp(word, "truthteller") == 0;
            said[n][2] = 0;
        }
        said[n][0] = person(speaker, strlen(speaker));
        said[n++][1] = person(a, strlen(a));
    }
    cr_assert_eq(n, n_people, "%s", text);
    for (int liars = 0; liars < 1 << n; liars++) {
        bool fits = !one_liar || __builtin_popcount((unsigned)liars) == 1;
        for (int i = 0; i < n && fits; i++) {
            bool a_lies = liars >> said[i][1] & 1, b_lies = liars >> said[i][2] & 1;
            bool claim = said[i][3] == 0   ? a_lies
                         : said[i][3] == 1 ? !a_lies
                         : said[i][3] == 2 ? a_lies == b_lies
                                           : a_lies != b_lies;
            fits = claim == !(liars >> said[i][0] & 1);
        }
        int value = one_liar ? liars : __builtin_popcount((unsigned)liars);
        if (fits && value != answer) {
            answer = value;
            answers++;
        }
    }
    cr_assert_eq(answers, 1, "%s", text);
    if (one_liar)
        cr_assert_eq(1 << person(t->key[0].ptr, t->key[0].len), answer, "%s", text);
    else
        cr_assert_eq(atoi(t->key[0].ptr), answer, "%s", text);
    return true;
}

Test(benchmark, keys_of_kinds_and_of_liars_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        check_template("benchmark.logic.15", level, 12, check_member);
        check_template("benchmark.logic.12", level, 8, check_liars);
        check_template("benchmark.logic.21", level, 8, check_liars);
    }
}

/* ---- patterns ---- */

/* Continues the terms by their table of differences down to a constant row. */
static bool check_by_differences(const els_sealed_task *t)
{
    double row[16], next = 0;
    int n = numbers(strpbrk(t->task.question.ptr, "-0123456789"), row, 16);
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
    int n = numbers(t->task.question.ptr, row, 16);
    for (int i = 2; i < n; i++)
        cr_assert_float_eq(row[i] * row[0], row[i - 1] * row[1], 1e-6 * fabs(row[i] * row[0]));
    cr_assert_float_eq(row[n - 1] / row[0] * row[1], atof(t->key[0].ptr),
                       1e-6 * fabs(row[n - 1] * 9));
    return true;
}

Test(benchmark, keys_of_sequences_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        check_template("benchmark.pattern.02", level, 10, check_by_differences);
        check_template("benchmark.pattern.03", level, 10, check_by_differences);
        check_template("benchmark.pattern.04", level, 10, check_by_ratio);
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
    int n_first = numbers(els_arena_strdup(&arena, first_line), first_out, 16);
    int n = numbers(t->task.question.ptr, query, 16);
    cr_assert_eq(numbers(t->key[0].ptr, key, 16), n);
    bool up = first_out[0] < first_out[n_first - 1];
    qsort(query, (size_t)n, sizeof query[0], by_value);
    for (int i = 0; i < n; i++)
        cr_assert_eq(key[i], query[up ? i : n - 1 - i], "%s", whole_text(t));
    return true;
}

Test(benchmark, keys_of_list_transformations_are_right)
{
    check_template("benchmark.pattern.18", 1, 15, check_sorted);
    check_template("benchmark.pattern.18", 3, 15, check_sorted);
}

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
    char *copy = els_arena_strdup(&arena, t->task.context);
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
                             whole_text(t));
            agreeing++;
        }
    cr_assert_gt(agreeing, 0, "%s", whole_text(t));
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
    cr_assert_lt(low_side, high_side, "%s", whole_text(t));
    value = atoi(strstr(t->task.question.ptr, "height: ") + strlen("height: "));
    cr_assert(value <= low_side || value >= high_side, "%s", whole_text(t));
    cr_assert_str_eq(t->key[0].ptr, value <= low_side ? low_label : high_label, "%s",
                     whole_text(t));
    return true;
}

static bool check_both_rule(const els_sealed_task *t)
{
    char a[24], b[24], one[24], other[24];
    cr_assert_eq(sscanf(t->task.context.ptr, "All %23s %23s %*s are %23[a-z].", a, b, one), 3);
    snprintf(other, sizeof other, "%s", strstr(t->task.context.ptr + strlen(one), "are ") + 4);
    bool fits = strstr(t->task.question.ptr, a) && strstr(t->task.question.ptr, b);
    cr_assert_eq(strncmp(one, t->key[0].ptr, t->key[0].len) == 0, fits, "%s", whole_text(t));
    return true;
}

Test(benchmark, keys_of_classifications_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        check_template("benchmark.classification.01", level, 10, check_one_feature);
        check_template("benchmark.classification.11", level, 10, check_both_rule);
        check_template("benchmark.classification.03", level, 10, check_threshold);
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

Test(benchmark, keys_of_dates_are_right)
{
    check_template("benchmark.reasoning.01", 1, 12, check_date_after);
    check_template("benchmark.reasoning.01", 5, 12, check_date_after);
    check_template("benchmark.reasoning.04", 2, 20, check_weekday);
}

/* Who has which pet, by crossing out. */
static bool check_owners(const els_sealed_task *t)
{
    static const char *const pets[] = {"cat",    "dog",    "fish",    "horse",
                                       "parrot", "rabbit", "hamster", "snake"};
    char *text = whole_text(t);
    int owned[MAX_PEOPLE], n_owned = 0, fitting = 0;
    char right[24] = "";
    n_people = 0;
    for (char *p = text; isupper((unsigned char)*p);) { /* "Anna, Ben and Clara each have" */
        size_t len = strcspn(p, " ,");
        person(p, len);
        p += len;
        p += strspn(p, " ,");
        if (strncmp(p, "and ", 4) == 0)
            p += 4;
    }
    char *facts = strstr(text, ". ") + 2;
    for (int i = 0; i < 8; i++)
        if (strstr(facts, pets[i]))
            owned[n_owned++] = i;
    cr_assert_eq(n_owned, n_people, "%s", text);
    char *question = strrchr(text, '\n') + 1;
    int total = 1;
    for (int i = 0; i < n_people; i++)
        total *= n_people;
    for (int code = 0; code < total; code++) {
        int has[MAX_PEOPLE], used = 0, rest = code;
        for (int i = 0; i < n_people; i++, rest /= n_people)
            used |= 1 << (has[i] = rest % n_people);
        bool fits = used == (1 << n_people) - 1;
        char a[16], b[16], pet[16];
        for (char *p = facts; fits && p && p < question;
             p = strstr(p, ". ") ? strstr(p, ". ") + 2 : NULL) {
            int owner = -1, owner_b = -1;
            bool positive = true;
            if (sscanf(p, "Either %15s or %15s has the %15[a-z]", a, b, pet) == 3)
                owner_b = person(b, strlen(b));
            else if (sscanf(p, "%15s does not have the %15[a-z]", a, pet) == 2)
                positive = false;
            else if (sscanf(p, "%15s has the %15[a-z]", a, pet) != 2)
                continue;
            owner = person(a, strlen(a));
            bool holds = strcmp(pets[owned[has[owner]]], pet) == 0 ||
                         (owner_b >= 0 && strcmp(pets[owned[has[owner_b]]], pet) == 0);
            fits = holds == positive;
        }
        if (!fits)
            continue;
        fitting++;
        if (sscanf(question, "Who has the %15[a-z]", pet) == 1) {
            for (int i = 0; i < n_people; i++)
                if (strcmp(pets[owned[has[i]]], pet) == 0)
                    strcpy(right, people[i]);
        } else {
            cr_assert_eq(sscanf(question, "Which pet does %15s have", a), 1);
            strcpy(right, pets[owned[has[person(a, strlen(a))]]]);
        }
    }
    cr_assert_eq(fitting, 1, "%s", text);
    cr_assert_str_eq(right, t->key[0].ptr, "%s", text);
    return true;
}

/* The last one a thing went to has it. */
static bool check_hand_over(const els_sealed_task *t)
{
    char *text = whole_text(t), thing[24], phrase[48], holder[24] = "";
    cr_assert_eq(sscanf(strstr(text, "Who has the "), "Who has the %23[a-z]", thing), 1);
    snprintf(phrase, sizeof phrase, " the %s to ", thing);
    char *last = NULL;
    for (char *p = text; (p = strstr(p, phrase)); p++)
        last = p + strlen(phrase);
    if (last) {
        sscanf(last, "%23[A-Za-z]", holder);
    } else {
        snprintf(phrase, sizeof phrase, " has the %s.", thing);
        char *p = strstr(text, phrase), *start = p;
        while (start > text && isalpha((unsigned char)start[-1]))
            start--;
        snprintf(holder, sizeof holder, "%.*s", (int)(p - start), start);
    }
    cr_assert_str_eq(holder, t->key[0].ptr, "%s", text);
    return true;
}

/* A grandparent is the parent of a parent. */
static bool check_grandparent(const els_sealed_task *t)
{
    char *text = whole_text(t), a[24], b[24], word[24], child[24] = "";
    char parents[12][2][24];
    int n = 0, found = 0;
    for (char *p = text + 1; p; p = strstr(p, ". ") ? strstr(p, ". ") + 2 : NULL) {
        if (sscanf(p, "Who is the %*s of %23[A-Za-z]", child) == 1)
            break;
        if (sscanf(p, "Who is %23[A-Za-z]'s", child) == 1)
            break;
        if (sscanf(p, "%23s is the %23s of %23[A-Za-z]", a, word, b) != 3)
            continue;
        bool down = !strcmp(word, "mother") || !strcmp(word, "father");
        if (!down && strcmp(word, "son") && strcmp(word, "daughter"))
            continue;
        strcpy(parents[n][0], down ? a : b);
        strcpy(parents[n++][1], down ? b : a);
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (!strcmp(parents[i][1], parents[j][0]) && !strcmp(parents[j][1], child)) {
                cr_assert_str_eq(parents[i][0], t->key[0].ptr, "%s", text);
                found++;
            }
    cr_assert_eq(found, 1, "%s", text);
    return true;
}

Test(benchmark, keys_of_puzzles_and_stories_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        check_template("benchmark.reasoning.18", level, 8, check_owners);
        check_template("benchmark.reasoning.24", level, 8, check_hand_over);
        check_template("benchmark.reasoning.12", level, 8, check_grandparent);
    }
}

/* ---- schedule ---- */

Test(benchmark, keys_of_the_transfer_family_are_right)
{
    int done = 0;
    for (uint64_t i = 0; i < 400; i++) {
        els_sealed_task t;
        double n[16], expected = 0;
        cr_assert_eq(make("schedule", ELS_SPLIT_TRANSFER, 0, i, &t), ELS_OK);
        int count = numbers(t.task.context.ptr ? t.task.context.ptr : "", n, 16);
        if (is_template(&t, "benchmark.schedule.01")) {
            for (int k = 0; k < count; k++)
                expected += n[k];
        } else if (is_template(&t, "benchmark.schedule.08")) {
            expected = n[0] * n[1] * (count > 2 ? n[2] : 1) - (count > 3 ? n[3] : 0);
        } else {
            continue;
        }
        cr_assert_float_eq(expected, atof(t.key[0].ptr), 1e-9, "%s", whole_text(&t));
        done++;
    }
    cr_assert_gt(done, 40);
}
