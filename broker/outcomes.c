#include "outcomes.h"
#include "els_json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_BYTES = 400 /* of a question or an answer */, PATH_BYTES = 4200 };

static const char *const names[] = {"outcomes.jsonl", "outcomes.1.jsonl"}; /* newest first */
const char *const els_outcomes_verdicts[ELS_OUTCOMES_VERDICTS] = {"wrong", "right", "abstained",
                                                                  "infrastructure"};
static const char *const arms[] = {"untrained", "live", "candidate", "trial"};

/* ---- writing ---- */

static void add_text(const char *name, els_str text, els_buf *out)
{
    els_buf_printf(out, ",\"%s\":", name);
    els_json_text(text, out);
}

static void add_real(const char *name, double value, els_buf *out)
{
    els_buf_printf(out, ",\"%s\":", name);
    els_json_real(value, out);
}

/* The beginning of a text, cut between characters of UTF-8. */
static els_str begin_of(els_str text)
{
    size_t end = text.len < SHOWN_BYTES ? text.len : SHOWN_BYTES;
    while (end < text.len && end > 0 && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
        end--;
    return els_str_sub(text, 0, end);
}

/* Members run, iteration and position come first, and in this order: see read_place. */
static void add_line(const els_analysis *analysis, uint64_t run, uint32_t at,
                     const els_example *example, els_buf *out)
{
    const els_plan *plan = &analysis->plan[0];
    const els_record *r = &analysis->records[at];
    const els_segment *segment = r->segment < plan->n_segments ? &plan->segments[r->segment] : NULL;
    const char *arm = segment && segment->arm < 4 ? arms[segment->arm] : "live";
    els_buf_printf(out, "{\"run\":%llu,\"iteration\":%llu,\"position\":%u", (unsigned long long)run,
                   (unsigned long long)analysis->iteration, at);
    add_text("segment", segment ? segment->name : (els_str){NULL, 0}, out);
    add_text("arm", els_str_of(arm), out);
    add_text("id", r->id, out);
    add_text("kind", r->plugin, out);
    add_text("family", r->family, out);
    add_text("agent", r->agent, out);
    add_text("params", r->params, out);
    add_text("verdict",
             els_str_of(r->verdict < ELS_OUTCOMES_VERDICTS ? els_outcomes_verdicts[r->verdict]
                                                           : "infrastructure"),
             out);
    add_real("confidence", r->confidence, out);
    els_buf_printf(out, ",\"cost\":%llu", (unsigned long long)r->cost);
    add_real("latency_ms", (double)r->latency_ns / 1e6, out);
    add_real("propensity", r->propensity, out);
    add_text("trace", r->trace, out);
    if (example && example->n_task == 1)
        add_text("question", begin_of(example->task[0].question), out);
    if (example && example->n_answers == 1)
        add_text("answer", begin_of(example->answers[0].value), out);
    els_buf_printf(out, "}\n");
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

els_err els_outcomes_write(const char *dir, uint64_t run, const els_analysis *analysis)
{
    char path[PATH_BYTES], older[PATH_BYTES], last = '\n';
    els_buf lines = {0};
    struct stat info;
    uint32_t next = 0; /* example; they are in task order, as the records are */
    if (analysis->n_plan != 1)
        return ELS_OK;
    snprintf(path, sizeof path, "%s/%s", dir, names[0]);
    snprintf(older, sizeof older, "%s/%s", dir, names[1]);
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return ELS_E_IO;
    bool ok = fstat(fd, &info) == 0;
    if (ok && info.st_size > 0 && pread(fd, &last, 1, info.st_size - 1) == 1 && last != '\n')
        els_buf_addc(&lines, '\n'); /* what a broker that was killed has left */
    for (uint32_t i = 0; i < analysis->n_records; i++) {
        while (next < analysis->n_examples && analysis->examples[next].record < i)
            next++;
        bool has = next < analysis->n_examples && analysis->examples[next].record == i;
        add_line(analysis, run, i, has ? &analysis->examples[next] : NULL, &lines);
    }
    ok = ok && write_all(fd, els_buf_str(&lines));
    if (ok && (uint64_t)info.st_size + lines.len > ELS_OUTCOMES_BYTES)
        ok = rename(path, older) == 0;
    close(fd);
    els_buf_fini(&lines);
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
    while (n < line->len && line->ptr[n] >= '0' && line->ptr[n] <= '9')
        n++;
    bool ok = els_str_to_u64(els_str_sub(*line, 0, n), ret);
    *line = els_str_sub(*line, n, line->len);
    return ok;
}

static bool read_place(els_str line, els_outcomes_place *ret)
{
    return skip(&line, ELS_STR("{\"run\":")) && read_number(&line, &ret->run) &&
           skip(&line, ELS_STR(",\"iteration\":")) && read_number(&line, &ret->iteration) &&
           skip(&line, ELS_STR(",\"position\":")) && read_number(&line, &ret->position);
}

static bool is_before(const els_outcomes_place *a, const els_outcomes_place *b)
{
    if (a->run != b->run)
        return a->run < b->run;
    if (a->iteration != b->iteration)
        return a->iteration < b->iteration;
    return a->position < b->position;
}

/* What a line with this member has in it; a text inside of a line cannot look so, for its quotes
 * are escaped. */
static void add_needle(const char *name, els_str value, els_arena *arena, els_str *needles,
                       uint32_t *n)
{
    els_buf needle = {0};
    if (value.len == 0)
        return;
    add_text(name, value, &needle);
    needles[(*n)++] = els_arena_copy(arena, els_buf_str(&needle));
    els_buf_fini(&needle);
}

typedef struct {
    const els_outcomes_query *query;
    els_arena *arena;
    els_str needles[4];
    uint32_t n_needles;
    els_str *lines;
    uint32_t n_lines;
    els_outcomes_place last;
    bool has_more;
} search;

/* False when there are enough. */
static bool take_line(search *s, els_str line)
{
    els_outcomes_place place;
    if (line.len == 0 || line.ptr[line.len - 1] != '}' || !read_place(line, &place) ||
        (s->query->has_before && !is_before(&place, &s->query->before)))
        return true;
    for (uint32_t i = 0; i < s->n_needles; i++)
        if (!els_str_contains(line, s->needles[i]))
            return true;
    if (s->n_lines == s->query->most) {
        s->has_more = true;
        return false;
    }
    s->lines[s->n_lines++] = els_arena_copy(s->arena, line);
    s->last = place;
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

els_err els_outcomes_read(const char *dir, const els_outcomes_query *query, els_arena *arena,
                          els_str **ret_lines, uint32_t *ret_count, els_outcomes_place *ret_last,
                          bool *ret_has_more)
{
    search s = {.query = query, .arena = arena};
    els_err err = ELS_OK;
    s.lines = ELS_ARENA_NEW(arena, els_str, query->most + 1);
    add_needle("kind", query->kind, arena, s.needles, &s.n_needles);
    add_needle("agent", query->agent, arena, s.needles, &s.n_needles);
    add_needle("verdict", query->verdict, arena, s.needles, &s.n_needles);
    add_needle("segment", query->segment, arena, s.needles, &s.n_needles);
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !err && !s.has_more; i++) {
        char path[PATH_BYTES];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        err = read_file(&s, path);
    }
    if (err)
        return err;
    *ret_lines = s.lines;
    *ret_count = s.n_lines;
    *ret_last = s.last;
    *ret_has_more = s.has_more;
    return ELS_OK;
}
