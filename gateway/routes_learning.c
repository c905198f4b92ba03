/* routes_learning.c — architectures, configuration, goals, forecasts: what the store says of them,
 * and commands to the run. */
#include "asking.h"
#include "catalog.h"
#include "config_read.h"
#include "routes.h"
#include "spool.h"

static json_t *waiting(const els_request *request)
{
    return json_integer(els_spool_waiting(request->gateway->options.store));
}

/* A new array of what an object of a file has there; empty when it has none. */
static json_t *list_of(const json_t *object, const char *name)
{
    json_t *list = json_object_get(object, name);
    return json_is_array(list) ? json_incref(list) : json_array();
}

static json_t *value_of(const json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    return value ? json_incref(value) : json_null();
}

void els_route_agents(els_request *request)
{
    uint32_t n;
    const els_agent *const *all = els_agents(&n);
    json_t *status = els_route_read(request, "status.json", true), *list = json_array();
    for (uint32_t i = 0; i < n; i++)
        json_array_append_new(list, els_catalog_agent(all[i], json_object_get(status, "agents")));
    json_decref(status);
    els_reply_json(request, 200, json_pack("{s:o}", "agents", list));
}

/* ---- configuration ---- */

/* config.json; an empty object when nothing was ever asked for, NULL after a problem was answered.
 */
static json_t *read_config(els_request *request)
{
    json_t *file = els_route_read(request, "config.json", true);
    return file || request->reply.status ? file : json_object();
}

void els_route_config(els_request *request)
{
    json_t *file = read_config(request);
    if (!file)
        return;
    json_t *list = els_config_list_json(file, true, &request->arena);
    els_reply_json(request, 200,
                   json_pack("{s:o, s:o, s:b, s:o}", "parameters", list, "trial",
                             value_of(file, "trial"), "quiet",
                             json_is_true(json_object_get(file, "quiet")), "waiting_commands",
                             waiting(request)));
    json_decref(file);
}

/* Changes before the number in the cursor, the newest first. */
void els_route_config_history(els_request *request)
{
    json_t *file = read_config(request);
    uint64_t before = UINT64_MAX;
    const char *cursor = els_request_text(request->values, "cursor", NULL);
    if (!file)
        return;
    if (cursor && !els_str_to_u64(els_str_of(cursor), &before)) {
        els_route_bad_cursor(request);
        json_decref(file);
        return;
    }
    const json_t *changes = json_object_get(file, "changes");
    size_t limit = (size_t)els_request_number(request->values, "limit", 50);
    json_t *page = json_array(), *next = json_null();
    for (size_t i = json_array_size(changes); i-- > 0;) {
        json_t *change = json_array_get(changes, i);
        uint64_t number = (uint64_t)els_request_number(change, "change", 0);
        if (number >= before)
            continue;
        if (json_array_size(page) == limit) {
            const json_t *last = json_array_get(page, limit - 1);
            next = json_string(els_arena_printf(&request->arena, "%lld",
                                                (long long)els_request_number(last, "change", 0))
                                   .ptr);
            break;
        }
        json_array_append(page, change);
    }
    els_reply_json(request, 200,
                   json_pack("{s:o, s:o, s:o}", "changes", page, "refused",
                             list_of(file, "refused"), "next", next));
    json_decref(file);
}

/* ---- asking ---- */

/* A run takes commands at its next iteration; while none is on, the next one does. With --attach
 * nobody here can begin that: false after a problem was answered. */
static bool can_ask(els_request *request)
{
    els_gateway *g = request->gateway;
    if (g->options.attach && !els_gateway_is_live(g))
        els_reply_problem(request, ELS_PROBLEM_BROKER_AWAY, NULL,
                          "no broker has the store open; nothing would take the command");
    return request->reply.status == 0;
}

static void accepted(els_request *request, els_str id, els_str text)
{
    els_reply_json(
        request, 202,
        json_pack("{s:s%, s:s%, s:s}", "id", id.ptr, id.len, "text", text.ptr, text.len, "taken",
                  els_gateway_is_live(request->gateway) ? "next_iteration" : "next_run"));
}

static void refused(els_request *request, els_err err, els_asking_fault fault, const els_buf *why)
{
    static const char *const fields[] = {
        [ELS_ASKING_NOTHING] = "action", [ELS_ASKING_PARAMETER] = "parameter",
        [ELS_ASKING_SCOPE] = "scope",    [ELS_ASKING_VALUE] = "value",
        [ELS_ASKING_NOW] = "now",        [ELS_ASKING_CHANGE] = "change",
        [ELS_ASKING_GOAL] = "goal"};
    const char *text = why->len ? why->ptr : els_err_text(err);
    els_problem problem = err == ELS_E_NOT_FOUND ? ELS_PROBLEM_NOT_FOUND
                          : err == ELS_E_LIMIT   ? ELS_PROBLEM_TOO_MANY
                                                 : ELS_PROBLEM_STORE;
    if (err == ELS_E_USAGE)
        els_reply_problem(request, ELS_PROBLEM_FIELD, fields[fault], "%s", text);
    else
        els_reply_problem(request, problem, NULL, "%s", text);
}

static els_str member(const els_request *request, const char *name)
{
    return els_str_of(els_request_text(request->body, name, NULL));
}

