/* replay.c — a fuzz target over its corpus and damaged copies of it, as an ordinary test.
 *
 *     replay FOLDER [COPIES]   COPIES damaged ones of each file (default 200), from fixed seeds */
#include "els_rng.h"
#include "fuzz.h"

#include <dirent.h>

enum { FILE_MAX = 1 << 20 };

/* Of exact size, so that the sanitizers see what is read behind it. */
static void run_exact(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);
    require(copy != NULL);
    if (len)
        memcpy(copy, bytes, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

/* Overwrites, doubles, cuts out, or shortens. */
static size_t damage(els_rng *rng, uint8_t *bytes, size_t len)
{
    for (uint32_t n = els_rng_below(rng, 4) + 1; n > 0 && len > 0; n--) {
        size_t at = els_rng_below(rng, (uint32_t)len), size = els_rng_below(rng, 16);
        size = at + size > len ? len - at : size;
        switch (els_rng_below(rng, 5)) {
        case 0:
            memmove(bytes + at, bytes + at + size, len - at - size);
            len -= size;
            break;
        case 1:
            memmove(bytes + at + size, bytes + at, len - at);
            len += size;
            break;
        case 2:
            len = els_rng_chance(rng, 0.2) ? at : len;
            break;
        default:
            if (els_rng_chance(rng, 0.5))
                bytes[at] = (uint8_t)(bytes[at] ^ (uint8_t)(1u << els_rng_below(rng, 8)));
            else
                bytes[at] = (uint8_t)els_rng_below(rng, 256);
        }
    }
    return len;
}

static void replay(const char *path, uint64_t copies)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(FILE_MAX), *copy = malloc(FILE_MAX + 4 * 16);
    require(file && bytes && copy);
    size_t len = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    run_exact(bytes, len);
    for (uint64_t turn = 0; turn < copies; turn++) {
        els_rng rng = els_rng_make(1, turn, len);
        memcpy(copy, bytes, len);
        run_exact(copy, damage(&rng, copy, len));
    }
    free(bytes);
    free(copy);
}

int main(int argc, char **argv)
{
    uint64_t copies = argc > 2 ? strtoull(argv[2], NULL, 10) : 200;
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    struct dirent *entry;
    unsigned files = 0;
    if (!folder) {
        fprintf(stderr, "usage: %s FOLDER [COPIES]\n", argv[0]);
        return 2;
    }
    run_exact((const uint8_t *)"", 0);
    while ((entry = readdir(folder))) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        replay(path, copies);
        files++;
    }
    closedir(folder);
    if (files == 0)
        fprintf(stderr, "%s holds no files\n", argv[1]);
    return files == 0;
}
