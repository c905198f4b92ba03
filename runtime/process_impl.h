/* process_impl.h — the inside of a process, shared by process.c (life),
 * process_options.c (command line), loop.c (poll loop), send.c (sending) and replay.c (recorded
 * messages). Nobody else includes it. */
#ifndef ELS_PROCESS_IMPL_H
#define ELS_PROCESS_IMPL_H

#include "black_box.h"
#include "net.h"
#include "outbox.h"
#include "process.h"
#include "tap.h"

typedef struct {
    const char *net;
    const char *feed;
    const char *keys;
    const char *instance;
    const char *log_level;
    const char *tap;
    const char *input;
    uint64_t ready_fd;
    uint64_t heartbeat_ms;
    uint64_t hello_ms;
    uint64_t drain_ms;
    bool explain;
    bool die_with_parent;
    uint64_t ended_by;
    const char *black_box;
    bool help;
    bool version;
} process_options;

typedef struct {
    void *socket; /* NULL: this role has no end of the channel */
    els_end end;
    els_outbox outbox;
} process_end;

typedef struct els_replay els_replay; /* where it is in its recording */

typedef enum { LIFE_HELLO, LIFE_RUNNING, LIFE_DRAINING, LIFE_ENDED } process_life;

struct els_process {
    const els_process_desc *desc;
    void *self;
    process_options options;
    els_buf default_net;
    els_buf instance;
    els_log log;
    els_arena option_arena; /* lives as long as the process */
    els_arena arena;        /* the message being handled */
    els_arena welcome_arena;
    const els_welcome *welcome;
    els_buf frame;      /* being encoded */
    els_buf error_text; /* of a malformed frame or a message that cannot be encoded */
    els_net *net;
    process_end ends[ELS_CHANNEL_COUNT_];
    int signal_fd;
    uint64_t start_id;
    uint64_t asked; /* times a broker that did not know us asked for another hello */
    FILE *tap;      /* NULL: nothing is recorded */
    bool is_replay; /* of --input: no sockets, what would be sent is printed */
    els_replay *replay;
    els_heartbeat work;       /* what the next heartbeat says */
    els_black_box *black_box; /* NULL: none */
    els_in_hand had;          /* of the life before, from it */
    uint64_t born_us;
    size_t most_queued; /* in one outbox since the last heartbeat */
    process_life life;
    int exit_code;
    els_buf reason; /* for BYE */
    int64_t next_heartbeat_ms;
    int64_t next_tick_ms;
    int64_t next_breath_ms;
    int64_t next_refresh_ms;
    int64_t drain_until_ms;
    int64_t next_complaint_ms; /* malformed frames are logged once per second */
    int64_t next_send_complaint_ms;
    uint64_t dropped;
};

/* Fills the options, the stage's own among them, the instance's name and the log. ELS_OK to go on;
 * otherwise *ret_exit_code is what to exit with: --help and --version are done, what is wrong is
 * said. */
els_err els_process_read_options(els_process *process, int argc, char **argv, int *ret_exit_code);
/* Waits until something happens or `until_ms` comes, and handles what happened. */
void els_loop_turn(els_process *process, int64_t until_ms);
/* Takes in signals that arrived: the first asks for a drain, a second ends it. */
void els_loop_signals(els_process *process);
/* Sends what waits in the outboxes as far as sockets take it; true when nothing waits. */
bool els_send_flush(els_process *process);
/* Hands a message of `channel` to the stage, or takes what is the runtime's own. */
void els_loop_deliver(els_process *process, els_channel channel, els_msg_type type,
                      const void *message, els_str frame);
/* Calls what is due: heartbeat and on_tick. */
void els_process_tick(els_process *process);
/* Delivers the recorded messages of --input one after the other; fails the process when they are
 * not what a tap writes. */
void els_replay_run(els_process *process);
/* What the clock said at this place of the recording. */
uint64_t els_replay_now_ns(els_replay *replay);
/* Records a message if there is a tap; one that is sent in a replay is printed. `topic` may be
 * empty. */
void els_process_record(els_process *process, els_tap_kind kind, els_channel channel, els_str topic,
                        els_str frame);
/* The fixed messages of the life. */
void els_send_hello(els_process *process);
void els_send_heartbeat(els_process *process);
void els_send_bye(els_process *process);
/* Logs the contents of error_text at most once per second; *next_ms is the complaint's own clock.
 */
void els_process_complain(els_process *process, int64_t *next_ms, const char *message,
                          els_channel channel, uint64_t count);

#endif
