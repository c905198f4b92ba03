/* routes.h — what the routes of the contract do. */
#ifndef ELS_ROUTES_H
#define ELS_ROUTES_H

#include "gateway.h"

/* Answers a checked request, or lets it wait. */
void els_routes_handle(els_request *request);
/* A request is about to be answered: its Idempotency-Key is kept or given back. */
void els_routes_answered(els_request *request);
/* Name of an operation of the contract that no handler answers; NULL: all have one. */
const char *els_routes_missing(const els_contract *contract);

/* ---- for handlers ---- */
/* The object in STORE/name, new; NULL after a problem was answered, or, with `is_optional`, when it
 * is not there. */
json_t *els_route_read(els_request *request, const char *name, bool is_optional);
void els_route_bad_cursor(els_request *request);

/* ---- handlers by file ---- */
/* routes_read.c */
void els_route_status(els_request *request);
void els_route_stats(els_request *request);
void els_route_report(els_request *request);
void els_route_events(els_request *request);
void els_route_health(els_request *request);
void els_route_ready(els_request *request);
void els_route_metrics(els_request *request);
void els_route_openapi(els_request *request);
void els_route_asset(els_request *request);
/* routes_lists.c */
void els_route_outcomes(els_request *request);
void els_route_decisions(els_request *request);
void els_route_runs(els_request *request);
void els_route_run(els_request *request);
/* routes_learning.c */
void els_route_agents(els_request *request);
void els_route_config(els_request *request);
void els_route_config_history(els_request *request);
void els_route_config_ask(els_request *request);
void els_route_goals(els_request *request);
void els_route_goal_add(els_request *request);
void els_route_goal_cancel(els_request *request);
void els_route_forecasts(els_request *request);
/* routes_run.c */
/* The run of this gateway has begun or has ended: who waits for that is answered. */
void els_route_run_changed(els_gateway *gateway);
void els_route_start(els_request *request);
void els_route_stop(els_request *request);
void els_route_deploy(els_request *request);
/* routes_tasks.c */
void els_route_plugins(els_request *request);
void els_route_generate(els_request *request);
void els_route_solve(els_request *request);
void els_route_feedback(els_request *request);

#endif
