/* The runtime of process.h on virtual time. What runtime/ does with sockets and signals is left
 * out; hello, welcome, heartbeats and the order of callbacks are as there. */
#include "sim.h"

#include "fault_disk.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    HELLO_FIRST_US = 10000,
    HELLO_EVERY_US = 100000,
    HEARTBEAT_US = 250000,
    HELLO_MAX_US = 5000000
};
typedef enum { LIFE_HELLO, LIFE_RUNNING, LIFE_ENDED } life;

struct els_process {
    const els_process_desc *desc;
    sim_slot *slot;
    void *self;
    life life;
    uint64_t start_id, asked;
    const els_welcome *welcome;
    els_arena option_arena, welcome_arena, arena;
    els_buf frame;
    els_log log;
    els_heartbeat work;
    els_in_hand had; /* by the life before */
    uint64_t patience_us;
    uint64_t next_tick_us, next_beat_us, next_hello_us, give_up_us;
    int exit_code;
};

/* The programs: each main.c, its main renamed. */
int els_sim_main_broker(int argc, char **argv);
int els_sim_main_generator(int argc, char **argv);
int els_sim_main_executor(int argc, char **argv);
int els_sim_main_analyzer(int argc, char **argv);
int els_sim_main_applier(int argc, char **argv);
int els_sim_main_forecaster(int argc, char **argv);
int els_sim_main_goaler(int argc, char **argv);
int els_sim_main_monitor(int argc, char **argv);
int els_sim_main_stub(int argc, char **argv);

static sim_slot *starting; /* whose main is being called */

/* ---- life ---- */

static void free_process(els_process *p)
{
    if (p->desc->fini && p->self)
        p->desc->fini(p->self);
    free(p->self);
    els_arena_fini(&p->option_arena);
    els_arena_fini(&p->welcome_arena);
    els_arena_fini(&p->arena);
    els_buf_fini(&p->frame);
    free((void *)p->desc);
    free(p);
}

void sim_process_kill(sim_slot *slot)
{
    els_process *p = slot->process;
    if (!p)
        return;
    bool is_broker = slot->role == ELS_ROLE_BROKER;
    slot->process = NULL;
    slot->dies = false;
    slot->ended_by = SIGKILL;
    slot->busy_us = slot->stopped_us = 0;
    slot->start_us = sim->now_us + 10000 + sim_below(400000);
    sim->counts.crashes++;
    if (is_broker && sim_below(2)) {
        sim->counts.power_cuts++;
        fault_disk_power_cut(els_rng_u64(&sim->rng));
    } else if (is_broker) {
        fault_disk_stop();
    }
    free_process(p);
    sim_net_forget(slot);
    if (is_broker) {
        fault_disk_start();
        sim_check_store(false);
    }
}

/* A process that ended by itself: the broker's success is the end of the run; whatever else is
 * started again, as a user would. */
static void bury(sim_slot *slot)
{
    els_process *p = slot->process;
    bool is_done = slot->role == ELS_ROLE_BROKER && p->exit_code == ELS_EXIT_OK;
    slot->process = NULL;
    slot->ended_by = 0;
    slot->start_us = sim->now_us + 50000;
    free_process(p);
    sim_net_forget(slot);
    sim->is_finished = sim->is_finished || is_done;
}

static void settle(sim_slot *slot)
{
    if (slot->process && slot->dies)
        sim_process_kill(slot);
    else if (slot->process && slot->process->life == LIFE_ENDED)
        bury(slot);
}

