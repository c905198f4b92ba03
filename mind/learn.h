/* learn.h — learning from graded beams: the only place where weights change.
 *
 * A training task comes back with candidate programs and a verdict on each. The program model
 * climbs the marginal likelihood of the programs that were right (Liang, Jordan and Klein 2013);
 * the evaluator learns from the verdict on the answer the mind would give; library, cases and
 * router are updated once per task. Nothing here ever sees an answer key. */
#ifndef ELS_LEARN_H
#define ELS_LEARN_H

#include "mind.h"

/* Weight steps only; may be repeated on remembered examples. `is_new`: the example was not among
 * those learned before. Only then is what the mind makes of it a forecast, from which the evaluator
 * can learn how far to trust one. */
void els_learn_weights(els_mind *mind, const els_example *example, els_arena *scratch, double rate,
                       bool is_new);

/* Library, cases and router; once per task. `record` is the outcome of the same task. */
void els_learn_outcome(els_mind *mind, const els_example *example, const els_record *record,
                       uint64_t iteration, els_arena *scratch);

/* A lesson for the label learner (labels.h): every field whose beam stands for all its choices.
 * False when the example is none. Training comes afterwards: els_labels_train. */
bool els_learn_lesson(els_mind *mind, const els_example *example);

#endif
