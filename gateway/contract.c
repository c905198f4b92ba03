#include "contract.h"
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUTES_MAX = 64 };

struct els_contract {
    json_t *document;
    els_route routes[ROUTES_MAX];
    size_t n_routes;
};

/* Follows one "$ref" within the document. */
static const json_t *follow(const json_t *document, const json_t *value)
{
    const char *ref = json_string_value(json_object_get(value, "$ref"));
    if (!ref || strncmp(ref, "#/", 2) != 0)
        return value;
    els_str rest = els_str_of(ref + 2), part;
    const json_t *at = document;
    while (els_str_split(&rest, '/', &part))
        at = json_object_getn(at, part.ptr, part.len);
    return at;
}

static els_err check_parameters(const json_t *document, const json_t *operation, els_buf *why)
{
    size_t i;
    json_t *entry;
    els_err err = ELS_OK;
    json_array_foreach(json_object_get(operation, "parameters"), i, entry)
    {
        const json_t *parameter = follow(document, entry);
        const char *name = json_string_value(json_object_get(parameter, "name"));
        const json_t *schema = json_object_get(parameter, "schema");
        if (!name || !json_is_object(schema)) {
            els_buf_printf(why, "a parameter has no name or no schema");
            return ELS_E_FORMAT;
        }
        err = err ? err : els_schema_is_known(schema, name, why);
    }
    return err;
}

static els_err add(els_contract *c, const char *path, const char *method, const json_t *operation,
                   els_buf *why)
{
    const char *id = json_string_value(json_object_get(operation, "operationId"));
    const json_t *request = json_object_get(operation, "requestBody");
    const json_t *content =
        json_object_get(json_object_get(request, "content"), "application/json");
    const json_t *security = json_object_get(operation, "security");
    const json_t *body = follow(c->document, json_object_get(content, "schema"));
    if (!id || c->n_routes == ROUTES_MAX || (request && !json_is_object(body))) {
        els_buf_printf(why, "%s %s has no operationId, no schema of its body, or is one too many",
                       method, path);
        return ELS_E_FORMAT;
    }
    els_err err = check_parameters(c->document, operation, why);
    if (!err && body)
        err = els_schema_is_known(body, id, why);
    if (err)
        return err;
    c->routes[c->n_routes++] =
        (els_route){.id = id,
                    .path = path,
                    .method = strcmp(method, "get") == 0    ? "GET"
                              : strcmp(method, "post") == 0 ? "POST"
                                                            : "DELETE",
                    .operation = operation,
                    .body = body,
                    .needs_body = json_is_true(json_object_get(request, "required")),
                    .is_open = json_is_array(security) && json_array_size(security) == 0};
    return ELS_OK;
}

els_err els_contract_new(els_str document, els_contract **ret, els_buf *why)
{
    json_error_t at;
    const char *path, *method;
    json_t *item, *operation;
    els_contract *c = calloc(1, sizeof *c);
    if (!c)
        return ELS_E_NOMEM;
    c->document = json_loadb(document.ptr, document.len, JSON_REJECT_DUPLICATES, &at);
    els_err err = c->document ? ELS_OK : ELS_E_FORMAT;
    if (err)
        els_buf_printf(why, "line %d: %s", at.line, at.text);
    json_object_foreach(json_object_get(c->document, "paths"), path, item)
    {
        json_object_foreach(item, method, operation)
        {
            if (!err)
                err = add(c, path, method, operation, why);
        }
    }
    if (err)
        els_contract_free(&c);
    else
        *ret = c;
    return err;
}

void els_contract_free(els_contract **contract)
{
    if (!*contract)
        return;
    json_decref((*contract)->document);
    free(*contract);
    *contract = NULL;
}

size_t els_contract_count(const els_contract *contract)
{
    return contract->n_routes;
}

const els_route *els_contract_route(const els_contract *contract, size_t i)
{
    return &contract->routes[i];
}

