/* fuzz_request.c — any text as a request of the REST API behind the HTTP library: lines METHOD,
 * PATH, QUERY, Host, Origin, Authorization, then the body. What the contract accepts has a route,
 * and only values that the document describes. */
#include "assets.h"
#include "contract.h"
#include "fuzz.h"
#include "guard.h"

#include <jansson.h>

static els_str cut(els_str *rest)
{
    els_str line = {"", 0};
    (void)els_str_split(rest, '\n', &line);
    return line;
}

static void check_guard(els_str host, els_str origin, els_str authorization, els_str length)
{
    els_guard guard = {0};
    els_buf why = {0};
    const char *reason = "";
    const els_head head = {.hosts = 1, .lengths = 1, .length = length};
    if (els_guard_set_token(&guard, authorization, &why) == ELS_OK)
        require(!els_guard_token(&guard, ELS_STR("Bearer ")));
    else
        require_line(&why);
    (void)els_guard_host(&guard, host);
    (void)els_guard_origin(origin, host);
    (void)els_guard_is_name(host);
    (void)els_guard_head(&head, 1 << 20, &reason);
    els_buf_fini(&why);
}

static void check_query(const els_contract *contract, const els_route *route, els_str query,
                        els_arena *arena)
{
    json_t *values = json_object();
    els_str pair;
    while (els_str_split(&query, '&', &pair)) {
        els_fault fault = {0};
        els_str name, value = pair;
        if (!els_str_split(&value, '=', &name))
            break;
        bool ok = els_contract_take(contract, route, "query", els_arena_strdup(arena, name),
                                    els_arena_strdup(arena, value), true, values, &fault);
        require(ok || fault.detail.len > 0);
        els_buf_fini(&fault.detail);
    }
    els_contract_defaults(contract, route, values);
    json_decref(values);
}

static void check_request(const els_contract *contract, els_str text, els_arena *arena)
{
    els_str rest = text;
    const char *method = els_arena_strdup(arena, cut(&rest));
    const char *path = els_arena_strdup(arena, cut(&rest));
    els_str query = cut(&rest), host = cut(&rest), origin = cut(&rest);
    check_guard(host, origin, cut(&rest), query);
    const els_route *route = NULL;
    json_t *parts = NULL;
    els_buf allow = {0};
    els_fault fault = {0};
    if (els_contract_find(contract, method, path, &route, &parts, &allow) == ELS_OK) {
        json_t *body =
            rest.ptr ? json_loadb(rest.ptr, rest.len, JSON_REJECT_DUPLICATES, NULL) : NULL;
        check_query(contract, route, query, arena);
        if (body && !els_contract_check_body(contract, route, body, &fault))
            require(fault.detail.len > 0);
        json_decref(body);
    }
    json_decref(parts);
    els_buf_fini(&allow);
    els_buf_fini(&fault.detail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static els_contract *contract; /* read once: it is what takes the time */
    els_arena arena = {0};
    els_buf why = {0};
    require(contract || els_contract_new(els_assets_openapi(), &contract, &why) == ELS_OK);
    check_request(contract, (els_str){(const char *)data, size}, &arena);
    els_arena_fini(&arena);
    els_buf_fini(&why);
    return 0;
}
