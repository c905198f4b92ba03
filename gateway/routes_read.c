/* routes_read.c — status, report, events, health: what the store's files and the feed say. */
#include "assets.h"
#include "cli.h"
#include "routes.h"

/* STORE/name; NULL after a problem was answered, or, with `is_optional`, when it is not there. */
static json_t *read_store(els_request *request, const char *name, bool is_optional)
{
    els_buf text = {0};
    const char *store = request->gateway->options.store;
    els_str path = els_arena_printf(&request->arena, "%s/%s", store, name);
    els_err err = els_cli_read_file(path.ptr, &text);
    json_t *json = err ? NULL : json_loadb(text.ptr, text.len, 0, NULL);
    if (err == ELS_E_NOT_FOUND && !is_optional)
        els_reply_problem(request, ELS_PROBLEM_NOT_FOUND, NULL,
                          "the store has no %s yet: it is made by a run that has ended", name);
    else if (err != ELS_E_NOT_FOUND && !json_is_object(json))
        els_reply_problem(request, ELS_PROBLEM_STORE, NULL,
                          "%s cannot be read: els doctor checks the store", name);
    els_buf_fini(&text);
    return json;
}

void els_route_status(els_request *request)
{
    json_t *status = read_store(request, "status.json", true);
    if (!status && !request->reply.status)
        status = json_pack("{s:s}", "status", "none");
    if (request->reply.status)
        return;
    json_object_set_new(status, "feed", els_gateway_feed_json(request->gateway));
    els_reply_json(request, 200, status);
}

void els_route_report(els_request *request)
{
    json_t *report = read_store(request, "report.json", false);
    if (report)
        els_reply_json(request, 200, report);
}

void els_route_stats(els_request *request)
{
    json_t *report = read_store(request, "report.json", false);
    if (report)
        els_reply_json(request, 200,
                       json_pack("{s:O?, s:O?, s:O?}", "summary",
                                 json_object_get(report, "summary"), "learning",
                                 json_object_get(report, "learning"), "insights",
                                 json_object_get(report, "insights")));
    json_decref(report);
}

void els_route_events(els_request *request)
{
    els_gateway *g = request->gateway;
    els_buf hello = {0};
    els_events_write("hello", ELS_STR("{}"), &hello);
    if (!els_streams_add(g->streams, request, els_buf_str(&hello),
                         els_request_header(request, "Last-Event-ID"), g->now_ms))
        els_reply_problem(request, ELS_PROBLEM_TOO_MANY, NULL,
                          "%d clients listen already; close one", ELS_STREAMS_MAX);
    els_buf_fini(&hello);
}

void els_route_health(els_request *request)
{
    els_reply_json(request, 200, json_pack("{s:s}", "status", "ok"));
}

void els_route_ready(els_request *request)
{
    els_reply_json(request, 200,
                   json_pack("{s:s, s:o}", "status", "ready", "feed",
                             els_gateway_feed_json(request->gateway)));
}

void els_route_openapi(els_request *request)
{
    request->reply.status = 200;
    request->reply.type = "application/json";
    els_buf_add(&request->reply.body, els_assets_openapi());
}

void els_route_asset(els_request *request)
{
    els_asset asset;
    els_reply *reply = &request->reply;
    bool is_read = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (!els_assets_find(els_str_of(request->path), &asset)) {
        els_reply_problem(request, ELS_PROBLEM_NOT_FOUND, NULL, "there is no %.100s",
                          request->path);
    } else if (!is_read) {
        snprintf(reply->allow, sizeof reply->allow, "GET");
        els_reply_problem(request, ELS_PROBLEM_METHOD, NULL, "%.100s takes GET", request->path);
    } else {
        reply->is_page = true;
        reply->type = asset.type;
        snprintf(reply->etag, sizeof reply->etag, "%s", asset.etag);
        if (els_str_contains(els_request_header(request, "If-None-Match"),
                             els_str_of(asset.etag))) {
            reply->status = 304;
            reply->type = NULL;
        } else {
            reply->status = 200;
            els_buf_add(&reply->body, asset.bytes);
        }
    }
}
