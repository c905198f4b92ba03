/* The phases of an iteration, and what time does to them; messages are in sequencer_inbox.c. */
#include "sequencer_impl.h"

#include <stdio.h>
#include <stdlib.h>

/* An unanswered restore was lost (a socket had not joined) or takes its time (a long replay): it is
 * sent again after the first time, then after twice as long each, up to the last. */
#define RESTORE_PATIENCE_US 250000u
#define RESTORE_PATIENCE_MAX_US 4000000u
#define ALIVE_US 1000000u /* a process heard so recently can hear */
#define PLAN_EVERY_US 200000u
#define WAIT_EVERY_US 1000000u /* between log lines on what is waited for */
#define TICK_US 50000u
#define IDLE_TICK_US 1000000u
#define ABSENT_US 1000000u    /* between two ticks: the broker did not run */
#define WORKING_US 600000000u /* a stage that has said that it works may be silent for as long */
#define REDOS_MAX 8u          /* of one iteration in a row, then the run fails */
#define ATTEMPTS_MAX 60u      /* of one chunk, then the iteration is made again */

const char *const els_seq_fixed_names[FIXED] = {"analyzer", "applier", "forecaster",
                                                "goaler",   "monitor", "generator"};

/* ---- actions ---- */

els_action *els_seq_act(els_sequencer *s, els_action_kind kind)
{
    if (s->n_actions == s->cap_actions) {
        size_t cap = s->cap_actions ? s->cap_actions * 2 : 32;
        els_action *actions = realloc(s->actions, cap * sizeof *actions);
        if (!actions)
            els_out_of_memory(cap * sizeof *actions);
        s->actions = actions;
        s->cap_actions = cap;
    }
    els_action *action = &s->actions[s->n_actions++];
    *action = (els_action){.kind = kind};
    return action;
}

void els_seq_publish(els_sequencer *s, els_str topic, els_msg_type type, const void *message)
{
    els_action *action = els_seq_act(s, ELS_ACTION_PUBLISH);
    action->topic = topic;
    action->type = type;
    action->message = message;
}

void els_seq_note(els_sequencer *s, els_str text)
{
    els_seq_act(s, ELS_ACTION_NOTE)->text = text;
}

void els_seq_finish(els_sequencer *s, int exit_code, els_str text)
{
    els_action *action = els_seq_act(s, ELS_ACTION_FINISH);
    action->exit_code = exit_code;
    action->text = text;
    s->phase = PHASE_FINISHED;
}

void els_seq_begin_step(els_sequencer *s)
{
    s->n_actions = s->next_action = 0;
    els_arena_reset(&s->action_arena);
}

bool els_sequencer_next_action(els_sequencer *s, els_action *ret_action)
{
    if (s->next_action == s->n_actions)
        return false;
    *ret_action = s->actions[s->next_action++];
    return true;
}

/* ---- life ---- */

static void take_guidance(els_sequencer *s, const els_progress *progress)
{
    els_arena_reset(&s->guidance_arena);
    els_mix *mix = ELS_ARENA_NEW(&s->guidance_arena, els_mix, progress->n_next_mix);
    for (uint32_t i = 0; i < progress->n_next_mix; i++)
        mix[i] = (els_mix){
            .plugin = els_arena_copy(&s->guidance_arena, progress->next_mix[i].plugin),
            .family = els_arena_copy(&s->guidance_arena, progress->next_mix[i].family),
            .weight = progress->next_mix[i].weight,
            .made = progress->next_mix[i].made,
        };
    els_proposal *proposals =
        ELS_ARENA_NEW(&s->guidance_arena, els_proposal, progress->n_proposals);
    for (uint32_t i = 0; i < progress->n_proposals; i++)
        proposals[i] = *(els_proposal *)els_record_copy(&s->guidance_arena, "proposal",
                                                        &progress->proposals[i]);
    els_config_value *config =
        ELS_ARENA_NEW(&s->guidance_arena, els_config_value, progress->n_config);
    for (uint32_t i = 0; i < progress->n_config; i++)
        config[i] = *(els_config_value *)els_record_copy(&s->guidance_arena, "config_value",
                                                         &progress->config[i]);
    s->guidance = (els_plan_guidance){
        .live_version = progress->live_version,
        .candidate_version = progress->candidate_version,
        .rollback_version = progress->rollback_version,
        .mix = mix,
        .n_mix = progress->n_next_mix,
        .walk = progress->next_walk,
        .exploration = progress->next_exploration,
        .difficulty = progress->next_difficulty,
        .proposals = proposals,
        .n_proposals = progress->n_proposals,
        .config = config,
        .n_config = progress->n_config,
        .trial = progress->n_trial
                     ? els_record_copy(&s->guidance_arena, "config_trial", &progress->trial[0])
                     : NULL,
    };
}

