/* els-broker — wires the sequencer to the sockets and to the store. */
#include "decisions.h"
#include "entry.h"
#include "host.h"
#include "outcomes.h"
#include "record.h"
#include "sequencer.h"
#include "settings.h"
#include "taking.h"

#include <time.h>

typedef struct {
    els_broker_settings set;
    uint64_t run;
    els_store *store;
    els_sequencer *sequencer;
    els_arena arena;       /* for the life of the process */
    els_arena step_arena;  /* for one action */
    uint64_t processes_us; /* when readers are told next who is heard */
    els_recorder recorder;
    uint64_t measure_us;      /* when its own resources are measured next */
    bool spool_is_unreadable; /* said once */
    bool is_ending;
    bool is_over; /* the run was finished before this life began */
} broker;

enum { MEASURE_EVERY_US = 250000, PROCESSES_EVERY_US = 1000000 };
#define PROCESSES_FILE "processes.json"

#define NUMBER(name_, field_, fallback_, low_, high_, help_)                                       \
    ELS_OPTION_RANGED(ELS_OPTION_U64, name_, "N", broker, set.field_, fallback_, low_, high_, help_)
#define MILLISECONDS(name_, field_, fallback_, help_)                                              \
    ELS_OPTION_RANGED(ELS_OPTION_U64, name_, "MS", broker, set.field_, fallback_, 10, 86400000,    \
                      help_)

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", broker, set.store_dir, "els-store",
               "folder of the journal"),
    NUMBER("iterations", iterations, "50", 1, 100000, "iterations of the run"),
    NUMBER("batch-size", batch_size, "10", 1, 65536, "training tasks per iteration"),
    ELS_OPTION(ELS_OPTION_U64, "seed", 0, "S", broker, set.seed, "1", "seed of the run"),
    ELS_OPTION(ELS_OPTION_LIST, "plugins", 0, "A,B", broker, set.plugins, NULL,
               "task plugins (all but noop, and dataset with --data)"),
    ELS_OPTION(ELS_OPTION_LIST, "agents", 0, "A,B", broker, set.agents, NULL,
               "architectures to use (all)"),
    ELS_OPTION(ELS_OPTION_TEXT, "data", 0, "FILE", broker, set.data, NULL,
               "JSON lines with question and answer, for the plugin dataset"),
    ELS_EXTERNALS_OPTIONS(broker, set.external_options),
    ELS_OPTION(ELS_OPTION_FLAG, "skip-bad", 0, NULL, broker, set.skip_bad, NULL,
               "leave out bad lines of --data instead of refusing the file"),
    ELS_OPTION(ELS_OPTION_TEXT, "from", 0, "FILE", broker, set.from, NULL,
               "artifact (els artifact export) that a new run starts from, instead of ignorance"),
    ELS_OPTION(ELS_OPTION_FLAG, "no-learning", 0, NULL, broker, set.no_learning, NULL,
               "run the loop but learn nothing"),
    ELS_OPTION(ELS_OPTION_TEXT, "quiet-hours", 0, "HH:MM-HH:MM", broker, set.quiet_hours, NULL,
               "local time in which the configuration does not change by itself"),
    ELS_OPTION(ELS_OPTION_FLAG, "once", 0, NULL, broker, set.once, NULL, "end after the run"),
    ELS_OPTION(ELS_OPTION_FLAG, "fresh", 0, NULL, broker, set.fresh, NULL,
               "begin a new run even if one was cut off"),
    ELS_OPTION(ELS_OPTION_FLAG, "restarted", 0, NULL, broker, set.is_restart, NULL,
               "it was killed: begin no new run behind the one it had finished"),
    ELS_OPTION(ELS_OPTION_FLAG, "idle", 0, NULL, broker, set.idle, NULL,
               "welcome the processes but begin no run"),
    ELS_OPTION_CHOICE("rollout", "MODE", broker, set.rollout, "all_at_once", ELS_ROLLOUT_NAMES,
                      "in which order executors load a new learned state"),
    NUMBER("executors", executors, "0", 0, 256, "executors expected, before they say hello"),
    NUMBER("window", window, "0", 0, 4096, "chunks out at a time (0: twice the executors, >= 4)"),
    MILLISECONDS("lease-ms", lease_ms, "1000", "lease of a chunk"),
    MILLISECONDS("step-ms", step_ms, "5000", "without advance an iteration is made again"),
    MILLISECONDS("silence-ms", silence_ms, "3000", "a silent executor is dead after"),
    MILLISECONDS("executor-wait-ms", executor_wait_ms, "10000", "fail without any executor after"),
    MILLISECONDS("stage-wait-ms", stage_wait_ms, "30000", "fail without a word of a stage after"),
    NUMBER("probe-tasks", probe_tasks, "240", 1, 8192, "tasks of the full probe set"),
    NUMBER("probe-prefix", probe_prefix, "48", 1, 8192, "of these, measured during the run"),
    NUMBER("probe-every", probe_every, "0", 0, 100000,
           "iterations between such measurements (0: 25 of them in the run)"),
    NUMBER("transfer-tasks", transfer_tasks, "60", 1, 8192, "tasks of the transfer split"),
    NUMBER("select-tasks", select_tasks, "8", 1, 8192, "selection tasks per iteration"),
    NUMBER("check-tasks", check_tasks, "60", 1, 8192,
           "train and select tasks measured before and after"),
    ELS_OPTION_RANGED(ELS_OPTION_F64, "exploration", "SHARE", broker, set.exploration, "0.3", 0, 1,
                      "exploration of the first batch"),
};

