#include "routes.h"

static const struct {
    const char *operation;
    void (*handle)(els_request *request);
} handlers[] = {
    {"getStatus", els_route_status},   {"getStats", els_route_stats},
    {"getReport", els_route_report},   {"getEvents", els_route_events},
    {"getHealth", els_route_health},   {"getReady", els_route_ready},
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

void els_routes_handle(els_request *request)
{
    if (!request->route) {
        els_route_asset(request);
        return;
    }
    size_t i = handler_of(request->route->id);
    if (i < N_HANDLERS)
        handlers[i].handle(request);
    else
        els_reply_problem(request, ELS_PROBLEM_INTERNAL, NULL, "%s is not there yet",
                          request->route->id);
}
