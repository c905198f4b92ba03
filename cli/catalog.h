/* catalog.h — what is built into the programs, as JSON: architectures, plugins, and tasks that
 * plugins make. Every json_t * returned is new, the caller's to release. */
#ifndef ELS_CATALOG_H
#define ELS_CATALOG_H

#include "agent.h"
#include "plugin.h"

#include <jansson.h>

/* Parameters that the settings of an architecture have. */
uint32_t els_catalog_parameters(const els_agent *agent);
/* Its record among those of a run (member "agents" of status.json); NULL when there is none. */
const json_t *els_catalog_record(const json_t *records, const char *agent);
/* An architecture with its record, which may be NULL. */
json_t *els_catalog_agent(const els_agent *agent, const json_t *records);
json_t *els_catalog_plugin(const els_plugin *plugin);
/* A task with its answer. */
json_t *els_catalog_task(const els_sealed_task *sealed);
/* Number of a split by its name, which must be one. */
uint32_t els_catalog_split(const char *name);

#endif
