/* leases_impl.h — what leases.c and leases_deaths.c share. */
#ifndef ELS_LEASES_IMPL_H
#define ELS_LEASES_IMPL_H

#include "leases.h"

/* What is known of a chunk decides when and how it goes out. */
typedef enum { CLASS_PLAIN, CLASS_LATE, CLASS_SLOW, CLASS_SUSPECT, CLASS_POISON } chunk_class;
chunk_class els_leases_class(const els_chunk *chunk);

/* The granted chunk at `at` waits again. */
void els_leases_take_back(els_leases *leases, uint32_t at);
/* The chunk waits: it is not to be passed over. */
void els_leases_rewind(els_leases *leases, uint32_t at);
/* Makes a chunk of its own of `count` tasks of the chunk at `at`, from its task `first` on; returns
 * where it is. What is before and behind is as it was. */
uint32_t els_leases_cut_out(els_leases *leases, uint32_t at, uint32_t first, uint32_t count);

/* Slot of the executor of that name, or ELS_NO_EXECUTOR. */
uint32_t els_leases_find_executor(const els_leases *leases, els_str instance);

typedef enum { END_LEFT, END_DIED, END_SILENT, END_KILLED } executor_end;
/* The executor of that slot is gone: counts its death for what it may have had, and takes that
 * back. */
void els_leases_drop(els_leases *leases, uint32_t slot, executor_end end, uint64_t now_us);

#endif
