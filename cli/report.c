/* report.c — `els report`, `els status`, `els stats`: what the broker left in the store's folder.
 */
#include "cli.h"
#include "store.h"
#include "store_read.h"

#include <string.h>

static void print_range(FILE *file, const json_t *range, double scale, const char *format)
{
    if (json_array_size(range) != 2)
        return;
    fputs(" [", file);
    fprintf(file, format, scale * json_number_value(json_array_get(range, 0)));
    fputs(", ", file);
    fprintf(file, format, scale * json_number_value(json_array_get(range, 1)));
    fputs("]", file);
}

static void print_state(FILE *file, const char *name, const json_t *outcomes)
{
    if (!json_is_object(outcomes))
        return;
    fprintf(file, "  %-22s %5.1f %%", name, 100 * els_cli_number(outcomes, "success_rate"));
    print_range(file, json_object_get(outcomes, "success_rate_ci"), 100, "%.1f");
    fprintf(file, "  %.1f work units and %.2f ms per task\n", els_cli_number(outcomes, "avg_cost"),
            els_cli_number(outcomes, "avg_latency_ms"));
}

static void print_multiplier(FILE *file, const json_t *performance)
{
    const json_t *multiplier = json_object_get(performance, "final_multiplier");
    const char *refusal = json_string_value(json_object_get(performance, "multiplier_refusal"));
    if (!json_is_number(multiplier)) {
        fprintf(file, "  %-22s none: %s\n", "multiplier", refusal ? refusal : "not measured");
        return;
    }
    fprintf(file, "  %-22s %6.2f", "multiplier", json_number_value(multiplier));
    print_range(file, json_object_get(performance, "final_multiplier_ci"), 1, "%.2f");
    fprintf(file, " = success x%.2f, speed x%.2f; ceiling %.1f\n",
            els_cli_number(performance, "success_ratio"),
            els_cli_number(performance, "speed_ratio"), els_cli_number(performance, "ceiling"));
    fprintf(file, "  %-22s %6.2f against the best single untrained architecture\n", "",
            els_cli_number(performance, "multiplier_vs_best_single"));
}

static void print_splits(FILE *file, const json_t *splits)
{
    static const char *const names[] = {"train", "select", "probe", "transfer"};
    fputs("splits (success before -> after)\n", file);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const json_t *split = json_object_get(splits, names[i]);
        const json_t *before = json_object_get(split, "initial"),
                     *after = json_object_get(split, "final");
        if (!json_is_object(before) || !json_is_object(after))
            continue;
        fprintf(file, "  %-22s %5.1f %%", names[i], 100 * els_cli_number(before, "success_rate"));
        print_range(file, json_object_get(before, "success_rate_ci"), 100, "%.1f");
        fprintf(file, "  -> %5.1f %%", 100 * els_cli_number(after, "success_rate"));
        print_range(file, json_object_get(after, "success_rate_ci"), 100, "%.1f");
        fputc('\n', file);
    }
}

static void print_null_arms(FILE *file, const json_t *arms)
{
    static const char *const names[] = {"learning_off", "placebo"};
    fputs("null arms (must stay at 1.0)\n", file);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const json_t *arm = json_object_get(arms, names[i]);
        if (!json_is_number(json_object_get(arm, "multiplier")))
            continue;
        fprintf(file, "  %-22s %6.2f", names[i], els_cli_number(arm, "multiplier"));
        print_range(file, json_object_get(arm, "multiplier_ci"), 1, "%.2f");
        fputc('\n', file);
    }
    if (json_is_number(json_object_get(arms, "false_promotion_rate")))
        fprintf(file, "  %-22s %3.0f %% of %.0f placebo changes\n", "falsely promoted",
                100 * els_cli_number(arms, "false_promotion_rate"),
                els_cli_number(arms, "placebo_decisions"));
}

/* How the forecasts that the run registered of itself have done. */
static void print_forecasts(FILE *file, const json_t *records)
{
    size_t i, n = json_array_size(records), wins = 0;
    double scored = 0, inside = 0;
    const json_t *record;
    json_array_foreach(records, i, record)
    {
        scored += els_cli_number(record, "scored");
        inside += els_cli_number(record, "scored") * els_cli_number(record, "coverage");
        wins += json_is_true(json_object_get(record, "wins"));
    }
    if (scored > 0)
        fprintf(file,
                "forecasts: %zu of %zu series beat the last value; %.0f %% of %.0f facts inside "
                "the interval\n",
                wins, n, 100 * inside / scored, scored);
}