static void add_kb(els_sequencer *s, els_str name, els_str frame, bool in, bool stored)
{
    if (s->n_kbs == KBS_MAX)
        return;
    s->kbs[s->n_kbs++] = (kb_slot){
        .name = els_arena_copy(&s->run_arena, name),
        .frame = els_arena_copy(&s->run_arena, frame),
        .stored = stored,
        .in = in,
    };
}

els_sequencer *els_sequencer_new(const els_sequencer_options *options, uint64_t now_us)
{
    els_sequencer *s = els_zeroed(1, sizeof *s);
    s->options = *options;
    s->epoch = options->epoch;
    s->iteration = options->next_iteration;
    s->session_us = s->executor_us = s->ticked_us = now_us;
    s->elapsed_us = options->elapsed_us;
    s->learning_us = options->learning_us;
    for (int i = 0; i < FIXED; i++)
        s->fixed[i].heard_us = now_us;
    els_leases_init(&s->leases, options->window, options->executors, options->lease_ms * 1000,
                    options->silence_ms * 1000);
    els_rollout_init(&s->rollout, options->rollout, options->lease_ms * 1000);
    els_gauges_init(&s->gauges, &options->machine, now_us);
    if (options->progress)
        take_guidance(s, options->progress);
    els_seq_keep_commands(s, options->commands, options->n_commands, options->next_iteration);
    for (uint32_t i = 0; i < options->n_kbs; i++)
        add_kb(s, options->kbs[i].name, options->kbs[i].bytes, true, true);
    for (uint32_t i = 0; options->n_kbs == 0 && i < options->params->n_plugins; i++)
        add_kb(s, options->params->plugins[i], (els_str){NULL, 0}, false, false);
    return s;
}

void els_sequencer_free(els_sequencer **sequencer)
{
    els_sequencer *s = sequencer ? *sequencer : NULL;
    if (!s)
        return;
    for (int i = 0; i < FIXED; i++)
        els_buf_fini(&s->fixed[i].checkpoint);
    els_leases_fini(&s->leases);
    els_buf_fini(&s->analysis);
    els_arena_fini(&s->run_arena);
    els_arena_fini(&s->plan_arena);
    els_arena_fini(&s->progress_arena);
    els_arena_fini(&s->guidance_arena);
    els_arena_fini(&s->offered_arena);
    els_arena_fini(&s->commands_arena);
    els_arena_fini(&s->action_arena);
    free(s->actions);
    free(s);
    *sequencer = NULL;
}

uint64_t els_sequencer_epoch(const els_sequencer *s)
{
    return s->epoch;
}

bool els_sequencer_is_finished(const els_sequencer *s)
{
    return s->phase == PHASE_FINISHED;
}

/* ---- restoring ---- */

void els_seq_restore_one(els_sequencer *s, int stage, uint64_t now_us)
{
    fixed_process *process = &s->fixed[stage];
    if (!process->is_known || process->restore_is_sent)
        return;
    process->restore_is_sent = true;
    process->restore_us = now_us;
    if (process->patience_us == 0)
        process->patience_us = RESTORE_PATIENCE_US;
    els_action *action = els_seq_act(s, ELS_ACTION_RESTORE);
    action->topic = els_str_of(els_seq_fixed_names[stage]);
    action->epoch = s->epoch;
    action->iteration = s->iteration;
}

