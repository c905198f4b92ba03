#include "analyzer.h"

#include "codec.h"
#include "draws.h"
#include "els_hash.h"
#include "grade.h"
#include "insights.h"
#include "proposer.h"

#include <math.h>
#include <stdlib.h>

enum {
    MAGIC = 0x414e414c, /* "ANAL" */
    LAYOUT = 2,
    TASKS_MAX = 262144,           /* as in analysis.records */
    NAMES_MAX = 256,              /* distinct agents and settings kept once */
    EXAMPLES_BYTES_MAX = 40 << 20 /* leaves room for the records within one frame */
};

typedef struct {
    els_task task;
    els_answer *answers;
    uint32_t n_answers;
    els_rehearsal *rehearsals;
    uint32_t n_rehearsals;
    bool is_example;
} lesson; /* a training task, until it is known which record it will be */

struct els_analyzer {
    /* State between iterations: what save() writes. */
    uint64_t run, iteration;
    bool has_finished; /* `iteration` of `run` is in the counts */
    els_tally tally;
    els_proposer proposer;

    els_buf undo; /* saved state from before the iteration under way */

    /* The iteration under way; everything in `arena`. */
    els_arena arena, scratch;
    const els_plan *plan; /* NULL before the first */
    els_task_source source;
    uint32_t total, missing; /* tasks */
    els_record *records;     /* by position */
    els_chunk_done **done;   /* by chunk, that is position of its first task; NULL: not in */
    bool *is_in;             /* by position */
    lesson *lessons;         /* of the segment "train", by place in it */
    uint32_t train;          /* its index; plan->n_segments when there is none */
    els_str names[NAMES_MAX];
    uint32_t n_names;
    els_analysis *analysis;
};

els_analyzer *els_analyzer_new(void)
{
    return els_zeroed(1, sizeof(els_analyzer));
}

void els_analyzer_free(els_analyzer **analyzer)
{
    if (!*analyzer)
        return;
    els_tally_fini(&(*analyzer)->tally);
    els_buf_fini(&(*analyzer)->undo);
    els_arena_fini(&(*analyzer)->arena);
    els_arena_fini(&(*analyzer)->scratch);
    free(*analyzer);
    *analyzer = NULL;
}

static void visit(els_snapshot *snapshot, els_analyzer *analyzer)
{
    els_snapshot_u64(snapshot, &analyzer->run);
    els_snapshot_u64(snapshot, &analyzer->iteration);
    els_snapshot_bool(snapshot, &analyzer->has_finished);
    els_tally_visit(snapshot, &analyzer->tally);
    els_proposer_visit(snapshot, &analyzer->proposer);
}

void els_analyzer_save(const els_analyzer *analyzer, els_buf *out)
{
    els_snapshot snapshot;
    els_snapshot_write(&snapshot, out, MAGIC, LAYOUT);
    visit(&snapshot, (els_analyzer *)analyzer); /* writing changes nothing */
    els_snapshot_finish(&snapshot);
}

static void forget_iteration(els_analyzer *analyzer)
{
    analyzer->plan = NULL;
    analyzer->analysis = NULL;
    analyzer->n_names = 0;
    els_arena_reset(&analyzer->arena);
}

static void empty(els_analyzer *analyzer)
{
    analyzer->run = analyzer->iteration = 0;
    analyzer->has_finished = false;
    els_tally_clear(&analyzer->tally);
    analyzer->proposer = (els_proposer){.n_said = 0};
}

static els_err take_on(els_analyzer *analyzer, els_str bytes)
{
    els_snapshot snapshot;
    empty(analyzer);
    if (bytes.len == 0)
        return ELS_OK;
    els_err err = els_snapshot_read(&snapshot, bytes, MAGIC, LAYOUT, &analyzer->tally.texts);
    if (err)
        return err;
    visit(&snapshot, analyzer);
    err = els_snapshot_close(&snapshot);
    if (err)
        empty(analyzer);
    return err;
}

els_err els_analyzer_restore(els_analyzer *analyzer, els_str bytes)
{
    forget_iteration(analyzer);
    els_buf_clear(&analyzer->undo);
    return take_on(analyzer, bytes);
}

