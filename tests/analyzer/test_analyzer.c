#include "analyzer.h"

#include "codec.h"
#include "generator.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* A plugin whose keys are words found nowhere else, so that a leak can be seen. Two fields. */
#define KEY_A "xyzzykey"
#define KEY_B "plughkey"

static els_err fake_generate(const els_plugin *self, const els_task_request *r, els_arena *arena,
                             els_sealed_task *ret)
{
    (void)self;
    els_field_spec *fields = ELS_ARENA_NEW(arena, els_field_spec, 2);
    fields[0] = (els_field_spec){.name = ELS_STR("a"), .type = ELS_STR("text")};
    fields[1] = (els_field_spec){.name = ELS_STR("b"), .type = ELS_STR("text")};
    els_str *key = ELS_ARENA_NEW(arena, els_str, 2);
    key[0] = els_arena_printf(arena, KEY_A "%d", (int)r->index);
    key[1] = els_arena_printf(arena, KEY_B "%d", (int)r->index);
    *ret = (els_sealed_task){
        .task = {.question =
                     els_arena_printf(arena, "question %d of %d", (int)r->index, (int)r->task_seed),
                 .fields = fields,
                 .n_fields = 2},
        .template_id = els_arena_printf(arena, "secret-template-%d", (int)(r->index / 2)),
        .family = r->index % 2 ? ELS_STR("odd") : ELS_STR("even"),
        .key = key,
        .difficulty = 1,
    };
    return ELS_OK;
}

static void fake_statistics(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret)
{
    (void)self;
    (void)arena;
    *ret = (els_plugin_statistics){.templates = {4, 4, 4, 4}};
}

static const els_plugin fake = {.name = "fake",
                                .version = "1",
                                .generate = fake_generate,
                                .validate = els_plugin_validate_fields,
                                .statistics = fake_statistics};

enum { TRAIN = 4, PROBE = 6 };

typedef struct {
    els_analyzer *analyzer;
    els_arena arena;
    els_plan plan;
    els_segment segments[2];
    els_str plugins[1];
    els_task_source source;
} world;

static void begin(world *w, uint64_t iteration, uint64_t epoch)
{
    els_str unknown;
    w->plugins[0] = ELS_STR("fake");
    w->segments[0] = (els_segment){.name = ELS_STR("train"),
                                   .arm = ELS_ARM_LIVE,
                                   .count = TRAIN,
                                   .task_seed = 100 + iteration};
    w->segments[1] = (els_segment){.name = ELS_STR("probe"),
                                   .split = ELS_SPLIT_PROBE,
                                   .arm = ELS_ARM_LIVE,
                                   .first = TRAIN,
                                   .count = PROBE,
                                   .task_seed = 5};
    w->plan = (els_plan){.run = 1,
                         .epoch = epoch,
                         .iteration = iteration,
                         .iterations = 9,
                         .seed = 42,
                         .plugins = w->plugins,
                         .n_plugins = 1,
                         .segments = w->segments,
                         .n_segments = 2};
    cr_assert_eq(els_task_source_find(&w->source, w->plugins, 1, &fake, &w->arena, &unknown),
                 ELS_OK);
    if (!w->analyzer)
        w->analyzer = els_analyzer_new();
    cr_assert_eq(els_analyzer_plan(w->analyzer, &w->plan, &fake, &unknown), ELS_OK);
}

static void end(world *w)
{
    els_analyzer_free(&w->analyzer);
    els_analyzer_free(&w->analyzer);
    els_arena_fini(&w->arena);
}

/* Results of tasks first .. first+n-1 of a segment; letters: r right, w wrong, h half right, a
 * abstained, i infrastructure, m malformed (one answer only). Each carries a beam of two candidates
 * for the first field: a wrong one and the right one. */
