/* els config — what can be tuned, what it is now, and how it came to be so. Reads
 * STORE/config.json, asks by way of STORE/commands (docs/decisions/0012). */
#include "asking.h"
#include "config_read.h"
#include "config_wait.h"
#include "waiting.h"

#include <string.h>

typedef struct {
    const char *store, *scope, *because;
    uint64_t at;
    bool now, wait, all, json;
} config_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", config_options, store, ELS_DEFAULT_STORE,
               "folder of the run"),
    ELS_OPTION(ELS_OPTION_TEXT, "scope", 0, "SCOPE", config_options, scope, "global",
               "global, agent:NAME or kind:PLUGIN"),
    ELS_OPTION(ELS_OPTION_FLAG, "now", 0, NULL, config_options, now, NULL,
               "set: at once instead of by a trial; watched, unless the value is pinned"),
    ELS_OPTION(ELS_OPTION_FLAG, "wait", 0, NULL, config_options, wait, NULL,
               "set: until the run has kept the change (exit code 0), rejected it (1) or rolled it "
               "back (5)"),
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
    "       [--store DIR] [--scope SCOPE] [--now] [--wait] [--because TEXT] [--at N] [--all]\n"    \
    "       [--json]"

typedef struct {
    const config_options *o;
    els_option_list words; /* the first is the verb */
    els_arena *arena;
    els_buf *why;
    int *code; /* of `set --wait`: what came of the change */
} request;

static els_str word(const request *r, size_t i)
{
    return i < r->words.n ? r->words.items[i] : (els_str){NULL, 0};
}

/* ---- asking ---- */

static els_asking asking_of(const request *r)
{
    return (els_asking){.store = r->o->store, .arena = r->arena, .why = r->why};
}

static els_err ask(const request *r, els_str *ret_id)
{
    els_asking_fault fault;
    els_asking asking = asking_of(r);
    els_asking_config change = {.verb = word(r, 0),
                                .parameter = word(r, 1),
                                .scope = els_str_of(r->o->scope),
                                .value = word(r, 2),
                                .change = word(r, 1),
                                .because = els_str_of(r->o->because),
                                .now = r->o->now,
                                .all = r->o->all,
                                .at = r->o->at};
    return els_asking_config_put(&asking, &change, &fault, ret_id);
}

static els_err do_ask(const request *r)
{
    els_str id, verb = word(r, 0);
    els_err err = ask(r, &id);
    if (!err && r->o->json)
        els_cli_print_json(json_pack("{s:s%, s:s}", "asked", verb.ptr, verb.len, "id", id.ptr));
    else if (!err)
        printf("asked; the run takes it at its next iteration, or the next run at its first "
               "(els config history)\n");
    return err;
}

static els_err do_set(const request *r)
{
    els_str id, scope;
    uint32_t parameter;
    els_asking_fault fault;
    els_asking asking = asking_of(r);
    els_config_asked asked = {.store = r->o->store, .parameter = word(r, 1).ptr};
    json_t *change = NULL;
    if (!r->o->wait)
        return do_ask(r);
    els_err err = els_asking_config_place(&asking, word(r, 1), els_str_of(r->o->scope), &fault,
                                          &parameter, &scope);
    if (!err)
        err = els_config_wait_mark(r->o->store, &asked.mark, r->why);
    if (!err)
        err = ask(r, &id);
    if (err)
        return err;
    asked.id = id.ptr;
    asked.scope = scope.ptr;
    *r->code = els_config_wait(&asked, &change, r->why);
    if (change && r->o->json)
        els_cli_print_json(json_incref(change));
    else if (*r->code == ELS_EXIT_OK)
        printf("%s\n",
               change ? json_string_value(json_object_get(change, "status")) : "it had that value");
    json_decref(change);
    return ELS_OK;
}

/* ---- showing ---- */

static els_err do_list(const request *r)
{
    json_t *file = NULL;
    bool with_all = els_str_eq(word(r, 0), ELS_STR("list"));
    els_err err = els_config_file_read(r->o->store, &file, r->why);
    if (err)
        return err;
    if (r->o->json) {
        json_t *list = els_config_list_json(file, with_all, r->arena);
        json_t *waiting = els_waiting_json(r->o->store, ELS_STR("applier"));
        els_config_add_open(list, file, waiting);
        json_decref(waiting);
        els_cli_print_json(list);
    } else {
        els_config_print_list(file, with_all, r->arena);
        els_waiting_print(r->o->store, ELS_STR("applier"));
    }
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
        json_object_set_new(file, "waiting", els_waiting_json(r->o->store, ELS_STR("applier")));
        els_cli_print_json(json_incref(file));
    } else {
        els_config_print_history(file, r->arena);
        els_waiting_print(r->o->store, ELS_STR("applier"));
    }
    json_decref(file);
    return ELS_OK;
}

