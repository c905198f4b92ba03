#include "usual.h"

#include "els_hash.h"
#include "reader.h"

#include <string.h>

#define VERDICT_LEAST 0.5F   /* probability that a verdict is called for at all */
#define VERDICT_SELDOM 0.02F /* below it "unknown" is no verdict here */

uint64_t els_usual_key(els_str kind, els_str field)
{
    return els_hash_pair(els_labels_key(kind, field), els_hash_str(ELS_STR("usual")));
}

uint32_t els_usual_names(const els_labels *labels, els_str kind, els_str field,
                         els_str ret[ELS_LABELS_MAX])
{
    uint32_t kept = 0, n = els_labels_names(labels, els_usual_key(kind, field), ret);
    for (uint32_t i = 0; i < n; i++)
        if (!els_str_eq(ret[i], ELS_STR(ELS_USUAL_NONE)))
            ret[kept++] = ret[i];
    return kept;
}

/* The verdicts that the text calls for, likeliest of each sort; returns how many, 0 when it calls
 * for something else. A few labels sound like a verdict ("neutral"): of those that are, one in four
 * at least is for or against. */
static uint32_t verdicts_of(const els_field_spec *field, const float *probability, els_str ret[3])
{
    float best[3] = {0}, sum = 0, decided = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < field->n_choices; i++) {
        const els_truth truth = els_truth_of(field->choices[i]);
        if (truth == ELS_TRUTH_OTHER)
            continue;
        sum += probability[i];
        decided += truth == ELS_TRUTH_UNKNOWN ? 0 : probability[i];
        if (probability[i] > best[truth]) {
            best[truth] = probability[i];
            ret[truth] = field->choices[i];
        }
    }
    if (sum < VERDICT_LEAST || decided * 4 < sum || best[ELS_TRUTH_YES] <= 0 ||
        best[ELS_TRUTH_NO] <= 0)
        return 0;
    n = 2; /* no and yes are the first of the sorts */
    return best[ELS_TRUTH_UNKNOWN] < VERDICT_SELDOM ? n : n + 1;
}

const els_usual_opinion *els_usual_think(const els_labels *labels, const els_task *task,
                                         const els_field_spec *field, els_arena *arena)
{
    const uint32_t n = field->n_choices;
    els_usual_opinion *opinion = ELS_ARENA_NEW(arena, els_usual_opinion, 1);
    els_str *names = ELS_ARENA_NEW(arena, els_str, n + 1);
    els_str *verdicts = ELS_ARENA_NEW(arena, els_str, 3);
    for (uint32_t i = 0; i < n; i++)
        names[i] = field->choices[i];
    names[n] = ELS_STR(ELS_USUAL_NONE);
    opinion->probability = ELS_ARENA_NEW(arena, float, n + 1);
    opinion->knows =
        els_labels_answer(labels, els_usual_key(task->kind, field->name), task->question,
                          task->context, names, n + 1, opinion->probability);
    opinion->seen = *field;
    opinion->seen.choices = NULL;
    opinion->seen.n_choices =
        opinion->knows ? verdicts_of(field, opinion->probability, verdicts) : 0;
    if (opinion->seen.n_choices > 0) {
        opinion->seen.type = ELS_STR("enum");
        opinion->seen.choices = verdicts;
    }
    return opinion;
}

void els_usual_ask(els_answer *answer, uint32_t max, els_arena *arena)
{
    uint32_t n = answer->n_beam < max ? answer->n_beam : max - 1;
    els_candidate *beam = ELS_ARENA_NEW(arena, els_candidate, n + 1);
    beam[0] =
        (els_candidate){.family = ELS_STR(ELS_LESSON_FAMILY), .shape = ELS_STR(ELS_LESSON_SHAPE)};
    if (n > 0)
        memcpy(beam + 1, answer->beam, n * sizeof *beam);
    answer->beam = beam;
    answer->n_beam = n + 1;
}

const els_candidate *els_usual_take(els_answer *answer)
{
    if (answer->n_beam == 0 || !els_str_eq(answer->beam[0].family, ELS_STR(ELS_LESSON_FAMILY)) ||
        !els_str_eq(answer->beam[0].shape, ELS_STR(ELS_LESSON_SHAPE)))
        return NULL;
    answer->n_beam--;
    return answer->beam++;
}

void els_usual_learn(els_labels *labels, const els_task *task, const els_field_spec *field,
                     const els_candidate *verdict)
{
    const uint64_t key = els_usual_key(task->kind, field->name);
    for (uint32_t i = 0; i < field->n_choices; i++)
        els_labels_name(labels, key, field->choices[i]);
    els_labels_add(labels, key, task->question, task->context,
                   verdict->right == ELS_GRADE_RIGHT ? verdict->answer : ELS_STR(ELS_USUAL_NONE),
                   true);
}
