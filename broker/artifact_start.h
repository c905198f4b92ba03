/* artifact_start.h — whether a run may start from an artifact. Pure. */
#ifndef ELS_ARTIFACT_START_H
#define ELS_ARTIFACT_START_H

#include "artifact.h"
#include "params.h"

/* Sets params->from and params->from_learned (memory from `arena`). Refuses where what the run is
 * going to measure with may have been learned: the splits keep it out of training only while a
 * plugin has the version the artifact knows, and of a user's file the select rows are learned in
 * the end. `params` has its plugins and data already. Errors, one line in `why`: FORMAT it holds no
 * state; STATE as above. */
els_err els_artifact_start(const els_artifact *artifact, els_run_params *params, els_arena *arena,
                           els_buf *why) ELS_MUST_CHECK;

#endif
