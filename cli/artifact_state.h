/* artifact_state.h — between the store and artifacts: makes the artifact of a finished run, checks
 * that this program can answer with one, adds one to a store. */
#ifndef ELS_ARTIFACT_STATE_H
#define ELS_ARTIFACT_STATE_H

#include "artifact.h"
#include "store.h"

/* Makes the artifact of a finished run that keeps its state (els_store_kept_runs). An imported
 * state that nothing was taught since gives the bytes it came in. Errors, one line in `why`: those
 * of the store, CORRUPT, NOMEM, LIMIT. */
els_err els_artifact_of_run(els_store *store, const els_store_run *run, els_buf *ret_file,
                            char ret_id[ELS_DIGEST_HEX], els_buf *why) ELS_MUST_CHECK;

/* Loads all that is in it, as answering would. Errors, with the reason in `why` (one line, without
 * the file's name): VERSION a layout this program does not know; CORRUPT it does not hold what its
 * header says; FORMAT; NOMEM. */
els_err els_artifact_check(const els_artifact *artifact, els_buf *why) ELS_MUST_CHECK;

/* Adds a checked artifact as a finished run, which then answers, with its configuration. *ret_run
 * is its number, *ret_values how many values of the configuration are set. Errors, one line in
 * `why`: STATE the store holds a run that is not finished; IO; NOMEM. */
els_err els_artifact_install(els_store *store, const els_artifact *artifact, uint64_t *ret_run,
                             uint32_t *ret_values, els_buf *why) ELS_MUST_CHECK;

/* Writes once more the files for readers of an artifact that the store answers with already: the
 * import that added it may have ended before it had written all of them. Where the newest run is
 * not an import of it, nothing changes. Errors, one line in `why`: IO; NOMEM; those of the store.
 */
els_err els_artifact_install_again(els_store *store, const els_artifact *artifact,
                                   els_buf *why) ELS_MUST_CHECK;

#endif
