/* els goals list | show | add | cancel. */
#include "asking.h"
#include "cli.h"
#include "store_read.h"
#include "waiting.h"

#include <string.h>

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

static const char *string(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

/* NULL after a complaint. */
static json_t *load_status(const char *store)
{
    els_buf why = {0};
    json_t *status = NULL;
    if (els_store_read_json(store, "status.json", &status, &why))
        els_cli_complain("goals: %s", why.ptr);
    els_buf_fini(&why);
    return status;
}

/* ---- list and show ---- */

static void print_goal_line(const json_t *g)
{
    bool is_share = strcmp(string(g, "metric"), "success") == 0;
    double scale = is_share ? 100 : 1;
    const json_t *current = json_object_get(g, "current");
    printf("%-10s %-11s %3.0f %%  %-8s %-34s %s %.4g%s", string(g, "id"), string(g, "status"),
           100 * els_cli_number(g, "progress"), string(g, "metric"), string(g, "subject"),
           is_share ? ">=" : "to", scale * els_cli_number(g, "target"), is_share ? " %" : "");
    if (json_is_number(current))
        printf(", now %.4g%s", scale * els_cli_number(g, "current"), is_share ? " %" : "");
    if (els_cli_number(g, "due_at") > 0)
        printf(", by iteration %.0f", els_cli_number(g, "due_at"));
    printf("  (%s)\n", string(g, "by"));
}

static int list(const goals_options *o)
{
    json_t *status = load_status(o->store);
    if (!status)
        return ELS_EXIT_FAILED;
    const json_t *goals = json_object_get(status, "goals"), *advice, *g;
    advice = json_object_get(status, "advice");
    size_t i;
    if (o->json) {
        els_cli_print_json(json_pack("{s:O?, s:O?, s:O?, s:o}", "goals", goals, "advice", advice,
                                     "actions", json_object_get(status, "goal_actions"), "waiting",
                                     els_waiting_json(o->store, ELS_STR("goaler"))));
    } else {
        json_array_foreach(goals, i, g) print_goal_line(g);
        json_array_foreach(advice, i, g)
            printf("%-10s %-11s %s\n", string(g, "id"), string(g, "status"), string(g, "action"));
        if (json_array_size(goals) == 0)
            printf("no goals yet\n");
        els_waiting_print(o->store, ELS_STR("goaler"));
    }
    json_decref(status);
    return ELS_EXIT_OK;
}

static void print_actions(const json_t *status, const char *id)
{
    const json_t *a;
    size_t i;
    json_array_foreach(json_object_get(status, "goal_actions"), i, a)
    {
        if (strcmp(string(a, "goal"), id) != 0)
            continue;
        printf("  after iteration %.0f  %s: %s", els_cli_number(a, "made_at"), string(a, "change"),
               string(a, "verdict"));
        if (json_is_number(json_object_get(a, "judged_at")))
            printf(" (%.4g before, %.4g expected, %.4g after)", els_cli_number(a, "before"),
                   els_cli_number(a, "expected"), els_cli_number(a, "after"));
        putchar('\n');
    }
}

static int show(const goals_options *o, els_str id)
{
    json_t *status = load_status(o->store);
    els_buf why = {0};
    if (!status)
        return ELS_EXIT_FAILED;
    const json_t *g = els_asking_find_goal(status, id, false, &why);
    int code = ELS_EXIT_OK;
    if (!g) {
        els_cli_complain("goals: %s", why.ptr);
        code = ELS_EXIT_USAGE;
    } else if (o->json) {
        els_cli_print_json(json_incref((json_t *)g)); /* jansson counts in what is const */
    } else {
        print_goal_line(g);
        printf("  kind      %s, priority %.2f, set after iteration %.0f\n", string(g, "kind"),
               els_cli_number(g, "priority"), els_cli_number(g, "made_at"));
        printf("  reason    %s\n  evidence  %s\n  action    %s\n", string(g, "reason"),
               string(g, "evidence"), string(g, "action"));
        print_actions(status, string(g, "id"));
    }
    json_decref(status);
    els_buf_fini(&why);
    return code;
}

/* ---- add and cancel ---- */

/* Says what came of asking; the exit code. */
static int answer(const goals_options *o, els_err err, const char *verb, els_str id, els_str text,
                  const els_buf *why)
{
    if (err)
        els_cli_complain("goals: %s", why->len ? why->ptr : els_err_text(err));
    else if (o->json)
        els_cli_print_json(json_pack("{s:s, s:s%, s:s%}", "verb", verb, "command", id.ptr, id.len,
                                     "text", text.ptr, text.len));
    else
        printf("%s: " ELS_STR_FMT "\ntaken at the next iteration, or by the next run of %s\n",
               strcmp(verb, "goal_add") == 0 ? "goal" : "cancel", ELS_STR_ARG(text), o->store);
    return !err ? ELS_EXIT_OK : err == ELS_E_USAGE ? ELS_EXIT_USAGE : ELS_EXIT_FAILED;
}

static int add(const goals_options *o, els_str text, els_arena *arena)
{
    els_buf why = {0};
    els_str id = {0}, whole = {0};
    els_asking_fault fault;
    els_asking asking = {.store = o->store, .arena = arena, .why = &why};
    els_err err = els_asking_goal_add(&asking, text, &fault, &whole, &id);
    int code = answer(o, err, "goal_add", id, whole, &why);
    els_buf_fini(&why);
    return code;
}

static int cancel(const goals_options *o, els_str goal, els_arena *arena)
{
    els_buf why = {0};
    els_str id = {0};
    els_asking asking = {.store = o->store, .arena = arena, .why = &why};
    els_err err = els_asking_goal_cancel(&asking, goal, &id);
    int code = answer(o, err, "goal_cancel", id, goal, &why);
    els_buf_fini(&why);
    return code;
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
        code = list(&o);
    else if (code < 0 && words.n == 2 && els_str_eq(verb, ELS_STR("show")))
        code = show(&o, words.items[1]);
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
