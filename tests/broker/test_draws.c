/* Walking: kinds of tasks and their templates come in turn. The plugins are the built-in ones. */
#include "draws.h"

#include <criterion/criterion.h>

enum { SEEN_MAX = 256, FAMILIES_MAX = 64 };

typedef struct {
    els_str name[SEEN_MAX];
    uint64_t times[SEEN_MAX];
    uint32_t n;
} counts;

static els_arena arena;

static void tear_down(void)
{
    els_arena_fini(&arena);
}

TestSuite(draws, .fini = tear_down);

static els_task_source source_of(const char *plugin)
{
    static const els_plugin *only[1];
    els_task_source source;
    only[0] = els_plugin_find(els_str_of(plugin));
    cr_assert_eq(els_task_source_init(&source, only, 1, &arena), ELS_OK);
    return source;
}

static uint64_t *count_of(counts *c, els_str name)
{
    uint32_t i = 0;
    while (i < c->n && !els_str_eq(c->name[i], name))
        i++;
    cr_assert_lt(i, SEEN_MAX);
    if (i == c->n)
        c->name[c->n++] = name;
    return &c->times[i];
}

/* Fewest and most times, of the names that begin with `prefix`. */
static void range(const counts *c, els_str prefix, uint64_t *ret_fewest, uint64_t *ret_most)
{
    *ret_fewest = UINT64_MAX;
    *ret_most = 0;
    for (uint32_t i = 0; i < c->n; i++)
        if (els_str_starts(c->name[i], prefix)) {
            *ret_fewest = c->times[i] < *ret_fewest ? c->times[i] : *ret_fewest;
            *ret_most = c->times[i] > *ret_most ? c->times[i] : *ret_most;
        }
}

/* What the goaler would say: all alike, and how many of each family there were. */
static els_segment next_batch(const els_task_source *source, const counts *families, uint32_t count,
                              uint64_t task_seed, els_mix mix[FAMILIES_MAX])
{
    els_segment segment = {
        .split = ELS_SPLIT_TRAIN, .count = count, .task_seed = task_seed, .mix = mix, .walk = true};
    els_str plugin = els_str_of(source->plugins[0]->name);
    mix[segment.n_mix++] = (els_mix){.plugin = plugin, .weight = 1};
    for (uint32_t i = 0; i < families->n; i++)
        mix[segment.n_mix++] =
            (els_mix){.plugin = plugin, .family = families->name[i], .made = families->times[i]};
    return segment;
}

static void walk(const char *plugin)
{
    els_task_source source = source_of(plugin);
    counts families = {.n = 0}, templates = {.n = 0};
    for (uint64_t batch = 0; batch < 12; batch++) {
        els_mix mix[FAMILIES_MAX];
        els_segment segment = next_batch(&source, &families, 25, 77 + batch, mix);
        els_draws draws;
        cr_assert_eq(els_draws_open(&draws, &source, &segment, &arena), ELS_OK);
        for (uint32_t i = 0; i < segment.count; i++) {
            els_sealed_task sealed;
            const els_plugin *from;
            cr_assert_eq(els_draws_make(&draws, 42, i, &arena, &sealed, &from), ELS_OK);
            els_str unit =
                els_arena_printf(&arena, ELS_STR_FMT "/" ELS_STR_FMT, ELS_STR_ARG(sealed.family),
                                 ELS_STR_ARG(sealed.template_id));
            ++*count_of(&families, sealed.family);
            ++*count_of(&templates, unit);
        }
        uint64_t fewest, most;
        range(&families, ELS_STR(""), &fewest, &most);
        cr_assert_leq(most - fewest, 1, "%s: families after batch %d", plugin, (int)batch);
    }
    const els_plugin_statistics *statistics = &source.statistics[0];
    for (uint32_t f = 0; f < statistics->n_families; f++) {
        const els_family_statistics *family = &statistics->families[f];
        uint64_t fewest, most, own = family->templates[ELS_SPLIT_TRAIN];
        if (own == 0)
            continue;
        range(&templates, els_arena_printf(&arena, ELS_STR_FMT "/", ELS_STR_ARG(family->name)),
              &fewest, &most);
        uint64_t made = *count_of(&families, family->name);
        cr_assert_leq(most, made / own + 1, "%s " ELS_STR_FMT ": a template comes too often",
                      plugin, ELS_STR_ARG(family->name));
        cr_assert(made < own || fewest >= made / own, "%s " ELS_STR_FMT ": one comes too seldom",
                  plugin, ELS_STR_ARG(family->name));
    }
}

Test(draws, a_walk_meets_every_kind_and_every_template_before_any_comes_again)
{
    walk("customer_support");
    walk("sales_research");
    walk("benchmark");
}

Test(draws, a_walk_does_not_depend_on_the_order_in_which_it_is_asked)
{
    els_task_source source = source_of("sales_research");
    els_mix mix[] = {
        {.plugin = ELS_STR("sales_research"), .weight = 2},
        {.plugin = ELS_STR("sales_research"), .family = ELS_STR("rank"), .weight = 1, .made = 5},
    };
    els_segment segment = {.split = ELS_SPLIT_TRAIN,
                           .count = 40,
                           .task_seed = 3,
                           .mix = mix,
                           .n_mix = 2,
                           .walk = true};
    els_sealed_task forward[40];
    const els_plugin *plugin;
    els_draws draws;
    cr_assert_eq(els_draws_open(&draws, &source, &segment, &arena), ELS_OK);
    for (uint32_t i = 0; i < 40; i++)
        cr_assert_eq(els_draws_make(&draws, 1, i, &arena, &forward[i], &plugin), ELS_OK);
    for (uint32_t i = 40; i-- > 0;) {
        els_sealed_task again, alone;
        cr_assert_eq(els_draws_make(&draws, 1, i, &arena, &again, &plugin), ELS_OK);
        cr_assert_eq(els_task_source_make(&source, 1, &segment, i, &arena, &alone), ELS_OK);
        cr_assert(els_str_eq(again.task.id, forward[i].task.id));
        cr_assert(els_str_eq(alone.task.id, forward[i].task.id));
    }
}

Test(draws, with_a_single_template_there_is_nothing_to_walk_through)
{
    els_task_source source = source_of("noop");
    els_mix mix = {.plugin = ELS_STR("noop"), .weight = 1};
    els_segment walks = {
        .split = ELS_SPLIT_TRAIN, .count = 3, .mix = &mix, .n_mix = 1, .walk = true};
    els_segment draws = walks;
    draws.walk = false;
    for (uint32_t i = 0; i < 3; i++) {
        els_sealed_task a, b;
        cr_assert_eq(els_task_source_make(&source, 1, &walks, i, &arena, &a), ELS_OK);
        cr_assert_eq(els_task_source_make(&source, 1, &draws, i, &arena, &b), ELS_OK);
        cr_assert(els_str_eq(a.task.id, b.task.id));
    }
}
