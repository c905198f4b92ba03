/* els-analyzer — plans and results in; acknowledgements, analyses and checkpoints out. */
#include "analyzer.h"
#include "dataset.h"
#include "externals.h"
#include "stage_wire.h"

typedef struct {
    els_externals_options external_options;
    els_externals externals;
    els_analyzer *analyzer;
    els_dataset *data; /* of `data_path` */
    els_buf data_path;
    uint64_t sent_epoch, sent_iteration;
    bool has_sent; /* the analysis of these */
    els_restored restored;
} analyzer;

static const els_option options[] = {ELS_EXTERNALS_OPTIONS(analyzer, external_options)};

static els_err start(void *context, els_process *process)
{
    analyzer *self = context;
    els_buf why = {0};
    self->analyzer = els_analyzer_new();
    els_err err = els_externals_open(&self->external_options, &self->externals, &why);
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_err_line(err, &why));
    els_buf_fini(&why);
    return err;
}

/* Reads the user's file, in place of the one before. */
static els_err take_data(analyzer *self, els_process *process, els_str path)
{
    els_buf why = {0}, name = {0}, kept = {0};
    els_dataset *data;
    els_buf_add(&name, path);
    /* As the generator reads it: equal bytes must give equal tasks. */
    els_err err = els_dataset_load_pinned(name.ptr, &data, &why);
    if (err) {
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_err_line(err, &why));
        els_buf_fini(&name);
        els_buf_fini(&why);
        return err;
    }
    els_buf_fini(&why);
    /* The old rows may still be borrowed by the iteration under way. */
    els_analyzer_save(self->analyzer, &kept);
    err = els_analyzer_restore(self->analyzer, els_buf_str(&kept));
    els_buf_fini(&kept);
    els_dataset_free(&self->data);
    els_buf_fini(&self->data_path);
    self->data = data;
    self->data_path = name;
    return err;
}

/* The plugins that are not built in: programs, and the user's file if the plan names one. */
static els_err load_data(analyzer *self, els_process *process, els_str path,
                         const els_plugin **ret_plugin)
{
    const els_plugin *data = NULL;
    if (path.len) {
        bool is_there = self->data && els_str_eq(path, els_buf_str(&self->data_path));
        els_err err = is_there ? ELS_OK : take_data(self, process, path);
        if (err)
            return err;
        data = els_dataset_plugin(self->data);
    }
    *ret_plugin = els_externals_chain(&self->externals, data);
    return ELS_OK;
}

static void send_analysis(analyzer *self, els_process *process)
{
    const els_analysis *analysis = els_analyzer_finish(self->analyzer);
    if (!analysis || (self->has_sent && self->sent_epoch == analysis->epoch &&
                      self->sent_iteration == analysis->iteration))
        return;
    els_buf frame = {0}, bytes = {0}, why = {0};
    els_err err = els_demand_memory(els_encode_explain(ELS_MSG_analysis, analysis, &frame, &why));
    if (err) {
        els_process_fail(process, ELS_EXIT_FAILED, "the analysis of iteration %llu: %s %s",
                         (unsigned long long)analysis->iteration, els_err_text(err),
                         why.ptr ? why.ptr : "");
    } else {
        els_str none = {"", 0};
        err = els_process_send_raw(process, ELS_CHANNEL_INBOX, none, els_buf_str(&frame));
        if (!err)
            err = els_process_send_raw(process, ELS_CHANNEL_ANALYSIS, none, els_buf_str(&frame));
        if (err)
            els_stage_log_error(process, "an analysis was not sent", err, analysis->iteration);
        els_analyzer_save(self->analyzer, &bytes);
        els_stage_send_checkpoint(process, analysis->epoch, analysis->iteration,
                                  els_buf_str(&bytes));
        self->has_sent = true;
        self->sent_epoch = analysis->epoch;
        self->sent_iteration = analysis->iteration;
    }
    els_buf_fini(&frame);
    els_buf_fini(&bytes);
    els_buf_fini(&why);
}

