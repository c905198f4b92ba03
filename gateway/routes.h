/* routes.h — what the routes of the contract do. */
#ifndef ELS_ROUTES_H
#define ELS_ROUTES_H

#include "gateway.h"

/* Answers a checked request, or lets it wait. */
void els_routes_handle(els_request *request);
/* Name of an operation of the contract that no handler answers; NULL: all have one. */
const char *els_routes_missing(const els_contract *contract);

/* ---- handlers by file ---- */
/* routes_read.c: what the store's files say */
void els_route_status(els_request *request);
void els_route_stats(els_request *request);
void els_route_report(els_request *request);
void els_route_events(els_request *request);
void els_route_health(els_request *request);
void els_route_ready(els_request *request);
void els_route_openapi(els_request *request);
void els_route_asset(els_request *request);

#endif
