/* els plugins list | generate. */
#include "catalog.h"
#include "cli.h"

typedef struct {
    const char *plugin, *family, *split;
    uint64_t count, seed, difficulty;
    bool json;
} plugin_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "plugin", 0, "P", plugin_options, plugin, NULL,
               "plugin to generate with"),
    {.name = "count",
     .type = ELS_OPTION_U64,
     .argument = "N",
     .offset = offsetof(plugin_options, count),
     .fallback = "5",
     .min = 1,
     .max = 1000000,
     .help = "tasks to generate"},
    ELS_OPTION(ELS_OPTION_U64, "seed", 0, "S", plugin_options, seed, "1",
               "seed of world and tasks"),
    {.name = "split",
     .type = ELS_OPTION_TEXT,
     .argument = "SPLIT",
     .offset = offsetof(plugin_options, split),
     .fallback = "train",
     .choices = "train,select,probe,transfer",
     .help = "templates to use"},
    ELS_OPTION(ELS_OPTION_TEXT, "family", 0, "F", plugin_options, family, NULL,
               "only this family of tasks"),
    {.name = "difficulty",
     .type = ELS_OPTION_U64,
     .argument = "D",
     .offset = offsetof(plugin_options, difficulty),
     .fallback = "0",
     .min = 0,
     .max = 5,
     .help = "1 to 5; 0: drawn"},
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, plugin_options, json, NULL, "print JSON"),
};

static int list(const plugin_options *o)
{
    size_t n;
    const els_plugin *const *all = els_plugin_all(&n);
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *entry = els_catalog_plugin(all[i]);
        const json_t *templates = json_object_get(entry, "templates");
        if (!o->json)
            printf("%-18s %-8s %s\n%-27s templates: %lld train, %lld select, %lld probe, %lld "
                   "transfer\n",
                   all[i]->name, all[i]->version, all[i]->description, "",
                   (long long)json_integer_value(json_object_get(templates, "train")),
                   (long long)json_integer_value(json_object_get(templates, "select")),
                   (long long)json_integer_value(json_object_get(templates, "probe")),
                   (long long)json_integer_value(json_object_get(templates, "transfer")));
        json_array_append_new(array, entry);
    }
    if (o->json)
        els_cli_print_json(array);
    else
        json_decref(array);
    return ELS_EXIT_OK;
}

static int generate(const plugin_options *o)
{
    const els_plugin *plugin = o->plugin ? els_plugin_find(els_str_of(o->plugin)) : NULL;
    if (!plugin) {
        els_cli_complain(
            o->plugin ? "plugins: there is no plugin \"%.60s\" (els plugins list shows them)"
                      : "plugins generate: --plugin P is needed (els plugins list shows them)%s",
            o->plugin ? o->plugin : "");
        return ELS_EXIT_USAGE;
    }
    els_arena arena = {0};
    int code = ELS_EXIT_OK;
    for (uint64_t i = 0; i < o->count && code == ELS_EXIT_OK; i++) {
        els_sealed_task sealed;
        els_task_request request = {.seed = o->seed,
                                    .task_seed = o->seed,
                                    .index = i,
                                    .difficulty = (uint32_t)o->difficulty,
                                    .split = els_catalog_split(o->split),
                                    .family = els_str_of(o->family)};
        els_arena_reset(&arena);
        els_err err = els_plugin_make(plugin, &request, &arena, &sealed);
        if (err) {
            els_cli_complain("plugins: %s has no tasks of split %s%s%s", plugin->name, o->split,
                             o->family ? " and family " : "", o->family ? o->family : "");
            code = ELS_EXIT_USAGE;
        } else {
            json_t *line = els_catalog_task(&sealed);
            json_dumpf(line, stdout, JSON_COMPACT);
            putchar('\n');
            json_decref(line);
        }
    }
    els_arena_fini(&arena);
    return code;
}

int els_cli_plugins(int argc, char **argv)
{
    plugin_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    int code = els_cli_parse("plugins list|generate [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, &words);
    if (code < 0 && words.n == 1 && els_str_eq(words.items[0], ELS_STR("list")))
        code = list(&o);
    else if (code < 0 && words.n == 1 && els_str_eq(words.items[0], ELS_STR("generate")))
        code = generate(&o);
    else if (code < 0) {
        els_cli_complain("plugins: say list or generate (els plugins --help)");
        code = ELS_EXIT_USAGE;
    }
    els_arena_fini(&arena);
    return code;
}
