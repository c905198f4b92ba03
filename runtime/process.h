/* process.h — the life that every ELS process shares.
 *
 * A main.c fills in a descriptor and returns els_process_main(): options, log, sockets by role
 * (from the table in channels.h), HELLO to the broker until WELCOME, READY, one poll loop in one
 * thread, heartbeats, SIGTERM or `stop`, drain, BYE, exit. No callback may block; a long
 * computation calls els_process_breathe() a few times per second. SIGTERM, SIGINT and SIGHUP are
 * blocked and read from a descriptor: a child that is to hear them unblocks them before its exec.
 *
 *     typedef struct { uint64_t window; ... } generator; // zeroed by the runtime
 *
 *     static const els_option options[] = {{.name = "window", .type = ELS_OPTION_U64, ...}};
 *
 *     int main(int argc, char **argv)
 *     {
 *         static const els_process_desc desc = {.role = ELS_ROLE_GENERATOR,
 *                                               .summary = "makes the tasks",
 *                                               .options = options,
 *                                               .n_options = 1,
 *                                               .self_size = sizeof(generator),
 *                                               .start = start,
 *                                               .on_message = on_message,
 *                                               .fini = fini};
 *         return els_process_main(&desc, argc, argv);
 *     }
 */
#ifndef ELS_PROCESS_H
#define ELS_PROCESS_H

#include "channels.h"
#include "codec.h"
#include "log.h"
#include "options.h"

typedef struct els_process els_process;

#define ELS_NEVER INT64_MAX /* a deadline that does not come */

typedef struct {
    els_role role;             /* decides which channels are bound and connected */
    const char *summary;       /* one phrase for --help */
    const els_option *options; /* of its own, filling `self`; may be NULL */
    size_t n_options;
    size_t self_size; /* bytes of its struct; the runtime allocates it zeroed and frees it */

    /* Called once, when sockets are open and (for all but the broker) the broker said welcome,
     * before READY. With --input there are no sockets: recorded messages are delivered, what is
     * sent is printed. On an error the process ends with exit code 1; the callback logs or calls
     * els_process_fail() itself to say why. May be NULL. */
    els_err (*start)(void *self, els_process *process);

    /* Called for every well-formed message but `stop` and `welcome`, which the runtime handles (the
     * broker gets everything that reaches its inbox, hello and heartbeats included). `message` and
     * `frame` live until it returns: els_message_copy() what is kept. Must not block. */
    void (*on_message)(void *self, els_process *process, els_channel channel, els_msg_type type,
                       const void *message, els_str frame);

    /* Called right after start, then whenever the time it returned last (monotonic milliseconds, or
     * ELS_NEVER) or the one set by els_process_wake_at() has come. May be NULL. */
    int64_t (*on_tick)(void *self, els_process *process, int64_t now_ms);

    /* Called when the process is asked to end, and again after each wake-up of the loop (messages
     * are still delivered) until it returns true or --drain-ms is over. Then what is queued is
     * flushed. May be NULL: nothing to drain. */
    bool (*on_drain)(void *self, els_process *process);

    /* Frees what `self` owns; called once, also after a failed start. May be NULL. */
    void (*fini)(void *self);
} els_process_desc;

/* Runs the process; returns its exit code: 0 after a drain; 1 failed (also: refused by the broker,
 * endpoint in use); 2 wrong options; 4 the broker did not answer within --hello-ms; what
 * els_process_fail() said. Call it once, from main, before any thread exists. */
int els_process_main(const els_process_desc *desc, int argc, char **argv);

/* ---- sending: never blocks ----
 * A message the socket does not take at once waits in the channel's own bounded queue, in order,
 * and is sent by the loop. Errors: BUSY the queue is full and nothing was sent or kept; STATE this
 * role cannot send on this channel; those of els_encode (logged once per second with the field's
 * name). */

/* On a PUSH channel; on a PUB channel the topic is "all". */
els_err els_process_send(els_process *process, els_channel channel, els_msg_type type,
                         const void *message);
/* On a PUB channel, to a topic: "all", a role's name or an instance on control; a word of the
 * channel's own elsewhere. PUB drops what no one subscribes to. */
els_err els_process_publish(els_process *process, els_channel channel, els_str topic,
                            els_msg_type type, const void *message);
/* A frame that is encoded already (a recorded or forwarded one); `topic` is ignored on PUSH. */
els_err els_process_send_raw(els_process *process, els_channel channel, els_str topic,
                             els_str frame);
/* Messages waiting in the channel's queue; 0: the next send goes straight to the socket. */
size_t els_process_queued(const els_process *process, els_channel channel);
/* Forgets what waits in the channel's queue (an epoch that is over); returns how many messages. */
size_t els_process_discard(els_process *process, els_channel channel);

/* ---- about the process ---- */
const char *els_process_instance(const els_process *process); /* "executor.4711" */
els_role els_process_role(const els_process *process);
/* What the broker said at the start: run, epoch, negotiated version. NULL for the broker itself.
 * The broker asks a process it does not know (after its own restart) to say hello again by a
 * welcome to that instance with start_id 0; the runtime answers. */
const els_welcome *els_process_welcome(const els_process *process);
/* How often it has: what two brokers sent may bear the same run and epoch (another store); what one
 * broker sends never follows a change of this number. */
uint64_t els_process_asked(const els_process *process);
/* Monotonic milliseconds, microseconds, nanoseconds; comparable within one boot of the machine
 * only. A stage looks at no other clock: with --tap what it saw is recorded, with --input it sees
 * that again. */
int64_t els_process_now_ms(els_process *process);
uint64_t els_process_now_us(els_process *process);
uint64_t els_process_now_ns(els_process *process);
/* The log of the process, for els_log_write(). */
const els_log *els_process_log(const els_process *process);
/* Frames dropped as malformed since the start. */
uint64_t els_process_dropped(const els_process *process);

/* ---- telling the runtime ---- */
/* What the next heartbeats say. chunk is UINT32_MAX when idle. */
void els_process_set_work(els_process *process, uint64_t epoch, uint64_t iteration, uint32_t chunk,
                          uint32_t attempt);
/* Notes in --black-box, if there is one, that tasks of that epoch and iteration are in hand:
 * `count` of them from position `first` of the iteration on; 0: none. If the process dies now, its
 * next life tells the broker that it had these. Cheap. */
void els_process_set_tasks(els_process *process, uint32_t first, uint32_t count);
/* Adds to what the next heartbeats say of the work budget: tasks that cost `done` work units and
 * were allowed `allowed`. */
void els_process_count_work(els_process *process, uint64_t done, uint64_t allowed);
/* What a heartbeat says now; begins the next measurement of `queued`. For the broker, which sends
 * itself none. Its texts are the process's. */
els_heartbeat els_process_heartbeat(els_process *process);
/* Calls on_tick at `deadline_ms` at the latest. */
void els_process_wake_at(els_process *process, int64_t deadline_ms);
/* Keeps heartbeats going and queues flushing from inside a long computation; delivers no message.
 * Cheap when nothing is due. False when the process was asked to end: hurry. */
bool els_process_breathe(els_process *process);
/* Ends the process in order, as SIGTERM does, with exit code 0; `reason` goes into BYE. */
void els_process_stop(els_process *process, const char *reason);
/* Logs the formatted line as an error and ends the process with `exit_code` after this callback,
 * without draining; what was sent is still flushed. The first call counts. */
void els_process_fail(els_process *process, int exit_code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
