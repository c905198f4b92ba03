/* family_list_read.h — reads the examples and the query of a task over lists or words. */
#ifndef ELS_FAMILY_LIST_READ_H
#define ELS_FAMILY_LIST_READ_H

#include "family_numeric.h"
#include "tool_list.h"

/* False when the task shows neither examples nor a list. Memory from the arena. */
bool els_list_read_problem(els_arena *arena, const els_session *session, els_list_problem *problem);

#endif
