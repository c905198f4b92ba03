/* The plugin sales_research (and noop) as a source of tasks: promises of plugin.h. Whether the keys
 * are right is asked in test_sales_keys.c. */
#include "els_hash.h"
#include "sales_tasks.h"

#include <criterion/criterion.h>
#include <string.h>

extern const els_plugin els_plugin_noop;

static const char *const all_families[] = {"lookup", "filter",    "rank",      "compare",
                                           "trend",  "aggregate", "multi_hop", "qualification"};

Test(sales, equal_requests_give_equal_tasks)
{
    els_arena a = {0}, b = {0};
    for (uint64_t i = 0; i < 40; i++) {
        els_sealed_task left = make(i, ELS_SPLIT_TRAIN, 0, "", &a);
        els_sealed_task right = make(i, ELS_SPLIT_TRAIN, 0, "", &b);
        cr_assert(els_str_eq(left.task.id, right.task.id));
        cr_assert(els_str_eq(left.task.question, right.task.question));
        cr_assert(els_str_eq(left.key[0], right.key[0]));
    }
    els_arena_fini(&a);
    els_arena_fini(&b);
}

Test(sales, other_seeds_make_another_world)
{
    els_arena arena = {0};
    els_kb one, same, other;
    plugin->knowledge(plugin, 1, &arena, &one);
    plugin->knowledge(plugin, 1, &arena, &same);
    plugin->knowledge(plugin, 2, &arena, &other);
    uint32_t equal = 0;
    for (uint32_t i = 0; i < one.tables[0].n_cells; i++) {
        cr_assert(els_str_eq(one.tables[0].cells[i], same.tables[0].cells[i]));
        equal += els_str_eq(one.tables[0].cells[i], other.tables[0].cells[i]);
    }
    cr_assert_lt(equal, one.tables[0].n_cells / 2);
    els_arena_fini(&arena);
}

/* Cells of a column that occur twice, or are out of order when `sorted`. */
static uint32_t repeated(const els_kb_table *table, uint32_t column, bool sorted)
{
    uint32_t rows = table->n_cells / table->n_columns, count = 0;
    for (uint32_t i = 0; i < rows; i++)
        for (uint32_t j = i + 1; j < rows; j++) {
            int order = els_str_cmp(table->cells[i * table->n_columns + column],
                                    table->cells[j * table->n_columns + column]);
            count += sorted ? order >= 0 : order == 0;
        }
    return count;
}

Test(sales, knowledge_base_has_220_companies_in_alphabetical_order)
{
    els_arena arena = {0};
    els_kb kb;
    plugin->knowledge(plugin, 42, &arena, &kb);
    cr_assert(els_str_eq(kb.name, ELS_STR("sales_research")));
    cr_assert_eq(kb.n_tables, 2);
    cr_assert(els_str_eq(kb.tables[0].name, ELS_STR("companies")));
    cr_assert_eq(kb.tables[0].n_columns, 16);
    cr_assert_eq(kb.tables[0].n_cells, 220 * 16);
    cr_assert_eq(repeated(&kb.tables[0], 0, true), 0);
    cr_assert(els_str_eq(kb.tables[1].name, ELS_STR("people")));
    cr_assert_eq(kb.tables[1].n_cells % kb.tables[1].n_columns, 0);
    cr_assert_eq(repeated(&kb.tables[1], 0, false), 0);
    els_arena_fini(&arena);
}

Test(sales, has_enough_templates_in_every_family_and_split)
{
    els_arena arena = {0};
    els_plugin_statistics statistics;
    plugin->statistics(plugin, &arena, &statistics);
    uint32_t total = 0;
    for (uint32_t i = 0; i < statistics.n_families; i++) {
        const uint32_t *n = statistics.families[i].templates;
        cr_assert_geq(n[0] + n[1] + n[2], 6);
        cr_assert(n[0] && n[1] && n[2]);
        total += n[0] + n[1] + n[2];
    }
    cr_assert_eq(statistics.n_families, 8);
    cr_assert_geq(total, 50);
    cr_assert_eq(statistics.templates[0] + statistics.templates[1] + statistics.templates[2],
                 total);
    els_arena_fini(&arena);
}

