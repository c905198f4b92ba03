/* els plugins list | generate | keygen | sign. */
#include "catalog.h"
#include "cli.h"
#include "externals.h"

typedef struct {
    const char *plugin, *family, *split, *key;
    els_externals_options external;
    uint64_t count, seed, difficulty;
    bool json;
} plugin_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "plugin", 0, "P", plugin_options, plugin, NULL,
               "plugin to generate with"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "count", "N", plugin_options, count, "5", 1, 1000000,
                      "tasks to generate"),
    ELS_OPTION(ELS_OPTION_U64, "seed", 0, "S", plugin_options, seed, "1",
               "seed of world and tasks"),
    ELS_OPTION_CHOICE("split", "SPLIT", plugin_options, split, "train",
                      "train,select,probe,transfer", "templates to use"),
    ELS_OPTION(ELS_OPTION_TEXT, "family", 0, "F", plugin_options, family, NULL,
               "only this family of tasks"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "difficulty", "D", plugin_options, difficulty, "0", 0, 5,
                      "1 to 5; 0: drawn"),
    ELS_EXTERNALS_OPTIONS(plugin_options, external),
    ELS_OPTION(ELS_OPTION_TEXT, "key", 0, "FILE", plugin_options, key, NULL,
               "secret key to sign with (els plugins keygen FILE)"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, plugin_options, json, NULL, "print JSON"),
};

/* Prints it, or appends it to the array with --json. */
static void list_one(const plugin_options *o, const els_plugin *plugin, json_t *array)
{
    json_t *entry = els_catalog_plugin(plugin);
    const json_t *templates = json_object_get(entry, "templates");
    if (!o->json)
        printf("%-18s %-8s %s\n%-27s templates: %lld train, %lld select, %lld probe, %lld "
               "transfer\n",
               plugin->name, plugin->version, plugin->description, "",
               (long long)json_integer_value(json_object_get(templates, "train")),
               (long long)json_integer_value(json_object_get(templates, "select")),
               (long long)json_integer_value(json_object_get(templates, "probe")),
               (long long)json_integer_value(json_object_get(templates, "transfer")));
    json_array_append_new(array, entry);
}

static int list(const plugin_options *o, const els_externals *externals)
{
    size_t n;
    const els_plugin *const *all = els_plugin_all(&n);
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        list_one(o, all[i], array);
    for (uint32_t i = 0; i < externals->n; i++)
        list_one(o, els_external_plugin(externals->items[i]), array);
    if (o->json)
        els_cli_print_json(array);
    else
        json_decref(array);
    return ELS_EXIT_OK;
}

static int generate(const plugin_options *o, const els_externals *externals)
{
    const els_plugin *plugin = o->plugin ? els_plugin_find(els_str_of(o->plugin)) : NULL;
    if (o->plugin && !plugin)
        plugin = els_externals_find(externals, els_str_of(o->plugin));
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
        if (err && els_externals_error(externals)) {
            els_cli_complain("plugins: %s", els_externals_error(externals));
            code = ELS_EXIT_FAILED;
        } else if (err) {
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

/* What needs the plugins that are programs. */
static int use(plugin_options *o, bool is_list, els_arena *arena)
{
    els_externals externals = {0};
    els_buf why = {0};
    int code = ELS_EXIT_FAILED;
    if (!o->external.keys_file)
        o->external.keys_file = els_cli_plugin_keys(arena);
    if (els_externals_open(&o->external, &externals, &why))
        els_cli_complain("plugins: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    else
        code = is_list ? list(o, &externals) : generate(o, &externals);
    els_externals_close(&externals);
    els_buf_fini(&why);
    return code;
}

static int make_keys(const char *file)
{
    els_buf why = {0};
    els_err err = els_manifest_keygen(file, &why);
    if (err)
        els_cli_complain("plugins keygen: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    else
        printf("%s: secret key, for els plugins sign --key\n%s.pub: public key, a line for the "
               "plugin-keys file of who trusts you\n",
               file, file);
    els_buf_fini(&why);
    return err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}

static int sign(const char *manifest, const char *key)
{
    els_buf why = {0};
    if (!key) {
        els_cli_complain("plugins sign: --key FILE is needed (els plugins keygen FILE makes one)");
        return ELS_EXIT_USAGE;
    }
    els_err err = els_manifest_sign(manifest, key, &why);
    if (err)
        els_cli_complain("plugins sign: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    else
        printf("signed: %s and %s.sig\n", manifest, manifest);
    els_buf_fini(&why);
    return err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}

static bool says(const els_option_list *words, size_t n, const char *word)
{
    return words->n == n && els_str_eq(words->items[0], els_str_of(word));
}

int els_cli_plugins(int argc, char **argv)
{
    plugin_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    int code = els_cli_parse("plugins list|generate|keygen FILE|sign MANIFEST [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, &words);
    if (code < 0 && (says(&words, 1, "list") || says(&words, 1, "generate"))) {
        code = use(&o, says(&words, 1, "list"), &arena);
    } else if (code < 0 && says(&words, 2, "keygen")) {
        code = make_keys(els_arena_strdup(&arena, words.items[1]));
    } else if (code < 0 && says(&words, 2, "sign")) {
        code = sign(els_arena_strdup(&arena, words.items[1]), o.key);
    } else if (code < 0) {
        els_cli_complain("plugins: say list, generate, keygen FILE or sign MANIFEST (els plugins "
                         "--help)");
        code = ELS_EXIT_USAGE;
    }
    els_arena_fini(&arena);
    return code;
}
