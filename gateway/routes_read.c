/* routes_read.c — status, report, events, health, files of the page: what the store's files and the
 * feed say. */
#include "assets.h"
#include "metrics.h"
#include "processes.h"
#include "routes.h"
#include "spool.h"
#include "store_read.h"

#include <stdlib.h>

json_t *els_route_read(els_request *request, const char *name, bool is_optional)
{
    els_buf why = {0};
    json_t *json = NULL;
    els_err err = els_store_read_json(request->gateway->options.store, name, &json, &why);
    if (err == ELS_E_NOT_FOUND && !is_optional)
        els_reply_problem(request, ELS_PROBLEM_NOT_FOUND, NULL, "%s",
                          strcmp(name, "status.json") == 0
                              ? "no run was ever on here: POST /api/learning/start begins one"
                              : "there is no report: a run makes it at its end");
    else if (err && err != ELS_E_NOT_FOUND)
        els_reply_problem(request, ELS_PROBLEM_STORE, NULL, "%s", why.ptr);
    els_buf_fini(&why);
    return json;
}

void els_route_bad_cursor(els_request *request)
{
    els_reply_problem(request, ELS_PROBLEM_FIELD, "cursor",
                      "cursor must be the member next of the page before");
}

/* The status as GET /status has it, new; NULL after a problem was answered. */
static json_t *read_status(els_request *request)
{
    els_gateway *g = request->gateway;
    json_t *status = els_route_read(request, "status.json", true);
    if (!status && !request->reply.status)
        status = json_pack("{s:s}", "status", "none");
    if (!status)
        return NULL;
    json_object_set_new(status, "live", json_boolean(els_gateway_is_live(g)));
    json_object_set_new(status, "feed", els_gateway_feed_json(g));
    json_object_set_new(status, "process", els_runner_json(&g->runner));
    json_object_set_new(status, "processes", els_processes_json(g->options.store));
    json_object_set_new(status, "waiting_commands",
                        json_integer(els_spool_waiting(g->options.store)));
    return status;
}

void els_route_status(els_request *request)
{
    json_t *status = read_status(request);
    if (status)
        els_reply_json(request, 200, status);
}

void els_route_report(els_request *request)
{
    json_t *report = els_route_read(request, "report.json", false);
    if (report)
        els_reply_json(request, 200, report);
}

void els_route_stats(els_request *request)
{
    json_t *report = els_route_read(request, "report.json", false);
    const json_t *summary = json_object_get(report, "summary");
    if (report && !summary)
        els_reply_problem(request, ELS_PROBLEM_NOT_FOUND, NULL,
                          "the newest state was not learned by a run of this store");
    else if (report)
        els_reply_json(request, 200,
                       json_pack("{s:O, s:O?, s:O?}", "summary", summary, "learning",
                                 json_object_get(report, "learning"), "insights",
                                 json_object_get(report, "insights")));
    json_decref(report);
}

void els_route_events(els_request *request)
{
    els_gateway *g = request->gateway;
    els_buf hello = {0};
    json_t *status = read_status(request);
    char *text = status ? json_dumps(status, JSON_COMPACT | JSON_REAL_PRECISION(10)) : NULL;
    if (text) {
        els_buf_printf(&hello, "retry: 1000\n");
        els_events_write("hello", els_str_of(text), &hello);
        if (!els_streams_add(g->streams, request, els_buf_str(&hello),
                             els_request_header(request, "Last-Event-ID"), g->now_ms))
            els_reply_problem(request, ELS_PROBLEM_TOO_MANY, NULL,
                              "%d clients listen already; close one", ELS_STREAMS_MAX);
    } else {
        els_reply_problem(request, ELS_PROBLEM_INTERNAL, NULL, "the status is not JSON");
    }
    free(text);
    json_decref(status);
    els_buf_fini(&hello);
}

void els_route_health(els_request *request)
{
    els_reply_json(request, 200, json_pack("{s:s}", "status", "ok"));
}

void els_route_ready(els_request *request)
{
    els_gateway *g = request->gateway;
    bool is_live = els_gateway_is_live(g);
    json_t *status = els_route_read(request, "status.json", true);
    json_decref(status);
    if (!request->reply.status && (g->options.attach || els_runner_is_on(&g->runner)) &&
        !els_gateway_has_broker(g))
        els_reply_problem(request, ELS_PROBLEM_BROKER_AWAY, NULL, "no broker has the store open%s",
                          g->options.attach ? "" : ": it is starting, or has died");
    else if (!request->reply.status && is_live && strcmp(els_gateway_feed_state(g), "live") != 0)
        els_reply_problem(request, ELS_PROBLEM_MONITOR_AWAY, NULL,
                          "a run is on and its monitor is not heard");
    else
        els_reply_json(request, 200,
                       json_pack("{s:s, s:b, s:o}", "status", "ready", "live", is_live, "feed",
                                 els_gateway_feed_json(g)));
}

void els_route_metrics(els_request *request)
{
    els_str accept = els_request_header(request, "Accept");
    bool is_open = els_str_contains(accept, ELS_STR("application/openmetrics-text"));
    json_t *status = els_route_read(request, "status.json", true);
    if (request->reply.status)
        return;
    request->reply.status = 200;
    request->reply.type = is_open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                  : "text/plain; version=0.0.4; charset=utf-8";
    els_metrics_write(request->gateway, status, is_open, &request->reply.body);
    json_decref(status);
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