static els_err fail_store(broker *self, els_process *process, els_err err)
{
    els_process_fail(process, ELS_EXIT_FAILED, "%s", els_store_error(self->store));
    return err;
}

/* Resumes the run that was cut off, or begins a new one. */
static els_err enter_run(broker *self, els_process *process, els_entered *ret)
{
    const els_artifact_blob *state =
        els_artifact_find(&self->set.from_artifact, ELS_STR(ELS_ARTIFACT_STATE));
    els_entry entry = {.dir = self->set.store_dir,
                       .params = els_params_format(&self->set.params, &self->arena),
                       .fresh = self->set.fresh,
                       .is_restart = self->set.is_restart};
    els_buf why = {0};
    if (state)
        entry.state = state->bytes;
    els_err err = els_entry_take(self->store, &entry, &self->arena, ret, &why);
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_err_line(err, &why));
    els_buf_fini(&why);
    return err;
}

static els_err start_sequencer(broker *self, els_process *process, const els_entered *entered)
{
    const els_store_run *run = &entered->run;
    els_sequencer_options sequencing = {
        .params = &self->set.params,
        .run = run->run,
        .epoch = run->epoch,
        .next_iteration = run->next_iteration,
        .elapsed_us = run->elapsed_us,
        .learning_us = run->learning_us,
        .progress = entered->progress,
        .window = (uint32_t)self->set.window,
        .executors = (uint32_t)self->set.executors,
        .lease_ms = self->set.lease_ms,
        .step_ms = self->set.step_ms,
        .executor_wait_ms = self->set.executor_wait_ms,
        .stage_wait_ms = self->set.stage_wait_ms,
        .silence_ms = self->set.silence_ms,
        .rollout = els_rollout_parse(els_str_of(self->set.rollout)),
        .machine = {els_host_processors(), els_host_memory_kib()},
        .once = self->set.once,
    };
    els_store_artifact *kbs;
    els_err err = els_store_artifacts(self->store, run->run, ELS_ARTIFACT_KB, &self->arena, &kbs,
                                      &sequencing.n_kbs);
    if (err)
        return fail_store(self, process, err);
    sequencing.kbs = kbs;
    err = els_taking_journalled(self->store, run->run, run->next_iteration, &self->arena,
                                &sequencing.commands, &sequencing.n_commands);
    if (err)
        return fail_store(self, process, err);
    self->recorder.store = self->store;
    self->recorder.dir = self->set.store_dir;
    self->recorder.run = run->run;
    self->sequencer = els_sequencer_new(&sequencing, els_process_now_us(process));
    return ELS_OK;
}

/* Lines for readers; that they cannot be written is said and no reason to end a run. */
static void say_unwritten(els_process *process, const char *text, els_err err)
{
    if (err)
        els_log_write(els_process_log(process), ELS_LOG_WARN, text,
                      ELS_PAIRS(ELS_PAIR_CSTR("error", els_err_text(err))));
}