static els_result_chunk answers(world *w, uint32_t segment, uint32_t first, const char *letters,
                                uint32_t attempt)
{
    uint32_t n = (uint32_t)strlen(letters);
    els_result *results = ELS_ARENA_NEW(&w->arena, els_result, n);
    for (uint32_t i = 0; i < n; i++) {
        els_sealed_task task;
        cr_assert_eq(els_task_source_make(&w->source, 42, &w->segments[segment], first + i,
                                          &w->arena, &task),
                     ELS_OK);
        els_answer *a = ELS_ARENA_NEW(&w->arena, els_answer, 2);
        els_candidate *beam = ELS_ARENA_NEW(&w->arena, els_candidate, 2);
        char c = letters[i];
        beam[0] = (els_candidate){
            .family = ELS_STR("f"), .shape = ELS_STR("s"), .answer = ELS_STR("nothing")};
        beam[1] = (els_candidate){.family = ELS_STR("f"),
                                  .shape = ELS_STR("t"),
                                  .answer = c == 'r' || c == 'h' ? task.key[0] : ELS_STR("no")};
        a[0] = (els_answer){.value = c == 'r' || c == 'h' ? task.key[0] : ELS_STR("bad"),
                            .confidence = 0.9,
                            .beam = beam,
                            .n_beam = 2};
        a[1] = (els_answer){.value = c == 'r' ? task.key[1] : ELS_STR("bad"), .confidence = 0.6};
        results[i] = (els_result){.index = first + i,
                                  .id = task.task.id,
                                  .agent = i % 2 ? ELS_STR("react") : ELS_STR("debate"),
                                  .params = ELS_STR("default"),
                                  .propensity = 0.5,
                                  .cost = 10 + i,
                                  .latency_ns = 7,
                                  .trace = ELS_STR("did it"),
                                  .answers = a,
                                  .n_answers = 2};
        if (c == 'a')
            results[i].status = ELS_STATUS_ABSTAINED, results[i].n_answers = 0;
        if (c == 'i')
            results[i].status = ELS_STATUS_INFRASTRUCTURE, results[i].n_answers = 0;
        if (c == 'm')
            results[i].n_answers = 1;
    }
    return (els_result_chunk){.epoch = w->plan.epoch,
                              .iteration = w->plan.iteration,
                              .chunk = w->segments[segment].first + first,
                              .attempt = attempt,
                              .instance = ELS_STR("executor.1"),
                              .results = results,
                              .n_results = n};
}

static void give(world *w, uint32_t segment, uint32_t first, const char *letters)
{
    els_chunk_done done;
    els_result_chunk chunk = answers(w, segment, first, letters, 1);
    cr_assert_eq(els_analyzer_result(w->analyzer, &chunk, &done), ELS_OK);
    cr_assert_eq(done.tasks, strlen(letters));
}

Test(analyzer, grades_all_fields_and_keeps_failures_apart)
{
    world w = {0};
    begin(&w, 1, 1);
    give(&w, 1, 0, "rwhaim"); /* the probe first: order of arrival does not matter */
    cr_assert_null(els_analyzer_finish(w.analyzer));
    give(&w, 0, 2, "rw");
    give(&w, 0, 0, "ha");
    const els_analysis *analysis = els_analyzer_finish(w.analyzer);
    cr_assert_not_null(analysis);
    cr_assert_eq(analysis->n_records, 10u);
    const uint32_t verdicts[] = {ELS_VERDICT_WRONG,          ELS_VERDICT_ABSTAINED,
                                 ELS_VERDICT_RIGHT,          ELS_VERDICT_WRONG,
                                 ELS_VERDICT_RIGHT,          ELS_VERDICT_WRONG,
                                 ELS_VERDICT_WRONG,          ELS_VERDICT_ABSTAINED,
                                 ELS_VERDICT_INFRASTRUCTURE, ELS_VERDICT_INFRASTRUCTURE};
    for (uint32_t i = 0; i < 10; i++) {
        cr_assert_eq(analysis->records[i].verdict, verdicts[i], "record %u", i);
        cr_assert_eq(analysis->records[i].segment, i < TRAIN ? 0u : 1u);
        cr_assert_eq(analysis->records[i].index, i < TRAIN ? i : i - TRAIN);
    }
    cr_assert_eq(analysis->records[0].fields_right, 1u);
    cr_assert_eq(analysis->records[2].fields_right, 2u);
    cr_assert_eq(analysis->records[2].confidence, 0.6);
    cr_assert_eq(analysis->records[4].template_key, analysis->records[5].template_key);
    cr_assert_neq(analysis->records[5].template_key, analysis->records[6].template_key);
    end(&w);
}

Test(analyzer, examples_are_training_tasks_in_order_with_graded_beams)
{
    world w = {0};
    begin(&w, 1, 1);
    give(&w, 0, 2, "ir");
    give(&w, 0, 0, "hw");
    give(&w, 1, 0, "rrrrrr");
    const els_analysis *analysis = els_analyzer_finish(w.analyzer);
    cr_assert_eq(analysis->n_examples, 3u,
                 "infrastructure failures are no examples, probes neither");
    const uint32_t records[] = {0, 1, 3},
                   grades[] = {ELS_GRADE_RIGHT, ELS_GRADE_WRONG, ELS_GRADE_RIGHT};
    for (int i = 0; i < 3; i++) {
        const els_example *e = &analysis->examples[i];
        cr_assert_eq(e->record, records[i]);
        cr_assert(els_str_eq(e->task[0].id, analysis->records[records[i]].id));
        cr_assert_eq(e->answers[0].beam[0].right, ELS_GRADE_WRONG);
        cr_assert_eq(e->answers[0].beam[1].right, grades[i]);
    }
    end(&w);
}