static void print_learned(FILE *file, const json_t *learning)
{
    fprintf(file,
            "learned: %.0f strategies, %.0f configuration adjustments, %.0f goal adjustments\n",
            els_cli_number(learning, "strategies_learned"),
            els_cli_number(learning, "config_adjustments"),
            els_cli_number(learning, "goal_adjustments"));
}

void els_cli_print_report(const json_t *report, FILE *file)
{
    const json_t *summary = json_object_get(report, "summary");
    const json_t *performance = json_object_get(report, "performance");
    const json_t *learning = json_object_get(report, "learning");
    const char *digest = json_string_value(json_object_get(report, "state_digest"));
    const json_t *feedback = json_object_get(report, "feedback_only");
    if (feedback) {
        fprintf(file,
                "%.0f of %.0f answers right as it learned from right or wrong alone: %.1f %%; "
                "of the last %.0f: %.1f %%\n",
                els_cli_number(feedback, "correct"), els_cli_number(feedback, "rounds"),
                100 * els_cli_number(feedback, "cumulative_success_rate"),
                els_cli_number(feedback, "last_rounds"),
                100 * els_cli_number(feedback, "last_success_rate"));
        return;
    }
    const char *imported =
        json_string_value(json_object_get(json_object_get(report, "imported"), "id"));
    if (imported) {
        fprintf(file, "imported from artifact %s\nstate digest %s\n", imported,
                digest ? digest : "unknown");
        return;
    }
    fprintf(file, "%.0f iterations, %.0f tasks in %.1f s\n",
            els_cli_number(summary, "iterations_completed"),
            els_cli_number(summary, "total_tasks_executed"),
            els_cli_number(summary, "total_time_seconds"));
    const char *from = json_string_value(json_object_get(report, "started_from"));
    if (from)
        fprintf(file, "started from artifact %s\n", from);
    fputs("sealed probe\n", file);
    print_state(file, "untrained (B0)", json_object_get(performance, "initial"));
    print_state(file, "now", json_object_get(performance, "final"));
    print_multiplier(file, performance);
    print_splits(file, json_object_get(report, "splits"));
    print_null_arms(file, json_object_get(report, "null_arms"));
    const json_t *proved = json_object_get(report, "exponential_learning_achieved");
    print_learned(file, learning);
    print_forecasts(file, json_object_get(report, "forecasts"));
    fprintf(file, "exponential_learning_achieved: %s\n", json_is_true(proved) ? "true" : "false");
    fprintf(file, "state digest %s\n", digest ? digest : "unknown");
}

/* ---- commands ---- */

typedef struct {
    const char *store;
    bool json, policy;
} report_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", report_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, report_options, json, NULL, "print it as JSON"),
    ELS_OPTION(ELS_OPTION_FLAG, "policy", 0, NULL, report_options, policy, NULL,
               "what each architecture would have done alone, estimated from the log"),
};
enum {
    N_OPTIONS = sizeof options / sizeof options[0],
    STATS_ONLY = 1
}; /* options at the end that only `els stats` has */

/* NULL after a complaint. */
static json_t *load(const char *store, const char *name)
{
    els_buf why = {0};
    json_t *json = NULL;
    if (els_store_read_json(store, name, &json, &why))
        els_cli_complain("%s", why.ptr);
    els_buf_fini(&why);
    return json;
}

int els_cli_report(int argc, char **argv)
{
    report_options o = {0};
    els_arena arena = {0};
    int code = els_cli_parse("report [options]", options, N_OPTIONS - STATS_ONLY, &o, argc, argv,
                             &arena, NULL);
    if (code < 0) {
        json_t *report = load(o.store, "report.json");
        code = report ? ELS_EXIT_OK : ELS_EXIT_FAILED;
        if (report && o.json) {
            els_cli_print_json(report);
        } else if (report) {
            els_cli_print_report(report, stdout);
            json_decref(report);
        }
    }
    els_arena_fini(&arena);
    return code;
}

/* One line on the machine; nothing before the first reading. */
static void print_system(FILE *file, const json_t *system)
{
    const json_t *bottlenecks = json_object_get(system, "bottlenecks"), *name;
    const char *state = json_string_value(json_object_get(system, "state"));
    const char *predicted = json_string_value(json_object_get(system, "predicted"));
    size_t i;
    if (!state)
        return;
    fprintf(file, "system %s", state);
    if (predicted)
        fprintf(file, ", in %.0f s %s", els_cli_number(system, "ahead_seconds"), predicted);
    if (predicted && els_cli_number(system, "states_scored") > 0)
        fprintf(file, " (right %.0f of %.0f times)", els_cli_number(system, "states_right"),
                els_cli_number(system, "states_scored"));
    json_array_foreach(bottlenecks, i, name)
        fprintf(file, "%s%s", i ? ", " : "; bottlenecks: ", json_string_value(name));
    fputc('\n', file);
}

