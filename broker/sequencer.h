/* sequencer.h — the state machine that runs iterations as transactions. Pure: messages and the time
 * go in, actions come out; no socket, no clock, no file.
 *
 * An iteration is a transaction over five stages. Either all of it is committed (analysis, progress
 * and every stage's checkpoint in one journal transaction), or none of it counts: the epoch is
 * raised, every stage is restored from the journal, and the iteration is made again. Start, resume
 * and recovery are the same path. What comes from an older epoch is ignored.
 *
 *   RESTORING --all stages restored--> PLANNING --analyzer planned, knowledge bases in--> RUNNING
 *       ^                                                                                  |
 *       +------ a stage restarted, or no advance: epoch + 1 ------- committed: next -------+
 *                                                                   last one: FINISHED
 */
#ifndef ELS_SEQUENCER_H
#define ELS_SEQUENCER_H

#include "gauges.h"
#include "leases.h"
#include "planner.h"
#include "rollout.h"
#include "store.h"

typedef enum {
    ELS_ACTION_PUBLISH, /* on control under `topic`: `message` of `type`, or `frame` when it is NULL
                         */
    ELS_ACTION_GRANT,   /* to the generator: `message` is an els_grant */
    ELS_ACTION_EPOCH, /* journal the epoch `epoch`, forget queued grants; before all that follows */
    ELS_ACTION_RESTORE,  /* publish a restore to the stage `topic`, made from the journal:
                            `epoch`, `iteration` it will have reached (commits so far) */
    ELS_ACTION_COMMANDS, /* journal `commands`, taken for `iteration`, and clear them away where
                            they came from; nothing after it happens unless they are on disk */
    ELS_ACTION_COMMIT,   /* journal `record`; nothing after it happens unless it is on disk */
    ELS_ACTION_NOTE,     /* log `text` */
    ELS_ACTION_WAIT,     /* log `text`, what is waited for, at level debug */
    ELS_ACTION_ROLLOUT,  /* the same for `text` on the rollout of a learned state */
    ELS_ACTION_FINISH    /* end the process with `exit_code`, `text` says why */
} els_action_kind;

/* What is committed: as els_store_iteration, with progress still a message. */
typedef struct {
    els_store_iteration iteration; /* `progress` is empty in it */
    const els_progress *progress;  /* without report; of the records those set aside */
    els_str status_json;
    els_str config_json; /* empty: as it was */
} els_commit_record;

typedef struct {
    els_action_kind kind;
    els_str topic;
    els_msg_type type;
    const void *message;
    els_str frame;
    uint64_t epoch;
    uint64_t iteration;
    const els_commit_record *record;
    const els_command *commands;
    uint32_t n_commands;
    els_str text;
    int exit_code;
} els_action;

typedef struct {
    const els_run_params *params; /* borrowed for the life of the sequencer */
    uint64_t run;
    uint64_t epoch;                /* highest epoch used so far; the first one here is the next */
    uint64_t next_iteration;       /* first one that is not committed */
    uint64_t elapsed_us;           /* of the run in earlier sessions */
    uint64_t learning_us;          /* sum of its committed iterations */
    const els_progress *progress;  /* the last committed one, NULL before the first */
    const els_store_artifact *kbs; /* knowledge bases in the journal; borrowed during new() */
    uint32_t n_kbs;
    const els_command *commands; /* journalled for next_iteration; borrowed during new() */
    uint32_t n_commands;
    uint32_t window;    /* chunks, 0: by the number of executors */
    uint32_t executors; /* expected */
    uint64_t lease_ms;
    uint64_t step_ms;          /* without advance, the iteration is made again */
    uint64_t executor_wait_ms; /* without any executor, the run fails */
    uint64_t stage_wait_ms;    /* without a word from a stage, the run fails */
    uint64_t silence_ms;       /* after which an executor is dead */
    els_rollout_mode rollout;  /* of new versions of the learned state */
    els_machine machine;       /* what resources are measured against */
    bool once;                 /* end after the run */
} els_sequencer_options;

typedef struct els_sequencer els_sequencer;

/* Starts at `now_us` (monotonic). The first tick begins the first epoch. Aborts when out of memory,
 * as arenas do. */
els_sequencer *els_sequencer_new(const els_sequencer_options *options, uint64_t now_us);
void els_sequencer_free(els_sequencer **sequencer); /* safe on NULL */

/* One message from the inbox, or a heartbeat of the broker itself (its resources). `frame` is its
 * encoded form. Both are borrowed for the call. */
void els_sequencer_message(els_sequencer *sequencer, els_msg_type type, const void *message,
                           els_str frame, uint64_t now_us);
/* Commands that wait to be taken, oldest first; copied. They take the place of those offered
 * before. The next plan of an iteration that has none yet takes, in order, those that need not wait
 * for a later iteration, at most ELS_PLAN_USER_COMMANDS_MAX; then the action COMMANDS comes before
 * the plan. An iteration that is made again has the same commands again. */
void els_sequencer_offer(els_sequencer *sequencer, const els_command *commands, uint32_t n);
/* Time has passed. Returns when to call it again at the latest (microseconds). */
uint64_t els_sequencer_tick(els_sequencer *sequencer, uint64_t now_us);

/* Takes the next action off the list, in order; false when there is none. What it points to lives
 * until the next call of _message or _tick. */
bool els_sequencer_next_action(els_sequencer *sequencer, els_action *ret_action);

/* Who was heard lately, for readers: see els_gauges_write. */
void els_sequencer_write_processes(const els_sequencer *sequencer, uint64_t now_us, els_buf *out);

/* For the log and for tests. */
uint64_t els_sequencer_epoch(const els_sequencer *sequencer);
bool els_sequencer_is_finished(const els_sequencer *sequencer);

#endif
