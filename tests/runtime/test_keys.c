#include "children.h"
#include "keyring.h"
#include "keys.h"
#include "net.h"

#include <sys/stat.h>

static char net[64], keys[64], option[80];
static const char *folder;
static char err[4096];
static els_buf why;

static void welcome_all(void *state, els_process *process, els_channel channel, els_msg_type type,
                        const void *message, els_str frame)
{
    (void)state;
    (void)channel;
    (void)frame;
    if (type == ELS_MSG_hello) {
        const els_hello *hello = message;
        els_welcome welcome = {
            .instance = hello->instance, .start_id = hello->start_id, .proto = 1};
        els_process_publish(process, ELS_CHANNEL_CONTROL, hello->instance, ELS_MSG_welcome,
                            &welcome);
    }
}

static const els_process_desc broker = {.role = ELS_ROLE_BROKER, .on_message = welcome_all};
static const els_process_desc peer = {.role = ELS_ROLE_EXECUTOR};

static void init(void)
{
    folder = test_folder();
    snprintf(net, sizeof net, "--net=ipc://%s", folder);
    snprintf(keys, sizeof keys, "%s/keys", folder);
    snprintf(option, sizeof option, "--keys=%s", keys);
}

static void fini(void)
{
    remove_folder(folder);
    els_buf_fini(&why);
}

/* One limit for all: libboxfort loses a waiting request when one with an earlier end is put before
 * it, and the leak of it fails the program under LeakSanitizer. */
TestSuite(keys, .init = init, .fini = fini, .timeout = 60);

enum { MAKE, ROTATE, FORGET, OPEN, DOORS };

/* Which channels let in the key of `owner`: a socket per channel with the keys of whoever binds it.
 */
static int count_doors(const char *owner)
{
    static const char *const binders[] = {"broker",   "broker",  "generator", "generator",
                                          "analyzer", "applier", "applier",   "forecaster",
                                          "goaler",   "monitor", "monitor"};
    int doors = 0;
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++) {
        int fds[2];
        char endpoint[96], address[64];
        snprintf(endpoint, sizeof endpoint, "ipc://%s/door%u", folder, i);
        snprintf(address, sizeof address, "inproc://door%u", i);
        cr_assert_eq(pipe(fds), 0);
        pid_t pid = fork();
        if (pid == 0) { /* who binds: a process of its own, as its ZAP handler is */
            els_keys *own = NULL;
            void *socket = zmq_socket(zsys_init(), ZMQ_PULL);
            int rc = els_keys_open(keys, binders[i], &own, &why);
            rc = rc ? rc : (int)els_keys_apply(own, socket, (els_channel)i, true, NULL);
            rc = rc ? rc : zmq_bind(socket, endpoint);
            if (write(fds[1], rc ? "n" : "y", 1) != 1)
                _exit(1);
            for (;;)
                pause();
        }
        char is_bound = 'n';
        cr_assert_eq(read(fds[0], &is_bound, 1), 1);
        close(fds[0]);
        close(fds[1]);
        if (is_bound == 'y' && fork() == 0) {
            els_keys *own = NULL;
            void *socket = zmq_socket(zsys_init(), ZMQ_PUSH);
            void *monitor = zmq_socket(zsys_init(), ZMQ_PAIR);
            unsigned char head[6];
            uint16_t event = 0;
            if (els_keys_open(keys, owner, &own, &why) ||
                els_keys_apply(own, socket, (els_channel)i, false, NULL) ||
                zmq_socket_monitor(socket, address,
                                   ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                                       ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) ||
                zmq_connect(monitor, address) || zmq_connect(socket, endpoint) ||
                zmq_recv(monitor, head, sizeof head, 0) != sizeof head)
                _exit(2);
            memcpy(&event, head, sizeof event);
            _exit(event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
        }
        int status = 0;
        if (is_bound == 'y' && wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) <= 1)
            doors |= WEXITSTATUS(status) << i;
        else
            doors = -1;
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        if (doors < 0)
            break;
    }
    return doors;
}

/* In a child of its own: this starts libzmq, which does not survive a fork. What goes wrong is
 * printed. */
