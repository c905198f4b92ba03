/* els-test-stub ROLE [options] — a stand-in for any stage or executor, for process tests of the
 * broker, the generator and the runtime, and for the throughput of the bare pipeline.
 *
 * It keeps the contract and does nothing with the tasks. The applier's state is a running hash over
 * all task ids in task order, whole in every third checkpoint only; the monitor's report holds it.
 * So two runs of the same seed must end in equal reports, whoever was killed on the way. */
#include "els_hash.h"
#include "process.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TASKS_MAX 262144u

typedef struct {
    uint64_t poison; /* executor: position of a task of iteration 1 that ends it; 0: none */
    uint64_t epoch, iteration;
    uint64_t state;   /* applier */
    uint64_t applied; /* applier: iterations in the state */
    els_arena plan_arena, arena;
    const els_plan *plan; /* analyzer: of the iteration under way */
    uint64_t *hashes;     /* analyzer: per position in the iteration, 0: not yet */
    uint32_t tasks, counted;
} stub;

static void send_step(els_process *process, const char *name, uint64_t epoch, uint64_t iteration)
{
    els_step step = {.role = els_str_of(els_role_name(els_process_role(process))),
                     .name = els_str_of(name),
                     .epoch = epoch,
                     .iteration = iteration};
    (void)els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_step, &step);
}

static void send_checkpoint(els_process *process, uint64_t epoch, uint64_t iteration, bool whole,
                            els_str bytes)
{
    els_checkpoint checkpoint = {.role = els_str_of(els_role_name(els_process_role(process))),
                                 .epoch = epoch,
                                 .iteration = iteration,
                                 .whole = whole,
                                 .bytes = bytes};
    (void)els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_checkpoint, &checkpoint);
}

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_U64, "poison", 0, "N", stub, poison, "0",
               "die by SIGKILL of the task at this position of iteration 1"),
};

/* ---- executor ---- */

static void execute(stub *self, els_process *process, const els_task_chunk *chunk)
{
    els_result *results = ELS_ARENA_NEW(&self->arena, els_result, chunk->n_tasks);
    els_process_set_work(process, chunk->epoch, chunk->iteration, chunk->chunk, chunk->attempt);
    for (uint32_t i = 0; i < chunk->n_tasks; i++) {
        els_process_set_tasks(process, chunk->chunk + i, 1);
        if (self->poison && chunk->iteration == 1 && self->poison == chunk->chunk + i)
            raise(SIGKILL);
        results[i] = (els_result){.index = chunk->tasks[i].index, .id = chunk->tasks[i].id};
    }
    els_process_set_tasks(process, chunk->chunk, chunk->n_tasks);
    els_result_chunk message = {.epoch = chunk->epoch,
                                .iteration = chunk->iteration,
                                .chunk = chunk->chunk,
                                .attempt = chunk->attempt,
                                .state_version = chunk->state_version,
                                .instance = els_str_of(els_process_instance(process)),
                                .results = results,
                                .n_results = chunk->n_tasks};
    (void)els_process_send(process, ELS_CHANNEL_RESULTS, ELS_MSG_result_chunk, &message);
    els_process_set_tasks(process, 0, 0);
    els_process_set_work(process, chunk->epoch, chunk->iteration, UINT32_MAX, 0);
}

/* ---- analyzer ---- */

static void take_plan(stub *self, els_process *process, const els_plan *plan)
{
    if (plan->epoch < self->epoch)
        return;
    if (!self->plan || plan->epoch != self->epoch || plan->iteration != self->iteration) {
        els_arena_reset(&self->plan_arena);
        self->plan = els_message_copy(&self->plan_arena, ELS_MSG_plan, plan);
        self->epoch = plan->epoch;
        self->iteration = plan->iteration;
        self->tasks = self->counted = 0;
        for (uint32_t i = 0; i < plan->n_segments; i++)
            self->tasks += plan->segments[i].count;
        if (!self->hashes)
            self->hashes = calloc(TASKS_MAX, sizeof *self->hashes);
        if (!self->hashes || self->tasks > TASKS_MAX) {
            els_process_fail(process, ELS_EXIT_FAILED, "%u tasks are too many", self->tasks);
            return;
        }
        memset(self->hashes, 0, self->tasks * sizeof *self->hashes);
    }
    send_step(process, "planned", plan->epoch, plan->iteration);
}

static void send_analysis(stub *self, els_process *process)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < self->tasks; i++)
        all = els_hash_pair(all, self->hashes[i]);
    els_record record = {.template_key = all};
    els_analysis analysis = {.epoch = self->epoch,
                             .iteration = self->iteration,
                             .plan = (els_plan *)self->plan,
                             .n_plan = 1,
                             .records = &record,
                             .n_records = 1};
    (void)els_process_send(process, ELS_CHANNEL_ANALYSIS, ELS_MSG_analysis, &analysis);
    (void)els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_analysis, &analysis);
    send_checkpoint(process, self->epoch, self->iteration, true, ELS_STR("analyzer"));
}

static void take_results(stub *self, els_process *process, const els_result_chunk *chunk)
{
    if (!self->plan || chunk->epoch != self->epoch || chunk->iteration != self->iteration ||
        chunk->n_results > self->tasks || chunk->chunk > self->tasks - chunk->n_results)
        return;
    for (uint32_t i = 0; i < chunk->n_results; i++) {
        uint64_t *hash = &self->hashes[chunk->chunk + i];
        self->counted += *hash == 0;
        *hash = els_hash_str(chunk->results[i].id) | 1;
    }
    els_chunk_done done = {.epoch = chunk->epoch,
                           .iteration = chunk->iteration,
                           .chunk = chunk->chunk,
                           .attempt = chunk->attempt,
                           .tasks = chunk->n_results,
                           .instance = chunk->instance};
    (void)els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_chunk_done, &done);
    if (self->counted == self->tasks) {
        self->counted++; /* once */
        send_analysis(self, process);
    }
}

