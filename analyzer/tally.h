/* tally.h — running counts per kind of task and agent. Pure; its texts live in its own arena. */
#ifndef ELS_TALLY_H
#define ELS_TALLY_H

#include "messages.h"
#include "stats_snapshot.h"

typedef struct {
    els_str plugin, family, agent;
    uint64_t graded, right;
} els_tally_row;

#define ELS_TALLY_ROWS_MAX 8192u

/* Rows sorted by (plugin, family, agent). A zeroed tally is empty. */
typedef struct {
    els_tally_row *rows;
    uint32_t n, cap;
    uint32_t last; /* row of the newest record: the next one is often alike */
    els_arena texts;
} els_tally;

/* Counts a graded record; infrastructure failures are not counted, and beyond ELS_TALLY_ROWS_MAX
 * rows new kinds are not. */
void els_tally_add(els_tally *tally, const els_record *record);
void els_tally_clear(els_tally *tally);
/* Frees what it owns; the tally is empty after it. */
void els_tally_fini(els_tally *tally);
void els_tally_visit(els_snapshot *snapshot, els_tally *tally);

#endif