static int key_work(int what, const char *dir, const char *role)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        els_keys *opened = NULL;
        els_err done = what == MAKE     ? els_keyring_make(dir, &why)
                       : what == ROTATE ? els_keyring_rotate(dir, els_str_of(role), &why)
                       : what == FORGET ? els_keyring_forget(dir, els_str_of(role), &why)
                                        : els_keys_open(dir, role, &opened, &why);
        char path[128];
        snprintf(path, sizeof path, "%s/why", folder);
        FILE *file = fopen(path, "w");
        if (file) {
            fputs(why.len ? why.ptr : "", file);
            fclose(file);
        }
        _exit((int)done);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    cr_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* What the last key_work complained of. */
static const char *complaint(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/why", folder);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    err[fread(err, 1, sizeof err - 1, file)] = '\0';
    fclose(file);
    return err;
}

static void shell(const char *format, ...)
{
    char command[512];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    cr_assert_eq(system(command), 0, "%s", command);
}

Test(keys, are_one_pair_per_role_readable_by_their_owner_only)
{
    const char *role;
    cr_assert_eq(key_work(MAKE, keys, NULL), ELS_OK);
    for (unsigned i = 0; (role = els_key_role(i)); i++) {
        char path[128];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s.key_secret", keys, role);
        cr_assert_eq(stat(path, &st), 0, "%s", path);
        cr_expect_eq(st.st_mode & 0777, 0600, "%s", path);
    }
    cr_expect_eq(key_work(MAKE, keys, NULL), ELS_E_BUSY);
    cr_expect_not_null(strstr(complaint(), "there are keys already"));
}

Test(keys, let_their_owners_in_and_nobody_else)
{
    char other[64], other_option[80];
    cr_assert_eq(key_work(MAKE, keys, NULL), ELS_OK);
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(other_option, sizeof other_option, "--keys=%s", other);
    /* the stranger knows everybody's public key, but its own is not on the broker's roster */
    shell("cp -r %s %s", keys, other);
    cr_assert_eq(key_work(ROTATE, other, "executor"), ELS_OK);

    child b = child_start(&broker, net, option, NULL);
    cr_assert(child_is_ready(&b));
    child friend = child_start(&peer, net, option, NULL);
    cr_expect(child_is_ready(&friend));
    cr_expect_eq(child_stop(&friend, err, sizeof err), 0, "%s", err);
    child stranger = child_start(&peer, net, other_option, "--hello-ms=400", NULL);
    cr_expect_eq(child_wait(&stranger, err, sizeof err), 4, "%s", err);
    child naked = child_start(&peer, net, "--hello-ms=400", NULL);
    cr_expect_eq(child_wait(&naked, err, sizeof err), 4, "%s", err);
    cr_expect_eq(child_stop(&b, err, sizeof err), 0, "%s", err);
}

#define DOOR(name) (1 << ELS_CHANNEL_##name)

Test(keys, of_an_executor_open_its_own_channels_and_no_other)
{
    cr_assert_eq(key_work(MAKE, keys, NULL), ELS_OK);
    int doors = count_doors("executor");
    cr_expect_eq(doors, DOOR(INBOX) | DOOR(CONTROL) | DOOR(WORK) | DOOR(RESULTS) | DOOR(STATE),
                 "%x", (unsigned)doors);
}

Test(keys, of_the_command_line_open_the_feed_alone)
{
    cr_assert_eq(key_work(MAKE, keys, NULL), ELS_OK);
    int doors = count_doors("cli");
    cr_expect_eq(doors, DOOR(FEED), "%x", (unsigned)doors);
}

