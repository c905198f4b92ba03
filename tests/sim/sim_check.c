#include "sim.h"

#include "els_hash.h"
#include "store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { ITERATIONS_MAX = 16, SEEN_MAX = 512 };

/* What went to the broker for one iteration under one epoch. */
typedef struct {
    uint64_t epoch, iteration;
    uint64_t tasks, records; /* hashes over the graded outcomes; 0: not seen */
    char digest[81];         /* of the learned state */
} seen;

struct sim_history {
    seen committed[ITERATIONS_MAX];
    uint64_t n_committed;
    seen under_way[SEEN_MAX];
    size_t n_under_way;
    uint64_t epoch;
    bool is_apart; /* the broker set a task aside: from here on the run has another state */
    const sim_history *reference;
};

static sim_history *now; /* of the world under way */

void sim_fail(const char *format, ...)
{
    va_list args;
    if (sim->failure[0])
        return;
    va_start(args, format);
    vsnprintf(sim->failure, sizeof sim->failure, format, args);
    va_end(args);
}

sim_history *sim_history_new(void)
{
    sim_history *history = calloc(1, sizeof *history);
    if (!history)
        abort();
    return history;
}

void sim_history_free(sim_history **history)
{
    free(*history);
    *history = NULL;
}

void sim_check_begin(sim_history *history, const sim_history *reference)
{
    now = history;
    history->reference = reference;
}

static seen *seen_of(uint64_t epoch, uint64_t iteration)
{
    for (size_t i = 0; i < now->n_under_way; i++)
        if (now->under_way[i].epoch == epoch && now->under_way[i].iteration == iteration)
            return &now->under_way[i];
    if (now->n_under_way == SEEN_MAX)
        now->n_under_way = 0; /* long over */
    for (size_t i = 0; i < now->n_under_way; i++)
        sim->counts.redone += now->under_way[i].iteration == iteration;
    now->under_way[now->n_under_way] = (seen){.epoch = epoch, .iteration = iteration};
    return &now->under_way[now->n_under_way++];
}

/* Every task of the plan is in the analysis, once and in its place. */
static void look_at_analysis(const els_analysis *analysis)
{
    const els_plan *plan = analysis->n_plan ? analysis->plan : NULL;
    uint64_t tasks = 0, expected = 0;
    for (uint32_t i = 0; plan && i < plan->n_segments; i++)
        expected += plan->segments[i].count;
    bool is_real = !sim->stubs; /* the stand-in sends one record, a hash of all */
    if (is_real && analysis->n_records != expected)
        sim_fail("iteration %llu: %u records of %llu tasks",
                 (unsigned long long)analysis->iteration, analysis->n_records,
                 (unsigned long long)expected);
    for (uint32_t i = 0; i < analysis->n_records; i++) {
        const els_record *r = &analysis->records[i];
        if (is_real && (r->segment >= plan->n_segments ||
                        plan->segments[r->segment].first + r->index != i || r->id.len == 0))
            sim_fail("iteration %llu: the task at %u is not in its place",
                     (unsigned long long)analysis->iteration, i);
        tasks = els_hash_pair(els_hash_pair(tasks, els_hash_str(r->id)), r->template_key);
        tasks = els_hash_pair(els_hash_pair(tasks, r->verdict), r->cost + r->fields_right);
    }
    seen_of(analysis->epoch, analysis->iteration)->tasks = tasks | 1;
}

static void look_at_commit(const els_commit *commit)
{
    seen *s = seen_of(commit->epoch, commit->iteration);
    if (commit->iteration != now->n_committed) {
        sim_fail("iteration %llu is committed when %llu is due",
                 (unsigned long long)commit->iteration, (unsigned long long)now->n_committed);
        return;
    }
    if (now->n_committed < ITERATIONS_MAX)
        now->committed[now->n_committed++] = *s;
    if (!now->reference || now->is_apart)
        return;
    const seen *expected = &now->reference->committed[commit->iteration];
    if (s->tasks != expected->tasks)
        sim_fail("iteration %llu: its outcomes are not those of the undisturbed run",
                 (unsigned long long)commit->iteration);
    if (strcmp(s->digest, expected->digest) != 0)
        sim_fail("iteration %llu: learned state %s, undisturbed %s",
                 (unsigned long long)commit->iteration, s->digest, expected->digest);
}

