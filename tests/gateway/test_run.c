/* A run from its start to what was learned, all of it through the gateway. */
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

TestSuite(run, .init = set_up, .fini = tear_down);

/* Quick: tasks that only measure the machinery. */
#define QUICK "\"agents\":[\"react\"],\"plugins\":[\"noop\"],\"executors\":1"
#define START "/api/learning/start"

static const char *state_of(const json_t *json)
{
    return text_of(json_object_get(json, "process"), "state");
}

/* Waits until the events of the gateway, from its first one on, say so. */
static void await_event(const char *wanted)
{
    int fd = connect_to(&g);
    els_buf seen = {0};
    char chunk[4096];
    send_bytes(fd, ELS_STR("GET /api/learning/events HTTP/1.1\r\nHost: localhost\r\n"
                           "Last-Event-ID: 0\r\n\r\n"));
    while (!seen.len || !strstr(seen.ptr, wanted)) {
        cr_assert(wait_readable(fd, WAIT_MS), "the events never say %s", wanted);
        ssize_t n = read(fd, chunk, sizeof chunk);
        cr_assert_gt(n, 0);
        els_buf_append(&seen, chunk, (size_t)n);
    }
    els_buf_fini(&seen);
    close(fd);
}

/* Waits for what the gateway says of its run. */
static void await_process(const char *state)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\"state\":\"%s\",\"pid\"", state);
    await_event(wanted); /* hello has it, or an event run */
}

Test(run, is_started_once_asked_for_changes_and_stopped)
{
    static const char body[] = "{\"iterations\":100000," QUICK "}";
    reply r = ask(&g, "POST", START, "Idempotency-Key: k\r\n", body);
    cr_assert_eq(r.status, 202, "%s", r.body.ptr);
    json_t *started = json_of(&r);
    cr_expect_str_eq(text_of(started, "status"), "started");
    cr_expect_str_eq(state_of(started), "running");
    json_decref(started);
    drop(&r);
    r = ask(&g, "POST", START, "Idempotency-Key: k\r\n", body);
    cr_expect_eq(r.status, 202);
    cr_expect(els_str_eq(header_of(&r, "Idempotency-Replayed"), ELS_STR("true")));
    drop(&r);
    is_problem(ask(&g, "POST", START, "", body), 409, "/problems/run-is-on", NULL);
    is_problem(ask(&g, "POST", "/api/learning/solve", "", "{\"question\":\"2 + 2\"}"), 409,
               "/problems/run-is-on", NULL);
    json_t *status = expect(&g, "GET", "/api/learning/status", NULL, 200);
    cr_expect(json_is_true(json_object_get(status, "live")));
    json_decref(status);

    json_t *asked = expect(&g, "POST", "/api/learning/config",
                           "{\"action\":\"set\",\"parameter\":\"react.max_steps\",\"value\":6,"
                           "\"because\":\"a test\"}",
                           202);
    cr_expect_str_eq(text_of(asked, "taken"), "next_iteration");
    json_decref(asked);
    asked = expect(&g, "POST", "/api/learning/goals",
                   "{\"goal\":\"success of all >= 90 % within 40 iterations\"}", 202);
    cr_expect_not_null(strstr(text_of(asked, "text"), "success of all"));
    json_decref(asked);
    is_problem(ask(&g, "POST", "/api/learning/config", "",
                   "{\"action\":\"set\",\"parameter\":\"react.max_steps\",\"value\":6000}"),
               400, "/problems/invalid-field", "value");
    is_problem(ask(&g, "POST", "/api/learning/config", "",
                   "{\"action\":\"pin\",\"parameter\":\"nonsense\"}"),
               400, "/problems/invalid-field", "parameter");
    is_problem(ask(&g, "POST", "/api/learning/config", "",
                   "{\"action\":\"pin\",\"parameter\":\"react.max_steps\",\"scope\":\"kind\"}"),
               400, "/problems/invalid-field", "scope");
    is_problem(ask(&g, "POST", "/api/learning/config", "", "{\"action\":\"approve\"}"), 400,
               "/problems/invalid-field", "change");
    is_problem(ask(&g, "POST", "/api/learning/goals", "", "{\"goal\":\"win\"}"), 400,
               "/problems/invalid-field", "goal");

    json_t *stopping = expect(&g, "POST", "/api/learning/stop", NULL, 202);
    cr_expect_str_eq(state_of(stopping), "stopping");
    json_decref(stopping);
    await_process("ended");
    status = expect(&g, "GET", "/api/learning/status", NULL, 200);
    cr_expect(json_is_false(json_object_get(status, "live")));
    cr_expect_eq(
        json_integer_value(json_object_get(json_object_get(status, "process"), "exit_code")), 130);
    json_decref(status);
    /* Other parameters than those of the run that was cut off: it says what to do. */
    is_problem(ask(&g, "POST", START, "", "{\"iterations\":99999," QUICK "}"), 422,
               "/problems/unable", NULL);
}

