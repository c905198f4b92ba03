/* els-test-command ask STORE TARGET AT VERB [ARG...]   puts a command into the spool
 * els-test-command taken STORE                         prints "iteration verb" of those of the run
 *
 * For scenarios that need a command no subcommand of els gives, or at an exact iteration. */
#include "codec.h"
#include "taking.h"

#include <stdio.h>
#include <string.h>

enum { ARGS_MAX = 16 };

static els_err ask(int argc, char **argv, els_arena *arena, els_buf *why)
{
    els_str args[ARGS_MAX], id;
    els_command command = {.target = els_str_of(argv[3]),
                           .verb = els_str_of(argv[5]),
                           .args = args,
                           .who = ELS_STR("user:test")};
    if (!els_str_to_u64(els_str_of(argv[4]), &command.at))
        return ELS_E_USAGE;
    for (int i = 6; i < argc && command.n_args < ARGS_MAX; i++)
        args[command.n_args++] = els_str_of(argv[i]);
    return els_spool_write(argv[2], &command, arena, &id, why);
}

static els_err print_taken(const char *dir, els_arena *arena, els_buf *why)
{
    els_store *store = NULL;
    els_store_run run;
    els_err err = els_store_open(dir, false, &store, why);
    if (!err)
        err = els_store_newest_run(store, arena, &run);
    for (uint64_t i = 0; !err && i <= run.next_iteration; i++) {
        const els_command *commands;
        uint32_t n = 0;
        err = els_taking_journalled(store, run.run, i, arena, &commands, &n);
        for (uint32_t j = 0; j < n; j++)
            printf("%llu " ELS_STR_FMT "\n", (unsigned long long)i, ELS_STR_ARG(commands[j].verb));
    }
    els_store_close(&store);
    return err;
}

int main(int argc, char **argv)
{
    els_arena arena = {0};
    els_buf why = {0};
    els_err err = ELS_E_USAGE;
    if (argc >= 6 && strcmp(argv[1], "ask") == 0)
        err = ask(argc, argv, &arena, &why);
    else if (argc == 3 && strcmp(argv[1], "taken") == 0)
        err = print_taken(argv[2], &arena, &why);
    if (err)
        fprintf(stderr, "els-test-command: %s %s\n", els_err_text(err), why.len ? why.ptr : "");
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return err ? 1 : 0;
}
