#include <criterion/criterion.h>

#include "../mind/school.h"
#include "applier.h"
#include "replay.h"

enum { PAIRS = 20, LESSONS = 6 };

static els_arena arena;

static void end(void)
{
    els_arena_fini(&arena);
}

TestSuite(applier, .fini = end);

/* An iteration that teaches `lessons` sums, and in which the candidate was right on `after` of the
 * pairs where live was right on `before`. */
static els_analysis *iteration_of(uint64_t iteration, uint32_t lessons, uint32_t before,
                                  uint32_t after)
{
    static els_mind teacher; /* ignorant: what an untrained executor finds */
    if (!teacher.skills)
        cr_assert_eq(els_mind_init(&teacher, false), ELS_OK);
    els_plan *plan = ELS_ARENA_NEW(&arena, els_plan, 1);
    els_analysis *analysis = ELS_ARENA_NEW(&arena, els_analysis, 1);
    *plan = (els_plan){.run = 2, .iteration = iteration, .seed = 5, .learning = true};
    plan->segments = ELS_ARENA_NEW(&arena, els_segment, 3);
    plan->segments[0] = (els_segment){.name = ELS_STR("train"), .count = lessons};
    plan->segments[1] = (els_segment){.name = ELS_STR("select"), .count = PAIRS};
    plan->segments[2] = (els_segment){.name = ELS_STR("select_candidate"), .count = PAIRS};
    plan->n_segments = before + after ? 3 : 1;
    *analysis = (els_analysis){.epoch = 1, .iteration = iteration, .plan = plan, .n_plan = 1};
    analysis->records = ELS_ARENA_NEW(&arena, els_record, lessons + 2 * PAIRS);
    analysis->examples = ELS_ARENA_NEW(&arena, els_example, lessons + 1);
    for (uint32_t i = 0; i < lessons; i++) {
        char right[24];
        els_task *task = school_sum(&arena, (unsigned)iteration * 10 + i, right);
        els_example *example = school_example(&teacher, task, right, &arena);
        example->record = analysis->n_records;
        analysis->examples[analysis->n_examples++] = *example;
        els_record *record = &analysis->records[analysis->n_records++];
        *record = school_record(ELS_VERDICT_RIGHT);
        record->index = i;
        record->trace = ELS_STR("a long story");
    }
    for (uint32_t segment = 1; segment < plan->n_segments; segment++)
        for (uint32_t i = 0; i < PAIRS; i++)
            analysis->records[analysis->n_records++] = (els_record){
                .segment = segment, .index = i, .verdict = i < (segment == 1 ? before : after)};
    return analysis;
}

static els_progress apply(els_applier *applier, const els_analysis *analysis)
{
    els_progress progress;
    els_applier_apply(applier, analysis, &arena, &progress);
    return progress;
}

static char *digest_now(const els_applier *applier)
{
    return els_arena_strdup(&arena, els_str_of(els_applier_digest(applier)));
}