int els_process_main(const els_process_desc *desc, int argc, char **argv)
{
    els_process *p = calloc(1, sizeof *p);
    els_process_desc *own = malloc(sizeof *own);
    els_buf why = {0};
    if (!p || !own)
        abort();
    *own = *desc;
    *p = (els_process){.desc = own,
                       .slot = starting,
                       .self = calloc(1, desc->self_size),
                       .start_id = ++sim->lives,
                       .log = {.level = ELS_LOG_WARN, .role = els_role_name(desc->role)},
                       .work = {.chunk = UINT32_MAX},
                       .had = starting->in_hand,
                       .patience_us = HELLO_FIRST_US,
                       .next_beat_us = sim->now_us + HEARTBEAT_US,
                       .next_hello_us = sim->now_us,
                       .give_up_us = sim->now_us + HELLO_MAX_US,
                       .next_tick_us = sim->now_us};
    p->log.instance = starting->name;
    p->log.fd = sim->verbose ? 2 : -1;
    p->log.is_terminal = true;
    starting->process = p;
    els_option_group group = {desc->options, desc->n_options, p->self};
    if (els_options_parse(&group, 1, argc, argv, &p->option_arena, NULL, &why)) {
        fprintf(stderr, "els-sim: %s\n", why.ptr);
        abort();
    }
    els_buf_fini(&why);
    if (desc->role == ELS_ROLE_BROKER) {
        p->life = LIFE_RUNNING;
        if (desc->start && desc->start(p->self, p))
            p->life = LIFE_ENDED, p->exit_code = p->exit_code ? p->exit_code : ELS_EXIT_FAILED;
    }
    return 0;
}

void sim_process_start(sim_slot *slot)
{
    static int (*const mains[ELS_ROLE_COUNT_])(int, char **) = {
        els_sim_main_broker,  els_sim_main_generator,  els_sim_main_executor, els_sim_main_analyzer,
        els_sim_main_applier, els_sim_main_forecaster, els_sim_main_goaler,   els_sim_main_monitor,
    };
    char *broker[] = {"els-broker",       "--store",
                      sim->dir,           "--once",
                      "--iterations",     "3",
                      "--batch-size",     "6",
                      "--seed",           "5",
                      "--agents",         "react",
                      "--plugins",        "customer_support,noop",
                      "--probe-tasks",    "4",
                      "--probe-prefix",   "2",
                      "--transfer-tasks", "2",
                      "--select-tasks",   "2",
                      "--check-tasks",    "2",
                      "--lease-ms",       "300",
                      "--silence-ms",     "1000",
                      "--step-ms",        "1500",
                      "--restarted"};
    char *none[] = {"els-process"}, *stub[] = {"els-test-stub", (char *)els_role_name(slot->role)};
    bool is_stub = sim->stubs && slot->role != ELS_ROLE_BROKER && slot->role != ELS_ROLE_GENERATOR;
    slot->life = sim->lives + 1;
    starting = slot;
    if (slot->role == ELS_ROLE_BROKER) /* the last word is for lives after the first */
        mains[slot->role]((int)(sizeof broker / sizeof broker[0]) - !slot->has_lived, broker);
    else if (is_stub)
        els_sim_main_stub(2, stub);
    else
        mains[slot->role](1, none);
    slot->has_lived = true;
    settle(slot);
}

/* ---- messages ---- */

static void say_hello(els_process *p)
{
    els_hello hello = {.role = els_str_of(els_role_name(p->desc->role)),
                       .instance = els_str_of(p->slot->name),
                       .proto_min = ELS_PROTO_MIN,
                       .proto_max = ELS_PROTO_VERSION,
                       .build = ELS_STR(ELS_VERSION),
                       .start_id = p->start_id,
                       .ended_by = p->slot->ended_by,
                       .had_epoch = p->had.epoch,
                       .had_iteration = p->had.iteration,
                       .had_attempt = p->had.attempt,
                       .had_first = p->had.first,
                       .had_count = p->had.count};
    (void)els_process_send(p, ELS_CHANNEL_INBOX, ELS_MSG_hello, &hello);
}

