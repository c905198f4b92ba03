/* contract.h — the routes, and what each takes: all of it read from the OpenAPI document.
 *
 * The document that the gateway serves is the one that it obeys. Of OpenAPI and JSON Schema this
 * knows what openapi.json uses; els_contract_new refuses a document with anything else in what a
 * request is checked by. Pure. */
#ifndef ELS_CONTRACT_H
#define ELS_CONTRACT_H

#include "els_err.h"
#include "els_str.h"

#include <jansson.h>

typedef struct els_contract els_contract;

typedef struct {
    const char *id;          /* operationId */
    const char *method;      /* "GET" */
    const char *path;        /* template, such as /api/learning/runs/{run} */
    const json_t *operation; /* its object in the document */
    const json_t *body;      /* schema of the body; NULL: takes none */
    bool needs_body;
    bool is_open; /* no token is needed */
} els_route;

/* What is wrong with a request. */
typedef struct {
    char field[128]; /* "limit", "agents[2]" */
    els_buf detail;
} els_fault;

/* FORMAT with one line in `why` when the document is not one that this can obey. */
els_err els_contract_new(els_str document, els_contract **ret, els_buf *why) ELS_MUST_CHECK;
void els_contract_free(els_contract **contract);

/* Its routes, in the order of the document; `i` below the count. Lent. */
size_t els_contract_count(const els_contract *contract);
const els_route *els_contract_route(const els_contract *contract, size_t i);

/* The route of a request. Errors: NOT_FOUND no such path; USAGE the path has other methods, which
 * are listed in `allow`. `ret_params` gets the parts of the path that stand for {names}: a new
 * object that the caller releases. */
els_err els_contract_find(const els_contract *contract, const char *method, const char *path,
                          const els_route **ret_route, json_t **ret_params,
                          els_buf *allow) ELS_MUST_CHECK;

/* Checks a parameter in `place` ("query", "path", "header") and adds its value to `values`, a
 * number where the schema says so. False with the fault when it is wrong; with `is_strict`, also
 * when the route has no such parameter (others are passed over). */
bool els_contract_take(const els_contract *contract, const els_route *route, const char *place,
                       const char *name, const char *value, bool is_strict, json_t *values,
                       els_fault *fault);
/* Adds what the parameters that were not given default to. */
void els_contract_defaults(const els_contract *contract, const els_route *route, json_t *values);
/* Checks a body against the route's schema. */
bool els_contract_check_body(const els_contract *contract, const els_route *route,
                             const json_t *body, els_fault *fault);

#endif
