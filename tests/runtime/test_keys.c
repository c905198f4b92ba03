#include "children.h"
#include "keys.h"

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

TestSuite(keys, .init = init, .fini = fini, .timeout = 30);

/* In a child of its own: making keys starts libzmq, which does not survive a fork. */
static void make_keys(const char *dir, int expected)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        exit((int)els_keygen(dir, &why));
    int status = 0;
    waitpid(pid, &status, 0);
    cr_assert(WIFEXITED(status));
    cr_assert_eq(WEXITSTATUS(status), expected);
}

Test(keys, are_readable_by_their_owner_only)
{
    static const char *const names[] = {"server.key", "server.key_secret", "client.key",
                                        "client.key_secret", "allowed/client.key"};
    make_keys(keys, ELS_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", keys, names[i]);
        cr_assert_eq(stat(path, &st), 0, "%s", path);
        cr_expect_eq(st.st_mode & 0777, 0600, "%s", path);
    }
    make_keys(keys, ELS_E_BUSY);
}

Test(keys, let_their_owners_in_and_nobody_else)
{
    char other[64], other_option[80], path[160];
    make_keys(keys, ELS_OK);
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(other_option, sizeof other_option, "--keys=%s", other);
    make_keys(other, ELS_OK);
    /* the stranger knows the server's public key, but its own is not on the list */
    snprintf(path, sizeof path, "cp %s/server.key* %s/", keys, other);
    cr_assert_eq(system(path), 0);

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

Test(keys, that_are_missing_or_not_allowed_are_named)
{
    child b = child_start(&broker, net, option, NULL);
    cr_expect_eq(child_wait(&b, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "no certificate"), "%s", err);
    make_keys(keys, ELS_OK);
    char path[128];
    snprintf(path, sizeof path, "%s/allowed/client.key", keys);
    cr_assert_eq(unlink(path), 0);
    b = child_start(&broker, net, option, NULL);
    cr_expect_eq(child_wait(&b, err, sizeof err), 1);
    cr_expect_not_null(strstr(err, "client.key is not in allowed/"), "%s", err);
}