/* Segments must follow each other without gaps: positions are what chunks are named by. */
static els_err check_plan(const els_plan *plan, uint32_t *ret_total)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < plan->n_segments; i++) {
        if (plan->segments[i].first != total)
            return ELS_E_FORMAT;
        total += plan->segments[i].count;
        if (total > TASKS_MAX)
            return ELS_E_LIMIT;
    }
    *ret_total = (uint32_t)total;
    return ELS_OK;
}

els_err els_analyzer_plan(els_analyzer *analyzer, const els_plan *plan, const els_plugin *extra,
                          els_str *ret_unknown)
{
    const els_plan *old = analyzer->plan;
    bool same_run = analyzer->has_finished && analyzer->run == plan->run;
    if (old && old->run == plan->run) {
        if (old->epoch == plan->epoch && old->iteration == plan->iteration)
            return ELS_OK;
        if (plan->epoch < old->epoch || plan->iteration < old->iteration)
            return ELS_E_STALE;
    }
    bool is_redone = same_run && plan->iteration == analyzer->iteration && analyzer->undo.len;
    if (same_run && plan->iteration <= analyzer->iteration && !is_redone)
        return ELS_E_STALE;
    uint32_t total;
    els_err err = check_plan(plan, &total);
    if (err)
        return err;
    /* Known before anything is forgotten: a plan that cannot be had changes nothing. */
    els_task_source probe;
    els_arena_reset(&analyzer->scratch);
    err = els_task_source_find(&probe, plan->plugins, plan->n_plugins, extra, &analyzer->scratch,
                               ret_unknown);
    if (err)
        return err;

    forget_iteration(analyzer);
    if (is_redone) {
        err = take_on(analyzer, els_buf_str(&analyzer->undo)); /* our own bytes */
        if (err)
            return err;
    } else if (analyzer->has_finished && !same_run) {
        empty(analyzer);
    }
    els_buf_clear(&analyzer->undo);
    els_analyzer_save(analyzer, &analyzer->undo);

    els_arena *arena = &analyzer->arena;
    analyzer->plan = els_message_copy(arena, ELS_MSG_plan, plan);
    plan = analyzer->plan;
    err = els_task_source_find(&analyzer->source, plan->plugins, plan->n_plugins, extra, arena,
                               ret_unknown);
    if (err) {
        forget_iteration(analyzer);
        return err;
    }
    analyzer->total = analyzer->missing = total;
    analyzer->records = ELS_ARENA_NEW(arena, els_record, total + 1);
    analyzer->done = ELS_ARENA_NEW(arena, els_chunk_done *, total + 1);
    analyzer->is_in = ELS_ARENA_NEW(arena, bool, total + 1);
    analyzer->train = 0;
    while (analyzer->train < plan->n_segments &&
           !els_str_eq(plan->segments[analyzer->train].name, ELS_STR("train")))
        analyzer->train++;
    uint32_t lessons =
        analyzer->train < plan->n_segments ? plan->segments[analyzer->train].count : 0;
    analyzer->lessons = ELS_ARENA_NEW(arena, lesson, lessons + 1);
    return ELS_OK;
}

/* Agents and settings are few: one copy of each serves all records. */
static els_str keep_name(els_analyzer *analyzer, els_str name)
{
    for (uint32_t i = 0; i < analyzer->n_names; i++)
        if (els_str_eq(analyzer->names[i], name))
            return analyzer->names[i];
    els_str copy = els_arena_copy(&analyzer->arena, name);
    if (analyzer->n_names < NAMES_MAX)
        analyzer->names[analyzer->n_names++] = copy;
    return copy;
}

typedef struct {
    els_sealed_task sealed;
    const els_plugin *plugin;
} made_task;

/* What an executor sent is usable: finite numbers, a known status, the id of the task. */
static bool is_sound(const els_result *result, const els_sealed_task *sealed, uint32_t index)
{
    if (result->index != index || result->status > ELS_STATUS_INFRASTRUCTURE)
        return false;
    if (!isfinite(result->propensity))
        return false;
    /* A task nobody could work on may come back without its id. */
    return els_str_eq(result->id, sealed->task.id) ||
           (result->status == ELS_STATUS_INFRASTRUCTURE && result->id.len == 0);
}

