/* school.h — graded lessons for tests: small sums asked in words and notation, searched with the
 * mind as it is, and every candidate marked with what is right. Include once per test program. */
#ifndef ELS_TEST_SCHOOL_H
#define ELS_TEST_SCHOOL_H

#include "learn.h"
#include "session.h"

#include <stdio.h>
#include <string.h>

enum { SCHOOL_ALLOWANCE = 200, SCHOOL_BEAM = 64 };

/* A task with one field, without choices; texts are copied. */
static inline els_task *school_task(els_arena *arena, const char *question, const char *type)
{
    els_task *task = ELS_ARENA_NEW(arena, els_task, 1);
    char id[24];
    snprintf(id, sizeof id, "%016llx", (unsigned long long)els_hash_str(els_str_of(question)));
    task->id = els_arena_copy(arena, els_str_of(id));
    task->kind = ELS_STR("school");
    task->question = els_arena_copy(arena, els_str_of(question));
    task->fields = ELS_ARENA_NEW(arena, els_field_spec, 1);
    task->fields[0].type = els_arena_copy(arena, els_str_of(type));
    task->n_fields = 1;
    return task;
}

/* The n-th sum, and what it makes. */
static inline els_task *school_sum(els_arena *arena, unsigned n, char ret_right[24])
{
    char question[96];
    unsigned a = 3 + n % 17, b = 2 + n % 7, c = 5 + n % 29;
    snprintf(question, sizeof question, "What is %u * %u + %u?", a, b, c);
    snprintf(ret_right, 24, "%u", a * b + c);
    return school_task(arena, question, "number");
}

/* A sum that is told: many programs say something about it. */
static inline els_task *school_story(els_arena *arena, unsigned n)
{
    char question[128];
    snprintf(question, sizeof question,
             "Ada has %u boxes with %u pens each and %u pens more. How many pens has she?",
             3 + n % 17, 2 + n % 7, 5 + n % 29);
    return school_task(arena, question, "number");
}

/* What comes back from a training task: the beam the mind finds, marked. Lives in `arena`. */
static inline els_example *school_example(const els_mind *mind, els_task *task, const char *right,
                                          els_arena *arena)
{
    els_view *view = ELS_ARENA_NEW(arena, els_view, 1);
    els_view_open(view, mind, task, NULL, 1, arena);
    els_session *session = els_session_open(view, 0, NULL);
    els_session_run_family(session, NULL, SCHOOL_ALLOWANCE);
    els_example *example = ELS_ARENA_NEW(arena, els_example, 1);
    els_answer *answer = ELS_ARENA_NEW(arena, els_answer, 1);
    answer->n_beam = els_session_beam(session, SCHOOL_BEAM, &answer->beam);
    for (uint32_t i = 0; i < answer->n_beam; i++)
        answer->beam[i].right = els_str_eq(answer->beam[i].answer, els_str_of(right))
                                    ? ELS_GRADE_RIGHT
                                    : ELS_GRADE_WRONG;
    if (answer->n_beam)
        answer->value = answer->beam[0].answer;
    answer->words = (uint64_t *)view->text.words;
    answer->n_words = view->text.n_words;
    answer->facts = (uint64_t *)view->text.facts;
    answer->n_facts = view->text.n_facts;
    *example = (els_example){.task = task, .n_task = 1, .answers = answer, .n_answers = 1};
    return example;
}

static inline els_record school_record(uint32_t verdict)
{
    return (els_record){.agent = ELS_STR("react"),
                        .params = ELS_STR("default"),
                        .propensity = 1,
                        .verdict = verdict,
                        .cost = 20};
}

/* Has the mind learn sums first .. first+count-1, each in an iteration of its own. */
static inline void school_teach(els_mind *mind, unsigned first, unsigned count)
{
    els_arena arena = {0}, scratch = {0};
    els_record record = school_record(ELS_VERDICT_RIGHT);
    for (unsigned n = first; n < first + count; n++) {
        char right[24];
        els_task *task = school_sum(&arena, n, right);
        const els_example *example = school_example(mind, task, right, &arena);
        els_learn_outcome(mind, example, &record, n + 1, &scratch);
        els_learn_weights(mind, example, &scratch, 0.15, true);
        els_arena_reset(&arena);
        els_arena_reset(&scratch);
    }
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
}

#endif