Test(keys, that_were_added_count_at_once_and_those_taken_off_no_more)
{
    char old[64], old_option[80];
    cr_assert_eq(key_work(MAKE, keys, NULL), ELS_OK);
    snprintf(old, sizeof old, "%s/old", folder);
    snprintf(old_option, sizeof old_option, "--keys=%s", old);
    shell("cp -r %s %s", keys, old);
    child b = child_start(&broker, net, option, NULL);
    cr_assert(child_is_ready(&b));

    cr_assert_eq(key_work(ROTATE, keys, "executor"), ELS_OK);
    child fresh = child_start(&peer, net, option, NULL);
    cr_expect(child_is_ready(&fresh), "the new key");
    child former = child_start(&peer, net, old_option, NULL);
    cr_expect(child_is_ready(&former), "the old key, still on the roster");
    cr_expect_eq(child_stop(&former, err, sizeof err), 0, "%s", err);

    cr_assert_eq(key_work(FORGET, keys, "executor"), ELS_OK);
    former = child_start(&peer, net, old_option, "--hello-ms=400", NULL);
    cr_expect_eq(child_wait(&former, err, sizeof err), 4, "%s", err);
    cr_expect_eq(child_stop(&fresh, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_stop(&b, err, sizeof err), 0, "%s", err);
}

Test(keys, that_were_refused_are_let_in_once_the_roster_has_them)
{
    char early[64], early_option[80];
    cr_assert_eq(key_work(MAKE, keys, NULL), ELS_OK);
    snprintf(early, sizeof early, "%s/early", folder);
    snprintf(early_option, sizeof early_option, "--keys=%s", early);
    shell("cp -r %s %s", keys, early);
    cr_assert_eq(key_work(ROTATE, early, "executor"), ELS_OK);
    child b = child_start(&broker, net, option, NULL);
    cr_assert(child_is_ready(&b));
    child patient = child_start(&peer, net, early_option, "--hello-ms=9000", NULL);
    child stranger = child_start(&peer, net, early_option, "--hello-ms=700", NULL);
    cr_expect_eq(child_wait(&stranger, err, sizeof err), 4, "%s", err); /* by now both were */
    shell("cp %s/roster %s/next && mv %s/next %s/roster", early, keys, keys, keys);
    cr_expect(child_is_ready(&patient), "once refused is refused for ever");
    cr_expect_eq(child_stop(&patient, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_stop(&b, err, sizeof err), 0, "%s", err);
}

Test(keys, of_who_binds_are_changed_while_it_runs)
{
    char old[64], old_option[80];
    cr_assert_eq(key_work(MAKE, keys, NULL), ELS_OK);
    snprintf(old, sizeof old, "%s/old", folder);
    snprintf(old_option, sizeof old_option, "--keys=%s", old);
    shell("cp -r %s %s", keys, old);
    child b = child_start(&broker, net, option, NULL);
    cr_assert(child_is_ready(&b));
    cr_assert_eq(key_work(ROTATE, keys, "broker"), ELS_OK);
    child fresh = child_start(&peer, net, option, "--hello-ms=8000", NULL);
    cr_expect(child_is_ready(&fresh), "the broker answers with its new key");
    child late = child_start(&peer, net, old_option, "--hello-ms=400", NULL);
    cr_expect_eq(child_wait(&late, err, sizeof err), 4, "the broker's old key is gone: %s", err);
    cr_expect_eq(child_stop(&fresh, err, sizeof err), 0, "%s", err);
    cr_expect_eq(child_stop(&b, err, sizeof err), 0, "%s", err);
}

Test(keys, that_cannot_be_used_are_named)
{
    child b = child_start(&broker, net, option, NULL);
    cr_expect_eq(child_wait(&b, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "there is no such file"), "%s", err);
    cr_assert_eq(key_work(MAKE, keys, NULL), ELS_OK);

    shell("sed -i /^executor/d %s/roster", keys);
    cr_expect_eq(key_work(OPEN, keys, "executor"), ELS_E_STATE);
    cr_expect_not_null(strstr(complaint(), "the roster does not have the key of executor"), "%s",
                       err);
    shell("echo executor key >>%s/roster", keys);
    cr_expect_eq(key_work(OPEN, keys, "goaler"), ELS_E_FORMAT);
    cr_expect_not_null(strstr(complaint(), "line 10 is not a role and its key"), "%s", err);
    shell("sed -i '$d' %s/roster", keys);
    cr_expect_eq(key_work(OPEN, keys, "goaler"), ELS_OK, "%s", complaint());

    shell("chmod 644 %s/goaler.key_secret", keys);
    cr_expect_eq(key_work(OPEN, keys, "goaler"), ELS_E_NOT_FOUND);
    cr_expect_not_null(strstr(complaint(), "others may read it (chmod 600)"), "%s", err);
    shell("echo curve >%s/goaler.key_secret; chmod 600 %s/goaler.key_secret", keys, keys);
    cr_expect_eq(key_work(OPEN, keys, "goaler"), ELS_E_NOT_FOUND);
    cr_expect_not_null(strstr(complaint(), "it is no pair of keys"), "%s", err);

    cr_expect_eq(key_work(ROTATE, keys, "nobody"), ELS_E_USAGE);
    cr_expect_eq(key_work(FORGET, keys, "nobody"), ELS_E_USAGE);
    shell("head -c 70000 /dev/zero >%s/roster", keys);
    cr_expect_eq(key_work(OPEN, keys, "goaler"), ELS_E_LIMIT);
}
