/* The generator's chunk maker; plugins here are small ones of the test's own. */
#include "draws.h"

#include <criterion/criterion.h>
#include <string.h>

static els_err make_task(const els_plugin *self, const els_task_request *request, els_arena *arena,
                         els_sealed_task *ret)
{
    *ret = (els_sealed_task){
        .task.question = els_arena_printf(
            arena, "%s %llu/%llu %.*s", self->name, (unsigned long long)request->task_seed,
            (unsigned long long)request->index, ELS_STR_ARG(request->family)),
        .template_id = ELS_STR("SECRET-TEMPLATE"),
        .family = request->family,
        .key = ELS_ARENA_NEW(arena, els_str, 1),
    };
    ret->key[0] = ELS_STR("SECRET-KEY");
    ret->task.fields = ELS_ARENA_NEW(arena, els_field_spec, 1);
    ret->task.n_fields = 1;
    return ELS_OK;
}

static void count_two(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret)
{
    (void)self;
    *ret = (els_plugin_statistics){.templates = {6, 2, 2, 0}, .n_families = 2};
    ret->families = ELS_ARENA_NEW(arena, els_family_statistics, 2);
    ret->families[0] = (els_family_statistics){ELS_STR("red"), {3, 1, 1, 0}};
    ret->families[1] = (els_family_statistics){ELS_STR("blue"), {3, 1, 1, 0}};
}

static void count_transfer(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret)
{
    (void)self;
    *ret = (els_plugin_statistics){.templates = {4, 0, 0, 4}, .n_families = 1};
    ret->families = ELS_ARENA_NEW(arena, els_family_statistics, 1);
    ret->families[0] = (els_family_statistics){ELS_STR("green"), {4, 0, 0, 4}};
}

static const els_plugin alpha = {.name = "alpha", .generate = make_task, .statistics = count_two};
static const els_plugin beta = {.name = "beta", .generate = make_task, .statistics = count_two};
static const els_plugin gamma_plugin = {
    .name = "gamma", .generate = make_task, .statistics = count_transfer};
static const els_plugin *const three[] = {&alpha, &beta, &gamma_plugin};

static els_arena arena;
static els_task_source source;

static void set_up(void)
{
    cr_assert_eq(els_task_source_init(&source, three, 3, &arena), ELS_OK);
}

static void tear_down(void)
{
    els_arena_fini(&arena);
}

TestSuite(chunks, .init = set_up, .fini = tear_down);

static const char *plugin_at(const els_segment *segment, uint32_t index, els_str *ret_family)
{
    const els_plugin *plugin = NULL;
    els_task_request request = {0};
    els_draws draws;
    cr_assert_eq(els_draws_open(&draws, &source, segment, &arena), ELS_OK);
    els_draws_at(&draws, index, &plugin, &request);
    if (ret_family)
        *ret_family = request.family;
    return plugin->name;
}

Test(chunks, without_a_mix_tasks_go_round_the_plugins_that_have_the_split)
{
    els_segment train = {.split = ELS_SPLIT_TRAIN, .count = 9};
    els_segment probe = {.split = ELS_SPLIT_PROBE, .count = 9};
    els_segment transfer = {.split = ELS_SPLIT_TRANSFER, .count = 9};
    static const char *const names[] = {"alpha", "beta", "gamma"};
    for (uint32_t i = 0; i < 9; i++) {
        cr_assert_str_eq(plugin_at(&train, i, NULL), names[i % 3]);
        cr_assert_str_eq(plugin_at(&probe, i, NULL), names[i % 2]);
        cr_assert_str_eq(plugin_at(&transfer, i, NULL), "gamma");
    }
}

Test(chunks, a_split_that_nobody_has_is_reported)
{
    els_draws draws;
    els_segment transfer = {.split = ELS_SPLIT_TRANSFER, .count = 9};
    cr_assert(els_task_source_has_split(&source, ELS_SPLIT_TRANSFER));
    cr_assert_eq(els_task_source_init(&source, three, 2, &arena), ELS_OK);
    cr_assert_not(els_task_source_has_split(&source, ELS_SPLIT_TRANSFER));
    cr_assert_eq(els_draws_open(&draws, &source, &transfer, &arena), ELS_E_NOT_FOUND);
}