/* A stage answers the second copy of a restore without going back, so too many do no harm. */
static void repeat_restores(els_sequencer *s, uint64_t now_us)
{
    for (int i = 0; i < STAGES; i++) {
        fixed_process *process = &s->fixed[i];
        if (process->restored || !process->restore_is_sent ||
            now_us - process->restore_us < process->patience_us ||
            now_us - process->heard_us > ALIVE_US)
            continue;
        if (process->patience_us < RESTORE_PATIENCE_MAX_US)
            process->patience_us *= 2;
        process->restore_is_sent = false;
        els_seq_restore_one(s, i, now_us);
    }
}

static void forget_iteration(els_sequencer *s)
{
    for (int i = 0; i < STAGES; i++)
        s->fixed[i].has_checkpoint = s->fixed[i].is_working = false;
    s->planned = s->has_analysis = s->has_progress = false;
}

/* Starts the iteration under a new epoch: all stages go back to the last commit. */
static void begin_epoch(els_sequencer *s, uint64_t now_us)
{
    s->epoch++;
    s->phase = PHASE_RESTORING;
    s->wait_us = now_us + WAIT_EVERY_US;
    forget_iteration(s);
    els_seq_act(s, ELS_ACTION_EPOCH)->epoch = s->epoch;
    for (int i = 0; i < STAGES; i++) {
        s->fixed[i].restored = s->fixed[i].restore_is_sent = false;
        s->fixed[i].patience_us = 0;
        els_seq_restore_one(s, i, now_us);
    }
}

/* Once per WAIT_EVERY_US without an advance. */
static void log_wait(els_sequencer *s, uint64_t now_us)
{
    if (s->phase == PHASE_FINISHED || now_us < s->wait_us)
        return;
    s->wait_us = now_us + WAIT_EVERY_US;
    els_seq_act(s, ELS_ACTION_WAIT)->text = els_seq_waits_for(s);
}

void els_seq_redo(els_sequencer *s, els_str why, uint64_t now_us)
{
    els_str waited_for = els_seq_missing(s);
    if (++s->redos > REDOS_MAX) {
        els_seq_finish(s, ELS_EXIT_TIMEOUT,
                       els_arena_printf(&s->action_arena,
                                        "iteration %llu failed %u times in a row (" ELS_STR_FMT
                                        "); missing:" ELS_STR_FMT,
                                        (unsigned long long)s->iteration, s->redos,
                                        ELS_STR_ARG(why), ELS_STR_ARG(waited_for)));
        return;
    }
    els_seq_note(s, els_arena_printf(&s->action_arena,
                                     "iteration %llu is made again under epoch %llu: " ELS_STR_FMT
                                     "; missing:" ELS_STR_FMT,
                                     (unsigned long long)s->iteration,
                                     (unsigned long long)s->epoch + 1, ELS_STR_ARG(why),
                                     ELS_STR_ARG(waited_for)));
    begin_epoch(s, now_us);
}

/* ---- planning ---- */

void els_seq_publish_kb(els_sequencer *s, const kb_slot *kb)
{
    if (kb->frame.len == 0)
        return;
    els_action *action = els_seq_act(s, ELS_ACTION_PUBLISH);
    action->topic = ELS_STR("all");
    action->type = ELS_MSG_kb;
    action->frame = kb->frame;
}

static bool kbs_are_in(const els_sequencer *s)
{
    for (uint32_t i = 0; i < s->n_kbs; i++)
        if (!s->kbs[i].in)
            return false;
    return true;
}

/* The plan goes first: from it the generator knows the seed that the knowledge bases depend on. */
static void publish_plan(els_sequencer *s, uint64_t now_us)
{
    els_seq_publish(s, ELS_STR("all"), ELS_MSG_plan, &s->plan);
    for (uint32_t i = 0; i < s->n_kbs; i++) {
        if (s->kbs[i].in)
            continue;
        els_kb_want *want = ELS_ARENA_NEW(&s->action_arena, els_kb_want, 1);
        *want = (els_kb_want){.instance = ELS_STR("broker"), .name = s->kbs[i].name};
        els_seq_publish(s, ELS_STR("generator"), ELS_MSG_kb_want, want);
    }
    s->repeat_us = now_us + PLAN_EVERY_US;
}