Test(applier, a_learning_iteration_makes_a_new_candidate_and_digest)
{
    els_applier *applier = els_applier_new();
    const char *ignorant = digest_now(applier);
    els_progress progress = apply(applier, iteration_of(1, LESSONS, 0, 0));
    cr_assert_eq(progress.live_version, 0);
    cr_assert_neq(progress.candidate_version, 0);
    cr_assert_str_neq(digest_now(applier), ignorant);
    cr_assert_eq(progress.n_decisions, 0);
    cr_assert_eq(progress.records[0].trace.len, 0, "traces are left out");
    els_state state;
    cr_assert_eq(els_applier_change(applier, &state), ELS_E_NOT_FOUND, "of what nobody is sent");
    cr_assert_eq(els_applier_state(applier, progress.candidate_version, &state), ELS_OK);
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, false), ELS_OK);
    cr_assert_eq(els_mind_load(&mind, state.bytes), ELS_OK);
    cr_assert_eq(mind.examples, LESSONS);
    els_mind_fini(&mind);
    cr_assert_eq(els_applier_state(applier, 0, &state), ELS_E_NOT_FOUND);
    cr_assert_eq(els_applier_state(applier, 12345, &state), ELS_E_NOT_FOUND);
    els_progress next = apply(applier, iteration_of(2, LESSONS, 10, 10));
    cr_assert_eq(next.live_version, progress.candidate_version, "no harm: promoted");
    cr_assert_gt(next.candidate_version, progress.candidate_version);
    cr_assert_eq(next.n_decisions, 1);
    cr_assert(els_str_eq(next.decisions[0].verdict, ELS_STR("promoted")));
    cr_assert_eq(next.decisions[0].tasks, PAIRS);
    cr_assert_gt(next.library_size, 0);
    cr_assert_eq(els_applier_change(applier, &state), ELS_OK);
    cr_assert_eq(state.version, next.candidate_version);
    cr_assert_eq(state.base, next.live_version);
    els_applier_free(&applier);
    cr_assert_null(applier);
}

Test(applier, says_what_a_rollback_would_come_back_to)
{
    els_applier *applier = els_applier_new();
    uint64_t promoted = 0, expected = 0;
    for (uint64_t i = 1; i <= 20; i++) {
        els_progress progress = apply(applier, iteration_of(i, 1, i > 1 ? 10 : 0, i > 1 ? 10 : 0));
        promoted += i > 1;
        if (promoted == 16)
            expected = progress.live_version; /* the watch begins anew */
        cr_assert_eq(progress.rollback_version, expected, "after %d promotions", (int)promoted);
        if (promoted > 16)
            cr_assert_neq(progress.rollback_version, progress.live_version);
    }
    cr_assert_neq(expected, 0);
    els_applier_free(&applier);
}

Test(applier, without_learning_nothing_changes)
{
    els_applier *applier = els_applier_new();
    const char *ignorant = digest_now(applier);
    els_analysis *analysis = iteration_of(1, LESSONS, 10, 10);
    analysis->plan->learning = false;
    els_progress progress = apply(applier, analysis);
    cr_assert_eq(progress.live_version, 0);
    cr_assert_eq(progress.candidate_version, 0);
    cr_assert_str_eq(els_applier_digest(applier), ignorant);
    progress = apply(applier, iteration_of(2, 0, 0, 0));
    cr_assert_eq(progress.candidate_version, 0, "nothing to learn from");
    cr_assert_str_eq(els_applier_digest(applier), ignorant);
    els_applier_free(&applier);
}

Test(applier, a_rejected_candidate_is_thrown_away)
{
    els_applier *applier = els_applier_new();
    const char *ignorant = digest_now(applier);
    uint64_t bad = apply(applier, iteration_of(1, LESSONS, 0, 0)).candidate_version;
    els_progress progress = apply(applier, iteration_of(2, 0, 20, 1));
    cr_assert(els_str_eq(progress.decisions[0].verdict, ELS_STR("rejected")));
    cr_assert_eq(progress.live_version, 0);
    cr_assert_eq(progress.candidate_version, 0, "it is not tested any more");
    cr_assert_str_eq(els_applier_digest(applier), ignorant);
    els_state state;
    cr_assert_eq(els_applier_state(applier, bad, &state), ELS_E_NOT_FOUND);
    cr_assert_gt(apply(applier, iteration_of(3, LESSONS, 0, 0)).candidate_version, bad,
                 "versions are never given out twice");
    els_applier_free(&applier);
}

Test(applier, a_pending_candidate_goes_on_learning)
{
    els_applier *applier = els_applier_new();
    apply(applier, iteration_of(1, LESSONS, 0, 0));
    els_progress progress = apply(applier, iteration_of(2, LESSONS, 20, 18));
    cr_assert(els_str_eq(progress.decisions[0].verdict, ELS_STR("pending")));
    cr_assert_eq(progress.live_version, 0);
    els_state state;
    els_mind mind;
    cr_assert_eq(els_applier_state(applier, progress.candidate_version, &state), ELS_OK);
    cr_assert_eq(els_mind_init(&mind, false), ELS_OK);
    cr_assert_eq(els_mind_load(&mind, state.bytes), ELS_OK);
    cr_assert_eq(mind.examples, 2 * LESSONS);
    els_mind_fini(&mind);
    els_applier_free(&applier);
}