/* "value" may be a text or a number. */
static els_str value_text(els_request *request)
{
    const json_t *value = json_object_get(request->body, "value");
    return json_is_number(value) ? els_format_number(&request->arena, json_number_value(value))
                                 : member(request, "value");
}

void els_route_config_ask(els_request *request)
{
    els_buf why = {0};
    els_str id;
    els_asking_fault fault = ELS_ASKING_NOTHING;
    els_asking asking = {.store = request->gateway->options.store,
                         .who = "user:rest",
                         .arena = &request->arena,
                         .why = &why};
    const json_t *number = json_object_get(request->body, "change");
    els_asking_config change = {.verb = member(request, "action"),
                                .parameter = member(request, "parameter"),
                                .scope =
                                    els_str_of(els_request_text(request->body, "scope", "global")),
                                .value = value_text(request),
                                .because = member(request, "because"),
                                .now = json_is_true(json_object_get(request->body, "now")),
                                .all = json_is_true(json_object_get(request->body, "all")),
                                .at = (uint64_t)els_request_number(request->body, "at", 0)};
    if (number)
        change.change =
            els_arena_printf(&request->arena, "%lld", (long long)json_integer_value(number));
    if (!can_ask(request))
        return;
    els_err err = els_asking_config_put(&asking, &change, &fault, &id);
    if (err)
        refused(request, err, fault, &why);
    else
        accepted(request, id, change.verb);
    els_buf_fini(&why);
}

/* ---- goals ---- */

void els_route_goals(els_request *request)
{
    json_t *status = els_route_read(request, "status.json", true);
    if (!request->reply.status)
        els_reply_json(request, 200,
                       json_pack("{s:o, s:o, s:o, s:o}", "goals", list_of(status, "goals"),
                                 "advice", list_of(status, "advice"), "actions",
                                 list_of(status, "goal_actions"), "waiting_commands",
                                 waiting(request)));
    json_decref(status);
}

void els_route_goal_add(els_request *request)
{
    els_buf why = {0};
    els_str id, text;
    els_asking_fault fault = ELS_ASKING_NOTHING;
    els_asking asking = {.store = request->gateway->options.store,
                         .who = "user:rest",
                         .arena = &request->arena,
                         .why = &why};
    if (!can_ask(request))
        return;
    els_err err = els_asking_goal_add(&asking, member(request, "goal"), &fault, &text, &id);
    if (err)
        refused(request, err, fault, &why);
    else
        accepted(request, id, text);
    els_buf_fini(&why);
}

void els_route_goal_cancel(els_request *request)
{
    els_buf why = {0};
    els_str id;
    els_asking asking = {.store = request->gateway->options.store,
                         .who = "user:rest",
                         .arena = &request->arena,
                         .why = &why};
    els_str goal = els_str_of(els_request_text(request->values, "id", ""));
    if (!can_ask(request))
        return;
    els_err err = els_asking_goal_cancel(&asking, goal, &id);
    if (err == ELS_E_USAGE || err == ELS_E_NOT_FOUND)
        els_reply_problem(request, ELS_PROBLEM_NOT_FOUND, NULL, "%s", why.ptr);
    else if (err)
        refused(request, err, ELS_ASKING_NOTHING, &why);
    else
        accepted(request, id, goal);
    els_buf_fini(&why);
}

/* ---- forecasts ---- */

/* The page of what `els forecasts --json` printed. The cursor is how many were shown. */
static void page_forecasts(els_request *request, json_t *printed)
{
    uint64_t shown = 0;
    const json_t *all = json_object_get(printed, "forecasts");
    size_t n = json_array_size(all);
    size_t limit = (size_t)els_request_number(request->values, "limit", 50);
    const char *cursor = els_request_text(request->values, "cursor", NULL);
    json_t *page = json_array();
    if (cursor)
        (void)els_str_to_u64(els_str_of(cursor), &shown); /* it was looked at before */
    for (uint64_t i = shown; i < n && i < shown + limit; i++)
        json_array_append(page, json_array_get(all, n - 1 - (size_t)i));
    bool has_more = shown + limit < n;
    json_object_set_new(printed, "forecasts", page);
    json_object_set_new(printed, "next",
                        has_more ? json_string(els_arena_printf(&request->arena, "%llu",
                                                                (unsigned long long)(shown + limit))
                                                   .ptr)
                                 : json_null());
    els_reply_json(request, 200, printed);
}

void els_route_forecasts(els_request *request)
{
    els_gateway *g = request->gateway;
    uint64_t shown;
    const char *series = els_request_text(request->values, "series", NULL);
    const char *cursor = els_request_text(request->values, "cursor", NULL);
    const char *list[] = {"forecasts",
                          "--json",
                          "--store",
                          g->options.store,
                          series ? els_arena_printf(&request->arena, "--series=%s", series).ptr
                                 : NULL,
                          NULL};
    if (cursor && !els_str_to_u64(els_str_of(cursor), &shown)) {
        els_route_bad_cursor(request);
        return;
    }
    json_t *status = els_route_read(request, "status.json", false);
    json_decref(status);
    if (!request->reply.status)
        els_jobs_start(g->jobs, request, list, (els_str){NULL, 0}, page_forecasts);
}
