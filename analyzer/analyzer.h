/* analyzer.h — the sealed half of the loop: results in, graded records and examples out.
 *
 * Pure: no socket, no clock, no file. It makes every task again with its key (generator.h), grades
 * the result and the whole beam of candidates, and lets nothing of the key out but verdicts. A
 * chunk counts once, whichever attempt comes first; results of other epochs never count. */
#ifndef ELS_ANALYZER_H
#define ELS_ANALYZER_H

#include "els_err.h"
#include "plugin.h"

typedef struct els_analyzer els_analyzer;

els_analyzer *els_analyzer_new(void); /* aborts without memory, as arenas do */
/* Frees it and sets the pointer to NULL. Safe on NULL. */
void els_analyzer_free(els_analyzer **analyzer);

/* Begins the iteration of `plan` (copied). Repeating the plan of the same epoch changes nothing; a
 * newer epoch of the same iteration forgets what came in for the old one, also when it had been
 * finished. `extra` (may be NULL, must outlive the iteration) is the plugin of the user's data, or
 * a chain of plugins, as els_task_source_find takes it. Errors: STALE an older epoch or iteration;
 * NOT_FOUND a plugin with *ret_unknown; FORMAT segments that do not follow each other; LIMIT more
 * tasks than an analysis can hold. On an error nothing has changed. */
els_err els_analyzer_plan(els_analyzer *analyzer, const els_plan *plan, const els_plugin *extra,
                          els_str *ret_unknown) ELS_MUST_CHECK;

/* Grades a chunk; *ret_done is to be sent to the broker. A chunk that is in already is answered
 * again with the attempt that counted, and counts no second time.
 * Errors: STATE no plan; STALE another epoch or iteration; FORMAT not the tasks of the plan (the
 * chunk does not count and will be leased again). */
els_err els_analyzer_result(els_analyzer *analyzer, const els_result_chunk *chunk,
                            els_chunk_done *ret_done) ELS_MUST_CHECK;

/* The analysis once all chunks of the plan are in, NULL before. The same until the next plan; lent.
 */
const els_analysis *els_analyzer_finish(els_analyzer *analyzer);

/* Appends the state after the newest finished iteration. */
void els_analyzer_save(const els_analyzer *analyzer, els_buf *out);
/* Takes on a saved state, forgetting any iteration under way; empty bytes: starts empty. Errors:
 * CORRUPT, VERSION, LIMIT; the state is then empty. */
els_err els_analyzer_restore(els_analyzer *analyzer, els_str bytes) ELS_MUST_CHECK;

#endif
