/* params.h — what a user decides about a run, and its text form in the store. Pure. */
#ifndef ELS_PARAMS_H
#define ELS_PARAMS_H

#include "els_err.h"
#include "messages.h"

#define ELS_RUN_NAMES_MAX 64u /* plugins and agents, as in plan */

typedef struct {
    uint64_t iterations; /* 1..100000, without the measurements before and after */
    uint32_t batch_size; /* training tasks per iteration, 1..65536 */
    uint64_t seed;
    bool learning;
    els_str plugins[ELS_RUN_NAMES_MAX];
    uint32_t n_plugins; /* at least 1 */
    els_str agents[ELS_RUN_NAMES_MAX];
    uint32_t n_agents;    /* 0: all */
    els_str data;         /* absolute path of the user's JSONL file; empty: none */
    els_str data_digest;  /* hexadecimal; empty without data */
    els_str externals;    /* "name@version#digest,..." of plugins that are programs; may be empty */
    uint32_t splits;      /* bit s set: some plugin has tasks in split s (ELS_SPLIT_*) */
    uint32_t probe_tasks; /* full probe set, 1..8192 */
    uint32_t probe_prefix;   /* first tasks of it that iterations measure, 1..probe_tasks */
    uint32_t probe_every;    /* iterations between two small probes, at least 1 */
    uint32_t transfer_tasks; /* 1..8192 */
    uint32_t select_tasks;   /* selection tasks per iteration, 1..8192 */
    uint32_t check_tasks;    /* train and select tasks measured before and after, 1..8192 */
    uint32_t lesson_tasks; /* rows of the user's labelled set that the first training segment takes
                              for the label learner, 0..65536; 0: none */
    uint32_t refit_tasks;  /* select rows of that set, learned after the last measurement */
    double exploration;    /* of the first training batch, 0..1 */
    els_str from;          /* id of the artifact that the run starts from; empty: ignorance */
    els_str from_learned;  /* what that had been learned from: "plugin@version,..." */
    els_str quiet_hours;   /* as els_quiet_read takes it; empty: none */
} els_run_params;

/* The defaults; plugins, agents and data are empty. probe_every is 0: els_params_settle sets it. */
els_run_params els_params_default(void);

/* Fills what depends on other values (probe_every, probe_prefix <= probe_tasks). */
void els_params_settle(els_run_params *params);

/* Checks every range. On an error *ret_message (memory from `arena`) is one line that names the
 * option and its range. Errors: USAGE. */
els_err els_params_check(const els_run_params *params, els_arena *arena,
                         els_str *ret_message) ELS_MUST_CHECK;

/* Canonical text: one "name=value" line per parameter, in a fixed order. */
els_str els_params_format(const els_run_params *params, els_arena *arena);

/* Reads the canonical text back; strings are copied into `arena`. Errors: FORMAT. */
els_err els_params_parse(els_str text, els_arena *arena, els_run_params *ret) ELS_MUST_CHECK;

/* One line on the first few parameters in which two canonical texts differ, such as
 * "batch-size is 10 there and 20 here"; empty when they agree. Memory from `arena`. */
els_str els_params_difference(els_str there, els_str here, els_arena *arena);

/* The architectures there are, each measured alone before learning. */
const char *const *els_agent_names(uint32_t *ret_count);

#endif
