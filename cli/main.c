/* els — starts and drives everything. */
#include "cli.h"

#include <errno.h>
#include <string.h>

static void print_usage(FILE *file)
{
    size_t n;
    const els_subcommand *commands = els_cli_commands(&n);
    fputs("els " ELS_VERSION
          ": agents that get measurably better at your tasks, on your machine\n\n"
          "usage: els COMMAND [options]\n\n",
          file);
    for (size_t i = 0; i < n; i++)
        fprintf(file, "  %-10s  %s\n", commands[i].name, commands[i].summary);
    fputs("\n`els COMMAND --help` lists the options of a command.\n"
          "Exit codes: 0 ok, 1 failed, 2 usage, 3 nothing heard (els tail,\n"
          "els watch), 4 timed out, 130 interrupted.\n",
          file);
}

/* What a command prints has to arrive: on a full disk it has failed, however well it went. */
static int delivered(int code)
{
    bool is_lost = ferror(stdout) != 0;
    errno = 0;
    if (fflush(stdout) != 0)
        is_lost = true;
    if (!is_lost || code != ELS_EXIT_OK)
        return code;
    els_cli_complain("what was to be printed cannot be written (%s)",
                     errno ? strerror(errno) : "is the disk full?");
    return ELS_EXIT_FAILED;
}

static int run(int argc, char **argv)
{
    size_t n;
    const els_subcommand *commands = els_cli_commands(&n);
    if (argc < 2) {
        print_usage(stderr);
        return ELS_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return ELS_EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("els " ELS_VERSION);
        return ELS_EXIT_OK;
    }
    for (size_t i = 0; i < n; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    els_cli_complain("there is no command \"%.60s\" (els --help lists them)", argv[1]);
    return ELS_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    return delivered(run(argc, argv));
}
