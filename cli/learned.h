/* learned.h — the learned state of a store, loaded into this process to answer without any other.
 */
#ifndef ELS_LEARNED_H
#define ELS_LEARNED_H

#include "applier.h"
#include "els_err.h"
#include "kb_index.h"
#include "mind.h"
#include "store.h"

typedef struct els_learned els_learned;

/* Loads the newest run's learned state and knowledge bases. Errors, with one line in `error_text`:
 * those of els_store_open; NOT_FOUND no run; CORRUPT. */
els_err els_learned_open(const char *store, els_learned **ret, els_buf *error_text) ELS_MUST_CHECK;
void els_learned_close(els_learned **learned);
const els_mind *els_learned_mind(const els_learned *learned);
/* The configuration it answers with. */
const els_config *els_learned_config(const els_learned *learned);
/* Knowledge base by name, NULL when there is none. */
const els_kb_index *els_learned_kb(const els_learned *learned, els_str name);
/* Where labels were learned for the task's only field, makes it ask for one of these; where tasks
 * of its kind were learned with another type, gives it that one: what its type would be by the file
 * it comes from does not matter. Memory from `arena`; borrows from `learned`. */
void els_learned_choices(const els_learned *learned, els_task *task, els_arena *arena);
/* Where usual answers (usual.h) were learned for the task's only field, and it takes any text,
 * names them; likewise. False when none were. */
bool els_learned_usual(const els_learned *learned, els_task *task, els_arena *arena);

/* Learns into this copy: a verdict on a label, or a graded example (applier.h). */
void els_learned_teach(els_learned *learned, const els_taught *taught);
void els_learned_teach_example(els_learned *learned, const els_example *example,
                               const els_record *record);
/* Writes this copy into the store it was loaded from. Errors, with one line in `error_text`: those
 * of els_store_open; STATE another run has begun since, or the run is not finished; IO. */
els_err els_learned_save(els_learned *learned, const char *store,
                         els_buf *error_text) ELS_MUST_CHECK;
/* Brings an applier to the state that a run of the store has reached. Errors: those of
 * els_store_applier, els_decode and els_applier_restore. */
els_err els_learned_restore(els_applier *applier, els_store *store, uint64_t run,
                            els_arena *arena) ELS_MUST_CHECK;

#endif
