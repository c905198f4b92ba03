/* system_state.h — five words for how full a resource is. Pure.
 *
 * The steps follow the queue that forms in front of a server in use for the share u of the time:
 * work waits u/(1-u) times as long as it takes (M/M/1; Kleinrock 1975): once at .5, 2.3 times at
 * .7, 5.7 times at .85, 19 times at .95. */
#ifndef ELS_SYSTEM_STATE_H
#define ELS_SYSTEM_STATE_H

#include "els_str.h"

typedef enum {
    ELS_SYSTEM_OPTIMAL,    /* less than half in use */
    ELS_SYSTEM_HEALTHY,    /* below .7 */
    ELS_SYSTEM_DEGRADED,   /* below .85: waiting begins to show */
    ELS_SYSTEM_OVERLOADED, /* below .95, and above for what only gets slower */
    ELS_SYSTEM_CRITICAL    /* what is full breaks work: memory, queues */
} els_system_state;

/* Use from which on a resource is said to be a bottleneck. */
#define ELS_SYSTEM_BOTTLENECK 0.85

/* State of the resource `name` (see gauge in messages.def) at `use`, its value over its limit.
 * Executors are there to be kept busy: theirs is never worse than healthy. */
els_system_state els_system_state_of(els_str name, double use);
const char *els_system_state_name(els_system_state state);

#endif