void els_seq_begin_plan(els_sequencer *s, uint64_t now_us)
{
    forget_iteration(s);
    s->phase = PHASE_PLANNING;
    s->begun_us = s->advanced_us = now_us;
    s->wait_us = now_us + WAIT_EVERY_US;
    els_plan_stamp stamp = {
        .run = s->options.run,
        .epoch = s->epoch,
        .started_s = (double)(s->elapsed_us + (now_us - s->session_us)) / 1e6,
        .learning_done_us = s->learning_us,
    };
    els_rollout_want(&s->rollout, s->guidance.live_version, s->guidance.candidate_version,
                     s->guidance.rollback_version, now_us);
    els_seq_take_commands(s);
    s->guidance.commands = s->commands;
    s->guidance.n_commands = s->n_commands;
    els_arena_reset(&s->plan_arena);
    stamp.n_gauges = els_gauges_take(&s->gauges, now_us, &s->plan_arena, &stamp.gauges);
    els_planner_make(s->options.params, s->iteration, &s->guidance, &stamp, &s->plan_arena,
                     &s->plan);
    publish_plan(s, now_us);
}

/* ---- granting ---- */

static void grant_chunk(els_sequencer *s, const els_chunk *chunk)
{
    els_segment *segment = &s->plan.segments[chunk->segment];
    els_grant *grant = ELS_ARENA_NEW(&s->action_arena, els_grant, 1);
    *grant = (els_grant){
        .epoch = s->epoch,
        .iteration = s->iteration,
        .chunk = chunk->number,
        .attempt = chunk->attempt,
        .seed = s->plan.seed,
        .state_version = els_seq_version_for(s, segment->arm),
        .exploration = s->plan.exploration,
        .plugins = s->plan.plugins,
        .n_plugins = s->plan.n_plugins,
        .agents = s->plan.agents,
        .n_agents = s->plan.n_agents,
        .data = s->plan.data,
        .segment = segment,
        .n_segment = 1,
        .first = chunk->first,
        .count = chunk->count,
    };
    if (segment->arm != ELS_ARM_BASELINE) { /* the untrained system has the defaults */
        grant->config = s->plan.config;
        grant->n_config = s->plan.n_config;
        grant->trial = s->plan.trial;
        grant->n_trial = s->plan.n_trial;
    }
    els_action *action = els_seq_act(s, ELS_ACTION_GRANT);
    action->type = ELS_MSG_grant;
    action->message = grant;
}

/* Answers for a poison task in the executors' place: an infrastructure failure, never a lesson. */
static void set_aside(els_sequencer *s, const els_chunk *chunk)
{
    els_result *result = ELS_ARENA_NEW(&s->action_arena, els_result, 1);
    *result = (els_result){
        .index = chunk->first,
        .status = ELS_STATUS_INFRASTRUCTURE,
        .trace = ELS_STR("set aside: it ended three executors"),
    };
    els_result_chunk *chunk_result = ELS_ARENA_NEW(&s->action_arena, els_result_chunk, 1);
    *chunk_result = (els_result_chunk){
        .epoch = s->epoch,
        .iteration = s->iteration,
        .chunk = chunk->number,
        .attempt = chunk->attempt,
        .state_version = els_seq_version_for(s, s->plan.segments[chunk->segment].arm),
        .instance = ELS_STR("broker"),
        .results = result,
        .n_results = 1,
    };
    els_seq_publish(s, ELS_STR("analyzer"), ELS_MSG_result_chunk, chunk_result);
    els_seq_note(s, els_arena_printf(
                        &s->action_arena,
                        "task %u of segment " ELS_STR_FMT " ended %u executors and is set aside",
                        chunk->first, ELS_STR_ARG(s->plan.segments[chunk->segment].name),
                        chunk->deaths));
}

void els_seq_grant_more(els_sequencer *s, uint64_t now_us)
{
    const els_chunk *chunk;
    while ((chunk = els_leases_poison(&s->leases, now_us)))
        set_aside(s, chunk);
    if (s->leases.n_executors == 0)
        return; /* nobody could take it: a queue in front of nobody only makes duplicates */
    uint64_t blocked = els_seq_blocked(s);
    while ((chunk = els_leases_grant(&s->leases, blocked, now_us)))
        grant_chunk(s, chunk);
}

