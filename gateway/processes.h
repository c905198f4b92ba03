/* processes.h — which processes the broker of the store's run hears. */
#ifndef ELS_GATEWAY_PROCESSES_H
#define ELS_GATEWAY_PROCESSES_H

#include <jansson.h>

/* What the broker left in STORE/processes.json (docs/store.md), with its age in seconds; null when
 * no run is on. A new object. */
json_t *els_processes_json(const char *store);

#endif