static void on_welcome(els_process *p, const els_welcome *welcome)
{
    if (welcome->instance.len && !els_str_eq(welcome->instance, els_str_of(p->slot->name)))
        return;
    if (welcome->start_id == 0) {
        if (p->life != LIFE_HELLO) {
            p->asked++;
            say_hello(p);
        }
        return;
    }
    if (welcome->start_id != p->start_id || p->welcome)
        return;
    p->welcome = els_message_copy(&p->welcome_arena, ELS_MSG_welcome, welcome);
    p->life = LIFE_RUNNING;
    p->slot->in_hand = (els_in_hand){0};
    if (p->desc->start && p->desc->start(p->self, p))
        p->life = LIFE_ENDED;
    p->next_tick_us = sim->now_us;
    p->next_beat_us = sim->now_us; /* it hears what is published from here on */
}

bool sim_process_deliver(sim_slot *slot, els_channel channel, els_str topic, els_str frame)
{
    els_process *p = slot->process;
    els_msg_type type;
    const void *message;
    if (p->life == LIFE_HELLO && channel != ELS_CHANNEL_CONTROL)
        return false; /* before the welcome only the broker is heard */
    if (channel == ELS_CHANNEL_CONTROL && !els_str_eq(topic, ELS_STR("all")) &&
        !els_str_eq(topic, els_str_of(els_role_name(slot->role))) &&
        !els_str_eq(topic, els_str_of(slot->name)))
        return true;
    els_arena_reset(&p->arena);
    if (els_decode(frame, &p->arena, &type, &message, NULL))
        return true; /* malformed: dropped */
    slot->dies = sim->now_us < sim->faults.until_us && sim_share() < sim->faults.late_crash;
    slot->sends_left = slot->dies ? (uint32_t)sim_below(4) : UINT32_MAX;
    slot->is_noted = false;
    if (slot->dies && slot->role == ELS_ROLE_BROKER) /* somewhere within what it writes */
        fault_disk_fail(FAULT_IO, sim_below(12), true);
    if (channel == ELS_CHANNEL_CONTROL && type == ELS_MSG_welcome)
        on_welcome(p, message);
    else if (channel == ELS_CHANNEL_CONTROL && type == ELS_MSG_stop)
        els_process_stop(p, "stop");
    else if (p->life == LIFE_RUNNING && p->desc->on_message)
        p->desc->on_message(p->self, p, channel, type, message, frame);
    slot->busy_us = sim->now_us + sim_below(slot->role == ELS_ROLE_EXECUTOR ? 5000 : 500);
    settle(slot);
    return true;
}

void sim_process_tick(sim_slot *slot)
{
    els_process *p = slot->process;
    if (p->life == LIFE_HELLO) {
        if (sim->now_us >= p->give_up_us) {
            els_process_fail(p, ELS_EXIT_TIMEOUT, "no welcome");
        } else if (sim->now_us >= p->next_hello_us) {
            p->next_hello_us = sim->now_us + p->patience_us;
            p->patience_us =
                p->patience_us * 2 < HELLO_EVERY_US ? p->patience_us * 2 : HELLO_EVERY_US;
            say_hello(p);
        }
        settle(slot);
        return;
    }
    if (slot->role != ELS_ROLE_BROKER && sim->now_us >= p->next_beat_us) {
        els_heartbeat heartbeat = els_process_heartbeat(p);
        p->next_beat_us = sim->now_us + HEARTBEAT_US;
        (void)els_process_send(p, ELS_CHANNEL_INBOX, ELS_MSG_heartbeat, &heartbeat);
    }
    if (p->desc->on_tick && sim->now_us >= p->next_tick_us) {
        p->next_tick_us = UINT64_MAX;
        int64_t next = p->desc->on_tick(p->self, p, els_process_now_ms(p));
        els_process_wake_at(p, next);
    }
    settle(slot);
}

/* ---- process.h ---- */

els_err els_process_send_raw(els_process *p, els_channel channel, els_str topic, els_str frame)
{
    els_end end = els_channel_end(channel, p->desc->role, NULL);
    if (end != ELS_END_PUSH && end != ELS_END_PUB)
        return ELS_E_STATE;
    if (frame.len > ELS_MAX_FRAME)
        return ELS_E_LIMIT;
    if (p->slot->dies && p->slot->sends_left-- == 0) {
        p->slot->sends_left = 0;
        return ELS_OK; /* it is dead by now */
    }
    sim_check_frame(p->slot, channel, frame);
    sim_net_send(p->slot, channel, topic, frame);
    return ELS_OK;
}

