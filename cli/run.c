/* els run — starts every process, shows the progress, ends with the report. */
#include "channels.h"
#include "feed_file.h"
#include "feedback_only.h"
#include "live.h"
#include "net_folder.h"
#include "run_options.h"
#include "store_read.h"
#include "supervisor.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const stages[] = {"generator",  "analyzer", "applier",
                                     "forecaster", "goaler",   "monitor"};
enum { MAKERS = 2 /* the first of these have the plugins */ };
enum { READY_MS = 20000 };
/* Less than the broker's patience with a silent stage (--stage-wait-ms), with room for a restart.
 */
enum { PATIENCE_S = 15 };

typedef struct {
    els_run_options options;
    els_supervisor *supervisor;
    els_live *live;
    els_net_folder net_folder; /* empty with --net */
    const char *net;
    els_arena arena;
} run;

static int make_net(run *r)
{
    if (r->options.net) {
        r->net = r->options.net;
        return -1;
    }
    if (els_net_folder_make(&r->net_folder)) {
        els_cli_complain("run: cannot make a folder for the sockets in /tmp (%s)", strerror(errno));
        return ELS_EXIT_FAILED;
    }
    r->net = els_arena_printf(&r->arena, "ipc://%s", r->net_folder.path).ptr;
    return -1;
}

static int make_tap(const run *r)
{
    const char *tap = r->options.tap;
    if (!tap || mkdir(tap, 0700) == 0 || errno == EEXIST)
        return -1;
    els_cli_complain("run: --tap: cannot make %s (%s)", tap, strerror(errno));
    return ELS_EXIT_FAILED;
}

static els_err start_all(run *r)
{
    const char *arguments[ELS_CHILD_ARGS];
    const els_run_options *o = &r->options;
    size_t n = els_run_broker_arguments(o, r->net, &r->arena, arguments);
    els_err err =
        els_supervisor_start(r->supervisor, "broker", arguments, n, o->fresh ? "--fresh" : NULL);
    if (!err)
        err = els_supervisor_wait_ready(r->supervisor, READY_MS);
    n = els_run_maker_arguments(o, r->net, &r->arena, arguments);
    for (size_t i = 0; i < MAKERS && !err; i++)
        err = els_supervisor_start(r->supervisor, stages[i], arguments, n, NULL);
    n = els_run_stage_arguments(o, r->net, &r->arena, arguments);
    for (size_t i = MAKERS; i < sizeof stages / sizeof stages[0] && !err; i++)
        err = els_supervisor_start(r->supervisor, stages[i], arguments, n, NULL);
    for (uint64_t i = 0; i < o->executors && !err; i++) {
        /* A name that outlives a restart tells the broker at once that the life before it is over.
         * Recordings go by names: there each life has its own. */
        size_t named = n;
        if (!o->tap) {
            arguments[named++] = "--instance";
            arguments[named++] =
                els_arena_printf(&r->arena, "executor.%llu", (unsigned long long)i + 1).ptr;
        }
        err = els_supervisor_start(r->supervisor, "executor", arguments, named, NULL);
    }
    return err;
}

static void clear_line(void *context)
{
    run *r = context;
    if (r->live)
        els_live_clear(r->live);
}

/* Whoever waits for an answer of a plugin does not run meanwhile. */
static uint32_t patience(const els_run_options *o)
{
    return PATIENCE_S + (o->external.paths.n ? (uint32_t)(o->external.answer_ms / 1000) : 0);
}

/* Until the broker has ended or somebody interrupts. Returns the exit code. */
static int watch(run *r)
{
    struct pollfd fds[2 * ELS_CHILDREN_MAX + 2];
    for (;;) {
        els_supervisor_handle(r->supervisor);
        els_live_update(r->live);
        els_supervisor_state state = els_supervisor_state_of(r->supervisor);
        if (state.ended)
            return state.exit_code;
        if (state.interrupted)
            return ELS_EXIT_INTERRUPTED;
        size_t n = els_supervisor_fds(r->supervisor, fds);
        fds[n++] = (struct pollfd){els_live_fd(r->live), POLLIN, 0};
        poll(fds, (nfds_t)n, 500);
    }
}