Test(sales, templates_of_the_splits_are_disjoint_and_all_in_use)
{
    enum { TASKS = 2500, MOST = 256 };
    els_arena arena = {0};
    els_plugin_statistics statistics;
    plugin->statistics(plugin, &arena, &statistics);
    uint64_t seen[3][MOST];
    uint32_t n_seen[3] = {0};
    els_arena scratch = {0};
    for (uint32_t split = 0; split < 3; split++)
        for (uint64_t i = 0; i < TASKS; i++) {
            els_arena_reset(&scratch);
            uint64_t id = els_hash_str(make(i, split, 1, "", &scratch).template_id);
            uint32_t k = 0;
            while (k < n_seen[split] && seen[split][k] != id)
                k++;
            if (k == n_seen[split]) {
                cr_assert_lt(k, MOST);
                seen[split][n_seen[split]++] = id;
            }
        }
    for (uint32_t split = 0; split < 3; split++) {
        cr_assert_eq(n_seen[split], statistics.templates[split]);
        for (uint32_t other = 0; other < split; other++)
            for (uint32_t i = 0; i < n_seen[split]; i++)
                for (uint32_t j = 0; j < n_seen[other]; j++)
                    cr_assert_neq(seen[split][i], seen[other][j]);
    }
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
}

Test(sales, tasks_of_all_difficulties_keep_the_contract)
{
    els_arena arena = {0};
    uint32_t yes = 0, yes_or_no = 0;
    for (uint64_t i = 0; i < 1500; i++) {
        els_arena_reset(&arena);
        const char *family = all_families[i % 8];
        els_sealed_task task = make(i, (uint32_t)(i % 3), (uint32_t)(i % 6), family, &arena);
        cr_assert(els_str_eq(task.family, els_str_of(family)));
        cr_assert(task.difficulty >= 1 && task.difficulty <= 5);
        cr_assert(i % 6 == 0 || task.difficulty == i % 6);
        cr_assert_eq(task.task.n_fields, 1);
        cr_assert_gt(task.key[0].len, 0);
        cr_assert(!strpbrk(task.task.question.ptr, "$[]|"), "%s", task.task.question.ptr);
        cr_assert(!strstr(task.task.question.ptr, "  "), "%s", task.task.question.ptr);
        bool right = false, wrong = true;
        els_str other = ELS_STR("something else");
        plugin->validate(plugin, &task, task.key, &right);
        plugin->validate(plugin, &task, &other, &wrong);
        cr_assert(right && !wrong);
        yes_or_no += els_str_eq(task.task.fields[0].type, ELS_STR("enum"));
        yes += els_str_eq(task.key[0], ELS_STR("yes"));
    }
    cr_assert(yes > yes_or_no * 0.4 && yes < yes_or_no * 0.6, "%u of %u are yes", yes, yes_or_no);
    els_arena_fini(&arena);
}

Test(sales, finds_a_question_with_one_answer_in_every_world)
{
    els_arena arena = {0};
    for (uint64_t i = 0; i < 2400; i++) {
        els_arena_reset(&arena);
        els_task_request request = {.seed = 1000 + i / 24,
                                    .task_seed = i,
                                    .difficulty = (uint32_t)(1 + i % 5),
                                    .split = (uint32_t)(i % 3),
                                    .family = els_str_of(all_families[i % 8])};
        els_sealed_task task;
        cr_assert_eq(els_plugin_make(plugin, &request, &arena, &task), ELS_OK);
    }
    els_arena_fini(&arena);
}

Test(sales, refuses_what_it_cannot_make)
{
    els_arena arena = {0};
    els_sealed_task task;
    els_task_request request = {.seed = 1, .split = ELS_SPLIT_TRANSFER};
    cr_assert_eq(els_plugin_make(plugin, &request, &arena, &task), ELS_E_NOT_FOUND);
    request = (els_task_request){.seed = 1, .family = ELS_STR("poetry")};
    cr_assert_eq(els_plugin_make(plugin, &request, &arena, &task), ELS_E_NOT_FOUND);
    request = (els_task_request){.seed = 1, .difficulty = 6};
    cr_assert_eq(els_plugin_make(plugin, &request, &arena, &task), ELS_E_USAGE);
    els_arena_fini(&arena);
}

Test(noop, asks_for_its_own_index)
{
    els_arena arena = {0};
    els_sealed_task task;
    els_task_request request = {.index = 41, .split = ELS_SPLIT_TRANSFER};
    cr_assert_eq(els_plugin_make(&els_plugin_noop, &request, &arena, &task), ELS_OK);
    cr_assert(els_str_eq(task.task.question, ELS_STR("noop 41")));
    cr_assert(els_str_eq(task.key[0], ELS_STR("41")));
    cr_assert(els_str_eq(task.task.kind, ELS_STR("noop")));
    els_arena_fini(&arena);
}
