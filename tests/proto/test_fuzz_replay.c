/* The fuzz target over its corpus, and over damaged copies of it, as an ordinary test. */
#include "../fuzz/fuzz_decode.c"
#include "els_rng.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

static size_t read_hex(const char *path, uint8_t **ret_bytes)
{
    char line[256];
    size_t len = 0, cap = 0;
    uint8_t *bytes = NULL;
    bool is_comment = false;
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    while (fgets(line, sizeof line, file)) {
        bool is_whole = strchr(line, '\n') != NULL;
        is_comment = is_comment || line[0] == '#';
        for (const char *c = line; !is_comment && *c && *c != '\n'; c += 2) {
            unsigned byte;
            cr_assert_eq(sscanf(c, "%2x", &byte), 1);
            if (len == cap)
                bytes = realloc(bytes, cap = 2 * cap + 64);
            bytes[len++] = (uint8_t)byte;
        }
        if (is_whole)
            is_comment = false;
    }
    fclose(file);
    *ret_bytes = bytes;
    return len;
}

static void run_exact(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1); /* of exact size, for the sanitizers */
    if (len)
        memcpy(copy, bytes, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static void replay(const char *folder)
{
    glob_t found;
    char pattern[512];
    snprintf(pattern, sizeof pattern, "%s/tests/vectors/%s/*.hex", ELS_SOURCE_DIR, folder);
    cr_assert_eq(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        uint8_t *bytes;
        size_t len = read_hex(found.gl_pathv[i], &bytes);
        run_exact(bytes, len);
        for (uint64_t turn = 0; turn < 300 && len; turn++) {
            els_rng rng = els_rng_make(1, i, turn);
            uint8_t *damaged = malloc(len);
            memcpy(damaged, bytes, len);
            for (uint32_t n = els_rng_below(&rng, 4) + 1; n > 0; n--)
                damaged[els_rng_below(&rng, (uint32_t)len)] = (uint8_t)els_rng_below(&rng, 256);
            run_exact(damaged,
                      els_rng_chance(&rng, 0.2) ? els_rng_below(&rng, (uint32_t)len) : len);
            free(damaged);
        }
        free(bytes);
    }
    globfree(&found);
}

Test(fuzz_decode, holds_on_good_frames_and_damaged_copies)
{
    replay("good");
}

Test(fuzz_decode, holds_on_bad_frames_and_damaged_copies)
{
    replay("bad");
}