/* Whether a path fits a template; its {parts} go into `params`. */
static bool fits(const char *template, const char *path, json_t *params)
{
    els_str form = els_str_of(template), given = els_str_of(path), a, b;
    json_object_clear(params);
    while (form.ptr && given.ptr) {
        if (!els_str_split(&form, '/', &a) || !els_str_split(&given, '/', &b))
            break;
        if (a.len > 2 && a.ptr[0] == '{' && b.len) {
            char name[64];
            snprintf(name, sizeof name, ELS_STR_FMT, ELS_STR_ARG(els_str_sub(a, 1, a.len - 1)));
            json_t *value = json_stringn(b.ptr, b.len);
            if (!value)
                return false; /* not UTF-8 */
            json_object_set_new(params, name, value);
        } else if (!els_str_eq(a, b)) {
            return false;
        }
    }
    return !form.ptr && !given.ptr;
}

els_err els_contract_find(const els_contract *contract, const char *method, const char *path,
                          const els_route **ret_route, json_t **ret_params, els_buf *allow)
{
    json_t *params = json_object();
    bool is_path = false;
    for (size_t i = 0; i < contract->n_routes; i++) {
        const els_route *route = &contract->routes[i];
        bool is_head = strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0;
        if (!fits(route->path, path, params))
            continue;
        if (is_head || strcmp(route->method, method) == 0) {
            *ret_route = route;
            *ret_params = params;
            return ELS_OK;
        }
        els_buf_printf(allow, "%s%s", is_path ? ", " : "", route->method);
        is_path = true;
    }
    json_decref(params);
    return is_path ? ELS_E_USAGE : ELS_E_NOT_FOUND;
}

static const json_t *parameter_of(const els_contract *contract, const els_route *route,
                                  const char *place, const char *name)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(route->operation, "parameters"), i, entry)
    {
        const json_t *parameter = follow(contract->document, entry);
        if (strcmp(json_string_value(json_object_get(parameter, "in")), place) == 0 &&
            strcmp(json_string_value(json_object_get(parameter, "name")), name) == 0)
            return parameter;
    }
    return NULL;
}

static bool faulty(els_fault *fault, const char *name, const char *text)
{
    snprintf(fault->field, sizeof fault->field, "%s", name);
    els_buf_clear(&fault->detail);
    els_buf_printf(&fault->detail, "%.60s %s", name, text);
    return false;
}

bool els_contract_take(const els_contract *contract, const els_route *route, const char *place,
                       const char *name, const char *value, bool is_strict, json_t *values,
                       els_fault *fault)
{
    const json_t *parameter = parameter_of(contract, route, place, name);
    const json_t *schema = json_object_get(parameter, "schema");
    const char *type = json_string_value(json_object_get(schema, "type"));
    json_t *json = NULL;
    uint64_t number;
    if (!parameter)
        return is_strict ? faulty(fault, name, "is not a parameter of this request") : true;
    if (is_strict && strcmp(place, "query") == 0 && json_object_get(values, name))
        return faulty(fault, name, "is given twice");
    if (type && strcmp(type, "integer") == 0) {
        if (!els_str_to_u64(els_str_of(value), &number) || number > INT64_MAX)
            return faulty(fault, name, "must be a whole number");
        json = json_integer((json_int_t)number);
    } else {
        json = json_string(value);
        if (!json)
            return faulty(fault, name, "must be UTF-8");
    }
    bool ok = els_schema_check(schema, json, name, fault);
    if (ok)
        json_object_set(values, name, json);
    json_decref(json);
    return ok;
}

void els_contract_defaults(const els_contract *contract, const els_route *route, json_t *values)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(route->operation, "parameters"), i, entry)
    {
        const json_t *parameter = follow(contract->document, entry);
        const char *name = json_string_value(json_object_get(parameter, "name"));
        json_t *value = json_object_get(json_object_get(parameter, "schema"), "default");
        if (value && !json_object_get(values, name))
            json_object_set(values, name, value);
    }
}

bool els_contract_check_body(const els_contract *contract, const els_route *route,
                             const json_t *body, els_fault *fault)
{
    (void)contract;
    return els_schema_check(route->body, body, "body", fault);
}
