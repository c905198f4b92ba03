#include "config_read.h"
#include "store.h"
#include "store_read.h"

#include <math.h>
#include <string.h>

els_err els_config_file_read(const char *store, json_t **ret_json, els_buf *error_text)
{
    els_buf missing = {0};
    json_t *json = NULL;
    els_err err = els_store_find(store, error_text);
    if (!err) {
        err = els_store_read_json(store, "config.json", &json, &missing);
        if (err == ELS_E_NOT_FOUND) {
            json = json_object();
            err = ELS_OK;
        } else if (err) {
            els_buf_add(error_text, els_buf_str(&missing));
        }
    }
    if (!err)
        *ret_json = json;
    els_buf_fini(&missing);
    return err;
}

els_str els_config_file_text(const json_t *value, els_arena *arena)
{
    if (json_is_string(value))
        return els_arena_copy(arena, els_str_of(json_string_value(value)));
    if (json_is_number(value))
        return els_format_number(arena, json_number_value(value));
    return ELS_STR("default");
}

static bool is_pinned(const json_t *file, const char *name, const char *scope)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(file, "pinned"), i,
                       entry) if (strcmp(els_cli_text(entry, "parameter"), name) == 0 &&
                                  strcmp(els_cli_text(entry, "scope"), scope) == 0) return true;
    return false;
}

/* Value of the scope in the file; NULL when it has none. */
static const json_t *value_in(const json_t *file, const char *name, const char *scope)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(file, "values"), i,
                       entry) if (strcmp(els_cli_text(entry, "parameter"), name) == 0 &&
                                  strcmp(els_cli_text(entry, "scope"), scope) ==
                                      0) return json_object_get(entry, "value");
    return NULL;
}

static void print_value(const els_config_desc *desc, els_str value, els_str fallback,
                        const char *scope, bool pinned)
{
    bool is_choice = desc->type == ELS_CONFIG_CHOICE;
    char origin[96] = "";
    if (!els_str_eq(value, fallback))
        snprintf(origin, sizeof origin, "(default " ELS_STR_FMT ")", ELS_STR_ARG(fallback));
    printf("%-32s %-12.*s %-18s %-26s %s%s\n", desc->name, (int)value.len, value.ptr, origin,
           strcmp(scope, "global") == 0 ? (is_choice ? "" : desc->unit) : scope,
           pinned ? "[pinned] " : "", desc->doc);
}

/* Scopes of the parameter with values of their own. */
static void print_scopes(const json_t *file, const els_config_desc *desc, els_str fallback,
                         els_arena *arena)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(file, "values"), i, entry)
    {
        const char *scope = els_cli_text(entry, "scope");
        if (strcmp(els_cli_text(entry, "parameter"), desc->name) == 0 &&
            strcmp(scope, "global") != 0)
            print_value(desc, els_config_file_text(json_object_get(entry, "value"), arena),
                        fallback, scope, is_pinned(file, desc->name, scope));
    }
}

void els_config_print_list(const json_t *file, bool with_all, els_arena *arena)
{
    uint32_t shown = 0;
    for (uint32_t id = 0; id < ELS_CONFIG_COUNT_; id++) {
        const els_config_desc *desc = els_config_desc_of(id);
        els_str fallback = els_config_show(id, desc->fallback, arena);
        const json_t *own = value_in(file, desc->name, "global");
        if (with_all || own) {
            print_value(desc, own ? els_config_file_text(own, arena) : fallback, fallback, "global",
                        is_pinned(file, desc->name, "global"));
            shown++;
        }
        print_scopes(file, desc, fallback, arena);
    }
    if (!with_all && shown == 0 && json_array_size(json_object_get(file, "values")) == 0)
        printf("all values are the defaults\n");
    const json_t *trial = json_object_get(file, "trial");
    if (json_is_object(trial))
        printf("on trial: change %.0f, %s: %.0f pairs, success %+.3f, e-value %.3g of %.3g\n",
               els_cli_number(trial, "change"), els_cli_text(trial, "stage"),
               els_cli_number(trial, "pairs"), els_cli_number(trial, "mean"),
               els_cli_number(trial, "e_value"), els_cli_number(trial, "needed"));
    if (json_is_true(json_object_get(file, "quiet")))
        printf("quiet: nothing is begun and nothing promoted\n");
}

