#include "catalog.h"

#include <stdio.h>
#include <string.h>

static const char *const split_names[ELS_SPLIT_COUNT_] = {"train", "select", "probe", "transfer"};

/* ---- architectures ---- */

uint32_t els_catalog_parameters(const els_agent *agent)
{
    uint32_t n = 0;
    while (n < ELS_AGENT_PARAMETERS && agent->parameters[n])
        n++;
    return n;
}

const json_t *els_catalog_record(const json_t *records, const char *name)
{
    size_t i;
    json_t *entry;
    json_array_foreach(records, i, entry)
    {
        const char *agent = json_string_value(json_object_get(entry, "agent"));
        if (agent && strcmp(agent, name) == 0)
            return entry;
    }
    return NULL;
}

json_t *els_catalog_agent(const els_agent *agent, const json_t *records)
{
    json_t *settings = json_array();
    for (uint32_t s = 0; s < agent->n_settings; s++) {
        json_t *values = json_object();
        for (uint32_t p = 0; p < els_catalog_parameters(agent); p++)
            json_object_set_new(values, agent->parameters[p],
                                json_real(agent->settings[s].value[p]));
        json_array_append_new(settings, json_pack("{s:s, s:o}", "name", agent->settings[s].name,
                                                  "parameters", values));
    }
    json_t *object = json_pack("{s:s, s:s, s:s, s:o}", "name", agent->name, "source", agent->source,
                               "control_flow", agent->control_flow, "settings", settings);
    const json_t *record = els_catalog_record(records, agent->name);
    json_object_set_new(object, "record", record ? json_deep_copy(record) : json_null());
    return object;
}

/* ---- plugins ---- */

static json_t *text(els_str s)
{
    return json_stringn(s.ptr ? s.ptr : "", s.len);
}

json_t *els_catalog_plugin(const els_plugin *plugin)
{
    els_arena arena = {0};
    els_plugin_statistics statistics;
    plugin->statistics(plugin, &arena, &statistics);
    json_t *templates = json_object(), *families = json_array();
    for (int s = 0; s < ELS_SPLIT_COUNT_; s++)
        json_object_set_new(templates, split_names[s], json_integer(statistics.templates[s]));
    for (uint32_t i = 0; i < statistics.n_families; i++)
        json_array_append_new(families, text(statistics.families[i].name));
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:o, s:o}", "name", plugin->name, "version", plugin->version,
                  "description", plugin->description, "templates", templates, "families", families);
    els_arena_fini(&arena);
    return object;
}

json_t *els_catalog_task(const els_sealed_task *sealed)
{
    json_t *answer;
    if (sealed->task.n_fields == 1) {
        answer = text(sealed->key[0]);
    } else {
        answer = json_object();
        for (uint32_t f = 0; f < sealed->task.n_fields; f++) {
            els_str name = sealed->task.fields[f].name;
            char key[65];
            snprintf(key, sizeof key, ELS_STR_FMT, ELS_STR_ARG(name));
            json_object_set_new(answer, key, text(sealed->key[f]));
        }
    }
    json_t *line =
        json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "id", text(sealed->task.id), "kind",
                  text(sealed->task.kind), "family", text(sealed->family), "template",
                  text(sealed->template_id), "difficulty", (json_int_t)sealed->difficulty,
                  "question", text(sealed->task.question), "answer", answer);
    if (sealed->task.context.len)
        json_object_set_new(line, "context", text(sealed->task.context));
    return line;
}

uint32_t els_catalog_split(const char *name)
{
    uint32_t split = 0;
    while (strcmp(split_names[split], name) != 0)
        split++;
    return split;
}
