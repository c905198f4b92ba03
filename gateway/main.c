/* els-gateway — HTTP in front of one store and its run: REST, server-sent events, dashboard. */
#include "cli.h"
#include "gateway.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Limits that tests make shorter; docs/rest.md has them. */
#define HIDDEN_MS(name_, field_, fallback_)                                                        \
    ELS_OPTION_RANGED(ELS_OPTION_U64, name_, "MS", els_gateway_options, field_, fallback_, 1,      \
                      3600000, NULL)

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", els_gateway_options, store, ELS_DEFAULT_STORE,
               "folder of the journal; made by the first run that is started"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "port", "PORT", els_gateway_options, port, "8000", 0, 65535,
                      "port to listen on (0: any free one; the address is printed)"),
    ELS_OPTION(ELS_OPTION_TEXT, "host", 0, "ADDRESS", els_gateway_options, host, "127.0.0.1",
               "address to listen on; one that other machines can reach needs a token"),
    ELS_OPTION(ELS_OPTION_TEXT, "token-file", 0, "FILE", els_gateway_options, token_file, NULL,
               "file with the token that clients must send (or ELS_TOKEN in the environment)"),
    ELS_OPTION(ELS_OPTION_LIST, "hosts", 0, "A,B", els_gateway_options, hosts, NULL,
               "names that the gateway may be called by, besides localhost and numbers"),
    ELS_OPTION(ELS_OPTION_FLAG, "attach", 0, NULL, els_gateway_options, attach, NULL,
               "the run is started elsewhere: start and stop none"),
    ELS_OPTION(ELS_OPTION_TEXT, "feed", 0, "ENDPOINT", els_gateway_options, feed, NULL,
               "address of the feed (default: that of the run that is on in the store)"),
    ELS_OPTION(ELS_OPTION_TEXT, "keys", 0, "DIR", els_gateway_options, keys, NULL,
               "CURVE keys, for a feed beyond this machine"),
    ELS_OPTION_CHOICE("log-level", "LEVEL", els_gateway_options, log_level, "info",
                      "debug,info,warn,error", "what is logged"),
    HIDDEN_MS("head-ms", head_ms, "10000"),
    HIDDEN_MS("body-ms", body_ms, "30000"),
    HIDDEN_MS("job-ms", job_ms, "60000"),
    HIDDEN_MS("alive-ms", alive_ms, "15000"),
    HIDDEN_MS("silent-ms", silent_ms, "5000"),
};

/* Signals come by descriptor: blocked before any thread of libzmq exists. */
static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int main(int argc, char **argv)
{
    els_gateway gateway = {0};
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("els-gateway " ELS_VERSION);
        return ELS_EXIT_OK;
    }
    argv[0] = "serve"; /* what people call it */
    int code = els_cli_parse("serve [options]", options, sizeof options / sizeof options[0],
                             &gateway.options, argc, argv, &gateway.arena, NULL);
    if (code < 0) {
        char instance[32];
        snprintf(instance, sizeof instance, "gateway.%ld", (long)getpid());
        gateway.log = (els_log){.role = "gateway",
                                .instance = els_arena_strdup(&gateway.arena, els_str_of(instance)),
                                .fd = STDERR_FILENO,
                                .is_terminal = isatty(STDERR_FILENO)};
        (void)els_log_level_parse(els_str_of(gateway.options.log_level), &gateway.log.level);
        gateway.signal_fd = open_signals();
        code = els_gateway_open(&gateway);
    }
    if (code < 0) {
        els_gateway_run(&gateway);
        code = ELS_EXIT_OK;
    }
    els_gateway_close(&gateway);
    return code;
}