els_err els_process_publish(els_process *p, els_channel channel, els_str topic, els_msg_type type,
                            const void *message)
{
    els_buf_clear(&p->frame);
    els_err err = els_encode(type, message, &p->frame);
    return err ? err : els_process_send_raw(p, channel, topic, els_buf_str(&p->frame));
}

els_err els_process_send(els_process *p, els_channel channel, els_msg_type type,
                         const void *message)
{
    return els_process_publish(p, channel, ELS_STR("all"), type, message);
}

size_t els_process_queued(const els_process *p, els_channel channel)
{
    (void)p;
    (void)channel;
    return 0;
}

size_t els_process_discard(els_process *p, els_channel channel)
{
    return els_process_queued(p, channel);
}

const char *els_process_instance(const els_process *p)
{
    return p->slot->name;
}

els_role els_process_role(const els_process *p)
{
    return p->desc->role;
}

const els_welcome *els_process_welcome(const els_process *p)
{
    return p->welcome;
}

uint64_t els_process_asked(const els_process *p)
{
    return p->asked;
}

uint64_t els_process_now_us(els_process *p)
{
    (void)p;
    return sim->now_us;
}

int64_t els_process_now_ms(els_process *p)
{
    return (int64_t)(els_process_now_us(p) / 1000);
}

uint64_t els_process_now_ns(els_process *p)
{
    return els_process_now_us(p) * 1000;
}

const els_log *els_process_log(const els_process *p)
{
    return &p->log;
}

void els_process_set_work(els_process *p, uint64_t epoch, uint64_t iteration, uint32_t chunk,
                          uint32_t attempt)
{
    p->work.epoch = epoch;
    p->work.iteration = iteration;
    p->work.chunk = chunk;
    p->work.attempt = attempt;
}

/* One that dies before the next thing it sends does so in the middle of some task. */
void els_process_set_tasks(els_process *p, uint32_t first, uint32_t count)
{
    if (p->slot->dies && p->slot->sends_left == 0 && p->slot->in_hand.count && sim_below(4) == 0)
        p->slot->is_noted = true;
    if (!p->slot->is_noted)
        p->slot->in_hand =
            (els_in_hand){p->work.epoch, p->work.iteration, p->work.attempt, first, count};
}

void els_process_count_work(els_process *p, uint64_t done, uint64_t allowed)
{
    p->work.work_done += done;
    p->work.work_allowed += allowed;
}

els_heartbeat els_process_heartbeat(els_process *p)
{
    els_heartbeat heartbeat = p->work;
    heartbeat.role = els_str_of(els_role_name(p->desc->role));
    heartbeat.instance = els_str_of(p->slot->name);
    return heartbeat;
}

void els_process_wake_at(els_process *p, int64_t deadline_ms)
{
    uint64_t at = deadline_ms == ELS_NEVER ? UINT64_MAX : (uint64_t)deadline_ms * 1000;
    if (at < p->next_tick_us)
        p->next_tick_us = at;
}

bool els_process_breathe(els_process *p)
{
    return p->life == LIFE_RUNNING;
}

void els_process_stop(els_process *p, const char *reason)
{
    (void)reason;
    p->life = LIFE_ENDED;
}

void els_process_fail(els_process *p, int exit_code, const char *format, ...)
{
    va_list args;
    if (p->exit_code)
        return;
    if (sim->verbose) {
        va_start(args, format);
        fprintf(stderr, "%s: ", p->slot->name);
        vfprintf(stderr, format, args);
        fputc('\n', stderr);
        va_end(args);
    }
    p->exit_code = exit_code;
    p->life = LIFE_ENDED;
}
