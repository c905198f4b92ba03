/* els-generator — grants in, chunks of tasks out; knowledge bases on request. */
#include "dataset.h"
#include "externals.h"
#include "generator.h"
#include "process.h"

typedef struct {
    els_externals_options external_options;
    els_externals externals;
    els_task_source source;
    bool has_source;
    els_arena run_arena;  /* the source and the names it was made for */
    els_arena step_arena; /* for one message */
    els_str plugins[ELS_TASK_SOURCE_PLUGINS];
    uint32_t n_plugins;
    els_str data;         /* path of the user's file; empty: none */
    els_dataset *dataset; /* of it */
    uint64_t seed;
    uint64_t epoch; /* highest seen */
} generator;

static const els_option options[] = {ELS_EXTERNALS_OPTIONS(generator, external_options)};

static els_err start(void *context, els_process *process)
{
    generator *self = context;
    els_buf why = {0};
    els_err err = els_externals_open(&self->external_options, &self->externals, &why);
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_err_line(err, &why));
    els_buf_fini(&why);
    return err;
}

static bool is_same_source(const generator *self, const els_str *plugins, uint32_t n, els_str data)
{
    if (!self->has_source || n != self->n_plugins || !els_str_eq(data, self->data))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!els_str_eq(plugins[i], self->plugins[i]))
            return false;
    return true;
}

static void drop_source(generator *self)
{
    self->has_source = false;
    els_dataset_free(&self->dataset);
    els_arena_reset(&self->run_arena);
}

static els_err load_data(generator *self, els_process *process)
{
    els_buf why = {0};
    /* The broker has refused the file already unless its bad lines are to be left out. */
    els_err err = els_dataset_load_pinned(self->data.ptr, &self->dataset, &why);
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_err_line(err, &why));
    els_buf_fini(&why);
    return err;
}

/* Makes the source that a plan or grant names, unless it is the one there is. */
static els_err set_source(generator *self, els_process *process, const els_str *plugins, uint32_t n,
                          els_str data)
{
    els_str unknown = {"", 0};
    if (is_same_source(self, plugins, n, data))
        return ELS_OK;
    drop_source(self);
    if (n == 0 || n > ELS_TASK_SOURCE_PLUGINS)
        return ELS_E_USAGE;
    self->data = els_arena_copy(&self->run_arena, data); /* ends in NUL */
    if (data.len && load_data(self, process))
        return ELS_E_IO;
    for (uint32_t i = 0; i < n; i++)
        self->plugins[i] = els_arena_copy(&self->run_arena, plugins[i]);
    const els_plugin *extra = els_externals_chain(
        &self->externals, self->dataset ? els_dataset_plugin(self->dataset) : NULL);
    els_err err =
        els_task_source_find(&self->source, self->plugins, n, extra, &self->run_arena, &unknown);
    if (err) {
        els_process_fail(process, ELS_EXIT_FAILED,
                         "there is no plugin \"" ELS_STR_FMT "\" (els plugins list shows them)",
                         ELS_STR_ARG(unknown));
        return err;
    }
    self->n_plugins = n;
    self->has_source = true;
    return ELS_OK;
}

/* Chunks of an epoch that is over are of no use to anybody. */
static void enter_epoch(generator *self, els_process *process, uint64_t epoch)
{
    if (epoch <= self->epoch)
        return;
    self->epoch = epoch;
    els_process_discard(process, ELS_CHANNEL_WORK);
}

static void on_plan(generator *self, els_process *process, const els_plan *plan)
{
    if (plan->epoch < self->epoch)
        return;
    enter_epoch(self, process, plan->epoch);
    if (set_source(self, process, plan->plugins, plan->n_plugins, plan->data) == ELS_OK)
        self->seed = plan->seed;
    els_process_set_work(process, plan->epoch, plan->iteration, UINT32_MAX, 0);
}

static void on_grant(generator *self, els_process *process, const els_grant *grant)
{
    els_task_chunk chunk;
    if (grant->epoch < self->epoch)
        return;
    enter_epoch(self, process, grant->epoch);
    if (set_source(self, process, grant->plugins, grant->n_plugins, grant->data))
        return;
    els_err err = els_generator_chunk(&self->source, grant, &self->step_arena, &chunk);
    if (els_externals_error(&self->externals)) {
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_externals_error(&self->externals));
        return;
    }
    if (err) {
        els_log_write(els_process_log(process), ELS_LOG_ERROR, "a chunk cannot be made",
                      ELS_PAIRS(ELS_PAIR_CSTR("error", els_err_text(err)),
                                ELS_PAIR_NUM("chunk", grant->chunk),
                                ELS_PAIR("segment", grant->n_segment ? grant->segment[0].name
                                                                     : ELS_STR("none"))));
        return;
    }
    /* One that is not sent is granted again when its lease is over. */
    (void)els_process_send(process, ELS_CHANNEL_WORK, ELS_MSG_task_chunk, &chunk);
}

/* A plugin without a knowledge base answers with one that has no tables. */
static void on_kb_want(generator *self, els_process *process, const els_kb_want *want)
{
    if (!self->has_source)
        return; /* the seed comes with the plan, and the broker asks again */
    for (uint32_t i = 0; i < self->source.n_plugins; i++) {
        const els_plugin *plugin = self->source.plugins[i];
        if (!els_str_eq(els_str_of(plugin->name), want->name))
            continue;
        els_kb kb = {.name = want->name};
        if (plugin->knowledge)
            plugin->knowledge(plugin, self->seed, &self->step_arena, &kb);
        if (els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_kb, &kb))
            els_log_write(els_process_log(process), ELS_LOG_WARN, "a knowledge base was not sent",
                          ELS_PAIRS(ELS_PAIR("name", want->name)));
        return;
    }
}

static void on_message(void *context, els_process *process, els_channel channel, els_msg_type type,
                       const void *message, els_str frame)
{
    generator *self = context;
    (void)channel;
    (void)frame;
    switch (type) {
    case ELS_MSG_plan:
        on_plan(self, process, message);
        break;
    case ELS_MSG_grant:
        on_grant(self, process, message);
        break;
    case ELS_MSG_kb_want:
        on_kb_want(self, process, message);
        break;
    default: /* restores and commits are for the stages */
        break;
    }
    els_arena_reset(&self->step_arena);
}

static void fini(void *context)
{
    generator *self = context;
    els_externals_close(&self->externals);
    els_dataset_free(&self->dataset);
    els_arena_fini(&self->run_arena);
    els_arena_fini(&self->step_arena);
}

int main(int argc, char **argv)
{
    static const els_process_desc desc = {
        .role = ELS_ROLE_GENERATOR,
        .summary = "makes the tasks",
        .options = options,
        .n_options = sizeof options / sizeof options[0],
        .self_size = sizeof(generator),
        .start = start,
        .on_message = on_message,
        .fini = fini,
    };
    return els_process_main(&desc, argc, argv);
}
