/* els config — what can be tuned, what it is now, and how it came to be so. Reads
 * STORE/config.json, asks by way of STORE/commands (docs/decisions/0012). */
#include "config_read.h"
#include "spool.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    const char *store, *scope, *because;
    uint64_t at;
    bool now, all, json;
} config_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", config_options, store, ELS_DEFAULT_STORE,
               "folder of the run"),
    ELS_OPTION(ELS_OPTION_TEXT, "scope", 0, "SCOPE", config_options, scope, "global",
               "global, agent:NAME or kind:PLUGIN"),
    ELS_OPTION(ELS_OPTION_FLAG, "now", 0, NULL, config_options, now, NULL,
               "set: at once instead of by a trial; watched, unless the value is pinned"),
    ELS_OPTION(ELS_OPTION_TEXT, "because", 0, "TEXT", config_options, because, NULL,
               "set: why, for the history"),
    ELS_OPTION(ELS_OPTION_U64, "at", 0, "N", config_options, at, NULL, "not before this iteration"),
    ELS_OPTION(ELS_OPTION_FLAG, "all", 0, NULL, config_options, all, NULL,
               "reset: every value; approve, reject: every change that waits"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, config_options, json, NULL, "print JSON"),
};

#define USAGE                                                                                      \
    "config list | get NAME | set NAME VALUE | reset NAME | pin NAME | unpin NAME |\n"             \
    "       diff | history | rollback [CHANGE] | approve CHANGE | reject CHANGE\n"                 \
    "       [--store DIR] [--scope SCOPE] [--now] [--because TEXT] [--at N] [--all] [--json]"

typedef struct {
    const config_options *o;
    els_option_list words; /* the first is the verb */
    els_arena *arena;
    els_buf *why;
} request;

static els_str word(const request *r, size_t i)
{
    return i < r->words.n ? r->words.items[i] : (els_str){NULL, 0};
}

/* ---- asking ---- */

static els_str own_name(els_arena *arena)
{
    const struct passwd *entry = getpwuid(geteuid());
    return entry ? els_arena_printf(arena, "user:%.50s", entry->pw_name)
                 : els_arena_printf(arena, "user:%u", (unsigned)geteuid());
}

static els_err ask(const request *r, const char *verb, els_str *args, uint32_t n)
{
    els_str id;
    els_command command = {.target = ELS_STR("applier"),
                           .verb = els_str_of(verb),
                           .args = args,
                           .n_args = n,
                           .who = own_name(r->arena),
                           .made_at_s = (uint64_t)time(NULL),
                           .at = r->o->at};
    els_err err = els_spool_write(r->o->store, &command, r->arena, &id, r->why);
    if (!err && r->o->json)
        els_cli_print_json(json_pack("{s:s, s:s}", "asked", verb, "id", id.ptr));
    else if (!err)
        printf("asked; the run takes it at its next iteration, or the next run at its first "
               "(els config history)\n");
    return err;
}

/* The parameter and scope a request names; USAGE with one line when there is none. */
static els_err name_place(const request *r, uint32_t *ret_id, els_str args[2])
{
    char scope[ELS_CONFIG_SCOPE_BYTES];
    uint32_t id = els_config_named(word(r, 1));
    if (id == ELS_CONFIG_COUNT_) {
        els_buf_printf(r->why, "there is no parameter \"" ELS_STR_FMT "\" (els config list)",
                       ELS_STR_ARG(els_str_sub(word(r, 1), 0, 60)));
        return ELS_E_USAGE;
    }
    if (els_config_scope(id, els_str_of(r->o->scope), scope, r->why))
        return ELS_E_USAGE;
    args[0] = word(r, 1);
    args[1] = els_arena_copy(r->arena, els_str_of(scope));
    *ret_id = id;
    return ELS_OK;
}

static els_err do_set(const request *r)
{
    els_str args[5];
    uint32_t id;
    double value;
    els_err err = name_place(r, &id, args);
    if (err)
        return err;
    if (els_config_read(id, word(r, 2), &value, r->why))
        return ELS_E_USAGE;
    if (!r->o->now && els_config_desc_of(id)->acts != ELS_CONFIG_ANSWER) {
        els_buf_printf(r->why,
                       "%s cannot be tried beside its old value on the same tasks: add --now",
                       els_config_desc_of(id)->name);
        return ELS_E_USAGE;
    }
    args[2] = word(r, 2);
    args[3] = r->o->now ? ELS_STR("now") : ELS_STR("try");
    args[4] = els_str_of(r->o->because);
    return ask(r, "set", args, 5);
}

static els_err do_place(const request *r)
{
    els_str args[2];
    uint32_t id;
    const char *verb = els_arena_strdup(r->arena, word(r, 0));
    if (r->o->all && strcmp(verb, "reset") == 0) {
        args[0] = ELS_STR("all");
        return ask(r, verb, args, 1);
    }
    els_err err = name_place(r, &id, args);
    return err ? err : ask(r, verb, args, 2);
}

