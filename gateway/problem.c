#include "problem.h"
#include "els_json.h"

static const struct {
    unsigned status;
    const char *name, *title;
} kinds[ELS_PROBLEM_COUNT_] = {
    [ELS_PROBLEM_FIELD] = {400, "invalid-field", "A field is wrong"},
    [ELS_PROBLEM_REQUEST] = {400, "invalid-request", "The request is wrong"},
    [ELS_PROBLEM_TOKEN] = {401, "token", "A token is needed"},
    [ELS_PROBLEM_HOST] = {403, "host", "This Host is not allowed"},
    [ELS_PROBLEM_ORIGIN] = {403, "origin", "This Origin is not allowed"},
    [ELS_PROBLEM_ATTACHED] = {403, "attached", "Runs are started elsewhere"},
    [ELS_PROBLEM_NOT_FOUND] = {404, "not-found", "There is no such thing"},
    [ELS_PROBLEM_METHOD] = {405, "method", "The path does not take this method"},
    [ELS_PROBLEM_RUN_IS_ON] = {409, "run-is-on", "A run is on"},
    [ELS_PROBLEM_NO_RUN] = {409, "no-run", "No run is on"},
    [ELS_PROBLEM_OUT_OF_REACH] = {409, "out-of-reach", "The run cannot be ended from here"},
    [ELS_PROBLEM_KEY_IN_USE] = {409, "key-in-use", "The same request is being answered"},
    [ELS_PROBLEM_LENGTH] = {411, "length", "A Content-Length is needed"},
    [ELS_PROBLEM_TOO_LARGE] = {413, "too-large", "The body is too large"},
    [ELS_PROBLEM_MEDIA_TYPE] = {415, "media-type", "The body must be JSON"},
    [ELS_PROBLEM_UNABLE] = {422, "unable", "It cannot be done"},
    [ELS_PROBLEM_KEY_REUSED] = {422, "key-reused", "The key was used for another request"},
    [ELS_PROBLEM_TOO_MANY] = {429, "too-many", "Too much at once"},
    [ELS_PROBLEM_INTERNAL] = {500, "internal", "Something is broken in the gateway"},
    [ELS_PROBLEM_STORE] = {503, "store", "The store cannot be read"},
    [ELS_PROBLEM_BROKER_AWAY] = {503, "broker-away", "The broker is away"},
    [ELS_PROBLEM_MONITOR_AWAY] = {503, "monitor-away", "The monitor is away"},
    [ELS_PROBLEM_ENDING] = {503, "ending", "The gateway is ending"},
};

unsigned els_problem_status(els_problem problem)
{
    return kinds[problem].status;
}

void els_problem_write(els_problem problem, const char *field, els_str detail, els_buf *out)
{
    els_buf_printf(out, "{\"type\":\"/problems/%s\",\"title\":\"%s\",\"status\":%u,\"detail\":",
                   kinds[problem].name, kinds[problem].title, kinds[problem].status);
    els_json_text(detail, out);
    if (field) {
        els_buf_printf(out, ",\"field\":");
        els_json_text(els_str_of(field), out);
    }
    els_buf_printf(out, "}\n");
}
