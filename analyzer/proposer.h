/* proposer.h — what the analyzer asks the applier to try, on the evidence of graded training tasks:
 * a parameter for a kind of task that goes badly or well, and what won in the archive of the
 * architecture meta_evolver. Evidence here is only a reason to try: the applier's canary and paired
 * test decide. Pure. */
#ifndef ELS_PROPOSER_H
#define ELS_PROPOSER_H

#include "config.h"
#include "tally.h"

enum {
    ELS_PROPOSER_KINDS_MAX = 16,    /* kinds whose work is counted */
    ELS_PROPOSER_BUCKETS = 26,      /* two per doubling of the work */
    ELS_PROPOSER_NEWEST = 256,      /* tasks of a kind after which all its counts are halved */
    ELS_PROPOSER_FIRST = 20,        /* iteration: before it the counts are mostly of the ignorant */
    ELS_PROPOSER_EVERY = 12,        /* iterations from one proposal to the next, at least */
    ELS_PROPOSER_KIND_TASKS = 40,   /* fewer tasks of a kind are no reason */
    ELS_PROPOSER_MUTANT_TASKS = 6,  /* the same of a configuration of the archive */
    ELS_PROPOSER_VARIANTS_MAX = 96, /* more are not counted */
    ELS_PROPOSER_SAID_MAX = 64      /* of a run; after that nothing is proposed */
};

/* A configuration of meta_evolver's archive, such as "react+=": founder and how each of its
 * parameters was moved. */
typedef struct {
    char name[48];
    uint64_t tasks, right, cost;
} els_variant;

/* Work units per field of the newest tasks of a kind, [0] wrong, [1] right answers. */
typedef struct {
    char plugin[65];
    uint32_t n[2][ELS_PROPOSER_BUCKETS];
    uint64_t work[2][ELS_PROPOSER_BUCKETS];
} els_kind_work;

/* A zeroed one has seen nothing. */
typedef struct {
    els_variant variants[ELS_PROPOSER_VARIANTS_MAX];
    uint32_t n_variants;
    els_kind_work kinds[ELS_PROPOSER_KINDS_MAX];
    uint32_t n_kinds;
    struct {
        uint32_t parameter;
        char scope[ELS_CONFIG_SCOPE_BYTES];
        double value;
    } said[ELS_PROPOSER_SAID_MAX];
    uint32_t n_said;
    uint64_t newest; /* iteration of the newest proposal */
} els_proposer;

/* Counts the record of a training task; infrastructure failures count nothing. */
void els_proposer_count(els_proposer *proposer, const els_record *record);
/* The proposal to make in the iteration of `plan`, from `arena`; NULL when there is none: too
 * early, too soon after the last one, nothing is learned, a change is on trial, or all that the
 * counts suggest was said already. `tally` has the training tasks of the run so far. */
els_proposal *els_proposer_make(els_proposer *proposer, const els_tally *tally,
                                const els_plan *plan, els_arena *arena);
void els_proposer_visit(els_snapshot *snapshot, els_proposer *proposer);

#endif
