/* els-test-memory PID FILE — which lines of FILE occur in the memory of a process that runs, or
 * with a path (that has a slash) in the place of PID in that file. All lines are of one length, at
 * least 8 bytes. Prints each that occurs once; exit code 0 when the memory was read, 77 when this
 * user may not read it, 1 otherwise. */
#include "els_str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

enum { LINES_MAX = 4096, WIDTH_MAX = 64, BLOCK = 1 << 20, SLOTS = 16384 };

typedef struct {
    char lines[LINES_MAX][WIDTH_MAX];
    bool is_seen[LINES_MAX];
    uint16_t slots[SLOTS]; /* number + 1 of a line, by the hash of its first eight bytes */
    size_t n, width;
    char block[BLOCK + WIDTH_MAX];
} scan;

static size_t slot_of(const char *text)
{
    uint64_t head;
    memcpy(&head, text, sizeof head);
    return (size_t)((head * 0x9e3779b97f4a7c15u) >> 50);
}

static bool read_lines(scan *s, const char *path)
{
    FILE *file = fopen(path, "re");
    while (file && s->n < LINES_MAX && fgets(s->lines[s->n], WIDTH_MAX, file)) {
        size_t width = strcspn(s->lines[s->n], "\n");
        if (width < 8 || (s->n && width != s->width))
            break;
        s->width = width;
        size_t at = slot_of(s->lines[s->n]);
        while (s->slots[at])
            at = (at + 1) % SLOTS;
        s->slots[at] = (uint16_t)++s->n;
    }
    bool is_whole = file && feof(file) && s->n;
    if (file)
        fclose(file);
    return is_whole;
}

static void search(scan *s, size_t len)
{
    for (size_t i = 0; i + s->width <= len; i++) {
        for (size_t at = slot_of(s->block + i); s->slots[at]; at = (at + 1) % SLOTS) {
            size_t line = s->slots[at] - 1u;
            if (!s->is_seen[line] && memcmp(s->lines[line], s->block + i, s->width) == 0) {
                s->is_seen[line] = true;
                printf("%.*s\n", (int)s->width, s->lines[line]);
            }
        }
    }
}

/* Blocks overlap by a line less a byte, so that none is cut in two. Returns the bytes that were
 * read. */
static size_t search_range(scan *s, int memory, off_t from, off_t to)
{
    size_t kept = 0, total = 0;
    while (from < to) {
        size_t wanted = to - from < BLOCK ? (size_t)(to - from) : BLOCK;
        ssize_t n = pread(memory, s->block + kept, wanted, from);
        if (n <= 0)
            break; /* of the kernel, or given back meanwhile */
        search(s, kept + (size_t)n);
        size_t len = kept + (size_t)n;
        kept = len < s->width - 1 ? len : s->width - 1;
        memmove(s->block, s->block + len - kept, kept);
        from += n;
        total += (size_t)n;
    }
    return total;
}

static size_t search_process(scan *s, const char *pid)
{
    const off_t largest = (off_t)1
                          << 30; /* what sanitizers reserve is larger, and none of the program's */
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%.20s/mem", pid);
    int memory = open(path, O_RDONLY | O_CLOEXEC);
    if (memory < 0)
        return 0;
    snprintf(path, sizeof path, "/proc/%.20s/maps", pid);
    FILE *maps = fopen(path, "re");
    size_t total = 0;
    while (maps && fgets(line, sizeof line, maps)) {
        unsigned long from, to;
        char mode[8];
        if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3 && mode[0] == 'r' &&
            (off_t)(to - from) <= largest)
            total += search_range(s, memory, (off_t)from, (off_t)to);
    }
    if (maps)
        fclose(maps);
    close(memory);
    return total;
}

static size_t search_file(scan *s, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    off_t size = file >= 0 ? lseek(file, 0, SEEK_END) : 0;
    size_t total = size > 0 ? search_range(s, file, 0, size) : 0;
    if (file >= 0)
        close(file);
    return total;
}

int main(int argc, char **argv)
{
    scan *s = calloc(1, sizeof *s);
    if (!s || argc != 3 || !read_lines(s, argv[2])) {
        fprintf(stderr,
                "usage: els-test-memory PID|PATH FILE, with lines of one length from 8 to %d\n",
                WIDTH_MAX - 2);
        free(s);
        return 1;
    }
    errno = 0;
    size_t total = strchr(argv[1], '/') ? search_file(s, argv[1]) : search_process(s, argv[1]);
    bool is_forbidden = errno == EACCES || errno == EPERM;
    free(s);
    if (total)
        return 0;
    fprintf(stderr, "els-test-memory: nothing of %s could be read\n", argv[1]);
    return is_forbidden ? 77 : 1;
}
