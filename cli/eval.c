/* els eval — the learned state, frozen, on labelled tasks. */
#include "cli.h"
#include "dataset.h"
#include "learned.h"
#include "orchestrator.h"
#include "stats_basic.h"

#include <time.h>

typedef struct {
    const char *data, *store;
    bool json, skip_bad;
} eval_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "data", 0, "FILE", eval_options, data, NULL,
               "JSON lines with question and answer"),
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", eval_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_FLAG, "skip-bad", 0, NULL, eval_options, skip_bad, NULL,
               "leave out bad lines instead of refusing the file"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, eval_options, json, NULL, "print JSON"),
};

typedef struct {
    uint64_t tasks, correct, cost;
    double latency_ms;
} totals;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static els_err measure(const els_dataset *set, const els_mind *mind, totals *sum)
{
    els_arena arena = {0};
    els_err err = ELS_OK;
    for (uint32_t i = 0; i < els_dataset_rows(set) && !err; i++) {
        els_sealed_task sealed;
        els_result result;
        els_orders orders = {.salt = 1};
        els_arena_reset(&arena);
        err = els_dataset_row(set, i, &arena, &sealed);
        if (err)
            break;
        double start = now_ms();
        els_orchestrator_solve(mind, &sealed.task, NULL, &orders, &arena, &result);
        sum->latency_ms += now_ms() - start;
        sum->tasks++;
        sum->cost += result.cost;
        sum->correct +=
            result.n_answers == 1 &&
            els_answer_matches(sealed.task.fields[0].type, sealed.key[0], result.answers[0].value);
    }
    els_arena_fini(&arena);
    return err;
}

static void print(const totals *sum, bool json)
{
    double n = (double)sum->tasks;
    els_interval ci = els_stats_wilson((double)sum->correct, n, ELS_STATS_Z95);
    if (json)
        els_cli_print_json(json_pack(
            "{s:I, s:I, s:f, s:[f,f], s:f, s:f}", "tasks", (json_int_t)sum->tasks, "correct",
            (json_int_t)sum->correct, "success_rate", (double)sum->correct / n, "success_rate_ci",
            ci.low, ci.high, "avg_cost", (double)sum->cost / n, "latency_ms", sum->latency_ms / n));
    else
        printf("%llu of %llu right: %.1f %% [%.1f, %.1f], %.1f work units and %.3f ms per task\n",
               (unsigned long long)sum->correct, (unsigned long long)sum->tasks,
               100 * (double)sum->correct / n, 100 * ci.low, 100 * ci.high, (double)sum->cost / n,
               sum->latency_ms / n);
}

int els_cli_eval(int argc, char **argv)
{
    eval_options o = {0};
    els_arena arena = {0};
    els_buf why = {0};
    els_dataset *set = NULL;
    els_learned *learned = NULL;
    totals sum = {0};
    int code = els_cli_parse("eval --data FILE [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, NULL);
    if (code < 0 && !o.data) {
        els_cli_complain("eval: --data FILE is needed");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0) {
        els_dataset_options reading = {.skip_bad = o.skip_bad};
        els_err err = els_dataset_load(o.data, &reading, &set, &why);
        if (!err && why.len)
            els_cli_complain("eval: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
        if (!err) {
            els_buf_clear(&why);
            err = els_learned_open(o.store, &learned, &why);
        }
        if (!err)
            err = measure(set, els_learned_mind(learned), &sum);
        if (err) {
            els_cli_complain("eval: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
            code = ELS_EXIT_FAILED;
        } else {
            print(&sum, o.json);
            code = ELS_EXIT_OK;
        }
    }
    els_learned_close(&learned);
    els_dataset_free(&set);
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
