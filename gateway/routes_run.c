/* routes_run.c — start, stop, deploy: `els run` as a process of its own. */
#include "agent.h"
#include "cli.h"
#include "feed_file.h"
#include "plugin.h"
#include "routes.h"

enum { ARGUMENTS_MAX = 32 };

typedef struct {
    els_request *request;
    const char *list[ARGUMENTS_MAX];
    size_t n;
} arguments;

static void add(arguments *a, const char *name, const char *value)
{
    if (a->n + 3 > ARGUMENTS_MAX)
        return;
    a->list[a->n++] = name;
    if (value)
        a->list[a->n++] = value;
}

static void add_number(arguments *a, const char *option, const char *member)
{
    const json_t *value = json_object_get(a->request->body, member);
    if (value)
        add(a, option,
            els_arena_printf(&a->request->arena, "%lld", (long long)json_integer_value(value)).ptr);
}

/* A list of names that must be known; false after a problem was answered. */
static bool add_names(arguments *a, const char *option, const char *member,
                      bool (*is_known)(els_str name))
{
    els_buf names = {0};
    const json_t *list = json_object_get(a->request->body, member), *one;
    size_t i;
    bool ok = true;
    json_array_foreach(list, i, one)
    {
        char field[64];
        els_str name = els_str_of(json_string_value(one));
        snprintf(field, sizeof field, "%s[%zu]", member, i);
        if (ok && !is_known(name)) {
            els_reply_problem(a->request, ELS_PROBLEM_FIELD, field,
                              "%s: there is no \"" ELS_STR_FMT "\" (GET /api/learning/%s)", field,
                              ELS_STR_ARG(els_str_sub(name, 0, 60)),
                              strcmp(member, "agents") == 0 ? "agents" : "plugins/list");
            ok = false;
        }
        els_buf_printf(&names, "%s" ELS_STR_FMT, i ? "," : "", ELS_STR_ARG(name));
    }
    if (ok && names.len)
        add(a, option, els_arena_strdup(&a->request->arena, els_buf_str(&names)));
    els_buf_fini(&names);
    return ok;
}

static bool is_agent(els_str name)
{
    return els_agent_named(name) != NULL;
}

static bool is_plugin(els_str name)
{
    return els_plugin_find(name) != NULL;
}

/* Nothing runs, and this gateway may start something; false after a problem was answered. */
static bool may_start(els_request *request)
{
    els_gateway *g = request->gateway;
    if (g->options.attach)
        els_reply_problem(request, ELS_PROBLEM_ATTACHED, NULL,
                          "this gateway is attached to a run that is started elsewhere");
    else if (els_gateway_is_live(g))
        els_reply_problem(request, ELS_PROBLEM_RUN_IS_ON, NULL,
                          "a run is on in this store: stop it first, or wait for its end");
    else if (els_jobs_count(g->jobs))
        els_reply_problem(request, ELS_PROBLEM_TOO_MANY, NULL,
                          "a question is being answered, which needs the store; try again");
    return request->reply.status == 0;
}

static void started(els_gateway *g, els_request *request, unsigned status, const char *word)
{
    els_reply_json(request, status,
                   json_pack("{s:s, s:o, s:s}", "status", word, "process",
                             els_runner_json(&g->runner), "events", "/api/learning/events"));
}

void els_route_run_changed(els_gateway *g)
{
    els_request *request = g->starting;
    bool is_over = g->runner.state == ELS_RUNNER_ENDED;
    if (!request || (!is_over && g->starting_waits_for_end))
        return;
    g->starting = NULL;
    if (is_over && g->runner.exit_code != ELS_EXIT_OK)
        els_reply_problem(request, ELS_PROBLEM_UNABLE, NULL, "the run ended (exit code %d): %s",
                          g->runner.exit_code, g->runner.said);
    else if (is_over && g->starting_waits_for_end)
        started(g, request, 200, "completed");
    else
        started(g, request, 202, "started");
}

void els_route_start(els_request *request)
{
    els_gateway *g = request->gateway;
    arguments a = {.request = request};
    if (!may_start(request))
        return;
    els_str els = els_arena_printf(&request->arena, ELS_STR_FMT "/els", ELS_STR_ARG(g->bin_dir));
    add(&a, els.ptr, "run");
    add(&a, "--quiet", NULL);
    add(&a, "--json", NULL); /* the report is read from the store */
    add(&a, "--store", g->options.store);
    if (g->options.keys)
        add(&a, "--keys", g->options.keys);
    add_number(&a, "--iterations", "iterations");
    add_number(&a, "--batch-size", "batch_size");
    add_number(&a, "--seed", "seed");
    add_number(&a, "--executors", "executors");
    if (json_is_true(json_object_get(request->body, "fresh")))
        add(&a, "--fresh", NULL);
    if (!add_names(&a, "--agents", "agents", is_agent) ||
        !add_names(&a, "--plugins", "plugins", is_plugin))
        return;
    if (els_runner_start(&g->runner, a.list, g->options.store)) {
        els_reply_problem(request, ELS_PROBLEM_INTERNAL, NULL, "no process can be started");
        return;
    }
    g->report_every = (uint64_t)els_request_number(request->body, "report_every", 10);
    g->starting = request;
    g->starting_waits_for_end = json_is_false(json_object_get(request->body, "async_mode"));
    els_gateway_say(g, "run", els_runner_json(&g->runner));
    els_request_wait(request);
}

static void stopping(els_request *request)
{
    els_reply_json(request, 202,
                   json_pack("{s:s, s:o}", "status", "stopping", "process",
                             els_runner_json(&request->gateway->runner)));
}

/* A run that `els run` started; it drains as after Ctrl-C. */
static void stop_foreign(els_request *request)
{
    els_err err = els_feed_file_stop(request->gateway->options.store);
    if (err == ELS_OK)
        stopping(request);
    else
        els_reply_problem(
            request, ELS_PROBLEM_OUT_OF_REACH, NULL, "%s: end it where it was started, with Ctrl-C",
            err == ELS_E_IO ? "the run belongs to another user of this machine"
                            : "the run's els run is not seen from here, as from a container or "
                              "another machine");
}

void els_route_stop(els_request *request)
{
    els_gateway *g = request->gateway;
    if (els_runner_is_on(&g->runner)) {
        els_runner_stop(&g->runner, g->now_ms);
        els_gateway_say(g, "run", els_runner_json(&g->runner));
        stopping(request);
    } else if (g->options.attach) {
        els_reply_problem(
            request, ELS_PROBLEM_ATTACHED, NULL,
            "this gateway is attached to a run that is started and stopped elsewhere");
    } else if (els_gateway_is_live(g)) {
        stop_foreign(request);
    } else {
        els_reply_problem(request, ELS_PROBLEM_NO_RUN, NULL, "no run is on");
    }
}

static void deployed(els_request *request, json_t *printed)
{
    els_reply_json(request, 200, printed);
}

void els_route_deploy(els_request *request)
{
    els_gateway *g = request->gateway;
    arguments a = {.request = request};
    if (!may_start(request))
        return;
    add(&a, "run", "--deploy-only");
    add(&a, "--json", NULL);
    add(&a, "--store", g->options.store);
    add_number(&a, "--executors", "executors");
    els_jobs_start(g->jobs, request, a.list, (els_str){NULL, 0}, deployed);
}
