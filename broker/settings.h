/* settings.h — what the broker is told on its command line, and the parameters of the run that
 * this, the user's file and an artifact make together. */
#ifndef ELS_SETTINGS_H
#define ELS_SETTINGS_H

#include "artifact_file.h"
#include "externals.h"
#include "params.h"
#include "process.h"
#include "quiet.h"

typedef struct {
    /* options, filled by the table in main.c */
    const char *store_dir;
    const char *data, *from, *rollout, *quiet_hours;
    els_option_list plugins, agents;
    els_externals_options external_options;
    uint64_t iterations, batch_size, seed;
    uint64_t probe_tasks, probe_prefix, probe_every, transfer_tasks, select_tasks, check_tasks;
    double exploration;
    bool no_learning, once, fresh, is_restart, skip_bad, idle;
    uint64_t window, executors;
    uint64_t lease_ms, step_ms, executor_wait_ms, stage_wait_ms, silence_ms;
    /* read by els_broker_settings_read */
    els_run_params params;
    els_buf from_file;          /* the caller's to free */
    els_artifact from_artifact; /* borrows from it */
    els_quiet quiet;
    els_arena *arena;
} els_broker_settings;

/* Makes the parameters from the options; reads the files they name. Memory from `arena`, which must
 * live as long as the settings. An error has been said with els_process_fail: USAGE, FORMAT, LIMIT,
 * IO, NOT_FOUND. */
ELS_MUST_CHECK els_err els_broker_settings_read(els_broker_settings *self, els_process *process,
                                                els_arena *arena);

#endif
