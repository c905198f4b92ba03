/* routes_tasks.c — questions, verdicts on answers, tasks of plugins. */
#include "asked.h"
#include "catalog.h"
#include "cli.h"
#include "routes.h"

#include <stdlib.h>
#include <unistd.h>

/* What was learned can be loaded: a run has ended here and none is on; false after a problem was
 * answered. */
static bool can_answer(els_request *request)
{
    els_gateway *g = request->gateway;
    els_str journal = els_arena_printf(&request->arena, "%s/journal.db", g->options.store);
    if (els_gateway_is_live(g))
        els_reply_problem(request, ELS_PROBLEM_RUN_IS_ON, NULL,
                          "a run is on: it alone has the learned state; ask when it has ended");
    else if (access(journal.ptr, F_OK) != 0)
        els_reply_problem(request, ELS_PROBLEM_NOT_FOUND, NULL,
                          "nothing was learned yet: POST /api/learning/start begins a run");
    return request->reply.status == 0;
}

static void answered(els_request *request, json_t *printed)
{
    els_reply_json(request, 200, printed);
}

void els_route_solve(els_request *request)
{
    els_gateway *g = request->gateway;
    const char *list[] = {"solve", "--json", "--stdin", "--store", g->options.store, NULL};
    const char *type = els_request_text(request->body, "type", "");
    bool is_enum = strcmp(type, "enum") == 0;
    bool has_choices = json_object_get(request->body, "choices") != NULL;
    if (has_choices && type[0] && !is_enum) {
        els_reply_problem(request, ELS_PROBLEM_FIELD, "choices",
                          "choices are of type enum, not of type %s", type);
        return;
    }
    if (can_answer(request))
        els_jobs_start(g->jobs, request, list, els_buf_str(&request->bytes), answered);
}

void els_route_feedback(els_request *request)
{
    els_gateway *g = request->gateway;
    els_asked asked;
    const char *id = els_request_text(request->body, "id", "");
    const char *verdict = els_request_text(request->body, "verdict", NULL);
    const char *answer = els_request_text(request->body, "answer", NULL);
    if ((verdict != NULL) + (answer != NULL) != 1) {
        els_reply_problem(request, ELS_PROBLEM_FIELD, "verdict", "give one of verdict and answer");
        return;
    }
    if (!can_answer(request))
        return;
    if (els_asked_find(g->options.store, els_str_of(id), &request->arena, &asked)) {
        els_reply_problem(request, ELS_PROBLEM_NOT_FOUND, NULL,
                          "the store knows no answer %.8s: POST /api/learning/solve gives the ids",
                          id);
        return;
    }
    const char *said = verdict ? els_arena_printf(&request->arena, "--%s", verdict).ptr
                               : els_arena_printf(&request->arena, "--answer=%s", answer).ptr;
    const char *list[] = {"feedback", "--json", "--store", g->options.store, said, "--", id, NULL};
    els_jobs_start(g->jobs, request, list, (els_str){NULL, 0}, answered);
}

void els_route_plugins(els_request *request)
{
    size_t n;
    const els_plugin *const *all = els_plugin_all(&n);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, els_catalog_plugin(all[i]));
    els_reply_json(request, 200, json_pack("{s:o}", "plugins", list));
}

void els_route_generate(els_request *request)
{
    const json_t *body = request->body;
    const els_plugin *plugin = els_plugin_find(els_str_of(els_request_text(body, "plugin", "")));
    uint64_t seed = (uint64_t)els_request_number(body, "seed", 1);
    els_task_request wanted = {.seed = seed,
                               .task_seed = seed,
                               .difficulty = (uint32_t)els_request_number(body, "difficulty", 0),
                               .split = els_catalog_split(els_request_text(body, "split", "train")),
                               .family = els_str_of(els_request_text(body, "family", ""))};
    if (!plugin) {
        els_reply_problem(request, ELS_PROBLEM_FIELD, "plugin",
                          "there is no plugin \"%.60s\" (GET /api/learning/plugins/list)",
                          els_request_text(body, "plugin", ""));
        return;
    }
    json_t *list = json_array();
    int64_t count = els_request_number(body, "count", 5);
    els_arena arena = {0};
    els_err err = ELS_OK;
    for (int64_t i = 0; i < count && !err; i++) {
        els_sealed_task sealed;
        wanted.index = (uint64_t)i;
        els_arena_reset(&arena);
        err = els_plugin_make(plugin, &wanted, &arena, &sealed);
        if (!err)
            json_array_append_new(list, els_catalog_task(&sealed));
    }
    els_arena_fini(&arena);
    if (err)
        els_reply_problem(request, ELS_PROBLEM_FIELD, wanted.family.len ? "family" : "split",
                          "%s has no tasks of this split and family", plugin->name);
    els_reply_json(request, 200, json_pack("{s:o}", "tasks", list));
}
