/* waiting.h — commands of users that wait in a store until a run takes them
 * (docs/decisions/0012). Looks only: nothing is moved. */
#ifndef ELS_WAITING_H
#define ELS_WAITING_H

#include "cli.h"

/* Those for the stage `target` ("applier", "goaler"), the oldest first, as a list of objects: id,
 * verb, args, who, at (not before this iteration; 0: the next). The caller releases it. */
json_t *els_waiting_json(const char *store, els_str target);
/* The same as people read it, on stdout; nothing when none waits. */
void els_waiting_print(const char *store, els_str target);

#endif
