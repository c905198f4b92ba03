/* store.h — the store: a folder with the journal of all runs. One process at a time.
 *
 *   DIR/journal.db   SQLite: run, iteration, input, checkpoint, artifact, report, command, audit
 *   DIR/head         number of the newest transaction, see seal.h
 *   DIR/lock         held (flock) while the store is open
 *   DIR/status.json, DIR/report.json, DIR/reports/   for readers that may not open the journal
 *
 * The broker is the only writer. Programs that need the learned state while no run is on (`els
 * solve`, `els eval`, `els report`) open it, read and close it again. Every row carries its
 * digest, which is checked when the store is opened and when a blob is read. Knows no message:
 * blobs are bytes. */
#ifndef ELS_STORE_H
#define ELS_STORE_H

#include "els_err.h"
#include "els_str.h"

typedef struct els_store els_store;

/* Opens the store, making folder and journal when `create`. Takes the lock, checks the schema
 * version, the database and every digest.
 * Errors, each with one line for the user in `error_text` (not NULL): NOT_FOUND there is no store
 * and `create` is false; BUSY another process has it; VERSION a newer program made it; CORRUPT; IO;
 * NOMEM (there may be no line then: els_err_line). */
ELS_MUST_CHECK els_err els_store_open(const char *dir, bool create, els_store **ret_store,
                                      els_buf *error_text);
/* Whether there is a store in the folder. Errors, with one line in `error_text`: NOT_FOUND; IO, for
 * what is no folder or may not be looked into. */
ELS_MUST_CHECK els_err els_store_find(const char *dir, els_buf *error_text);
/* Whether a process has the store in this folder open: a run is on, or somebody works in it. */
bool els_store_is_open(const char *dir);
/* Safe on NULL; releases the lock. */
void els_store_close(els_store **store);
/* One line on the last failed operation of this store; never NULL. */
const char *els_store_error(const els_store *store);

/* What was dropped when it was opened, one line: a torn tail; empty when there was nothing to drop.
 */
const char *els_store_note(const els_store *store);

/* ---- reading; memory from `arena` ---- */
typedef struct {
    uint64_t run;
    bool finished;           /* its report is made */
    bool abandoned;          /* a fresh run was asked for before it was finished */
    els_str params;          /* canonical text, see params.h */
    uint64_t epoch;          /* highest epoch ever used */
    uint64_t next_iteration; /* first one that is not committed */
    uint64_t elapsed_us;     /* since the run began, all sessions, up to the last commit */
    uint64_t learning_us;    /* sum of the durations of the committed iterations */
    els_str progress; /* frame of the last committed progress, without records; empty: none */
} els_store_run;

/* Errors: NOT_FOUND the store has no run yet; CORRUPT; IO (also when the database itself has no
 * memory); NOMEM. The same for all that follow, NOT_FOUND meaning that the run has no such thing.
 */
ELS_MUST_CHECK els_err els_store_newest_run(els_store *store, els_arena *arena,
                                            els_store_run *ret_run);
/* The finished runs whose learned state is kept, the newest first; none is no error. */
enum { ELS_STORE_KEPT = 3 }; /* finished runs that keep it */
ELS_MUST_CHECK els_err els_store_kept_runs(els_store *store, els_arena *arena,
                                           els_store_run **ret_runs, uint32_t *ret_count);
/* Newest whole checkpoint of a stage and the iteration it includes. */
ELS_MUST_CHECK els_err els_store_checkpoint(els_store *store, uint64_t run, els_str role,
                                            els_arena *arena, uint64_t *ret_iteration,
                                            els_str *ret_bytes);
/* Journalled input frames of the applier of iterations `from` and later, in order; none is no
 * error. */
ELS_MUST_CHECK els_err els_store_inputs(els_store *store, uint64_t run, uint64_t from,
                                        els_arena *arena, els_str **ret_frames,
                                        uint32_t *ret_count);
/* Snapshot of the applier and the inputs that follow it: the learned state is the one replayed over
 * the other. The snapshot is empty when there has been no whole checkpoint yet. */
ELS_MUST_CHECK els_err els_store_applier(els_store *store, uint64_t run, els_arena *arena,
                                         els_str *ret_snapshot, els_str **ret_inputs,
                                         uint32_t *ret_count);

typedef struct {
    els_str name;
    els_str bytes;
} els_store_artifact;

#define ELS_ARTIFACT_KB "kb" /* kind: frames of the message kb, by the name of the base */
/* Artifacts of a kind, by name; none is no error. */
ELS_MUST_CHECK els_err els_store_artifacts(els_store *store, uint64_t run, const char *kind,
                                           els_arena *arena, els_store_artifact **ret_artifacts,
                                           uint32_t *ret_count);