Test(chunks, unequal_weights_are_kept_in_every_prefix)
{
    els_mix mix[] = {
        {.plugin = ELS_STR("alpha"), .family = ELS_STR("red"), .weight = 5},
        {.plugin = ELS_STR("alpha"), .family = ELS_STR("blue"), .weight = 1},
        {.plugin = ELS_STR("beta"), .family = ELS_STR(""), .weight = 2},
    };
    for (uint64_t seed = 0; seed < 20; seed++) {
        els_segment segment = {.split = ELS_SPLIT_TRAIN,
                               .count = 800,
                               .task_seed = seed * 977,
                               .mix = mix,
                               .n_mix = 3};
        double counts[3] = {0};
        for (uint32_t i = 0; i < 800; i++) {
            els_str family;
            const char *name = plugin_at(&segment, i, &family);
            counts[strcmp(name, "beta") == 0 ? 2 : els_str_eq(family, ELS_STR("blue"))]++;
            for (int s = 0; s < 3; s++) {
                double share = mix[s].weight / 8 * (i + 1);
                cr_assert(counts[s] > share - 5 && counts[s] < share + 5,
                          "stratum %d has %g of %g after %u", s, counts[s], share, i + 1);
            }
        }
    }
}

Test(chunks, equal_weights_reach_every_stratum_over_several_short_batches)
{
    els_mix mix[] = {
        {.plugin = ELS_STR("alpha"), .family = ELS_STR("red"), .weight = 1},
        {.plugin = ELS_STR("alpha"), .family = ELS_STR("blue"), .weight = 1},
        {.plugin = ELS_STR("beta"), .family = ELS_STR("red"), .weight = 1},
        {.plugin = ELS_STR("beta"), .family = ELS_STR("blue"), .weight = 1},
    };
    bool seen[2][2] = {{false}};
    for (uint64_t seed = 0; seed < 40; seed++) {
        els_segment batch = {
            .split = ELS_SPLIT_TRAIN, .count = 1, .task_seed = seed, .mix = mix, .n_mix = 4};
        els_str family;
        const char *name = plugin_at(&batch, 0, &family);
        seen[strcmp(name, "beta") == 0][els_str_eq(family, ELS_STR("blue"))] = true;
    }
    cr_assert(seen[0][0] && seen[0][1] && seen[1][0] && seen[1][1]);
}

Test(chunks, strata_that_do_not_exist_take_no_part)
{
    els_mix mix[] = {
        {.plugin = ELS_STR("delta"), .family = ELS_STR(""), .weight = 9},
        {.plugin = ELS_STR("alpha"), .family = ELS_STR("purple"), .weight = 9},
        {.plugin = ELS_STR("gamma"), .family = ELS_STR("green"), .weight = 1},
        {.plugin = ELS_STR("beta"), .weight = -1},
    };
    els_segment train = {.split = ELS_SPLIT_TRAIN, .count = 4, .mix = mix, .n_mix = 4};
    els_segment probe = {.split = ELS_SPLIT_PROBE, .count = 4, .mix = mix, .n_mix = 4};
    for (uint32_t i = 0; i < 4; i++)
        cr_assert_str_eq(plugin_at(&train, i, NULL), "gamma");
    cr_assert_str_eq(plugin_at(&probe, 1, NULL), "beta", "none is left: all plugins alike");
}

static els_grant grant_of(els_segment *segment, uint32_t first, uint32_t count)
{
    return (els_grant){.epoch = 2,
                       .iteration = 3,
                       .chunk = segment->first + first,
                       .attempt = 1,
                       .seed = 7,
                       .state_version = 9,
                       .segment = segment,
                       .n_segment = 1,
                       .first = first,
                       .count = count};
}