/* A lesson for the label learner names the choice that is right: the list of them all, the greater
 * part of the task, is not needed to learn from it. */
static void drop_choices(els_analyzer *analyzer, els_task *task)
{
    els_field_spec *fields = ELS_ARENA_NEW(&analyzer->arena, els_field_spec, task->n_fields);
    for (uint32_t f = 0; f < task->n_fields; f++) {
        fields[f] = task->fields[f];
        fields[f].n_choices = 0;
    }
    task->fields = fields;
}

static void keep_lesson(els_analyzer *analyzer, const made_task *made, const els_result *result,
                        uint32_t index)
{
    lesson *to = &analyzer->lessons[index];
    uint32_t n = made->sealed.task.n_fields;
    if (result->n_answers != n)
        return; /* abstained without a word */
    to->task = made->sealed.task;
    to->answers = ELS_ARENA_NEW(&analyzer->arena, els_answer, n + 1);
    for (uint32_t i = 0; i < n; i++)
        to->answers[i] =
            *(els_answer *)els_record_copy(&analyzer->arena, "answer", &result->answers[i]);
    to->n_answers = n;
    to->is_example = true;
    els_grade_beams(made->plugin, &made->sealed, to->answers);
    to->n_rehearsals = result->n_rehearsals;
    to->rehearsals = ELS_ARENA_NEW(&analyzer->arena, els_rehearsal, to->n_rehearsals + 1);
    for (uint32_t i = 0; i < to->n_rehearsals; i++)
        to->rehearsals[i] = *(els_rehearsal *)els_record_copy(&analyzer->arena, "rehearsal",
                                                              &result->rehearsals[i]);
    els_grade_rehearsals(made->plugin, &made->sealed, to->rehearsals, to->n_rehearsals);
    if (els_str_eq(result->agent, ELS_STR(ELS_LABELS_AGENT)))
        drop_choices(analyzer, &to->task);
}

static void count_result(els_analyzer *analyzer, uint32_t segment, uint32_t index,
                         const made_task *made, const els_result *result)
{
    const els_plan *plan = analyzer->plan;
    uint32_t position = plan->segments[segment].first + index;
    els_record *record = &analyzer->records[position];
    bool is_train = segment == analyzer->train;
    /* The noop plugin measures the machinery: nothing to learn, no examples, no traces. */
    bool is_lesson = is_train && !els_str_eq(els_str_of(made->plugin->name), ELS_STR("noop"));
    *record = (els_record){
        .segment = segment,
        .index = index,
        .id = els_arena_copy(&analyzer->arena, made->sealed.task.id),
        .template_key = els_hash_pair(els_hash_str(els_str_of(made->plugin->name)),
                                      els_hash_str(made->sealed.template_id)),
        .plugin = els_str_of(made->plugin->name),
        .family = keep_name(analyzer, made->sealed.family),
        .agent = keep_name(analyzer, result->agent),
        .params = keep_name(analyzer, result->params),
        .propensity = result->propensity,
        .cost = result->cost,
        .latency_ns = result->latency_ns,
    };
    els_grade_result(made->plugin, &made->sealed, result, record);
    bool is_set_aside = record->verdict == ELS_VERDICT_INFRASTRUCTURE;
    if (is_lesson || is_set_aside)
        record->trace = els_arena_copy(&analyzer->arena, els_str_sub(result->trace, 0, 512));
    if (is_lesson && !is_set_aside)
        keep_lesson(analyzer, made, result, index);
    analyzer->is_in[position] = true;
}

