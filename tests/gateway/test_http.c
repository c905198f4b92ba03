/* The gateway as a process, asked over sockets: routes, problems, limits. */
#include "client.h"

static gateway g;

static void set_up(void)
{
    start(&g, NULL);
}

static void tear_down(void)
{
    stop(&g);
}

TestSuite(http, .init = set_up, .fini = tear_down);
TestSuite(http_options, .fini = tear_down);

/* ---- the contract ---- */

/* Whether the document says that an operation may answer so. */
static bool is_declared(const json_t *operation, const reply *r)
{
    char status[8];
    snprintf(status, sizeof status, "%d", r->status);
    return json_object_get(json_object_get(operation, "responses"), status) != NULL;
}

static json_t *document(void)
{
    return expect(&g, "GET", "/openapi.json", NULL, 200);
}

Test(http, answers_every_operation_with_a_status_that_the_document_has)
{
    json_t *doc = document(), *item, *operation;
    const char *path, *method;
    int asked = 0;
    json_object_foreach(json_object_get(doc, "paths"), path, item)
    {
        json_object_foreach(item, method, operation)
        {
            char real[128];
            const char *brace = strchr(path, '{');
            bool is_post = strcmp(method, "post") == 0, starts = strstr(path, "deploy") != NULL;
            snprintf(real, sizeof real, "%.*s%s", brace ? (int)(brace - path) : (int)strlen(path),
                     path, brace ? "7" : "");
            if (starts || strcmp(path, "/api/learning/start") == 0)
                continue; /* test_run.c does */
            if (strcmp(path, "/api/learning/events") == 0)
                continue; /* test_stream.c does */
            reply r =
                ask(&g,
                    is_post                 ? "POST"
                    : strcmp(method, "get") ? "DELETE"
                                            : "GET",
                    real, "", is_post && json_object_get(operation, "requestBody") ? "{}" : NULL);
            cr_expect(is_declared(operation, &r), "%s %s: %d", method, real, r.status);
            cr_expect_neq(r.status, 500, "%s %s", method, real);
            drop(&r);
            asked++;
        }
    }
    cr_expect_gt(asked, 20);
    json_decref(doc);
}

Test(http, says_of_an_empty_store_that_nothing_was_there)
{
    json_t *status = expect(&g, "GET", "/api/learning/status", NULL, 200);
    cr_expect_str_eq(text_of(status, "status"), "none");
    cr_expect(json_is_false(json_object_get(status, "live")));
    cr_expect_str_eq(text_of(json_object_get(status, "feed"), "state"), "away");
    cr_expect_str_eq(text_of(json_object_get(status, "process"), "state"), "none");
    json_decref(status);
    static const char *const lists[][2] = {{"/api/learning/runs", "runs"},
                                           {"/api/learning/outcomes", "outcomes"},
                                           {"/api/learning/decisions", "decisions"},
                                           {"/api/learning/goals", "goals"},
                                           {"/api/learning/config/history", "changes"}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        json_t *list = expect(&g, "GET", lists[i][0], NULL, 200);
        cr_expect(json_is_array(json_object_get(list, lists[i][1])), "%s", lists[i][0]);
        cr_expect_eq(json_array_size(json_object_get(list, lists[i][1])), 0, "%s", lists[i][0]);
        json_decref(list);
    }
    static const char *const nothing[] = {"/api/learning/report", "/api/learning/stats",
                                          "/api/learning/forecasts", "/api/learning/runs/1"};
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        is_problem(ask(&g, "GET", nothing[i], "", NULL), 404, "/problems/not-found", NULL);
}

Test(http, shows_what_is_built_in)
{
    json_t *agents = expect(&g, "GET", "/api/learning/agents", NULL, 200);
    cr_expect_eq(json_array_size(json_object_get(agents, "agents")), 18);
    json_t *config = expect(&g, "GET", "/api/learning/config", NULL, 200);
    cr_expect_gt(json_array_size(json_object_get(config, "parameters")), 10);
    json_t *plugins = expect(&g, "GET", "/api/learning/plugins/list", NULL, 200);
    cr_expect_gt(json_array_size(json_object_get(plugins, "plugins")), 2);
    json_decref(agents);
    json_decref(config);
    json_decref(plugins);
}

