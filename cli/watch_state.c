#include "watch_state.h"
#include "cli.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

els_watch *els_watch_new(void)
{
    els_watch *watch = calloc(1, sizeof *watch);
    if (watch)
        watch->heard_ms = -1;
    return watch;
}

void els_watch_free(els_watch **watch)
{
    if (*watch)
        json_decref((*watch)->status);
    free(*watch);
    *watch = NULL;
}

bool els_watch_is_stale(const els_watch *watch, int64_t now_ms)
{
    return watch->heard_ms >= 0 && now_ms - watch->heard_ms >= ELS_WATCH_STALE_MS;
}

__attribute__((format(printf, 2, 3))) static void tell(els_watch *w, const char *format, ...)
{
    if (w->n_events == ELS_WATCH_EVENTS)
        memmove(w->events, w->events + 1, --w->n_events * sizeof *w->events);
    els_watch_event *event = &w->events[w->n_events++];
    va_list args;
    va_start(args, format);
    vsnprintf(event->text, sizeof event->text, format, args);
    va_end(args);
    event->iteration = w->at.iteration;
}

static double share(double value)
{
    return isfinite(value) ? fmin(1, fmax(0, value)) : 0;
}

/* An iteration that is made again takes the place of the one before, and of all behind it. */
static void add_point(els_watch *w, uint64_t iteration, double success, double low, double high)
{
    while (w->n_points && w->points[w->n_points - 1].iteration >= iteration)
        w->n_points--;
    if (w->n_points == ELS_WATCH_POINTS)
        memmove(w->points, w->points + 1, --w->n_points * sizeof *w->points);
    w->points[w->n_points++] =
        (els_watch_point){iteration, share(success), share(low), share(high)};
}

/* Another run: what is known of the one before goes. */
static void begin_run(els_watch *w, uint64_t run)
{
    if (run == w->at.run)
        return;
    json_decref(w->status);
    w->status = NULL;
    w->n_points = 0;
    w->is_over = false;
    w->at = (els_feed_iteration){.run = run};
    tell(w, "run %llu", (unsigned long long)run);
}

static void take_iteration(els_watch *w, const els_feed_iteration *message)
{
    begin_run(w, message->run);
    if (w->at.epoch && message->epoch > w->at.epoch)
        tell(w, "epoch %llu: iteration %llu is made again", (unsigned long long)message->epoch,
             (unsigned long long)message->iteration);
    w->at = *message;
    w->at.state_digest = (els_str){0}; /* it borrows from the message */
    add_point(w, message->iteration, message->probe_success, message->probe_low,
              message->probe_high);
    if (message->multiplier > 0)
        tell(w, "probe %.1f %%, multiplier %.2f [%.2f, %.2f]", 100 * share(message->probe_success),
             message->multiplier, message->multiplier_low, message->multiplier_high);
    else
        tell(w, "probe %.1f %%, no multiplier", 100 * share(message->probe_success));
}

/* A number of a peer as a count. */
static uint64_t count(const json_t *object, const char *key)
{
    return (uint64_t)fmin(1e15, fmax(0, els_cli_number(object, key)));
}