els_err els_analyzer_result(els_analyzer *analyzer, const els_result_chunk *chunk,
                            els_chunk_done *ret_done)
{
    const els_plan *plan = analyzer->plan;
    uint32_t first, n = chunk->n_results;
    if (!plan)
        return ELS_E_STATE;
    if (chunk->epoch != plan->epoch || chunk->iteration != plan->iteration)
        return ELS_E_STALE;
    uint32_t at = els_chunk_segment(plan, chunk->chunk, &first);
    if (at == plan->n_segments || n == 0)
        return ELS_E_FORMAT;
    if (analyzer->done[chunk->chunk]) {
        *ret_done = *analyzer->done[chunk->chunk];
        return ELS_OK;
    }
    const els_segment *segment = &plan->segments[at];
    if (n > segment->count - first)
        return ELS_E_FORMAT;

    /* Tasks to learn from stay until the analysis is sent, the others only while they are graded.
     */
    els_arena *arena = at == analyzer->train ? &analyzer->arena : &analyzer->scratch;
    els_arena_reset(&analyzer->scratch);
    made_task *made = ELS_ARENA_NEW(arena, made_task, n);
    els_draws draws;
    els_err err = els_draws_open(&draws, &analyzer->source, segment, &analyzer->scratch);
    for (uint32_t i = 0; i < n; i++) {
        if (!err)
            err = els_draws_make(&draws, plan->seed, first + i, arena, &made[i].sealed,
                                 &made[i].plugin);
        if (err)
            return err;
        if (analyzer->is_in[segment->first + first + i] ||
            !is_sound(&chunk->results[i], &made[i].sealed, first + i))
            return ELS_E_FORMAT;
    }
    for (uint32_t i = 0; i < n; i++)
        count_result(analyzer, at, first + i, &made[i], &chunk->results[i]);
    analyzer->missing -= n;

    els_chunk_done *done = ELS_ARENA_NEW(&analyzer->arena, els_chunk_done, 1);
    *done = (els_chunk_done){.epoch = chunk->epoch,
                             .iteration = chunk->iteration,
                             .chunk = chunk->chunk,
                             .attempt = chunk->attempt,
                             .tasks = n,
                             .instance = keep_name(analyzer, chunk->instance)};
    analyzer->done[chunk->chunk] = done;
    *ret_done = *done;
    return ELS_OK;
}

static void make_examples(els_analyzer *analyzer, els_analysis *analysis)
{
    const els_plan *plan = analyzer->plan;
    if (analyzer->train == plan->n_segments)
        return;
    const els_segment *train = &plan->segments[analyzer->train];
    analysis->examples = ELS_ARENA_NEW(&analyzer->arena, els_example, train->count + 1);
    for (uint32_t i = 0; i < train->count && analysis->n_examples < 65536; i++) {
        lesson *from = &analyzer->lessons[i];
        if (from->is_example)
            analysis->examples[analysis->n_examples++] =
                (els_example){.record = train->first + i,
                              .task = &from->task,
                              .n_task = 1,
                              .answers = from->answers,
                              .n_answers = from->n_answers,
                              .rehearsals = from->rehearsals,
                              .n_rehearsals = from->n_rehearsals};
    }
    els_grade_fit(analysis->examples, analysis->n_examples, EXAMPLES_BYTES_MAX);
}

const els_analysis *els_analyzer_finish(els_analyzer *analyzer)
{
    if (!analyzer->plan || analyzer->missing)
        return NULL;
    if (analyzer->analysis)
        return analyzer->analysis;
    const els_plan *plan = analyzer->plan;
    els_analysis *analysis = ELS_ARENA_NEW(&analyzer->arena, els_analysis, 1);
    *analysis = (els_analysis){.epoch = plan->epoch,
                               .iteration = plan->iteration,
                               .plan = (els_plan *)plan,
                               .n_plan = 1,
                               .records = analyzer->records,
                               .n_records = analyzer->total};
    make_examples(analyzer, analysis);
    for (uint32_t i = 0; i < analyzer->total; i++)
        if (analyzer->records[i].segment == analyzer->train) {
            els_tally_add(&analyzer->tally, &analyzer->records[i]);
            els_proposer_count(&analyzer->proposer, &analyzer->records[i]);
        }
    els_insights_make(&analyzer->tally, &analyzer->arena, &analysis->insights,
                      &analysis->n_insights);
    analysis->proposals =
        els_proposer_make(&analyzer->proposer, &analyzer->tally, plan, &analyzer->arena);
    analysis->n_proposals = analysis->proposals ? 1 : 0;
    analyzer->run = plan->run;
    analyzer->iteration = plan->iteration;
    analyzer->has_finished = true;
    analyzer->analysis = analysis;
    return analysis;
}
