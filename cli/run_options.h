/* run_options.h — the options of `els run`, checked before anything is started. */
#ifndef ELS_RUN_OPTIONS_H
#define ELS_RUN_OPTIONS_H

#include "cli.h"
#include "data_options.h"
#include "externals.h"

typedef struct {
    uint64_t iterations, batch_size, executors, seed;
    bool quick_test, deploy_only, no_learning, json, fresh, quiet, feedback_only;
    const char *data, *store, *net, *feed, *keys; /* data: as els_dataset_spec writes it */
    const char *rollout;                          /* of new states over the executors */
    const char *from;                             /* an artifact to start from; NULL: ignorance */
    els_dataset_options reading;
    els_externals_options external;
    /* handed on as they are, for tests and experiments */
    const char *quiet_hours;
    const char *tap, *log_level;
    const char *probe_tasks, *transfer_tasks, *check_tasks, *select_tasks;
    const char *lease_ms, *step_ms, *silence_ms;
    els_option_list plugins, agents;
} els_run_options;

/* Parses and checks. Returns -1 to go on, else the exit code. */
int els_run_options_read(els_run_options *ret, int argc, char **argv, els_arena *arena);

/* Arguments of the broker and of the other processes, from `arena`; at most 48. */
size_t els_run_broker_arguments(const els_run_options *options, const char *net, els_arena *arena,
                                const char **ret_arguments);
/* The same for generator and analyzer, which run plugins. */
size_t els_run_maker_arguments(const els_run_options *options, const char *net, els_arena *arena,
                               const char **ret_arguments);
size_t els_run_stage_arguments(const els_run_options *options, const char *net, els_arena *arena,
                               const char **ret_arguments);

#endif