Test(applier, does_not_hold_pairs_of_earlier_candidates_against_one_that_has_learned_on)
{
    els_applier *applier = els_applier_new();
    apply(applier, iteration_of(1, LESSONS, 0, 0));
    els_progress progress = apply(applier, iteration_of(2, LESSONS, 20, 16));
    cr_assert(els_str_eq(progress.decisions[0].verdict, ELS_STR("pending")));
    uint64_t learned_on = progress.candidate_version;
    progress = apply(applier, iteration_of(3, LESSONS, 10, 10));
    cr_assert(els_str_eq(progress.decisions[0].verdict, ELS_STR("promoted")));
    cr_assert_eq(progress.live_version, learned_on);
    els_applier_free(&applier);
}

Test(applier, goes_on_bit_for_bit_after_a_restore)
{
    els_applier *first = els_applier_new(), *second = els_applier_new();
    els_buf bytes = {0}, again = {0};
    apply(first, iteration_of(1, LESSONS, 0, 0));
    apply(first, iteration_of(2, LESSONS, 10, 11));
    apply(first, iteration_of(3, LESSONS, 20, 18));
    els_applier_save(first, &bytes);
    apply(second, iteration_of(9, 3, 0, 0)); /* whatever it knew is replaced */
    cr_assert_eq(els_applier_restore(second, els_buf_str(&bytes)), ELS_OK);
    cr_assert_str_eq(els_applier_digest(first), els_applier_digest(second));
    els_applier_save(second, &again);
    cr_assert(els_str_eq(els_buf_str(&bytes), els_buf_str(&again)));
    for (uint64_t i = 4; i < 6; i++) {
        els_progress a = apply(first, iteration_of(i, LESSONS, 10, 10));
        els_progress b = apply(second, iteration_of(i, LESSONS, 10, 10));
        cr_assert_str_eq(els_applier_digest(first), els_applier_digest(second));
        cr_assert_eq(a.candidate_version, b.candidate_version);
        cr_assert_eq(a.live_version, b.live_version);
    }
    els_buf_fini(&bytes);
    els_buf_fini(&again);
    els_applier_free(&first);
    els_applier_free(&second);
}

Test(applier, an_export_is_the_same_whatever_the_run_and_enters_another)
{
    els_applier *first = els_applier_new(), *second = els_applier_new();
    els_buf a = {0}, b = {0};
    els_state state;
    for (uint64_t i = 1; i < 4; i++) {
        els_analysis *analysis = iteration_of(i, LESSONS, i > 1 ? 10 : 0, i > 1 ? 10 : 0);
        apply(first, analysis);
        analysis->plan->run = 77;
        apply(second, analysis);
    }
    cr_assert_neq(els_applier_live_version(first), els_applier_live_version(second));
    els_applier_export(first, &a);
    els_applier_export(second, &b);
    cr_assert(els_str_eq(els_buf_str(&a), els_buf_str(&b)));
    uint64_t before = els_applier_live_version(second);
    cr_assert_eq(els_applier_restore(second, els_buf_str(&a)), ELS_OK);
    cr_assert_eq(els_applier_live_version(second), before & UINT32_MAX);
    els_applier_enter_run(second, 5);
    uint64_t entered = els_applier_live_version(second);
    cr_assert_eq(entered >> 32, 5, "no executor takes it for a version it holds");
    cr_assert_eq(els_applier_state(second, entered, &state), ELS_OK);
    els_applier_enter_run(second, 6);
    cr_assert_eq(els_applier_live_version(second), entered, "what has a run stays in it");
    cr_assert_gt(apply(second, iteration_of(4, LESSONS, 10, 10)).candidate_version & UINT32_MAX,
                 entered & UINT32_MAX, "versions go on being counted up");
    els_buf_fini(&a);
    els_buf_fini(&b);
    els_applier_free(&first);
    els_applier_free(&second);
}

