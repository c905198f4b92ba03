/* dead_tasks.h — tasks that were set aside, as the journal has them: neither right nor wrong, never
 * learned from. For `els outcomes` and whoever else shows them. */
#ifndef ELS_DEAD_TASKS_H
#define ELS_DEAD_TASKS_H

#include "messages.h"
#include "store.h"

typedef struct {
    uint64_t iteration;
    els_str segment; /* its name */
    els_record record;
} els_dead_task;

typedef struct {
    uint64_t run; /* 0: the newest */
    uint64_t from_iteration;
    els_str plugin, segment; /* empty: any */
    uint32_t limit;          /* the newest so many; 0: all */
} els_dead_filter;

/* What was set aside, oldest first; *ret_run is the run. Memory from `arena`. Errors: NOT_FOUND no
 * run; FORMAT a progress that cannot be read; those of els_store_progress. */
ELS_MUST_CHECK els_err els_dead_tasks_list(els_store *store, const els_dead_filter *filter,
                                           els_arena *arena, uint64_t *ret_run,
                                           els_dead_task **ret_outcomes, uint32_t *ret_count);

/* Leaves of the records those that were set aside: what is kept of them with an iteration. From
 * `arena`, borrowing the texts. */
els_record *els_dead_tasks_keep(const els_record *records, uint32_t n, els_arena *arena,
                                uint32_t *ret_count);

#endif
