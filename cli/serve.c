/* els serve — becomes els-gateway, which is a program of its own: it outlives runs, and nothing
 * else has to link an HTTP server. */
#include "cli.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int els_cli_serve(int argc, char **argv)
{
    els_arena arena = {0};
    els_str dir = els_cli_bin_dir(&arena);
    els_str program = els_arena_printf(&arena, ELS_STR_FMT "/els-gateway", ELS_STR_ARG(dir));
    (void)argc;
    execv(program.ptr, argv);
    els_cli_complain("serve: cannot start %s: %s", program.ptr, strerror(errno));
    els_arena_fini(&arena);
    return ELS_EXIT_FAILED;
}