json_t *els_config_list_json(const json_t *file, bool with_all, els_arena *arena)
{
    json_t *list = json_array();
    for (uint32_t id = 0; id < ELS_CONFIG_COUNT_; id++) {
        const els_config_desc *desc = els_config_desc_of(id);
        size_t i;
        json_t *entry, *scopes = json_object();
        json_array_foreach(json_object_get(file, "values"), i,
                           entry) if (strcmp(els_cli_text(entry, "parameter"), desc->name) == 0)
            json_object_set(scopes, els_cli_text(entry, "scope"), json_object_get(entry, "value"));
        if (!with_all && json_object_size(scopes) == 0) {
            json_decref(scopes);
            continue;
        }
        els_str fallback = els_config_show(id, desc->fallback, arena);
        json_array_append_new(
            list,
            json_pack("{s:s, s:o, s:o, s:f, s:f, s:s, s:s, s:s, s:s, s:b, s:s}", "name", desc->name,
                      "values", scopes, "default",
                      desc->type == ELS_CONFIG_CHOICE ? json_string(fallback.ptr)
                                                      : json_real(desc->fallback),
                      "low", desc->low, "high", desc->high, "unit", desc->unit, "scopes",
                      els_config_scopes_name(desc->scopes), "risk",
                      els_config_risk_name(desc->risk), "acts_on", els_config_acts_name(desc->acts),
                      "pinned", is_pinned(file, desc->name, "global"), "meaning", desc->doc));
    }
    return list;
}

/* Whether something is still to come of a change of that status. */
static bool is_open(const char *status)
{
    static const char *const open[] = {"queued", "canary", "test", "waiting for approval", "watch"};
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        if (strcmp(status, open[i]) == 0)
            return true;
    return false;
}

/* A command names a parameter in its first argument; "all" of a reset means every one, of an
 * approval every change. */
static bool is_about(const json_t *command, const char *parameter)
{
    const char *first = json_string_value(json_array_get(json_object_get(command, "args"), 0));
    return first &&
           (strcmp(first, parameter) == 0 ||
            (strcmp(first, "all") == 0 && strcmp(els_cli_text(command, "verb"), "reset") == 0));
}

void els_config_add_open(json_t *list, const json_t *file, const json_t *waiting)
{
    size_t i, j;
    json_t *parameter, *entry;
    json_array_foreach(list, i, parameter)
    {
        const char *name = els_cli_text(parameter, "name");
        json_t *open = json_array(), *commands = json_array();
        json_array_foreach(json_object_get(file, "changes"), j, entry)
        {
            if (strcmp(els_cli_text(entry, "parameter"), name) == 0 &&
                is_open(els_cli_text(entry, "status")))
                json_array_append(open, entry);
        }
        json_array_foreach(waiting, j, entry)
        {
            if (is_about(entry, name))
                json_array_append(commands, entry);
        }
        json_object_set_new(parameter, "open", open);
        json_object_set_new(parameter, "waiting", commands);
    }
}

static void print_evidence(const json_t *change)
{
    double saving = els_cli_number(change, "saving"); /* decades */
    printf(" (%.0f outcomes, success %+.3f", els_cli_number(change, "pairs"),
           els_cli_number(change, "effect"));
    if (saving != 0)
        printf(", work %+.0f %%", 100 * (pow(10, -saving) - 1));
    printf(", e-value %.3g)", els_cli_number(change, "e_value"));
}

void els_config_print_history(const json_t *file, els_arena *arena)
{
    size_t i;
    json_t *change, *refusal;
    const json_t *changes = json_object_get(file, "changes");
    json_array_foreach(changes, i, change)
    {
        const char *scope = els_cli_text(change, "scope");
        bool is_global = strcmp(scope, "global") == 0;
        els_str from = els_config_file_text(json_object_get(change, "from"), arena);
        els_str to = els_config_file_text(json_object_get(change, "to"), arena);
        printf("%4.0f  %-11s %s%s%s " ELS_STR_FMT " -> " ELS_STR_FMT "\n",
               els_cli_number(change, "change"), els_cli_text(change, "status"),
               els_cli_text(change, "parameter"), is_global ? "" : " of ", is_global ? "" : scope,
               ELS_STR_ARG(from), ELS_STR_ARG(to));
        printf("      asked by %s in iteration %.0f: %s\n", els_cli_text(change, "by"),
               els_cli_number(change, "made_at"), els_cli_text(change, "evidence"));
        if (*els_cli_text(change, "result"))
            printf("      iteration %.0f: %s", els_cli_number(change, "decided_at"),
                   els_cli_text(change, "result"));
        if (*els_cli_text(change, "result") && els_cli_number(change, "pairs") > 0)
            print_evidence(change);
        if (*els_cli_text(change, "result"))
            putchar('\n');
    }
    json_array_foreach(json_object_get(file, "refused"), i, refusal)
        printf("   -  refused     iteration %.0f: %s\n", els_cli_number(refusal, "iteration"),
               els_cli_text(refusal, "text"));
    if (json_array_size(changes) == 0)
        printf("no change was ever asked for\n");
}
