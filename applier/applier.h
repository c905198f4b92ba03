/* applier.h — stage 4, apply: learns from an iteration's graded tasks, and lets what was learned
 * answer only when the paired check on the select split does not show harm. Pure: state and one
 * analysis in, state and one progress out.
 *
 * Two minds: `live` answers, `candidate` is live plus everything learned since. Each iteration
 * decides about the candidate that was tested in it, then learns the iteration's training tasks
 * into a new candidate. A rejected candidate is thrown away: the next starts from live again.
 * Promotions are watched together, 16 at a time: strong evidence that they did harm rolls back to
 * what answered before them. */
#ifndef ELS_APPLIER_H
#define ELS_APPLIER_H

#include "config.h"
#include "mind.h"

typedef struct els_applier els_applier;

els_applier *els_applier_new(void); /* NULL when out of memory */
void els_applier_free(els_applier **applier);

/* Applies one iteration. `ret` borrows from the analysis and from `arena`. */
void els_applier_apply(els_applier *applier, const els_analysis *analysis, els_arena *arena,
                       els_progress *ret);

/* What a user says of an answer. */
typedef struct {
    els_str kind, field; /* of the task, and of the field within it */
    els_str question, context;
    els_str answer;
    bool is_right;
} els_taught;

/* Outside the loop (`els feedback`, `els run --feedback-only`): learns verdicts on labels into what
 * answers, at once; a candidate under test is given up. */
void els_applier_teach(els_applier *applier, const els_taught *list, uint32_t n);
/* The same for a task that was answered by a program: a graded example with its outcome. */
void els_applier_teach_example(els_applier *applier, const els_example *example,
                               const els_record *record);

/* A version of the learned state as executors take it; *ret borrows from the applier until the next
 * apply or restore. NOT_FOUND when it is neither the live nor the candidate version. */
els_err els_applier_state(const els_applier *applier, uint64_t version,
                          els_state *ret) ELS_MUST_CHECK;
/* The candidate as the change of the live state, likewise. NOT_FOUND: there is no candidate apart
 * from it, or nothing was learned yet that answers. */
els_err els_applier_change(els_applier *applier, els_state *ret) ELS_MUST_CHECK;
uint64_t els_applier_live_version(const els_applier *applier);
uint64_t els_applier_candidate_version(const els_applier *applier); /* 0: none */
/* The configuration in force; lives as long as the applier. */
const els_config *els_applier_config(const els_applier *applier);
/* It with its changes as `els config` shows them (config.json) after `iteration` of `run`, from
 * `arena`; empty when nothing was ever asked of it. */
els_str els_applier_config_json(const els_applier *applier, uint64_t run, uint64_t iteration,
                                els_arena *arena);
const els_mind *els_applier_live(const els_applier *applier);
/* Hexadecimal digest of all that was learned, live and candidate; lives as long as the applier. */
const char *els_applier_digest(const els_applier *applier);

/* A whole checkpoint is due after this iteration: every 32nd, or when the analyses since the last
 * one, which a restart would replay, have grown to `input_bytes` of 8 MiB or more. */
bool els_applier_checkpoint_due(uint64_t iteration, size_t input_bytes);
void els_applier_save(const els_applier *applier, els_buf *out);
/* The same for other stores: versions are counted from 1, not by the number of the run, so equal
 * learning gives equal bytes. */
void els_applier_export(const els_applier *applier, els_buf *out);
/* Name of the layout that both write. */
const char *els_applier_layout(void);
/* Back to a saved state; empty bytes: ignorance. Errors: FORMAT, VERSION, CORRUPT; the applier is
 * then ignorant. */
els_err els_applier_restore(els_applier *applier, els_str bytes) ELS_MUST_CHECK;
/* After a restore: versions that were counted in another store (els_applier_export) become versions
 * of `run`, so that no executor takes them for others it holds. Others stay. */
void els_applier_enter_run(els_applier *applier, uint64_t run);

#endif
