#include "feedback_only.h"
#include "applier.h"
#include "codec.h"
#include "els_rng.h"
#include "label_bandit.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

enum { BANDITS_MAX = 32, LAST = 400 /* rounds reported beside all */ };

typedef struct {
    const els_run_options *options;
    els_dataset *set;
    els_arena *arena; /* of the run */
    els_str kind[BANDITS_MAX];
    els_label_bandit *bandit[BANDITS_MAX];
    uint32_t n_bandits;
    els_taught *verdicts; /* of every round */
    bool *was_right;
    uint32_t rounds, right, last_right;
} pass;

/* The bandit of the task's kind, NULL when it is no label task or there are too many kinds. */
static els_label_bandit *bandit_of(pass *p, const els_task *task)
{
    const els_field_spec *field = &task->fields[0];
    for (uint32_t i = 0; i < p->n_bandits; i++)
        if (els_str_eq(p->kind[i], task->kind))
            return p->bandit[i];
    if (!els_str_eq(field->type, ELS_STR("enum")) || field->n_choices < 2 ||
        p->n_bandits == BANDITS_MAX)
        return NULL;
    p->kind[p->n_bandits] = task->kind;
    p->bandit[p->n_bandits] =
        els_label_bandit_new(field->choices, field->n_choices, p->options->seed);
    return p->bandit[p->n_bandits++];
}

/* One round: an answer, and the one bit that is heard of it. */
static void play(pass *p, els_label_bandit *bandit, const els_sealed_task *sealed)
{
    const els_task *task = &sealed->task;
    const els_field_spec *field = &task->fields[0];
    uint32_t choice = els_label_bandit_choose(bandit, task->question, task->context);
    els_str answer = field->choices[choice];
    bool right = els_answer_matches(field->type, sealed->key[0], answer);
    els_label_bandit_learn(bandit, task->question, task->context, choice, right);
    p->verdicts[p->rounds] = (els_taught){.kind = task->kind,
                                          .field = field->name,
                                          .question = task->question,
                                          .context = task->context,
                                          .answer = answer,
                                          .is_right = right};
    p->was_right[p->rounds++] = right;
    p->right += right;
}

static els_err play_all(pass *p)
{
    uint32_t n = els_dataset_rows(p->set);
    uint32_t *order = ELS_ARENA_NEW(p->arena, uint32_t, n);
    els_rng rng = els_rng_make(p->options->seed, n, 73);
    p->verdicts = ELS_ARENA_NEW(p->arena, els_taught, n);
    p->was_right = ELS_ARENA_NEW(p->arena, bool, n);
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    els_rng_shuffle(&rng, order, n, sizeof *order);
    for (uint32_t i = 0; i < n; i++) {
        els_sealed_task sealed;
        els_err err = els_dataset_row(p->set, order[i], p->arena, &sealed);
        if (err)
            return err;
        els_label_bandit *bandit = bandit_of(p, &sealed.task);
        if (bandit)
            play(p, bandit, &sealed);
    }
    for (uint32_t i = p->rounds > LAST ? p->rounds - LAST : 0; i < p->rounds; i++)
        p->last_right += p->was_right[i];
    return p->rounds ? ELS_OK : ELS_E_FORMAT;
}

static json_t *report_of(const pass *p)
{
    uint32_t last = p->rounds < LAST ? p->rounds : LAST;
    return json_pack("{s:{s:I, s:I, s:f, s:I, s:f}}", "feedback_only", "rounds",
                     (json_int_t)p->rounds, "correct", (json_int_t)p->right,
                     "cumulative_success_rate", (double)p->right / p->rounds, "last_rounds",
                     (json_int_t)last, "last_success_rate", (double)p->last_right / last);
}

/* As a run of one iteration that is finished: els eval, solve and feedback go on from there. */
static els_err commit(const pass *p, els_store *store, els_str report, const els_applier *applier)
{
    els_buf progress = {0}, state = {0};
    els_progress message = {.state_digest = els_str_of(els_applier_digest(applier))};
    uint64_t run;
    els_str params = els_arena_printf(p->arena, "feedback-only=1\nseed=%llu\ndata=%s\n",
                                      (unsigned long long)p->options->seed, p->options->data);
    els_applier_save(applier, &state);
    els_err err = els_encode(ELS_MSG_progress, &message, &progress);
    if (!err)
        err = els_store_begin_run(store, params, &run);
    if (!err) {
        els_store_checkpoint_record applier_state = {
            .role = ELS_STR("applier"), .whole = true, .bytes = els_buf_str(&state)};
        els_store_iteration iteration = {.run = run,
                                         .epoch = 1,
                                         .progress = els_buf_str(&progress),
                                         .checkpoints = &applier_state,
                                         .n_checkpoints = 1,
                                         .last = true,
                                         .report_json = report};
        err = els_store_commit(store, &iteration);
    }
    if (!err)
        err = els_store_write_report(store, run, report);
    els_store_remove_file(store, "status.json");
    els_store_remove_file(store, "config.json");
    els_buf_fini(&progress);
    els_buf_fini(&state);
    return err;
}

/* A run that was cut off is not given up silently. */
static els_err check_store(const pass *p, els_store *store, els_buf *why)
{
    els_store_run run;
    els_err err = els_store_newest_run(store, p->arena, &run);
    if (err == ELS_E_NOT_FOUND)
        return ELS_OK;
    if (!err && !run.finished && !run.abandoned && !p->options->fresh) {
        els_buf_printf(why,
                       "store %s holds an unfinished run: use another --store, or --fresh to give "
                       "that run up",
                       p->options->store);
        return ELS_E_STATE;
    }
    if (err)
        els_buf_printf(why, "%s", els_store_error(store));
    return err;
}

static els_err keep(const pass *p, els_str report, els_buf *why)
{
    els_store *store = NULL;
    els_applier *applier = els_applier_new();
    els_err err = applier ? els_store_open(p->options->store, true, &store, why) : ELS_E_NOMEM;
    if (!err)
        err = check_store(p, store, why);
    if (!err) {
        els_applier_teach(applier, p->verdicts, p->rounds);
        err = commit(p, store, report, applier);
        if (err)
            els_buf_printf(why, "%s", els_store_error(store));
    }
    els_store_close(&store);
    els_applier_free(&applier);
    return err;
}

int els_run_feedback_only(const els_run_options *options, els_arena *arena)
{
    pass p = {.options = options, .arena = arena};
    els_buf why = {0};
    json_t *report = NULL;
    els_err err = els_dataset_load_spec(options->data, options->reading.skip_bad, &p.set, &why);
    if (!err) {
        els_buf_clear(&why);
        err = play_all(&p);
        if (err == ELS_E_FORMAT)
            els_buf_printf(&why, "--feedback-only needs answers that are one of several choices, "
                                 "each used twice on average");
    }
    if (!err) {
        report = report_of(&p);
        char *text = json_dumps(report, JSON_COMPACT);
        err = keep(&p, els_str_of(text), &why);
        free(text);
    }
    if (err)
        els_cli_complain("run: %s", els_err_line(err, &why));
    else if (options->json)
        els_cli_print_json(json_incref(report));
    else
        els_cli_print_report(report, stdout);
    json_decref(report);
    for (uint32_t i = 0; i < p.n_bandits; i++)
        els_label_bandit_free(&p.bandit[i]);
    els_dataset_free(&p.set);
    els_buf_fini(&why);
    return err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}