static const char *string(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Says which counts of decisions have risen between two snapshots. */
static void tell_decisions(els_watch *w, const json_t *before, const json_t *now)
{
    static const char *const kinds[] = {"learning", "config"};
    static const char *const verdicts[] = {"promoted", "rejected", "rolled_back"};
    static const char *const names[2][3] = {
        {"a learned state was promoted", "a learned state was rejected",
         "a learned state was rolled back"},
        {"a configuration was promoted", "a configuration was rejected",
         "a configuration was rolled back"}};
    for (size_t k = 0; k < 2; k++) {
        const json_t *old = json_object_get(json_object_get(before, "decisions"), kinds[k]);
        const json_t *new = json_object_get(json_object_get(now, "decisions"), kinds[k]);
        for (size_t v = 0; v < 3; v++)
            if (els_cli_number(new, verdicts[v]) > els_cli_number(old, verdicts[v]))
                tell(w, "%s (%.0f by now)", names[k][v], els_cli_number(new, verdicts[v]));
    }
}

/* Says of which goals the status is another one. */
static void tell_goals(els_watch *w, const json_t *before, const json_t *now)
{
    const json_t *goals = json_object_get(now, "goals"), *goal, *old;
    size_t i, k;
    json_array_foreach(goals, i, goal)
    {
        const char *was = "";
        json_array_foreach(json_object_get(before, "goals"), k, old)
        {
            if (strcmp(string(old, "id"), string(goal, "id")) == 0)
                was = string(old, "status");
        }
        if (strcmp(was, string(goal, "status")) != 0)
            tell(w, "%.20s %.20s: %.90s", string(goal, "id"), string(goal, "status"),
                 string(goal, "subject"));
    }
}

static void take_snapshot(els_watch *w, const els_feed_snapshot *message)
{
    if (message->run == 0)
        return; /* nothing is measured yet */
    begin_run(w, message->run);
    json_t *status = json_loadb(message->status_json.ptr, message->status_json.len, 0, NULL);
    if (!json_is_object(status)) {
        tell(w, "a snapshot without a status");
        json_decref(status);
        return;
    }
    if (!w->at.iterations) { /* joined late: begin where the run stands */
        const json_t *range = json_object_get(status, "probe_success_ci");
        w->at.epoch = message->epoch;
        w->at.iteration = message->iteration;
        w->at.iterations = message->iterations;
        w->at.tasks = count(status, "tasks_executed");
        w->at.tasks_per_second = els_cli_number(status, "tasks_per_second");
        w->at.train_success = els_cli_number(status, "train_success");
        w->at.probe_success = els_cli_number(status, "probe_success");
        w->at.probe_low = json_number_value(json_array_get(range, 0));
        w->at.probe_high = json_number_value(json_array_get(range, 1));
        range = json_object_get(status, "multiplier_ci");
        w->at.multiplier = els_cli_number(status, "multiplier");
        w->at.multiplier_low = json_number_value(json_array_get(range, 0));
        w->at.multiplier_high = json_number_value(json_array_get(range, 1));
        add_point(w, w->at.iteration, w->at.probe_success, w->at.probe_low, w->at.probe_high);
        tell(w, "joined");
    }
    if (w->status) {
        tell_decisions(w, w->status, status);
        tell_goals(w, w->status, status);
    }
    json_decref(w->status);
    w->status = status;
    w->is_over = w->is_over || message->has_report;
}

/* The report has the whole curve, also what was before we joined. */
static void take_report(els_watch *w, const els_feed_report *message)
{
    json_t *report = json_loadb(message->report_json.ptr, message->report_json.len, 0, NULL);
    const json_t *curve = json_object_get(report, "learning_curve"), *row;
    size_t i;
    begin_run(w, message->run);
    if (json_array_size(curve)) {
        w->n_points = 0;
        json_array_foreach(curve, i, row)
            add_point(w, count(row, "iteration"), els_cli_number(row, "success"),
                      els_cli_number(row, "low"), els_cli_number(row, "high"));
    }
    json_decref(report);
    w->is_over = true;
    tell(w, "the run is over: els report shows its report");
}

void els_watch_take(els_watch *watch, const els_feed_message *message, int64_t now_ms)
{
    watch->heard_ms = now_ms;
    if (message->missed)
        tell(watch, "%llu messages were missed", (unsigned long long)message->missed);
    if (!message->body)
        tell(watch, "a message that cannot be read");
    else if (message->type == ELS_MSG_feed_iteration)
        take_iteration(watch, message->body);
    else if (message->type == ELS_MSG_feed_snapshot)
        take_snapshot(watch, message->body);
    else if (message->type == ELS_MSG_feed_report)
        take_report(watch, message->body);
}