/* A task that happened to be with three executors when they were killed is set aside as poison. */
static void look_at_results(const sim_slot *from)
{
    if (from->role != ELS_ROLE_BROKER || now->is_apart)
        return;
    now->is_apart = true;
    sim->counts.set_aside++;
}

static void look_at_epoch(uint64_t epoch)
{
    if (epoch < now->epoch)
        sim_fail("the broker goes back from epoch %llu to %llu", (unsigned long long)now->epoch,
                 (unsigned long long)epoch);
    now->epoch = epoch;
}

void sim_check_frame(const sim_slot *from, els_channel channel, els_str frame)
{
    els_arena arena = {0};
    els_msg_type type;
    const void *message;
    bool matters =
        els_peek_type(frame, &type) == ELS_OK &&
        (type == ELS_MSG_analysis || type == ELS_MSG_progress || type == ELS_MSG_commit ||
         type == ELS_MSG_plan || type == ELS_MSG_chunk_done || type == ELS_MSG_result_chunk);
    if (!matters || els_decode(frame, &arena, &type, &message, NULL)) {
        els_arena_fini(&arena);
        return;
    }
    if (type == ELS_MSG_analysis && channel == ELS_CHANNEL_INBOX) {
        look_at_analysis(message);
    } else if (type == ELS_MSG_progress && from->role == ELS_ROLE_MONITOR) {
        const els_progress *progress = message;
        snprintf(seen_of(progress->epoch, progress->iteration)->digest, 81, ELS_STR_FMT,
                 ELS_STR_ARG(progress->state_digest));
    } else if (type == ELS_MSG_commit) {
        look_at_commit(message);
    } else if (type == ELS_MSG_result_chunk) {
        look_at_results(from);
    } else if (type == ELS_MSG_plan && from->role == ELS_ROLE_BROKER) {
        look_at_epoch(((const els_plan *)message)->epoch);
    } else if (type == ELS_MSG_chunk_done) {
        sim->counts.results_counted++;
    }
    els_arena_fini(&arena);
}

void sim_check_result(const sim_slot *to, els_channel channel, els_str frame)
{
    els_msg_type type;
    (void)to;
    if (channel == ELS_CHANNEL_RESULTS && els_peek_type(frame, &type) == ELS_OK)
        sim->counts.results++;
}

/* The journal's own account of every iteration. */
static void look_at_iterations(els_store *store, const els_store_run *run, els_arena *arena)
{
    for (uint64_t i = 0; i < run->next_iteration; i++) {
        els_msg_type type;
        const void *message = NULL;
        els_str frame;
        if (els_store_progress(store, run->run, i, arena, &frame) ||
            els_decode(frame, arena, &type, &message, NULL)) {
            sim_fail("iteration %llu is not in the journal", (unsigned long long)i);
            return;
        }
        const els_progress *progress = message;
        if (i + 1 == run->next_iteration && i == now->n_committed) /* its commit was not said */
            now->committed[now->n_committed++] = *seen_of(progress->epoch, progress->iteration);
        bool has_expected = now->reference && !now->is_apart;
        const char *expected =
            has_expected ? now->reference->committed[i].digest : now->committed[i].digest;
        if (!els_str_eq(progress->state_digest, els_str_of(expected)))
            sim_fail("iteration %llu: the journal holds another state", (unsigned long long)i);
    }
}

void sim_check_store(bool is_over)
{
    els_store *store = NULL;
    els_store_run run = {0};
    els_arena arena = {0};
    els_buf why = {0};
    if (sim->failure[0])
        return;
    els_err err = els_store_open(sim->dir, true, &store, &why);
    if (err) {
        sim_fail("the store does not open: %s", why.ptr);
    } else {
        if (strstr(els_store_note(store), "are lost"))
            sim_fail("%s", els_store_note(store));
        err = els_store_newest_run(store, &arena, &run);
        if (!err || err == ELS_E_NOT_FOUND) {
            if (run.next_iteration < now->n_committed)
                sim_fail("iteration %llu was acknowledged and is not on disk",
                         (unsigned long long)now->n_committed - 1);
            else if (run.next_iteration > now->n_committed + 1)
                sim_fail("two iterations were committed in one");
            look_at_iterations(store, &run, &arena);
        } else {
            sim_fail("%s", els_store_error(store));
        }
        if (is_over && !run.finished)
            sim_fail("the run is not finished on disk");
    }
    els_store_close(&store);
    els_arena_fini(&arena);
    els_buf_fini(&why);
}