static els_err start(void *context, els_process *process)
{
    broker *self = context;
    els_buf why = {0};
    els_err err = els_broker_settings_read(&self->set, process, &self->arena);
    if (err)
        return err;
    err = els_store_open(self->set.store_dir, true, &self->store, &why);
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "%s", els_err_line(err, &why));
    else if (els_store_note(self->store)[0])
        els_log_write(els_process_log(process), ELS_LOG_WARN, els_store_note(self->store), NULL);
    els_buf_fini(&why);
    els_entered entered = {0};
    const els_store_run *run = &entered.run;
    if (!err && !self->set.idle)
        say_unwritten(process, "decisions.jsonl cannot be written",
                      els_decisions_catch_up(self->set.store_dir, self->store));
    if (!err && !self->set.idle)
        err = enter_run(self, process, &entered);
    say_unwritten(process, "status.json cannot be written", entered.unwritten);
    if (!err)
        err = start_sequencer(self, process, &entered);
    els_buf_fini(&self->set.from_file); /* the journal has it */
    self->is_over = entered.is_over;
    if (err || self->set.idle || self->is_over)
        return err;
    self->run = run->run;
    els_log_write(
        els_process_log(process), ELS_LOG_INFO, run->next_iteration ? "run resumed" : "run begun",
        ELS_PAIRS(ELS_PAIR_NUM("run", run->run), ELS_PAIR_NUM("iteration", run->next_iteration),
                  ELS_PAIR_NUM("iterations", self->set.params.iterations)));
    return ELS_OK;
}

/* ---- actions ---- */

static void do_restore(broker *self, els_process *process, const els_action *action)
{
    els_restore restore;
    els_err err = els_recorder_restore(&self->recorder, action, &self->step_arena, &restore);
    if (err) {
        fail_store(self, process, err);
        self->is_ending = true;
        return;
    }
    err =
        els_process_publish(process, ELS_CHANNEL_CONTROL, action->topic, ELS_MSG_restore, &restore);
    if (err == ELS_E_LIMIT) {
        els_process_fail(process, ELS_EXIT_FAILED,
                         "the state of " ELS_STR_FMT " is larger than one message may be",
                         ELS_STR_ARG(action->topic));
        self->is_ending = true;
    }
}

static void write_lines(broker *self, els_process *process, const els_commit_record *record)
{
    const els_store_iteration *iteration = &record->iteration;
    els_arena arena = {0};
    els_msg_type type;
    const void *message = NULL;
    els_err err = els_decode(iteration->analysis, &arena, &type, &message, NULL);
    if (!err && type == ELS_MSG_analysis)
        err = els_outcomes_write(self->set.store_dir, iteration->run, message);
    say_unwritten(process, "outcomes.jsonl cannot be written", err);
    say_unwritten(process, "decisions.jsonl cannot be written",
                  els_decisions_write(self->set.store_dir, iteration->run, record->progress));
    els_arena_fini(&arena);
}

/* Puts an action on disk. False when the disk does not take it now: until it does, nothing goes on
 * and nothing is acknowledged. */
static bool record(broker *self, els_process *process, const els_action *action)
{
    els_buf why = {0};
    els_record_result result =
        els_recorder_do(&self->recorder, action, els_process_now_us(process), &why);
    const char *text = why.len ? why.ptr : "the progress cannot be stored";
    if (result == ELS_RECORD_WAITS)
        els_log_write(els_process_log(process), ELS_LOG_ERROR,
                      "the journal cannot be written: the run waits until it can",
                      ELS_PAIRS(ELS_PAIR_CSTR("why", text)));
    else if (result == ELS_RECORD_RESUMED)
        els_log_write(els_process_log(process), ELS_LOG_WARN,
                      "the journal can be written again: the run goes on", NULL);
    else if (result == ELS_RECORD_FAILED)
        els_process_fail(process, ELS_EXIT_FAILED, "%s", text);
    self->is_ending = self->is_ending || result == ELS_RECORD_FAILED;
    els_buf_fini(&why);
    return result != ELS_RECORD_WAITS && result != ELS_RECORD_STILL;
}

/* Where each chunk is, for whoever wants to know: --log-level debug. */
static void say_chunk(els_process *process, const char *what, const els_chunk_done *at)
{
    els_log_write(els_process_log(process), ELS_LOG_DEBUG, what,
                  ELS_PAIRS(ELS_PAIR_NUM("epoch", at->epoch),
                            ELS_PAIR_NUM("iteration", at->iteration),
                            ELS_PAIR_NUM("chunk", at->chunk), ELS_PAIR_NUM("attempt", at->attempt),
                            ELS_PAIR("by", at->instance)));
}

