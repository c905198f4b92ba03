/* executor.h — an executor without its sockets: learned states and knowledge bases it holds, and
 * the answering of a chunk of tasks. Pure but for the clock it is given for latencies. */
#ifndef ELS_EXECUTOR_H
#define ELS_EXECUTOR_H

#include "els_hash.h"
#include "orchestrator.h"

typedef struct els_executor els_executor;

els_executor *els_executor_new(void); /* NULL when out of memory */
void els_executor_free(els_executor **executor);

enum { ELS_EXECUTOR_STATES = 3 }; /* learned states held beside the untrained one */

/* Takes a learned state; the oldest of the few held that need not be kept makes room. Errors: STATE
 * when it is a change of a version not held: the whole has to come; those of els_mind_load. */
els_err els_executor_take_state(els_executor *executor, const els_state *state) ELS_MUST_CHECK;
/* Keeps the bytes of a learned state without loading it; the older of two such makes room. */
void els_executor_stage(els_executor *executor, const els_state *state);
/* Loads a state that was staged; nothing to do for one that is held. With `verify` the loaded state
 * is written again: CORRUPT when that gives other bytes than came; *ret_digest (may be NULL) is its
 * digest, empty without `verify`. Errors: NOT_FOUND it was not staged, or as a change of a version
 * that is not held any more; those of els_mind_load. */
els_err els_executor_load(els_executor *executor, uint64_t version, bool verify,
                          char ret_digest[ELS_DIGEST_HEX]) ELS_MUST_CHECK;
bool els_executor_holds(const els_executor *executor, uint64_t version); /* loaded */
/* From now on these versions, of at most two, are not given up for newer ones. */
void els_executor_keep(els_executor *executor, const uint64_t *versions, uint32_t n);
/* The versions held, the oldest first. */
uint32_t els_executor_held(const els_executor *executor, uint64_t ret[ELS_EXECUTOR_STATES]);
/* Takes a knowledge base. Errors: those of els_kb_index_new; LIMIT beyond 16 of them. */
els_err els_executor_take_kb(els_executor *executor, const els_kb *kb) ELS_MUST_CHECK;

/* What is missing to do the chunk. */
typedef struct {
    bool state; /* the learned state chunk->state_version */
    els_str kb; /* a knowledge base; empty: none is missing */
} els_executor_needs;
els_executor_needs els_executor_missing(const els_executor *executor, const els_task_chunk *chunk);

/* A monotonic clock in nanoseconds. */
typedef struct {
    uint64_t (*now_ns)(void *context);
    void *context;
} els_clock;

/* Does one task of a chunk for which nothing is missing; the result is copied into `arena`.
 * `clock` is for latency_ns, which nothing learns from. */
void els_executor_do(els_executor *executor, const els_task_chunk *chunk, const els_task *task,
                     const els_clock *clock, els_arena *arena, els_result *ret);
/* Work units that the architecture which gave `result` was allowed for the fields of the task, by
 * the configuration of its chunk. */
uint64_t els_executor_allowed(const els_task_chunk *chunk, const els_task *task,
                              const els_result *result);

#endif