Test(http, makes_the_same_tasks_for_the_same_seed)
{
    static const char path[] = "/api/learning/plugins/generate";
    json_t *a = expect(&g, "POST", path, "{\"plugin\":\"benchmark\",\"count\":3,\"seed\":5}", 200);
    json_t *b = expect(&g, "POST", path, "{\"plugin\":\"benchmark\",\"count\":3,\"seed\":5}", 200);
    json_t *c = expect(&g, "POST", path, "{\"plugin\":\"benchmark\",\"count\":3,\"seed\":6}", 200);
    cr_expect_eq(json_array_size(json_object_get(a, "tasks")), 3);
    cr_expect(json_equal(a, b));
    cr_expect_not(json_equal(a, c));
    json_decref(a);
    json_decref(b);
    json_decref(c);
    is_problem(ask(&g, "POST", path, "", "{\"plugin\":\"nonsense\"}"), 400,
               "/problems/invalid-field", "plugin");
    is_problem(ask(&g, "POST", path, "", "{\"plugin\":\"benchmark\",\"family\":\"nonsense\"}"), 400,
               "/problems/invalid-field", "family");
}

/* ---- problems ---- */

Test(http, names_the_field_that_is_wrong)
{
    is_problem(ask(&g, "GET", "/api/learning/runs?limit=0", "", NULL), 400,
               "/problems/invalid-field", "limit");
    is_problem(ask(&g, "GET", "/api/learning/runs?cursor=x", "", NULL), 400,
               "/problems/invalid-field", "cursor");
    is_problem(ask(&g, "GET", "/api/learning/outcomes?cursor=1-2", "", NULL), 400,
               "/problems/invalid-field", "cursor");
    is_problem(ask(&g, "GET", "/api/learning/status?colour=red", "", NULL), 400,
               "/problems/invalid-field", "colour");
    is_problem(ask(&g, "GET", "/api/learning/runs/x", "", NULL), 400, "/problems/invalid-field",
               "run");
    is_problem(ask(&g, "POST", "/api/learning/start", "", "{\"iterations\":0}"), 400,
               "/problems/invalid-field", "iterations");
    is_problem(ask(&g, "POST", "/api/learning/start", "", "{\"agents\":[\"react\",\"x\"]}"), 400,
               "/problems/invalid-field", "agents[1]");
    is_problem(ask(&g, "POST", "/api/learning/start", "", "{\"plugins\":[\"dataset\"]}"), 400,
               "/problems/invalid-field", "plugins[0]");
    is_problem(ask(&g, "POST", "/api/learning/feedback", "", "{\"id\":\"01234567\"}"), 400,
               "/problems/invalid-field", "verdict");
    is_problem(ask(&g, "POST", "/api/learning/solve", "",
                   "{\"question\":\"?\",\"type\":\"number\",\"choices\":[\"a\"]}"),
               400, "/problems/invalid-field", "choices");
    is_problem(ask(&g, "POST", "/api/learning/stop", "Idempotency-Key: a b\r\n", NULL), 400,
               "/problems/invalid-field", "Idempotency-Key");
}