/* False when the action is not done yet. */
static bool do_action(broker *self, els_process *process, const els_action *action)
{
    bool is_done = true;
    switch (action->kind) {
    case ELS_ACTION_PUBLISH:
        if (!action->message)
            (void)els_process_send_raw(process, ELS_CHANNEL_CONTROL, action->topic, action->frame);
        else /* a full queue is as a lost message: whatever matters is published again */
            (void)els_process_publish(process, ELS_CHANNEL_CONTROL, action->topic, action->type,
                                      action->message);
        break;
    case ELS_ACTION_GRANT: { /* one that is not sent comes again when its lease is over */
        const els_grant *grant = action->message;
        (void)els_process_send(process, ELS_CHANNEL_GRANTS, ELS_MSG_grant, grant);
        say_chunk(process, "granted",
                  &(els_chunk_done){.epoch = grant->epoch,
                                    .iteration = grant->iteration,
                                    .chunk = grant->chunk,
                                    .attempt = grant->attempt,
                                    .instance = ELS_STR("-")});
        break;
    }
    case ELS_ACTION_EPOCH:
        els_process_discard(process, ELS_CHANNEL_GRANTS);
        is_done = record(self, process, action);
        break;
    case ELS_ACTION_RESTORE:
        do_restore(self, process, action);
        break;
    case ELS_ACTION_COMMIT:
        is_done = record(self, process, action);
        if (is_done && !self->is_ending)
            write_lines(self, process, action->record);
        break;
    case ELS_ACTION_COMMANDS:
        is_done = record(self, process, action);
        if (is_done)
            els_quiet_taken(&self->set.quiet, action->commands, action->n_commands);
        break;
    case ELS_ACTION_NOTE:
        els_log_write(els_process_log(process), ELS_LOG_WARN,
                      els_arena_strdup(&self->step_arena, action->text), NULL);
        break;
    case ELS_ACTION_WAIT:
        els_log_write(els_process_log(process), ELS_LOG_DEBUG, "waiting",
                      ELS_PAIRS(ELS_PAIR("for", action->text)));
        break;
    case ELS_ACTION_ROLLOUT:
        els_log_write(els_process_log(process), ELS_LOG_DEBUG, "rollout",
                      ELS_PAIRS(ELS_PAIR("what", action->text)));
        break;
    case ELS_ACTION_FINISH:
        self->is_ending = true;
        if (action->exit_code == ELS_EXIT_OK)
            els_process_stop(process, els_arena_strdup(&self->arena, action->text));
        else
            els_process_fail(process, action->exit_code, ELS_STR_FMT, ELS_STR_ARG(action->text));
        break;
    }
    return is_done;
}

/* What waits for the disk comes first. What it points to lives on: until it is done the sequencer
 * is told nothing. */
static void do_actions(broker *self, els_process *process)
{
    els_action action = self->recorder.pending;
    if (self->recorder.waits && (self->is_ending || !do_action(self, process, &action)))
        return;
    while (!self->is_ending && els_sequencer_next_action(self->sequencer, &action)) {
        bool is_done = do_action(self, process, &action);
        els_arena_reset(&self->step_arena);
        if (!is_done)
            return;
    }
}

/* The sequencer's time: that in which the disk took nothing is nobody's silence. */
static uint64_t now_of(const broker *self, els_process *process)
{
    return els_process_now_us(process) - self->recorder.waited_us;
}

static void on_message(void *context, els_process *process, els_channel channel, els_msg_type type,
                       const void *message, els_str frame)
{
    broker *self = context;
    if (channel != ELS_CHANNEL_INBOX || self->is_ending || self->is_over || self->recorder.waits)
        return; /* whatever is lost while the disk is full is sent again, or the iteration made
                   again */
    if (type == ELS_MSG_chunk_done)
        say_chunk(process, "done", message);
    if (type == ELS_MSG_hello)
        els_log_write(els_process_log(process), ELS_LOG_DEBUG, "hello",
                      ELS_PAIRS(ELS_PAIR("by", ((const els_hello *)message)->instance)));
    els_sequencer_message(self->sequencer, type, message, frame, now_of(self, process));
    do_actions(self, process);
}

