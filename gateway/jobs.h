/* jobs.h — requests that another process answers: `els solve`, `els feedback`, `els forecasts`,
 * `els run --deploy-only`. They may take long and use much memory; the loop stays free. */
#ifndef ELS_JOBS_H
#define ELS_JOBS_H

#include "child.h"
#include "request.h"

enum { ELS_JOBS_MAX = 4, ELS_JOB_ARGUMENTS = 24 };

typedef struct els_jobs els_jobs;

/* Programs are in `bin_dir`, which is borrowed; a job is killed after `limit_ms`. */
els_jobs *els_jobs_new(els_str bin_dir, int64_t limit_ms);
void els_jobs_free(els_jobs **jobs);

/* Answers the request with what `els` says when it is given these arguments (at most
 * ELS_JOB_ARGUMENTS, NULL behind the last) and `input` on stdin. When it ends with 0, `answer` gets
 * what it printed; else the request is answered with a problem that tells its last line: FIELD or
 * REQUEST for wrong usage, UNABLE else. TOO_MANY at once are refused. */
void els_jobs_start(els_jobs *jobs, els_request *request, const char *const *arguments,
                    els_str input, void (*answer)(els_request *request, json_t *printed));
/* Takes what they said. */
void els_jobs_turn(els_jobs *jobs, int64_t now_ms);
/* Kills them; their requests are told that the gateway is ending. */
void els_jobs_end(els_jobs *jobs);
/* Descriptors to be polled for reading: at most 2 * ELS_JOBS_MAX. */
size_t els_jobs_fds(const els_jobs *jobs, int *ret_fds);
uint32_t els_jobs_count(const els_jobs *jobs);

#endif
