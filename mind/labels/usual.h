/* usual.h — fields of any text some of whose answers are usual.
 *
 * Rows of several sorts in one kind: some ask for a label, others for a name, a number, a list. The
 * field takes any text, and names as its choices the answers that come back on many rows; unlike an
 * enum's they are not all that may be answered. Which text calls for which of them, or for none, is
 * the label learner's to tell (labels.h), with one label more that stands for "none of them". It
 * learns from a candidate in the graded beam that stands for every choice (ELS_LESSON_FAMILY).
 *
 * Families see such a field without its choices: for them it is one of any text. But where the text
 * calls for a verdict (yes, false, unknown, ...), it is an enum of the verdicts: what the text is
 * to be read for can then be found out by reasoning. */
#ifndef ELS_USUAL_H
#define ELS_USUAL_H

#include "labels.h"
#include "messages.h"

/* The label of a text whose answer is none of the usual ones. */
#define ELS_USUAL_NONE "\x1f"

static inline bool els_usual_is_named(const els_field_spec *field)
{
    return field->n_choices > 0 && els_str_eq(field->type, ELS_STR("text"));
}

/* Name of the label set; apart from that of an enum of the same kind and field. */
uint64_t els_usual_key(els_str kind, els_str field);
/* The usual answers that were learned for a field, borrowed, at most ELS_LABELS_MAX; how many. */
uint32_t els_usual_names(const els_labels *labels, els_str kind, els_str field,
                         els_str ret[ELS_LABELS_MAX]);

/* What is thought of a text. */
typedef struct {
    float *probability;  /* of the field's choices; then of none of them */
    bool knows;          /* else nothing is thought of it yet */
    els_field_spec seen; /* the field as families see it */
} els_usual_opinion;

/* Of a field with els_usual_is_named; memory from `arena`. */
const els_usual_opinion *els_usual_think(const els_labels *labels, const els_task *task,
                                         const els_field_spec *field, els_arena *arena);

/* Puts the candidate that stands for every choice before the others of a beam with at most `max`
 * of them; memory from `arena`. */
void els_usual_ask(els_answer *answer, uint32_t max, els_arena *arena);
/* Takes that candidate out of a copy of the answer; NULL when it is not there. */
const els_candidate *els_usual_take(els_answer *answer);
/* Learns from its verdict. */
void els_usual_learn(els_labels *labels, const els_task *task, const els_field_spec *field,
                     const els_candidate *verdict);
#endif
