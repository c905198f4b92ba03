/* els-test-history STORE TAPS — reconciles the recordings of a run (--tap) with its journal: every
 * task of every committed iteration was made, given out, answered and graded, and counts once.
 * Prints one line; exit code 1 when something is lost or counted twice. */
#include "store.h"
#include "tap.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITERATIONS_MAX = 4096 };

typedef struct {
    uint64_t epoch;                             /* under which it was committed */
    uint32_t tasks;                             /* in its analysis */
    bool is_analysed;                           /* the analysis was seen */
    uint32_t *made, *taken, *answered, *graded; /* how often, by position */
} iteration;

typedef struct {
    iteration list[ITERATIONS_MAX];
    uint64_t n;
    uint64_t tasks, lost, twice, made_again, answered_again, other_epochs, processes;
} history;

static void note(uint32_t *counts, const iteration *it, uint32_t first, uint32_t n)
{
    for (uint32_t i = first; counts && i < it->tasks && i - first < n; i++)
        counts[i]++;
}

static iteration *committed(history *h, uint64_t epoch, uint64_t number)
{
    bool is_it = number < h->n && h->list[number].epoch == epoch;
    h->other_epochs += !is_it;
    return is_it ? &h->list[number] : NULL;
}

/* The analyses first: they say how many tasks there are. */
static void take_analysis(history *h, const els_analysis *analysis)
{
    iteration *it = committed(h, analysis->epoch, analysis->iteration);
    if (!it || it->is_analysed)
        return;
    it->is_analysed = true;
    it->tasks = analysis->n_records;
    size_t size = (size_t)it->tasks + 1;
    it->made = calloc(size, sizeof(uint32_t));
    it->taken = calloc(size, sizeof(uint32_t));
    it->answered = calloc(size, sizeof(uint32_t));
    it->graded = calloc(size, sizeof(uint32_t));
    const els_plan *plan = analysis->n_plan ? analysis->plan : NULL;
    for (uint32_t i = 0; plan && it->graded && i < analysis->n_records; i++) {
        const els_record *r = &analysis->records[i];
        uint32_t at =
            r->segment < plan->n_segments ? plan->segments[r->segment].first + r->index : it->tasks;
        if (at < it->tasks && r->id.len)
            it->graded[at]++;
    }
}

static void take_rest(history *h, const els_tap_entry *entry, els_msg_type type,
                      const void *message)
{
    if (type == ELS_MSG_task_chunk) {
        const els_task_chunk *chunk = message;
        iteration *it = committed(h, chunk->epoch, chunk->iteration);
        if (it)
            note(entry->kind == ELS_TAP_OUT ? it->made : it->taken, it, chunk->chunk,
                 chunk->n_tasks);
    } else if (type == ELS_MSG_result_chunk && entry->kind == ELS_TAP_IN) {
        const els_result_chunk *chunk = message;
        iteration *it = committed(h, chunk->epoch, chunk->iteration);
        if (it)
            note(it->answered, it, chunk->chunk, chunk->n_results);
    }
}

/* Lines of other channels are not worth decoding. */
static bool may_matter(els_str line, bool analyses)
{
    els_str head = els_str_sub(line, 0, 64);
    if (analyses)
        return els_str_contains(head, ELS_STR("\"channel\":\"analysis\""));
    return els_str_contains(head, ELS_STR("\"channel\":\"work\"")) ||
           els_str_contains(head, ELS_STR("\"channel\":\"results\""));
}

static void read_file(history *h, const char *path, bool analyses)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    els_arena arena = {0};
    while (file && (len = getline(&line, &size, file)) > 0) {
        els_tap_entry entry;
        els_msg_type type;
        const void *message;
        els_str text = {line, (size_t)len - (line[len - 1] == '\n')};
        /* The last line of a killed process may be half a line. */
        if (may_matter(text, analyses) && els_tap_parse(text, &arena, &entry) == ELS_OK &&
            (entry.kind == ELS_TAP_IN || entry.kind == ELS_TAP_OUT) &&
            els_decode(entry.frame, &arena, &type, &message, NULL) == ELS_OK) {
            if (!analyses)
                take_rest(h, &entry, type, message);
            else if (type == ELS_MSG_analysis)
                take_analysis(h, message);
        }
        els_arena_reset(&arena);
    }
    els_arena_fini(&arena);
    free(line);
    if (file)
        fclose(file);
}

static void read_taps(history *h, const char *folder, bool analyses)
{
    char path[4096];
    DIR *dir = opendir(folder);
    struct dirent *entry;
    h->processes = 0;
    while (dir && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        read_file(h, path, analyses);
        h->processes++;
    }
    if (dir)
        closedir(dir);
}

static els_err read_journal(history *h, const char *dir)
{
    els_arena arena = {0};
    els_buf why = {0};
    els_store *store = NULL;
    els_store_run run;
    els_err err = els_store_open(dir, false, &store, &why);
    if (!err)
        err = els_store_newest_run(store, &arena, &run);
    for (; !err && h->n < run.next_iteration && h->n < ITERATIONS_MAX; h->n++) {
        els_msg_type type;
        const void *message = NULL;
        els_str frame;
        err = els_store_progress(store, run.run, h->n, &arena, &frame);
        if (!err)
            err = els_decode(frame, &arena, &type, &message, NULL);
        if (!err)
            h->list[h->n].epoch = ((const els_progress *)message)->epoch;
    }
    if (err)
        fprintf(stderr, "els-test-history: %s\n", els_err_line(err, &why));
    els_store_close(&store);
    els_arena_fini(&arena);
    els_buf_fini(&why);
    return err;
}

static void reconcile(history *h)
{
    for (uint64_t i = 0; i < h->n; i++) {
        const iteration *it = &h->list[i];
        if (!it->is_analysed) {
            fprintf(stderr, "iteration %llu: no analysis of epoch %llu was recorded\n",
                    (unsigned long long)i, (unsigned long long)it->epoch);
            h->lost++;
        }
        for (uint32_t t = 0; t < it->tasks; t++) {
            bool is_there = it->made[t] && it->taken[t] && it->answered[t] && it->graded[t];
            h->tasks++;
            h->lost += !is_there;
            h->twice += it->graded[t] > 1;
            h->made_again += it->made[t] > 1;
            h->answered_again += it->answered[t] > 1;
        }
    }
}

int main(int argc, char **argv)
{
    static history h;
    if (argc != 3) {
        fprintf(stderr, "usage: els-test-history STORE TAPS\n");
        return ELS_EXIT_USAGE;
    }
    if (read_journal(&h, argv[1]))
        return ELS_EXIT_FAILED;
    read_taps(&h, argv[2], true);
    h.other_epochs = 0;
    read_taps(&h, argv[2], false);
    reconcile(&h);
    printf("%llu tasks in %llu iterations, %llu lives of processes: lost %llu, counted twice %llu; "
           "made again %llu, answered again %llu, messages of epochs that do not count %llu\n",
           (unsigned long long)h.tasks, (unsigned long long)h.n, (unsigned long long)h.processes,
           (unsigned long long)h.lost, (unsigned long long)h.twice,
           (unsigned long long)h.made_again, (unsigned long long)h.answered_again,
           (unsigned long long)h.other_epochs);
    for (uint64_t i = 0; i < h.n; i++) {
        free(h.list[i].made);
        free(h.list[i].taken);
        free(h.list[i].answered);
        free(h.list[i].graded);
    }
    return h.lost || h.twice || h.tasks == 0 ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}
