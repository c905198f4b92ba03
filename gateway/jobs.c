#include "jobs.h"
#include "host.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    els_request *request; /* NULL: the place is free */
    void (*answer)(els_request *request, json_t *printed);
    els_child child;
    int64_t until_ms;
    bool is_late;
} job;

struct els_jobs {
    els_str bin_dir;
    int64_t limit_ms;
    job all[ELS_JOBS_MAX];
};

els_jobs *els_jobs_new(els_str bin_dir, int64_t limit_ms)
{
    els_jobs *jobs = calloc(1, sizeof *jobs);
    if (jobs)
        *jobs = (els_jobs){.bin_dir = bin_dir, .limit_ms = limit_ms};
    return jobs;
}

void els_jobs_free(els_jobs **jobs)
{
    if (!*jobs)
        return;
    for (int i = 0; i < ELS_JOBS_MAX; i++)
        els_child_fini(&(*jobs)->all[i].child);
    free(*jobs);
    *jobs = NULL;
}

void els_jobs_start(els_jobs *jobs, els_request *request, const char *const *arguments,
                    els_str input, void (*answer)(els_request *request, json_t *printed))
{
    const char *argv[ELS_JOB_ARGUMENTS + 2] = {0};
    int i = 0, n = 0;
    while (i < ELS_JOBS_MAX && jobs->all[i].request)
        i++;
    if (i == ELS_JOBS_MAX) {
        els_reply_problem(request, ELS_PROBLEM_TOO_MANY, NULL,
                          "%d requests are being worked on; try again", ELS_JOBS_MAX);
        return;
    }
    argv[0] = els_arena_printf(&request->arena, ELS_STR_FMT "/els", ELS_STR_ARG(jobs->bin_dir)).ptr;
    for (n = 0; n < ELS_JOB_ARGUMENTS && arguments[n]; n++)
        argv[n + 1] = arguments[n];
    if (els_child_start(&jobs->all[i].child, argv, input, true)) {
        els_reply_problem(request, ELS_PROBLEM_INTERNAL, NULL, "no process can be started");
        return;
    }
    jobs->all[i].request = request;
    jobs->all[i].answer = answer;
    jobs->all[i].is_late = false;
    jobs->all[i].until_ms = els_host_now_ms() + jobs->limit_ms;
    els_request_wait(request);
}

/* What it said, without "els: command: ". */
static const char *plain(const char *said)
{
    const char *at = said;
    if (strncmp(at, "els: ", 5) == 0)
        at = strchr(at + 5, ' ') ? at + 5 : at;
    const char *colon = strstr(at, ": ");
    if (colon && colon - at < 12 && !memchr(at, ' ', (size_t)(colon - at)))
        at = colon + 2;
    return *at ? at : "it failed without a word";
}

static void end(job *j, int64_t limit_ms)
{
    els_request *request = j->request;
    int code = els_child_exit_code(&j->child);
    els_str text = els_buf_str(&j->child.text);
    json_t *printed = code == ELS_EXIT_OK ? json_loadb(text.ptr, text.len, 0, NULL) : NULL;
    j->request = NULL;
    if (printed)
        j->answer(request, printed);
    else if (j->is_late)
        els_reply_problem(request, ELS_PROBLEM_UNABLE, NULL, "it took longer than %lld s",
                          (long long)(limit_ms / 1000));
    else if (code == ELS_EXIT_OK || code < 0)
        els_reply_problem(request, ELS_PROBLEM_INTERNAL, NULL, "els %s",
                          j->child.is_too_much ? "has printed too much"
                          : code < 0           ? "was killed"
                                               : "has printed no JSON");
    else if (code == ELS_EXIT_USAGE)
        els_reply_problem(request, ELS_PROBLEM_REQUEST, NULL, "%s", plain(j->child.said));
    else
        els_reply_problem(request, ELS_PROBLEM_UNABLE, NULL, "%s", plain(j->child.said));
    els_child_fini(&j->child);
}

void els_jobs_turn(els_jobs *jobs, int64_t now_ms)
{
    for (int i = 0; i < ELS_JOBS_MAX; i++) {
        job *j = &jobs->all[i];
        if (!j->request)
            continue;
        if (now_ms >= j->until_ms && !j->is_late) {
            j->is_late = true;
            els_child_signal(&j->child, SIGKILL, true);
        }
        if (els_child_turn(&j->child))
            end(j, jobs->limit_ms);
    }
}

void els_jobs_end(els_jobs *jobs)
{
    for (int i = 0; i < ELS_JOBS_MAX; i++) {
        els_request *request = jobs->all[i].request;
        jobs->all[i].request = NULL;
        els_child_fini(&jobs->all[i].child);
        if (request)
            els_reply_problem(request, ELS_PROBLEM_ENDING, NULL, "the gateway is ending");
    }
}

size_t els_jobs_fds(const els_jobs *jobs, int *ret_fds)
{
    size_t n = 0;
    for (int i = 0; i < ELS_JOBS_MAX; i++) {
        const els_child *child = &jobs->all[i].child;
        if (jobs->all[i].request && child->out >= 0)
            ret_fds[n++] = child->out;
        if (jobs->all[i].request && child->err >= 0)
            ret_fds[n++] = child->err;
    }
    return n;
}

uint32_t els_jobs_count(const els_jobs *jobs)
{
    uint32_t n = 0;
    for (int i = 0; i < ELS_JOBS_MAX; i++)
        n += jobs->all[i].request != NULL;
    return n;
}