Test(http, refuses_bodies_that_are_no_json)
{
    static const char path[] = "/api/learning/goals";
    is_problem(ask(&g, "POST", path, "", "{\"goal\":"), 400, "/problems/invalid-request", NULL);
    is_problem(ask(&g, "POST", path, "", "{\"goal\":\"a\",\"goal\":\"b\"}"), 400,
               "/problems/invalid-request", NULL);
    is_problem(ask(&g, "POST", path, "", "{\"goal\":\"\\u0000\"}"), 400,
               "/problems/invalid-request", NULL);
    is_problem(ask(&g, "POST", path, "", NULL), 400, "/problems/invalid-request", NULL);
    is_problem(ask(&g, "GET", "/api/learning/status", "", "{}"), 400, "/problems/invalid-request",
               NULL);
    static const char *const types[] = {"text/plain", "application/x-www-form-urlencoded",
                                        "application/json; charset=latin1", "application/jsonx"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        char header[80];
        snprintf(header, sizeof header, "Content-Type: %s\r\n", types[i]);
        is_problem(ask(&g, "POST", path, header, "{\"goal\":\"a\"}"), 415, "/problems/media-type",
                   NULL);
    }
    reply r = ask(&g, "POST", path, "Content-Type: Application/JSON; charset=UTF-8\r\n",
                  "{\"goal\":\"a\"}");
    cr_expect_neq(r.status, 415);
    drop(&r);
}

Test(http, knows_its_paths_and_their_methods)
{
    is_problem(ask(&g, "GET", "/api/learning/nothing", "", NULL), 404, "/problems/not-found", NULL);
    is_problem(ask(&g, "GET", "/../openapi.json", "", NULL), 404, "/problems/not-found", NULL);
    reply r = ask(&g, "DELETE", "/api/learning/goals", "", NULL);
    cr_expect(els_str_eq(header_of(&r, "Allow"), ELS_STR("GET, POST")));
    is_problem(r, 405, "/problems/method", NULL);
    is_problem(ask(&g, "POST", "/index.html", "", NULL), 405, "/problems/method", NULL);
    is_problem(ask(&g, "OPTIONS", "/api/learning/goals", "", NULL), 405, "/problems/method", NULL);
}

Test(http, has_no_run_to_stop_and_nothing_learned_to_ask)
{
    is_problem(ask(&g, "POST", "/api/learning/stop", "", NULL), 409, "/problems/no-run", NULL);
    is_problem(ask(&g, "POST", "/api/learning/solve", "", "{\"question\":\"2 + 2\"}"), 404,
               "/problems/not-found", NULL);
    is_problem(ask(&g, "POST", "/api/learning/goals", "", "{\"goal\":\"success of all >= 90 %\"}"),
               404, "/problems/not-found", NULL);
    is_problem(ask(&g, "DELETE", "/api/learning/goals/goal-1", "", NULL), 404,
               "/problems/not-found", NULL);
}

Test(http, says_that_a_damaged_store_cannot_be_read)
{
    write_file(&g, "status.json", "{\"run\":");
    is_problem(ask(&g, "GET", "/api/learning/status", "", NULL), 503, "/problems/store", NULL);
    is_problem(ask(&g, "GET", "/readyz", "", NULL), 503, "/problems/store", NULL);
    json_decref(expect(&g, "GET", "/healthz", NULL, 200));
}

/* ---- who may ask ---- */

Test(http, serves_no_strange_host_and_no_page_of_another_origin)
{
    is_problem(ask(&g, "GET", "/healthz", "Host: evil.example\r\n", NULL), 403, "/problems/host",
               NULL);
    is_problem(ask(&g, "POST", "/api/learning/stop", "Origin: http://evil.example\r\n", NULL), 403,
               "/problems/origin", NULL);
    is_problem(ask(&g, "POST", "/api/learning/stop", "Origin: null\r\n", NULL), 403,
               "/problems/origin", NULL);
    is_problem(ask(&g, "POST", "/api/learning/stop", "Sec-Fetch-Site: cross-site\r\n", NULL), 403,
               "/problems/origin", NULL);
    is_problem(ask(&g, "POST", "/api/learning/stop", "Origin: http://localhost\r\n", NULL), 409,
               "/problems/no-run", NULL);
}