Test(chunks, tasks_do_not_depend_on_how_the_segment_was_cut)
{
    els_segment segment = {.split = ELS_SPLIT_TRAIN, .count = 10, .first = 100, .task_seed = 5};
    els_grant whole_grant = grant_of(&segment, 0, 10), part_grant = grant_of(&segment, 4, 3);
    els_task_chunk whole, part;
    cr_assert_eq(els_generator_chunk(&source, &whole_grant, &arena, &whole), ELS_OK);
    cr_assert_eq(els_generator_chunk(&source, &part_grant, &arena, &part), ELS_OK);
    cr_assert_eq(part.chunk, 104);
    cr_assert_eq(part.n_tasks, 3);
    for (uint32_t i = 0; i < 3; i++) {
        cr_assert_eq(part.tasks[i].index, 4 + i);
        cr_assert(els_str_eq(part.tasks[i].id, whole.tasks[4 + i].id));
        cr_assert(els_str_eq(part.tasks[i].question, whole.tasks[4 + i].question));
    }
    cr_assert(!els_str_eq(whole.tasks[0].id, whole.tasks[1].id));
}

Test(chunks, a_chunk_carries_nothing_sealed)
{
    els_segment segment = {.split = ELS_SPLIT_TRAIN, .count = 2};
    els_grant grant = grant_of(&segment, 0, 2);
    els_task_chunk chunk;
    cr_assert_eq(els_generator_chunk(&source, &grant, &arena, &chunk), ELS_OK);
    for (uint32_t i = 0; i < 2; i++) {
        const els_task *task = &chunk.tasks[i];
        els_str texts[] = {task->id, task->kind, task->question, task->context, task->kb};
        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
            cr_assert_not(els_str_contains(texts[t], ELS_STR("SECRET")));
    }
}

Test(chunks, grants_outside_their_segment_are_refused)
{
    els_segment segment = {.split = ELS_SPLIT_TRAIN, .count = 10};
    els_task_chunk chunk;
    els_grant beyond = grant_of(&segment, 8, 3), none = grant_of(&segment, 0, 0);
    els_grant wrapped = grant_of(&segment, UINT32_MAX, 2), no_segment = grant_of(&segment, 0, 1);
    no_segment.n_segment = 0;
    cr_assert_eq(els_generator_chunk(&source, &beyond, &arena, &chunk), ELS_E_USAGE);
    cr_assert_eq(els_generator_chunk(&source, &none, &arena, &chunk), ELS_E_USAGE);
    cr_assert_eq(els_generator_chunk(&source, &wrapped, &arena, &chunk), ELS_E_USAGE);
    cr_assert_eq(els_generator_chunk(&source, &no_segment, &arena, &chunk), ELS_E_USAGE);
}

Test(chunks, the_number_of_a_chunk_tells_its_segment)
{
    els_segment segments[] = {{.first = 0, .count = 10}, {.first = 10, .count = 4}};
    els_plan plan = {.segments = segments, .n_segments = 2};
    uint32_t first = 0;
    cr_assert_eq(els_chunk_segment(&plan, 9, &first), 0);
    cr_assert_eq(first, 9);
    cr_assert_eq(els_chunk_segment(&plan, 10, &first), 1);
    cr_assert_eq(first, 0);
    cr_assert_eq(els_chunk_segment(&plan, 14, &first), 2);
    cr_assert_eq(first, 0, "outputs are untouched");
}

Test(chunks, the_source_finds_plugins_by_name_and_names_the_unknown_one)
{
    els_str names[] = {ELS_STR("noop"), ELS_STR("alpha"), ELS_STR("nobody")}, unknown = {"", 0};
    els_task_source found;
    cr_assert_eq(els_task_source_find(&found, names, 2, &alpha, &arena, &unknown), ELS_OK);
    cr_assert_eq(found.plugins[1], &alpha);
    cr_assert_eq(els_task_source_find(&found, names, 3, &alpha, &arena, &unknown), ELS_E_NOT_FOUND);
    cr_assert(els_str_eq(unknown, ELS_STR("nobody")));
}
