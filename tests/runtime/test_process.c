#include "children.h"
#include "net.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <zmq.h>

/* ---- a small broker: welcomes all, writes down what it hears on stderr ---- */

typedef struct {
    const char *script; /* "echo", "refuse", "forget" until a hello */
    uint64_t stop_after;
    uint64_t heard;
} small_broker;

static const els_option broker_options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "script", 0, "S", small_broker, script, "", "what to do"),
    ELS_OPTION(ELS_OPTION_U64, "stop-after", 0, "N", small_broker, stop_after, "0", "byes"),
};

static void broker_hello(small_broker *self, els_process *process, const els_hello *hello)
{
    bool refuses = strcmp(self->script, "refuse") == 0;
    els_welcome welcome = {.instance = hello->instance,
                           .start_id = hello->start_id,
                           .proto = els_proto_negotiate(hello->proto_min, hello->proto_max),
                           .run = 9,
                           .epoch = 3};
    if (refuses)
        welcome.refusal = ELS_STR("wrong day");
    dprintf(2, "hello " ELS_STR_FMT "\n", ELS_STR_ARG(hello->instance));
    if (strcmp(self->script, "forget") == 0)
        self->script = "remember";
    /* not for us: whoever believes it stops before it can answer the grant */
    els_stop stop = {ELS_STR("meant for others")};
    els_process_publish(process, ELS_CHANNEL_CONTROL, ELS_STR("g.12"), ELS_MSG_stop, &stop);
    els_process_publish(process, ELS_CHANNEL_CONTROL, hello->instance, ELS_MSG_welcome, &welcome);
    if (strcmp(self->script, "echo") == 0 && els_str_eq(hello->role, ELS_STR("generator"))) {
        els_grant grant = {.epoch = 3, .chunk = 41};
        els_process_send(process, ELS_CHANNEL_GRANTS, ELS_MSG_grant, &grant);
    }
}

static void broker_message(void *state, els_process *process, els_channel channel,
                           els_msg_type type, const void *message, els_str frame)
{
    small_broker *self = state;
    (void)channel;
    (void)frame;
    if (type == ELS_MSG_hello) {
        broker_hello(self, process, message);
    } else if (type == ELS_MSG_step) {
        const els_step *step = message;
        dprintf(2, "step " ELS_STR_FMT "\n", ELS_STR_ARG(step->name));
        els_stop stop = {ELS_STR("done")};
        els_process_publish(process, ELS_CHANNEL_CONTROL, ELS_STR("all"), ELS_MSG_stop, &stop);
    } else if (type == ELS_MSG_bye) {
        const els_bye *bye = message;
        dprintf(2, "bye " ELS_STR_FMT ": " ELS_STR_FMT "\n", ELS_STR_ARG(bye->instance),
                ELS_STR_ARG(bye->reason));
        if (++self->heard == self->stop_after)
            els_process_stop(process, "all gone");
    } else if (type == ELS_MSG_heartbeat && strcmp(self->script, "forget") == 0) {
        const els_heartbeat *heartbeat = message;
        els_welcome who = {.instance = heartbeat->instance};
        els_process_publish(process, ELS_CHANNEL_CONTROL, heartbeat->instance, ELS_MSG_welcome,
                            &who);
    } else if (type == ELS_MSG_stop) {
        els_process_stop(process, "asked");
    }
}

static bool broker_drain(void *state, els_process *process)
{
    (void)state;
    dprintf(2, "dropped %u\n", (unsigned)els_process_dropped(process));
    return true;
}

static const els_process_desc broker = {.role = ELS_ROLE_BROKER,
                                        .summary = "a test",
                                        .options = broker_options,
                                        .n_options = 2,
                                        .self_size = sizeof(small_broker),
                                        .on_message = broker_message,
                                        .on_drain = broker_drain};

/* ---- a generator that answers a grant with a step ---- */

static els_err echo_start(void *state, els_process *process)
{
    (void)state;
    const els_welcome *welcome = els_process_welcome(process);
    return welcome && welcome->run == 9 && welcome->epoch == 3 && welcome->proto == 1 ? ELS_OK
                                                                                      : ELS_E_STATE;
}

static void echo_message(void *state, els_process *process, els_channel channel, els_msg_type type,
                         const void *message, els_str frame)
{
    (void)state;
    els_msg_type peeked = 0;
    if (channel == ELS_CHANNEL_GRANTS && type == ELS_MSG_grant &&
        els_peek_type(frame, &peeked) == ELS_OK && peeked == type) {
        char name[32];
        snprintf(name, sizeof name, "grant %u", ((const els_grant *)message)->chunk);
        els_step step = {.role = ELS_STR("generator"), .name = els_str_of(name)};
        els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_step, &step);
    }
}