Test(http_options, wants_the_token_of_the_file)
{
    static const char key[] = "Authorization: Bearer 0123456789abcdef\r\n";
    char path[200];
    make_store(&g);
    write_file(&g, "token", "0123456789abcdef\n");
    snprintf(path, sizeof path, "%s/token", g.store);
    start(&g, (const char *const[]){"--token-file", path, NULL});
    reply r = ask(&g, "GET", "/api/learning/status", "", NULL);
    cr_expect(els_str_eq(header_of(&r, "WWW-Authenticate"), ELS_STR("Bearer")));
    is_problem(r, 401, "/problems/token", NULL);
    is_problem(ask(&g, "GET", "/metrics", "", NULL), 401, "/problems/token", NULL);
    is_problem(
        ask(&g, "GET", "/api/learning/status", "Authorization: Bearer 0123456789abcdeX\r\n", NULL),
        401, "/problems/token", NULL);
    r = ask(&g, "GET", "/api/learning/status", key, NULL);
    cr_expect_eq(r.status, 200);
    drop(&r);
    json_decref(expect(&g, "GET", "/healthz", NULL, 200)); /* says nothing of the run */
    json_decref(expect(&g, "GET", "/openapi.json", NULL, 200));
}

Test(http_options, takes_the_token_from_the_environment_and_allows_names)
{
    setenv("ELS_TOKEN", "abcdef0123456789", 1);
    start(&g, (const char *const[]){"--hosts", "els.example,other.example", NULL});
    unsetenv("ELS_TOKEN");
    is_problem(ask(&g, "GET", "/api/learning/status", "Host: els.example:80\r\n", NULL), 401,
               "/problems/token", NULL);
    reply r = ask(&g, "GET", "/api/learning/status",
                  "Host: els.example:80\r\nAuthorization: Bearer abcdef0123456789\r\n", NULL);
    cr_expect_eq(r.status, 200);
    drop(&r);
}

/* What it says when it refuses to start with these options. */
static void refused(const char *const *options, int code, const char *part)
{
    char said[512] = "";
    launch(&g, options);
    cr_expect_eq(ended(&g), code, "%s", options[0]);
    ssize_t n = read(g.err, said, sizeof said - 1);
    cr_expect(n > 0 && strstr(said, part), "%s: %s", options[0], said);
    cr_expect_eq(strchr(said, '\n') - said + 1, n, "more than a line: %s", said);
    close(g.out);
    close(g.err);
}

Test(http_options, refuses_to_listen_beyond_this_machine_without_a_token)
{
    refused((const char *const[]){"--host", "0.0.0.0", NULL}, 2, "needs a token");
    refused((const char *const[]){"--host", "::", NULL}, 2, "needs a token");
    refused((const char *const[]){"--host", "example.com", NULL}, 2, "no address in numbers");
    refused((const char *const[]){"--token-file", "/nowhere", NULL}, 2, "cannot be read");
    setenv("ELS_TOKEN", "short", 1);
    refused((const char *const[]){"--host", "0.0.0.0", NULL}, 2, "16 to 512 characters");
    setenv("ELS_TOKEN", "0123456789abcdef", 1);
    refused((const char *const[]){"--host", "192.0.2.1", NULL}, 1, "cannot listen");
    start(&g, (const char *const[]){"--host", "0.0.0.0", NULL});
    unsetenv("ELS_TOKEN");
}

/* ---- keys ---- */

Test(http, does_a_request_with_a_key_once)
{
    static const char path[] = "/api/learning/plugins/generate";
    static const char key[] = "Idempotency-Key: one\r\n";
    reply a = ask(&g, "POST", path, key, "{\"plugin\":\"benchmark\",\"count\":1}");
    reply b = ask(&g, "POST", path, key, "{\"plugin\":\"benchmark\",\"count\":1}");
    cr_assert_eq(a.status, 200);
    cr_assert_eq(b.status, 200);
    cr_expect_str_eq(a.body.ptr, b.body.ptr);
    cr_expect_eq(header_of(&a, "Idempotency-Replayed").len, 0);
    cr_expect(els_str_eq(header_of(&b, "Idempotency-Replayed"), ELS_STR("true")));
    drop(&a);
    drop(&b);
    is_problem(ask(&g, "POST", path, key, "{\"plugin\":\"benchmark\",\"count\":2}"), 422,
               "/problems/key-reused", NULL);
    /* Nothing was done: the key may be tried again. */
    is_problem(ask(&g, "POST", "/api/learning/stop", "Idempotency-Key: two\r\n", NULL), 409,
               "/problems/no-run", NULL);
    is_problem(ask(&g, "POST", "/api/learning/stop", "Idempotency-Key: two\r\n", NULL), 409,
               "/problems/no-run", NULL);
}