static els_err do_get(const request *r)
{
    els_str scope, parameter = word(r, 1);
    uint32_t id;
    els_asking_fault fault;
    els_asking asking = asking_of(r);
    json_t *file = NULL, *entry;
    size_t i;
    els_err err =
        els_asking_config_place(&asking, parameter, els_str_of(r->o->scope), &fault, &id, &scope);
    if (!err)
        err = els_config_file_read(r->o->store, &file, r->why);
    if (err)
        return err;
    els_str value = els_config_show(id, els_config_default((els_config_id)id), r->arena);
    bool is_own = false;
    json_array_foreach(json_object_get(file, "values"), i, entry)
    {
        els_str in = els_str_of(json_string_value(json_object_get(entry, "scope")));
        els_str name = els_str_of(json_string_value(json_object_get(entry, "parameter")));
        bool is_this = els_str_eq(in, scope);
        if (!els_str_eq(name, parameter) ||
            (!is_this && (is_own || !els_str_eq(in, ELS_STR("global")))))
            continue;
        is_own = is_this;
        value = els_config_file_text(json_object_get(entry, "value"), r->arena);
    }
    if (r->o->json)
        els_cli_print_json(json_pack("{s:s, s:s, s:s, s:b}", "parameter", parameter.ptr, "scope",
                                     scope.ptr, "value", value.ptr, "own", is_own));
    else
        printf(ELS_STR_FMT "\n", ELS_STR_ARG(value));
    json_decref(file);
    return ELS_OK;
}

/* Options that mean something to a verb; --store and --json do to all. */
enum { SCOPE = 1, SET = 2, AT = 4, ALL = 8 };

typedef struct {
    const char *name, *takes; /* takes: the words behind it */
    size_t words_min, words_max;
    unsigned options;
    els_err (*run)(const request *r);
} verb;

static const verb verbs[] = {
    {"list", "nothing else", 1, 1, 0, do_list},
    {"diff", "nothing else", 1, 1, 0, do_list},
    {"get", "NAME", 2, 2, SCOPE, do_get},
    {"set", "NAME VALUE", 3, 3, SCOPE | SET | AT, do_set},
    {"reset", "NAME or --all", 1, 2, SCOPE | AT | ALL, do_ask},
    {"pin", "NAME", 2, 2, SCOPE | AT, do_ask},
    {"unpin", "NAME", 2, 2, SCOPE | AT, do_ask},
    {"history", "nothing else", 1, 1, 0, do_history},
    {"rollback", "the number of a change, or nothing: the newest", 1, 2, AT, do_ask},
    {"approve", "the number of a change, or --all", 1, 2, AT | ALL, do_ask},
    {"reject", "the number of a change, or --all", 1, 2, AT | ALL, do_ask},
};

/* What was said must mean something: what would be left unheard is refused. */
static els_err check(const verb *v, const request *r)
{
    const config_options *o = r->o;
    bool takes_all = v->options & ALL;
    size_t words_min = takes_all && !o->all ? 2 : v->words_min;
    size_t words_max = takes_all && o->all ? 1 : v->words_max;
    bool has_scope = strcmp(o->scope, "global") != 0;
    if (o->all && !takes_all)
        els_buf_printf(r->why, "--all is for reset, approve and reject");
    else if ((o->now || o->wait || o->because) && !(v->options & SET))
        els_buf_printf(r->why, "%s is for set",
                       o->now    ? "--now"
                       : o->wait ? "--wait"
                                 : "--because");
    else if (o->at && !(v->options & AT))
        els_buf_printf(r->why, "--at is for what asks a run: set, reset, pin, unpin, rollback, "
                               "approve and reject");
    else if (has_scope && (!(v->options & SCOPE) || o->all))
        els_buf_printf(r->why, "--scope is for get, set, reset NAME, pin and unpin");
    else if (r->words.n < words_min || r->words.n > words_max)
        els_buf_printf(r->why, "%s takes %s", v->name, v->takes);
    return r->why->len ? ELS_E_USAGE : ELS_OK;
}

int els_cli_config(int argc, char **argv)
{
    config_options o;
    els_arena arena = {0};
    els_buf why = {0};
    int waited = ELS_EXIT_OK;
    request r = {.o = &o, .arena = &arena, .why = &why, .code = &waited};
    int code = els_cli_parse(USAGE, options, sizeof options / sizeof options[0], &o, argc, argv,
                             &arena, &r.words);
    const verb *found = NULL;
    for (size_t i = 0; code < 0 && i < sizeof verbs / sizeof verbs[0]; i++)
        if (els_str_eq(word(&r, 0), els_str_of(verbs[i].name)))
            found = &verbs[i];
    if (code < 0 && !found) {
        els_cli_complain(
            "config: say what to do: list, get, set, reset, pin, unpin, diff, history, "
            "rollback, approve or reject (els config --help)");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0) {
        els_err err = check(found, &r);
        if (!err)
            err = found->run(&r);
        code = !err ? waited : err == ELS_E_USAGE ? ELS_EXIT_USAGE : ELS_EXIT_FAILED;
        if (code)
            els_cli_complain("config: %s", els_err_line(err, &why));
    }
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
