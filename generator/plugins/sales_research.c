/* The plugin sales_research: questions about the companies of a made-up market. */
#include "plugin.h"
#include "sales_build.h"

#include "els_hash.h"

/* Draws until something with a single answer comes up; a draw fails about every second time. */
enum { MAX_DRAWS = 2000 };

/* Templates of the family in the split; the `pick`-th of them in *ret. */
static uint32_t templates_of(const els_sales_family *family, uint32_t split, uint32_t pick,
                             uint32_t *ret)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < family->n_templates; i++) {
        if (els_plugin_split_of(i, family->n_templates, els_str_of(family->name)) != split)
            continue;
        if (n++ == pick)
            *ret = i;
    }
    return n;
}

/* The family asked for, or one drawn from those with templates in the split. */
static const els_sales_family *draw_family(const els_task_request *request, els_rng *rng)
{
    uint32_t n, found = 0, unused;
    const els_sales_family *families = els_sales_families(&n), *chosen = NULL;
    for (uint32_t i = 0; i < n; i++) {
        if (request->family.len && !els_str_eq(request->family, els_str_of(families[i].name)))
            continue;
        if (templates_of(&families[i], request->split, UINT32_MAX, &unused) == 0)
            continue;
        if (els_rng_below(rng, ++found) == 0) /* reservoir: uniform over what is found */
            chosen = &families[i];
    }
    return chosen;
}

static els_field_spec *field_of(const char *type, els_arena *arena)
{
    els_field_spec *field = ELS_ARENA_NEW(arena, els_field_spec, 1);
    *field = (els_field_spec){.type = els_str_of(type)};
    if (els_str_eq(field->type, ELS_STR("enum"))) {
        field->choices = ELS_ARENA_NEW(arena, els_str, 2);
        field->choices[0] = ELS_STR("no");
        field->choices[1] = ELS_STR("yes");
        field->n_choices = 2;
    }
    return field;
}

static els_err generate(const els_plugin *self, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret)
{
    (void)self;
    if (request->difficulty > 5 || request->split >= ELS_SPLIT_COUNT_)
        return ELS_E_USAGE;
    uint64_t world_and_task = els_hash_pair(request->seed, request->task_seed);
    els_rng rng =
        els_rng_make(world_and_task, request->index,
                     els_hash_pair(els_hash_str(ELS_STR("sales_research")), request->split));
    const els_sales_family *family = draw_family(request, &rng);
    if (!family)
        return ELS_E_NOT_FOUND;
    uint32_t ordinal = 0;
    uint32_t n = templates_of(family, request->split, UINT32_MAX, &ordinal);
    templates_of(family, request->split,
                 els_plugin_draw(request, els_str_of(family->name), n, &rng), &ordinal);

    els_sales_world world;
    els_sales_world_make(request->seed, &world);
    els_sales_draft draft = {.world = &world, .arena = arena, .rng = rng};
    draft.difficulty = request->difficulty ? request->difficulty : 1 + els_rng_below(&draft.rng, 5);
    const els_sales_template *from = &family->templates[ordinal];
    els_sales_answer answer;
    int draws = 0;
    while (!els_sales_build(&draft, from, &answer))
        if (++draws == MAX_DRAWS)
            return ELS_E_STATE;
    bool distractor = els_str_eq(els_str_of(family->name), ELS_STR("rank")) ||
                      els_str_eq(els_str_of(family->name), ELS_STR("aggregate"));
    els_sealed_task sealed = {
        .task.question = els_sales_question(&draft, from->frame, distractor),
        .task.kb = ELS_STR("sales_research"),
        .task.fields = field_of(answer.type, arena),
        .task.n_fields = 1,
        .template_id = els_arena_printf(arena, "sales.%s.%02u", family->name, ordinal + 1),
        .family = els_str_of(family->name),
        .key = ELS_ARENA_NEW(arena, els_str, 1),
        .difficulty = draft.difficulty,
    };
    /* Names and slots point into the world on the stack: copies only. */
    if (from->context)
        sealed.task.context = els_str_of(els_sales_say(&draft, from->context));
    sealed.key[0] = els_arena_copy(arena, answer.key);
    *ret = sealed;
    return ELS_OK;
}

static void statistics(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret)
{
    (void)self;
    uint32_t n, unused;
    const els_sales_family *families = els_sales_families(&n);
    *ret = (els_plugin_statistics){.families = ELS_ARENA_NEW(arena, els_family_statistics, n),
                                   .n_families = n};
    for (uint32_t i = 0; i < n; i++) {
        ret->families[i].name = els_str_of(families[i].name);
        for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++) {
            uint32_t count = templates_of(&families[i], split, UINT32_MAX, &unused);
            ret->families[i].templates[split] = count;
            ret->templates[split] += count;
        }
    }
}

static void knowledge(const els_plugin *self, uint64_t seed, els_arena *arena, els_kb *ret)
{
    (void)self;
    els_sales_world world;
    els_sales_world_make(seed, &world);
    els_sales_world_kb(&world, arena, ret);
}

const els_plugin els_plugin_sales_research = {
    .name = "sales_research",
    .description = "Questions about a market of 220 made-up companies and the people in them.",
    .version = "1",
    .generate = generate,
    .validate = els_plugin_validate_fields,
    .statistics = statistics,
    .knowledge = knowledge,
};
