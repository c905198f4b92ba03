#include "metrics.h"
#include "els_json.h"
#include "spool.h"

typedef struct {
    bool is_open;
    els_buf *out;
} writer;

static void head(const writer *w, const char *name, bool is_counter, const char *help)
{
    const char *end = is_counter && !w->is_open ? "_total" : "";
    els_buf_printf(w->out, "# TYPE %s%s %s\n# HELP %s%s %s.\n", name, end,
                   is_counter ? "counter" : "gauge", name, end, help);
}

static void add(const writer *w, const char *name, const char *labels, double value)
{
    els_buf_printf(w->out, "%s%s ", name, labels);
    els_json_real(value, w->out);
    els_buf_addc(w->out, '\n');
}

static void gauge(const writer *w, const char *name, const char *help, double value)
{
    head(w, name, false, help);
    add(w, name, "", value);
}

static void counter(const writer *w, const char *name, const char *help, double value)
{
    char total[96];
    snprintf(total, sizeof total, "%s_total", name);
    head(w, name, true, help);
    add(w, total, "", value);
}

/* A member of the status that is a number; others are left out. */
static void member(const writer *w, const json_t *status, const char *key, const char *name,
                   const char *help)
{
    const json_t *value = json_object_get(status, key);
    if (json_is_number(value))
        gauge(w, name, help, json_number_value(value));
}

static void interval(const writer *w, const json_t *status, const char *key, const char *name,
                     const char *help)
{
    const json_t *ends = json_object_get(status, key);
    if (!json_is_number(json_array_get(ends, 0)) || !json_is_number(json_array_get(ends, 1)))
        return;
    head(w, name, false, help);
    add(w, name, "{bound=\"low\"}", json_number_value(json_array_get(ends, 0)));
    add(w, name, "{bound=\"high\"}", json_number_value(json_array_get(ends, 1)));
}

static void agents(const writer *w, const json_t *status)
{
    size_t i;
    const json_t *entry, *list = json_object_get(status, "agents");
    if (json_array_size(list) == 0)
        return;
    head(w, "els_agent_share_ratio", false,
         "Share of the tasks that an architecture was chosen for");
    json_array_foreach(list, i, entry)
    {
        const char *name = json_string_value(json_object_get(entry, "agent"));
        char labels[128];
        snprintf(labels, sizeof labels, "{agent=\"%.64s\"}", name ? name : "");
        add(w, "els_agent_share_ratio", labels, json_number_value(json_object_get(entry, "share")));
    }
}

static void run(const writer *w, const json_t *status)
{
    member(w, status, "iteration", "els_run_iteration", "Newest committed iteration");
    member(w, status, "iterations", "els_run_iterations", "Iterations of the run");
    member(w, status, "tasks_executed", "els_run_tasks", "Tasks executed in the run so far");
    member(w, status, "infrastructure_failures", "els_run_infrastructure_failures",
           "Tasks that the machinery failed at");
    member(w, status, "elapsed_seconds", "els_run_elapsed_seconds", "Time since the run began");
    member(w, status, "tasks_per_second", "els_run_tasks_per_second", "Speed of late");
    member(w, status, "train_success", "els_train_success_ratio",
           "Success of the newest training batch");
    member(w, status, "probe_success", "els_probe_success_ratio", "Success of the newest probe");
    interval(w, status, "probe_success_ci", "els_probe_success_bound_ratio",
             "Interval of it, 95 percent");
    member(w, status, "multiplier", "els_multiplier", "Multiplier against the untrained system");
    interval(w, status, "multiplier_ci", "els_multiplier_bound", "Interval of it, 95 percent");
    member(w, status, "library_size", "els_library_skills", "Skills in the library");
    agents(w, status);
}

void els_metrics_write(const els_gateway *g, const json_t *status, bool is_open, els_buf *out)
{
    static const char *const classes[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    writer w = {is_open, out};
    els_http_counts counts = els_http_counts_of(g->http);
    int64_t heard = els_feed_heard_ms(g->feed);
    head(&w, "els_build_info", false, "Version of this program");
    add(&w, "els_build_info", "{version=\"" ELS_VERSION "\"}", 1);
    gauge(&w, "els_run_live", "Whether a run is on", els_gateway_is_live(g));
    gauge(&w, "els_commands_waiting", "Commands of users that no run has taken yet",
          els_spool_waiting(g->options.store));
    if (heard >= 0)
        gauge(&w, "els_feed_age_seconds", "Time since the monitor was heard",
              (double)(g->now_ms - heard) / 1000);
    counter(&w, "els_feed_missed_messages", "Messages of the feed that were missed",
            (double)els_feed_missed(g->feed));
    run(&w, status);
    counter(&w, "els_http_requests", "Requests", (double)counts.requests);
    head(&w, "els_http_replies", true, "Answers by class of status");
    for (int i = 0; i < 5; i++) {
        char labels[32];
        snprintf(labels, sizeof labels, "{class=\"%s\"}", classes[i]);
        add(&w, "els_http_replies_total", labels, (double)counts.replies[i + 1]);
    }
    counter(&w, "els_http_slow_connections", "Connections that were ended for being too slow",
            (double)counts.dropped);
    gauge(&w, "els_http_connections", "Open connections", counts.connections);
    gauge(&w, "els_event_streams", "Clients that listen to events", els_streams_count(g->streams));
    gauge(&w, "els_jobs_running", "Requests that another process works on",
          els_jobs_count(g->jobs));
    if (is_open)
        els_buf_printf(out, "# EOF\n");
}
