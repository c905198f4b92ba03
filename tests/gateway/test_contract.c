#include "assets.h"
#include "contract.h"
#include "routes.h"

#include <criterion/criterion.h>

static els_contract *contract;
static els_fault fault;
static els_buf allow;

static void set_up(void)
{
    els_buf why = {0};
    cr_assert_eq(els_contract_new(els_assets_openapi(), &contract, &why), ELS_OK, "%s", why.ptr);
}

static void tear_down(void)
{
    els_contract_free(&contract);
    els_buf_fini(&fault.detail);
    els_buf_fini(&allow);
}

TestSuite(contract, .init = set_up, .fini = tear_down);

static els_err find(const char *method, const char *path, const els_route **ret, json_t **ret_parts)
{
    return els_contract_find(contract, method, path, ret, ret_parts, &allow);
}

static const els_route *route(const char *method, const char *path)
{
    const els_route *found = NULL;
    json_t *parts = NULL;
    cr_assert_eq(find(method, path, &found, &parts), ELS_OK);
    json_decref(parts);
    return found;
}

/* The field at fault in a body; NULL when it is fine. */
static const char *wrong_field(const char *path, const char *body)
{
    json_t *json = json_loads(body, 0, NULL);
    cr_assert_not_null(json);
    bool ok = els_contract_check_body(contract, route("POST", path), json, &fault);
    json_decref(json);
    cr_assert(ok || strncmp(fault.detail.ptr, fault.field, strlen(fault.field)) == 0);
    return ok ? NULL : fault.field;
}

Test(contract, has_a_handler_for_every_operation)
{
    cr_expect_null(els_routes_missing(contract));
    cr_expect_gt(els_contract_count(contract), 20);
}

Test(contract, finds_routes_and_the_parts_of_their_paths)
{
    const els_route *found = NULL;
    json_t *parts = NULL;
    cr_assert_eq(find("GET", "/api/learning/runs/17", &found, &parts), ELS_OK);
    cr_expect_str_eq(found->id, "getRun");
    cr_expect_str_eq(json_string_value(json_object_get(parts, "run")), "17");
    json_decref(parts);
    cr_expect_eq(find("GET", "/api/learning/run", &found, &parts), ELS_E_NOT_FOUND);
    cr_expect_eq(find("GET", "/api/learning/runs/", &found, &parts), ELS_E_NOT_FOUND);
    cr_expect_eq(find("GET", "/api/learning/runs/1/2", &found, &parts), ELS_E_NOT_FOUND);
    cr_expect_eq(find("GET", "/api/learning/runs/\xff", &found, &parts), ELS_E_NOT_FOUND);
    cr_expect_eq(allow.len, 0);
    cr_expect_eq(find("PUT", "/api/learning/goals", &found, &parts), ELS_E_USAGE);
    cr_expect_str_eq(allow.ptr, "GET, POST");
}

Test(contract, answers_head_as_get)
{
    cr_expect_str_eq(route("HEAD", "/api/learning/status")->id, "getStatus");
}

Test(contract, names_the_field_that_is_wrong)
{
    static const char start[] = "/api/learning/start";
    cr_expect_null(wrong_field(start, "{}"));
    cr_expect_null(wrong_field(start, "{\"iterations\": 5, \"agents\": [\"react\"]}"));
    cr_expect_str_eq(wrong_field(start, "{\"iterations\": 0}"), "iterations");
    cr_expect_str_eq(wrong_field(start, "{\"iterations\": 1.5}"), "iterations");
    cr_expect_str_eq(wrong_field(start, "{\"iterations\": \"5\"}"), "iterations");
    cr_expect_str_eq(wrong_field(start, "{\"async_mode\": 1}"), "async_mode");
    cr_expect_str_eq(wrong_field(start, "{\"agents\": []}"), "agents");
    cr_expect_str_eq(wrong_field(start, "{\"agents\": [\"a\", 2]}"), "agents[1]");
    cr_expect_str_eq(wrong_field(start, "{\"colour\": \"red\"}"), "colour");
    cr_expect_str_eq(wrong_field(start, "[]"), "body");
    cr_expect_str_eq(wrong_field("/api/learning/solve", "{}"), "question");
    cr_expect_str_eq(wrong_field("/api/learning/solve", "{\"question\": \"\"}"), "question");
    cr_expect_str_eq(wrong_field("/api/learning/solve", "{\"question\":\"?\",\"type\":\"x\"}"),
                     "type");
}

/* The value of a query parameter as it is taken; NULL when it is refused. */
static const json_t *taken(const char *name, const char *value, json_t *values)
{
    const els_route *outcomes = route("GET", "/api/learning/outcomes");
    bool ok = els_contract_take(contract, outcomes, "query", name, value, true, values, &fault);
    return ok ? json_object_get(values, name) : NULL;
}

Test(contract, takes_parameters_as_what_they_are)
{
    json_t *values = json_object();
    cr_expect_eq(json_integer_value(taken("limit", "7", values)), 7);
    cr_expect_null(taken("limit", "7", values)); /* twice */
    cr_expect_str_eq(json_string_value(taken("verdict", "right", values)), "right");
    json_object_clear(values);
    cr_expect_null(taken("limit", "0", values));
    cr_expect_null(taken("limit", "501", values));
    cr_expect_null(taken("limit", "7.0", values));
    cr_expect_null(taken("limit", "99999999999999999999", values));
    cr_expect_null(taken("verdict", "maybe", values));
    cr_expect_null(taken("agent", "", values));
    cr_expect_null(taken("agent", "\xff\xfe", values));
    cr_expect_null(taken("colour", "red", values));
    cr_expect_eq(json_object_size(values), 0);
    els_contract_defaults(contract, route("GET", "/api/learning/outcomes"), values);
    cr_expect_eq(json_integer_value(json_object_get(values, "limit")), 50);
    json_decref(values);
}

Test(contract, refuses_a_document_that_it_would_not_obey)
{
    static const char *const documents[] = {
        "{\"paths\": ", "{\"paths\": {\"/x\": {\"get\": {}}}}",
        "{\"paths\": {\"/x\": {\"get\": {\"operationId\": \"x\", \"parameters\": "
        "[{\"in\": \"query\", \"name\": \"a\", \"schema\": {\"pattern\": \"^a$\"}}]}}}}",
        "{\"paths\": {\"/x\": {\"post\": {\"operationId\": \"x\", \"requestBody\": {\"content\": "
        "{\"application/json\": {\"schema\": {\"oneOf\": []}}}}}}}}"};
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        els_contract *other = NULL;
        els_buf why = {0};
        cr_expect_eq(els_contract_new(els_str_of(documents[i]), &other, &why), ELS_E_FORMAT, "%zu",
                     i);
        cr_expect_null(other);
        cr_expect_gt(why.len, 0);
        els_buf_fini(&why);
    }
}
