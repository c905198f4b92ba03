/* els-test-frames TAP... — the bytes of all frames that the processes of these recordings (els run
 * --tap) were sent, one behind the other on stdout. Exit code 1 when a recording cannot be read. */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

static bool write_frames(const char *path)
{
    FILE *file = fopen(path, "re");
    els_arena arena = {0};
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    bool good = file != NULL;
    while (good && (n = getline(&line, &size, file)) > 0) {
        els_tap_entry entry;
        good = els_tap_parse((els_str){line, (size_t)n - 1}, &arena, &entry) == ELS_OK;
        if (good && entry.kind == ELS_TAP_IN)
            good = fwrite(entry.frame.ptr, 1, entry.frame.len, stdout) == entry.frame.len;
        els_arena_reset(&arena);
    }
    if (!good)
        fprintf(stderr, "els-test-frames: %s cannot be read\n", path);
    if (file)
        fclose(file);
    free(line);
    els_arena_fini(&arena);
    return good;
}

int main(int argc, char **argv)
{
    bool good = argc > 1;
    for (int i = 1; good && i < argc; i++)
        good = write_frames(argv[i]);
    return good && fflush(stdout) == 0 ? 0 : 1;
}
