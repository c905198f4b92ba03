/* els agents list | show NAME — the architectures, with what a store knows of them. */
#include "agent.h"
#include "catalog.h"
#include "cli.h"
#include "store_read.h"

#include <string.h>

typedef struct {
    const char *store;
    bool json;
} agent_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", agent_options, store, NULL,
               "folder of the journal whose record is shown (default: " ELS_DEFAULT_STORE
               ", if there is one)"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, agent_options, json, NULL, "print JSON"),
};

/* Records of the newest run in the store, an array; *ret_agents stays NULL when no store was asked
 * for and the default one has none. False after a complaint. */
static bool load_records(const char *store, json_t **ret_agents)
{
    els_buf why = {0};
    json_t *status = NULL;
    els_err err =
        els_store_read_json(store ? store : ELS_DEFAULT_STORE, "status.json", &status, &why);
    bool ok = !err || (!store && err == ELS_E_NOT_FOUND);
    if (!ok)
        els_cli_complain("agents: %s", why.ptr);
    else if (!err)
        *ret_agents = json_incref(json_object_get(status, "agents"));
    json_decref(status);
    els_buf_fini(&why);
    return ok;
}

/* A share with its interval, as far as there is one. */
static void print_estimate(const json_t *record, const char *key, double scale, const char *unit)
{
    char ends[64];
    (void)snprintf(ends, sizeof ends, "%s_ci", key);
    const json_t *range = json_object_get(record, ends);
    printf("%.1f%s", scale * els_cli_number(record, key), unit);
    if (json_is_number(json_array_get(range, 0)))
        printf(" [%.1f, %.1f]", scale * json_number_value(json_array_get(range, 0)),
               scale * json_number_value(json_array_get(range, 1)));
}

static void print_record(const json_t *record)
{
    const json_t *outcomes = json_object_get(record, "outcomes");
    if (!json_is_object(outcomes)) {
        printf("%-17s not chosen yet\n", "");
        return;
    }
    printf("%-17s chosen %.0f times (%.1f %%): ", "", els_cli_number(record, "chosen"),
           100 * els_cli_number(record, "share"));
    print_estimate(outcomes, "success_rate", 100, " %");
    printf(" right, %.1f work units\n", els_cli_number(outcomes, "avg_cost"));
}

void els_cli_print_policies(const json_t *agents)
{
    size_t i;
    json_t *entry;
    printf("%-18s %8s   %-28s %-28s %s\n", "alone", "taken", "success (doubly robust), %",
           "success (weighted), %", "work units (doubly robust)");
    json_array_foreach(agents, i, entry)
    {
        const char *name = json_string_value(json_object_get(entry, "agent"));
        static const struct {
            const char *key, *ends;
            double scale;
        } columns[] = {{"alone_success", "alone_success_ci", 100},
                       {"alone_success_ips", "alone_success_ips_ci", 100},
                       {"alone_cost", "alone_cost_ci", 1}};
        printf("%-18s %8.0f ", name ? name : "", els_cli_number(entry, "alone_taken"));
        for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
            char cell[64];
            const json_t *range = json_object_get(entry, columns[c].ends);
            (void)snprintf(cell, sizeof cell, "%6.1f [%.1f, %.1f]",
                           columns[c].scale * els_cli_number(entry, columns[c].key),
                           columns[c].scale * json_number_value(json_array_get(range, 0)),
                           columns[c].scale * json_number_value(json_array_get(range, 1)));
            printf(c < 2 ? " %-28s" : " %s",
                   els_cli_number(entry, "alone_taken") > 0 ? cell : "     -");
        }
        putchar('\n');
    }
}

static int list(const agent_options *o, const json_t *records)
{
    uint32_t n;
    const els_agent *const *all = els_agents(&n);
    json_t *array = json_array();
    for (uint32_t i = 0; i < n; i++) {
        json_array_append_new(array, els_catalog_agent(all[i], records));
        if (o->json)
            continue;
        printf("%-17s %s\n%-17s %s\n", all[i]->name, all[i]->control_flow, "", all[i]->source);
        if (records)
            print_record(els_catalog_record(records, all[i]->name));
    }
    if (o->json)
        els_cli_print_json(array);
    else
        json_decref(array);
    return ELS_EXIT_OK;
}

static int show(const agent_options *o, els_str name, const json_t *records)
{
    const els_agent *agent = els_agent_named(name);
    if (!agent) {
        els_cli_complain("agents: there is no agent \"" ELS_STR_FMT "\" (els agents lists them)",
                         ELS_STR_ARG(els_str_sub(name, 0, 60)));
        return ELS_EXIT_USAGE;
    }
    if (o->json) {
        els_cli_print_json(els_catalog_agent(agent, records));
        return ELS_EXIT_OK;
    }
    printf("%s\nsource            %s\ncontrol flow      %s\n", agent->name, agent->source,
           agent->control_flow);
    for (uint32_t s = 0; s < agent->n_settings; s++) {
        printf("setting %-9s ", agent->settings[s].name);
        for (uint32_t p = 0; p < els_catalog_parameters(agent); p++)
            printf("%s%s %g", p ? ", " : "", agent->parameters[p], agent->settings[s].value[p]);
        putchar('\n');
    }
    const json_t *record = els_catalog_record(records, agent->name);
    if (records)
        print_record(record);
    if (els_cli_number(record, "alone_taken") >= 2) {
        printf("%-17s alone it would have had ", "");
        print_estimate(record, "alone_success", 100, " %");
        printf(" right at ");
        print_estimate(record, "alone_cost", 1, "");
        printf(" work units (doubly robust, from the log)\n");
    }
    return ELS_EXIT_OK;
}

int els_cli_agents(int argc, char **argv)
{
    agent_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    json_t *records = NULL;
    int code = els_cli_parse("agents [list | show NAME] [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, &words);
    bool is_list = words.n == 0 || (words.n == 1 && els_str_eq(words.items[0], ELS_STR("list")));
    bool is_show = words.n == 2 && els_str_eq(words.items[0], ELS_STR("show"));
    if (code < 0 && !is_list && !is_show) {
        els_cli_complain("agents: say list or show NAME (els agents --help)");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0 && !load_records(o.store, &records))
        code = ELS_EXIT_FAILED;
    if (code < 0)
        code = is_list ? list(&o, records) : show(&o, words.items[1], records);
    json_decref(records);
    els_arena_fini(&arena);
    return code;
}