static const els_process_desc echo = {
    .role = ELS_ROLE_GENERATOR, .start = echo_start, .on_message = echo_message};

static char net[64];
static const char *folder;
static char err[8192], broker_err[8192];

static void init(void)
{
    folder = test_folder();
    snprintf(net, sizeof net, "--net=ipc://%s", folder);
}

static void fini(void)
{
    remove_folder(folder);
}

TestSuite(process, .init = init, .fini = fini, .timeout = 30);

Test(process, lives_from_hello_to_bye)
{
    child b = child_start(&broker, net, "--script=echo", "--stop-after=1", NULL);
    child g = child_start(&echo, net, "--instance=g.1", NULL);
    cr_assert(child_is_ready(&b));
    cr_assert(child_is_ready(&g));
    cr_expect_eq(child_wait(&g, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);
    cr_expect_str_empty(err);
    char *hello = strstr(broker_err, "hello g.1\n");
    char *step = strstr(broker_err, "step grant 41\n");
    char *bye = strstr(broker_err, "bye g.1: done\n");
    cr_expect(hello && step && bye && hello < step && step < bye, "%s", broker_err);
}

static size_t read_all(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    size_t len = fread(text, 1, size - 1, file);
    fclose(file);
    text[len] = '\0';
    return len;
}

Test(process, sends_the_same_again_when_its_recorded_input_is_replayed)
{
    static char tape[16384], printed[16384];
    char tap[64], input[80], path[64];
    snprintf(tap, sizeof tap, "--tap=%s", folder);
    snprintf(input, sizeof input, "--input=%s/g.1.jsonl", folder);
    snprintf(path, sizeof path, "%s/printed", folder);
    child b = child_start(&broker, net, "--script=echo", "--stop-after=1", NULL);
    child g = child_start(&echo, net, "--instance=g.1", tap, NULL);
    cr_expect_eq(child_wait(&g, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);

    child_stdout = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    child again = child_start(&echo, input, NULL);
    cr_expect_eq(child_wait(&again, err, sizeof err), 0, "%s", err);
    read_all(path, printed, sizeof printed);
    read_all(input + strlen("--input="), tape, sizeof tape);
    cr_assert_not_null(strstr(tape, "{\"dir\":\"in\",\"channel\":\"grants\",\"topic\":\"\","), "%s",
                       tape);
    char *step =
        strstr(tape, "{\"dir\":\"out\",\"channel\":\"inbox\",\"topic\":\"\",\"frame\":\"kwg");
    cr_assert_not_null(step, "%s", tape);
    cr_assert_not_null(strstr(step, "\"name\":\"grant 41\""));
    step[strcspn(step, "\n") + 1] = '\0';
    cr_expect(strncmp(printed, step, strlen(step)) == 0, "%s\n%s", printed, step);
}

static const els_process_desc idle = {.role = ELS_ROLE_EXECUTOR};

Test(process, says_which_line_of_its_input_is_wrong)
{
    char path[64], input[80];
    snprintf(path, sizeof path, "%s/bad.jsonl", folder);
    snprintf(input, sizeof input, "--input=%s", path);
    FILE *file = fopen(path, "w");
    fprintf(file,
            "{\"dir\":\"in\",\"channel\":\"inbox\",\"topic\":\"\",\"frame\":\"kwYBkaF4\"}\n\nx\n");
    fclose(file);
    child b = child_start(&broker, input, NULL);
    cr_expect_eq(child_wait(&b, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "line 3 is not from a tap"), "%s", err);
    child g = child_start(&idle, input, NULL);
    cr_expect_eq(child_wait(&g, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "line 1: this role does not receive on channel inbox"), "%s",
                       err);
    file = fopen(path, "w");
    fprintf(file, "\nx\n");
    fclose(file);
    b = child_start(&broker, input, NULL);
    cr_expect_eq(child_wait(&b, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "line 2 is not from a tap"), "%s", err);
}

Test(process, ends_in_order_on_sigterm)
{
    child b = child_start(&broker, net, "--stop-after=1", NULL);
    child g = child_start(&echo, net, "--instance=g.1", NULL);
    cr_assert(child_is_ready(&g));
    cr_expect_eq(child_stop(&g, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);
    cr_expect_not_null(strstr(broker_err, "bye g.1: Terminated\n"), "%s", broker_err);
}

Test(process, gives_up_without_a_broker)
{
    child g = child_start(&echo, net, "--hello-ms=150", NULL);
    cr_expect_eq(child_wait(&g, err, sizeof err), 4);
    cr_expect_not_null(strstr(err, "no welcome from the broker at ipc://"), "%s", err);
}

Test(process, says_why_the_broker_refuses_it)
{
    child b = child_start(&broker, net, "--script=refuse", NULL);
    child g = child_start(&echo, net, NULL);
    cr_expect_eq(child_wait(&g, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "refused by the broker: wrong day"), "%s", err);
    cr_expect_eq(child_stop(&b, broker_err, sizeof broker_err), 0);
}

Test(process, says_hello_again_to_a_broker_that_forgot_it)
{
    child b = child_start(&broker, net, NULL);
    child g = child_start(&echo, net, "--instance=g.1", "--heartbeat-ms=10", NULL);
    cr_assert(child_is_ready(&g));
    kill(b.pid, SIGKILL);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 128 + SIGKILL);
    b = child_start(&broker, net, "--script=forget", "--stop-after=1", NULL);
    cr_assert(child_is_ready(&b), "the lock of a killed broker is free");
    read_within(b.err, broker_err, strlen("hello g.1\n") + 1);
    cr_expect_str_eq(broker_err, "hello g.1\n");
    cr_expect_eq(child_stop(&g, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);
}

Test(process, refuses_to_bind_what_another_has_bound)
{
    child b = child_start(&broker, net, "--stop-after=1", NULL);
    cr_assert(child_is_ready(&b));
    child thief = child_start(&broker, net, NULL);
    cr_expect_not(child_is_ready(&thief));
    cr_expect_eq(child_wait(&thief, err, sizeof err), 1);
    char text[128];
    snprintf(text, sizeof text, "ipc://%s/inbox: in use by another process, pid %d", folder,
             (int)b.pid);
    cr_expect_not_null(strstr(err, text), "%s", err);
    child g = child_start(&echo, net, NULL);
    cr_assert(child_is_ready(&g), "the first one still has its socket");
    cr_expect_eq(child_stop(&g, err, sizeof err), 0);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);
}

static bool is_free(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is = bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return is;
}

/* The first of as many tcp ports as there are channels. None that the kernel gives to whoever
 * connects somewhere beside this test. */
static unsigned free_ports(void)
{
    enum { FIRST = 10000, LAST = 30000, STEP = 2 * ELS_CHANNEL_COUNT_ };
    unsigned base = FIRST + (unsigned)getpid() * STEP % (LAST - FIRST), n = 0;
    for (int tries = 0; n < ELS_CHANNEL_COUNT_ && tries < 1000; tries++) {
        base = base + STEP < LAST ? base + STEP : FIRST;
        for (n = 0; n < ELS_CHANNEL_COUNT_ && is_free(base + n); n++)
            ;
    }
    cr_assert_eq(n, ELS_CHANNEL_COUNT_, "no ports are free");
    return base;
}

Test(process, works_over_tcp_and_refuses_a_port_in_use)
{
    char base[64];
    snprintf(base, sizeof base, "--net=tcp://127.0.0.1:%u", free_ports());
    child b = child_start(&broker, base, "--stop-after=1", NULL);
    cr_assert(child_is_ready(&b));
    child second = child_start(&broker, base, NULL);
    cr_expect_eq(child_wait(&second, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "in use by another process"), "%s", err);
    child g = child_start(&echo, base, NULL);
    cr_assert(child_is_ready(&g));
    cr_expect_eq(child_stop(&g, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);
}

static void expect_usage(const char *option, const char *text)
{
    child c = child_start(&broker, net, option, NULL);
    cr_expect_eq(child_wait(&c, err, sizeof err), 2, "%s", option);
    cr_expect_not_null(strstr(err, text), "%s: %s", option, err);
    char *end = strchr(err, '\n');
    cr_expect(end && !end[1], "one line: %s", err);
}

Test(process, refuses_wrong_options_with_one_line)
{
    expect_usage("--nonsense", "els-broker: unknown option --nonsense (try --help)");
    expect_usage("--net=udp://x", "want ipc:///DIR or tcp://HOST:PORT");
    expect_usage("--net=tcp://*:5550", "tcp://*:5550 reaches beyond this machine: it needs --keys");
    expect_usage("--net=tcp://192.0.2.1:5550", "it needs --keys");
    expect_usage("--feed=tcp://*:5550", "it needs --keys");
    expect_usage("--log-level=loud", "must be one of debug,info,warn,error");
    expect_usage("--instance=all", "--instance:");
    expect_usage("--instance=generator", "--instance:");
    expect_usage("--instance=a b", "--instance:");
    expect_usage("--ready-fd=999", "--ready-fd: descriptor 999 is not open");
    expect_usage("word", "unexpected word");
}

Test(process, explains_itself)
{
    child c = child_start(&broker, "--help", NULL);
    cr_expect_eq(child_wait(&c, err, sizeof err), 0);
    c = child_start(&broker, "--version", NULL);
    cr_expect_eq(child_wait(&c, err, sizeof err), 0);
}

Test(process, refuses_a_folder_that_others_may_write)
{
    char open_net[64], path[48];
    snprintf(path, sizeof path, "%s/open", folder);
    snprintf(open_net, sizeof open_net, "--net=ipc://%s", path);
    mkdir(path, 0700);
    chmod(path, 0777);
    child c = child_start(&broker, open_net, NULL);
    cr_expect_eq(child_wait(&c, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "not writable by others"), "%s", err);
}

Test(process, drops_malformed_frames_and_goes_on)
{
    child b = child_start(&broker, net, NULL);
    cr_assert(child_is_ready(&b));
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "ipc://%s/inbox", folder);
    void *context = zmq_ctx_new();
    void *push = zmq_socket(context, ZMQ_PUSH);
    cr_assert_eq(zmq_connect(push, endpoint), 0);
    for (int i = 0; i < 256; i++) {
        unsigned char bytes[4] = {(unsigned char)i, 0xff, 0x93, 2};
        zmq_send(push, bytes, (size_t)i % 5, 0);
    }
    zmq_send(push, "\x93\x06\x01\x91\xa1x", 6, ZMQ_SNDMORE); /* a good frame in a message of two */
    zmq_send(push, "", 0, 0);
    els_buf stop = {0};
    cr_assert_eq(els_encode(ELS_MSG_stop, &(els_stop){ELS_STR("x")}, &stop), ELS_OK);
    zmq_send(push, stop.ptr, stop.len, 0);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);
    cr_expect_not_null(strstr(broker_err, "dropped 257\n"), "%s", broker_err);
    char *first = strstr(broker_err, "malformed frame dropped");
    cr_expect(first && !strstr(first + 1, "malformed frame dropped"), "logged once per second");
    els_buf_fini(&stop);
    zmq_close(push);
    zmq_ctx_term(context);
}

/* ---- queues ---- */

enum { QUEUED = 4096 };

static els_err full_start(void *state, els_process *process)
{
    (void)state;
    els_task_chunk chunk = {.chunk = 0};
    for (; chunk.chunk < QUEUED; chunk.chunk++) {
        if (els_process_send(process, ELS_CHANNEL_WORK, ELS_MSG_task_chunk, &chunk))
            return ELS_E_LIMIT;
    }
    bool is_full =
        els_process_queued(process, ELS_CHANNEL_WORK) == QUEUED &&
        els_process_send(process, ELS_CHANNEL_WORK, ELS_MSG_task_chunk, &chunk) == ELS_E_BUSY &&
        els_process_send(process, ELS_CHANNEL_RESULTS, ELS_MSG_task_chunk, &chunk) == ELS_E_STATE;
    return is_full ? ELS_OK : ELS_E_STATE;
}

static const els_process_desc full = {.role = ELS_ROLE_GENERATOR, .start = full_start};

typedef struct {
    uint32_t next;
} counter;

static void count_message(void *state, els_process *process, els_channel channel, els_msg_type type,
                          const void *message, els_str frame)
{
    counter *self = state;
    (void)frame;
    if (channel != ELS_CHANNEL_WORK || type != ELS_MSG_task_chunk)
        return;
    const els_task_chunk *chunk = message;
    if (chunk->chunk != self->next++)
        els_process_fail(process, 1, "chunk %u out of order", chunk->chunk);
    else if (self->next == QUEUED)
        els_process_stop(process, "all here");
}

static const els_process_desc count = {
    .role = ELS_ROLE_EXECUTOR, .self_size = sizeof(counter), .on_message = count_message};

Test(process, queues_in_order_within_bounds_until_a_peer_comes)
{
    child b = child_start(&broker, net, "--stop-after=2", NULL);
    child g = child_start(&full, net, NULL);
    cr_assert(child_is_ready(&g));
    child x = child_start(&count, net, NULL);
    cr_expect_eq(child_wait(&x, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_stop(&g, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);
}

/* ---- ticks, breath, drain, failure ---- */

typedef struct {
    int64_t due;
    unsigned ticks;
} clockwork;

/* First tick right after start, the next at its deadline, the last at once. */
static int64_t clock_tick(void *state, els_process *process, int64_t now_ms)
{
    clockwork *self = state;
    if (now_ms < self->due)
        els_process_fail(process, 1, "tick before its time");
    switch (self->ticks++) {
    case 0:
        self->due = now_ms + 30;
        els_process_wake_at(process, self->due); /* earlier than what is returned */
        return self->due + 1000000;
    case 1:
        if (!els_process_breathe(process))
            els_process_fail(process, 1, "no breath");
        return now_ms;
    default:
        els_process_fail(process, 77, "seventy-%s", "seven");
        els_process_fail(process, 78, "too late");
        return ELS_NEVER;
    }
}

static const els_process_desc clocked = {
    .role = ELS_ROLE_BROKER, .self_size = sizeof(clockwork), .on_tick = clock_tick};

Test(process, ticks_and_fails_as_told)
{
    child c = child_start(&clocked, net, NULL);
    cr_assert(child_is_ready(&c));
    cr_expect_eq(child_wait(&c, err, sizeof err), 77, "%s", err);
    cr_expect_not_null(strstr(err, "seventy-seven"), "%s", err);
    cr_expect_null(strstr(err, "too late"));
}

static bool never_done(void *state, els_process *process)
{
    (void)state;
    if (els_process_breathe(process))
        els_process_fail(process, 1, "breathe says nobody asked to end");
    return false;
}

static const els_process_desc stubborn = {.role = ELS_ROLE_BROKER, .on_drain = never_done};

Test(process, drains_no_longer_than_allowed)
{
    child c = child_start(&stubborn, net, "--drain-ms=50", NULL);
    cr_assert(child_is_ready(&c));
    cr_expect_eq(child_stop(&c, err, sizeof err), 0, "%s", err);
}

static els_err bad_start(void *state, els_process *process)
{
    (void)state;
    (void)process;
    return ELS_E_CORRUPT;
}

static const els_process_desc broken = {.role = ELS_ROLE_BROKER, .start = bad_start};

Test(process, fails_when_it_cannot_start)
{
    child c = child_start(&broken, net, NULL);
    cr_expect_not(child_is_ready(&c));
    cr_expect_eq(child_wait(&c, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "cannot start: corrupt"), "%s", err);
}

Test(process, ends_when_its_parent_is_killed)
{
    int held[2];
    struct pollfd item;
    cr_assert_eq(pipe(held), 0);
    pid_t parent = fork();
    if (parent == 0) {
        child b = child_start(&broker, net, NULL); /* with --die-with-parent */
        if (child_is_ready(&b))
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    int status = 0;
    close(held[1]);
    cr_assert_eq(waitpid(parent, &status, 0), parent);
    cr_assert(WIFSIGNALED(status));
    item = (struct pollfd){.fd = held[0], .events = POLLIN};
    cr_assert_eq(poll(&item, 1, CHILD_TIMEOUT_MS), 1, "the pipe closes with its last holder");
    cr_assert(item.revents & POLLHUP);
}

Test(process, can_be_told_to_stop_by_any_other)
{
    child b = child_start(&broker, net, NULL);
    cr_assert(child_is_ready(&b));
    els_net_options options = {.base = net + strlen("--net=")};
    els_net *end = NULL;
    els_buf why = {0}, frame = {0};
    void *inbox = NULL, *twice = NULL;
    cr_assert_eq(els_net_open(&options, &end, &why), ELS_OK);
    cr_assert_eq(els_net_socket_open(end, ELS_CHANNEL_INBOX, ELS_ROLE_MONITOR, &inbox, &why),
                 ELS_OK);
    cr_assert_eq(els_net_socket_open(end, ELS_CHANNEL_INBOX, ELS_ROLE_BROKER, &twice, &why),
                 ELS_E_BUSY);
    cr_assert_null(twice);
    els_buf_clear(&why);
    cr_assert_eq(els_net_socket_open(end, ELS_CHANNEL_GRANTS, ELS_ROLE_MONITOR, &twice, &why),
                 ELS_E_USAGE);
    cr_assert_str_eq(why.ptr, "monitor has no end of this channel");
    cr_assert_eq(els_encode(ELS_MSG_stop, &(els_stop){ELS_STR("x")}, &frame), ELS_OK);
    cr_assert_eq(zmq_send(inbox, frame.ptr, frame.len, 0), (int)frame.len);
    cr_expect_eq(child_wait(&b, broker_err, sizeof broker_err), 0);
    els_net_socket_close(end, &inbox, 0);
    els_net_close(&end);
    cr_assert_null(end);
    els_buf_fini(&why);
    els_buf_fini(&frame);
}