Test(applier, broken_bytes_are_refused_and_leave_it_ignorant)
{
    els_applier *applier = els_applier_new();
    const char *ignorant = digest_now(applier);
    els_buf bytes = {0};
    apply(applier, iteration_of(1, 2, 0, 0));
    els_applier_save(applier, &bytes);
    for (size_t len = 1; len < bytes.len; len += len < 64 ? 7 : bytes.len / 23) {
        cr_assert_neq(els_applier_restore(applier, (els_str){bytes.ptr, len}), ELS_OK);
        cr_assert_str_eq(els_applier_digest(applier), ignorant, "%zu bytes", len);
        cr_assert_eq(els_applier_candidate_version(applier), 0);
    }
    cr_assert_neq(els_applier_restore(applier, ELS_STR("garbage")), ELS_OK);
    bytes.ptr[8] ^= 1; /* the magic */
    cr_assert_eq(els_applier_restore(applier, els_buf_str(&bytes)), ELS_E_VERSION);
    bytes.ptr[8] ^= 1;
    cr_assert_eq(els_applier_restore(applier, els_buf_str(&bytes)), ELS_OK);
    cr_assert_str_neq(els_applier_digest(applier), ignorant);
    cr_assert_eq(els_applier_restore(applier, (els_str){NULL, 0}), ELS_OK);
    cr_assert_str_eq(els_applier_digest(applier), ignorant, "empty bytes: ignorance");
    els_buf_fini(&bytes);
    els_applier_free(&applier);
}

Test(applier, a_checkpoint_is_due_by_count_or_by_bytes)
{
    cr_assert(els_applier_checkpoint_due(32, 0) && els_applier_checkpoint_due(64, 0));
    cr_assert(!els_applier_checkpoint_due(16, (8 << 20) - 1));
    cr_assert(els_applier_checkpoint_due(16, 8 << 20));
}

static els_str choices[] = {{"billing", 7}, {"delivery", 8}};

/* The answer to a question after the parcel, empty when there is none. */
static els_str label_of(const els_applier *applier)
{
    uint64_t key = els_labels_key(ELS_STR("triage"), (els_str){"", 0});
    float probability[2];
    if (!els_labels_answer(els_applier_live(applier)->labels, key, ELS_STR("is my parcel lost"),
                           (els_str){"", 0}, choices, 2, probability))
        return (els_str){"", 0};
    return choices[probability[1] > probability[0]];
}

/* An iteration of graded lessons, in a run of the user's file alone without select rows. */
static els_analysis *lessons_of(uint64_t iteration, uint32_t n)
{
    static els_str plugin = {"dataset", 7};
    els_analysis *analysis = iteration_of(iteration, 0, 0, 0);
    analysis->plan->plugins = &plugin;
    analysis->plan->n_plugins = 1;
    analysis->records = ELS_ARENA_NEW(&arena, els_record, n + 1);
    analysis->examples = ELS_ARENA_NEW(&arena, els_example, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        els_task *task = ELS_ARENA_NEW(&arena, els_task, 1);
        els_answer *answer = ELS_ARENA_NEW(&arena, els_answer, 1);
        task->kind = ELS_STR("triage");
        task->question = els_arena_printf(&arena, "%u %s", i, i % 2 ? "parcel" : "invoice");
        task->fields = ELS_ARENA_NEW(&arena, els_field_spec, 1);
        task->fields[0].type = ELS_STR("enum");
        task->n_fields = 1;
        answer->beam = ELS_ARENA_NEW(&arena, els_candidate, 1);
        answer->n_beam = 1;
        answer->beam[0] = (els_candidate){.family = ELS_STR(ELS_LESSON_FAMILY),
                                          .shape = ELS_STR(ELS_LESSON_SHAPE),
                                          .answer = choices[i % 2],
                                          .right = ELS_GRADE_RIGHT};
        analysis->examples[analysis->n_examples++] = (els_example){
            .record = i, .task = task, .n_task = 1, .answers = answer, .n_answers = 1};
        analysis->records[analysis->n_records++] = (els_record){.index = i};
    }
    return analysis;
}

