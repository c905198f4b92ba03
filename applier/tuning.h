/* tuning.h — the configuration and how it changes: proposals queue up, one at a time is on trial
 * (proof.h), every change is kept with who asked, on what evidence and what came of it.
 * Pure.
 *
 * A change goes QUEUED -> CANARY -> TEST -> WATCH -> KEPT, or ends REJECTED or ROLLED_BACK. Between
 * test and watch it may have to wait for approval. A user may also set a value at once: it is then
 * watched like a promoted one. Parameters that cannot be compared on the same tasks (config.def)
 * are only ever set by users, at once and without a watch. */
#ifndef ELS_TUNING_H
#define ELS_TUNING_H

#include "config.h"
#include "proof.h"

enum {
    ELS_CHANGES_MAX = 64, /* remembered; open ones are never dropped */
    ELS_CHANGES_QUEUED_MAX = 16,
    ELS_REFUSALS_MAX = 8
};

typedef enum {
    ELS_CHANGE_QUEUED,
    ELS_CHANGE_CANARY,
    ELS_CHANGE_TEST,
    ELS_CHANGE_WAITING, /* has passed its test, waits for approval */
    ELS_CHANGE_WATCH,
    ELS_CHANGE_KEPT,
    ELS_CHANGE_SET, /* by a user, at once */
    ELS_CHANGE_REJECTED,
    ELS_CHANGE_ROLLED_BACK,
    ELS_CHANGE_STATUSES_
} els_change_status;

typedef struct {
    uint64_t number; /* from 1, within the run */
    uint32_t status; /* els_change_status */
    uint32_t parameter;
    char scope[ELS_CONFIG_SCOPE_BYTES];
    bool has_from, has_to;   /* false: no value of its own in the scope */
    double from, to, target; /* target: what was asked for, which a strategy may come to in steps */
    bool was_tested;         /* came into force by a test, not by a user's word */
    char by[65], evidence[257], result[97];
    uint64_t made_at, decided_at; /* iterations */
    uint64_t pairs;
    double effect, e_value; /* of its newest stage */
    double saving;          /* decades of work units, in the test */
} els_change;

typedef struct {
    uint64_t iteration;
    char text[160];
} els_refusal;

typedef struct {
    els_config live;
    els_config pinned; /* entries that are pinned; the values do not matter */
    els_change changes[ELS_CHANGES_MAX];
    uint32_t n_changes;
    els_refusal refusals[ELS_REFUSALS_MAX];
    uint32_t n_refusals;
    uint64_t numbers;           /* given out */
    uint64_t current;           /* number of the change on trial; 0: none */
    els_proof_state trial;      /* of it */
    uint64_t tests, promotions; /* of the run, for the error budget */
    bool is_quiet;              /* nothing is begun and nothing promoted; says the machine, not the
                                   state: it is in checkpoints, not in exports and digests */
    uint64_t moves;             /* counts up whenever something was decided */
} els_tuning;

/* Nothing was ever asked for: the defaults, no history. Quiet hours ask for nothing. */
bool els_tuning_is_blank(const els_tuning *tuning);
const char *els_change_status_name(uint32_t status);
/* "react.max_steps 6 -> 8", with the scope unless it is global; memory from `arena`. */
els_str els_change_subject(const els_change *change, els_arena *arena);

/* Takes an iteration: outcomes of the trial in its plan, then the plan's commands to the applier,
 * then begins what is next. Decisions are appended to `ret` (at most `max`). */
void els_tuning_apply(els_tuning *tuning, const els_analysis *analysis, els_arena *arena,
                      els_decision *ret, uint32_t *n, uint32_t max);

/* The trial for the next plan, from `arena`; NULL when none is on. */
els_config_trial *els_tuning_trial(const els_tuning *tuning, uint64_t seed, els_arena *arena);

/* What `els config` shows, as one JSON object, after `iteration` of `run`; memory from `arena`. */
els_str els_tuning_json(const els_tuning *tuning, uint64_t run, uint64_t iteration,
                        els_arena *arena);

/* As bytes, and back. `is_portable`: without what belongs to this machine, the quiet hours.
 * Errors: CORRUPT, VERSION, LIMIT; the tuning is then blank. */
void els_tuning_save(const els_tuning *tuning, bool is_portable, els_buf *out);
els_err els_tuning_load(els_tuning *tuning, els_str bytes) ELS_MUST_CHECK;

/* ---- tuning.c for tuning_commands.c ---- */
els_change *els_tuning_change(els_tuning *tuning, uint64_t number);
/* Appends a change, an old closed one making room; NULL when all are open. */
els_change *els_tuning_new_change(els_tuning *tuning, uint32_t parameter, const char *scope);
/* Puts a change into force, watched (the trial that was on goes back into the queue) or not. */
void els_tuning_enforce(els_tuning *tuning, els_change *change, bool is_watched);
/* Ends a change; when it was the one on trial the trial ends with it. */
void els_tuning_close(els_tuning *tuning, els_change *change, els_change_status status,
                      const char *result, uint64_t iteration);
/* Takes the change's value out of force again. */
void els_tuning_undo(els_tuning *tuning, const els_change *change);

/* ---- tuning_commands.c ---- */
typedef struct {
    els_arena *arena;
    els_decision *list;
    uint32_t *n;
    uint32_t max;
    uint64_t iteration;
} els_tuning_out;
void els_tuning_say(const els_tuning_out *out, const els_change *change, const char *verdict);
void els_tuning_obey(els_tuning *tuning, const els_command *command, const els_tuning_out *out);

#endif