void els_seq_begin_tasks_when_ready(els_sequencer *s, uint64_t now_us)
{
    if (s->phase != PHASE_PLANNING || !s->planned || !kbs_are_in(s))
        return;
    s->phase = PHASE_RUNNING;
    s->advanced_us = now_us;
    els_leases_cut(&s->leases, &s->plan, els_planner_is_noop(s->options.params));
    els_seq_grant_more(s, now_us);
}

/* ---- committing ---- */

static els_store_checkpoint_record *list_checkpoints(els_sequencer *s)
{
    els_store_checkpoint_record *list =
        ELS_ARENA_NEW(&s->action_arena, els_store_checkpoint_record, STAGES);
    for (int i = 0; i < STAGES; i++)
        list[i] = (els_store_checkpoint_record){
            .role = els_str_of(els_seq_fixed_names[i]),
            .whole = s->fixed[i].whole,
            .bytes = els_buf_str(&s->fixed[i].checkpoint),
        };
    return list;
}

/* Knowledge bases that no commit has stored yet; they count as stored from now on. */
static els_store_artifact *take_new_kbs(els_sequencer *s, uint32_t *ret_count)
{
    els_store_artifact *list = ELS_ARENA_NEW(&s->action_arena, els_store_artifact, s->n_kbs);
    *ret_count = 0;
    for (uint32_t i = 0; i < s->n_kbs; i++) {
        if (s->kbs[i].stored)
            continue;
        s->kbs[i].stored = true;
        list[(*ret_count)++] =
            (els_store_artifact){.name = s->kbs[i].name, .bytes = s->kbs[i].frame};
    }
    return list;
}

static els_commit_record *make_record(els_sequencer *s, uint64_t now_us)
{
    els_arena *arena = &s->action_arena;
    els_progress *lean = ELS_ARENA_NEW(arena, els_progress, 1);
    *lean = s->progress;
    lean->report_json = lean->config_json = (els_str){NULL, 0};
    els_commit_record *record = ELS_ARENA_NEW(arena, els_commit_record, 1);
    *record = (els_commit_record){
        .iteration =
            {
                .run = s->options.run,
                .epoch = s->epoch,
                .iteration = s->iteration,
                .duration_us = now_us - s->begun_us,
                .elapsed_us = s->elapsed_us + (now_us - s->session_us),
                .analysis = els_buf_str(&s->analysis),
                .checkpoints = list_checkpoints(s),
                .n_checkpoints = STAGES,
                .last = s->plan.last,
                .report_json = s->plan.last ? s->progress.report_json : (els_str){NULL, 0},
            },
        .progress = lean,
        .status_json = s->progress.status_json,
        .config_json = s->progress.config_json,
    };
    record->iteration.artifacts = take_new_kbs(s, &record->iteration.n_artifacts);
    return record;
}

static void end_run(els_sequencer *s)
{
    forget_iteration(s);
    s->phase = PHASE_FINISHED;
    if (!s->options.once) {
        els_seq_note(s, ELS_STR("the run is finished"));
        return;
    }
    els_stop *stop = ELS_ARENA_NEW(&s->action_arena, els_stop, 1);
    *stop = (els_stop){.reason = ELS_STR("the run is finished")};
    els_seq_publish(s, ELS_STR("all"), ELS_MSG_stop, stop);
    els_seq_finish(s, ELS_EXIT_OK, ELS_STR("the run is finished"));
}

static void commit(els_sequencer *s, uint64_t now_us)
{
    els_seq_act(s, ELS_ACTION_COMMIT)->record = make_record(s, now_us);
    els_commit *message = ELS_ARENA_NEW(&s->action_arena, els_commit, 1);
    *message = (els_commit){
        .run = s->options.run,
        .epoch = s->epoch,
        .iteration = s->iteration,
        .last = s->plan.last,
    };
    els_seq_publish(s, ELS_STR("all"), ELS_MSG_commit, message);
    s->learning_us += now_us - s->begun_us;
    s->redos = 0;
    s->iteration++;
    take_guidance(s, &s->progress);
    if (s->plan.last)
        end_run(s);
    else
        els_seq_begin_plan(s, now_us);
}

