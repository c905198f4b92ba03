/* family_examples.h — reading labelled examples from a task. */
#ifndef ELS_FAMILY_EXAMPLES_H
#define ELS_FAMILY_EXAMPLES_H

#include "family_numeric.h"
#include "tool_examples.h"

/* Reads the examples and the item without a label; texts stay borrowed from the task.
 * False when there are fewer than two examples, two labels, or no item. */
bool els_examples_read(const els_session *session, els_examples *ret);

#endif
