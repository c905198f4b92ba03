/* routes_lists.c — long lists in pages: graded tasks, decisions, runs. */
#include "decisions.h"
#include "outcomes.h"
#include "routes.h"

#include <dirent.h>
#include <stdlib.h>

/* ---- lines that the broker leaves: graded tasks, decisions ---- */

/* "run-iteration-position", of the last line of the page before. */
static bool read_place(const char *cursor, els_lines_place *ret)
{
    els_str rest = els_str_of(cursor), a, b;
    return els_str_split(&rest, '-', &a) && els_str_split(&rest, '-', &b) &&
           els_str_to_u64(a, &ret->run) && els_str_to_u64(b, &ret->iteration) &&
           els_str_to_u64(rest, &ret->position);
}

static json_t *cursor_of(els_request *request, const els_lines_page *page)
{
    const els_lines_place *last = &page->last;
    if (!page->has_more || !page->n)
        return json_null();
    return json_string(
        els_arena_printf(&request->arena, "%llu-%llu-%llu", (unsigned long long)last->run,
                         (unsigned long long)last->iteration, (unsigned long long)last->position)
            .ptr);
}

typedef els_err (*reader)(const char *dir, const els_lines_query *query, els_arena *arena,
                          els_lines_page *ret);

/* A page of lines, filtered by the parameters `names`, as the member `list`. */
static void answer_lines(els_request *request, const char *list, reader read,
                         const char *const *names, uint32_t n_names)
{
    const char *cursor = els_request_text(request->values, "cursor", NULL);
    els_lines_query query = {.n_members = n_names,
                             .has_before = cursor != NULL,
                             .most = (uint32_t)els_request_number(request->values, "limit", 50)};
    els_lines_page page;
    for (uint32_t i = 0; i < n_names; i++)
        query.members[i] = (els_lines_member){
            names[i], els_str_of(els_request_text(request->values, names[i], ""))};
    if (cursor && !read_place(cursor, &query.before)) {
        els_route_bad_cursor(request);
        return;
    }
    if (read(request->gateway->options.store, &query, &request->arena, &page)) {
        els_reply_problem(request, ELS_PROBLEM_STORE, NULL, "%s.jsonl cannot be read", list);
        return;
    }
    json_t *array = json_array();
    for (uint32_t i = 0; i < page.n; i++) {
        json_t *line = json_loadb(page.lines[i].ptr, page.lines[i].len, 0, NULL);
        if (line) /* a damaged line is left out */
            json_array_append_new(array, line);
    }
    els_reply_json(request, 200,
                   json_pack("{s:o, s:o}", list, array, "next", cursor_of(request, &page)));
}

void els_route_outcomes(els_request *request)
{
    static const char *const names[] = {"kind", "agent", "verdict", "segment"};
    answer_lines(request, "outcomes", els_outcomes_read, names, 4);
}

void els_route_decisions(els_request *request)
{
    static const char *const names[] = {"kind", "verdict"};
    answer_lines(request, "decisions", els_decisions_read, names, 2);
}

/* ---- runs ---- */

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Numbers of the runs whose report is kept, the newest first; from the request's arena. */
static uint64_t *list_reports(els_request *request, size_t *ret_n)
{
    enum { RUNS_MAX = 100000 };
    els_buf numbers = {0};
    els_str path = els_arena_printf(&request->arena, "%s/reports", request->gateway->options.store);
    DIR *folder = opendir(path.ptr);
    const struct dirent *entry;
    *ret_n = 0;
    while (folder && *ret_n < RUNS_MAX && (entry = readdir(folder))) {
        els_str name = els_str_of(entry->d_name), stem;
        uint64_t run;
        if (els_str_split(&name, '.', &stem) && els_str_eq(name, ELS_STR("json")) &&
            els_str_to_u64(stem, &run)) {
            els_buf_append(&numbers, &run, sizeof run);
            ++*ret_n;
        }
    }
    if (folder)
        closedir(folder);
    uint64_t *list = ELS_ARENA_NEW(&request->arena, uint64_t, *ret_n + 1);
    if (*ret_n)
        memcpy(list, numbers.ptr, *ret_n * sizeof *list);
    els_buf_fini(&numbers);
    qsort(list, *ret_n, sizeof *list, compare);
    return list;
}