/* ---- files, numbers ---- */

Test(http, serves_the_page_with_a_strict_policy_and_its_tag)
{
    char header[128];
    reply r = ask(&g, "GET", "/", "", NULL);
    els_str tag = header_of(&r, "ETag"), policy = header_of(&r, "Content-Security-Policy");
    cr_assert_eq(r.status, 200);
    cr_expect(els_str_starts(header_of(&r, "Content-Type"), ELS_STR("text/html")));
    cr_expect(els_str_starts(policy, ELS_STR("default-src 'none'")));
    cr_expect(els_str_contains(policy, ELS_STR("frame-ancestors 'none'")));
    cr_expect_not(els_str_contains(policy, ELS_STR("unsafe")));
    cr_expect(els_str_eq(header_of(&r, "X-Content-Type-Options"), ELS_STR("nosniff")));
    snprintf(header, sizeof header, "If-None-Match: " ELS_STR_FMT "\r\n", ELS_STR_ARG(tag));
    drop(&r);
    r = ask(&g, "GET", "/index.html", header, NULL);
    cr_expect_eq(r.status, 304);
    cr_expect_eq(r.body.len, 0);
    drop(&r);
    r = ask(&g, "HEAD", "/", "", NULL);
    cr_expect_eq(r.status, 200);
    drop(&r);
}

/* Whether a command says that what it is given on stdin is fine; true, too, when `probe` says that
 * the machine does not have it. */
static bool accepts(const char *probe, const char *command, const els_buf *text)
{
    char whole[600];
    snprintf(whole, sizeof whole, "%s >/dev/null 2>&1", probe);
    if (system(whole) != 0) {
        fprintf(stderr, "left out, not on this machine: %s\n", command);
        return true;
    }
    write_file(&g, "metrics", text->ptr);
    snprintf(whole, sizeof whole, "%s <%s/metrics >&2", command, g.store);
    return system(whole) == 0;
}

#define PYTHON "/usr/bin/python3 -c 'from prometheus_client.openmetrics import parser"

Test(http, gives_metrics_in_both_formats)
{
    write_file(&g, "status.json",
               "{\"status\":\"running\",\"run\":1,\"iteration\":3,\"iterations\":9,"
               "\"probe_success\":0.5,\"probe_success_ci\":[0.4,0.6],\"multiplier\":null,"
               "\"agents\":[{\"agent\":\"react\",\"share\":0.25}]}");
    reply r = ask(&g, "GET", "/metrics", "", NULL);
    cr_expect(els_str_starts(header_of(&r, "Content-Type"), ELS_STR("text/plain; version=0.0.4")));
    cr_expect_not_null(strstr(r.body.ptr, "els_run_iteration 3\n"));
    cr_expect_not_null(strstr(r.body.ptr, "els_agent_share_ratio{agent=\"react\"} 0.25\n"));
    cr_expect_null(strstr(r.body.ptr, "els_multiplier "));
    cr_expect(accepts("command -v promtool", "promtool check metrics", &r.body));
    drop(&r);
    r = ask(&g, "GET", "/metrics", "Accept: application/openmetrics-text; version=1.0.0\r\n", NULL);
    cr_expect(els_str_starts(header_of(&r, "Content-Type"),
                             ELS_STR("application/openmetrics-text; version=1.0.0")));
    cr_expect_not_null(strstr(r.body.ptr, "# TYPE els_http_requests counter\n"));
    cr_expect_not_null(strstr(r.body.ptr, "\nels_http_requests_total 2\n"));
    cr_expect(accepts(PYTHON "'",
                      PYTHON "; import sys; "
                             "list(parser.text_string_to_metric_families(sys.stdin.read()))'",
                      &r.body));
    cr_expect_str_eq(r.body.ptr + r.body.len - strlen("# EOF\n"), "# EOF\n");
    drop(&r);
}

