#include "lines.h"
#include "els_json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4200 };

/* ---- writing ---- */

void els_lines_begin(const els_lines_place *place, els_buf *out)
{
    els_buf_printf(out, "{\"run\":%llu,\"iteration\":%llu,\"position\":%llu",
                   (unsigned long long)place->run, (unsigned long long)place->iteration,
                   (unsigned long long)place->position);
}

void els_lines_add_text(const char *name, els_str text, els_buf *out)
{
    els_buf_printf(out, ",\"%s\":", name);
    els_json_text(text, out);
}

void els_lines_add_real(const char *name, double value, els_buf *out)
{
    els_buf_printf(out, ",\"%s\":", name);
    els_json_real(value, out);
}

static bool write_all(int fd, els_str bytes)
{
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            bytes = els_str_sub(bytes, (size_t)n, bytes.len);
    }
    return true;
}

els_err els_lines_append(const char *dir, const els_lines_file *file, els_str lines)
{
    char path[PATH_BYTES], older[PATH_BYTES], last = '\n';
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", dir, file->name);
    snprintf(older, sizeof older, "%s/%s", dir, file->older);
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return ELS_E_IO;
    bool ok = fstat(fd, &info) == 0;
    if (ok && info.st_size > 0)
        ok = pread(fd, &last, 1, info.st_size - 1) == 1;
    if (ok && last != '\n')
        ok = write_all(fd, ELS_STR("\n")); /* what a broker that was killed has left */
    ok = ok && write_all(fd, lines);
    if (ok && (uint64_t)info.st_size + lines.len > file->bytes_max)
        ok = rename(path, older) == 0;
    close(fd);
    return ok ? ELS_OK : ELS_E_IO;
}

/* ---- reading ---- */

static bool skip(els_str *line, els_str word)
{
    bool ok = els_str_starts(*line, word);
    if (ok)
        *line = els_str_sub(*line, word.len, line->len);
    return ok;
}

static bool read_number(els_str *line, uint64_t *ret)
{
    size_t n = 0;
    while (n < line->len && els_is_digit(line->ptr[n]))
        n++;
    bool ok = els_str_to_u64(els_str_sub(*line, 0, n), ret);
    *line = els_str_sub(*line, n, line->len);
    return ok;
}

static bool read_place(els_str line, els_lines_place *ret)
{
    return skip(&line, ELS_STR("{\"run\":")) && read_number(&line, &ret->run) &&
           skip(&line, ELS_STR(",\"iteration\":")) && read_number(&line, &ret->iteration) &&
           skip(&line, ELS_STR(",\"position\":")) && read_number(&line, &ret->position);
}

static bool is_before(const els_lines_place *a, const els_lines_place *b)
{
    if (a->run != b->run)
        return a->run < b->run;
    if (a->iteration != b->iteration)
        return a->iteration < b->iteration;
    return a->position < b->position;
}

/* What a line with this member has in it; a text inside of a line cannot look so, for its quotes
 * are escaped. */
static void add_needle(const els_lines_member *member, els_arena *arena, els_str *needles,
                       uint32_t *n)
{
    els_buf needle = {0};
    if (member->value.len == 0)
        return;
    els_lines_add_text(member->name, member->value, &needle);
    needles[(*n)++] = els_arena_copy(arena, els_buf_str(&needle));
    els_buf_fini(&needle);
}

typedef struct {
    const els_lines_query *query;
    els_arena *arena;
    els_str needles[ELS_LINES_MEMBERS_MAX];
    uint32_t n_needles;
    els_lines_page page;
} search;

/* False when there are enough. */
static bool take_line(search *s, els_str line)
{
    els_lines_place place;
    if (line.len == 0 || line.ptr[line.len - 1] != '}' || !read_place(line, &place) ||
        (s->query->has_before && !is_before(&place, &s->query->before)))
        return true;
    for (uint32_t i = 0; i < s->n_needles; i++)
        if (!els_str_contains(line, s->needles[i]))
            return true;
    if (s->page.n == s->query->most) {
        s->page.has_more = true;
        return false;
    }
    s->page.lines[s->page.n++] = els_arena_copy(s->arena, line);
    s->page.last = place;
    return true;
}

/* From the end of a file to its beginning. */
static els_err read_file(search *s, const char *path)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ELS_OK : ELS_E_IO;
    els_err err = fstat(fd, &info) == 0 ? ELS_OK : ELS_E_IO;
    size_t size = err ? 0 : (size_t)info.st_size;
    /* Brokers append to it and rename it, and never cut it: what is mapped stays. */
    char *bytes = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    close(fd);
    if (size == 0 || bytes == MAP_FAILED)
        return size ? ELS_E_IO : err;
    size_t end = size;
    bool wants = true;
    while (end > 0 && bytes[end - 1] != '\n')
        end--; /* a line that is being written */
    while (wants && end > 0) {
        size_t stop = --end;
        while (end > 0 && bytes[end - 1] != '\n')
            end--;
        wants = take_line(s, (els_str){bytes + end, stop - end});
    }
    munmap(bytes, size);
    return ELS_OK;
}

els_err els_lines_read(const char *dir, const els_lines_file *file, const els_lines_query *query,
                       els_arena *arena, els_lines_page *ret)
{
    const char *const names[] = {file->name, file->older}; /* newest first */
    search s = {.query = query, .arena = arena};
    els_err err = ELS_OK;
    s.page.lines = ELS_ARENA_NEW(arena, els_str, query->most + 1);
    for (uint32_t i = 0; i < query->n_members; i++)
        add_needle(&query->members[i], arena, s.needles, &s.n_needles);
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !err && !s.page.has_more; i++) {
        char path[PATH_BYTES];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        err = read_file(&s, path);
    }
    if (!err)
        *ret = s.page;
    return err;
}
