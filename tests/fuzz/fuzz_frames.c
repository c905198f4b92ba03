/* fuzz_frames.c — any sequence of frames on the sockets of one process: its main.c over a runtime
 * (process.h) without sockets, on virtual time. The first byte chooses the role; then come records:
 * a byte for the channel (its high bit: half a second passes first), two for the length, the frame.
 * What the process says in turn can be encoded, and stays within what one message may cause. */
#include "fault_disk.h"
#include "fuzz.h"
#include "process.h"
#include "remove_tree.h"

enum { START_US = 1000000, LONG_US = 500000, SENDS_MAX = 100000 };

struct els_process {
    const els_process_desc *desc;
    void *self;
    els_arena options, arena, welcome_arena;
    els_welcome welcome;
    els_buf frame;
    els_log log;
    els_heartbeat work;
    uint64_t now_us, next_tick_us, sends;
    bool has_ended;
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

static els_str script; /* of the process whose main is being called */

/* ---- the life ---- */

static void tick(els_process *p)
{
    if (!p->desc->on_tick || p->now_us < p->next_tick_us || p->has_ended)
        return;
    p->next_tick_us = UINT64_MAX;
    els_process_wake_at(p, p->desc->on_tick(p->self, p, els_process_now_ms(p)));
}

/* As in runtime/loop.c: welcome and stop are the runtime's own. */
static void deliver(els_process *p, els_channel channel, els_str frame)
{
    els_msg_type type;
    const void *message;
    els_end end = els_channel_end(channel, p->desc->role, NULL);
    els_arena_reset(&p->arena);
    if ((end != ELS_END_PULL && end != ELS_END_SUB) ||
        els_decode(frame, &p->arena, &type, &message, NULL) != ELS_OK || type == ELS_MSG_welcome)
        return;
    if (channel == ELS_CHANNEL_CONTROL && type == ELS_MSG_stop)
        p->has_ended = true;
    else if (p->desc->on_message)
        p->desc->on_message(p->self, p, channel, type, message, frame);
}

static void play(els_process *p, els_str rest)
{
    while (rest.len >= 3 && !p->has_ended) {
        const uint8_t *head = (const uint8_t *)rest.ptr;
        size_t len = head[1] | (size_t)head[2] << 8;
        p->now_us += head[0] & 0x80 ? LONG_US : 1000;
        tick(p);
        if (!p->has_ended)
            deliver(p, (els_channel)((head[0] & 0x7f) % ELS_CHANNEL_COUNT_),
                    els_str_sub(rest, 3, 3 + len));
        rest = els_str_sub(rest, 3 + len, rest.len);
    }
    p->now_us += LONG_US;
    tick(p);
}

int els_process_main(const els_process_desc *desc, int argc, char **argv)
{
    els_process p = {
        .desc = desc,
        .self = calloc(1, desc->self_size ? desc->self_size : 1),
        .welcome = {.instance = ELS_STR("fuzz.1"), .start_id = 1, .proto = 1, .run = 1, .epoch = 1},
        .log = {.level = ELS_LOG_ERROR,
                .role = els_role_name(desc->role),
                .instance = "fuzz.1",
                .fd = -1},
        .work = {.chunk = UINT32_MAX},
        .now_us = START_US};
    els_option_group group = {desc->options, desc->n_options, p.self};
    els_buf why = {0};
    require(p.self && els_options_parse(&group, 1, argc, argv, &p.options, NULL, &why) == ELS_OK);
    if (!desc->start || desc->start(p.self, &p) == ELS_OK)
        play(&p, script);
    if (desc->fini)
        desc->fini(p.self);
    free(p.self);
    els_arena_fini(&p.options);
    els_arena_fini(&p.arena);
    els_arena_fini(&p.welcome_arena);
    els_buf_fini(&p.frame);
    els_buf_fini(&why);
    return 0;
}

/* ---- process.h ---- */

els_err els_process_send_raw(els_process *p, els_channel channel, els_str topic, els_str frame)
{
    els_end end = els_channel_end(channel, p->desc->role, NULL);
    (void)topic;
    require((end == ELS_END_PUSH || end == ELS_END_PUB) && ++p->sends < SENDS_MAX);
    return frame.len > ELS_MAX_FRAME ? ELS_E_LIMIT : ELS_OK;
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
    return p->log.instance;
}

els_role els_process_role(const els_process *p)
{
    return p->desc->role;
}

const els_welcome *els_process_welcome(const els_process *p)
{
    return p->desc->role == ELS_ROLE_BROKER ? NULL : &p->welcome;
}

uint64_t els_process_asked(const els_process *p)
{
    (void)p;
    return 0;
}

uint64_t els_process_now_us(els_process *p)
{
    return p->now_us;
}

int64_t els_process_now_ms(els_process *p)
{
    return (int64_t)(p->now_us / 1000);
}

uint64_t els_process_now_ns(els_process *p)
{
    return p->now_us * 1000;
}

const els_log *els_process_log(const els_process *p)
{
    return &p->log;
}

void els_process_set_work(els_process *p, uint64_t epoch, uint64_t iteration, uint32_t chunk,
                          uint32_t attempt)
{
    p->work =
        (els_heartbeat){.epoch = epoch, .iteration = iteration, .chunk = chunk, .attempt = attempt};
}

void els_process_set_tasks(els_process *p, uint32_t first, uint32_t count)
{
    (void)p;
    (void)first;
    (void)count;
}

void els_process_count_work(els_process *p, uint64_t done, uint64_t allowed)
{
    p->work.work_done += done;
    p->work.work_allowed += allowed;
}

els_heartbeat els_process_heartbeat(els_process *p)
{
    els_heartbeat heartbeat = p->work;
    heartbeat.role = els_str_of(p->log.role);
    heartbeat.instance = els_str_of(p->log.instance);
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
    return !p->has_ended;
}

void els_process_stop(els_process *p, const char *reason)
{
    (void)reason;
    p->has_ended = true;
}

void els_process_fail(els_process *p, int exit_code, const char *format, ...)
{
    (void)exit_code;
    (void)format;
    p->has_ended = true;
}

/* ---- the target ---- */

static char folder[] = "/tmp/els-fuzz-XXXXXX";

static void remove_folder(void)
{
    remove_tree(folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int (*const mains[ELS_ROLE_COUNT_])(int, char **) = {
        els_sim_main_broker,  els_sim_main_generator,  els_sim_main_executor, els_sim_main_analyzer,
        els_sim_main_applier, els_sim_main_forecaster, els_sim_main_goaler,   els_sim_main_monitor,
    };
    static bool is_open;
    char *broker[] = {"els-broker",
                      "--store",
                      folder,
                      "--fresh",
                      "--iterations",
                      "3",
                      "--batch-size",
                      "6",
                      "--seed",
                      "5",
                      "--agents",
                      "react",
                      "--plugins",
                      "customer_support,noop",
                      "--probe-tasks",
                      "4",
                      "--probe-prefix",
                      "2",
                      "--transfer-tasks",
                      "2",
                      "--select-tasks",
                      "2",
                      "--check-tasks",
                      "2",
                      "--lease-ms",
                      "300",
                      "--silence-ms",
                      "1000",
                      "--step-ms",
                      "1500"};
    /* its limit of memory would be the fuzzer's */
    char *executor[] = {"els-executor", "--memory-mib", "0"}, *none[] = {"els-process"};
    if (size == 0)
        return 0;
    if (!is_open) { /* the journal is on a disk in memory; a few small files of the broker are in
                       the folder */
        require(mkdtemp(folder) != NULL);
        require(atexit(remove_folder) == 0);
        fault_disk_open();
        is_open = true;
    }
    unsigned role = data[0] % ELS_ROLE_COUNT_;
    script = (els_str){(const char *)data + 1, size - 1};
    if (role == ELS_ROLE_BROKER) {
        fault_disk_clear();
        mains[role]((int)(sizeof broker / sizeof broker[0]), broker);
    } else if (role == ELS_ROLE_EXECUTOR) {
        mains[role](3, executor);
    } else {
        mains[role](1, none);
    }
    return 0;
}
