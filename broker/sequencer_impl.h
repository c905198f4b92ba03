/* sequencer_impl.h — the sequencer's inside, shared by sequencer.c (the phases) and
 * sequencer_inbox.c (the messages). Include sequencer.h elsewhere. */
#ifndef ELS_SEQUENCER_IMPL_H
#define ELS_SEQUENCER_IMPL_H

#include "codec.h"
#include "rollout.h"
#include "sequencer.h"

#define KBS_MAX 256u

enum { STAGE_ANALYZER, STAGE_APPLIER, STAGE_FORECASTER, STAGE_GOALER, STAGE_MONITOR, STAGES };
enum { GENERATOR = STAGES, FIXED }; /* fixed processes: the stages, then the generator */

/* Names of the fixed processes: their roles, and the topics of the stages. */
extern const char *const els_seq_fixed_names[FIXED];

typedef enum { PHASE_NEW, PHASE_RESTORING, PHASE_PLANNING, PHASE_RUNNING, PHASE_FINISHED } phase;

typedef struct {
    uint64_t start_id; /* 0: it has not said hello to this broker */
    char instance[65]; /* of that life */
    uint64_t heard_us;
    bool is_known;        /* a heartbeat has followed its hello: it hears what is published */
    bool restore_is_sent; /* in this epoch, to this life of it */
    bool restored;        /* in this epoch */
    uint64_t restore_us;  /* when it was sent */
    uint64_t patience_us; /* until it is sent again */
    bool is_working;      /* it has said that it is at its part, and was not heard since */
    bool has_checkpoint;
    bool whole;
    els_buf checkpoint;
} fixed_process;

typedef struct {
    els_str name; /* in the run's arena */
    els_str frame;
    bool stored; /* in the journal */
    bool in;
} kb_slot;

struct els_sequencer {
    els_sequencer_options options;
    phase phase;
    uint64_t epoch;
    uint64_t iteration;
    uint64_t session_us; /* when this session began */
    uint64_t elapsed_us; /* of the run before this session */
    uint64_t learning_us;
    uint64_t begun_us;    /* when the plan of this iteration was first published */
    uint64_t advanced_us; /* newest advance of this iteration */
    uint64_t wait_us;     /* when a log line on what is waited for is due */
    uint64_t repeat_us;   /* when the plan is published again */
    uint64_t ticked_us;   /* newest tick */
    uint64_t executor_us; /* newest time at which an executor was known */
    uint32_t redos;
    fixed_process fixed[FIXED];
    els_leases leases;
    els_rollout rollout;
    els_gauges gauges;
    kb_slot kbs[KBS_MAX];
    uint32_t n_kbs;
    bool planned;
    bool has_analysis, has_progress;
    els_buf analysis;
    els_progress progress; /* in progress_arena */
    els_plan plan;         /* in plan_arena */
    els_plan_guidance guidance;
    els_command *offered; /* in offered_arena */
    uint32_t n_offered;
    els_command *commands; /* taken for `commands_iteration`, in commands_arena */
    uint32_t n_commands;
    uint64_t commands_iteration;
    els_arena run_arena, plan_arena, progress_arena, guidance_arena;
    els_arena offered_arena, commands_arena;
    els_action *actions;
    size_t n_actions, cap_actions, next_action;
    els_arena action_arena;
};

/* ---- actions: appended to the list of this step ---- */
els_action *els_seq_act(els_sequencer *s, els_action_kind kind);
void els_seq_publish(els_sequencer *s, els_str topic, els_msg_type type, const void *message);
void els_seq_publish_kb(els_sequencer *s, const kb_slot *kb);
/* Sends the stage its restore unless that was done or it cannot hear yet. */
void els_seq_restore_one(els_sequencer *s, int stage, uint64_t now_us);
void els_seq_note(els_sequencer *s, els_str text); /* text from action_arena, or static */

/* ---- in words, from action_arena ---- */
/* What the iteration lacks until it can be committed. */
els_str els_seq_missing(els_sequencer *s);
/* What the phase waits for now, for the log of those who look for a fault. */
els_str els_seq_waits_for(els_sequencer *s);

/* ---- rollout of learned states (sequencer_rollout.c) ---- */
/* Tells executors to load what they are to load now, and opens what all have. */
void els_seq_roll_out(els_sequencer *s, uint64_t now_us);
/* Bit s: tasks of segment s cannot go out yet, their state is still being rolled out. */
uint64_t els_seq_blocked(const els_sequencer *s);
/* An executor has loaded a version; one that cannot ends the run. */
void els_seq_on_state_loaded(els_sequencer *s, const els_state_loaded *loaded, uint64_t now_us);
/* Version of the learned state that tasks of an arm name. */
uint64_t els_seq_version_for(const els_sequencer *s, uint32_t arm);
void els_seq_finish(els_sequencer *s, int exit_code, els_str text);
/* ---- commands ---- */
/* Keeps what was journalled for an iteration. */
void els_seq_keep_commands(els_sequencer *s, const els_command *commands, uint32_t n,
                           uint64_t iteration);
/* The commands of the iteration to be planned: those it has, or those that are due now. */
void els_seq_take_commands(els_sequencer *s);

/* ---- phases ---- */
/* Forgets the actions of the step before. */
void els_seq_begin_step(els_sequencer *s);
/* Makes the iteration again under a new epoch, or ends the run when that was done too often. */
void els_seq_redo(els_sequencer *s, els_str why, uint64_t now_us);
void els_seq_begin_plan(els_sequencer *s, uint64_t now_us);
void els_seq_begin_tasks_when_ready(els_sequencer *s, uint64_t now_us);
/* Sets poison tasks aside and hands out what the window has room for. */
void els_seq_grant_more(els_sequencer *s, uint64_t now_us);
void els_seq_commit_when_complete(els_sequencer *s, uint64_t now_us);

#endif