static int show_report(run *r)
{
    els_buf why = {0};
    json_t *report = NULL;
    els_err err = els_store_read_json(r->options.store, "report.json", &report, &why);
    if (err)
        els_cli_complain("run: the run ended but its report cannot be read: %s", why.ptr);
    els_buf_fini(&why);
    if (err)
        return ELS_EXIT_FAILED;
    if (r->options.json) {
        els_cli_print_json(report);
        return ELS_EXIT_OK;
    }
    els_cli_print_report(report, stdout);
    json_decref(report);
    return ELS_EXIT_OK;
}

static int say_interrupted(void)
{
    els_cli_complain(
        "interrupted; the same command goes on where the last iteration was committed");
    return ELS_EXIT_INTERRUPTED;
}

static int explain_start(run *r, els_err err)
{
    els_supervisor_state state = els_supervisor_state_of(r->supervisor);
    if (err == ELS_E_STATE)
        return state.exit_code ? state.exit_code : ELS_EXIT_FAILED; /* the process has said why */
    if (err == ELS_E_INTERRUPTED)
        return say_interrupted();
    if (err == ELS_E_TIMEOUT) {
        els_cli_complain("run: not every process was ready within %d s; run els doctor",
                         READY_MS / 1000);
        return ELS_EXIT_TIMEOUT;
    }
    els_cli_complain("run: cannot start a process: %s", els_err_text(err));
    return ELS_EXIT_FAILED;
}

static int deploy_only(const run *r)
{
    if (!r->options.json) {
        printf("deployed: broker, 6 stages and %llu executors were started and are ready\n",
               (unsigned long long)r->options.executors);
        return ELS_EXIT_OK;
    }
    els_cli_print_json(json_pack("{s:s, s:I, s:s}", "status", "deployed", "executors",
                                 (json_int_t)r->options.executors, "net", r->net));
    return ELS_EXIT_OK;
}

static int drive(run *r)
{
    els_arena *arena = &r->arena;
    els_buf feed = {0}, why = {0};
    els_err err =
        els_channel_endpoint(ELS_CHANNEL_FEED, r->net, r->options.feed, false, &feed, &why);
    if (err) {
        els_cli_complain("run: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
        els_buf_fini(&feed);
        els_buf_fini(&why);
        return ELS_EXIT_USAGE;
    }
    r->supervisor = els_supervisor_new(els_cli_bin_dir(arena));
    r->live = els_live_new(feed.ptr, r->options.keys,
                           r->options.quiet || (r->options.json && !isatty(2)));
    els_str endpoint = els_arena_copy(arena, els_buf_str(&feed));
    els_buf_fini(&feed);
    els_buf_fini(&why);
    if (!r->supervisor)
        els_cli_complain("run: cannot set up signals");
    if (!r->supervisor || !r->live)
        return ELS_EXIT_FAILED;
    els_supervisor_before_lines(r->supervisor, clear_line, r);
    els_supervisor_set_patience(r->supervisor, patience(&r->options));
    err = start_all(r);
    if (!err && r->options.deploy_only)
        err = els_supervisor_wait_ready(r->supervisor, READY_MS);
    if (err)
        return explain_start(r, err);
    if (r->options.deploy_only)
        return deploy_only(r);
    /* For who follows the run or ends it; the folder is the broker's. Not worth a failure. */
    int feed_file = els_feed_file_leave(r->options.store, els_arena_strdup(arena, endpoint));
    int code = watch(r);
    els_feed_file_remove(r->options.store, &feed_file);
    els_live_free(&r->live);
    if (code == ELS_EXIT_INTERRUPTED)
        return say_interrupted();
    return code == ELS_EXIT_OK ? show_report(r) : code;
}

int els_cli_run(int argc, char **argv)
{
    run r = {0};
    int code = els_run_options_read(&r.options, argc, argv, &r.arena);
    if (code < 0 && r.options.feedback_only)
        code = els_run_feedback_only(&r.options, &r.arena);
    if (code < 0)
        code = make_tap(&r);
    if (code < 0)
        code = make_net(&r);
    if (code < 0)
        code = drive(&r);
    els_live_free(&r.live);
    els_supervisor_free(&r.supervisor);
    els_net_folder_remove(&r.net_folder);
    els_arena_fini(&r.arena);
    return code;
}
