#include "cli.h"

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
    {"serve", "REST API, events and dashboard of a store, on this machine's port 8000",
     els_cli_serve},
    {"watch", "a run as it goes, on the whole terminal", els_cli_watch},
    {"tail", "what the monitor publishes, as JSON lines", els_cli_tail},
    {"feedback", "say of an answer of els solve what was right", els_cli_feedback},
    {"bench", "throughput beside raw libzmq, in one run", els_cli_bench},
    {"audit", "list and verify every change of a store", els_cli_audit},
    {"doctor", "check this machine and a store", els_cli_doctor},
    {"keygen", "make CURVE keys for sockets beyond this machine", els_cli_keygen},
    {"completion", "print a completion script for bash or zsh", els_cli_completion},
    {"proto", "print the message tables", els_cli_proto},
};

const els_subcommand *els_cli_commands(size_t *ret_n)
{
    *ret_n = sizeof commands / sizeof commands[0];
    return commands;
}
