#include "runner.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { PATIENCE_MS = 15000 };

static void feed_path(const char *store, els_buf *out)
{
    els_buf_printf(out, "%s/feed", store);
}

els_err els_runner_start(els_runner *runner, const char *const *argv, const char *store)
{
    els_child child;
    els_buf path = {0};
    /* What a run that was killed has left there would look as if this one were ready. */
    feed_path(store, &path);
    unlink(path.ptr);
    els_buf_fini(&path);
    els_err err = els_child_start(&child, argv, (els_str){NULL, 0}, false);
    if (err)
        return err;
    els_child_fini(&runner->child);
    *runner = (els_runner){.state = ELS_RUNNER_STARTING, .child = child};
    return ELS_OK;
}

void els_runner_stop(els_runner *runner, int64_t now_ms)
{
    if (!els_runner_is_on(runner) || runner->state == ELS_RUNNER_STOPPING)
        return;
    els_child_signal(&runner->child, SIGTERM, false);
    runner->state = ELS_RUNNER_STOPPING;
    runner->kill_ms = now_ms + PATIENCE_MS;
}

bool els_runner_turn(els_runner *runner, const char *store, int64_t now_ms)
{
    els_runner_state before = runner->state;
    els_buf path = {0};
    if (!els_runner_is_on(runner))
        return false;
    bool has_ended = els_child_turn(&runner->child);
    snprintf(runner->said, sizeof runner->said, "%s", runner->child.said);
    if (has_ended) {
        runner->exit_code = els_child_exit_code(&runner->child);
        runner->state = ELS_RUNNER_ENDED;
        els_child_fini(&runner->child);
    } else if (runner->state == ELS_RUNNER_STARTING) {
        feed_path(store, &path); /* els run leaves it there when all are ready */
        if (access(path.ptr, F_OK) == 0)
            runner->state = ELS_RUNNER_RUNNING;
        els_buf_fini(&path);
    } else if (runner->state == ELS_RUNNER_STOPPING && now_ms >= runner->kill_ms) {
        els_child_signal(&runner->child, SIGKILL, true);
    }
    return runner->state != before;
}

bool els_runner_is_on(const els_runner *runner)
{
    return runner->state == ELS_RUNNER_STARTING || runner->state == ELS_RUNNER_RUNNING ||
           runner->state == ELS_RUNNER_STOPPING;
}

json_t *els_runner_json(const els_runner *runner)
{
    static const char *const names[] = {"none", "starting", "running", "stopping", "ended"};
    bool is_on = els_runner_is_on(runner), has_code = runner->state == ELS_RUNNER_ENDED;
    json_t *said = runner->said[0] ? json_string(runner->said) : NULL;
    return json_pack("{s:s, s:o, s:o, s:o}", "state", names[runner->state], "pid",
                     is_on ? json_integer(runner->child.pid) : json_null(), "exit_code",
                     has_code && runner->exit_code >= 0 ? json_integer(runner->exit_code)
                                                        : json_null(),
                     "message", said ? said : json_null());
}