Test(analyzer, a_chunk_counts_once_and_the_first_attempt_wins)
{
    world w = {0};
    els_chunk_done done;
    begin(&w, 1, 1);
    els_result_chunk late = answers(&w, 0, 0, "wwww", 2), first = answers(&w, 0, 0, "rrrr", 1);
    cr_assert_eq(els_analyzer_result(w.analyzer, &late, &done), ELS_OK);
    cr_assert_eq(done.attempt, 2u);
    cr_assert_eq(els_analyzer_result(w.analyzer, &first, &done), ELS_OK);
    cr_assert_eq(done.attempt, 2u, "answered again with the one that counted");
    els_result_chunk overlap = answers(&w, 0, 2, "rr", 1);
    cr_assert_eq(els_analyzer_result(w.analyzer, &overlap, &done), ELS_E_FORMAT);
    give(&w, 1, 0, "rrrrrr");
    const els_analysis *analysis = els_analyzer_finish(w.analyzer);
    cr_assert_eq(analysis->n_records, 10u);
    cr_assert_eq(analysis->records[0].verdict, ELS_VERDICT_WRONG);
    end(&w);
}

Test(analyzer, other_epochs_and_strange_tasks_never_count)
{
    world w = {0};
    els_chunk_done done = {.tasks = 99};
    begin(&w, 1, 7);
    els_result_chunk chunk = answers(&w, 0, 0, "rrrr", 1);
    chunk.epoch = 6;
    cr_assert_eq(els_analyzer_result(w.analyzer, &chunk, &done), ELS_E_STALE);
    chunk.epoch = 7;
    chunk.iteration = 0;
    cr_assert_eq(els_analyzer_result(w.analyzer, &chunk, &done), ELS_E_STALE);
    chunk.iteration = 1;
    chunk.chunk = 10;
    cr_assert_eq(els_analyzer_result(w.analyzer, &chunk, &done), ELS_E_FORMAT);
    chunk.chunk = 2;
    cr_assert_eq(els_analyzer_result(w.analyzer, &chunk, &done), ELS_E_FORMAT,
                 "runs past its segment");
    chunk.chunk = 0;
    chunk.results[1].id = ELS_STR("0123");
    cr_assert_eq(els_analyzer_result(w.analyzer, &chunk, &done), ELS_E_FORMAT);
    cr_assert_eq(done.tasks, 99u, "outputs are untouched");
    give(&w, 0, 0, "rrrr"); /* the true one still counts */
    els_analyzer *none = els_analyzer_new();
    cr_assert_eq(els_analyzer_result(none, &chunk, &done), ELS_E_STATE);
    els_analyzer_free(&none);
    end(&w);
}

Test(analyzer, the_same_plan_again_changes_nothing_and_a_new_epoch_starts_over)
{
    world w = {0};
    begin(&w, 1, 1);
    give(&w, 0, 0, "rrrr");
    begin(&w, 1, 1);
    give(&w, 1, 0, "rrrrrr");
    cr_assert_not_null(els_analyzer_finish(w.analyzer), "the training chunk was kept");
    begin(&w, 1, 2);
    cr_assert_null(els_analyzer_finish(w.analyzer));
    els_str unknown;
    w.plan.epoch = 1;
    cr_assert_eq(els_analyzer_plan(w.analyzer, &w.plan, &fake, &unknown), ELS_E_STALE);
    w.plan.epoch = 3;
    w.plugins[0] = ELS_STR("nobody");
    cr_assert_eq(els_analyzer_plan(w.analyzer, &w.plan, &fake, &unknown), ELS_E_NOT_FOUND);
    cr_assert(els_str_eq(unknown, ELS_STR("nobody")));
    w.plugins[0] = ELS_STR("fake");
    w.segments[1].first = 2;
    cr_assert_eq(els_analyzer_plan(w.analyzer, &w.plan, &fake, &unknown), ELS_E_FORMAT);
    end(&w);
}

static void run_iteration(world *w, uint64_t iteration, uint64_t epoch, const char *train)
{
    begin(w, iteration, epoch);
    give(w, 0, 0, train);
    give(w, 1, 0, "rwrwrw");
    cr_assert_not_null(els_analyzer_finish(w->analyzer));
}