static void print_status(const json_t *status)
{
    const char *imported = json_string_value(json_object_get(status, "imported"));
    if (imported) {
        printf("imported from artifact %s\n", imported);
        return;
    }
    double iteration = els_cli_number(status, "iteration"),
           iterations = els_cli_number(status, "iterations");
    /* One iteration more than the run has is the measurement after it. */
    bool measured = iteration > iterations;
    printf("%s, %s%.0f of %.0f iterations, probe success %.1f %%",
           json_is_true(json_object_get(status, "live")) ? "running"
           : measured                                    ? "finished"
                                                         : "cut off",
           measured ? "all " : "", measured ? iterations : iteration, iterations,
           100 * els_cli_number(status, "probe_success"));
    if (els_cli_number(status, "multiplier") > 0)
        printf(", multiplier %.2f", els_cli_number(status, "multiplier"));
    putchar('\n');
    print_system(stdout, json_object_get(status, "system"));
}

int els_cli_status(int argc, char **argv)
{
    report_options o = {0};
    els_arena arena = {0};
    int code = els_cli_parse("status [options]", options, N_OPTIONS - STATS_ONLY, &o, argc, argv,
                             &arena, NULL);
    if (code < 0) {
        json_t *status = load(o.store, "status.json");
        code = status ? ELS_EXIT_OK : ELS_EXIT_FAILED;
        if (status) {
            json_object_set_new(status, "live", json_boolean(els_store_is_open(o.store)));
            if (o.json) {
                els_cli_print_json(json_incref(status));
            } else {
                print_status(status);
            }
            json_decref(status);
        }
    }
    els_arena_fini(&arena);
    return code;
}

/* The kinds of task whose gain over the untrained system counts. */
static void print_strategies(const json_t *strategies)
{
    size_t i;
    const json_t *strategy;
    json_array_foreach(strategies, i, strategy)
    {
        const char *kind = json_string_value(json_object_get(strategy, "kind"));
        const char *agent = json_string_value(json_object_get(strategy, "agent"));
        if (!json_is_true(json_object_get(strategy, "learned")))
            continue;
        printf("  %-32s %-16s %+5.0f points", kind ? kind : "", agent ? agent : "",
               100 * els_cli_number(strategy, "gain"));
        print_range(stdout, json_object_get(strategy, "gain_ci"), 100, "%.0f");
        printf(" on %.0f tasks\n", els_cli_number(strategy, "tasks"));
    }
}

static void print_stats(const json_t *report)
{
    const json_t *learning = json_object_get(report, "learning"), *entry;
    const json_t *summary = json_object_get(report, "summary");
    size_t i;
    printf("%.0f iterations, %.0f tasks, %.0f infrastructure failures\n",
           els_cli_number(summary, "iterations_completed"),
           els_cli_number(summary, "total_tasks_executed"),
           els_cli_number(summary, "infrastructure_failures"));
    print_learned(stdout, learning);
    print_strategies(json_object_get(learning, "strategy_knowledge"));
    printf("skills in the library: %.0f\n", els_cli_number(learning, "library_size"));
    json_array_foreach(json_object_get(report, "insights"), i, entry)
    {
        const char *text = json_string_value(json_object_get(entry, "text"));
        printf("%s\n", text ? text : "");
    }
}

int els_cli_stats(int argc, char **argv)
{
    report_options o = {0};
    els_arena arena = {0};
    int code = els_cli_parse("stats [options]", options, N_OPTIONS, &o, argc, argv, &arena, NULL);
    if (code < 0) {
        json_t *report = load(o.store, "report.json");
        code = report ? ELS_EXIT_OK : ELS_EXIT_FAILED;
        if (json_object_get(report, "imported")) {
            els_cli_complain("stats: %s holds an imported state, the statistics of its run are "
                             "not in it (els artifact show --store %s)",
                             o.store, o.store);
            code = ELS_EXIT_FAILED;
        } else if (report && o.policy && o.json) {
            els_cli_print_json(json_incref(json_object_get(report, "agents")));
        } else if (report && o.policy) {
            els_cli_print_policies(json_object_get(report, "agents"));
        } else if (report && o.json) {
            els_cli_print_json(json_pack("{s:O, s:O, s:O}", "summary",
                                         json_object_get(report, "summary"), "learning",
                                         json_object_get(report, "learning"), "insights",
                                         json_object_get(report, "insights")));
        } else if (report) {
            print_stats(report);
        }
        json_decref(report);
    }
    els_arena_fini(&arena);
    return code;
}
