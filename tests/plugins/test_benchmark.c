/* The benchmark plugin: shape of its tasks. */
#include "benchmark_tasks.h"
#include "els_date.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

extern const els_plugin els_plugin_benchmark;

static const char *const main_families[] = {"math", "logic", "pattern", "classification",
                                            "reasoning"};
TestSuite(benchmark, .fini = benchmark_fini);

Test(benchmark, makes_equal_tasks_from_equal_requests)
{
    for (uint64_t i = 0; i < 100; i++) {
        els_sealed_task a, b, c;
        cr_assert_eq(benchmark_make("", ELS_SPLIT_TRAIN, 0, i, &a), ELS_OK);
        cr_assert_eq(benchmark_make("", ELS_SPLIT_TRAIN, 0, i, &b), ELS_OK);
        cr_assert_eq(benchmark_make("", ELS_SPLIT_TRAIN, 0, i + 1000, &c), ELS_OK);
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
        cr_assert_eq(benchmark_make("logic", ELS_SPLIT_TRAIN, 3, i, &a), ELS_OK);
        cr_assert_eq(benchmark_make("logic", ELS_SPLIT_PROBE, 3, i, &b), ELS_OK);
        cr_assert_not(els_str_eq(a.template_id, b.template_id));
        cr_assert_not(els_str_eq(a.task.question, b.task.question));
    }
}

Test(benchmark, has_enough_templates_in_every_split)
{
    els_plugin_statistics s;
    els_plugin_benchmark.statistics(&els_plugin_benchmark, &benchmark_arena, &s);
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
                cr_assert_eq(benchmark_make(name, split, 0, i, &t), ELS_OK);
                cr_assert(els_str_eq(t.family, s.families[f].name));
                char frame;
                cr_assert_eq(sscanf(t.template_id.ptr, "benchmark.%*[a-z].%u%c", &number, &frame),
                             2);
                number = number * 4 + (uint32_t)(frame - 'a');
                cr_assert(number >= 4 && number < 256);
                split_seen[number] |= 1u << split;
                if (i % 50 == 49)
                    els_arena_reset(&benchmark_arena);
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
        cr_assert_eq(benchmark_make("schedule", split, 0, 0, &t), ELS_E_NOT_FOUND);
    for (size_t f = 0; f < 5; f++)
        cr_assert_eq(benchmark_make(main_families[f], ELS_SPLIT_TRANSFER, 0, 0, &t),
                     ELS_E_NOT_FOUND);
    for (uint64_t i = 0; i < 100; i++) {
        cr_assert_eq(benchmark_make("", ELS_SPLIT_TRANSFER, 0, i, &t), ELS_OK);
        cr_assert(els_str_eq(t.family, ELS_STR("schedule")));
        cr_assert_eq(benchmark_make("", (uint32_t)(i % 3), 0, i, &t), ELS_OK);
        cr_assert_not(els_str_eq(t.family, ELS_STR("schedule")));
    }
}

Test(benchmark, refuses_requests_out_of_range)
{
    els_sealed_task t = {.difficulty = 77};
    cr_assert_eq(benchmark_make("poetry", ELS_SPLIT_TRAIN, 0, 0, &t), ELS_E_NOT_FOUND);
    cr_assert_eq(benchmark_make("math", ELS_SPLIT_COUNT_, 0, 0, &t), ELS_E_USAGE);
    cr_assert_eq(benchmark_make("math", ELS_SPLIT_TRAIN, 6, 0, &t), ELS_E_USAGE);
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
        cr_assert_not_null(strstr(benchmark_text(t), t->key[0].ptr));
    else
        cr_assert(els_str_eq(field->type, ELS_STR("list")) ||
                  els_str_eq(field->type, ELS_STR("text")));
}

Test(benchmark, gives_well_formed_tasks_whose_key_is_accepted_and_others_refused)
{
    for (uint32_t i = 0; i < 3000; i++) {
        els_sealed_task t;
        cr_assert_eq(benchmark_make("", i % ELS_SPLIT_COUNT_, 1 + i / 4 % 5, i, &t), ELS_OK);
        cr_assert_eq(t.difficulty, 1 + i / 4 % 5);
        cr_assert_null(strpbrk(t.task.question.ptr, "{}|"), "%s: %s", t.template_id.ptr,
                       t.task.question.ptr);
        cr_assert_null(strstr(t.task.question.ptr, "  "));
        cr_assert_gt(t.task.question.len, 10);
        cr_assert_lt(t.task.context.len + t.task.question.len, 4000);
        check_answer(&t);
        if (i % 64 == 63)
            els_arena_reset(&benchmark_arena);
    }
}

Test(benchmark, draws_all_difficulties_and_makes_higher_ones_bigger)
{
    uint32_t seen = 0;
    for (uint64_t i = 0; i < 100; i++) {
        els_sealed_task t;
        cr_assert_eq(benchmark_make("", ELS_SPLIT_TRAIN, 0, i, &t), ELS_OK);
        seen |= 1u << t.difficulty;
    }
    cr_assert_eq(seen, 0x3e);
    for (size_t f = 0; f < 5; f++) {
        size_t bytes[6] = {0};
        for (uint32_t level = 1; level <= 5; level += 2)
            for (uint64_t i = 0; i < 300; i++) {
                els_sealed_task t;
                cr_assert_eq(benchmark_make(main_families[f], ELS_SPLIT_TRAIN, level, i, &t),
                             ELS_OK);
                bytes[level] += t.task.question.len + t.task.context.len;
                if (i % 50 == 49)
                    els_arena_reset(&benchmark_arena);
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
        cr_assert_eq(benchmark_make("math", i % 3, 1, i, &t), ELS_OK);
        if (benchmark_is_template(&t, "benchmark.math.01"))
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
        cr_assert_eq(benchmark_make("logic", ELS_SPLIT_TRAIN, 0, i, &t), ELS_OK);
        for (int w = 0; w < 3; w++)
            count[w] += els_str_eq(t.key[0], els_str_of(words[w]));
        if (i % 50 == 49)
            els_arena_reset(&benchmark_arena);
    }
    int total = count[0] + count[1] + count[2];
    for (int w = 0; w < 3; w++)
        cr_assert(count[w] * 5 > total && count[w] * 2 < total);
}