static void on_plan(analyzer *self, els_process *process, const els_plan *plan)
{
    const els_plugin *extra;
    els_str unknown = {"", 0};
    if (!els_restored_is_now(&self->restored, plan->run, plan->epoch)) {
        els_stage_log_error(process, "a plan does not count", ELS_E_STALE, plan->iteration);
        return;
    }
    if (load_data(self, process, plan->data, &extra))
        return;
    els_err err = els_analyzer_plan(self->analyzer, plan, extra, &unknown);
    if (err == ELS_E_NOT_FOUND) {
        els_process_fail(process, ELS_EXIT_FAILED,
                         "there is no plugin \"" ELS_STR_FMT
                         "\": els plugins list shows those there are",
                         ELS_STR_ARG(unknown));
        return;
    }
    if (err) {
        els_stage_log_error(process, "a plan was not taken on", err, plan->iteration);
        return;
    }
    els_process_set_work(process, plan->epoch, plan->iteration, UINT32_MAX, 0);
    els_stage_send_step(process, ELS_STR("planned"), plan->epoch, plan->iteration);
    send_analysis(self, process); /* a plan without tasks is done at once */
}

static void on_result(analyzer *self, els_process *process, const els_result_chunk *chunk)
{
    els_chunk_done done;
    els_err err = els_analyzer_result(self->analyzer, chunk, &done);
    if (els_externals_error(&self->externals)) {
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_externals_error(&self->externals));
        return;
    }
    if (err) {
        els_stage_log_error(process, "a chunk of results does not count", err, chunk->iteration);
        return;
    }
    err = els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_chunk_done, &done);
    if (err)
        els_stage_log_error(process, "a chunk was not acknowledged", err, chunk->iteration);
    send_analysis(self, process);
}

static void on_restore(analyzer *self, els_process *process, const els_restore *restore)
{
    if (!els_str_eq(restore->role, ELS_STR("analyzer")))
        return;
    els_restore_use use = els_restored_take(&self->restored, els_process_asked(process), restore);
    if (use == ELS_RESTORE_IGNORE)
        return;
    if (use == ELS_RESTORE_ANSWER) {
        els_stage_send_step(process, ELS_STR("restored"), restore->epoch, restore->iteration);
        return;
    }
    /* Every checkpoint of the analyzer is whole: there are no inputs to replay. */
    els_err err = els_analyzer_restore(self->analyzer, restore->snapshot);
    if (err) {
        els_process_fail(process, ELS_EXIT_FAILED, "the state of iteration %llu: %s",
                         (unsigned long long)restore->iteration, els_err_text(err));
        return;
    }
    self->has_sent = false;
    els_stage_send_step(process, ELS_STR("restored"), restore->epoch, restore->iteration);
}

static void on_message(void *context, els_process *process, els_channel channel, els_msg_type type,
                       const void *message, els_str frame)
{
    analyzer *self = context;
    (void)channel;
    (void)frame;
    if (type == ELS_MSG_plan)
        on_plan(self, process, message);
    else if (type == ELS_MSG_result_chunk)
        on_result(self, process, message);
    else if (type == ELS_MSG_restore)
        on_restore(self, process, message);
}

static void fini(void *context)
{
    analyzer *self = context;
    els_analyzer_free(&self->analyzer);
    els_externals_close(&self->externals);
    els_dataset_free(&self->data);
    els_buf_fini(&self->data_path);
}

int main(int argc, char **argv)
{
    static const els_process_desc desc = {
        .role = ELS_ROLE_ANALYZER,
        .summary = "grades what the executors answer",
        .options = options,
        .n_options = sizeof options / sizeof options[0],
        .self_size = sizeof(analyzer),
        .start = start,
        .on_message = on_message,
        .fini = fini,
    };
    return els_process_main(&desc, argc, argv);
}
