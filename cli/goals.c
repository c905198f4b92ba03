/* els goals list | show | add | cancel. */
#include "cli.h"
#include "dataset.h"
#include "goal_text.h"
#include "plugin.h"
#include "spool.h"

#include <pwd.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KINDS_MAX = 512 };

typedef struct {
    const char *store;
    bool json;
} goals_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", goals_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, goals_options, json, NULL, "print JSON"),
};

static const char usage[] =
    "goals list|show ID|add \"GOAL\"|cancel ID [options]\n\n"
    "  GOAL  METRIC of SUBJECT COMPARISON VALUE [within N iterations] [priority P]\n"
    "        success of refunds >= 95 % within 40 iterations\n"
    "        cost of customer_support <= 30 priority 0.5\n"
    "  METRIC success (share of tasks, with >=) or cost (work units per solved task, with <=);\n"
    "  SUBJECT all, a plugin, a family of tasks or plugin/family; N 1 to 100000 (left out: the "
    "end\n"
    "  of the run); P 0 to 1 (left out: 0.8). ID as in goals list";

/* ---- reading the store ---- */

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static const char *string(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

/* The run's status; NULL when there is none (yet). */
static json_t *load_status(const char *store, els_arena *arena)
{
    els_buf text = {0};
    els_err err = els_cli_read_file(els_arena_printf(arena, "%s/status.json", store).ptr, &text);
    json_t *status = err ? NULL : json_loadb(text.ptr, text.len, 0, NULL);
    els_buf_fini(&text);
    return status;
}

static json_t *status_or_complain(const char *store, els_arena *arena)
{
    json_t *status = load_status(store, arena);
    if (!status)
        els_cli_complain("goals: %s has no run yet (start one with: els run --store %s)", store,
                         store);
    return status;
}

/* ---- list and show ---- */

static void print_goal_line(const json_t *g)
{
    bool is_share = strcmp(string(g, "metric"), "success") == 0;
    double scale = is_share ? 100 : 1;
    const json_t *current = json_object_get(g, "current");
    printf("%-10s %-11s %3.0f %%  %-8s %-34s %s %.4g%s", string(g, "id"), string(g, "status"),
           100 * number(g, "progress"), string(g, "metric"), string(g, "subject"),
           is_share ? ">=" : "to", scale * number(g, "target"), is_share ? " %" : "");
    if (json_is_number(current))
        printf(", now %.4g%s", scale * number(g, "current"), is_share ? " %" : "");
    if (number(g, "due_at") > 0)
        printf(", by iteration %.0f", number(g, "due_at"));
    printf("  (%s)\n", string(g, "by"));
}

static int list(const goals_options *o, els_arena *arena)
{
    json_t *status = status_or_complain(o->store, arena);
    if (!status)
        return ELS_EXIT_FAILED;
    const json_t *goals = json_object_get(status, "goals"), *advice, *g;
    advice = json_object_get(status, "advice");
    size_t i;
    if (o->json) {
        els_cli_print_json(json_pack("{s:O?, s:O?, s:O?}", "goals", goals, "advice", advice,
                                     "actions", json_object_get(status, "goal_actions")));
    } else {
        json_array_foreach(goals, i, g) print_goal_line(g);
        json_array_foreach(advice, i, g)
            printf("%-10s %-11s %s\n", string(g, "id"), string(g, "status"), string(g, "action"));
        if (json_array_size(goals) == 0)
            printf("no goals yet\n");
        els_cli_print_waiting(o->store);
    }
    json_decref(status);
    return ELS_EXIT_OK;
}

static const json_t *find_goal(const json_t *status, els_str id)
{
    static const char *const lists[] = {"goals", "advice"};
    const json_t *g;
    size_t i;
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
        json_array_foreach(json_object_get(status, lists[l]), i,
                           g) if (els_str_eq(els_str_of(string(g, "id")), id)) return g;
    return NULL;
}

static bool is_live(const json_t *g)
{
    return strcmp(string(g, "status"), "active") == 0 ||
           strcmp(string(g, "status"), "in_progress") == 0;
}

/* One line naming the ids there are; `live` only those that can be cancelled. */
static void complain_of_id(const json_t *status, els_str id, bool live)
{
    els_buf names = {0};
    const json_t *g;
    size_t i;
    json_array_foreach(json_object_get(status, "goals"), i, g) if (!live || is_live(g))
        els_buf_printf(&names, "%s%s", names.len ? ", " : "", string(g, "id"));
    els_cli_complain("goals: there is no %sgoal \"" ELS_STR_FMT "\"; there %s%s",
                     live ? "live " : "", ELS_STR_ARG(els_str_sub(id, 0, 60)),
                     names.len ? "are: " : "is none", names.len ? names.ptr : "");
    els_buf_fini(&names);
}

static void print_actions(const json_t *status, const char *id)
{
    const json_t *a;
    size_t i;
    json_array_foreach(json_object_get(status, "goal_actions"), i, a)
    {
        if (strcmp(string(a, "goal"), id) != 0)
            continue;
        printf("  after iteration %.0f  %s: %s", number(a, "made_at"), string(a, "change"),
               string(a, "verdict"));
        if (json_is_number(json_object_get(a, "judged_at")))
            printf(" (%.4g before, %.4g expected, %.4g after)", number(a, "before"),
                   number(a, "expected"), number(a, "after"));
        putchar('\n');
    }
}

static int show(const goals_options *o, els_str id, els_arena *arena)
{
    json_t *status = status_or_complain(o->store, arena);
    if (!status)
        return ELS_EXIT_FAILED;
    const json_t *g = find_goal(status, id);
    int code = ELS_EXIT_OK;
    if (!g) {
        complain_of_id(status, id, false);
        code = ELS_EXIT_USAGE;
    } else if (o->json) {
        els_cli_print_json(json_incref((json_t *)g)); /* jansson counts in what is const */
    } else {
        print_goal_line(g);
        printf("  kind      %s, priority %.2f, set after iteration %.0f\n", string(g, "kind"),
               number(g, "priority"), number(g, "made_at"));
        printf("  reason    %s\n  evidence  %s\n  action    %s\n", string(g, "reason"),
               string(g, "evidence"), string(g, "action"));
        print_actions(status, string(g, "id"));
    }
    json_decref(status);
    return code;
}

/* ---- add and cancel ---- */

static void add_plugin_kinds(const els_plugin *plugin, els_kind *kinds, uint32_t *n,
                             els_arena *arena)
{
    els_plugin_statistics statistics;
    els_str name = els_arena_copy(arena, els_str_of(plugin->name));
    plugin->statistics(plugin, arena, &statistics);
    for (uint32_t i = 0; i < statistics.n_families && *n < KINDS_MAX; i++)
        if (statistics.families[i].templates[0] || statistics.families[i].templates[1])
            kinds[(*n)++] = (els_kind){name, els_arena_copy(arena, statistics.families[i].name)};
    if (statistics.n_families == 0 && *n < KINDS_MAX)
        kinds[(*n)++] = (els_kind){name, {"", 0}};
}

/* Kinds of the run's plugins that are trained or selected on; of all that are built in while there
 * is no run. */
static uint32_t kinds_of(const json_t *status, els_kind *kinds, els_arena *arena)
{
    const json_t *plugins = json_object_get(status, "plugins"), *p;
    const char *data = string(status, "data");
    size_t i, n_all;
    uint32_t n = 0;
    json_array_foreach(plugins, i, p)
    {
        const els_plugin *plugin = els_plugin_find(els_str_of(json_string_value(p)));
        if (plugin)
            add_plugin_kinds(plugin, kinds, &n, arena);
    }
    els_dataset *dataset = NULL;
    els_buf why = {0};
    if (data[0] && !els_dataset_load_spec(data, true, &dataset, &why))
        add_plugin_kinds(els_dataset_plugin(dataset), kinds, &n, arena);
    els_dataset_free(&dataset);
    els_buf_fini(&why);
    const els_plugin *const *all = els_plugin_all(&n_all);
    for (i = 0; !plugins && i < n_all; i++)
        add_plugin_kinds(all[i], kinds, &n, arena);
    return n;
}

/* Puts the command into the store's spool and says so. */
static int ask(const goals_options *o, const char *verb, els_str arg, els_arena *arena)
{
    const struct passwd *entry = getpwuid(geteuid());
    els_buf why = {0};
    els_str id;
    els_command command = {
        .target = ELS_STR("goaler"),
        .verb = els_str_of(verb),
        .args = &arg,
        .n_args = 1,
        .who = entry ? els_arena_printf(arena, "user:%.50s", entry->pw_name)
                     : els_arena_printf(arena, "user:%u", (unsigned)geteuid()),
        .made_at_s = (uint64_t)time(NULL),
    };
    els_err err = els_spool_write(o->store, &command, arena, &id, &why);
    if (err)
        els_cli_complain("goals: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    else if (o->json)
        els_cli_print_json(json_pack("{s:s, s:s%, s:s%}", "verb", verb, "command", id.ptr, id.len,
                                     "text", arg.ptr, arg.len));
    else
        printf("%s: " ELS_STR_FMT "\ntaken at the next iteration, or by the next run of %s\n",
               strcmp(verb, "goal_add") == 0 ? "goal" : "cancel", ELS_STR_ARG(arg), o->store);
    els_buf_fini(&why);
    return err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}

static int add(const goals_options *o, els_str text, els_arena *arena)
{
    els_buf why = {0};
    els_goal_text goal;
    els_kind *kinds = ELS_ARENA_NEW(arena, els_kind, KINDS_MAX);
    json_t *status = load_status(o->store, arena);
    els_err err = els_goal_text_read(text, arena, &goal, &why);
    if (!err)
        err = els_goal_text_resolve(&goal, kinds, kinds_of(status, kinds, arena), arena, &why);
    if (err)
        els_cli_complain("goals: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    els_buf_fini(&why);
    json_decref(status);
    return err ? ELS_EXIT_USAGE : ask(o, "goal_add", els_goal_text_write(&goal, arena), arena);
}

static int cancel(const goals_options *o, els_str id, els_arena *arena)
{
    json_t *status = status_or_complain(o->store, arena);
    if (!status)
        return ELS_EXIT_FAILED;
    const json_t *g = find_goal(status, id);
    bool fine = g && is_live(g) && els_str_starts(id, ELS_STR("goal-"));
    if (!fine)
        complain_of_id(status, id, true);
    json_decref(status);
    return fine ? ask(o, "goal_cancel", id, arena) : ELS_EXIT_USAGE;
}

/* ---- the command ---- */

/* What is left of the words, joined: the quotes around a goal may be left out. */
static els_str join(const els_option_list *words, els_arena *arena)
{
    els_buf text = {0};
    for (size_t i = 1; i < words->n; i++) {
        if (i > 1)
            els_buf_addc(&text, ' ');
        els_buf_add(&text, words->items[i]);
    }
    els_str joined = els_arena_copy(arena, els_buf_str(&text));
    els_buf_fini(&text);
    return joined;
}

int els_cli_goals(int argc, char **argv)
{
    goals_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    int code = els_cli_parse(usage, options, sizeof options / sizeof options[0], &o, argc, argv,
                             &arena, &words);
    els_str verb = code < 0 && words.n ? words.items[0] : (els_str){"", 0};
    if (code < 0 && words.n == 1 && els_str_eq(verb, ELS_STR("list")))
        code = list(&o, &arena);
    else if (code < 0 && words.n == 2 && els_str_eq(verb, ELS_STR("show")))
        code = show(&o, words.items[1], &arena);
    else if (code < 0 && words.n == 2 && els_str_eq(verb, ELS_STR("cancel")))
        code = cancel(&o, words.items[1], &arena);
    else if (code < 0 && words.n >= 2 && els_str_eq(verb, ELS_STR("add")))
        code = add(&o, join(&words, &arena), &arena);
    else if (code < 0) {
        els_cli_complain("goals: say list, show ID, add \"GOAL\" or cancel ID (els goals --help)");
        code = ELS_EXIT_USAGE;
    }
    els_arena_fini(&arena);
    return code;
}
