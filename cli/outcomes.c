/* els outcomes — the tasks that were set aside, and why. */
#include "cli.h"
#include "dead_tasks.h"

typedef struct {
    const char *store, *plugin, *segment;
    uint64_t run, from, last;
    bool dead, json;
} outcomes_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_FLAG, "dead", 0, NULL, outcomes_options, dead, NULL,
               "tasks that were set aside: neither right nor wrong, never learned from"),
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", outcomes_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_U64, "run", 0, "N", outcomes_options, run, "0",
               "of that run (0: the newest)"),
    ELS_OPTION(ELS_OPTION_U64, "from", 0, "N", outcomes_options, from, "0",
               "from that iteration on"),
    ELS_OPTION(ELS_OPTION_U64, "last", 0, "N", outcomes_options, last, "0",
               "the newest so many (0: all)"),
    ELS_OPTION(ELS_OPTION_TEXT, "plugin", 0, "NAME", outcomes_options, plugin, NULL,
               "of that plugin"),
    ELS_OPTION(ELS_OPTION_TEXT, "segment", 0, "NAME", outcomes_options, segment, NULL,
               "of that part of the iterations, such as train or probe"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, outcomes_options, json, NULL, "print JSON"),
};

static json_t *text(els_str s)
{
    return json_stringn(s.ptr ? s.ptr : "", s.len);
}

static json_t *outcome_json(const els_dead_task *o)
{
    return json_pack("{s:I, s:o, s:I, s:o, s:o, s:o, s:o, s:o}", "iteration",
                     (json_int_t)o->iteration, "segment", text(o->segment), "index",
                     (json_int_t)o->record.index, "id", text(o->record.id), "plugin",
                     text(o->record.plugin), "family", text(o->record.family), "agent",
                     text(o->record.agent), "why", text(o->record.trace));
}

static void print(const outcomes_options *o, uint64_t run, const els_dead_task *list, uint32_t n)
{
    json_t *dead = json_array();
    for (uint32_t i = 0; i < n; i++)
        json_array_append_new(dead, outcome_json(&list[i]));
    if (o->json) {
        els_cli_print_json(json_pack("{s:I, s:o}", "run", (json_int_t)run, "dead", dead));
        return;
    }
    json_decref(dead);
    if (n == 0)
        printf("run %llu: no task was set aside\n", (unsigned long long)run);
    for (uint32_t i = 0; i < n; i++) {
        const els_record *r = &list[i].record;
        printf("iteration %llu  " ELS_STR_FMT " %u  " ELS_STR_FMT "  " ELS_STR_FMT "/" ELS_STR_FMT
               "  " ELS_STR_FMT "\n",
               (unsigned long long)list[i].iteration, ELS_STR_ARG(list[i].segment), r->index,
               ELS_STR_ARG(r->id), ELS_STR_ARG(r->plugin), ELS_STR_ARG(r->family),
               ELS_STR_ARG(r->trace));
    }
}

static int show(const outcomes_options *o, els_arena *arena)
{
    els_store *store = NULL;
    els_buf why = {0};
    els_dead_filter filter = {.run = o->run,
                              .from_iteration = o->from,
                              .plugin = els_str_of(o->plugin),
                              .segment = els_str_of(o->segment),
                              .limit = o->last < UINT32_MAX ? (uint32_t)o->last : UINT32_MAX};
    els_dead_task *list;
    uint64_t run;
    uint32_t n;
    els_err err = els_store_open(o->store, false, &store, &why);
    if (err) {
        els_cli_complain("outcomes: %s", els_err_line(err, &why));
    } else {
        err = els_dead_tasks_list(store, &filter, arena, &run, &list, &n);
        if (!err)
            print(o, run, list, n);
        else if (err == ELS_E_NOT_FOUND)
            els_cli_complain("outcomes: %s has no such run (start one with: els run --store %s)",
                             o->store, o->store);
        else
            els_cli_complain("outcomes: %s cannot be read (%s); els doctor --store %s checks it",
                             o->store, els_err_text(err), o->store);
    }
    els_store_close(&store);
    els_buf_fini(&why);
    return err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}

int els_cli_outcomes(int argc, char **argv)
{
    outcomes_options o = {0};
    els_arena arena = {0};
    int code = els_cli_parse("outcomes --dead [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, NULL);
    if (code < 0 && !o.dead) {
        els_cli_complain("outcomes: say --dead: of other tasks the journal keeps sums alone "
                         "(els stats, els report)");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0)
        code = show(&o, &arena);
    els_arena_fini(&arena);
    return code;
}
