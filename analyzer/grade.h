/* grade.h — a result against its sealed task. Pure. */
#ifndef ELS_GRADE_H
#define ELS_GRADE_H

#include "generator.h"

/* Verdict, fields_right and fields of `record` by the sealed key. Right only when every field is.
 * A result without one answer per field is no answer to this task: an infrastructure failure. */
void els_grade_result(const els_plugin *plugin, const els_sealed_task *sealed,
                      const els_result *result, els_record *record);

/* Sets `right` of every candidate in the beams of the answers (one per field of the task). A
 * candidate is judged by its own field, the other fields taken as right. A candidate that stands
 * for every choice of its field (ELS_LESSON_FAMILY) becomes the choice that is right, or is wrong
 * when none is. */
void els_grade_beams(const els_plugin *plugin, const els_sealed_task *sealed, els_answer *answers);

/* Sets `right` of every rehearsal of the task: right only when every field is. One without an
 * answer per field is none: it gets no verdict. */
void els_grade_rehearsals(const els_plugin *plugin, const els_sealed_task *sealed,
                          els_rehearsal *rehearsals, uint32_t n);

/* Cuts the beams (the tail of each, all to the same length) until the examples take at most
 * `max_bytes` on the wire. */
void els_grade_fit(els_example *examples, uint32_t n, size_t max_bytes);

#endif