Test(applier, lessons_answer_once_they_are_promoted_and_survive_a_checkpoint)
{
    els_applier *applier = els_applier_new(), *back = els_applier_new();
    els_buf bytes = {0};
    (void)apply(applier, lessons_of(1, 20));
    cr_assert_eq(label_of(applier).len, 0, "not before the next iteration has decided");
    els_progress progress = apply(applier, lessons_of(2, 0));
    cr_assert_eq(progress.n_decisions, 1);
    cr_assert(els_str_eq(progress.decisions[0].verdict, ELS_STR("promoted")));
    cr_assert(els_str_eq(label_of(applier), ELS_STR("delivery")));
    els_applier_save(applier, &bytes);
    cr_assert_eq(els_applier_restore(back, els_buf_str(&bytes)), ELS_OK);
    cr_assert_str_eq(els_applier_digest(back), els_applier_digest(applier));
    cr_assert(els_str_eq(label_of(back), ELS_STR("delivery")));
    els_applier_free(&applier);
    els_applier_free(&back);
    els_buf_fini(&bytes);
}

Test(applier, what_a_user_says_changes_answers_at_once)
{
    els_applier *applier = els_applier_new();
    els_taught said = {.kind = ELS_STR("triage"),
                       .question = ELS_STR("is my parcel lost"),
                       .answer = choices[0],
                       .is_right = true};
    (void)apply(applier, lessons_of(1, 20));
    (void)apply(applier, lessons_of(2, 0));
    char *before = digest_now(applier);
    els_applier_teach(applier, &said, 1);
    cr_assert(els_str_eq(label_of(applier), ELS_STR("billing")));
    cr_assert_str_neq(els_applier_digest(applier), before);
    els_applier_free(&applier);
}

static els_progress told(els_applier *applier, uint64_t iteration, const char *parameter,
                         const char *value)
{
    els_str *args = ELS_ARENA_NEW(&arena, els_str, 4);
    els_command *command = ELS_ARENA_NEW(&arena, els_command, 1);
    args[0] = els_str_of(parameter);
    args[1] = ELS_STR("global");
    args[2] = els_str_of(value);
    args[3] = ELS_STR("now");
    *command = (els_command){.target = ELS_STR("applier"),
                             .verb = ELS_STR("set"),
                             .who = ELS_STR("user:ada"),
                             .args = args,
                             .n_args = 4};
    els_analysis *analysis = iteration_of(iteration, LESSONS, 10, 10);
    analysis->plan->commands = command;
    analysis->plan->n_commands = 1;
    return apply(applier, analysis);
}

Test(applier, a_command_changes_the_configuration_and_the_digest)
{
    els_applier *told_one = els_applier_new(), *other = els_applier_new();
    els_progress quiet = apply(other, iteration_of(1, LESSONS, 10, 10));
    cr_assert_eq(quiet.n_config + quiet.n_trial, 0);
    cr_assert_eq(quiet.config_json.len, 0, "nothing to show");
    els_progress progress = told(told_one, 1, "work.budget", "100");
    cr_assert_eq(progress.n_config, 1);
    cr_assert(els_str_eq(progress.config[0].parameter, ELS_STR("work.budget")));
    cr_assert_eq(progress.config[0].value, 100);
    cr_assert_eq(progress.n_trial, 1, "it is watched");
    cr_assert(els_str_contains(progress.config_json, ELS_STR("\"work.budget\"")));
    cr_assert_str_neq(els_applier_digest(told_one), els_applier_digest(other));
    els_applier_free(&told_one);
    els_applier_free(&other);
}

