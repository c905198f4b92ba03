/* logic_school.h — learning from graded beams without an orchestrator: a session, its beam, a
 * verdict on each candidate, a few steps. Include once per test program. */
#ifndef ELS_TEST_LOGIC_SCHOOL_H
#define ELS_TEST_LOGIC_SCHOOL_H

#include "learn.h"
#include "session.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    els_str question, context, answer;
    const char *type;       /* of the field */
    const char *choices[8]; /* of an enum */
} lesson;

enum { SCHOOL_BEAM = 48, SCHOOL_ALLOWANCE = 120 };

static inline els_task lesson_task(const lesson *l, uint64_t id, els_arena *arena)
{
    els_field_spec *field = ELS_ARENA_NEW(arena, els_field_spec, 1);
    field->type = els_str_of(l->type);
    field->choices = ELS_ARENA_NEW(arena, els_str, 8);
    while (field->n_choices < 8 && l->choices[field->n_choices]) {
        field->choices[field->n_choices] = els_str_of(l->choices[field->n_choices]);
        field->n_choices++;
    }
    return (els_task){.id = els_arena_printf(arena, "%llx", (unsigned long long)id),
                      .kind = ELS_STR("school"),
                      .question = l->question,
                      .context = l->context,
                      .fields = field,
                      .n_fields = 1};
}

/* Answers the lesson with one family (NULL: all), learns from the verdict when `rate` > 0. */
static inline bool take_lesson(els_mind *mind, const lesson *l, uint64_t id,
                               const els_family *family, double rate, bool show)
{
    els_arena arena = {0};
    els_task task = lesson_task(l, id, &arena);
    els_view view;
    els_view_open(&view, mind, &task, NULL, 5, &arena);
    els_session *session = els_session_open(&view, 0, NULL);
    els_session_run_family(session, family, SCHOOL_ALLOWANCE);
    els_candidate *beam;
    uint32_t n = els_session_beam(session, SCHOOL_BEAM, &beam);
    for (uint32_t i = 0; i < n; i++)
        beam[i].right = els_str_ieq(beam[i].answer, l->answer) ? ELS_GRADE_RIGHT : ELS_GRADE_WRONG;
    uint32_t n_groups;
    const els_answer_group *groups = els_session_groups(session, &n_groups);
    els_str best =
        n_groups ? els_session_pool(session)->items[groups[0].best].answer : (els_str){"", 0};
    bool right = els_str_ieq(best, l->answer);
    if (show) {
        fprintf(stderr,
                "%s key=" ELS_STR_FMT " best=" ELS_STR_FMT " | " ELS_STR_FMT " | " ELS_STR_FMT "\n",
                right ? "RIGHT" : "WRONG", ELS_STR_ARG(l->answer), ELS_STR_ARG(best),
                ELS_STR_ARG(l->question), ELS_STR_ARG(l->context));
        for (uint32_t i = 0; i < n && i < 12; i++)
            fprintf(stderr, "   %6.2f %u " ELS_STR_FMT " [" ELS_STR_FMT "] = " ELS_STR_FMT "\n",
                    beam[i].score, beam[i].check, ELS_STR_ARG(beam[i].shape),
                    ELS_STR_ARG(beam[i].args), ELS_STR_ARG(beam[i].answer));
    }
    if (rate > 0) {
        els_answer answer = {.value = best,
                             .beam = beam,
                             .n_beam = n,
                             .words = (uint64_t *)view.text.words,
                             .n_words = view.text.n_words,
                             .facts = (uint64_t *)view.text.facts,
                             .n_facts = view.text.n_facts};
        els_example example = {.task = &task, .n_task = 1, .answers = &answer, .n_answers = 1};
        els_arena scratch = {0};
        els_learn_weights(mind, &example, &scratch, rate, true);
        els_arena_fini(&scratch);
    }
    els_arena_fini(&arena);
    return right;
}

#endif