Test(run, is_waited_for_when_it_is_asked_to_be)
{
    json_t *ended =
        expect(&g, "POST", START, "{\"iterations\":1,\"async_mode\":false," QUICK "}", 200);
    cr_expect_str_eq(text_of(ended, "status"), "completed");
    cr_expect_str_eq(state_of(ended), "ended");
    json_decref(ended);
    json_t *report = expect(&g, "GET", "/api/learning/report", NULL, 200);
    json_t *own = expect(&g, "GET", "/api/learning/runs/1", NULL, 200);
    cr_expect_str_eq(text_of(report, "status"), "completed");
    cr_expect(json_equal(report, own));
    json_decref(own);
    json_decref(report);
}

Test(run, leaves_what_can_be_asked_and_taught)
{
    char command[400];
    snprintf(command, sizeof command,
             ELS_BIN_DIR "/els run --quiet --store %s --agents react --plugins benchmark "
                         "--executors 1 --iterations 6 --probe-tasks 16 --transfer-tasks 4 "
                         "--check-tasks 4 --select-tasks 4 >/dev/null",
             g.store);
    cr_assert_eq(system(command), 0);
    json_decref(expect(&g, "GET", "/api/learning/stats", NULL, 200));
    json_t *runs = expect(&g, "GET", "/api/learning/runs", NULL, 200);
    cr_expect_eq(json_array_size(json_object_get(runs, "runs")), 1);
    json_decref(runs);
    json_t *outcomes =
        expect(&g, "GET", "/api/learning/outcomes?segment=train&agent=react&limit=500", NULL, 200);
    const json_t *newest = json_array_get(json_object_get(outcomes, "outcomes"), 0);
    cr_expect_eq(json_array_size(json_object_get(outcomes, "outcomes")), 60);
    cr_expect_str_eq(text_of(newest, "kind"), "benchmark");
    cr_expect_neq(text_of(newest, "trace")[0], '\0');
    cr_expect_neq(text_of(newest, "question")[0], '\0');
    json_decref(outcomes);
    json_t *forecasts = expect(&g, "GET", "/api/learning/forecasts?limit=1", NULL, 200);
    cr_expect_eq(json_array_size(json_object_get(forecasts, "forecasts")), 1);
    cr_expect(json_is_string(json_object_get(forecasts, "next")));
    json_decref(forecasts);

    json_t *solved = expect(&g, "POST", "/api/learning/solve",
                            "{\"question\":\"What is 12 * (3 + 4)?\",\"type\":\"number\"}", 200);
    char feedback[128], id[16];
    cr_expect_str_eq(text_of(solved, "answer"), "84");
    snprintf(id, sizeof id, "%s", text_of(solved, "id"));
    json_decref(solved);
    solved = expect(&g, "POST", "/api/learning/solve",
                    "{\"question\":\"Which of these?\",\"context\":\"It is red, hot.\","
                    "\"type\":\"enum\",\"choices\":[\"red, hot\",\"blue\"]}",
                    200);
    cr_expect(strcmp(text_of(solved, "answer"), "red, hot") == 0 ||
              strcmp(text_of(solved, "answer"), "blue") == 0);
    json_decref(solved);
    snprintf(feedback, sizeof feedback, "{\"id\":\"%s\",\"verdict\":\"right\"}", id);
    json_t *learned = expect(&g, "POST", "/api/learning/feedback", feedback, 200);
    cr_expect_str_eq(text_of(learned, "status"), "learned");
    json_decref(learned);
    is_problem(
        ask(&g, "POST", "/api/learning/feedback", "", "{\"id\":\"ffffffff\",\"answer\":\"1\"}"),
        404, "/problems/not-found", NULL);
    json_t *deployed = expect(&g, "POST", "/api/learning/deploy", "{\"executors\":1}", 200);
    cr_expect_str_eq(text_of(deployed, "status"), "deployed");
    json_decref(deployed);
}