static els_err do_change(const request *r)
{
    const char *verb = els_arena_strdup(r->arena, word(r, 0));
    bool is_rollback = strcmp(verb, "rollback") == 0;
    els_str number = word(r, 1);
    uint64_t unused;
    if (number.len == 0 && is_rollback)
        number = ELS_STR("last");
    else if (number.len == 0 && r->o->all)
        number = ELS_STR("all");
    else if (!els_str_to_u64(number, &unused)) {
        els_buf_printf(r->why, "%s takes the number of a change (els config history)", verb);
        return ELS_E_USAGE;
    }
    return ask(r, verb, &number, 1);
}

/* ---- showing ---- */

static els_err do_list(const request *r)
{
    json_t *file = NULL;
    bool with_all = els_str_eq(word(r, 0), ELS_STR("list"));
    els_err err = els_config_file_read(r->o->store, &file, r->why);
    if (err)
        return err;
    if (r->o->json)
        els_cli_print_json(els_config_list_json(file, with_all, r->arena));
    else
        els_config_print_list(file, with_all, r->arena);
    json_decref(file);
    return ELS_OK;
}

static els_err do_history(const request *r)
{
    json_t *file = NULL;
    els_err err = els_config_file_read(r->o->store, &file, r->why);
    if (err)
        return err;
    if (r->o->json) {
        els_cli_print_json(json_incref(file));
    } else {
        els_config_print_history(file, r->arena);
        els_cli_print_waiting(r->o->store);
    }
    json_decref(file);
    return ELS_OK;
}

static els_err do_get(const request *r)
{
    els_str args[2];
    uint32_t id;
    json_t *file = NULL, *entry;
    size_t i;
    els_err err = name_place(r, &id, args);
    if (!err)
        err = els_config_file_read(r->o->store, &file, r->why);
    if (err)
        return err;
    els_str value = els_config_show(id, els_config_default((els_config_id)id), r->arena);
    bool is_own = false;
    json_array_foreach(json_object_get(file, "values"), i, entry)
    {
        els_str scope = els_str_of(json_string_value(json_object_get(entry, "scope")));
        els_str name = els_str_of(json_string_value(json_object_get(entry, "parameter")));
        bool is_this = els_str_eq(scope, args[1]);
        if (!els_str_eq(name, args[0]) ||
            (!is_this && (is_own || !els_str_eq(scope, ELS_STR("global")))))
            continue;
        is_own = is_this;
        value = els_config_file_text(json_object_get(entry, "value"), r->arena);
    }
    if (r->o->json)
        els_cli_print_json(json_pack("{s:s, s:s, s:s, s:b}", "parameter", args[0].ptr, "scope",
                                     args[1].ptr, "value", value.ptr, "own", is_own));
    else
        printf(ELS_STR_FMT "\n", ELS_STR_ARG(value));
    json_decref(file);
    return ELS_OK;
}

typedef struct {
    const char *name;
    size_t words_min, words_max;
    els_err (*run)(const request *r);
} verb;

static const verb verbs[] = {
    {"list", 1, 1, do_list},      {"diff", 1, 1, do_list},       {"get", 2, 2, do_get},
    {"set", 3, 3, do_set},        {"reset", 1, 2, do_place},     {"pin", 2, 2, do_place},
    {"unpin", 2, 2, do_place},    {"history", 1, 1, do_history}, {"rollback", 1, 2, do_change},
    {"approve", 1, 2, do_change}, {"reject", 1, 2, do_change},
};

int els_cli_config(int argc, char **argv)
{
    config_options o;
    els_arena arena = {0};
    els_buf why = {0};
    request r = {.o = &o, .arena = &arena, .why = &why};
    int code = els_cli_parse(USAGE, options, sizeof options / sizeof options[0], &o, argc, argv,
                             &arena, &r.words);
    const verb *found = NULL;
    for (size_t i = 0; code < 0 && i < sizeof verbs / sizeof verbs[0]; i++)
        if (els_str_eq(word(&r, 0), els_str_of(verbs[i].name)))
            found = &verbs[i];
    if (code < 0 && (!found || r.words.n < found->words_min || r.words.n > found->words_max)) {
        els_cli_complain(
            "config: say what to do: list, get, set, reset, pin, unpin, diff, history, "
            "rollback, approve or reject (els config --help)");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0) {
        els_err err = found->run(&r);
        code = !err ? ELS_EXIT_OK : err == ELS_E_USAGE ? ELS_EXIT_USAGE : ELS_EXIT_FAILED;
        if (err)
            els_cli_complain("config: %s", why.len ? why.ptr : els_err_text(err));
    }
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