Test(applier, what_the_analyzer_proposes_goes_on_to_the_next_plan)
{
    els_proposal proposal = {.parameter = ELS_STR("work.budget"),
                             .scope = ELS_STR("kind:k"),
                             .value = ELS_STR("480"),
                             .by = ELS_STR("analyzer"),
                             .evidence = ELS_STR("because")};
    els_applier *applier = els_applier_new();
    els_analysis *analysis = iteration_of(1, 0, 0, 0);
    analysis->proposals = &proposal;
    analysis->n_proposals = 1;
    els_progress progress = apply(applier, analysis);
    cr_assert_eq(progress.n_proposals, 1);
    cr_expect(els_str_eq(progress.proposals[0].by, ELS_STR("analyzer")));
    cr_expect(els_str_eq(progress.proposals[0].scope, ELS_STR("kind:k")));
    cr_expect_eq(progress.n_trial, 0, "not past the plan and its journal");
    els_applier_free(&applier);
}

Test(applier, parameters_of_learning_change_what_is_learned)
{
    els_applier *told_one = els_applier_new(), *other = els_applier_new();
    told(told_one, 1, "learn.rate", "0.3");
    apply(other, iteration_of(1, LESSONS, 10, 10));
    els_state a, b;
    cr_assert_eq(els_applier_state(told_one, els_applier_candidate_version(told_one), &a), ELS_OK);
    cr_assert_eq(els_applier_state(other, els_applier_candidate_version(other), &b), ELS_OK);
    cr_assert_not(els_str_eq(a.bytes, b.bytes));
    els_applier_free(&told_one);
    els_applier_free(&other);
}

/* The same as told(), by the broker: quiet hours begin or end. */
static els_progress quieted(els_applier *applier, uint64_t iteration, const char *on_or_off)
{
    els_str *args = ELS_ARENA_NEW(&arena, els_str, 1);
    args[0] = els_str_of(on_or_off);
    els_command *command = ELS_ARENA_NEW(&arena, els_command, 1);
    *command = (els_command){.id = ELS_STR("q"),
                             .target = ELS_STR("applier"),
                             .verb = ELS_STR("quiet"),
                             .who = ELS_STR("broker"),
                             .args = args,
                             .n_args = 1};
    els_analysis *analysis = iteration_of(iteration, LESSONS, 10, 10);
    analysis->plan->commands = command;
    analysis->plan->n_commands = 1;
    return apply(applier, analysis);
}

Test(applier, quiet_hours_are_the_machines_and_in_no_export_and_no_digest)
{
    els_applier *day = els_applier_new(), *night = els_applier_new(), *again = els_applier_new();
    els_buf a = {0}, b = {0};
    told(day, 1, "learn.rate", "0.3");
    told(night, 1, "learn.rate", "0.3");
    apply(day, iteration_of(2, LESSONS, 10, 10));
    els_progress progress = quieted(night, 2, "on");
    cr_assert(els_str_contains(progress.config_json, ELS_STR("\"quiet\":true")));
    cr_assert_str_eq(els_applier_digest(night), els_applier_digest(day));
    els_applier_export(day, &a);
    els_applier_export(night, &b);
    cr_assert(els_str_eq(els_buf_str(&a), els_buf_str(&b)));
    els_buf_clear(&a); /* a checkpoint goes on where it was */
    els_applier_save(night, &a);
    cr_assert_eq(els_applier_restore(again, els_buf_str(&a)), ELS_OK);
    progress = quieted(again, 3, "on");
    cr_assert(els_str_contains(progress.config_json, ELS_STR("\"quiet\":true")));
    els_applier_free(&day);
    els_applier_free(&night);
    els_applier_free(&again);
    els_buf_fini(&a);
    els_buf_fini(&b);
}