static json_t *copy_of(const json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    return value ? json_incref(value) : json_null();
}

static json_t *summary_of(const json_t *report, uint64_t run)
{
    const json_t *summary = json_object_get(report, "summary");
    const json_t *performance = json_object_get(report, "performance");
    const json_t *final = json_object_get(performance, "final");
    return json_pack(
        "{s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "run", (json_int_t)run,
        "status", json_object_get(report, "imported") ? "imported" : "completed", "seed",
        copy_of(report, "seed"), "iterations", copy_of(summary, "iterations_completed"), "tasks",
        copy_of(summary, "total_tasks_executed"), "seconds", copy_of(summary, "total_time_seconds"),
        "probe_success", copy_of(final, "success_rate"), "probe_success_ci",
        copy_of(final, "success_rate_ci"), "multiplier", copy_of(performance, "final_multiplier"),
        "multiplier_ci", copy_of(performance, "final_multiplier_ci"),
        "exponential_learning_achieved", copy_of(report, "exponential_learning_achieved"),
        "state_digest", copy_of(report, "state_digest"));
}

/* The run that status.json is about, when it has not ended; NULL: it has, or there is none. */
static json_t *unfinished(els_request *request)
{
    json_t *status = els_route_read(request, "status.json", true), *entry = NULL;
    const char *word = els_request_text(status, "status", "");
    if (strcmp(word, "running") == 0)
        entry = json_pack(
            "{s:o, s:s, s:n, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:n, s:o}", "run",
            copy_of(status, "run"), "status",
            els_gateway_is_live(request->gateway) ? "running" : "cut_off", "seed", "iterations",
            copy_of(status, "iteration"), "tasks", copy_of(status, "tasks_executed"), "seconds",
            copy_of(status, "elapsed_seconds"), "probe_success", copy_of(status, "probe_success"),
            "probe_success_ci", copy_of(status, "probe_success_ci"), "multiplier",
            copy_of(status, "multiplier"), "multiplier_ci", copy_of(status, "multiplier_ci"),
            "exponential_learning_achieved", "state_digest", copy_of(status, "state_digest"));
    json_decref(status);
    return entry;
}

static json_t *read_report(els_request *request, uint64_t run)
{
    char name[64];
    snprintf(name, sizeof name, "reports/%llu.json", (unsigned long long)run);
    return els_route_read(request, name, false);
}

void els_route_runs(els_request *request)
{
    size_t n, limit = (size_t)els_request_number(request->values, "limit", 50);
    uint64_t before = UINT64_MAX;
    const char *cursor = els_request_text(request->values, "cursor", NULL);
    if (cursor && !els_str_to_u64(els_str_of(cursor), &before)) {
        els_route_bad_cursor(request);
        return;
    }
    const uint64_t *numbers = list_reports(request, &n);
    json_t *list = json_array(), *next = json_null(), *first = cursor ? NULL : unfinished(request);
    if (first)
        json_array_append_new(list, first);
    for (size_t i = 0; i < n && !request->reply.status; i++) {
        if (numbers[i] >= before)
            continue;
        if (json_array_size(list) >= limit) {
            uint64_t last = i ? numbers[i - 1] : numbers[0] + 1;
            next = json_string(
                els_arena_printf(&request->arena, "%llu", (unsigned long long)last).ptr);
            break;
        }
        json_t *report = read_report(request, numbers[i]);
        if (report)
            json_array_append_new(list, summary_of(report, numbers[i]));
        json_decref(report);
    }
    els_reply_json(request, 200, json_pack("{s:o, s:o}", "runs", list, "next", next));
}

void els_route_run(els_request *request)
{
    json_t *report = read_report(request, (uint64_t)els_request_number(request->values, "run", 0));
    if (report)
        els_reply_json(request, 200, report);
}
