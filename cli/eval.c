/* els eval — the learned state, frozen, on labelled tasks. */
#include "cli.h"
#include "data_options.h"
#include "eval_tally.h"
#include "learned.h"
#include "orchestrator.h"

#include <errno.h>
#include <string.h>
#include <time.h>

typedef struct {
    const char *data, *store, *predictions;
    els_dataset_options reading;
    double abstain_below;
    bool json;
} eval_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "data", 0, "FILE", eval_options, data, NULL,
               "JSON lines with question and answer"),
    ELS_DATA_FIELDS(eval_options, reading),
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", eval_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_TEXT, "predictions", 0, "FILE", eval_options, predictions, NULL,
               "write every answer there, one JSON object per line"),
    ELS_OPTION_RANGED(ELS_OPTION_F64, "abstain-below", "P", eval_options, abstain_below, NULL, 0, 1,
                      "count an answer trusted less than this (0 to 1) as none"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, eval_options, json, NULL, "print JSON"),
};

typedef struct {
    const eval_options *options;
    const els_dataset *set;
    const els_learned *learned;
    FILE *predictions; /* NULL: not wanted */
    els_eval_tally tally;
} evaluation;

static double now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static json_t *text_json(els_str text)
{
    return json_stringn_nocheck(text.ptr ? text.ptr : "", text.len);
}

static bool write_prediction(evaluation *e, uint32_t row, const els_task *task,
                             const els_result *result, const els_eval_outcome *outcome)
{
    els_str answer = outcome->is_abstained ? (els_str){"", 0} : result->answers[0].value;
    json_t *line =
        json_pack("{s:I, s:o, s:o, s:o, s:b, s:b, s:f, s:o, s:I, s:o}", "row", (json_int_t)row + 1,
                  "kind", text_json(task->kind), "question", text_json(task->question), "answer",
                  text_json(answer), "right", outcome->is_right, "abstained", outcome->is_abstained,
                  "confidence", outcome->confidence, "agent", text_json(result->agent), "cost",
                  (json_int_t)result->cost, "trace", text_json(result->trace));
    bool written = line && json_dumpf(line, e->predictions, JSON_COMPACT) == 0 &&
                   fputc('\n', e->predictions) != EOF;
    json_decref(line);
    return written;
}

static els_err ask(evaluation *e, uint32_t row, els_arena *arena)
{
    els_sealed_task sealed;
    els_result result;
    els_orders orders = {.salt = 1, .config = els_learned_config(e->learned)};
    els_err err = els_dataset_row(e->set, row, arena, &sealed);
    if (err)
        return err;
    els_str key_type = sealed.task.fields[0].type;
    els_learned_choices(e->learned, &sealed.task, arena);
    double start = now_ms(CLOCK_MONOTONIC);
    els_orchestrator_solve(els_learned_mind(e->learned), &sealed.task, NULL, &orders, arena,
                           &result);
    els_eval_outcome outcome = {.kind = sealed.task.kind,
                                .cost = result.cost,
                                .latency_ms = now_ms(CLOCK_MONOTONIC) - start};
    bool is_answered = result.n_answers == 1 && result.answers[0].value.len > 0;
    outcome.confidence = is_answered ? result.answers[0].confidence : 0;
    outcome.is_abstained = !is_answered || outcome.confidence < e->options->abstain_below;
    outcome.is_right = !outcome.is_abstained &&
                       els_answer_matches(key_type, sealed.key[0], result.answers[0].value);
    els_eval_tally_add(&e->tally, &outcome);
    if (e->predictions && !write_prediction(e, row, &sealed.task, &result, &outcome))
        return ELS_E_IO;
    return ELS_OK;
}

static els_err ask_all(evaluation *e)
{
    els_arena arena = {0};
    els_err err = ELS_OK;
    double start = now_ms(CLOCK_PROCESS_CPUTIME_ID);
    for (uint32_t i = 0; i < els_dataset_rows(e->set) && !err; i++) {
        els_arena_reset(&arena);
        err = ask(e, i, &arena);
    }
    e->tally.cpu_ms = now_ms(CLOCK_PROCESS_CPUTIME_ID) - start;
    els_arena_fini(&arena);
    return err;
}

static els_err measure(evaluation *e, els_buf *why)
{
    const char *path = e->options->predictions;
    if (path) {
        e->predictions = fopen(path, "w");
        if (!e->predictions) {
            els_buf_printf(why, "--predictions %s cannot be written: %s", path, strerror(errno));
            return ELS_E_IO;
        }
    }
    els_err err = ask_all(e);
    bool failed = e->predictions && fclose(e->predictions) != 0;
    if (err || failed)
        els_buf_printf(why, "%s",
                       failed || err == ELS_E_IO ? "--predictions: the disk is full"
                                                 : els_err_text(err));
    return err ? err : failed ? ELS_E_IO : ELS_OK;
}

static void print(const evaluation *e)
{
    if (e->options->json)
        els_cli_print_json(els_eval_tally_json(&e->tally));
    else
        els_eval_tally_print(&e->tally);
}

static els_err evaluate(const eval_options *o, els_dataset *set)
{
    els_buf why = {0};
    els_learned *learned = NULL;
    els_err err = els_learned_open(o->store, &learned, &why);
    evaluation e = {.options = o, .set = set, .learned = learned};
    if (!err)
        err = measure(&e, &why);
    if (err)
        els_cli_complain("eval: %s", els_err_line(err, &why));
    else
        print(&e);
    els_learned_close(&learned);
    els_buf_fini(&why);
    return err;
}

int els_cli_eval(int argc, char **argv)
{
    eval_options o = {0};
    els_arena arena = {0};
    els_buf why = {0};
    els_dataset *set = NULL;
    int code = els_cli_parse("eval --data FILE [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, NULL);
    if (code < 0 && !o.data) {
        els_cli_complain("eval: --data FILE is needed");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0) {
        els_err err = els_dataset_load(o.data, &o.reading, &set, &why);
        els_cli_complain_of_rows("eval", o.data, err, &why);
        if (!err)
            err = evaluate(&o, set);
        code = err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
    }
    els_dataset_free(&set);
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
