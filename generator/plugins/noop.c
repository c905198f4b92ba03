/* The plugin noop: the cheapest possible task, for measuring throughput and nothing else. */
#include "plugin.h"

static els_err generate(const els_plugin *self, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret)
{
    (void)self;
    if (request->split >= ELS_SPLIT_COUNT_ || request->difficulty > 5)
        return ELS_E_USAGE;
    if (request->family.len && !els_str_eq(request->family, ELS_STR("noop")))
        return ELS_E_NOT_FOUND;
    els_str question = els_arena_printf(arena, "noop %llu", (unsigned long long)request->index);
    els_field_spec *field = ELS_ARENA_NEW(arena, els_field_spec, 1);
    field->type = ELS_STR("number");
    els_str *key = ELS_ARENA_NEW(arena, els_str, 1);
    key[0] = els_str_sub(question, sizeof "noop " - 1, question.len);
    *ret = (els_sealed_task){
        .task = {.kind = ELS_STR("noop"), .question = question, .fields = field, .n_fields = 1},
        .template_id = ELS_STR("noop.01"),
        .family = ELS_STR("noop"),
        .key = key,
        .difficulty = request->difficulty ? request->difficulty : 1,
    };
    return ELS_OK;
}

static void statistics(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret)
{
    (void)self;
    *ret = (els_plugin_statistics){.families = ELS_ARENA_NEW(arena, els_family_statistics, 1),
                                   .n_families = 1};
    ret->families[0].name = ELS_STR("noop");
    for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++)
        ret->families[0].templates[split] = ret->templates[split] = 1;
}

const els_plugin els_plugin_noop = {
    .name = "noop",
    .description = "Echo the number in the question: measures throughput only.",
    .version = "1",
    .generate = generate,
    .validate = els_plugin_validate_fields,
    .statistics = statistics,
    .knowledge = NULL,
};
