/* process_options.c — what every program can be told on its command line. */
#include "process_impl.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const els_option common_options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "net", 0, "BASE", process_options, net, NULL,
               "where the system's sockets are: ipc:///DIR or tcp://HOST:PORT"),
    ELS_OPTION(ELS_OPTION_TEXT, "feed", 0, "ENDPOINT", process_options, feed, NULL,
               "address of the public feed instead of the one --net gives"),
    ELS_OPTION(ELS_OPTION_TEXT, "keys", 0, "DIR", process_options, keys, NULL,
               "CURVE keys (els keygen); needed beyond this machine"),
    ELS_OPTION(ELS_OPTION_TEXT, "instance", 0, "NAME", process_options, instance, NULL,
               "unique name of this process (default ROLE.PID)"),
    ELS_OPTION_CHOICE("log-level", "LEVEL", process_options, log_level, "warn",
                      "debug,info,warn,error", "events to log on stderr"),
    ELS_OPTION(ELS_OPTION_TEXT, "tap", 0, "DIR", process_options, tap, NULL,
               "record every message received and sent in DIR/INSTANCE.jsonl"),
    ELS_OPTION(ELS_OPTION_TEXT, "input", 0, "FILE", process_options, input, NULL,
               "no sockets: take the messages a tap recorded, print what would be sent"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "ready-fd", "N", process_options, ready_fd, NULL, 1, 65535,
                      "descriptor that READY and a line end are written to"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "heartbeat-ms", "N", process_options, heartbeat_ms, "250", 10,
                      60000, "time between heartbeats"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "hello-ms", "N", process_options, hello_ms, "5000", 1,
                      3600000, "how long to wait for the broker's welcome"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "drain-ms", "N", process_options, drain_ms, "1000", 1,
                      3600000, "how long to finish work and empty queues when asked to end"),
    ELS_OPTION(ELS_OPTION_FLAG, "die-with-parent", 0, NULL, process_options, die_with_parent, NULL,
               "end when the process that started this one ends"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "ended-by", "SIGNAL", process_options, ended_by, "0", 0, 64,
                      "signal that ended the process which had this name before (0: not known)"),
    ELS_OPTION(ELS_OPTION_TEXT, "black-box", 0, "FILE", process_options, black_box, NULL,
               "note there which task is in hand, for the next process of this name"),
    ELS_OPTION(
        ELS_OPTION_FLAG, "explain", 0, NULL, process_options, explain, NULL,
        "with --input: say on stderr which message leads to what, and why others to nothing"),
    ELS_OPTION(ELS_OPTION_FLAG, "help", 'h', NULL, process_options, help, NULL,
               "print this and exit"),
    ELS_OPTION(ELS_OPTION_FLAG, "version", 0, NULL, process_options, version, NULL,
               "print the version and exit"),
};

static void print_help(const els_process_desc *desc, const els_option_group *groups,
                       const char *default_net)
{
    printf("els-%s: %s\n\nusage: els-%s [options]\n\n", els_role_name(desc->role),
           desc->summary ? desc->summary : "", els_role_name(desc->role));
    if (desc->n_options)
        els_options_print(&groups[1], 1, stdout);
    els_options_print(groups, 1, stdout);
    printf("\nWithout --net the sockets are in %s.\n", default_net);
}

static bool is_instance_name(els_str name)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    els_role role;
    if (name.len == 0 || name.len > 64 || els_str_eq(name, ELS_STR("all")) ||
        els_role_parse(name, &role))
        return false;
    return strspn(name.ptr, allowed) == name.len;
}

els_err els_process_read_options(els_process *process, int argc, char **argv, int *ret_exit_code)
{
    const els_process_desc *desc = process->desc;
    els_option_group groups[] = {
        {common_options, sizeof common_options / sizeof *common_options, &process->options},
        {desc->options, desc->n_options, process->self},
    };
    els_buf why = {0};
    els_err err = els_options_parse(groups, 2, argc, argv, &process->option_arena, NULL, &why);
    const process_options *options = &process->options;
    els_net_default(&process->default_net);
    *ret_exit_code = ELS_EXIT_USAGE;
    if (!err && options->help) {
        print_help(desc, groups, process->default_net.ptr);
        *ret_exit_code = ELS_EXIT_OK;
        err = ELS_E_INTERRUPTED;
    } else if (!err && options->version) {
        printf("els-%s %s\n", els_role_name(desc->role), ELS_VERSION);
        *ret_exit_code = ELS_EXIT_OK;
        err = ELS_E_INTERRUPTED;
    } else if (!err && options->instance && !is_instance_name(els_str_of(options->instance))) {
        els_buf_printf(&why, "--instance: want 1 to 64 of A-Z a-z 0-9 . _ - and no role's name");
        err = ELS_E_USAGE;
    } else if (!err && options->explain && !options->input) {
        els_buf_printf(&why, "--explain: give a recording to explain with --input");
        err = ELS_E_USAGE;
    } else if (!err && options->ready_fd && fcntl((int)options->ready_fd, F_GETFD) < 0) {
        els_buf_printf(&why, "--ready-fd: descriptor %u is not open", (unsigned)options->ready_fd);
        err = ELS_E_USAGE;
    }
    if (err == ELS_E_USAGE)
        fprintf(stderr, "els-%s: %s (try --help)\n", els_role_name(desc->role), why.ptr);
    els_buf_fini(&why);
    if (err)
        return err;
    if (!options->net)
        process->options.net = process->default_net.ptr;
    if (options->instance)
        els_buf_printf(&process->instance, "%s", options->instance);
    else
        els_buf_printf(&process->instance, "%s.%ld", els_role_name(desc->role), (long)getpid());
    process->log = (els_log){.role = els_role_name(desc->role),
                             .instance = process->instance.ptr,
                             .fd = STDERR_FILENO,
                             .is_terminal = isatty(STDERR_FILENO)};
    (void)els_log_level_parse(els_str_of(options->log_level), &process->log.level);
    if (options->explain) /* why a message is left alone is said there */
        process->log.level = ELS_LOG_DEBUG;
    return ELS_OK;
}
