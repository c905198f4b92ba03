#include "label_answer.h"
#include "els_rng.h"

#include <string.h>

enum { WORK = 2, CHOICES_PER_WORK = 64 }; /* units: about 10 us each, as those of a search */

/* One choice of several, named by the task alone. */
static bool is_label_task(const els_task *task)
{
    return task->n_fields == 1 && els_str_eq(task->fields[0].type, ELS_STR("enum")) &&
           task->fields[0].n_choices > 0 && task->fields[0].n_choices <= ELS_LABELS_MAX;
}

static void note_runner_up(els_buf *trace, const els_field_spec *field, const float *probability,
                           uint32_t best)
{
    uint32_t second = best;
    for (uint32_t i = 0; i < field->n_choices; i++)
        if (i != best && (second == best || probability[i] > probability[second]))
            second = i;
    els_buf_printf(trace, ELS_STR_FMT " %.2f",
                   ELS_STR_ARG(els_str_sub(field->choices[best], 0, 60)),
                   (double)probability[best]);
    if (second != best)
        els_buf_printf(trace, ", then " ELS_STR_FMT " %.2f",
                       ELS_STR_ARG(els_str_sub(field->choices[second], 0, 60)),
                       (double)probability[second]);
}

static void fill_beam(els_answer *answer, els_arena *arena)
{
    answer->beam = ELS_ARENA_NEW(arena, els_candidate, 1);
    answer->n_beam = 1;
    answer->beam[0] =
        (els_candidate){.family = ELS_STR(ELS_LESSON_FAMILY), .shape = ELS_STR(ELS_LESSON_SHAPE)};
}

bool els_label_answer(const els_mind *mind, const els_task *task, const els_orders *orders,
                      els_arena *arena, els_result *ret)
{
    bool is_lesson = els_str_eq(orders->agent, ELS_STR(ELS_LABELS_AGENT));
    bool may_choose = orders->agent.len == 0 && orders->n_agents == 0 && !orders->explore;
    if (!is_label_task(task) || (!is_lesson && !may_choose))
        return false;
    const els_field_spec *field = &task->fields[0];
    uint64_t key = els_labels_key(task->kind, field->name);
    if (!is_lesson && !els_labels_trusted(mind->labels, key))
        return false;
    float *probability = ELS_ARENA_NEW(arena, float, field->n_choices);
    uint32_t best = 0;
    if (els_labels_answer(mind->labels, key, task->question, task->context, field->choices,
                          field->n_choices, probability)) {
        for (uint32_t i = 1; i < field->n_choices; i++)
            best = probability[i] > probability[best] ? i : best;
    } else if (is_lesson) {
        els_rng rng = els_rng_make(orders->salt, els_hash_str(task->id), 52);
        best = els_rng_below(&rng, field->n_choices);
        probability[best] = 1 / (float)field->n_choices;
    } else {
        return false;
    }
    els_buf trace = {0};
    note_runner_up(&trace, field, probability, best);
    *ret = (els_result){.index = task->index,
                        .id = task->id,
                        .agent = ELS_STR(ELS_LABELS_AGENT),
                        .params = ELS_STR("default"),
                        .propensity = 1,
                        .status = ELS_STATUS_ANSWERED,
                        .cost = WORK + field->n_choices / CHOICES_PER_WORK,
                        .steps = 1,
                        .trace = els_arena_copy(arena, els_buf_str(&trace)),
                        .answers = ELS_ARENA_NEW(arena, els_answer, 1),
                        .n_answers = 1};
    els_buf_fini(&trace);
    ret->answers[0] =
        (els_answer){.value = field->choices[best], .confidence = (double)probability[best]};
    if (is_lesson)
        fill_beam(&ret->answers[0], arena);
    return true;
}
