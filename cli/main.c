/* els — starts and drives everything. */
#include "cli.h"

#include <string.h>

static const els_subcommand commands[] = {
    {"run", "run the learning loop and write the report", els_cli_run},
    {"status", "where a live or finished run stands", els_cli_status},
    {"stats", "what was learned, in numbers", els_cli_stats},
    {"report", "the report of the newest finished run", els_cli_report},
    {"config", "list, change and roll back what can be tuned", els_cli_config},
    {"plugins", "list task plugins, or generate tasks with one", els_cli_plugins},
    {"agents", "list and show the agent architectures", els_cli_agents},
    {"eval", "measure the learned state on labelled tasks, learning nothing", els_cli_eval},
    {"solve", "answer one question with what was learned", els_cli_solve},
    {"artifact", "export, import and check learned states as files", els_cli_artifact},
    {"goals", "list goals, set one, cancel one", els_cli_goals},
    {"forecast", "forecast the series in a file, with 95 % intervals", els_cli_forecast},
    {"forecasts", "what the run forecast of itself, and how it came", els_cli_forecasts},
    {"outcomes", "the tasks that were set aside, and why", els_cli_outcomes},
    {"tail", "what the monitor publishes, as JSON lines", els_cli_tail},
    {"feedback", "say of an answer of els solve what was right", els_cli_feedback},
    {"bench", "throughput beside raw libzmq, in one run", els_cli_bench},
    {"doctor", "check this machine and a store", els_cli_doctor},
    {"keygen", "make CURVE keys for sockets beyond this machine", els_cli_keygen},
    {"proto", "print the message tables", els_cli_proto},
};

static void print_usage(FILE *file)
{
    fputs("els " ELS_VERSION
          ": agents that get measurably better at your tasks, on your machine\n\n"
          "usage: els COMMAND [options]\n\n",
          file);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        fprintf(file, "  %-9s  %s\n", commands[i].name, commands[i].summary);
    fputs("\n`els COMMAND --help` lists the options of a command.\n"
          "Exit codes: 0 ok, 1 failed, 2 usage, 3 nothing heard (els tail), 4 timed out,\n"
          "130 interrupted.\n",
          file);
}

int main(int argc, char **argv)
{
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
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    els_cli_complain("there is no command \"%.60s\" (els --help lists them)", argv[1]);
    return ELS_EXIT_USAGE;
}
