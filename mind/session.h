/* session.h — one field of one task under work: what agents build on.
 *
 * An agent looks at the shapes the library suggests, runs shapes or whole families of programs
 * under an allowance of work units, and looks at the answers found so far and how far the mind
 * trusts them. This is the interface behind which another mind (a language model) can stand:
 * propose, score, recall, embed. */
#ifndef ELS_SESSION_H
#define ELS_SESSION_H

#include "notes.h"

/* A task made ready once for all its fields. */
typedef struct {
    const els_mind *mind;
    const els_task *task;
    els_reading reading;
    els_text_features text;
    uint64_t task_key;      /* of the task's id */
    uint64_t salt;          /* seed of the executor's random choices */
    els_arena *arena;       /* of sessions */
    els_notebook *notebook; /* for all who work on the task with this view or a copy of it */
    double words_share;     /* of what words say for a program, how much its score has (0..1) */
} els_view;

/* words_share where a task is answered and nothing is learned of the beam. The wording may be one
 * that nothing was learned from: what words said elsewhere then misleads more often than what a
 * program says for itself. docs/decisions/0057. */
#define ELS_WORDS_SHARE_ANSWERING 0.25

/* Reads the task; words count in full. All pointers stay borrowed; memory from `arena`. `kb` may be
 * NULL. */
void els_view_open(els_view *view, const els_mind *mind, const els_task *task,
                   const els_kb_index *kb, uint64_t salt, els_arena *arena);

/* Starts on field number `field`, given the answers to the fields before it (copied). */
els_session *els_session_open(const els_view *view, uint32_t field, const els_str *previous);

/* Shapes of the library that could answer, most probable first (at most 32). */
const els_shape_guess *els_session_shapes(els_session *session, uint32_t *ret_count);
/* Runs the programs of one shape. Returns the work units spent. */
uint32_t els_session_run_shape(els_session *session, const els_skill *skill, uint32_t allowance);
/* Runs one family, or with family NULL all that apply, most promising first. One that was run with
 * as much before has nothing new: 0 units. */
uint32_t els_session_run_family(els_session *session, const els_family *family, uint32_t allowance);
/* Whether the family has been run as a whole. */
bool els_session_has_heard(const els_session *session, const els_family *family);
/* Families that apply to the field, most promising first (ties drawn by lot); memory of the
 * session. */
const els_family *const *els_session_families(els_session *session, uint32_t *ret_count);

/* The families of els_session_families in their order; memory of the session. What the question
 * says for a family is held against what it says for the shapes of the library: on a task unlike
 * all that was learned no shape has much to say for itself, while a family that applies has as much
 * as before anything was learned. The more successes of its shapes the library counts, the less is
 * new to be expected of a family (Chinese restaurant process: Aldous 1985). */
const els_newcomer *els_session_newcomers(els_session *session, uint32_t *ret_count);
/* The sum of their chances, 0..1: how unlike the tasks that were learned from this one is. 1 while
 * the library holds no shape that could answer. */
double els_session_novelty(els_session *session);

/* Remembered cases like this one, most similar first (at most `k`). One unit per call. */
typedef struct {
    const els_case *remembered;
    double similarity; /* 0..1 */
    uint32_t newer;    /* cases of the same kind that were remembered after it */
} els_recalled;
uint32_t els_session_recall(els_session *session, uint32_t k, els_recalled *ret);

/* What has been found: the pool and its answers, heaviest first. */
const els_pool *els_session_pool(const els_session *session);
const els_answer_group *els_session_groups(els_session *session, uint32_t *ret_count);
/* What is thought of an answer of the family before the evaluator knows its program, 0..1: half,
 * or less the more tasks of this kind others were right on and the family never was. */
double els_session_unproven(els_session *session, els_str family);
/* What is thought of the text; NULL where the field has no usual answers (usual.h). */
const els_usual_opinion *els_session_usual(const els_session *session);
/* The group's answer as a confidence in 0..1. */
double els_session_confidence(els_session *session, const els_answer_group *group);
/* The same as it is told (els_pool_told_confidence). */
double els_session_told_confidence(els_session *session, const els_answer_group *group);

uint64_t els_session_spent(const els_session *session); /* work units, of all calls */
const els_view *els_session_view(const els_session *session);
uint32_t els_session_field_index(const els_session *session);

/* At most `max` candidates as they travel with a result, best first: the four best of every answer,
 * then the best of the others while there is room. */
uint32_t els_session_beam(els_session *session, uint32_t max, els_candidate **ret);

#endif