/* Report of the run, of the newest finished run when `run` is 0. */
ELS_MUST_CHECK els_err els_store_report(els_store *store, uint64_t run, els_arena *arena,
                                        els_str *ret_json);
/* Progress frame of one iteration. */
ELS_MUST_CHECK els_err els_store_progress(els_store *store, uint64_t run, uint64_t iteration,
                                          els_arena *arena, els_str *ret_frame);

typedef struct {
    els_str id;
    els_str bytes;
    els_str who, text; /* for the audit log when it is written; empty when read */
} els_store_command;

/* Commands that were taken for an iteration, committed or not, in order; none is no error. */
ELS_MUST_CHECK els_err els_store_commands(els_store *store, uint64_t run, uint64_t iteration,
                                          els_arena *arena, els_store_command **ret_commands,
                                          uint32_t *ret_count);
/* Whether any run has taken the command of that id. */
ELS_MUST_CHECK els_err els_store_has_command(els_store *store, els_str id, bool *ret_has);

/* ---- writing (broker) ----
 * All can fail with NOMEM too; then, as with every error, nothing is changed and the same can be
 * tried again. */

/* Begins a run after the newest one, which is marked abandoned unless it is finished. Drops the
 * states of all but the newest finished runs (ELS_STORE_KEPT). */
ELS_MUST_CHECK els_err els_store_begin_run(els_store *store, els_str params, uint64_t *ret_run);
/* The same for a run that does not begin ignorant: `applier` is the state it starts from. */
ELS_MUST_CHECK els_err els_store_begin_run_from(els_store *store, els_str params, els_str applier,
                                                uint64_t *ret_run);
/* Records an epoch before anything is sent under it. */
ELS_MUST_CHECK els_err els_store_set_epoch(els_store *store, uint64_t run, uint64_t epoch);

typedef struct {
    els_str role;
    bool whole; /* false: keep the snapshot there is, and the inputs since */
    els_str bytes;
} els_store_checkpoint_record;

typedef struct {
    uint64_t run, epoch, iteration;
    uint64_t duration_us; /* of this iteration */
    uint64_t elapsed_us;  /* of the run, all sessions */
    els_str progress;     /* frame */
    els_str analysis;     /* frame: the applier's input */
    const els_store_checkpoint_record *checkpoints;
    uint32_t n_checkpoints;
    const els_store_artifact *artifacts; /* knowledge bases that are new since the last commit */
    uint32_t n_artifacts;
    const els_str *decisions; /* for the audit log: a sentence each */
    uint32_t n_decisions;
    bool last;           /* the run is finished by it */
    els_str report_json; /* with `last` */
} els_store_iteration;

/* One transaction, on disk when it returns OK; nothing of it otherwise.
 * Errors: IO (disk full and the like: els_store_error says it), STATE the iteration is not the next
 * one of the run. */
ELS_MUST_CHECK els_err els_store_commit(els_store *store, const els_store_iteration *iteration);

/* Adds a run that is begun and finished by this one iteration, in one transaction: a state that was
 * learned elsewhere. `iteration->run` and `iteration->iteration` are set here. */
ELS_MUST_CHECK els_err els_store_add_finished(els_store *store, els_str params,
                                              const els_store_iteration *iteration,
                                              uint64_t *ret_run);

/* Records which commands an iteration has, before anything is planned with them: one transaction,
 * on disk when it returns OK. Errors: IO, also when one of the ids was taken before. */
ELS_MUST_CHECK els_err els_store_take_commands(els_store *store, uint64_t run, uint64_t iteration,
                                               const els_store_command *commands, uint32_t n);

/* Puts a newer state of the applier in the place of a finished run's, its inputs included: what was
 * learned from verdicts after the run. On disk when it returns OK. Errors: IO. */
ELS_MUST_CHECK els_err els_store_replace_applier(els_store *store, const els_store_run *run,
                                                 els_str bytes);

/* Replaces DIR/name by `content` atomically (temporary file, rename); not synced, the journal has
 * the truth. Errors: IO. */
ELS_MUST_CHECK els_err els_store_write_file(els_store *store, const char *name, els_str content);
/* Writes the report of a finished run into DIR/report.json and DIR/reports/RUN.json, as
 * els_store_write_file does. Errors: IO. */
ELS_MUST_CHECK els_err els_store_write_report(els_store *store, uint64_t run, els_str json);
/* Removes DIR/name if it is there. */
void els_store_remove_file(els_store *store, const char *name);

#endif