/* ---- lists ---- */

static void write_outcomes(int n)
{
    els_buf lines = {0};
    for (int i = 0; i < n; i++)
        els_buf_printf(&lines,
                       "{\"run\":1,\"iteration\":%d,\"position\":%d,\"segment\":\"train\","
                       "\"kind\":\"%s\",\"agent\":\"react\",\"verdict\":\"%s\"}\n",
                       i / 10, i % 10, i % 3 ? "a" : "b", i % 2 ? "right" : "wrong");
    write_file(&g, "outcomes.jsonl", lines.ptr);
    els_buf_fini(&lines);
}

/* Goes through all pages; how many entries there were. */
static size_t count_pages(const char *path, const char *list, size_t *ret_pages)
{
    char next[200], cursor[100] = "";
    size_t n = 0;
    for (*ret_pages = 0; *ret_pages < 100; ++*ret_pages) {
        snprintf(next, sizeof next, "%s%s%s", path, cursor[0] ? "&cursor=" : "", cursor);
        json_t *page = expect(&g, "GET", next, NULL, 200);
        n += json_array_size(json_object_get(page, list));
        snprintf(cursor, sizeof cursor, "%s", text_of(page, "next"));
        json_decref(page);
        if (!cursor[0])
            break;
    }
    ++*ret_pages;
    return n;
}

Test(http, pages_through_outcomes_with_filters)
{
    size_t pages;
    write_outcomes(95);
    cr_expect_eq(count_pages("/api/learning/outcomes?limit=20", "outcomes", &pages), 95);
    cr_expect_eq(pages, 5);
    cr_expect_eq(count_pages("/api/learning/outcomes?limit=19", "outcomes", &pages), 95);
    cr_expect_eq(pages, 5);
    cr_expect_eq(count_pages("/api/learning/outcomes?limit=10&kind=b", "outcomes", &pages), 32);
    cr_expect_eq(
        count_pages("/api/learning/outcomes?limit=10&kind=b&verdict=right", "outcomes", &pages),
        16);
    cr_expect_eq(count_pages("/api/learning/outcomes?limit=10&agent=swarm", "outcomes", &pages), 0);
    json_t *page = expect(&g, "GET", "/api/learning/outcomes?limit=1", NULL, 200);
    const json_t *newest = json_array_get(json_object_get(page, "outcomes"), 0);
    cr_expect_eq(json_integer_value(json_object_get(newest, "iteration")), 9);
    cr_expect_eq(json_integer_value(json_object_get(newest, "position")), 4);
    json_decref(page);
}

Test(http, pages_through_runs_the_newest_first)
{
    char path[200];
    size_t pages;
    snprintf(path, sizeof path, "%s/reports", g.store);
    cr_assert_eq(mkdir(path, 0700), 0);
    for (int i = 1; i <= 12; i++) {
        snprintf(path, sizeof path, "reports/%d.json", i);
        write_file(&g, path, "{\"seed\":7,\"summary\":{\"iterations_completed\":3}}");
    }
    write_file(&g, "reports/13.json.tmp", "{");
    write_file(&g, "status.json", "{\"status\":\"running\",\"run\":13,\"iteration\":2}");
    cr_expect_eq(count_pages("/api/learning/runs?limit=5", "runs", &pages), 13);
    cr_expect_eq(pages, 3);
    cr_expect_eq(count_pages("/api/learning/runs?limit=1", "runs", &pages), 13);
    json_t *page = expect(&g, "GET", "/api/learning/runs?limit=2", NULL, 200);
    const json_t *runs = json_object_get(page, "runs");
    cr_expect_str_eq(text_of(json_array_get(runs, 0), "status"), "cut_off");
    cr_expect_str_eq(text_of(json_array_get(runs, 1), "status"), "completed");
    cr_expect_eq(json_integer_value(json_object_get(json_array_get(runs, 1), "run")), 12);
    cr_expect_eq(json_integer_value(json_object_get(json_array_get(runs, 1), "seed")), 7);
    json_decref(page);
    json_decref(expect(&g, "GET", "/api/learning/runs/12", NULL, 200));
}

