#include <criterion/criterion.h>

#include "label_answer.h"

static els_mind mind;
static els_arena arena;
static els_str choices[] = {{"billing", 7}, {"delivery", 8}};

static void begin(void)
{
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
}

static void end(void)
{
    els_mind_fini(&mind);
    els_arena_fini(&arena);
}

TestSuite(label_answer, .init = begin, .fini = end);

static els_task *task_of(const char *question)
{
    els_task *task = ELS_ARENA_NEW(&arena, els_task, 1);
    els_field_spec *field = ELS_ARENA_NEW(&arena, els_field_spec, 1);
    *field = (els_field_spec){.type = ELS_STR("enum"), .choices = choices, .n_choices = 2};
    *task = (els_task){.id = ELS_STR("t"),
                       .kind = ELS_STR("triage"),
                       .question = els_str_of(question),
                       .fields = field,
                       .n_fields = 1};
    return task;
}

static void teach(void)
{
    static const char *const texts[2][3] = {{"the invoice is wrong", "charged twice", "my payment"},
                                            {"where is my parcel", "parcel late", "no courier"}};
    uint64_t key = els_labels_key(ELS_STR("triage"), (els_str){"", 0});
    for (int l = 0; l < 2; l++)
        for (int i = 0; i < 3; i++)
            els_labels_add(mind.labels, key, els_str_of(texts[l][i]), (els_str){"", 0}, choices[l],
                           true);
    els_labels_train(mind.labels, true);
    for (int i = 0; i < 20; i++) /* searches that did worse */
        els_labels_note_search(mind.labels, key, false);
}

Test(label_answer, answers_what_it_was_taught_at_the_cost_of_a_look)
{
    els_result result;
    els_orders orders = {.salt = 1};
    els_task *task = task_of("the parcel has not come");
    cr_assert_not(els_label_answer(&mind, task, &orders, &arena, &result), "untrained");
    teach();
    els_orchestrator_solve(&mind, task, NULL, &orders, &arena, &result);
    cr_assert(els_str_eq(result.agent, ELS_STR(ELS_LABELS_AGENT)));
    cr_assert(els_str_eq(result.answers[0].value, ELS_STR("delivery")));
    cr_assert(result.answers[0].confidence > 0.5 && result.answers[0].confidence <= 1);
    cr_assert_eq(result.status, ELS_STATUS_ANSWERED);
    cr_assert_leq(result.cost, 3);
    cr_assert_eq(result.answers[0].n_beam, 0);
}

Test(label_answer, leaves_training_tasks_and_forced_architectures_to_searches)
{
    els_result result;
    els_str react = ELS_STR("react");
    els_task *task = task_of("the parcel has not come");
    teach();
    els_orders explore = {.explore = true}, forced = {.agent = react},
               restricted = {.agents = &react, .n_agents = 1};
    cr_assert_not(els_label_answer(&mind, task, &explore, &arena, &result));
    cr_assert_not(els_label_answer(&mind, task, &forced, &arena, &result));
    cr_assert_not(els_label_answer(&mind, task, &restricted, &arena, &result));
    task->n_fields = 0;
    els_orders plain = {.salt = 1};
    cr_assert_not(els_label_answer(&mind, task, &plain, &arena, &result));
}

Test(label_answer, sends_a_lesson_with_one_candidate_for_all_choices)
{
    els_result result;
    els_orders lesson = {.explore = true, .agent = ELS_STR(ELS_LABELS_AGENT)};
    els_orchestrator_solve(&mind, task_of("never heard of"), NULL, &lesson, &arena, &result);
    cr_assert_eq(result.n_answers, 1);
    cr_assert_gt(result.answers[0].value.len, 0);
    cr_assert_eq(result.answers[0].n_beam, 1);
    cr_assert(els_str_eq(result.answers[0].beam[0].shape, ELS_STR(ELS_LESSON_SHAPE)));
    cr_assert_eq(result.answers[0].beam[0].answer.len, 0, "no choice is marked");
}

Test(label_answer, a_lesson_without_choices_is_searched_like_any_task)
{
    els_result result;
    els_orders lesson = {.explore = true, .agent = ELS_STR(ELS_LABELS_AGENT)};
    els_task *task = task_of("What is 2 + 3?");
    task->fields[0] = (els_field_spec){.type = ELS_STR("number")};
    els_orchestrator_solve(&mind, task, NULL, &lesson, &arena, &result);
    cr_assert_not(els_str_eq(result.agent, ELS_STR(ELS_LABELS_AGENT)));
    cr_assert_gt(result.answers[0].n_beam, 0);
}
