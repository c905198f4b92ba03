/* sim.h — the whole system in one process, on virtual time: the main.c of every program over a
 * runtime (process.h) whose network, clock and disk come from one seed.
 *
 * sim_process.c is that runtime, sim_net.c the network and its faults, sim_check.c what must hold
 * after every step, sim.c the loop and its program els-sim. */
#ifndef ELS_SIM_H
#define ELS_SIM_H

#include "black_box.h"
#include "els_rng.h"
#include "process.h"

enum { SIM_SLOTS = 10, SIM_EXECUTORS = 3, SIM_BROKER = 0 };

/* How bad the world is; probabilities per message or per second of virtual time. */
typedef struct {
    double drop, duplicate, corrupt, reorder;
    uint64_t delay_us;                      /* longest ordinary delay */
    double crash, stop, partition, no_room; /* per second */
    double late_crash;                      /* of a message handled: the process dies within it */
    uint64_t until_us;                      /* faults end here */
} sim_faults;

typedef struct {
    uint64_t crashes, power_cuts, stops, partitions, full_disks;
    uint64_t sent, dropped, duplicated, corrupted, reordered;
    uint64_t results, results_counted; /* chunks that reached the analyzer; that counted */
    uint64_t redone;                   /* iterations of which an earlier epoch was seen */
    uint64_t set_aside;                /* worlds in which the broker set a task aside */
} sim_counts;

typedef struct {
    els_role role;
    char name[32];
    els_process *process;                     /* NULL: not running */
    uint64_t life;                            /* of the running or the next process */
    uint64_t start_us;                        /* when it starts, if it does not run */
    uint64_t busy_us, stopped_us, cut_off_us; /* until then it works, is stopped, has no network */
    bool has_lived;
    uint32_t ended_by;   /* signal that ended its life before */
    els_in_hand in_hand; /* its black box */
    bool is_noted;       /* it died there: what is in the box stays */
    bool dies;           /* when the callback under way returns */
    uint32_t sends_left; /* of it, before that */
} sim_slot;

typedef struct {
    uint64_t seed;
    bool stubs, verbose;
    sim_faults faults;
    sim_counts counts;
    uint64_t now_us, lives;
    els_rng rng;
    char dir[64];
    sim_slot slots[SIM_SLOTS];
    bool is_finished;
    char failure[512]; /* empty: all invariants hold so far */
} sim_world;

/* The one world under way: the programs' callbacks carry no pointer to it. */
extern sim_world *sim;

/* ---- runtime (sim_process.c) ---- */
void sim_process_start(sim_slot *slot);
/* Ends it at once, as kill -9 does. */
void sim_process_kill(sim_slot *slot);
/* Hands it a frame; false when it cannot take it yet. */
bool sim_process_deliver(sim_slot *slot, els_channel channel, els_str topic, els_str frame);
/* What time does to it. */
void sim_process_tick(sim_slot *slot);

/* ---- network (sim_net.c) ---- */
void sim_net_send(sim_slot *from, els_channel channel, els_str topic, els_str frame);
/* Delivers what is due; returns when the next frame is due (UINT64_MAX: none waits). */
uint64_t sim_net_deliver(void);
/* Of what is on the way to a process that died, some is lost. */
void sim_net_forget(const sim_slot *slot);
void sim_net_clear(void);

/* ---- what must hold (sim_check.c) ---- */
typedef struct sim_history sim_history;
sim_history *sim_history_new(void);
void sim_history_free(sim_history **history);
/* Looks at every frame that is sent; compares with `reference` (NULL: this is the reference). */
void sim_check_begin(sim_history *history, const sim_history *reference);
void sim_check_frame(const sim_slot *from, els_channel channel, els_str frame);
void sim_check_result(const sim_slot *to, els_channel channel, els_str frame);
/* After the broker's death: what was acknowledged is on disk. At the end (`is_over`): all of it. */
void sim_check_store(bool is_over);
void sim_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A share, 0..1, and a number below `n`. */
double sim_share(void);
uint64_t sim_below(uint64_t n);

#endif