Test(applier, quiet_hours_alone_survive_a_checkpoint_and_leave_an_export_blank)
{
    els_applier *day = els_applier_new(), *night = els_applier_new(), *again = els_applier_new();
    els_buf a = {0}, b = {0};
    apply(day, iteration_of(1, LESSONS, 10, 10));
    quieted(night, 1, "on");
    els_applier_export(day, &a);
    els_applier_export(night, &b);
    cr_assert(els_str_eq(els_buf_str(&a), els_buf_str(&b)));
    els_buf_clear(&b);
    els_applier_save(night, &b);
    cr_assert_eq(els_applier_restore(again, els_buf_str(&b)), ELS_OK);
    els_progress progress = apply(again, iteration_of(2, LESSONS, 10, 10));
    cr_assert(els_str_contains(progress.config_json, ELS_STR("\"quiet\":true")));
    els_applier_free(&day);
    els_applier_free(&night);
    els_applier_free(&again);
    els_buf_fini(&a);
    els_buf_fini(&b);
}

Test(applier, a_configuration_survives_a_checkpoint)
{
    els_applier *applier = els_applier_new(), *again = els_applier_new();
    els_buf bytes = {0};
    told(applier, 1, "work.budget", "100");
    els_applier_save(applier, &bytes);
    cr_assert_eq(els_applier_restore(again, els_buf_str(&bytes)), ELS_OK);
    cr_assert_str_eq(els_applier_digest(again), els_applier_digest(applier));
    cr_assert_eq(els_applier_config(again)->n, 1);
    els_progress next = apply(again, iteration_of(2, LESSONS, 10, 10));
    cr_assert_gt(next.config_json.len, 0, "who shows it may have missed it");
    apply(applier, iteration_of(2, LESSONS, 10, 10));
    cr_assert_str_eq(els_applier_digest(again), els_applier_digest(applier));
    cr_assert_eq(els_applier_restore(again, (els_str){bytes.ptr, bytes.len - 1}), ELS_E_FORMAT);
    cr_assert_eq(els_applier_config(again)->n, 0);
    els_applier_free(&applier);
    els_applier_free(&again);
    els_buf_fini(&bytes);
}

static uint32_t examples_in(const els_applier *applier, uint64_t version)
{
    els_state state;
    els_mind mind;
    cr_assert_eq(els_applier_state(applier, version, &state), ELS_OK);
    cr_assert_eq(els_mind_init(&mind, false), ELS_OK);
    cr_assert_eq(els_mind_load(&mind, state.bytes), ELS_OK);
    uint32_t n = (uint32_t)mind.examples;
    els_mind_fini(&mind);
    return n;
}

Test(applier, examples_that_point_nowhere_are_passed_over)
{
    els_applier *applier = els_applier_new();
    els_analysis *analysis = iteration_of(1, LESSONS, 0, 0);
    analysis->examples[0].n_task = 0;
    analysis->examples[1].record = analysis->n_records;
    els_progress progress = apply(applier, analysis);
    cr_assert_eq(examples_in(applier, progress.candidate_version), LESSONS - 2);
    els_applier_free(&applier);
}

Test(applier, after_the_last_measurement_no_example_of_a_plugin_is_learned)
{
    els_applier *applier = els_applier_new();
    els_progress first = apply(applier, iteration_of(1, LESSONS, 0, 0));
    cr_assert_neq(first.candidate_version, 0);
    els_analysis *last = iteration_of(2, LESSONS, 0, 0);
    last->plan->last = true;
    last->records[0].verdict = ELS_VERDICT_INFRASTRUCTURE;
    els_progress progress = apply(applier, last);
    cr_assert_eq(progress.candidate_version, 0);
    cr_assert_eq(examples_in(applier, progress.live_version), 0, "nor what nobody has tested");
    cr_assert(els_str_eq(progress.records[0].trace, ELS_STR("a long story")),
              "why it failed stays");
    cr_assert_eq(progress.records[1].trace.len, 0);
    els_applier_free(&applier);
}
