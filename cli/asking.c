#include "asking.h"
#include "config.h"
#include "dataset.h"
#include "goal_text.h"
#include "params.h"
#include "plugin.h"
#include "spool.h"
#include "store_read.h"

#include <pwd.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KINDS_MAX = 512 };

static els_str who_asks(const els_asking *asking)
{
    const struct passwd *entry = asking->who ? NULL : getpwuid(geteuid());
    if (asking->who)
        return els_str_of(asking->who);
    return entry ? els_arena_printf(asking->arena, "user:%.50s", entry->pw_name)
                 : els_arena_printf(asking->arena, "user:%u", (unsigned)geteuid());
}

static els_err put(const els_asking *asking, els_command *command, els_str *ret_id)
{
    command->who = who_asks(asking);
    command->made_at_s = (uint64_t)time(NULL);
    return els_spool_write(asking->store, command, asking->arena, ret_id, asking->why);
}

static els_err wrong(els_asking_fault fault, els_asking_fault *ret_fault)
{
    *ret_fault = fault;
    return ELS_E_USAGE;
}

/* ---- configuration ---- */

/* Kinds of task may be anybody's, architectures are those there are. */
static bool is_agent_known(const char *scope, els_buf *why)
{
    static const els_str before = {"agent:", 6};
    uint32_t n;
    const char *const *names = els_agent_names(&n);
    if (!els_str_starts(els_str_of(scope), before))
        return true;
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(scope + before.len, names[i]) == 0)
            return true;
    els_buf_printf(why, "there is no architecture \"%.40s\" (els agents list)", scope + before.len);
    return false;
}

els_err els_asking_config_place(const els_asking *asking, els_str parameter, els_str scope,
                                els_asking_fault *ret_fault, uint32_t *ret_parameter,
                                els_str *ret_scope)
{
    char full[ELS_CONFIG_SCOPE_BYTES];
    uint32_t id = els_config_named(parameter);
    if (id == ELS_CONFIG_COUNT_) {
        els_buf_printf(asking->why, "there is no parameter \"" ELS_STR_FMT "\" (els config list)",
                       ELS_STR_ARG(els_str_sub(parameter, 0, 60)));
        return wrong(ELS_ASKING_PARAMETER, ret_fault);
    }
    if (els_config_scope(id, scope, full, asking->why) || !is_agent_known(full, asking->why))
        return wrong(ELS_ASKING_SCOPE, ret_fault);
    *ret_parameter = id;
    *ret_scope = els_arena_copy(asking->arena, els_str_of(full));
    return ELS_OK;
}

/* Arguments of the verbs that name a parameter; *ret_n is their number. */
static els_err place_arguments(const els_asking *asking, const els_asking_config *c, els_str *args,
                               uint32_t *ret_n, els_asking_fault *ret_fault)
{
    uint32_t id;
    double value;
    if (c->all && els_str_eq(c->verb, ELS_STR("reset"))) {
        args[0] = ELS_STR("all");
        *ret_n = 1;
        return ELS_OK;
    }
    els_err err = els_asking_config_place(asking, c->parameter, c->scope, ret_fault, &id, &args[1]);
    if (err)
        return err;
    args[0] = c->parameter;
    *ret_n = 2;
    if (!els_str_eq(c->verb, ELS_STR("set")))
        return ELS_OK;
    if (els_config_read(id, c->value, &value, asking->why))
        return wrong(ELS_ASKING_VALUE, ret_fault);
    if (!c->now && els_config_desc_of(id)->acts != ELS_CONFIG_ANSWER) {
        els_buf_printf(asking->why,
                       "%s cannot be tried beside its old value on the same tasks: add --now",
                       els_config_desc_of(id)->name);
        return wrong(ELS_ASKING_NOW, ret_fault);
    }
    args[2] = c->value;
    args[3] = c->now ? ELS_STR("now") : ELS_STR("try");
    args[4] = c->because;
    *ret_n = 5;
    return ELS_OK;
}

static els_err change_argument(const els_asking *asking, const els_asking_config *c, els_str *arg,
                               els_asking_fault *ret_fault)
{
    uint64_t unused;
    *arg = c->change;
    if (arg->len == 0 && els_str_eq(c->verb, ELS_STR("rollback")))
        *arg = ELS_STR("last");
    else if (arg->len == 0 && c->all)
        *arg = ELS_STR("all");
    else if (!els_str_to_u64(*arg, &unused)) {
        els_buf_printf(asking->why,
                       ELS_STR_FMT " takes the number of a change (els config history)",
                       ELS_STR_ARG(c->verb));
        return wrong(ELS_ASKING_CHANGE, ret_fault);
    }
    return ELS_OK;
}

