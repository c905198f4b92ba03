#include "run_options.h"
#include "artifact_file.h"
#include "artifact_state.h"
#include "orchestrator.h"
#include "plugin.h"
#include "quiet.h"
#include "rollout.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ITERATIONS = 50, QUICK_ITERATIONS = 10, DATA_MAX = 4096 /* of the wire */ };

#define COUNT(name_, field_, fallback_, low_, high_, help_)                                        \
    ELS_OPTION_RANGED(ELS_OPTION_U64, name_, "N", els_run_options, field_, fallback_, low_, high_, \
                      help_)

/* Of another process, which checks it. */
#define HANDED_ON(name_, field_)                                                                   \
    ELS_OPTION(ELS_OPTION_TEXT, name_, 0, "VALUE", els_run_options, field_, NULL, NULL)

static const els_option options[] = {
    COUNT("iterations", iterations, NULL, 1, 100000,
          "iterations of the loop (default 50; with your tasks alone, by their number)"),
    COUNT("batch-size", batch_size, "10", 1, 65536, "training tasks per iteration"),
    ELS_OPTION(ELS_OPTION_FLAG, "quick-test", 0, NULL, els_run_options, quick_test, NULL,
               "10 iterations, unless --iterations says otherwise"),
    ELS_OPTION(ELS_OPTION_FLAG, "deploy-only", 0, NULL, els_run_options, deploy_only, NULL,
               "start every process, check that all are ready, stop them again"),
    COUNT("executors", executors, "2", 1, 64, "executor processes"),
    ELS_OPTION_CHOICE("rollout", "MODE", els_run_options, rollout, "all_at_once", ELS_ROLLOUT_NAMES,
                      "in which order executors load a new learned state"),
    ELS_OPTION(ELS_OPTION_U64, "seed", 0, "S", els_run_options, seed, "1",
               "seed of tasks and choices"),
    ELS_OPTION(ELS_OPTION_LIST, "plugins", 0, "A,B", els_run_options, plugins, NULL,
               "task plugins (default: all, and dataset with --data)"),
    ELS_OPTION(ELS_OPTION_LIST, "agents", 0, "A,B", els_run_options, agents, NULL,
               "agent architectures (default: all)"),
    ELS_OPTION(ELS_OPTION_TEXT, "data", 0, "FILE", els_run_options, data, NULL,
               "your tasks: JSON lines with question and answer"),
    ELS_EXTERNALS_OPTIONS(els_run_options, external),
    ELS_DATA_FIELDS(els_run_options, reading),
    ELS_OPTION_RANGED(ELS_OPTION_F64, "hold-out", "SHARE", els_run_options, reading.hold_out, NULL,
                      0.01, 0.9,
                      "share of the rows of --data to measure on (default 0.14, at most 550 rows)"),
    ELS_OPTION(ELS_OPTION_FLAG, "feedback-only", 0, NULL, els_run_options, feedback_only, NULL,
               "one pass over --data, told of each answer only whether it was right"),
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", els_run_options, store, ELS_DEFAULT_STORE,
               "folder of the journal; a run that was cut off there is resumed"),
    ELS_OPTION(ELS_OPTION_FLAG, "fresh", 0, NULL, els_run_options, fresh, NULL,
               "give up a run that was cut off and begin a new one"),
    ELS_OPTION(ELS_OPTION_TEXT, "from", 0, "FILE", els_run_options, from, NULL,
               "start from this artifact (els artifact export) instead of ignorance"),
    ELS_OPTION(ELS_OPTION_FLAG, "no-learning", 0, NULL, els_run_options, no_learning, NULL,
               "run the loop but learn nothing"),
    ELS_OPTION(
        ELS_OPTION_TEXT, "net", 0, "BASE", els_run_options, net, NULL,
        "where the sockets are: ipc:///DIR or tcp://127.0.0.1:PORT (default: a private folder)"),
    ELS_OPTION(ELS_OPTION_TEXT, "feed", 0, "ENDPOINT", els_run_options, feed, NULL,
               "also publish the feed there, such as tcp://127.0.0.1:5556"),
    ELS_OPTION(ELS_OPTION_TEXT, "keys", 0, "DIR", els_run_options, keys, NULL,
               "CURVE keys, for sockets beyond this machine"),
    ELS_OPTION(ELS_OPTION_FLAG, "quiet", 'q', NULL, els_run_options, quiet, NULL,
               "no progress lines"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, els_run_options, json, NULL,
               "print the report as JSON, and nothing else, on stdout"),
    ELS_OPTION(ELS_OPTION_TEXT, "tap", 0, "DIR", els_run_options, tap, NULL,
               "record what every process receives and sends, a file each, in this folder (made if "
               "it is missing)"),
    ELS_OPTION(ELS_OPTION_TEXT, "quiet-hours", 0, "HH:MM-HH:MM", els_run_options, quiet_hours, NULL,
               "local time in which the configuration does not change by itself"),
    HANDED_ON("log-level", log_level),
    HANDED_ON("probe-tasks", probe_tasks),
    HANDED_ON("transfer-tasks", transfer_tasks),
    HANDED_ON("check-tasks", check_tasks),
    HANDED_ON("select-tasks", select_tasks),
    HANDED_ON("lease-ms", lease_ms),
    HANDED_ON("step-ms", step_ms),
    HANDED_ON("silence-ms", silence_ms),
};