/* ---- the way back ---- */

static void learn(stub *self, const els_analysis *analysis)
{
    for (uint32_t i = 0; i < analysis->n_records; i++)
        self->state = els_hash_pair(self->state, analysis->records[i].template_key);
    self->applied++;
}

static void apply(stub *self, els_process *process, const els_analysis *analysis)
{
    if (analysis->epoch < self->epoch || analysis->iteration != self->applied)
        return;
    learn(self, analysis);
    bool whole = analysis->iteration % 3 == 2;
    char bytes[64];
    snprintf(bytes, sizeof bytes, "%llu %llu", (unsigned long long)self->state,
             (unsigned long long)self->applied);
    send_checkpoint(process, analysis->epoch, analysis->iteration, whole,
                    whole ? els_str_of(bytes) : (els_str){NULL, 0});
    els_progress progress = {
        .epoch = analysis->epoch,
        .iteration = analysis->iteration,
        .plan = analysis->plan,
        .n_plan = 1,
        .state_digest = els_arena_printf(&self->arena, "%016llx", (unsigned long long)self->state)};
    (void)els_process_send(process, ELS_CHANNEL_FORECAST, ELS_MSG_progress, &progress);
}

static void pass_on(stub *self, els_process *process, const els_progress *progress)
{
    static const els_channel next[ELS_ROLE_COUNT_] = {
        [ELS_ROLE_FORECASTER] = ELS_CHANNEL_GOALS,
        [ELS_ROLE_GOALER] = ELS_CHANNEL_MEASURE,
        [ELS_ROLE_MONITOR] = ELS_CHANNEL_INBOX,
    };
    els_role role = els_process_role(process);
    els_progress grown = *progress;
    if (progress->epoch < self->epoch)
        return;
    if (role == ELS_ROLE_MONITOR) {
        grown.status_json =
            els_arena_printf(&self->arena, "{\"run\":%llu,\"iteration\":%llu}",
                             (unsigned long long)(progress->n_plan ? progress->plan->run : 0),
                             (unsigned long long)progress->iteration);
        if (progress->n_plan && progress->plan->last)
            grown.report_json =
                els_arena_printf(&self->arena, "{\"state_digest\":\"" ELS_STR_FMT "\"}",
                                 ELS_STR_ARG(progress->state_digest));
    }
    (void)els_process_send(process, next[role], ELS_MSG_progress, &grown);
    send_checkpoint(process, progress->epoch, progress->iteration, true,
                    els_str_of(els_role_name(role)));
}

static void restore(stub *self, els_process *process, const els_restore *message)
{
    self->epoch = message->epoch;
    self->plan = NULL;
    if (els_process_role(process) == ELS_ROLE_APPLIER) {
        unsigned long long state = 0, applied = 0;
        if (message->snapshot.len)
            sscanf(els_arena_strdup(&self->arena, message->snapshot), "%llu %llu", &state,
                   &applied);
        self->state = state;
        self->applied = applied;
        for (uint32_t i = 0; i < message->n_inputs; i++) {
            els_msg_type type;
            const void *input;
            if (els_decode(message->inputs[i], &self->arena, &type, &input, NULL) == ELS_OK &&
                type == ELS_MSG_analysis)
                learn(self, input);
        }
    }
    send_step(process, "restored", message->epoch, message->iteration);
}

static void on_message(void *context, els_process *process, els_channel channel, els_msg_type type,
                       const void *message, els_str frame)
{
    stub *self = context;
    els_role role = els_process_role(process);
    (void)channel;
    (void)frame;
    if (type == ELS_MSG_task_chunk && role == ELS_ROLE_EXECUTOR)
        execute(self, process, message);
    else if (type == ELS_MSG_plan && role == ELS_ROLE_ANALYZER)
        take_plan(self, process, message);
    else if (type == ELS_MSG_result_chunk && role == ELS_ROLE_ANALYZER)
        take_results(self, process, message);
    else if (type == ELS_MSG_analysis && role == ELS_ROLE_APPLIER)
        apply(self, process, message);
    else if (type == ELS_MSG_progress)
        pass_on(self, process, message);
    else if (type == ELS_MSG_restore && role != ELS_ROLE_EXECUTOR)
        restore(self, process, message);
    els_arena_reset(&self->arena);
}

static void fini(void *context)
{
    stub *self = context;
    free(self->hashes);
    els_arena_fini(&self->arena);
    els_arena_fini(&self->plan_arena);
}

int main(int argc, char **argv)
{
    els_process_desc desc = {
        .summary = "stands in for a stage",
        .options = options,
        .n_options = sizeof options / sizeof options[0],
        .self_size = sizeof(stub),
        .on_message = on_message,
        .fini = fini,
    };
    if (argc < 2 || !els_role_parse(els_str_of(argv[1]), &desc.role)) {
        fprintf(stderr, "usage: els-test-stub ROLE [options]\n");
        return ELS_EXIT_USAGE;
    }
    argv[1] = argv[0];
    return els_process_main(&desc, argc - 1, argv + 1);
}