/* Appends the beginning or the end of quiet hours when it is due. */
static void add_quiet(broker *self, els_spool_reading *waiting)
{
    struct tm local;
    time_t now = time(NULL);
    els_command command;
    if (!self->set.quiet.is_used || !localtime_r(&now, &local) ||
        !els_quiet_command(&self->set.quiet, (uint32_t)(local.tm_hour * 60 + local.tm_min),
                           (uint64_t)now, &self->step_arena, &command))
        return;
    els_command *list = ELS_ARENA_NEW(&self->step_arena, els_command, waiting->n_commands + 1);
    list[0] = command; /* first: however many wait, it is taken */
    for (uint32_t i = 0; i < waiting->n_commands; i++)
        list[i + 1] = waiting->commands[i];
    waiting->commands = list;
    waiting->n_commands++;
}

/* Hands the sequencer what waits in the spool. */
static void offer_commands(broker *self, els_process *process)
{
    els_spool_reading waiting;
    els_buf why = {0};
    els_err err =
        els_taking_read(self->store, self->set.store_dir, &self->step_arena, &waiting, &why);
    if (err && !self->spool_is_unreadable)
        els_log_write(els_process_log(process), ELS_LOG_WARN, "commands are not taken",
                      ELS_PAIRS(ELS_PAIR("why", els_buf_str(&why))));
    self->spool_is_unreadable = err != ELS_OK;
    for (uint32_t i = 0; !err && i < waiting.n_refusals; i++)
        els_log_write(els_process_log(process), ELS_LOG_WARN,
                      els_arena_strdup(&self->step_arena, waiting.refusals[i]), NULL);
    if (err)
        waiting = (els_spool_reading){0};
    add_quiet(self, &waiting);
    if (!err || waiting.n_commands)
        els_sequencer_offer(self->sequencer, waiting.commands, waiting.n_commands);
    els_buf_fini(&why);
    els_arena_reset(&self->step_arena);
}

/* For readers alone: a failure ends nothing. */
static void write_processes(broker *self, els_process *process, uint64_t now_us)
{
    els_buf text = {0};
    els_sequencer_write_processes(self->sequencer, now_us, &text);
    if (els_store_write_file(self->store, PROCESSES_FILE, els_buf_str(&text)))
        els_log_write(els_process_log(process), ELS_LOG_WARN, els_store_error(self->store), NULL);
    els_buf_fini(&text);
}

static int64_t on_tick(void *context, els_process *process, int64_t now_ms)
{
    broker *self = context;
    if (self->is_over)
        els_process_stop(process, "the run is finished");
    if (self->is_ending || self->is_over ||
        self->set.idle) /* without a tick the sequencer begins nothing */
        return ELS_NEVER;
    uint64_t real_us = els_process_now_us(process);
    if (real_us >= self->processes_us) {
        self->processes_us = real_us + PROCESSES_EVERY_US;
        write_processes(self, process, real_us);
    }
    if (self->recorder.waits) {
        if (real_us >= self->recorder.retry_us)
            do_actions(self, process);
        return now_ms + 100;
    }
    uint64_t now_us = now_of(self, process);
    if (now_us >= self->measure_us) { /* nobody hears heartbeats of the broker but itself */
        els_heartbeat own = els_process_heartbeat(process);
        self->measure_us = now_us + MEASURE_EVERY_US;
        els_sequencer_message(self->sequencer, ELS_MSG_heartbeat, &own, (els_str){NULL, 0}, now_us);
        do_actions(self, process);
    }
    offer_commands(self, process);
    uint64_t next_us = els_sequencer_tick(self->sequencer, now_us);
    do_actions(self, process);
    return now_ms + (int64_t)((next_us - now_us) / 1000);
}

static void fini(void *context)
{
    broker *self = context;
    els_sequencer_free(&self->sequencer);
    if (self->store)
        els_store_remove_file(self->store, PROCESSES_FILE);
    els_store_close(&self->store);
    els_arena_fini(&self->arena);
    els_arena_fini(&self->step_arena);
    els_recorder_fini(&self->recorder);
    els_buf_fini(&self->set.from_file);
}

int main(int argc, char **argv)
{
    static const els_process_desc desc = {
        .role = ELS_ROLE_BROKER,
        .summary = "sequences iterations and keeps the journal",
        .options = options,
        .n_options = sizeof options / sizeof options[0],
        .self_size = sizeof(broker),
        .start = start,
        .on_message = on_message,
        .on_tick = on_tick,
        .fini = fini,
    };
    return els_process_main(&desc, argc, argv);
}