Test(http, pages_through_decisions_with_filters)
{
    size_t pages;
    els_buf lines = {0};
    for (int i = 0; i < 30; i++)
        els_buf_printf(&lines,
                       "{\"run\":1,\"iteration\":%d,\"position\":0,\"kind\":\"%s\","
                       "\"verdict\":\"%s\"}\n",
                       i, i % 3 ? "learning" : "config", i % 2 ? "promoted" : "rejected");
    write_file(&g, "decisions.jsonl", lines.ptr);
    els_buf_fini(&lines);
    cr_expect_eq(count_pages("/api/learning/decisions?limit=7", "decisions", &pages), 30);
    cr_expect_eq(pages, 5);
    cr_expect_eq(count_pages("/api/learning/decisions?limit=7&kind=learning", "decisions", &pages),
                 20);
    cr_expect_eq(count_pages("/api/learning/decisions?limit=7&kind=learning&verdict=promoted",
                             "decisions", &pages),
                 10);
    is_problem(ask(&g, "GET", "/api/learning/decisions?kind=nonsense", "", NULL), 400,
               "/problems/invalid-field", "kind");
    is_problem(ask(&g, "GET", "/api/learning/decisions?cursor=1-2", "", NULL), 400,
               "/problems/invalid-field", "cursor");
}

/* ---- broker and monitor away ---- */

Test(http_options, says_that_the_broker_is_away_when_it_is_attached)
{
    start(&g, (const char *const[]){"--attach", NULL});
    is_problem(ask(&g, "GET", "/readyz", "", NULL), 503, "/problems/broker-away", NULL);
    reply r = ask(&g, "POST", "/api/learning/goals", "", "{\"goal\":\"success of all >= 90 %\"}");
    cr_expect(els_str_eq(header_of(&r, "Retry-After"), ELS_STR("1")));
    is_problem(r, 503, "/problems/broker-away", NULL);
    is_problem(ask(&g, "POST", "/api/learning/start", "", "{}"), 403, "/problems/attached", NULL);
    int lock = hold_store(&g, "ipc:///tmp/els-nobody-there");
    is_problem(ask(&g, "POST", "/api/learning/stop", "", NULL), 403, "/problems/attached", NULL);
    is_problem(ask(&g, "GET", "/readyz", "", NULL), 503, "/problems/monitor-away", NULL);
    close(lock);
}

Test(http, lets_nobody_start_or_ask_while_a_run_is_on)
{
    json_decref(expect(&g, "GET", "/readyz", NULL, 200));
    int lock = hold_store(&g, "ipc:///tmp/els-nobody-there");
    write_file(&g, "journal.db", "");
    is_problem(ask(&g, "POST", "/api/learning/start", "", "{}"), 409, "/problems/run-is-on", NULL);
    is_problem(ask(&g, "POST", "/api/learning/deploy", "", "{}"), 409, "/problems/run-is-on", NULL);
    is_problem(ask(&g, "POST", "/api/learning/solve", "", "{\"question\":\"2 + 2\"}"), 409,
               "/problems/run-is-on", NULL);
    is_problem(ask(&g, "GET", "/readyz", "", NULL), 503, "/problems/monitor-away", NULL);
    /* No els run of this machine has left the address of that feed. */
    is_problem(ask(&g, "POST", "/api/learning/stop", "", NULL), 409, "/problems/out-of-reach",
               NULL);
    close(lock);
    json_decref(expect(&g, "GET", "/readyz", NULL, 200));
}
