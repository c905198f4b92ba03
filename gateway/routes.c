#include "routes.h"

static const struct {
    const char *operation;
    void (*handle)(els_request *request);
} handlers[] = {
    {"getStatus", els_route_status},
    {"getStats", els_route_stats},
    {"getReport", els_route_report},
    {"getEvents", els_route_events},
    {"getRuns", els_route_runs},
    {"getRun", els_route_run},
    {"postDeploy", els_route_deploy},
    {"postStart", els_route_start},
    {"postStop", els_route_stop},
    {"getAgents", els_route_agents},
    {"getConfig", els_route_config},
    {"postConfig", els_route_config_ask},
    {"getConfigHistory", els_route_config_history},
    {"getDecisions", els_route_decisions},
    {"getGoals", els_route_goals},
    {"postGoal", els_route_goal_add},
    {"deleteGoal", els_route_goal_cancel},
    {"getForecasts", els_route_forecasts},
    {"getOutcomes", els_route_outcomes},
    {"getPlugins", els_route_plugins},
    {"postGenerate", els_route_generate},
    {"postSolve", els_route_solve},
    {"postFeedback", els_route_feedback},
    {"getHealth", els_route_health},
    {"getReady", els_route_ready},
    {"getMetrics", els_route_metrics},
    {"getOpenapi", els_route_openapi},
};
enum { N_HANDLERS = sizeof handlers / sizeof handlers[0] };

static size_t handler_of(const char *operation)
{
    size_t i = 0;
    while (i < N_HANDLERS && strcmp(handlers[i].operation, operation) != 0)
        i++;
    return i;
}

const char *els_routes_missing(const els_contract *contract)
{
    for (size_t i = 0; i < els_contract_count(contract); i++) {
        const char *id = els_contract_route(contract, i)->id;
        if (handler_of(id) == N_HANDLERS)
            return id;
    }
    return NULL;
}

/* Whether the request is to be done; else it was answered. */
static bool take_key(els_request *request)
{
    const els_key_used *known = NULL;
    els_gateway *g = request->gateway;
    if (!request->key[0])
        return true;
    switch (els_keys_used_take(&g->keys_used, els_str_of(request->key), els_str_of(request->method),
                               els_str_of(request->path), els_buf_str(&request->bytes), g->now_ms,
                               &known)) {
    case ELS_KEY_NEW:
        return true;
    case ELS_KEY_KNOWN:
        request->reply.status = known->status;
        request->reply.type = known->type;
        request->reply.is_replayed = true;
        els_buf_add(&request->reply.body, els_buf_str(&known->body));
        break;
    case ELS_KEY_PENDING:
        els_reply_problem(request, ELS_PROBLEM_KEY_IN_USE, NULL,
                          "the request of this Idempotency-Key is still worked on");
        break;
    case ELS_KEY_OTHER:
        els_reply_problem(request, ELS_PROBLEM_KEY_REUSED, NULL,
                          "this Idempotency-Key was used for another request");
        break;
    }
    request->key[0] = '\0'; /* the first one's answer stays */
    return false;
}

void els_routes_handle(els_request *request)
{
    if (!request->route)
        els_route_asset(request);
    else if (take_key(request))
        handlers[handler_of(request->route->id)].handle(request);
}

void els_routes_answered(els_request *request)
{
    els_gateway *g = request->gateway;
    const els_reply *reply = &request->reply;
    if (request->route && strcmp(request->route->method, "GET") != 0)
        els_log_write(&g->log, ELS_LOG_INFO, "request",
                      ELS_PAIRS(ELS_PAIR_CSTR("method", request->method),
                                ELS_PAIR_CSTR("path", request->path),
                                ELS_PAIR_NUM("status", reply->status)));
    if (!request->key[0])
        return;
    /* Of other answers nothing was done: the client may try again. */
    if (reply->status < 300 || reply->status == 422)
        els_keys_used_answer(&g->keys_used, els_str_of(request->key), reply->status, reply->type,
                             els_buf_str(&reply->body));
    else
        els_keys_used_forget(&g->keys_used, els_str_of(request->key));
}