/* The number of the run once the status names one: it does from the first commit on, and a run may
 * have been stopped before it. 0: it never does. */
static json_int_t run_of_status(void)
{
    json_int_t run = 0;
    for (int i = 0; i < 1000 && run == 0; i++) {
        json_t *status = expect(&g, "GET", "/api/learning/status", NULL, 200);
        run = json_integer_value(json_object_get(status, "run"));
        json_decref(status);
    }
    return run;
}

static pid_t run_beside(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        execl(ELS_BIN_DIR "/els", "els", "run", "--quiet", "--store", g.store, "--agents", "react",
              "--plugins", "noop", "--executors", "1", "--iterations", "100000", (char *)NULL);
        _exit(127);
    }
    return pid;
}

Test(run, that_was_started_in_a_terminal_is_stopped_and_can_be_gone_on_with)
{
    int status;
    pid_t pid = run_beside();
    await_event("event: iteration");
    json_t *before = expect(&g, "GET", "/api/learning/status", NULL, 200);
    cr_expect(json_is_true(json_object_get(before, "live")));
    cr_expect_str_eq(state_of(before), "none");
    json_decref(before);
    json_t *stopping = expect(&g, "POST", "/api/learning/stop", NULL, 202);
    cr_expect_str_eq(text_of(stopping, "status"), "stopping");
    json_decref(stopping);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFEXITED(status));
    cr_expect_eq(WEXITSTATUS(status), 130, "as after Ctrl-C");
    is_problem(ask(&g, "POST", "/api/learning/stop", "", NULL), 409, "/problems/no-run", NULL);
    json_decref(expect(&g, "POST", START, "{\"iterations\":100000," QUICK "}", 202));
    cr_expect_eq(run_of_status(), 1, "the same run goes on");
}

/* Waits until the gateway says so of itself. */
static void await_metric(const char *line)
{
    bool is_there = false;
    for (int i = 0; i < 1000 && !is_there; i++) {
        reply r = ask(&g, "GET", "/metrics", "", NULL);
        is_there = strstr(r.body.ptr, line) != NULL;
        drop(&r);
    }
    cr_assert(is_there, "never %s", line);
}

Test(run, answers_who_waits_when_the_gateway_ends)
{
    int fd = connect_to(&g);
    send_bytes(fd, ELS_STR("POST /api/learning/deploy HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    await_metric("\nels_jobs_running 1\n");
    is_problem(ask(&g, "POST", START, "", "{}"), 429, "/problems/too-many", NULL);
    kill(g.pid, SIGTERM);
    is_problem(read_reply(fd, true), 503, "/problems/ending", NULL);
    cr_expect_eq(ended(&g), 0);
    close(fd);
}

Test(run, ends_with_its_gateway)
{
    json_t *started = expect(&g, "POST", START, "{\"iterations\":100000," QUICK "}", 202);
    pid_t pid =
        (pid_t)json_integer_value(json_object_get(json_object_get(started, "process"), "pid"));
    json_decref(started);
    kill(g.pid, SIGTERM);
    cr_expect_eq(ended(&g), 0);
    cr_expect_eq(kill(pid, 0), -1); /* it was waited for */
}
