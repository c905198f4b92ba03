/* sequencer_sim.h — the sequencer with scripted stages: every action is answered at once, unless
 * the script says that the message is lost, late or that somebody died. Time only moves when the
 * script moves it. */
#ifndef ELS_TESTS_SEQUENCER_SIM_H
#define ELS_TESTS_SEQUENCER_SIM_H

#include "sequencer.h"

enum { SIM_STAGES = 5 };
extern const char *const sim_stages[SIM_STAGES]; /* their roles, and instances */

/* Iterations of the run: before, two batches, the test of what the last one taught, after. */
enum { WHOLE_RUN = 5 };

typedef struct {
    uint32_t chunk, attempt;
    uint64_t epoch, iteration, version;
} seen_grant;

typedef struct {
    els_run_params params;
    els_sequencer *sequencer;
    uint64_t now_us;
    els_arena arena;
    /* the script */
    uint32_t lose_grants;  /* so many grants come to nothing */
    bool hold_results;     /* grants are seen, nothing is done */
    bool mute[SIM_STAGES]; /* the stage sends no checkpoint */
    bool analyzer_plans;   /* it answers plans */
    bool answers_restore;
    bool repeat_chunk_done;
    bool loads;           /* executors answer state_load */
    bool cannot_load;     /* and say that they cannot */
    bool stays_untrained; /* what is live is version 0 all along */
    uint64_t candidate_version;
    /* what happened */
    seen_grant grants[512];
    uint32_t n_grants, plans, gauged, commits, epochs, kb_wants, kbs;
    char restored[64][32];
    uint64_t restore_epoch[64], restore_iteration[64];
    uint32_t n_restores, waits;
    els_str journal[32]; /* analysis frame of every commit */
    bool has_report, stopped, ended;
    int exit_code;
    char orders[64][32]; /* instances told to load a state */
    uint32_t n_orders;
    char last_text[512];
    uint32_t done_tasks;
    /* the plan under way */
    uint64_t epoch, iteration;
    bool last;
    uint32_t tasks;
    bool counted[8192];
} simulation;

extern simulation sim;

/* Before and after every test: a run of two iterations, nobody there yet. */
void sim_set_up(void);
void sim_tear_down(void);
/* How the broker is started. */
els_sequencer_options sim_options(void);
/* A broker that knows nothing of the one before. */
void sim_restart_broker(const els_sequencer_options *options);

/* A message to the sequencer; what it does about it waits for els_sequencer_next_action. */
void sim_say(els_msg_type type, const void *message);
/* The same, and all that it does is answered by the script. */
void sim_tell(els_msg_type type, const void *message);
void sim_hello(const char *role, const char *instance, uint64_t start_id);
/* `chunk` UINT32_MAX: idle. */
void sim_beat(const char *role, const char *instance, uint32_t chunk, uint32_t attempt);
void sim_send_step(const char *role, const char *name, uint64_t epoch, uint64_t iteration);
void sim_send_checkpoint(int stage, uint64_t epoch, uint64_t iteration);
void sim_send_progress(uint64_t epoch, uint64_t iteration);
void sim_send_analysis(uint64_t epoch, uint64_t iteration);
/* Generator, two executors and all stages say hello, as they do when a run starts. */
void sim_everybody_says_hello(void);
void sim_start_all(void);
/* Time passes; nobody is heard. */
void sim_tick(uint64_t ms);
/* Time passes with everybody alive and idle. */
void sim_live(uint64_t ms);

#endif