static void state_of(world *w, els_buf *ret)
{
    els_buf_clear(ret);
    els_analyzer_save(w->analyzer, ret);
}

Test(analyzer, an_iteration_done_again_is_not_counted_twice)
{
    world a = {0}, b = {0};
    els_buf x = {0}, y = {0};
    run_iteration(&a, 1, 1, "rrrr");
    run_iteration(&a, 1, 2, "rwrw");
    run_iteration(&b, 1, 2, "rwrw");
    state_of(&a, &x);
    state_of(&b, &y);
    cr_assert(els_str_eq(els_buf_str(&x), els_buf_str(&y)));
    els_buf_fini(&x);
    els_buf_fini(&y);
    end(&a);
    end(&b);
}

Test(analyzer, restored_equals_never_restarted_bit_for_bit)
{
    world a = {0}, b = {0};
    els_buf x = {0}, y = {0}, sent_a = {0}, sent_b = {0};
    for (uint64_t i = 1; i <= 12; i++)
        run_iteration(&a, i, 1, i % 2 ? "rwrr" : "wwra");
    state_of(&a, &x);
    b.analyzer = els_analyzer_new();
    cr_assert_eq(els_analyzer_restore(b.analyzer, els_buf_str(&x)), ELS_OK);
    run_iteration(&a, 13, 1, "rwrw");
    run_iteration(&b, 13, 1, "rwrw");
    cr_assert_eq(els_encode(ELS_MSG_analysis, els_analyzer_finish(a.analyzer), &sent_a), ELS_OK);
    cr_assert_eq(els_encode(ELS_MSG_analysis, els_analyzer_finish(b.analyzer), &sent_b), ELS_OK);
    cr_assert(els_str_eq(els_buf_str(&sent_a), els_buf_str(&sent_b)));
    state_of(&a, &x);
    state_of(&b, &y);
    cr_assert(els_str_eq(els_buf_str(&x), els_buf_str(&y)));
    x.ptr[x.len - 9] ^= 1;
    cr_assert_eq(els_analyzer_restore(b.analyzer, els_buf_str(&x)), ELS_E_CORRUPT);
    els_buf_fini(&x);
    els_buf_fini(&y);
    els_buf_fini(&sent_a);
    els_buf_fini(&sent_b);
    end(&a);
    end(&b);
}

/* Executors answered nothing right here, so the keys' words can only come from the sealed half. */
Test(analyzer, no_key_and_no_template_is_in_anything_it_sends)
{
    world w = {0};
    els_buf bytes = {0};
    els_chunk_done done;
    begin(&w, 1, 1);
    els_result_chunk chunk = answers(&w, 0, 0, "wwaw", 1);
    cr_assert_eq(els_analyzer_result(w.analyzer, &chunk, &done), ELS_OK);
    cr_assert_eq(els_encode(ELS_MSG_chunk_done, &done, &bytes), ELS_OK);
    chunk = answers(&w, 1, 0, "wwwwww", 1);
    cr_assert_eq(els_analyzer_result(w.analyzer, &chunk, &done), ELS_OK);
    const els_analysis *analysis = els_analyzer_finish(w.analyzer);
    cr_assert_eq(analysis->n_examples, 3u);
    cr_assert_eq(els_encode(ELS_MSG_analysis, analysis, &bytes), ELS_OK);
    els_analyzer_save(w.analyzer, &bytes);
    cr_assert(els_str_contains(els_buf_str(&bytes), ELS_STR("question 0")),
              "the test looks at the right bytes");
    cr_assert_not(els_str_contains(els_buf_str(&bytes), ELS_STR(KEY_A)));
    cr_assert_not(els_str_contains(els_buf_str(&bytes), ELS_STR(KEY_B)));
    cr_assert_not(els_str_contains(els_buf_str(&bytes), ELS_STR("secret-template")));
    els_buf_fini(&bytes);
    end(&w);
}

Test(analyzer, a_plan_without_tasks_is_finished_at_once)
{
    world w = {0};
    els_str unknown;
    w.plugins[0] = ELS_STR("fake");
    w.plan = (els_plan){.run = 1, .epoch = 1, .plugins = w.plugins, .n_plugins = 1};
    w.analyzer = els_analyzer_new();
    cr_assert_eq(els_analyzer_plan(w.analyzer, &w.plan, &fake, &unknown), ELS_OK);
    cr_assert_not_null(els_analyzer_finish(w.analyzer));
    end(&w);
}
