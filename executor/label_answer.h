/* label_answer.h — tasks that ask for one of many choices, answered by the label learner alone.
 *
 * A text and a list of choices needs no program: where the learner has been trained for the field
 * and was right on held-out rows at least as often as searches for programs lately were, it
 * answers at once, before the task is even read. Lessons (segments that force the agent "labels")
 * are always answered this way; what travels with them is a beam written as one candidate, which
 * stands for "every choice of the field" (analyzer/grade.h writes out the one that is right). */
#ifndef ELS_LABEL_ANSWER_H
#define ELS_LABEL_ANSWER_H

#include "orchestrator.h"

/* True when the task was answered; else *ret is untouched and the task is to be searched. */
bool els_label_answer(const els_mind *mind, const els_task *task, const els_orders *orders,
                      els_arena *arena, els_result *ret);

#endif