void els_seq_commit_when_complete(els_sequencer *s, uint64_t now_us)
{
    if (s->phase != PHASE_RUNNING || !s->has_analysis || !s->has_progress)
        return;
    for (int i = 0; i < STAGES; i++)
        if (!s->fixed[i].has_checkpoint)
            return;
    commit(s, now_us);
}

/* ---- time ---- */

static uint64_t later(uint64_t us, uint64_t by_us, uint64_t most_us)
{
    return us + by_us < most_us ? us + by_us : most_us;
}

/* While the broker itself did not run (stopped, frozen with its container) it did not listen:
 * nobody was silent then. */
static void forgive_own_absence(els_sequencer *s, uint64_t now_us)
{
    uint64_t away_us = now_us - s->ticked_us;
    s->ticked_us = now_us;
    if (away_us < ABSENT_US)
        return;
    for (int i = 0; i < FIXED; i++)
        s->fixed[i].heard_us = later(s->fixed[i].heard_us, away_us, now_us);
    s->executor_us = later(s->executor_us, away_us, now_us);
    s->advanced_us = later(s->advanced_us, away_us, now_us);
}

static void check_silence(els_sequencer *s, uint64_t now_us)
{
    for (int i = 0; i < FIXED; i++) {
        uint64_t silent_us = now_us - s->fixed[i].heard_us;
        uint64_t patience_us = s->options.stage_wait_ms * 1000;
        if (silent_us <= patience_us || (s->fixed[i].is_working && silent_us <= WORKING_US))
            continue;
        els_seq_finish(s, ELS_EXIT_TIMEOUT,
                       els_arena_printf(&s->action_arena,
                                        "%s has not been heard of for %llu ms: is els-%s running?",
                                        els_seq_fixed_names[i],
                                        (unsigned long long)(silent_us / 1000),
                                        els_seq_fixed_names[i]));
        return;
    }
    if (s->leases.n_executors)
        s->executor_us = now_us;
    if (s->phase == PHASE_RUNNING && !els_leases_all_done(&s->leases) &&
        now_us - s->executor_us > s->options.executor_wait_ms * 1000)
        els_seq_finish(
            s, ELS_EXIT_TIMEOUT,
            els_arena_printf(&s->action_arena,
                             "no executor has been heard of for %llu ms: start els-executor",
                             (unsigned long long)((now_us - s->executor_us) / 1000)));
}

/* A stage that has said that it works and has not been heard since is not waited for in vain: it
 * may have much to learn on a busy machine. If it is gone its silence or its next life tells. */
static bool is_any_working(const els_sequencer *s)
{
    for (int i = 0; i < STAGES; i++)
        if (s->fixed[i].is_working)
            return true;
    return false;
}

static void tick_running(els_sequencer *s, uint64_t now_us)
{
    els_leases_expire(&s->leases, now_us);
    els_seq_grant_more(s, now_us);
    if (s->leases.max_attempt > ATTEMPTS_MAX) {
        els_seq_redo(s, ELS_STR("a chunk was handed out too often"), now_us);
        return;
    }
    uint64_t patience_us = (s->options.step_ms * 1000) << (s->redos < 4 ? s->redos : 4);
    if ((s->has_analysis || els_leases_all_done(&s->leases)) && !is_any_working(s) &&
        now_us - s->advanced_us > patience_us)
        els_seq_redo(s, ELS_STR("no advance"), now_us);
}

uint64_t els_sequencer_tick(els_sequencer *s, uint64_t now_us)
{
    els_seq_begin_step(s);
    if (s->phase == PHASE_FINISHED)
        return now_us + IDLE_TICK_US;
    forgive_own_absence(s, now_us);
    check_silence(s, now_us);
    switch (s->phase) {
    case PHASE_NEW:
        begin_epoch(s, now_us);
        break;
    case PHASE_RESTORING:
        repeat_restores(s, now_us);
        break;
    case PHASE_PLANNING:
        if (now_us >= s->repeat_us)
            publish_plan(s, now_us);
        break;
    case PHASE_RUNNING:
        tick_running(s, now_us);
        break;
    case PHASE_FINISHED:
        break;
    }
    els_seq_roll_out(s, now_us);
    log_wait(s, now_us);
    return now_us + TICK_US;
}
