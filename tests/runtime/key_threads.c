/* els-test-key-threads — the one thread of ours, which decides about clients, beside the process's
 * own while keys are replaced. Without Criterion, which does not start under ThreadSanitizer; exit
 * code 0 when all went well.
 *
 *     cmake --preset tsan && cmake --build build-tsan --target els-test-key-threads
 *     TSAN_OPTIONS=ignore_noninstrumented_modules=1 build-tsan/bin/els-test-key-threads
 *
 * libzmq is not instrumented: what its threads hand over looks like a race otherwise. */
#include "keyring.h"
#include "net.h"

#include <stdio.h>
#include <stdlib.h>

enum { TURNS = 5, FRAMES = 20 };

static els_buf why;

static void require(bool holds)
{
    if (holds)
        return;
    fprintf(stderr, "els-test-key-threads: %s\n", why.len ? why.ptr : "failed");
    exit(1);
}

int main(void)
{
    char dir[] = "/tmp/els-test-XXXXXX", keys[64], base[64], command[256];
    require(mkdtemp(dir) != NULL);
    snprintf(keys, sizeof keys, "%s/keys", dir);
    snprintf(base, sizeof base, "ipc://%s/net", dir);
    setenv("ZSYS_SIGHANDLER", "false", 1);
    els_net_options options = {.base = base, .keys = keys, .key_role = "executor"};
    els_net *net = NULL;
    void *push = NULL, *pull = NULL;
    /* a roster on which the one pair stands for both ends of the work */
    require(els_keyring_make(keys, &why) == ELS_OK);
    snprintf(command, sizeof command, "sed -i '/^generator/d' %s/roster", keys);
    require(system(command) == 0);
    snprintf(command, sizeof command, "sed -n 's/^executor/generator/p' %s/roster >%s/own", keys,
             dir);
    require(system(command) == 0);
    snprintf(command, sizeof command, "cat %s/own >>%s/roster", dir, keys);
    require(system(command) == 0);
    require(els_net_open(&options, &net, &why) == ELS_OK);
    require(els_net_socket_open(net, ELS_CHANNEL_WORK, ELS_ROLE_GENERATOR, &push, &why) == ELS_OK);
    require(els_net_socket_open(net, ELS_CHANNEL_WORK, ELS_ROLE_EXECUTOR, &pull, &why) == ELS_OK);
    for (int turn = 0; turn < TURNS; turn++) {
        for (int i = 0; i < FRAMES && turn == 0; i++) {
            char byte = 0;
            require(zmq_send(push, "x", 1, 0) == 1 && zmq_recv(pull, &byte, 1, 0) == 1);
        }
        require(els_keyring_rotate(keys, ELS_STR("executor"), &why) == ELS_OK);
        els_net_refresh(net);
    }
    els_net_close(&net);
    els_buf_fini(&why);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    require(system(command) == 0);
    return 0;
}