static int check_plugins(const els_run_options *o, const els_externals *externals)
{
    if (o->feedback_only && !o->data) {
        els_cli_complain("run: --feedback-only needs --data FILE");
        return ELS_EXIT_USAGE;
    }
    for (size_t i = 0; i < o->plugins.n; i++) {
        els_str name = o->plugins.items[i];
        if (els_str_eq(name, ELS_STR("dataset")) && !o->data) {
            els_cli_complain("run: --plugins dataset needs --data FILE");
            return ELS_EXIT_USAGE;
        }
        if (!els_str_eq(name, ELS_STR("dataset")) && !els_plugin_find(name) &&
            !els_externals_find(externals, name)) {
            els_cli_complain("run: --plugins: there is no plugin \"" ELS_STR_FMT
                             "\" (els plugins list shows them)",
                             ELS_STR_ARG(els_str_sub(name, 0, 60)));
            return ELS_EXIT_USAGE;
        }
    }
    return -1;
}

/* They are run once here, so that one that cannot be used is said before anything is started. */
static int check_externals(els_run_options *o, els_arena *arena)
{
    els_externals externals = {0};
    els_buf why = {0};
    if (!o->external.keys_file)
        o->external.keys_file = els_cli_plugin_keys(arena);
    if (o->feedback_only && o->external.paths.n) {
        els_cli_complain("run: --feedback-only takes the tasks of --data alone");
        return ELS_EXIT_USAGE;
    }
    els_err err = els_externals_open(&o->external, &externals, &why);
    if (err)
        els_cli_complain("run: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    int code = err ? ELS_EXIT_FAILED : check_plugins(o, &externals);
    els_externals_close(&externals);
    els_buf_fini(&why);
    return code;
}

static int check_quiet(const els_run_options *o)
{
    els_quiet quiet;
    if (els_quiet_read(els_str_of(o->quiet_hours), &quiet) == ELS_OK)
        return -1;
    els_cli_complain("run: --quiet-hours must be like 22:00-06:00");
    return ELS_EXIT_USAGE;
}

static int check_agents(const els_run_options *o)
{
    for (size_t i = 0; i < o->agents.n; i++) {
        if (els_orchestrator_knows(o->agents.items[i]))
            continue;
        els_cli_complain("run: --agents: there is no agent \"" ELS_STR_FMT
                         "\" (els agents lists them)",
                         ELS_STR_ARG(els_str_sub(o->agents.items[i], 0, 60)));
        return ELS_EXIT_USAGE;
    }
    return -1;
}

/* Iterations that a file of its own gets where the user names none: labels of many are learned in
 * the first and tested in the second, those of few two later, after searches had a try; where these
 * may hang on reasoning, or answers are none of several, searches for programs go over the rows, a
 * batch per iteration. */
static uint64_t passes_of(const els_dataset *set, uint64_t batch_size)
{
    enum { MANY_CHOICES = 8, FEW = 4, REASONING = 24, LEAST = 50, MOST = 200 };
    uint32_t labelled, rows = els_dataset_split_rows(set, ELS_SPLIT_TRAIN, &labelled);
    if (labelled < rows - rows / 4 || labelled == 0) {
        uint64_t batches = rows / batch_size;
        return batches < LEAST ? LEAST : batches > MOST ? MOST : batches;
    }
    if (els_dataset_fewest_choices(set) > MANY_CHOICES)
        return 2;
    return els_dataset_may_reason(set) ? REASONING : FEW;
}

static bool is_data_alone(const els_run_options *o)
{
    return o->data && o->plugins.n == 1 && els_str_eq(o->plugins.items[0], ELS_STR("dataset"));
}

static bool names_fields(const els_dataset_options *r)
{
    return r->question_field || r->answer_field || r->context_field || r->kind_field ||
           r->id_field || r->split_field;
}

/* The whole file is read once here, so that a bad line is said before anything is started. */
static int check_data(els_run_options *o, els_arena *arena)
{
    if (!o->data && (names_fields(&o->reading) || o->reading.skip_bad || o->reading.hold_out > 0)) {
        els_cli_complain("run: --...-field, --skip-bad and --hold-out need --data FILE");
        return ELS_EXIT_USAGE;
    }
    if (!o->data)
        return -1;
    char absolute[PATH_MAX];
    if (!realpath(o->data, absolute)) {
        els_cli_complain("run: --data: there is no file %s", o->data);
        return ELS_EXIT_FAILED;
    }
    struct stat st;
    if (stat(absolute, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
        els_cli_complain(
            "run: --data: %s is a pipe or a device, and every process of a run reads the "
            "data anew; write it into a file first",
            o->data);
        return ELS_EXIT_FAILED;
    }
    els_str spec = els_dataset_spec(absolute, &o->reading, arena);
    if (spec.len == 0 || spec.len > DATA_MAX) {
        els_cli_complain("run: --data: path and names of fields must be UTF-8 and at most %d bytes",
                         DATA_MAX);
        return ELS_EXIT_USAGE;
    }
    o->data = els_arena_strdup(arena, spec);
    els_dataset *set = NULL;
    els_buf why = {0};
    els_err err = els_dataset_load_spec(o->data, o->reading.skip_bad, &set, &why);
    els_cli_complain_of_rows("run", absolute, err, &why);
    if (!err && o->iterations == 0 && is_data_alone(o))
        o->iterations = passes_of(set, o->batch_size);
    if (!err && !o->select_tasks && is_data_alone(o))
        o->select_tasks = "64";
    if (!err && !o->step_ms)
        o->step_ms = "60000"; /* a large file is learned in one step */
    els_dataset_free(&set);
    els_buf_fini(&why);
    return err ? ELS_EXIT_FAILED : -1;
}

/* All of it is loaded once here, so that a file which cannot answer is refused before anything is
 * started; the broker reads it again. */
static int check_from(const els_run_options *o, els_arena *arena)
{
    els_artifact artifact;
    els_buf file = {0}, why = {0};
    if (!o->from)
        return -1;
    if (o->feedback_only || strcmp(o->from, "-") == 0) {
        els_cli_complain("run: --from takes a file, and not with --feedback-only");
        return ELS_EXIT_USAGE;
    }
    els_err err = els_artifact_load(o->from, &file, arena, &artifact, &why);
    if (err) {
        els_cli_complain("run: --from: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    } else {
        err = els_artifact_check(&artifact, &why);
        if (err)
            els_cli_complain("run: --from: %s is refused: " ELS_STR_FMT, o->from,
                             ELS_STR_ARG(els_buf_str(&why)));
    }
    els_buf_fini(&file);
    els_buf_fini(&why);
    return err ? ELS_EXIT_FAILED : -1;
}

int els_run_options_read(els_run_options *ret, int argc, char **argv, els_arena *arena)
{
    *ret = (els_run_options){0};
    int code = els_cli_parse("run [options]", options, sizeof options / sizeof options[0], ret,
                             argc, argv, arena, NULL);
    if (code >= 0)
        return code;
    if (ret->quick_test && ret->iterations == 0)
        ret->iterations = QUICK_ITERATIONS;
    code = check_externals(ret, arena);
    if (code < 0)
        code = check_agents(ret);
    if (code < 0)
        code = check_quiet(ret);
    if (code < 0)
        code = check_data(ret, arena);
    if (code < 0)
        code = check_from(ret, arena);
    if (ret->iterations == 0)
        ret->iterations = ITERATIONS;
    return code;
}

static void add(const char **list, size_t *n, const char *name, const char *value)
{
    list[(*n)++] = name;
    if (value)
        list[(*n)++] = value;
}

static const char *number(els_arena *arena, uint64_t value)
{
    return els_arena_printf(arena, "%llu", (unsigned long long)value).ptr;
}

static const char *joined(els_arena *arena, const els_option_list *list)
{
    els_buf text = {0};
    for (size_t i = 0; i < list->n; i++)
        els_buf_printf(&text, "%s" ELS_STR_FMT, i ? "," : "", ELS_STR_ARG(list->items[i]));
    const char *copy = els_arena_strdup(arena, els_buf_str(&text));
    els_buf_fini(&text);
    return copy;
}

/* An option that may not have been given. */
static void add_given(const char **list, size_t *n, const char *name, const char *value)
{
    if (value)
        add(list, n, name, value);
}

static size_t add_common(const els_run_options *o, const char *net, const char **list)
{
    size_t n = 0;
    add(list, &n, "--net", net);
    add_given(list, &n, "--feed", o->feed);
    add_given(list, &n, "--keys", o->keys);
    add_given(list, &n, "--tap", o->tap);
    add_given(list, &n, "--log-level", o->log_level);
    return n;
}

/* Absolute: the processes may stand elsewhere. */
static void add_externals(const els_run_options *o, els_arena *arena, const char **list, size_t *n)
{
    els_option_list absolute = {.items = ELS_ARENA_NEW(arena, els_str, o->external.paths.n + 1)};
    if (o->external.paths.n == 0)
        return;
    for (size_t i = 0; i < o->external.paths.n; i++) {
        char path[PATH_MAX];
        const char *given = els_arena_strdup(arena, o->external.paths.items[i]);
        absolute.items[absolute.n++] =
            els_arena_copy(arena, els_str_of(realpath(given, path) ? path : given));
    }
    add(list, n, "--plugin-exec", joined(arena, &absolute));
    add_given(list, n, "--plugin-keys", o->external.keys_file);
    add(list, n, "--plugin-answer-ms", number(arena, o->external.answer_ms));
    if (o->external.allow_unsigned)
        add(list, n, "--allow-unsigned", NULL);
    if (o->external.allow_no_landlock)
        add(list, n, "--allow-no-landlock", NULL);
}

size_t els_run_broker_arguments(const els_run_options *o, const char *net, els_arena *arena,
                                const char **list)
{
    size_t n = add_common(o, net, list);
    add(list, &n, "--store", o->store);
    add(list, &n, "--iterations", number(arena, o->iterations));
    add(list, &n, "--batch-size", number(arena, o->batch_size));
    add(list, &n, "--seed", number(arena, o->seed));
    add(list, &n, "--executors", number(arena, o->executors));
    add(list, &n, "--rollout", o->rollout);
    /* They are ours, and started again when they die: if all are silent they are at work on
     * something that ends them when its time is up. */
    add(list, &n, "--executor-wait-ms", "600000");
    if (o->external.paths.n) /* it may take its time over every task of a chunk */
        add(list, &n, "--stage-wait-ms", "600000");
    if (o->plugins.n)
        add(list, &n, "--plugins", joined(arena, &o->plugins));
    if (o->agents.n)
        add(list, &n, "--agents", joined(arena, &o->agents));
    add_given(list, &n, "--data", o->data);
    add_given(list, &n, "--from", o->from);
    add_given(list, &n, "--quiet-hours", o->quiet_hours);
    add_given(list, &n, "--probe-tasks", o->probe_tasks);
    add_given(list, &n, "--transfer-tasks", o->transfer_tasks);
    add_given(list, &n, "--check-tasks", o->check_tasks);
    add_given(list, &n, "--select-tasks", o->select_tasks);
    add_given(list, &n, "--lease-ms", o->lease_ms);
    add_given(list, &n, "--step-ms", o->step_ms);
    add_given(list, &n, "--silence-ms", o->silence_ms);
    add_externals(o, arena, list, &n);
    if (o->deploy_only)
        add(list, &n, "--idle", NULL);
    if (o->reading.skip_bad)
        add(list, &n, "--skip-bad", NULL);
    if (o->no_learning)
        add(list, &n, "--no-learning", NULL);
    add(list, &n, "--once", NULL);
    return n;
}

size_t els_run_stage_arguments(const els_run_options *o, const char *net, els_arena *arena,
                               const char **list)
{
    (void)arena;
    return add_common(o, net, list);
}

size_t els_run_maker_arguments(const els_run_options *o, const char *net, els_arena *arena,
                               const char **list)
{
    size_t n = add_common(o, net, list);
    add_externals(o, arena, list, &n);
    return n;
}
