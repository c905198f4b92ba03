/* cli.h — what the subcommands of `els` share. */
#ifndef ELS_CLI_H
#define ELS_CLI_H

#include "els_err.h"
#include "els_str.h"
#include "options.h"

#include <jansson.h>
#include <stdio.h>

/* A subcommand: gets its own argv, argv[0] being its name; returns the exit code. */
typedef struct {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
} els_subcommand;

/* The table of all of them. */
const els_subcommand *els_cli_commands(size_t *ret_n);

/* The subcommands: argv[0] is the name of the command. They return the exit code of the README. */
int els_cli_run(int argc, char **argv);
int els_cli_status(int argc, char **argv);
int els_cli_stats(int argc, char **argv);
int els_cli_report(int argc, char **argv);
int els_cli_config(int argc, char **argv);
int els_cli_plugins(int argc, char **argv);
int els_cli_agents(int argc, char **argv);
int els_cli_audit(int argc, char **argv);
int els_cli_artifact(int argc, char **argv);
int els_cli_eval(int argc, char **argv);
int els_cli_serve(int argc, char **argv);
int els_cli_solve(int argc, char **argv);
int els_cli_goals(int argc, char **argv);
int els_cli_forecast(int argc, char **argv);
int els_cli_forecasts(int argc, char **argv);
int els_cli_watch(int argc, char **argv);
int els_cli_outcomes(int argc, char **argv);
int els_cli_tail(int argc, char **argv);
int els_cli_feedback(int argc, char **argv);
int els_cli_bench(int argc, char **argv);
int els_cli_doctor(int argc, char **argv);
int els_cli_keygen(int argc, char **argv);
int els_cli_completion(int argc, char **argv);
int els_cli_proto(int argc, char **argv);

#define ELS_DEFAULT_STORE "els-store"

/* The user's file of trusted plugin keys, ~/.config/els/plugin-keys, if there is one; else NULL. */
const char *els_cli_plugin_keys(els_arena *arena);

/* Writes "els: <line>" to stderr, as els_cli_write_text would; the lines of a text stay lines.
 */
void els_cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with what the loader of the labelled file `path` said in `why` (empty: nothing): that it
 * was refused, which `err` tells, or what was left out of it. */
void els_cli_complain_of_rows(const char *command, const char *path, els_err err,
                              const els_buf *why);

/* As its only argument: the subcommand prints what can follow it, for `els completion`. One line
 * for each, between bars: the command; `word` or `option`; its name; the name of its value, empty
 * for none; allowed values between commas; help, which may hold bars. */
#define ELS_CLI_DESCRIBE "--describe-for-completion"

/* Parses the options of a subcommand. `usage` is the text behind "usage: els "; words in lower case
 * in it are those that the subcommand takes. Handles --help and ELS_CLI_DESCRIBE.
 * Returns -1 to go on, else the exit code. `words` may be NULL: no words are taken. */
int els_cli_parse(const char *usage, const els_option *options, size_t n_options, void *target,
                  int argc, char **argv, els_arena *arena, els_option_list *ret_words);

/* Folder that this program's file is in (where els-broker and the others are); from `arena`. */
els_str els_cli_bin_dir(els_arena *arena);

/* Reads a whole file of at most 64 MiB. Errors: NOT_FOUND, LIMIT, IO with errno. */
els_err els_cli_read_file(const char *path, els_buf *out) ELS_MUST_CHECK;

/* Prints `json` on stdout, indented, with a line end, and releases it. */
void els_cli_print_json(json_t *json);

/* The member of that name: 0 where it is no number, empty where it is no text. Borrowed. */
double els_cli_number(const json_t *object, const char *key);
const char *els_cli_text(const json_t *object, const char *key);

/* Writes a text that users, peers or files chose, so that nothing in it speaks to the terminal or
 * begins a line: a line end as a space, other control characters, also those of two bytes that
 * U+0080 to U+009F are in UTF-8, as '?'. */
void els_cli_write_text(els_str text, FILE *file);
/* The same on stdout. */
void els_cli_print_text(els_str text);

/* What each architecture would have done alone: `agents` as in the report. */
void els_cli_print_policies(const json_t *agents);

/* The report as people read it. */
void els_cli_print_report(const json_t *report, FILE *file);

#endif