els_err els_asking_config_put(const els_asking *asking, const els_asking_config *change,
                              els_asking_fault *ret_fault, els_str *ret_id)
{
    static const els_str of_changes[] = {{"rollback", 8}, {"approve", 7}, {"reject", 6}};
    els_str args[5];
    uint32_t n = 1;
    bool is_of_change = false;
    for (size_t i = 0; i < sizeof of_changes / sizeof of_changes[0]; i++)
        is_of_change = is_of_change || els_str_eq(change->verb, of_changes[i]);
    els_err err = is_of_change ? change_argument(asking, change, args, ret_fault)
                               : place_arguments(asking, change, args, &n, ret_fault);
    if (err)
        return err;
    els_command command = {.target = ELS_STR("applier"),
                           .verb = change->verb,
                           .args = args,
                           .n_args = n,
                           .at = change->at};
    return put(asking, &command, ret_id);
}

/* ---- goals ---- */

static const char *string(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static bool is_live(const json_t *g)
{
    return strcmp(string(g, "status"), "active") == 0 ||
           strcmp(string(g, "status"), "in_progress") == 0;
}

/* One line naming the ids there are; `live` only those that can be cancelled. */
static void explain_id(const json_t *status, els_str id, bool live, els_buf *why)
{
    els_buf names = {0};
    const json_t *g;
    size_t i;
    json_array_foreach(json_object_get(status, "goals"), i, g)
    {
        if (!live || is_live(g))
            els_buf_printf(&names, "%s%s", names.len ? ", " : "", string(g, "id"));
    }
    els_buf_printf(why, "there is no %sgoal \"" ELS_STR_FMT "\"; there %s%s", live ? "live " : "",
                   ELS_STR_ARG(els_str_sub(id, 0, 60)), names.len ? "are: " : "are none",
                   names.len ? names.ptr : "");
    els_buf_fini(&names);
}

const json_t *els_asking_find_goal(const json_t *status, els_str id, bool live, els_buf *why)
{
    static const char *const lists[] = {"goals", "advice"};
    const json_t *g;
    size_t i;
    for (size_t l = 0; l < (live ? 1 : sizeof lists / sizeof lists[0]); l++)
        json_array_foreach(json_object_get(status, lists[l]), i, g)
        {
            if (els_str_eq(els_str_of(string(g, "id")), id) && (!live || is_live(g)))
                return g;
        }
    explain_id(status, id, live, why);
    return NULL;
}

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

els_err els_asking_goal_add(const els_asking *asking, els_str text, els_asking_fault *ret_fault,
                            els_str *ret_text, els_str *ret_id)
{
    els_goal_text goal;
    els_buf missing = {0};
    els_arena *arena = asking->arena;
    els_kind *kinds = ELS_ARENA_NEW(arena, els_kind, KINDS_MAX);
    json_t *status = NULL;
    /* Without a run yet the kinds are those that are built in. */
    els_err err = els_store_read_json(asking->store, "status.json", &status, &missing);
    if (err == ELS_E_NOT_FOUND)
        err = ELS_OK;
    else if (err)
        els_buf_add(asking->why, els_buf_str(&missing));
    els_buf_fini(&missing);
    if (err)
        return err;
    err = els_goal_text_read(text, arena, &goal, asking->why);
    if (!err)
        err =
            els_goal_text_resolve(&goal, kinds, kinds_of(status, kinds, arena), arena, asking->why);
    json_decref(status);
    if (err)
        return wrong(ELS_ASKING_GOAL, ret_fault);
    els_str whole = els_goal_text_write(&goal, arena);
    els_command command = {
        .target = ELS_STR("goaler"), .verb = ELS_STR("goal_add"), .args = &whole, .n_args = 1};
    err = put(asking, &command, ret_id);
    if (!err)
        *ret_text = whole;
    return err;
}

els_err els_asking_goal_cancel(const els_asking *asking, els_str id, els_str *ret_id)
{
    json_t *status = NULL;
    els_err err = els_store_read_json(asking->store, "status.json", &status, asking->why);
    if (!err && !els_asking_find_goal(status, id, true, asking->why))
        err = ELS_E_USAGE;
    json_decref(status);
    if (err)
        return err;
    els_command command = {
        .target = ELS_STR("goaler"), .verb = ELS_STR("goal_cancel"), .args = &id, .n_args = 1};
    return put(asking, &command, ret_id);
}
