/* salvage.h — a new journal of the rows that are whole in damaged ones. Internal to the store. */
#ifndef ELS_SALVAGE_H
#define ELS_SALVAGE_H

#include "journal.h"

/* Makes DIR/`target` of the rows in the databases DIR/`sources` whose digest is right, those of the
 * first source before others, and leaves it closed. A run stays when its iterations are without a
 * gap and its learned state can be rebuilt; of others only the report stays. Appends to `report`
 * what became of each run. `store` has no database open. Errors: CORRUPT no run can be kept and no
 * report; IO. */
ELS_MUST_CHECK els_err els_salvage(els_store *store, const char *const *sources, int n_sources,
                                   const char *target, els_buf *report);

#endif
