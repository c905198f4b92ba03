#include "settings.h"
#include "artifact_start.h"
#include "dataset.h"
#include "generator.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static els_err set_names(els_process *process, const char *option, const els_option_list *list,
                         els_str *names, uint32_t *ret_n)
{
    if (list->n > ELS_RUN_NAMES_MAX) {
        els_process_fail(process, ELS_EXIT_USAGE, "--%s takes at most %u names", option,
                         ELS_RUN_NAMES_MAX);
        return ELS_E_USAGE;
    }
    for (size_t i = 0; i < list->n; i++)
        names[i] = list->items[i];
    *ret_n = (uint32_t)list->n;
    return ELS_OK;
}

static void default_plugins(els_run_params *params, const els_externals *externals)
{
    if (params->n_plugins)
        return;
    size_t n;
    const els_plugin *const *all = els_plugin_all(&n);
    for (size_t i = 0; i < n && params->n_plugins < ELS_RUN_NAMES_MAX; i++)
        if (strcmp(all[i]->name, "noop") != 0)
            params->plugins[params->n_plugins++] = els_str_of(all[i]->name);
    for (uint32_t i = 0; i < externals->n && params->n_plugins < ELS_RUN_NAMES_MAX; i++)
        params->plugins[params->n_plugins++] =
            els_str_of(els_external_plugin(externals->items[i])->name);
    if (params->data.len && params->n_plugins < ELS_RUN_NAMES_MAX)
        params->plugins[params->n_plugins++] = ELS_STR("dataset");
}

/* Finds the plugins and which splits they have. `data` may be NULL. */
static els_err set_splits(els_broker_settings *self, els_process *process, els_externals *externals,
                          const els_dataset *data)
{
    els_task_source source;
    els_str unknown = {"", 0};
    els_run_params *params = &self->params;
    const els_plugin *extra =
        els_externals_chain(externals, data ? els_dataset_plugin(data) : NULL);
    els_err err = els_task_source_find(&source, params->plugins, params->n_plugins, extra,
                                       self->arena, &unknown);
    if (err) {
        els_process_fail(process, ELS_EXIT_USAGE,
                         "--plugins: there is no plugin \"" ELS_STR_FMT
                         "\" (`els plugins list` shows them)",
                         ELS_STR_ARG(els_str_sub(unknown, 0, 80)));
        return err;
    }
    for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++)
        if (els_task_source_has_split(&source, split))
            params->splits |= 1u << split;
    if (data)
        params->data_digest =
            els_arena_copy(self->arena, els_str_of(els_dataset_plugin(data)->version));
    return ELS_OK;
}

/* A file that mostly asks for labels is learned in one go. */
static void set_lessons(els_run_params *params, const els_dataset *data)
{
    enum { LESSONS_MAX = 65536 };
    uint32_t labelled, rows = els_dataset_split_rows(data, ELS_SPLIT_TRAIN, &labelled);
    if (!params->learning || labelled == 0 || labelled < rows - rows / 4)
        return;
    params->lesson_tasks = rows < LESSONS_MAX ? rows : LESSONS_MAX;
    rows = els_dataset_split_rows(data, ELS_SPLIT_SELECT, &labelled);
    params->refit_tasks = rows < LESSONS_MAX ? rows : LESSONS_MAX;
}

/* Their processes are needed for what they are only: generator and analyzer have their own. */
static els_err set_plugins(els_broker_settings *self, els_process *process, const els_dataset *data)
{
    els_externals externals = {0};
    els_buf why = {0};
    els_run_params *params = &self->params;
    els_err err = els_externals_open(&self->external_options, &externals, &why);
    if (err) {
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_err_line(err, &why));
    } else {
        params->externals = els_externals_identity(&externals, self->arena);
        default_plugins(params, &externals);
        for (uint32_t i = 0; i < params->n_plugins; i++)
            params->plugins[i] = els_arena_copy(self->arena, params->plugins[i]);
        err = set_splits(self, process, &externals, data);
    }
    els_externals_close(&externals);
    els_buf_fini(&why);
    return err;
}

/* Reads the user's file and leaves what of it decides about the run in the parameters: its absolute
 * path (other processes open it), its splits, its digest. */
static els_err set_sources(els_broker_settings *self, els_process *process)
{
    els_dataset *data = NULL;
    els_err err = ELS_OK;
    if (self->data) {
        char path[PATH_MAX];
        els_buf why = {0};
        const char *absolute = realpath(self->data, path) ? path : self->data;
        err = els_dataset_load_spec(absolute, self->skip_bad, &data, &why);
        if (err)
            els_process_fail(process, ELS_EXIT_FAILED, "%s", why.len ? why.ptr : "no data");
        els_buf_fini(&why);
        self->params.data = els_arena_copy(self->arena, els_str_of(absolute));
    }
    if (!err)
        err = set_plugins(self, process, data);
    if (!err && data)
        set_lessons(&self->params, data);
    els_dataset_free(&data);
    return err;
}

/* Reads the artifact and notes in the parameters what it is. */
static els_err set_from(els_broker_settings *self, els_process *process)
{
    els_buf why = {0};
    els_err err =
        els_artifact_load(self->from, &self->from_file, self->arena, &self->from_artifact, &why);
    if (!err)
        err = els_artifact_start(&self->from_artifact, &self->params, self->arena, &why);
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "--from: %s", why.ptr);
    els_buf_fini(&why);
    return err;
}

els_err els_broker_settings_read(els_broker_settings *self, els_process *process, els_arena *arena)
{
    els_run_params *params = &self->params;
    self->arena = arena;
    *params = (els_run_params){
        .iterations = self->iterations,
        .batch_size = (uint32_t)self->batch_size,
        .seed = self->seed,
        .learning = !self->no_learning,
        .probe_tasks = (uint32_t)self->probe_tasks,
        .probe_prefix = (uint32_t)self->probe_prefix,
        .probe_every = (uint32_t)self->probe_every,
        .transfer_tasks = (uint32_t)self->transfer_tasks,
        .select_tasks = (uint32_t)self->select_tasks,
        .check_tasks = (uint32_t)self->check_tasks,
        .exploration = self->exploration,
        .quiet_hours = els_str_of(self->quiet_hours),
    };
    els_err err =
        set_names(process, "plugins", &self->plugins, params->plugins, &params->n_plugins);
    if (!err)
        err = set_names(process, "agents", &self->agents, params->agents, &params->n_agents);
    if (err)
        return err;
    els_params_settle(params);
    err = set_sources(self, process);
    if (!err && self->from)
        err = set_from(self, process);
    if (err)
        return err;
    els_str message = {"", 0};
    err = els_params_check(params, self->arena, &message);
    if (!err)
        err = els_quiet_read(params->quiet_hours, &self->quiet);
    if (err)
        els_process_fail(process, ELS_EXIT_USAGE, ELS_STR_FMT, ELS_STR_ARG(message));
    return err;
}
